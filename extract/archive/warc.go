package archive

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http/httputil"
	"net/textproto"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/yusuan/yusuan/document"
)

// Limits of a WARC file's parts.
const (
	warcHead   = 64 << 10 // bytes of the head of a record or of a reply; servers refuse longer ones
	zstdWindow = 128 << 20
)

// warcMagic begins every record (ISO 28500).
const warcMagic = "WARC/"

// record is one record of a WARC file: what a crawler asked for and got.
type record struct {
	head   textproto.MIMEHeader
	length int64
	block  io.Reader // of length bytes; what is left of it is passed over
}

// warc takes the replies out of a WARC file (ISO 28500): those of servers that
// said yes, resources, and revisits of a reply that is in the same file or in
// one beside it. Requests, redirects, descriptions and what pages are drawn with
// (styles, scripts, fonts, sound, pictures) are no documents; refusals are told.
func (w *walker) warc(parent title, open func() (io.Reader, error), packed int64, depth int) error {
	bodies, said, err := w.survey(open)
	if err != nil {
		return err
	}
	r, err := open()
	if err != nil {
		return damaged(err)
	}
	return w.records(r, func(rec *record) error {
		about := of(said, rec)
		e, ok := replied(rec, about.ours)
		if !ok {
			return nil
		}
		if about.list || about.ours && e.refused {
			w.passed++ // a page of a list that fetch went by, or what it told itself and may have had since
			return nil
		}
		e.packed = packed // records share one stream
		about.describe(&e.from)
		if rec.head.Get("WARC-Type") == "revisit" {
			body, known := bodies.of(rec)
			if about.same && !bodies.here(rec) {
				w.passed++ // fetch had it before at this address, and it is in an earlier file
				return nil
			}
			if !known {
				w.beside(bodies)
				body, known = bodies.of(rec)
			}
			e.open = func() (io.Reader, error) {
				if !known {
					return nil, fmt.Errorf("%w: the same as before, and what was before is not in this file nor beside it",
						document.ErrUnsupported)
				}
				return bytes.NewReader(body), nil
			}
		} else if inner := e.open; inner != nil {
			e.open = func() (io.Reader, error) {
				r, err := inner()
				if err != nil {
					return nil, err
				}
				return bodies.copied(rec, r), nil
			}
		}
		return w.file(parent, e, depth)
	})
}

// mostSaid is how many bytes of descriptions of a WARC file are kept.
const mostSaid = 64 << 20

// told is what a crawler says of a reply besides.
type told struct {
	via                                     string // the page that led to it
	title, date, published, region, licence string // of fetch
	ours, list                              bool   // fetch says it; of a page of a list
	same                                    bool   // as fetch had it at this address before
}

// of is what was told of a reply.
func of(said map[string]told, rec *record) told {
	is := said[bare(rec.head.Get("WARC-Record-ID"))]
	if is == (told{}) {
		is = said[bare(rec.head.Get("WARC-Concurrent-To"))]
	}
	is.same = is.ours && (is.same || strings.Contains(rec.head.Get("WARC-Profile"), "server-not-modified") ||
		bare(rec.head.Get("WARC-Refers-To-Target-URI")) == bare(rec.head.Get("WARC-Target-URI")))
	return is
}

