package normalize

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// tableFacts makes one fact of every amount of a table whose kind is known.
func (n *normalizer) tableFacts(t *schema.Table, l *layout) []schema.Fact {
	base, named := n.base(t)
	var facts []schema.Fact
	lines := l.words.lines(l, t, &n.rec.Profile)
	sides := make([]sideFacts, len(lines))
	for side, lines := range lines {
		sides[side] = sideFacts{
			n: n, t: t, l: l, side: side, lines: lines, base: base, named: named,
			units: n.rowUnits(lines), grand: n.carries(l, side, lines),
			spent: base.Flow == "expenditure" && l.sources(side),
		}
		if len(sides) > 1 {
			sides[side].flow = l.sideFlow(side)
		}
		var ok bool
		if facts, ok = sides[side].appendAll(facts); !ok {
			return nil
		}
	}
	n.blank[t.ID] = func(row, col int) (at schema.Coordinates, ok bool) {
		s := &sides[l.columns[col].side]
		k, ok := slices.BinarySearchFunc(s.lines, row, func(ln line, row int) int { return ln.row - row })
		if !ok {
			return at, false
		}
		return s.fact(k, col, schema.Amount{}).Coordinates, true
	}
	if rows := collides(facts); len(rows) > 0 {
		t.Doubts = append(t.Doubts, fmt.Sprintf("%d rows have the code of another row, the first is row %d", len(rows),
			rows[0]))
	}
	return facts
}

// sideFacts makes the facts of one side of a table.
type sideFacts struct {
	n     *normalizer
	t     *schema.Table
	l     *layout
	side  int
	lines []line
	units []string // that the lines belong to
	base  meaning
	named bool // the title names the fund
	grand carry
	spent bool // heads of revenue say what spending is paid from
	flow  schema.Flow
}

// sideFlow is what the head over the lines of a side says that they are, where
// the table has both: 收入项目, 金额, 支出项目, 金额.
func (l *layout) sideFlow(side int) schema.Flow {
	for j := range l.columns {
		if col := &l.columns[j]; col.side == side && col.role == roleName {
			switch {
			case strings.HasPrefix(col.label, "收入"):
				return "revenue"
			case strings.HasPrefix(col.label, "支出"):
				return "expenditure"
			}
		}
	}
	return ""
}

// appendAll adds a fact for every amount; ok is false if there is no room.
func (s *sideFacts) appendAll(facts []schema.Fact) (_ []schema.Fact, ok bool) {
	for i := range s.lines {
		if !s.n.room(0) {
			return nil, false
		}
		for j := range s.l.columns {
			if col := &s.l.columns[j]; col.side != s.side || col.role != roleValue {
				continue
			}
			a, ok := s.n.amountAt(s.t, s.l, s.lines[i].row, j)
			if !ok {
				continue
			}
			if !s.n.room(1) {
				return nil, false
			}
			facts = append(facts, s.fact(i, j, a))
		}
	}
	return facts, true
}

// fact is what an amount in line i and column j says.
func (s *sideFacts) fact(i, j int, a schema.Amount) schema.Fact {
	ln, col := &s.lines[i], &s.l.columns[j]
	f := s.n.fact(s.t, s.l, ln, j, a, s.base, s.grand, s.units[i])
	if s.spent && f.Flow == "revenue" && ln.meaning.Flow == "" {
		f.Flow = "expenditure"
	}
	f.Flow = cmp.Or(f.Flow, s.flow)
	f.FundSource = fundSource(&f, s.named || col.meaning.Fund != "" || ln.meaning.Fund != "" || ln.fund != "")
	return f
}

// sources reports a side whose heads of revenue say what spending is paid from:
// 事业收入, 上年结转. Where revenue or a balance has columns of its own they say
// what came in.
func (l *layout) sources(side int) bool {
	for j := range l.columns {
		col := &l.columns[j]
		if col.side == side && col.role == roleValue &&
			(col.meaning.Flow == "balance" || col.meaning.Flow == "revenue" && col.meaning.Fund == "") {
			return false
		}
	}
	return true
}

// fundSource says where the fund of a fact is from; named, that words name it.
func fundSource(f *schema.Fact, named bool) schema.FundSource {
	switch {
	case f.Fund == "":
		return ""
	case named:
		return schema.PrintedFund
	}
	return schema.InferredFund
}

