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

func (d *disclosure) projectFigure(p *schema.Project, label string, a schema.Amount) sighting {
	s := schema.Source{Row: -1, Column: -1}
	if len(p.Sources) > 0 {
		s = p.Sources[0]
	}
	return sighting{operand: d.place(d.nearest(s, a.Text), label, a.Text), interval: amount.Rounded(a.Value, a.Decimals), unit: a.Unit}
}

// nearest is the place of a figure in the section of the narrative that begins
// at a source; the source itself if it is not found there.
func (d *disclosure) nearest(s schema.Source, text string) schema.Source {
	const section = 12 // blocks
	if s.TableID != "" || text == "" || d.rec.Document == nil {
		return s
	}
	seen := 0
	for p := range d.rec.Document.Pages {
		page := &d.rec.Document.Pages[p]
		if page.Number < s.Page {
			continue
		}
		for i := range page.Blocks {
			if seen == 0 && (page.Number != s.Page || i != s.Block) {
				continue
			}
			if seen++; seen > section {
				return s
			}
			if b := &page.Blocks[i]; slices.Contains(document.Numbers(document.Squeeze(b.Text)), text) {
				return schema.Source{Page: page.Number, Block: i, Row: -1, Column: -1, Box: b.Box}
			}
		}
	}
	return s
}

// allocations: the parts a project is allocated to are its amount.
func (d *disclosure) allocations() (out []result) {
	for i := range d.rec.Projects {
		p := &d.rec.Projects[i]
		if len(p.Allocation) < 2 {
			continue
		}
		var parts []sighting
		readable := true
		for _, item := range p.Allocation {
			readable = readable && money(item.Amount)
			parts = append(parts, d.projectFigure(p, item.Name, item.Amount))
		}
		r := d.hold(ruleAllocation, tail(p.ID), "allocation/"+p.ID, true, d.projectFigure(p, p.Name, p.Total), parts...)
		if !readable {
			r = r.not(reasonUnreadable)
		}
		var list []string
		for _, item := range p.Allocation {
			list = append(list, item.Amount.Text)
		}
		r.zh = fmt.Sprintf("项目“%s”资金分配%s=%s%s，预算安排为%s%s，相差%s。", p.Name, strings.Join(list, "+"), r.check.Expected, p.Total.Unit, p.Total.Text, p.Total.Unit, r.check.Difference)
		r.en = fmt.Sprintf("Project “%s” allocates %s=%s where %s is budgeted: a difference of %s.", p.Name, strings.Join(list, "+"), r.check.Expected, p.Total.Text, r.check.Difference)
		out = append(out, r)
	}
	return out
}

// common is the longest run of characters two names share.
func common(a, b string) (longest int) {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for i := range x {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				row[j+1] = row[j] + 1
				longest = max(longest, row[j+1])
			} else {
				row[j+1] = 0
			}
		}
	}
	return longest
}

// alike: two names have most of the shorter one in common.
func alike(a, b string) bool {
	n := common(a, b)
	return n >= 5 && 5*n >= 3*min(len([]rune(a)), len([]rune(b)))
}

func (d *disclosure) indicatorFigure(ind *schema.Indicator) (sighting, bool) {
	o := d.place(ind.Source, ind.Level3, ind.Text)
	a := amount.Parse(ind.Value)
	if a.Kind != amount.Number {
		return sighting{operand: o}, false
	}
	return sighting{operand: o, interval: amount.Point(a.Value), unit: ind.Unit}, true
}

func costIndicators(inds []schema.Indicator, scope string) (out []*schema.Indicator) {
	for i := range inds {
		ind := &inds[i]
		_, isMoney := amount.Unit(ind.Unit).Exponent()
		if ind.Scope == scope && isMoney && strings.Contains(ind.Level1+ind.Level2, "成本") && (ind.Operator == "<=" || ind.Operator == "=" || ind.Operator == "<") {
			out = append(out, ind)
		}
	}
	return out
}

