package verify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// evaluation is the form of one project: its money by source, what of it was
// spent, and the points its indicators were given.
type evaluation struct {
	d     *disclosure
	t     *schema.Table
	cells map[document.Ref]*schema.Cell
	rows  int
	cols  int
}

// evaluations hold the figures of the forms of projects, which are no lists of
// amounts: money by source, execution of the budget, points.
func (d *disclosure) evaluations() (out []result) {
	for i := range d.rec.Tables {
		t := &d.rec.Tables[i]
		if t.Kind != schema.PerformanceProject || t.Layout == nil {
			continue
		}
		e := d.evaluation(t)
		out = append(out, e.money()...)
		out = append(out, e.points()...)
	}
	return out
}

func (d *disclosure) evaluation(t *schema.Table) *evaluation {
	e := &evaluation{d: d, t: t, cells: make(map[document.Ref]*schema.Cell, len(t.Cells)), rows: len(t.Layout.Cells), cols: t.Layout.Columns()}
	for k := range t.Cells {
		c := &t.Cells[k]
		e.cells[document.Ref{Row: c.Row, Col: c.Column}] = c
	}
	return e
}

func (e *evaluation) text(row, col int) string {
	if c := e.cells[document.Ref{Row: row, Col: col}]; c != nil {
		return document.Squeeze(c.Text)
	}
	return ""
}

// label is the text of a cell without marks and remarks.
func (e *evaluation) label(row, col int) string {
	return strings.Trim(bare(e.text(row, col)), ":：")
}

// figure is the number a cell prints, with its place.
func (e *evaluation) figure(row, col int, rowLabel, colLabel string) (s sighting, ok bool) {
	c := e.cells[document.Ref{Row: row, Col: col}]
	if c == nil {
		return s, false
	}
	a := amount.Parse(document.Squeeze(c.Text))
	s.operand = schema.Operand{
		TableID: e.t.ID, TableTitle: e.t.Layout.Title, Page: c.Page, Row: row, Column: col,
		RowLabel: rowLabel, ColumnLabel: colLabel, Text: document.Squeeze(c.Text), Box: c.Box,
	}
	s.interval, s.unit = a.Interval(), string(a.Unit)
	return s, a.Kind == amount.Number
}

// unit is that of an amount.
func (e *evaluation) unit(row, col int) string {
	if c := e.cells[document.Ref{Row: row, Col: col}]; c.Amount != nil {
		return c.Amount.Unit
	}
	return e.t.Unit
}

func (e *evaluation) id(row, col int) string { return fmt.Sprintf("%s-r%dc%d", tail(e.t.ID), row, col) }

// moneyLine is a source of money, with its label.
type moneyLine struct {
	role     string
	row, col int // of its label
	end      int // its figures stand before this column
}

var moneyRoles = []string{"total", "fiscal", "carry", "other"}

func (e *evaluation) moneyRole(row, col int) string {
	text := strings.TrimLeft(strings.TrimPrefix(e.label(row, col), "其中"), ":：")
	for _, role := range moneyRoles {
		if words.projectMoney[role].MatchString(text) {
			return role
		}
	}
	return ""
}

// money finds the total of a form with its sources under it or beside it.
func (e *evaluation) money() (out []result) {
	for row := range e.rows {
		var totals []int
		for col := range e.cols {
			if e.moneyRole(row, col) == "total" {
				totals = append(totals, col)
			}
		}
		if len(totals) == 1 {
			col := totals[0]
			lines := e.beside(row, col)
			if len(lines) < 2 {
				lines = e.under(row, col, e.cols)
			}
			return append(e.sources(lines), e.execution(row, col, lines)...)
		}
		// Several years side by side.
		for i, col := range totals {
			end := e.cols
			if i+1 < len(totals) {
				end = totals[i+1]
			}
			out = append(out, e.sources(e.under(row, col, end))...)
		}
		if len(totals) > 0 {
			return out
		}
	}
	return nil
}

// beside are the total and its sources in one row; none if there is anything
// else that has an amount.
func (e *evaluation) beside(row, col int) (lines []moneyLine) {
	for c := col; c < e.cols; c++ {
		if e.text(row, c) == "" {
			continue
		}
		if _, number := e.figure(row, c, "", ""); number {
			continue
		}
		role := e.moneyRole(row, c)
		if role == "" {
			return nil
		}
		if n := len(lines); n > 0 {
			lines[n-1].end = c
		}
		lines = append(lines, moneyLine{role, row, c, e.cols})
	}
	return lines
}

