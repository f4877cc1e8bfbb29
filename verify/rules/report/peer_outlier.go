package report

import (
	"context"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "peer_outlier",
		TitleZH:  "与同一地区同类单位相比不过分悬殊",
		TitleEN:  "A report does not stand far apart from those of its peers",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{
			"three_public_share": {
				ZH: "{where}的“三公”经费占支出的{share}，同一地区{peers}个同类单位的中位数为{middle}，相差悬殊，值得一看。",
				EN: "In {where} the three public expenses are {share} of expenditure, far from the median of {peers} bodies of " +
					"its kind in the region, {middle}: worth a look.",
			},
			"spending_growth": {
				ZH: "{where}的支出为上年的{share}，同一地区{peers}个同类单位的中位数为{middle}，相差悬殊，值得一看。",
				EN: "In {where} expenditure is {share} of the year before, far from the median of {peers} bodies of its kind in " +
					"the region, {middle}: worth a look.",
			},
		},
		Kinds: []string{"any"},
		Source: "稳健 z 分数（0.6745×偏离÷偏离的中位数）大于3.5：B. Iglewicz, D. Hoaglin, How to Detect and Handle Outliers, " +
			"ASQC 1993",
		Example: "同一地区30个部门的“三公”经费占支出的中位数为0.40%，一个部门占9.00%",
		Across:  peerOutlier,
	})
}

// leastPeers must have a measure for one to stand apart. A judgement: of fewer
// the median and the usual distance from it say little.
const leastPeers = 10

// farApart is the robust score above which Iglewicz and Hoaglin call a value an
// outlier.
var farApart = decimal.New(35, -1)

func peerOutlier(ctx context.Context, rs *verify.Reports) (out []verify.Result, _ error) {
	for _, r := range verify.InTime(ctx, rs.All) {
		if len(r.Documents) == 0 {
			continue
		}
		for _, m := range []verify.Measure{verify.ThreePublicShare, verify.SpendingGrowth} {
			at, ok := rs.Stands(m, r, leastPeers)
			if !ok {
				continue
			}
			n := verify.Notice(string(m), whole(r), string(m), verify.Args{
				"peers": at.Peers, "share": percent(at.Ratio), "middle": percent(at.Middle)})
			if at.Score.LessThanOrEqual(farApart) {
				n.Outcome = schema.Within
			}
			out = append(out, n)
		}
	}
	return out, nil
}

func percent(ratio decimal.Decimal) string { return verify.Percent(ratio.Shift(2).StringFixed(2)) }
