package normalize

import (
	"context"
	"fmt"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// Options change what Normalize does. The zero value is the usual.
type Options struct {
	Catalogue    *Catalogue // nil: Builtin
	KeepContacts bool       // keep names and phone numbers of contact persons
}

type normalizer struct {
	ctx  context.Context
	opts Options
	cat  *Catalogue
	doc  *document.Document
	rec  *schema.Record

	titles *titleRules // of the tables of a report of its kind

	// blank says of a place of a table without an amount what one would be of.
	blank map[string]func(row, col int) (schema.Coordinates, bool)

	ofProject map[projectIn][]*schema.Fact // facts of each project in each table; nil until they are asked for
	texts     []string                     // of top; nil until they are asked for
}

// Normalize says what a document means: whose report it is, which tables it
// has, and every fact, project, indicator and claim in it. The record has
// the document, its identity and its meaning; status and time are the
// caller's. What is not understood is in the record as published, with the
// reason beside it; the only errors are that ctx is done or a limit of its
// budget is met, and then there is no record.
func Normalize(ctx context.Context, doc *document.Document, opts Options) (*schema.Record, error) {
	n := &normalizer{ctx: ctx, opts: opts, cat: opts.Catalogue, doc: doc,
		blank: map[string]func(row, col int) (schema.Coordinates, bool){}}
	if n.cat == nil {
		n.cat = Builtin()
	}
	n.titles = &n.cat.titles
	n.rec = &schema.Record{DocumentID: doc.ID, Source: doc.Source, Status: schema.StatusRead, Document: doc,
		Lexicon: n.cat}
	n.rec.Tables = make([]schema.Table, len(doc.Tables))
	for i := range doc.Tables {
		t := &n.rec.Tables[i]
		t.ID = fmt.Sprintf("%s-t%03d", doc.ID, i)
		t.DocumentID, t.Index, t.Layout = doc.ID, i, &doc.Tables[i]
		t.Kind, t.Confidence, t.Reason = n.cat.kindOf(t.Layout)
	}
	for _, step := range []func(){n.untitled, n.profile, n.governmentKinds, n.units, n.openReadings, n.tables,
		n.nameCodes, n.projects, n.claims, n.listTables, n.misplaced, n.strays, n.untabled, n.garbled, n.tokens} {
		step()
		if err := budget.Done(ctx); err != nil {
			return nil, err
		}
	}
	return n.rec, nil
}

// rowsOfClaim is how many facts take up as much memory as a claim.
const rowsOfClaim = 4

// room charges so many rows of the dataset and reports that there was room for
// them; Normalize tells what there was too much of.
func (n *normalizer) room(rows int) bool { return budget.Charge(n.ctx, budget.Rows, rows) == nil }

// tables fills every table, as far as ctx lasts.
func (n *normalizer) tables() {
	for i := range n.rec.Tables {
		if n.ctx.Err() != nil {
			return
		}
		n.table(&n.rec.Tables[i])
	}
}

// untitled gives tables without a title and without a telling header the kind
// that the nearest short text before them announces.
func (n *normalizer) untitled() {
	for pi := range n.doc.Pages {
		var before []string
		for _, b := range n.doc.Pages[pi].Blocks {
			switch b.Kind {
			case document.BlockHeading, document.BlockParagraph, document.BlockCaption:
				before = append(before, b.Text)
			case document.BlockTable:
				if b.Table < 0 || b.Table >= len(n.rec.Tables) {
					continue
				}
				t := &n.rec.Tables[b.Table]
				for i := len(before) - 1; i >= 0 && i >= len(before)-4 && t.Layout.Title == "" && t.Confidence < 0.75; i-- {
					s := document.Squeeze(before[i])
					if len([]rune(s)) > 60 || !strings.HasSuffix(entry(bracketless(s)), "表") {
						continue
					}
					if kind, confidence, why := n.titles.classify(s); kind != schema.OtherTable && confidence >= 0.8 {
						t.Kind, t.Confidence, t.Reason = kind, confidence*0.85, t.Reason+"; text before it, "+s+": "+why
					}
				}
				before = nil
			}
		}
	}
}

// kindOf says which of the published tables one is: from its title, and
// where that says nothing from its header and its content.
func (c *Catalogue) kindOf(t *document.Table) (schema.TableKind, float64, string) {
	kind, confidence, why := c.titles.classify(t.Title)
	why = "title: " + why
	form := c.formOf(t)
	switch {
	case kind == schema.PerformanceProject || kind == schema.PerformanceOverall:
		if form == nil && t.Columns() > 0 {
			why += "; no columns of indicators"
			confidence *= 0.8
		}
		return kind, confidence, why
	case kind != schema.OtherTable:
		return kind, confidence, why
	case form != nil:
		if form.project != "" {
			return schema.PerformanceProject, 0.8, why + "; content: indicators of the project " + form.project
		}
		if t.Title == "" || strings.Contains(t.Title, "绩效") || strings.Contains(t.Title, "目标") {
			return schema.PerformanceOverall, 0.7, why + "; content: indicators and no project"
		}
	}
	if t.Title != "" && confidence > 0 || c.titles.decided(t.Title) {
		return kind, confidence, why
	}
	return c.kindOfHeader(t, why)
}

// kindOfHeader says which of the published tables one is from its header; why
// is what its title said.
func (c *Catalogue) kindOfHeader(t *document.Table, why string) (schema.TableKind, float64, string) {
	const trust = 0.75 // in a head that reads like a title
	seen := map[string]bool{}
	for i := 0; i < t.Header && i < len(t.Cells); i++ {
		for j := range t.Cells[i] {
			cell := &t.Cells[i][j]
			text := document.Squeeze(cell.Text)
			if cell.State != document.CellText || seen[text] {
				continue
			}
			seen[text] = true
			k, conf, w := c.titles.classify(text)
			wide := cell.ColSpan*2 > t.Columns() && k != schema.Revenue && k != schema.Expenditure
			if (k == schema.ThreePublic || wide) && k != schema.OtherTable && conf*trust >= c.titles.threshold {
				return k, conf * trust, why + "; header " + text + ": " + w
			}
		}
	}
	if (seen["收入"] && seen["支出"] || seen["本年收入"] && seen["本年支出"]) && beyondTreasury(t) {
		return schema.RevenueExpenditureSummary, 0.6, why + "; header: 收入 beside 支出, and revenue that is no appropriation"
	}
	if seen["财政拨款收入"] && seen["财政拨款支出"] {
		return schema.AppropriationSummary, 0.7, why + "; header: 财政拨款收入 beside 财政拨款支出"
	}
	return schema.OtherTable, 0, why + "; header: nothing that tells the kind"
}

// beyondTreasury reports rows of revenue that an appropriation table has not.
func beyondTreasury(t *document.Table) bool {
	for i := t.Header; i < len(t.Cells); i++ {
		if len(t.Cells[i]) == 0 {
			continue
		}
		s := zh.Fold(t.Cells[i][0].Text)
		for _, w := range []string{"事业收入", "单位资金", "其他收入", "其他资金", "财政专户", "上级补助", "经营收入"} {
			if strings.Contains(s, w) {
				return true
			}
		}
	}
	return false
}

// decided reports a title that a rule says is no table of the closed list.
func (t *titleRules) decided(title string) bool {
	r := t.read(title)
	for i := range t.rules {
		if t.rules[i].matches(&r) {
			return true
		}
	}
	return false
}

// units finds the unit of every table: its own unit line, its heads, its
// title, or the unit the other tables of the document agree on.
func (n *normalizer) units() {
	votes := map[amount.Unit]int{}
	for i := range n.rec.Tables {
		t := &n.rec.Tables[i]
		t.Unit, t.UnitSource = ownUnit(t.Layout)
		if t.Unit != "" && !t.Layout.Empty {
			votes[amount.Unit(t.Unit)]++
		}
	}
	common, sure := amount.NoUnit, len(votes) == 1
	for u := range votes {
		common = u
	}
	for i := range n.rec.Tables {
		if t := &n.rec.Tables[i]; t.Unit == "" && sure && t.Kind != schema.OtherTable {
			t.Unit, t.UnitSource = string(common), "document"
		}
	}
}

func ownUnit(t *document.Table) (unit string, source schema.UnitSource) {
	if u, ok := amount.ParseUnit(t.Unit); ok {
		return string(u), "table"
	}
	if u, ok := amount.ParseUnit(bracketed(t.Title)); ok {
		return string(u), "title"
	}
	heads := map[amount.Unit]bool{}
	for i := range t.Cells {
		if i > max(t.Header, 8) && t.Header > 0 {
			break
		}
		for j := range t.Cells[i] {
			c := &t.Cells[i][j]
			if c.State != document.CellText {
				continue
			}
			s := document.Squeeze(c.Text)
			inner := bracketed(s)
			if strings.Contains(s, "单位：") || strings.Contains(s, "单位:") {
				inner = s
			}
			if u, ok := amount.ParseUnit(inner); ok && len([]rune(inner)) <= 12 {
				heads[u] = true
			}
		}
	}
	if len(heads) == 1 {
		for u := range heads {
			return string(u), "header"
		}
	}
	return "", ""
}

// bracketed is the text in the last pair of brackets: 金额（万元）.
func bracketed(s string) string {
	open := strings.LastIndexAny(s, "（(")
	if open < 0 {
		return ""
	}
	s = s[open:]
	if shut := strings.IndexAny(s, "）)"); shut > 0 {
		return strings.Trim(s[:shut], "（(")
	}
	return ""
}

// table fills the cells of one table, and makes its facts and indicators.
func (n *normalizer) table(t *schema.Table) {
	if len(t.Layout.Cells) == 0 {
		return
	}
	meaningless(t)
	if f := n.cat.formOf(t.Layout); f != nil && (t.Kind == schema.PerformanceProject ||
		t.Kind == schema.PerformanceOverall) {
		before := len(n.rec.Facts)
		n.form(t, f)
		if n.rec.Profile.ReportKind == schema.TemplateReport {
			n.rec.Facts = n.rec.Facts[:before]
		}
		n.accountForm(t, f, n.rec.Facts[before:])
		return
	}
	l := n.cells(t)
	if l == nil {
		return
	}
	t.Withheld = n.withholds(t)
	t.Model = l.words.model(t, l)
	if t.Kind == schema.OtherTable {
		t.Model.ReadLines(nil)
		n.account(t, l, nil)
		if nameless(t) {
			t.Doubts = append(t.Doubts, "no line of it has a name")
		}
		n.witness(t, l)
		if n.untold(t) {
			t.Doubts = append(t.Doubts, "nothing says what its amounts are of: it has no title")
		}
		return
	}
	facts := n.tableFacts(t, l)
	n.witness(t, l)
	if t.Kind.Government() && t.Withheld == "" {
		t.Withheld = understood(t, facts)
	}
	if t.Withheld != "" {
		facts = nil
	}
	n.account(t, l, facts)
	n.rec.Facts = append(n.rec.Facts, facts...)
}

// cells fills the cells of a table; nil if ctx is done before.
func (n *normalizer) cells(t *schema.Table) *layout {
	l := n.cat.of(t.Kind).layOut(t.Layout, t.Kind)
	for i := range t.Layout.Cells {
		if n.ctx.Err() != nil {
			return nil
		}
		for j := range t.Layout.Cells[i] {
			if t.Layout.Cells[i][j].State != document.CellCovered {
				t.Cells = append(t.Cells, n.cell(t, l, i, j))
			}
		}
	}
	return l
}

// cell is one cell with its part in the table. Words in a column of amounts
// are a label.
func (n *normalizer) cell(t *schema.Table, l *layout, i, j int) schema.Cell {
	out := cellOf(&t.Layout.Cells[i][j], i, j)
	out.Role = schema.RoleStub
	switch {
	case i < l.header:
		out.Role = schema.RoleHeader
	case l.columns[j].role == roleValue:
		if a, ok := n.amountAt(t, l, i, j); ok {
			out.Role, out.Amount = schema.RoleValue, &a
		} else if out.Mark = markOf(l.amounts[i][j]); out.Text == "" || out.Mark != schema.NoMark {
			out.Role = schema.RoleValue
		}
	}
	if !n.opts.KeepContacts && isPhone(out.Text) {
		out.Contact, out.Text, out.Amount = true, "", nil
	}
	return out
}

func cellOf(c *document.Cell, row, col int) schema.Cell {
	out := schema.Cell{
		Row: row, Column: col, RowSpan: max(1, c.RowSpan), ColSpan: max(1, c.ColSpan),
		Page: c.Page, Box: c.Box, Text: document.Squeeze(c.Text), Confidence: c.Confidence,
	}
	if p := c.Correction; p != nil {
		out.FirstReading, out.CorrectedBy, out.CorrectedWhy = document.Squeeze(p.First), p.By, p.Why
	}
	return out
}

func markOf(a amount.Amount) schema.Mark {
	switch a.Kind {
	case amount.Blank:
		return schema.MarkBlank
	case amount.Dash:
		return schema.Mark(a.Mark)
	}
	return schema.NoMark
}

// isPhone reports a mobile or a land line number.
func isPhone(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case document.IsDigit(r):
			digits++
		case r == '-' || r == '－' || r == '—' || r == '(' || r == ')' || r == '（' || r == '）':
		default:
			return false
		}
	}
	return digits == 11 && (strings.HasPrefix(s, "1") || strings.HasPrefix(s, "0") || strings.HasPrefix(s, "(0") ||
		strings.HasPrefix(s, "（0")) ||
		digits == 12 && strings.HasPrefix(s, "0") && len(s) > 12
}
