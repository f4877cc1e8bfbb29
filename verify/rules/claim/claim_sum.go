package claim

import (
	"context"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "claim_sum",
		TitleZH:  "说明中列出的各部分之和等于总数",
		TitleEN:  "The parts a sentence lists add up to the whole it names",
		Severity: schema.SeverityError,
		Milder: map[string]verify.Milder{"inferred": {Severity: schema.SeverityWarning, Inferred: true,
			WhenZH: "所列各项是否为全部系推断",
			WhenEN: "that the parts are all there are is inferred"},
			"exchanged": {Severity: schema.SeverityNotice, WhenZH: "所列各项未必为全部，而某数相邻两位对调后即可相符",
				WhenEN: "the parts need not be all, but would be if two neighbouring digits of a figure were exchanged"}},
		Messages: verify.Messages{
			"": {
				ZH: "“{quote}”{at}印{amount}，所列各项之和却为{working}，{more}。",
				EN: "“{quote}”{at} prints {amount}, but the parts listed make {working}: {more}.",
			},
			"list": {
				ZH: "“{row}”{at}印{printed}，按“{quote}”所列其余各数应为{expected}，{more}。",
				EN: "“{row}”{at} prints {printed}; the other figures of “{quote}” give {expected}: {more}.",
			},
			"exceed": {
				ZH: "“{quote}”{at}印{amount}，所列各项已达{working}，{more}。",
				EN: "“{quote}”{at} prints {amount}, but the parts listed already come to {working}: {more}.",
			},
			"closing": {
				ZH: "“{subject}”{at}印{amount}，其后所列“{end}”却为{other_text}，{more}。",
				EN: "“{subject}”{at} is {amount}, but the list under it ends with a sum of {other_text}: {more}.",
			},
			"part": {
				ZH: "“{subject}”{at}印{amount}，多于它所属的“{whole}”，多{difference}。",
				EN: "“{subject}”{at} is {amount}, more than “{whole}”, of which it is a part: {difference} too much.",
			},
			"items": {
				ZH: "“{quote}”{at}印{amount}，文中所列各项合计却为{expected}，{more}。",
				EN: "“{quote}”{at} prints {amount}, but the items named add up to {expected}: {more}.",
			},
			"budgets": {
				ZH: "“{subject}”{at}预算为{amount}，文中所列各项的预算合计却为{expected}，{more}。",
				EN: "“{subject}”{at} has a budget of {amount}, but those of the items named add up to {expected}: {more}.",
			},
			"funds": {
				ZH: "“{quote}”{at}印{amount}，各项资金合计却为{expected}，{more}。",
				EN: "“{quote}”{at} prints {amount}, but the funds add up to {expected}: {more}.",
			},
		},
		Kinds: []string{"narrative"},
		Source: "算术；货物、工程、服务为政府采购全部，人员、公用经费为基本支出全部；" +
			"决算总计为本年合计与结余、结转之和（收入支出决算总表）",
		Example: "政府采购预算5.50万元，其中：货物0.50，工程0.00，服务5.00",
		Run:     claimSum,
	})
}

// summed are the wholes that a sum was found for, by the ID of their claim.
// Each is looked for by the surest means first.
type summed map[string]bool

func claimSum(_ context.Context, p *verify.Pass) ([]verify.Result, error) {
	done := summed{}
	out, incomplete := knownParts(p, done)
	out = append(out, additionSums(p, done)...)
	out = append(out, enumerations(p, done)...)
	out = append(out, onlyParts(p, done)...)
	out = append(out, fundSums(p, done)...)
	out = append(out, itemSums(p, done)...)
	for _, whole := range incomplete {
		if !done[whole.ID] {
			out = append(out, verify.NotCheckable(whole.key, verify.ReasonIncomplete, whole.amountOf(p).As(0)))
		}
	}
	return out, nil
}

// sumOf holds a whole against the sum of parts.
func sumOf(p *verify.Pass, key, family string, whole *statement, parts []*statement) verify.Result {
	var values []verify.Observation
	for _, s := range parts {
		values = append(values, s.amountOf(p))
	}
	return p.CompareSum(key, family, true, whole.amountOf(p), values...)
}

