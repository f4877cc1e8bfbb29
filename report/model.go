package report

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

// Bounds of a page that is to be opened on a phone. What they cut off is counted and said.
const (
	mostRows     = 300 // of one table
	mostEvidence = 40  // of one finding
	mostPlaces   = 12  // of one reason why something was not checkable
	mostClaims   = 200 // in each list of claims
	longLabel    = 6   // runes: more are not set in a narrow column
)

// documentView is what document.html shows.
type documentView struct {
	Title        string
	Organization string
	Year         int
	Kind         Label
	Unread       Label // why it, or which part of it, was not read; empty if all was
	Recognised   Label // which pages were read by text recognition; empty if none
	Error        string
	Nothing      Label // said if there is no finding
	File         string
	ID           string
	Format       string
	Pages        int
	Size         string
	Date         string
	Version      string

	Counts     []count // findings by severity
	Totals     verify.Tally
	Rules      []verify.RuleTally
	Amounts    int
	Covered    int
	Findings   []*finding
	NoPictures int // findings whose picture was left out because of a bound
	Shares     shares
	Tables     []*table
	Reasons    []reason
	Claims     []claim // not exact
	Exact      []claim
	MoreClaims int
	Reading    document.NumberAudit
	Warnings   []document.Warning
}

// count is how many findings have a severity.
type count struct {
	Class string
	Label
	N int
}

type finding struct {
	N                                          int
	Class                                      string // severity
	Severity, Outcome, Rule                    Label
	Second                                     Label // what came of reading the numbers a second time
	ZH, EN                                     string
	Figures                                    bool // the four figures say something
	Expected, Printed, Difference, Slack, Unit string
	Evidence                                   []evidence
	Paged, Rows, Columns                       bool // some of the evidence has a page, a row label, a column label
	More, Blank                                int  // evidence left out; parts that are blank
	Pictures                                   []picture
	operands                                   []schema.Operand
}

type evidence struct {
	Sign   string // what part the number plays
	Text   string
	Doubt  Label // of a figure that was recognised
	Page   int
	Title  string
	Table  int // number of the table on this page, 0 for none
	Row    string
	Column string
}

type table struct {
	N       int
	Number  string
	Title   string
	Kind    Label
	Other   bool // kind is not known
	Unit    string
	Pages   string
	Empty   bool
	Notes   []string
	Head    [][]cell
	Body    [][]cell
	More    int // rows left out
	Amounts int
	Covered int
	Width   string  // of the bar of coverage, of 100
	Marks   []count // checked totals by outcome
}

type cell struct {
	Text             string
	RowSpan, ColSpan int
	Class            string
	Mark             string
	Why              string // the checks behind the mark
	Finding          int    // number of the finding that speaks of it, 0 for none
}

type reason struct {
	Label
	N      int
	Places []string
	More   int
}

type claim struct {
	Class, Mark string
	Outcome     Label
	Rule        Label
	Page        int
	Quote       string
	Printed     string
	Expected    string
	Finding     int
}

type place struct {
	table       string
	row, column int
}

// view builds the page of one record.
type view struct {
	record  *schema.Record
	tables  map[string]int   // number by ID
	finding map[string]int   // number by check
	totals  map[place]*marks // figures that a check is about
	parts   map[place]bool   // figures in a check that could be done
	accused map[place]int    // figures in a finding, with its number
}

type marks struct {
	outcome schema.Outcome
	lines   []string
	finding int
}

