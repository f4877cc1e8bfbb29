package verify

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

var listNumber = regexp.MustCompile(`(?:^|[；;。：:，,\s])([1-9][0-9]?)[.、．]([^0-9\s])`)

// numbering: the items of a list in one text count 1, 2, 3.
func (d *disclosure) numbering() (out []result) {
	d.texts(func(p passage) {
		found := p.matches(listNumber)
		var ns []int
		for _, m := range found {
			n, _ := strconv.Atoi(m.text(1))
			ns = append(ns, n)
		}
		for i, n := range ns {
			var zh, en string
			switch {
			case i > 0 && n == ns[i-1] && (i == len(ns)-1 || ns[i+1] == n+1):
				zh, en = fmt.Sprintf("序号%d重复", n), fmt.Sprintf("the number %d stands twice", n)
			case i == 0 && n == 2 && (len(ns) == 1 || ns[1] == 3) && len([]rune(p.text)) > 20 && listBefore(p.text):
				zh, en = "有2无1", "a number 2 without a number 1"
			default:
				continue
			}
			mark := found[i].text(0)
			out = append(out, d.notice(ruleNumbering, fmt.Sprintf("%s-%d", p.id, i), found[i].quote(0),
				fmt.Sprintf("%s列举编号有误：%s（“%s”）。", pageZH(p.Page), zh, excerpt(p.text, mark)),
				fmt.Sprintf("%sin a list %s (“%s”).", pageEN(p.Page), en, excerpt(p.text, mark))))
		}
	})
	return out
}

// listBefore: the text before a lone number 2 is long enough to be item 1.
func listBefore(text string) bool {
	i := listNumber.FindStringIndex(text)
	return i != nil && i[0] > 0
}

func excerpt(text, mark string) string {
	i := strings.Index(text, mark)
	r := []rune(text[max(i, 0):])
	return string(r[:min(24, len(r))])
}

// tableNumber takes the number of a table apart: 公开03表, 附表3, 公开表三.
var tableNumber = regexp.MustCompile(`^(\p{Han}*?)(?:([0-9]{1,2})(表)|表([0-9]{1,2}|[一二三四五六七八九十]{1,3}))$`)

// tableNumbers: where tables are numbered, each has its number once.
func (d *disclosure) tableNumbers() (out []result) {
	numbers, have, spell := d.numberedTables()
	missing := 0
	for n, last := 1, slices.Max(append(numbers, 0)); n < last; n++ {
		if !have[n] {
			missing++
		}
	}
	// of several that lack, a publisher may have left out what does not apply
	whole := missing == 1 && (d.rec.Status == "" || d.rec.Status == schema.StatusRead)
	at := func(i int) int {
		if i < 0 || i >= len(numbers) {
			return 0
		}
		return numbers[i]
	}
	for i, n := range numbers {
		t, previous := &d.rec.Tables[i], at(i-1)
		if t.Layout == nil || previous <= 0 {
			continue
		}
		o := schema.Operand{TableID: t.ID, TableTitle: t.Layout.Title, Row: -1, Column: -1, Text: t.Layout.Number}
		if len(t.Layout.Pages) > 0 {
			o.Page = t.Layout.Pages[0]
		}
		switch {
		case n == 0 && at(i+1) == previous+2 && !have[previous+1]:
			out = append(out, d.notice(ruleTableNumber, tail(t.ID), o,
				fmt.Sprintf("《%s》缺少表号（应为%s）。", t.Layout.Title, spell(previous+1)),
				fmt.Sprintf("Table “%s” has no number where %d is due.", t.Layout.Title, previous+1)))
		case n == previous && !d.sameForm(i-1, i):
			out = append(out, d.notice(ruleTableNumber, tail(t.ID), o,
				fmt.Sprintf("《%s》的表号%s与前一张表重复。", t.Layout.Title, t.Layout.Number),
				fmt.Sprintf("Table “%s” has the number %s of the table before.", t.Layout.Title, t.Layout.Number)))
		case n == previous+2 && whole && !have[n-1] && previous != at(i-2) && n != at(i+1) && d.rec.Document != nil && !d.speaksOf(n-1):
			out = append(out, d.notice(ruleTableNumber, tail(t.ID), o,
				fmt.Sprintf("《%s》（%s）之前没有%s。", t.Layout.Title, t.Layout.Number, spell(n-1)),
				fmt.Sprintf("No table has the number %d before “%s” (%s).", n-1, t.Layout.Title, t.Layout.Number)))
		}
	}
	return out
}

