package claim

import (
	"slices"
	"strings"

	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// Reports of governments work their totals out in so many words: an amount,
// what is added to it, and what both come to (一般公共预算收入147.1亿元。加上转移性收入49.2亿元，
// 收入合计196.3亿元). What is added is no part of the amount before it, and of no
// list that stands there.

// addition is such a sum.
type addition struct {
	// first is what the amount may be that others are added to, the likeliest
	// first; sure says that the words leave no other.
	first []*statement
	sure  bool
	added []*statement
	total *statement // nil if none is printed
	open  string     // the words that leave more in the sum than is read; empty if none do
}

// addWord opens what is added. 增加上级补助 only looks like it.
const addWord = "加上"

var adds = pattern.MustCompile(`(?:^|[^增追参新])` + addWord)

// leavesOpen says that a sum has more or less in it than the amounts that it
// names: 调入资金等, 扣除, a deficit.
var leavesOpen = pattern.MustCompile(`元等|减去|减除|扣除|剔除|抵|赤字|缺口`)

// moneyFigure finds an amount of money.
var moneyFigure = pattern.MustCompile(`[0-9][百千万亿]*元`)

// mostBefore bounds the statements among which the first amount of an addition
// is looked for.
const mostBefore = 24

var sumWords = []string{"合计", "共计", "总计", "总量"}

func (s *statement) endsAddition() bool {
	return slices.ContainsFunc(sumWords, func(w string) bool { return strings.HasSuffix(s.Subject, w) })
}

// additions are those of a document, in their order.
var additions = verify.NewView(func(p *verify.Pass) (out []addition) {
	all := statements.Of(p)
	for i := 0; i < len(all); i++ {
		if !strings.Contains(all[i].Quote, addWord) || !all[i].countable() || !adds.MatchString(all[i].Quote) {
			continue
		}
		a := additionAt(all, i)
		a.findFirst(p, all[:i])
		out = append(out, a)
		if a.total != nil {
			i = a.total.index
		}
	}
	return out
})

// additionAt is the addition whose first added amount is a statement.
func additionAt(all []*statement, at int) addition {
	a, within, figures := addition{}, map[string]bool{}, 0
	for _, s := range all[at:min(len(all), at+farthestPart)] {
		if s.words != all[at].words {
			break
		}
		for _, n := range []schema.Amount{s.Amount, s.Change, s.Prior, s.Counterpart} {
			if verify.Money(n) && !s.Again {
				figures++
			}
		}
		switch {
		case within[s.Enumeration]:
			within[s.ID] = true // a part of what is added
			continue
		case !s.countable():
			continue
		case len(a.added) > 0 && s.endsAddition():
			a.total = s
		default:
			a.added = append(a.added, s)
			within[s.ID] = true
		}
		if a.total != nil {
			break
		}
	}
	if a.total == nil || all[at].at < 0 || a.total.at < all[at].at {
		return a
	}
	text := all[at].Sentence[all[at].at : a.total.at+len(a.total.Quote)]
	a.open = leavesOpen.FindString(text)
	if n := len(moneyFigure.FindAllString(text, -1)); a.open == "" && n != figures {
		a.open = text // an amount that is not read may be a part
	}
	return a
}

// findFirst looks for the amount that others are added to: the one that is
// named before 加上, or the total that was spoken of last.
func (a *addition) findFirst(p *verify.Pass, before []*statement) {
	head := a.added[0]
	name := head.Quote[:strings.Index(head.Quote, addWord)]
	name = strings.TrimLeft(name, "，,、；;（(）) ")
	for i := len(before) - 1; i >= max(0, len(before)-mostBefore); i-- {
		s := before[i]
		if s.Section != head.Section || s.endsAddition() {
			return
		}
		if !s.countable() || a.total != nil && otherSide(s, a.total) {
			continue
		}
		switch {
		case name == "":
			a.first = append(a.first, s)
			for up := byID.Of(p)[s.Enumeration]; up != nil && up.index < s.index; up = byID.Of(p)[up.Enumeration] {
				a.first = append(a.first, up)
			}
			slices.Reverse(a.first)
			top := a.first[0]
			a.sure = top.total() && (len(a.first) == 1 || !slices.ContainsFunc(a.first[1:], (*statement).total))
			return
		case s.Subject != "" && strings.HasSuffix(name, s.Subject):
			a.first, a.sure = []*statement{s}, true
			return
		}
	}
}

// parts are all that a statement, which others are added to, makes the total
// with.
func (a *addition) parts(first *statement) []*statement {
	return append([]*statement{first}, a.added...)
}

// additionSums holds what reports add up in words against the total they name.
func additionSums(p *verify.Pass, done summed) (out []verify.Result) {
	for _, a := range additions.Of(p) {
		if a.total == nil {
			continue
		}
		done[a.total.ID] = true
		if len(a.first) == 0 {
			out = append(out, verify.NotCheckable(a.total.key, verify.ReasonIncomplete, a.total.amountOf(p).As(0)))
			continue
		}
		best := 0
		for i, s := range a.first {
			if addUp(a.total, a.parts(s)) {
				best = i
				break
			}
		}
		r := sumOf(p, a.total.key, a.total.ID, a.total, a.parts(a.first[best]))
		if r.Outcome == schema.Inconsistent && (!a.sure || a.open != "") {
			r = r.NotCheckable(verify.ReasonIncomplete)
		}
		r.Milder = "inferred"
		r.Say("", a.total.args(nil))
		out = append(out, r)
	}
	return out
}

// inAddition are the statements that are added to another, or are the total
// of that: no list before them holds them.
var inAddition = verify.NewView(func(p *verify.Pass) map[string]bool {
	out := map[string]bool{}
	for _, a := range additions.Of(p) {
		for _, s := range a.added {
			out[s.ID] = true
		}
		if a.total != nil {
			out[a.total.ID] = true
		}
	}
	return out
})
