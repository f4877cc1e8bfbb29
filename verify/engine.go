package verify

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/schema"
)

// Rule is everything there is to know of one rule: what it holds against what,
// what it says when that fails, and how grave that is. docs/rules.md is made
// of these values. Each stands in a file of its own under verify/rules, beside
// the cases that show it.
type Rule struct {
	ID               string // published in checks and findings: keep it stable
	Group            string // the package it stands in: table, government, claim, project, form, report
	TitleZH, TitleEN string
	// Severity is that of its findings, Milder when they have a lesser one.
	Severity schema.Severity
	Milder   map[string]Milder
	Messages Messages
	Kinds    []string // of tables it needs
	Source   string   // where the rule comes from
	// Answers are the parts of claims that its checks are of; of the first it
	// says so where no check is.
	Answers []Part
	Example string
	// Run holds the rule against a document. Its results are in the order of
	// the document and the same for the same document. An error stops the
	// verification of the document: ctx is done.
	Run func(ctx context.Context, p *Pass) ([]Result, error)
	// Across holds a rule on reports against those of an organization; it has no
	// Run. The first operand of a result is the figure in doubt, and all name
	// their documents.
	Across func(ctx context.Context, rs *Reports) ([]Result, error)
}

// Milder is a severity below that of the rule, and when a finding has it.
type Milder struct {
	Severity       schema.Severity
	Inferred       bool   // what the figure is held against: it is no doubt where another rule bears it out
	WhenZH, WhenEN string // continues “warning where ...”
}

// CutOffMilder is that of a percentage that is cut off instead of rounded.
var CutOffMilder = Milder{Severity: schema.SeverityInfo, WhenZH: "只差百分比的末位",
	WhenEN: "only the last digit of the percentage is off"}

// Set is the rules of one group, each registered by the file it stands in.
type Set struct {
	Group string
	rules []Rule
}

// Register adds a rule. It panics on one that is not fully declared, which is
// a defect of the program.
func (s *Set) Register(r Rule) {
	r.Group = s.Group
	if err := r.check(); err != nil {
		panic("verify: " + err.Error())
	}
	s.rules = append(s.rules, r)
}

// Rules are the rules of the set by their IDs.
func (s *Set) Rules() []Rule {
	return slices.SortedFunc(slices.Values(s.rules), func(a, b Rule) int { return cmp.Compare(a.ID, b.ID) })
}

func (r *Rule) check() error {
	switch {
	case r.ID == "" || (r.Run == nil) == (r.Across == nil):
		return fmt.Errorf("rule %q has no ID, or not one thing to run", r.ID)
	case r.TitleZH == "" || r.TitleEN == "" || r.Source == "" || r.Example == "" || len(r.Kinds) == 0:
		return fmt.Errorf("rule %s is not fully declared", r.ID)
	case !slices.Contains([]schema.Severity{schema.SeverityError, schema.SeverityWarning, schema.SeverityNotice,
		schema.SeverityInfo}, r.Severity):
		return fmt.Errorf("rule %s has the severity %q", r.ID, r.Severity)
	}
	for name, m := range r.Milder {
		if m.WhenZH == "" || m.WhenEN == "" {
			return fmt.Errorf("rule %s does not say when it is %q", r.ID, name)
		}
	}
	return nil
}

// Run checks a document by rules. Checks and findings are in the order of the
// rules and of what each finds; the same record gives the same IDs. Before a
// finding of severity error is made its numbers are read again by second,
// unless that is nil. The errors are that ctx is done or a limit of its budget
// is met, and a message that a rule does not have.
func Run(ctx context.Context, rec *schema.Record, rules []Rule, second *SecondReading) (
	[]schema.Check, []schema.Finding, error,
) {
	p := newPass(rec)
	byID := make(map[string]*Rule, len(rules))
	var results []Result
	for i := range rules {
		if err := budget.Done(ctx); err != nil {
			return nil, nil, err
		}
		rule := &rules[i]
		if rule.Run == nil {
			continue
		}
		byID[rule.ID] = rule
		found, err := rule.Run(ctx, p)
		if err == nil {
			err = context.Cause(ctx) // what InTime stopped at
		}
		if err != nil {
			return nil, nil, fmt.Errorf("rule %s: %w", rule.ID, err)
		}
		for _, r := range found {
			if r.Rule == "" {
				r.Rule, r.Family = rule.ID, rule.ID+"/"+r.Family
			}
			if r.Bound != 0 && r.Holds() {
				r.Outcome = schema.Within
			}
			r.Selected = r.Selected || r.Holds() && p.chose(r.Operands)
			results = append(results, r)
		}
		if err := budget.Charge(ctx, budget.Rows, len(found)); err != nil {
			return nil, nil, err
		}
	}
	left := p.left(ctx, rules, results)
	if err := budget.Charge(ctx, budget.Rows, len(left)); err != nil {
		return nil, nil, err
	}
	results = append(results, left...)
	DropFailingFamilies(results)
	cutOffStyle(results)
	checks, findings, err := p.report(ctx, results, byID, second)
	if err != nil {
		return nil, nil, err
	}
	slices.SortStableFunc(findings, graver)
	return checks, findings, nil
}

