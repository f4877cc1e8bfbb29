package table

import (
	"context"
	"fmt"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "three_public_economic",
		TitleZH:  "基本支出中的公务接待、出国、用车支出不超过“三公”经费",
		TitleEN:  "Reception, travel abroad and vehicles of basic expenditure are within the three public expenses",
		Severity: schema.SeverityWarning,
		Messages: verify.Messages{"": {
			ZH: "{where}印{printed}，超过“三公”经费中的同一项：{other}印{other_text}，多{difference}。",
			EN: "{where} prints {printed}, more than the same of the three public expenses: {other} prints {other_text}, " +
				"which is {difference} less.",
		}},
		Kinds:   []string{"general_budget_basic_expenditure", "three_public"},
		Source:  "《政府收支分类科目》30212、30217、30231、31013；“三公”经费公开口径含基本支出和项目支出",
		Example: "基本支出表 30217 公务接待费 0.86 ｜ “三公”经费表 公务接待费 0.68",
		Run:     threePublicEconomic,
	})
}

// publicSections are the economic sections (款) that are one of the three
// public expenses each.
var publicSections = map[string]schema.Item{"30212": "overseas", "30217": "reception", "30231": "vehicle_running",
	"31013": "vehicle_purchase"}

// threePublicEconomic holds the sections of basic expenditure against the three
// public expenses, which are of basic and of project expenditure.
func threePublicEconomic(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	type itemOf struct {
		item  schema.Item
		stage schema.Stage
	}
	public := map[itemOf][]*schema.Fact{}
	for i := range p.Record.Facts {
		if f := &p.Record.Facts[i]; f.Kind == schema.ThreePublic && verify.Tabled(f) && f.Economic == "" && f.Project == "" {
			public[itemOf{f.Item, f.Stage}] = append(public[itemOf{f.Item, f.Stage}], f)
		}
	}
	seen := map[string]bool{}
	for i := range verify.InTime(ctx, p.Record.Facts) {
		f := &p.Record.Facts[i]
		item := publicSections[f.Economic]
		if item == "" || f.Kind != schema.GeneralBudgetBasicExpenditure || !verify.Tabled(f) || f.Function != "" ||
			f.Project != "" {
			continue
		}
		same := verify.OneOfEachTable(public[itemOf{item, f.Stage}])
		key := fmt.Sprintf("%s-%s-%s", verify.Tail(f.TableID), f.Economic, f.Stage)
		if len(same) != 1 || seen[key] {
			continue
		}
		seen[key] = true
		out = append(out, p.AtMost(key, "three_public/"+string(item), p.OfFact(f), p.OfFact(same[0])))
	}
	return out, nil
}
