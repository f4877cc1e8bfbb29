package claim

import (
	"slices"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// Sums of what a passage lists after a whole that is not summed yet. A list
// need not be complete, so that one that does not add up says nothing, unless
// one figure of it is printed nowhere else and what the others leave for it
// is.

// longestEnumeration bounds the lists that are looked at.
const longestEnumeration = 32

// farthestPart bounds the statements that are looked at for the list of a
// whole: others stand between its parts.
const farthestPart = 256

// enumeration is a whole and the parts that a passage lists after it.
type enumeration struct {
	whole *statement
	parts []*statement
}

// closed is an enumeration that a sum ends (……合计X万元).
type closed struct {
	enumeration
	end *statement
}

// enumerations holds the lists of passages; it marks those it finds a sum for.
func enumerations(p *verify.Pass, done summed) (out []verify.Result) {
	lists, ends := listsOf(p, done)
	for i := range lists {
		if r, ok := lists[i].missing(p); ok {
			done[lists[i].whole.ID] = true
			out = append(out, r)
		}
	}
	for _, e := range ends {
		if !done[e.whole.ID] {
			out = append(out, e.closing(p))
		}
	}
	return out
}

func listsOf(p *verify.Pass, done summed) (lists []enumeration, ends []closed) {
	used := map[string]bool{} // sums that end a list
	for _, whole := range statements.Of(p) {
		if done[whole.ID] || !whole.countable() || whole.Amount.Value.IsZero() {
			continue
		}
		l, end := listAfter(p, whole)
		if end == nil {
			if len(l.parts) > 1 {
				lists = append(lists, l)
			}
			continue
		}
		switch {
		case used[end.ID]:
		case !l.headed() && !addUp(end, l.parts):
			// the first is a part like the others
			lists = append(lists, enumeration{end, append([]*statement{whole}, l.parts...)})
		default:
			lists = append(lists, enumeration{end, l.parts})
			ends = append(ends, closed{l, end})
		}
		used[end.ID] = true
		if len(l.parts) > 1 {
			lists = append(lists, l)
		}
	}
	return lists, ends
}

// listAfter is the list after a whole, to the end of the block or to the sum
// that ends it; nil if none does.
func listAfter(p *verify.Pass, whole *statement) (l enumeration, end *statement) {
	l.whole = whole
	inList, added := map[string]bool{}, inAddition.Of(p)
	after := statements.Of(p)[whole.index+1:]
	for _, s := range after[:min(len(after), farthestPart)] {
		of := s.Enumeration == whole.ID
		switch {
		case len(l.parts) >= longestEnumeration:
			return enumeration{whole: whole}, nil // what is left of it is no list
		case added[s.ID]:
			return l, nil
		case !of && inList[s.Enumeration]:
			continue // a part of a part
		case !of && (!sameBlock(s, whole) || s.Subject == whole.Subject || otherSide(s, whole)):
			return l, nil
		case !of && s.Enumeration != "" && s.Enumeration == whole.Enumeration && s.words != whole.words:
			return l, nil // another list of the whole that this is a part of
		case s.isSum() && len(l.parts) > 1:
			return l, s
		case ofOtherAccount(s, whole):
			continue
		}
		if s.countable() && s.Amount.Unit == whole.Amount.Unit && s.Stage == whole.Stage && !s.Amount.Value.IsZero() {
			l.parts = append(l.parts, s)
			inList[s.ID] = true
		}
	}
	return l, nil
}

// saysAccount is the end of what stands before an amount, where that says
// whether it is budgeted or final.
var saysAccount = pattern.MustCompile(`([预决])算(?:支出|收入)?数?[为是]?$`)

// ofOtherAccount: of two statements one says that it is budgeted, the other that
// it is final (预算数8万元，决算支出数7万元，其中：…).
func ofOtherAccount(a, b *statement) bool {
	x, y := a.account(), b.account()
	return x != "" && y != "" && x != y
}

func (s *statement) account() string {
	before, _, _ := strings.Cut(s.Quote, s.Amount.Text)
	if m := saysAccount.FindStringSubmatch(before); m != nil {
		return m[1]
	}
	return ""
}

// otherSide: what comes in is no part of what goes out, nor the other way.
func otherSide(a, b *statement) bool {
	return a.Flow == "revenue" && b.Flow == "expenditure" || a.Flow == "expenditure" && b.Flow == "revenue"
}

func sameBlock(a, b *statement) bool {
	return a.Source.Page == b.Source.Page && a.Source.Block == b.Source.Block && a.Source.TableID == b.Source.TableID
}

// headed: a part of the list is said to be one of its whole.
func (l *enumeration) headed() bool {
	return slices.ContainsFunc(l.parts, func(s *statement) bool { return s.Enumeration == l.whole.ID })
}

func (s *statement) isSum() bool {
	return strings.HasSuffix(s.Subject, "合计") || strings.HasSuffix(s.Subject, "共计")
}

// timesPrinted counts how often each amount is printed in tables and sentences.
var timesPrinted = verify.NewView(func(p *verify.Pass) map[string]int {
	n := map[string]int{}
	for i := range p.Record.Facts {
		if f := &p.Record.Facts[i]; verify.Money(f.Amount) {
			n[digitsOf(verify.Worth(f.Amount))]++
		}
	}
	for _, s := range statements.Of(p) {
		if verify.Money(s.Amount) {
			n[digitsOf(verify.Worth(s.Amount))]++
		}
	}
	return n
})

// digitsOf is an amount in yuan as far as a sentence in 万元 prints it.
func digitsOf(o verify.Observation) string {
	i, _ := o.In(yuan)
	return i.Mid().Round(-2).String()
}

func total(parts []verify.Observation) (sum amount.Interval) {
	for _, o := range parts {
		sum = sum.Add(o.Interval)
	}
	return sum
}

// missing is the sum that a list is found to state: its first parts are the
// whole, or one figure is wrong.
func (l *enumeration) missing(p *verify.Pass) (r verify.Result, ok bool) {
	whole := l.whole.amountOf(p)
	var parts []verify.Observation
	for _, s := range l.parts {
		parts = append(parts, s.amountOf(p))
	}
	for k := 2; k <= len(parts); k++ {
		if sum := total(parts[:k]); sum.Mid().Equal(whole.Interval.Mid()) {
			return l.result(p, whole, sum, parts[:k]), true
		}
	}
	for k := 2; k <= len(parts); k++ {
		if sum := total(parts[:k]); sum.Intersects(whole.Interval) {
			return l.result(p, whole, sum, parts[:k]), true
		}
	}
	if l.complete() {
		r = l.result(p, whole, total(parts), parts)
		r.Milder = "" // the sum says that it is one, and no figure of the sentence is left out
		return r, true
	}
	if p.Record.Profile.ReportKind.Government() && !l.headed() && !l.whole.isSum() {
		return r, false // governments say one figure after the other: total revenue, the own, taxes of both
	}
	at, sum, rest, found := onePrintedElsewhere(p, whole, parts, l.headed())
	suspect, of := whole, l.whole
	if found && at >= 0 {
		suspect, of = parts[at], l.parts[at]
	}
	if found && !isParent(p, of, sum) {
		r = l.result(p, suspect, sum, rest)
		if of.tabledAs(p, sum) {
			r.Milder = "" // the tables print for it what the others leave
		}
		return r, true
	}
	sum = total(parts)
	if sum.Mid().GreaterThan(whole.Interval.Mid()) && slip(whole.Interval, sum) {
		return l.result(p, whole, sum, parts), true // more than the whole, by one digit
	}
	exceeding, more := l.exceeding(p, whole)
	if l.headed() {
		if r, ok = l.exchanged(p, whole); ok && more {
			r.Milder = "inferred" // that they are all or not is all one
		}
	}
	if !ok {
		return exceeding, more
	}
	return r, ok
}

// isParent: what the others give for a figure is the amount of what it is itself
// listed under, so that they go with that: 其中：税收…，非税…。按级次分：…; 收入130.2亿元，
// 其中土地出让125.6亿元，加上转移性收入33.8亿元，合计164.0亿元.
func isParent(p *verify.Pass, s *statement, value amount.Interval) bool {
	parent := byID.Of(p)[s.Enumeration]
	return parent != nil && value.Intersects(parent.amountOf(p).Interval)
}

// exceeding is the sum of what is said to be listed of the whole in its own
// block, where that is more than it: complete or not, parts never are.
func (l *enumeration) exceeding(p *verify.Pass, whole verify.Observation) (r verify.Result, ok bool) {
	var parts []verify.Observation
	for _, s := range l.parts {
		if s.Enumeration != l.whole.ID {
			continue
		}
		if s.Stage != l.whole.Stage || s.Flow != l.whole.Flow || !sameBlock(s, l.whole) {
			return r, false
		}
		parts = append(parts, s.amountOf(p))
	}
	if sum := total(parts); len(parts) < 2 || sum.Lo.LessThanOrEqual(whole.Interval.Hi) {
		return r, false
	}
	r = p.AtLeast("list-"+l.whole.key, "list/"+l.whole.ID, whole, parts...)
	r.Milder = "inferred"
	r.Say("exceed", l.whole.args(nil))
	return r, true
}

// exchanged is the sum of what is said to be listed of the whole, with the one
// figure in doubt of which two neighbouring digits, exchanged, make it hold;
// false if there is none.
func (l *enumeration) exchanged(p *verify.Pass, whole verify.Observation) (r verify.Result, ok bool) {
	var parts []verify.Observation
	for _, s := range l.parts {
		if s.Enumeration == l.whole.ID {
			parts = append(parts, s.amountOf(p))
		}
	}
	if len(parts) < 2 {
		return r, false
	}
	sum := total(parts)
	is := func(o verify.Observation, value amount.Interval) bool {
		a := amount.Parse(o.Operand.Text)
		return a.Kind == amount.Number && verify.Exchanged(a, value)
	}
	if is(whole, sum) {
		r, ok = l.result(p, whole, sum, parts), true
	}
	for i, o := range parts {
		left := whole.Interval.Sub(amount.Interval{Lo: sum.Lo.Sub(o.Interval.Lo), Hi: sum.Hi.Sub(o.Interval.Hi)})
		if !is(o, left) {
			continue
		}
		if ok { // which of them does not follow
			r = l.result(p, whole, sum, parts)
			break
		}
		r, ok = l.result(p, o, left, slices.Concat([]verify.Observation{whole}, parts[:i], parts[i+1:])), true
	}
	r.Milder = "exchanged"
	return r, ok
}

// complete: no figure of the sentence of a sum was left out.
func (l *enumeration) complete() bool {
	w := l.whole.words
	if l.whole.isSum() && !w.read {
		w.figures, w.more, w.read = strings.Count(l.whole.Sentence, "万"), strings.Contains(l.whole.Sentence, "元等"), true
	}
	return l.whole.isSum() && !w.more && (w.figures == len(l.parts)+1 || w.figures == len(l.parts)+2)
}

// tabledAs: tables print an amount for what the statement speaks of.
func (s *statement) tabledAs(p *verify.Pass, value amount.Interval) bool {
	tables := nearby.Of(p)
	return slices.ContainsFunc(tables.candidates(p, s), func(f *schema.Fact) bool {
		i, ok := verify.Worth(f.Amount).In(s.Amount.Unit)
		return ok && i.Intersects(value)
	})
}

// onePrintedElsewhere looks for one figure of a list that is printed nowhere
// else, while what the others leave for it is: the whole, which is -1, or a
// part. That takes one digit more where no word says that it is a list.
func onePrintedElsewhere(p *verify.Pass, whole verify.Observation, parts []verify.Observation, headed bool) (
	suspect int, sum amount.Interval, rest []verify.Observation, ok bool) {
	printed := timesPrinted.Of(p)
	elsewhere := func(i amount.Interval) bool {
		return i.Mid().IsPositive() && telling(i.Mid()) && (headed || digitsIn(i.Mid()) >= tellingDigits) &&
			printed[digitsOf(verify.Observation{Interval: i, Unit: whole.Unit})] > 0
	}
	once := make([]bool, len(parts))
	for i, part := range parts {
		once[i] = printed[digitsOf(part)] <= 1
	}
	wholeOnce := printed[digitsOf(whole)] <= 1
	for k := len(parts); k >= 2; k-- {
		sum := total(parts[:k])
		if wholeOnce && elsewhere(sum) {
			return -1, sum, parts[:k], true
		}
		for i := range k {
			if !once[i] {
				continue
			}
			// The bounds of a sum are exact: without one part they are the rest's.
			others := amount.Interval{Lo: sum.Lo.Sub(parts[i].Interval.Lo), Hi: sum.Hi.Sub(parts[i].Interval.Hi)}
			if left := whole.Interval.Sub(others); elsewhere(left) {
				return i, left, slices.Concat([]verify.Observation{whole}, parts[:i], parts[i+1:k]), true
			}
		}
	}
	return -1, sum, nil, false
}

func (l *enumeration) result(p *verify.Pass, suspect verify.Observation, expected amount.Interval,
	rest []verify.Observation) verify.Result {
	r := p.CompareSum("list-"+l.whole.key, "list/"+l.whole.ID, true, suspect, rest...)
	r.Compare(suspect.Interval, expected)
	r.Milder = "inferred"
	r.Say("list", l.whole.args(nil))
	return r
}

// closing holds the whole a list begins with against the sum it ends with,
// where that is the sum of what it lists.
func (l *closed) closing(p *verify.Pass) verify.Result {
	r := sumOf(p, "closing-"+l.end.key, "closing/"+l.end.ID, l.whole, []*statement{l.end})
	if r.Outcome == schema.Inconsistent && !addUp(l.end, l.parts) {
		r = r.NotCheckable(verify.ReasonIncomplete)
	}
	r.Milder = "inferred"
	r.Say("closing", l.whole.args(verify.Args{"end": l.end.Subject}))
	return r
}
