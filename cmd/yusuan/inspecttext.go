package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/report"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// textSink prints records for people.
type textSink struct {
	printer
	width int  // of the terminal; 0: cut nothing
	only  int  // the only table shown, from 1; 0: all
	all   bool // show every fact, indicator and claim
}

var _ sinks.Sink = &textSink{}

func (s *textSink) Commit(context.Context) error { return s.err }
func (s *textSink) Abort() error                 { return nil }

// field prints one line of the head, or none for an empty value.
func (s *textSink) field(label, format string, args ...any) {
	if value := strings.TrimSpace(fmt.Sprintf(format, args...)); value != "" {
		s.printf("%-14s %s\n", label, value)
	}
}

func (s *textSink) Write(_ context.Context, r *schema.Record) error {
	s.next()
	if s.only > 0 {
		if s.only > len(r.Tables) {
			return usageError{fmt.Errorf("%s: --table %d: the document has %s", r.Source, s.only, count(len(r.Tables), "table"))}
		}
		s.printTable(&r.Tables[s.only-1], s.only)
		return s.err
	}
	s.head(r)
	for i := range r.Tables {
		s.printf("\n")
		s.printTable(&r.Tables[i], i+1)
	}
	s.facts(r)
	s.projects(r)
	s.indicators(r)
	s.claims(r)
	s.promises(r)
	s.checks(r)
	s.findings(r)
	return s.err
}

func (s *textSink) head(r *schema.Record) {
	if unread := report.Unread(r); unread.ZH != "" {
		s.field("not read", "%s", unread.ZH)
		s.field("", "%s", unread.EN)
	}
	if seen := report.Recognised(r); seen.ZH != "" {
		s.field("recognised", "%s", seen.ZH)
		s.field("", "%s", seen.EN)
	}
	s.field("file", "%s", r.Source)
	s.field("organization", "%s", r.Profile.Organization)
	if r.Profile.FiscalYear != 0 {
		s.field("fiscal year", "%d", r.Profile.FiscalYear)
	}
	s.field("report", "%s", words(string(r.Profile.ReportKind)))
	if r.Error != "" {
		s.field("status", "%s: %s", words(string(r.Status)), r.Error)
	} else {
		s.field("status", "%s", words(string(r.Status)))
	}
	s.field("same bytes as", "%s", r.DuplicateOf)
	s.field("sha256", "%s", r.DocumentID)
	d := r.Document
	if d == nil {
		return
	}
	format := string(d.Format) + ", " + sizeText(d.Size)
	if n := len(d.Pages); n > 0 && d.Pages[0].Number > 0 {
		format += ", " + count(n, "page")
	}
	s.field("format", "%s", format)
	s.field("title", "%s", d.Info.Title)
	s.field("made with", "%s", join(" / ", d.Info.Creator, d.Info.Producer))
	s.field("created", "%s", d.Info.Created)
	if g := d.Reading; g.Total > 0 || g.Hidden > 0 {
		s.field("numbers", "%s = %s in tables + %s in text + %s without a place; %s hidden",
			thousands(g.Total), thousands(g.InTables), thousands(g.InText), thousands(g.Leftover), thousands(g.Hidden))
		a := r.Account()
		s.field("in tables", "%s facts, %s codes, %s others; %s withheld, %s not explained", thousands(a.Facts),
			thousands(a.Codes),
			thousands(a.Ordinals+a.Percentages+a.Counts+a.Labels+a.FormValues), thousands(a.Withheld), thousands(a.Unexplained))
		s.field("digits", "%s placed of %s", thousands(g.DigitsPlaced), thousands(g.Digits))
		for _, text := range g.Leftovers {
			s.field("  no place", "%s", text)
		}
	}
	for _, w := range d.Warnings {
		if w.Page > 0 {
			s.field("warning", "page %d: %s", w.Page, w.Message)
		} else {
			s.field("warning", "%s", w.Message)
		}
	}
	for _, l := range d.Links {
		s.field("link", "%s  %s", strings.TrimSpace(l.Text), l.URL)
	}
	if r.Status.HasContent() {
		s.field("tables", "%d", len(r.Tables))
	}
}

func (s *textSink) printTable(t *schema.Table, number int) {
	l := t.Layout
	s.printf("[%d] %s\n", number, join(" ", l.Number, document.Squeeze(l.Title)))
	facts := []string{words(string(t.Kind))}
	if t.Kind != schema.OtherTable {
		facts[0] += fmt.Sprintf(" (%.2f)", t.Confidence)
	}
	if t.Unit != "" {
		facts = append(facts, "in "+t.Unit)
	}
	if p := l.Pages; len(p) == 1 {
		facts = append(facts, fmt.Sprintf("page %d", p[0]))
	} else if len(p) > 1 {
		facts = append(facts, fmt.Sprintf("pages %d-%d", p[0], p[len(p)-1]))
	}
	facts = append(facts, string(l.Method))
	if l.Empty {
		facts = append(facts, "empty form")
	}
	s.printf("    %s\n", strings.Join(facts, ", "))
	for _, why := range t.Doubts {
		s.printf("    doubtful: %s\n", why)
	}
	s.grid(t)
	for _, u := range t.Unexplained {
		s.printf("    not explained: %s in row %d, column %d: %s\n", u.Text, u.Row, u.Column, u.Why)
	}
	for _, n := range l.Notes {
		s.printf("    %s\n", n)
	}
}

