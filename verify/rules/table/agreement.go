package table

import (
	"context"
	"fmt"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "agreement",
		TitleZH:  "同一口径的数字在各表中一致",
		TitleEN:  "Tables print one number for one coordinate",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.PairMessage},
		Kinds:    []string{"any"},
		Source:   "《地方预决算公开操作规程》：公开的报表之间应当衔接一致",
		Example:  "收入支出决算总表 212 类 3845.25 ｜ 支出决算表 212 类 3845.24（四舍五入）",
		Run: func(_ context.Context, p *verify.Pass) ([]verify.Result, error) {
			return agreements.Of(p), nil
		},
	})
}

// agreements are the coordinates that several tables print, each table held
// against the first.
var agreements = verify.NewView(func(p *verify.Pass) (out []verify.Result) {
	by := map[schema.Coordinates][]*schema.Fact{}
	var order []schema.Coordinates
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if f.Amount.Text == "" || f.Kind == schema.OtherTable || verify.OfPerformance(f.Kind) {
			continue
		}
		if by[f.Coordinates] == nil {
			order = append(order, f.Coordinates)
		}
		by[f.Coordinates] = append(by[f.Coordinates], f)
	}
	for _, at := range order {
		facts := verify.OneOfEachTable(by[at])
		for i, f := range facts {
			if i > 0 {
				out = append(out, agree(p, facts[0], f))
			}
		}
	}
	return out
})

// agree holds what a table prints for a coordinate against what the first one
// does.
func agree(p *verify.Pass, first, f *schema.Fact) verify.Result {
	a, b := p.OfFact(first), p.OfFact(f)
	key := fmt.Sprintf("%s-r%dc%d-%s-r%dc%d", verify.Tail(f.TableID), f.Row, f.Column, verify.Tail(first.TableID),
		first.Row, first.Column)
	r := p.CompareSum(key, first.TableID+"/"+f.TableID, false, b, a)
	if r.Outcome != schema.Inconsistent {
		return r
	}
	whole := f.Function == "" && f.Economic == "" && f.Nature == ""
	switch {
	case p.Untitled(f.TableID) || p.Untitled(first.TableID) || f.Kind == first.Kind:
		// Two tables of one kind are of two units, or one is not what it was taken for.
		return r.NotCheckable(verify.ReasonSubject)
	case pointMoved(a, b):
		r.Certain = true // no fund is left out of a total that has its digits
	case whole || p.CarriedOver(first, b) || p.CarriedOver(f, a):
		// A total may or may not hold what is carried over.
		return r.NotCheckable(verify.ReasonCoverage)
	}
	return r
}

// shiftedDigits is how many digits two figures share that differ by a power of
// ten and no accident.
const shiftedDigits = 4

// pointMoved: two figures have the same digits and not the same point.
func pointMoved(a, b verify.Observation) bool {
	x, ok1 := a.In(string(amount.Yuan))
	y, ok2 := b.In(string(amount.Yuan))
	digits := func(i amount.Interval) string { return strings.TrimRight(i.Mid().Abs().Coefficient().String(), "0") }
	return ok1 && ok2 && len(digits(x)) >= shiftedDigits && digits(x) == digits(y)
}
