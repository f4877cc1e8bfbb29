package verify

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// entry is a body row as one side of a table sees it.
type entry struct {
	row   int
	side  int
	label label
	code  string   // functional or economic code, three to nine digits; empty if none
	unit  string   // code of the department or unit that the line is of; empty if none
	texts []string // label cells that are no codes, blank ones included
	first int      // index in texts of the first that is not blank
}

func (e *entry) named() (n int) {
	for _, t := range e.texts {
		if t != "" {
			n++
		}
	}
	return n
}

// node is an entry with its place among the others.
type node struct {
	*entry
	children []*node
	ofWhich  []*node // parts that need not be all
	sure     bool    // the children are what the form says they are
	rule     string
}

// reading is one way to understand the rows of a side: its lines on the
// highest level, totals among them, in order.
type reading struct {
	top  []*node
	sure bool // the highest level is what the form says it is
	flat bool // nothing tells the levels of the lines apart
	// totalsLead: a 小计 stands before the lines it sums.
	totalsLead bool
}

var onlyDigits = regexp.MustCompile(`^[0-9]+$`)

var codeMarks = strings.NewReplacer("-", "", "－", "", ".", "", "[", "", "]", "")

func plainCode(s string) string { return codeMarks.Replace(s) }

// codeColumns are the leading label columns that hold the parts of one code.
func (s *sheet) codeColumns(sd side) (cols []int) {
	for _, col := range sd.stubs {
		head := s.columns[col].head()
		codes, others := 0, 0
		for row := s.first; row < s.rows; row++ {
			text := plainCode(s.text(row, col))
			switch n := len(text); {
			case text == "" || totalOf(text) != noTotal:
			case onlyDigits.MatchString(text) && (n == 3 || n == 5 || n == 7 || n == 9 || n <= 2 && len(cols) > 0):
				codes++
			default:
				others++
			}
		}
		isCode := codes > others && !strings.Contains(head, "序号") && !strings.Contains(head, "单位")
		if len(cols) > 0 && !isCode {
			break
		}
		if isCode {
			cols = append(cols, col)
		}
	}
	return cols
}

// entries are the lines of a side. coded: their order follows from codes.
func (s *sheet) entries(index int) (out []*entry, coded bool) {
	sd := &s.sides[index]
	if !sd.read {
		sd.entries, sd.coded = s.readEntries(index)
		sd.read = true
	}
	return sd.entries, sd.coded
}

func (s *sheet) readEntries(index int) (out []*entry, coded bool) {
	sd := s.sides[index]
	codeCols := s.codeColumns(sd)
	isCode := map[int]bool{}
	for _, c := range codeCols {
		isCode[c] = true
	}
	coder, units := s.codedNames(sd), s.unitColumn(sd)
	previous, codes := "", 0
	for row := s.first; row < s.rows; row++ {
		e := &entry{row: row, side: index, first: -1}
		if units >= 0 && unitCode.MatchString(s.text(row, units)) {
			e.unit = s.text(row, units)
		}
		depth := 0
		for _, col := range sd.stubs {
			text := s.text(row, col)
			if isCode[col] && onlyDigits.MatchString(plainCode(text)) {
				// 款 and 项 may be printed without the 类 they belong to.
				if len(codeCols) > 1 && e.code == "" && depth > 0 {
					if n := 1 + 2*depth; len(previous) >= n {
						e.code = previous[:n]
					}
				}
				part := plainCode(text)
				if e.code != "" && len(part) == 1 {
					part = "0" + part // 款 07 kept as a number loses its zero
				}
				e.code += part
			} else if !isCode[col] || text != "" {
				if text != "" && e.first < 0 {
					e.first = len(e.texts)
				}
				e.texts = append(e.texts, text)
			}
			if isCode[col] {
				depth++
			}
		}
		if n := len(e.code); n != 0 && (n < 3 || n%2 == 0) {
			e.code = ""
		}
		var name string
		for _, t := range e.texts {
			if t != "" {
				name = t
			}
		}
		if e.first >= 0 && parseLabel(e.texts[e.first]).ofWhich {
			name = e.texts[e.first]
		}
		e.label = parseLabel(name)
		switch {
		case e.code != "" || e.label.total != noTotal:
		case len(codeCols) > 0:
			e.code = s.lookedUp[place{row, index}]
		case coder >= 0:
			e.code = parseLabel(s.text(row, coder)).code
		}
		if e.code != "" {
			codes++
			previous = e.code
			e.label.total = noTotal
		}
		if e.code == "" && e.first < 0 {
			if !s.printsAnything(row, sd) {
				continue
			}
			if index > 0 {
				e.label = s.sharedTotal(row, index-1)
			}
		}
		out = append(out, e)
	}
	for i, e := range out[:max(0, len(out)-1)] {
		// （一）支出合计 over 1. 2. 3. sums what is below it, as any numbered line does.
		if e.label.total != noTotal && e.label.level > 0 && out[i+1].label.level > e.label.level {
			e.label.total = noTotal
		}
	}
	return out, codes >= 2
}

