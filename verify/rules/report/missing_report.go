package report

import (
	"context"
	"fmt"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "missing_report",
		TitleZH:  "各年度均有报告",
		TitleEN:  "There is a report of every year",
		Severity: schema.SeverityNotice,
		Milder: map[string]verify.Milder{
			"gap": {Severity: schema.SeverityInfo, WhenZH: "仅前后年度有报告，可能只是未收入所读文件",
				WhenEN: "only the years before and after it are there: it may be missing from what was read alone"},
		},
		Messages: verify.Messages{
			"": {
				ZH: "所读文件中有{where}，没有{year}年的；同一地区{peers}个同类单位有{year}年的报告。",
				EN: "There is {where}, and none of {year} among the documents read, of which {peers} bodies of its kind in the " +
					"region have a report.",
			},
			"gap": {
				ZH: "所读文件中有{where}和{other}，没有{year}年的。",
				EN: "There are {where} and {other}, and none of {year} among the documents read.",
			},
		},
		Kinds:   []string{"any"},
		Source:  "预算、决算每年公开（《预算法》第十四条）",
		Example: "有2017年和2019年部门预算，没有2018年的",
		Across:  missingReport,
	})
}

// leastOthers must have a report of a year for one that has none to be told of.
// A judgement: fewer may be a folder of a few documents.
const leastOthers = 5

func missingReport(ctx context.Context, rs *verify.Reports) (out []verify.Result, _ error) {
	last := map[schema.ReportKind]*verify.Report{}
	for _, r := range verify.InTime(ctx, rs.All) {
		if verify.Level(r.Kind) == "" || len(r.Documents) == 0 {
			continue
		}
		if before := last[r.Kind]; before != nil {
			if r.FiscalYear == before.FiscalYear+1 {
				out = append(out, yearly(before, r))
			}
			for year := before.FiscalYear + 1; year < r.FiscalYear; year++ {
				n := verify.Notice(fmt.Sprintf("%s-%d", r.Kind, year), whole(before), "gap", verify.Args{"year": year})
				n.Operands = append(n.Operands, whole(r))
				n.Milder = "gap"
				out = append(out, n)
			}
		}
		last[r.Kind] = r
	}
	for _, r := range rs.All {
		if last[r.Kind] != r {
			continue
		}
		if n := len(rs.Peers(r.FiscalYear+1, r.Kind)); n >= leastOthers {
			out = append(out, verify.Notice(fmt.Sprintf("%s-%d", r.Kind, r.FiscalYear+1), whole(r), "",
				verify.Args{"year": r.FiscalYear + 1, "peers": n}))
		}
	}
	return out, nil
}

// yearly is what holds: two reports that follow each other.
func yearly(before, r *verify.Report) verify.Result {
	return verify.Result{Key: fmt.Sprintf("%s-%d", r.Kind, r.FiscalYear), Certain: true, Outcome: schema.Exact,
		Operands: []schema.Operand{whole(r), whole(before)}}
}

// whole is a report as a whole.
func whole(r *verify.Report) schema.Operand {
	return schema.Operand{DocumentID: r.Documents[0].DocumentID, File: r.Documents[0].Source, Row: -1, Column: -1}
}