// slipOnly takes back what need not be a mistake: parts that may not be all
// accuse their whole only of the slip of one digit.
func slipOnly(r verify.Result, whole *statement) verify.Result {
	if r.Outcome == schema.Inconsistent && !slip(verify.Worth(whole.Amount).Interval, amount.Point(r.Expected)) {
		return r.NotCheckable(verify.ReasonIncomplete)
	}
	return r
}

// knownParts: the parts a sentence lists add up to the whole it names, where
// the parts are known to be all: goods, works and services of procurement;
// what the three public expenses consist of; personnel and operating of basic
// expenditure; basic and project expenditure where nothing else is listed.
// incomplete are wholes of which not all parts are given.
func knownParts(p *verify.Pass, done summed) (out []verify.Result, incomplete []*statement) {
	listed := map[string][]*statement{}
	for _, s := range statements.Of(p) {
		if s.Enumeration != "" && verify.Money(s.Amount) && !s.Again {
			listed[s.Enumeration] = append(listed[s.Enumeration], s)
		}
	}
	type itemFundSection struct {
		item    schema.Item
		fund    schema.Fund
		section string
	}
	structured := map[itemFundSection]bool{}
	for _, whole := range statements.Of(p) {
		if !verify.Money(whole.Amount) || whole.Approximate {
			continue
		}
		var members []*statement
		milder := ""
		at := itemFundSection{whole.Item, whole.Fund, whole.Section}
		switch {
		case whole.Item == "procurement":
			if members = ofProcurement(whole, listed[whole.ID]); len(members) == 2 {
				milder = "inferred" // of the third kind there is none
			}
		case structure[whole.Item] != nil && whole.Function == "" && !structured[at]:
			milder, structured[at] = "inferred", true
			for _, item := range structure[whole.Item] {
				members = append(members, beside(p, whole, item))
			}
		case whole.total() && len(listed[whole.ID]) == len(summaryOf[whole.Flow])+1:
			members = ofSummary(whole, listed[whole.ID])
		case whole.Nature == "basic" && whole.Item == "":
			members = []*statement{ofNature(whole, listed[whole.ID], "personnel"),
				ofNature(whole, listed[whole.ID], "operating")}
		case whole.Nature == "" && whole.Item == "" && len(listed[whole.ID]) == 2:
			members = []*statement{ofNature(whole, listed[whole.ID], "basic"),
				ofNature(whole, listed[whole.ID], "project")}
		}
		switch {
		case !slices.ContainsFunc(members, func(s *statement) bool { return s != nil }):
		case slices.Contains(members, nil):
			incomplete = append(incomplete, whole)
		default:
			done[whole.ID] = true
			out = append(out, listedSum(p, whole, members, milder))
		}
	}
	return out, incomplete
}

// summaryOf is what the summary of final accounts adds to the amounts of the
// year on each side; no more stands in its total.
var summaryOf = map[schema.Flow][]schema.Item{
	"revenue": {"use_of_surplus", "carryover_in"}, "expenditure": {"surplus_distribution", "carryover_out"},
}

// ofSummary are the parts of a total of the summary: the year's own total and
// what is added to it; nil if others are listed.
func ofSummary(whole *statement, listed []*statement) []*statement {
	year := only(whole, listed, func(s *statement) bool {
		return s.Item == "" && s.total() && s.Flow == whole.Flow && s.Fund == whole.Fund
	})
	members := []*statement{year}
	for _, item := range summaryOf[whole.Flow] {
		members = append(members, only(whole, listed, func(s *statement) bool { return s.Item == item }))
	}
	if slices.Contains(members, nil) {
		return nil
	}
	return members
}

func listedSum(p *verify.Pass, whole *statement, members []*statement, milder string) verify.Result {
	r := sumOf(p, whole.key, whole.ID, whole, members)
	r.Milder = milder
	r.Say("", whole.args(nil))
	return r
}