// report makes the checks of results, and of each problem one finding.
func (p *Pass) report(ctx context.Context, results []Result, rules map[string]*Rule, second *SecondReading) (
	checks []schema.Check, findings []schema.Finding, err error,
) {
	severities := make([]schema.Severity, len(results))
	accused := make([]bool, len(results))
	ids, seen := make([]string, len(results)), map[string]int{}
	for i := range results {
		r := &results[i]
		ids[i] = r.id(p.Record.DocumentID, seen)
		if r.Outcome != schema.Inconsistent && r.Outcome != schema.Rounding {
			continue
		}
		if severities[i], err = p.severity(rules[r.Rule], r); err != nil {
			return nil, nil, err
		}
		accused[i] = r.Outcome == schema.Inconsistent && severities[i].Accuses()
	}
	whole := wholeTables(results, accused)
	problems := p.problems(results, accused)
	maps.Copy(problems, whole)
	repeated(results, severities, problems)
	told := map[int]int{} // results that another is told of with, and that
	for leader, of := range problems {
		for _, i := range of.others {
			told[i] = leader
		}
	}
	for i := range results {
		r := &results[i]
		c := r.check(ids[i], p.Record.DocumentID)
		if _, with := told[i]; !with && severities[i] != "" {
			of, severity := problems[i], severities[i]
			for _, other := range of.others {
				if s := severities[other]; s.Rank() < severity.Rank() {
					severity = s
				}
			}
			if of.borneOut(results, i, accused) && p.inferred(rules[r.Rule], r) {
				severity = schema.SeverityError
			}
			f, disputed, err := p.finding(ctx, rules[r.Rule], r, severity, second)
			if err != nil {
				return nil, nil, err
			}
			f.ID, f.CheckID, f.DocumentID = "f-"+ids[i], ids[i], p.Record.DocumentID
			c.Outcome = f.Outcome // disputed, if the second reading disputes it
			of.tell(f, rules[r.Rule], results, ids)
			f.MessageZH, f.MessageEN = f.MessageZH+disputed.ZH, f.MessageEN+disputed.EN
			findings = append(findings, *f)
		}
		checks = append(checks, c)
	}
	return checks, findings, nil
}

// graver orders findings: the gravest first, then those about the most money.
func graver(a, b schema.Finding) int {
	if n := a.Severity.Rank() - b.Severity.Rank(); n != 0 {
		return n
	}
	money := func(f *schema.Finding) decimal.Decimal {
		if f.DifferenceYuan == nil {
			return decimal.NewFromInt(-1)
		}
		return *f.DifferenceYuan
	}
	return money(&b).Cmp(money(&a))
}

// InTime goes through items until ctx is done: a rule needs nothing more to end
// with its document's time, as Run gives up what it found then.
func InTime[T any](ctx context.Context, items []T) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		for i := range items {
			if ctx.Err() != nil || !yield(i, items[i]) {
				return
			}
		}
	}
}

// finding is what a person should look at, or may: a relation that does not
// hold, or one that rounding makes hold. What a second reading disputes of it is
// to follow all that its message comes to say.
func (p *Pass) finding(ctx context.Context, rule *Rule, r *Result, severity schema.Severity,
	second *SecondReading) (f *schema.Finding, disputed Text, err error) {
	words, err := r.words(rule)
	if err != nil {
		return nil, disputed, err
	}
	f = &schema.Finding{
		TableID: r.TableID, Rule: r.Rule, Severity: severity, Outcome: r.Outcome,
		MessageZH: words.ZH, MessageEN: words.EN,
		Expected: r.Plain(r.Expected), Printed: r.published(),
		Difference: r.Plain(r.Difference), Slack: r.Plain(r.Slack), Unit: r.Unit,
		DifferenceYuan: r.inYuan(), Evidence: r.Operands,
	}
	if severity != schema.SeverityError {
		return f, disputed, nil
	}
	var v verdict
	if second != nil {
		v = second.ofOperands(ctx, r.Operands)
	}
	switch recognised := slices.ContainsFunc(r.Operands, p.recognised); {
	case v.outcome == schema.SecondReadingDisputed:
		f.SecondReading = v.outcome
		f.Outcome, f.Severity = schema.ReadingDisputed, schema.SeverityNotice
		disputed = v.words
	case recognised && v.outcome != schema.SecondReadingAgrees:
		f.Severity = schema.SeverityWarning // nobody is accused of what may be misread
	default:
		f.SecondReading = v.outcome
	}
	return f, disputed, budget.Done(ctx)
}

