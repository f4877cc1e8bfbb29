// Package claim has the rules about what sentences say: amounts that tables
// print too, shares, changes and rates that follow from other figures, parts
// that add up, and reasons that the figures bear out.
//
// Two sentences that seem to speak of one thing may mean two (another year to
// compare with, a part of it). Most of these rules therefore accuse only where
// other sentences bear them out, or where the difference looks like the slip
// of one digit.
package claim

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// Rules are the rules of this package.
var Rules = verify.Set{Group: "claim"}

const yuan = string(amount.Yuan)

// statement is a claim of a sentence with what rules ask of its words.
type statement struct {
	*schema.Claim
	index int    // among the statements
	key   string // tells its checks apart
	name  string // its subject without brackets and dressing
	at    int    // of its quote in its sentence; -1 if it is not there
	aside bool   // it stands in a reason or a purpose, where amounts are parts of something unnamed
	words *sentence
}

// sentence is what statements of one sentence share, worked out when the first
// of them asks.
type sentence struct {
	figures int   // it prints in 万元 and 亿元
	more    bool  // it says that there are others
	read    bool  // these two are known
	nones   nones // see saysNone
}

var reasonWords = pattern.MustCompile(`原因|主要是|用于|由于|其中增加|其中减少`)

// statements are the claims of a document, in their order.
var statements = verify.NewView(func(p *verify.Pass) []*statement {
	out := make([]*statement, len(p.Record.Claims))
	for i := 0; i < len(out); {
		text := p.Record.Claims[i].Sentence
		reason := len(text) + 1 // end of the first word that opens a reason
		if m := reasonWords.FindStringIndex(text); m != nil {
			reason = m[1]
		}
		find, words := verify.Finder(text), &sentence{}
		for ; i < len(out) && p.Record.Claims[i].Sentence == text; i++ {
			c := &p.Record.Claims[i]
			s := &statement{Claim: c, index: i, key: verify.Tail(c.ID), name: plainSubject(c.Subject), words: words}
			if at := find(c.Quote); len(at) > 0 {
				s.at = at[0]
			} else if c.Quote != "" {
				s.at = -1
			}
			s.aside = s.at > 0 && s.at >= reason
			out[i] = s
		}
	}
	return out
})

// mostFigures bounds the figures that are tried for one statement. Where tables
// and sentences print more for what looks like one coordinate, they do not tell
// which is meant.
const mostFigures = 256

// tried are as many members of a list as are tried for one statement.
func tried[T any](list []T) []T { return list[:min(len(list), mostFigures)] }

// byID are the statements by the ID of their claim.
var byID = verify.NewView(func(p *verify.Pass) map[string]*statement {
	out := map[string]*statement{}
	for _, s := range statements.Of(p) {
		out[s.ID] = s
	}
	return out
})

// heading is what a whole and its parts stand under, and the year they are of.
type heading struct {
	section string
	stage   schema.Stage
}

// partsUnder are the statements under each heading that may be parts of a
// whole: of each coordinates the first.
var partsUnder = verify.NewView(func(p *verify.Pass) map[heading][]*statement {
	type seen struct {
		heading
		schema.Coordinates
	}
	out, have := map[heading][]*statement{}, map[seen]bool{}
	for _, s := range statements.Of(p) {
		at := heading{s.Section, s.Stage}
		if k := (seen{at, s.Coordinates}); verify.Money(s.Amount) && !s.aside && !s.Again && s.Project == "" && !have[k] {
			have[k] = true
			out[at] = append(out[at], s)
		}
	}
	return out
})

// said are the statements that give an amount of money, by their coordinates.
var said = verify.NewView(func(p *verify.Pass) map[schema.Coordinates][]*statement {
	out := map[schema.Coordinates][]*statement{}
	for _, s := range statements.Of(p) {
		if verify.Money(s.Amount) && !s.Again {
			out[s.Coordinates] = append(out[s.Coordinates], s)
		}
	}
	return out
})

// tabled are the facts of budget tables by their coordinates.
var tabled = verify.NewView(func(p *verify.Pass) map[schema.Coordinates][]*schema.Fact {
	out := map[schema.Coordinates][]*schema.Fact{}
	for i := range p.Record.Facts {
		if f := &p.Record.Facts[i]; verify.Tabled(f) {
			out[f.Coordinates] = append(out[f.Coordinates], f)
		}
	}
	return out
})

// amountOf is the observation of the amount that a statement gives.
func (s *statement) amountOf(p *verify.Pass) verify.Observation { return p.OfClaim(s.Claim, s.Amount) }

// figure is the operand of one of its amounts.
func (s *statement) figure(p *verify.Pass, a schema.Amount) schema.Operand {
	return p.Figure(s.Source, s.Subject, a)
}

