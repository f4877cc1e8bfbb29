package claim

import (
	"context"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/internal/pattern"
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
			Inferred: true,
			WhenZH:   "句中未指明科目和总计，表中数字属于另一资金而各资金的数不同，或文中各句互不一致",
			WhenEN: "the sentence names no code and no total, the table's figure is of another fund and those of the " +
				"funds differ, or sentences differ among themselves",
		}, "beyond": {
			Severity: schema.SeverityWarning,
			WhenZH:   "句中数多于各表最大的数",
			WhenEN:   "the amount of the sentence is more than the greatest of the tables",
		}, "nowhere": {
			Severity: schema.SeverityWarning,
			WhenZH:   "各表均无句中所述科目",
			WhenEN:   "no table has the code that the sentence speaks of",
		}},
		Messages: verify.Messages{"": verify.PairMessage, "classes": verify.SumMessage,
			"exceeds": {
				ZH: "“{subject}”{at}印{amount}，多于{other}所印的全部资金{other_text}，多{difference}。",
				EN: "“{subject}”{at} is {amount}, more than the {other_text} of all funds in {other}: {difference} too much.",
			},
			"beyond": {
				ZH: "“{subject}”{at}印{amount}，多于各表最大的数：{other}印{other_text}，单位可能有误。",
				EN: "“{subject}”{at} is {amount}, more than the greatest figure of the tables, the {other_text} of {other}: " +
					"its unit may be wrong.",
			},
			"nowhere": {
				ZH: "“{quote}”{at}印{amount}，各表均无这一科目。",
				EN: "“{quote}”{at} prints {amount} for a code that no table has.",
			},
			"other_line": {
				ZH: "“{quote}”{at}印{amount}，各表均无这一科目，相同的数见于{other}。",
				EN: "“{quote}”{at} prints {amount} for a code that no table has; the same amount is that of {other}.",
			}},
		Answers: []verify.Part{verify.PartAmount, verify.PartCounterpart, verify.PartPrior},
		Kinds:   []string{"narrative", "any"},
		Source:  "《地方预决算公开操作规程》：说明应与报表一致",
		Example: "说明“卫生健康支出（类）94.89万元” ｜ 表 98.49",
		Run:     claimAmount,
	})
}

