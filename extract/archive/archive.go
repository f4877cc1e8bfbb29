// Package archive takes the members out of ZIP, RAR, tar, gzip and Zstandard
// files and the replies out of WARC files, archives inside archives included, one at a time and within limits that no
// bomb gets past.
//
// It knows containers, file names and their charsets, and passwords; it does
// not know documents. Nothing is skipped in silence: a member that could not
// be taken out is yielded with its error.
package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"path"
	"runtime/debug"
	"slices"
	"strings"
	"unicode"

	"github.com/yusuan/yusuan/document"
)

// Format is a kind of container.
type Format int

const (
	None Format = iota
	Zip
	RAR
	Tar
	Gzip
	Zstd
	WARC
	SevenZip
	XZ
	Bzip2
)

func (f Format) String() string {
	return [...]string{"no", "ZIP", "RAR", "tar", "gzip", "Zstandard", "WARC", "7z", "xz", "bzip2"}[f]
}

// Readable reports whether this package opens the format.
func (f Format) Readable() bool { return f >= Zip && f <= WARC }

// Detect tells the container from its first bytes.
func Detect(data []byte) Format {
	has := func(at int, magic string) bool {
		return len(data) >= at+len(magic) && string(data[at:at+len(magic)]) == magic
	}
	switch {
	case has(0, "PK\x03\x04"), has(0, "PK\x05\x06"), has(0, "PK\x07\x08"):
		return Zip
	case has(0, "Rar!\x1a\x07"):
		return RAR
	case has(257, "ustar"):
		return Tar
	case has(0, "\x1f\x8b\x08"):
		return Gzip
	case has(0, "7z\xbc\xaf\x27\x1c"):
		return SevenZip
	case has(0, "\xfd7zXZ\x00"):
		return XZ
	case has(0, "BZh") && has(4, "1AY&SY"):
		return Bzip2
	case has(0, "\x28\xb5\x2f\xfd"), has(0, "\x5d\x2a\x4d\x18"): // a frame, or the dictionary of a WARC file
		return Zstd
	case has(0, warcMagic+"1."), has(0, warcMagic+"0."):
		return WARC
	}
	return None
}

// Limits bound what one outermost archive may unpack to. Zero fields take the
// value of DefaultLimits.
type Limits struct {
	Depth   int   // archives inside archives
	Members int   // files, all levels together
	Member  int64 // bytes of one file
	Total   int64 // bytes of all files, all levels together
	Ratio   int64 // unpacked to packed size of a file of over 1 MiB, and of an archive with all in it of over 64 MiB
}

// DefaultLimits leave room for the largest disclosures seen, a year of a
// province in one file, and stop what only a bomb does.
var DefaultLimits = Limits{Depth: 5, Members: 20000, Member: 512 << 20, Total: 8 << 30, Ratio: 500}

func (l Limits) withDefaults() Limits {
	or := func(v *int64, d int64) {
		if *v == 0 {
			*v = d
		}
	}
	if l.Depth == 0 {
		l.Depth = DefaultLimits.Depth
	}
	if l.Members == 0 {
		l.Members = DefaultLimits.Members
	}
	or(&l.Member, DefaultLimits.Member)
	or(&l.Total, DefaultLimits.Total)
	or(&l.Ratio, DefaultLimits.Ratio)
	return l
}

// Options say how to unpack.
type Options struct {
	Limits   Limits
	Password string
	// Nested reports whether a member is to be unpacked in its turn. Many
	// documents are ZIP files themselves, so only the caller can tell.
	Nested func(data []byte) bool
	// Beside yields further files of a crawl, whose bodies those of one may be the
	// same as; nil if there are none.
	Beside iter.Seq[Stored]
}

// Member is a file out of an archive.
type Member struct {
	Name string // path inside the archive, in UTF-8; outer!inner for an archive in an archive
	Raw  string // the same as it is stored; Name may be decoded, cleaned or made up
	Data []byte // nil with most errors
	Err  error  // why it could not be taken out

	From  document.Provenance // of a WARC file, as the crawler says
	Media string              // media type, as the server said there
}

// errStop ends an unpacking whose consumer has had enough.
var errStop = errors.New("stop")