// only is the one part that matches; nil if there is none or more than one.
func only(whole *statement, parts []*statement, match func(*statement) bool) (found *statement) {
	for _, s := range parts {
		if !match(s) || s.Fund != whole.Fund && s.Item == "" {
			continue
		}
		if found != nil {
			return nil
		}
		found = s
	}
	return found
}

func ofNature(whole *statement, parts []*statement, nature schema.Nature) *statement {
	return only(whole, parts, func(s *statement) bool {
		return s.Nature == nature && s.Item == "" && s.Function == "" && s.Economic == ""
	})
}

// ofProcurement are the kinds of procurement that are listed; one alone is
// followed by nil.
func ofProcurement(whole *statement, parts []*statement) (members []*statement) {
	for _, kind := range []schema.Item{"procurement_goods", "procurement_works", "procurement_services"} {
		if s := only(whole, parts, func(s *statement) bool { return s.Item == kind }); s != nil {
			members = append(members, s)
		}
	}
	if len(members) == 1 {
		return append(members, nil)
	}
	return members
}

// itemUnder is an item of a fund and a project under a heading.
type itemUnder struct {
	heading
	item          schema.Item
	fund          schema.Fund
	project, unit string
}

// itemsUnder are the first statements on each item under each heading.
var itemsUnder = verify.NewView(func(p *verify.Pass) map[itemUnder]*statement {
	out := map[itemUnder]*statement{}
	for _, s := range statements.Of(p) {
		k := itemUnder{heading{s.Section, s.Stage}, s.Item, s.Fund, s.Project, s.Amount.Unit}
		if !s.Approximate && !s.aside && out[k] == nil {
			out[k] = s
		}
	}
	return out
})

// beside is the first statement on an item under the heading of another, nil
// if there is none.
func beside(p *verify.Pass, whole *statement, item schema.Item) *statement {
	under := heading{whole.Section, whole.Stage}
	return itemsUnder.Of(p)[itemUnder{under, item, whole.Fund, whole.Project, whole.Amount.Unit}]
}

// onlyParts: what a sentence names as the one part of a figure is not more
// than it.
func onlyParts(p *verify.Pass, done summed) (out []verify.Result) {
	parts := map[string]int{}
	for _, s := range statements.Of(p) {
		if !s.Again {
			parts[s.Enumeration]++
		}
	}
	for _, s := range statements.Of(p) {
		whole := byID.Of(p)[s.Enumeration]
		if whole == nil || whole.index >= s.index || whole.Sentence != s.Sentence || !s.countable() ||
			parts[s.Enumeration] != 1 ||
			words.net.MatchString(s.Subject) || done[whole.ID] || !whole.countable() || whole.Amount.Unit != s.Amount.Unit {
			continue
		}
		r := p.AtLeast("part-"+s.key, "within", whole.amountOf(p), s.amountOf(p))
		if !s.partOf(whole) {
			r.Milder = "inferred"
		}
		r.Say("part", s.args(verify.Args{"whole": whole.Quote}))
		out = append(out, r)
	}
	return out
}

// ofWhich stands before what is a part of the figure before it.
const ofWhich = "其中"

// partOf: the sentence of a whole says in so many words that the statement,
// the next figure, is a part of it.
func (s *statement) partOf(whole *statement) bool {
	end := whole.at + len(whole.Quote)
	return s.index == whole.index+1 && s.words == whole.words && whole.at >= 0 && s.at >= end &&
		strings.Contains(s.Sentence[end:s.at+len(s.Quote)], ofWhich)
}

// part is one of the amounts that statements print.
type part struct {
	name string
	of   func(*statement) schema.Amount
}

// itemParts are those that items (项) add up by: what they are, and the budgets
// they are held against.
var itemParts = []part{
	{"items", func(s *statement) schema.Amount { return s.Amount }},
	{"budgets", func(s *statement) schema.Amount { return s.Counterpart }},
}

