package verify

import (
	"fmt"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// Figure is an operand of a sentence. It stands where its amount is printed,
// or in its paragraph if that cannot be told.
func (p *Pass) Figure(s schema.Source, label string, a schema.Amount) schema.Operand {
	if s.TableID == "" && a.Text != "" {
		if page, box := p.printed(s, a); !box.IsZero() {
			o := p.operand(s, label, a.Text)
			o.Page, o.Box, o.Unit = page, box, a.Unit
			return o
		}
	}
	o := p.Place(s, label, a.Text)
	o.Unit = a.Unit
	if s.TableID == "" {
		o.At = fmt.Sprintf("%d:%d", s.Block, a.TextOffset)
	}
	return o
}

// printed is where an amount of a sentence stands; the box is zero if that
// cannot be told.
func (p *Pass) printed(s schema.Source, a schema.Amount) (page int, box document.Box) {
	b, at := blocksOf.Of(p).locate(s.Page, s.Block, a.TextOffset)
	if b == nil {
		return 0, box
	}
	end := min(at+len(a.Text), len(b.tight))
	if !strings.HasPrefix(a.Text, b.tight[at:end]) || !wholeNumber(b.tight, at, end) {
		return 0, box
	}
	return b.page, b.span(at, end)
}

// Place is an operand outside the grid of a table, or in one. Where the block
// prints the text once, its box is that of the text, otherwise of the block.
func (p *Pass) Place(s schema.Source, label, text string) schema.Operand {
	o := p.operand(s, label, text)
	if b := blocksOf.Of(p).at[[2]int{s.Page, s.Block}]; s.TableID == "" && b != nil {
		if box := b.only(label, text); !box.IsZero() {
			o.Box = box
		}
	}
	return o
}

func (p *Pass) operand(s schema.Source, label, text string) schema.Operand {
	o := schema.Operand{
		TableID: s.TableID, TableTitle: p.Title(s.TableID), Page: s.Page, Row: s.Row, Column: s.Column,
		RowLabel: label, Text: text, Box: s.Box,
	}
	if s.TableID == "" {
		o.Row, o.Column = -1, -1
	}
	return o
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
