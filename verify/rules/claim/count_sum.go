package claim

import (
	"context"
	"strings"

	"github.com/yusuan/yusuan/amount"
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
			WhenEN: "the whole is about so many"}},
		Messages: verify.Messages{"": {
			ZH: "“{quote}”{at}印{amount}，所列各项之和却为{working}，{more}。",
			EN: "“{quote}”{at} prints {amount}, but what is listed of it makes {working}: {more}.",
		}},
		Kinds:   []string{"narrative"},
		Source:  "算术；列有“其他”或最后一级的列举是全部",
		Example: "地上建筑面积8013平方米（其中计容面积7998平方米，不计容面积105平方米）",
		Run:     countSum,
	})
}

var (
	// lastPart is the part that makes a list of counts complete.
	lastPart = verify.MustCompile(`^其[他它]|不合格|评级为“?差|地下|不计容`)
	rated    = verify.MustCompile(`(?:评级|等级)为“?[\p{Han}]{1,3}`)
	valued   = verify.MustCompile(`自评.*项目数$`)
)

// countSum holds each count against those listed of it. What is listed is
// never more than the whole; that it is all of it is certain only where its
// last part says so.
func countSum(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	lists, wholes := countLists(p)
	listed := map[*statement]bool{}
	for _, whole := range wholes {
		parts := lists[whole]
		if len(parts) < 2 {
			continue
		}
		listed[whole] = true
		complete := false
		for _, s := range parts {
			listed[s] = true
			complete = complete || lastPart.MatchString(s.Subject)
		}
		values := make([]verify.Observation, len(parts))
		for i, s := range parts {
			values[i] = countOf(p, s)
		}
		r := p.CompareSum(whole.key, whole.ID, true, countOf(p, whole), values...)
		if r.Outcome == schema.Inconsistent && r.Difference.IsPositive() && !complete {
			r = r.NotCheckable(verify.ReasonIncomplete)
		}
		if whole.Approximate {
			r.Milder = "approximate"
		}
		r.Say("", whole.args(nil))
		out = append(out, r)
	}
	for _, s := range verify.InTime(ctx, statements.Of(p)) {
		if s.counts() && !listed[s] {
			out = append(out, verify.NotCheckable(s.key, verify.ReasonAlone, s.amountOf(p).As(0)))
		}
	}
	return out, nil
}

// measures are units of what is measured and so rounded; what is counted is
// exact.
var measures = verify.MustCompile(`米|里|亩|公顷|吨|克|升|度`)

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
