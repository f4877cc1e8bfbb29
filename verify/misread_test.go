package verify_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/layout"
	"github.com/yusuan/yusuan/extract/pdf"
	"github.com/yusuan/yusuan/schema"
)

// misreading is one way in which a reader of tables goes wrong.
type misreading struct {
	name string
	// sure: it is reported whatever the table says of itself; others may have
	// nothing that contradicts them.
	sure bool
	// down, right: how far off the place is that it changes with; a sum of both
	// still holds
	down, right int

	do func(t *document.Table, row, col int) bool // false: it cannot go wrong so
}

func setText(c *document.Cell, text string) {
	c.Text = text
	if c.State = document.CellText; text == "" {
		c.State = document.CellEmpty
	}
}

// beside is a cell of its own at a place, nil if there is none.
func beside(t *document.Table, row, col int) *document.Cell {
	if row < t.Header || row >= len(t.Cells) || col < 0 || col >= len(t.Cells[row]) {
		return nil
	}
	if c := &t.Cells[row][col]; c.State == document.CellText || c.State == document.CellEmpty {
		return c
	}
	return nil
}

// holdsAmounts reports a column that nothing but amounts stand in.
func holdsAmounts(t *document.Table, col int) bool {
	found := false
	for row := t.Header; row < len(t.Cells); row++ {
		if a := amount.Parse(t.Cells[row][col].Text); a.Kind == amount.NotNumber {
			return false
		} else if a.Decimals > 0 {
			found = true
		}
	}
	return found
}

var misreadings = []misreading{
	{"glued to the number after it", true, 0, 0, func(t *document.Table, row, col int) bool {
		c, next := &t.Cells[row][col], beside(t, row, col+1)
		if next == nil || len(document.Numbers(next.Text)) != 1 {
			return false
		}
		setText(c, c.Text+next.Text)
		setText(next, "")
		return true
	}},
	{"glued to the label before it", true, 0, 0, func(t *document.Table, row, col int) bool {
		c, before := &t.Cells[row][col], beside(t, row, col-1)
		if before == nil || before.Text == "" || len(document.Numbers(before.Text)) > 0 {
			return false
		}
		setText(before, before.Text+c.Text)
		setText(c, "")
		return true
	}},
	{"in one cell with the number below it", true, 0, 0, func(t *document.Table, row, col int) bool {
		c, below := &t.Cells[row][col], beside(t, row+1, col)
		if below == nil || len(document.Numbers(below.Text)) != 1 {
			return false
		}
		setText(c, c.Text+"\n"+below.Text)
		setText(below, "")
		return true
	}},
	{"cut after its point", true, 0, 0, func(t *document.Table, row, col int) bool {
		c := &t.Cells[row][col]
		i := strings.IndexByte(c.Text, '.')
		if i < 0 {
			return false
		}
		setText(c, c.Text[:i+1])
		return true
	}},
	{"cut, the rest in the cell after it", true, 0, 0, func(t *document.Table, row, col int) bool {
		c, next := &t.Cells[row][col], beside(t, row, col+1)
		i := strings.IndexByte(c.Text, '.')
		if i < 1 || next == nil || next.Text != "" {
			return false
		}
		setText(next, c.Text[i:])
		setText(c, c.Text[:i])
		return true
	}},
	{"over two columns", true, 0, 0, func(t *document.Table, row, col int) bool {
		next := beside(t, row, col+1)
		if next == nil || next.Text != "" || !holdsAmounts(t, col+1) {
			return false
		}
		t.Cells[row][col].ColSpan = 2
		next.State, next.Origin = document.CellCovered, document.Ref{Row: row, Col: col}
		return true
	}},
	{"dropped", true, 0, 0, func(t *document.Table, row, col int) bool {
		setText(&t.Cells[row][col], "")
		return true
	}},
	{"moved to the column after it", false, 0, 1, func(t *document.Table, row, col int) bool {
		c, next := &t.Cells[row][col], beside(t, row, col+1)
		if next == nil || next.Text != "" {
			return false
		}
		setText(next, c.Text)
		setText(c, "")
		return true
	}},
	{"moved to the row below it", false, 1, 0, func(t *document.Table, row, col int) bool {
		c, below := &t.Cells[row][col], beside(t, row+1, col)
		if below == nil || below.Text != "" {
			return false
		}
		setText(below, c.Text)
		setText(c, "")
		return true
	}},
	{"changed for the number below it", false, 1, 0, func(t *document.Table, row, col int) bool {
		c, below := &t.Cells[row][col], beside(t, row+1, col)
		if below == nil || len(document.Numbers(below.Text)) != 1 || below.Text == c.Text {
			return false
		}
		c.Text, below.Text = below.Text, c.Text
		return true
	}},
}

// reported says whether a document tells that it was misread: it is doubtful, or
// has a finding that it has not without the misreading. What is repaired, as the
// record that it should be says, needs no report; nil if nothing can be.
func reported(doc *document.Document, known map[string]bool, repaired *schema.Record) bool {
	rec := normalized(doc)
	if rec.Doubtful() != "" || repaired != nil && same(repaired, rec) {
		return true // which costs less than to verify it
	}
	_, findings := run(rec)
	return slices.ContainsFunc(findings, func(f schema.Finding) bool {
		return !known[f.ID] && f.Severity != schema.SeverityInfo
	})
}

