package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/schema"
)

// Bounds of a page that is to be opened on a phone. What they cut off is counted and said.
const (
	mostRows     = 300 // of one table
	mostEvidence = 40  // of one finding
	mostPlaces   = 12  // of one reason why something was not checkable
	mostClaims   = 200 // in each list of claims
	longLabel    = 6   // runes: more are not set in a narrow column
	mostStory    = 10  // sentences at the head
)

// documentView is what document.html shows.
type documentView struct {
	*present.Document
	File    string
	Format  string
	Pages   int
	Size    string
	Date    string
	Version string

	Counts     []present.Count // findings by severity
	Story      []*finding      // the worst, by money, to be told first
	MoreStory  int
	Findings   []*finding
	NoPictures int // findings whose picture was left out because of a bound
	Shares     shares
	Tables     []*table
	Reasons    []reason
	Claims     []claim // not exact
	Exact      []claim
	MoreClaims int
}

// finding is one with its place on the page.
type finding struct {
	*present.Finding
	N                    int
	First                bool // of its rule and severity
	Paged, Rows, Columns bool // some of the evidence has a page, a row label, a column label
	Shown                []evidence
	More                 int // evidence left out
	Pictures             []picture
}

type evidence struct {
	present.Figure
	Table int // number of the table on this page, 0 for none
}

type table struct {
	N       int
	Number  string
	Title   string
	Kind    present.Text
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
	Width   string // of the bar of coverage, of 100
	Marks   []mark // checked totals by outcome
}

type cell struct {
	Text             string
	RowSpan, ColSpan int
	Class            string
	Mark             string
	Why              string // the checks behind the mark
	Finding          int    // number of the finding that speaks of it, 0 for none
	Doubt            string // of a recognised figure: how sure it is, and what was read first
	Doubtful         bool
}

type mark struct {
	Class, Mark string
	N           int
}

type reason struct {
	present.ReasonCount
	Places []string
	More   int
}

type claim struct {
	Class, Mark string
	Outcome     present.Text
	Rule        present.Text
	Page        int
	Quote       string
	Printed     string
	Expected    string
	Doubt       present.Text // of a figure that was recognised
	Finding     int
}

type place struct {
	table       string
	row, column int
}

// view builds the page of one record.
type view struct {
	*present.Document
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
	v := &view{
		Document: present.Of(r), tables: map[string]int{}, finding: map[string]int{}, totals: map[place]*marks{},
		parts: map[place]bool{}, accused: map[place]int{},
	}
	// What rounding explains is marked in the tables and needs no reader here.
	v.Choose(present.Choice{Least: schema.SeverityNotice})
	v.SortByRule()
	for i := range r.Tables {
		v.tables[r.Tables[i].ID] = i + 1
	}
	p := &documentView{
		Document: v.Document, File: present.SourceName(r.Source), Date: o.Date, Version: o.Version,
		Counts: present.SeverityCounts(), Findings: v.findings(), Shares: functionShares(r),
	}
	if d := r.Document; d != nil {
		p.Format, p.Size, p.Pages = strings.ToUpper(string(d.Format)), present.Bytes(d.Size), d.PageCount()
	}
	p.Story, p.MoreStory = story(p.Findings)
	for _, f := range p.Findings {
		p.Counts[present.Rank(f.Of.Severity)].N++
	}
	v.checks()
	for i := range r.Tables {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t := v.table(&r.Tables[i])
		if i < len(v.Coverage.Tables) {
			t.Amounts, t.Covered = v.Coverage.Tables[i].Amounts, v.Coverage.Tables[i].Checked
		}
		if t.Amounts > 0 {
			t.Width = fmt.Sprint(100 * t.Covered / t.Amounts)
		}
		p.Tables = append(p.Tables, t)
	}
	p.Reasons = v.reasons()
	p.Claims, p.Exact, p.MoreClaims = v.claims()
	var err error
	p.NoPictures, err = illustrate(r, p.Findings, o)
	return p, err
}

// story are the findings that a reader is told first: errors and warnings, by
// money.
func story(findings []*finding) (told []*finding, more int) {
	view := present.Document{}
	of := map[*present.Finding]*finding{}
	for _, f := range findings {
		if present.Rank(f.Of.Severity) <= present.Rank(schema.SeverityWarning) {
			view.Findings, of[f.Finding] = append(view.Findings, f.Finding), f
		}
	}
	view.SortByMoney()
	for _, f := range view.Findings[:min(len(view.Findings), mostStory)] {
		told = append(told, of[f])
	}
	return told, len(view.Findings) - len(told)
}

