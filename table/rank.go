package table

import "github.com/yusuan/yusuan/document"

// relationKind is what states a relation of a table.
type relationKind uint8

const (
	byLines   relationKind = iota
	byHeads                // the heads over the columns
	byBalance              // the totals of the sides
	elsewhere              // another table prints the figure with its code or name
)

// eachSum visits the sums that the lines, the heads and the sides of a table
// state, once its lines are read.
func (m *Model) eachSum(visit func(relationKind, *Sum)) {
	for side := range m.Sides {
		for i := range m.Sides[side].sums {
			visit(byLines, &m.Sides[side].sums[i])
		}
		EachGroup(m.Sides[side].Heads, func(siblings []*Head) {
			for _, s := range m.headSums(side, siblings) {
				visit(byHeads, &s)
			}
		})
	}
	for _, s := range m.Balances() {
		visit(byBalance, &s)
	}
}

// relation is one of a table by the place of its total.
type relation struct {
	kind relationKind
	document.Ref
}

// Testimony is what the figures of a table say of a reading of its grid: which
// of its relations hold and which fail.
type Testimony struct {
	says   map[relation]saying
	proven int
	// Holds and Fails count the relations of the figures at the places asked for.
	Holds, Fails int
}

// Testify asks all relations of a table, and of the figures at some places
// whether another table prints them with their code or name.
func (m *Model) Testify(places []document.Ref, seen func(*Line, *Figure) bool) *Testimony {
	t := &Testimony{says: map[relation]saying{}}
	asked := make(map[document.Ref]bool, len(places))
	for _, p := range places {
		asked[p] = true
	}
	say := func(r relation, s saying, own bool) {
		if t.says[r] != fails {
			t.says[r] = s
		}
		switch {
		case own && s == proves:
			t.Holds++
		case own && s == fails:
			t.Fails++
		}
	}
	m.eachSum(func(kind relationKind, s *Sum) {
		if s.AtMost {
			return
		}
		own := asked[document.Ref{Row: s.Total.Row, Col: s.Total.Col}]
		for _, p := range s.Parts {
			own = own || asked[document.Ref{Row: p.Row, Col: p.Col}]
		}
		r := relation{kind, document.Ref{Row: s.Total.Row, Col: s.Total.Col}}
		switch v := m.Check(s); {
		case v.Holds() && (v.Telling || own && !s.Total.IsZero()): // that another place prints its digits tells of it
			say(r, proves, own)
		case v.Fails() || v.Why == MayOverlap:
			say(r, fails, own)
		}
	})
	for _, p := range places {
		f := m.Figure(p.Row, p.Col)
		if f == nil || f.State != Number || f.IsZero() {
			continue
		}
		if l := m.Line(p.Row, m.SideOf(p.Col)); l != nil && seen(l, f) {
			say(relation{elsewhere, p}, proves, true)
		}
	}
	for _, s := range t.says {
		if s == proves {
			t.proven++
		}
	}
	return t
}

// Beats reports that the figures of the table as a whole speak for a reading
// against one that is tried before it, as they do for readings of a side: a
// single relation never decides, and none that held may be lost for it.
func (t *Testimony) Beats(o *Testimony) bool {
	return t.proven >= o.proven && gain(t.says, o.says) >= margin
}

// Confidence is how sure a reading is by the relations that its open places are
// in: the share that holds, by the rule of succession.
func (t *Testimony) Confidence() float64 {
	return float64(t.Holds+1) / float64(t.Holds+t.Fails+2)
}
