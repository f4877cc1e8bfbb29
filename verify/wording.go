package verify

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// missingTables: a table that the contents announce is there. Where none is,
// the tables were published elsewhere or could not be read.
func (d *disclosure) missingTables() (out []result) {
	kept := 0
	for i := range d.rec.Promises {
		if d.rec.Promises[i].TableID != "" {
			kept++
		}
	}
	for i := range d.rec.Promises {
		p := &d.rec.Promises[i]
		if p.TableID != "" {
			continue
		}
		o := d.place(p.Source, p.Title, p.Title)
		r := d.notice(ruleMissingTable, strconv.Itoa(i), o,
			fmt.Sprintf("目录列有《%s》，正文中没有这张表。", p.Title),
			fmt.Sprintf("The contents announce the table “%s”, which is not in the document.", p.Title))
		if 2*kept < len(d.rec.Promises) {
			r = r.not(reasonUnread)
		}
		out = append(out, r)
	}
	return out
}

// codeNames: a code is printed with its official name. One finding a name.
func (d *disclosure) codeNames() (out []result) {
	seen := map[string]bool{}
	for i := range d.rec.Facts {
		f := &d.rec.Facts[i]
		code := f.Function + f.Economic
		if f.CodeNote == "" || seen[code+f.CodeName] {
			continue
		}
		seen[code+f.CodeName] = true
		o := d.fact(f).operand
		o.Text = f.CodeName
		out = append(out, d.notice(ruleCodeName, code+"-"+tail(f.TableID), o,
			fmt.Sprintf("《%s》%s印为“%s”，科目名称应为“%s”。", d.title(f.TableID), code, f.CodeName, f.CodeNote),
			fmt.Sprintf("Table “%s” prints code %s as “%s”; its official name is “%s”.", d.title(f.TableID), code, f.CodeName, f.CodeNote)))
	}
	return out
}

// stages: a budget does not call its own tables and figures final accounts,
// and the other way round.
func (d *disclosure) stages() (out []result) {
	final := false
	switch d.rec.Profile.ReportKind {
	case schema.DepartmentFinal, schema.UnitFinal:
		final = true
	case schema.DepartmentBudget, schema.UnitBudget:
	default:
		return nil
	}
	for i := range d.rec.Tables {
		t := &d.rec.Tables[i]
		if d.untitled(t.ID) || t.Kind == schema.OtherTable {
			continue
		}
		title := t.Layout.Title
		budget := strings.HasSuffix(title, "预算表") || strings.HasSuffix(title, "预算总表") || strings.HasSuffix(title, "预算明细表")
		if final && (!budget || strings.Contains(title, "决算")) || !final && !strings.Contains(title, "决算") {
			continue
		}
		o := schema.Operand{TableID: t.ID, TableTitle: title, Row: -1, Column: -1, Text: title}
		if len(t.Layout.Pages) > 0 {
			o.Page = t.Layout.Pages[0]
		}
		zh, en, should := "预算", "a budget", "决算"
		if final {
			zh, en, should = "决算", "final accounts", "预算"
		}
		out = append(out, d.notice(ruleStage, tail(t.ID), o,
			fmt.Sprintf("本文件为%s，表题却是《%s》（%s）。", zh, title, should),
			fmt.Sprintf("The document is %s, a table is titled “%s”.", en, title)))
	}
	if final || d.rec.Profile.FiscalYear == 0 {
		return out
	}
	own := regexp.MustCompile(strconv.Itoa(d.rec.Profile.FiscalYear) + `年(?:度)?[^，,。；;：:比较与上]{0,16}决算(?:数|支出|收入)?(?:为|[0-9])`)
	d.texts(func(p passage) {
		p = p.squeeze()
		for n, m := range p.matches(own) {
			out = append(out, d.notice(ruleStage, fmt.Sprintf("%s-%d", p.id, n), m.quote(0),
				fmt.Sprintf("%s“%s”：预算文件把本年度数字称为决算。", pageZH(p.Page), m.text(0)),
				fmt.Sprintf("%s“%s” calls a figure of the budget year a final account.", pageEN(p.Page), m.text(0))))
		}
	})
	return out
}