// numberedTables is the number of every table in the series most of them are
// counted in, 0 of those without a number and -1 of those counted otherwise,
// and how that series writes a number. Two tables are no series.
func (d *disclosure) numberedTables() (numbers []int, have map[int]bool, spell func(int) string) {
	series, count, best := make([]string, len(d.rec.Tables)), map[string]int{}, ""
	numbers, have = make([]int, len(d.rec.Tables)), map[int]bool{}
	forms := map[string][2]string{} // what stands before and behind the digits
	for i := range d.rec.Tables {
		t := d.rec.Tables[i].Layout
		if t == nil || t.Number == "" {
			continue
		}
		numbers[i] = -1
		m := tableNumber.FindStringSubmatch(t.Number)
		if m == nil {
			continue
		}
		n := zh.Number(m[2] + m[4])
		if n <= 0 {
			continue
		}
		numbers[i], series[i] = n, m[1]+m[3]
		if _, known := forms[series[i]]; !known {
			forms[series[i]] = [2]string{m[1], m[3]}
		}
		if count[series[i]]++; count[series[i]] > count[best] {
			best = series[i]
		}
	}
	if count[best] < 3 {
		return nil, nil, nil
	}
	for i, n := range numbers {
		switch {
		case n > 0 && series[i] == best:
			have[n] = true
		case n > 0:
			numbers[i] = -1
		}
	}
	form := forms[best]
	return numbers, have, func(n int) string {
		if form[1] != "" {
			return fmt.Sprintf("%s%02d表", form[0], n)
		}
		return fmt.Sprintf("%s表%d", form[0], n)
	}
}

// sameForm reports tables that may share a number: forms of several projects,
// the parts of one table.
func (d *disclosure) sameForm(i, j int) bool {
	a, b := &d.rec.Tables[i], &d.rec.Tables[j]
	performance := func(t *schema.Table) bool {
		return t.Kind == schema.PerformanceProject || t.Kind == schema.PerformanceOverall
	}
	return document.Squeeze(a.Layout.Title) == document.Squeeze(b.Layout.Title) || performance(a) || performance(b) ||
		a.Kind == b.Kind && a.Kind != schema.OtherTable && a.Kind != ""
}

// speaksOf reports that a table of a number is named somewhere in the text, or
// was read as part of another.
func (d *disclosure) speaksOf(n int) bool {
	named := regexp.MustCompile(fmt.Sprintf(`表0?%[1]d(?:[^0-9.]|$)|(?:^|[^0-9])0?%[1]d表|表%[2]s`, n, zh.Numeral(n)))
	for p := range d.rec.Document.Pages {
		for i := range d.rec.Document.Pages[p].Blocks {
			if named.MatchString(document.Squeeze(d.rec.Document.Pages[p].Blocks[i].Text)) {
				return true
			}
		}
	}
	return false
}

var placeholder = regexp.MustCompile(`[XＸ×]{2,}|待填|待补充|此处填写|请填写|[0-9]*XX[0-9]*(?:年|万元|元)`)

// placeholders: no words of the template are left in what is published. A
// template itself, which has many, is no disclosure.
func (d *disclosure) placeholders() (out []result) {
	const template = 30
	d.texts(func(p passage) {
		for _, re := range []*regexp.Regexp{placeholder, openChoice} {
			for n, m := range p.matches(re) {
				words := m.text(0)
				out = append(out, d.notice(rulePlaceholder, fmt.Sprintf("%s-%d-%s", p.id, n, words), m.quote(0),
					fmt.Sprintf("%s保留了模板文字“%s”（“%s”）。", pageZH(p.Page), words, excerpt(p.text, words)),
					fmt.Sprintf("%swords of the template left in: “%s”.", pageEN(p.Page), excerpt(p.text, words))))
			}
		}
	})
	if len(out) >= template {
		return nil
	}
	return out
}

var (
	emptyNote = regexp.MustCompile(`(?:没有|无|未|不涉及|空表|为零|为0|无数据|未发生|未安排)`)
	thisTable = regexp.MustCompile(`(?:本表|此表|该表)(?:为|是)空表|(?:因此|故)?本表(?:无数据|为空)`)
)

