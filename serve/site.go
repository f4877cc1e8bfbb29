package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/yusuan/yusuan/internal/disk"
)

// ErrTooMany refuses to write a site of more documents than files serve well.
var ErrTooMany = errors.New("too many documents for a site of files; serve shows any number")

// Write writes the pages of the site as files into a folder, for any web host:
// the same pages, without search and filters, which need a server. It gives the
// number of files.
func (s *Site) Write(ctx context.Context, folder string, most int) (n int, err error) {
	sum, err := s.summary(ctx)
	if err != nil {
		return 0, err
	}
	if sum.Documents > most {
		return 0, fmt.Errorf("%d of at most %d: %w", sum.Documents, most, ErrTooMany)
	}
	s.static = true
	defer func() { s.static = false }()
	front := `<!DOCTYPE html><meta charset="utf-8"><title>Yusuan</title><meta http-equiv="refresh" ` +
		`content="0; url=zh/index.html"><a href="zh/index.html">中文</a> <a href="en/index.html">English</a>`
	if err := writeFile(folder, "index.html", []byte(front)); err != nil {
		return 0, err
	}
	n++
	wanted := []string{"/style.css"}
	for _, language := range languages {
		wanted = append(wanted, "/"+language+"/index.html")
	}
	seen := map[string]bool{}
	for len(wanted) > 0 {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		address := wanted[len(wanted)-1]
		wanted = wanted[:len(wanted)-1]
		if seen[address] {
			continue
		}
		seen[address] = true
		a, err := s.answer(ctx, address, nil, rights{})
		if errors.Is(err, errNotFound) || errors.Is(err, ErrNoOriginal) {
			continue // a link of a document's own making leads nowhere
		}
		if err != nil {
			return n, fmt.Errorf("%s: %w", address, err)
		}
		body, err := a.whole()
		if err != nil {
			return n, fmt.Errorf("%s: %w", address, err)
		}
		if err := writeFile(folder, strings.TrimPrefix(address, "/"), body); err != nil {
			return n, err
		}
		s.options.Wrote(address)
		n++
		if a.kind == ".html" {
			more, err := links(address, body)
			if err != nil {
				return n, err
			}
			wanted = append(wanted, more...)
		}
	}
	return n, nil
}

func writeFile(folder, name string, content []byte) error {
	return disk.WriteFile(filepath.Join(folder, filepath.FromSlash(name)), func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// links are the addresses of the site that a page leads to.
func links(address string, page []byte) (out []string, err error) {
	d, err := goquery.NewDocumentFromReader(strings.NewReader(string(page)))
	if err != nil {
		return nil, err
	}
	d.Find("[href], [src], [srcset]").Each(func(_ int, e *goquery.Selection) {
		for _, name := range []string{"href", "src", "srcset"} {
			u, err := url.Parse(e.AttrOr(name, ""))
			if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
				continue
			}
			to := path.Join(path.Dir(address), u.Path)
			if !slices.Contains(out, to) {
				out = append(out, to)
			}
		}
	})
	return out, nil
}
