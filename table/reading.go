package table

import (
	"slices"
	"strings"

	"github.com/yusuan/yusuan/zh"
)

// Kind says what makes a line the sum of others.
type Kind string

const (
	ByCode      Kind = "code"     // the codes of its parts begin with its own
	ByNumbering Kind = "outline"  // they are numbered below it
	ByGroup     Kind = "group"    // it is the heading over them
	BySubtotal  Kind = "subtotal" // it says 小计, 本年…合计
	ByTotal     Kind = "total"    // it says 合计, 总计
	ByOfWhich   Kind = "of_which" // they say 其中, and may be some only
)

// node is a line with its place among the others in one reading.
type node struct {
	*Line
	total    TotalKind // what it sums in this reading
	children []*node
	ofWhich  []*node // parts that need not be all
	sure     bool    // the children are what the form says they are
	kind     Kind
}

func newNode(l *Line, kind Kind) *node { return &node{Line: l, total: l.Label.Total, kind: kind} }

// reading is one way to understand the lines of a side: those on the highest
// level, totals among them, in order.
type reading struct {
	top  []*node
	sure bool // the highest level is what the form says it is
	flat bool // nothing tells the levels of the lines apart
	// totalsLead: a 小计 stands before the lines it sums.
	totalsLead bool
}

// put makes a line a part of the nearest of those in stack that takes it, or one
// of the highest level, and returns those that the next line may be a part of.
func (r *reading) put(n *node, stack []*node, takes func(*node) bool) []*node {
	if n.Label.OfWhich && len(stack) > 0 {
		last := stack[len(stack)-1]
		last.ofWhich = append(last.ofWhich, n)
		return stack
	}
	for len(stack) > 0 && !takes(stack[len(stack)-1]) {
		stack = stack[:len(stack)-1]
	}
	if len(stack) == 0 {
		r.top = append(r.top, n)
	} else {
		p := stack[len(stack)-1]
		p.children = append(p.children, n)
	}
	return append(stack, n)
}

// readings are the ways in which the lines of a side can be understood, the
// usual one first. There is more than one only where the form leaves it open.
func (m *Model) readings(side int) []reading {
	sd := &m.Sides[side]
	if !sd.understood {
		sd.readings, sd.understood = m.understand(side), true
	}
	return sd.readings
}

func (m *Model) understand(side int) []reading {
	lines := m.Sides[side].Lines
	if len(lines) < 2 {
		return nil
	}
	var rs []reading
	switch {
	case m.Sides[side].Coded:
		rs = append(rs, codeTree(lines, unitAbove))
		if slices.ContainsFunc(lines, loose) {
			rs = append(rs, codeTree(lines, lineBelow))
		}
	case knownLines(lines):
		rs = append([]reading{knownTree(lines)}, outlines(lines)...)
	case grouped(lines):
		rs = append(rs, groupTree(lines))
	case stepped(lines):
		rs = append(rs, stepTree(lines))
	case unitCoded(lines):
		rs = append(rs, unitCodeTree(lines), outlineTree(lines, false, false))
	default:
		rs = outlines(lines)
	}
	for _, r := range rs {
		if leadingSubtotal(r.top) {
			r.totalsLead = true
			rs = append(rs, r)
		}
	}
	return rs
}

func outlines(lines []*Line) []reading {
	rs := []reading{outlineTree(lines, false, false)}
	if depths := byIndent(lines); depths != nil {
		rs = append(rs, typeTree(lines, depths, stepOfIndent))
	}
	if depths := byWeight(lines); depths != nil {
		rs = append(rs, typeTree(lines, depths, 1))
	}
	if r, ok := unitTree(lines); ok {
		rs = append(rs, r)
	}
	if numbered, open := outlineOpen(lines); numbered && open {
		rs = append(rs, outlineTree(lines, true, false))
	}
	if looseAfterOfWhich(lines) {
		rs = append(rs, outlineTree(lines, false, true), outlineTree(lines, true, true))
	}
	if slices.ContainsFunc(lines, func(l *Line) bool { return l.Label.OfWhich && l.Label.Level > 0 }) {
		rs = append(rs, outlineOf(lines, outline{allListed: true}, false))
	}
	return rs
}

