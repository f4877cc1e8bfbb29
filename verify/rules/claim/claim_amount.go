package claim

import (
	"context"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "claim_amount",
		TitleZH:  "文字说明中的数字与报表一致",
		TitleEN:  "A sentence and the tables print one number for one coordinate",
		Severity: schema.SeverityError,
		Milder: map[string]verify.Milder{"unnamed": {
			Severity: schema.SeverityWarning,
			When: "the sentence names no code, the table's figure is of another fund, or sentences differ among " +
				"themselves",
		}},
		Messages: verify.Messages{"": verify.PairMessage},
		Kinds:    []string{"narrative and any"},
		Source:   "《地方预决算公开操作规程》：说明应与报表一致",
		Example:  "说明“卫生健康支出（类）94.89万元” ｜ 表 98.49",
		Run:      claimAmount,
	})
}

// claimAmount holds each amount of a sentence against the figure of the tables
// that it speaks of. Where sentences differ among themselves for what looks
// like one coordinate, they speak of different things, unless the tables bear
// out all of them but one.
func claimAmount(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for _, s := range statements.Of(p) {
		if !verify.Money(s.Amount) || s.Approximate {
			continue
		}
		f, near := ofCoordinates(p, s), false
		if f == nil {
			// A heading may give a claim a fund that its words do not mean.
			f, near = bestMatchingFact(p, s), true
		}
		if f != nil {
			out = append(out, s.againstFact(p, f, near))
			continue
		}
		if s.definite() && s.saysSo() && !s.aside && !prior(s.Stage) && len(tabled.Of(p)) > 0 &&
			!s.Amount.Value.IsZero() {
			out = append(out, verify.NotCheckable(s.key, verify.ReasonNotTabled, s.amountOf(p).As(0)))
		}
	}
	return out, nil
}

// againstFact holds the amount against the figure of a table; near says that
// it is not the one of its coordinates.
func (s *statement) againstFact(p *verify.Pass, f *schema.Fact, near bool) verify.Result {
	family := ""
	if near {
		family = "near"
	}
	r := p.CompareSum(s.key, family, false, s.amountOf(p), p.OfFact(f))
	named := s.Nature != "" || f.CodeName != "" && strings.Contains(s.Subject, f.CodeName)
	split := contested(said.Of(p)[s.Coordinates], f)
	switch {
	case r.Outcome != schema.Inconsistent:
	case split && !named || !s.saysSo() || s.aside || p.Untitled(f.TableID):
		r = r.NotCheckable(verify.ReasonSubject)
	case f.Flow != "balance" && p.CarriedOver(f, s.amountOf(p)) && !current(p, f):
		r = r.NotCheckable(verify.ReasonCoverage)
	}
	if s.Function == "" && (s.Economic == "" || !named) || f.Coordinates != s.Coordinates || split || near {
		r.Milder = "unnamed"
	}
	return r
}

// contested: statements of one coordinate differ, and it is not one of them
// alone that the tables do not bear out.
func contested(same []*statement, f *schema.Fact) bool {
	holds, fails := 0, 0
	for _, s := range same {
		if sameNumber(s.Amount, f.Amount) {
			holds++
		} else {
			fails++
		}
	}
	return fails > 1 || fails == 1 && len(same) > 1 && holds == 0
}

// current: a table of the year's own money prints a figure of a summary too,
// so that nothing carried over is in it.
func current(p *verify.Pass, f *schema.Fact) bool {
	for i := range p.Record.Facts {
		o := &p.Record.Facts[i]
		if o.Kind != schema.AppropriationSummary && o.Kind != schema.RevenueExpenditureSummary && verify.Tabled(o) &&
			(o.Function != "" || o.Economic != "") &&
			o.Flow == f.Flow && o.Function == f.Function && o.Economic == f.Economic && o.Nature == f.Nature &&
			o.Stage == f.Stage && o.Amount.Value.Equal(f.Amount.Value) {
			return true
		}
	}
	return false
}

// spent are the lines of expenditure by code, item and stage, whatever the
// fund and the kind of spending.
var spent = verify.NewView(func(p *verify.Pass) map[schema.Coordinates][]*schema.Fact {
	out := map[schema.Coordinates][]*schema.Fact{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if f.Flow == "expenditure" && f.Project == "" && (f.Function != "" || f.Economic != "") &&
			verify.Money(f.Amount) {
			k := schema.Coordinates{Function: f.Function, Economic: f.Economic, Item: f.Item, Stage: f.Stage}
			out[k] = append(out[k], f)
		}
	}
	return out
})

