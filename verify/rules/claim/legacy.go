package claim

import (
	"context"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// Rules are the rules of this package.
var Rules = verify.Set{Group: "claim"}

func init() {
	add := func(r verify.Rule) {
		id := r.ID
		r.Milder = map[string]verify.Milder{"warning": {Severity: schema.SeverityWarning}, "notice": {Severity: schema.SeverityNotice}, "error": {Severity: schema.SeverityError}}
		r.Messages = verify.Messages{"": verify.SumMessage, "legacy": {ZH: "{zh}", EN: "{en}"}, "neutral": {ZH: "{zh}", EN: "{en}", Neutral: true}}
		if id == "claim_amount" {
			r.Messages[""] = verify.PairMessage
		}
		r.Run = func(_ context.Context, p *verify.Pass) ([]verify.Result, error) { return p.Legacy(id), nil }
		Rules.Register(r)
	}
	add(verify.Rule{ID: "claim_amount", TitleZH: "文字说明中的数字与报表一致", TitleEN: "A sentence and the tables print one number for one coordinate", Severity: schema.SeverityError, Kinds: []string{"narrative and any"}, Source: "《地方预决算公开操作规程》：说明应与报表一致", Example: "说明“卫生健康支出（类）94.89万元” ｜ 表 98.49"})
	add(verify.Rule{ID: "claim_rate", TitleZH: "增减率与增减额、上年数相符", TitleEN: "A rate of change follows from the amounts beside it", Severity: schema.SeverityError, Kinds: []string{"narrative"}, Source: "算术", Example: "410.68 万元，比上年减少 37.84 万元，下降 8.44%"})
	add(verify.Rule{ID: "claim_completion", TitleZH: "完成预算的百分比与决算数、预算数相符", TitleEN: "A completion percentage is the final figure over its budget", Severity: schema.SeverityError, Kinds: []string{"narrative"}, Source: "算术", Example: "预算 10210.34，决算 9746.50，完成 95.46%"})
	add(verify.Rule{ID: "claim_share", TitleZH: "占比与金额、总额相符", TitleEN: "A share is the amount over the amount it is listed under", Severity: schema.SeverityError, Kinds: []string{"narrative"}, Source: "算术", Example: "410.68 万元，占 785.85 万元的 52.26%"})
	add(verify.Rule{ID: "claim_sum", TitleZH: "说明中列出的各部分之和等于总数", TitleEN: "The parts a sentence lists add up to the whole it names", Severity: schema.SeverityError, Kinds: []string{"narrative"}, Source: "算术；货物、工程、服务为政府采购全部，人员、公用经费为基本支出全部", Example: "政府采购预算5.50万元，其中：货物0.50，工程0.00，服务5.00"})
	add(verify.Rule{ID: "claim_change", TitleZH: "增减额前后一致，与上年数和各部分的增减额相符", TitleEN: "A change is one number wherever it is stated, the amount less the year before, and the changes of its parts together", Severity: schema.SeverityWarning, Kinds: []string{"narrative and any"}, Source: "算术", Example: "收入预算比上年增加83.92万元 ｜ 支出预算比上年增加63.92万元，两者均为5555.05万元"})
	add(verify.Rule{ID: "share_sum", TitleZH: "同一列举中各占比之和为100%", TitleEN: "The shares of a complete list add up to 100%", Severity: schema.SeverityNotice, Kinds: []string{"narrative"}, Source: "算术；列举是否完整不能确定，故不作为错误", Example: "92.90+1.27+5.82=99.99（四舍五入）"})
	add(verify.Rule{ID: "change_sum", TitleZH: "各项增减之和等于总的增减", TitleEN: "The changes of all items add up to the change of the whole", Severity: schema.SeverityNotice, Kinds: []string{"narrative"}, Source: "算术；列举是否完整不能确定，故不作为错误", Example: "各项增减之和 14.55 ｜ 14.56（四舍五入）"})
	add(verify.Rule{ID: "claim_restated", TitleZH: "同一项目的数字在同一段说明中前后一致", TitleEN: "An item that is given twice in one passage has one amount", Severity: schema.SeverityError, Kinds: []string{"narrative"}, Source: "算术", Example: "住房公积金（01项）208.8万元…2026年预算安排201.50万元"})
	add(verify.Rule{ID: "claim_direction", TitleZH: "增减额与增减率方向一致", TitleEN: "A change and its rate go the same way", Severity: schema.SeverityError, Kinds: []string{"narrative"}, Source: "算术", Example: "“减少8.05万元，增长1.00%”"})
	add(verify.Rule{ID: "zero_base", TitleZH: "上年为0的项目不计算增长率", TitleEN: "Growth from nothing has no rate", Severity: schema.SeverityWarning, Kinds: []string{"narrative"}, Source: "算术：除数不能为0", Example: "5.00万元，比上年增加5.00万元，增长100%"})
	add(verify.Rule{ID: "none_but_budgeted", TitleZH: "说明称没有的支出，报表中没有金额", TitleEN: "What the narrative says there is none of has no amount in the tables", Severity: schema.SeverityWarning, Kinds: []string{"narrative", "three_public"}, Source: "《地方预决算公开操作规程》：说明应与报表一致", Example: "“本年度无公务接待活动” ｜ 公务接待费 0.08"})
	add(verify.Rule{ID: "cause", TitleZH: "变动原因与报表数字不相矛盾", TitleEN: "The reason given for a change does not contradict the figures", Severity: schema.SeverityNotice, Kinds: []string{"narrative"}, Source: "《地方预决算公开操作规程》：说明应与报表一致", Example: "“增加14.56万元，主要原因是公积金缴费基数增加” ｜ 住房公积金减少2.88万元"})
	add(verify.Rule{ID: "listed_zero", TitleZH: "说明列为主要内容的支出不为零", TitleEN: "What the narrative names among the main items is not printed as zero", Severity: schema.SeverityNotice, Kinds: []string{"narrative", "general_budget_basic_expenditure", "appropriation_basic_expenditure"}, Source: "《地方预决算公开操作规程》：说明应与报表一致", Example: "“主要包括：……奖励金……” ｜ 30309 奖励金 0.00"})
}