// loose reports a line that neither a code nor its words give a place.
func loose(l *Line) bool {
	return l.Code == "" && l.Label.Total == NoTotal && !l.Label.Carry && !l.Label.OfWhich
}

// leadingSubtotal: the first line under any grand total is a 小计.
func leadingSubtotal(top []*node) bool {
	for _, n := range top {
		if n.total != GrandTotal {
			return n.total == SubTotal
		}
	}
	return false
}

const (
	unitAbove = true  // a line without code among codes is a unit above them
	lineBelow = false // ... or a project below the code before it
)

// Depths of lines among codes: that of a code is ten times its length, so that
// others fit between and around them.
const (
	codeDepth    = 10
	unitDepth    = 5  // a unit without a code of its own, above all codes
	projectDepth = 95 // below all codes
)

// level is a line that those after it may be parts of.
type level struct {
	*node
	depth int
}

// codeTree orders lines by their codes: 类 above 款 above 项. A loose line has
// no code: with units set it is a unit above the codes.
func codeTree(lines []*Line, units bool) reading {
	r := reading{sure: true}
	var stack []level
	for _, l := range lines {
		n := newNode(l, ByCode)
		n.sure = true
		switch {
		case n.total != NoTotal || l.Code == "" && l.Label.Carry:
			stack = nil
			r.top = append(r.top, n)
			continue
		case l.Label.OfWhich && len(stack) > 0:
			last := stack[len(stack)-1].node
			last.ofWhich = append(last.ofWhich, n)
			continue
		}
		depth := depthAmongCodes(l, stack, units)
		for len(stack) > 0 && !stack[len(stack)-1].above(l, depth) {
			stack = stack[:len(stack)-1]
		}
		if len(stack) == 0 {
			r.top = append(r.top, n)
		} else {
			p := stack[len(stack)-1].node
			p.children = append(p.children, n)
			if (l.Code == "" || p.Code == "" || l.Code == p.Code) && (l.Unit == "" || p.ownUnit() == "") {
				p.sure = false
			}
		}
		if l.Code == "" && depth == projectDepth {
			depth++ // a project holds nothing; its sibling comes next
		}
		stack = append(stack, level{n, depth})
	}
	for _, n := range r.top {
		if n.total == NoTotal && n.Code == "" && !n.Label.Carry {
			r.sure = false
		}
	}
	return r
}

func depthAmongCodes(l *Line, stack []level, units bool) int {
	switch {
	case l.Code == "" && units && l.Unit != "":
		return len(l.Unit)
	case l.Code == "" && units:
		return unitDepth
	case l.Code == "":
		return projectDepth
	}
	// Several lines of one code: projects, if the first is named without one.
	for _, o := range stack {
		if o.Code == l.Code && o.named() < l.named() {
			return projectDepth
		}
	}
	return codeDepth * len(l.Code)
}

// above reports whether a line of a depth may be a part of this one.
func (v level) above(l *Line, depth int) bool {
	return v.depth < depth && (v.Code == "" || l.Code == "" || strings.HasPrefix(l.Code, v.Code)) &&
		(l.Unit == "" || strings.HasPrefix(l.Unit, v.ownUnit()))
}

// grouped: a 小计 stands beside a group name or under it, in a later column.
func grouped(lines []*Line) bool {
	for i, l := range lines {
		if l.Label.Total != NoTotal && len(l.texts) > 1 && (l.first > 0 || l.named() > 1) && !sumsTable(lines, i) {
			return true
		}
	}
	return false
}

// sumsTable: a 合计 in the first or last line belongs to the whole table,
// whichever column it stands in.
func sumsTable(lines []*Line, i int) bool {
	return lines[i].Label.Total == GrandTotal && lines[i].named() == 1 && (i == 0 || i == len(lines)-1)
}

