package claim

import (
	"cmp"
	"context"
	"fmt"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "claim_share",
		TitleZH:  "占比与金额、总额相符",
		TitleEN:  "A share is the amount over the amount it is listed under",
		Severity: schema.SeverityError,
		Milder: map[string]verify.Milder{
			"cut_off": verify.CutOffMilder,
			"by_name": {Severity: schema.SeverityWarning, Inferred: true,
				WhenZH: "总额只凭句中名称认定，或属于另一资金",
				WhenEN: "the whole only goes by the name that the sentence gives it, or is of another fund"},
			"total": {Severity: schema.SeverityWarning, Inferred: true, WhenZH: "总额是句中未指明的总计",
				WhenEN: "the whole is a total that the sentence does not name"},
			"siblings": {Severity: schema.SeverityWarning,
				WhenZH: "同一列举的其他占比均按所列总额计算，这一占比却按另一总计",
				WhenEN: "the other shares of the list are of its whole, and this one is of another total"},
			"implied": {Severity: schema.SeverityWarning,
				WhenZH: "总额未印出，由所列其他占比推得",
				WhenEN: "the whole is printed nowhere and follows from the other shares of the list"},
		},
		Messages: verify.Messages{
			"": {
				ZH: "“{quote}”{at}所印占比为{printed}，应为{working}，{more}；总额{whole}见{place}。",
				EN: "“{quote}”{at} prints a share of {printed}, which should be {working}: {more}. The " +
					"whole, {whole}, is that of {place}.",
			},
			"implied": {
				ZH: "“{quote}”{at}所印占比为{printed}，而“{other_subject}”占{other_share}，按同一总额应为{expected}，{more}。",
				EN: "“{quote}”{at} prints a share of {printed}; with “{other_subject}” at {other_share} of " +
					"the same whole it is {expected}: {more}.",
			},
		},
		Answers: []verify.Part{verify.PartShare},
		Kinds:   []string{"narrative"},
		Source:  "算术",
		Example: "410.68 万元，占 785.85 万元的 52.26%",
		Run:     claimShare,
	})
}

// claimShare holds a share against the whole it is listed under, or that its
// words speak of; where none is printed, against the other shares of its
// block.
func claimShare(ctx context.Context, p *verify.Pass) ([]verify.Result, error) {
	var l shareList
	for _, s := range verify.InTime(ctx, statements.Of(p)) {
		if s.Share.Text != "" && !s.Approximate && s.Scope != "goal_text" {
			l.add(p, s)
		}
	}
	return l.results(p), nil
}

// wholeOf is a whole that shares of one list are taken of. Where one share of
// it holds, the others are of it too.
type wholeOf struct{ list, value string }

// shareList is what is known of the shares of a document so far.
type shareList struct {
	found  []verify.Result
	of     []wholeOf // of what is found
	holds  map[wholeOf]int
	alone  map[[2]int][]*statement // by block: shares that no printed whole gives
	blocks [][2]int                // in their order
	none   []*statement            // shares without a whole
	strays []astray
	codes  map[codesOf]map[string][]member // shares that are of some total, by its value
}

// codesOf are codes of one level and fund in a block, or its funds.
type codesOf struct {
	page, block, digits int
	fund                schema.Fund
}

// member is one of the shares of a total, with its place in what is found.
type member struct {
	*statement
	at    int
	whole verify.Observation
}

// beside keeps a share of a code, or of a fund, that is one of a total.
func (l *shareList) beside(s *statement, r *verify.Result, whole verify.Observation) {
	if !r.Holds() || s.Function == "" && (!s.total() || s.Flow != "revenue") || s.ShareWords != "" {
		return
	}
	if l.codes == nil {
		l.codes = map[codesOf]map[string][]member{}
	}
	k := codesOf{s.Source.Page, s.Source.Block, len(s.Function), s.Fund}
	if s.Function == "" {
		k.fund = ""
	}
	if l.codes[k] == nil {
		l.codes[k] = map[string][]member{}
	}
	value := whole.Interval.Mid().String()
	l.codes[k][value] = append(l.codes[k][value], member{s, len(l.found), whole})
}

