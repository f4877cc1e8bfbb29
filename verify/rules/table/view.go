package table

import (
	"context"
	"slices"
	"strconv"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/verify"
)

// view is a table with its model, and what several rules ask of its header.
type view struct {
	*table.Model
	table    *schema.Table
	words    schema.Lexicon
	public   []publicItems
	asPublic []bool // sides whose lines are the three public expenses
	compared []comparedColumn
}

func newView(t *schema.Table, words schema.Lexicon) *view {
	s := &view{Model: t.Grid(), table: t, words: words}
	s.markPublic()
	s.readPublic()
	s.readCompared()
	return s
}

// relation is one claim that a table makes by its structure, with its outcome.
type relation struct {
	verify.Result
	table.Sum
}

// whys are the reasons for which a sum cannot be told.
var whys = map[table.Why]verify.Reason{
	table.TotalBlank: verify.ReasonTotalMissing, table.PartsBlank: verify.ReasonPartsMissing,
	table.PartBlank: verify.ReasonPartBlank, table.SomeBlank: verify.ReasonSomeBlank,
	table.NotNumber: verify.ReasonUnreadable, table.UnitsDiffer: verify.ReasonUnits,
	table.MayOverlap: verify.ReasonOverlap,
}

// relate is a relation without its outcome. family are the relations of the
// table that stand or fall together as a reading of it.
func (s *view) relate(family string, sum table.Sum) relation {
	r := relation{Sum: sum, Result: verify.Result{
		TableID: s.table.ID, Family: s.table.ID + "/" + family, Certain: sum.Certain, Unit: sum.Total.Unit,
		Operands: []schema.Operand{s.operand(sum.Total, 0)},
	}}
	for _, p := range sum.Parts {
		r.Operands = append(r.Operands, s.operand(p.Figure, p.Sign))
	}
	return r
}

// state is a relation with its outcome.
func (s *view) state(family string, sum table.Sum) relation { return s.check(s.relate(family, sum)) }

// check works the sum of a relation out.
func (s *view) check(r relation) relation {
	v := s.Check(&r.Sum)
	r.Expected, r.Printed, r.Difference, r.Slack = v.Expected, v.Printed, v.Difference, v.Slack
	if r.AtMost {
		r.Bound, r.Difference = -1, v.Printed.Sub(v.Expected)
	}
	r.Outcome, r.Telling, r.Result.Selected = schema.Outcome(v.Outcome), v.Telling, r.Sum.Selected
	if v.Why != table.Told {
		r.Result = r.NotCheckable(whys[v.Why])
	}
	return r
}

// family names the relations of one kind at one place of a table.
func family(kind string, at ...int) string {
	for _, n := range at {
		kind += "/" + strconv.Itoa(n)
	}
	return kind
}

func (s *view) operand(f *table.Figure, sign int) schema.Operand {
	o := schema.Operand{
		TableID: s.table.ID, TableTitle: s.Grid.Title,
		Row: f.Row, Column: f.Col, Text: f.Text, Unit: f.Unit, Sign: sign,
		RowLabel: s.RowLabel(f.Row, f.Col), ColumnLabel: s.Columns[f.Col].Head,
	}
	if c := &s.Grid.Cells[f.Row][f.Col]; c.State != document.CellCovered {
		o.Page, o.Box = c.Page, c.Box
	}
	return o
}

// dropLeftOut takes back what a figure that was left out would explain: the
// one blank among the parts of a sum that falls short. That a blank is nothing
// is known where its line or column is blank altogether, where there are
// several, or where another sum of it, or of the kind, holds with one.
func (s *view) dropLeftOut(relations []relation) {
	nothing, families := map[*table.Figure]bool{}, map[string]bool{}
	for i := range relations {
		r := &relations[i]
		if blanks := r.Blanks(); r.Outcome == schema.Exact && !r.Printed.IsZero() && len(blanks) > 0 {
			families[r.Family] = true
			for _, f := range blanks {
				nothing[f] = true
			}
		}
	}
	for i := range relations {
		r := &relations[i]
		if r.Outcome != schema.Inconsistent || r.AtMost || families[r.Family] || s.Exceeded(&r.Sum, r.Difference) {
			continue
		}
		if blank := r.Blanks(); len(blank) == 1 && !nothing[blank[0]] && !s.Unused(blank[0]) {
			r.Result = r.NotCheckable(verify.ReasonBlank)
		}
	}
}