func groupTree(lines []*Line) reading {
	r := reading{sure: true}
	var members []*Line
	flush := func() {
		r.top = append(r.top, group(members)...)
		members = nil
	}
	for i, l := range lines {
		if l.first == 0 {
			flush()
		}
		if l.Label.Total != NoTotal && l.first == 0 && l.named() == 1 || sumsTable(lines, i) {
			flush()
			r.top = append(r.top, newNode(l, ""))
			continue
		}
		members = append(members, l)
	}
	flush()
	return r
}

// group puts the lines of a group under its total, which is then a line like
// any other to the table.
func group(members []*Line) (top []*node) {
	var total, last *node
	for _, l := range members {
		n := newNode(l, "")
		switch {
		case n.total != NoTotal && total == nil:
			total = n
		case l.Label.OfWhich:
			if last == nil {
				last = total
			}
			if last != nil {
				last.ofWhich = append(last.ofWhich, n)
			}
		default:
			top, last = append(top, n), n
		}
	}
	if total == nil {
		return top
	}
	total.children, total.sure, total.kind, total.total = top, true, BySubtotal, NoTotal
	return []*node{total}
}

// stepped: labels move to the right with every level.
func stepped(lines []*Line) bool {
	for i, l := range lines[:len(lines)-1] {
		next := lines[i+1]
		if len(l.texts) > 1 && l.Label.Total == NoTotal && next.first > l.first && l.first >= 0 && l.blank(next.first) {
			return true
		}
	}
	return false
}

// blank reports whether a line says nothing in one of its label cells.
func (l *Line) blank(i int) bool { return i >= len(l.texts) || l.texts[i] == "" }

func stepTree(lines []*Line) reading {
	r := reading{}
	var stack []*node
	for i, l := range lines {
		first := continued(l, stack)
		n := newNode(l, ByGroup)
		if n.total != NoTotal && l.first == 0 || sumsTable(lines, i) {
			stack = nil
			r.top = append(r.top, n)
			continue
		}
		stack = r.put(n, stack, func(p *node) bool { return p.first < first && p.first >= 0 && p.blank(first) })
	}
	return r
}

// continued is the first label of a line that is its own: those before it may
// be printed again from the lines above, as they are after a page break.
func continued(l *Line, stack []*node) int {
	for i := max(l.first, 0); i < len(l.texts); i++ {
		if l.texts[i] == "" {
			continue
		}
		again := slices.ContainsFunc(stack, func(n *node) bool { return i < len(n.texts) && n.texts[i] == l.texts[i] })
		deeper := slices.ContainsFunc(l.texts[i+1:], func(t string) bool { return t != "" })
		if !again || !deeper {
			return i
		}
	}
	return l.first
}

// outlineOpen: whether lines are numbered, and whether some that are not
// might belong to either level.
func outlineOpen(lines []*Line) (numbered, open bool) {
	for _, l := range lines {
		numbered = numbered || l.Label.Level > 0
		open = open || l.Label.Level == 0 && l.Label.Total == NoTotal && !l.Label.Carry && !l.Label.OfWhich
	}
	return numbered, open
}

func looseAfterOfWhich(lines []*Line) bool {
	for i, l := range lines[:len(lines)-1] {
		next := lines[i+1].Label
		if l.Label.OfWhich && !next.OfWhich && next.Level == 0 && next.Total == NoTotal && !next.Carry {
			return true
		}
	}
	return false
}

// looseDepth is that of lines without a number among numbered ones: below all
// numberings.
const looseDepth = 90

// outline is the way through numbered lines.
type outline struct {
	reading
	numbered, looseTop bool
	allListed          bool // numbered lines that 其中 announces are all there are
	stack              []level
	inOfWhich          bool
	listed             Label // the numbered line of a list that 其中 opens: 其中：1. 2. 3.
	under              *node // a line without number whose parts are numbered from one again
}