// codedNames is the label column that prints codes before names; -1 if there
// is none. Where two classifications stand side by side the fuller one counts.
func (s *sheet) codedNames(sd side) int {
	found, most := -1, 0
	for _, col := range sd.stubs {
		n := 0
		for row := s.first; row < s.rows; row++ {
			if parseLabel(s.text(row, col)).code != "" {
				n++
			}
		}
		if n > most {
			found, most = col, n
		}
	}
	return found
}

// sharedTotal is the label of a total that the side before names and prints
// no amount for: the amount of this side is meant.
func (s *sheet) sharedTotal(row, before int) label {
	sd := s.sides[before]
	if s.printsAnything(row, sd) {
		return label{}
	}
	if l := parseLabel(s.stubText(row, sd)); l.total != noTotal || before > 0 && s.stubText(row, sd) == "" {
		return l
	}
	return label{}
}

func (s *sheet) printsAnything(row int, sd side) bool {
	for _, col := range sd.values {
		if s.figure(row, col).state != figureBlank {
			return true
		}
	}
	return false
}

// readings are the ways the rows of a side can be understood, the likeliest
// first. There is more than one only where the form leaves it open.
func (s *sheet) readings(index int) []reading {
	es, coded := s.entries(index)
	if len(es) < 2 {
		return nil
	}
	var rs []reading
	switch {
	case coded:
		open := false
		for _, e := range es {
			open = open || e.code == "" && e.label.total == noTotal && !e.label.carry && !e.label.ofWhich
		}
		rs = append(rs, codeTree(es, unitAbove))
		if open {
			rs = append(rs, codeTree(es, lineBelow))
		}
	case grouped(es):
		rs = append(rs, groupTree(es))
	case stepped(es):
		rs = append(rs, stepTree(es))
	case unitCoded(es):
		rs = append(rs, unitCodeTree(es), outlineTree(es, false, false))
	default:
		rs = append(rs, outlineTree(es, false, false))
		if r, ok := unitTree(es); ok {
			rs = append(rs, r)
		}
		if numbered, loose := outlineOpen(es); numbered && loose {
			rs = append(rs, outlineTree(es, true, false))
		}
		if loose := looseAfterOfWhich(es); loose {
			rs = append(rs, outlineTree(es, false, true), outlineTree(es, true, true))
		}
	}
	for _, r := range rs {
		if leadingSubtotal(r.top) {
			r.totalsLead = true
			rs = append(rs, r)
		}
	}
	return rs
}

// leadingSubtotal: the first line under any grand total is a 小计.
func leadingSubtotal(top []*node) bool {
	for _, n := range top {
		if n.label.total != grandTotal {
			return n.label.total == subTotal
		}
	}
	return false
}

const (
	unitAbove = true  // a line without code among codes is a unit above them
	lineBelow = false // ... or a project below the code before it
)

