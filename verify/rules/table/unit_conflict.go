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
		Messages: verify.Messages{
			"": {
				ZH: "《{title}》与《{other_title}》的{count}个相同数字都相差{times}倍，其中一张表的单位有误。",
				EN: "All {count} amounts that tables “{title}” and “{other_title}” share differ by a factor of " +
					"{times}: the unit of one of them is wrong.",
			},
			"odd": {
				ZH: "《{title}》单位印为“{text}”，其余各表均为“{unit}”，而表中{count}个数（如{example}）与其他表同一科目的数一字不差，单位似应为“{unit}”。",
				EN: "Table “{title}” is in {text} where all others are in {unit}, and yet {count} of its figures (as {example}) " +
					"are those of the same lines of other tables, digit for digit: it seems to be in {unit} as well.",
			},
		},
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
	if len(out) == 0 {
		out = oddUnits(p)
	}
	return out, nil
}

// line is what a line of any table is of, whatever the fund and the kind of
// spending.
type line struct {
	function, economic string
	item               schema.Item
	stage              schema.Stage
}

// enoughDigits is how many lines a table has, at least, that another prints with
// the same digits in another unit; a judgement.
const enoughDigits = 2

// oddUnits finds tables alone in their unit whose figures are those of other
// tables if they are read in the unit of these, and of none as they stand.
func oddUnits(p *verify.Pass) (out []verify.Result) {
	units, facts := map[string]map[string]bool{}, map[string][]*schema.Fact{} // tables by unit, lines by table
	lines := map[line][]*schema.Fact{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if !verify.Tabled(f) || p.Untitled(f.TableID) || f.Amount.Value.IsZero() {
			continue
		}
		if units[f.Amount.Unit] == nil {
			units[f.Amount.Unit] = map[string]bool{}
		}
		units[f.Amount.Unit][f.TableID] = true
		at := line{f.Function, f.Economic, f.Item, f.Stage}
		if at.function != "" || at.economic != "" || at.item != "" {
			lines[at] = append(lines[at], f)
			facts[f.TableID] = append(facts[f.TableID], f)
		}
	}
	if len(units) != 2 {
		return nil
	}
	for i := range p.Record.Tables {
		t := &p.Record.Tables[i]
		for unit, others := range units {
			if own := units[t.Unit]; unit == t.Unit || !own[t.ID] || len(own) > 1 || len(others) < enoughShifted {
				continue
			}
			if r, ok := oddUnit(p, t, unit, facts[t.ID], lines); ok {
				out = append(out, r)
			}
		}
	}
	return out
}

// oddUnit is what is told of a table whose figures are those of others if they
// are read in their unit.
func oddUnit(p *verify.Pass, t *schema.Table, unit string, own []*schema.Fact, lines map[line][]*schema.Fact) (
	r verify.Result, ok bool,
) {
	told := map[line]bool{}
	for _, f := range own {
		at := line{f.Function, f.Economic, f.Item, f.Stage}
		same := lines[at]
		for _, o := range same[:min(len(same), mostShown)] {
			if o.TableID == t.ID {
				continue
			}
			theirs, _ := p.OfFact(o).In(t.Unit) // both are of money
			switch {
			case theirs.Intersects(p.OfFact(f).Interval):
				return r, false // it agrees as it stands
			case o.Amount.Value.Equal(f.Amount.Value) && len(told) == 0:
				r = verify.Notice(verify.Tail(t.ID)+"-odd", p.OfTable(t, t.Unit), "odd", verify.Args{"unit": unit,
					"example": verify.Where(p.OfFact(f).Operand)})
				r.Operands = append(r.Operands, p.OfFact(f).As(0), p.OfFact(o).As(0))
				told[at] = true
			case o.Amount.Value.Equal(f.Amount.Value):
				told[at] = true
			}
		}
	}
	if len(told) > 0 {
		r.Args["count"] = len(told)
	}
	return r, len(told) >= enoughDigits
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
