package archive

import (
	"errors"
	"io"
	"iter"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// mostBodies is how many bytes of bodies are kept for revisits of them.
const mostBodies = 512 << 20

// bodies are those of a WARC file that are visited again, by all that revisits
// call them: the digest of the body, and the record that holds it.
type bodies struct {
	wanted map[string]bool
	kept   map[string][]byte
	size   int
	looked bool            // beside the file
	near   map[string]bool // those that were kept there
	// sought are those that are looked for beside the file where it has them not,
	// by their names, as numbers below left.
	sought map[string]int
	left   int
	found  map[int]bool
}

func newBodies() *bodies {
	return &bodies{wanted: map[string]bool{}, kept: map[string][]byte{}, sought: map[string]int{}, found: map[int]bool{},
		near: map[string]bool{}}
}

// seek has the body of a revisit looked for.
func (b *bodies) seek(rec *record) {
	n := b.left
	for _, name := range names(rec) {
		if known, ok := b.sought[name]; ok {
			n = known
		}
	}
	for _, name := range names(rec) {
		b.sought[name] = n
	}
	if n == b.left && len(names(rec)) > 0 {
		b.left++
	}
}

// missing reports whether bodies are still looked for.
func (b *bodies) missing() bool { return b.size < mostBodies && len(b.found) < b.left }

// names are what revisits call the body of a record, or what a revisit calls its own.
func names(rec *record) (all []string) {
	id := "WARC-Record-ID"
	if rec.head.Get("WARC-Type") == "revisit" {
		id = "WARC-Refers-To"
	}
	for _, name := range []string{rec.head.Get("WARC-Payload-Digest"), bare(rec.head.Get(id))} {
		if name != "" {
			all = append(all, name)
		}
	}
	return all
}

// of is the body that a revisit is of.
func (b *bodies) of(rec *record) (body []byte, known bool) {
	for _, name := range names(rec) {
		if body, known = b.kept[name]; known {
			return body, true
		}
	}
	return nil, false
}

// here reports whether the file itself holds what a revisit is of.
func (b *bodies) here(rec *record) bool {
	return slices.ContainsFunc(names(rec), func(name string) bool { return b.kept[name] != nil && !b.near[name] })
}

// copied has a body kept that is read to its end, if it is visited again.
func (b *bodies) copied(rec *record, r io.Reader) io.Reader {
	if _, known := b.of(rec); known || b.size >= mostBodies ||
		!slices.ContainsFunc(names(rec), func(name string) bool { return b.wanted[name] }) {
		return r
	}
	return &copying{r: r, done: func(body []byte) {
		b.size += len(body)
		for _, name := range names(rec) {
			if n, ok := b.sought[name]; ok {
				b.found[n] = true
			}
			if b.wanted[name] {
				b.kept[name] = body
			}
		}
	}}
}

// copying keeps what is read, and gives it away at the end.
type copying struct {
	r    io.Reader
	body []byte
	done func([]byte)
}

func (c *copying) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.body = append(c.body, p[:n]...)
	if errors.Is(err, io.EOF) {
		c.done(c.body)
	}
	return n, err
}

// A Stored file is one of several that a crawl fills.
type Stored struct {
	Name string
	Size int64
	Open func() (io.ReadCloser, error)
}

// Beside yields the WARC files in the folder of a file, by name, but for itself.
func Beside(file string) iter.Seq[Stored] {
	return func(yield func(Stored) bool) {
		entries, err := os.ReadDir(filepath.Dir(file))
		if err != nil {
			slog.Debug("the folder of a WARC file cannot be read", "file", file, "error", err)
		}
		for _, e := range entries {
			if e.Name() == filepath.Base(file) || !IsWARC(e.Name()) {
				continue
			}
			path := filepath.Join(filepath.Dir(file), e.Name())
			info, err := os.Stat(path)
			if err != nil || !info.Mode().IsRegular() {
				continue
			}
			if !yield(Stored{path, info.Size(), func() (io.ReadCloser, error) { return os.Open(path) }}) {
				return
			}
		}
	}
}

// IsWARC reports whether a file is called as WARC files are.
func IsWARC(name string) bool {
	return slices.ContainsFunc([]string{".warc", ".warc.gz", ".warc.zst"}, func(ending string) bool {
		return strings.HasSuffix(name, ending)
	})
}

// errFound ends the reading of a file that has no more that is looked for.
var errFound = errors.New("all was found")

// beside looks for the bodies that are not in the file in those beside it, once.
func (w *walker) beside(b *bodies) {
	if b.looked || w.opts.Beside == nil {
		return
	}
	b.looked = true
	before := maps.Clone(b.kept)
	defer func() {
		for name := range b.kept {
			_, was := before[name]
			b.near[name] = !was
		}
	}()
	for file := range w.opts.Beside {
		if !b.missing() || w.ctx.Err() != nil {
			return
		}
		if err := w.look(file, b); err != nil && !errors.Is(err, errFound) {
			slog.Debug("a WARC file beside another could not be read to its end", "file", file.Name, "error", err)
		}
	}
}

// look keeps the bodies of a file that are looked for.
func (w *walker) look(file Stored, b *bodies) (err error) {
	defer w.catch(&err)
	f, err := file.Open()
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	r, err := unpackWARC(f)
	if err != nil {
		return err
	}
	return w.records(&bounded{r, w.limits.Total, file.Size * w.limits.Ratio}, func(rec *record) error {
		kind := rec.head.Get("WARC-Type")
		isSought := func(name string) bool { _, ok := b.sought[name]; return ok }
		if kind != "response" && kind != "resource" || !slices.ContainsFunc(names(rec), isSought) {
			return nil
		}
		e, ok := replied(rec, true)
		if !ok || e.refused {
			return nil
		}
		body, err := e.open()
		if err == nil {
			_, err = io.Copy(io.Discard, io.LimitReader(b.copied(rec, body), w.limits.Member+1))
		}
		if w.ctx.Err() == nil && !b.missing() {
			return errFound
		}
		if err != nil {
			slog.Debug("a body beside a WARC file cannot be read", "file", file.Name, "error", err)
		}
		return w.ctx.Err()
	})
}
