package normalize

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/zh"
)

// column is what one column of a table means.
type column struct {
	role     role
	side     int // of a two-sided table
	label    string
	meaning  meaning
	economic string
	unit     amount.Unit // printed in the head
	title    string      // text of the heads, for words about classifications
	leaf     string      // folded text of the lowest head
	free     string      // heads with words that are not understood
	year     int         // printed in the heads; 0 if none
	count    string      // unit in the head that is no money: 辆, 人; empty if none
	owner    string      // region in the head whose amounts stand below, of a government's table
	fund     string      // fund of social insurance in the head
}

// stub reports a column that is part of the label of its row.
func (c *column) stub() bool { return c.role != roleValue && c.role != roleQuantity }

// layout is what the rows and columns of one table are.
type layout struct {
	table   *document.Table
	words   *Catalogue // it is read with
	columns []column
	header  int // rows that are header, printed column numbers included
	sides   int
	amounts [][]amount.Amount // every cell read as an amount
	names   []int             // of nameColumns, once it was asked
	numbers map[int]*numbered // by column, once they were asked
}

// layOut reads the header of a table and the content of its columns.
func (c *Catalogue) layOut(t *document.Table, kind schema.TableKind) *layout {
	l := &layout{
		table: t, words: c, columns: make([]column, t.Columns()), header: table.BodyStart(t),
		amounts: make([][]amount.Amount, len(t.Cells)),
	}
	for i := range t.Cells {
		l.amounts[i] = make([]amount.Amount, len(t.Cells[i]))
		for j := range t.Cells[i] {
			if c := &t.Cells[i][j]; c.State == document.CellText {
				l.amounts[i][j] = amount.Parse(c.Text)
			}
		}
	}
	for j, path := range table.HeadPaths(t, l.header) {
		c.readHead(l, j, path, kind)
	}
	c.subheads(l)
	if c.ofGovernments {
		c.owners(l, kind)
	}
	c.listColumns(l)
	return l
}

// subheads reads a body row that goes on with the header: 合计 | 基本支出 |
// 项目支出 under a merged 本年支出. The row stays in the body.
func (c *Catalogue) subheads(l *layout) {
	if l.header >= len(l.table.Cells) {
		return
	}
	found := map[int]meaning{}
	for j := range l.columns {
		cell := &l.table.Cells[l.header][j]
		if l.columns[j].role != roleValue || cell.State != document.CellText {
			continue
		}
		m, known, unknown := l.columns[j].meaning.read(&c.labels.heads, zh.Fold(cell.Text))
		if known == 0 || unknown > 0 {
			return // figures, or words of another kind
		}
		found[j] = m
	}
	if len(found) < 2 {
		return
	}
	for j, m := range found {
		l.columns[j].meaning = m
		l.columns[j].label = strings.TrimPrefix(l.columns[j].label+"/"+document.Squeeze(l.table.Cells[l.header][j].Text), "/")
	}
}

// compares finds heads over the columns of changes.
var compares = regexp.MustCompile(`(?:比|较)(?:20[0-9]{2}年|上年|去年)`)