func documentPage(ctx context.Context, r *schema.Record, o Options) (*documentView, error) {
	v := &view{record: r, tables: map[string]int{}, finding: map[string]int{}, totals: map[place]*marks{},
		parts: map[place]bool{}, accused: map[place]int{}}
	for i := range r.Tables {
		v.tables[r.Tables[i].ID] = i + 1
	}
	p := &documentView{
		Organization: r.Profile.Organization, Year: r.Profile.FiscalYear,
		Kind:   named(words.Reports, cmp.Or(r.Profile.ReportKind, schema.OtherReport)),
		Unread: Unread(r), Recognised: Recognised(r), Error: r.Error, Nothing: Nothing(r),
		File: shownName(r.Source), ID: r.DocumentID, Date: o.Date, Version: o.Version,
	}
	if r.Status == schema.StatusScanned {
		p.Error = "" // it says of the pages what Unread says
	}
	p.Title = p.Kind.ZH
	if p.Year > 0 {
		p.Title = fmt.Sprintf("%d年%s", p.Year, p.Title)
	}
	p.Title = cmp.Or(p.Organization, p.File) + " " + p.Title
	if d := r.Document; d != nil {
		p.Format, p.Size, p.Reading, p.Warnings = strings.ToUpper(string(d.Format)), size(d.Size), d.Reading, d.Warnings
		for i := range d.Pages {
			if d.Pages[i].Number > 0 {
				p.Pages++
			}
		}
	}
	p.Findings = v.findings()
	p.Counts = countFindings(r.Findings)
	v.checks()
	p.Totals, p.Rules = verify.Count(r, rules.All())
	for i := range r.Tables {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t := v.table(&r.Tables[i])
		if i < len(r.Coverage) {
			t.Amounts, t.Covered = r.Coverage[i].Amounts, r.Coverage[i].Checked
		}
		if t.Amounts > 0 {
			t.Width = fmt.Sprint(100 * t.Covered / t.Amounts)
		}
		p.Amounts += t.Amounts
		p.Covered += t.Covered
		p.Tables = append(p.Tables, t)
	}
	p.Reasons = v.reasons()
	p.Claims, p.Exact, p.MoreClaims = v.claims()
	p.Shares = functionShares(r)
	var err error
	p.NoPictures, err = illustrate(r, p.Findings, o)
	return p, err
}

// findings puts the worst first, otherwise in their order. What rounding
// explains is marked in the tables and needs no reader here.
func (v *view) findings() []*finding {
	var sorted []*schema.Finding
	for i := range v.record.Findings {
		if f := &v.record.Findings[i]; f.Severity != schema.SeverityInfo {
			sorted = append(sorted, f)
		}
	}
	slices.SortStableFunc(sorted, func(a, b *schema.Finding) int {
		return Rank(a.Severity) - Rank(b.Severity)
	})
	var out []*finding
	for i, f := range sorted {
		view := &finding{
			N: i + 1, Class: string(f.Severity), Severity: named(words.Severities, f.Severity),
			Outcome: named(words.Outcomes, f.Outcome), Rule: named(words.rules, f.Rule),
			ZH: f.MessageZH, EN: f.MessageEN,
			Figures:  f.Expected != f.Printed,
			Expected: f.Expected, Printed: f.Printed, Difference: f.Difference, Slack: f.Slack, Unit: f.Unit,
			operands: f.Evidence,
		}
		if strings.Trim(f.Slack, "0.") == "" {
			view.Slack = "" // rounding has no part in it
		}
		for j := range f.Evidence {
			e := &f.Evidence[j]
			if e.Row >= 0 && e.Text != "" {
				at := place{e.TableID, e.Row, e.Column}
				if v.accused[at] == 0 {
					v.accused[at] = view.N
				}
			}
			if j > 0 && e.Text == "" {
				view.Blank++ // forms print dozens of lines that are not used
				continue
			}
			if len(view.Evidence) == mostEvidence {
				view.More++
				continue
			}
			view.Paged, view.Rows, view.Columns = view.Paged || e.Page > 0, view.Rows || e.RowLabel != "",
				view.Columns || e.ColumnLabel != ""
			view.Evidence = append(view.Evidence, evidence{
				Sign: sign(j, e.Sign), Text: e.Text, Doubt: doubtOf(e), Page: e.Page, Title: document.Squeeze(e.TableTitle),
				Table: v.tables[e.TableID],
				Row:   e.RowLabel, Column: e.ColumnLabel,
			})
		}
		if f.CheckID != "" {
			v.finding[f.CheckID] = view.N
		}
		if f.SecondReading != "" {
			view.Second = named(words.Seconds, f.SecondReading)
		}
		out = append(out, view)
	}
	return out
}

// sign says what part an operand plays: the figure that is doubted comes first.
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

// Rank orders severities, the worst first.
func Rank(s schema.Severity) int {
	switch s {
	case schema.SeverityError:
		return 0
	case schema.SeverityWarning:
		return 1
	case schema.SeverityNotice:
		return 2
	}
	return 3
}

func countFindings(findings []schema.Finding) []count {
	counts := severityCounts()
	for i := range findings {
		if s := findings[i].Severity; s != schema.SeverityInfo {
			counts[Rank(s)].N++
		}
	}
	return counts
}