// Walk yields every file of an archive in the order it is stored. An archive
// that cannot be read, or a limit that ends the unpacking, is yielded as a
// Member with an error and the name of the archive ("" for the outermost).
func Walk(ctx context.Context, data []byte, opts Options) iter.Seq[Member] {
	return func(yield func(Member) bool) {
		w := &walker{ctx: ctx, opts: opts, limits: opts.Limits.withDefaults(), yield: yield}
		// Archives in archives multiply: the bomb of five levels is small on each.
		w.limits.Total = min(w.limits.Total, max(leastTotal, int64(len(data))*w.limits.Ratio))
		_ = w.archive(title{}, data, 1) // what went wrong is told by the member it happened in
	}
}

// leastTotal is what every archive may unpack to, however small it is.
const leastTotal = 64 << 20

// walker keeps the account of one outermost archive.
type walker struct {
	ctx     context.Context
	opts    Options
	limits  Limits
	yield   func(Member) bool
	members int
	passed  int // records of fetch that are no documents, or were had before
	total   int64

	yielding bool // the consumer is at work: a panic is its own
}

// archive unpacks one archive and yields its own failure, if any. It returns
// errStop, or the error of a limit that ends everything.
func (w *walker) archive(at title, data []byte, depth int) error {
	if depth > w.limits.Depth {
		return w.tell(at, data,
			fmt.Errorf("%w: archives nested more than %d deep", document.ErrTooLarge, w.limits.Depth))
	}
	before := w.members + w.passed
	err := w.guarded(at, data, depth)
	switch {
	case errors.Is(err, errStop):
		return err
	case err != nil:
		if e := w.tell(at, data, err); e != nil {
			return e
		}
		if errors.Is(err, errExhausted) || w.ctx.Err() != nil {
			return errStop
		}
	case w.members+w.passed == before:
		return w.tell(at, data, fmt.Errorf("%w: the archive has no files", document.ErrEmpty))
	}
	return nil
}

// errExhausted marks a limit of the whole archive, which ends the unpacking.
var errExhausted = fmt.Errorf("%w: archive", document.ErrTooLarge)

// guarded opens an archive and makes an error of a decoder's panic.
func (w *walker) guarded(at title, data []byte, depth int) (err error) {
	defer w.catch(&err)
	return w.open(at, data, depth)
}

// catch is to be deferred where decoders of others are at work.
func (w *walker) catch(err *error) {
	if w.yielding {
		return
	}
	if p := recover(); p != nil {
		slog.Debug("archive reader panicked", "panic", p, "stack", string(debug.Stack()))
		*err = fmt.Errorf("%w: its reader failed on it", document.ErrDamaged)
	}
}

func (w *walker) open(at title, data []byte, depth int) error {
	switch f := Detect(data); f {
	case Zip:
		return w.zip(at, data, depth)
	case RAR:
		return w.rar(at, data, depth)
	case Tar:
		return w.tar(at, bytes.NewReader(data), int64(len(data)), depth)
	case Gzip:
		return w.gzip(at, data, depth)
	case Zstd:
		return w.zstd(at, data, depth)
	case WARC:
		return w.warc(at, func() (io.Reader, error) { return bytes.NewReader(data), nil }, int64(len(data)), depth)
	case None:
		return fmt.Errorf("%w: no archive", document.ErrDamaged)
	default:
		return fmt.Errorf("%w: %s archive", document.ErrUnsupported, f)
	}
}

// tell emits an archive with what is wrong with it.
func (w *walker) tell(at title, data []byte, why error) error {
	m := at.member()
	m.Data, m.Err = data, why
	return w.emit(m)
}

func (w *walker) emit(m Member) error {
	w.yielding = true
	more := w.yield(m)
	w.yielding = false
	if !more {
		return errStop
	}
	return nil
}

// title is the name of a file, or of an archive in an archive.
type title struct {
	name string              // in UTF-8
	raw  string              // as it is stored
	from document.Provenance // of what was crawled, and of what is in it
}

// member is a file of that title, without anything yet.
func (t title) member() Member {
	return Member{Name: t.name, Raw: t.raw, From: t.from}
}

// in puts a title after that of the archive it is in.
func (t title) in(parent title) title {
	if t.from == (document.Provenance{}) {
		t.from = parent.from
	}
	if parent.name == "" {
		return t
	}
	return title{parent.name + "!" + t.name, parent.raw + "!" + t.raw, t.from}
}

