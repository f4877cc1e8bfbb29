package project

import (
	"context"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "allocation_split",
		TitleZH:  "资金分配与成本指标的划分可以相互对应",
		TitleEN:  "The allocation of a project and its cost indicators can be brought together",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{"": {
			ZH: "项目“{project}”的资金分配{allocated}与成本指标{indicated}总额相同，却没有一项或几项之和相同。",
			EN: "Project “{project}”: its allocation {allocated} and its cost indicators {indicated} divide " +
				"one amount without an item or a sum of items in common.",
		}},
		Kinds:   []string{"narrative", "performance_project"},
		Source:  "《项目支出绩效目标表》成本指标；绩效目标应与资金安排相匹配",
		Example: "分配 15.966+17.034，成本指标 12.6+19.50+0.90：总额相同，没有一项或几项之和相同",
		Run:     allocationSplit,
	})
}

// mostSplit is how many parts an amount is divided into at most; the sums of
// more of them meet by accident.
const mostSplit = 10

// allocationSplit holds the items of an allocation, and the sums of some of
// them, against the cost indicators that divide the same amount. Where the
// items can be told by name allocation_ceiling has looked at them.
func allocationSplit(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for i := range verify.InTime(ctx, p.Record.Projects) {
		of := &p.Record.Projects[i]
		limits := costs(p, of.Name)
		if len(of.Allocation) < 2 || len(limits) < 2 || len(of.Allocation) > mostSplit || len(limits) > mostSplit ||
			!verify.Money(of.Total) {
			continue
		}
		var allocated, indicated []verify.Observation
		named, complete := false, true
		for _, item := range of.Allocation {
			named = named ||
				slices.ContainsFunc(limits, func(ind *schema.Indicator) bool { return alike(item.Name, ind.Level3) })
			complete = complete && verify.Money(item.Amount)
			allocated = append(allocated, figure(p, of, item.Name, item.Amount))
		}
		for _, ind := range limits {
			o, ok := target(p, ind)
			complete = complete && ok
			indicated = append(indicated, o)
		}
		if named {
			continue
		}
		if r, ok := split(p, of, allocated, indicated, complete); ok {
			out = append(out, r)
		}
	}
	return out, nil
}

// split compares two divisions of one amount; false if they are not of one.
func split(p *verify.Pass, of *schema.Project, allocated, indicated []verify.Observation, complete bool) (verify.Result,
	bool) {
	r := p.CompareSum(verify.Tail(of.ID), of.ID, true, allocated[0], indicated...)
	r.Operands = nil
	for _, o := range slices.Concat(allocated, indicated) {
		r.Operands = append(r.Operands, o.As(0))
	}
	if !complete {
		return r.NotCheckable(verify.ReasonUnreadable), true
	}
	a, okA := sums(allocated, of.Total.Unit)
	b, okB := sums(indicated, of.Total.Unit)
	if !okA || !okB || !a[len(a)-1].Intersects(b[len(b)-1]) {
		return r, false
	}
	r.Compare(a[len(a)-1], b[len(b)-1])
	r.Outcome = schema.Inconsistent
	for _, x := range a[:len(a)-1] {
		if slices.ContainsFunc(b[:len(b)-1], x.Intersects) {
			r.Outcome = schema.Exact
		}
	}
	r.Say("", verify.Args{"project": of.Name, "allocated": texts(allocated), "indicated": texts(indicated)})
	return r, true
}

// sums are the sums of every choice of figures in a unit, that of all of them
// last; false if one is in no unit of money.
func sums(figures []verify.Observation, unit string) ([]amount.Interval, bool) {
	var out []amount.Interval
	for _, f := range figures {
		i, ok := f.In(unit)
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

func texts(figures []verify.Observation) string {
	var list []string
	for _, f := range figures {
		list = append(list, verify.Written(strings.TrimLeft(f.Operand.Text, "<=≤"), f.Unit))
	}
	return strings.Join(list, "+")
}
