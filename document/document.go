// Package document is the layout model every reader yields and every later
// step starts from: pages, text blocks in reading order, and tables as grids
// of cells with spans and places.
//
// It knows nothing of file formats and nothing of budgets. All text is as
// published; nothing is repaired here.
package document

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Format names what the bytes of a document are. It is decided from the
// content, never from a file name.
type Format string

const (
	PDF      Format = "pdf"
	OFD      Format = "ofd"
	HTML     Format = "html"
	Markdown Format = "markdown"
	XLSX     Format = "xlsx"
	XLS      Format = "xls"
	DOCX     Format = "docx"
	DOC      Format = "doc"
	Image    Format = "image"
	Archive  Format = "archive"
	Unknown  Format = "unknown"
)

// Box is a rectangle on a page as it is displayed (page rotation applied), in
// points of 1/72 inch, with the origin in the upper left corner and y growing
// downwards. The zero Box means the place is not known.
type Box struct {
	X0, Y0, X1, Y1 float64
}

// Width of the box in points.
func (b Box) Width() float64 { return b.X1 - b.X0 }

// Height of the box in points.
func (b Box) Height() float64 { return b.Y1 - b.Y0 }

// IsZero reports that the place is not known.
func (b Box) IsZero() bool { return b == Box{} }

// Union is the smallest box around both; a zero Box adds nothing.
func (b Box) Union(o Box) Box {
	if b.IsZero() {
		return o
	}
	if o.IsZero() {
		return b
	}
	return Box{min(b.X0, o.X0), min(b.Y0, o.Y0), max(b.X1, o.X1), max(b.Y1, o.Y1)}
}

// Contains reports whether the point lies in the box, borders included.
func (b Box) Contains(x, y float64) bool {
	return x >= b.X0 && x <= b.X1 && y >= b.Y0 && y <= b.Y1
}

// Document is one published file as it was read.
type Document struct {
	ID       string // SHA-256 of the bytes, lower-case hex
	Source   string // path as given, or archive!member
	Format   Format
	Size     int64 // bytes
	Info     Info
	From     Provenance
	Pages    []Page  // for formats without pages: one Page with Number 0
	Tables   []Table // in reading order
	Links    []Link  // attachments a page links to
	Warnings []Warning
	Reading  NumberAudit
	// Recognizer is what read the pages that are pictures; empty if none was.
	Recognizer string
}

// Digest is the SHA-256 of bytes in lower-case hexadecimal, by which documents
// are known everywhere.
func Digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Info is what the file says of itself; every field may be empty.
type Info struct {
	Title, Author, Creator, Producer string
	Created, Modified                string // RFC 3339 where it could be parsed
	Site                             string // the portal a page is of, as it says itself
	Address                          string // of a page, as it says itself
	Trail                            string // the way to a page, as it prints it
	Encoding                         string // charset the text was decoded from, for HTML and Markdown
}

// Provenance is where a document was had from, and what was said of it there;
// every field may be empty.
type Provenance struct {
	Address   string
	Retrieved time.Time
	Referrer  string // the page that led to it
	Title     string // as a list names it
	Date      string // of publication, as a list says, YYYY-MM-DD
	Publisher string // whose portal it is; it need not be the author
	Region    string // code (GB/T 2260) of the division whose portal it is
	Licence   string // what the portal says of the use of what it publishes
}

// Link is a reference from a page to another file.
type Link struct {
	Text, URL string
}

// Warning is something a reader saw that a user should know, and that did not
// stop the reading. Code is a stable snake_case word.
type Warning struct {
	Page    int // 0: the whole document
	Code    string
	Message string
}

// PageStatus says what a page turned out to be.
type PageStatus string

const (
	PageText    PageStatus = "text"    // has a text layer
	PageScanned PageStatus = "scanned" // a picture, with no more text than a headline: what it shows was not read
	PageUnread  PageStatus = "unread"  // a picture whose recognition took longer than a page may
	PageOCR     PageStatus = "ocr"     // images, read by optical character recognition
	PageBlank   PageStatus = "blank"   // neither text nor images
)