// zeroBases: growth from nothing has no rate.
func (d *disclosure) zeroBases() (out []result) {
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if c.Rate.Text == "" || c.Direction != "increase" || !money(c.Amount) || !money(c.Change) ||
			c.Amount.Value.IsZero() || c.Amount.Unit != c.Change.Unit || !c.Amount.Value.Equal(c.Change.Value) {
			continue
		}
		r := d.notice(ruleZeroBase, claimName(c), d.figure(c.Source, c.Subject, c.Rate),
			fmt.Sprintf("%s“%s”：上年为0，增长率%s没有意义。", pageZH(c.Source.Page), c.Quote, percent(c.Rate.Text)),
			fmt.Sprintf("%s“%s”: the year before was 0, so that a rate of %s says nothing.", pageEN(c.Source.Page), c.Quote, percent(c.Rate.Text)))
		if c.Rate.Value.Equal(decimal.NewFromInt(100)) {
			r.severity = schema.SeverityNotice // usual, and understood
		}
		out = append(out, r)
	}
	return out
}

var (
	noneOf = regexp.MustCompile(`(上年度?|去年|20[0-9]{2}年度?)?[^，,。；;上去]{0,6}(?:无|没有|未安排|不安排|不再安排|未发生|不涉及)(公务接待|因公出国|公务用车购置|公务用车运行)`)
	noneOK = regexp.MustCompile(`^(?:费|（境）费|\(境\)费)?(?:增加|减少|变化|增减|变动|超)`)
)

var noneItems = map[string]string{"公务接待": "reception", "因公出国": "overseas", "公务用车购置": "vehicle_purchase", "公务用车运行": "vehicle_running"}

// noneBudgeted: what a passage says there is none of has no amount beside it.
func (d *disclosure) noneBudgeted() (out []result) {
	type place struct{ page, block int }
	said := map[place]bool{}
	var unheld []result
	var at []place // of these
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if c.Source.TableID != "" || !money(c.Amount) && !money(c.Change) {
			continue
		}
		text := c.Sentence + "。" + c.Reason
		for n, m := range noneOf.FindAllStringSubmatchIndex(text, -1) {
			what := text[m[4]:m[5]]
			before := ""
			if m[2] >= 0 {
				before = text[m[2]:m[3]]
			}
			if before == "上年" || before == "上年度" || before == "去年" || strings.HasPrefix(before, "20") && !strings.HasPrefix(before, strconv.Itoa(d.rec.Profile.FiscalYear)) ||
				noneOK.MatchString(text[m[5]:]) || noneItems[what] != c.Item {
				continue
			}
			f := d.total(func(f *schema.Fact) bool {
				return tabled(f) && f.Item == c.Item && f.Stage == c.Stage && f.Kind == schema.ThreePublic && related(f.Fund, c.Fund)
			})
			if f == nil && c.Amount.Value.IsZero() {
				continue // no table need print what is not there
			}
			if f == nil {
				unheld = append(unheld, d.unheld(ruleNone, fmt.Sprintf("%s-%d", claimName(c), n), reasonNotTabled, d.place(c.Source, c.Subject, text[m[0]:m[1]])))
				at = append(at, place{c.Source.Page, c.Source.Block})
				continue
			}
			if f.Amount.Value.IsZero() || said[place{c.Source.Page, c.Source.Block}] {
				continue
			}
			said[place{c.Source.Page, c.Source.Block}] = true
			o := d.place(c.Source, c.Subject, text[m[0]:m[1]])
			r := d.notice(ruleNone, fmt.Sprintf("%s-%d", claimName(c), n), o,
				fmt.Sprintf("%s称“%s”，%s却印%s%s。", pageZH(c.Source.Page), o.Text, whereZH(d.fact(f).operand), f.Amount.Text, f.Amount.Unit),
				fmt.Sprintf("%s says there is none (“%s”), but %s prints %s %s.", pageEN(c.Source.Page), o.Text, whereEN(d.fact(f).operand), f.Amount.Text, unitEN(f.Amount.Unit)))
			r.check.Operands = append(r.check.Operands, d.fact(f).operand)
			r.check.Printed, r.check.Unit = f.Amount.Value, f.Amount.Unit
			r.check.Difference = r.check.Printed
			out = append(out, r)
		}
	}
	for i, r := range unheld {
		if !said[at[i]] {
			said[at[i]] = true
			out = append(out, r)
		}
	}
	return out
}

var listed = regexp.MustCompile(`(?:人员经费|公用经费)(?:支出)?[0-9][0-9.,]*万元[，,](?:主要)?包括[：:]?([^。；;]+)`)