// emptyForms: an empty form says why it is empty, and only an empty one does.
func (d *disclosure) emptyForms() (out []result) {
	if len(d.rec.Facts) == 0 {
		return nil // a template, or nothing that was understood
	}
	elsewhere := sync.OnceValue(d.emptyElsewhere)
	for i := range d.rec.Tables {
		t := &d.rec.Tables[i]
		if d.untitled(t.ID) || t.Kind == schema.OtherTable || t.Kind == schema.PerformanceOverall || t.Kind == schema.PerformanceProject {
			continue
		}
		o := schema.Operand{TableID: t.ID, TableTitle: t.Layout.Title, Row: -1, Column: -1}
		if len(t.Layout.Pages) > 0 {
			o.Page = t.Layout.Pages[0]
		}
		notes := strings.Join(t.Layout.Notes, " ")
		said := emptyNote.MatchString(notes)
		nonzero := false
		for k := range t.Cells {
			c := &t.Cells[k]
			nonzero = nonzero || c.Role == schema.RoleValue && c.Amount != nil && !c.Amount.Value.IsZero()
			said = said || c.Role != schema.RoleHeader && (c.Text == "无" || len([]rune(c.Text)) > 4 && emptyNote.MatchString(c.Text))
		}
		switch {
		case !nonzero && t.Layout.Empty && !said && !elsewhere()(t):
			out = append(out, d.notice(ruleEmptyForm, tail(t.ID), o,
				fmt.Sprintf("《%s》为空表，未说明原因。", t.Layout.Title),
				fmt.Sprintf("Table “%s” is empty and does not say why.", t.Layout.Title)))
		case nonzero && thisTable.MatchString(notes):
			o.Text = notes
			out = append(out, d.notice(ruleEmptyForm, tail(t.ID), o,
				fmt.Sprintf("《%s》有数据，却注明“%s”。", t.Layout.Title, notes),
				fmt.Sprintf("Table “%s” has figures and a note that it is empty.", t.Layout.Title)))
		}
	}
	return out
}

// noneTold finds sentences of a narrative that say there is nothing a table
// of the kind could show.
var noneTold = func() map[schema.TableKind]*regexp.Regexp {
	out := map[schema.TableKind]*regexp.Regexp{}
	for kind, subject := range map[schema.TableKind]string{
		schema.GovernmentFundExpenditure:       `政府性?基金`,
		schema.StateCapitalExpenditure:         `国有资本经营`,
		schema.SpecialAccountExpenditure:       `(?:财政专户|专户管理)`,
		schema.ThreePublic:                     `[“"]?三公[”"]?经费`,
		schema.Procurement:                     `政府采购`,
		schema.PurchasedServices:               `购买服务`,
		schema.DebtExpenditure:                 `债[务券]`,
		schema.ProjectExpenditure:              `(?:项目支出|专项业务经费)`,
		schema.GeneralBudgetProjectExpenditure: `(?:项目支出|专项业务经费)`,
		schema.SpecialFunds:                    `专项资金`,
	} {
		out[kind] = regexp.MustCompile(`(?:没有|无|未|不涉及|不存在)[^，,、。；;]{0,14}` + subject + `|` +
			subject + `[^，,、。；;]{0,20}(?:空表|为0|为零|没有|未安排|未发生|无(?:数据|支出|收支|收入|安排)|[^0-9.,]0(?:\.0+)?万?元)`)
	}
	return out
}()

// emptyElsewhere reads why forms are empty where it is not said below them:
// in the list of tables (是否空表, 公开空表理由) and in the narrative.
func (d *disclosure) emptyElsewhere() func(*schema.Table) bool {
	listed := map[string]bool{}
	for i := range d.rec.Tables {
		for _, title := range emptyListed(d.rec.Tables[i].Layout) {
			listed[title] = true
		}
	}
	told := map[schema.TableKind]bool{}
	d.texts(func(p passage) {
		if p.TableID != "" {
			return
		}
		for kind, none := range noneTold {
			told[kind] = told[kind] || none.MatchString(p.tight)
		}
	})
	return func(t *schema.Table) bool {
		title := plainTitle(t.Layout.Title)
		return told[t.Kind] || title != "" && listed[title]
	}
}