// oneBeside holds a share that alone is of its total against that of the others
// of its level and block.
func (l *shareList) oneBeside(p *verify.Pass) {
	for _, totals := range l.codes {
		if len(totals) != 2 {
			continue
		}
		var one, others []member
		for _, of := range totals {
			if len(of) == 1 {
				one = of
			} else {
				others = of
			}
		}
		if len(one) != 1 || len(others) < fewestSiblings {
			continue
		}
		of := byID.Of(p)[one[0].Enumeration]
		if of != nil && of.amountOf(p).Interval.Intersects(one[0].whole.Interval) {
			continue // it is one of what it is listed under
		}
		if r := share(p, one[0].statement, others[0].whole); r.Outcome == schema.Inconsistent {
			r.Certain, r.Family, r.Milder = true, "astray", "siblings"
			l.found[one[0].at] = r
		}
	}
}

// fewestSiblings is how many shares of a list are of its whole where one that is
// of another total is of the wrong one; a judgement.
const fewestSiblings = 2

// astray is a share that another total gives than the one it is listed under.
type astray struct {
	at     int           // of what is found
	listed verify.Result // against the whole it is listed under
	of     wholeOf       // that whole
}

// stray keeps what comes of a share against the whole it is listed under, where
// it is one of another total.
func (l *shareList) stray(p *verify.Pass, s *statement, r *verify.Result) {
	whole := byID.Of(p)[s.Enumeration]
	if whole == nil || !r.Holds() || s.ShareWords != "" || !verify.Money(whole.Amount) ||
		whole.Amount.Unit != s.Amount.Unit {
		return
	}
	o := whole.amountOf(p)
	if against := share(p, s, o); against.Outcome == schema.Inconsistent {
		l.strays = append(l.strays, astray{len(l.found), against, wholeOf{s.Enumeration, o.Interval.Mid().String()}})
	}
}

func (l *shareList) add(p *verify.Pass, s *statement) {
	if !verify.Money(s.Amount) {
		l.none = append(l.none, s)
		return
	}
	if wholes, near := namedWholes(p, s); len(wholes) > 0 {
		l.addNamed(p, s, wholes, near)
		return
	}
	r, whole, ok := shareOfList(p, s)
	switch {
	case !ok:
		l.none = append(l.none, s) // its whole is spoken of, but not printed
		if s.Enumeration == "" {
			l.leave(s)
		}
		return
	case s.ShareWords != "" && r.Outcome == schema.Inconsistent:
		r = r.NotCheckable(verify.ReasonSubject) // it names a whole that is printed nowhere
	}
	l.stray(p, s, &r)
	value := whole.Interval.Mid().String()
	r.Family = value
	of := wholeOf{cmp.Or(s.Enumeration, s.Source.TableID+fmt.Sprint(s.Source.Page, s.Source.Block)), value}
	l.beside(s, &r, whole)
	cutOff := r.CutOff(s.Share.Decimals)
	if r.Holds() || cutOff {
		if l.holds == nil {
			l.holds = map[wholeOf]int{}
		}
		l.holds[of]++ // off in the last digit, it is one of this whole
	}
	if cutOff {
		r.Family += "/digit"
	} else if r.Outcome == schema.Inconsistent && s.Enumeration == "" {
		l.leave(s)
	}
	l.found, l.of = append(l.found, r), append(l.of, of)
}

// addNamed holds a share against the wholes it names.
func (l *shareList) addNamed(p *verify.Pass, s *statement, wholes []verify.Observation, near bool) {
	if whole := byID.Of(p)[s.Enumeration]; whole != nil && verify.Money(whole.Amount) &&
		whole.Amount.Unit == s.Amount.Unit {
		wholes = append(wholes, whole.amountOf(p))
	}
	r := shareOfAny(p, s, wholes)
	if near || !s.saysSo() {
		r.Milder = cmp.Or(r.Milder, "by_name")
	}
	r.Certain, r.Family = true, "named"
	l.found, l.of = append(l.found, r), append(l.of, wholeOf{})
	if r.Outcome == schema.Inconsistent {
		l.leave(s) // it may be a share of something else of that name
	}
}

func (l *shareList) leave(s *statement) {
	at := [2]int{s.Source.Page, s.Source.Block}
	if l.alone == nil {
		l.alone = map[[2]int][]*statement{}
	}
	if l.alone[at] == nil {
		l.blocks = append(l.blocks, at)
	}
	l.alone[at] = append(l.alone[at], s)
}

