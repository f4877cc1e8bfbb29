package normalize

import (
	"slices"
	"sort"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
)

// sighting is an amount that is printed for some coordinates, in yuan.
type sighting struct {
	table string // empty for a sentence
	amount.Interval
}

// sightings are the amounts that tables and sentences print, by what they are
// of. Those of one thing, of which there may be as many as rows, are in the
// order of their lower bounds: whether one of them meets an amount is a matter
// of the highest that begins before the amount ends.
type sightings map[schema.Coordinates][]reach

// reach is a sighting and how high those up to it reach: the highest of them,
// and the highest that another place prints than prints that one, if any does.
type reach struct {
	lo            decimal.Decimal
	highest, next height
}

// height is an upper bound and who prints it.
type height struct {
	table string
	hi    decimal.Decimal
	known bool
}

func (n *normalizer) sightings() sightings {
	printed := map[schema.Coordinates][]sighting{}
	add := func(table string, at schema.Coordinates, a *schema.Amount) {
		worth, ok := amount.Rounded(a.Value, a.Decimals).In(amount.Unit(a.Unit), amount.Yuan)
		if ok && !a.Value.IsZero() {
			printed[at] = append(printed[at], sighting{table, worth})
		}
	}
	for i := range n.rec.Facts {
		f := &n.rec.Facts[i]
		add(f.TableID, f.Coordinates, &f.Amount)
		if f.Kind == schema.PerformanceProject && f.Project != "" {
			add(f.TableID, ofProject(f.Project), &f.Amount)
		}
	}
	for i := range n.rec.Claims {
		if c := &n.rec.Claims[i]; !c.Approximate && c.Amount.Text != "" {
			add("", c.Coordinates, &c.Amount)
		}
	}
	s := make(sightings, len(printed))
	for at, of := range printed {
		s[at] = reaches(of)
	}
	return s
}

// ofProject stands for all that the targets of a project say it costs.
func ofProject(name string) schema.Coordinates { return schema.Coordinates{Project: name} }

// reaches orders the sightings of one thing by their lower bounds.
func reaches(of []sighting) []reach {
	slices.SortFunc(of, func(a, b sighting) int { return a.Lo.Cmp(b.Lo) })
	out := make([]reach, len(of))
	var highest, next height
	for i, o := range of {
		h := height{o.table, o.Hi, true}
		switch {
		case !highest.known:
			highest = h
		case h.table == highest.table:
			if h.hi.GreaterThan(highest.hi) {
				highest = h
			}
		case h.hi.GreaterThan(highest.hi):
			highest, next = h, highest
		case !next.known || h.hi.GreaterThan(next.hi):
			next = h
		}
		out[i] = reach{o.Lo, highest, next}
	}
	return out
}

// seen reports that another place than a table prints an amount.
func (s sightings) seen(table string, at schema.Coordinates, worth amount.Interval) bool {
	of := s[at]
	end := sort.Search(len(of), func(i int) bool { return of[i].lo.GreaterThan(worth.Hi) })
	if end == 0 {
		return false
	}
	h := of[end-1].highest
	if h.table == table {
		h = of[end-1].next
	}
	return h.known && h.hi.GreaterThanOrEqual(worth.Lo)
}

// printed reports that another place than a table prints an amount that is not
// nothing.
func (s sightings) printed(table string, at schema.Coordinates) bool {
	of := s[at]
	if len(of) == 0 {
		return false
	}
	last := of[len(of)-1]
	return last.highest.table != table || last.next.known
}
