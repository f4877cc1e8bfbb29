package table

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/zh"
)

// Columns that are worked out from others: changes, rates, completion and
// shares. Where the header names the two years it is certain which these are;
// else those are taken for which most lines hold, and nobody is accused unless
// most do.

// comparisonKinds are the kinds of column that are worked out from others, in
// the order in which their heads are tried: 增减率 before 增减.
var comparisonKinds = []string{"share", "completion", "rate", "change"}

func comparisonKind(text string) string {
	for _, kind := range comparisonKinds {
		if words.comparison[kind].MatchString(text) {
			return kind
		}
	}
	return ""
}

// comparedColumn is a column of a head that says it is worked out, with the
// columns that it may be worked out from.
type comparedColumn struct {
	side    int
	kind    string
	col     int
	path    []string // of the columns it is worked out from, under their own heads
	head    string   // all it says
	sources []source
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

// readCompared finds the columns that are worked out from others.
func (s *view) readCompared() {
	for side := range s.Sides {
		s.comparedAmong(side, s.Sides[side].Heads)
	}
}

func (s *view) comparedAmong(side int, siblings []*table.Head) {
	var others []*table.Head // that are not worked out
	leaves := make([][]comparedColumn, len(siblings))
	for k, h := range siblings {
		leaves[k] = comparedLeaves(h, nil)
		if len(leaves[k]) == 0 && !h.Label.OfWhich {
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
			leaf.side, leaf.sources = side, sources[path]
			s.compared = append(s.compared, leaf)
		}
		if len(leaves[k]) == 0 {
			s.comparedAmong(side, h.Children)
		}
	}
}

// comparedLeaves are the columns under a head that are worked out: the head
// itself says so (增减情况 over 合计, 会议费) or they do (比上年 over 增减额, 增减%).
func comparedLeaves(h *table.Head, above []string) (out []comparedColumn) {
	own := comparisonKind(h.Text)
	if len(h.Children) == 0 {
		if own != "" && len(h.Columns) == 1 {
			out = append(out, comparedColumn{kind: own, col: h.Columns[0],
				head: strings.Join(append(above, h.Text), "")})
		}
		return out
	}
	for _, c := range h.Children {
		out = append(out, comparedLeaves(c, append(slices.Clone(above), h.Text))...)
	}
	if len(out) > 0 || own == "" {
		return out
	}
	var leaves func(h *table.Head, path []string)
	leaves = func(n *table.Head, path []string) {
		if len(n.Children) == 0 && len(n.Columns) == 1 {
			out = append(out, comparedColumn{kind: own, col: n.Columns[0], path: path, head: h.Text})
		}
		for _, c := range n.Children {
			leaves(c, append(slices.Clone(path), c.Text))
		}
	}
	leaves(h, nil)
	return out
}

// sourcesAt are the columns of amounts at a path under heads.
func (s *view) sourcesAt(heads []*table.Head, path []string) (out []source) {
	is := func(kind, text string) bool { return words.comparison[kind].MatchString(text) }
	for _, h := range heads {
		if col, ok := h.At(path); ok && s.Columns[col].Additive {
			out = append(out, source{
				text: h.Text, col: col, year: spokenYear(h.Text), executed: is("executed", h.Text),
				planned: is("planned", h.Text),
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

// reading is one way in which a column is worked out from two others.
type reading struct {
	col       int
	now, base int
	whole     int  // the line that is the base, for a share; else -1
	fraction  bool // printed as 0.85 and not as 85
	certain   bool
}

// comparison states the relations of the columns of one kind. read gives the
// ways in which such a column may be worked out, work holds a line against
// one, and due says that a line should print something.
type comparison struct {
	kind string
	read func(*view, *comparedColumn) []reading
	work func(*view, *reading, relation, int32) relation
	due  func(now, base decimal.Decimal) bool
}

func (c comparison) states(s *view) (out []relation) {
	for i := range s.compared {
		if of := &s.compared[i]; of.kind == c.kind {
			out = append(out, c.likeliest(s, c.read(s, of))...)
		}
	}
	return out
}

// likeliest evaluates the readings of a column and keeps the one that fails
// least.
func (c *comparison) likeliest(s *view, readings []reading) (best []relation) {
	fails, holds := 0, 0
	for n := range readings {
		found := c.compareLines(s, &readings[n])
		f, h := 0, 0
		for i := range found {
			switch {
			case found[i].Outcome == schema.Inconsistent:
				f++
			case found[i].Holds():
				h++
			}
		}
		if n == 0 || f < fails || f == fails && h > holds {
			best, fails, holds = found, f, h
		}
	}
	return best
}

// compareLines holds every line of a column against the two it is worked out from.
func (c *comparison) compareLines(s *view, rd *reading) (out []relation) {
	decimals, negative, used := s.printedIn(rd.col)
	for row := s.Body; row < s.Rows; row++ {
		baseRow := row
		if rd.whole >= 0 {
			baseRow = rd.whole
		}
		printed, now, base := s.Figure(row, rd.col), s.Figure(row, rd.now), s.Figure(baseRow, rd.base)
		if row == rd.whole || printed == nil || now == nil || base == nil || printed.State == table.Dash ||
			printed.State == table.Blank && !(used && c.isDue(now, base)) {
			continue
		}
		r := c.work(s, rd, s.relate(family("columns_"+c.kind, rd.col), table.Sum{
			Total: printed, Parts: []table.Term{{Figure: now, Sign: 1}, {Figure: base, Sign: -1}}, Certain: rd.certain,
		}), decimals)
		if r.Outcome == schema.Inconsistent && !negative && r.Expected.IsNegative() &&
			r.Printed.Add(r.Expected).Abs().LessThanOrEqual(r.Slack) {
			r.Result = r.NotCheckable(verify.ReasonNotCertain) // the column may print changes without their sign
		}
		out = append(out, r)
	}
	return out
}

// printedIn is what is printed in a column: the most decimals, and whether
// anything is, and anything below zero.
func (s *view) printedIn(col int) (decimals int32, negative, used bool) {
	for row := s.Body; row < s.Rows; row++ {
		if f := s.Figure(row, col); f != nil && f.State == table.Number {
			used = true
			decimals = max(decimals, f.Decimals)
			negative = negative || f.Value.IsNegative()
		}
	}
	return decimals, negative, used
}

func (c *comparison) isDue(now, base *table.Figure) bool {
	return now.State == table.Number && base.State == table.Number && !base.Value.IsZero() &&
		c.due(now.Value, base.Value)
}

// differ: two amounts have a change that a line should print.
func differ(now, base decimal.Decimal) bool { return !now.Equal(base) }

// something: an amount is a part that a line should print.
func something(now, _ decimal.Decimal) bool { return !now.IsZero() }

// quotient holds a printed percentage of so many decimals against the two
// figures of a relation: how much of the second the first is, or by how much
// it changed from it.
func quotient(change bool) func(*view, *reading, relation, int32) relation {
	return func(_ *view, rd *reading, r relation, decimals int32) relation {
		now, base := r.Parts[0].Figure, r.Parts[1].Figure
		r.Unit, r.Operands[2].Sign = string(amount.Percent), 1
		not := func(why verify.Reason) relation {
			r.Result = r.NotCheckable(why)
			return r
		}
		switch {
		case r.Total.State == table.Blank:
			return not(verify.ReasonTotalMissing)
		case r.Total.State != table.Number || now.State == table.Unreadable || base.State == table.Unreadable:
			return not(verify.ReasonUnreadable)
		case now.State != table.Number || base.State != table.Number:
			return not(verify.ReasonPartsMissing)
		case now.Unit != base.Unit:
			return not(verify.ReasonUnits)
		}
		value, places := r.Total.Value, r.Total.Decimals
		if value.IsZero() {
			places = max(places, decimals)
		}
		if rd.fraction {
			value, places = value.Mul(decimal.NewFromInt(100)), places-2
		}
		top, working, ratio := now.Interval, verify.Over(r.Operands[1], r.Operands[2]), verify.ShareOf
		if change {
			top, ratio = top.Sub(base.Interval), verify.RateOf
			working = verify.ChangeOver(r.Operands[1], r.Operands[2])
		}
		r.Result = r.Quotient(amount.Rounded(value, places), places, top, base.Interval)
		r.Working, r.Ratio, r.Whole = working, ratio, !change
		if r.CutOff(places) {
			r.Milder = "cut_off"
		}
		return r
	}
}

// pairs are the readings of a column that two others, which fit, give. More
// than one pair: what the lines say decides.
func pairs(of *comparedColumn, fits func(now, base *source) (ok, certain bool)) (out []reading) {
	for i := range of.sources {
		for k := range of.sources {
			if now, base := &of.sources[i], &of.sources[k]; i != k {
				if ok, certain := fits(now, base); ok {
					out = append(out, reading{col: of.col, now: now.col, base: base.col, whole: -1, certain: certain})
				}
			}
		}
		if len(out) > mostSources {
			return nil
		}
	}
	for i := range out {
		out[i].certain = out[i].certain && len(out) == 1
	}
	return out
}

// yearly are the readings of a column of changes: the two columns are of
// years, one after the other, that its head speaks of.
func yearly(_ *view, of *comparedColumn) []reading {
	return pairs(of, func(now, base *source) (ok, certain bool) {
		apart := now.year+base.year == 0
		if now.year != 0 && base.year != 0 {
			apart = now.year-base.year == 1
		}
		return apart && spoken(of.head, now, base), now.year != 0
	})
}

// orFractions are readings of percentages, and of fractions where nothing says
// that a column prints percentages.
func (s *view) orFractions(of *comparedColumn, readings []reading) []reading {
	if s.printsPercent(of) {
		return readings
	}
	for _, rd := range slices.Clone(readings) {
		rd.fraction, rd.certain = true, false
		readings = append(readings, rd)
	}
	return readings
}

// printsPercent: a column of rates says that they are percentages.
func (s *view) printsPercent(of *comparedColumn) bool {
	if strings.ContainsAny(of.head, "%％") {
		return true
	}
	for row := s.Body; row < s.Rows; row++ {
		if f := s.Figure(row, of.col); f != nil && f.Unit == string(amount.Percent) {
			return true
		}
	}
	return false
}

// spoken: where a head names the two it compares (2019年预算数比2018年执行数),
// these are the columns.
func spoken(text string, now, base *source) bool {
	at := strings.IndexAny(text, "比较")
	return at < 0 || names(text[:at], now) && names(text[at:], base)
}

// names: what a text says of a year and a stage is true of a column.
func names(text string, src *source) bool {
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
