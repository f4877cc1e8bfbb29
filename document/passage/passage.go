// Package passage joins the text of a document over lines, blocks and pages,
// once for all who read sentences: what the layout broke in two is one text
// again, and what it ran together is parted where the next list mark stands.
//
// It knows how text is laid out and numbered and nothing of what it says.
package passage

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/zh"
)

// Passage is a heading or a paragraph, white space removed.
type Passage struct {
	Heading bool
	Opens   bool // it is the first text of its page
	Text    string
	Parts   []Part // the blocks it stands in, in their order; at least one
}

// Part is a block, or the piece of one, that a passage goes through.
type Part struct {
	Page  *document.Page
	Block int // index on the page
	At    int // where the piece begins in the passage, in bytes
	From  int // where it begins in the block, white space removed, in bytes
}

// Of are the passages of a document in reading order, each heading and each
// item of a list for itself. What stands before the block of a page that from
// gives, if it is not nil, is left out, as are page furniture, captions, notes
// and tables.
func Of(doc *document.Document, from func(*document.Page) int) []Passage {
	return read(doc, from, true)
}

// Joined are the passages of a document that stand in whole blocks, one or
// several.
func Joined(doc *document.Document) []Passage { return read(doc, nil, false) }

func read(doc *document.Document, from func(*document.Page) int, parted bool) []Passage {
	r := reader{parted: parted}
	for i := range doc.Pages {
		page := &doc.Pages[i]
		first := 0
		if from != nil {
			first = from(page)
		}
		for k := first; k < len(page.Blocks); k++ {
			r.block(page, k)
		}
	}
	r.flush()
	return r.out
}

// reader puts passages together; open is one that the next block may go on.
type reader struct {
	parted bool // passages end within blocks too
	out    []Passage
	open   Passage
	pieces []string       // of open
	page   *document.Page // of the last text
}

func (r *reader) block(page *document.Page, k int) {
	b := &page.Blocks[k]
	switch {
	case b.Kind.Furniture():
		return
	case b.Kind != document.BlockParagraph && b.Kind != document.BlockHeading:
		r.flush()
		return
	}
	text := document.Squeeze(b.Text)
	if text == "" {
		return
	}
	heading := b.Kind == document.BlockHeading
	if n := len(r.pieces); n > 0 && !heading && goesOn(r.pieces[n-1], text, r.open.Parts[n-1].Page != page) {
		last := r.open.Parts[n-1]
		r.open.Parts = append(r.open.Parts, Part{Page: page, Block: k, At: last.At + len(r.pieces[n-1])})
		r.pieces, r.page = append(r.pieces, text), page
		return
	}
	r.flush()
	r.open = Passage{Heading: heading, Opens: r.page != page, Parts: []Part{{Page: page, Block: k}}}
	r.page = page
	r.pieces = append(r.pieces, text)
	if heading {
		r.flush()
	}
}

func (r *reader) flush() {
	if len(r.pieces) == 0 {
		return
	}
	p := r.open
	p.Text = strings.Join(r.pieces, "")
	r.open, r.pieces = Passage{}, nil
	if p.Heading || !r.parted {
		r.out = append(r.out, p)
		return
	}
	start := 0
	for _, end := range append(marksWithin(p.Text), len(p.Text)) {
		r.out = append(r.out, p.cut(start, end))
		start = end
	}
}

// cut is the passage from start to end; one that only names what follows is a
// heading.
func (p *Passage) cut(start, end int) Passage {
	if start == 0 && end == len(p.Text) {
		return *p
	}
	out := Passage{Text: p.Text[start:end], Opens: p.Opens && start == 0}
	for i, part := range p.Parts {
		stop := len(p.Text)
		if i+1 < len(p.Parts) {
			stop = p.Parts[i+1].At
		}
		if stop <= start || part.At >= end {
			continue
		}
		ahead := max(start-part.At, 0)
		out.Parts = append(out.Parts, Part{part.Page, part.Block, max(part.At-start, 0), part.From + ahead})
	}
	out.Heading = start > 0 && names(out.Text)
	return out
}

// longestName is how many characters a heading has that shares its block with
// the paragraph before it.
const longestName = 40

func names(s string) bool {
	return utf8.RuneCountInString(s) <= longestName && !strings.ContainsAny(s, "。，；：,;:") &&
		document.CountDigits(s[min(len(s), firstWord(s)):]) == 0
}

// firstWord is where the words after a list mark begin.
func firstWord(s string) int {
	_, rest := zh.CutNumbering(s)
	return len(s) - len(rest)
}

// marksWithin are the places in a paragraph where a full stop ends what came
// before and a list mark opens something else: a heading, or the next item of
// the list that the paragraph itself is an item of.
func marksWithin(s string) (at []int) {
	own, _ := zh.CutNumbering(s)
	for i := 0; ; {
		n := strings.Index(s[i:], "。")
		if n < 0 {
			return at
		}
		i += n + len("。")
		mark, rest := zh.CutNumbering(s[i:])
		if rest != "" && (mark.Level == 1 || mark.Level == 2 || mark.Level == 3 && own.Level == 3) && !mark.OfWhich {
			at = append(at, i)
		}
	}
}

// wordsFollow are ends of a text that words must follow, and no list: a colon
// after what something is for or why, and a name cut behind its class.
var wordsFollow = regexp.MustCompile(`(?:用于|原因是?|原因为)[：:]$|[（(][类款][）)]$`)

// longLine is how many characters a line of a paragraph has that the layout
// may have torn off; shorter ones without a comma are names and labels.
const longLine = 30

// goesOn reports that b goes on with the sentence that a stops in.
func goesOn(a, b string, turned bool) bool {
	if mark, _ := zh.CutNumbering(b); mark != (zh.Numbering{}) {
		return false
	}
	if wordsFollow.MatchString(a) {
		return true
	}
	if finished(a) {
		return false
	}
	if at := marksWithin(a); len(at) > 0 && names(a[at[len(at)-1]:]) {
		return false // a heading ends the block
	}
	told := strings.ContainsAny(a, "，。")
	if turned {
		return told || document.CountDigits(a[min(len(a), firstWord(a)):]) > 0
	}
	return told && (utf8.RuneCountInString(a) > longLine || strings.Contains(a[lastStop(a):], "，")) ||
		utf8.RuneCountInString(a) > longLine
}

// lastStop is where the last sentence of a text begins.
func lastStop(s string) int {
	if i := strings.LastIndex(s, "。"); i >= 0 {
		return i + len("。")
	}
	return 0
}

// finished reports a text that does not stop within a sentence. Brackets with
// a character or two end no sentence: 因公出国（境）.
func finished(s string) bool {
	last, size := utf8.DecodeLastRuneInString(s)
	if last != '）' && last != ')' {
		return strings.ContainsRune("。；：！？:;.!?”", last)
	}
	open := strings.LastIndexAny(s, "（(")
	return open <= lastStop(s) || utf8.RuneCountInString(s[open:len(s)-size])-1 > 2
}
