package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// Inspect is a sink that prints all that is known of documents.
type Inspect struct {
	printer
	InspectOptions
}

// InspectOptions say how much is shown of a document.
type InspectOptions struct {
	Width int  // of the terminal; 0: cut nothing
	Table int  // the only table shown, from 1; 0: all
	All   bool // show every fact, indicator and claim
}

// ErrTable says that a document has no table of the number asked for.
var ErrTable = errors.New("no such table")

// NewInspect prints to w.
func NewInspect(w io.Writer, o InspectOptions) *Inspect { return &Inspect{printer{w: w}, o} }

var _ sinks.Sink = &Inspect{}

// Commit ends the output.
func (s *Inspect) Commit(context.Context) error { return s.err }

// Abort ends the output; what was printed stays printed.
func (s *Inspect) Abort() error { return nil }

// field prints one line of the head, or none for an empty value.
func (s *Inspect) field(label, format string, args ...any) {
	if value := strings.TrimSpace(fmt.Sprintf(format, args...)); value != "" {
		s.printf("%-14s %s\n", label, value)
	}
}

// Write prints one document.
func (s *Inspect) Write(_ context.Context, r *schema.Record) error {
	s.next()
	if s.Table > 0 {
		if s.Table > len(r.Tables) {
			return fmt.Errorf("%s: --table %d: %w: the document has %s", r.Source, s.Table, ErrTable,
				present.Plural(len(r.Tables), "table"))
		}
		s.grid(&r.Tables[s.Table-1], s.Table)
		return s.err
	}
	d := present.Of(r)
	s.head(d)
	for i := range r.Tables {
		s.printf("\n")
		s.grid(&r.Tables[i], i+1)
	}
	s.facts(r)
	s.projects(r)
	s.indicators(r)
	s.claims(r)
	s.promises(r)
	s.checks(d)
	s.findings(d)
	return s.err
}

// both prints what is said in both languages, if it is.
func (s *Inspect) both(label string, t present.Text) {
	s.field(label, "%s", t.ZH)
	s.field("", "%s", t.EN)
}

func (s *Inspect) head(v *present.Document) {
	r, d := v.Record, v.Record.Document
	if v.Alert {
		s.both("attention", v.Status)
	}
	s.both("recognised", v.Recognised)
	s.field("file", "%s", r.Source)
	s.field("organization", "%s", r.Profile.Organization)
	if r.Profile.FiscalYear != 0 {
		s.field("fiscal year", "%d", r.Profile.FiscalYear)
	}
	s.field("report", "%s", present.Word(r.Profile.ReportKind))
	s.field("status", "%s", present.Join(": ", present.Word(r.Status), r.Error))
	s.field("same bytes as", "%s", r.DuplicateOf)
	s.field("sha256", "%s", r.DocumentID)
	if d == nil {
		return
	}
	format := string(d.Format) + ", " + present.Bytes(d.Size)
	if n := d.PageCount(); n > 0 {
		format += ", " + present.Plural(n, "page")
	}
	s.field("format", "%s", format)
	s.field("title", "%s", d.Info.Title)
	s.field("made with", "%s", present.Join(" / ", d.Info.Creator, d.Info.Producer))
	s.field("created", "%s", d.Info.Created)
	if g := d.Reading; g.Total > 0 || g.Hidden > 0 {
		n, a := present.Thousands, r.Account()
		s.field("numbers", "%s = %s in tables + %s in text + %s without a place; %s hidden",
			n(g.Total), n(g.InTables), n(g.InText), n(g.Leftover), n(g.Hidden))
		s.field("in tables", "%s facts, %s codes, %s others; %s withheld, %s not explained", n(a.Facts), n(a.Codes),
			n(a.Ordinals+a.Percentages+a.Counts+a.Labels+a.FormValues), n(a.Withheld), n(a.Unexplained))
		s.field("digits", "%s placed of %s", present.Thousands(g.DigitsPlaced), present.Thousands(g.Digits))
		for _, text := range g.Leftovers {
			s.field("  no place", "%s", text)
		}
	}
	for _, w := range d.Warnings {
		s.field("warning", "%s", present.Join(": ", present.Page(w.Page).EN, w.Message))
	}
	for _, l := range d.Links {
		s.field("link", "%s  %s", strings.TrimSpace(l.Text), l.URL)
	}
	if r.Status.HasContent() {
		s.field("tables", "%d", len(r.Tables))
	}
}

func (s *Inspect) grid(t *schema.Table, number int) {
	l := t.Layout
	s.printf("[%d] %s\n", number, present.Join(" ", l.Number, present.Title(t)))
	about := []string{present.Word(t.Kind)}
	if t.Kind != schema.OtherTable {
		about[0] += fmt.Sprintf(" (%.2f)", t.Confidence)
	}
	if t.Unit != "" {
		about = append(about, "in "+t.Unit)
	}
	about = append(about, present.Pages(l.Pages).EN, string(l.Method))
	if l.Empty {
		about = append(about, "empty form")
	}
	s.printf("    %s\n", present.Join(", ", about...))
	for _, why := range t.Doubts {
		s.printf("    doubtful: %s\n", why)
	}
	if c := t.Choice; c != nil && c.Reason != "" {
		s.printf("    read by its %s (%.2f): %s\n", c.Method, c.Confidence, c.Reason)
	}
	s.cells(t)
	for _, u := range t.Unexplained {
		s.printf("    not explained: %s in row %d, column %d: %s\n", u.Text, u.Row, u.Column, u.Why)
	}
	for _, n := range l.Notes {
		s.printf("    %s\n", n)
	}
}

