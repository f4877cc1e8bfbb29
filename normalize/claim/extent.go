package claim

import (
	"slices"
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
	text = outside(text)
	level, _ := utf8.DecodeLastRuneInString(r.Profile.Organization)
	best := -1
	for _, e := range []schema.Extent{"whole_region", "own_level"} {
		for _, w := range r.c.Extents[e] {
			own := strings.ContainsRune(w, level) || strings.HasPrefix(w, "本")
			n := strings.LastIndex(text, w)
			if n < 0 || n+len(w) <= best || !own && !lower(w, level) {
				continue
			}
			if best, extent = n+len(w), e; !own {
				extent = "" // 市本级收入3亿元，区级收入4亿元
			}
		}
	}
	return extent
}

// tiers are the levels of government, from the top.
var tiers = []string{"国", "省", "市州盟", "县区旗", "镇乡"}

// lower reports a word for the level of governments below that of one.
func lower(word string, level rune) bool {
	own := slices.IndexFunc(tiers, func(t string) bool { return strings.ContainsRune(t, level) })
	return own >= 0 && slices.IndexFunc(tiers, func(t string) bool { return strings.ContainsAny(word, t) }) > own
}

// outside is a text without what stands in brackets that are closed: the parts
// of 62339万元（其中旗本级完成52031万元） are no level of what follows.
func outside(text string) string {
	if !strings.ContainsAny(text, "）)") {
		return text
	}
	return inBrackets.ReplaceAllString(text, "")
}
