package claim

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "listed_zero",
		TitleZH:  "说明列为主要内容的支出不为零",
		TitleEN:  "What the narrative names among the main items is not printed as zero",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{"": {
			ZH: "“{text}”{at}被列为主要支出，{other}却印{other_text}。",
			EN: "“{text}”{at} is named among the main items, but {other} prints {other_text}.",
		}},
		Kinds:   []string{"narrative", "general_budget_basic_expenditure", "appropriation_basic_expenditure"},
		Source:  "《地方预决算公开操作规程》：说明应与报表一致",
		Example: "“主要包括：……奖励金……” ｜ 30309 奖励金 0.00",
		Run:     listedZero,
	})
}

var listed = regexp.MustCompile(`(?:人员经费|公用经费)(?:支出)?[0-9][0-9.,]*万元[，,](?:主要)?包括[：:]?([^。；;]+)`)

// basicLines are the lines of the tables of basic expenditure by name.
type basicLines struct {
	zero map[string]*schema.Fact // the first that prints zero
	paid map[string]bool         // those that print more
	all  map[string]bool         // with those that print nothing
}

func basicExpenditure(kind schema.TableKind) bool {
	return kind == schema.GeneralBudgetBasicExpenditure || kind == schema.AppropriationBasicExpenditure
}

func basicLinesOf(rec *schema.Record) basicLines {
	l := basicLines{map[string]*schema.Fact{}, map[string]bool{}, map[string]bool{}}
	for i := range rec.Facts {
		f := &rec.Facts[i]
		if f.CodeName == "" || len(f.Economic) != 5 || f.Function != "" || !basicExpenditure(f.Kind) ||
			!verify.Money(f.Amount) {
			continue
		}
		name := verify.PlainName(f.CodeName)
		if !f.Amount.Value.IsZero() {
			l.paid[name] = true
		} else if l.zero[name] == nil {
			l.zero[name] = f
		}
	}
	for i := range rec.Tables {
		t := &rec.Tables[i]
		for k := range t.Cells {
			if basicExpenditure(t.Kind) && t.Cells[k].Role == schema.RoleStub {
				l.all[verify.PlainName(document.Squeeze(t.Cells[k].Text))] = true
			}
		}
	}
	return l
}

// find is the line that an item names, and its name.
func (l *basicLines) find(item string) (*schema.Fact, string) {
	name := verify.PlainName(item)
	if f := l.zero[name]; f != nil {
		return f, name
	}
	name = strings.TrimSuffix(name, "支出")
	return l.zero[name], name
}

func listedZero(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	lines := basicLinesOf(p.Record)
	for _, passage := range p.Narrative() {
		passage = passage.Squeeze()
		for n, m := range passage.Matches(listed) {
			at := m.At[2]
			for k, item := range strings.FieldsFunc(m.Text(1), func(r rune) bool {
				return r == '、' || r == '，' ||
					r == ','
			}) {
				at += strings.Index(passage.Text[at:], item)
				o := passage.Quote(at, at+len(item))
				at += len(item)
				key := fmt.Sprintf("%s-%d-%d", passage.ID, n, k)
				f, name := lines.find(item)
				switch {
				case lines.paid[name]:
				case f != nil:
					r := verify.Notice(key, o, "", nil)
					r.Operands = append(r.Operands, p.OfFact(f).Operand)
					out = append(out, r)
				case lines.all[name]:
					out = append(out, verify.NotCheckable(key, verify.ReasonPartsMissing, o))
				}
			}
		}
	}
	return out, nil
}