func (c *Catalogue) readHead(l *layout, j int, path []string, kind schema.TableKind) {
	col := &l.columns[j]
	col.label = strings.Join(path, "/")
	unknown, known, money := 0, 0, false
	for _, text := range path {
		if u, ok := amount.ParseUnit(text); ok && (strings.ContainsAny(text, "(（") || zh.Fold(text) == string(u)) {
			col.unit, col.count = u, ""
		} else if count := c.labels.countUnit(text); count != "" {
			col.count = count
		}
		f := zh.Fold(text)
		col.title += f
		if code := c.economicHead(f, kind, col.economic == ""); code != "" {
			col.economic, money = code, true
			known++
			continue
		}
		money = money || c.labels.headsAmounts(f)
		if y := zh.Year(text); y > 0 {
			col.year = y
		}
		var k, u int
		col.meaning, k, u = col.meaning.read(&c.labels.heads, f)
		known, unknown = known+k, unknown+u
		if _, isRole := c.labels.roles.exact(f); u > 0 && !isRole {
			if stage := col.meaning.Stage; !compares.MatchString(f) {
				col.free = string(under(schema.Item(col.free), schema.Item(text)))
			} else if stage != "change" && stage != "change_rate" {
				col.meaning.Stage = "change" // 2025年预算数比2024年执行数, over 增减额 and 增减率
			}
		}
	}
	switch col.meaning.Stage {
	case "change_rate", "completion_rate", "share":
		col.unit = amount.Percent
	}
	if strings.HasSuffix(col.label, "%") || strings.HasSuffix(col.label, "%）") || strings.HasSuffix(col.label, "%)") {
		col.unit = amount.Percent
	}
	if col.meaning.Stage == "change" && col.unit == amount.Percent {
		col.meaning.Stage = "change_rate" // 比上年增减%
	}

	if len(path) > 0 {
		col.leaf = zh.Fold(path[len(path)-1])
	}
	col.role = c.roleOf(l, j, purchaseRole(c.leafRole(path), kind), money, known, unknown)
}

// leafRole is the part that the lowest head says a column plays.
func (c *Catalogue) leafRole(path []string) role {
	if len(path) == 0 {
		return roleNone
	}
	last := path[len(path)-1]
	for _, s := range []string{last, bracketless(last)} { // 项目（按功能分类）
		if r, ok := c.labels.roles.exact(zh.Fold(s)); ok {
			return *r
		}
	}
	return roleNone
}

// roleOf is the part a column plays, by its lowest head and by what it prints.
// money says that a head is of money; of the words of its heads so many are
// known and unknown.
func (c *Catalogue) roleOf(l *layout, j int, leaf role, money bool, known, unknown int) role {
	col, n := &l.columns[j], l.content(j)
	if leaf == roleName && n.text == 0 && n.numbers() > 0 && j > 0 && c.labels.headsAmounts(col.leaf) {
		leaf = roleNone // 收入 and 支出 head names and amounts
	}
	switch {
	case leaf == roleQuantity || leaf == roleSerial || leaf == roleYear && n.text == 0:
		return leaf
	case col.count != "" && n.text == 0:
		return roleQuantity
	case leaf.code():
		return leaf
	case leaf == roleNone && money && n.text-n.identifiers <= n.numbers()+n.identifiers:
		return roleValue // whatever the numbers look like
	case leaf != roleNone && (!n.mostlyAmounts() || n.text >= n.amounts):
		return leaf
	case n.mostlyCodes() && l.beforeNames(j):
		return roleCode
	case n.serial:
		return roleSerial
	case n.mostlyAmounts():
		return roleValue
	case known > 0 && unknown <= known && n.text == 0:
		return roleValue
	case known > 0 && unknown == 0 && n.amounts > 0:
		return roleValue
	case n.text == 0 && n.numbers()+n.marks > 0:
		return roleValue
	case j == 0:
		return roleName
	}
	return roleText
}

// beforeNames reports a column whose neighbour to the right, other codes passed
// over, holds words: codes stand before the names of what they stand for.
func (l *layout) beforeNames(j int) bool {
	for j++; j < len(l.columns); j++ {
		switch n := l.content(j); {
		case n.text > n.numbers():
			return true
		case n.amounts > n.codes:
			return false
		}
	}
	return false
}

// threePublic reports a table of the three public expenses, of whom ever.
func threePublic(kind schema.TableKind) bool {
	return kind == schema.ThreePublic || kind == schema.GovernmentThreePublic
}