// nameCodes gives every fact the official names of its codes.
func (n *normalizer) nameCodes() {
	year := n.rec.Profile.FiscalYear
	for i := range n.rec.Facts {
		f := &n.rec.Facts[i]
		codes := &n.cat.of(f.Kind).codes
		f.FunctionName, f.EconomicName = codes.official(f.Function, year), codes.official(f.Economic, year)
		if f.RevenueName = codes.official(f.Revenue, year); f.Revenue != "" {
			f.RevenueName = cmp.Or(f.RevenueName, f.CodeName)
		}
		if f.Function != "" && f.FunctionName == "" {
			f.FunctionName = f.CodeName
		} else if f.Function == "" && f.Economic != "" && f.EconomicName == "" {
			f.EconomicName = f.CodeName
		}
	}
}

// base is what the kind and the title of a table say of all its amounts; named,
// that the title names their fund.
func (n *normalizer) base(t *schema.Table) (m meaning, named bool) {
	words := &n.cat.of(t.Kind).labels
	m = words.kinds[t.Kind]
	title, _, _ := meaning{}.read(&words.heads, zh.Fold(t.Layout.Title))
	if m.Fund == "" || title.Fund.Within(m.Fund) {
		m.Fund = title.Fund
	}
	if title.Nature.Within(m.Nature) {
		m.Nature = title.Nature
	}
	m.Extent = title.Extent
	if t.Kind == schema.DebtLimit || t.Kind == schema.DebtBalance {
		m.Item = title.Item
	}
	m.Stage = n.stage()
	return m, title.Fund != "" && title.Fund == m.Fund
}

// titleClass is the economic class that is all a table is about:
// 基本支出表（工资福利支出）.
func (n *normalizer) titleClass(title string) string {
	found := ""
	for _, part := range strings.FieldsFunc(title, func(r rune) bool { return strings.ContainsRune("（）()—-－、和及", r) }) {
		if code, ok := n.cat.codes.economicByName(zh.Fold(part), ""); ok {
			if found != "" {
				return ""
			}
			found = code
		}
	}
	return found
}

func (n *normalizer) stage() schema.Stage {
	switch n.rec.Profile.ReportKind {
	case schema.DepartmentFinal, schema.UnitFinal, schema.GovernmentFinal, schema.GovernmentExecution:
		return "final"
	case schema.GovernmentAdjustment:
		return "adjusted"
	case schema.OtherReport, schema.ThreePublicSummary:
		for _, r := range n.rec.Profile.Evidence {
			if r.Field == "report_kind" && r.Chosen && finalBy(r.Source, r.Text) {
				return "final"
			}
		}
		if n.rec.Profile.ReportKind == schema.ThreePublicSummary && n.presentedAsFinal() {
			return "final"
		}
	}
	return "budget"
}

// rowUnits says which unit every line belongs to, where a table lists
// several one after the other.
func (n *normalizer) rowUnits(lines []line) []string {
	out := make([]string, len(lines))
	distinct := map[string]bool{}
	for i := range lines {
		out[i] = lines[i].organization
		if out[i] != "" {
			distinct[out[i]] = true
		}
	}
	if len(distinct) < 2 {
		return out
	}
	current := ""
	for i := range lines {
		switch {
		case out[i] != "":
			current = out[i]
		case lines[i].meaning.Total && lines[i].code == "":
			current = ""
		default:
			out[i] = current
		}
	}
	return out
}

// carry says which totals of a side hold money carried over, in or out,
// beside that of the year: those below its rows, those before its columns.
type carry struct{ rows, columns bool }

func (n *normalizer) carries(l *layout, side int, lines []line) (c carry) {
	carried := func(item schema.Item) bool {
		switch item {
		case "carryover_in", "carryover_out", "use_of_surplus", "surplus_distribution":
			return true
		}
		return false
	}
	if l.words.ofGovernments {
		in, beyond := false, false
		for i := range lines {
			beyond = beyond || beyondYear(&lines[i])
			flow := lines[i].meaning.Flow
			in = in || !beyondYear(&lines[i]) && (flow == "revenue" || flow == "expenditure")
		}
		return carry{rows: in && beyond}
	}
	nonzero := func(row, j int) bool {
		a := l.amounts[row][j]
		return a.Kind == amount.Number && !a.Value.IsZero()
	}
	for i := range lines {
		for j := range l.columns {
			col := &l.columns[j]
			if col.side != side || col.role != roleValue || !nonzero(lines[i].row, j) {
				continue
			}
			c.rows = c.rows || carried(lines[i].meaning.Item)
			c.columns = c.columns || carried(col.meaning.Item) && col.meaning.Nature == ""
		}
	}
	return c
}