// stating is a rule with the relations of a table that it is about.
type stating struct {
	rule   string
	states func(*view) []relation
}

var statings []stating

// register adds a rule about relations that tables state by their structure,
// and that other places state too.
func register(r verify.Rule, states func(*view) []relation, more ...func(*verify.Pass) []verify.Result) {
	statings = append(statings, stating{r.ID, states})
	r.Run = func(_ context.Context, p *verify.Pass) ([]verify.Result, error) {
		out := slices.Clone(relations.Of(p)[r.ID])
		for _, of := range more {
			out = append(out, of(p)...)
		}
		return out, nil
	}
	Rules.Register(r)
}

// relations are what the tables of a document state, by rule. A table is
// looked at as a whole, whatever rules are asked for: what is blank in it, and
// which relations fail together, says what the others are worth.
var relations = verify.NewView(func(p *verify.Pass) map[string][]verify.Result {
	out := map[string][]verify.Result{}
	for i := range p.Record.Tables {
		t := &p.Record.Tables[i]
		if verify.OfPerformance(t.Kind) || t.Layout == nil {
			continue
		}
		s := newView(t, p.Record)
		var found []relation
		for _, of := range statings {
			for _, r := range of.states(s) {
				r.Rule = of.rule
				found = append(found, r)
			}
		}
		s.dropLeftOut(found)
		results := make([]verify.Result, len(found))
		for k := range found {
			results[k] = found[k].Result
		}
		verify.DropFailingFamilies(results)
		for _, r := range results {
			out[r.Rule] = append(out[r.Rule], r)
		}
	}
	return out
})

// lines are the sums of one kind that the lines of a table state. Those of
// the three public expenses are stated by their names instead.
func lines(kind table.Kind) func(*view) []relation {
	return func(s *view) (out []relation) {
		for side := range s.Sides {
			if s.asPublic[side] {
				continue
			}
			for _, sum := range s.LineSums(side) {
				if sum.Kind != kind {
					continue
				}
				r := s.state(family("rows", side, sum.Col), sum)
				r.ByLines = true
				if sum.Doubted && r.Outcome == schema.Inconsistent {
					r.Result = r.NotCheckable(verify.ReasonNotCertain) // it holds in another reading of the side
				}
				out = append(out, r)
			}
		}
		return out
	}
}

// columnSum is a sum that the header states for every row.
type columnSum struct {
	total   int
	parts   []int
	signs   []int // of the parts; all 1 if there are none
	atMost  bool  // the parts are only some of the total
	certain bool
}

// inRows states a sum of the header in every row that prints anything of it.
func (s *view) inRows(side int, rule string, sums []columnSum) (out []relation) {
	for _, cs := range sums {
		for row := s.Body; row < s.Rows; row++ {
			sum := table.Sum{Side: side, Total: s.Figure(row, cs.total), AtMost: cs.atMost, Certain: cs.certain}
			for k, col := range cs.parts {
				sign := 1
				if cs.signs != nil {
					sign = cs.signs[k]
				}
				sum.Parts = append(sum.Parts, table.Term{Figure: s.Figure(row, col), Sign: sign})
			}
			if sum.PrintsAnything() {
				out = append(out, s.state(family("columns", side, cs.total)+"/"+rule, sum))
			}
		}
	}
	return out
}

// columns are the sums that a function finds among the heads of each group of
// siblings in the headers of a table.
func columns(rule string, find func(s *view, siblings []*table.Head) []columnSum) func(*view) []relation {
	return func(s *view) (out []relation) {
		for side := range s.Sides {
			var sums []columnSum
			table.EachGroup(s.Sides[side].Heads, func(siblings []*table.Head) {
				sums = append(sums, find(s, siblings)...)
			})
			out = append(out, s.inRows(side, rule, sums)...)
		}
		return out
	}
}