// emptyListed are the titles to which a list of tables gives a reason why they
// are empty.
func emptyListed(t *document.Table) (out []string) {
	if t == nil {
		return nil
	}
	name, reason := -1, -1
	for i := range t.Cells {
		if reason >= 0 && name >= 0 {
			if s := document.Squeeze(t.Origin(i, reason).Text); s != "" {
				out = append(out, plainTitle(t.Origin(i, name).Text))
			}
			continue
		}
		for j := range t.Cells[i] {
			switch s := document.Squeeze(t.Cells[i][j].Text); {
			case strings.Contains(s, "空表") && (strings.Contains(s, "理由") || strings.Contains(s, "原因")):
				reason = j
			case strings.HasSuffix(s, "名称") || s == "表名" || s == "内容":
				name = j
			}
		}
	}
	return out
}

func plainTitle(s string) string { return plainName(document.Squeeze(s)) }

var (
	comparedYear = regexp.MustCompile(`(?:比|较|与)(20[0-9]{2})年(?:度)?[^，,。；;0-9]{0,8}(?:增加|减少|增长|下降|持平)`)
	periodYears  = regexp.MustCompile(`(20[0-9]{2})年[0-9]{1,2}月[0-9]{0,2}日?(?:至|到|-|－|—|–|~|～)+(20[0-9]{2})年[0-9]{1,2}月`)
)

// final: the document discloses final accounts.
func (d *disclosure) final() bool {
	return d.rec.Profile.ReportKind == schema.DepartmentFinal || d.rec.Profile.ReportKind == schema.UnitFinal
}

// years: a year is compared with another one, and a period of a budget
// reaches into its year.
func (d *disclosure) years() (out []result) {
	fiscal := strconv.Itoa(d.rec.Profile.FiscalYear)
	if fiscal == "0" {
		return nil
	}
	previous := ""
	d.texts(func(p passage) {
		p = p.squeeze()
		heading := previous // 五、实施周期
		if previous = p.text; len([]rune(heading)) > 12 {
			heading = ""
		}
		for n, m := range p.matches(comparedYear) {
			if m.text(1) != fiscal || d.final() && strings.Contains(m.text(0), "预算") {
				continue // final figures are held against the budget of their year
			}
			out = append(out, d.notice(ruleYears, fmt.Sprintf("%s-%d", p.id, n), m.quote(0),
				fmt.Sprintf("%s“%s”：%s年度的数字与同一年度比较。", pageZH(p.Page), m.text(0), fiscal),
				fmt.Sprintf("%s“%s”: the year %s is compared with itself.", pageEN(p.Page), m.text(0), fiscal)))
		}
		for n, m := range p.matches(periodYears) {
			if m.text(2) >= fiscal || d.final() || !strings.Contains(heading+p.text, "周期") {
				continue
			}
			out = append(out, d.notice(ruleYears, fmt.Sprintf("%s-period%d", p.id, n), m.quote(0),
				fmt.Sprintf("%s“%s”：%s年度预算所列期间早于该年度。", pageZH(p.Page), m.text(0), fiscal),
				fmt.Sprintf("%s“%s”: a period before the year %s of the budget.", pageEN(p.Page), m.text(0), fiscal)))
		}
	})
	return out
}

var (
	codeLevel = regexp.MustCompile(`[（(](?:[0-9]{2,7})?(类|款|项)[）)]`)
	nameEnd   = regexp.MustCompile(`[\p{Han}、（）()]{2,40}$`)
)

