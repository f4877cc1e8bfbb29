package html

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
)

// part is one file: the page itself, or a member of a MIME archive.
type part struct {
	contentType string // as the archive declares it
	location    string
	id          string
	data        []byte
}

// isArchive reports whether the bytes are a MIME archive of a web page, as
// browsers, Word and Excel save one.
func isArchive(data []byte) bool {
	header, _, err := mimeHeader(data[:min(len(data), 64<<10)])
	if err != nil {
		return false
	}
	kind, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return false
	}
	return strings.HasPrefix(kind, "multipart/") && params["boundary"] != "" ||
		kind == "text/html" && header.Get("Mime-Version") != ""
}

func mimeHeader(data []byte) (textproto.MIMEHeader, *bufio.Reader, error) {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), "\r\n\t ")
	if len(data) == 0 || data[0] == '<' {
		return nil, nil, errors.New("no MIME header")
	}
	b := bufio.NewReader(bytes.NewReader(data))
	h, err := textproto.NewReader(b).ReadMIMEHeader()
	return h, b, err
}

// unpack takes the parts out of a MIME archive and finds the one to start at.
func (r *reader) unpack(data []byte) error {
	header, body, err := mimeHeader(data)
	if err != nil {
		return fmt.Errorf("%w: MIME header: %v", document.ErrDamaged, err)
	}
	kind, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return fmt.Errorf("%w: MIME header: %v", document.ErrDamaged, err)
	}
	if err := r.unpackPart(header, kind, params, body, 0); err != nil {
		return err
	}
	r.root = -1
	start := strings.Trim(params["start"], "<>")
	for i, p := range r.parts {
		if r.root < 0 || start != "" && p.id == start {
			r.root = i
		}
	}
	if r.root < 0 {
		return fmt.Errorf("%w: MIME archive without a web page", document.ErrUnsupported)
	}
	return nil
}

func (r *reader) unpackPart(header textproto.MIMEHeader, kind string, params map[string]string, body io.Reader,
	depth int) error {
	if strings.HasPrefix(kind, "multipart/") {
		if depth > 3 {
			return fmt.Errorf("%w: MIME parts nested deeper than 3", document.ErrTooLarge)
		}
		parts := multipart.NewReader(body, params["boundary"])
		for n := 0; ; n++ {
			p, err := parts.NextRawPart()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				// Cut off: what came before the cut is kept.
				r.warn("damaged_archive", "MIME archive: %v", err)
				return nil
			}
			if n >= maxParts {
				return fmt.Errorf("%w: more than %d MIME parts", document.ErrTooLarge, maxParts)
			}
			kind, params, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
			if err != nil {
				continue
			}
			if err := r.unpackPart(p.Header, kind, params, p, depth+1); err != nil {
				return err
			}
		}
	}
	if kind != "text/html" && kind != "application/xhtml+xml" {
		return nil
	}
	switch strings.ToLower(strings.TrimSpace(header.Get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	data, err := io.ReadAll(io.LimitReader(body, maxBytes+1))
	if len(data) > maxBytes {
		return fmt.Errorf("%w: MIME part beyond %d bytes", document.ErrTooLarge, maxBytes)
	}
	if err := budget.Charge(r.ctx, budget.Bytes, len(data)); err != nil {
		return err
	}
	if err != nil {
		r.warn("damaged_archive", "MIME part %s: %v", header.Get("Content-Location"), err)
	}
	r.parts = append(r.parts, part{
		contentType: params["charset"],
		location:    header.Get("Content-Location"),
		id:          strings.Trim(header.Get("Content-Id"), "<>"),
		data:        data,
	})
	return nil
}

// find is the part a reference means: by Content-ID, by location, or, as
// archives mix absolute and relative ones, by file name if that is unique.
func (r *reader) find(ref string) (part, bool) {
	if id, ok := strings.CutPrefix(ref, "cid:"); ok {
		for _, p := range r.parts {
			if p.id == id {
				return p, true
			}
		}
	}
	name, found := func(s string) string {
		if u, err := url.PathUnescape(s); err == nil {
			s = u
		}
		return strings.ToLower(path.Base(strings.ReplaceAll(s, `\`, "/")))
	}, -1
	for i, p := range r.parts {
		switch {
		case p.location == ref:
			return p, true
		case i != r.root && ref != "" && name(p.location) == name(ref):
			if found >= 0 {
				return part{}, false
			}
			found = i
		}
	}
	if found < 0 {
		return part{}, false
	}
	return r.parts[found], true
}

// graft puts the documents of frames in their places, where the file has
// them: srcdoc, data: addresses, parts of the archive.
func (r *reader) graft(n *html.Node, depth int) error {
	if n.Type == html.ElementNode && (n.DataAtom == atom.Iframe || n.DataAtom == atom.Frame) {
		p, ok := r.frame(n)
		if !ok || depth > 4 || r.grafts >= maxGraft {
			return nil
		}
		r.grafts++
		doc, _, err := r.parse(p)
		if err != nil {
			return err
		}
		if err := r.graft(doc, depth+1); err != nil {
			return err
		}
		for c := n.FirstChild; c != nil; c = n.FirstChild {
			n.RemoveChild(c)
		}
		doc.Parent, doc.PrevSibling, doc.NextSibling = nil, nil, nil
		for c := doc.FirstChild; c != nil; c = doc.FirstChild {
			doc.RemoveChild(c)
			n.AppendChild(c)
		}
		n.DataAtom, n.Data = atom.Div, "div"
		return nil
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if err := r.graft(c, depth); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) frame(n *html.Node) (part, bool) {
	if doc := attr(n, "srcdoc"); doc != "" {
		return part{data: []byte(doc), contentType: "utf-8"}, true
	}
	src := attr(n, "src")
	if body, ok := strings.CutPrefix(src, "data:text/html"); ok {
		meta, body, _ := strings.Cut(body, ",")
		if data, err := base64.StdEncoding.DecodeString(body); strings.HasSuffix(meta, ";base64") && err == nil {
			return part{data: data, contentType: meta}, true
		}
		if s, err := url.PathUnescape(body); err == nil {
			return part{data: []byte(s), contentType: meta}, true
		}
	}
	return r.find(src)
}
