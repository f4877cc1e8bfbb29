package project

import (
	"context"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "indicator_weights",
		TitleZH:  "绩效指标权重合计为100（或为90，另10分为预算执行率）",
		TitleEN:  "The weights of a set of indicators add up to 100, or to 90 beside 10 for budget execution",
		Severity: schema.SeverityWarning,
		Milder: map[string]verify.Milder{"ninety": {Severity: schema.SeverityNotice,
			WhenZH: "权重合计为90",
			WhenEN: "the weights add up to 90"}},
		Messages: verify.Messages{"": {
			ZH: "《{title}》{scope}各指标权重合计{sum}，不是100。",
			EN: "The weights of the indicators of {scope} in table “{title}” add up to {sum}, not 100.",
		}},
		Kinds:   []string{"performance_overall", "performance_project"},
		Source:  "《项目支出绩效评价管理办法》；权重为90时仅作提示",
		Example: "10+15+10+5+12+8+20+10=90",
		Run:     indicatorWeights,
	})
}

var (
	hundred = decimal.NewFromInt(100)
	ninety  = decimal.NewFromInt(90)
)

// weighted is a set of indicators that share a hundred points.
type weighted struct {
	tableID, scope string
	sum            decimal.Decimal
	whole          int // lines that print 100 themselves
	operands       []schema.Operand
	complete       bool
}

func indicatorWeights(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for n, s := range weightedSets(p) {
		if s.sum.IsZero() {
			continue
		}
		if s.whole == 1 && len(s.operands) > 2 {
			s.sum = s.sum.Sub(hundred) // the line that prints the sum
		}
		s.addExecution(p)
		total := schema.Operand{TableID: s.tableID, TableTitle: p.Title(s.tableID), Page: s.operands[0].Page, Row: -1,
			Column: -1, RowLabel: s.scope, Text: s.sum.String()}
		r := verify.Result{Key: fmt.Sprintf("%s-%d", verify.Tail(s.tableID), n), TableID: s.tableID, Family: s.tableID +
			"|" + s.scope, Certain: true,
			Operands: append([]schema.Operand{total}, s.operands...)}
		if !s.complete {
			out = append(out, r.NotCheckable(verify.ReasonPartsMissing))
			continue
		}
		r.Compare(amount.Point(s.sum), amount.Point(hundred))
		if s.sum.Equal(ninety) {
			r.Milder = "ninety"
		}
		scope := verify.Text{ZH: verify.Quoted(s.scope), EN: verify.Quoted(s.scope)}
		if s.scope == "department" {
			scope = verify.Text{ZH: "部门整体", EN: "the department as a whole"}
		}
		r.Say("", verify.Args{"scope": scope, "sum": s.sum})
		out = append(out, r)
	}
	return out, nil
}

func weightedSets(p *verify.Pass) (sets []*weighted) {
	by := map[[2]string]*weighted{}
	for i := range p.Record.Indicators {
		ind := &p.Record.Indicators[i]
		key := [2]string{ind.TableID, ind.Scope}
		s := by[key]
		if s == nil {
			s = &weighted{tableID: ind.TableID, scope: ind.Scope, complete: true}
			by[key] = s
			sets = append(sets, s)
		}
		a := amount.Parse(strings.TrimSuffix(strings.TrimSuffix(ind.Weight, "分"), "%"))
		s.complete = s.complete && a.Kind == amount.Number
		if a.Value.Equal(hundred) {
			s.whole++
		}
		s.sum = s.sum.Add(a.Value)
		o := p.Place(inRow(p, ind.Source, ind.Weight), ind.Level3, ind.Weight)
		o.Sign = 1
		s.operands = append(s.operands, o)
	}
	return sets
}

// addExecution adds the points that the form of an evaluation gives for the
// execution of the budget.
func (s *weighted) addExecution(p *verify.Pass) {
	f := Forms.Of(p)[s.tableID]
	if f == nil {
		return
	}
	row, col, at := f.executionPoints()
	if row < 0 {
		return
	}
	if points, ok := f.figure(row, at["weight"], f.label(row, col), "分值"); ok {
		s.sum = s.sum.Add(points.Interval.Mid())
		s.operands = append(s.operands, points.As(1))
	}
}

// rowOf is a row of a table.
type rowOf struct {
	tableID string
	row     int
}

// cellsByRow are the cells of each row of the tables that have indicators.
var cellsByRow = verify.NewView(func(p *verify.Pass) map[rowOf][]*schema.Cell {
	asked := map[string]bool{}
	for i := range p.Record.Indicators {
		asked[p.Record.Indicators[i].TableID] = true
	}
	out := map[rowOf][]*schema.Cell{}
	for i := range p.Record.Tables {
		t := &p.Record.Tables[i]
		for k := range t.Cells {
			if asked[t.ID] {
				at := rowOf{t.ID, t.Cells[k].Row}
				out[at] = append(out[at], &t.Cells[k])
			}
		}
	}
	return out
})

// inRow is the only cell right of a source that prints a text in its row; the
// source itself if there is none, or several.
func inRow(p *verify.Pass, s schema.Source, text string) schema.Source {
	t := p.Table(s.TableID)
	if t == nil || text == "" {
		return s
	}
	found := s
	times := 0
	for _, c := range cellsByRow.Of(p)[rowOf{s.TableID, s.Row}] {
		if c.Column > s.Column && c.Text == text {
			found.Column, found.Page, found.Box = c.Column, c.Page, c.Box
			times++
		}
	}
	if times != 1 {
		return s
	}
	return found
}