// codeTree orders lines by their codes: 类 above 款 above 项.
// A loose line has no code: with it set it is a unit above the codes.
func codeTree(es []*entry, loose bool) reading {
	r := reading{sure: true}
	type level struct {
		*node
		depth int
	}
	var stack []level
	for _, e := range es {
		n := &node{entry: e, sure: true, rule: ruleRowCode}
		depth := 10 * len(e.code)
		switch {
		case e.label.total != noTotal:
			stack = nil
			r.top = append(r.top, n)
			continue
		case e.label.ofWhich && len(stack) > 0:
			last := stack[len(stack)-1].node
			last.ofWhich = append(last.ofWhich, n)
			continue
		case e.code == "" && e.label.carry:
			stack = nil
			r.top = append(r.top, n)
			continue
		case e.code == "" && loose && e.unit != "":
			depth = len(e.unit)
		case e.code == "" && loose:
			depth = 5
		case e.code == "":
			depth = 95
		case len(stack) > 0:
			// Several lines of one code: projects, if the first is named without one.
			for _, l := range stack {
				if l.code == e.code && l.named() < e.named() {
					depth = 95
				}
			}
		}
		for len(stack) > 0 {
			l := stack[len(stack)-1]
			if l.depth < depth && (l.code == "" || e.code == "" || strings.HasPrefix(e.code, l.code)) && (e.unit == "" || strings.HasPrefix(e.unit, l.ownUnit())) {
				break
			}
			stack = stack[:len(stack)-1]
		}
		if len(stack) == 0 {
			r.top = append(r.top, n)
		} else {
			p := stack[len(stack)-1].node
			p.children = append(p.children, n)
			if (e.code == "" || p.code == "" || e.code == p.code) && (e.unit == "" || p.ownUnit() == "") {
				p.sure = false
			}
		}
		if e.code == "" && depth == 95 {
			// A project holds nothing; its sibling comes next.
			stack = append(stack, level{n, 96})
			continue
		}
		stack = append(stack, level{n, depth})
	}
	for _, n := range r.top {
		if n.label.total == noTotal && n.code == "" && !n.label.carry {
			r.sure = false
		}
	}
	return r
}

// grouped: a 小计 stands beside a group name or under it, in a later column.
func grouped(es []*entry) bool {
	for i, e := range es {
		if e.label.total != noTotal && len(e.texts) > 1 && (e.first > 0 || e.named() > 1) && !sumsTable(es, i) {
			return true
		}
	}
	return false
}

// sumsTable: a 合计 in the first or last line belongs to the whole table,
// whichever column it stands in.
func sumsTable(es []*entry, i int) bool {
	return es[i].label.total == grandTotal && es[i].named() == 1 && (i == 0 || i == len(es)-1)
}

func groupTree(es []*entry) reading {
	r := reading{sure: true}
	var members []*entry
	flush := func() {
		var total *node
		var rest []*node
		var last *node
		for _, e := range members {
			n := &node{entry: e}
			switch {
			case e.label.total != noTotal && total == nil:
				total = n
			case e.label.ofWhich:
				if last == nil {
					last = total
				}
				if last != nil {
					last.ofWhich = append(last.ofWhich, n)
				}
			default:
				rest, last = append(rest, n), n
			}
		}
		if total != nil {
			total.children, total.sure, total.rule = rest, true, ruleRowSubtotal
			// A group's own total is a line like any other to the table.
			own := *total.entry
			own.label.total = noTotal
			total.entry = &own
			rest = []*node{total}
		}
		r.top = append(r.top, rest...)
		members = nil
	}
	for i, e := range es {
		if e.first == 0 {
			flush()
		}
		if e.label.total != noTotal && e.first == 0 && e.named() == 1 || sumsTable(es, i) {
			flush()
			r.top = append(r.top, &node{entry: e})
			continue
		}
		members = append(members, e)
	}
	flush()
	return r
}

// stepped: labels move to the right with every level.
func stepped(es []*entry) bool {
	for i, e := range es[:len(es)-1] {
		if next := es[i+1]; len(e.texts) > 1 && e.label.total == noTotal && next.first > e.first && e.first >= 0 && e.texts[next.first] == "" {
			return true
		}
	}
	return false
}

