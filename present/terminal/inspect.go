package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
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

	all struct{ documents, tables, facts, findings int }
}

// InspectOptions say how much is shown of a document.
type InspectOptions struct {
	Width int  // of the terminal; 0: cut nothing
	Table int  // the only table shown, from 1; 0: all
	All   bool // show every fact, indicator and claim

	Pages    Pages  // the only pages of which something is shown; zero: all
	Language string // Chinese, English, or empty: English, and what is said in both in both
	Colour   bool   // set off how grave findings are
}

// Pages are those from First to Last, counted from 1; the zero value is all.
type Pages struct{ First, Last int }

// have reports whether something on one of the pages given is shown.
func (p Pages) have(pages ...int) bool {
	return p.First == 0 || slices.ContainsFunc(pages, func(n int) bool { return n >= p.First && n <= p.Last })
}

// in is a line or label of ours in the chosen language.
func (s *Inspect) in(english string) string { return In(s.Language, english) }

// message is what went wrong, in the language of the output.
func (s *Inspect) message(english string) string {
	if s.Language == Chinese {
		return present.Message(english).ZH
	}
	return english
}

func (s *Inspect) count(n int, word string) string { return Count(s.Language, n, word) }

// say is what is said in both languages, in the chosen one.
func (s *Inspect) say(t present.Text) string {
	if s.Language == Chinese {
		return t.ZH
	}
	return t.EN
}

// word is a word of a closed list: as the dataset has it, or in Chinese.
func word[T ~string](s *Inspect, w T) string {
	if s.Language == Chinese && w != "" {
		return present.Label(w).ZH
	}
	return present.Word(w)
}

// ErrTable says that a document has no table of the number asked for.
var ErrTable = errors.New("no such table")

// NewInspect prints to w.
func NewInspect(w io.Writer, o InspectOptions) *Inspect {
	return &Inspect{printer: printer{w: w, colour: o.Colour}, InspectOptions: o}
}

var _ sinks.Sink = &Inspect{}

// Commit ends the output, of several documents with what they come to.
func (s *Inspect) Commit(context.Context) error {
	if s.all.documents > 1 && s.Table == 0 {
		s.next()
		s.printf("%s: %s\n", s.in("in all"), present.Join(", ", s.count(s.all.documents, "document"),
			s.count(s.all.tables, "table"), s.count(s.all.facts, "fact"), s.count(s.all.findings, "finding")))
	}
	return s.err
}

// Abort ends the output; what was printed stays printed.
func (s *Inspect) Abort() error { return nil }