// findings numbers those that are shown.
func (v *view) findings() (out []*finding) {
	for _, f := range v.Findings {
		view := &finding{Finding: f, N: len(out) + 1, First: true}
		if n := len(out); n > 0 {
			view.First = out[n-1].Of.Rule != f.Of.Rule || out[n-1].Of.Severity != f.Of.Severity
		}
		for i := range f.Evidence {
			e := f.Evidence[i]
			if e.Of.Row >= 0 && e.Of.Text != "" {
				at := place{e.Of.TableID, e.Of.Row, e.Of.Column}
				if v.accused[at] == 0 {
					v.accused[at] = view.N
				}
			}
			if i >= mostEvidence {
				view.More++
				continue
			}
			view.Paged, view.Rows = view.Paged || e.Of.Page > 0, view.Rows || e.Of.RowLabel != ""
			view.Columns = view.Columns || e.Of.ColumnLabel != ""
			view.Shown = append(view.Shown, evidence{e, v.tables[e.Of.TableID]})
		}
		if f.Of.CheckID != "" {
			v.finding[f.Of.CheckID] = view.N
		}
		out = append(out, view)
	}
	return out
}

// weight orders outcomes by what a reader has to know of a figure first.
func weight(o schema.Outcome) int {
	switch o {
	case schema.NotCheckable:
		return 0
	case schema.Within:
		return 1
	case schema.Exact:
		return 2
	case schema.Rounding:
		return 3
	case schema.Inconsistent:
		return 5
	}
	return 4
}

// checks notes for each figure what was found of it.
func (v *view) checks() {
	for i := range v.Record.Checks {
		c := &v.Record.Checks[i]
		for j := range c.Operands {
			o := &c.Operands[j]
			if o.Row < 0 || o.TableID == "" {
				continue
			}
			at, outcome := place{o.TableID, o.Row, o.Column}, v.Record.Checks[i].Outcome
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
			line := present.Rule(c.Rule).ZH + "：" + present.Label(outcome).ZH
			if !slices.Contains(m.lines, line) {
				m.lines = append(m.lines, line)
			}
		}
	}
}

func (v *view) table(t *schema.Table) *table {
	out := &table{N: v.tables[t.ID], Kind: present.Label(t.Kind), Other: t.Kind == schema.OtherTable, Unit: t.Unit}
	head, columns := 0, 0
	if l := t.Layout; l != nil {
		out.Number, out.Title = document.Squeeze(l.Number), present.Title(t)
		out.Pages, out.Empty, out.Notes = present.Pages(l.Pages).ZH, l.Empty, l.Notes
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
	for _, o := range present.Outcomes {
		if tallied[o] > 0 {
			out.Marks = append(out.Marks, mark{string(o), present.Mark(o), tallied[o]})
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
		out.Mark, out.Why, out.Finding = present.Mark(m.outcome), strings.Join(m.lines, "；"), m.finding
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
	if c.CorrectedBy != "" {
		out.Doubt = "人工改正（" + c.CorrectedBy + "），初读 " + c.FirstReading
	}
	if c.Confidence > 0 && c.Amount != nil {
		classes = append(classes, "ocr")
		out.Doubtful = c.Doubtful
		out.Doubt = fmt.Sprintf("%s %.2f", present.Doubt(c.Confidence, c.Doubtful).ZH, c.Confidence)
		if c.FirstReading != "" {
			out.Doubt += "；初读 " + c.FirstReading + "，按勾稽关系改正"
		}
	}
	out.Class = strings.Join(classes, " ")
	return out
}

// reasons say of what could not be checked where it stands.
func (v *view) reasons() (out []reason) {
	for _, n := range v.Checks.Reasons {
		r := reason{ReasonCount: n, More: max(0, n.Count-mostPlaces)}
		for _, c := range n.Checks[:n.Count-r.More] {
			where := present.Rule(c.Rule).ZH
			if len(c.Operands) > 0 {
				o := &c.Operands[0]
				where += "｜" + present.Join("，", present.TitleOf(o), o.RowLabel, o.ColumnLabel)
				if o.Page > 0 {
					where += "（" + present.Page(o.Page).ZH + "）"
				}
			}
			r.Places = append(r.Places, where)
		}
		out = append(out, r)
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
	for i := range v.Record.Claims {
		c := &v.Record.Claims[i]
		for _, figure := range []schema.Amount{c.Amount, c.Share, c.Change, c.Rate, c.Completion} {
			at := source{c.Source.Page, c.Source.Box, figure.Text}
			if figure.Text != "" && quotes[at] == "" {
				quotes[at] = c.Quote
			}
		}
	}
	for i := range v.Record.Checks {
		c := &v.Record.Checks[i]
		if len(c.Operands) == 0 || c.Operands[0].Row >= 0 || c.Operands[0].TableID != "" || c.Operands[0].Text == "" ||
			c.Outcome == schema.NotCheckable {
			continue
		}
		if c.Outcome == schema.Inconsistent && c.Expected.Equal(c.Printed) {
			continue
		}
		o := &c.Operands[0]
		line := claim{
			Class: string(c.Outcome), Mark: present.Mark(c.Outcome), Outcome: present.Label(c.Outcome),
			Rule: present.Rule(c.Rule), Page: o.Page,
			Quote: cmp.Or(quotes[source{o.Page, o.Box, o.Text}], o.RowLabel), Printed: o.Text, Finding: v.finding[c.ID],
			Doubt: present.Doubt(o.Confidence, o.Doubtful),
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
