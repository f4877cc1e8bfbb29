package normalize

import (
	"testing"

	"github.com/yusuan/yusuan/document"
)

// TestGovernmentsApart: no amount of a government's table is said to be a
// department's, whatever is known of the report it stands in.
func TestGovernmentsApart(t *testing.T) {
	body := [][]string{{"税收收入", "1200"}, {"教育支出", "900"}, {"“三公”经费", "8"}, {"青屏镇", "30"}, {"合计", "2100"}}
	made := 0
	for _, r := range readTSV(t, "testdata/government_titles.tsv") {
		for _, report := range []string{"永和县2024年政府预算", "永和县2023年政府决算公开", "永和县2024年财政预算执行情况报告", "资料汇编", ""} {
			if kind, _, _ := Builtin().ClassifyTitle(r[0]); (len(r) > 2 || !kind.Government() || !Builtin().governments.titles.isCertain(r[0])) && (report == "" || report == "资料汇编") {
				continue // the title alone does not tell
			}
			doc := paragraphs(report)
			doc.Tables = []document.Table{grid(r[0], "万元", [][]string{{"项目", "预算数"}}, body)}
			rec := normalized(doc, Options{})
			for i := range rec.Facts {
				if made++; !rec.Facts[i].Kind.Government() {
					t.Errorf("%s, %s: %s is a fact of %s", report, r[0], rec.Facts[i].Amount.Text, rec.Facts[i].Kind)
					break
				}
			}
		}
	}
	if made == 0 {
		t.Error("no facts at all")
	}
}