// under are the total and the sources in the rows below it, whose figures
// stand before a column.
func (e *evaluation) under(row, col, end int) (lines []moneyLine) {
	lines = append(lines, moneyLine{"total", row, col, end})
	for r := row + 1; r < e.rows; r++ {
		role := e.moneyRole(r, col)
		if role == "" {
			if e.label(r, col) != "" && e.anyMoney(r, col, end) {
				return nil // a source whose place is not known
			}
			break
		}
		lines = append(lines, moneyLine{role, r, col, end})
	}
	return lines
}

func (e *evaluation) anyMoney(row, from, end int) bool {
	for col := from + 1; col < end; col++ {
		if c := e.cells[document.Ref{Row: row, Col: col}]; c != nil && c.Amount != nil && c.Amount.Unit != string(amount.Percent) {
			return true
		}
	}
	return false
}

// sources: the money of a project is that of its sources. That these are all
// of them is certain if other funds are among them.
func (e *evaluation) sources(lines []moneyLine) (out []result) {
	if len(lines) < 2 {
		return nil
	}
	count := map[string]int{}
	family := ruleProjectMoney
	for _, l := range lines {
		count[l.role]++
		family += "/" + l.role
	}
	if count["total"] != 1 || count["fiscal"] > 1 || count["carry"] > 1 || count["other"] > 1 {
		return nil
	}
	// 财政拨款 may hold what is carried over, 当年财政拨款 does not.
	current := strings.Contains(e.label(lines[1].row, lines[1].col), "年")
	certain := count["other"] == 1 && count["fiscal"] == 1 && (count["carry"] == 0 || current)
	first := lines[0]
	for col := first.col + 1; col < first.end; col++ {
		head := e.headOver(first.row, col)
		total, ok := e.figure(first.row, col, e.label(first.row, first.col), head)
		left := !ok && lines[1].row > first.row && e.leftOut(lines, col) && !words.evaluation["rate"].MatchString(bare(head))
		if !ok && !left || total.unit == string(amount.Percent) || words.evaluation["weight"].MatchString(bare(head)) || words.evaluation["score"].MatchString(bare(head)) {
			continue
		}
		var parts []sighting
		readable, blank := true, false
		for _, l := range lines[1:] {
			at := col
			if l.row == first.row {
				at = l.col + 1
				for at+1 < l.end && e.text(l.row, at) == "" {
					at++
				}
			}
			switch p, number := e.figure(l.row, at, e.label(l.row, l.col), head); {
			case number:
				parts = append(parts, p)
			case e.text(l.row, at) == "":
				blank = true
			default:
				readable = readable && amount.Parse(e.text(l.row, at)).Kind == amount.Dash
			}
		}
		r := e.d.hold(ruleProjectMoney, e.id(first.row, col), family, certain, total, parts...)
		r.check.Unit = e.unit(first.row, col)
		switch {
		case !readable:
			r = r.not(reasonUnreadable)
		case blank && r.check.Outcome != schema.NotCheckable && r.check.Difference.IsPositive():
			r = r.not(reasonPartsMissing)
		}
		out = append(out, r)
	}
	return out
}

// leftOut: sources print amounts in a column, and their total nothing.
func (e *evaluation) leftOut(lines []moneyLine, col int) bool {
	c := e.cells[document.Ref{Row: lines[0].row, Col: col}]
	return c != nil && document.Squeeze(c.Text) == "" && slices.ContainsFunc(lines[1:], func(l moneyLine) bool {
		p, number := e.figure(l.row, col, "", "")
		return number && p.unit != string(amount.Percent) && !p.interval.Mid().IsZero()
	})
}

// headOver is the text that stands over a cell, in the rows just above it.
func (e *evaluation) headOver(row, col int) string {
	for r := row - 1; r >= max(0, row-3); r-- {
		if text := e.text(r, col); text != "" {
			return text
		}
	}
	return ""
}

