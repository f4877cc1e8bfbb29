package compose

import "github.com/yusuan/yusuan/document"

// Grid is a table as drawn or declared, before anyone asked what its rows
// mean. Every row has the same length and spans are resolved: origins hold
// RowSpan and ColSpan, covered cells point at their origin.
type Grid struct {
	Page    int
	Box     document.Box
	Method  document.Method
	Cells   [][]document.Cell
	Header  int    // header rows the format itself declares (<thead>, w:tblHeader); 0 unknown
	Caption string // <caption> or the like; empty if none
	// Spanless says that the format cannot express merged cells, so blank
	// cells of the header may be parts of merged ones.
	Spanless bool
}

// Item is a text block or a grid.
type Item struct {
	Block document.Block // when Grid is nil
	Grid  *Grid
}

// Page is one page as a reader saw it: its items in reading order.
type Page struct {
	Number        int // from 1; 0 where the format has no pages
	Name          string
	Width, Height float64
	Rotation      int
	Warp          document.Warp // how the page lies against the places of its items
	Status        document.PageStatus
	Items         []Item
	Watermarks    []document.Block
	Layer         []document.Run // of a picture: invisible text that the file lays over or under it
	Digits        int            // digits a reader of the page can see, counted before any layout
	Hidden        int            // numeric tokens that were dropped because nobody can see them
	Leftovers     []string       // texts that found no place
}
