package table

import (
	"context"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "unit_conflict",
		TitleZH:  "各表金额单位不相矛盾",
		TitleEN:  "The units that tables name do not contradict each other",
		Severity: schema.SeverityWarning,
		Messages: verify.Messages{"": {
			ZH: "《{title}》与《{other_title}》的{count}个相同数字都相差{times}倍，其中一张表的单位有误。",
			EN: "All {count} amounts that tables “{title}” and “{other_title}” share differ by a factor of " +
				"{times}: the unit of one of them is wrong.",
		}},
		Kinds:   []string{"any"},
		Source:  "公开表式的单位栏",
		Example: "一张表“单位：元”、另一张“单位：万元”，而所印数字相同",
		Run:     unitConflict,
	})
}

// enoughShifted is how many common amounts of two tables, all of them, have to
// be off by one power of ten.
const enoughShifted = 3

// shifted counts the common amounts of two tables.
type shifted struct {
	off, holds int
	power      int32
	first      *verify.Result
}

func unitConflict(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	agreements := agreements.Of(p)
	counts := map[[2]string]*shifted{}
	var order [][2]string
	for i := range agreements {
		r := &agreements[i]
		if len(r.Operands) < 2 {
			continue
		}
		pair := [2]string{r.Operands[1].TableID, r.Operands[0].TableID}
		if counts[pair] == nil {
			counts[pair] = &shifted{}
			order = append(order, pair)
		}
		counts[pair].add(r)
	}
	for _, pair := range order {
		s := counts[pair]
		if s.off < enoughShifted || s.holds > 0 {
			continue
		}
		o := s.first.Operands
		r := verify.Notice(verify.Tail(pair[1])+"-"+verify.Tail(pair[0]), o[0], "", verify.Args{
			"other_title": verify.Titled(o[1].TableTitle), "count": s.off, "times": verify.Written(decimal.New(1, max(s.power,
				-s.power)).String(), "")})
		r.Operands = append(r.Operands, o[1])
		out = append(out, r)
	}
	return out, nil
}

func (s *shifted) add(r *verify.Result) {
	if r.Printed.IsZero() || r.Expected.IsZero() {
		return
	}
	power, ok := powerOfTen(r)
	switch {
	case r.Holds():
		s.holds++
	case ok && (s.off == 0 || s.power == power):
		s.off++
		s.power = power
		if s.first == nil {
			s.first = r
		}
	}
}

// powerOfTen: printed and expected are the same digits in units of money that
// are taken for one another.
func powerOfTen(r *verify.Result) (int32, bool) {
	for _, power := range []int32{3, 4, 8, -3, -4, -8} {
		e := r.Expected.Shift(power)
		if r.Printed.Sub(e).Abs().LessThanOrEqual(r.Slack.Add(r.Slack.Shift(max(power, 0)))) {
			return power, true
		}
	}
	return 0, false
}