func (s *Inspect) checks(d *present.Document) {
	c := &d.Checks
	if c.Done+c.NotCheckable == 0 {
		return
	}
	s.printf("\n%s: %s exact, %s rounding, %s inconsistent", present.Plural(c.Done, "total")+" checked",
		present.Thousands(c.Exact), present.Thousands(c.Rounding), present.Thousands(c.Inconsistent))
	if c.Within > 0 {
		s.printf(", %s within a bound", present.Thousands(c.Within))
	}
	if c.Disputed > 0 {
		s.printf(", %s disputed", present.Thousands(c.Disputed))
	}
	s.printf("; %s not checkable\n", present.Thousands(c.NotCheckable))
	if n := &d.Coverage; n.Amounts > 0 {
		s.printf("%s of %s are in at least one check\n", present.Thousands(n.Checked), present.Plural(n.Amounts, "amount"))
	}
}

func (s *Inspect) findings(d *present.Document) {
	for _, f := range d.Findings {
		if f.Of.Severity == schema.SeverityInfo {
			continue
		}
		s.printf("\n%s  %s\n    %s\n", strings.ToUpper(f.Severity.EN), f.Message.ZH, f.Message.EN)
		for i := range f.Evidence {
			e := &f.Evidence[i]
			s.printf("  %s %14s  %s\n", e.Sign, e.Of.Text, present.Join(", ", present.Page(e.Of.Page).EN, e.Place()))
		}
		if f.Blank > 0 {
			s.printf("    … and %d that are blank\n", f.Blank)
		}
	}
}

// few are the facts, indicators and claims shown of many; --facts shows all.
const few = 5

// section prints a heading and the first of n lines, or all of them.
func (s *Inspect) section(n int, word string, line func(i int)) {
	if n == 0 {
		return
	}
	s.printf("\n%s\n", present.Plural(n, word))
	shown := n
	if !s.All {
		shown = min(n, few)
	}
	for i := range shown {
		line(i)
	}
	if shown < n {
		s.printf("    … %s more with --facts\n", present.Thousands(n-shown))
	}
}

// line prints a value in a column of its own and what it belongs to, cut to
// the width of the terminal; the value is never cut.
func (s *Inspect) line(value, meaning string) {
	value = "  " + runewidth.FillLeft(value, 16) + "  "
	if s.Width > 0 {
		meaning = runewidth.Truncate(meaning, max(8, s.Width-runewidth.StringWidth(value)), "…")
	}
	s.printf("%s%s\n", value, meaning)
}

func (s *Inspect) facts(r *schema.Record) {
	s.section(len(r.Facts), "fact", func(i int) {
		f := &r.Facts[i]
		place := present.Join(" / ", f.RowLabel, f.ColumnLabel)
		s.line(present.Amount(f.Amount), present.Join(", ", place, present.Page(f.Page).EN, coordinates(&f.Coordinates)))
	})
}

func (s *Inspect) projects(r *schema.Record) {
	s.section(len(r.Projects), "project", func(i int) {
		p := &r.Projects[i]
		basis, allocation := "", ""
		if n := len(p.PolicyBasis); n > 0 {
			basis = "based on " + present.Plural(n, "document")
		}
		if n := len(p.Allocation); n > 0 {
			allocation = present.Plural(n, "allocation")
		}
		s.line(present.Amount(p.Total), present.Join(", ", p.Name, p.ResponsibleUnit, p.PeriodText, basis, allocation))
	})
}

func (s *Inspect) indicators(r *schema.Record) {
	s.section(len(r.Indicators), "indicator", func(i int) {
		n := &r.Indicators[i]
		s.line(present.Join(" ", string(n.Operator), n.Value, n.Unit),
			present.Join(", ", present.Join(" / ", n.Level1, n.Level2, n.Level3), n.Scope))
	})
}

func (s *Inspect) claims(r *schema.Record) {
	s.section(len(r.Claims), "claim", func(i int) {
		c := &r.Claims[i]
		value := present.Amount(c.Amount)
		if value == "" {
			value = present.Amount(c.Change)
		}
		s.line(value, present.Join(", ", c.Quote, present.Page(c.Source.Page).EN, coordinates(&c.Coordinates)))
	})
}

// promises prints the tables that are announced and not there.
func (s *Inspect) promises(r *schema.Record) {
	missing := 0
	for i := range r.ListedTables {
		if r.ListedTables[i].TableID == "" {
			missing++
		}
	}
	if len(r.ListedTables) == 0 {
		return
	}
	s.printf("\n%s announced, %s not found\n", present.Plural(len(r.ListedTables), "table"), present.Thousands(missing))
	for i := range r.ListedTables {
		if p := &r.ListedTables[i]; p.TableID == "" {
			s.printf("    %s\n", p.Title)
		}
	}
}

// coordinates are those that are said, the total left out.
func coordinates(c *schema.Coordinates) string {
	return present.Join(" · ", present.Word(c.Flow), present.Word(c.Fund), c.Function, c.Economic,
		present.Word(c.Nature), present.Word(c.Item), c.Project, present.Word(c.Stage), c.Organization)
}