// Page is one page, or one sheet of a workbook, or all of an unpaged document.
type Page struct {
	Number        int    // from 1; 0 where the format has no pages
	Name          string // sheet name
	Width, Height float64
	Rotation      int  // degrees clockwise as stored in the file; boxes are already rotated
	Warp          Warp // of a scanned page that is askew or bent; boxes are about their text all the same
	Status        PageStatus
	Blocks        []Block // in reading order; tables stand among them as BlockTable
	// Layer is of a picture: the invisible text that the file lays over or under
	// it, which somebody else's recognition made. It is a second opinion of what
	// the picture shows, and no part of Blocks.
	Layer   []Run
	Reading NumberAudit
}

// Run is a piece of text without white space, and its place.
type Run struct {
	Text string
	Box  Box
}

// PageCount is how many pages it has; 0 for formats without pages.
func (d *Document) PageCount() (n int) {
	for i := range d.Pages {
		if d.Pages[i].Number > 0 {
			n++
		}
	}
	return n
}

// Unread are the numbers of the pages that are pictures and were not read, in
// ascending order; 0 is the whole of a document without pages.
func (d *Document) Unread() (numbers []int) {
	if d == nil {
		return nil
	}
	for i := range d.Pages {
		if s := d.Pages[i].Status; s == PageScanned || s == PageUnread {
			numbers = append(numbers, d.Pages[i].Number)
		}
	}
	slices.Sort(numbers)
	return numbers
}

// PageRanges writes ascending page numbers as people do: 4–6, 9.
func PageRanges(numbers []int) string {
	var parts []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		if i == j {
			parts = append(parts, strconv.Itoa(numbers[i]))
		} else {
			parts = append(parts, fmt.Sprintf("%d–%d", numbers[i], numbers[j]))
		}
		i = j + 1
	}
	return strings.Join(parts, ", ")
}

// BlockKind is the part a text block plays on its page.
type BlockKind string

const (
	BlockHeading    BlockKind = "heading"
	BlockParagraph  BlockKind = "paragraph"
	BlockTable      BlockKind = "table"       // the place of a table; Table is its index
	BlockCaption    BlockKind = "caption"     // title, number, unit or organization line of a table
	BlockNote       BlockKind = "note"        // note under a table
	BlockPageHeader BlockKind = "page_header" // running header
	BlockPageFooter BlockKind = "page_footer"
	BlockPageNumber BlockKind = "page_number"
	BlockWatermark  BlockKind = "watermark" // text printed over or under the page's own
)

// Furniture reports what belongs to the page and not to what is told on it.
func (k BlockKind) Furniture() bool {
	switch k {
	case BlockPageHeader, BlockPageFooter, BlockPageNumber, BlockWatermark:
		return true
	}
	return false
}

// Block is a paragraph, a heading, or the place of a table.
type Block struct {
	Kind       BlockKind
	Text       string // line breaks of the layout are joined; none for BlockTable
	Level      int    // of a heading, 1 is the highest; 0 unknown
	Box        Box
	FontSize   float64 // points; 0 unknown
	Bold       bool
	Centered   bool
	Table      int     // index into Document.Tables for BlockTable, BlockCaption and BlockNote, otherwise -1
	Confidence float64 // of OCR, 0 to 1; 0 for text that was not recognised from an image
	Places     []Place // of every character of Text; nil where they are not known
	Digits     []Digit // of OCR: as of a Cell
}

// CellState tells covered, empty and unreadable apart.
type CellState uint8

const (
	CellEmpty      CellState = iota // a cell without text
	CellText                        // a cell with text
	CellCovered                     // covered by a merged cell whose origin is elsewhere
	CellUnreadable                  // glyphs are there and their meaning is not known
)

// Cell is one position of a table's grid. A merged cell has its text, box and
// spans at its origin (upper left); the other positions are CellCovered.
type Cell struct {
	State            CellState
	Text             string // as printed; line breaks inside the cell are \n
	RowSpan, ColSpan int    // at the origin, at least 1
	Origin           Ref    // of a covered cell: where its text stands
	Page             int
	Box              Box
	Indent           float64 // points (or 1/100 em in HTML) the text is set in from its cell's left edge; 0 unknown
	Bold             bool
	Confidence       float64 // of OCR, 0 to 1; 0 for text that was not recognised from an image
	// of OCR: what its digits might be instead, in their order; nil for text that was not recognised
	Digits   []Digit
	Repair   *Repair // of OCR: a digit that arithmetic corrected; nil if none was
	Doubtful bool    // of OCR: an amount that is neither sure nor borne out by a sum
	// Correction says that a person put the text right; nil if none did.
	Correction *Correction
	// Joined: digits of strings that are drawn apart, each a whole number, stand
	// together as one number of the text.
	Joined bool
	// Apart: names stand on one line of the text as far from one another as those of
	// two columns do.
	Apart bool
	// Astride: the amount is drawn over the border of the cell, or off the others of
	// its column, so that it may be of the cell beside.
	Astride bool
}

