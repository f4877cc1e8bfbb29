package normalize

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/zh"
)

// form is a performance table: labelled fields on top, a list of indicators
// with a header of its own below. A list of several projects has the fields
// in columns before the indicators.
type form struct {
	head    int            // grid row of the header of the indicators
	columns map[string]int // field to grid column
	project string
	list    map[string]int // field of a project to grid column; nil if the table is of one project
}

// formOf finds the header of indicators in a table; nil if it has none.
func (c *Catalogue) formOf(t *document.Table) *form {
	for i := range t.Cells {
		columns := c.indicatorColumns(t.Cells[i])
		_, one := columns["level1"]
		third, three := columns["level3"]
		if _, target := columns["target"]; one && three && !target {
			if j := c.afterLevels(t, i, third, columns); j > 0 {
				columns["target"] = j
			}
		}
		_, target := columns["target"]
		if (one || three) && target {
			f := &form{head: i, columns: columns}
			if f.list = c.projectColumns(t, f); f.list == nil {
				f.project, _ = c.field(t, i, "name")
			}
			return f
		}
	}
	return nil
}

// indicatorColumns are the columns of a row that heads indicators, by the
// fields that it names; the content of an indicator stands for what is not
// named.
func (c *Catalogue) indicatorColumns(row []document.Cell) map[string]int {
	columns := map[string]int{}
	for j := range row {
		if row[j].State != document.CellText {
			continue
		}
		if field, ok := c.forms.indicators.exact(zh.Fold(row[j].Text)); ok {
			if _, taken := columns[*field]; !taken {
				columns[*field] = j
			}
		}
	}
	if content, ok := columns["content"]; ok {
		for _, field := range []string{"target", "level3"} {
			if _, taken := columns[field]; !taken {
				columns[field] = content
				break
			}
		}
	}
	return columns
}

// afterLevels is the column after that of the third level, where forms print
// the target whatever its head says; 0 if there is none, or it is another field.
func (c *Catalogue) afterLevels(t *document.Table, head, third int, columns map[string]int) int {
	for j := third + 1; j < len(t.Cells[head]); j++ {
		cell := t.Origin(head, j)
		if cell == t.Origin(head, third) || cell.State != document.CellText {
			continue
		}
		for _, taken := range columns {
			if t.Origin(head, taken) == cell {
				return 0
			}
		}
		return j
	}
	return 0
}

// projectColumns finds the columns of a list of projects: those before the
// indicators, with heads in the rows down to the header of these.
func (c *Catalogue) projectColumns(t *document.Table, f *form) map[string]int {
	end, ok := f.columns["level1"]
	if !ok {
		return nil
	}
	var list map[string]int
	for j := range end {
		head := zh.Fold(bracketless(document.Squeeze(t.Origin(f.head, j).Text)))
		if w, ok := c.forms.fields.exact(head); ok {
			if list == nil {
				list = map[string]int{}
			}
			if _, taken := list[*w]; !taken {
				list[*w] = j
			}
		}
	}
	if _, named := list["name"]; !named {
		return nil
	}
	return list
}

// field is the text beside or below the first label of a field above a row, and
// its place: a label with another one beside it heads what is below.
func (c *Catalogue) field(t *document.Table, above int, field string) (string, document.Ref) {
	for i := range above {
		for j := range t.Cells[i] {
			cell := &t.Cells[i][j]
			if cell.State != document.CellText {
				continue
			}
			if f := c.label(cell); f != field {
				continue
			}
			if at, ok := c.valueOf(t, i, j, above); ok {
				return document.Squeeze(t.Cells[at.Row][at.Col].Text), at
			}
		}
	}
	return "", document.Ref{}
}

// label is the field that a cell is the label of; empty if of none.
func (c *Catalogue) label(cell *document.Cell) string {
	if f, ok := c.forms.fields.exact(zh.Fold(bracketless(document.Squeeze(cell.Text)))); ok {
		return *f
	}
	return ""
}