func (s *textSink) checks(r *schema.Record) {
	if len(r.Checks) == 0 {
		return
	}
	outcomes := map[schema.Outcome]int{}
	for i := range r.Checks {
		outcomes[r.Checks[i].Outcome]++
	}
	done := len(r.Checks) - outcomes[schema.NotCheckable]
	s.printf("\n%s: %s exact, %s rounding, %s inconsistent; %s not checkable\n",
		count(done, "total")+" checked", thousands(outcomes[schema.Exact]), thousands(outcomes[schema.Rounding]),
		thousands(outcomes[schema.Inconsistent]), thousands(outcomes[schema.NotCheckable]))
	amounts, checked := 0, 0
	for _, c := range r.Coverage {
		amounts, checked = amounts+c.Amounts, checked+c.Checked
	}
	if amounts > 0 {
		s.printf("%s of %s are in at least one check\n", thousands(checked), count(amounts, "amount"))
	}
}

func (s *textSink) findings(r *schema.Record) {
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Severity == schema.SeverityInfo {
			continue
		}
		s.printf("\n%s  %s\n", strings.ToUpper(string(f.Severity)), f.MessageZH)
		s.printf("    %s\n", f.MessageEN)
		for j := range f.Evidence {
			o := &f.Evidence[j]
			var place []string
			if o.Page > 0 {
				place = append(place, "page "+strconv.Itoa(o.Page))
			}
			place = append(place, join(" / ", o.TableTitle, o.RowLabel, o.ColumnLabel))
			s.printf("    %14s  %s\n", o.Text, strings.Join(place, ", "))
		}
	}
}

// few are the facts, indicators and claims shown of many; --facts shows all.
const few = 5

// section prints a heading and the first of n lines, or all of them.
func (s *textSink) section(n int, word string, line func(i int)) {
	if n == 0 {
		return
	}
	s.printf("\n%s\n", count(n, word))
	shown := n
	if !s.all {
		shown = min(n, few)
	}
	for i := range shown {
		line(i)
	}
	if shown < n {
		s.printf("    … %s more with --facts\n", thousands(n-shown))
	}
}

// line prints a value in a column of its own and what it belongs to, cut to
// the width of the terminal; the value is never cut.
func (s *textSink) line(value, meaning string) {
	value = "  " + runewidth.FillLeft(value, 16) + "  "
	if s.width > 0 {
		meaning = runewidth.Truncate(meaning, max(8, s.width-runewidth.StringWidth(value)), "…")
	}
	s.printf("%s%s\n", value, meaning)
}

func (s *textSink) facts(r *schema.Record) {
	s.section(len(r.Facts), "fact", func(i int) {
		f := &r.Facts[i]
		s.line(figure(f.Amount), join(", ", join(" / ", f.RowLabel, f.ColumnLabel), page(f.Page),
			coordinates(&f.Coordinates)))
	})
}

func (s *textSink) projects(r *schema.Record) {
	s.section(len(r.Projects), "project", func(i int) {
		p := &r.Projects[i]
		basis, allocation := "", ""
		if n := len(p.PolicyBasis); n > 0 {
			basis = "based on " + count(n, "document")
		}
		if n := len(p.Allocation); n > 0 {
			allocation = count(n, "allocation")
		}
		s.line(figure(p.Total), join(", ", p.Name, p.ResponsibleUnit, p.PeriodText, basis, allocation))
	})
}

func (s *textSink) indicators(r *schema.Record) {
	s.section(len(r.Indicators), "indicator", func(i int) {
		n := &r.Indicators[i]
		s.line(join(" ", string(n.Operator), n.Value, n.Unit), join(", ", join(" / ", n.Level1, n.Level2, n.Level3), n.Scope))
	})
}

func (s *textSink) claims(r *schema.Record) {
	s.section(len(r.Claims), "claim", func(i int) {
		c := &r.Claims[i]
		value := figure(c.Amount)
		if value == "" {
			value = figure(c.Change)
		}
		s.line(value, join(", ", c.Quote, page(c.Source.Page), coordinates(&c.Coordinates)))
	})
}

// promises prints the tables that are announced and not there.
func (s *textSink) promises(r *schema.Record) {
	missing := 0
	for i := range r.ListedTables {
		if r.ListedTables[i].TableID == "" {
			missing++
		}
	}
	if len(r.ListedTables) == 0 {
		return
	}
	s.printf("\n%s announced, %s not found\n", count(len(r.ListedTables), "table"), thousands(missing))
	for i := range r.ListedTables {
		if p := &r.ListedTables[i]; p.TableID == "" {
			s.printf("    %s\n", p.Title)
		}
	}
}

// figure is an amount as printed with its unit.
func figure(a schema.Amount) string {
	if strings.HasSuffix(a.Text, a.Unit) {
		return a.Text
	}
	return a.Text + a.Unit
}

// coordinates are those that are said, the total left out.
func coordinates(c *schema.Coordinates) string {
	return join(" · ", words(c.Flow), words(c.Fund), c.Function, c.Economic, words(c.Nature), words(c.Item), c.Project,
		words(c.Stage), c.Organization)
}

func page(n int) string {
	if n == 0 {
		return ""
	}
	return "page " + strconv.Itoa(n)
}