// claimAmount holds each amount of a sentence against the figure of the tables
// that it speaks of. Where sentences differ among themselves for what looks
// like one coordinate, they speak of different things, unless the tables bear
// out all of them but one.
func claimAmount(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for _, s := range verify.InTime(ctx, statements.Of(p)) {
		if !verify.Money(s.Amount) || s.Again {
			continue
		}
		if s.Approximate {
			out = append(out, verify.NotCheckable(s.key, verify.ReasonApproximate, s.amountOf(p).As(0)))
			continue
		}
		if r, ok := budgetTabled(p, s); ok {
			out = append(out, r)
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
		if r, ok := s.heldOtherwise(p); ok {
			out = append(out, r)
			continue
		}
		why := verify.ReasonNotTabled
		switch {
		case len(tabled.Of(p)) == 0:
			why = verify.ReasonNoTables
		case !s.definite() || !s.saysSo() || s.aside:
			why = verify.ReasonSubject
		}
		out = append(out, verify.NotCheckable(s.key, why, s.amountOf(p).As(0)))
	}
	return out, nil
}

// heldOtherwise holds an amount that no table prints for what it is of against
// its classes or its economic line, or tells that no table has its code or that
// it is more than all there is.
func (s *statement) heldOtherwise(p *verify.Pass) (r verify.Result, ok bool) {
	for _, how := range []func(*statement, *verify.Pass) (verify.Result, bool){
		(*statement).beyondAll, (*statement).ofClasses, (*statement).ofEconomicLine, (*statement).nowhere,
	} {
		if r, ok = how(s, p); ok {
			return r, ok
		}
	}
	return r, false
}

// classesOf are the economic classes of basic expenditure that are personnel
// and operating expenditure.
var classesOf = map[schema.Nature][]string{"personnel": {"301", "303"}, "operating": {"302", "310"}}

// ofClasses holds all personnel or operating expenditure against its classes,
// where the table of basic expenditure prints them and no total of its own.
// What else it may have in it only lets the slip of a digit tell.
func (s *statement) ofClasses(p *verify.Pass) (r verify.Result, ok bool) {
	own := classesOf[s.Nature]
	if own == nil || s.Function != "" || s.Economic != "" || s.Item != "" || s.Project != "" || s.aside || !s.saysSo() {
		return r, false
	}
	var parts []verify.Observation
	for _, f := range classLines.Of(p)[s.Stage] {
		if slices.Contains(own, f.Economic) {
			parts = append(parts, p.OfFact(f))
		}
	}
	if len(parts) == 0 {
		return r, false
	}
	r = p.CompareSum(s.key, "classes", true, s.amountOf(p), parts...)
	printed, sum := verify.Worth(s.Amount).Interval, amount.Point(r.Expected)
	parsed := amount.Parse(s.Amount.Text)
	if r.Outcome == schema.Inconsistent && !slip(printed, sum) && !verify.Exchanged(parsed, sum) {
		r = r.NotCheckable(verify.ReasonIncomplete)
	}
	r.Milder = "unnamed"
	r.Say("classes", nil)
	return r, true
}

// classLines are the first lines of each class in the first table of basic
// expenditure of each stage, if there are no others than those of personnel and
// operating expenditure.
var classLines = verify.NewView(func(p *verify.Pass) map[schema.Stage][]*schema.Fact {
	out, table := map[schema.Stage][]*schema.Fact{}, map[schema.Stage]string{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if !basicExpenditure(f.Kind) || f.Function != "" || len(f.Economic) != classDigits || f.Organization != "" ||
			!verify.Money(f.Amount) {
			continue
		}
		if table[f.Stage] == "" {
			table[f.Stage] = f.TableID
		}
		same := func(o *schema.Fact) bool { return o.Economic == f.Economic }
		if table[f.Stage] == f.TableID && !slices.ContainsFunc(out[f.Stage], same) {
			out[f.Stage] = append(out[f.Stage], f)
		}
	}
	for stage, lines := range out {
		if slices.ContainsFunc(lines, func(f *schema.Fact) bool {
			return !slices.Contains(classesOf["personnel"], f.Economic) &&
				!slices.Contains(classesOf["operating"], f.Economic)
		}) {
			delete(out, stage)
		}
	}
	return out
})

// classDigits is how many digits the code of a class has.
const classDigits = 3

// budgetTabled holds the budget that a sentence gives beside a final figure
// against the one that the tables print of its coordinates.
func budgetTabled(p *verify.Pass, s *statement) (r verify.Result, ok bool) {
	if !verify.Money(s.Counterpart) || !s.CounterpartStage.Planned() || !s.definite() || !s.saysSo() || s.aside {
		return r, false
	}
	at := s.Coordinates
	at.Stage = s.CounterpartStage
	facts := single.Of(p)[at]
	if len(facts) == 0 {
		return r, false
	}
	r = p.CompareSum(s.key+"-budget", "", false, p.OfClaim(s.Claim, s.Counterpart), p.OfFact(facts[0]))
	if s.Function == "" && !known(s.Item) {
		r.Milder = "unnamed"
	}
	for _, f := range tried(facts[1:]) {
		if r.Outcome == schema.Inconsistent && !sameNumber(f.Amount, facts[0].Amount) {
			r = r.NotCheckable(verify.ReasonSubject)
		}
	}
	return r, true
}

// againstFact holds the amount against the figure of a table; near says that
// it is not the one of its coordinates.
func (s *statement) againstFact(p *verify.Pass, f *schema.Fact, near bool) verify.Result {
	family := ""
	if near {
		family = "near"
	}
	r := p.CompareSum(s.key, family, false, s.amountOf(p), p.OfFact(f))
	if s.underFund() && s.partOfFund(f) && ownMoneySpent.Of(p) {
		r = p.AtMost(s.key, "within", s.amountOf(p), p.OfFact(f)) // the line has other money in it too
		r.Say("exceeds", s.args(nil))
	}
	named := s.Nature != "" || f.CodeName != "" && strings.Contains(s.Subject, f.CodeName)
	split := contested(p, s.Coordinates, f)
	switch {
	case r.Outcome != schema.Inconsistent:
	case split && !named || !s.saysSo() && !s.listsItems(f) || s.aside || p.Untitled(f.TableID):
		r = r.NotCheckable(verify.ReasonSubject)
	case f.Flow != "balance" && p.CarriedOver(f, s.amountOf(p)) && !current.Of(p)[currentOf(f)] && !s.withAll(p, f):
		r = r.NotCheckable(verify.ReasonCoverage)
	}
	if split || !s.speaksOf(p, f, named, near) {
		r.Milder = "unnamed"
	}
	return r
}

// withAll: the statement calls what it speaks of the total with what was carried
// over, as the figure of a table is, and prints none of the other totals.
func (s *statement) withAll(p *verify.Pass, f *schema.Fact) bool {
	i, ok := s.amountOf(p).In(yuan)
	return ok && s.Item == "with_carryover" && f.Coordinates == s.Coordinates && totalsPrinted.Of(p).agreeing(i) == 0
}

// underFund: the nearest heading that names a fund names that of the statement,
// so that its amounts are of no wider one.
func (s *statement) underFund() bool {
	word := fundWords[s.Fund]
	if word == "" {
		return false
	}
	headings := strings.Split(s.Section, " > ")
	for i := len(headings) - 1; i >= 0; i-- {
		if strings.Contains(headings[i], word) {
			return true
		}
		for _, other := range fundWords {
			if strings.Contains(headings[i], other) {
				return false
			}
		}
	}
	return false
}

// partOfFund: the fund of a statement is a part of that of a figure.
func (s *statement) partOfFund(f *schema.Fact) bool { return f.Fund != s.Fund && s.Fund.Within(f.Fund) }

// ownMoneySpent: tables print money that is no fiscal appropriation, which a
// line of all funds may have in it.
var ownMoneySpent = verify.NewView(func(p *verify.Pass) bool {
	return slices.ContainsFunc(p.Record.Facts, func(f schema.Fact) bool {
		return f.Fund != "" && f.Fund != "all" && !f.Fund.Within("fiscal_appropriation") && !f.Amount.Value.IsZero() &&
			verify.Tabled(&f)
	})
})

// speaksOf: the words of a statement leave no doubt that the figure of a table
// is what it speaks of; named says that they hold its kind of spending or the
// name of its code, near that it is not the figure of its coordinates.
func (s *statement) speaksOf(p *verify.Pass, f *schema.Fact, named, near bool) bool {
	exact := f.Coordinates == s.Coordinates && !near
	switch {
	case s.Function != "":
		return exact
	case s.Economic != "":
		at := f.Coordinates
		if schema.NatureParent[at.Nature] == s.Nature {
			at.Nature = s.Nature // 工资福利支出 of basic expenditure is all personnel
		}
		return named && (exact || !near && at == s.Coordinates)
	}
	return exact && certainTotal(p, s, f) || onlyFigure(p, s, f)
}

// onlyFigure: the tables print one amount for an item with a name of its own,
// whatever the fund, so that it is all one which of them the sentence means.
func onlyFigure(p *verify.Pass, s *statement, f *schema.Fact) bool {
	if !known(s.Item) && s.Item != "carryover_out" || f.Item != s.Item || f.Project != "" ||
		partWords.MatchString(s.Subject) {
		return false
	}
	for _, i := range nearby.Of(p).same[anyFund(s.Coordinates)] {
		if !sameNumber(p.Record.Facts[i].Amount, f.Amount) {
			return false
		}
	}
	return true
}

// certainTotal: a statement about a total names it itself, and names its fund
// or prints none of the totals of the tables, so that it is taken for no other.
func certainTotal(p *verify.Pass, s *statement, f *schema.Fact) bool {
	i, ok := verify.Worth(s.Amount).In(yuan)
	if !ok || f.Coordinates != s.Coordinates {
		return false
	}
	fund := fundWords[s.Fund] != "" && strings.Contains(s.Subject, fundWords[s.Fund])
	nowhere := totalsPrinted.Of(p).agreeing(i) == 0
	if s.Nature == "" && !known(s.Item) && !totalWords.MatchString(s.Subject) {
		return nowhere && (fund && !partWords.MatchString(s.Subject) || wholeWords.MatchString(s.Subject)) &&
			agreed(p, s, f) >= bearOutTotal
	}
	return nowhere || fund
}

// wholeWords are what the subject of a statement is that speaks of all that
// comes in or goes out, after the name of whose it is.
var wholeWords = pattern.MustCompile(`(?:^|年度?|部门|单位|局|委|院)(?:收入|支出)(?:预算|决算)$`)

// partWords say that something is of some of the units or of some of the money
// only.
var partWords = pattern.MustCompile(`本级|本部|机关本|下属|所属|直属|其他单位|上级|中央|省级|市级|区级|县级|追加`)

// bearOutTotal is how many other figures have to agree against the total of a
// sentence that only names its fund, or that of all. A judgement: that of the
// table may be taken for it by mistake, another of its place hardly.
const bearOutTotal = 2

// agreed counts the figures of tables and of other sentences that are printed
// for the coordinates of a statement, or for the other side of its budget, and
// agree with that of a table, which is one.
func agreed(p *verify.Pass, s *statement, f *schema.Fact) (n int) {
	for _, flow := range []schema.Flow{"revenue", "expenditure"} {
		at := s.Coordinates
		at.Flow = flow
		for _, o := range tried(single.Of(p)[at]) {
			if sameNumber(o.Amount, f.Amount) {
				n++
			}
		}
		for _, o := range tried(said.Of(p)[at]) {
			if o != s && sameNumber(o.Amount, f.Amount) {
				n++
			}
		}
	}
	return n
}

// fundWords name a fund in the subject of a statement itself.
var fundWords = map[schema.Fund]string{"general_public_budget": "一般公共预算", "government_funds": "政府性基金",
	"state_capital": "国有资本", "fiscal_appropriation": "财政拨款"}

var totalWords = pattern.MustCompile(`[总合]计|总额|总数|总预算|总决算`)

// totalsPrinted are the amounts of the tables that no code is printed for.
var totalsPrinted = verify.NewView(func(p *verify.Pass) *spread {
	out := &spread{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if i, ok := verify.Worth(f.Amount).In(yuan); ok && f.Function == "" && f.Economic == "" && verify.Tabled(f) {
			out.lo, out.hi = append(out.lo, i.Lo), append(out.hi, i.Hi)
		}
	}
	out.sort()
	return out
})

// contested: statements of one coordinate differ, and it is not one of them
// alone that the tables do not bear out.
func contested(p *verify.Pass, at schema.Coordinates, f *schema.Fact) bool {
	spreads := spreadsAsked.Of(p)
	same := spreads[at]
	if same == nil {
		same = newSpread(said.Of(p)[at])
		spreads[at] = same
	}
	holds := 0
	if i, ok := verify.Worth(f.Amount).In(yuan); ok {
		holds = same.agreeing(i)
	}
	fails := same.all - holds
	return fails > 1 || fails == 1 && same.all > 1 && holds == 0
}

// spreadsAsked are the spreads of the statements of one coordinate that were
// asked for.
var spreadsAsked = verify.NewView(func(*verify.Pass) map[schema.Coordinates]*spread {
	return map[schema.Coordinates]*spread{}
})

// ownMoney is what a figure of the year's own money is known by.
type ownMoney struct {
	flow               schema.Flow
	function, economic string
	nature             schema.Nature
	stage              schema.Stage
	value              string
}

func currentOf(f *schema.Fact) ownMoney {
	return ownMoney{f.Flow, f.Function, f.Economic, f.Nature, f.Stage, f.Amount.Value.String()}
}

// current are the figures of tables of the year's own money: one of a summary
// that is among them has nothing carried over in it.
var current = verify.NewView(func(p *verify.Pass) map[ownMoney]bool {
	out := map[ownMoney]bool{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if f.Kind != schema.AppropriationSummary && f.Kind != schema.RevenueExpenditureSummary && verify.Tabled(f) &&
			(f.Function != "" || f.Economic != "") {
			out[currentOf(f)] = true
		}
	}
	return out
})

// single are the facts of budget tables by their coordinates, of each table
// one.
var single = verify.NewView(func(p *verify.Pass) map[schema.Coordinates][]*schema.Fact {
	out := map[schema.Coordinates][]*schema.Fact{}
	for at, facts := range tabled.Of(p) {
		out[at] = verify.OneOfEachTable(facts)
	}
	return out
})

// alike are facts that no statement can tell apart.
type alike struct {
	of         schema.Coordinates
	flow       schema.Flow
	fund       schema.Fund
	nature     schema.Nature
	unit, text string
}

func alikeOf(of schema.Coordinates, f *schema.Fact) alike {
	return alike{of, f.Flow, f.Fund, f.Nature, f.Amount.Unit, f.Amount.Value.StringFixed(f.Amount.Decimals)}
}

// spent are the lines of expenditure by code, item and stage, whatever the
// fund and the kind of spending. Of lines that are alike there are two, so that
// one is told from several.
var spent = verify.NewView(func(p *verify.Pass) map[schema.Coordinates][]*schema.Fact {
	out, have := map[schema.Coordinates][]*schema.Fact{}, map[alike]int{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if f.Flow == "expenditure" && f.Project == "" && (f.Function != "" || f.Economic != "") &&
			verify.Money(f.Amount) {
			k := schema.Coordinates{Function: f.Function, Economic: f.Economic, Item: f.Item, Stage: f.Stage}
			if a := alikeOf(k, f); have[a] < 2 {
				have[a]++
				out[k] = append(out[k], f)
			}
		}
	}
	return out
})

// ofCoordinates is the figure of the tables that a statement speaks of: that
// of its coordinates. For a code it is also one of another fund or kind of
// spending if that is the amount claimed, or if there is no other.
func ofCoordinates(p *verify.Pass, s *statement) (found *schema.Fact) {
	if same := single.Of(p)[s.Coordinates]; len(same) > 0 {
		found = same[0]
	}
	if s.Function == "" && s.Economic == "" {
		return s.withCarryover(p, found)
	}
	var below []*schema.Fact
	at := schema.Coordinates{Function: s.Function, Economic: s.Economic, Item: s.Item, Stage: s.Stage}
	for _, f := range tried(spent.Of(p)[at]) {
		if sameNumber(s.Amount, f.Amount) && (found == nil || !s.underFund() || !s.partOfFund(f)) {
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

// withCarryover is the figure that a statement on all there is speaks of, which
// calls it a total: the one with what was carried over, where tables print
// both and that of the year itself is not the amount said.
func (s *statement) withCarryover(p *verify.Pass, year *schema.Fact) *schema.Fact {
	if year == nil || !s.total() || s.Item != "" || !bothWords.MatchString(s.Subject) ||
		sameNumber(s.Amount, year.Amount) {
		return year
	}
	at := s.Coordinates
	at.Item = "with_carryover"
	if all := single.Of(p)[at]; len(all) > 0 {
		return all[0]
	}
	return year
}

// shortestName is how many characters a name has that tells what it is the
// name of.
const shortestName = 4

// neighbours are the facts of tables by what a statement may name them by:
// their coordinates without fund and flow, their project, or their name.
type neighbours struct {
	same    map[schema.Coordinates][]int
	project map[nameAt][]int
	named   map[nameAt][]int
}

// nameAt is a name at a stage.
type nameAt struct {
	name  string
	stage schema.Stage
}

var nearby = verify.NewView(func(p *verify.Pass) neighbours {
	n := neighbours{map[schema.Coordinates][]int{}, map[nameAt][]int{}, map[nameAt][]int{}}
	have := map[alike]bool{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if !verify.Tabled(f) || f.Organization != "" {
			continue
		}
		if f.Project != "" {
			k := nameAt{f.Project, f.Stage}
			n.project[k] = append(n.project[k], i)
		} else if k := anyFund(f.Coordinates); !have[alikeOf(k, f)] {
			have[alikeOf(k, f)] = true
			n.same[k] = append(n.same[k], i)
		}
		code, project := nameAt{plainSubject(f.CodeName), f.Stage}, nameAt{plainSubject(f.Project), f.Stage}
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

// candidates are the facts that a statement may speak of whatever the fund that
// its heading suggests, in their order.
func (n *neighbours) candidates(p *verify.Pass, s *statement) (out []*schema.Fact) {
	var at []int
	if s.Project == "" {
		for _, i := range tried(n.same[anyFund(s.Coordinates)]) {
			if f := &p.Record.Facts[i]; related(f.Fund, s.Fund) && (f.Flow == s.Flow || s.total()) {
				at = append(at, i)
			}
		}
	} else if s.name == plainSubject(s.Project) {
		at = append(at, tried(n.project[nameAt{s.Project, s.Stage}])...)
	}
	if plainItem(s.Item) != "" && !known(s.Item) {
		for _, i := range tried(n.named[nameAt{s.name, s.Stage}]) {
			if len([]rune(s.name)) >= shortestName || s.listsItems(&p.Record.Facts[i]) {
				at = append(at, i)
			}
		}
	}
	slices.Sort(at)
	for _, i := range slices.Compact(at) {
		out = append(out, &p.Record.Facts[i])
	}
	return out
}

// listsItems: a statement on basic expenditure names an economic item, whose
// name may be short: 差旅费, 奖金.
func (s *statement) listsItems(f *schema.Fact) bool {
	return s.Nature.Within("basic") && basicExpenditure(f.Kind) && len(f.Economic) > classDigits && f.CodeName == s.Subject
}

// bestMatchingFact is a figure of the tables for what a statement names: one
// that agrees if there is any, otherwise the only one there is.
func bestMatchingFact(p *verify.Pass, s *statement) (found *schema.Fact) {
	n := nearby.Of(p)
	alone := true
	for _, f := range n.candidates(p, s) {
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