// outlineTree orders lines by their numbering. looseTop: lines without a
// number stand on the highest level, otherwise under the numbered line before
// them. ofWhichEnds: only the line that says 其中 is a part, otherwise those
// after it are too, up to the next number.
func outlineTree(lines []*Line, looseTop, ofWhichEnds bool) reading {
	return outlineOf(lines, outline{looseTop: looseTop}, ofWhichEnds)
}

func outlineOf(lines []*Line, o outline, ofWhichEnds bool) reading {
	numbered, _ := outlineOpen(lines)
	o.reading, o.numbered = reading{sure: true, flat: !numbered}, numbered
	for _, l := range lines {
		n := newNode(l, ByNumbering)
		n.sure = true
		switch {
		case n.total != NoTotal:
			o.stack, o.inOfWhich, o.under, o.listed = nil, false, nil, Label{}
			o.top = append(o.top, n)
		case o.goesOn(l.Label):
			o.listed = l.Label
			o.lists(n)
		case l.Label.OfWhich, o.inOfWhich && l.Label.Level == 0 && !l.Label.Carry && !ofWhichEnds:
			if len(o.stack) > 0 {
				o.lists(n)
			} else {
				o.sure = false
			}
			o.inOfWhich, o.listed = true, l.Label
		default:
			o.inOfWhich = false
			o.place(n)
		}
	}
	return o.reading
}

// goesOn reports a line whose number goes on from that of one that says 其中:
// it is another of the parts that 其中 announced.
func (o *outline) goesOn(l Label) bool {
	return o.listed.Ordinal > 0 && !l.OfWhich && l.Level == o.listed.Level && l.Ordinal == o.listed.Ordinal+1 &&
		l.Level > 0 && len(o.stack) > 0
}

// lists puts a line among those that 其中 announced: all parts of the line before,
// or some.
func (o *outline) lists(n *node) {
	last := o.stack[len(o.stack)-1].node
	if o.allListed && n.Label.Level > 0 {
		n.sure = false
		last.children = append(last.children, n)
	} else {
		last.ofWhich = append(last.ofWhich, n)
	}
}

// place puts a line that is neither a total nor of another below those before.
func (o *outline) place(n *node) {
	l := n.Label
	depth := l.Level
	switch {
	case o.startsAgain(l):
		o.under.ofWhich = append(o.under.ofWhich, n)
		o.stack = nil
		return
	case l.Carry && depth == 0 || !o.numbered || depth == 0 && o.looseTop:
		depth = 1
		if o.numbered {
			o.under = n
		}
	case depth == 0:
		depth = looseDepth
		if o.under != nil && o.under.Label.Carry {
			o.stack = nil // nothing is part of a balance carried over but its budgets: it stands beside it
		}
	}
	if l.Level > 0 {
		o.under = nil
	}
	for len(o.stack) > 0 && o.stack[len(o.stack)-1].depth >= depth {
		o.stack = o.stack[:len(o.stack)-1]
	}
	if len(o.stack) == 0 {
		o.top = append(o.top, n)
	} else {
		p := o.stack[len(o.stack)-1].node
		p.children = append(p.children, n)
		if depth == looseDepth {
			p.sure = false
		}
	}
	o.stack = append(o.stack, level{n, depth})
}

// startsAgain: below a line without a number the numbers begin again, or the
// budgets of a balance carried over stand.
func (o *outline) startsAgain(l Label) bool {
	if o.under == nil {
		return false
	}
	if l.Level > 0 {
		return l.Ordinal == 1 || len(o.under.ofWhich) > 0
	}
	return o.under.Label.Carry && words.budget.MatchString(l.Text)
}

// stepOfIndent is the least difference of two labels' places that is no
// accident of typesetting, in the points of Line.Indent: under half a character
// of the usual size.
const stepOfIndent = 4

// byIndent is how far every line is set in, if lines that nothing else gives a
// place are set in differently; nil otherwise.
func byIndent(lines []*Line) []float64 {
	return depthsOf(lines, stepOfIndent, func(l *Line) float64 { return l.Indent })
}

