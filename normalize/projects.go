package normalize

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// projects merges what performance tables, project tables and the project
// sections of the narrative say of each project.
func (n *normalizer) projects() {
	byName := map[string]int{}
	get := func(name string) *schema.Project {
		key := zh.Fold(name)
		at, ok := byName[key]
		if !ok {
			at = len(n.rec.Projects)
			byName[key] = at
			n.rec.Projects = append(n.rec.Projects, schema.Project{
				ID: fmt.Sprintf("%s-p%03d", n.doc.ID, at), DocumentID: n.doc.ID, Name: document.Squeeze(name),
				NameSource: schema.PrintedName,
			})
		}
		return &n.rec.Projects[at]
	}
	n.projectSections(get, byName)
	for i := range n.rec.Tables {
		t := &n.rec.Tables[i]
		if t.Kind != schema.PerformanceProject {
			continue
		}
		if f := n.cat.formOf(t.Layout); f != nil && f.list != nil {
			n.projectRows(t, f, get)
		} else if f != nil && t.Project != "" {
			n.projectForm(t, f, get(t.Project))
		}
	}
	n.projectTables(get, byName)
}

// projectForm adds what a performance table says.
func (n *normalizer) projectForm(t *schema.Table, f *form, p *schema.Project) {
	if unit, _ := n.cat.field(t.Layout, f.head, "unit"); unit != "" && p.ResponsibleUnit == "" {
		p.ResponsibleUnit = unit
	}
	if goal, _ := n.cat.field(t.Layout, f.head, "goal"); goal != "" && p.Goal == "" {
		p.Goal = goal
	}
	period, _ := n.cat.field(t.Layout, f.head, "period")
	if start, _ := n.cat.field(t.Layout, f.head, "start"); period == "" && start != "" {
		end, _ := n.cat.field(t.Layout, f.head, "end")
		period = strings.TrimSuffix(start+"至"+end, "至")
	}
	if period != "" && p.PeriodText == "" {
		setPeriod(p, period)
	}
	p.Sources = append(p.Sources, schema.Source{TableID: t.ID, Page: first(t.Layout.Pages), Block: -1, Row: -1,
		Column: -1})
	n.projectAmounts(t, p)
}

// projectRows adds what a list of projects with their indicators says.
func (n *normalizer) projectRows(t *schema.Table, f *form, get func(string) *schema.Project) {
	projects := f.rowProjects(t.Layout)
	done := map[string]bool{}
	for i, name := range projects {
		if name == "" || done[name] || !f.has(t.Layout, i) {
			continue
		}
		done[name] = true
		p := get(name)
		text := func(field string) string {
			j, ok := f.list[field]
			if !ok {
				return ""
			}
			return document.Squeeze(t.Layout.Origin(i, j).Text)
		}
		if unit := cleanOrganization(text("unit")); unit != "" && p.ResponsibleUnit == "" {
			p.ResponsibleUnit = unit
		}
		if goal := text("goal"); goal != "" && p.Goal == "" {
			p.Goal = goal
		}
		if period := text("period"); period != "" && p.PeriodText == "" {
			setPeriod(p, period)
		}
		c := t.Layout.Origin(i, f.list["name"])
		p.Sources = append(p.Sources, schema.Source{TableID: t.ID, Page: c.Page, Block: -1, Row: i, Column: f.list["name"],
			Box: c.Box})
		n.projectAmounts(t, p)
	}
}

