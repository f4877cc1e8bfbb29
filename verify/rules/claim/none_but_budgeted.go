package claim

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "none_but_budgeted",
		TitleZH:  "说明称没有的支出，报表中没有金额",
		TitleEN:  "What the narrative says there is none of has no amount in the tables",
		Severity: schema.SeverityWarning,
		Messages: verify.Messages{
			"": {
				ZH: "“{text}”{at}，{other}却印{other_text}。",
				EN: "“{text}”{at} says that there is none, but {other} prints {other_text}.",
			},
			"empty": {
				ZH: "“{quote}”{at}印{amount}，《{title}》却为空表。",
				EN: "“{quote}”{at} prints {amount}, but table “{title}” is empty.",
			},
		},
		Kinds:   []string{"narrative", "three_public"},
		Source:  "《地方预决算公开操作规程》：说明应与报表一致",
		Example: "“本年度无公务接待活动” ｜ 公务接待费 0.08",
		Run:     noneButBudgeted,
	})
}

var (
	noneOf = pattern.MustCompile(`(上年度?|去年|20[0-9]{2}年度?)?[^，,。；;上去]{0,6}(?:无|没有|未安排|不安排|不再安排|未发生|不涉及)(公务接待|因公出国|公务用车购置|` +
		`公务用车运行)`)
	noneOK = pattern.MustCompile(`^(?:费|（境）费|\(境\)费)?(?:增加|减少|变化|增减|变动|超)`)
)

var noneItems = map[string]schema.Item{"公务接待": "reception", "因公出国": "overseas", "公务用车购置": "vehicle_purchase",
	"公务用车运行": "vehicle_running"}

// none is a place where a passage says that there is none of something.
type none struct {
	key  string
	text string
}

// nones are what a text says there is none of.
type nones struct {
	read  bool
	first map[schema.Item]numberedNone // by item
	all   int                          // places that were looked at
}

// numberedNone is a place among those of its text.
type numberedNone struct {
	number int
	text   string
}

// readNones reads what a text says there is none of this year.
func readNones(text string, year int) nones {
	out := nones{read: true, first: map[schema.Item]numberedNone{}}
	for n, m := range noneOf.FindAllStringSubmatchIndex(text, -1) {
		out.all++
		when := ""
		if m[2] >= 0 {
			when = text[m[2]:m[3]]
		}
		before := when == "上年" || when == "上年度" || when == "去年" || strings.HasPrefix(when, "20") &&
			!strings.HasPrefix(when, strconv.Itoa(year))
		item := noneItems[text[m[4]:m[5]]]
		if _, known := out.first[item]; !before && !known && !noneOK.MatchString(text[m[5]:]) {
			out.first[item] = numberedNone{n, text[m[0]:m[1]]}
		}
	}
	return out
}

// saysNone is the first place where a statement, or the reason it gives, says
// that there is none of its item this year. No such place runs over the end of
// a sentence.
func (s *statement) saysNone(year int) (none, bool) {
	if !s.words.nones.read {
		s.words.nones = readNones(s.Sentence, year)
	}
	n, ok := s.words.nones.first[s.Item]
	if !ok && s.Reason != "" {
		n, ok = readNones(s.Reason, year).first[s.Item]
		n.number += s.words.nones.all
	}
	return none{fmt.Sprintf("%s-%d", s.key, n.number), n.text}, ok
}

// ofThreePublic are the facts of the tables of the three public expenses, by
// item and stage.
var ofThreePublic = verify.NewView(func(p *verify.Pass) map[nameAt][]*schema.Fact {
	out := map[nameAt][]*schema.Fact{}
	for i := range p.Record.Facts {
		if f := &p.Record.Facts[i]; f.Kind == schema.ThreePublic && verify.Tabled(f) {
			k := nameAt{string(f.Item), f.Stage}
			out[k] = append(out[k], f)
		}
	}
	return out
})

// publicExpense is the amount that the tables agree on for an item; nil if
// there is none or more than one.
func publicExpense(p *verify.Pass, s *statement) (found *schema.Fact) {
	for _, f := range tried(ofThreePublic.Of(p)[nameAt{string(s.Item), s.Stage}]) {
		switch {
		case !related(f.Fund, s.Fund):
		case found == nil:
			found = f
		case !found.Amount.Value.Equal(f.Amount.Value):
			return nil
		}
	}
	return found
}