func stepTree(es []*entry) reading {
	r := reading{}
	var stack []*node
	for i, e := range es {
		first := continued(e, stack)
		n := &node{entry: e, rule: ruleRowGroup}
		if e.label.total != noTotal && e.first == 0 || sumsTable(es, i) {
			stack = nil
			r.top = append(r.top, n)
			continue
		}
		if e.label.ofWhich && len(stack) > 0 {
			last := stack[len(stack)-1]
			last.ofWhich = append(last.ofWhich, n)
			continue
		}
		for len(stack) > 0 {
			p := stack[len(stack)-1]
			if p.first < first && p.first >= 0 && p.texts[first] == "" {
				break
			}
			stack = stack[:len(stack)-1]
		}
		if len(stack) == 0 {
			r.top = append(r.top, n)
		} else {
			p := stack[len(stack)-1]
			p.children = append(p.children, n)
		}
		stack = append(stack, n)
	}
	return r
}

// continued is the first label of a line that is its own: those before it may
// be printed again from the lines above, as they are after a page break.
func continued(e *entry, stack []*node) int {
	for i := max(e.first, 0); i < len(e.texts); i++ {
		if e.texts[i] == "" {
			continue
		}
		again := slices.ContainsFunc(stack, func(n *node) bool { return n.texts[i] == e.texts[i] })
		deeper := slices.ContainsFunc(e.texts[i+1:], func(t string) bool { return t != "" })
		if !again || !deeper {
			return i
		}
	}
	return e.first
}

// outlineOpen: whether lines are numbered, and whether some that are not
// might belong to either level.
func outlineOpen(es []*entry) (numbered, loose bool) {
	for _, e := range es {
		numbered = numbered || e.label.level > 0
		loose = loose || e.label.level == 0 && e.label.total == noTotal && !e.label.carry && !e.label.ofWhich
	}
	return numbered, loose
}

func looseAfterOfWhich(es []*entry) bool {
	for i, e := range es[:len(es)-1] {
		next := es[i+1].label
		if e.label.ofWhich && !next.ofWhich && next.level == 0 && next.total == noTotal && !next.carry {
			return true
		}
	}
	return false
}

// outlineTree orders lines by their numbering. looseTop: lines without a
// number stand on the highest level, otherwise under the numbered line before
// them. ofWhichEnds: only the line that says 其中 is a part, otherwise those
// after it are too, up to the next number.
func outlineTree(es []*entry, looseTop, ofWhichEnds bool) reading {
	type level struct {
		*node
		depth, ordinal int
	}
	const looseDepth = 90
	numbered, _ := outlineOpen(es)
	r := reading{sure: true, flat: !numbered}
	var stack []level
	inOfWhich := false
	var under *node // a line without number whose parts are numbered from one again
	for _, e := range es {
		n := &node{entry: e, sure: true, rule: ruleRowOutline}
		l := e.label
		if l.total != noTotal {
			stack, inOfWhich, under = nil, false, nil
			r.top = append(r.top, n)
			continue
		}
		if l.ofWhich && l.level == 0 || inOfWhich && l.level == 0 && !l.carry && !ofWhichEnds || l.ofWhich {
			if len(stack) > 0 {
				last := stack[len(stack)-1].node
				last.ofWhich = append(last.ofWhich, n)
			} else {
				r.sure = false
			}
			inOfWhich = true
			continue
		}
		inOfWhich = false
		depth := l.level
		switch {
		case under != nil && (depth > 0 && (l.ordinal == 1 || len(under.ofWhich) > 0) || depth == 0 && under.label.carry && words.budget.MatchString(l.text)):
			under.ofWhich = append(under.ofWhich, n)
			stack = nil
			continue
		case l.carry && depth == 0 || !numbered || depth == 0 && looseTop:
			depth = 1
			if numbered {
				under = n
			}
		case depth == 0:
			depth = looseDepth
		}
		if l.level > 0 {
			under = nil
		}
		for len(stack) > 0 && stack[len(stack)-1].depth >= depth {
			stack = stack[:len(stack)-1]
		}
		if len(stack) == 0 {
			r.top = append(r.top, n)
		} else {
			p := stack[len(stack)-1].node
			p.children = append(p.children, n)
			if depth == looseDepth {
				p.sure = false
			}
		}
		stack = append(stack, level{n, depth, l.ordinal})
	}
	return r
}

