package verify

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
)

// Pass is one document on its way through the rules, with what they work out
// of it once and share.
type Pass struct {
	Record *schema.Record
	tables map[string]*schema.Table
	views  map[any]any
}

func newPass(rec *schema.Record) *Pass {
	p := &Pass{Record: rec, tables: make(map[string]*schema.Table, len(rec.Tables)), views: map[any]any{}}
	for i := range rec.Tables {
		p.tables[rec.Tables[i].ID] = &rec.Tables[i]
	}
	return p
}

// View is something that several rules need and that is worked out once for a
// document, when the first of them asks, as analyzers require the results of
// others.
type View[T any] struct{ make func(*Pass) T }

// NewView declares a view.
func NewView[T any](make func(*Pass) T) *View[T] { return &View[T]{make} }

// Of is the view of a document.
func (v *View[T]) Of(p *Pass) T {
	if have, ok := p.views[v]; ok {
		return have.(T)
	}
	made := v.make(p)
	p.views[v] = made
	return made
}

// Table is the table of an ID; nil if there is none.
func (p *Pass) Table(id string) *schema.Table { return p.tables[id] }

// Title is the title of a table; empty if it has none.
func (p *Pass) Title(tableID string) string {
	if t := p.tables[tableID]; t != nil && t.Layout != nil {
		return t.Layout.Title
	}
	return ""
}

// Untitled reports a table without its title, which may be another than its
// columns suggest.
func (p *Pass) Untitled(tableID string) bool {
	t := p.tables[tableID]
	return t != nil && (t.Layout == nil || t.Layout.Title == "")
}

// OfTable is the operand of a table as a whole, with a text that it prints.
func (p *Pass) OfTable(t *schema.Table, text string) schema.Operand {
	o := schema.Operand{TableID: t.ID, TableTitle: t.Layout.Title, Row: -1, Column: -1, Text: text}
	if len(t.Layout.Pages) > 0 {
		o.Page = t.Layout.Pages[0]
	}
	return o
}

// Final reports final accounts.
func (p *Pass) Final() bool {
	return p.Record.Profile.ReportKind == schema.DepartmentFinal || p.Record.Profile.ReportKind == schema.UnitFinal
}

// Agreed is the fact that all those that match agree on; nil if there is none,
// or if they print more than one amount.
func (p *Pass) Agreed(match func(*schema.Fact) bool) *schema.Fact {
	var found *schema.Fact
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if f.Amount.Text == "" || !match(f) {
			continue
		}
		if found != nil && !found.Amount.Value.Equal(f.Amount.Value) {
			return nil
		}
		if found == nil {
			found = f
		}
	}
	return found
}

// CarriedOver reports a figure of a summary that is more than another by no
// more than what the summary says was carried over; the other may be one of
// the current year.
func (p *Pass) CarriedOver(f *schema.Fact, other Observation) bool {
	if f.Kind != schema.AppropriationSummary && f.Kind != schema.RevenueExpenditureSummary {
		return false
	}
	const yuan = string(amount.Yuan)
	whole, ok1 := p.OfFact(f).In(yuan)
	current, ok2 := other.In(yuan)
	more := whole.Sub(current)
	if !ok1 || !ok2 || !more.Lo.IsPositive() {
		return false
	}
	most, known := mostCarriedOver.Of(p)[f.TableID]
	return known && more.Lo.LessThanOrEqual(most)
}

// mostCarriedOver is by table the most that one of its lines can say was
// carried over, in yuan.
var mostCarriedOver = NewView(func(p *Pass) map[string]decimal.Decimal {
	out := map[string]decimal.Decimal{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if f.Flow != "revenue" || f.Item != "carryover_in" && !strings.HasPrefix(string(f.Fund), "carryover") {
			continue
		}
		over, ok := Worth(f.Amount).In(string(amount.Yuan))
		if most, known := out[f.TableID]; ok && (!known || over.Hi.GreaterThan(most)) {
			out[f.TableID] = over.Hi
		}
	}
	return out
})

// chose reports a relation between tables that decided where one of its figures
// stands: it would not be told in another reading. What sentences say decides
// nothing.
func (p *Pass) chose(operands []schema.Operand) bool {
	chosen := false
	for _, o := range operands {
		t := p.tables[o.TableID]
		if t == nil {
			return false
		}
		chosen = chosen || t.Chosen(o.Row, o.Column)
	}
	return chosen
}

// unsure reports a figure in a table of no known kind, or in one whose cells
// were worked out from white space or by the figures, so that it may belong to
// another line or column.
func (p *Pass) unsure(o schema.Operand) bool {
	t := p.tables[o.TableID]
	return t != nil && t.Layout != nil && (t.Chosen(o.Row, o.Column) || t.Kind == schema.OtherTable ||
		t.Layout.Method == document.MethodPartial || t.Layout.Method == document.MethodAligned)
}

// recognised reports a figure that was recognised in an image.
func (p *Pass) recognised(o schema.Operand) bool {
	t := p.tables[o.TableID]
	if t == nil || t.Layout == nil {
		// A sentence of a page that was recognised.
		return o.Page > 0 && p.Record.Document != nil &&
			slices.ContainsFunc(p.Record.Document.Pages, func(d document.Page) bool {
				return d.Number == o.Page && d.Status == document.PageOCR
			})
	}
	cells := t.Layout.Cells
	return o.Row >= 0 && o.Row < len(cells) && o.Column >= 0 && o.Column < len(cells[o.Row]) &&
		cells[o.Row][o.Column].Confidence > 0
}

// Money reports an amount that is printed and of money.
func Money(a schema.Amount) bool {
	_, ok := amount.Unit(a.Unit).Exponent()
	return a.Text != "" && ok
}

// Tabled reports an amount of the budget tables, which speak of the whole unit.
func Tabled(f *schema.Fact) bool {
	return f.Kind != schema.OtherTable && !OfPerformance(f.Kind) && Money(f.Amount)
}

// OfPerformance reports the kinds of table that set targets and evaluate them.
func OfPerformance(kind schema.TableKind) bool {
	return slices.Contains([]schema.TableKind{schema.PerformanceOverall, schema.PerformanceProject}, kind)
}

// Tail is the end of an ID, which tells it apart within its document.
func Tail(id string) string {
	if i := strings.LastIndex(id, "-"); i >= 0 {
		return id[i+1:]
	}
	return id
}

var nameMarks = strings.NewReplacer("(", "（", ")", "）", "“", "", "”", "")

// PlainName is a name without the marks that are written in two ways.
func PlainName(s string) string { return strings.TrimLeft(nameMarks.Replace(s), "、") }

// Bare is a head or a name without its remarks in brackets.
func Bare(s string) string { return table.Bare(s) }

// OneOfEachTable keeps one fact of each table, and none of a table that prints
// two different figures for what looks like one coordinate.
func OneOfEachTable(facts []*schema.Fact) (out []*schema.Fact) {
	seen := map[string]*schema.Fact{}
	split := map[string]bool{}
	for _, f := range facts {
		if o := seen[f.TableID]; o == nil {
			seen[f.TableID] = f
		} else if !o.Amount.Value.Equal(f.Amount.Value) {
			split[f.TableID] = true
		}
	}
	for _, f := range facts {
		if seen[f.TableID] == f && !split[f.TableID] {
			out = append(out, f)
		}
	}
	return out
}

// GrandTotal reports the label of a line that sums everything.
func GrandTotal(label string) bool { return table.TotalOf(label) == table.GrandTotal }
