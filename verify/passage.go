package verify

import (
	"fmt"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/passage"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
)

// Passage is the text of a paragraph or of a long cell, with its place.
type Passage struct {
	schema.Operand
	ID    string
	Text  string
	Block *document.Block // nil for a cell
	Tight string          // Text without white space

	squeezed bool // Text is the tight one
	placed   *placedBlock
	rest     []piece // the blocks it goes on in; Text is then the tight one
}

// piece is a block that a passage goes on in.
type piece struct {
	placed *placedBlock
	at     int // where it begins in the tight text of the passage, in bytes
}

// longCell is how many characters make a cell a text and no value.
const longCell = 20

// Passages are the paragraphs of the document and the long cells of its tables.
func (p *Pass) Passages() []Passage { return passages.Of(p) }

// Narrative are the passages outside tables.
func (p *Pass) Narrative() []Passage { return narrative.Of(p) }

var narrative = NewView(func(p *Pass) (out []Passage) {
	for _, passage := range p.Passages() {
		if passage.TableID == "" {
			out = append(out, passage)
		}
	}
	return out
})

var passages = NewView(func(p *Pass) (out []Passage) {
	if p.Record.Document == nil {
		return nil
	}
	placed := blocksOf.Of(p).of
	begins, goesOn := joined(p.Record.Document)
	for i := range p.Record.Document.Pages {
		page := &p.Record.Document.Pages[i]
		for k := range page.Blocks {
			b := &page.Blocks[k]
			switch {
			case b.Kind != document.BlockParagraph && b.Kind != document.BlockHeading && b.Kind != document.BlockNote:
				continue
			case goesOn[b]:
				continue // in the passage of a block before
			}
			one := Passage{
				Operand: schema.Operand{Page: page.Number, Row: -1, Column: -1, Box: b.Box},
				ID:      fmt.Sprintf("p%db%d", page.Number, k), Text: b.Text, Block: b,
				Tight: placed[b].tight, placed: placed[b],
			}
			if all := begins[b]; all != nil {
				one.Text, one.Tight, one.squeezed = all.Text, all.Text, true
				for _, part := range all.Parts[1:] {
					one.rest = append(one.rest, piece{placed[&part.Page.Blocks[part.Block]], part.At})
				}
			}
			out = append(out, one)
		}
	}
	for i := range p.Record.Tables {
		t := &p.Record.Tables[i]
		for k := range t.Cells {
			c := &t.Cells[k]
			if c.Role != schema.RoleHeader && len([]rune(c.Text)) > longCell {
				out = append(out, Passage{
					Operand: schema.Operand{TableID: t.ID, TableTitle: p.Title(t.ID), Page: c.Page, Row: c.Row,
						Column: c.Column, Box: c.Box},
					ID: fmt.Sprintf("%s-r%dc%d", Tail(t.ID), c.Row, c.Column), Text: c.Text,
					Tight: document.Squeeze(c.Text),
				})
			}
		}
	}
	return out
})

// joined are the passages that go over several blocks, by the first of them,
// and the others.
func joined(doc *document.Document) (begins map[*document.Block]*passage.Passage, goesOn map[*document.Block]bool) {
	begins, goesOn = map[*document.Block]*passage.Passage{}, map[*document.Block]bool{}
	for _, p := range passage.Joined(doc) {
		if len(p.Parts) == 1 {
			continue
		}
		for i, part := range p.Parts {
			b := &part.Page.Blocks[part.Block]
			if i == 0 {
				begins[b] = &p
			} else {
				goesOn[b] = true
			}
		}
	}
	return begins, goesOn
}

// Squeeze is the passage without white space.
func (p Passage) Squeeze() Passage {
	p.Text, p.squeezed = p.Tight, true
	return p
}

// Quote is the operand of a part of the text.
func (p *Passage) Quote(start, end int) schema.Operand {
	o := p.Operand
	o.Text = p.Text[start:end]
	if p.Block == nil {
		return o
	}
	var box document.Box
	if p.squeezed {
		placed, at, stop := p.placed, 0, len(p.Text)
		for _, piece := range p.rest {
			if start < piece.at {
				stop = piece.at
				break
			}
			placed, at = piece.placed, piece.at
		}
		if at > 0 {
			o.Page, o.Box = placed.page, placed.Box
		}
		box = placed.span(start-at, min(end, stop)-at)
	} else {
		box = p.Block.Span(start, end)
	}
	if !box.IsZero() {
		o.Box = box
	}
	return o
}

// Match is a place in a passage where an expression matches.
type Match struct {
	passage *Passage
	At      []int // as regexp gives it
}

// Matches are the places where a pattern matches.
func (p *Passage) Matches(re *pattern.Pattern) (out []Match) {
	for _, at := range re.FindAllStringSubmatchIndex(p.Text, -1) {
		out = append(out, Match{p, at})
	}
	return out
}

// Text is what a group matched, empty if it did not; group 0 is all.
func (m Match) Text(group int) string {
	if m.At[2*group] < 0 {
		return ""
	}
	return m.passage.Text[m.At[2*group]:m.At[2*group+1]]
}

// Quote is the operand of a group that did match.
func (m Match) Quote(group int) schema.Operand {
	return m.passage.Quote(m.At[2*group], m.At[2*group+1])
}

// Before is what stands before a group in all that matched.
func (m Match) Before(group int) string { return m.passage.Text[m.At[0]:m.At[2*group]] }

// Observe is the figure of a group that did match, in a unit.
func (p *Passage) Observe(m Match, group int, unit string) Observation {
	a := amount.Parse(m.Text(group))
	return Observation{Operand: m.Quote(group), Interval: a.Interval(), Unit: unit}
}

// Named is the operand of the passage with a text that it prints once, or
// more often with its box as a whole.
func (p *Passage) Named(text string) schema.Operand {
	o := p.Operand
	o.Text = text
	if p.Block == nil {
		return o
	}
	if box := p.placed.only("", text); !box.IsZero() {
		o.Box = box
		return o
	}
	for _, piece := range p.rest {
		if box := piece.placed.only("", text); !box.IsZero() {
			o.Page, o.Box = piece.placed.page, box
			return o
		}
	}
	return o
}
