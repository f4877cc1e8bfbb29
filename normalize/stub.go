package normalize

import (
	"slices"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/zh"
)

// piece is a code of a row and the words printed after it. Words before the
// first code make a piece of their own.
type piece struct {
	code   string
	inside bool // the code stands in one cell with its name
	words  []cellWord
}

// cellWord is what one cell of a label says.
type cellWord struct {
	printed, name string // name: without the code before it
	column        *column
}

func (p *piece) add(s string, col *column) {
	p.words = append(p.words, cellWord{s, s, col})
}

// readStub joins the label cells of one row of one side. A row may print the
// codes of two classifications side by side.
func (c *Catalogue) readStub(l *layout, ln *line, above *[2][3]string, first string, kind schema.TableKind, year int) {
	r := stubReader{c: c, line: ln, year: year, buys: purchases(kind), pieces: []piece{{}}}
	seen := map[*document.Cell]bool{}
	for j := range l.columns {
		col := &l.columns[j]
		if col.side != ln.side || !col.stub() {
			continue
		}
		r.begin(col.role)
		cell := l.table.Origin(ln.row, j)
		if seen[cell] {
			continue
		}
		seen[cell] = true
		s := document.Squeeze(cell.Text)
		// what a merged cell above says holds for this row too, except where
		// it is a mere remark
		if l.table.Cells[ln.row][j].State == document.CellCovered && l.table.Cells[ln.row][j].Origin.Row != ln.row &&
			col.role == roleText {
			continue
		}
		if s != "" && !(table.NamesCodePart(s) && col.role.code()) && (col.role != roleText || !seenValueBefore(l, j)) {
			r.read(cell, s, col)
		}
	}
	for k, i := range r.at {
		r.pieces[i].code = joinParts(&r.parts[k], &above[k])
	}
	c.choose(ln, r.pieces, first, projectList(kind) || purchases(kind), year)
}

// stubReader puts the label of a row together from its cells.
type stubReader struct {
	c      *Catalogue
	line   *line
	year   int
	buys   bool // the table is a list of purchases
	pieces []piece
	parts  [2][3]string // 类 款 项
	at     []int        // the pieces they are the codes of
}

func (r *stubReader) add(s string, col *column) { r.pieces[len(r.pieces)-1].add(s, col) }

// mention adds words that are no name of the row but stand in its label.
func (r *stubReader) mention(s string, col *column) {
	p := &r.pieces[len(r.pieces)-1]
	p.words = append(p.words, cellWord{s, "", col})
}

// begin makes room for a code whose first part stands in a column.
func (r *stubReader) begin(of role) {
	if of == roleClass && len(r.at) < len(r.parts) || (of == roleSection || of == roleItem) && len(r.at) == 0 {
		r.at = append(r.at, len(r.pieces))
		r.pieces = append(r.pieces, piece{})
	}
}

// read takes what a cell says.
func (r *stubReader) read(cell *document.Cell, s string, col *column) {
	total := func() bool {
		w, ok := r.c.labels.rows.exact(zh.Fold(s))
		return ok && w.Total
	}
	switch col.role {
	case roleClass, roleSection, roleItem:
		if zh.IsDigits(s) {
			r.parts[len(r.at)-1][map[role]int{roleClass: 0, roleSection: 1, roleItem: 2}[col.role]] = s
		} else {
			r.add(s, col)
		}
	case roleUnit:
		named := slices.ContainsFunc(r.pieces, func(p piece) bool { return len(p.words) > 0 })
		switch {
		case total():
			r.add(s, col)
		default:
			if r.line.organization = s; !named {
				r.add(s, col)
			}
		}
	case roleProject:
		if total() {
			r.add(s, col)
			break
		}
		if r.line.project = s; r.buys {
			r.mention(s, col)
		}
	case roleCategory, roleGoods, roleMethod, roleEconomic:
		if total() {
			r.add(s, col)
		} else {
			r.c.setPurchase(&r.line.bought, col.role, s)
			r.mention(s, col)
		}
	case roleYear:
		if a := parsed(cell); a.Kind == amount.Number {
			r.line.year = int(a.Value.IntPart())
		} else {
			r.line.year = zh.Year(s)
		}
		r.line.label = s
	case roleUnitCode:
		r.line.unitCode = s
	case roleSerial:
	case roleFund:
		r.fund(s)
	default:
		r.readName(s, col)
	}
}

// fund takes the fund that a cell names, if it names one alone.
func (r *stubReader) fund(s string) {
	if m, known, unknown := (meaning{}).read(&r.c.labels.heads, zh.Fold(s)); known > 0 && unknown == 0 &&
		!strings.ContainsAny(s, "、，,；;/+＋和及") {
		r.line.fund = m.Fund
	}
}

// readName takes a code, a name, or both in one.
func (r *stubReader) readName(s string, col *column) {
	if d := strings.Trim(s, "-—"); col.role == roleCode && zh.IsDigits(d) {
		r.pieces = append(r.pieces, piece{code: d})
		return
	}
	if code, name, ok := r.c.splitCode(s); col.role != roleText && ok && r.c.named(code, name, col, r.year) {
		r.pieces = append(r.pieces, piece{code: code, inside: true, words: []cellWord{{s, name, col}}})
		return
	}
	r.add(s, col)
}