// valueOf is the place of what a label stands beside or above.
func (c *Catalogue) valueOf(t *document.Table, row, col, above int) (document.Ref, bool) {
	for k := col + 1; k < len(t.Cells[row]); k++ {
		if v := &t.Cells[row][k]; v.State == document.CellText {
			if c.label(v) == "" {
				return document.Ref{Row: row, Col: k}, true
			}
			break
		}
	}
	if i := row + max(1, t.Cells[row][col].RowSpan); i < above {
		v := &t.Cells[i][col]
		return document.Ref{Row: i, Col: col}, v.State == document.CellText && c.label(v) == "" &&
			amount.Parse(v.Text).Kind == amount.NotNumber
	}
	return document.Ref{}, false
}

// form reads a performance table: its amounts become facts, its indicators
// records, its contacts are marked.
func (n *normalizer) form(t *schema.Table, f *form) {
	l := t.Layout
	if t.Kind == schema.PerformanceProject {
		t.Project = f.project
	}
	amounts := map[document.Ref]schema.Amount{}
	above := f.head
	if f.list != nil {
		above = 0
		n.listAmounts(t, f, amounts)
	}
	flows := map[int]schema.Flow{} // by column, of the last total: what stands under 收入预算合计 is revenue
	for i := range above {
		for j := range l.Cells[i] {
			if a, labels, ok := n.formAmount(t, i, j); ok {
				amounts[document.Ref{Row: i, Col: j}] = a
				fact := n.formFact(t, i, j, a, labels)
				last := labels[len(labels)-1]
				switch own, _, _ := (meaning{}).read(&n.cat.labels.rows, zh.Fold(bracketless(last))); {
				case isTotal(last):
					flows[j] = own.Flow
				case own.Flow == "" && flows[j] != "":
					fact.Flow = flows[j]
				}
				n.rec.Facts = append(n.rec.Facts, fact)
			}
		}
	}
	n.formCells(t, f, amounts)
	n.indicators(t, f)
}

// formCells adds the cells of a form, with the amounts found in it. What
// follows the label of a contact is left out unless contacts are kept.
func (n *normalizer) formCells(t *schema.Table, f *form, amounts map[document.Ref]schema.Amount) {
	l := t.Layout
	for i := range l.Cells {
		contact := false
		for j := range l.Cells[i] {
			c := &l.Cells[i][j]
			if c.State == document.CellCovered {
				continue
			}
			out := cellOf(c, i, j)
			out.Role = schema.RoleStub
			if i == f.head {
				out.Role = schema.RoleHeader
			}
			if a, ok := amounts[document.Ref{Row: i, Col: j}]; ok {
				out.Role, out.Amount = schema.RoleValue, &a
			}
			switch {
			case i == f.head:
			case n.cat.forms.isContact(out.Text):
				contact = true
			case out.Text != "" && (contact || isPhone(out.Text)):
				out.Contact = true
				if !n.opts.KeepContacts {
					out.Text = ""
				}
				contact = false
			}
			t.Cells = append(t.Cells, out)
		}
	}
}

// rowProjects says which project every row of a list of projects is of. A
// cell merged over several rows, or left blank below the first, holds on.
func (f *form) rowProjects(t *document.Table) []string {
	out := make([]string, len(t.Cells))
	current, head := "", document.Squeeze(t.Origin(f.head, f.list["name"]).Text)
	for i := f.head + 1; i < len(t.Cells); i++ {
		if s := document.Squeeze(t.Origin(i, f.list["name"]).Text); s != "" && s != head && !table.NumbersColumns(t, i) {
			current = s
		}
		out[i] = current
	}
	return out
}

// has reports a row with an indicator.
func (f *form) has(t *document.Table, row int) bool {
	target := f.columns["target"]
	return t.Origin(row, target) != t.Origin(f.head, target) && !table.NumbersColumns(t, row) &&
		document.Squeeze(t.Origin(row, target).Text) != ""
}

