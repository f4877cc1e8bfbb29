package terminal

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// Check prints what does not add up in documents, in one language, one
// document after the other.
type Check struct {
	printer
	english bool
	all     total
}

// total counts what was printed of several documents.
type total struct {
	documents int
	findings  map[schema.Severity]int
}

// NewCheck prints to w, in Chinese or in English, with marks of colour or
// without.
func NewCheck(w io.Writer, english, colour bool) *Check {
	return &Check{printer{w: w, colour: colour}, english, total{findings: map[schema.Severity]int{}}}
}

// Total ends the output of several documents with what they come to.
func (p *Check) Total() error {
	if p.all.documents < 2 {
		return p.err
	}
	language := Chinese
	if p.english {
		language = ""
	}
	said := []string{Count(language, p.all.documents, "document")}
	for _, s := range present.Severities {
		if s != schema.SeverityInfo {
			said = append(said, Count(language, p.all.findings[s], string(s)))
		}
	}
	p.next()
	p.printf("%s\n", p.say(sayAll)+": "+strings.Join(said, ", "))
	return p.err
}

// say is what is said in both languages, in the chosen one.
func (p *Check) say(t present.Text) string {
	if p.english {
		return t.EN
	}
	return t.ZH
}

// Fixed words of check.
var (
	sayDuplicate = present.Text{ZH: "内容与此文件相同：", EN: "Same bytes as"}
	sayDismissed = present.Text{ZH: "已排除，未列出", EN: "Dismissed, not listed"}
	sayGone      = present.Text{ZH: "已消失", EN: "Gone"}
	sayBlank     = present.Text{ZH: "（另有%d处空白）", EN: "(%d blank)"}
	sayReasons   = present.Text{ZH: "无法核对的原因", EN: "Why something was not checkable"}
	sayRule      = present.Text{ZH: "核对规则", EN: "Checks by rule"}
	sayDone      = present.Text{ZH: "完成", EN: "done"}
	sayAll       = present.Text{ZH: "合计", EN: "All"}
	sayTable     = present.Text{ZH: "表", EN: "Table"}
	sayAmounts   = present.Text{ZH: "金额", EN: "amounts"}
	sayChecked   = present.Text{ZH: "参与核对", EN: "checked"}
	sayChange    = map[verify.Change]present.Text{
		verify.New: {ZH: "新增", EN: "new"}, verify.Same: {ZH: "仍在", EN: "same"},
	}
)

// Print prints one document.
func (p *Check) Print(d *present.Document) error {
	p.next()
	if d.Record.Source != "" {
		p.all.documents++
	}
	for i := range d.Findings {
		p.all.findings[d.Findings[i].Of.Severity]++
	}
	if d.Alert {
		p.printf("%s\n", p.say(d.Status))
		if why := p.say(d.Why); why != "" {
			p.printf("  (%s)\n", why)
		}
	}
	for _, line := range []string{p.say(d.Recognised), d.Record.Source, p.say(d.Title)} {
		if line != "" {
			p.printf("%s\n", line)
		}
	}
	switch r := d.Record; {
	case r.DuplicateOf != "":
		p.printf("%s %s\n", p.say(sayDuplicate), r.DuplicateOf)
	case r.Status.HasContent():
		p.findings(d)
		p.checks(d)
	}
	return p.err
}

func (p *Check) findings(d *present.Document) {
	for _, g := range d.Groups() {
		on, off := "", ""
		if len(g.Findings) > 0 {
			on, off = p.paint(g.Findings[0].Of.Severity)
		}
		p.printf("\n"+on+"%s: %d"+off+"\n", p.say(g.Text), len(g.Findings))
		for _, f := range g.Findings {
			p.finding(f)
		}
	}
	if len(d.Findings) == 0 {
		p.printf("\n%s\n", p.say(d.Nothing))
	}
	if d.Dismissed > 0 {
		p.printf("\n%s: %d\n", p.say(sayDismissed), d.Dismissed)
	}
	if len(d.Gone) > 0 {
		p.printf("\n%s: %d\n", p.say(sayGone), len(d.Gone))
	}
	for i := range d.Gone {
		p.printf("  − %s\n", p.say(present.Text{ZH: d.Gone[i].MessageZH, EN: d.Gone[i].MessageEN}))
	}
}