// projectAmounts adds the amounts a performance table prints of a project.
func (n *normalizer) projectAmounts(t *schema.Table, p *schema.Project) {
	if n.ofProject == nil {
		n.ofProject = map[projectIn][]*schema.Fact{}
		for i := range n.rec.Facts {
			f := &n.rec.Facts[i]
			k := projectIn{f.TableID, zh.Fold(f.Project)}
			n.ofProject[k] = append(n.ofProject[k], f)
		}
	}
	for _, fact := range n.ofProject[projectIn{t.ID, zh.Fold(p.Name)}] {
		switch {
		case fact.Fund == "fiscal_appropriation":
			setOnce(&p.Fiscal, fact.Amount)
		case strings.HasPrefix(string(fact.Fund), "carryover"):
			setOnce(&p.Carryover, fact.Amount)
		case fact.Fund == "all" && isTotal(fact.RowLabel):
			setOnce(&p.Total, fact.Amount)
		case fact.Fund == "other_funds" || fact.Fund == "own_funds" || fact.Fund == "non_fiscal":
			setOnce(&p.Other, fact.Amount)
		case fact.Fund == "all":
			setOnce(&p.Total, fact.Amount)
		}
	}
}

// projectIn is a project in a table.
type projectIn struct{ tableID, name string }

func first(pages []int) int {
	if len(pages) == 0 {
		return 0
	}
	return pages[0]
}

func setOnce(to *schema.Amount, a schema.Amount) {
	if to.Text == "" {
		*to = a
	}
}

// projectTables adds the projects listed in tables. A list of money carried
// over adds to projects that are known and makes none.
func (n *normalizer) projectTables(get func(string) *schema.Project, known map[string]int) {
	for i := range n.rec.Facts {
		f := &n.rec.Facts[i]
		if f.Project == "" {
			continue
		}
		total := f.Nature == "project" && f.Economic == "" || f.Nature == ""
		switch f.Kind {
		case schema.ProjectExpenditure, schema.GeneralBudgetProjectExpenditure:
			p := get(f.Project)
			if n := len(p.Sources); n == 0 || p.Sources[n-1].TableID != f.TableID || p.Sources[n-1].Row != f.Row {
				p.Sources = append(p.Sources, schema.Source{TableID: f.TableID, Page: f.Page, Block: -1, Row: f.Row,
					Column: f.Column, Box: f.Box})
			}
			switch {
			case total && f.Fund == "all":
				setOnce(&p.Total, f.Amount)
			case total && f.Fund == "fiscal_appropriation":
				setOnce(&p.Fiscal, f.Amount)
			}
			if p.ResponsibleUnit == "" {
				p.ResponsibleUnit = f.Organization
			}
		case schema.Carryover:
			if at, ok := known[zh.Fold(f.Project)]; ok && (f.Fund == "carryover") {
				setOnce(&n.rec.Projects[at].Carryover, f.Amount)
			}
		}
	}
}

// projectSections reads "项目名称：" and what follows it, or the description of a
// project below a heading, paragraph by paragraph.
func (n *normalizer) projectSections(get func(string) *schema.Project, byName map[string]int) {
	r := sectionReader{n: n, get: get, byName: byName}
	for pi := range n.doc.Pages {
		page := &n.doc.Pages[pi]
		for bi := range page.Blocks {
			switch b := &page.Blocks[bi]; {
			case b.Kind == document.BlockTable, b.Kind == document.BlockCaption, b.Kind == document.BlockNote:
				r.end()
			case b.Kind.Furniture():
			default:
				r.block(b, schema.Source{Page: page.Number, Block: bi, Row: -1, Column: -1, Box: b.Box})
			}
		}
	}
	r.end()
}

// sectionReader reads the sections of the narrative that describe one project
// each.
type sectionReader struct {
	n      *normalizer
	get    func(string) *schema.Project
	byName map[string]int

	p           *schema.Project // the one that is being described
	field, text string          // what is being said of it
	heading     string          // the last short line that is no label
}

// begin makes a project the one that is described, from a place on.
func (r *sectionReader) begin(p *schema.Project, at schema.Source) {
	r.p = p
	p.Sources = append(p.Sources, at)
}