// noneButBudgeted looks for the amount of what a passage says there is none
// of, once a passage.
func noneButBudgeted(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	type place struct{ page, block int }
	said, asked := map[place]bool{}, map[place]bool{} // the answer is known, the question was put
	type unknown struct {
		place
		result verify.Result
	}
	var unknowns []unknown
	out = spentWithoutTable(p)
	for _, s := range verify.InTime(ctx, statements.Of(p)) {
		if s.Source.TableID != "" || !verify.Money(s.Amount) && !verify.Money(s.Change) {
			continue
		}
		at := place{s.Source.Page, s.Source.Block}
		n, ok := s.saysNone(p.Record.Profile.FiscalYear)
		if !ok {
			continue
		}
		switch f := publicExpense(p, s); {
		case f == nil && s.Amount.Value.IsZero(): // no table need print what is not there
		case f == nil && !asked[at]:
			asked[at] = true
			o := p.Place(s.Source, s.Subject, n.text)
			unknowns = append(unknowns, unknown{at, verify.NotCheckable(n.key, verify.ReasonNotTabled, o)})
		case f != nil && !f.Amount.Value.IsZero() && !said[at]:
			said[at] = true
			r := verify.Notice(n.key, p.Place(s.Source, s.Subject, n.text), "", s.args(nil))
			r.Operands = append(r.Operands, p.OfFact(f).Operand)
			r.Printed, r.Unit, r.Difference = f.Amount.Value, f.Amount.Unit, f.Amount.Value
			out = append(out, r)
		}
	}
	for _, u := range unknowns {
		if !said[u.place] {
			said[u.place] = true
			out = append(out, u.result)
		}
	}
	return out, nil
}

// tableOfFund are the kinds of table that a fund has to itself.
var tableOfFund = map[schema.Fund]schema.TableKind{"government_funds": schema.GovernmentFundExpenditure,
	"state_capital": schema.StateCapitalExpenditure}

// arranged is what a form calls all that is spent of a fund: 使用政府性基金预算拨款
// 安排的支出.
var arranged = pattern.MustCompile(`^使用[\p{Han}]{4,16}安排的支出$`)

// ownTable is the kind of table that what a statement spends has to itself;
// empty if it has none, or is not spent this year.
func (s *statement) ownTable() schema.TableKind {
	switch {
	case !s.countable() || s.Amount.Value.IsZero() || !ofTheYear(s.Stage) || s.Flow != "expenditure":
	case s.Item.Within("three_public") && s.Function == "" && s.Project == "":
		return schema.ThreePublic
	case (s.total() || arranged.MatchString(s.Subject)) && strings.Contains(s.Subject, fundWords[s.Fund]):
		return tableOfFund[s.Fund]
	}
	return ""
}

// spentWithoutTable looks for what sentences say is spent while the table it
// has to itself is empty, once a table.
func spentWithoutTable(p *verify.Pass) (out []verify.Result) {
	empty, filled := map[schema.TableKind]*schema.Table{}, map[schema.TableKind]bool{}
	for i := range p.Record.Tables {
		if t := &p.Record.Tables[i]; t.Layout != nil && t.Layout.Empty && !p.Untitled(t.ID) && empty[t.Kind] == nil {
			empty[t.Kind] = t
		}
	}
	for i := range p.Record.Facts {
		if f := &p.Record.Facts[i]; verify.Tabled(f) && !f.Amount.Value.IsZero() {
			filled[f.Kind] = true
			if kind := tableOfFund[f.Fund]; kind != "" {
				filled[kind] = true
			}
		}
	}
	for _, s := range statements.Of(p) {
		kind := s.ownTable()
		t := empty[kind]
		if kind == "" || t == nil || filled[kind] {
			continue
		}
		filled[kind] = true // told
		r := verify.Notice(s.key+"-empty", s.figure(p, s.Amount), "empty", s.args(verify.Args{"title": t.Layout.Title}))
		r.Operands = append(r.Operands, p.OfTable(t, ""))
		out = append(out, r)
	}
	return out
}