// itemSums: the items (项) that the sentences name for a fund add up to its
// total, if they are all named. That they are is likely where their budgets
// add up to that of the total, and their amounts where these do.
func itemSums(p *verify.Pass, done summed) (out []verify.Result) {
	lists, wholes, items := itemLists(p)
	sums := make([]map[itemsOf]itemSum, len(itemParts))
	for i, by := range itemParts {
		sums[i] = map[itemsOf]itemSum{}
		for _, k := range lists {
			if w := wholes[k]; len(items[k]) >= 2 && verify.Money(by.of(w)) {
				if sum, ok := partSum(p, w, items[k], by); ok {
					sums[i][k] = sum
				}
			}
		}
	}
	for i, by := range itemParts {
		for _, k := range lists {
			r, ok := sums[i][k]
			if !ok || by.name == "items" && done[wholes[k].ID] {
				continue
			}
			other := sums[1-i][k]
			complete := other.Holds() && other.Telling
			if r.Outcome == schema.Inconsistent && !complete && !slip(verify.Worth(by.of(wholes[k])).Interval, r.parts) {
				r.Result = r.NotCheckable(verify.ReasonIncomplete)
			}
			out = append(out, r.Result)
		}
	}
	return out
}

// itemSum is a whole held against its items, with what they come to.
type itemSum struct {
	verify.Result
	parts amount.Interval
}

// partSum holds one amount of a whole against those of its items; false if one
// of them does not print it.
func partSum(p *verify.Pass, w *statement, items []*statement, by part) (r itemSum, ok bool) {
	of := by.of(w)
	var values []verify.Observation
	for _, s := range items {
		if !verify.Money(by.of(s)) || by.of(s).Unit != of.Unit {
			return r, false
		}
		values = append(values, p.OfClaim(s.Claim, by.of(s)))
	}
	r = itemSum{p.CompareSum(by.name+"-"+w.key, by.name, true, p.OfClaim(w.Claim, of), values...), total(values)}
	r.Milder = "inferred"
	r.Say(by.name, w.args(verify.Args{"amount": of}))
	return r, true
}

// itemsOf is what items of one list have in common: their fund, and their
// class, if it is one class that is summed.
type itemsOf struct {
	fund  schema.Fund
	class string
}

// itemLists are the wholes that items may add up to, in their order, and the
// items of each.
func itemLists(p *verify.Pass) (lists []itemsOf, wholes map[itemsOf]*statement, items map[itemsOf][]*statement) {
	wholes, items = map[itemsOf]*statement{}, map[itemsOf][]*statement{}
	seen := map[schema.Coordinates]bool{}
	for _, s := range statements.Of(p) {
		if !s.countable() || s.Flow != "expenditure" || s.Nature != "" || s.Economic != "" || s.Project != "" ||
			s.Stage.Prior() || plainItem(s.Item) != "" {
			continue
		}
		switch len(s.Function) {
		case 0, 3:
			k := itemsOf{s.Fund, s.Function}
			if w := wholes[k]; w == nil {
				wholes[k] = s
				lists = append(lists, k)
			} else if !verify.Money(w.Counterpart) && verify.Money(s.Counterpart) && sameNumber(w.Amount, s.Amount) {
				wholes[k] = s // said again, with its budget
			}
		case 7:
			if !seen[s.Coordinates] {
				seen[s.Coordinates] = true
				for _, k := range []itemsOf{{s.Fund, ""}, {s.Fund, s.Function[:3]}} {
					items[k] = append(items[k], s)
				}
			}
		}
	}
	return lists, wholes, items
}

// fundSums: the funds under the heading of a total add up to it.
func fundSums(p *verify.Pass, done summed) (out []verify.Result) {
	type fundSection struct {
		section string
		fund    schema.Fund
	}
	seen := map[fundSection]bool{}
	for _, whole := range statements.Of(p) {
		at := fundSection{whole.Section, whole.Fund}
		if done[whole.ID] || !whole.countable() || whole.Flow != "revenue" || !whole.total() || seen[at] {
			continue
		}
		seen[at] = true
		parts := partsOf(p, whole, byFund)
		if len(parts) < 2 {
			continue
		}
		r := slipOnly(sumOf(p, "funds-"+whole.key, "funds", whole, parts), whole)
		r.Milder = "inferred"
		r.Say("funds", whole.args(nil))
		out = append(out, r)
	}
	return out
}