// economicHead is the economic class a head names, by its name or its code. A
// name that a class shares with one of its sections is the class's at the top.
func (c *Catalogue) economicHead(f string, kind schema.TableKind, top bool) string {
	if threePublic(kind) {
		return "" // 会议费 is a class too, and a line of the three public expenses
	}
	if _, known := c.codes.byCode[f]; known && isCode(f) && f[0] != '2' {
		return f
	}
	first := []string{"", "5"}
	if kind == schema.ExpenditureByGovernmentEconomicClass {
		first = []string{"5", ""}
	}
	for _, p := range first {
		if code, ok := c.codes.economicByName(f, p); ok {
			return code
		}
	}
	if top {
		code, _ := c.codes.economicClass(f, "3")
		return code
	}
	return ""
}

// content counts what stands in the body of a column.
type content struct {
	amounts, codes, marks, text int
	identifiers                 int  // more digits than amounts have, counted as text
	serial                      bool // 1, 2, 3 ... and nothing else
}

// numbers is how many cells hold what may be an amount.
func (n content) numbers() int { return n.amounts + n.codes }

func (n content) mostlyAmounts() bool {
	return n.amounts > 0 && n.amounts >= n.text && n.codes < n.amounts
}
func (n content) mostlyCodes() bool {
	return n.codes > 0 && n.codes >= n.amounts && n.codes > n.text
}

func (l *layout) content(j int) (n content) {
	next := 1
	n.serial = true
	for i := l.header; i < len(l.table.Cells); i++ {
		cell := &l.table.Cells[i][j]
		if cell.State != document.CellText {
			continue
		}
		a := l.amounts[i][j]
		switch {
		case isIdentifier(document.Squeeze(cell.Text)):
			n.text++
			n.identifiers++
		case a.Kind == amount.Number && isCode(document.Squeeze(cell.Text)):
			n.codes++
		case a.Kind == amount.Number:
			n.amounts++
		case a.Kind == amount.Dash:
			n.marks++
		case a.Kind == amount.NotNumber && broken(document.Squeeze(cell.Text)):
			n.amounts++
		case a.Kind == amount.NotNumber:
			n.text++
		}
		n.serial = n.serial && a.Kind == amount.Number && a.Decimals == 0 && a.Value.IntPart() == int64(next)
		next++
	}
	n.serial = n.serial && next > 3
	return n
}

// brokenAmount is the beginning of an amount, or several in one: 411. or
// 298.22113.40.
var brokenAmount = regexp.MustCompile(`^[-－]?[0-9,，]{2,}\.(?:[0-9]{2,}[0-9,，]*\.[0-9]*)?$`)

// broken reports text that would be an amount if it had been read rightly.
func broken(s string) bool { return brokenAmount.MatchString(s) && !pointedDate.MatchString(s) }

// isIdentifier: more digits in a row than an amount has, such as the number of
// a project.
func isIdentifier(s string) bool { return len(s) >= 12 && zh.IsDigits(s) }

// isCode: digits that can be a code of the functional or the economic
// classification, or of a unit, and are not printed as amounts are.
func isCode(s string) bool {
	return zh.IsDigits(s) && (len(s) == 3 || len(s) == 5 || len(s) == 6 || len(s) == 7) &&
		(s[0] == '2' || s[0] == '3' || s[0] == '5' || len(s) == 6)
}

// listColumns makes names of the words of a list that stands beside amounts.
func (c *Catalogue) listColumns(l *layout) {
	values, last := false, l.lastValue()
	for j := range last + 1 {
		col := &l.columns[j]
		if col.role == roleText && values && c.lists(l, j) {
			col.role = roleName
		}
		switch gridRoles[col.role] {
		case table.RoleAmount:
			values = true
		case table.RoleLabel, table.RoleCode, table.RoleSerial: // the next side
			values = false
		}
	}
}

// countOf is the unit of what stands at a place if it is no money, by the head
// of its column or the label of its row; empty for amounts.
func (c *Catalogue) countOf(l *layout, row, j int) string {
	if l.columns[j].count != "" {
		return l.columns[j].count
	}
	names := l.nameColumns()
	before, _ := slices.BinarySearch(names, j)
	for _, k := range slices.Backward(names[:before]) {
		if text := document.Squeeze(l.table.Origin(row, k).Text); text != "" {
			return c.labels.countUnit(text)
		}
	}
	return ""
}

