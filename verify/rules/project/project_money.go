package project

import (
	"context"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "project_money",
		TitleZH:  "项目资金总额等于各来源资金之和",
		TitleEN:  "The money of a project is that of its sources",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"performance_project"},
		Source:   "《项目支出绩效目标表》《项目支出绩效自评表》表式",
		Example:  "年度资金总额 2110.58 = 财政拨款 1478.22 + 其他资金 632.36",
		Run: func(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
			for _, f := range formsInOrder(p) {
				for _, lines := range f.money() {
					out = append(out, f.sources(p, lines)...)
				}
			}
			return out, nil
		},
	})
}

// sources holds each figure of a total against those of its sources. That
// these are all of them is certain if other funds are among them.
func (f *Form) sources(p *verify.Pass, lines []moneyLine) (out []verify.Result) {
	if len(lines) < 2 {
		return nil
	}
	count := map[string]int{}
	family := ""
	for _, l := range lines {
		count[l.role]++
		family += "/" + l.role
	}
	if count["total"] != 1 || count["fiscal"] > 1 || count["carry"] > 1 || count["other"] > 1 {
		return nil
	}
	// 财政拨款 may hold what is carried over, 当年财政拨款 does not.
	current := strings.Contains(f.label(lines[1].row, lines[1].col), "年")
	certain := count["other"] == 1 && count["fiscal"] == 1 && (count["carry"] == 0 || current)
	first := lines[0]
	for col := first.col + 1; col < first.end; col++ {
		head := verify.Bare(f.headOver(first.row, col))
		total, ok := f.figure(first.row, col, f.label(first.row, first.col), f.headOver(first.row, col))
		left := !ok && lines[1].row > first.row && f.lacksTotal(lines, col) && !words.Evaluation["rate"].MatchString(head)
		if !ok && !left || total.Unit == string(amount.Percent) || words.Evaluation["weight"].MatchString(head) ||
			words.Evaluation["score"].MatchString(head) {
			continue
		}
		parts, readable, blank := f.parts(lines, col)
		r := p.CompareSum(f.key(first.row, col), family, certain, total, parts...)
		r.Unit = f.unit(first.row, col)
		switch {
		case !readable:
			r = r.NotCheckable(verify.ReasonUnreadable)
		case blank && r.Outcome != schema.NotCheckable && r.Difference.IsPositive():
			r = r.NotCheckable(verify.ReasonPartsMissing)
		}
		out = append(out, r)
	}
	return out
}

// parts are the figures of the sources that belong to the total of a column;
// readable says that none is anything else, blank that one is not printed.
func (f *Form) parts(lines []moneyLine, col int) (parts []verify.Observation, readable, blank bool) {
	readable = true
	head := f.headOver(lines[0].row, col)
	for _, l := range lines[1:] {
		at := col
		if l.row == lines[0].row {
			at = l.col + 1
			for at+1 < l.end && f.text(l.row, at) == "" {
				at++
			}
		}
		switch o, number := f.figure(l.row, at, f.label(l.row, l.col), head); {
		case number:
			parts = append(parts, o)
		case f.text(l.row, at) == "":
			blank = true
		default:
			readable = readable && amount.Parse(f.text(l.row, at)).Kind == amount.Dash
		}
	}
	return parts, readable, blank
}

// lacksTotal reports sources that print amounts in a column, and their total
// nothing.
func (f *Form) lacksTotal(lines []moneyLine, col int) bool {
	c := f.cells[document.Ref{Row: lines[0].row, Col: col}]
	return c != nil && document.Squeeze(c.Text) == "" && slices.ContainsFunc(lines[1:], func(l moneyLine) bool {
		o, number := f.figure(l.row, col, "", "")
		return number && o.Unit != string(amount.Percent) && !o.Interval.Mid().IsZero()
	})
}
