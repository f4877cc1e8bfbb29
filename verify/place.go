package verify

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// figure is an operand of a sentence. It stands where its amount is printed,
// or in its paragraph if that cannot be told.
func (d *disclosure) figure(s schema.Source, label string, a schema.Amount) schema.Operand {
	o := d.place(s, label, a.Text)
	if s.TableID != "" || a.Text == "" || d.rec.Document == nil {
		return o
	}
	at := a.At
	for p := range d.rec.Document.Pages {
		page := &d.rec.Document.Pages[p]
		for i := range page.Blocks {
			b := &page.Blocks[i]
			if page.Number < s.Page || page.Number == s.Page && i < s.Block || b.Kind != document.BlockHeading && b.Kind != document.BlockParagraph {
				continue
			}
			text := document.Squeeze(b.Text)
			if at >= len(text) {
				at -= len(text) // the layout broke a sentence in two
				continue
			}
			end := min(at+len(a.Text), len(text))
			if box := squeezedSpan(b, at, end); strings.HasPrefix(a.Text, text[at:end]) && whole(text, at, end) && !box.IsZero() {
				o.Page, o.Box = page.Number, box
			}
			return o
		}
	}
	return o
}

// place is an operand outside the grid of a table, or in one. Where the block
// prints the text once, its box is that of the text, otherwise of the block.
func (d *disclosure) place(s schema.Source, label, text string) schema.Operand {
	o := schema.Operand{
		TableID: s.TableID, TableTitle: d.title(s.TableID), Page: s.Page, Row: s.Row, Column: s.Column,
		RowLabel: label, Text: text, Box: s.Box,
	}
	if s.TableID != "" {
		return o
	}
	o.Row, o.Column = -1, -1
	if b := d.block(s); b != nil {
		if box := only(b, label, text); !box.IsZero() {
			o.Box = box
		}
	}
	return o
}

// block is the block of the narrative that a source names; nil if none.
func (d *disclosure) block(s schema.Source) *document.Block {
	if d.rec.Document == nil || s.Block < 0 {
		return nil
	}
	for i := range d.rec.Document.Pages {
		if p := &d.rec.Document.Pages[i]; p.Number == s.Page && s.Block < len(p.Blocks) {
			return &p.Blocks[s.Block]
		}
	}
	return nil
}

// only is where a block prints a text: the only place, or the only one with
// the label between it and the number before.
func only(b *document.Block, label, text string) document.Box {
	if len(b.Places) == 0 || text == "" {
		return document.Box{}
	}
	all, text := document.Squeeze(b.Text), document.Squeeze(text)
	found, labelled, times, labels := 0, 0, 0, 0
	for at := 0; at < len(all); {
		i := strings.Index(all[at:], text)
		if i < 0 {
			break
		}
		i += at
		_, n := utf8.DecodeRuneInString(all[i:])
		at = i + n
		if !whole(all, i, i+len(text)) {
			continue
		}
		found, times = i, times+1
		before := all[:i]
		if k := strings.LastIndexAny(before, "0123456789"); label != "" && strings.Contains(before[k+1:], document.Squeeze(label)) {
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

// whole reports that bytes start to end of a text are not a part of a longer
// number.
func whole(text string, start, end int) bool {
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

// passage is the text of a paragraph or of a long cell, with its place.
type passage struct {
	schema.Operand
	id       string
	text     string
	block    *document.Block // nil for a cell
	tight    string          // text without white space
	squeezed bool            // text is the tight one
}

// squeeze is the passage without white space.
func (p passage) squeeze() passage {
	p.text, p.squeezed = p.tight, true
	return p
}

// quote is the operand of a part of the text.
func (p *passage) quote(start, end int) schema.Operand {
	o := p.Operand
	o.Text = p.text[start:end]
	if p.block == nil {
		return o
	}
	var box document.Box
	if p.squeezed {
		box = squeezedSpan(p.block, start, end)
	} else {
		box = p.block.Span(start, end)
	}
	if !box.IsZero() {
		o.Box = box
	}
	return o
}

// match is a place in a passage where an expression matches.
type match struct {
	passage *passage
	at      []int
}

func (p *passage) matches(re *regexp.Regexp) (out []match) {
	for _, at := range re.FindAllStringSubmatchIndex(p.text, -1) {
		out = append(out, match{p, at})
	}
	return out
}

// text is what a group matched, empty if it did not; group 0 is all.
func (m match) text(group int) string {
	if m.at[2*group] < 0 {
		return ""
	}
	return m.passage.text[m.at[2*group]:m.at[2*group+1]]
}

// quote is the operand of a group that did match.
func (m match) quote(group int) schema.Operand {
	return m.passage.quote(m.at[2*group], m.at[2*group+1])
}