func severityCounts() (counts []count) {
	for _, s := range []schema.Severity{schema.SeverityError, schema.SeverityWarning, schema.SeverityNotice} {
		counts = append(counts, count{Class: string(s), Label: named(words.Severities, s)})
	}
	return counts
}

// weight orders outcomes by what a reader has to know of a figure first.
func weight(o schema.Outcome) int {
	switch o {
	case schema.NotCheckable:
		return 0
	case schema.Exact:
		return 1
	case schema.Rounding:
		return 2
	case schema.Inconsistent:
		return 4
	}
	return 3
}

// checks notes for each figure what was found of it.
func (v *view) checks() {
	for i := range v.record.Checks {
		c := &v.record.Checks[i]
		for j := range c.Operands {
			o := &c.Operands[j]
			if o.Row < 0 || o.TableID == "" {
				continue
			}
			at, outcome := place{o.TableID, o.Row, o.Column}, v.record.Checks[i].Outcome
			if outcome != schema.NotCheckable {
				v.parts[at] = true
			}
			if j > 0 {
				continue
			}
			m := v.totals[at]
			if m == nil {
				m = &marks{outcome: outcome}
				v.totals[at] = m
			}
			if weight(outcome) > weight(m.outcome) {
				m.outcome = outcome
			}
			if n := v.finding[c.ID]; n > 0 && m.finding == 0 {
				m.finding = n
			}
			line := named(words.rules, c.Rule).ZH + "：" + named(words.Outcomes, outcome).ZH
			if !slices.Contains(m.lines, line) {
				m.lines = append(m.lines, line)
			}
		}
	}
}

func (v *view) table(t *schema.Table) *table {
	out := &table{N: v.tables[t.ID], Kind: named(words.Kinds, t.Kind), Other: t.Kind == schema.OtherTable, Unit: t.Unit}
	head, columns := 0, 0
	if l := t.Layout; l != nil {
		out.Number, out.Title = document.Squeeze(l.Number), document.Squeeze(l.Title)
		out.Pages, out.Empty, out.Notes = document.PageRanges(l.Pages), l.Empty, l.Notes
		head, columns = l.Header, l.Columns()
	}
	tallied := map[schema.Outcome]int{}
	for i := 0; i < len(t.Cells); {
		row := t.Cells[i].Row
		var cells []cell
		covered, text := 0, false
		for ; i < len(t.Cells) && t.Cells[i].Row == row; i++ {
			c := &t.Cells[i]
			cells = append(cells, v.cell(t.ID, c, head, tallied))
			text = text || c.Text != "" || c.Contact || c.RowSpan > 1
			covered += c.ColSpan
		}
		switch {
		case row < head:
			out.Head = append(out.Head, cells)
		case !text && covered >= columns: // a blank line that nothing reaches into
		case len(out.Body) == mostRows:
			out.More++
		default:
			out.Body = append(out.Body, cells)
		}
	}
	for _, o := range []schema.Outcome{schema.Exact, schema.Rounding, schema.Inconsistent, schema.ReadingDisputed,
		schema.NotCheckable} {
		if tallied[o] > 0 {
			out.Marks = append(out.Marks, count{Class: string(o), Label: named(words.Outcomes, o), N: tallied[o]})
		}
	}
	return out
}

func (v *view) cell(table string, c *schema.Cell, head int, tallied map[schema.Outcome]int) cell {
	out := cell{Text: c.Text, RowSpan: c.RowSpan, ColSpan: c.ColSpan}
	if c.Row < head {
		out.RowSpan = min(out.RowSpan, head-c.Row) // it would reach out of the thead
		return out
	}
	var classes []string
	switch {
	case c.Role == schema.RoleValue:
		classes = append(classes, "n")
	case len([]rune(c.Text)) > longLabel:
		classes = append(classes, "long")
	}
	if c.Contact && c.Text == "" {
		out.Text = "▇▇"
		classes = append(classes, "contact")
	}
	at := place{table, c.Row, c.Column}
	if m := v.totals[at]; m != nil {
		out.Mark, out.Why, out.Finding = named(words.Outcomes, m.outcome).Mark, strings.Join(m.lines, "；"), m.finding
		classes = append(classes, string(m.outcome))
		tallied[m.outcome]++
	} else if c.Amount != nil && !v.parts[at] {
		classes = append(classes, "unchecked")
	}
	if n := v.accused[at]; n > 0 {
		classes = append(classes, "accused")
		if out.Finding == 0 {
			out.Finding = n
		}
	}
	out.Class = strings.Join(classes, " ")
	return out
}