// heads are the texts over the body of a column, which begins at a row.
func (f *form) heads(t *document.Table, col, body int) (labels []string) {
	for i := f.head; i < body; i++ {
		s := document.Squeeze(t.Origin(i, col).Text)
		if s != "" && (len(labels) == 0 || labels[len(labels)-1] != s) && parsed(t.Origin(i, col)).Kind != amount.Number {
			labels = append(labels, s)
		}
	}
	return labels
}

// moneyOf reports labels of money, and the unit they name.
func (f *forms) moneyOf(labels []string) (isMoney bool, unit amount.Unit) {
	unit = amount.NoUnit
	for _, s := range labels {
		isMoney = isMoney || f.isMoney(s)
		if u, ok := amount.ParseUnit(s); ok {
			unit = u
		}
	}
	return isMoney, unit
}

// listAmounts makes the facts of a list of projects: each amount once, though
// it may be printed again beside every indicator.
func (n *normalizer) listAmounts(t *schema.Table, f *form, amounts map[document.Ref]schema.Amount) {
	type place struct {
		project string
		column  int
	}
	seen := map[place]bool{}
	l := t.Layout
	projects := f.rowProjects(l)
	var columns []int // with amounts
	before := len(n.rec.Facts)
	first := f.head + 1
	for first < len(l.Cells) && !f.has(l, first) {
		first++
	}
	for j := range f.columns["level1"] {
		labels := f.heads(l, j, first)
		isMoney, unit := n.cat.forms.moneyOf(labels)
		if !isMoney {
			continue
		}
		if unit == amount.NoUnit {
			unit = amount.Unit(t.Unit)
		}
		for i := f.head + 1; i < len(l.Cells); i++ {
			c := &l.Cells[i][j]
			p := place{projects[i], j}
			a := parsed(c)
			if c.State != document.CellText || a.Kind != amount.Number || p.project == "" || seen[p] {
				continue
			}
			seen[p] = true
			if len(columns) == 0 || columns[len(columns)-1] != j {
				columns = append(columns, j)
			}
			m := money(c.Text, a, unit)
			amounts[document.Ref{Row: i, Col: j}] = m
			fact := n.formFact(t, i, j, m, labels)
			fact.Project, fact.RowLabel, fact.ColumnLabel = p.project, p.project, strings.Join(labels, "/")
			n.rec.Facts = append(n.rec.Facts, fact)
		}
	}
	if len(columns) == 1 { // all there is of a project, whatever its head says
		for i := range n.rec.Facts[before:] {
			n.rec.Facts[before+i].Item = ""
		}
	}
}

// formAmount reads an amount above the indicators, with the labels that say
// what it is, the widest first: the heads above it and the texts left of it.
func (n *normalizer) formAmount(t *schema.Table, row, col int) (schema.Amount, []string, bool) {
	none := schema.Amount{}
	l := t.Layout
	c := &l.Cells[row][col]
	if c.State != document.CellText {
		return none, nil, false
	}
	a := parsed(c)
	if a.Kind != amount.Number || a.Unit == amount.Percent || isPhone(document.Squeeze(c.Text)) {
		return none, nil, false
	}
	head, ok := n.formHead(l, row, col)
	if !ok {
		return none, nil, false
	}
	labels, ok := n.formLabels(l, row, col, head)
	if !ok {
		return none, nil, false
	}
	isMoney, unit := n.cat.forms.moneyOf(labels)
	if !isMoney && a.Unit == amount.NoUnit {
		return none, nil, false
	}
	if unit == amount.NoUnit {
		unit = amount.Unit(t.Unit)
	}
	return money(c.Text, a, unit), labels, true
}