// unitTree puts lines under the units named among them. ok is false if there
// is no unit with lines of its own.
func unitTree(es []*entry) (r reading, ok bool) {
	r.sure = true
	var unit *node
	for _, e := range es {
		n := &node{entry: e, sure: true, rule: ruleRowGroup}
		switch {
		case e.label.level > 0 || e.label.ofWhich || e.label.carry:
			return r, false
		case e.label.total != noTotal:
			unit = nil
			r.top = append(r.top, n)
		case words.unitName.MatchString(e.label.text):
			unit = n
			r.top = append(r.top, n)
		case unit == nil:
			return r, false
		default:
			unit.children = append(unit.children, n)
			ok = true
		}
	}
	return r, ok
}

// rowRelations are the sums that the rows of the sheet state, one list a
// reading of each side.
func (s *sheet) rowRelations(index int, rd reading) (out []relation) {
	sd := s.sides[index]
	add := func(rule string, sh shape, total *node, parts []*node, sure, flat bool) {
		if len(parts) == 0 {
			return
		}
		for k, col := range sd.values {
			if !s.columns[col].additive {
				continue
			}
			r := relation{
				rule: rule, shape: sh, sheet: s, certain: sure, flat: flat, lines: true,
				family: fmt.Sprintf("rows/%d/%d", index, col),
				total:  s.totalFigure(index, total, k),
			}
			for _, p := range parts {
				r.parts = append(r.parts, term{s.totalFigure(p.side, p, k), 1})
			}
			if r.printsAnything() {
				out = append(out, r)
			}
		}
	}
	var walk func(n *node)
	walk = func(n *node) {
		add(n.rule, sum, n, n.children, n.sure || budgets(n.children), false)
		if n.carriesFunds() {
			add(ruleRowOutline, sum, n, n.ofWhich, true, false)
		} else {
			add(ruleRowOfWhich, atMost, n, n.ofWhich, true, false)
		}
		for _, c := range n.children {
			walk(c)
		}
		for _, c := range n.ofWhich {
			walk(c)
		}
	}
	for _, n := range rd.top {
		walk(n)
	}
	for _, t := range totals(rd) {
		first, last := s.shares(t.node.row, index)
		if first < index {
			continue // summed with the side that names it
		}
		for next := first + 1; next <= last; next++ {
			if others := s.readings(next); len(others) > 0 {
				for _, o := range totals(others[0]) {
					if o.node.row == t.node.row {
						t.parts = append(t.parts, o.parts...)
					}
				}
			}
		}
		rule := ruleRowTotal
		if t.node.label.total != grandTotal {
			rule = ruleRowSubtotal
		}
		add(rule, sum, t.node, t.parts, rd.sure && !rd.totalsLead, rd.flat)
	}
	return out
}

// carriesFunds: under a line of what is carried over stand the budgets that it
// is of, which are all there are.
func (n *node) carriesFunds() bool {
	return n.label.carry && budgets(n.ofWhich)
}

// budgets: the lines are the budgets of fiscal appropriation, which are all
// there are where they are listed.
func budgets(lines []*node) bool {
	return len(lines) > 1 && !slices.ContainsFunc(lines, func(n *node) bool { return n.label.ofWhich || !words.budget.MatchString(n.label.text) })
}

// totalFigure is the amount of a line. Where two breakdowns share one printed
// total, its label stands in the first and its amount in the second.
func (s *sheet) totalFigure(index int, n *node, k int) *figure {
	sd := s.sides[index]
	f := s.figure(n.row, sd.values[k])
	if n.label.total == noTotal || f.state != figureBlank || len(sd.values) != 1 {
		return f
	}
	for next := index + 1; next < len(s.sides); next++ {
		o := s.sides[next]
		if len(o.values) != 1 || s.stubText(n.row, o) != "" {
			break
		}
		if g := s.figure(n.row, o.values[0]); g.state != figureBlank {
			return g
		}
	}
	return f
}

