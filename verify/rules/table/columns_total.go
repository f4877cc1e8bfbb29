package table

import (
	"github.com/yusuan/yusuan/schema"
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
func totalSums(siblings []*head) []columnSum {
	totals, parts := split(siblings)
	switch {
	case len(totals) == 1 && len(parts) > 0:
		return totalOfParts(totals[0], parts)
	case len(totals) > 1:
		return segments(siblings)
	}
	return nil
}

func totalOfParts(total *head, parts []*head) []columnSum {
	if len(total.children) > 0 {
		return totalsByStage(total, parts)
	}
	if len(total.columns) != 1 {
		return nil
	}
	cs := columnSum{total: total.columns[0], certain: true}
	var means []schema.Coordinates
	for _, p := range parts {
		cols, ok := p.sumOf()
		if !ok || words.stageHead.MatchString(p.text) {
			return nil
		}
		cs.parts = append(cs.parts, cols...)
		cs.certain = cs.certain && isPart(p.means)
		means = append(means, p.means)
	}
	// With one part beside it the header may have lost the others.
	if overlap(means) || len(cs.parts) < 2 {
		cs.certain = false
	}
	return []columnSum{cs}
}

// totalsByStage: each part is shown at the same stages as the total (预算数,
// 决算数).
func totalsByStage(total *head, parts []*head) (sums []columnSum) {
	totals := total.byLeaf()
	leaves := make([]map[string]*head, len(parts))
	for i, p := range parts {
		leaves[i] = p.byLeaf()
	}
	for _, leaf := range total.children {
		one := totals[leaf.text]
		if one == nil || len(one.children) > 0 {
			continue
		}
		var of []*head
		for i := 0; i < len(parts) && len(of) == i; i++ {
			if k := leaves[i][leaf.text]; k != nil {
				of = append(of, k)
			}
		}
		if len(of) == len(parts) {
			sums = append(sums, totalOfParts(one, of)...)
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
func segments(siblings []*head) (sums []columnSum) {
	var total *head
	var parts []*head
	flush := func() {
		if total == nil || len(parts) < 2 {
			return
		}
		for _, cs := range totalOfParts(total, parts) {
			cs.certain = false
			sums = append(sums, cs)
		}
	}
	for _, h := range siblings {
		t, p := split([]*head{h})
		if len(t) > 0 {
			flush()
			total, parts = h, nil
		}
		parts = append(parts, p...)
	}
	flush()
	return sums
}
