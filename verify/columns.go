package verify

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/zh"
)

// head is a node of the tree that the header of one side forms.
type head struct {
	label    table.Label
	text     string
	columns  []int // of a leaf: one, or several that the header does not tell apart
	children []*head
	named    map[string]*head // the first child of each name; nil until it is asked for
}

func (s *sheet) headTree(sd *table.Side) []*head {
	return s.heads(sd.Amounts, 0)
}

func (s *sheet) heads(cols []int, depth int) []*head {
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
		run := cols[i:j]
		for len(run) > 0 && len(s.Columns[run[0]].Path) == depth+1 {
			h.columns = append(h.columns, run[0])
			run = run[1:]
		}
		if len(h.columns) == 0 {
			h.children = s.heads(run, depth+1)
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
		case h.label.Total != table.NoTotal || table.TotalOf(table.Bare(h.label.Text)) != table.NoTotal || public && publicRole(h.label.Text) == "total":
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
			out[name] = &head{label: h.label, text: h.text}
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

// columnSum is a sum that the header states for every row.
type columnSum struct {
	rule    string
	atMost  bool // the parts are only some of the total
	total   int
	parts   []int
	signs   []int
	certain bool
}

func columnSums(siblings []*head) (sums []columnSum) {
	totals, parts := split(siblings)
	if len(totals) == 1 && len(parts) > 0 {
		sums = append(sums, totalOfParts(totals[0], parts)...)
	}
	if len(totals) == 0 {
		sums = append(sums, balanceOf(parts)...)
	}
	if len(totals) > 1 {
		sums = append(sums, segments(siblings)...)
	}
	var before *head
	for _, h := range siblings {
		if !h.label.OfWhich {
			before = h
		} else if before != nil {
			whole, ok1 := before.sumOf()
			part, ok2 := h.sumOf()
			if ok1 && ok2 && len(whole) == 1 {
				sums = append(sums, columnSum{rule: ruleColumnOfWhich, atMost: true, total: whole[0], parts: part, certain: true})
			}
		}
		sums = append(sums, columnSums(h.children)...)
	}
	return sums
}

func totalOfParts(total *head, parts []*head) []columnSum {
	if len(total.children) > 0 {
		// Each part is shown at the same stages as the total (预算数, 决算数).
		var sums []columnSum
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
	if len(total.columns) != 1 {
		return nil
	}
	cs := columnSum{rule: ruleColumnTotal, total: total.columns[0], certain: true}
	var names []string
	for _, p := range parts {
		if words.stageHead.MatchString(p.text) {
			return nil
		}
		cols, ok := p.sumOf()
		if !ok {
			return nil
		}
		cs.parts = append(cs.parts, cols...)
		cs.certain = cs.certain && words.knownPart.MatchString(p.label.Text)
		names = append(names, p.label.Text)
	}
	// With one part beside it the header may have lost the others.
	if overlap(names) || len(cs.parts) < 2 {
		cs.certain = false
	}
	return []columnSum{cs}
}

// overlap: one of the heads holds another, so that they cannot all be parts.
func overlap(names []string) bool {
	for _, h := range words.holds {
		whole := slices.ContainsFunc(names, func(n string) bool {
			return strings.HasPrefix(n, h[0]) && !strings.HasPrefix(n, h[1])
		})
		part := slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, h[1]) })
		if whole && part {
			return true
		}
	}
	return false
}