// shares are the sides that the total in a row is the sum of. Where blocks of
// one classification stand side by side (302 beside 307 and 310), a total whose
// label stands in one of them and whose amount stands in a later one sums all
// of them. Two breakdowns of one amount are of two classifications.
func (s *sheet) shares(row, index int) (first, last int) {
	one := func(a, b int) bool {
		x, y := s.classification(a), s.classification(b)
		return x != 0 && x == y && len(s.sides[a].values) == 1 && len(s.sides[b].values) == 1
	}
	first = index
	for first > 0 && s.stubText(row, s.sides[first]) == "" && !s.printsAnything(row, s.sides[first-1]) && one(first-1, first) {
		first--
	}
	last = first
	for last+1 < len(s.sides) && !s.printsAnything(row, s.sides[last]) && s.stubText(row, s.sides[last+1]) == "" && one(last, last+1) {
		last++
	}
	return first, last
}

// classification is the first digit of all codes of a side (2 functional, 3
// and 5 economic); 0 if there is none.
func (s *sheet) classification(index int) (digit byte) {
	es, _ := s.entries(index)
	for _, e := range es {
		switch {
		case e.code == "":
		case digit == 0:
			digit = e.code[0]
		case digit != e.code[0]:
			return 0
		}
	}
	return digit
}

type totalLine struct {
	node  *node
	parts []*node
}

// totals are the totals on the highest level with the lines each one sums.
func totals(rd reading) (out []totalLine) {
	top := rd.top
	if len(top) > 0 && top[0].label.total == grandTotal {
		// A leading total sums everything below; totals of parts stand for them.
		rest := reading{top: top[1:], sure: rd.sure, totalsLead: rd.totalsLead}
		inner := totals(rest)
		var parts []*node
		if len(inner) > 0 && inner[len(inner)-1].node.label.total == grandTotal {
			parts = inner[len(inner)-1].parts
		} else {
			parts = uncovered(rest.top, inner)
		}
		return append([]totalLine{{top[0], parts}}, inner...)
	}
	if rd.totalsLead {
		var current *totalLine
		for _, n := range top {
			switch {
			case n.label.total == subTotal:
				if current != nil {
					out = append(out, *current)
				}
				current = &totalLine{node: n}
			case n.label.total != noTotal:
				if current != nil {
					out = append(out, *current)
				}
				current = nil
				out = append(out, totalLine{n, uncovered(before(top, n), out)})
			case current != nil:
				current.parts = append(current.parts, n)
			}
		}
		if current != nil {
			out = append(out, *current)
		}
		return out
	}
	var done, pending []*node
	for _, n := range top {
		switch n.label.total {
		case noTotal:
			pending = append(pending, n)
		case subTotal:
			out = append(out, totalLine{n, pending})
			done, pending = append(done, n), nil
		default:
			done = slices.DeleteFunc(done, func(o *node) bool { return opposite(o, n) })
			out = append(out, totalLine{n, append(done, pending...)})
			done, pending = []*node{n}, nil
		}
	}
	return out
}

// opposite: one total is of revenue, the other of expenditure.
func opposite(a, b *node) bool {
	in := func(n *node) bool { return words.revenueSide.MatchString(n.label.text) }
	out := func(n *node) bool { return words.expenditureSide.MatchString(n.label.text) }
	return in(a) && !out(a) && out(b) && !in(b) || out(a) && !in(a) && in(b) && !out(b)
}

func before(top []*node, n *node) []*node {
	for i, t := range top {
		if t == n {
			return top[:i]
		}
	}
	return top
}

// uncovered are the lines that no total among them sums.
func uncovered(top []*node, by []totalLine) (out []*node) {
	covered := map[*node]bool{}
	for _, t := range by {
		for _, p := range t.parts {
			covered[p] = true
		}
	}
	for _, n := range top {
		if !covered[n] {
			out = append(out, n)
		}
	}
	return out
}