// args are the words of a message about the statement, with more of them.
func (s *statement) args(more verify.Args) verify.Args {
	out := verify.Args{"at": verify.At(s.Source.Page), "quote": s.Quote, "subject": s.Subject,
		"amount": s.Amount, "change": s.Change}
	for k, v := range more {
		out[k] = v
	}
	return out
}

// countable: it gives an amount of money that sums may hold, and is the first
// to give it.
func (s *statement) countable() bool {
	return verify.Money(s.Amount) && !s.Approximate && !s.aside && !s.Again && !strings.Contains(s.Subject, perHead)
}

// perHead is of means, which do not add up.
const perHead = "人均"

// total: it speaks of all there is of a fund.
func (s *statement) total() bool {
	return s.Function == "" && s.Economic == "" && s.Nature == "" && plainItem(s.Item) == ""
}

// definite: its coordinates are of something that has a name in the schema or
// in the classifications, or are those of a total.
func (s *statement) definite() bool {
	if s.Scope == "goal_text" || s.Project != "" || s.Flow == "" || s.Fund == "" {
		return false
	}
	return plainItem(s.Item) == "" || known(s.Item)
}

// natureWords must stand in the subject of a claim on that kind of spending:
// a heading above it is not enough.
var natureWords = map[schema.Nature]string{"project": "项目", "basic": "基本", "personnel": "人员", "operating": "公用"}

// shortestSubject is how many characters a subject has that says what it
// speaks of.
const shortestSubject = 3

// saysSo: the subject itself, not only what stands around it, speaks of the
// coordinates the claim was given.
func (s *statement) saysSo() bool {
	if len([]rune(s.Subject)) < shortestSubject || s.Economic == "" &&
		!strings.Contains(s.Subject, natureWords[s.Nature]) {
		return false // an economic class says what it is of its own
	}
	return s.Item != "with_carryover" || strings.Contains(s.Subject, "总")
}

// changes: it says by how much its amount changed, in the amount's unit, if
// only that it did not.
func (s *statement) changes() bool {
	if s.Direction == "none" && s.Change.Text == "" {
		return true
	}
	return s.Direction != "" && verify.Money(s.Change) && s.Change.Unit == s.Amount.Unit
}

// changed is the change it states, below zero for a decrease.
func (s *statement) changed(p *verify.Pass) verify.Observation {
	if s.Change.Text == "" {
		return p.OfClaim(s.Claim, schema.Amount{Decimals: s.Amount.Decimals, Unit: s.Amount.Unit})
	}
	o := p.OfClaim(s.Claim, s.Change)
	if s.Direction == "decrease" {
		o.Interval = o.Interval.Neg()
	}
	return o
}

// moves: it says that its amount went up or down.
func (s *statement) moves() bool { return s.Direction == "increase" || s.Direction == "decrease" }

// plainItem is an item without those that only say that a total holds what was
// carried over.
func plainItem(item schema.Item) schema.Item {
	switch item {
	case "with_carryover", "carryover_in":
		return ""
	}
	return item
}

// known: an item with a name of the schema's own.
func known(item schema.Item) bool {
	_, ok := schema.ItemParent[item]
	return ok || item == "three_public" || item == "procurement" || item == "operating_cost" || item == "conference" ||
		item == "training"
}

// plainSubject is a name without brackets and the words that only dress it.
func plainSubject(s string) string {
	s = strings.Trim(verify.Bare(s), "、，“”")
	for again := true; again; {
		again = false
		for _, w := range []string{"支出", "预算", "项目", "经费", "资金"} {
			if rest, ok := strings.CutSuffix(s, w); ok && len([]rune(rest)) >= shortestSubject {
				s, again = rest, true
			}
		}
	}
	return s
}

// related: one fund is the other or a part of it; an unnamed one may be any.
func related(a, b schema.Fund) bool {
	if a == "" || b == "" || a == "all" || b == "all" {
		return true
	}
	return a.Within(b) || b.Within(a)
}

// sameNumber: what two amounts print can be one number.
func sameNumber(a, b schema.Amount) bool {
	x, ok1 := verify.Worth(a).In(yuan)
	y, ok2 := verify.Worth(b).In(yuan)
	return ok1 && ok2 && x.Intersects(y)
}

// slip: two figures differ by one digit in one place, up to what rounding
// explains, and have so many that it is no accident.
func slip(a, b amount.Interval) bool {
	d := a.Mid().Sub(b.Mid()).Abs()
	if d.IsZero() || !telling(a.Mid()) || !telling(b.Mid()) {
		return false
	}
	place := int32(d.NumDigits()) + d.Exponent() - 1 // of its first digit
	slack := a.Slack().Add(b.Slack())
	if slack.Mul(decimal.NewFromInt(plainly)).GreaterThan(decimal.New(1, place)) {
		slack = decimal.Zero
	}
	return d.Sub(d.Round(-place)).Abs().LessThanOrEqual(slack)
}