// formHead is the head of money over an amount, beyond the amounts between;
// empty if there is none. ok is false if the head is of no money: 分值, 得分,
// 执行率.
func (n *normalizer) formHead(l *document.Table, row, col int) (head string, ok bool) {
	for i := row - 1; i >= 0; i-- {
		o := l.Origin(i, col)
		if o.State != document.CellText || parsed(o).Kind == amount.Number {
			continue
		}
		s := document.Squeeze(o.Text)
		f, indicator := n.cat.forms.indicators.exact(zh.Fold(s))
		r, known := n.cat.labels.roles.exact(zh.Fold(s))
		if known && *r == roleQuantity || indicator && *f == "weight" || strings.HasSuffix(s, "率") {
			return "", false
		}
		if n.cat.forms.isMoney(s) && amount.Parse(nextText(l, i, col)).Kind != amount.Number {
			return s, true // and no label of the amount beside it
		}
		break
	}
	return "", true
}

// formLabel is the cell that labels a row in a column: where it is left blank
// under a merged label, that one.
func formLabel(l *document.Table, row, col int) *document.Cell {
	o := l.Origin(row, col)
	if o.State != document.CellEmpty || col > 1 {
		return o
	}
	for i := row - 1; i >= 0 && l.Cells[i][0].State != document.CellCovered; i-- {
		if up := l.Origin(i, col); up.State == document.CellText {
			return up
		}
		if col > 0 && l.Origin(i, 0).State == document.CellText {
			break
		}
	}
	return o
}

// formLabels are the labels of an amount: its head, if there is one, and the
// texts left of it. ok is false if it is what a contact is reached by.
func (n *normalizer) formLabels(l *document.Table, row, col int, head string) (labels []string, ok bool) {
	headed := head != ""
	if headed {
		labels = append(labels, head)
	}
	person := false // the next text is a person or a phone number
	for j := range col {
		s := document.Squeeze(formLabel(l, row, j).Text)
		switch {
		case s == "" || len(labels) > 0 && labels[len(labels)-1] == s:
		case n.cat.forms.isContact(s):
			person = true
		case person:
			person = false
		case amount.Parse(s).Kind == amount.Number && headed: // 年度资金总额 | 年初预算数 | 全年预算数: the label is of all of them
		case amount.Parse(s).Kind == amount.Number:
			labels = labels[:min(1, len(labels))] // the label of the row holds on, the one of that amount does not
		default:
			labels = append(labels, s)
		}
	}
	return labels, !person
}

// nextText is the first text right of a place.
func nextText(t *document.Table, row, col int) string {
	for j := col + 1; j < len(t.Cells[row]); j++ {
		if c := &t.Cells[row][j]; c.State == document.CellText {
			return c.Text
		}
	}
	return ""
}

func (n *normalizer) formFact(t *schema.Table, row, col int, a schema.Amount, labels []string) schema.Fact {
	c := &t.Layout.Cells[row][col]
	m := n.cat.labels.kinds[t.Kind]
	m.Stage = n.stage()
	near, task := "", false
	for i, s := range labels {
		_, near = zh.CutNumbering(s)
		near = bracketless(near)
		if m2, known, unknown := m.read(&n.cat.labels.rows, zh.Fold(near)); known > unknown {
			m = m2
		} else if i > 0 && t.Kind == schema.PerformanceOverall && m.Fund != n.cat.labels.kinds[t.Kind].Fund {
			task = true // one of several the amount below 财政拨款 is for
		}
	}
	item := ""
	if !isTotal(near) && task || !isTotal(near) && m.Fund == n.cat.labels.kinds[t.Kind].Fund ||
		strings.HasSuffix(near, "安排") {
		item = strings.Join(labels, "/")
	}
	f := schema.Fact{
		ID:         fmt.Sprintf("%s-r%03dc%02d", t.ID, row, col),
		DocumentID: t.DocumentID, TableID: t.ID, Kind: t.Kind, Amount: a,
		RowLabel: strings.Join(labels, "/"), Parent: -1,
		Page: c.Page, Row: row, Column: col, Box: c.Box,
	}
	f.Flow, f.Fund, f.Nature, f.Stage, f.Item, f.Project = m.Flow, m.Fund, m.Nature, m.Stage, schema.Item(item), t.Project
	f.FundSource = fundSource(&f, m.Fund != n.cat.labels.kinds[t.Kind].Fund)
	return f
}