// joinParts is the code in columns 类 款 项. The parts of the rows above stand
// for merged cells that the reader left blank.
func joinParts(parts, above *[3]string) string {
	if *parts == ([3]string{}) {
		return ""
	}
	for k := range parts {
		if parts[k] != "" {
			break
		}
		parts[k] = above[k]
	}
	*above = *parts
	switch {
	case len(parts[1]) <= 3 && len(parts[2]) <= 3:
		return parts[0] + parts[1] + parts[2]
	case parts[2] != "": // every part repeats the ones before
		return parts[2]
	}
	return parts[1]
}

// codeRank orders the codes of a row: those of functions before those of
// economic classes, of which first is the first digit of the nearer ones; 0 for
// what is no code.
func (c *Catalogue) codeRank(code, first string) int {
	switch {
	case !c.classified(code):
		return 0
	case code[0] == '2' || code[0] == '1':
		return 3
	case code[:1] == first:
		return 2
	}
	return 1
}

// nameCode takes from the words beside a code its name, or whatever else they
// are: inside says that code and name stand in one cell.
func (c *Catalogue) nameCode(ln *line, words []cellWord, inside, projects bool, year int) {
	for _, w := range words {
		names, sure := w.column.names(ln.code)
		switch {
		case inside && w.printed != w.name:
			ln.codeName = w.name
		case !names:
		case sure || c.codes.disagrees(ln.code, w.name, year) == "":
			ln.codeName = w.name
		case looksOrganization(w.name):
			ln.organization = w.name
		case projects && ln.project == "" && !c.known(w.name):
			ln.project = w.name
		}
	}
}

// known reports the label of a row that the catalogue has a meaning for: 公用经费
// is no project.
func (c *Catalogue) known(label string) bool {
	_, ok := c.labels.rows.exact(zh.Fold(label))
	return ok
}

// choose takes the code of a row: that of a function before an economic
// class, and of economic classes the department's before the government's, if
// the table is not one of these.
func (c *Catalogue) choose(ln *line, pieces []piece, first string, projects bool, year int) {
	rank := func(code string) int { return c.codeRank(code, first) }
	chosen, economic := 0, ""
	for i := range pieces {
		code := pieces[i].code
		if r := rank(code); r > rank(pieces[chosen].code) || r == 0 && code != "" && rank(pieces[chosen].code) == 0 {
			chosen = i
		}
		if r := rank(code); r < 3 && r > rank(economic) {
			economic = code
		}
	}
	own := &pieces[chosen]
	ln.code = own.code
	if rank(ln.code) == 3 {
		ln.economic = economic
	}
	var names, labels []string
	for i := range pieces {
		if i != chosen && rank(pieces[i].code) > 0 {
			continue // the name of the other code
		}
		for _, w := range pieces[i].words {
			if labels = append(labels, w.printed); w.name != "" {
				names = append(names, w.name)
			}
		}
	}
	ln.name = strings.Join(names, "/")
	label := strings.Join(labels, "/")
	if rank(ln.code) > 0 {
		words := own.words
		if len(words) == 0 && chosen == 1 {
			words = pieces[0].words // printed before its code
		}
		c.nameCode(ln, words, own.inside, projects, year)
	}
	switch {
	case ln.project == "" || slices.Contains(labels, ln.project) || strings.HasSuffix(label, ln.project):
	case ln.name == "":
		ln.name, label = ln.project, ln.project
	default:
		label += "/" + ln.project
	}
	switch {
	case own.inside:
		ln.label = label
	case label != "" || ln.code != "":
		ln.label = ln.code + label
	}
}

// names reports a column that may hold the name of a code; sure if its head
// says so, and the words of no project or unit stand there as well.
func (c *column) names(code string) (names, sure bool) {
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(c.leaf, w) {
				return true
			}
		}
		return false
	}
	switch {
	case c.role != roleName && c.role != roleCode && c.role != roleText,
		c.role == roleText && c.leaf != "" && !has("科目", "分类", "功能", "经济"),
		has("经济") && !has("功能") && code[0] == '2',
		has("功能") && !has("经济") && code[0] != '2':
		return false, false
	}
	return true, c.leaf == "名称" || c.leaf == "" ||
		has("科目", "分类", "功能", "经济") && !has("单位") && (!has("项目") || has("功能", "经济"))
}

// named reports a code with its own name, or with another where names of
// codes stand: 311专项业务类 in a column 项目分类 is no class.
func (c *Catalogue) named(code, name string, col *column, year int) bool {
	_, sure := col.names(code)
	return sure || c.codes.disagrees(code, name, year) == ""
}

// splitCode reads 201一般公共服务支出 and [30101]基本工资.
func (c *Catalogue) splitCode(s string) (code, name string, ok bool) {
	s = strings.TrimLeft(s, "[【(（")
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n == len(s) || !c.classified(s[:n]) {
		return "", "", false
	}
	name = strings.TrimLeft(s[n:], "]】)）-—、.．")
	for _, unit := range []string{"年", "万", "亿", "元"} { // 300万元以上项目
		if strings.HasPrefix(name, unit) {
			return "", "", false
		}
	}
	if name == "" || looksOrganization(name) {
		return "", "", false
	}
	return s[:n], name, true
}

// classified reports digits that may be a code of the functional or the
// economic classification, or of a government's revenue.
func (c *Catalogue) classified(code string) bool {
	return (len(code) == 3 || len(code) == 5 || len(code) == 7) &&
		(code[0] == '2' || code[0] == '3' || code[0] == '5' || c.ofGovernments && code[0] == '1')
}

// projectList reports tables whose rows are projects.
func projectList(kind schema.TableKind) bool {
	return kind == schema.ProjectExpenditure || kind == schema.GeneralBudgetProjectExpenditure
}