// survey looks through a file for the bodies that are not stored a second time,
// and for what the crawler says of its replies besides, by the ids of their
// records: that of the reply or, where replies name their requests, of the
// request.
func (w *walker) survey(open func() (io.Reader, error)) (*bodies, map[string]told, error) {
	r, err := open()
	if err != nil {
		return nil, nil, damaged(err)
	}
	var revisits []record
	again, said, size := newBodies(), map[string]told{}, 0
	err = w.records(r, func(rec *record) error {
		var is told
		switch rec.head.Get("WARC-Type") {
		case "revisit":
			revisits = append(revisits, record{head: rec.head})
			for _, name := range names(rec) {
				again.wanted[name] = true
			}
			return nil
		case "metadata":
			is = toldBy(rec)
		case "request":
			is = askedBy(rec)
		}
		if is == (told{}) {
			return nil
		}
		for _, name := range []string{"WARC-Record-ID", "WARC-Concurrent-To"} {
			id := bare(rec.head.Get(name))
			if size += len(id) + len(is.via) + len(is.title); id == "" || size > mostSaid {
				continue
			}
			if there := said[id]; !there.ours {
				said[id] = is
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, errExhausted) && w.ctx.Err() == nil {
		err = nil // what is damaged is told when the records are taken out
	}
	for i := range revisits {
		if is := of(said, &revisits[i]); !is.list && !is.same {
			again.seek(&revisits[i])
		}
	}
	return again, said, err
}

// toldBy is what a metadata record says: fetch's, or that of a crawler which
// says what led to a page (as Heritrix does).
func toldBy(rec *record) (is told) {
	if rec.length > warcHead {
		return is
	}
	fields, err := header(bufio.NewReader(rec.block))
	if err != nil {
		return is
	}
	is.via = fields.Get("Via")
	if fields.Get("Source") == "" {
		return is
	}
	is.title, is.date, is.published = fields.Get("Title"), fields.Get("Date"), fields.Get("Publisher")
	is.region, is.licence = fields.Get("Region"), fields.Get("Licence")
	is.ours, is.list, is.same = true, fields.Get("Kind") == "list", fields.Get("Unchanged") != ""
	return is
}

// askedBy is what a request says of the page that led to it.
func askedBy(rec *record) (is told) {
	if rec.length > warcHead {
		return is
	}
	in := bufio.NewReader(rec.block)
	if _, err := skipBlank(in); err != nil {
		return is
	}
	if fields, err := header(in); err == nil {
		is.via = fields.Get("Referer")
	}
	return is
}

// describe puts down what the crawler says of a reply.
func (t *told) describe(p *document.Provenance) {
	p.Referrer, p.Title, p.Date = t.via, t.title, t.date
	p.Publisher, p.Region, p.Licence = t.published, t.region, t.licence
}

// records gives each the records of a stream.
func (w *walker) records(r io.Reader, each func(*record) error) error {
	in := bufio.NewReaderSize(&ctxReader{w.ctx, r}, warcHead)
	for {
		line, err := skipBlank(in)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damaged(err)
		}
		if !strings.HasPrefix(line, warcMagic) {
			return fmt.Errorf("%w: %.20q begins no WARC record", document.ErrDamaged, line)
		}
		head, err := header(in)
		if err != nil {
			return damaged(err)
		}
		length, err := strconv.ParseInt(head.Get("Content-Length"), 10, 64)
		if err != nil || length < 0 {
			return fmt.Errorf("%w: a WARC record of %.20q bytes", document.ErrDamaged, head.Get("Content-Length"))
		}
		block := &io.LimitedReader{R: in, N: length}
		if err := each(&record{head: head, length: length, block: block}); err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, block); err != nil {
			return damaged(err)
		}
		if block.N > 0 {
			return fmt.Errorf("%w: the file ends in a WARC record", document.ErrDamaged)
		}
	}
}

// skipBlank reads the next line that is not blank.
func skipBlank(in *bufio.Reader) (string, error) {
	for {
		line, err := in.ReadSlice('\n')
		if text := strings.TrimRight(string(line), "\r\n"); text != "" {
			return text, nil
		}
		if err != nil {
			return "", err
		}
	}
}

// header reads fields up to a blank line.
func header(in *bufio.Reader) (textproto.MIMEHeader, error) {
	var text bytes.Buffer
	for {
		line, err := in.ReadSlice('\n')
		text.Write(line)
		if text.Len() > warcHead {
			return nil, fmt.Errorf("%w: a head of more than %d bytes", document.ErrTooLarge, warcHead)
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if len(strings.TrimRight(string(line), "\r\n")) == 0 {
			break
		}
	}
	text.WriteString("\r\n")
	// Names of fields that are none are passed over by whoever reads them.
	head, err := textproto.NewReader(bufio.NewReader(&text)).ReadMIMEHeader()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: %w", document.ErrDamaged, err)
	}
	return head, nil
}

// replied makes an entry of a record that holds, or stands for, a document. A
// file that fetch took over from a folder may have no address.
func replied(rec *record, ours bool) (e entry, ok bool) {
	address := bare(rec.head.Get("WARC-Target-URI"))
	e = entry{title: title{name: address, raw: address, from: document.Provenance{Address: address}}, size: -1}
	if at, err := time.Parse(time.RFC3339, rec.head.Get("WARC-Date")); err == nil {
		e.from.Retrieved = at.UTC()
	}
	kind, media := rec.head.Get("WARC-Type"), rec.head.Get("Content-Type")
	unread := func(why error) { e.open = func() (io.Reader, error) { return nil, why } }
	e.media = media
	file, isFile := strings.CutPrefix(address, fileAddress)
	switch {
	case isFile && ours && kind == "resource":
		if name, err := url.PathUnescape(file); err == nil {
			e.title = title{name: name, raw: file, from: document.Provenance{Retrieved: e.from.Retrieved}}
		}
		fallthrough
	case kind == "resource" && isWeb(address) && !isRobots(address):
		e.size, e.open = rec.length, func() (io.Reader, error) { return rec.block, nil }
		return e, isDocument(media)
	case !isWeb(address), isRobots(address):
		return e, false // of the crawler's own
	case kind == "revisit" && rec.length == 0:
		return e, true
	case kind != "response" && kind != "revisit" || !strings.HasPrefix(media, "application/http"):
		return e, false
	}
	in := bufio.NewReaderSize(rec.block, warcHead)
	status, err := skipBlank(in)
	if err != nil {
		unread(fmt.Errorf("%w: a reply without a head", document.ErrDamaged))
		return e, true
	}
	head, err := header(in)
	if err != nil {
		unread(err)
		return e, true
	}
	e.media = head.Get("Content-Type")
	code := 0
	if fields := strings.Fields(status); len(fields) > 1 {
		code, _ = strconv.Atoi(fields[1])
	}
	switch {
	case code >= 300 && code < 400:
		return e, kind == "revisit"
	case code != 200:
		e.refused = true
		unread(fmt.Errorf("%w: the server answered %.40s", document.ErrUnsupported, strings.TrimPrefix(status, "HTTP/")))
	default:
		e.open = func() (io.Reader, error) { return body(in, head) }
	}
	return e, isDocument(e.media)
}

// fileAddress begins what fetch calls a file that it took over from a folder.
const fileAddress = "file:///"

func isWeb(address string) bool {
	return strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://")
}

// isRobots reports whether an address is that of a host's rules for crawlers,
// which they ask for and which is no document.
func isRobots(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Path == "/robots.txt"
}

// bare takes the brackets off an identifier; wget puts them on addresses too.
func bare(id string) string { return strings.TrimSuffix(strings.TrimPrefix(id, "<"), ">") }

// isDocument reports whether a media type may be that of a document; what
// pages are drawn with is not.
func isDocument(media string) bool {
	media, _, _ = strings.Cut(strings.ToLower(media), ";")
	media = strings.TrimSpace(media)
	for _, part := range []string{"image/", "font/", "audio/", "video/", "text/css", "text/javascript",
		"application/javascript", "application/x-javascript", "application/json", "application/font"} {
		if strings.HasPrefix(media, part) {
			return false
		}
	}
	return true
}

// body undoes what a reply did to its body on the way.
func body(r *bufio.Reader, head textproto.MIMEHeader) (io.Reader, error) {
	var out io.Reader = r
	if strings.EqualFold(head.Get("Transfer-Encoding"), "chunked") && isChunked(r) {
		out = httputil.NewChunkedReader(r)
	}
	codings := strings.Split(strings.Join(head.Values("Content-Encoding"), ","), ",")
	slices.Reverse(codings) // the last was done last
	for _, coding := range codings {
		var err error
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "", "identity":
		case "gzip", "x-gzip":
			out, err = ifCoded(out, "\x1f\x8b", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) })
		case "deflate":
			out, err = ifCoded(out, "\x78", func(r io.Reader) (io.Reader, error) { return zlib.NewReader(r) })
		case "br":
			out = brotli.NewReader(out)
		case "zstd":
			out, err = unzstd(out, nil)
		default:
			return nil, fmt.Errorf("%w: content coding %.20q", document.ErrUnsupported, coding)
		}
		if err != nil {
			return nil, damaged(err)
		}
	}
	return out, nil
}