// isTotal reports a label of the whole.
func isTotal(s string) bool {
	for _, w := range []string{"总额", "合计", "共计", "总金额", "资金总", "总计", "总预算", "总投入"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// bracketless cuts a label at its first bracket: 项目资金（万元）.
func bracketless(s string) string {
	if i := strings.IndexAny(s, "（("); i > 0 {
		return s[:i]
	}
	return s
}

// levelsBelow are the levels of an indicator, those of the one above it where
// the format leaves the rest of a merged cell blank.
func levelsBelow(levels, above [3]string) [3]string {
	if levels[0] != "" && levels[0] != above[0] && levels[1] == "" {
		above[1] = ""
	}
	for k := range levels {
		if levels[k] == "" {
			levels[k] = above[k]
		}
	}
	return levels
}

// plainNumber is what a text that is a number and nothing else says; nil if it
// is none.
func plainNumber(s string) *decimal.Decimal {
	if s == "" || amount.NumberEnd(s) != len(s) {
		return nil
	}
	a := amount.Parse(s)
	if a.Kind != amount.Number {
		return nil
	}
	return &a.Value
}

// indicators reads the list below the header of indicators.
func (n *normalizer) indicators(t *schema.Table, f *form) {
	l := t.Layout
	scope := t.Project
	if t.Kind == schema.PerformanceOverall {
		scope = "department"
	}
	var above [3]string
	var projects []string
	if f.list != nil {
		projects = f.rowProjects(l)
	}
	for i := f.head + 1; i < len(l.Cells); i++ {
		if projects != nil && projects[i] != scope {
			scope, above = projects[i], [3]string{}
		}
		get := func(field string) string {
			j, ok := f.columns[field]
			if !ok {
				return ""
			}
			return document.Squeeze(l.Origin(i, j).Text)
		}
		levels := [3]string{get("level1"), get("level2"), get("level3")}
		if four := get("level4"); four != "" {
			levels[2] = four
		}
		text := get("target")
		if levels[2] == "" && text == "" || table.NumbersColumns(l, i) {
			continue
		}
		if zh.Fold(levels[0]) == "总分" || levels[0] == levels[2] && isTotal(levels[0]) {
			continue // what the weights add up to
		}
		if _, again := n.cat.forms.indicators.exact(zh.Fold(levels[0])); again && zh.Fold(levels[0]) != "" {
			continue // the header printed again after a page break
		}
		above = levelsBelow(levels, above)
		levels = above
		in := schema.Indicator{
			ID: fmt.Sprintf("%s-i%03d", t.ID, i), DocumentID: t.DocumentID, TableID: t.ID, Scope: scope,
			Level1: levels[0], Level2: levels[1], Level3: levels[2],
			Text: text, Weight: get("weight"), Basis: get("basis"), LastYear: get("last_year"),
			Scoring: get("scoring"), Evidence: get("evidence"),
		}
		in.Operator, in.Value, in.Unit = n.cat.forms.target(text)
		if op := get("operator"); op != "" && in.Operator == "" {
			in.Operator, _, _ = n.cat.forms.target(op)
		}
		if u := get("unit"); u != "" && in.Unit == "" && amount.NumberEnd(in.Value) > 0 {
			in.Unit = u
		}
		in.Unit = strings.Trim(in.Unit, "()（）[]【】")
		in.Number, in.Points = plainNumber(in.Value), plainNumber(strings.TrimRight(in.Weight, "%％分"))
		j := f.columns["target"]
		c := l.Origin(i, j)
		in.Source = schema.Source{TableID: t.ID, Page: c.Page, Block: -1, Row: i, Column: j, Box: c.Box}
		n.rec.Indicators = append(n.rec.Indicators, in)
	}
}
