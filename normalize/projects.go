package normalize

import (
	"fmt"
	"strings"

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
			})
		}
		return &n.rec.Projects[at]
	}
	n.projectSections(get)
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
	if period, _ := n.cat.field(t.Layout, f.head, "period"); period != "" && p.PeriodText == "" {
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

// projectSections reads "项目名称：" and what follows it, paragraph by
// paragraph.
func (n *normalizer) projectSections(get func(string) *schema.Project) {
	var p *schema.Project
	field, text := "", ""
	flush := func() {
		if p != nil && field != "" {
			n.projectField(p, field, text)
		}
		field, text = "", ""
	}
	heading := ""
	for pi := range n.doc.Pages {
		page := &n.doc.Pages[pi]
		for bi := range page.Blocks {
			b := &page.Blocks[bi]
			switch {
			case b.Kind == document.BlockTable, b.Kind == document.BlockCaption, b.Kind == document.BlockNote:
				flush()
				p = nil
				continue
			case b.Kind.Furniture():
				continue
			}
			s := document.Squeeze(b.Text)
			e, rest := zh.CutNumbering(s)
			f, value, ok := n.cat.forms.labelled(rest)
			switch {
			case ok && f == "name" && value != "":
				flush()
				p = get(value)
				p.Sources = append(p.Sources, schema.Source{Page: page.Number, Block: bi, Row: -1, Column: -1, Box: b.Box})
			case ok && f == "overview":
				flush()
				if name := projectHeading(heading); name != "" {
					p = get(name)
					p.Sources = append(p.Sources, schema.Source{Page: page.Number, Block: bi, Row: -1, Column: -1, Box: b.Box})
					field, text = f, value
				}
			case ok && p != nil:
				flush()
				field, text = f, value
			case p != nil && (b.Kind == document.BlockHeading || e.Level == 1 && field == ""):
				flush()
				p = nil
			case p != nil && field != "":
				text += s
			}
			if !ok && len([]rune(s)) < 60 {
				heading = s
			}
		}
	}
	flush()
}

// projectHeading is the name in a heading such as 某某项目经费情况说明.
func projectHeading(s string) string {
	_, s = zh.CutNumbering(s)
	for _, w := range []string{"经费情况说明", "情况说明", "经费说明", "绩效目标"} {
		s = strings.TrimSuffix(s, w)
	}
	if len([]rune(s)) < 4 || strings.Contains(s, "。") {
		return ""
	}
	return s
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
	case "unit":
		if p.ResponsibleUnit == "" {
			p.ResponsibleUnit = strings.Trim(text, "。；;")
		}
	case "basis":
		if len(p.PolicyBasis) == 0 {
			p.PolicyBasis = splitBasis(text)
		}
	case "total":
		if a, _, ok := firstMoney(text); ok {
			setOnce(&p.Total, a)
		}
	case "allocation":
		if len(p.Allocation) == 0 {
			p.Allocation = splitAllocation(text)
		}
	case "period":
		if p.PeriodText == "" {
			setPeriod(p, text)
		}
	case "goal":
		if p.Goal == "" {
			p.Goal = text
		}
	}
}

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
			if name != "" {
				out = append(out, schema.Allocation{Name: name, Amount: a})
			}
			part = part[span[1]:]
		}
	}
	return out
}

// setPeriod reads 2025年1月1日-2025年12月20日.
func setPeriod(p *schema.Project, s string) {
	p.PeriodText = strings.Trim(s, "。；;")
	i := strings.Index(p.PeriodText, "日")
	if i < 0 {
		return
	}
	p.PeriodStart, _ = parseDate(p.PeriodText[:i+len("日")])
	p.PeriodEnd, _ = parseDate(p.PeriodText[i+len("日"):])
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
