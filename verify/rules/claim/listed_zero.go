package claim

import (
	"context"
	"fmt"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "listed_zero",
		TitleZH:  "说明列为主要内容的支出不为零",
		TitleEN:  "What the narrative names among the main items is not printed as zero",
		Severity: schema.SeverityNotice,
		Milder: map[string]verify.Milder{"left_out": {Severity: schema.SeverityInfo,
			WhenZH: "支出的科目未列入，而其余各项均已列出",
			WhenEN: "the list leaves out one item and names all others"}},
		Messages: verify.Messages{
			"": {
				ZH: "“{text}”{at}被列为主要支出，{other}却印{other_text}。",
				EN: "“{text}”{at} is named among the main items, but {other} prints {other_text}.",
			},
			"blank": {
				ZH: "“{text}”{at}被列为主要支出，{other}却为空白。",
				EN: "“{text}”{at} is named among the main items, but {other} is blank.",
			},
			"no_line": {
				ZH: "“{text}”{at}被列为主要支出，所列其余{count}项均见于《{title}》，该表却无此项。",
				EN: "“{text}”{at} is named among the main items; of the {count} others table “{title}” has each, but no such line.",
			},
			"twice": {
				ZH: "“{text}”{at}在同一段列举中出现两次。",
				EN: "“{text}”{at} is named twice in one list.",
			},
			"left_out": {
				ZH: "“{text}”{at}所列各项未包括“{name}”，{other}却印{other_text}。",
				EN: "“{text}”{at} names all items but “{name}”, for which {other} prints {other_text}.",
			},
		},
		Kinds:   []string{"narrative", "general_budget_basic_expenditure", "appropriation_basic_expenditure"},
		Source:  "《地方预决算公开操作规程》：说明应与报表一致",
		Example: "“主要包括：……奖励金……” ｜ 30309 奖励金 0.00",
		Run:     listedZero,
	})
}

var listed = pattern.MustCompile(`((?:人员经费|公用经费)(?:支出)?[0-9][0-9.,]*万元[，,。](?:主要)?包括)[：:]?([^。；;]+)`)

// basicLines are the lines of the tables of basic expenditure by name.
type basicLines struct {
	zero map[string]*schema.Fact // the first that prints zero
	paid map[string]*schema.Fact // the first that prints more
	all  map[string]*schema.Cell // with those that print nothing: the label
	in   map[string]*schema.Table
	// blanks: no line prints zero and many print nothing, so that these have none
	blanks bool
	order  []*schema.Fact // those that print more
}

func basicExpenditure(kind schema.TableKind) bool {
	return kind == schema.GeneralBudgetBasicExpenditure || kind == schema.AppropriationBasicExpenditure
}

func basicLinesOf(rec *schema.Record) basicLines {
	l := basicLines{zero: map[string]*schema.Fact{}, paid: map[string]*schema.Fact{}, all: map[string]*schema.Cell{},
		in: map[string]*schema.Table{}, blanks: true}
	for i := range rec.Facts {
		f := &rec.Facts[i]
		if f.CodeName == "" || len(f.Economic) != 5 || f.Function != "" || !basicExpenditure(f.Kind) ||
			!verify.Money(f.Amount) {
			continue
		}
		name := verify.PlainName(f.CodeName)
		l.blanks = l.blanks && !f.Amount.Value.IsZero()
		switch {
		case f.Amount.Value.IsZero() && l.zero[name] == nil:
			l.zero[name] = f
		case !f.Amount.Value.IsZero() && l.paid[name] == nil:
			l.paid[name] = f
			l.order = append(l.order, f)
		}
	}
	for i := range rec.Tables {
		t := &rec.Tables[i]
		for k := range t.Cells {
			if basicExpenditure(t.Kind) && t.Cells[k].Role == schema.RoleStub {
				name := verify.PlainName(document.Squeeze(t.Cells[k].Text))
				l.all[name], l.in[name] = &t.Cells[k], t
			}
		}
	}
	l.blanks = l.blanks && len(l.all) >= len(l.paid)+manyBlanks
	return l
}

// manyBlanks is how many lines without an amount a table has that leaves blank
// what is nothing; a judgement.
const manyBlanks = 5

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
			out = append(out, lines.list(p, &passage, n, m)...)
		}
	}
	return out, nil
}

