package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/extract/ocr"
	"github.com/yusuan/yusuan/internal/fixtures"
	"github.com/yusuan/yusuan/internal/scan"
)

// scanning says how documents are made into scans, if at all.
type scanning struct {
	quality, engine, cache, keep string
	page                         int // the only one; 0: all
}

// tables are those that stand on the only page and on no other.
func (s *scanning) tables(all []fixtures.Table) (out []fixtures.Table) {
	for _, t := range all {
		if slices.Equal(t.Pages, []int{s.page}) {
			out = append(out, t)
		}
	}
	return out
}

// reader is one that recognises scans, if there are to be any.
func (s *scanning) reader() (*extract.Reader, error) {
	o := extract.Options{OCR: s.quality != "", OCREngine: extract.OCREngine(s.engine), Deadline: -1,
		PageTime: time.Hour}
	r, err := extract.New(o)
	if err != nil || s.quality == "" {
		return r, err
	}
	if _, ok := scan.Qualities[s.quality]; !ok {
		return nil, fmt.Errorf("no quality is called %q", s.quality)
	}
	engine, err := r.Recognizer(context.Background())
	if err != nil || s.cache == "" {
		return r, err
	}
	o.Engine = &remembering{engine, s.cache}
	return extract.New(o)
}

// scan makes a PDF file a scan.
func (s *scanning) scan(r *extract.Reader, name string, data []byte) ([]byte, error) {
	if s.quality == "" {
		return data, nil
	}
	ctx := context.Background()
	doc, err := r.Read(ctx, extract.Input{Data: data})
	if err != nil {
		return nil, err
	}
	var regions []document.Region
	for i := range doc.Pages {
		if n := doc.Pages[i].Number; s.page == 0 || n == s.page {
			regions = append(regions, document.Region{Page: n})
		}
	}
	q := scan.Qualities[s.quality]
	var pages []image.Image
	err = r.Render(ctx, extract.Input{Data: data}, q.DPI, regions, func(_ int, img image.Image) error {
		pages = append(pages, img)
		return nil
	})
	if err != nil {
		return nil, err
	}
	data, err = q.PDF(q.Pages(pages))
	if err == nil && s.keep != "" {
		err = os.WriteFile(filepath.Join(s.keep, s.quality+"-"+name), data, 0o644)
	}
	return data, err
}

// remembering keeps what an engine said of a picture in a folder.
type remembering struct {
	ocr.Engine
	dir string
}

func (r *remembering) Find(ctx context.Context, page *image.Gray) (out []image.Rectangle, err error) {
	err = r.recall(&out, func() error { out, err = r.Engine.Find(ctx, page); return err }, "find", page)
	return out, err
}

func (r *remembering) Read(ctx context.Context, page *image.Gray, lines []image.Rectangle) (out []ocr.Line, err error) {
	err = r.recall(&out, func() error { out, err = r.Engine.Read(ctx, page, lines); return err }, "read", page, lines)
	return out, err
}

// recall gives out what was asked before, or asks.
func (r *remembering) recall(out any, ask func() error, key ...any) error {
	var b bytes.Buffer
	encoder := gob.NewEncoder(&b)
	for _, k := range append(key, r.Name()) {
		if err := encoder.Encode(k); err != nil {
			return err
		}
	}
	path := filepath.Join(r.dir, fmt.Sprintf("%x.gob", sha256.Sum256(b.Bytes())))
	if f, err := os.Open(path); err == nil {
		defer f.Close()
		return gob.NewDecoder(f).Decode(out)
	}
	if err := ask(); err != nil {
		return err
	}
	b.Reset()
	if err := gob.NewEncoder(&b).Encode(out); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}
