package fetch

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/nlnwa/gowarc/v2"
)

// A new file is begun when one has so many bytes or replies. The WARC standard
// recommends 1 GB; but with a last body of mostBody a file must not be larger,
// and must not hold more documents, than ingest opens (archive.DefaultLimits).
const (
	largestWARC = 192 << 20
	mostReplies = 10_000
)

// The names of WARC files: while a file is written it has OpenEnding besides.
const (
	warcEnding = ".warc.gz"
	OpenEnding = ".open"
)

// kept is where a reply lies in the archive.
type kept struct {
	file           string
	offset, length int64  // of its records, compressed
	record         string // id of its response or revisit record
	digest         string // SHA-256 of the body, as documents are known by it; empty without a body
	payload        string // SHA-256 of the body as it was sent
}

// archive writes replies into WARC files of a folder. A record is on the disk
// when write returns.
type archive struct {
	mu     sync.Mutex
	folder string
	agent  string
	file   *os.File
	name   string // without OpenEnding
	size   int64
	held   int // replies in the file
}

// about is what is known of a reply besides: what the list said.
type about [][2]string

func (a about) String() string {
	var b strings.Builder
	for _, f := range a {
		if value := strings.Join(strings.Fields(f[1]), " "); value != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", f[0], value)
		}
	}
	return b.String()
}

// recover makes the files whole that a killed run left: what lies beyond the
// last reply that the memory knows of is cut off. known gives that place for a
// file.
func (a *archive) recover(known func(file string) (int64, error)) error {
	open, err := filepath.Glob(filepath.Join(a.folder, "*"+warcEnding+OpenEnding))
	if err != nil {
		return err
	}
	for _, path := range open {
		name := strings.TrimSuffix(filepath.Base(path), OpenEnding)
		end, err := known(name)
		if err != nil {
			return err
		}
		if end == 0 {
			err = os.Remove(path)
		} else if err = os.Truncate(path, end); err == nil {
			err = os.Rename(path, strings.TrimSuffix(path, OpenEnding))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// write appends a reply to the archive. first, if there is one, is an earlier
// reply with the same body: then the record says so and holds no second copy
// (revisit).
func (a *archive) write(r *reply, first *earlier, what about) (k kept, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.begin(time.Now().UTC()); err != nil {
		return k, err
	}
	rec, err := responseRecord(r, first)
	if err != nil {
		return k, err
	}
	defer rec.Close()
	k = kept{file: a.name, offset: a.size, record: rec.RecordId()}
	if err := a.append(rec); err != nil {
		return k, err
	}
	if text := what.String(); text != "" {
		meta := gowarc.NewRecordBuilder(gowarc.Metadata, digests...)
		meta.AddWarcHeader(gowarc.WarcTargetURI, r.address)
		meta.AddWarcHeaderTime(gowarc.WarcDate, r.at)
		meta.AddWarcHeader(gowarc.WarcConcurrentTo, "<"+rec.RecordId()+">")
		meta.AddWarcHeader(gowarc.ContentType, gowarc.ApplicationWarcFields)
		if err := a.build(meta, text); err != nil {
			return k, err
		}
	}
	k.length = a.size - k.offset
	a.held++
	return k, a.file.Sync()
}

// digests are SHA-256 in hexadecimal, as documents are known by it everywhere.
var digests = []gowarc.WarcRecordOption{
	gowarc.WithDefaultDigestAlgorithm("sha256"), gowarc.WithDefaultDigestEncoding(gowarc.Base16),
}

// responseRecord makes the record of a reply, or of a resource where nothing
// but its body is known.
func responseRecord(r *reply, first *earlier) (gowarc.WarcRecord, error) {
	kind, media := gowarc.Response, "application/http;msgtype=response"
	var head bytes.Buffer
	if r.line == "" {
		kind, media = gowarc.Resource, cmp.Or(r.header.Get("Content-Type"), "application/octet-stream")
	} else {
		fmt.Fprintf(&head, "%s\r\n", r.line)
		if err := r.header.Write(&head); err != nil {
			return nil, err
		}
		head.WriteString("\r\n")
	}
	b := gowarc.NewRecordBuilder(kind, digests...)
	b.AddWarcHeader(gowarc.WarcTargetURI, r.address)
	b.AddWarcHeaderTime(gowarc.WarcDate, r.at)
	b.AddWarcHeader(gowarc.ContentType, media)
	if _, err := io.Copy(b, io.MultiReader(&head, bytes.NewReader(r.raw))); err != nil {
		return nil, err
	}
	rec, _, err := b.Build()
	if err != nil || first == nil {
		return rec, err
	}
	defer rec.Close()
	profile := gowarc.ProfileIdenticalPayloadDigestV1_1
	if len(r.raw) == 0 {
		profile = gowarc.ProfileServerNotModifiedV1_1
	}
	return rec.ToRevisitRecord(&gowarc.RevisitRef{
		Profile: profile, TargetRecordId: first.record, TargetUri: first.address, TargetDate: first.at,
	})
}

// begin opens a file if none is, or if the one that is has its size.
func (a *archive) begin(at time.Time) error {
	if a.file != nil && a.size < largestWARC && a.held < mostReplies {
		return nil
	}
	if err := a.end(); err != nil {
		return err
	}
	if err := os.MkdirAll(a.folder, 0o755); err != nil {
		return err
	}
	for n := 0; ; n++ {
		a.name = fmt.Sprintf("yusuan-%s-%03d%s", at.Format("20060102150405"), n, warcEnding)
		path := filepath.Join(a.folder, a.name)
		if _, err := os.Lstat(path); err == nil {
			continue
		}
		f, err := os.OpenFile(path+OpenEnding, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if errors.Is(err, os.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		a.file, a.size, a.held = f, 0, 0
		break
	}
	info := gowarc.NewRecordBuilder(gowarc.Warcinfo, digests...)
	info.AddWarcHeaderTime(gowarc.WarcDate, at)
	info.AddWarcHeader(gowarc.WarcFilename, a.name)
	info.AddWarcHeader(gowarc.ContentType, gowarc.ApplicationWarcFields)
	return a.build(info, about{
		{"software", a.agent}, {"format", "WARC File Format 1.1"},
		{"conformsTo", "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"},
		{"robots", "obey"},
	}.String())
}

// build finishes a record and appends it.
func (a *archive) build(b gowarc.WarcRecordBuilder, text string) error {
	if _, err := b.WriteString(text); err != nil {
		return err
	}
	rec, _, err := b.Build()
	if err != nil {
		return err
	}
	defer rec.Close()
	return a.append(rec)
}

// append writes a record as a member of its own.
func (a *archive) append(rec gowarc.WarcRecord) error {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, _, err := gowarc.NewMarshaler().Marshal(z, rec, 0); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	n, err := a.file.Write(out.Bytes())
	a.size += int64(n)
	return err
}

// end closes the file and gives it its name.
func (a *archive) end() error {
	if a.file == nil {
		return nil
	}
	path := a.file.Name()
	err := a.file.Close()
	a.file = nil
	if err != nil {
		return err
	}
	return os.Rename(path, strings.TrimSuffix(path, OpenEnding))
}