// field prints one line of the head, or none for an empty value.
func (s *Inspect) field(label, format string, args ...any) {
	if value := strings.TrimSpace(fmt.Sprintf(format, args...)); value != "" {
		s.printf("%s %s\n", runewidth.FillRight(s.in(label), 14), value)
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
	s.all.documents++
	s.all.tables += len(r.Tables)
	s.all.facts += len(r.Facts)
	s.all.findings += len(r.Findings)
	s.head(d)
	for i := range r.Tables {
		if !s.Pages.have(r.Tables[i].Layout.Pages...) {
			continue
		}
		s.printf("\n")
		s.grid(&r.Tables[i], i+1)
	}
	s.facts(r)
	s.projects(r)
	s.indicators(r)
	s.claims(r)
	if s.Pages.First == 0 { // these are of the whole document
		s.promises(r)
		s.checks(d)
	}
	s.findings(d)
	return s.err
}

// both prints what is said in both languages, if it is.
func (s *Inspect) both(label string, t present.Text) {
	switch s.Language {
	case "":
		s.field(label, "%s", t.ZH)
		s.field("", "%s", t.EN)
	default:
		s.field(label, "%s", s.say(t))
	}
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
	s.field("report", "%s", word(s, r.Profile.ReportKind))
	s.field("status", "%s", present.Join(": ", word(s, r.Status), s.message(r.Error)))
	s.field("same bytes as", "%s", r.DuplicateOf)
	s.field("sha256", "%s", r.DocumentID)
	if d == nil {
		return
	}
	format := string(d.Format) + ", " + present.Bytes(d.Size)
	if n := d.PageCount(); n > 0 {
		format += ", " + s.count(n, "page")
	}
	s.field("format", "%s", format)
	s.field("title", "%s", d.Info.Title)
	s.field("made with", "%s", present.Join(" / ", d.Info.Creator, d.Info.Producer))
	s.field("created", "%s", d.Info.Created)
	if g := d.Reading; g.Total > 0 || g.Hidden > 0 {
		n, a := present.Thousands, r.Account()
		s.field("numbers", s.in("%s = %s in tables + %s in text + %s without a place; %s hidden"),
			n(g.Total), n(g.InTables), n(g.InText), n(g.Leftover), n(g.Hidden))
		s.field("in tables", s.in("%s facts, %s codes, %s others; %s withheld, %s not explained"), n(a.Facts), n(a.Codes),
			n(a.Ordinals+a.Percentages+a.Counts+a.Labels+a.FormValues), n(a.Withheld), n(a.Unexplained))
		s.field("digits", s.in("%s placed of %s"), present.Thousands(g.DigitsPlaced), present.Thousands(g.Digits))
		for _, text := range g.Leftovers {
			s.field("  no place", "%s", text)
		}
	}
	for _, w := range d.Warnings {
		s.field("warning", "%s", present.Join(": ", s.say(present.Page(w.Page)), w.Message))
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
	about := []string{word(s, t.Kind)}
	if t.Kind != schema.OtherTable {
		about[0] += fmt.Sprintf(" (%.2f)", t.Confidence)
	}
	if t.Unit != "" {
		about = append(about, fmt.Sprintf(s.in("in %s"), t.Unit))
	}
	about = append(about, s.say(present.Pages(l.Pages)), string(l.Method))
	if l.Empty {
		about = append(about, s.in("empty form"))
	}
	s.printf("    %s\n", present.Join(", ", about...))
	for _, why := range t.Doubts {
		s.printf(s.in("    doubtful: %s\n"), s.say(present.Message(why)))
	}
	if c := t.Choice; c != nil && c.Reason != "" {
		s.printf(s.in("    read by its %s (%.2f): %s\n"), c.Method, c.Confidence, s.say(present.Message(c.Reason)))
	}
	s.cells(t)
	for _, u := range t.Unexplained {
		s.printf(s.in("    not explained: %s in row %d, column %d: %s\n"), u.Text, u.Row, u.Column,
			s.say(present.Message(u.Why)))
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
	s.printf(s.in("\n%s checked: %s exact, %s rounding, %s inconsistent"), s.count(c.Done, "total"),
		present.Thousands(c.Exact), present.Thousands(c.Rounding), present.Thousands(c.Inconsistent))
	if c.Within > 0 {
		s.printf(s.in(", %s within a bound"), present.Thousands(c.Within))
	}
	if c.Disputed > 0 {
		s.printf(s.in(", %s disputed"), present.Thousands(c.Disputed))
	}
	s.printf(s.in("; %s not checkable\n"), present.Thousands(c.NotCheckable))
	if n := &d.Coverage; n.Amounts > 0 {
		s.printf(s.in("%s of %s are in at least one check\n"), present.Thousands(n.Checked), s.count(n.Amounts, "amount"))
	}
}

func (s *Inspect) findings(d *present.Document) {
	for _, f := range d.Findings {
		if f.Of.Severity == schema.SeverityInfo || !s.Pages.have(pagesOf(f)...) {
			continue
		}
		on, off := s.paint(f.Of.Severity)
		if s.Language == "" {
			s.printf("\n"+on+"%s"+off+"  %s\n    %s\n", strings.ToUpper(f.Severity.EN), f.Message.ZH, f.Message.EN)
		} else {
			s.printf("\n"+on+"%s"+off+"  %s\n", strings.ToUpper(s.say(f.Severity)), s.say(f.Message))
		}
		for i := range f.Evidence {
			e := &f.Evidence[i]
			s.printf("  %s %14s  %s\n", e.Sign, e.Of.Text, present.Join(", ", s.say(present.Page(e.Of.Page)), e.Place()))
		}
		if f.Blank > 0 {
			s.printf(s.in("    … and %d that are blank\n"), f.Blank)
		}
	}
}

// pagesOf are the pages a finding rests on.
func pagesOf(f *present.Finding) []int {
	var pages []int
	for i := range f.Evidence {
		pages = append(pages, f.Evidence[i].Of.Page)
	}
	return pages
}

func pages(sources []schema.Source) []int {
	var all []int
	for i := range sources {
		all = append(all, sources[i].Page)
	}
	return all
}

// few are the facts, indicators and claims shown of many; --facts shows all.
const few = 5

// section prints a heading and the first of n lines, or all of them: those
// that stand on a page that is shown.
func (s *Inspect) section(n int, word string, source func(i int) []schema.Source, line func(i int)) {
	var all []int
	for i := range n {
		if s.Pages.have(pages(source(i))...) {
			all = append(all, i)
		}
	}
	if n = len(all); n == 0 {
		return
	}
	s.printf("\n%s\n", s.count(n, word))
	shown := n
	if !s.All {
		shown = min(n, few)
	}
	for _, i := range all[:shown] {
		line(i)
	}
	if shown < n {
		s.printf(s.in("    … %s more with --facts\n"), present.Thousands(n-shown))
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
	ofFact := func(i int) []schema.Source { return []schema.Source{{Page: r.Facts[i].Page}} }
	s.section(len(r.Facts), "fact", ofFact, func(i int) {
		f := &r.Facts[i]
		place := present.Join(" / ", f.RowLabel, f.ColumnLabel)
		s.line(present.Amount(f.Amount),
			present.Join(", ", place, s.say(present.Page(f.Page)), s.coordinates(&f.Coordinates)))
	})
}

func (s *Inspect) projects(r *schema.Record) {
	s.section(len(r.Projects), "project", func(i int) []schema.Source { return r.Projects[i].Sources }, func(i int) {
		p := &r.Projects[i]
		basis, allocation := "", ""
		if n := len(p.PolicyBasis); n > 0 {
			basis = fmt.Sprintf(s.in("based on %s"), s.count(n, "document"))
		}
		if n := len(p.Allocation); n > 0 {
			allocation = s.count(n, "allocation")
		}
		s.line(present.Amount(p.Total), present.Join(", ", p.Name, p.ResponsibleUnit, p.PeriodText, basis, allocation))
	})
}

func (s *Inspect) indicators(r *schema.Record) {
	ofIndicator := func(i int) []schema.Source { return []schema.Source{r.Indicators[i].Source} }
	s.section(len(r.Indicators), "indicator", ofIndicator, func(i int) {
		n := &r.Indicators[i]
		s.line(present.Join(" ", string(n.Operator), n.Value, n.Unit),
			present.Join(", ", present.Join(" / ", n.Level1, n.Level2, n.Level3), n.Scope))
	})
}

func (s *Inspect) claims(r *schema.Record) {
	ofClaim := func(i int) []schema.Source { return []schema.Source{r.Claims[i].Source} }
	s.section(len(r.Claims), "claim", ofClaim, func(i int) {
		c := &r.Claims[i]
		value := present.Amount(c.Amount)
		if value == "" {
			value = present.Amount(c.Change)
		}
		s.line(value, present.Join(", ", c.Quote, s.say(present.Page(c.Source.Page)), s.coordinates(&c.Coordinates)))
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
	s.printf(s.in("\n%s announced, %s not found\n"), s.count(len(r.ListedTables), "table"), present.Thousands(missing))
	for i := range r.ListedTables {
		if p := &r.ListedTables[i]; p.TableID == "" {
			s.printf("    %s\n", p.Title)
		}
	}
}

// coordinates are those that are said, the total left out.
func (s *Inspect) coordinates(c *schema.Coordinates) string {
	return present.Join(" · ", word(s, c.Flow), word(s, c.Fund), c.Function, c.Economic,
		word(s, c.Nature), word(s, c.Item), c.Project, word(s, c.Stage), c.Organization)
}