// allocationCeilings: what is allocated to a purpose keeps under the cost
// indicator that speaks of it.
func (d *disclosure) allocationCeilings() (out []result) {
	for i := range d.rec.Projects {
		p := &d.rec.Projects[i]
		costs := costIndicators(d.rec.Indicators, p.Name)
		for k, item := range p.Allocation {
			for _, ind := range costs {
				if !alike(item.Name, ind.Level3) {
					continue
				}
				ceiling, ok := d.indicatorFigure(ind)
				r := d.hold(ruleAllocationCeiling, fmt.Sprintf("%s-%d", tail(p.ID), k), "ceiling/"+p.ID, true, d.projectFigure(p, item.Name, item.Amount), ceiling)
				if !ok || !money(item.Amount) {
					r = r.not(reasonUnreadable)
				}
				if r.check.Outcome != schema.NotCheckable && !r.check.Difference.IsPositive() {
					r.check.Outcome = schema.Exact
				}
				r.zh = fmt.Sprintf("项目“%s”的“%s”分配%s%s，超过绩效成本指标“%s”%s。", p.Name, item.Name, item.Amount.Text, item.Amount.Unit, ind.Level3, ind.Text)
				r.en = fmt.Sprintf("Project “%s” allocates %s %s to “%s”, more than its cost indicator “%s” %s allows.", p.Name, item.Amount.Text, unitEN(item.Amount.Unit), item.Name, ind.Level3, ind.Text)
				out = append(out, r)
			}
		}
	}
	return out
}

// allocationSplits: an allocation and the cost indicators that divide the same
// amount have an item, or a sum of items, in common. Whose items can be told
// by name has been looked at by allocationCeilings.
func (d *disclosure) allocationSplits() (out []result) {
	const most = 10 // parts; the sums of more of them meet by accident
	for i := range d.rec.Projects {
		p := &d.rec.Projects[i]
		costs := costIndicators(d.rec.Indicators, p.Name)
		if len(p.Allocation) < 2 || len(costs) < 2 || len(p.Allocation) > most || len(costs) > most || !money(p.Total) {
			continue
		}
		var allocated, indicated []sighting
		named, complete := false, true
		for _, item := range p.Allocation {
			named = named || slices.ContainsFunc(costs, func(ind *schema.Indicator) bool { return alike(item.Name, ind.Level3) })
			complete = complete && money(item.Amount)
			allocated = append(allocated, d.projectFigure(p, item.Name, item.Amount))
		}
		for _, ind := range costs {
			s, ok := d.indicatorFigure(ind)
			complete = complete && ok
			indicated = append(indicated, s)
		}
		if named {
			continue
		}
		r := d.hold(ruleAllocationSplit, tail(p.ID), "split/"+p.ID, true, allocated[0], indicated...)
		r.check.Operands = nil
		for _, s := range append(slices.Clone(allocated), indicated...) {
			r.check.Operands = append(r.check.Operands, s.as(0))
		}
		if !complete {
			out = append(out, r.not(reasonUnreadable))
			continue
		}
		a, okA := sums(allocated, p.Total.Unit)
		b, okB := sums(indicated, p.Total.Unit)
		if !okA || !okB || !a[len(a)-1].Intersects(b[len(b)-1]) {
			continue
		}
		r.set(a[len(a)-1], b[len(b)-1])
		r.check.Outcome = schema.Inconsistent
		for _, x := range a[:len(a)-1] {
			if slices.ContainsFunc(b[:len(b)-1], x.Intersects) {
				r.check.Outcome = schema.Exact
			}
		}
		r.zh = fmt.Sprintf("项目“%s”：资金分配%s与成本指标%s总额相同，却没有一项或几项之和相同。", p.Name, texts(allocated), texts(indicated))
		r.en = fmt.Sprintf("Project “%s”: its allocation %s and its cost indicators %s divide one amount without an item or a sum of items in common.", p.Name, texts(allocated), texts(indicated))
		out = append(out, r)
	}
	return out
}

// sums are the sums of every choice of figures in a unit, that of all of them
// last; false if one is in no unit of money.
func sums(figures []sighting, unit string) ([]amount.Interval, bool) {
	var out []amount.Interval
	for _, f := range figures {
		i, ok := f.in(unit)
		if !ok {
			return nil, false
		}
		for _, s := range slices.Clone(out) {
			out = append(out, s.Add(i))
		}
		out = slices.Insert(out, 0, i)
	}
	return out, true
}

func texts(figures []sighting) string {
	var list []string
	for _, f := range figures {
		list = append(list, strings.TrimLeft(f.operand.Text, "<=≤"))
	}
	return strings.Join(list, "+")
}