// execution: what is printed as executed is the spending over the budget, and
// the points for it are not more than there are.
func (e *evaluation) execution(row, col int, lines []moneyLine) (out []result) {
	at := e.executionColumns(row, col)
	rate, ok1 := at["rate"]
	planned, ok2 := at["planned"]
	executed, ok3 := at["executed"]
	for _, l := range append([]moneyLine{{"total", row, col, e.cols}}, lines[min(1, len(lines)):]...) {
		if !ok1 || !ok2 || !ok3 || l.col != col {
			continue
		}
		name := e.label(l.row, l.col)
		printed, ok := e.figure(l.row, rate, name, e.headOver(row, rate))
		top, okTop := e.figure(l.row, executed, name, e.headOver(row, executed))
		base, okBase := e.figure(l.row, planned, name, e.headOver(row, planned))
		left := printed.operand.Text == "" && l.row == row && okTop && okBase && !base.interval.Mid().IsZero()
		if !ok && !left {
			continue
		}
		r := result{relation: relation{rule: ruleColumnCompletion, family: ruleColumnCompletion, certain: true}}
		r.check = schema.Check{ID: e.id(l.row, rate), DocumentID: e.t.DocumentID, TableID: e.t.ID, Rule: ruleColumnCompletion, Unit: string(amount.Percent),
			Operands: []schema.Operand{printed.as(0), top.as(1), base.as(-1)}}
		if !ok {
			out = append(out, r.not(reasonTotalMissing))
			continue
		}
		if !okTop || !okBase {
			out = append(out, r.not(reasonPartsMissing))
			continue
		}
		a := amount.Parse(printed.operand.Text)
		if a.Unit == "" && a.Value.LessThanOrEqual(decimal.NewFromInt(1)) {
			a.Value, a.Decimals = a.Value.Shift(2), a.Decimals-2 // 0.85
		}
		r = r.divide(amount.Rounded(a.Value, a.Decimals), a.Decimals, top.interval, base.interval)
		r.lastDigit(a.Decimals)
		r.zh = fmt.Sprintf("%s印%s，按执行数%s、预算数%s应为%s%%。", whereZH(printed.operand), printed.operand.Text, top.operand.Text, base.operand.Text, r.check.Expected)
		r.en = fmt.Sprintf("%s prints %s where %s spent of %s is %s%%.", capital(whereEN(printed.operand)), printed.operand.Text, top.operand.Text, base.operand.Text, r.check.Expected)
		out = append(out, r)
	}
	weight, ok1 := at["weight"]
	score, ok2 := at["score"]
	if ok1 && ok2 {
		if r, ok := e.atMost(row, score, weight, e.label(row, col)); ok {
			out = append(out, r)
		}
	}
	return out
}

// executionColumns are the columns right of a total, by the heads over them.
func (e *evaluation) executionColumns(row, col int) map[string]int {
	at := map[string]int{}
	for c := col + 1; c < e.cols; c++ {
		head := bare(e.headOver(row, c))
		for _, role := range []string{"rate", "planned", "executed", "weight", "score"} {
			if words.evaluation[role].MatchString(head) {
				if _, twice := at[role]; !twice {
					at[role] = c
				}
				break
			}
		}
	}
	return at
}

// atMost: the points given in a row are not more than the points there are.
func (e *evaluation) atMost(row, score, weight int, name string) (r result, ok bool) {
	given, ok1 := e.figure(row, score, name, "得分")
	most, ok2 := e.figure(row, weight, name, "分值")
	if !ok1 && !ok2 {
		return r, false
	}
	given.interval, most.interval = amount.Point(given.interval.Mid()), amount.Point(most.interval.Mid()) // points are not rounded
	r = e.d.hold(ruleEvaluation, e.id(row, score), ruleEvaluation+"/most", true, given, most)
	if !ok1 {
		return r.not(reasonTotalMissing), given.operand.Text == "" && given.operand.TableID != ""
	}
	if !ok2 {
		return r.not(reasonPartsMissing), most.operand.Text == "" && most.operand.TableID != ""
	}
	if r.check.Outcome != schema.NotCheckable && !r.check.Difference.IsPositive() {
		r.check.Outcome, r.check.Expected, r.check.Difference = schema.Exact, r.check.Printed, decimal.Zero
	}
	r.zh = fmt.Sprintf("%s得分%s，大于分值%s。", whereZH(given.operand), given.operand.Text, most.operand.Text)
	r.en = fmt.Sprintf("%s: a score of %s where %s is the most.", capital(whereEN(given.operand)), given.operand.Text, most.operand.Text)
	return r, true
}

// indicatorLevels are the columns that name an indicator.
const indicatorLevels = 3