// markExchanged: two shares of a whole, each of which is printed for the other, are
// of it, though neither holds.
func (l *shareList) markExchanged() {
	failing := map[wholeOf][]int{}
	for i := range l.found {
		of := l.of[i]
		if of != (wholeOf{}) && l.found[i].Outcome == schema.Inconsistent && len(failing[of]) < longestEnumeration {
			failing[of] = append(failing[of], i)
		}
	}
	fits := func(a, b *verify.Result) bool {
		return amount.Parse(b.Operands[0].Text).Interval().Contains(a.Expected)
	}
	for _, of := range failing {
		for i, at := range of {
			for _, k := range of[:i] {
				if a, b := &l.found[at], &l.found[k]; fits(a, b) && fits(b, a) {
					a.Certain, b.Certain = true, true
				}
			}
		}
	}
}

func (l *shareList) results(p *verify.Pass) []verify.Result {
	l.oneBeside(p)
	out := l.found
	for _, a := range l.strays {
		if l.holds[a.of] >= fewestSiblings {
			out[a.at], l.of[a.at] = a.listed, a.of
			out[a.at].Family, out[a.at].Milder = "astray", "siblings"
		}
	}
	l.markExchanged()
	for i := range out {
		out[i].Certain = out[i].Certain || l.holds[l.of[i]] > 0
	}
	shares := map[string]*statement{}
	for _, s := range statements.Of(p) {
		shares[s.key] = s
	}
	for i := range out {
		if s := shares[out[i].Key]; s != nil {
			downgradeAmbiguous(p, s, &out[i], s.Share, ofShare)
		}
	}
	held := map[*statement]bool{}
	for _, at := range l.blocks {
		out = append(out, implied(p, l.alone[at], held)...)
	}
	for _, s := range l.none {
		if !held[s] {
			out = append(out, verify.NotCheckable(s.key, verify.ReasonAlone, p.OfClaim(s.Claim, s.Share).As(0)))
		}
	}
	return out
}

// shareOfList holds a share against the amount it is listed under, and where
// that does not give it, against the totals it may be of; false if no whole
// is printed.
func shareOfList(p *verify.Pass, s *statement) (r verify.Result, whole verify.Observation, ok bool) {
	listed := byID.Of(p)[s.Enumeration]
	if listed != nil && (!verify.Money(listed.Amount) || listed.Amount.Unit != s.Amount.Unit) {
		listed = nil
	}
	if listed != nil {
		whole = listed.amountOf(p)
		r = share(p, s, whole)
		if fine := listed.finest(p); r.Outcome != schema.Exact && fine.Operand.TableID != whole.Operand.TableID {
			r = sharper(r, share(p, s, fine))
		}
		if r.Outcome != schema.Inconsistent {
			return r, whole, true
		}
	}
	for n, o := range totals(p, s) {
		of := share(p, s, o)
		of.Milder = cmp.Or(of.Milder, "total")
		if n == 0 && listed == nil || of.Holds() {
			r, whole = of, o
		}
		if of.Holds() {
			break
		}
	}
	return r, whole, whole.Unit != ""
}

// share holds a share against one whole: with the amount as the sentence prints
// it, and unless that gives it to the digit, with its sharpest sighting.
func share(p *verify.Pass, s *statement, whole verify.Observation) verify.Result {
	own := s.amountOf(p)
	r := s.shareFrom(p, own, whole)
	if fine := s.finest(p); r.Outcome != schema.Exact && fine.Operand.TableID != own.Operand.TableID {
		return sharper(r, s.shareFrom(p, fine, whole))
	}
	return r
}

// shareFrom holds a share against an amount and one whole.
func (s *statement) shareFrom(p *verify.Pass, part, whole verify.Observation) verify.Result {
	base, ok := whole.In(part.Unit)
	r := p.CompareQuotient(s.key, "", false, p.OfClaim(s.Claim, s.Share), s.Share.Decimals, part.Interval, base,
		part.Operand, whole.Operand)
	if !ok {
		return r.NotCheckable(verify.ReasonUnits)
	}
	if r.CutOff(s.Share.Decimals) {
		r.Milder = "cut_off"
	}
	r.Working = verify.Over(r.Operands[1], r.Operands[2])
	r.Say("", s.args(verify.Args{"whole": verify.Written(whole.Operand.Text, whole.Unit),
		"place": verify.Where(whole.Operand)}))
	return r
}

