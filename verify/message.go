package verify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// findings are the checks a person should look at, and those whose figures
// differ as far as rounding explains.
func (d *disclosure) findings(results []result) (out []schema.Finding) {
	for i := range results {
		c := &results[i].check
		if c.Outcome != schema.Inconsistent && c.Outcome != schema.Rounding {
			continue
		}
		f := schema.Finding{
			ID: "f-" + c.ID, DocumentID: c.DocumentID, TableID: c.TableID, CheckID: c.ID,
			Rule: c.Rule, Severity: d.severity(&results[i]), Outcome: c.Outcome,
			Expected: plain(c, c.Expected), Printed: plain(c, c.Printed),
			Difference: plain(c, c.Difference), Slack: plain(c, c.Slack), Unit: c.Unit,
			Evidence: c.Operands,
		}
		switch {
		case results[i].zh != "" && (results[i].neutral || c.Outcome == schema.Inconsistent):
			f.MessageZH, f.MessageEN = results[i].zh, results[i].en
		case c.Outcome == schema.Rounding:
			f.MessageZH, f.MessageEN = rounded(c, &f)
		default:
			f.MessageZH, f.MessageEN = messages(c, &f)
		}
		out = append(out, f)
	}
	return out
}

// severity of a finding: that of its rule unless the result has one of its
// own, and no error where a figure was not read for certain.
func (d *disclosure) severity(r *result) schema.Severity {
	severity := ruleByID[r.check.Rule].Severity
	if r.severity != "" {
		severity = r.severity
	}
	switch {
	case r.check.Outcome == schema.Rounding:
		return schema.SeverityInfo
	case severity == schema.SeverityError && slices.ContainsFunc(r.check.Operands, d.unsure):
		return schema.SeverityWarning
	}
	return severity
}

// unsure: a figure stands in a table of no known kind, or in one whose cells
// were worked out from white space or recognised in an image, so that it may
// belong to another line or column.
func (d *disclosure) unsure(o schema.Operand) bool {
	t := d.tables[o.TableID]
	if t == nil || t.Layout == nil {
		return false
	}
	recognised := o.Row >= 0 && o.Row < len(t.Layout.Cells) && o.Column >= 0 && o.Column < len(t.Layout.Cells[o.Row]) && t.Layout.Cells[o.Row][o.Column].Confidence > 0
	return recognised || t.Kind == schema.OtherTable || t.Layout.Method == document.MethodPartial || t.Layout.Method == document.MethodAligned
}

// plain prints a figure with as many decimals as the operands have; nothing if
// the check is one of words.
func plain(c *schema.Check, v decimal.Decimal) string {
	if c.Printed.Equal(c.Expected) {
		return ""
	}
	places := int32(0)
	for _, o := range c.Operands {
		if a := amount.Parse(strings.TrimRight(o.Text, "%％")); a.Kind == amount.Number {
			places = max(places, a.Decimals)
		}
	}
	if !v.Equal(v.Round(places)) {
		return v.String()
	}
	return v.StringFixed(places)
}

// longest list of parts that is written out in a message.
const longestList = 8

func messages(c *schema.Check, f *schema.Finding) (zh, en string) {
	total := c.Operands[0]
	if c.Rule == ruleClaimAmount || c.Rule == ruleAgreement {
		other := c.Operands[1]
		inZH, inEN := "", ""
		if a := amount.Parse(other.Text); !a.Value.Equal(c.Expected) {
			inZH, inEN = fmt.Sprintf("（合%s%s）", f.Expected, c.Unit), fmt.Sprintf(" (%s in that unit)", f.Expected)
		}
		return fmt.Sprintf("%s印%s%s，%s印%s%s，相差%s%s，四舍五入最多可解释%s。", whereZH(total), total.Text, c.Unit, whereZH(other), other.Text, inZH, f.Difference, c.Unit, f.Slack),
			fmt.Sprintf("%s prints %s %s, %s prints %s%s: a difference of %s where rounding explains at most %s.",
				capital(whereEN(total)), total.Text, unitEN(c.Unit), whereEN(other), other.Text, inEN, f.Difference, f.Slack)
	}
	title := titled(total.TableTitle)
	zhList, enList := parts(c)
	verbZH, verbEN := "应等于", "should be"
	if f.Rule == ruleRowOfWhich || f.Rule == ruleColumnOfWhich {
		verbZH, verbEN = "应不小于其中各项", "should not be less than its parts"
	}
	zh = fmt.Sprintf("%s《%s》“%s”行“%s”列印%s%s，%s%s%s%s，相差%s%s，四舍五入最多可解释%s。",
		onPageZH(total.Page), title, total.RowLabel, total.ColumnLabel, f.Printed, c.Unit, verbZH, zhList, f.Expected, c.Unit, f.Difference, c.Unit, f.Slack)
	en = fmt.Sprintf("Table “%s”%s, row “%s”, column “%s” prints %s %s and %s %s%s: a difference of %s where rounding explains at most %s.",
		title, onPageEN(total.Page), total.RowLabel, total.ColumnLabel, f.Printed, unitEN(c.Unit), verbEN, enList, f.Expected, f.Difference, f.Slack)
	return zh, en
}

