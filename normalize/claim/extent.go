package claim

import (
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/schema"
)

// Governments speak of their whole region and of their own level in turn: an
// amount is of the one that was named last before it, in its passage or else in
// the headings above.

// extents says which of the two the claims of a passage are of, from a claim on.
func (r *reader) extents(text string, from int) {
	if !r.Profile.ReportKind.Government() || from == len(r.out.Claims) {
		return
	}
	spoken := schema.Extent("")
	for _, h := range r.heads {
		if e := r.extentIn(h); e != "" {
			spoken = e
		}
	}
	at := 0
	for i := from; i < len(r.out.Claims); i++ {
		c := &r.out.Claims[i]
		if n := strings.Index(text[at:], c.Quote); n >= 0 {
			at += n
		}
		before := text[:at]
		if n := strings.Index(c.Quote, c.Amount.Text); n > 0 && strings.HasPrefix(text[at:], c.Quote) {
			before = text[:at+n]
		}
		if c.Extent = r.extentIn(before); c.Extent == "" {
			c.Extent = spoken
		}
	}
}

// extentIn is what the last word of a text says that names the whole region or
// the own level of the government whose report it is; empty if none does. Other
// levels are those of other governments.
func (r *reader) extentIn(text string) (extent schema.Extent) {
	level, _ := utf8.DecodeLastRuneInString(r.Profile.Organization)
	best := -1
	for _, e := range []schema.Extent{"whole_region", "own_level"} {
		for _, w := range r.c.Extents[e] {
			own := strings.ContainsRune(w, level) || strings.HasPrefix(w, "本")
			if n := strings.LastIndex(text, w); own && n >= 0 && n+len(w) > best {
				best, extent = n+len(w), e
			}
		}
	}
	return extent
}