// costCeilings: a project's cost indicators leave room for its amount. That
// they are less is certain only of an indicator of all its costs.
func (d *disclosure) costCeilings() (out []result) {
	for i := range d.rec.Projects {
		p := &d.rec.Projects[i]
		costs := costIndicators(d.rec.Indicators, p.Name)
		if len(costs) == 0 {
			continue
		}
		var parts []sighting
		whole, readable := false, true
		for _, ind := range costs {
			s, ok := d.indicatorFigure(ind)
			parts, readable = append(parts, s), readable && ok
			whole = whole || strings.Contains(ind.Level3, "总成本") || strings.Contains(ind.Level3, "总投")
		}
		r := d.hold(ruleCostCeiling, tail(p.ID), "cost/"+p.ID, true, d.projectFigure(p, p.Name, p.Total), parts...)
		if !readable {
			r = r.not(reasonUnreadable)
		}
		if r.check.Outcome == schema.Inconsistent && !whole {
			r = r.not(reasonPartial)
		}
		r.zh = fmt.Sprintf("项目“%s”预算%s%s，成本指标合计%s。", p.Name, p.Total.Text, p.Total.Unit, r.check.Expected)
		r.en = fmt.Sprintf("Project “%s” is budgeted at %s %s, its cost indicators add up to %s.", p.Name, p.Total.Text, unitEN(p.Total.Unit), r.check.Expected)
		out = append(out, r)
	}
	return out
}

// weights: the weights of one set of indicators add up to 100, or to 90 where
// 10 are kept for the execution of the budget.
func (d *disclosure) weights() (out []result) {
	hundred := decimal.NewFromInt(100)
	type set struct {
		sum      decimal.Decimal
		whole    int // lines that print 100 themselves
		operands []schema.Operand
		complete bool
	}
	sets := map[string]*set{}
	var order []string
	for i := range d.rec.Indicators {
		ind := &d.rec.Indicators[i]
		key := ind.TableID + "|" + ind.Scope
		s := sets[key]
		if s == nil {
			s = &set{complete: true}
			sets[key] = s
			order = append(order, key)
		}
		a := amount.Parse(strings.TrimSuffix(strings.TrimSuffix(ind.Weight, "分"), "%"))
		s.complete = s.complete && a.Kind == amount.Number
		if a.Value.Equal(hundred) {
			s.whole++
		}
		s.sum = s.sum.Add(a.Value)
		o := d.place(d.inRow(ind.Source, ind.Weight), ind.Level3, ind.Weight)
		o.Sign = 1
		s.operands = append(s.operands, o)
	}
	for n, key := range order {
		s := sets[key]
		tableID, scope, _ := strings.Cut(key, "|")
		if s.sum.IsZero() {
			continue
		}
		if s.whole == 1 && len(s.operands) > 2 {
			s.sum = s.sum.Sub(hundred) // the line that prints the sum
		}
		if t := d.tables[tableID]; t != nil && t.Kind == schema.PerformanceProject && t.Layout != nil {
			// The form of an evaluation gives points for the execution of the budget.
			e := d.evaluation(t)
			if row, col, at := e.executionPoints(); row >= 0 {
				if points, ok := e.figure(row, at["weight"], e.label(row, col), "分值"); ok {
					s.sum = s.sum.Add(points.interval.Mid())
					s.operands = append(s.operands, points.as(1))
				}
			}
		}
		r := result{relation: relation{rule: ruleWeights, family: key, certain: true}}
		total := schema.Operand{TableID: tableID, TableTitle: d.title(tableID), Page: s.operands[0].Page, Row: -1, Column: -1, RowLabel: scope, Text: s.sum.String()}
		r.check = schema.Check{ID: fmt.Sprintf("%s-%d", tail(tableID), n), DocumentID: d.rec.DocumentID, TableID: tableID, Rule: ruleWeights,
			Operands: append([]schema.Operand{total}, s.operands...)}
		if !s.complete {
			out = append(out, r.not(reasonPartsMissing))
			continue
		}
		r.set(amount.Point(s.sum), amount.Point(hundred))
		if s.sum.Equal(decimal.NewFromInt(90)) {
			r.severity = schema.SeverityNotice
		}
		r.zh = fmt.Sprintf("《%s》%s各指标权重合计%s，不是100。", titled(total.TableTitle), scopeZH(scope), s.sum)
		r.en = fmt.Sprintf("Table “%s” (%s): the weights of its indicators add up to %s, not 100.", total.TableTitle, scope, s.sum)
		out = append(out, r)
	}
	return out
}

// inRow is the only cell right of a source that prints a text in its row; the
// source itself if there is none, or several.
func (d *disclosure) inRow(s schema.Source, text string) schema.Source {
	t := d.tables[s.TableID]
	if t == nil || text == "" {
		return s
	}
	found := s
	times := 0
	for i := range t.Cells {
		if c := &t.Cells[i]; c.Row == s.Row && c.Column > s.Column && c.Text == text {
			found.Column, found.Page, found.Box = c.Column, c.Page, c.Box
			times++
		}
	}
	if times != 1 {
		return s
	}
	return found
}

