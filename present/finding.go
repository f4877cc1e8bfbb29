package present

import (
	"cmp"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/triage"
	"github.com/yusuan/yusuan/verify"
)

// Finding is what is said of a finding.
type Finding struct {
	Of                      *schema.Finding
	Severity, Outcome, Rule Text
	Second                  Text // what came of reading its numbers a second time; empty where they were not
	Message                 Text
	Figures                 bool   // what is printed and what is expected differ, and say something
	Slack                   string // what rounding explains; empty where it has no part in it
	Evidence                []Figure
	Blank                   int              // parts that are blank and not in Evidence
	Change                  verify.Change    // with an earlier run to compare with
	Decided                 *triage.Decision // what people decided of it; nil for nothing
}

// Figure is one number of the evidence. The first is the figure in doubt.
type Figure struct {
	Of    *schema.Operand
	Sign  string // what part it plays: = + − or ·
	Title string // of its table
	Doubt Text   // of a figure that was recognised
}

// Place are the names of a figure's place, from the table on.
func (f *Figure) Place() string { return Join(" / ", f.Title, f.Of.RowLabel, f.Of.ColumnLabel) }

func findingOf(f *schema.Finding) *Finding {
	out := &Finding{
		Of: f, Severity: Label(f.Severity), Outcome: Label(f.Outcome), Rule: Rule(f.Rule),
		Message: Text{ZH: f.MessageZH, EN: f.MessageEN}, Figures: f.Expected != f.Printed, Slack: f.Slack,
	}
	if f.SecondReading != "" {
		out.Second = Label(f.SecondReading)
	}
	if strings.Trim(f.Slack, "0.") == "" {
		out.Slack = ""
	}
	for i := range f.Evidence {
		o := &f.Evidence[i]
		if i > 0 && o.Text == "" {
			out.Blank++ // forms print dozens of lines that are not used
			continue
		}
		out.Evidence = append(out.Evidence, Figure{o, sign(i, o.Sign), TitleOf(o), Doubt(o.Confidence, o.Doubtful)})
	}
	return out
}

// TitleOf is the title of the table an operand stands in, after the name of its
// file where that is not the document spoken of.
func TitleOf(o *schema.Operand) string {
	title := document.Squeeze(o.TableTitle)
	if o.File == "" {
		return title
	}
	return Join(" ", path.Base(filepath.ToSlash(o.File)), title)
}

func sign(index, sign int) string {
	switch {
	case index == 0:
		return "="
	case sign > 0:
		return "+"
	case sign < 0:
		return "−"
	}
	return "·"
}

// Money is how much money a finding is about; empty for none.
func (f *Finding) Money() Text {
	if y := f.Of.DifferenceYuan; y != nil && !y.IsZero() {
		return Money(*y)
	}
	return Text{}
}

// yuan is the same to sort by: what is about no money comes last.
func (f *Finding) yuan() decimal.Decimal {
	if f.Of.DifferenceYuan == nil {
		return decimal.NewFromInt(-1)
	}
	return *f.Of.DifferenceYuan
}

// SortByMoney orders findings by severity, then those about most money first.
func (d *Document) SortByMoney() {
	slices.SortStableFunc(d.Findings, func(a, b *Finding) int {
		return cmp.Or(Rank(a.Of.Severity)-Rank(b.Of.Severity), b.yuan().Cmp(a.yuan()))
	})
}

// SortByRule orders findings by severity, then by rule, the rule about most
// money first, and within one by money.
func (d *Document) SortByRule() {
	d.SortByMoney()
	type group struct {
		severity schema.Severity
		rule     string
	}
	place := map[group]int{}
	for i, f := range d.Findings {
		if g := (group{f.Of.Severity, f.Of.Rule}); place[g] == 0 {
			place[g] = i + 1
		}
	}
	slices.SortStableFunc(d.Findings, func(a, b *Finding) int {
		return place[group{a.Of.Severity, a.Of.Rule}] - place[group{b.Of.Severity, b.Of.Rule}]
	})
}

// Sentence is the first sentence of what is said of a finding.
func (f *Finding) Sentence() Text {
	zh, _, _ := strings.Cut(f.Message.ZH, "。")
	en, _, _ := strings.Cut(f.Message.EN, ". ")
	return Text{ZH: zh, EN: strings.TrimSuffix(en, ".")}
}

// Note is what people decided of the finding, for a line of text; empty for
// nothing.
func (f *Finding) Note() Text {
	if f.Decided == nil {
		return Text{}
	}
	t := f.Verdict()
	return Text{ZH: Join("：", t.ZH, f.Decided.Note), EN: Join(": ", t.EN, f.Decided.Note)}
}

