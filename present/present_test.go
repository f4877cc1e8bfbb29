package present

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// TestHead: whose report it is and how it was read is said in one way, and a
// document that was read in full is never said to be unread.
func TestHead(t *testing.T) {
	const archives = "云岭市档案局"
	scan := &document.Document{Pages: []document.Page{
		{Number: 1}, {Number: 2, Status: document.PageScanned}, {Number: 3, Status: document.PageUnread},
	}}
	workbook := &document.Document{Pages: []document.Page{{Status: document.PageScanned}}}
	for _, c := range []struct {
		record             schema.Record
		title, status, why string
		alert              bool
	}{
		{record: schema.Record{Status: schema.StatusRead,
			Profile: schema.Profile{Organization: archives, FiscalYear: 2024, ReportKind: schema.DepartmentBudget}},
			title:  "云岭市档案局 2024年部门预算|云岭市档案局, Department budget 2024",
			status: "已读全|read in full"},
		{record: schema.Record{Status: schema.StatusRead, Profile: schema.Profile{ReportKind: schema.GovernmentFinal}},
			title: "政府决算|Government final accounts", status: "已读全|read in full"},
		{record: schema.Record{Status: schema.StatusDoubtful, Error: "table 1: a total"}, title: "|", alert: true,
			status: "已读全，部分表格的读取结果存疑|read in full, but some tables were read with doubt", why: "table 1: a total"},
		{record: schema.Record{Status: schema.StatusScanned, Document: scan, Error: "not read: 2–3"}, title: "|", alert: true,
			status: "未读全：第2–3页是图片，其中的内容没有读取，也没有核对|" +
				"Not read in full: pages that are pictures were neither read nor checked: 2–3"},
		{record: schema.Record{Status: schema.StatusScanned, Document: workbook}, title: "|", alert: true,
			status: "未读全：文件中有整页的图片，其中的内容没有读取，也没有核对|" +
				"Not read in full: it has pictures as large as a page; what they show was neither read nor checked"},
		// A page that is a picture is not why a damaged file was not read.
		{record: schema.Record{Status: schema.StatusDamaged, Document: scan, Error: "no trailer"}, title: "|", alert: true,
			status: "未读全：文件损坏|Not read in full: damaged", why: "no trailer"},
	} {
		d := Of(&c.record)
		got := []string{d.Title.ZH + "|" + d.Title.EN, d.Status.ZH + "|" + d.Status.EN, d.Why.EN}
		if diff := cmp.Diff([]string{c.title, c.status, c.why}, got); diff != "" || d.Alert != c.alert {
			t.Errorf("%s: alert %v (-want +got):\n%s", c.record.Status, d.Alert, diff)
		}
	}
}

// found is a record with findings in the order of their rules.
func found() *schema.Record {
	evidence := func(row string) []schema.Operand {
		return []schema.Operand{{TableTitle: "收支 总表", RowLabel: row, Text: "12.00", Page: 3, Doubtful: true}, {Text: ""},
			{Text: "7.00", Sign: 1}, {Text: "1.00", Sign: -1}}
	}
	return &schema.Record{DocumentID: "d", Source: "b.pdf", Status: schema.StatusRead, Findings: []schema.Finding{
		{ID: "1", Rule: "rows_total", Severity: schema.SeverityNotice, Outcome: schema.Inconsistent, Evidence: evidence("甲")},
		{ID: "2", Rule: "rows_total", Severity: schema.SeverityInfo, Outcome: schema.Rounding, Evidence: evidence("乙")},
		{ID: "3", Rule: "balance", Severity: schema.SeverityError, Outcome: schema.Inconsistent, Evidence: evidence("丙"),
			Expected: "1.00", Printed: "2.00", Slack: "0.00"},
	}}
}

func TestFindings(t *testing.T) {
	d := Of(found())
	var order []string
	for _, g := range d.Groups() {
		order = append(order, g.EN)
		for _, f := range g.Findings {
			order = append(order, f.Of.ID)
		}
	}
	if diff := cmp.Diff([]string{"Errors", "3", "Notices", "1", "For information", "2"}, order); diff != "" {
		t.Error(diff)
	}
	f := d.Findings[0]
	signs := ""
	for _, e := range f.Evidence {
		signs += e.Sign
	}
	if signs != "=+−" || f.Blank != 1 || f.Slack != "" || !f.Figures || f.Evidence[0].Place() != "收支总表 / 丙" ||
		f.Evidence[0].Doubt.EN != "doubtful" {
		t.Errorf("%+v", f)
	}
	if !d.Grave() {
		t.Error("an error accuses nobody")
	}
	d.Choose(Choice{Least: schema.SeverityInfo, Rules: []string{"rows_total"}})
	if len(d.Findings) != 2 || d.Grave() {
		t.Errorf("%d findings of the rule, grave %v", len(d.Findings), d.Grave())
	}
}

// TestNothing: what is not shown is counted, where nothing is.
func TestNothing(t *testing.T) {
	one := func(severity schema.Severity, outcome schema.Outcome) *schema.Record {
		return &schema.Record{Status: schema.StatusRead, Checks: []schema.Check{{Rule: "balance", Outcome: outcome}},
			Findings: []schema.Finding{{Rule: "balance", Severity: severity, Outcome: outcome}}}
	}
	info, warning := schema.SeverityInfo, schema.SeverityWarning
	for _, c := range []struct {
		r    *schema.Record
		c    Choice
		want string
	}{
		{one(info, schema.Inconsistent), Choice{Least: info}, "Nothing found"}, // is printed with its finding only
		{one(info, schema.Inconsistent), Choice{Least: schema.SeverityNotice},
			"Nothing found; 1 more for information, shown with check --severity info"},
		{one(info, schema.Inconsistent), Choice{Least: schema.SeverityNotice, Rules: []string{"sum"}}, "Nothing found"},
		{one(warning, schema.Inconsistent), Choice{Least: schema.SeverityError},
			"Nothing as severe; 1 less severe, shown with check --severity info"},
	} {
		d := Of(c.r)
		if d.Choose(c.c); d.Nothing.EN != c.want {
			t.Errorf("%+v: %q, want %q", c.c, d.Nothing.EN, c.want)
		}
	}
}

// TestEarlier: what is printed of a run can be compared with the next.
func TestEarlier(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.json")
	printed, err := json.Marshal(Of(found()).Object())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, printed, 0o644); err != nil {
		t.Fatal(err)
	}
	before, err := ReadEarlier(path)
	if err != nil {
		t.Fatal(err)
	}
	now := found()
	now.Findings[0].Rule = "balance"
	d := Of(now)
	d.Choose(Choice{Least: schema.SeverityNotice, Before: before})
	if len(d.Findings) != 2 || d.Findings[0].Change != verify.Same || d.Findings[1].Change != verify.New ||
		len(d.Gone) != 1 {
		t.Errorf("%v, gone %v", d.Findings, d.Gone)
	}
	again, err := json.Marshal(d.Object())
	if err != nil || !strings.Contains(string(again), `"change":"new"`) ||
		!strings.Contains(string(again), `"gone":[{"finding_id":"1"`) {
		t.Errorf("%v %s", err, again)
	}
	if _, err := ReadEarlier(os.DevNull); err == nil {
		t.Error("nothing was printed, and that is no error")
	}
}