// reasons groups what could not be checked by why, the most frequent first.
func (v *view) reasons() []reason {
	byReason := map[string]*reason{}
	var order []*reason
	for i := range v.record.Checks {
		c := &v.record.Checks[i]
		if c.Outcome != schema.NotCheckable {
			continue
		}
		r := byReason[c.Reason]
		if r == nil {
			r = &reason{Label: named(words.reasons, c.Reason)}
			byReason[c.Reason] = r
			order = append(order, r)
		}
		r.N++
		where := named(words.rules, c.Rule).ZH
		if len(c.Operands) > 0 {
			o := &c.Operands[0]
			where += "｜" + join("，", document.Squeeze(o.TableTitle), o.RowLabel, o.ColumnLabel)
			if o.Page > 0 {
				where += fmt.Sprintf("（第%d页）", o.Page)
			}
		}
		if len(r.Places) < mostPlaces {
			r.Places = append(r.Places, where)
		} else {
			r.More++
		}
	}
	slices.SortStableFunc(order, func(a, b *reason) int { return b.N - a.N })
	out := make([]reason, len(order))
	for i, r := range order {
		out[i] = *r
	}
	return out
}

// claims lists the checks whose figure stands in a sentence: first those that
// do not agree. What is wrong with words alone stands among the findings.
func (v *view) claims() (others, exact []claim, more int) {
	type source struct {
		page int
		box  document.Box
		text string
	}
	quotes := map[source]string{}
	for i := range v.record.Claims {
		c := &v.record.Claims[i]
		for _, figure := range []schema.Amount{c.Amount, c.Share, c.Change, c.Rate, c.Completion} {
			at := source{c.Source.Page, c.Source.Box, figure.Text}
			if figure.Text != "" && quotes[at] == "" {
				quotes[at] = c.Quote
			}
		}
	}
	for i := range v.record.Checks {
		c := &v.record.Checks[i]
		if len(c.Operands) == 0 || c.Operands[0].Row >= 0 || c.Operands[0].TableID != "" || c.Operands[0].Text == "" ||
			c.Outcome == schema.NotCheckable {
			continue
		}
		if c.Outcome == schema.Inconsistent && c.Expected.Equal(c.Printed) {
			continue
		}
		o := &c.Operands[0]
		label := named(words.Outcomes, v.record.Checks[i].Outcome)
		line := claim{
			Class: string(v.record.Checks[i].Outcome), Mark: label.Mark, Outcome: label, Rule: named(words.rules, c.Rule),
			Page:  o.Page,
			Quote: cmp.Or(quotes[source{o.Page, o.Box, o.Text}], o.RowLabel), Printed: o.Text, Finding: v.finding[c.ID],
		}
		if c.Outcome != schema.Exact {
			line.Expected = c.Expected.String()
		}
		list := &others
		if c.Outcome == schema.Exact {
			list = &exact
		}
		*list = append(*list, line)
	}
	slices.SortStableFunc(others, func(a, b claim) int {
		return weight(schema.Outcome(b.Class)) - weight(schema.Outcome(a.Class))
	})
	for _, list := range []*[]claim{&others, &exact} {
		if n := len(*list) - mostClaims; n > 0 {
			*list, more = (*list)[:mostClaims], more+n
		}
	}
	return others, exact, more
}

// join leaves out what is empty.
func join(separator string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), separator)
}

func size(bytes int64) string {
	if bytes < 10<<10 {
		return fmt.Sprintf("%d B", bytes)
	}
	if bytes < 10<<20 {
		return fmt.Sprintf("%d KiB", bytes>>10)
	}
	return fmt.Sprintf("%d MiB", bytes>>20)
}

// shownName is a source without the folders it was read from: they are nobody
// else's business.
func shownName(source string) string {
	file, member, inArchive := strings.Cut(source, "!")
	if !inArchive {
		return fileName(source)
	}
	return fileName(file) + "!" + member
}

// fileName is the last element of a path or of an archive member's name.
func fileName(source string) string {
	source = source[strings.LastIndexByte(source, '!')+1:]
	return path.Base(strings.ReplaceAll(source, `\`, "/"))
}
