package table

import (
	"maps"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
)

// head is a node of the tree that the header of one side forms.
type head struct {
	label    table.Label
	means    schema.Coordinates // of the words it begins with
	text     string
	columns  []int // of a leaf: one, or several that the header does not tell apart
	children []*head
	named    map[string]*head // the first child of each name; nil until it is asked for
}

// headTree is the tree of some columns from a level of the header down.
func (s *sheet) headTree(cols []int, depth int) []*head {
	var out []*head
	for i := 0; i < len(cols); {
		path := s.Columns[cols[i]].Path
		if len(path) <= depth {
			i++
			continue
		}
		j := i + 1
		for j < len(cols) && len(s.Columns[cols[j]].Path) > depth && s.Columns[cols[j]].Path[depth] == path[depth] {
			j++
		}
		h := &head{text: path[depth], label: table.ParseLabel(path[depth])}
		h.means = s.means(h.label.Text)
		run := cols[i:j]
		for len(run) > 0 && len(s.Columns[run[0]].Path) == depth+1 {
			h.columns = append(h.columns, run[0])
			run = run[1:]
		}
		if len(h.columns) == 0 {
			h.children = s.headTree(run, depth+1)
		} else {
			h.columns = append(h.columns, run...)
		}
		out = append(out, h)
		i = j
	}
	return out
}

// sumOf is the list of columns that add up to a head: its own column, its
// total's, or those of all its parts. ok is false if the header does not say.
func (h *head) sumOf() (cols []int, ok bool) {
	if len(h.children) == 0 {
		return h.columns, len(h.columns) == 1
	}
	totals, parts := split(h.children)
	if len(totals) == 1 {
		return totals[0].sumOf()
	}
	if len(totals) > 1 || len(parts) == 0 {
		return nil, false
	}
	for _, p := range parts {
		c, ok := p.sumOf()
		if !ok || words.stageHead.MatchString(p.text) {
			return nil, false
		}
		cols = append(cols, c...)
	}
	return cols, true
}

// split tells the totals among siblings from their parts. What is no part of
// a total (其中, comparisons, shares) is in neither.
func split(siblings []*head) (totals, parts []*head) {
	public := ofThreePublic(siblings)
	for _, h := range siblings {
		switch {
		case words.notPart.MatchString(h.text) || table.NotAdditive(h.text):
		case h.label.OfWhich:
		case h.sums() || public && publicRole(h.label.Text) == "total":
			totals = append(totals, h)
		default:
			parts = append(parts, h)
		}
	}
	if len(totals) == 1 && strings.Contains(totals[0].text, "三公") {
		// Conferences and training stand beside the three public expenses.
		parts = slices.DeleteFunc(parts, func(h *head) bool { return publicRole(h.label.Text) == "beside" })
	}
	return totals, parts
}

// sums: a head is called a total.
func (h *head) sums() bool {
	return h.label.Total != table.NoTotal || table.TotalOf(table.Bare(h.label.Text)) != table.NoTotal
}

// ofThreePublic: the heads are those of the three public expenses, among which
// a total may be called by many names.
func ofThreePublic(siblings []*head) bool {
	roles := map[string]int{}
	for _, h := range siblings {
		roles[publicRole(h.label.Text)]++
	}
	return roles["overseas"] == 1 && roles["reception"] == 1 && roles["vehicle"] == 1
}

// byLeaf are the trees of the leaves of each name under a head, with that name
// taken off.
func (h *head) byLeaf() map[string]*head {
	out := map[string]*head{}
	of := func(name string) *head {
		if out[name] == nil {
			out[name] = &head{label: h.label, means: h.means, text: h.text}
		}
		return out[name]
	}
	for _, c := range h.children {
		if len(c.children) == 0 {
			of(c.text).columns = c.columns
			continue
		}
		for name, k := range c.byLeaf() {
			k2 := of(name)
			k2.children = append(k2.children, k)
		}
	}
	maps.DeleteFunc(out, func(_ string, k *head) bool { return (len(k.columns) > 0) == (len(k.children) > 0) })
	return out
}

// at is the column of a head, or of the place under it that a path names.
func (h *head) at(path []string) (col int, ok bool) {
	if len(path) == 0 {
		cols, ok := h.sumOf()
		return slices.Max(append(cols, -1)), ok && len(cols) == 1
	}
	if h.named == nil {
		h.named = make(map[string]*head, len(h.children))
		for _, c := range slices.Backward(h.children) {
			h.named[c.text] = c
		}
	}
	c := h.named[path[0]]
	switch {
	case c == nil:
		return 0, false
	case len(path) > 1:
		return c.at(path[1:])
	}
	return slices.Max(append(c.columns, -1)), len(c.children) == 0 && len(c.columns) == 1
}