// nameColumns are the columns of labels that are neither codes nor numbers of
// lines, from left to right.
func (l *layout) nameColumns() []int {
	if l.names == nil {
		l.names = []int{}
		for j := range l.columns {
			if r := l.columns[j].role; l.columns[j].stub() && !r.code() && r != roleSerial {
				l.names = append(l.names, j)
			}
		}
	}
	return l.names
}

// lastValue is the last column of amounts, -1 if there is none.
func (l *layout) lastValue() int {
	for j := len(l.columns) - 1; j >= 0; j-- {
		if l.columns[j].role == roleValue {
			return j
		}
	}
	return -1
}

// gridRoles are the parts that columns play for package table.
var gridRoles = map[role]table.Role{
	roleCode: table.RoleCode, roleClass: table.RoleCode, roleSection: table.RoleCode, roleItem: table.RoleCode,
	roleName: table.RoleLabel, roleProject: table.RoleLabel, roleSerial: table.RoleSerial,
	roleValue: table.RoleAmount, roleQuantity: table.RoleCount,
	roleUnit: table.RoleNote, roleUnitCode: table.RoleNote, roleYear: table.RoleNote, roleText: table.RoleNote,
	roleCategory: table.RoleNote, roleGoods: table.RoleNote, roleMethod: table.RoleNote, roleEconomic: table.RoleNote,
	roleFund: table.RoleNote,
}

// model reads the grid, and settles what 项目名称 heads on each of its sides:
// projects beside codes or names, mere names alone.
func (c *Catalogue) model(t *schema.Table, l *layout) *table.Model {
	roles := make([]table.Role, len(l.columns))
	for j := range l.columns {
		roles[j] = gridRoles[l.columns[j].role]
	}
	m := table.New(table.Source{Grid: t.Layout, Figures: t.Figures(), Roles: roles})
	l.sides = max(1, len(m.Sides))
	named := make([]bool, l.sides)
	for j := range l.columns {
		col := &l.columns[j]
		col.side = m.SideOf(j)
		switch col.role {
		case roleCode, roleClass, roleName, roleUnit, roleGoods, roleEconomic:
			named[col.side] = true
		}
	}
	if projectList(t.Kind) || t.Kind == schema.SpecialFunds {
		return m
	}
	for j := range l.columns {
		if col := &l.columns[j]; col.role == roleProject && !named[col.side] {
			col.role = roleName
		}
	}
	c.adjust(l)
	return m
}

// adjust tells by how much a budget was adjusted from what it came to, where a
// side has columns of both.
func (c *Catalogue) adjust(l *layout) {
	moved := func(col *column) bool { _, ok := c.labels.adjustments.exact(col.leaf); return ok }
	result := make([]bool, l.sides)
	for j := range l.columns {
		if col := &l.columns[j]; col.meaning.Stage == "adjusted" && !moved(col) {
			result[col.side] = true
		}
	}
	for j := range l.columns {
		if col := &l.columns[j]; col.meaning.Stage == "adjusted" && moved(col) && result[col.side] {
			col.meaning.Stage = "change"
		}
	}
}

// lists reports a column of words that is a list of its own beside amounts:
// what stands in it are mostly labels of rows, by the catalogue.
func (c *Catalogue) lists(l *layout, j int) bool {
	known, words := 0, 0
	for i := l.header; i < len(l.table.Cells); i++ {
		cell := &l.table.Cells[i][j]
		if cell.State != document.CellText || l.amounts[i][j].Kind == amount.Number {
			continue
		}
		words++
		if c.namesLine(cell.Text) {
			known++
		}
	}
	return known >= 2 && 2*known >= words
}