// misread says how many amounts are misread: every so many of a few documents,
// so that the tests take seconds, or with MISREAD=full all of all. What is not
// found is then listed; .ci/long keeps the list.
func misread(nth int, few, all []string) (int, []string) {
	if os.Getenv("MISREAD") == "full" {
		return 1, all
	}
	return nth, few
}

// undoubted is what a document says that is read right: its record, the witnesses of
// its amounts, and the findings it has.
func undoubted(t *testing.T, doc *document.Document) (*schema.Record, map[string][]int, map[string]bool) {
	clean, checks, findings := verified(doc)
	if why := clean.Doubtful(); why != "" {
		t.Fatal(why)
	}
	known := map[string]bool{}
	for _, f := range findings {
		known[f.ID] = true
	}
	return clean, witnesses(checks), known
}

// witnesses are the checks that each amount of a document holds in: sums, and
// second sightings of it. What moves it away is contradicted.
func witnesses(checks []schema.Check) map[string][]int {
	out := map[string][]int{}
	for i := range checks {
		if o := checks[i].Outcome; o != schema.Exact && o != schema.Rounding || checks[i].Selected {
			continue
		}
		for _, o := range checks[i].Operands {
			key := placeKey(o.TableID, o.Row, o.Column)
			out[key] = append(out[key], i)
		}
	}
	return out
}

func placeKey(table string, row, col int) string { return fmt.Sprint(table, " ", row, " ", col) }

// TestMisread glues, cuts, drops and moves amounts of documents after layout:
// what is glued, cut or dropped is always reported, what is moved wherever the
// document contradicts it.
func TestMisread(t *testing.T) {
	nth, patterns := misread(37, []string{"../fixtures/lanjiang-water-2018-budget.md",
		"../fixtures/qingping-hrss-2025-budget.md"}, []string{"../fixtures/*.md"})
	for name, doc := range wholes(t, patterns...) {
		t.Run(name, func(t *testing.T) { misreadAll(t, doc, nth) })
	}
}

// misreadAll misreads every so many amounts of a document in each way.
func misreadAll(t *testing.T, doc *document.Document, nth int) {
	clean, second, known := undoubted(t, doc)
	var facts []schema.Fact
	for _, f := range clean.Facts {
		if !strings.HasPrefix(string(f.Kind), "performance") {
			facts = append(facts, f)
		}
	}
	for k, m := range misreadings {
		var found, contradicted rate
		for i := k % nth; i < len(facts); i += nth {
			f := &facts[i]
			wrong, table := withTable(doc, f.TableID, clean)
			text := table.Cells[f.Row][f.Column].Text
			if !m.do(table, f.Row, f.Column) {
				continue
			}
			found.tried++
			of := second[placeKey(f.TableID, f.Row, f.Column)]
			witnessed := len(of) > 0 && !f.Amount.Value.IsZero()
			if m.down+m.right > 0 {
				witnessed = !slices.Equal(of, second[placeKey(f.TableID, f.Row+m.down, f.Column+m.right)])
			}
			contradicted.tried += one(witnessed)
			switch {
			case reported(wrong, known, nil):
				found.found++
				contradicted.found += one(witnessed)
			case m.sure, witnessed:
				t.Logf("%s %s %s (%s) %s: nobody says so", f.Kind, f.RowLabel, f.ColumnLabel, text, m.name)
			default:
				t.Logf("%s %s %s (%s) %s: nothing contradicts it", f.Kind, f.RowLabel, f.ColumnLabel, text, m.name)
			}
		}
		t.Logf("%-38s %s, of the contradicted %s", m.name, found, contradicted)
		if m.sure {
			wantReported(t, m.name, found)
		} else {
			wantReported(t, m.name+", of the contradicted", contradicted)
		}
	}
}

