package table

import "strings"

// Governments list classifications by their names alone. A caller who looked
// the codes up says so (see ReadLines), and they tell what lines are parts of,
// beside what numbers and the way labels are set in tell.

// KnownWord stands for the code of a line whose name is known and stands for
// none.
const KnownWord = "*"

// knownLines reports lines whose names stand for codes of several lengths.
func knownLines(lines []*Line) bool {
	known, lengths := 0, map[int]bool{}
	for _, l := range lines {
		if l.known != "" && l.known != KnownWord {
			known++
			lengths[len(l.known)] = true
		}
	}
	return len(lengths) > 1 && 2*known >= len(lines)
}

// knownTree puts lines under those before them whose codes theirs go on from,
// and lines without a code under the one before if they are set in or numbered
// below it, else beside it. Where all lines are known, totals sum them; that all
// parts of a line are printed follows from their numbers only, or from a line
// that is a sum by its name.
func knownTree(lines []*Line) reading {
	r := reading{sure: true}
	var stack []*node
	for _, l := range lines {
		n := newNode(l, ByCode)
		n.sure = l.Label.Level > 0 || strings.Contains(l.known, " ")
		r.sure = r.sure && (n.total != NoTotal || l.known != "" || l.Label.OfWhich)
		if n.total != NoTotal {
			stack = nil
			r.top = append(r.top, n)
			continue
		}
		stack = r.put(n, stack, func(p *node) bool { return p.holds(l) })
	}
	return r
}

// holds reports a line that the code of another, or its place, puts below this
// one.
func (n *node) holds(l *Line) bool {
	if l.known == "" || l.known == KnownWord {
		lower := n.Label.Level > 0 && l.Label.Level == 0 || n.Label.Level > 0 && l.Label.Level > n.Label.Level ||
			l.Indent >= n.Indent+stepOfIndent
		return lower && !l.Label.Carry
	}
	first, _, _ := strings.Cut(l.known, " ")
	for code := range strings.FieldsSeq(n.known) {
		if strings.HasPrefix(first, code) && l.known != n.known {
			return true
		}
	}
	return false
}