// amountAt reads a cell of a value column.
func (n *normalizer) amountAt(t *schema.Table, l *layout, row, col int) (schema.Amount, bool) {
	cell := &l.table.Cells[row][col]
	if cell.State != document.CellText {
		return schema.Amount{}, false
	}
	a := l.amounts[row][col]
	if a.Kind != amount.Number || a.Unit == amount.NoUnit && l.words.countOf(l, row, col) != "" {
		return schema.Amount{}, false
	}
	if l.words.spoilt(l, row, col) != "" {
		return schema.Amount{}, false
	}
	unit := l.columns[col].unit
	if unit == amount.NoUnit {
		unit = amount.Unit(t.Unit)
	}
	return money(cell.Text, a, unit), true
}

// money is the canonical form of an amount read from text; its own unit, if
// it prints one, goes before the given one.
func money(text string, a amount.Amount, unit amount.Unit) schema.Amount {
	if a.Unit != amount.NoUnit {
		unit = a.Unit
	}
	out := schema.Amount{Text: document.Squeeze(text), Value: a.Value, Decimals: a.Decimals, Unit: string(unit)}
	out.Yuan, out.HasYuan = unit.ToYuan(a.Value)
	return out
}

func (n *normalizer) fact(t *schema.Table, l *layout, ln *line, j int, a schema.Amount, base meaning, grand carry,
	unit string) schema.Fact {
	col := &l.columns[j]
	m := base
	if threePublic(t.Kind) && col.meaning.Item != "" && !col.meaning.Item.Within(m.Item) {
		m.Item = "" // 会议费 beside the three public expenses
	}
	m = m.narrow(col.meaning).narrow(ln.meaning)
	if col.meaning.Fund.Within(ln.meaning.Fund) {
		m.Fund = col.meaning.Fund
	}
	m.Fund = narrowFund(m.Fund, ln.fund)
	cell := &l.table.Cells[ln.row][j]
	f := schema.Fact{
		ID:         fmt.Sprintf("%s-r%03dc%02d", t.ID, ln.row, j),
		DocumentID: t.DocumentID, TableID: t.ID, Kind: t.Kind,
		Amount: a, RowLabel: ln.label, ColumnLabel: col.label,
		CodeSource: ln.codeSource, CodeNote: ln.codeNote, Level: ln.at.Level, Parent: -1, Side: ln.side,
		Page: cell.Page, Row: ln.row, Column: j, Box: cell.Box,
	}
	if c := cell.Correction; c != nil {
		f.CorrectedBy = c.By
	}
	if ln.at.Parent != nil {
		f.Parent = ln.at.Parent.Row
	}
	if m.Flow == "expenditure" && col.meaning.Flow == "transfer_out" {
		m.Flow = "transfer_out" // what a government passes on of a line of expenditure
	}
	f.Flow, f.Fund, f.Nature, f.Item, f.Stage = m.Flow, m.Fund, m.Nature, m.Item, m.Stage
	f.Extent = m.Extent
	f.Project, f.Method, f.Organization = ln.project, ln.bought.method, cmp.Or(unit, col.owner)
	setCodes(&f, cmp.Or(ln.code, m.Code), ln, col)
	setInsurance(&f, l, ln, col)
	switch {
	case f.Item == "current_year":
		f.Item = "" // the year's own money is what other tables speak of
	case f.Item != "" || ln.free || col.free != "":
	case grand.rows && ln.meaning.Total && f.Nature == "" && f.Revenue == "" && f.Function == "" && f.Economic == "":
		f.Item = "with_carryover"
	case grand.columns && !strings.Contains(col.label, "本年") && !strings.Contains(col.label, "当年") &&
		f.Fund == base.Fund && f.Nature == "" && col.economic == "":
		f.Item = "with_carryover" // all columns together, carry-over among them
	}
	if col.free != "" {
		f.Item = under(f.Item, schema.Item(col.free))
	}
	year := max(col.year, ln.year)
	if t.Kind.Government() {
		year = cmp.Or(year, zh.Year(t.Layout.Title))
		if stated := col.meaning.narrow(ln.meaning).Stage; stated == "" && year > 0 && year < n.rec.Profile.FiscalYear {
			f.Stage = "final" // what is said of an earlier year has been
		}
	}
	f.Stage = n.stageOf(f.Stage, year)
	if f.Function == "" && f.Economic == "" && ln.meaning.Total && !threePublic(t.Kind) {
		f.Economic = n.titleClass(t.Layout.Title)
	}
	if ln.bought.goods != "" {
		f.Item = under(f.Item, schema.Item(ln.bought.goods))
	} else if ln.free && ln.project == "" && ln.organization == "" {
		f.Item = under(f.Item, schema.Item(ln.name))
	}
	if t.Kind == schema.Carryover {
		f.Flow, f.Item = "revenue", "carryover_in"
		switch f.Fund {
		case "fiscal_appropriation":
			f.Fund = "carryover_fiscal"
		case "non_fiscal":
			f.Fund = "carryover_non_fiscal"
		}
	}
	n.combinedTotal(&f, l, t.Kind)
	if t.Kind == schema.GovernmentDepartments && f.Organization == "" {
		f.Item = under("departments", f.Item) // the government has what no department gets, too
	}
	return f
}

