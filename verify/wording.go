package verify

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

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

var listedItems = regexp.MustCompile(`(?:人员经费|公用经费)(?:支出)?[0-9][0-9.,]*万元[，,](?:主要)?包括[：:]?([^。；;]+)`)

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
		name := PlainName(f.CodeName)
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
		for n, m := range p.matches(listedItems) {
			at := m.at[2]
			for k, item := range strings.FieldsFunc(m.text(1), func(r rune) bool { return r == '、' || r == '，' || r == ',' }) {
				at += strings.Index(p.text[at:], item)
				o := p.quote(at, at+len(item))
				at += len(item)
				name := PlainName(item)
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
				names[PlainName(document.Squeeze(t.Cells[k].Text))] = true
			}
		}
	}
	return names
}
