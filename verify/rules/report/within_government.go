package report

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "within_government",
		TitleZH:  "部门某科目的一般公共预算支出不超过本级政府该科目的支出",
		TitleEN:  "What departments spend of the general public budget on a code is within what their government does",
		Severity: schema.SeverityWarning,
		Milder: map[string]verify.Milder{
			"carried": {Severity: schema.SeverityNotice,
				WhenZH: "两者均为预算：部门数可能含上年结转或上级专项，政府所列可能不含",
				WhenEN: "both are budgets: departments may count money carried over or given from above where the " +
					"government does not"},
			"level": {Severity: schema.SeverityNotice,
				WhenZH: "政府所列未说明是全域还是本级",
				WhenEN: "the government does not say whether its line is of its own level"},
		},
		Messages: verify.Messages{
			"": {
				ZH: "{where}印{printed}，所读{departments}个部门公布的该科目之和为{expected}，超出{difference}；政府的支出应含各部门的支出。",
				EN: "{where} prints {printed}, and the {departments} departments that were read print {expected} of that code " +
					"together: {difference} more than their government, whose expenditure theirs is a part of.",
			},
			"single": {
				ZH: "{where}印{printed}，而{other}印{other_text}，仅这一个部门就超出{difference}；政府的支出应含各部门的支出。",
				EN: "{where} prints {printed}, and {other} alone has {other_text} of that code: {difference} more than its " +
					"government, whose expenditure its own is a part of.",
			},
		},
		Kinds:   []string{"government_expenditure"},
		Source:  "《预算法》第五条、第六条：一般公共预算支出包括本级各部门的支出",
		Example: "县本级2050202小学教育决算2,084.30万元，县教育局决算该科目2,984.30万元",
		Across:  withinGovernment,
	})
}

func withinGovernment(ctx context.Context, rs *verify.Reports) (out []verify.Result, _ error) {
	for _, r := range verify.InTime(ctx, rs.All) {
		if verify.Level(r.Kind) != "government" {
			continue
		}
		lines := functions(r)
		if len(lines) == 0 {
			continue
		}
		keep := map[schema.Coordinates]bool{}
		for _, f := range lines {
			keep[alone(f.At)] = true
		}
		departments, _, err := rs.Departments(ctx, r, keep)
		if err != nil {
			return nil, err
		}
		out = append(out, within(ctx, lines, departments)...)
	}
	return out, nil
}

// functions are the lines of expenditure of the general public budget by function
// that a government prints for the stage of its report: of each the one of its
// own level before one of no stated level, and that before one of the whole
// region. The longest codes stand first.
func functions(r *verify.Report) (lines []*verify.Sighting) {
	stage := schema.Stage("budget")
	if verify.Final(r.Kind) {
		stage = "final"
	}
	best := map[string]*verify.Sighting{}
	order := map[schema.Extent]int{"own_level": 1, "": 2, "whole_region": 3}
	for _, f := range r.Figures {
		at := f.At
		code := at.Function
		at.Function, at.Extent = "", ""
		if f.Fact == nil || f.Fact.Kind != schema.GovernmentExpenditure || code == "" || order[f.At.Extent] == 0 ||
			at != (schema.Coordinates{Flow: "expenditure", Fund: "general_public_budget", Stage: stage}) {
			continue
		}
		if have := best[code]; have == nil || order[f.At.Extent] < order[have.At.Extent] {
			best[code] = f
		}
	}
	for _, f := range best {
		lines = append(lines, f)
	}
	slices.SortFunc(lines, func(a, b *verify.Sighting) int {
		return cmp.Or(len(b.At.Function)-len(a.At.Function), strings.Compare(a.At.Function, b.At.Function))
	})
	return lines
}

// within holds the lines of a government against what its departments print of
// the same codes. Where a part of a code is more than the government has, nothing
// is said of the whole.
func within(ctx context.Context, lines []*verify.Sighting, departments []*verify.Report) (out []verify.Result) {
	var failed []string
	for _, line := range verify.InTime(ctx, lines) {
		below := func(code string) bool { return strings.HasPrefix(code, line.At.Function) }
		if slices.ContainsFunc(failed, below) {
			continue
		}
		var of []*verify.Sighting
		for _, d := range departments {
			if f := least(d.At(alone(line.At)), line.Unit); f != nil {
				of = append(of, f)
			}
		}
		if len(of) == 0 {
			continue
		}
		r := heldWithin(line, of)
		if r.Outcome == schema.Inconsistent {
			failed = append(failed, line.At.Function)
		}
		out = append(out, r)
	}
	return out
}

// least is the smallest of the figures of one line, so that nobody is accused of
// another scope; nil of none.
func least(figures []*verify.Sighting, unit string) (f *verify.Sighting) {
	for _, g := range figures {
		if i, ok := g.In(unit); ok && (f == nil || i.Mid().LessThan(worth(f, unit).Mid())) {
			f = g
		}
	}
	return f
}

func worth(f *verify.Sighting, unit string) amount.Interval {
	i, _ := f.In(unit) // all are of money
	return i
}

// heldWithin holds a line of a government against those of its departments: one
// that is more than it alone, or all together.
func heldWithin(line *verify.Sighting, of []*verify.Sighting) verify.Result {
	compare := func(message string, of ...*verify.Sighting) verify.Result {
		r := verify.Result{Key: keyOf(line), TableID: line.Operand.TableID, Unit: line.Unit, Certain: true,
			Operands: []schema.Operand{line.As(0)}, Ambiguous: line.Unsure, Bound: -1}
		var sum amount.Interval
		for _, f := range of {
			sum = sum.Add(worth(f, line.Unit))
			r.Operands = append(r.Operands, f.As(1))
			r.Ambiguous = r.Ambiguous || f.Unsure
		}
		if r.Compare(line.Interval, sum); r.Outcome == schema.Inconsistent && !r.Difference.IsNegative() {
			r.Outcome = schema.Within
		}
		r.Say(message, verify.Args{"departments": len(of)})
		switch {
		case line.At.Extent == "":
			r.Milder = "level"
		case line.At.Stage == "budget":
			r.Milder = "carried"
		}
		return r
	}
	most := slices.MaxFunc(of, func(a, b *verify.Sighting) int {
		return worth(a, line.Unit).Mid().Cmp(worth(b, line.Unit).Mid())
	})
	if r := compare("single", most); r.Outcome == schema.Inconsistent {
		return r
	}
	return compare("", of...)
}