// setInsurance says of which fund of social insurance a fact is: by the code of
// the fund where it has no other.
func setInsurance(f *schema.Fact, l *layout, ln *line, col *column) {
	fund := cmp.Or(col.fund, ln.insurance)
	if fund == "" {
		return
	}
	if code := l.words.fundCode(fund, f.Flow); code != "" && f.Function == "" && f.Revenue == "" {
		setCodes(f, code, &line{}, col)
	} else {
		f.Item = under(schema.Item(fund), f.Item)
	}
}

// setCodes gives a fact its codes: that of its line or of what the table is
// about, and the economic classes beside it.
func setCodes(f *schema.Fact, code string, ln *line, col *column) {
	if code != "" {
		switch code[0] {
		case '1':
			f.Revenue = code
		case '2':
			f.Function = code
		default:
			f.Economic = code
		}
		if ln.economic != "" {
			f.Economic = ln.economic
		}
		if ln.codeSource == "printed" {
			f.CodeName = ln.codeName
		} else if ln.codeSource == "looked_up" {
			f.CodeName = ln.name
		}
	}
	if f.Economic == "" && ln.economic != "" {
		f.Economic = ln.economic
		f.CodeSource = cmp.Or(f.CodeSource, ln.economicSource)
	}
	if col.economic != "" && f.Economic == "" {
		f.Economic = col.economic
	}
}

// stageOf corrects a stage by the year in the head of a column.
func (n *normalizer) stageOf(stage schema.Stage, year int) schema.Stage {
	if fy := n.rec.Profile.FiscalYear; year > 0 && fy > 0 && year != fy {
		switch {
		case year == fy-1 && stage == "budget":
			return "prior_budget"
		case year == fy-1 && stage == "final":
			return "prior_final"
		case stage == "budget" || stage == "final":
			return schema.Stage(fmt.Sprintf("%s_%d", stage, year))
		}
	}
	return stage
}

// under is the item below another.
func under(item, below schema.Item) schema.Item {
	if item == "" {
		return below
	}
	return item + "/" + below
}

// combinedTotal names the total of a three public expenses table that counts
// meetings, training or operating cost too.
func (n *normalizer) combinedTotal(f *schema.Fact, l *layout, kind schema.TableKind) {
	if !threePublic(kind) || l.columns[f.Column].meaning.Item != "" || f.Item != "three_public" {
		return
	}
	seen := map[schema.Item]bool{}
	for _, col := range l.columns {
		if i := col.meaning.Item; i != "" && !seen[i] && !i.Within("three_public") {
			f.Item = under(f.Item, i)
			seen[i] = true
		}
	}
}

// collides finds the rows of a table of codes that say of themselves what other
// rows say: facts with the same coordinates in one column. A code is read
// wrongly, or lost. Lines of free words may well be equal.
func collides(facts []schema.Fact) (rows []int) {
	type place struct {
		schema.Coordinates
		column int
	}
	seen := make(map[place]*schema.Fact, len(facts))
	for i := range facts {
		f := &facts[i]
		if f.CodeSource != "printed" || f.Project != "" || f.Item != "" && f.Item != "with_carryover" {
			continue
		}
		p := place{f.Coordinates, f.Column}
		if o := seen[p]; o != nil && o.Row != f.Row {
			rows = append(rows, f.Row)
			continue
		}
		seen[p] = f
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}