// sideResults evaluates the readings of a side and keeps the one that fails
// least. Where another reading holds for a figure, the kept one accuses it of
// nothing.
func (s *sheet) sideResults(index int) []result {
	var best []result
	bestFails := -1
	holds := map[document.Ref]bool{}
	for _, rd := range s.readings(index) {
		var results []result
		fails := 0
		for _, r := range s.rowRelations(index, rd) {
			res := r.evaluate()
			results = append(results, res)
			switch {
			case res.check.Outcome == schema.Inconsistent, res.check.Reason == reasonOverlap.ID:
				fails++
			case res.check.Outcome != schema.NotCheckable && r.shape == sum && res.heavy:
				holds[document.Ref{Row: r.total.row, Col: r.total.col}] = true
			}
		}
		if bestFails < 0 || fails < bestFails {
			best, bestFails = results, fails
		}
	}
	confirm(best)
	for i, r := range best {
		if r.check.Outcome == schema.Inconsistent && r.shape == sum && holds[document.Ref{Row: r.total.row, Col: r.total.col}] {
			best[i] = r.not(reasonNotCertain)
		}
	}
	return best
}

// confirm makes certain what the other sums of a column leave no doubt of:
// where the groups add up to the total their lines are parts of them, as those
// of another group show, and where all groups are the sums of their lines the
// total is the sum of the groups.
func confirm(results []result) {
	type tally struct{ groups, groupFails, totals, totalFails int }
	columns := map[int]*tally{}
	for i := range results {
		r := &results[i]
		t := columns[r.total.col]
		if t == nil {
			t = &tally{}
			columns[r.total.col] = t
		}
		holds := (r.check.Outcome == schema.Exact || r.check.Outcome == schema.Rounding) && !r.check.Printed.IsZero()
		fails := r.check.Outcome == schema.Inconsistent
		switch {
		case r.rule == ruleRowGroup && holds:
			t.groups++
		case r.rule == ruleRowGroup && fails:
			t.groupFails++
		case r.rule == ruleRowTotal && holds && r.heavy:
			t.totals++
		case r.rule == ruleRowTotal && fails:
			t.totalFails++
		}
	}
	for i := range results {
		r := &results[i]
		switch t := columns[r.total.col]; r.rule {
		case ruleRowGroup:
			r.certain = r.certain || t.totals > 0 && t.totalFails == 0 && t.groups > 0 && t.groupFails == 1
		case ruleRowTotal:
			r.certain = r.certain || t.groups > 1 && t.groupFails == 0
		}
	}
}

// balances hold the grand totals of the two sides of a summary against each
// other: what comes in is what goes out.
func (s *sheet) balances() (out []relation) {
	type last struct {
		node  *node
		index int
	}
	var found []last
	for i := range s.sides {
		es, _ := s.entries(i)
		for k := len(es) - 1; k >= 0; k-- {
			if es[k].label.total == grandTotal {
				found = append(found, last{&node{entry: es[k]}, i})
				break
			}
		}
	}
	for _, f := range found[min(1, len(found)):] {
		first := found[0]
		if f.node.row != first.node.row || len(s.sides[first.index].values) == 0 {
			continue
		}
		a, b := s.totalFigure(first.index, first.node, 0), s.totalFigure(f.index, f.node, 0)
		out = append(out, relation{
			rule: ruleBalance, sheet: s, certain: words.revenueSide.MatchString(s.sideName(first.index, first.node)) &&
				words.expenditureSide.MatchString(s.sideName(f.index, f.node)),
			family: "balance", total: a, parts: []term{{b, 1}},
		})
	}
	return out
}

// sideName is what tells revenue from expenditure: the total's own label and
// the heads of the side's columns.
func (s *sheet) sideName(index int, n *node) string {
	sd := s.sides[index]
	name := n.label.text
	for _, col := range append(append([]int{}, sd.stubs...), sd.values...) {
		name += " " + s.columns[col].head()
	}
	return name
}