// isChunked reports whether a body begins with the length of a chunk: some
// crawlers store bodies in one piece and keep the field that says otherwise.
func isChunked(r *bufio.Reader) bool {
	start, _ := r.Peek(18)
	digits, _, found := bytes.Cut(start, []byte("\r\n"))
	digits, _, _ = bytes.Cut(digits, []byte(";"))
	_, err := strconv.ParseUint(strings.TrimSpace(string(digits)), 16, 64)
	return found && err == nil
}

// ifCoded decodes what begins with the sign of its coding; some crawlers store
// the decoded body under the head of the coded one.
func ifCoded(r io.Reader, magic string, decode func(io.Reader) (io.Reader, error)) (io.Reader, error) {
	in := bufio.NewReader(r)
	if start, _ := in.Peek(len(magic)); string(start) != magic {
		return in, nil
	}
	return decode(in)
}

// unzstd decodes Zstandard, with the dictionary of a file that brings one.
func unzstd(r io.Reader, dictionary []byte) (io.Reader, error) {
	options := []zstd.DOption{zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(zstdWindow),
		zstd.WithDecoderLowmem(true)}
	if dictionary != nil {
		options = append(options, zstd.WithDecoderDicts(dictionary))
	}
	z, err := zstd.NewReader(r, options...)
	if err != nil {
		return nil, err
	}
	return z.IOReadCloser(), nil
}

