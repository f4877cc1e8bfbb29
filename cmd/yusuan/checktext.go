package main

import (
	"fmt"
	"slices"

	"github.com/mattn/go-runewidth"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// checkText prints for people.
type checkText struct {
	printer
	words   map[string]string // the fixed words of the chosen language
	english bool
}

// say is a fixed word in the chosen language.
func (p *checkText) say(key string) string { return p.words[key] }

// choose is what is said in both languages, in the chosen one.
func (p *checkText) choose(zh, en string) string {
	if p.english {
		return en
	}
	return zh
}

func (p *checkText) print(o *checkObject) error {
	p.next()
	d := o.record
	if why := p.choose(o.unread.ZH, o.unread.EN); why != "" {
		p.printf("%s: %s\n", p.say("unread"), why)
		if d.Status != schema.StatusScanned && d.Error != "" {
			p.printf("  (%s)\n", d.Error)
		}
	}
	if seen := p.choose(o.recognised.ZH, o.recognised.EN); seen != "" {
		p.printf("%s\n", seen)
	}
	p.printf("%s\n", d.Source)
	year := ""
	if n := d.Profile.FiscalYear; n != 0 {
		year = fmt.Sprint(n)
	}
	if line := join(" ", d.Profile.Organization, year, p.say(string(d.Profile.ReportKind))); line != "" {
		p.printf("%s\n", line)
	}
	switch {
	case d.DuplicateOf != "":
		p.printf("%s %s\n", p.say("duplicate"), d.DuplicateOf)
	case d.Status.HasContent():
		p.findings(o)
		p.checks(o)
	}
	return p.err
}

func (p *checkText) findings(o *checkObject) {
	for _, severity := range []schema.Severity{schema.SeverityError, schema.SeverityWarning, schema.SeverityNotice,
		schema.SeverityInfo} {
		p.group(severity, o)
	}
	if len(o.Findings) == 0 {
		p.printf("\n%s\n", p.choose(o.nothing.ZH, o.nothing.EN))
	}
	for i, f := range o.Gone {
		if i == 0 {
			p.printf("\n%s: %d\n", p.say("gone"), len(o.Gone))
		}
		p.printf("  − %s\n", p.choose(f.MessageZH, f.MessageEN))
	}
}

// checks prints what was done, what could not be done and why, and how much
// of what is published took part.
func (p *checkText) checks(o *checkObject) {
	p.printf("\n")
	p.table(p.ruleTable(&o.Checks))
	if len(o.Checks.Reasons) > 0 {
		p.printf("\n%s: %s\n", p.say("reasons"), thousands(o.Checks.NotCheckable))
		for _, r := range o.Checks.Reasons {
			p.printf("  %6s  %s\n", thousands(r.Count), p.choose(r.ZH, r.EN))
		}
	}
	if o.Coverage.Amounts > 0 {
		p.printf("\n")
		p.table(p.coverageTable(&o.Coverage))
	}
}

// group prints the findings of one severity.
func (p *checkText) group(severity schema.Severity, o *checkObject) {
	n := 0
	for i := range o.Findings {
		if o.Findings[i].Severity == severity {
			n++
		}
	}
	if n == 0 {
		return
	}
	p.printf("\n%s: %d\n", p.say(string(severity)), n)
	for i := range o.Findings {
		f := &o.Findings[i]
		if f.Severity != severity {
			continue
		}
		mark := ""
		if f.Change != "" {
			mark = "[" + p.say(string(f.Change)) + "] "
		}
		p.printf("\n  %s%s\n", mark, p.choose(f.MessageZH, f.MessageEN))
		width, blank := 0, 0
		for j := range f.Evidence {
			width = max(width, runewidth.StringWidth(f.Evidence[j].Text))
		}
		for j := range f.Evidence {
			e := &f.Evidence[j]
			if j > 0 && e.Text == "" {
				blank++ // forms print dozens of lines that are not used
				continue
			}
			page := ""
			if e.Page > 0 {
				page = fmt.Sprintf(p.say("page"), e.Page)
			}
			p.printf("    %s %s  %s\n", operandSign(j, e.Sign), runewidth.FillLeft(e.Text, width),
				join(" / ", page, document.Squeeze(e.TableTitle), e.RowLabel, e.ColumnLabel))
		}
		if blank > 0 {
			p.printf("    + %s\n", fmt.Sprintf(p.say("blank"), blank))
		}
		p.printf("    (%s)\n", f.Rule)
	}
}

// operandSign says what part a figure plays; the first is the one in doubt.
func operandSign(index, sign int) string {
	switch {
	case index == 0:
		return "="
	case sign > 0:
		return "+"
	case sign < 0:
		return "-"
	}
	return " "
}

func (p *checkText) ruleTable(c *checkCounts) [][]string {
	line := func(name string, n verify.Tally) []string {
		row := []string{name}
		for _, v := range []int{n.Done, n.Exact, n.Rounding, n.Inconsistent, n.Disputed, n.NotCheckable} {
			row = append(row, thousands(v))
		}
		return row
	}
	rows := [][]string{{p.say("rule"), p.say("done"), p.say("exact"), p.say("rounding"), p.say("inconsistent"),
		p.say("reading_disputed"), p.say("not_checkable")}}
	for _, r := range c.Rules {
		rows = append(rows, line(p.choose(r.TitleZH, r.TitleEN), r.Tally))
	}
	rows = append(rows, line(p.say("all"), c.Tally))
	if c.Disputed == 0 { // seldom, and then worth a column
		for i := range rows {
			rows[i] = slices.Delete(rows[i], 5, 6)
		}
	}
	return rows
}

func (p *checkText) coverageTable(c *checkCoverage) [][]string {
	line := func(name string, checked, amounts int) []string {
		tenths := checked * 1000 / amounts
		return []string{name, thousands(amounts), thousands(checked), fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)}
	}
	rows := [][]string{{p.say("table"), p.say("amounts"), p.say("checked"), ""}}
	for i, t := range c.Tables {
		if t.Amounts > 0 {
			rows = append(rows, line(fmt.Sprintf("%d. %s", i+1, t.Title), t.Checked, t.Amounts))
		}
	}
	return append(rows, line(p.say("all"), c.Checked, c.Amounts))
}

