package table

import (
	"maps"
	"slices"
)

// Head is a node of the tree that the header of a side forms: a text over
// columns, or over other heads.
type Head struct {
	Text     string
	Label    Label
	Columns  []int // of a leaf: one, or several that the header does not tell apart
	Children []*Head
	// Total: it is the sum of heads beside it. A caller may know more of them
	// than their words say.
	Total bool
	// Apart: it is no part of a total beside it (其中, comparisons, shares). A
	// caller may know more of them.
	Apart bool

	named map[string]*Head // the first child of each name; nil until it is asked for
}

// heads is the tree of some columns from a level of the header down.
func (m *Model) heads(cols []int, depth int) []*Head {
	var out []*Head
	for i := 0; i < len(cols); {
		path := m.Columns[cols[i]].Path
		if len(path) <= depth {
			i++
			continue
		}
		j := i + 1
		for j < len(cols) && len(m.Columns[cols[j]].Path) > depth && m.Columns[cols[j]].Path[depth] == path[depth] {
			j++
		}
		h := newHead(path[depth])
		run := cols[i:j]
		for len(run) > 0 && len(m.Columns[run[0]].Path) == depth+1 {
			h.Columns = append(h.Columns, run[0])
			run = run[1:]
		}
		if len(h.Columns) == 0 {
			h.Children = m.heads(run, depth+1)
		} else {
			h.Columns = append(h.Columns, run...)
		}
		out = append(out, h)
		i = j
	}
	return out
}

func newHead(text string) *Head {
	h := &Head{Text: text, Label: parseLabel(text)}
	h.Apart = words.notPart.MatchString(text) || notAdditive(text) || h.Label.OfWhich
	h.Total = h.Label.Total != NoTotal || TotalOf(Bare(h.Label.Text)) != NoTotal
	return h
}

// EachGroup visits heads that stand beside one another, the upper ones first.
func EachGroup(siblings []*Head, visit func([]*Head)) {
	visit(siblings)
	for _, h := range siblings {
		if len(h.Children) > 0 {
			EachGroup(h.Children, visit)
		}
	}
}

// Split tells the totals among siblings from their parts. What is no part of
// a total is in neither.
func Split(siblings []*Head) (totals, parts []*Head) {
	for _, h := range siblings {
		switch {
		case h.Apart:
		case h.Total:
			totals = append(totals, h)
		default:
			parts = append(parts, h)
		}
	}
	return totals, parts
}

// NamesStage reports a head that shows the amount beside it at another stage
// of the year, and so is no part of anything.
func (h *Head) NamesStage() bool { return words.stageHead.MatchString(h.Text) }

// SumOf is the list of columns that add up to a head: its own column, its
// total's, or those of all its parts. ok is false if the header does not say.
func (h *Head) SumOf() (cols []int, ok bool) {
	if len(h.Children) == 0 {
		return h.Columns, len(h.Columns) == 1
	}
	totals, parts := Split(h.Children)
	if len(totals) == 1 {
		return totals[0].SumOf()
	}
	if len(totals) > 1 || len(parts) == 0 {
		return nil, false
	}
	for _, p := range parts {
		c, ok := p.SumOf()
		if !ok || p.NamesStage() {
			return nil, false
		}
		cols = append(cols, c...)
	}
	return cols, true
}

// ByLeaf are the trees of the leaves of each name under a head, with that name
// taken off.
func (h *Head) ByLeaf() map[string]*Head {
	out := map[string]*Head{}
	of := func(name string) *Head {
		if out[name] == nil {
			out[name] = &Head{Label: h.Label, Text: h.Text, Total: h.Total, Apart: h.Apart}
		}
		return out[name]
	}
	for _, c := range h.Children {
		if len(c.Children) == 0 {
			of(c.Text).Columns = c.Columns
			continue
		}
		for name, k := range c.ByLeaf() {
			under := of(name)
			under.Children = append(under.Children, k)
		}
	}
	maps.DeleteFunc(out, func(_ string, k *Head) bool { return (len(k.Columns) > 0) == (len(k.Children) > 0) })
	return out
}

// At is the column of a head, or of the place under it that a path names.
func (h *Head) At(path []string) (col int, ok bool) {
	if len(path) == 0 {
		cols, ok := h.SumOf()
		return slices.Max(append(cols, -1)), ok && len(cols) == 1
	}
	if h.named == nil {
		h.named = make(map[string]*Head, len(h.Children))
		for _, c := range slices.Backward(h.Children) {
			h.named[c.Text] = c
		}
	}
	c := h.named[path[0]]
	switch {
	case c == nil:
		return 0, false
	case len(path) > 1:
		return c.At(path[1:])
	}
	return slices.Max(append(c.Columns, -1)), len(c.Children) == 0 && len(c.Columns) == 1
}
