package schema

import (
	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/table"
)

// Figures are the cells of a table as package table reads them.
func (t *Table) Figures() [][]table.Figure {
	out := make([][]table.Figure, len(t.Layout.Cells))
	for row := range out {
		out[row] = make([]table.Figure, len(t.Layout.Cells[row]))
	}
	for i := range t.Cells {
		c := &t.Cells[i]
		f := table.Figure{Text: document.Squeeze(c.Text), Stub: c.Role == RoleStub}
		switch {
		case c.Amount != nil:
			f.State, f.Value, f.Decimals, f.Unit = table.Number, c.Amount.Value, c.Amount.Decimals, c.Amount.Unit
		case f.Text != "" && amount.Parse(f.Text).Kind == amount.Dash:
			f.State = table.Dash
		case f.Text != "" || t.Layout.Cells[c.Row][c.Column].State == document.CellUnreadable:
			f.State = table.Unreadable
		}
		out[c.Row][c.Column] = f
	}
	return out
}

// Grid is the model of a table: the one that was made when it was read, or one
// made of its cells.
func (t *Table) Grid() *table.Model {
	if t.Model != nil {
		return t.Model
	}
	m := table.New(table.Source{Grid: t.Layout, Figures: t.Figures()})
	m.ReadLines(nil)
	return m
}

// Lexicon says what heads of columns and labels of lines mean.
type Lexicon interface {
	// Means are the coordinates that a head or a label gives to amounts, by the
	// words it begins with; empty where it says nothing of one.
	Means(label string) Coordinates
	// Item is the item that a head or a label names and nothing besides; empty
	// where it names none.
	Item(label string) Item
	// Moves reports whether a reason says that something rose, and that something
	// fell.
	Moves(reason string) (rise, fall bool)
}

// Means asks the lexicon that a record was made with. Without one nothing is
// known.
func (r *Record) Means(label string) Coordinates {
	if r.Lexicon == nil {
		return Coordinates{}
	}
	return r.Lexicon.Means(label)
}

// Item asks the lexicon, as Means does.
func (r *Record) Item(label string) Item {
	if r.Lexicon == nil {
		return ""
	}
	return r.Lexicon.Item(label)
}

// Moves asks the lexicon, as Means does.
func (r *Record) Moves(reason string) (rise, fall bool) {
	if r.Lexicon == nil {
		return false, false
	}
	return r.Lexicon.Moves(reason)
}