var chinese = map[string]string{
	"error": "错误", "warning": "警告", "notice": "提示", "info": "四舍五入可以解释",
	"new": "新增", "same": "仍在", "gone": "已消失", "page": "第%d页", "blank": "（另有%d处空白）", "unread": "未读全",
	"duplicate": "内容与此文件相同：",
	"rule":      "核对规则", "done": "完成", "exact": "相符", "rounding": "四舍五入", "inconsistent": "不符",
	"reading_disputed": "读数不一", "not_checkable": "无法核对", "all": "合计", "reasons": "无法核对的原因",
	"table": "表", "amounts": "金额", "checked": "参与核对",
	"department_budget": "部门预算", "unit_budget": "单位预算", "department_final": "部门决算", "unit_final": "单位决算",
	"government_budget": "政府预算",
}

var english = map[string]string{
	"error": "Errors", "warning": "Warnings", "notice": "Notices", "info": "Explained by rounding",
	"new": "new", "same": "same", "gone": "Gone", "page": "page %d", "blank": "(%d blank)", "unread": "Not read in full",
	"duplicate": "Same bytes as",
	"rule":      "Checks by rule", "done": "done", "exact": "exact", "rounding": "rounding",
	"inconsistent":     "inconsistent",
	"reading_disputed": "disputed", "not_checkable": "not checkable", "all": "All",
	"reasons": "Why something was not checkable",
	"table":   "Table", "amounts": "amounts", "checked": "checked",
	"department_budget": "department budget", "unit_budget": "unit budget",
	"department_final": "department final accounts", "unit_final": "unit final accounts",
	"government_budget": "government budget",
}