// listedZeros: what a narrative names among the main items of basic
// expenditure is not printed as zero.
func (d *disclosure) listedZeros() (out []result) {
	zero := map[string]*schema.Fact{}
	paid := map[string]bool{}
	blank := d.basicLines()
	for i := range d.rec.Facts {
		f := &d.rec.Facts[i]
		if f.CodeName == "" || len(f.Economic) != 5 || f.Function != "" || f.Kind != schema.GeneralBudgetBasicExpenditure && f.Kind != schema.AppropriationBasicExpenditure || !money(f.Amount) {
			continue
		}
		name := plainName(f.CodeName)
		if !f.Amount.Value.IsZero() {
			paid[name] = true
		} else if zero[name] == nil {
			zero[name] = f
		}
	}
	d.texts(func(p passage) {
		if p.TableID != "" {
			return
		}
		p = p.squeeze()
		for n, m := range p.matches(listed) {
			at := m.at[2]
			for k, item := range strings.FieldsFunc(m.text(1), func(r rune) bool { return r == '、' || r == '，' || r == ',' }) {
				at += strings.Index(p.text[at:], item)
				o := p.quote(at, at+len(item))
				at += len(item)
				name := plainName(item)
				f := zero[name]
				if f == nil {
					name = strings.TrimSuffix(name, "支出")
					f = zero[name]
				}
				if f == nil && !paid[name] && blank[name] {
					out = append(out, d.unheld(ruleListedZero, fmt.Sprintf("%s-%d-%d", p.id, n, k), reasonPartsMissing, o))
				}
				if f == nil || paid[name] {
					continue
				}
				r := d.notice(ruleListedZero, fmt.Sprintf("%s-%d-%d", p.id, n, k), o,
					fmt.Sprintf("%s将“%s”列为主要支出，%s却印%s。", pageZH(p.Page), item, whereZH(d.fact(f).operand), f.Amount.Text),
					fmt.Sprintf("%s“%s” is named among the main items, but %s prints %s.", pageEN(p.Page), item, whereEN(d.fact(f).operand), f.Amount.Text))
				r.check.Operands = append(r.check.Operands, d.fact(f).operand)
				out = append(out, r)
			}
		}
	})
	return out
}

// basicLines are the names of the lines of the tables of basic expenditure.
func (d *disclosure) basicLines() map[string]bool {
	names := map[string]bool{}
	for i := range d.rec.Tables {
		t := &d.rec.Tables[i]
		if t.Kind != schema.GeneralBudgetBasicExpenditure && t.Kind != schema.AppropriationBasicExpenditure {
			continue
		}
		for k := range t.Cells {
			if t.Cells[k].Role == schema.RoleStub {
				names[plainName(document.Squeeze(t.Cells[k].Text))] = true
			}
		}
	}
	return names
}

// organizations: the name of the organization does not change. Names that
// differ in one character are looked for, once each.
func (d *disclosure) organizations() (out []result) {
	name := []rune(plainName(d.rec.Profile.Organization))
	if len(name) < 8 {
		return nil
	}
	seen := map[string]bool{}
	d.texts(func(p passage) {
		r := []rune(plainName(document.Squeeze(p.text)))
		for i := 0; i+len(name) <= len(r); i++ {
			differs := -1
			for k := range name {
				if r[i+k] != name[k] {
					if differs >= 0 || k == 0 {
						differs = -2
						break
					}
					differs = k
				}
			}
			if differs < 1 || differs == len(name)-1 {
				continue
			}
			other := string(r[i : i+len(name)])
			if seen[other] {
				continue
			}
			seen[other] = true
			o := p.Operand
			o.Text = other
			if p.block != nil {
				if box := only(p.block, "", other); !box.IsZero() {
					o.Box = box
				}
			}
			out = append(out, d.notice(ruleOrganization, fmt.Sprintf("%s-%d", p.id, i), o,
				fmt.Sprintf("%s单位名称印为“%s”，别处为“%s”。", pageZH(p.Page), other, string(name)),
				fmt.Sprintf("%sthe organization is called “%s”, elsewhere “%s”.", pageEN(p.Page), other, string(name))))
		}
	})
	return out
}

