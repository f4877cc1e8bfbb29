package normalize

import (
	"fmt"
	"slices"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
)

const (
	// openRounds is how often all places of a table are gone through: what one
	// of them is read as may decide on another.
	openRounds = 2
	// openCells is how many cells are read at most to tell the readings of a
	// table apart; a larger one stays as it is laid out, and doubtful.
	openCells = 1_000_000
)

// openReadings reads the tables whose layout leaves places open. All relations
// of a table, and what other tables print, are held against each reading of it
// as a whole; where they do not speak for another, it stays as it is laid out.
func (n *normalizer) openReadings() {
	if !slices.ContainsFunc(n.doc.Tables, func(t document.Table) bool { return len(t.Open) > 0 }) {
		return
	}
	printed := n.printed()
	doc := *n.doc // as it was handed over, it stays what the layout says
	doc.Tables, doc.Pages = slices.Clone(doc.Tables), slices.Clone(doc.Pages)
	for i := range n.rec.Tables {
		t := &n.rec.Tables[i]
		if len(t.Layout.Open) > 0 && n.ctx.Err() == nil {
			o := &opening{n: n, t: t, printed: printed}
			read := o.read()
			recount(&doc, t.Layout, read)
			doc.Tables[i] = *read
		}
		t.Layout = &doc.Tables[i]
	}
	n.doc, n.rec.Document = &doc, &doc
}

// recount counts the numbers of a table again that is read otherwise than it was
// laid out: what was one of several in one is several now.
func recount(doc *document.Document, before, after *document.Table) {
	more := map[int]int{}
	for i := range after.Cells {
		for j := range after.Cells[i] {
			if a, b := &before.Cells[i][j], &after.Cells[i][j]; a.Text != b.Text {
				more[a.Page] -= len(document.Numbers(a.Text))
				more[b.Page] += len(document.Numbers(b.Text))
			}
		}
	}
	for i := range doc.Pages {
		p := &doc.Pages[i]
		n := more[p.Number]
		delete(more, p.Number)
		p.Reading.InTables, p.Reading.Total = p.Reading.InTables+n, p.Reading.Total+n
		doc.Reading.InTables, doc.Reading.Total = doc.Reading.InTables+n, doc.Reading.Total+n
	}
}

// opening is a table whose layout leaves places open.
type opening struct {
	n       *normalizer
	t       *schema.Table
	printed printed
	places  []document.Ref // that any way of reading it changes
	cells   int            // of the readings that were weighed
}

// taken says how each open place is read: 0 as it is laid out, else by the way
// before that number.
type taken []int

// read is the table in the reading that its figures speak for.
func (o *opening) read() *document.Table {
	open := o.t.Layout.Open
	for i := range open {
		for k := range open[i].Ways {
			o.places = append(o.places, o.changes(&open[i].Ways[k])...)
		}
	}
	slices.SortFunc(o.places, func(a, b document.Ref) int { return a.Compare(b) })
	o.places = slices.Compact(o.places)
	best := make(taken, len(open))
	usual := o.weigh(best)
	says := usual
	for range openRounds {
		before := says
		for _, next := range o.others(best) {
			if got := o.weigh(next); got != nil && says != nil && got.Beats(says) {
				best, says = next, got
			}
		}
		if says == before {
			break
		}
	}
	o.choose(best, says, usual)
	return o.layout(best)
}

// changes are the places that a way to read the table changes.
func (o *opening) changes(w *document.Way) (places []document.Ref) {
	for k := range w.Cells {
		places = append(places, w.Cells[k].Ref)
	}
	for row := w.Header; w.Header > 0 && row < o.t.Layout.Header; row++ {
		for col := range o.t.Layout.Columns() {
			places = append(places, document.Ref{Row: row, Col: col})
		}
	}
	return places
}

// others are the readings beside one: all open places read by the same way, as
// what was glued once was glued in every row, and each place by itself.
func (o *opening) others(best taken) (out []taken) {
	open := o.t.Layout.Open
	most := 0
	for i := range open {
		most = max(most, len(open[i].Ways))
	}
	for w := 1; w <= most; w++ {
		next := slices.Clone(best)
		for i := range open {
			if next[i] == 0 {
				next[i] = min(w, len(open[i].Ways))
			}
		}
		out = append(out, next)
	}
	for i := range open {
		out = append(out, o.elsewise(best, i)...)
	}
	return out
}

// elsewise are the readings that differ at one place.
func (o *opening) elsewise(best taken, place int) (out []taken) {
	for w := 1; w <= len(o.t.Layout.Open[place].Ways); w++ {
		if w != best[place] {
			next := slices.Clone(best)
			next[place] = w
			out = append(out, next)
		}
	}
	return out
}

func (o *opening) layout(read taken) *document.Table {
	var ways []document.Way
	for i, w := range read {
		if w > 0 {
			ways = append(ways, o.t.Layout.Open[i].Ways[w-1])
		}
	}
	return o.t.Layout.Read(ways...)
}