// flush gives the project what was said of it.
func (r *sectionReader) flush() {
	if r.p != nil && r.field != "" {
		r.n.projectField(r.p, r.field, r.text)
		if r.p.NameSource == schema.NameInText {
			key := zh.Fold(r.p.Name)
			if _, taken := r.byName[key]; !taken {
				r.byName[key] = len(r.n.rec.Projects) - 1 // sections are described one after the other
			}
		}
	}
	r.field, r.text = "", ""
}

// end says that what follows is of no project.
func (r *sectionReader) end() {
	r.flush()
	r.p = nil
}

func (r *sectionReader) block(b *document.Block, at schema.Source) {
	s := document.Squeeze(b.Text)
	e, rest := zh.CutNumbering(s)
	field, value, ok := r.n.cat.forms.labelled(rest)
	name, heads := projectHeading(s)
	switch {
	case ok && field == "name" && value != "":
		r.flush()
		r.begin(r.get(value), at)
	case ok && field == "overview":
		r.flush()
		switch name, heads := projectHeading(r.heading); {
		case name != "":
			r.begin(r.get(name), at)
			r.field, r.text = field, value
		case heads && r.p == nil:
			r.begin(r.unnamed(), at)
			r.field, r.text = field, value
		}
	case ok && r.p != nil:
		r.flush()
		r.field, r.text = field, value
	case r.p != nil && (b.Kind == document.BlockHeading || e.Level == 1 && r.field == "" || heads && name != ""):
		r.end()
	case r.p != nil && r.field != "":
		r.text += s
	}
	if !ok && utf8.RuneCountInString(s) < headingRunes {
		r.heading = s
	}
}

// unnamed is a new project without a name.
func (r *sectionReader) unnamed() *schema.Project {
	all := &r.n.rec.Projects
	*all = append(*all, schema.Project{
		ID: fmt.Sprintf("%s-p%03d", r.n.doc.ID, len(*all)), DocumentID: r.n.doc.ID, NameSource: schema.NoName,
	})
	return &(*all)[len(*all)-1]
}

// A heading has fewer characters than headingRunes, the name of a project at
// least nameRunes.
const (
	headingRunes = 60
	nameRunes    = 4
)

// sectionEnds end the headings of sections that describe one project each.
var sectionEnds = []string{"经费情况说明", "情况说明", "经费说明", "绩效目标"}

// projectHeading is the name in a heading such as 某某项目经费情况说明; heads says
// that a heading ends so, even without a name (项目经费情况说明).
func projectHeading(s string) (name string, heads bool) {
	if utf8.RuneCountInString(s) >= headingRunes || strings.Contains(s, "。") {
		return "", false
	}
	_, name = zh.CutNumbering(s)
	for _, end := range sectionEnds[:3] {
		heads = heads || strings.HasSuffix(name, end)
	}
	for _, end := range sectionEnds {
		name = strings.TrimSuffix(name, end)
	}
	if utf8.RuneCountInString(name) < nameRunes {
		return "", heads && (name == "" || name == "项目")
	}
	return name, heads
}

// inText is the name of a project in the first words of its description: 由某
// 局建设的某某工程，位于…; empty if they name none.
func inText(s string) string {
	s, _, _ = strings.Cut(s, "。")
	s, _, _ = strings.Cut(s, "，")
	if i := strings.LastIndex(s, "的"); i >= 0 {
		s = s[i+len("的"):]
	}
	for _, word := range []string{"本项目", "该项目", "本工程", "该工程"} {
		if strings.HasPrefix(s, word) {
			return ""
		}
	}
	for _, end := range []string{"工程", "项目", "专项", "经费", "补贴", "资金"} {
		if n := utf8.RuneCountInString(s); strings.HasSuffix(s, end) && n > nameRunes && n < headingRunes {
			return s
		}
	}
	return ""
}