// segments: several totals side by side, each with the parts that follow it.
func segments(siblings []*head) (sums []columnSum) {
	var total *head
	var parts []*head
	flush := func() {
		if total != nil && len(parts) >= 2 {
			for _, cs := range totalOfParts(total, parts) {
				cs.certain = false
				sums = append(sums, cs)
			}
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

// flowRoles are the columns of a flow in their order, with the signs they have
// in the closing balance; derived ones say again what others do.
var flowRoles = []struct {
	name string
	sign int
}{{"opening", 1}, {"revenue", 1}, {"expenditure", -1}, {"derived", 0}, {"used", 1}, {"distributed", -1}, {"closing", 0}}

// balanceOf finds opening balance + revenue - expenditure = closing balance,
// with reserves used and surplus distributed where the form has them.
func balanceOf(parts []*head) []columnSum {
	found := map[string]*head{}
	for _, p := range parts {
		known := false
		for _, role := range flowRoles {
			if words.flow[role.name].MatchString(p.label.Text) {
				if found[role.name] != nil {
					return nil
				}
				found[role.name], known = p, true
				break
			}
		}
		if !known {
			return nil
		}
	}
	for _, role := range []string{"opening", "revenue", "expenditure", "closing"} {
		if found[role] == nil {
			return nil
		}
	}
	cs := columnSum{rule: ruleColumnFlow, certain: true}
	closing, ok := found["closing"].sumOf()
	if !ok || len(closing) != 1 {
		return nil
	}
	cs.total = closing[0]
	for _, role := range flowRoles {
		if found[role.name] == nil || role.sign == 0 {
			continue
		}
		cols, ok := found[role.name].sumOf()
		if !ok {
			return nil
		}
		for _, c := range cols {
			cs.parts, cs.signs = append(cs.parts, c), append(cs.signs, role.sign)
		}
	}
	return []columnSum{cs}
}

var columnFormula = regexp.MustCompile(`^([0-9]{1,2})[=＝]([0-9]{1,2}(?:[+＋\-－][0-9]{1,2})+)$`)

// formulas are the sums that a row of column numbers prints: 1=2+3.
func (s *sheet) formulas(sd *table.Side) (sums []columnSum) {
	for row := range s.Body {
		if !table.NumbersColumns(s.Grid, row) {
			continue
		}
		at := map[string]int{}
		for col := range s.Columns {
			number, _, _ := strings.Cut(strings.ReplaceAll(s.Text(row, col), "＝", "="), "=")
			if zh.IsDigits(number) && s.Columns[col].Role == table.RoleAmount {
				at[number] = col
			}
		}
		for _, col := range sd.Amounts {
			m := columnFormula.FindStringSubmatch(s.Text(row, col))
			if m == nil {
				continue
			}
			cs := columnSum{rule: ruleColumnFormula, total: col, certain: true}
			sign, complete := 1, true
			for _, token := range columnTerm.FindAllString(m[2], -1) {
				switch token {
				case "+", "＋":
					sign = 1
				case "-", "－":
					sign = -1
				default:
					part, ok := at[token]
					complete = complete && ok
					cs.parts, cs.signs = append(cs.parts, part), append(cs.signs, sign)
				}
			}
			if complete {
				sums = append(sums, cs)
			}
		}
	}
	return sums
}

var noteFormula = regexp.MustCompile(`([\p{Han}（）“”/／、]+?)[=＝]([\p{Han}（）“”/／、]+(?:[+＋][\p{Han}（）“”/／、]+)+)`)

var headMarks = strings.NewReplacer("/", "", "／", "", "、", "")

// noted are the sums that a note under the table gives in words:
// 资产总额＝流动资产＋固定资产.
func (s *sheet) noted(sd *table.Side) (sums []columnSum) {
	if len(s.Grid.Notes) == 0 {
		return nil
	}
	heads := map[string]*head{}
	for _, h := range slices.Backward(s.headTree(sd)) {
		heads[headMarks.Replace(table.Bare(h.text))] = h
	}
	named := func(name string) ([]int, bool) {
		if h := heads[headMarks.Replace(table.Bare(name))]; h != nil {
			return h.sumOf()
		}
		return nil, false
	}
	for _, note := range s.Grid.Notes {
		for _, m := range noteFormula.FindAllStringSubmatch(document.Squeeze(note), -1) {
			total, ok := named(m[1])
			if !ok || len(total) != 1 {
				continue
			}
			cs := columnSum{rule: ruleColumnFormula, total: total[0], certain: true}
			complete := true
			for _, name := range strings.FieldsFunc(m[2], func(r rune) bool { return r == '+' || r == '＋' }) {
				cols, ok := named(strings.TrimRight(name, "。；;"))
				complete = complete && ok
				cs.parts = append(cs.parts, cols...)
			}
			if complete {
				sums = append(sums, cs)
			}
		}
	}
	return sums
}

var columnTerm = regexp.MustCompile(`[0-9]+|[+＋\-－]`)

func (s *sheet) columnRelations() (out []relation) {
	for i := range s.Sides {
		sd := &s.Sides[i]
		for _, cs := range slices.Concat(columnSums(s.headTree(sd)), s.formulas(sd), s.noted(sd)) {
			for row := s.Body; row < s.Rows; row++ {
				r := relation{
					rule: cs.rule, sheet: s, family: fmt.Sprintf("columns/%d/%d/%s", i, cs.total, cs.rule),
					Sum: table.Sum{Side: i, Total: s.Figure(row, cs.total), AtMost: cs.atMost, Certain: cs.certain},
				}
				for k, col := range cs.parts {
					sign := 1
					if cs.signs != nil {
						sign = cs.signs[k]
					}
					r.Parts = append(r.Parts, table.Term{Figure: s.Figure(row, col), Sign: sign})
				}
				if r.PrintsAnything() {
					out = append(out, r)
				}
			}
		}
	}
	return out
}