// The dictionary of a compressed WARC file is a frame of its own at the
// beginning, itself compressed or not ("Zstandard Compression for WARC Files
// 1.0", IIPC).
const (
	dictionaryMagic = "\x5d\x2a\x4d\x18"
	dictionaryHead  = 8        // bytes: the magic number and how long it is
	mostDictionary  = 16 << 20 // bytes; tools make dictionaries of some hundred kilobytes
)

// readDictionary takes the dictionary off a file, if it brings one.
func readDictionary(in io.Reader, head []byte) ([]byte, error) {
	if !bytes.HasPrefix(head, []byte(dictionaryMagic)) || len(head) < dictionaryHead {
		return nil, nil
	}
	n := int64(head[4]) | int64(head[5])<<8 | int64(head[6])<<16 | int64(head[7])<<24
	if n > mostDictionary {
		return nil, fmt.Errorf("%w: a dictionary of %d bytes", document.ErrTooLarge, n)
	}
	frame := make([]byte, dictionaryHead+n)
	if _, err := io.ReadFull(in, frame); err != nil {
		return nil, fmt.Errorf("%w: its dictionary is cut off", document.ErrDamaged)
	}
	dictionary := frame[dictionaryHead:]
	if bytes.HasPrefix(dictionary, []byte("\x28\xb5\x2f\xfd")) {
		r, err := unzstd(bytes.NewReader(dictionary), nil)
		if err != nil {
			return nil, damaged(err)
		}
		if dictionary, err = io.ReadAll(io.LimitReader(r, mostDictionary)); err != nil {
			return nil, damaged(err)
		}
	}
	return dictionary, nil
}

// WalkWARC yields what a WARC file of any size holds, as it is or packed as gzip
// or Zstandard, as Walk does. open gives the file from its beginning, and is
// called several times; size is that of the file, in bytes.
func WalkWARC(ctx context.Context, size int64, open func() (io.ReadCloser, error), opts Options) iter.Seq[Member] {
	return func(yield func(Member) bool) {
		var opened []io.Closer
		defer func() {
			for _, c := range opened {
				_ = c.Close() // it was only read
			}
		}()
		w := &walker{ctx: ctx, opts: opts, limits: opts.Limits.withDefaults(), yield: yield}
		unpacked := func() (io.Reader, error) {
			f, err := open()
			if err != nil {
				return nil, err
			}
			opened = append(opened, f)
			r, err := unpackWARC(f)
			if err != nil {
				return nil, err
			}
			return &bounded{r, w.limits.Total, size * w.limits.Ratio}, nil
		}
		err := func() (err error) {
			defer w.catch(&err)
			return w.warc(title{}, unpacked, size, 1)
		}()
		if err != nil && !errors.Is(err, errStop) {
			_ = w.tell(title{}, nil, err) // the last there is to tell
		}
	}
}

// unpackWARC gives the records of a WARC file, however it is packed.
func unpackWARC(f io.Reader) (io.Reader, error) {
	in := bufio.NewReader(f)
	head, _ := in.Peek(dictionaryHead)
	switch Detect(head) {
	case Gzip:
		return gzip.NewReader(in)
	case Zstd:
		dictionary, err := readDictionary(in, head)
		if err != nil {
			return nil, err
		}
		return unzstd(in, dictionary)
	}
	return in, nil
}