// wantReported holds a share of misreadings that must be repaired or reported:
// all but a few, which are in the log.
func wantReported(t *testing.T, name string, r rate) {
	t.Helper()
	const least = 0.95
	if float64(r.found) < least*float64(r.tried) {
		t.Errorf("%s: only %s are repaired or reported", name, r)
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// withTable is a copy of a document that shares nothing of one table with it.
func withTable(doc *document.Document, id string, rec *schema.Record) (*document.Document, *document.Table) {
	at := slices.IndexFunc(rec.Tables, func(t schema.Table) bool { return t.ID == id })
	out := *doc
	out.Tables = slices.Clone(doc.Tables)
	t := &out.Tables[at]
	t.Cells = slices.Clone(t.Cells)
	for i := range t.Cells {
		t.Cells[i] = slices.Clone(t.Cells[i])
	}
	return &out, t
}

// TestMisdrawn does to the glyphs of a page what TestMisread does to cells: a
// number pushed against the one before it, left out, cut in two, exchanged or
// set a row lower. What the document contradicts is repaired or reported.
func TestMisdrawn(t *testing.T) {
	nth, files := misread(41, []string{"../fixtures/lanjiang-water-2018-budget.pdf"},
		[]string{"../fixtures/lanjiang-water-2018-budget.pdf", "../fixtures/qingping-hrss-2025-budget.pdf",
			"../fixtures/yuanchuan-agri-2025-budget.pdf"})
	decoder, err := pdf.New(pdf.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer decoder.Close()
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { misdraw(t, decoder, file, nth) })
	}
}

func misdraw(t *testing.T, decoder *pdf.Decoder, file string, nth int) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	result, err := decoder.Decode(context.Background(), data, "")
	if err != nil {
		t.Fatal(err)
	}
	pages := result.Pages
	read := func() *document.Document {
		doc := &document.Document{ID: "doc", Format: document.PDF}
		var err error
		if doc.Pages, doc.Tables, err = compose.Compose(context.Background(), layout.Flow(pages)); err != nil {
			t.Fatal(err)
		}
		doc.Reading = compose.Sum(doc.Pages)
		return doc
	}
	clean, second, known := undoubted(t, read())
	for name, do := range map[string]func(glyphs []layout.Glyph, in []int, f *schema.Fact){
		"pushed to the left":  func(g []layout.Glyph, in []int, f *schema.Fact) { shift(g, in, -0.8*f.Box.Width(), 0) },
		"pushed to the right": func(g []layout.Glyph, in []int, f *schema.Fact) { shift(g, in, 0.8*f.Box.Width(), 0) },
		"a row lower":         func(g []layout.Glyph, in []int, f *schema.Fact) { shift(g, in, 0, f.Box.Height()) },
		"left out": func(g []layout.Glyph, in []int, _ *schema.Fact) {
			for _, i := range in {
				g[i].Text = " "
			}
		},
		"cut in two": func(g []layout.Glyph, in []int, f *schema.Fact) {
			shift(g, in[:len(in)/2], -0.6*f.Box.Height(), 0)
		},
		"exchanged with the one below": func(g []layout.Glyph, in []int, f *schema.Fact) {
			for _, i := range in {
				b := g[i].Box
				k := slices.IndexFunc(g, func(o layout.Glyph) bool {
					return o.Text != g[i].Text && o.Box.X0 < b.X1 && b.X0 < o.Box.X1 &&
						o.Box.Y0 > b.Y0+2 && o.Box.Y0 < b.Y1+f.Box.Height() &&
						document.CountDigits(o.Text) > 0 && document.CountDigits(g[i].Text) > 0
				})
				if k >= 0 {
					g[i].Text, g[k].Text = g[k].Text, g[i].Text
				}
			}
		},
		"without its point": func(g []layout.Glyph, in []int, _ *schema.Fact) {
			for _, i := range in {
				if g[i].Text == "." {
					g[i].Text = " "
				}
			}
		},
	} {
		var found, contradicted rate
		for i := len(name) % nth; i < len(clean.Facts); i += nth {
			f := &clean.Facts[i]
			at := slices.IndexFunc(pages, func(p layout.Page) bool { return p.Number == f.Page })
			whole := pages[at].Glyphs
			var in []int
			for k := range whole {
				b := whole[k].Box
				if f.Box.Contains((b.X0+b.X1)/2, (b.Y0+b.Y1)/2) {
					in = append(in, k)
				}
			}
			if f.Amount.Value.IsZero() || len(in) == 0 {
				continue
			}
			pages[at].Glyphs = slices.Clone(whole)
			do(pages[at].Glyphs, in, f)
			wrong := read()
			pages[at].Glyphs = whole
			found.tried++
			witnessed := len(second[placeKey(f.TableID, f.Row, f.Column)]) > 0 && !strings.HasPrefix(name, "exchanged")
			contradicted.tried += one(witnessed)
			switch {
			case reported(wrong, known, clean):
				found.found++
				contradicted.found += one(witnessed)
			case witnessed:
				t.Logf("%s %s %s (%s) %s: nobody says so", f.Kind, f.RowLabel, f.ColumnLabel, f.Amount.Text, name)
			default:
				t.Logf("%s %s %s (%s) %s: nothing contradicts it", f.Kind, f.RowLabel, f.ColumnLabel, f.Amount.Text, name)
			}
		}
		t.Logf("%-30s %s, of the contradicted %s", name, found, contradicted)
		if name != "left out" { // a blank is read for nothing where the table prints none; the log counts them
			wantReported(t, name, contradicted)
		}
	}
}

func shift(g []layout.Glyph, in []int, dx, dy float64) {
	for _, i := range in {
		b := &g[i].Box
		b.X0, b.X1, b.Y0, b.Y1 = b.X0+dx, b.X1+dx, b.Y0+dy, b.Y1+dy
	}
}

// same reports that two records have the same facts: the reading was repaired.
func same(a, b *schema.Record) bool {
	return slices.EqualFunc(a.Facts, b.Facts, func(f, g schema.Fact) bool {
		return f.Coordinates == g.Coordinates && f.Amount.Value.Equal(g.Amount.Value)
	})
}