// shareOfAny holds a share against the first figure it agrees with, otherwise
// against the first.
func shareOfAny(p *verify.Pass, s *statement, wholes []verify.Observation) (r verify.Result) {
	for i, w := range wholes {
		if o := share(p, s, w); i == 0 || o.Holds() {
			r = o
		}
		if r.Outcome != schema.Inconsistent {
			break
		}
	}
	return r
}

// figures are all figures of tables and sentences that shares may be of, by
// what a share may call its whole. Numbers below the number of facts are
// facts, the others statements.
type figures struct {
	plain   map[schema.Coordinates][]int // whatever was carried over
	anyFund map[schema.Coordinates][]int // of an item or a kind of spending, whatever the fund
	name    map[nameAt][]*statement      // of sentences by their subject
	wholes  map[nameAt][]int             // totals by item and stage, each of those of an amount once
}

var figuresOf = verify.NewView(func(p *verify.Pass) figures {
	f := figures{map[schema.Coordinates][]int{}, map[schema.Coordinates][]int{}, map[nameAt][]*statement{},
		map[nameAt][]int{}}
	add := func(i int, c schema.Coordinates) {
		c.Item = plainItem(c.Item)
		f.plain[c] = append(f.plain[c], i)
		if c.Fund = ""; c.Nature != "" || c.Item != "" {
			f.anyFund[c] = append(f.anyFund[c], i)
		}
	}
	type sameWhole struct {
		schema.Coordinates
		yuan string
	}
	have := map[sameWhole]bool{}
	whole := func(i int, c schema.Coordinates, a schema.Amount) {
		if c.Function == "" && c.Economic == "" && c.Nature == "" && c.Project == "" {
			money, ok := verify.Worth(a).In(yuan)
			k := nameAt{string(plainItem(c.Item)), c.Stage}
			if one := (sameWhole{c, money.Mid().String()}); ok && !have[one] {
				have[one] = true
				f.wholes[k] = append(f.wholes[k], i)
			}
		}
	}
	facts := p.Record.Facts
	for i := range facts {
		if verify.Tabled(&facts[i]) {
			add(i, facts[i].Coordinates)
			if !p.Untitled(facts[i].TableID) {
				whole(i, facts[i].Coordinates, facts[i].Amount)
			}
		}
	}
	for i, s := range statements.Of(p) {
		f.name[nameAt{s.name, s.Stage}] = append(f.name[nameAt{s.name, s.Stage}], s)
		if verify.Money(s.Amount) && !s.aside {
			add(len(facts)+i, s.Coordinates)
		}
		if verify.Money(s.Amount) && s.Share.Text == "" {
			whole(len(facts)+i, s.Coordinates, s.Amount)
		}
	}
	return f
})

// coordinates are those of a figure.
func (f *figures) coordinates(p *verify.Pass, i int) schema.Coordinates {
	if n := len(p.Record.Facts); i >= n {
		return p.Record.Claims[i-n].Coordinates
	}
	return p.Record.Facts[i].Coordinates
}

func (f *figures) observation(p *verify.Pass, i int) verify.Observation {
	if n := len(p.Record.Facts); i >= n {
		return statements.Of(p)[i-n].amountOf(p)
	}
	return p.OfFact(&p.Record.Facts[i])
}

// shortestWhole is how many characters the name of a whole has.
const shortestWhole = 4

// namedWholes are the figures printed for what a share says it is a share of;
// near if they only go by that name, or are of no or another fund.
func namedWholes(p *verify.Pass, s *statement) (out []verify.Observation, near bool) {
	of := s.ShareOf
	if s.ShareWords == "" && of == (schema.Coordinates{}) {
		return nil, false
	}
	if of != (schema.Coordinates{}) {
		if out, near = wholesAt(p, s, of); len(out) > 0 {
			return out, near
		}
	}
	if len([]rune(s.ShareWords)) < shortestWhole {
		return nil, true
	}
	f := figuresOf.Of(p)
	for _, o := range tried(f.name[nameAt{plainSubject(s.ShareWords), s.Stage}]) {
		if o != s && o.Amount.Unit == s.Amount.Unit && !o.Approximate {
			out = append(out, o.amountOf(p))
		}
	}
	return out, true
}

