package document

import "slices"

// Open is a place of a table whose layout leaves open how it is read, with the
// ways there are beside the one in Cells and Header. The figures of the table
// may tell which is meant; where they do not, Cells stand.
type Open struct {
	Kind OpenKind
	Ref  // the cell, or the first row that may be no header
	Ways []Way
}

// OpenKind is what is open.
type OpenKind string

const (
	OpenCut    OpenKind = "cut"    // where a text that holds several figures is cut
	OpenColumn OpenKind = "column" // which of the columns it stands over an amount is of
	OpenHeader OpenKind = "header" // whether a row belongs to the header
)

// Way is one way to read a place: what stands in some cells instead, or how
// many rows are header.
type Way struct {
	Cells  []Placed
	Header int // 0: as it is
}

// Placed is a cell and where it stands.
type Placed struct {
	Ref
	Cell
}

// Read is the table with places read in other ways. Nothing of it is shared
// that these change.
func (t *Table) Read(ways ...Way) *Table {
	out := *t
	out.Cells = slices.Clone(t.Cells)
	for _, w := range ways {
		if w.Header > 0 {
			out.Header = w.Header
		}
		for i := range w.Cells {
			p := &w.Cells[i]
			if &out.Cells[p.Row][0] == &t.Cells[p.Row][0] {
				out.Cells[p.Row] = slices.Clone(t.Cells[p.Row])
			}
			out.Cells[p.Row][p.Col] = p.Cell
		}
	}
	return &out
}
