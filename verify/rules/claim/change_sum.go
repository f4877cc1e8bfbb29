package claim

import (
	"context"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "change_sum",
		TitleZH:  "各项增减之和等于总的增减",
		TitleEN:  "The changes of all items add up to the change of the whole",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{
			"": {
				ZH: "“{subject}”{at}{own}，所列{count}项合计{items}，相差{difference}，四舍五入可以解释。",
				EN: "“{subject}”{at} is said to have {own}, the {count} items listed {items}: a difference of " +
					"{difference}, which rounding explains.",
				Neutral: true,
			},
			"prior": {
				ZH: "“{subject}”{at}按本年数和增减额推算，上年为{printed}；按所列{count}项推算，上年合计为{expected}，相差{difference}，四舍五入可以解释。",
				EN: "“{subject}”{at} and its change imply {printed} for the year before, the {count} items " +
					"listed imply {expected}: a difference of {difference}, which rounding explains.",
				Neutral: true,
			},
		},
		Kinds:   []string{"narrative"},
		Source:  "算术；列举是否完整不能确定，故不作为错误",
		Example: "各项增减之和 14.55 ｜ 14.56（四舍五入）",
		Run:     changeSum,
	})
}

// fundNature is a fund, or its basic or project expenditure.
type fundNature struct {
	fund   schema.Fund
	nature schema.Nature
}

// itemList is the items (项) of a fund that change, and the whole they are of.
type itemList struct {
	of    fundNature
	items []*statement
}

// changeSum holds the changes of the items (项) of a fund, and of its basic and
// its project expenditure where every item is one or the other, against the
// change of the whole; and so their amounts of the year before. That a list is
// complete is never certain (an item may have ended with the year before), so
// that these hold or say nothing.
func changeSum(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	lists, wholes, mixed := changedItems(p)
	for _, l := range lists {
		whole := wholes[l.of]
		if whole == nil || len(l.items) < 2 || l.of.nature != "" && mixed[l.of.fund] {
			continue
		}
		key := string(l.of.fund)
		if l.of.nature != "" {
			key += "-" + string(l.of.nature)
		}
		var changes []verify.Observation
		for _, s := range l.items {
			changes = append(changes, s.changed(p))
		}
		r := p.CompareSum(key, "", false, whole.changed(p), changes...)
		r.Say("", verify.Args{"subject": whole.Subject, "count": len(l.items), "own": moved(&r, r.Printed),
			"items": moved(&r, r.Expected)})
		out = append(out, holdsOrNothing(r))
		if l.of.nature == "" {
			out = append(out, holdsOrNothing(priorSum(p, key+"-prior", whole, l.items)))
		}
	}
	return out, nil
}

// changedItems are the items whose change is stated, by fund and by nature;
// mixed are the funds with an item of both natures, or of none that is known.
func changedItems(p *verify.Pass) (lists []*itemList, wholes map[fundNature]*statement, mixed map[schema.Fund]bool) {
	wholes, mixed = map[fundNature]*statement{}, map[schema.Fund]bool{}
	at := map[fundNature]*itemList{}
	add := func(k fundNature, s *statement) {
		if at[k] == nil {
			at[k] = &itemList{of: k}
			lists = append(lists, at[k])
		}
		at[k].items = append(at[k].items, s)
	}
	for _, s := range statements.Of(p) {
		if !verify.Money(s.Amount) || !s.changes() {
			continue
		}
		k := fundNature{s.Fund, s.Nature}
		switch {
		case len(s.Function) == 7 && s.Nature == "":
			add(k, s)
			if k.nature = natureOf(p, s); k.nature != "" {
				add(k, s)
			} else {
				mixed[s.Fund] = true
			}
		case s.Function == "" && s.Economic == "" && wholes[k] == nil && (s.Item == "" || s.Item == "with_carryover"):
			wholes[k] = s
		}
	}
	return lists, wholes, mixed
}

// priorSum holds the amount of the year before that a whole and its change
// imply against those that its items imply.
func priorSum(p *verify.Pass, key string, whole *statement, items []*statement) verify.Result {
	prior, operands := impliedPrior(p, whole)
	var before amount.Interval
	for _, s := range items {
		i, more := impliedPrior(p, s)
		before = before.Add(i)
		operands = append(operands, more...)
	}
	r := verify.Result{Key: key, Unit: whole.Amount.Unit, Operands: operands}
	r.Compare(prior, before)
	r.Say("prior", verify.Args{"subject": whole.Subject, "count": len(items),
		"at": verify.At(whole.changed(p).Operand.Page)})
	return r
}

// impliedPrior is the amount of the year before that an amount and its change
// imply, with what it follows from.
func impliedPrior(p *verify.Pass, s *statement) (amount.Interval, []schema.Operand) {
	now, change := s.amountOf(p), s.changed(p)
	sign := -1
	if s.Direction == "decrease" {
		sign = 1
	}
	return now.Interval.Sub(change.Interval), []schema.Operand{now.As(1), change.As(sign)}
}

// natures are the kinds of spending that the tables print of each item (项), by
// its code, fund, flow and stage.
var natures = verify.NewView(func(p *verify.Pass) map[schema.Coordinates]schema.Nature {
	out := map[schema.Coordinates]schema.Nature{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if f.Nature != "basic" && f.Nature != "project" || f.Economic != "" || f.Project != "" ||
			!verify.Money(f.Amount) || f.Amount.Value.IsZero() {
			continue
		}
		k := schema.Coordinates{Flow: f.Flow, Fund: f.Fund, Function: f.Function, Stage: f.Stage}
		switch have, known := out[k]; {
		case !known:
			out[k] = f.Nature
		case have != f.Nature:
			out[k] = "" // both
		}
	}
	return out
})

// natureOf says what kind of spending an item is in the tables of its fund:
// basic or project; empty if it is both or they do not say.
func natureOf(p *verify.Pass, s *statement) schema.Nature {
	return natures.Of(p)[schema.Coordinates{Flow: s.Flow, Fund: s.Fund, Function: s.Function, Stage: s.Stage}]
}