// names: what the narrative calls a class, section or item is what the tables
// call it. A document without tables that name them, or whose names mostly
// differ, accuses nobody.
func (d *disclosure) names() (out []result) {
	known := map[string]bool{}
	levels := map[string]map[string]bool{"类": {}, "款": {}, "项": {}}
	for i := range d.rec.Facts {
		if f := &d.rec.Facts[i]; f.CodeName != "" && f.Function != "" {
			name := plainName(f.CodeName)
			level := levels[map[int]string{3: "类", 5: "款", 7: "项"}[len(f.Function)]]
			for _, n := range []string{name, strings.TrimSuffix(name, "支出")} {
				known[n] = true
				if level != nil {
					level[n] = true
				}
			}
		}
	}
	seen := map[string]bool{}
	holds := 0
	d.texts(func(p passage) {
		p = p.squeeze()
		if p.TableID != "" {
			return
		}
		end := 0
		for n, mark := range p.matches(codeLevel) {
			printed := strings.TrimLeft(nameEnd.FindString(p.text[end:mark.at[0]]), "、")
			name, level := plainName(printed), mark.text(1)
			end = mark.at[1]
			if name == "" || seen[name+level] {
				continue
			}
			seen[name+level] = true
			of := known
			switch n := len(levels[level]); {
			case n == 0:
				continue // the tables print none of this level
			case n >= 3:
				of = levels[level]
			}
			if endsIn(name, of) {
				holds++
				continue
			}
			o := p.quote(mark.at[0]-len(printed), mark.at[0])
			o.Text = name
			r := d.notice(ruleNames, fmt.Sprintf("%s-%d", p.id, n), o,
				fmt.Sprintf("%s说明中的科目名称“%s”（%s）与各表不同。", pageZH(p.Page), name, level),
				fmt.Sprintf("%sthe narrative names “%s” (%s), no table does.", pageEN(p.Page), name, level))
			out = append(out, r)
		}
	})
	for i := range out {
		switch {
		case len(known) < 3:
			out[i] = out[i].not(reasonNoTables)
		case holds < 3 || holds < 2*len(out):
			out[i] = out[i].not(reasonOtherNames)
		}
	}
	return out
}

var nameMarks = strings.NewReplacer("(", "（", ")", "）", "“", "", "”", "")

func plainName(s string) string { return strings.TrimLeft(nameMarks.Replace(s), "、") }

func endsIn(name string, known map[string]bool) bool {
	r := []rune(name)
	for i := range r {
		if known[string(r[i:])] || known[strings.TrimSuffix(string(r[i:]), "支出")] {
			return true
		}
	}
	return false
}

var projectCount = regexp.MustCompile(`绩效目标(?:管理)?的?项目(?:共)?([0-9]{1,3})个`)

// counts: as many projects have performance tables as the narrative says.
func (d *disclosure) counts() (out []result) {
	projects := map[string]bool{}
	for i := range d.rec.Indicators {
		if ind := &d.rec.Indicators[i]; ind.Scope != "department" && ind.Scope != "" {
			projects[ind.Scope] = true
		}
	}
	d.texts(func(p passage) {
		if p.TableID != "" {
			return
		}
		p = p.squeeze()
		for n, m := range p.matches(projectCount) {
			printed := sighting{operand: m.quote(0), interval: amount.Point(amount.Parse(m.text(1)).Value)}
			there := sighting{operand: p.Operand, interval: amount.Point(decimal.NewFromInt(int64(len(projects))))}
			there.operand.Text, there.operand.Box = strconv.Itoa(len(projects)), document.Box{} // printed nowhere
			r := d.hold(ruleCount, fmt.Sprintf("%s-%d", p.id, n), ruleCount, true, printed, there)
			if len(projects) == 0 {
				r = r.not(reasonNoTables)
			}
			r.zh = fmt.Sprintf("%s“%s”，有绩效目标表的项目%d个。", pageZH(p.Page), m.text(0), len(projects))
			r.en = fmt.Sprintf("%s“%s”: %d projects have performance tables.", pageEN(p.Page), m.text(0), len(projects))
			out = append(out, r)
		}
	})
	return out
}

// units: a table of amounts says what they are counted in.
func (d *disclosure) units() (out []result) {
	for i := range d.rec.Tables {
		t := &d.rec.Tables[i]
		if d.untitled(t.ID) || t.Kind == schema.OtherTable || t.Kind == schema.PerformanceOverall || t.Kind == schema.PerformanceProject || t.UnitSource == "table" || t.UnitSource == "header" {
			continue
		}
		amounts := 0
		for k := range t.Cells {
			if c := &t.Cells[k]; c.Role == schema.RoleValue && c.Amount != nil && c.Amount.Unit == t.Unit {
				amounts++
			}
		}
		if amounts == 0 || t.Layout.Unit != "" {
			continue
		}
		o := schema.Operand{TableID: t.ID, TableTitle: t.Layout.Title, Row: -1, Column: -1}
		if len(t.Layout.Pages) > 0 {
			o.Page = t.Layout.Pages[0]
		}
		out = append(out, d.notice(ruleUnit, tail(t.ID), o,
			fmt.Sprintf("《%s》未注明金额单位。", t.Layout.Title),
			fmt.Sprintf("Table “%s” does not say what its amounts are counted in.", t.Layout.Title)))
	}
	return out
}
