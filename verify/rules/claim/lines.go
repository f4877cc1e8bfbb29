package claim

import (
	"slices"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// Amounts of sentences that no table prints under what they are of: those of an
// economic line, those of a code that no table has, and those that are more than
// all there is.

// economicLines are the economic codes of what sentences say is spent on
// meetings and on training (支出经济分类科目).
var economicLines = map[schema.Item]string{"conference": "30215", "training": "30216"}

// ofEconomicLine holds what is spent on meetings or training against the line of
// basic expenditure, where no table has it as an item. Projects may spend more,
// so that only what is less, or the slip of a digit, tells.
func (s *statement) ofEconomicLine(p *verify.Pass) (r verify.Result, ok bool) {
	code := economicLines[s.Item]
	if code == "" || s.Function != "" || s.Project != "" || s.aside || !s.saysSo() || partWords.MatchString(s.Subject) {
		return r, false
	}
	var line *schema.Fact
	for _, f := range tried(spent.Of(p)[schema.Coordinates{Economic: code, Stage: s.Stage}]) {
		switch {
		case !basicExpenditure(f.Kind) || f.Organization != "" || !related(f.Fund, s.Fund):
		case line == nil:
			line = f
		case !sameNumber(line.Amount, f.Amount):
			return r, false
		}
	}
	if line == nil {
		return r, false
	}
	r = p.CompareSum(s.key, "line", true, s.amountOf(p), p.OfFact(line))
	if r.Outcome == schema.Inconsistent && r.Difference.IsPositive() {
		printed, due := verify.Worth(s.Amount).Interval, amount.Point(r.Expected)
		if !slip(printed, due) && !verify.Exchanged(amount.Parse(s.Amount.Text), due) {
			r = r.NotCheckable(verify.ReasonIncomplete)
		}
	}
	r.Milder = "unnamed"
	return r, true
}

// enoughLines is how many codes of a level the tables print before one that they
// lack is missing; a judgement.
const enoughLines = 3

// levelOf is a level of the functional classification at a stage.
type levelOf struct {
	digits int
	stage  schema.Stage
}

// codeLines are the first lines of the functional codes of a level.
type codeLines struct {
	of     map[string]*schema.Fact // by code
	names  map[string]bool         // without dressing
	amount map[string][]*schema.Fact
}

// codesOfLevels are the codes that tables of all funds print.
var codesOfLevels = verify.NewView(func(p *verify.Pass) map[levelOf]*codeLines {
	out := map[levelOf]*codeLines{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if f.Function == "" || f.Flow != "expenditure" || f.Fund != "all" || f.Nature != "" || f.Economic != "" ||
			f.Organization != "" || !verify.Tabled(f) || p.Untitled(f.TableID) {
			continue
		}
		at := levelOf{len(f.Function), f.Stage}
		l := out[at]
		if l == nil {
			l = &codeLines{map[string]*schema.Fact{}, map[string]bool{}, map[string][]*schema.Fact{}}
			out[at] = l
		}
		if l.of[f.Function] == nil {
			l.of[f.Function], l.names[plainSubject(f.CodeName)] = f, true
			worth := digitsOf(verify.Worth(f.Amount))
			l.amount[worth] = append(l.amount[worth], f)
		}
	}
	return out
})

// markedLevel says the level of a code beside its name: rule names tells of
// names that no table has.
var markedLevel = pattern.MustCompile(`[（(][0-9]*[类款项][）)]`)

// nowhere is what is told of an amount of a code that none of the tables has
// which print the others of its level.
func (s *statement) nowhere(p *verify.Pass) (r verify.Result, ok bool) {
	lines := codesOfLevels.Of(p)[levelOf{len(s.Function), s.Stage}]
	if s.Function == "" || s.Economic != "" || s.Nature != "" || !s.countable() || s.Amount.Value.IsZero() ||
		plainItem(s.Item) != "" || s.Project != "" || s.Flow != "expenditure" || !ofTheYear(s.Stage) ||
		lines == nil || len(lines.of) < enoughLines || lines.of[s.Function] != nil || lines.names[s.name] ||
		markedLevel.MatchString(s.Subject) {
		return r, false
	}
	figure := s.figure(p, s.Amount)
	switch same := lines.amount[digitsOf(s.amountOf(p))]; len(same) {
	case 0:
		r = verify.Notice(s.key, figure, "nowhere", s.args(nil))
	case 1:
		r = verify.Notice(s.key, figure, "other_line", s.args(nil))
		r.Operands = append(r.Operands, p.OfFact(same[0]).Operand)
	default:
		return r, false
	}
	r.Milder = "nowhere"
	return r, !slices.ContainsFunc(said.Of(p)[s.Coordinates], func(o *statement) bool { return o.index < s.index })
}

// greatest is the figure of the tables that is the most; nil where they print no
// total.
var greatest = verify.NewView(func(p *verify.Pass) (most *schema.Fact) {
	total, max := false, amount.Interval{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if !verify.Tabled(f) || p.Untitled(f.TableID) {
			continue
		}
		total = total || f.Flow == "expenditure" && f.Fund == "all" && f.Function == "" && f.Economic == "" &&
			f.Nature == "" && f.Project == "" && plainItem(f.Item) == ""
		if worth, ok := verify.Worth(f.Amount).In(yuan); ok && worth.Mid().GreaterThan(max.Mid()) {
			most, max = f, worth
		}
	}
	if !total {
		return nil
	}
	return most
})

// beyondAll is what is told of an amount spent on something that is more than
// any figure of the tables, totals among them.
func (s *statement) beyondAll(p *verify.Pass) (r verify.Result, ok bool) {
	if !s.countable() || !s.definite() || s.total() || s.Flow != "expenditure" || !ofTheYear(s.Stage) ||
		p.Record.Profile.ReportKind.Government() {
		return r, false
	}
	most := greatest.Of(p)
	if most == nil {
		return r, false
	}
	here, _ := s.amountOf(p).In(yuan)
	all, _ := p.OfFact(most).In(yuan)
	if here.Lo.LessThanOrEqual(all.Hi) {
		return r, false
	}
	r = p.AtMost(s.key, "beyond", s.amountOf(p), p.OfFact(most))
	r.Milder = "beyond"
	r.Say("beyond", s.args(nil))
	return r, true
}