func scopeZH(scope string) string {
	if scope == "department" {
		return "部门整体"
	}
	return scope
}

// departmentFunds: the overall performance table splits the budget as the
// budget itself does.
func (d *disclosure) departmentFunds() (out []result) {
	expenditure := d.total(func(f *schema.Fact) bool {
		return f.Kind == schema.RevenueExpenditureSummary && f.Flow == "revenue" && f.Fund == "all" && totalOf(f.RowLabel) == grandTotal
	})
	fiscal := d.total(func(f *schema.Fact) bool {
		return f.Kind == schema.AppropriationSummary && f.Flow == "revenue" && totalOf(f.RowLabel) == grandTotal
	})
	var own, other []sighting
	for i := range d.rec.Facts {
		f := &d.rec.Facts[i]
		if f.Kind != schema.PerformanceOverall || !money(f.Amount) || strings.Contains(f.RowLabel, "总额") && !strings.Contains(f.RowLabel, "安排") && !strings.Contains(f.RowLabel, "其他") {
			continue
		}
		switch {
		case strings.HasSuffix(f.RowLabel, "安排"):
			own = append(own, d.fact(f))
		case f.Fund == "other_funds":
			other = append(other, d.fact(f))
		}
	}
	zh := "部门整体绩效目标表按资金来源的划分与收支总表不一致：%s印%s，应为%s。"
	en := "The overall performance table splits the budget differently from the summaries: %s adds up to %s, should be %s."
	// The parts are what the first of the summaries prints, less the others.
	add := func(name, nameEN string, parts []sighting, summaries ...*schema.Fact) {
		if len(parts) == 0 {
			return
		}
		printed := parts[0]
		if expenditure == nil || fiscal == nil {
			out = append(out, d.unheld(ruleDepartmentFunds, name, reasonNoTables, printed.as(0)))
			return
		}
		expected := d.fact(summaries[0])
		var rest []sighting
		for _, f := range summaries[1:] {
			rest = append(rest, d.fact(f))
		}
		want, ok := expected.in(printed.unit)
		for _, s := range rest {
			i, ok2 := s.in(printed.unit)
			want, ok = want.Sub(i), ok && ok2
		}
		have := printed.interval
		r := d.hold(ruleDepartmentFunds, name, name, true, printed, expected)
		for _, s := range parts[1:] {
			i, ok2 := s.in(printed.unit)
			have, ok = have.Add(i), ok && ok2
			r.check.Operands = append(r.check.Operands, s.as(0))
		}
		for _, s := range rest {
			r.check.Operands = append(r.check.Operands, s.as(-1))
		}
		if !ok {
			out = append(out, r.not(reasonUnits))
			return
		}
		r.set(have, want)
		// Fiscal money of the year before may stand with the other funds.
		moved := want.Sub(have)
		if len(rest) > 0 {
			moved = moved.Neg()
		}
		if whole, ok := d.fact(fiscal).in(printed.unit); ok && r.check.Outcome == schema.Inconsistent && d.carried(fiscal, sighting{interval: whole.Sub(moved), unit: printed.unit}) {
			r = r.not(reasonCoverage)
		}
		r.zh = fmt.Sprintf(zh, name, r.check.Printed, r.check.Expected)
		r.en = fmt.Sprintf(en, nameEN, r.check.Printed, r.check.Expected)
		out = append(out, r)
	}
	add("财政资金", "fiscal funds", own, fiscal)
	add("其他资金", "other funds", other, expenditure, fiscal)
	return out
}