// labelled reads "立项依据：..." or a label that stands alone.
func (f *forms) labelled(s string) (field, value string, ok bool) {
	label, value := s, ""
	if i := strings.IndexAny(s, "：:"); i >= 0 {
		label = s[:i]
		value = strings.TrimLeft(s[i:], "：:")
	}
	if len([]rune(label)) > 16 {
		return "", "", false
	}
	w, ok := f.fields.exact(zh.Fold(label))
	if !ok {
		return "", "", false
	}
	return *w, value, true
}

func (n *normalizer) projectField(p *schema.Project, field, text string) {
	switch field {
	case "overview":
		if name := inText(text); p.NameSource == schema.NoName && name != "" {
			p.Name, p.NameSource = name, schema.NameInText
		}
	case "unit":
		if unit := strings.Trim(text, "。；;"); p.ResponsibleUnit == "" && namesUnits(unit) {
			p.ResponsibleUnit = unit
		}
	case "basis":
		if len(p.PolicyBasis) == 0 {
			p.PolicyBasis = splitBasis(text)
		}
	case "total":
		setTotal(p, text)
	case "allocation":
		if len(p.Allocation) == 0 {
			p.Allocation = slices.DeleteFunc(splitAllocation(text), func(part schema.Allocation) bool {
				return isTotal(part.Name)
			})
		}
	case "period":
		if p.PeriodText == "" {
			setPeriod(p, text)
		}
	case "start":
		if p.PeriodText == "" {
			setPeriod(p, text)
		}
	case "end":
		if p.PeriodText != "" && p.PeriodEnd == p.PeriodStart {
			setPeriod(p, p.PeriodText+"至"+text)
		}
	case "goal":
		if p.Goal == "" {
			p.Goal = text
		}
	}
}

// namesUnits reports names of units and no account of what they do.
func namesUnits(s string) bool {
	return utf8.RuneCountInString(s) <= headingRunes && !strings.ContainsAny(s, "。，；,;")
}

// setTotal reads the amount of a project, or what it is made of: 第一季度用款计划
// 25.88万元，第二季度…. Amounts with names are parts; one that is said to be of
// the whole, or stands alone, is the total.
func setTotal(p *schema.Project, text string) {
	a, span, ok := firstMoney(text)
	if !ok {
		return
	}
	before := strings.TrimRight(text[:span[0]], "：:，, 为约")
	parts := splitAllocation(text)
	whole := before == "" || len(parts) < 2 || wholeAmount.MatchString(before) && !partAmount.MatchString(before)
	if whole {
		setOnce(&p.Total, a)
		if len(parts) > 0 && parts[0].Amount.Text == a.Text && before != "" {
			parts = parts[1:]
		}
	}
	parts = slices.DeleteFunc(parts, func(part schema.Allocation) bool {
		if isTotal(part.Name) { // …，合计30.00万元
			setOnce(&p.Total, part.Amount)
			return true
		}
		return false
	})
	if some(text, parts, p.Total) {
		return
	}
	if len(p.Allocation) == 0 && (len(parts) > 1 || whole && len(parts) == 1) {
		p.Allocation = parts
	}
}

// some reports parts that are only a few of a total: 总预算100万元，其中劳务费20万元.
func some(text string, parts []schema.Allocation, total schema.Amount) bool {
	if !strings.Contains(text, "其中") || !total.HasYuan {
		return false
	}
	var sum decimal.Decimal
	for i := range parts {
		sum = sum.Add(parts[i].Amount.Yuan)
	}
	return sum.LessThan(total.Yuan)
}

var (
	wholeAmount = regexp.MustCompile(`总|共|合计|预算|安排|规模|资金|投资`)
	partAmount  = regexp.MustCompile(`季度|月|其中|用款`)
)