// unitConflicts: two tables whose common amounts all differ by one power of
// ten say different units of one of them.
func (d *disclosure) unitConflicts(agreements []result) (out []result) {
	type pair struct{ a, b string }
	type tally struct {
		off, holds int
		shift      int32
		first      *result
	}
	tallies := map[pair]*tally{}
	var order []pair
	for i := range agreements {
		r := &agreements[i]
		if len(r.check.Operands) < 2 {
			continue
		}
		p := pair{r.check.Operands[1].TableID, r.check.Operands[0].TableID}
		t := tallies[p]
		if t == nil {
			t = &tally{}
			tallies[p] = t
			order = append(order, p)
		}
		if r.check.Printed.IsZero() || r.check.Expected.IsZero() {
			continue
		}
		shift, ok := powerOfTen(r)
		switch {
		case r.check.Outcome == schema.Exact || r.check.Outcome == schema.Rounding:
			t.holds++
		case ok && (t.off == 0 || t.shift == shift):
			t.off++
			t.shift = shift
			if t.first == nil {
				t.first = r
			}
		}
	}
	for _, p := range order {
		t := tallies[p]
		if t.off < 3 || t.holds > 0 {
			continue
		}
		o := t.first.check.Operands
		r := d.notice(ruleUnitConflict, tail(p.b)+"-"+tail(p.a), o[0],
			fmt.Sprintf("《%s》与《%s》的%d个相同数字都相差10的%d次方倍：其中一张表的单位有误。", o[0].TableTitle, o[1].TableTitle, t.off, abs(t.shift)),
			fmt.Sprintf("All %d amounts that tables “%s” and “%s” share differ by 10^%d: one of them names the wrong unit.", t.off, o[0].TableTitle, o[1].TableTitle, abs(t.shift)))
		r.check.Operands = append(r.check.Operands, o[1])
		out = append(out, r)
	}
	return out
}

func abs(n int32) int32 { return max(n, -n) }

// powerOfTen: printed and expected are the same digits in units of money that
// are taken for one another.
func powerOfTen(r *result) (int32, bool) {
	for _, shift := range []int32{3, 4, 8, -3, -4, -8} {
		e := r.check.Expected.Shift(shift)
		if r.check.Printed.Sub(e).Abs().LessThanOrEqual(r.check.Slack.Add(r.check.Slack.Shift(max(shift, 0)))) {
			return shift, true
		}
	}
	return 0, false
}

var projectFunds = regexp.MustCompile(`(非财政拨款|财政拨款)?项目(?:共)?(?:[0-9]+个)?[，,]?涉及(?:财政性|预算|项目预算)?(?:金额|资金)(?:合计)?([0-9][0-9.,]*)(万元|元)`)

// projectTotals: what the narrative says all projects with performance tables
// cost is what these tables add up to. Tables may have been left out, so that
// it is no error.
func (d *disclosure) projectTotals() (out []result) {
	parts := map[string][]sighting{}
	for i := range d.rec.Projects {
		p := &d.rec.Projects[i]
		if !d.inForm(p) {
			continue
		}
		for _, of := range []struct {
			fund string
			a    schema.Amount
		}{{"", p.Total}, {"财政拨款", p.Fiscal}, {"非财政拨款", p.Other}} {
			if money(of.a) {
				parts[of.fund] = append(parts[of.fund], d.projectFigure(p, p.Name, of.a))
			}
		}
	}
	d.texts(func(p passage) {
		if p.TableID != "" {
			return
		}
		p = p.squeeze()
		for n, m := range p.matches(projectFunds) {
			a := amount.Parse(m.text(2))
			if a.Kind != amount.Number {
				continue
			}
			o := m.quote(2)
			o.RowLabel = m.text(0)
			r := d.hold(ruleProjectTotal, fmt.Sprintf("%s-%d", p.id, n), fmt.Sprintf("%s%s-%d", ruleProjectTotal, p.id, n), true,
				sighting{operand: o, interval: a.Interval(), unit: m.text(3)}, parts[m.text(1)]...)
			if d.formsWithoutTotal() > 0 {
				r = r.not(reasonPartsMissing)
			} else if len(parts[""]) == 0 {
				r = r.not(reasonNoTables)
			}
			r.zh = fmt.Sprintf("%s“%s”，各项目绩效目标表该项资金合计%s%s，相差%s。", pageZH(p.Page), m.text(0), r.check.Expected, m.text(3), r.check.Difference)
			r.en = fmt.Sprintf("%s“%s”: the performance tables add up to %s, a difference of %s.", pageEN(p.Page), m.text(0), r.check.Expected, r.check.Difference)
			out = append(out, r)
		}
	})
	return out
}
