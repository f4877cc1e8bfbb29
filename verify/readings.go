package verify

import (
	"slices"
	"strings"
)

// The ways lines can stand under one another: by codes, groups, steps, numbering
// or units.

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

// readings are the ways the rows of a side can be understood, the likeliest
// first. There is more than one only where the form leaves it open.
func (s *sheet) readings(index int) []reading {
	sd := &s.sides[index]
	if !sd.understood {
		sd.readings, sd.understood = s.readLines(index), true
	}
	return sd.readings
}

func (s *sheet) readLines(index int) []reading {
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
