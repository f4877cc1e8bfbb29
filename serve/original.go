package serve

import (
	"context"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/schema"
)

// original is what the published file of a document is answered with, but for
// its bytes.
func original(d *schema.DocumentRow) *answer {
	name := present.SourceName(d.Source)
	if _, member, in := strings.Cut(name, "!"); in {
		name = path.Base(member)
	}
	kind := path.Ext(name)
	if d.Format == document.PDF { // whatever it is called
		kind = ".pdf"
	}
	return &answer{status: http.StatusOK, kind: kind, file: name}
}

// original gives the published file of a document.
func (s *Site) original(ctx context.Context, id string) (*answer, error) {
	d, err := s.rows(ctx, id, false)
	if err != nil {
		return nil, err
	}
	if s.options.Original == nil {
		return nil, ErrNoOriginal
	}
	a := original(d.row)
	if a.body, err = s.options.Original(ctx, d.row); err != nil {
		return nil, err
	}
	return a, nil
}

// asFile says how a published file is to be taken. A PDF is shown, by what the
// browser keeps apart for it, and the policy of pages would forbid that. All
// others are kept as files, whatever they are: a page of HTML, shown as one of
// this site, could do here what its publisher wants.
func (a *answer) asFile(h http.Header) {
	how, kind := "attachment", "application/octet-stream"
	if a.kind == ".pdf" {
		how, kind = "inline", "application/pdf"
		h.Set("Content-Security-Policy", "frame-ancestors 'none'")
	}
	h.Set("Content-Type", kind)
	if named := mime.FormatMediaType(how, map[string]string{"filename": a.file}); named != "" {
		how = named
	}
	h.Set("Content-Disposition", how)
}