// ofCoordinates is the figure of the tables that a statement speaks of: that
// of its coordinates. For a code it is also one of another fund or kind of
// spending if that is the amount claimed, or if there is no other.
func ofCoordinates(p *verify.Pass, s *statement) (found *schema.Fact) {
	if same := verify.OneOfEachTable(tabled.Of(p)[s.Coordinates]); len(same) > 0 {
		found = same[0]
	}
	if s.Function == "" && s.Economic == "" {
		return found
	}
	var below []*schema.Fact
	for _, f := range spent.Of(p)[schema.Coordinates{Function: s.Function, Economic: s.Economic, Item: s.Item,
		Stage: s.Stage}] {
		if sameNumber(s.Amount, f.Amount) {
			return f
		}
		if found == nil && f.Nature == s.Nature {
			found = f
		}
		if s.Economic != "" && f.Fund == s.Fund && schema.NatureParent[f.Nature] == s.Nature {
			below = append(below, f)
		}
	}
	if found == nil && len(below) == 1 {
		return below[0] // 工资福利支出 of basic expenditure is all personnel
	}
	return found
}

// shortestName is how many characters a name has that tells what it is the
// name of.
const shortestName = 4

// neighbours are the facts of tables by what a statement may name them by:
// their coordinates without fund and flow, their project, or their name.
type neighbours struct {
	same    map[schema.Coordinates][]int
	project map[string][]int
	named   map[string][]int
}

var nearby = verify.NewView(func(p *verify.Pass) neighbours {
	n := neighbours{map[schema.Coordinates][]int{}, map[string][]int{}, map[string][]int{}}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if !verify.Tabled(f) || f.Organization != "" {
			continue
		}
		if f.Project != "" {
			n.project[f.Project] = append(n.project[f.Project], i)
		} else {
			k := anyFund(f.Coordinates)
			n.same[k] = append(n.same[k], i)
		}
		code, project := plainSubject(f.CodeName), plainSubject(f.Project)
		n.named[code] = append(n.named[code], i)
		if project != code {
			n.named[project] = append(n.named[project], i)
		}
	}
	return n
})

// anyFund are coordinates whatever the fund, the flow and what was carried over.
func anyFund(c schema.Coordinates) schema.Coordinates {
	return schema.Coordinates{Function: c.Function, Economic: c.Economic, Nature: c.Nature, Item: plainItem(c.Item),
		Stage: c.Stage}
}

// around are the facts that a statement may speak of whatever the fund that
// its heading suggests, in their order.
func (n *neighbours) around(p *verify.Pass, s *statement) (out []*schema.Fact) {
	var at []int
	if s.Project == "" {
		for _, i := range n.same[anyFund(s.Coordinates)] {
			if f := &p.Record.Facts[i]; related(f.Fund, s.Fund) && (f.Flow == s.Flow || s.total()) {
				at = append(at, i)
			}
		}
	} else if s.name == plainSubject(s.Project) {
		at = append(at, n.project[s.Project]...)
	}
	if len([]rune(s.name)) >= shortestName && plainItem(s.Item) != "" && !known(s.Item) {
		at = append(at, n.named[s.name]...)
	}
	slices.Sort(at)
	for _, i := range slices.Compact(at) {
		if f := &p.Record.Facts[i]; f.Stage == s.Stage {
			out = append(out, f)
		}
	}
	return out
}

// bestMatchingFact is a figure of the tables for what a statement names: one
// that agrees if there is any, otherwise the only one there is.
func bestMatchingFact(p *verify.Pass, s *statement) (found *schema.Fact) {
	n := nearby.Of(p)
	alone := true
	for _, f := range n.around(p, s) {
		if sameNumber(s.Amount, f.Amount) {
			return f
		}
		if s.total() && (f.Fund != s.Fund || f.Flow != s.Flow) {
			alone = alone && found == nil // the total of something else
			continue
		}
		alone = alone && (found == nil || found.Amount.Value.Equal(f.Amount.Value))
		if found == nil {
			found = f
		}
	}
	if !alone {
		return nil
	}
	return found
}