// severity of a finding: that of its rule or a milder one the rule names, and
// no error where a figure was not read for certain.
func (p *Pass) severity(rule *Rule, r *Result) (schema.Severity, error) {
	severity := rule.Severity
	if r.Milder != "" {
		m, ok := rule.Milder[r.Milder]
		if !ok {
			return "", fmt.Errorf("rule %s has no milder severity %q", rule.ID, r.Milder)
		}
		severity = m.Severity
	}
	switch {
	case r.Outcome == schema.Rounding:
		return schema.SeverityInfo, nil
	case severity == schema.SeverityError && r.slight():
		return schema.SeverityWarning, nil
	case severity == schema.SeverityError && (r.Ambiguous || slices.ContainsFunc(r.Operands, p.unsure)):
		return schema.SeverityWarning, nil
	}
	return severity, nil
}

// inferred: nothing but that its counterpart is inferred makes it less than an
// error.
func (p *Pass) inferred(rule *Rule, r *Result) bool {
	return rule.Severity == schema.SeverityError && rule.Milder[r.Milder].Inferred && !r.Ambiguous && !r.slight() &&
		!slices.ContainsFunc(r.Operands, p.unsure)
}

// A percentage is slightly wrong that is off by less than so many points, and
// by less than so many tenths of itself. It is wrong for certain, but moves no
// money: a judgement, what is told with one decimal still looks the same.
var (
	slightPoints = decimal.New(1, -1)
	slightTenths = decimal.New(1, -1)
)

func (r *Result) slight() bool {
	off := r.Difference.Abs()
	return r.Unit == string(amount.Percent) && off.LessThan(slightPoints) &&
		off.LessThan(r.Expected.Abs().Mul(slightTenths))
}

// DropFailingFamilies lets every family answer for its members: a reading of
// the document that fails more often than it holds is a wrong reading, not a
// wrong document.
func DropFailingFamilies(results []Result) {
	type tally struct{ holds, telling, fails int }
	tallies := map[string]*tally{}
	for i := range results {
		r := &results[i]
		t := tallies[r.Family]
		if t == nil {
			t = &tally{}
			tallies[r.Family] = t
		}
		switch {
		case r.Selected:
		case r.Holds():
			t.holds++
			if r.Telling {
				t.telling++
			}
		case r.Outcome == schema.Inconsistent:
			t.fails++
		}
	}
	for i := range results {
		r := &results[i]
		if r.Outcome != schema.Inconsistent {
			continue
		}
		switch t := tallies[r.Family]; {
		case t.fails >= wrongReading && t.fails > t.holds:
			*r = r.NotCheckable(ReasonFamily)
		case !r.Certain && (t.telling < bearsOut || t.telling <= t.fails):
			*r = r.NotCheckable(ReasonNotCertain)
		}
	}
}

// How many results decide on a reading. Both were chosen on published
// documents: fewer accuse tables that were read wrongly, more spare tables
// with one planted mistake.
const (
	wrongReading = 3 // failures, if more fail than hold, are those of the reading
	bearsOut     = 2 // telling results that hold make a reading that is not certain good enough to accuse
)

// id is the ID of a check from its rule and its key, or from the place of its
// first operand. seen counts the IDs of a document.
func (r *Result) id(documentID string, seen map[string]int) string {
	o := r.Operands[0]
	id := fmt.Sprintf("%s-%s-r%dc%d", r.TableID, r.Rule, o.Row, o.Column)
	switch {
	case r.Key != "":
		id = fmt.Sprintf("%s-%s-%s", documentID, r.Rule, r.Key)
	case r.TableID == "":
		id = fmt.Sprintf("%s-%s-p%dr%dc%d", documentID, r.Rule, o.Page, o.Row, o.Column)
	}
	if seen[id]++; seen[id] > 1 {
		return fmt.Sprintf("%s-%d", id, seen[id])
	}
	return id
}

func (r *Result) check(id, documentID string) schema.Check {
	return schema.Check{
		ID: id, DocumentID: documentID, TableID: r.TableID, Rule: r.Rule, Outcome: r.Outcome, Reason: r.Reason,
		Expected: r.Expected, Printed: r.Printed, Difference: r.Difference, Slack: r.Slack, Unit: r.Unit,
		Operands: r.Operands, Selected: r.Selected,
	}
}
