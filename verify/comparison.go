package verify

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/zh"
)

// comparisonRules are the kinds of column that are worked out from others, in
// the order in which their heads are tried: 增减率 before 增减.
var comparisonRules = []struct{ kind, rule string }{
	{"share", ruleColumnShare}, {"completion", ruleColumnCompletion}, {"rate", ruleColumnRate}, {"change", ruleColumnChange},
}

func comparisonRule(text string) string {
	for _, c := range comparisonRules {
		if words.comparison[c.kind].MatchString(text) {
			return c.rule
		}
	}
	return ""
}

// compared is one column worked out from two others.
type compared struct {
	rule      string
	col       int
	now, base int
	whole     int  // the line that is the base, for a share; else -1
	fraction  bool // printed as 0.85 and not as 85
	certain   bool
}

// comparisons hold the columns of changes, rates, completion and shares
// against the columns they are worked out from. Where the header names the two
// years it is certain which these are; else those are taken for which most
// lines hold, and nobody is accused unless most do.
func (s *sheet) comparisons() (out []result) {
	for i := range s.Sides {
		sd := &s.Sides[i]
		var walk func(siblings []*head)
		walk = func(siblings []*head) {
			var others []*head // that are not worked out
			leaves := make([][]comparedLeaf, len(siblings))
			for k, h := range siblings {
				leaves[k] = h.comparedLeaves(nil)
				if len(leaves[k]) == 0 && !h.label.OfWhich {
					others = append(others, h)
				}
			}
			sources := map[string][]source{} // by the path to them
			for k, h := range siblings {
				for _, leaf := range leaves[k] {
					path := strings.Join(leaf.path, "\x00")
					if _, known := sources[path]; !known {
						sources[path] = s.sourcesAt(others, leaf.path)
					}
					out = append(out, s.likeliest(s.readingsOf(i, sources[path], leaf))...)
				}
				if len(leaves[k]) == 0 {
					walk(h.children)
				}
			}
		}
		walk(s.headTree(sd))
	}
	return out
}

// comparedLeaf is a column of a head that says it is worked out.
type comparedLeaf struct {
	rule string
	col  int
	path []string // of the columns it is worked out from, under their own heads
	head string   // all it says
}