// weigh is what the figures say of a reading; nil if there is no time for it. An
// amount over several columns is of none of them as it is laid out.
func (o *opening) weigh(read taken) *table.Testimony {
	t := *o.t
	t.Layout = o.layout(read)
	if o.cells += len(t.Layout.Cells) * t.Layout.Columns(); o.cells > openCells || o.n.ctx.Err() != nil {
		return nil
	}
	for i := range read {
		if p := &o.t.Layout.Open[i]; p.Kind == document.OpenColumn && read[i] == 0 {
			for j := p.Col; j < p.Col+t.Layout.Cells[p.Row][p.Col].ColSpan; j++ {
				t.Layout = t.Layout.Read(document.Way{Cells: []document.Placed{{Ref: document.Ref{Row: p.Row, Col: j},
					Cell: document.Cell{RowSpan: 1, ColSpan: 1}}}})
			}
		}
	}
	m := o.n.modelOf(&t)
	if m == nil {
		return nil
	}
	return m.Testify(o.places, func(l *table.Line, f *table.Figure) bool { return o.printed.elsewhere(t.Index, l, f) })
}

// modelOf reads a table as far as its lines.
func (n *normalizer) modelOf(t *schema.Table) *table.Model {
	t.Cells, t.Doubts = nil, nil
	l := n.cells(t)
	if l == nil {
		return nil
	}
	if t.Model = l.words.model(t, l); t.Kind == schema.OtherTable {
		t.Model.ReadLines(nil)
	} else {
		l.words.lines(l, t, &n.rec.Profile)
	}
	return t.Model
}

// choose puts on record how the table is read, and what the figures leave open.
func (o *opening) choose(best taken, says, usual *table.Testimony) {
	c := &schema.Choice{Method: schema.ByLayout}
	o.t.Choice = c
	doubt := func(p *document.Open) {
		what := fmt.Sprintf("%s in row %d, column %d", shorten(document.Squeeze(o.t.Layout.Cells[p.Row][p.Col].Text)), p.Row,
			p.Col)
		if p.Kind == document.OpenHeader {
			what = fmt.Sprintf("whether row %d belongs to the header", p.Row)
		}
		o.t.Doubts = append(o.t.Doubts, "the figures leave open how it is read: "+what)
	}
	read := 0
	for i := range best {
		p := &o.t.Layout.Open[i]
		if best[i] == 0 {
			// What else is left as it is laid out holds no amount that is told.
			if p.Kind == document.OpenHeader && !o.told(best, i, says) {
				doubt(p)
			}
			continue
		}
		read++
		c.Places = append(c.Places, o.changes(&p.Ways[best[i]-1])...)
		if !o.told(best, i, says) {
			doubt(p)
		}
	}
	if read > 0 {
		c.Method, c.Confidence = schema.ByFigures, says.Confidence()
		c.Reason = fmt.Sprintf("%d of %d open places are read otherwise than they are laid out: of the relations they "+
			"are in %d hold and %d fail, as laid out %d and %d", read, len(best), says.Holds, says.Fails, usual.Holds,
			usual.Fails)
	}
}

// told reports that the figures speak against every other reading of a place.
func (o *opening) told(best taken, place int, says *table.Testimony) bool {
	for _, next := range o.elsewise(best, place) {
		if got := o.weigh(next); got == nil || says == nil || !says.Beats(got) {
			return false
		}
	}
	return true
}

// printed are the amounts that tables print with a code or a name, in yuan, and
// the tables that do.
type printed map[pair][]int

type pair struct{ of, amount string }

// pairs are those of a figure of a line: with its code, or else with its name.
func pairOf(l *table.Line, f *table.Figure) (p pair, ok bool) {
	if p.of = l.Code; p.of == "" {
		p.of = l.Label.Text
	}
	worth, ok := inYuan(f)
	if !ok || p.of == "" {
		return p, false
	}
	p.amount = worth.Mid().String()
	return p, true
}

func (n *normalizer) printed() printed {
	out := printed{}
	for i := range n.rec.Tables {
		t := n.rec.Tables[i]
		if n.ctx.Err() != nil {
			break
		}
		m := n.modelOf(&t)
		if m == nil {
			continue
		}
		for side := range m.Sides {
			for _, l := range m.Sides[side].Lines {
				for _, col := range m.Sides[side].Amounts {
					f := m.Figure(l.Row, col)
					if f == nil {
						continue
					}
					if p, ok := pairOf(l, f); ok && !slices.Contains(out[p], i) {
						out[p] = append(out[p], i)
					}
				}
			}
		}
	}
	return out
}

// elsewhere reports that a table other than one prints the figure for the line.
func (p printed) elsewhere(index int, l *table.Line, f *table.Figure) bool {
	of, ok := pairOf(l, f)
	return ok && slices.ContainsFunc(p[of], func(i int) bool { return i != index })
}
