package verify

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// placedBlock is a block of the narrative with its text without white space.
type placedBlock struct {
	*document.Block
	page, index int
	tight       string
}

// blocks are the blocks of a document in their order.
type blocks struct {
	text []placedBlock                    // headings and paragraphs
	at   map[[2]int]*document.Block       // all, by page and index
	of   map[*document.Block]*placedBlock // those of text
}

var blocksOf = NewView(func(p *Pass) *blocks {
	out := &blocks{at: map[[2]int]*document.Block{}, of: map[*document.Block]*placedBlock{}}
	if p.Record.Document == nil {
		return out
	}
	for i := range p.Record.Document.Pages {
		page := &p.Record.Document.Pages[i]
		for k := range page.Blocks {
			b := &page.Blocks[k]
			if at := [2]int{page.Number, k}; out.at[at] == nil {
				out.at[at] = b
			}
			if b.Kind == document.BlockHeading || b.Kind == document.BlockParagraph {
				out.text = append(out.text, placedBlock{b, page.Number, k, document.Squeeze(b.Text)})
			}
		}
	}
	for i := range out.text {
		out.of[out.text[i].Block] = &out.text[i]
	}
	return out
})

// from are the headings and paragraphs from a place on.
func (b *blocks) from(page, index int) []placedBlock {
	i := sort.Search(len(b.text), func(i int) bool {
		t := &b.text[i]
		return t.page > page || t.page == page && t.index >= index
	})
	return b.text[i:]
}

// Figure is an operand of a sentence. It stands where its amount is printed,
// or in its paragraph if that cannot be told.
func (p *Pass) Figure(s schema.Source, label string, a schema.Amount) schema.Operand {
	o := p.Place(s, label, a.Text)
	if s.TableID != "" || a.Text == "" {
		return o
	}
	at := a.At
	for _, b := range blocksOf.Of(p).from(s.Page, s.Block) {
		if at >= len(b.tight) {
			at -= len(b.tight) // the layout broke a sentence in two
			continue
		}
		end := min(at+len(a.Text), len(b.tight))
		if box := squeezedSpan(b.Block, at, end); strings.HasPrefix(a.Text, b.tight[at:end]) &&
			wholeNumber(b.tight, at, end) && !box.IsZero() {
			o.Page, o.Box = b.page, box
		}
		return o
	}
	return o
}

// Place is an operand outside the grid of a table, or in one. Where the block
// prints the text once, its box is that of the text, otherwise of the block.
func (p *Pass) Place(s schema.Source, label, text string) schema.Operand {
	o := schema.Operand{
		TableID: s.TableID, TableTitle: p.Title(s.TableID), Page: s.Page, Row: s.Row, Column: s.Column,
		RowLabel: label, Text: text, Box: s.Box,
	}
	if s.TableID != "" {
		return o
	}
	o.Row, o.Column = -1, -1
	blocks := blocksOf.Of(p)
	b := blocks.at[[2]int{s.Page, s.Block}]
	if b == nil {
		return o
	}
	tight := ""
	if t := blocks.of[b]; t != nil {
		tight = t.tight
	} else {
		tight = document.Squeeze(b.Text)
	}
	if box := onlyPlace(b, tight, label, text); !box.IsZero() {
		o.Box = box
	}
	return o
}

// onlyPlace is where a block prints a text: the only place, or the only one
// with the label between it and the number before. tight is the text of the
// block without white space.
func onlyPlace(b *document.Block, tight, label, text string) document.Box {
	if len(b.Places) == 0 || text == "" {
		return document.Box{}
	}
	text, label = document.Squeeze(text), document.Squeeze(label)
	found, labelled, times, labels := 0, 0, 0, 0
	for at := 0; at < len(tight); {
		i := strings.Index(tight[at:], text)
		if i < 0 {
			break
		}
		i += at
		_, n := utf8.DecodeRuneInString(tight[i:])
		at = i + n
		if !wholeNumber(tight, i, i+len(text)) {
			continue
		}
		found, times = i, times+1
		before := tight[:i]
		if k := strings.LastIndexAny(before, "0123456789"); label != "" && strings.Contains(before[k+1:], label) {
			labelled, labels = i, labels+1
		}
	}
	switch {
	case times == 1:
	case labels == 1:
		found = labelled
	default:
		return document.Box{}
	}
	return squeezedSpan(b, found, found+len(text))
}

// wholeNumber reports that bytes start to end of a text are not a part of a
// longer number.
func wholeNumber(text string, start, end int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9' }
	joins := func(i int) bool { return i >= 0 && i < len(text) && (text[i] == '.' || text[i] == ',') }
	if digit(start) && (digit(start-1) || joins(start-1) && digit(start-2)) {
		return false
	}
	return !digit(end-1) || !digit(end) && !(joins(end) && digit(end+1))
}

// squeezedSpan is the box of bytes start to end of the squeezed text of a
// block.
func squeezedSpan(b *document.Block, start, end int) document.Box {
	from, to, ok := document.Unsqueeze(b.Text, start, end)
	if !ok {
		return document.Box{}
	}
	return b.Span(from, to)
}