// list holds what a passage lists against the lines.
func (l *basicLines) list(p *verify.Pass, passage *verify.Passage, n int, m verify.Match) (out []verify.Result) {
	at := m.At[4]
	seen, table := map[string]bool{}, ""
	var missing []verify.Result
	for k, item := range strings.FieldsFunc(m.Text(2), func(r rune) bool { return r == '、' || r == '，' || r == ',' }) {
		at += strings.Index(passage.Text[at:], item)
		o := passage.Quote(at, at+len(item))
		at += len(item)
		key := fmt.Sprintf("%s-%d-%d", passage.ID, n, k)
		f, name := l.find(item)
		if seen[name] {
			out = append(out, verify.Notice(key, o, "twice", nil))
			continue
		}
		seen[name], seen[verify.PlainName(item)] = true, true
		switch {
		case l.paid[name] != nil:
			table = p.Title(l.paid[name].TableID)
		case f == nil && !others.MatchString(name) && l.unlike(name):
			missing = append(missing, verify.Notice(key, o, "no_line", nil))
		case f != nil:
			r := verify.Notice(key, o, "", nil)
			r.Operands = append(r.Operands, p.OfFact(f).Operand)
			out = append(out, r)
		case l.all[name] != nil && l.blanks:
			r := verify.Notice(key, o, "blank", nil)
			line := p.OfTable(l.in[name], "")
			line.Row, line.Column, line.Page, line.Box = l.all[name].Row, -1, l.all[name].Page, l.all[name].Box
			line.RowLabel = name
			r.Operands = append(r.Operands, line)
			out = append(out, r)
		case l.all[name] != nil:
			out = append(out, verify.NotCheckable(key, verify.ReasonPartsMissing, o))
		}
	}
	left := l.leftOut(p, passage, fmt.Sprintf("%s-%d-all", passage.ID, n), m, seen)
	// Where one line is left out as well, it is that, under another name.
	if n := l.namedIn(seen); len(missing) == 1 && len(left) == 0 && len(out) == 0 && n >= shortestListing {
		missing[0].Args = verify.Args{"count": n, "title": table}
		out = append(out, missing[0])
	}
	return append(out, left...)
}

// others are words of a list that name no line of their own.
var others = pattern.MustCompile(`等$|^其[他它]|其中|支出$|经费$`)

// namedIn is how many names of a list have a line with an amount.
func (l *basicLines) namedIn(seen map[string]bool) (n int) {
	for name := range seen {
		if f := l.paid[name]; f != nil && verify.PlainName(f.CodeName) == name {
			n++
		}
	}
	return n
}

// unlike: no line has the name, or one that holds it or is in it.
func (l *basicLines) unlike(name string) bool {
	like := func(of string) bool { return of != "" && (strings.Contains(of, name) || strings.Contains(name, of)) }
	for of := range l.all {
		if like(of) {
			return false
		}
	}
	for of := range l.paid {
		if like(of) {
			return false
		}
	}
	return true
}

// shortestListing is how many items a list names that leaves out one by
// mistake; a judgement.
const shortestListing = 5

// personnelClasses are the classes of personnel expenditure.
var personnelClasses = map[string]bool{"301": true, "303": true}

// leftOut is the one line with an amount that a list leaves out of those of
// its kind.
func (l *basicLines) leftOut(p *verify.Pass, passage *verify.Passage, key string, m verify.Match,
	seen map[string]bool) []verify.Result {
	if len(seen) < shortestListing || strings.HasSuffix(m.Text(2), "等") {
		return nil
	}
	var missing *schema.Fact
	for _, f := range l.order {
		name := verify.PlainName(f.CodeName)
		if personnelClasses[f.Economic[:3]] != strings.Contains(m.Text(1), "人员") || seen[name] {
			continue
		}
		if missing != nil {
			return nil // it does not mean to name all
		}
		missing = f
	}
	if missing == nil {
		return nil
	}
	r := verify.Notice(key, m.Quote(1), "left_out", verify.Args{"name": missing.CodeName})
	r.Operands = append(r.Operands, p.OfFact(missing).Operand)
	r.Milder = "left_out"
	return []verify.Result{r}
}