// entry is a file as its archive announces it.
type entry struct {
	title
	size    int64 // announced; negative if unknown
	packed  int64 // bytes it takes in the archive; 0 if unknown
	media   string
	refused bool // a crawler asked for it and did not get it
	open    func() (io.Reader, error)
}

// file takes one file out, within all limits, and yields it or what is in it.
func (w *walker) file(parent title, e entry, depth int) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if w.members++; w.members > w.limits.Members {
		return fmt.Errorf("%w of more than %d files", errExhausted, w.limits.Members)
	}
	at := e.title
	if at.from.Address == "" {
		at.name = cleanName(at.name, w.members)
	} else {
		at.name = visible(at.name) // its slashes are no folders
	}
	at = at.in(parent)
	data, nested, err := w.take(e)
	m := at.member()
	m.Media = e.media
	if m.Err = err; err == nil {
		m.Data = data
	}
	switch {
	case errors.Is(err, errExhausted):
		if e := w.emit(m); e != nil {
			return e
		}
		return err
	case err == nil && nested:
		return w.archive(at, data, depth+1)
	}
	return w.emit(m)
}

// take reads a file's bytes and tells whether they are an archive to be
// unpacked. Sizes are counted as they come, whatever the archive announced.
func (w *walker) take(e entry) (data []byte, nested bool, err error) {
	defer w.catch(&err)
	if data, err = w.read(e); err != nil {
		return nil, false, err
	}
	return data, w.opts.Nested != nil && w.opts.Nested(data), nil
}

func (w *walker) read(e entry) ([]byte, error) {
	limit := w.limits.Member
	tooLarge := fmt.Errorf("%w: file of more than %d bytes", document.ErrTooLarge, limit)
	if e.packed > 0 {
		if most := max(e.packed*w.limits.Ratio, 1<<20); most < limit {
			limit, tooLarge = most, fmt.Errorf("%w: unpacks to more than %d times its size", document.ErrTooLarge,
				w.limits.Ratio)
		}
	}
	if e.size > limit {
		return nil, tooLarge
	}
	left := w.limits.Total - w.total
	if e.size > left {
		return nil, fmt.Errorf("%w of more than %d bytes", errExhausted, w.limits.Total)
	}
	r, err := e.open()
	if err != nil {
		return nil, damaged(err)
	}
	if c, ok := r.(io.Closer); ok {
		defer c.Close()
	}
	pieces, n, err := readAll(&ctxReader{w.ctx, io.LimitReader(r, min(limit, left)+1)})
	w.total += n
	switch {
	case n > left:
		return nil, fmt.Errorf("%w of more than %d bytes", errExhausted, w.limits.Total)
	case n > limit:
		return nil, tooLarge
	case err != nil:
		return nil, damaged(err)
	}
	return slices.Concat(pieces...), nil
}

// readAll reads all of r in pieces, which are put together only when it is known
// that they may be kept.
func readAll(r io.Reader) (pieces [][]byte, n int64, err error) {
	const first, most = 32 << 10, 16 << 20
	piece := make([]byte, 0, first)
	for err == nil {
		if len(piece) == cap(piece) {
			pieces = append(pieces, piece)
			piece = make([]byte, 0, min(2*cap(piece), most))
		}
		var got int
		got, err = r.Read(piece[len(piece):cap(piece)])
		piece, n = piece[:len(piece)+got], n+int64(got)
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return append(pieces, piece), n, err
}

type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *ctxReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// damaged wraps an error of a decoder, unless it already says what is wrong.
func damaged(err error) error {
	for _, known := range []error{document.ErrEncrypted, document.ErrPassword, document.ErrTooLarge,
		document.ErrUnsupported, document.ErrDamaged, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, known) {
			return err
		}
	}
	return fmt.Errorf("%w: %w", document.ErrDamaged, err)
}

// cleanName makes a stored path one that stays inside the archive: forward
// slashes, no drive, no root, no parent folders, no control characters.
func cleanName(name string, n int) string {
	name = strings.ReplaceAll(name, `\`, "/")
	if len(name) > 1 && name[1] == ':' && name[0] < 0x80 {
		name = name[2:]
	}
	name = strings.TrimPrefix(path.Clean("/"+visible(name)), "/")
	if name == "" {
		return fmt.Sprintf("member-%d", n)
	}
	return name
}

// visible is a name without control characters.
func visible(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
}