// performanceCoverage: the projects with performance tables are the projects
// the budget pays for.
func (d *disclosure) performanceCoverage() (out []result) {
	spending := d.total(func(f *schema.Fact) bool {
		return f.Kind == schema.Expenditure && f.Nature == "project" && f.Fund == "all" && f.Function == "" && f.Stage == "budget"
	})
	var parts []sighting
	for i := range d.rec.Facts {
		f := &d.rec.Facts[i]
		if f.Kind == schema.PerformanceProject && f.Fund == "all" && f.Project != "" && f.Item == "" && money(f.Amount) {
			parts = append(parts, d.fact(f))
		}
	}
	silent := d.formsWithoutTotal()
	switch {
	case len(parts) == 0 || len(parts)+silent < 2:
		return nil
	case spending == nil && (d.rec.Profile.ReportKind == schema.DepartmentFinal || d.rec.Profile.ReportKind == schema.UnitFinal):
		return nil // final accounts need not print the budget
	case spending == nil:
		return []result{d.unheld(ruleCoverage, "all", reasonNoTables, parts[0].as(0))}
	}
	r := d.hold(ruleCoverage, "all", ruleCoverage, true, d.fact(spending), parts...)
	if silent > 0 {
		r = r.not(reasonPartsMissing)
	}
	r.zh = fmt.Sprintf("项目支出%s%s，%d张项目绩效目标表合计%s，相差%s：有项目资金没有绩效目标表。", spending.Amount.Text, spending.Amount.Unit, len(parts), r.check.Expected, r.check.Difference)
	r.en = fmt.Sprintf("Project expenditure is %s %s, the %d project performance tables add up to %s: %s without a performance table.", spending.Amount.Text, unitEN(spending.Amount.Unit), len(parts), r.check.Expected, r.check.Difference)
	return []result{r}
}

// inForm: a project has a performance table of its own.
func (d *disclosure) inForm(p *schema.Project) bool {
	return slices.ContainsFunc(p.Sources, func(s schema.Source) bool {
		return s.TableID != "" && d.tables[s.TableID] != nil && d.tables[s.TableID].Kind == schema.PerformanceProject
	})
}

// formsWithoutTotal counts the projects whose performance tables print no amount.
func (d *disclosure) formsWithoutTotal() (n int) {
	for i := range d.rec.Projects {
		if p := &d.rec.Projects[i]; d.inForm(p) && !money(p.Total) {
			n++
		}
	}
	return n
}

// departmentIndicators: a target of the whole department that a project has
// too is set at the same value.
func (d *disclosure) departmentIndicators() (out []result) {
	for i := range d.rec.Indicators {
		whole := &d.rec.Indicators[i]
		if whole.Scope != "department" {
			continue
		}
		var best *schema.Indicator
		score, length := 0, 0
		for k := range d.rec.Indicators {
			ind := &d.rec.Indicators[k]
			if ind.Scope == "department" || plainUnit(ind.Unit) != plainUnit(whole.Unit) || ind.Operator != whole.Operator {
				continue
			}
			n, of := pairs(whole.Level3, ind.Level3, ind.Scope)
			if n > score {
				best, score, length = ind, n, of
			}
		}
		if best == nil || 5*score < 2*length {
			continue
		}
		a, ok1 := d.indicatorFigure(whole)
		b, ok2 := d.indicatorFigure(best)
		if !ok1 || !ok2 {
			if whole.Unit != "" { // a target in words is none that could be held against another
				out = append(out, d.unheld(ruleDepartmentIndicator, tail(whole.ID), reasonUnreadable, a.as(0), b.as(1)))
			}
			continue
		}
		for _, s := range []*sighting{&a, &b} {
			if strings.HasPrefix(s.unit, "万") {
				s.interval = s.interval.Scale(decimal.New(1, 4))
			}
			s.unit = plainUnit(s.unit)
		}
		r := d.hold(ruleDepartmentIndicator, tail(whole.ID), "indicator"+whole.ID, true, a, b)
		r.zh = fmt.Sprintf("部门整体绩效指标“%s”%s，与项目“%s”的指标“%s”%s不同。", whole.Level3, whole.Text, best.Scope, best.Level3, best.Text)
		r.en = fmt.Sprintf("The department's target “%s” is %s, the project “%s” has “%s” at %s.", whole.Level3, whole.Text, best.Scope, best.Level3, best.Text)
		out = append(out, r)
	}
	return out
}

// plainUnit is a unit without its multiple; people and visits are counted alike.
func plainUnit(u string) string {
	u = strings.TrimPrefix(u, "万")
	switch u {
	case "人次", "名":
		return "人"
	case "场次", "场", "期":
		return "次"
	}
	return u
}

// pairs counts the pairs of characters of a name that stand in another name
// or in what that one belongs to; at least one must stand in the name itself.
func pairs(name, other, scope string) (n, of int) {
	r := []rune(name)
	own := 0
	for i := 0; i+1 < len(r); i++ {
		p := string(r[i : i+2])
		of++
		if strings.Contains(other, p) {
			own++
			n++
		} else if strings.Contains(scope, p) {
			n++
		}
	}
	if own < 2 {
		return 0, of
	}
	return n, of
}
