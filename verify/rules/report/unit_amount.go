package report

import (
	"context"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "unit_amount",
		TitleZH:  "部门（政府）报表所列单位数与该单位公布的数一致",
		TitleEN:  "What a department or government lists of a unit is what that unit published",
		Severity: schema.SeverityWarning,
		Milder:   milder(nil),
		Messages: verify.Messages{
			"": {
				ZH: "{where}所列“{owner}”为{printed}，{other}公布为{other_text}，相差{difference}。",
				EN: "{where} lists {printed} of “{owner}”, where {other} has {other_text}: a difference of {difference}.",
			},
			"restated": {
				ZH: "所列“{owner}”各数，可对照的{all}个有{fails}个与其公布的不同，口径可能不同；相差最大的是{where}（{printed}），{other}" +
					"公布为{other_text}。",
				EN: "Of {all} figures of “{owner}” that can be compared, {fails} are not those it published; they may be of " +
					"another scope. The furthest off is {where} ({printed}), where {other} has {other_text}.",
			},
		},
		Kinds:   []string{"any"},
		Source:  "部门预算由所属各单位预算汇编而成（《预算法》第三十二条及其实施条例）",
		Example: "部门预算列所属学校支出1,200.00万元，该校单位预算公布1,020.00万元",
		Across:  unitAmount,
	})
}

func unitAmount(ctx context.Context, rs *verify.Reports) ([]verify.Result, error) {
	var results []verify.Result
	for _, r := range verify.InTime(ctx, rs.All) {
		listed, err := unitsOf(ctx, rs, r)
		if err != nil {
			return nil, err
		}
		for _, u := range listed {
			if u.report == nil {
				continue
			}
			found, from := u.hold()
			settle(found, from)
			results = append(results, found...)
		}
	}
	return results, nil
}

// hold holds what is listed of a unit against its own report. Lines that the
// unit does not print alone say nothing.
func (u *unit) hold() (results []verify.Result, from []statement) {
	for _, f := range u.figures {
		s := ofFigure(f, f.At.Stage, u.report.FiscalYear, u.report.Kind)
		s.at = alone(s.at)
		s.args = verify.Args{"owner": u.name}
		candidates := u.report.At(s.at)
		if len(candidates) == 0 {
			continue
		}
		r := verify.Result{Key: s.key, TableID: s.operands[0].TableID, Unit: s.unit, Certain: true, Args: s.args,
			Ambiguous: s.unsure}
		best := meets(candidates, &s)
		if best == nil {
			best = candidates[0]
			r.Ambiguous = r.Ambiguous || best.Unsure
		}
		results, from = append(results, compared(r, &s, best)), append(from, s)
	}
	return results, from
}