// byWeight is 0 for lines in bold and 1 for the others, if there are both among
// lines that nothing else gives a place; nil otherwise.
func byWeight(lines []*Line) []float64 {
	return depthsOf(lines, 1, func(l *Line) float64 {
		if l.Bold {
			return 0
		}
		return 1
	})
}

func depthsOf(lines []*Line, step float64, depth func(*Line) float64) []float64 {
	out := make([]float64, len(lines))
	least, most, known := 0.0, 0.0, false
	for i, l := range lines {
		out[i] = depth(l)
		switch {
		case l.Label.Level > 0:
			return nil // numbers say it better
		case !loose(l):
		case !known:
			least, most, known = out[i], out[i], true
		default:
			least, most = min(least, out[i]), max(most, out[i])
		}
	}
	if most-least < step {
		return nil
	}
	return out
}

// typeTree puts lines under those before them that are less deep by the way
// they are set.
func typeTree(lines []*Line, depths []float64, step float64) reading {
	r := reading{}
	type level struct {
		*node
		depth float64
	}
	var stack []level
	for i, l := range lines {
		n := newNode(l, ByGroup)
		switch {
		case n.total != NoTotal || l.Label.Carry:
			stack = nil
			r.top = append(r.top, n)
			continue
		case l.Label.OfWhich && len(stack) > 0:
			last := stack[len(stack)-1].node
			last.ofWhich = append(last.ofWhich, n)
			continue
		}
		for len(stack) > 0 && stack[len(stack)-1].depth > depths[i]-step {
			stack = stack[:len(stack)-1]
		}
		if len(stack) == 0 {
			r.top = append(r.top, n)
		} else {
			p := stack[len(stack)-1].node
			p.children = append(p.children, n)
		}
		stack = append(stack, level{n, depths[i]})
	}
	return r
}

// unitTree puts lines under the units named among them. ok is false if there
// is no unit with lines of its own.
func unitTree(lines []*Line) (r reading, ok bool) {
	r.sure = true
	var unit *node
	for _, l := range lines {
		n := newNode(l, ByGroup)
		n.sure = true
		switch {
		case l.Label.Level > 0 || l.Label.OfWhich || l.Label.Carry:
			return r, false
		case n.total != NoTotal:
			unit = nil
			r.top = append(r.top, n)
		case zh.EndsAsOrgan(l.Label.Text) || words.unitName.MatchString(l.Label.Text):
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

// unitCoded: the code of a line is the beginning of the code of another.
func unitCoded(lines []*Line) bool {
	before := map[string]bool{}
	for _, l := range lines {
		for n := 3; n < len(l.Unit); n += 3 {
			if before[l.Unit[:n]] {
				return true
			}
		}
		before[l.Unit] = true
	}
	return false
}

// isUnder reports whether the code of a unit goes on where that of another ends.
func isUnder(unit, above string) bool {
	return len(above) < len(unit) && strings.HasPrefix(unit, above)
}

// unitCodeTree puts units under their departments and projects under their
// units, and under the kind of project that stands before them.
func unitCodeTree(lines []*Line) reading {
	r := reading{sure: true}
	var stack []*node // departments and units
	var kind *node
	for _, l := range lines {
		n := newNode(l, ByGroup)
		n.sure = true
		switch {
		case n.total != NoTotal:
			stack, kind = nil, nil
			r.top = append(r.top, n)
			continue
		case l.Unit != "":
			kind = nil
			for len(stack) > 0 && !isUnder(l.Unit, stack[len(stack)-1].Unit) {
				stack = stack[:len(stack)-1]
			}
		}
		p := kind
		if isKind := l.Unit == "" && words.projectKind.MatchString(l.Label.Text); (p == nil || isKind) && len(stack) > 0 {
			p = stack[len(stack)-1]
			if isKind {
				kind = n
			}
		}
		if p == nil {
			r.top = append(r.top, n)
		} else {
			p.children = append(p.children, n)
			// Projects of a unit may not be all of its spending.
			p.sure = p.sure && (l.Unit != "" || p == kind || n == kind)
		}
		if l.Unit != "" {
			stack = append(stack, n)
		}
	}
	return r
}