// points: the points of the indicators and of the execution of the budget add
// up to the total. That all are seen is certain if the points there are do.
func (e *evaluation) points() (out []result) {
	head, weight, score := e.pointColumns()
	if head < 0 {
		return nil
	}
	var given, most []sighting
	add := func(row, score, weight int, name string) {
		g, ok1 := e.figure(row, score, name, "得分")
		m, ok2 := e.figure(row, weight, name, "分值")
		if ok1 && ok2 {
			g.interval, m.interval = amount.Point(g.interval.Mid()), amount.Point(m.interval.Mid())
			given, most = append(given, g), append(most, m)
		}
	}
	if row, col, at := e.executionPoints(); row >= 0 && row < head {
		add(row, at["score"], at["weight"], e.label(row, col))
	}
	for row := head + 1; row < e.rows; row++ {
		name := e.label(row, 0)
		if words.evaluation["total"].MatchString(name) {
			total, ok1 := e.figure(row, score, name, "得分")
			whole, ok2 := e.figure(row, weight, name, "分值")
			if len(given) < 2 || !ok1 && !ok2 {
				return out
			}
			if !ok1 || !ok2 {
				return append(out, e.d.unheld(ruleEvaluation, e.id(row, score), reasonTotalMissing, total.as(0), whole.as(0)))
			}
			all := e.d.hold(ruleEvaluation, e.id(row, weight), ruleEvaluation+"/weights", false, whole, most...)
			sum := e.d.hold(ruleEvaluation, e.id(row, score), ruleEvaluation+"/total", all.check.Outcome == schema.Exact, total, given...)
			if all.check.Outcome != schema.Exact {
				sum = sum.not(reasonIncomplete)
			}
			return append(out, sum)
		}
		for col := range min(weight, indicatorLevels) {
			if text := e.label(row, col); text != "" {
				name = text
			}
		}
		if r, ok := e.atMost(row, score, weight, name); ok {
			out = append(out, r)
		}
		add(row, score, weight, name)
	}
	return out
}

// executionPoints are the place of the total of a project's money and the
// columns right of it, if points for the execution of the budget are among
// them; row is -1 if not.
func (e *evaluation) executionPoints() (row, col int, at map[string]int) {
	for row := range e.rows {
		for col := range e.cols {
			if e.moneyRole(row, col) != "total" {
				continue
			}
			at := e.executionColumns(row, col)
			if _, ok := at["score"]; ok && at["weight"] > 0 {
				return row, col, at
			}
		}
	}
	return -1, -1, nil
}

// pointColumns are the header of the indicators and its columns of points.
func (e *evaluation) pointColumns() (row, weight, score int) {
	for row := range e.rows {
		weight, score = -1, -1
		indicators := false
		for col := range e.cols {
			text := bare(e.text(row, col))
			indicators = indicators || strings.Contains(text, "三级指标")
			switch {
			case words.evaluation["weight"].MatchString(text):
				weight = col
			case words.evaluation["score"].MatchString(text):
				score = col
			}
		}
		if indicators && weight >= 0 && score >= 0 {
			return row, weight, score
		}
	}
	return -1, -1, -1
}

// projectAgreement: the form of a project gives it the money that the table of
// all projects gives it. What that table counts is not certain of one project
// alone: others have to agree.
func (d *disclosure) projectAgreement() (out []result) {
	type key struct{ project, fund string }
	forms, listed := map[key][]*schema.Fact{}, map[key][]*schema.Fact{}
	var order []key
	for i := range d.rec.Facts {
		f := &d.rec.Facts[i]
		k := key{plainName(f.Project), f.Fund}
		if f.Project == "" || f.Stage != "budget" || f.Item != "" || f.Economic != "" || !money(f.Amount) {
			continue
		}
		switch f.Kind {
		case schema.PerformanceProject:
			if forms[k] == nil {
				order = append(order, k)
			}
			forms[k] = append(forms[k], f)
		case schema.ProjectExpenditure:
			listed[k] = append(listed[k], f)
		case schema.GeneralBudgetProjectExpenditure:
			if k.fund == "general_public_budget" {
				k.fund = "fiscal_appropriation"
				listed[k] = append(listed[k], f)
			}
		}
	}
	for n, k := range order {
		if len(forms[k]) != 1 || len(listed[k]) != 1 {
			continue
		}
		a, b := d.fact(forms[k][0]), d.fact(listed[k][0])
		r := d.hold(ruleProjectAgreement, fmt.Sprintf("%s-%d", tail(forms[k][0].TableID), n), ruleProjectAgreement+k.fund, false, a, b)
		r.zh = fmt.Sprintf("项目“%s”：%s印%s%s，%s印%s，相差%s。", k.project, whereZH(a.operand), a.operand.Text, a.unit, whereZH(b.operand), b.operand.Text, r.check.Difference)
		r.en = fmt.Sprintf("Project “%s”: %s prints %s %s, %s prints %s: a difference of %s.", k.project, whereEN(a.operand), a.operand.Text, unitEN(a.unit), whereEN(b.operand), b.operand.Text, r.check.Difference)
		out = append(out, r)
	}
	return out
}