// rounded says that a difference is none.
func rounded(c *schema.Check, f *schema.Finding) (zh, en string) {
	zhList, enList := parts(c)
	if other := c.Operands[1:]; len(other) == 1 {
		return fmt.Sprintf("%s印%s%s，%s印%s，相差%s，四舍五入可以解释（最多%s）。", whereZH(c.Operands[0]), f.Printed, c.Unit, whereZH(other[0]), other[0].Text, f.Difference, f.Slack),
			fmt.Sprintf("%s prints %s %s, %s prints %s: a difference of %s, which rounding explains (up to %s).",
				capital(whereEN(c.Operands[0])), f.Printed, unitEN(c.Unit), whereEN(other[0]), other[0].Text, f.Difference, f.Slack)
	}
	return fmt.Sprintf("%s印%s%s，按各数计算为%s%s，相差%s，四舍五入可以解释（最多%s）。", whereZH(c.Operands[0]), f.Printed, c.Unit, zhList, f.Expected, f.Difference, f.Slack),
		fmt.Sprintf("%s prints %s %s where its figures give %s%s: a difference of %s, which rounding explains (up to %s).",
			capital(whereEN(c.Operands[0])), f.Printed, unitEN(c.Unit), enList, f.Expected, f.Difference, f.Slack)
}

// pageZH opens a sentence about a page; a document may have no pages.
func pageZH(page int) string {
	if page == 0 {
		return "说明"
	}
	return fmt.Sprintf("第%d页", page)
}

func pageEN(page int) string {
	if page == 0 {
		return "The narrative: "
	}
	return fmt.Sprintf("Page %d: ", page)
}

func onPageZH(page int) string {
	if page == 0 {
		return ""
	}
	return fmt.Sprintf("第%d页", page)
}

func onPageEN(page int) string {
	if page == 0 {
		return ""
	}
	return fmt.Sprintf(" on page %d", page)
}

// titled is a title for a sentence.
func titled(title string) string {
	if title == "" {
		return "（无标题表）"
	}
	return title
}

func percent(text string) string { return strings.TrimSuffix(text, "%") + "%" }

func whereZH(o schema.Operand) string {
	if o.Row < 0 {
		return fmt.Sprintf("%s“%s”", pageZH(o.Page), o.RowLabel)
	}
	return fmt.Sprintf("%s《%s》“%s”行“%s”列", onPageZH(o.Page), titled(o.TableTitle), o.RowLabel, o.ColumnLabel)
}

func whereEN(o schema.Operand) string {
	if o.Row < 0 {
		if o.Page == 0 {
			return fmt.Sprintf("The narrative (“%s”)", o.RowLabel)
		}
		return fmt.Sprintf("The narrative on page %d (“%s”)", o.Page, o.RowLabel)
	}
	return fmt.Sprintf("table “%s”%s, row “%s”, column “%s”", titled(o.TableTitle), onPageEN(o.Page), o.RowLabel, o.ColumnLabel)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func parts(c *schema.Check) (zh, en string) {
	var list []string
	for _, o := range c.Operands[1:] {
		if o.Text == "" {
			continue
		}
		sign := "+"
		if o.Sign < 0 {
			sign = "-"
		}
		if len(list) == 0 && sign == "+" {
			sign = ""
		}
		list = append(list, sign+o.Text)
	}
	switch {
	case len(list) == 1:
		return "", ""
	case len(list) > longestList:
		return fmt.Sprintf("%d项之和", len(list)), fmt.Sprintf("(sum of %d) ", len(list))
	}
	s := strings.Join(list, "") + "="
	return s, s
}

func unitEN(unit string) string {
	switch unit {
	case "元":
		return "yuan"
	case "千元":
		return "thousand yuan"
	case "万元":
		return "ten thousand yuan"
	case "百万元":
		return "million yuan"
	case "亿元":
		return "hundred million yuan"
	}
	return unit
}