// wholesAt are the figures of coordinates, then the totals with what was
// carried over, then those of an item or a kind of spending whatever the
// fund; near if there are none of the first.
func wholesAt(p *verify.Pass, s *statement, of schema.Coordinates) (out []verify.Observation, near bool) {
	f := figuresOf.Of(p)
	plain, total := of, of.Item == "" && of.Function == "" && of.Economic == "" && of.Nature == ""
	plain.Item = plainItem(of.Item)
	anyFund := plain
	anyFund.Fund = ""
	add := func(list []int, fits func(schema.Coordinates) bool) {
		for _, i := range tried(list) {
			if c := f.coordinates(p, i); c != s.Coordinates && fits(c) {
				out = append(out, f.observation(p, i))
			}
		}
	}
	add(f.plain[plain], func(c schema.Coordinates) bool { return c == of })
	near = len(out) == 0
	if total {
		add(f.plain[of], func(c schema.Coordinates) bool { return c != of })
	}
	near = near || len(out) == 0
	add(f.anyFund[anyFund], func(c schema.Coordinates) bool {
		fund := c.Fund
		c.Fund = of.Fund
		return c == of && fund != of.Fund && (fund == "" || related(fund, of.Fund))
	})
	return out, near || len(out) == 0
}

// totalsAsked are the totals of the coordinates that were asked for.
var totalsAsked = verify.NewView(func(*verify.Pass) map[schema.Coordinates][]verify.Observation {
	return map[schema.Coordinates][]verify.Observation{}
})

// totals are the figures a share without a whole beside it may be a share of:
// the totals of its flow in tables and sentences, that of its own fund first.
func totals(p *verify.Pass, s *statement) []verify.Observation {
	asked := totalsAsked.Of(p)
	out, known := asked[s.Coordinates]
	if !known {
		out = totalsOf(p, s)
		asked[s.Coordinates] = out
	}
	return out
}

func totalsOf(p *verify.Pass, s *statement) (out []verify.Observation) {
	f := figuresOf.Of(p)
	item := schema.ItemParent[s.Item]
	seen := map[string]bool{}
	for _, own := range []bool{true, false} {
		for _, i := range tried(f.wholes[nameAt{string(item), s.Stage}]) {
			c := f.coordinates(p, i)
			if c == s.Coordinates || c.Flow != s.Flow && (item != "" || s.Flow != "") || (c.Fund == s.Fund) != own ||
				!related(c.Fund, s.Fund) {
				continue
			}
			o := f.observation(p, i)
			if y, ok := o.In(yuan); ok && !y.Mid().IsZero() && !seen[y.Mid().String()] {
				seen[y.Mid().String()] = true
				out = append(out, o)
			}
		}
	}
	return out
}

// implied: shares of one whole that is printed nowhere imply the same whole.
// The one that most agree on is taken, if two do. It marks those it holds.
func implied(p *verify.Pass, shares []*statement, held map[*statement]bool) (out []verify.Result) {
	wholes := make([]amount.Interval, len(shares))
	ok := make([]bool, len(shares))
	for i, s := range shares {
		wholes[i], ok[i] = verify.Worth(s.Amount).Interval.Scale(hundred).Div(verify.Worth(s.Share).Interval)
		ok[i] = ok[i] && s.Amount.Unit == shares[0].Amount.Unit
	}
	best, most := commonWhole(wholes, ok)
	if best < 0 || 2*most <= len(shares) {
		return nil
	}
	ref := shares[best]
	for i, s := range shares {
		if i == best || !ok[i] {
			continue
		}
		r := p.CompareQuotient("alone-"+s.key, "", true, p.OfClaim(s.Claim, s.Share), s.Share.Decimals,
			verify.Worth(s.Amount).Interval, wholes[best],
			s.figure(p, s.Amount), ref.figure(p, ref.Amount), ref.figure(p, ref.Share))
		if r.Milder = "implied"; r.CutOff(s.Share.Decimals) {
			r.Milder = "cut_off"
		}
		r.Say("implied",
			s.args(verify.Args{"other_subject": ref.Subject,
				"other_share": verify.Percent(ref.Share.Text)}))
		held[s] = true
		out = append(out, r)
	}
	return out
}

// commonWhole is the whole that most of the others meet, and how many; -1 if
// no two meet.
func commonWhole(wholes []amount.Interval, ok []bool) (best, most int) {
	var all spread
	for i, w := range wholes {
		if ok[i] {
			all.lo, all.hi = append(all.lo, w.Lo), append(all.hi, w.Hi)
		}
	}
	all.sort()
	best, most = -1, 1
	for i, w := range wholes {
		if n := all.agreeing(w); ok[i] && n > most {
			best, most = i, n
		}
	}
	return best, most
}
