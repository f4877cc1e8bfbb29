package project

import (
	"context"
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "count",
		TitleZH:  "说明中的绩效目标项目数与绩效目标表数一致",
		TitleEN:  "As many projects have performance tables as the narrative says",
		Severity: schema.SeverityWarning,
		Messages: verify.Messages{"": {
			ZH: "“{text}”{at}，有绩效目标表的项目却为{count}个。",
			EN: "“{text}”{at}, but {count} projects have performance tables.",
		}},
		Kinds:   []string{"narrative", "performance_project"},
		Source:  "《关于全面实施预算绩效管理的意见》",
		Example: "“实行绩效目标管理的项目6个” ｜ 5张表",
		Run:     count,
	})
}

var projectCount = pattern.MustCompile(`绩效目标(?:管理)?的?项目(?:共)?([0-9]{1,3})个`)

func count(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	projects := map[string]bool{}
	for i := range verify.InTime(ctx, p.Record.Indicators) {
		if ind := &p.Record.Indicators[i]; ind.Scope != "department" && ind.Scope != "" {
			projects[ind.Scope] = true
		}
	}
	for _, passage := range p.Narrative() {
		passage = passage.Squeeze()
		for n, m := range passage.Matches(projectCount) {
			printed := verify.Observation{Operand: m.Quote(0), Interval: amount.Point(amount.Parse(m.Text(1)).Value)}
			there := verify.Observation{Operand: passage.Operand,
				Interval: amount.Point(decimal.NewFromInt(int64(len(projects))))}
			there.Operand.Text, there.Operand.Box = strconv.Itoa(len(projects)), document.Box{} // printed nowhere
			r := p.CompareSum(fmt.Sprintf("%s-%d", passage.ID, n), "", true, printed, there)
			if len(projects) == 0 {
				r = r.NotCheckable(verify.ReasonNoTables)
			}
			r.Say("", verify.Args{"count": len(projects)})
			out = append(out, r)
		}
	}
	return out, nil
}
