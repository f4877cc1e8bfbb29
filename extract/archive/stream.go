package archive

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/nwaples/rardecode/v2"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/charset"
)

// maxDictionary is the largest window a RAR member may ask for.
const maxDictionary = 256 << 20

func (w *walker) rar(parent title, data []byte, depth int) error {
	opts := []rardecode.Option{rardecode.MaxDictionarySize(maxDictionary)}
	if w.opts.Password != "" {
		opts = append(opts, rardecode.Password(w.opts.Password))
	}
	r, err := rardecode.NewReader(bytes.NewReader(data), opts...)
	if err != nil {
		return rarError(err)
	}
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return rarError(err)
		}
		if h.IsDir {
			continue
		}
		e := entry{title: title{name: charset.Name(h.Name), raw: h.Name}, size: h.UnPackedSize, packed: h.PackedSize}
		if h.Solid {
			e.packed = int64(len(data)) // shares the window of the members before it
		}
		if h.UnKnownSize {
			e.size = -1
		}
		e.open = func() (io.Reader, error) {
			if h.Encrypted && w.opts.Password == "" {
				return nil, fmt.Errorf("%w: archive member needs a password", document.ErrEncrypted)
			}
			return rarReader{r}, nil
		}
		if err := w.file(parent, e, depth); err != nil {
			return err
		}
	}
}

// rarReader turns the library's errors into ours.
type rarReader struct{ r io.Reader }

func (r rarReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = rarError(err)
	}
	return n, err
}

func rarError(err error) error {
	switch {
	case errors.Is(err, rardecode.ErrArchiveEncrypted), errors.Is(err, rardecode.ErrArchivedFileEncrypted):
		return fmt.Errorf("%w: RAR archive needs a password", document.ErrEncrypted)
	case errors.Is(err, rardecode.ErrBadPassword):
		return document.ErrPassword
	case errors.Is(err, rardecode.ErrDictionaryTooLarge):
		return fmt.Errorf("%w: RAR dictionary of more than %d bytes", document.ErrTooLarge, maxDictionary)
	case errors.Is(err, rardecode.ErrMultiVolume):
		return fmt.Errorf("%w: part of a RAR archive in several volumes", document.ErrUnsupported)
	}
	return damaged(err)
}

func (w *walker) tar(parent title, r io.Reader, packed int64, depth int) error {
	t := tar.NewReader(r)
	for {
		h, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return damaged(err)
		}
		if h.Typeflag == tar.TypeDir {
			continue
		}
		e := entry{title: title{name: charset.Name(h.Name), raw: h.Name}, size: h.Size, packed: packed}
		e.open = func() (io.Reader, error) {
			if h.Typeflag != tar.TypeReg {
				return nil, fmt.Errorf("%w: link or device in a tar archive", document.ErrUnsupported)
			}
			return t, nil
		}
		if err := w.file(parent, e, depth); err != nil {
			return err
		}
	}
}

func (w *walker) gzip(parent title, data []byte, depth int) error {
	name := title{}
	return w.stream(parent, &name, int64(len(data)), depth, func() (io.Reader, error) {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err == nil {
			name = gzipName(z.Name)
		}
		return z, err
	})
}

func (w *walker) zstd(parent title, data []byte, depth int) error {
	return w.stream(parent, &title{}, int64(len(data)), depth, func() (io.Reader, error) {
		in := bytes.NewReader(data)
		dictionary, err := readDictionary(in, data)
		if err != nil {
			return nil, err
		}
		return unzstd(in, dictionary)
	})
}

// stream holds one file, or a tar archive or the records of a WARC file, which
// are taken out as they stream by, so that their whole is never in memory. The
// name of one file is known when the stream was opened.
func (w *walker) stream(parent title, name *title, packed int64, depth int, open func() (io.Reader, error)) error {
	bound := func() (io.Reader, error) {
		r, err := open()
		if err != nil {
			return nil, damaged(err)
		}
		return &bounded{r, w.limits.Total, packed * w.limits.Ratio}, nil
	}
	r, err := bound()
	if err != nil {
		return err
	}
	head := make([]byte, 512)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged(err)
	}
	r = io.MultiReader(bytes.NewReader(head[:n]), r)
	switch Detect(head[:n]) {
	case Tar:
		return w.tar(parent, r, packed, depth)
	case WARC:
		return w.warc(parent, bound, packed, depth)
	}
	if name.name == "" {
		*name = title{name: "content", raw: "content"}
	}
	e := entry{title: *name, size: -1, packed: packed}
	e.open = func() (io.Reader, error) { return r, nil }
	return w.file(parent, e, depth)
}

// bounded ends a stream that grows beyond what its packed size can explain;
// tar skips members by reading them, so that its limits alone do not.
type bounded struct {
	r           io.Reader
	left, ratio int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.left -= int64(n)
	b.ratio -= int64(n)
	if b.left < 0 || b.ratio < -1<<20 {
		return 0, fmt.Errorf("%w too far from its packed size", errExhausted)
	}
	return n, err
}

// gzipName undoes that the library takes a name for Latin-1, as the format has
// it and no program in China does.
func gzipName(name string) title {
	raw := make([]byte, 0, len(name))
	for _, r := range name {
		if r > 0xff {
			return title{name: name, raw: name}
		}
		raw = append(raw, byte(r))
	}
	return title{name: charset.Name(string(raw)), raw: string(raw)}
}
