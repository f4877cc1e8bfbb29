package normalize

import (
	"fmt"
	"slices"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
)

// misplaced doubts tables in which a figure seems to stand beside its place: it
// and the figure next to it, or the blank there, would make more sums hold and
// agree with more other tables and sentences if they changed places. Nothing is
// moved: it may be the publisher who put it there.
func (n *normalizer) misplaced() {
	by, facts := n.sightings(), map[string]map[document.Ref]*schema.Fact{}
	for i := range n.rec.Facts {
		f := &n.rec.Facts[i]
		if facts[f.TableID] == nil {
			facts[f.TableID] = map[document.Ref]*schema.Fact{}
		}
		facts[f.TableID][document.Ref{Row: f.Row, Col: f.Column}] = f
	}
	for i := range n.rec.Tables {
		t := &n.rec.Tables[i]
		if t.Model == nil || n.ctx.Err() != nil {
			continue
		}
		of := facts[t.ID]
		found := t.Model.Exchanges(func(place, amount *table.Figure) bool {
			if worth, ok := inYuan(amount); ok {
				if at, known := n.coordinates(t, of, place); known {
					return by.seen(t.ID, at, worth) || at.Project != "" && by.seen(t.ID, ofProject(at.Project), worth)
				}
			}
			return false
		})
		if len(found) == 0 {
			n.unprinted(t, by)
			continue
		}
		most := slices.MaxFunc(found, func(a, b table.Exchange) int { return a.Gain - b.Gain })
		a, b := most.A, most.B
		if a.State == table.Blank {
			a, b = b, a
		}
		t.Doubts = append(t.Doubts, fmt.Sprintf("%s in row %d, column %d may belong in row %d, column %d: %d sums or "+
			"sightings ask for it there", a.Text, a.Row, a.Col, b.Row, b.Col, most.Gain))
	}
}

// unprinted doubts a table with a blank in a line of a code where another place
// prints an amount of the same thing.
func (n *normalizer) unprinted(t *schema.Table, by sightings) {
	blank := n.blank[t.ID]
	if blank == nil {
		return
	}
	for side := range t.Model.Sides {
		for row := t.Model.Body; row < t.Model.Rows; row++ {
			line := t.Model.Line(row, side)
			if line == nil || line.Code == "" || n.ctx.Err() != nil {
				continue
			}
			for _, col := range t.Model.Sides[side].Amounts {
				f := t.Model.Figure(row, col)
				if f == nil || f.State != table.Blank {
					continue
				}
				if at, ok := blank(row, col); ok && by.printed(t.ID, at) {
					t.Doubts = append(t.Doubts, fmt.Sprintf("an amount is missing in row %d, column %d: another place prints it",
						row, col))
					return
				}
			}
		}
	}
}

// coordinates are those of the amount at a place, or of one that would stand
// there.
func (n *normalizer) coordinates(t *schema.Table, of map[document.Ref]*schema.Fact, place *table.Figure) (
	schema.Coordinates, bool) {
	if f := of[document.Ref{Row: place.Row, Col: place.Col}]; f != nil {
		return f.Coordinates, true
	}
	if blank := n.blank[t.ID]; blank != nil {
		return blank(place.Row, place.Col)
	}
	return schema.Coordinates{}, false
}

func inYuan(f *table.Figure) (amount.Interval, bool) {
	if f.State != table.Number || f.IsZero() {
		return amount.Interval{}, false
	}
	return f.Interval.In(amount.Unit(f.Unit), amount.Yuan)
}
