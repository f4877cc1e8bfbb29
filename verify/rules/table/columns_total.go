package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	register(verify.Rule{
		ID:       "columns_total",
		TitleZH:  "合计列等于各分列之和",
		TitleEN:  "A total column equals the columns beside or below it in the header",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"any"},
		Source:   "表头层级；如 合计=基本支出+项目支出",
		Example:  "合计 730.37 = 基本支出 355.20 + 项目支出 375.17",
	}, columns("total", totalSums))
}

// totalSums are the totals among siblings with the heads that make them.
func totalSums(s *view, siblings []*table.Head) []columnSum {
	totals, parts := table.Split(siblings)
	switch {
	case len(totals) == 1 && len(parts) > 0:
		return s.totalOfParts(totals[0], parts)
	case len(totals) > 1:
		return s.segments(siblings)
	}
	return nil
}

func (s *view) totalOfParts(total *table.Head, parts []*table.Head) []columnSum {
	if len(total.Children) > 0 {
		return s.totalsByStage(total, parts)
	}
	if len(total.Columns) != 1 {
		return nil
	}
	cs := columnSum{total: total.Columns[0], certain: true}
	var means []schema.Coordinates
	for _, p := range parts {
		cols, ok := p.SumOf()
		if !ok || p.NamesStage() {
			return nil
		}
		cs.parts = append(cs.parts, cols...)
		m := s.words.Means(p.Label.Text)
		cs.certain = cs.certain && isPart(m)
		means = append(means, m)
	}
	// With one part beside it the header may have lost the others.
	if overlap(means) || len(cs.parts) < 2 {
		cs.certain = false
	}
	return []columnSum{cs}
}

// totalsByStage: each part is shown at the same stages as the total (预算数,
// 决算数).
func (s *view) totalsByStage(total *table.Head, parts []*table.Head) (sums []columnSum) {
	totals := total.ByLeaf()
	leaves := make([]map[string]*table.Head, len(parts))
	for i, p := range parts {
		leaves[i] = p.ByLeaf()
	}
	for _, leaf := range total.Children {
		one := totals[leaf.Text]
		if one == nil || len(one.Children) > 0 {
			continue
		}
		var of []*table.Head
		for i := 0; i < len(parts) && len(of) == i; i++ {
			if k := leaves[i][leaf.Text]; k != nil {
				of = append(of, k)
			}
		}
		if len(of) == len(parts) {
			sums = append(sums, s.totalOfParts(one, of)...)
		}
	}
	return sums
}

// isPart reports whether a head is one of those that are parts of a total
// beside them wherever they stand together: a fund, a kind of spending, an item
// or an economic class.
func isPart(m schema.Coordinates) bool {
	return m.Fund != "" || m.Nature != "" || m.Item != "" || m.Economic != ""
}

// overlap: one of the heads holds another, so that they cannot all be parts.
func overlap(heads []schema.Coordinates) bool {
	return nested(schema.FundParent, heads, func(c schema.Coordinates) schema.Fund { return c.Fund }) ||
		nested(schema.NatureParent, heads, func(c schema.Coordinates) schema.Nature { return c.Nature }) ||
		nested(schema.ItemParent, heads, func(c schema.Coordinates) schema.Item { return c.Item })
}

// nested reports whether one of the heads stands above another in a tree.
func nested[T comparable](parent map[T]T, heads []schema.Coordinates, of func(schema.Coordinates) T) bool {
	var none T
	there := map[T]bool{}
	for _, h := range heads {
		there[of(h)] = true
	}
	for member := range there {
		for up := parent[member]; up != none; up = parent[up] {
			if there[up] {
				return true
			}
		}
	}
	return false
}

// segments: several totals side by side, each with the parts that follow it.
func (s *view) segments(siblings []*table.Head) (sums []columnSum) {
	var total *table.Head
	var parts []*table.Head
	flush := func() {
		if total == nil || len(parts) < 2 {
			return
		}
		for _, cs := range s.totalOfParts(total, parts) {
			cs.certain = false
			sums = append(sums, cs)
		}
	}
	for _, h := range siblings {
		t, p := table.Split([]*table.Head{h})
		if len(t) > 0 {
			flush()
			total, parts = h, nil
		}
		parts = append(parts, p...)
	}
	flush()
	return sums
}