// Ref is a position in a grid, from zero.
type Ref struct {
	Row, Col int
}

// Compare orders positions row by row.
func (r Ref) Compare(o Ref) int { return cmp.Or(r.Row-o.Row, r.Col-o.Col) }

// Method says how the grid of a table was found.
type Method string

const (
	MethodRuled   Method = "ruled"   // every cell closed by rulings
	MethodPartial Method = "partial" // some rulings, completed from the text
	MethodAligned Method = "aligned" // no rulings: from white space and alignment
	MethodMarkup  Method = "markup"  // rows and cells declared by the file
)

// Table is one published table. One that runs over several pages is one Table.
type Table struct {
	Index        int    // position in Document.Tables
	Title        string // as printed, without the number
	Number       string // 表 N as printed ("表1", "附表2", "公开01表"); empty if none
	Unit         string // 元, 万元, 亿元 as printed in the unit line; empty if none
	Organization string // 编制单位／部门 line; empty if none
	Notes        []string
	Pages        []int // ascending; empty where the format has no pages
	Regions      []Region
	Method       Method
	Header       int      // number of header rows at the start of Cells
	Cells        [][]Cell // rectangular: every row has the same length
	Repeated     [][]Cell // header rows printed again after a page break, not in Cells
	Empty        bool     // a form without any figures
	Open         []Open   // what the layout leaves open, in the order of its places
}

// Region is the place of (a part of) a table on one page.
type Region struct {
	Page int
	Box  Box
}

// Columns is the width of the grid.
func (t *Table) Columns() int {
	if len(t.Cells) == 0 {
		return 0
	}
	return len(t.Cells[0])
}

// Origin is the cell whose text stands at a position: the cell itself, or the
// merged cell that covers it.
func (t *Table) Origin(row, col int) *Cell {
	c := &t.Cells[row][col]
	if c.State == CellCovered {
		return &t.Cells[c.Origin.Row][c.Origin.Col]
	}
	return c
}

// HeaderText is the header as text; a merged cell's text stands in every
// position it covers. White space is removed.
func (t *Table) HeaderText() [][]string {
	rows := make([][]string, t.Header)
	for i := range rows {
		rows[i] = make([]string, len(t.Cells[i]))
		for j := range rows[i] {
			rows[i][j] = Squeeze(t.Origin(i, j).Text)
		}
	}
	return rows
}

// BodyText is the body as text; a merged cell's text stands in its first
// position only. White space is removed, rows without any text are left out.
// The second result holds the grid row of each returned row.
func (t *Table) BodyText() (rows [][]string, at []int) {
	rows = [][]string{}
	for i := t.Header; i < len(t.Cells); i++ {
		row := make([]string, len(t.Cells[i]))
		blank := true
		for j := range row {
			row[j] = Squeeze(t.Cells[i][j].Text)
			blank = blank && row[j] == ""
		}
		if !blank {
			rows, at = append(rows, row), append(at, i)
		}
	}
	return rows, at
}

// NumberAudit accounts for every numeric token of the text layer: Total is
// InTables + InText + Leftover. Digits counts single digits as the decoder
// gave them, before any layout; DigitsPlaced those that stand in the output.
type NumberAudit struct {
	Total        int `json:"total"`
	InTables     int `json:"in_tables"`
	InText       int `json:"in_text"`
	Leftover     int `json:"leftover"`
	Digits       int `json:"digits"`
	DigitsPlaced int `json:"digits_placed"`
	// numeric tokens no reader of the page can see: overprinted, clipped, off the page
	Hidden    int      `json:"hidden"`
	Leftovers []string `json:"leftovers,omitempty"`
}

// Add sums another reading into this one.
func (r *NumberAudit) Add(o NumberAudit) {
	r.Total += o.Total
	r.InTables += o.InTables
	r.InText += o.InText
	r.Leftover += o.Leftover
	r.Digits += o.Digits
	r.DigitsPlaced += o.DigitsPlaced
	r.Hidden += o.Hidden
	r.Leftovers = append(r.Leftovers, o.Leftovers...)
}
