package table

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules/project"
)

func init() {
	register(verify.Rule{
		ID:       "columns_completion",
		TitleZH:  "完成率（执行率）列等于决算数除以预算数，“甲为乙的%”列等于甲除以乙",
		TitleEN:  "A column of completion is the final figure over the budget, one of “A in % of B” is A over B",
		Severity: schema.SeverityError,
		Milder:   map[string]verify.Milder{"cut_off": verify.CutOffMilder},
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"any"},
		Source:   "算术；表头",
		Example:  "决算数 30.00 ÷ 预算数 35.00 = 85.71%",
	}, comparison{
		kind: "completion", read: executedOfPlanned, due: something,
		work: quotient(false),
	}.states, func(p *verify.Pass) (out []verify.Result) {
		for _, e := range project.Executions(p) {
			out = append(out, executed(&e))
		}
		return out
	})
}

// executedOfPlanned are the readings of a column of completion: the pair that
// its head names, or else what was executed of what was planned.
func executedOfPlanned(s *view, of *comparedColumn) []reading {
	if rd, ok := namedRatio(of); ok {
		return []reading{rd}
	}
	return s.orFractions(of, pairs(of, func(now, base *source) (ok, certain bool) {
		ok = now.executed && !base.executed && base.planned && qualified(of.head, base) &&
			(now.year == base.year || now.year == 0 || base.year == 0)
		return ok, len(of.sources) == 2
	}))
}

// qualified: a head that says which budget is meant (完成调整预算%) means no other.
func qualified(text string, base *source) bool {
	for _, which := range []string{"年初", "调整", "全年"} {
		if strings.Contains(text, which) && !strings.Contains(base.text, which) {
			return false
		}
	}
	return true
}

var ratioHead = pattern.MustCompile(`^(.+?)(?:为|占|是|相当于)(.+?)的?(?:%|％|比例|百分比|比重)`)

// namedRatio is the pair that a head names itself: 决算数为预算数的%.
func namedRatio(of *comparedColumn) (rd reading, ok bool) {
	m := ratioHead.FindStringSubmatch(of.head)
	if m == nil {
		return of.ofLastYear()
	}
	rd = reading{col: of.col, now: of.named(m[1]), base: of.named(m[2]), whole: -1, certain: true}
	if rd.base < 0 && rd.now >= 0 {
		rd.base = of.yearBefore(rd.now, m[2])
	}
	return rd, rd.now >= 0 && rd.base >= 0 && rd.now != rd.base
}

// lastYearHead says of which figure of last year a column is a ratio, and not
// which figure is held against it.
var lastYearHead = pattern.MustCompile(`^(?:为|占|是|相当于)((?:上年|去年).+?)的?(?:%|％|比例|百分比|比重)`)

// ofLastYear is the pair of a head such as 为上年执行数的%: the figure before the
// column that is not last year's, and last year's.
func (of *comparedColumn) ofLastYear() (rd reading, ok bool) {
	m := lastYearHead.FindStringSubmatch(of.head)
	if m == nil {
		return rd, false
	}
	rd = reading{col: of.col, now: -1, base: of.named(m[1]), whole: -1, certain: true}
	for _, src := range of.sources {
		if src.col < of.col && src.col != rd.base && src.col > rd.now {
			rd.now = src.col
		}
	}
	if rd.base < 0 && rd.now >= 0 {
		rd.base = of.yearBefore(rd.now, m[1])
	}
	return rd, rd.now >= 0 && rd.base >= 0
}

// yearBefore is the column that a name such as 上年执行数 is of, where the column
// of the year is known; -1 if there is none.
func (of *comparedColumn) yearBefore(now int, name string) int {
	what, ok := strings.CutPrefix(strings.TrimPrefix(name, "去年"), "上年")
	if !ok && !strings.HasPrefix(name, "去年") {
		return -1
	}
	year := 0
	for _, src := range of.sources {
		if src.col == now {
			year = src.year
		}
	}
	col, n := -1, 0
	for _, src := range of.sources {
		if year > 0 && src.year == year-1 && strings.Contains(src.text, what) {
			col, n = src.col, n+1
		}
	}
	if n != 1 {
		return -1
	}
	return col
}

// named is the column that a name is of: the one with that head, or the only
// one whose head holds it; -1 if there is none.
func (of *comparedColumn) named(name string) int {
	col, n := -1, 0
	for _, src := range of.sources {
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

// executed holds the rate of execution that the form of a project prints
// against what was spent of its budget.
func executed(e *project.Execution) verify.Result {
	r := verify.Result{Key: e.Key, Certain: true, TableID: e.Rate.Operand.TableID, Unit: string(amount.Percent),
		Operands: []schema.Operand{e.Rate.As(0), e.Executed.As(1), e.Planned.As(-1)}}
	switch {
	case !e.Printed:
		return r.NotCheckable(verify.ReasonTotalMissing)
	case !e.Known:
		return r.NotCheckable(verify.ReasonPartsMissing)
	}
	a := amount.Parse(e.Rate.Operand.Text)
	if a.Unit == "" && a.Value.LessThanOrEqual(decimal.NewFromInt(1)) {
		a.Value, a.Decimals = a.Value.Shift(2), a.Decimals-2 // 0.85
	}
	r = r.Quotient(amount.Rounded(a.Value, a.Decimals), a.Decimals, e.Executed.Interval, e.Planned.Interval)
	if r.CutOff(a.Decimals) {
		r.Milder = "cut_off"
	}
	r.Ratio, r.Whole, r.Working = verify.ShareOf, true, verify.Over(e.Executed.Operand, e.Planned.Operand)
	return r
}
