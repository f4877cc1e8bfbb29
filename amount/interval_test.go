package amount_test

import (
	"math/rand"
	"reflect"
	"testing"
	"testing/quick"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
)

// figure is a printed figure for property tests, and a value it can stand for.
type figure struct {
	Interval amount.Interval
	Inside   decimal.Decimal
}

func (figure) Generate(r *rand.Rand, _ int) reflect.Value {
	decimals := int32(r.Intn(7))
	v := decimal.New(r.Int63n(2_000_001)-1_000_000, -decimals)
	i := amount.Rounded(v, decimals)
	if r.Intn(4) == 0 {
		i = amount.Point(v)
	}
	// From the lower to the upper bound, both included.
	step := i.Hi.Sub(i.Lo).Mul(decimal.New(int64(r.Intn(11)), -1))
	return reflect.ValueOf(figure{i, i.Lo.Add(step)})
}

func check(t *testing.T, name string, property any) {
	t.Helper()
	if err := quick.Check(property, &quick.Config{MaxCount: 3000, Rand: rand.New(rand.NewSource(1))}); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

func equal(a, b amount.Interval) bool { return a.Lo.Equal(b.Lo) && a.Hi.Equal(b.Hi) }

func ordered(i amount.Interval) bool { return i.Lo.LessThanOrEqual(i.Hi) }

func TestIntervalAlgebra(t *testing.T) {
	check(t, "add contains every sum", func(a, b figure) bool {
		s := a.Interval.Add(b.Interval)
		return ordered(s) && s.Contains(a.Inside.Add(b.Inside)) && equal(s, b.Interval.Add(a.Interval)) &&
			s.Slack().Equal(a.Interval.Slack().Add(b.Interval.Slack()))
	})
	check(t, "sub contains every difference", func(a, b figure) bool {
		d := a.Interval.Sub(b.Interval)
		return ordered(d) && d.Contains(a.Inside.Sub(b.Inside)) && equal(d.Neg(), b.Interval.Sub(a.Interval)) &&
			d.Mid().Equal(a.Interval.Mid().Sub(b.Interval.Mid()))
	})
	check(t, "scale keeps bounds in order, also for a negative factor", func(a figure, k int16) bool {
		f := decimal.New(int64(k), -2)
		s := a.Interval.Scale(f)
		return ordered(s) && s.Contains(a.Inside.Mul(f)) && s.Slack().Equal(a.Interval.Slack().Mul(f.Abs()))
	})
	check(t, "scale by -1 is neg, twice is the same", func(a figure) bool {
		return equal(a.Interval.Scale(decimal.NewFromInt(-1)), a.Interval.Neg()) && equal(a.Interval.Neg().Neg(), a.Interval)
	})
	check(t, "div contains every quotient or refuses", func(a, b figure) bool {
		q, ok := a.Interval.Div(b.Interval)
		if ok == b.Interval.Contains(decimal.Zero) {
			return false
		}
		if !ok {
			return true
		}
		// x/y in q is held without dividing: q.Lo·y <= x <= q.Hi·y, turned round for a negative y.
		lo, hi := q.Lo.Mul(b.Inside), q.Hi.Mul(b.Inside)
		return ordered(q) && amount.Between(lo, hi).Contains(a.Inside)
	})
	check(t, "intersects is symmetric and means a common value", func(a, b figure) bool {
		both, ok := a.Interval.Intersect(b.Interval)
		if ok != a.Interval.Intersects(b.Interval) || ok != b.Interval.Intersects(a.Interval) {
			return false
		}
		if !ok {
			return a.Interval.Hi.LessThan(b.Interval.Lo) || b.Interval.Hi.LessThan(a.Interval.Lo)
		}
		return ordered(both) && a.Interval.Contains(both.Lo) && b.Interval.Contains(both.Lo) && a.Interval.Contains(both.Hi)
	})
	check(t, "unit conversion there and back", func(a figure) bool {
		in, ok := a.Interval.In(amount.TenThousand, amount.Yuan)
		back, ok2 := in.In(amount.Yuan, amount.TenThousand)
		return ok && ok2 && equal(back, a.Interval)
	})
	check(t, "the order of the parts of a sum does not matter", func(a, b, c figure) bool {
		return equal(amount.Sum(a.Interval, b.Interval, c.Interval), amount.Sum(c.Interval, a.Interval, b.Interval))
	})
	check(t, "compare: consistent exactly if the intervals meet, and mirrored", func(a, b figure) bool {
		c, back := amount.Compare(a.Interval, b.Interval), amount.Compare(b.Interval, a.Interval)
		return (c.Outcome != amount.Inconsistent) == a.Interval.Intersects(b.Interval) &&
			c.Outcome == back.Outcome && c.Difference.Equal(back.Difference.Neg()) &&
			(c.Outcome != amount.Inconsistent) == c.Difference.Abs().LessThanOrEqual(c.Slack)
	})
}

func d(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func of(s string) amount.Interval { return amount.Parse(s).Interval() }

func TestCompare(t *testing.T) {
	tests := []struct {
		name              string
		printed, expected amount.Interval
		want              amount.Outcome
		difference, slack string
	}{
		{"equal", of("376.97"), of("376.97"), amount.Exact, "0", "0.01"},
		{"last place, intervals touch", of("376.98"), of("376.97"), amount.Explained, "0.01", "0.01"},
		{"two last places", of("376.99"), of("376.97"), amount.Inconsistent, "0.02", "0.01"},
		{"sum of three", of("10.0"), amount.Sum(of("3.3"), of("3.3"), of("3.3")), amount.Explained, "0.1", "0.2"},
		{"sum of none against zero", of("0.00"), amount.Sum(), amount.Exact, "0", "0.005"},
		{"counts are exact", amount.Point(d("6")), amount.Point(d("5")), amount.Inconsistent, "1", "0"},
		// The same decimals, next to each other in thousands: touching, so rounding; further apart never.
		{"two sightings with equal decimals", amount.Rounded(d("748000"), -3), amount.Rounded(d("750000"), -3),
			amount.Inconsistent, "-2000", "1000"},
		{"finer against coarser", of("4.1"), of("4.14"), amount.Explained, "-0.04", "0.055"},
	}
	for _, tt := range tests {
		c := amount.Compare(tt.printed, tt.expected)
		if c.Outcome != tt.want || c.Difference.String() != tt.difference || c.Slack.String() != tt.slack {
			t.Errorf("%s: %s, difference %s, slack %s; want %s, %s, %s",
				tt.name, c.Outcome, c.Difference, c.Slack, tt.want, tt.difference, tt.slack)
		}
	}
	yuan, _ := of("3769745.12").In(amount.Yuan, amount.TenThousand)
	if c := amount.Compare(of("376.97"), yuan); c.Outcome != amount.Explained {
		t.Errorf("376.97万元 against 3769745.12元: %s", c.Outcome)
	}
}

func TestAtMost(t *testing.T) {
	for _, tt := range []struct {
		part, whole string
		want        amount.Outcome
	}{
		{"1.00", "2.00", amount.Exact}, {"2.00", "2.00", amount.Exact},
		{"2.01", "2.00", amount.Explained}, {"2.02", "2.00", amount.Inconsistent},
	} {
		if c := amount.AtMost(of(tt.part), of(tt.whole)); c.Outcome != tt.want {
			t.Errorf("%s of %s: %s, want %s", tt.part, tt.whole, c.Outcome, tt.want)
		}
	}
}

func TestDivByWhatMayBeZero(t *testing.T) {
	for _, by := range []string{"0", "0.00", "0.005"} {
		i := of(by)
		if by == "0.005" {
			i = amount.Rounded(d(by), 2)
		}
		if q, ok := of("5.00").Div(i); ok {
			t.Errorf("5.00 / %s = %v", by, q)
		}
	}
	q, ok := of("-1").Div(amount.Point(d("-4")))
	if !ok || !q.Lo.Equal(d("0.125")) || !q.Hi.Equal(d("0.375")) {
		t.Errorf("-1 / -4 = %v, %v", q, ok)
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		amount.Parse("1,234,567.89")
	}
}