// Verdict is what was decided of the finding; empty for nothing.
func (f *Finding) Verdict() Text {
	if f.Decided == nil {
		return Text{}
	}
	return Verdict(f.Decided.Verdict)
}

// Dismissed reports whether people looked and do not want to see it again.
func (f *Finding) Dismissed() bool { return f.Decided != nil && f.Decided.Verdict == triage.Dismissed }

// Verdict is what people call a verdict.
func Verdict(v triage.Verdict) Text {
	switch v {
	case triage.Confirmed:
		return Text{ZH: "已核实", EN: "Confirmed"}
	case triage.Dismissed:
		return Text{ZH: "已排除", EN: "Dismissed"}
	}
	return Text{}
}

// decided is what people decided of a finding in JSON.
type decided struct {
	Change verify.Change  `json:"change,omitempty"`
	Triage triage.Verdict `json:"triage,omitempty"`
	Note   string         `json:"triage_note,omitempty"`
}

func (f *Finding) decided() decided {
	d := decided{Change: f.Change}
	if f.Decided != nil {
		d.Triage, d.Note = f.Decided.Verdict, f.Decided.Note
	}
	return d
}

// Severities are all of them, the worst first.
var Severities = []schema.Severity{
	schema.SeverityError, schema.SeverityWarning, schema.SeverityNotice, schema.SeverityInfo,
}

// Rank orders severities, the worst first.
func Rank(s schema.Severity) int { return s.Rank() }

// Grave reports whether a finding accuses: an error or a warning that rounding
// does not explain.
func (f *Finding) Grave() bool {
	return f.Of.Outcome == schema.Inconsistent && Rank(f.Of.Severity) <= Rank(schema.SeverityWarning)
}

// Count is how many findings, or checks, there are of one kind.
type Count struct {
	Word string // of the closed list
	Text        // its label, of findings in the plural
	N    int
}

// SeverityCounts are counts of nothing for every severity that is shown
// unasked, the worst first: what rounding explains is marked in the tables
// and needs no reader.
func SeverityCounts() (counts []Count) {
	for _, s := range Severities[:Rank(schema.SeverityInfo)] {
		counts = append(counts, Count{Word: string(s), Text: plural(s)})
	}
	return counts
}

// plural is the label of several findings of a severity.
func plural(s schema.Severity) Text {
	t := Label(s)
	if s != schema.SeverityInfo {
		t.EN += "s"
	}
	return t
}

// Group are the findings of one severity.
type Group struct {
	Text
	Findings []*Finding
}

// Groups are the findings by severity, the worst first, without empty groups.
func (d *Document) Groups() (groups []Group) {
	for _, s := range Severities {
		g := Group{Text: plural(s)}
		for _, f := range d.Findings {
			if f.Of.Severity == s {
				g.Findings = append(g.Findings, f)
			}
		}
		if g.Findings != nil {
			groups = append(groups, g)
		}
	}
	return groups
}

// Choice says which findings are wanted.
type Choice struct {
	Least  schema.Severity // the least severe
	Rules  []string        // empty: all
	Before *Earlier        // nil: nothing to compare with
	// Decided is what people decided of findings, by their place in the record.
	// What was dismissed is left out, and counted; nil: nothing was decided.
	Decided []*triage.Decision
}

// Choose keeps of a document's findings those that are wanted, and says what
// became of them.
func (d *Document) Choose(c Choice) {
	unwanted := func(f *schema.Finding) bool {
		return Rank(f.Severity) > Rank(c.Least) || len(c.Rules) > 0 && !slices.Contains(c.Rules, f.Rule)
	}
	changes := map[*schema.Finding]verify.Change{}
	if now := d.Record.Findings; c.Before != nil {
		for i, one := range verify.Diff(c.Before.of(d.Record), now) {
			switch {
			case i < len(now):
				changes[&now[i]] = one.Change
			case !unwanted(&one.Finding):
				d.Gone = append(d.Gone, one.Finding)
			}
		}
	}
	hidden := map[schema.Severity]int{}
	decisions := map[*schema.Finding]*triage.Decision{}
	for i, one := range c.Decided {
		decisions[&d.Record.Findings[i]] = one
	}
	d.Findings = slices.DeleteFunc(d.Findings, func(f *Finding) bool {
		f.Change = changes[f.Of]
		if f.Decided = decisions[f.Of]; f.Dismissed() {
			d.Dismissed++
			return true
		}
		if !unwanted(f.Of) {
			return false
		}
		if len(c.Rules) == 0 || slices.Contains(c.Rules, f.Of.Rule) {
			hidden[f.Of.Severity]++
		}
		return true
	})
	d.Nothing = but(d.Nothing, hidden)
}

// Grave reports whether one of the findings accuses.
func (d *Document) Grave() bool { return slices.ContainsFunc(d.Findings, (*Finding).Grave) }