// plainly is how many times a unit of the differing digit is what rounding
// explains, so that not every difference is one digit nearly.
const plainly = 20

// tellingDigits is how many digits a number has that to meet it elsewhere is
// no accident; one less will do for a number with decimals.
const tellingDigits = 4

func telling(v decimal.Decimal) bool {
	digits := digitsIn(v)
	return digits >= tellingDigits || digits == tellingDigits-1 && !v.IsInteger()
}

// structure is what the three public expenses consist of.
var structure = map[schema.Item][]schema.Item{
	"three_public": {"overseas", "vehicles", "reception"},
	"vehicles":     {"vehicle_purchase", "vehicle_running"},
}

// division is a way to divide a whole into all its parts.
type division struct {
	name  string
	whole func(*statement) bool
	part  func(whole, s *statement) bool
	fixed bool // a whole has had the same parts in every year
}

// byFund divides what comes in.
var byFund = division{"funds", (*statement).total, func(whole, s *statement) bool {
	carried := s.Item == "carryover_in" || s.Fund.Within("carryover")
	return s.total() && s.Fund != whole.Fund && s.Flow == "revenue" && s.Fund.Within(whole.Fund) &&
		!(carried && currentYear.MatchString(whole.Subject))
}, false}

// currentYear says that a total has nothing in it that was carried over.
var currentYear = pattern.MustCompile(`^(?:本年|当年)`)

// partsFor is all that the parts of a whole depend on.
type partsFor struct {
	heading
	fund schema.Fund
	item schema.Item
	flow schema.Flow
	by   string
}

// partsFound are the parts of wholes that were asked for.
var partsFound = verify.NewView(func(*verify.Pass) map[partsFor][]*statement { return map[partsFor][]*statement{} })

// partsOf are the statements under the heading of a whole that are parts of
// it, each the first of its coordinates. Of funds that hold each other the
// widest counts.
func partsOf(p *verify.Pass, whole *statement, by division) []*statement {
	if !by.whole(whole) {
		return nil
	}
	at := heading{whole.Section, whole.Stage}
	k := partsFor{at, whole.Fund, whole.Item, whole.Flow, by.name}
	found := partsFound.Of(p)
	parts, known := found[k]
	if !known {
		parts = divide(whole, partsUnder.Of(p)[at], by)
		found[k] = parts
	}
	return parts
}

// divide are those of some statements that are parts of a whole.
func divide(whole *statement, among []*statement, by division) (out []*statement) {
	seen := map[schema.Coordinates]bool{}
	for _, s := range among {
		at := s.Coordinates
		if !s.total() {
			at.Fund = "" // one heading speaks of one fund, even where it says so once only
		}
		if !seen[at] && by.part(whole, s) {
			seen[at] = true
			out = append(out, s)
		}
	}
	if by.name != byFund.name {
		return out
	}
	return widestFunds(out)
}

// widestFunds are the statements of funds that no other of them holds.
func widestFunds(parts []*statement) (out []*statement) {
	funds := map[schema.Fund]bool{}
	for _, s := range parts {
		funds[s.Fund] = true
	}
	for _, s := range parts {
		held := false
		for fund := schema.FundParent[s.Fund]; fund != "" && !held; fund = schema.FundParent[fund] {
			held = funds[fund]
		}
		if !held {
			out = append(out, s)
		}
	}
	return out
}

// addUp reports parts whose amounts make that of the whole.
func addUp(whole *statement, parts []*statement) bool {
	var sum amount.Interval
	for _, s := range parts {
		i, ok := verify.Worth(s.Amount).In(whole.Amount.Unit)
		if !ok {
			return false
		}
		sum = sum.Add(i)
	}
	return sum.Intersects(verify.Worth(whole.Amount).Interval)
}

// usual is the place of the first figure among those that most agree on, and
// how many different ones there are.
func usual(values []verify.Observation) (first, kinds int) {
	keys := make([]string, len(values))
	for i, v := range values {
		y, _ := v.In(yuan)
		keys[i] = y.Mid().String()
	}
	return most(keys)
}

// most is the place of the first among those of a list that are there most
// often, and how many different ones there are.
func most(list []string) (first, kinds int) {
	count, at := map[string]int{}, map[string]int{}
	var order []string
	for i, k := range list {
		if count[k]++; count[k] == 1 {
			at[k], order = i, append(order, k)
		}
	}
	times := 0
	for _, k := range order {
		if count[k] > times {
			first, times = at[k], count[k]
		}
	}
	return first, len(order)
}

// digitsIn is how many digits a number has, zeros at its end left out.
func digitsIn(v decimal.Decimal) int {
	return len(strings.TrimRight(v.Abs().Coefficient().String(), "0"))
}
