package claim

import (
	"context"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "count_sum",
		TitleZH:  "车辆数、项目数、面积等等于所列各项之和",
		TitleEN:  "Vehicles, projects, areas and the like are the sum of what is listed of them",
		Severity: schema.SeverityError,
		Milder: map[string]verify.Milder{"approximate": {Severity: schema.SeverityWarning,
			WhenZH: "总数为约数",
			WhenEN: "the whole is about so many"},
			"exchanged": {Severity: schema.SeverityNotice, WhenZH: "所列各项未必为全部，而某数相邻两位对调后即可相符",
				WhenEN: "the parts need not be all, but would be if two neighbouring digits of a figure were exchanged"}},
		Messages: verify.Messages{
			"": {
				ZH: "“{quote}”{at}印{amount}，所列各项之和却为{working}，{more}。",
				EN: "“{quote}”{at} prints {amount}, but what is listed of it makes {working}: {more}.",
			},
			"part": {
				ZH: "“{subject}”{at}印{amount}，多于它所属的“{whole}”，多{difference}。",
				EN: "“{subject}”{at} is {amount}, more than “{whole}”, of which it is a part: {difference} too much.",
			},
			"ground": {
				ZH: "“{subject}”{at}印{amount}，地上、地下之和却为{working}，{more}。",
				EN: "“{subject}”{at} is {amount}, but what is above and below ground makes {working}: {more}.",
			},
		},
		Kinds:   []string{"narrative"},
		Source:  "算术；列有“其他”或最后一级的列举是全部，地上与地下建筑面积是全部",
		Example: "地上建筑面积8013平方米（其中计容面积7998平方米，不计容面积105平方米）",
		Run:     countSum,
	})
}

var (
	// lastPart is the part that makes a list of counts complete.
	lastPart = pattern.MustCompile(`^其[他它]|不合格|评级为“?差|地下|不计容|^离退?休`)
	rated    = pattern.MustCompile(`(?:评级|等级)为“?[\p{Han}]{1,3}`)
	valued   = pattern.MustCompile(`自评.*项目数$`)
)

// countSum holds each count against those listed of it. What is listed is
// never more than the whole; that it is all of it is certain only where its
// last part says so.
func countSum(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	lists, wholes := countLists(p)
	listed := map[*statement]bool{}
	for _, whole := range wholes {
		parts := lists[whole]
		listed[whole] = true
		for _, s := range parts {
			listed[s] = true
		}
		if len(parts) == 1 {
			out = append(out, onePart(p, whole, parts[0]))
			continue
		}
		out = append(out, countParts(p, whole, parts))
	}
	out = append(out, grounds(p, listed)...)
	for _, s := range verify.InTime(ctx, statements.Of(p)) {
		if s.counts() && !listed[s] {
			out = append(out, verify.NotCheckable(s.key, verify.ReasonAlone, s.amountOf(p).As(0)))
		}
	}
	return out, nil
}

// countParts holds a count against those listed of it: the first of them that
// make it, or all.
func countParts(p *verify.Pass, whole *statement, parts []*statement) (r verify.Result) {
	of, complete := countOf(p, whole), false
	values := make([]verify.Observation, len(parts))
	var sum amount.Interval
	made := 0
	for i, s := range parts {
		values[i] = countOf(p, s)
		sum = sum.Add(values[i].Interval)
		complete = complete || lastPart.MatchString(s.Subject)
		if i > 0 && made == 0 && sum.Intersects(of.Interval) {
			made = i + 1
		}
	}
	if made > 0 {
		values = values[:made]
	}
	r = p.CompareSum(whole.key, whole.ID, true, of, values...)
	if r.Outcome == schema.Inconsistent && r.Difference.IsPositive() && !complete {
		if !exchangedIn(&r) {
			r = r.NotCheckable(verify.ReasonIncomplete)
		}
		r.Milder = "exchanged"
	}
	if whole.Approximate {
		r.Milder = "approximate"
	}
	r.Say("", whole.args(nil))
	return r
}

// exchangedIn: a sum would hold if two neighbouring digits of one figure were
// exchanged.
func exchangedIn(r *verify.Result) bool {
	for i, o := range r.Operands {
		a := amount.Parse(o.Text)
		due := r.Expected // of the whole
		if i > 0 {
			due = a.Value.Add(r.Difference)
		}
		if a.Kind == amount.Number && verify.Exchanged(a, amount.Point(due)) {
			return true
		}
	}
	return false
}

// onePart holds the only count that is listed of another against it.
func onePart(p *verify.Pass, whole, s *statement) verify.Result {
	r := p.AtMost(s.key+"-part", "part", countOf(p, s), countOf(p, whole))
	if whole.Approximate || s.Approximate {
		r.Milder = "approximate"
	}
	r.Say("part", s.args(verify.Args{"whole": whole.Quote}))
	return r
}

// What is built above and below ground is all that is built.
var aboveGround = pattern.MustCompile(`^(.*)地上(.*建筑面积)$`)

// farthestGround is how many statements may stand between those of what is
// built; a judgement.
const farthestGround = 4

// grounds holds the area of what is built above ground and of what is built
// below it against that of all, which stands beside them.
func grounds(p *verify.Pass, listed map[*statement]bool) (out []verify.Result) {
	all := statements.Of(p)
	for i, above := range all {
		m := aboveGround.FindStringSubmatch(above.Subject)
		if m == nil || !above.counts() || listed[above] {
			continue
		}
		var below, whole *statement
		for _, s := range all[max(0, i-farthestGround):min(len(all), i+farthestGround+1)] {
			switch {
			case !s.counts() || s.words != above.words || s.Amount.Unit != above.Amount.Unit || listed[s]:
			case s.Subject == m[1]+"地下"+m[2]:
				below = s
			case strings.TrimPrefix(s.Subject, "总") == m[1]+m[2]:
				whole = s
			}
		}
		if below == nil || whole == nil {
			continue
		}
		listed[above], listed[below], listed[whole] = true, true, true
		r := p.CompareSum(whole.key, whole.ID, true, countOf(p, whole), countOf(p, above), countOf(p, below))
		r.Say("ground", whole.args(nil))
		out = append(out, r)
	}
	return out
}

// measures are units of what is measured and so rounded; what is counted is
// exact.
var measures = pattern.MustCompile(`米|里|亩|公顷|吨|克|升|度`)

func countOf(p *verify.Pass, s *statement) verify.Observation {
	o := s.amountOf(p)
	if !measures.MatchString(o.Unit) {
		o.Interval = amount.Point(s.Amount.Value)
	}
	return o
}

// counts: the statement gives a count or a measure, and no money.
func (s *statement) counts() bool { return s.Amount.Text != "" && !verify.Money(s.Amount) && !s.Again }

// countLists are what is listed of each count, in the order of the wholes.
// The ratings of projects are listed of those that were rated, whatever stands
// between.
func countLists(p *verify.Pass) (lists map[*statement][]*statement, wholes []*statement) {
	lists = map[*statement][]*statement{}
	var projects *statement
	for _, s := range statements.Of(p) {
		if !s.counts() {
			continue
		}
		whole := byID.Of(p)[s.Enumeration]
		switch {
		case rated.MatchString(s.Subject):
			whole = projects
		case valued.MatchString(s.Subject):
			projects = s
		}
		if whole == nil || whole == s || whole.Amount.Unit != s.Amount.Unit || !whole.counts() ||
			strings.HasPrefix(s.Subject, "单价") {
			continue
		}
		if lists[whole] == nil {
			wholes = append(wholes, whole)
		}
		lists[whole] = append(lists[whole], s)
	}
	return lists, wholes
}