// comparedLeaves are the columns under a head that are worked out: the head
// itself says so (增减情况 over 合计, 会议费) or they do (比上年 over 增减额, 增减%).
func (h *head) comparedLeaves(above []string) (out []comparedLeaf) {
	own := comparisonRule(h.text)
	if len(h.children) == 0 {
		if own != "" && len(h.columns) == 1 {
			out = append(out, comparedLeaf{own, h.columns[0], nil, strings.Join(append(above, h.text), "")})
		}
		return out
	}
	for _, c := range h.children {
		inner := c.comparedLeaves(append(slices.Clone(above), h.text))
		out = append(out, inner...)
	}
	if len(out) > 0 || own == "" {
		return out
	}
	var leaves func(h *head, path []string)
	leaves = func(n *head, path []string) {
		if len(n.children) == 0 && len(n.columns) == 1 {
			out = append(out, comparedLeaf{own, n.columns[0], path, h.text})
		}
		for _, c := range n.children {
			leaves(c, append(slices.Clone(path), c.text))
		}
	}
	leaves(h, nil)
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

// source is a column that others may be worked out from.
type source struct {
	text              string
	col               int
	year              int // 0 unknown; of 本年 and 上年 one and none
	executed, planned bool
}

// mostSources bounds the columns that a column may be worked out from, and the
// pairs of them: where there are more, the header does not say which it is.
const mostSources = 128

// sourcesAt are the columns of amounts at a path under heads.
func (s *sheet) sourcesAt(heads []*head, path []string) (out []source) {
	for _, h := range heads {
		if col, ok := h.at(path); ok && s.Columns[col].Additive {
			out = append(out, source{
				text: h.text, col: col, year: spokenYear(h.text),
				executed: words.comparison["executed"].MatchString(h.text), planned: words.comparison["planned"].MatchString(h.text),
			})
		}
		if len(out) > mostSources {
			return nil
		}
	}
	return out
}

// spokenYear is the year a head names, -1 for 本年, -2 for 上年, 0 for none.
func spokenYear(text string) int {
	switch year := zh.BareYear(text); {
	case year > 0:
		return year
	case words.comparison["before"].MatchString(text):
		return -2
	case words.comparison["now"].MatchString(text):
		return -1
	}
	return 0
}

// readingsOf are the pairs of columns that a column may be worked out from.
func (s *sheet) readingsOf(index int, sources []source, leaf comparedLeaf) (out []compared) {
	if leaf.rule == ruleColumnShare {
		return s.shareReadings(index, leaf, sources)
	}
	if c, ok := namedRatio(leaf, sources); ok {
		return []compared{c}
	}
	for _, now := range sources {
		for _, base := range sources {
			if now.col == base.col {
				continue
			}
			c := compared{rule: leaf.rule, col: leaf.col, now: now.col, base: base.col, whole: -1}
			if leaf.rule == ruleColumnCompletion {
				if !now.executed || base.executed || !base.planned || !qualified(leaf.head, base) || now.year != base.year && now.year != 0 && base.year != 0 {
					continue
				}
			} else {
				if years := now.year != 0 && base.year != 0; years && now.year-base.year != 1 || !years && now.year+base.year != 0 {
					continue
				}
				if !spoken(leaf.head, now, base) {
					continue
				}
				c.certain = now.year != 0
			}
			out = append(out, c)
		}
		if len(out) > mostSources {
			return nil
		}
	}
	for i := range out {
		// More than one pair: what the lines say decides.
		out[i].certain = len(out) == 1 && (out[i].certain || leaf.rule == ruleColumnCompletion && len(sources) == 2)
	}
	if leaf.rule != ruleColumnChange && !s.printsPercent(leaf) {
		for _, c := range slices.Clone(out) {
			c.fraction, c.certain = true, false
			out = append(out, c)
		}
	}
	return out
}

// qualified: a head that says which budget is meant (完成调整预算%) means no other.
func qualified(text string, base source) bool {
	for _, which := range []string{"年初", "调整", "全年"} {
		if strings.Contains(text, which) && !strings.Contains(base.text, which) {
			return false
		}
	}
	return true
}

var ratioHead = regexp.MustCompile(`^(.+?)(?:为|占|是|相当于)(.+?)的?(?:%|％|比例|百分比|比重)`)

// namedRatio is the pair that a head names itself: 决算数为预算数的%.
func namedRatio(leaf comparedLeaf, sources []source) (c compared, ok bool) {
	m := ratioHead.FindStringSubmatch(leaf.head)
	if m == nil || leaf.rule != ruleColumnCompletion {
		return c, false
	}
	named := func(name string) (col int) {
		col = -1
		n := 0
		for _, src := range sources {
			if src.text == name {
				return src.col
			}
			if strings.Contains(src.text, name) {
				col, n = src.col, n+1
			}
		}
		if n != 1 {
			return -1
		}
		return col
	}
	c = compared{rule: leaf.rule, col: leaf.col, now: named(m[1]), base: named(m[2]), whole: -1, certain: true}
	return c, c.now >= 0 && c.base >= 0 && c.now != c.base
}

// spoken: where a head names the two it compares (2019年预算数比2018年执行数),
// these are the columns.
func spoken(text string, now, base source) bool {
	at := strings.IndexAny(text, "比较")
	if at < 0 {
		return true
	}
	fits := func(text string, src source) bool {
		if y := zh.BareYear(text); y > 0 && src.year > 0 && src.year != y {
			return false
		}
		for _, stage := range []string{"预算", "决算", "执行"} {
			if strings.Contains(text, stage) && !strings.Contains(src.text, stage) {
				return false
			}
		}
		return true
	}
	return fits(text[:at], now) && fits(text[at:], base)
}

// shareReadings: a share is of the line of the total, in a column beside it.
func (s *sheet) shareReadings(index int, leaf comparedLeaf, sources []source) (out []compared) {
	whole := -1
	for _, l := range s.Sides[index].Lines {
		if l.Label.Total == table.GrandTotal {
			if whole >= 0 {
				return nil
			}
			whole = l.Row
		}
	}
	if whole < 0 {
		return nil
	}
	for _, src := range sources {
		if src.col < leaf.col {
			out = append(out, compared{rule: leaf.rule, col: leaf.col, now: src.col, base: src.col, whole: whole})
		}
	}
	slices.Reverse(out) // the nearest first
	return out
}

// printsPercent: a column of rates says that they are percentages.
func (s *sheet) printsPercent(leaf comparedLeaf) bool {
	if strings.ContainsAny(leaf.head, "%％") {
		return true
	}
	for row := s.Body; row < s.Rows; row++ {
		if f := s.Figure(row, leaf.col); f != nil && f.Unit == string(amount.Percent) {
			return true
		}
	}
	return false
}

// likeliest evaluates the readings of a column and keeps the one that fails
// least.
func (s *sheet) likeliest(readings []compared) (best []result) {
	fails, holds := 0, 0
	for n, c := range readings {
		results := s.compare(c)
		f, h := 0, 0
		for _, r := range results {
			switch r.check.Outcome {
			case schema.Inconsistent:
				f++
			case schema.Exact, schema.Rounding:
				h++
			}
		}
		if n == 0 || f < fails || f == fails && h > holds {
			best, fails, holds = results, f, h
		}
	}
	return best
}

// compare holds every line of a column against the two it is worked out from.
func (s *sheet) compare(c compared) (out []result) {
	decimals, negative, used := int32(0), false, false
	for row := s.Body; row < s.Rows; row++ {
		if f := s.Figure(row, c.col); f != nil && f.State == table.Number {
			used = true
			decimals = max(decimals, f.Decimals)
			negative = negative || f.Value.IsNegative()
		}
	}
	for row := s.Body; row < s.Rows; row++ {
		baseRow := row
		if c.whole >= 0 {
			baseRow = c.whole
		}
		printed, now, base := s.Figure(row, c.col), s.Figure(row, c.now), s.Figure(baseRow, c.base)
		if row == c.whole || printed == nil || now == nil || base == nil || printed.State == table.Dash || printed.State == table.Blank && !(used && c.due(now, base)) {
			continue
		}
		rel := relation{
			rule: c.rule, sheet: s, family: fmt.Sprintf("%s/%d", c.rule, c.col),
			Sum: table.Sum{Total: printed, Parts: []table.Term{{Figure: now, Sign: 1}, {Figure: base, Sign: -1}}, Certain: c.certain},
		}
		var r result
		if c.rule == ruleColumnChange {
			r = rel.evaluate()
			r.heavy = !r.check.Printed.IsZero()
		} else {
			r = rel.quotient(c, decimals)
		}
		if r.check.Outcome == schema.Inconsistent && !negative && r.check.Expected.IsNegative() &&
			r.check.Printed.Add(r.check.Expected).Abs().LessThanOrEqual(r.check.Slack) {
			r = r.not(ReasonNotCertain) // the column may print changes without their sign
		}
		out = append(out, r)
	}
	return out
}

// due: two figures give something that a line of the column should print.
func (c compared) due(now, base *table.Figure) bool {
	if now.State != table.Number || base.State != table.Number || base.Value.IsZero() {
		return false
	}
	if c.rule == ruleColumnChange || c.rule == ruleColumnRate {
		return !now.Value.Equal(base.Value)
	}
	return !now.Value.IsZero()
}

// quotient holds a printed percentage against the two figures of a relation.
func (r relation) quotient(c compared, decimals int32) result {
	out := result{relation: r}
	now, base := r.Parts[0].Figure, r.Parts[1].Figure
	out.check = schema.Check{
		DocumentID: r.sheet.table.DocumentID, TableID: r.sheet.table.ID, Rule: r.rule, Unit: string(amount.Percent),
		Operands: []schema.Operand{r.sheet.operand(r.Total, 0), r.sheet.operand(now, 1), r.sheet.operand(base, 1)},
	}
	switch {
	case r.Total.State == table.Blank:
		return out.not(ReasonTotalMissing)
	case r.Total.State != table.Number || now.State == table.Unreadable || base.State == table.Unreadable:
		return out.not(ReasonUnreadable)
	case now.State != table.Number || base.State != table.Number:
		return out.not(ReasonPartsMissing)
	case now.Unit != base.Unit:
		return out.not(ReasonUnits)
	}
	value, places := r.Total.Value, r.Total.Decimals
	if value.IsZero() {
		places = max(places, decimals)
	}
	if c.fraction {
		value, places = value.Mul(decimal.NewFromInt(100)), places-2
	}
	top := now.Interval
	if r.rule == ruleColumnRate {
		top = top.Sub(base.Interval)
	}
	out = out.divide(amount.Rounded(value, places), places, top, base.Interval)
	k := out.check.Operands
	out.args = Args{"top": now.Text, "top_column": k[1].ColumnLabel, "base": base.Text, "base_column": k[2].ColumnLabel}
	return out
}