// splitBasis splits a list of documents after each that is complete: after
// 》 or the bracket that follows it.
func splitBasis(s string) []string {
	var out []string
	depth, start, complete := 0, 0, false
	for i, r := range s {
		switch r {
		case '《', '(', '（', '〈':
			depth++
		case '》', ')', '）', '〉':
			depth--
			complete = complete || r == '》' && depth == 0
		case '，', '、', '；', ';', ',', '。':
			if depth == 0 && (complete || r == '；' || r == ';' || r == '。') {
				out = appendText(out, s[start:i])
				start, complete = i+len(string(r)), false
			}
		}
	}
	return appendText(out, s[start:])
}

func appendText(list []string, s string) []string {
	_, s = zh.CutNumbering(strings.Trim(s, "，、；;,。"))
	if s == "" || s == "等" {
		return list
	}
	return append(list, s)
}

// splitAllocation reads 1.劳务费59.07万元；2.办公费：3.2万元。
func splitAllocation(s string) []schema.Allocation {
	var out []schema.Allocation
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == '；' || r == ';' || r == '。' }) {
		for part != "" {
			a, span, ok := firstMoney(part)
			if !ok {
				break
			}
			_, name := zh.CutNumbering(strings.TrimLeft(part[:span[0]], "，,、和及"))
			name = strings.TrimRight(name, "：:，,、")
			name = strings.TrimPrefix(strings.TrimPrefix(name, "其中"), "：")
			if name != "" {
				out = append(out, schema.Allocation{Name: name, Amount: a})
			}
			part = part[span[1]:]
		}
	}
	return out
}

// A period is between two dates, months or years: 2025年1月1日-2025年12月20日,
// 2025.1.1-2025.12.31, 2025年1月至12月, 2025全年度. What is printed without a year
// is of the year before it.
var dateInPeriod = regexp.MustCompile(`(?:(20[0-9]{2})(?:年度?|[-./]|全年|$))?` +
	`(?:([0-9]{1,2})(?:月|[-./]|$)(?:([0-9]{1,2})日?)?)?`)

// months are from one to another of a year: 1-12月.
var months = regexp.MustCompile(`([0-9]{1,2})[-—~至]([0-9]{1,2})月`)

// setPeriod reads a period.
func setPeriod(p *schema.Project, s string) {
	p.PeriodText, p.PeriodStart, p.PeriodEnd = strings.Trim(s, "。；;"), "", ""
	year := 0
	text := months.ReplaceAllString(p.PeriodText, "${1}月-${2}月")
	for _, m := range dateInPeriod.FindAllStringSubmatch(text, -1) {
		y, _ := strconv.Atoi(m[1])
		month, _ := strconv.Atoi(m[2])
		day, _ := strconv.Atoi(m[3])
		if y > 0 {
			year = y
		}
		if year == 0 || y == 0 && month == 0 || month > 12 || day > 31 || month == 0 && day > 0 {
			continue
		}
		first := time.Date(year, time.Month(max(1, month)), max(1, day), 0, 0, 0, 0, time.UTC)
		last := first
		switch {
		case month == 0:
			last = first.AddDate(1, 0, -1)
		case day == 0:
			last = first.AddDate(0, 1, -1)
		}
		if p.PeriodStart == "" {
			p.PeriodStart = first.Format(time.DateOnly)
		}
		p.PeriodEnd = last.Format(time.DateOnly)
	}
}

// firstMoney finds the first amount of money in a text: a number followed by
// 元, 万元, 亿元, or 万 at the end of a clause. span is its place in bytes.
func firstMoney(s string) (a schema.Amount, span [2]int, ok bool) {
	for i := 0; i < len(s); {
		end := amount.NumberEnd(s[i:])
		if end == 0 || s[i] == '-' {
			i++
			continue
		}
		number, rest := s[i:i+end], s[i+end:]
		unit, n := amount.UnitAt(rest)
		if unit == amount.NoUnit {
			i += end
			continue
		}
		p := amount.Parse(number)
		if p.Kind != amount.Number {
			i += end
			continue
		}
		out := money(number, p, unit)
		return out, [2]int{i, i + end + n}, true
	}
	return schema.Amount{}, [2]int{}, false
}