func (p *Check) finding(f *present.Finding) {
	mark := ""
	if f.Change != "" {
		mark = "[" + p.say(sayChange[f.Change]) + "] "
	}
	p.printf("\n  %s%s\n", mark, p.say(f.Message))
	width := 0
	for i := range f.Evidence {
		width = max(width, runewidth.StringWidth(f.Evidence[i].Of.Text))
	}
	for i := range f.Evidence {
		e := &f.Evidence[i]
		p.printf("    %s %s  %s\n", e.Sign, runewidth.FillLeft(e.Of.Text, width),
			present.Join(" / ", p.say(present.Page(e.Of.Page)), e.Place()))
	}
	if note := p.say(f.Note()); note != "" {
		p.printf("    %s\n", note)
	}
	if f.Blank > 0 {
		p.printf("    + %s\n", fmt.Sprintf(p.say(sayBlank), f.Blank))
	}
	p.printf("    (%s)\n", f.Of.Rule)
}

// checks prints what was done, what could not be done and why, and how much
// of what is published took part.
func (p *Check) checks(d *present.Document) {
	p.printf("\n")
	p.table(p.ruleTable(&d.Checks))
	if len(d.Checks.Reasons) > 0 {
		p.printf("\n%s: %s\n", p.say(sayReasons), present.Thousands(d.Checks.NotCheckable))
		for _, r := range d.Checks.Reasons {
			p.printf("  %6s  %s\n", present.Thousands(r.Count), p.say(present.Text{ZH: r.ZH, EN: r.EN}))
		}
	}
	if line := p.say(d.Counterparts); line != "" {
		p.printf("\n%s\n", line)
	}
	if d.Coverage.Amounts > 0 {
		p.printf("\n")
		p.table(p.coverageTable(&d.Coverage))
	}
}

func (p *Check) ruleTable(c *present.Checks) [][]string {
	line := func(name string, n schema.Tally) []string {
		row := []string{name}
		for _, v := range []int{n.Done, n.Exact, n.Rounding, n.Within, n.Inconsistent, n.Disputed, n.NotCheckable} {
			row = append(row, present.Thousands(v))
		}
		return row
	}
	head := []string{p.say(sayRule), p.say(sayDone)}
	for _, o := range present.Outcomes {
		head = append(head, p.say(present.Label(o)))
	}
	rows := [][]string{head}
	for _, r := range c.Rules {
		rows = append(rows, line(p.say(present.Text{ZH: r.ZH, EN: r.EN}), r.Tally))
	}
	rows = append(rows, line(p.say(sayAll), c.Tally))
	for _, seldom := range []struct{ count, column int }{{c.Disputed, 6}, {c.Within, 4}} { // and then worth a column
		for i := range rows {
			if seldom.count == 0 {
				rows[i] = slices.Delete(rows[i], seldom.column, seldom.column+1)
			}
		}
	}
	return rows
}

func (p *Check) coverageTable(c *present.Coverage) [][]string {
	line := func(name string, checked, amounts int) []string {
		return []string{name, present.Thousands(amounts), present.Thousands(checked), present.Percent(checked, amounts)}
	}
	rows := [][]string{{p.say(sayTable), p.say(sayAmounts), p.say(sayChecked), ""}}
	for i, t := range c.Tables {
		if t.Amounts > 0 {
			rows = append(rows, line(fmt.Sprintf("%d. %s", i+1, t.Title), t.Checked, t.Amounts))
		}
	}
	return append(rows, line(p.say(sayAll), c.Checked, c.Amounts))
}
