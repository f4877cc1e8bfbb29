package report

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/schema"
)

// shares is expenditure by function class, as one table of the document has it.
type shares struct {
	Title string // of the table
	Table int    // its number on the page
	Unit  string
	Bars  []bar
}

type bar struct {
	Code, Name, Text string
	Share            string // percent of the sum of all bars
	Width            string // of 100, of the longest bar
}

// shareTables are the kinds of table with all expenditure by function, the
// widest first.
var shareTables = []schema.TableKind{
	schema.Expenditure, schema.AppropriationExpenditure, schema.GeneralBudgetExpenditure, schema.RevenueExpenditureSummary,
}

// functionShares takes the first kind of table that prints classes, and of it
// the column that is their whole.
func functionShares(r *schema.Record) shares {
	for _, kind := range shareTables {
		for i := range r.Tables {
			if r.Tables[i].Kind != kind {
				continue
			}
			if s := tableShares(r, i); len(s.Bars) > 1 {
				return s
			}
		}
	}
	return shares{}
}

func tableShares(r *schema.Record, index int) shares {
	t := &r.Tables[index]
	var values []decimal.Decimal
	s := shares{Table: index + 1, Title: present.Title(t)}
	seen := map[string]bool{}
	sum := decimal.Zero
	for i := range r.Facts {
		f := &r.Facts[i]
		whole := f.Economic == "" && f.Nature == "" && f.Item == "" && f.Project == "" && f.Organization == ""
		now := f.Stage == "budget" || f.Stage == "final"
		if f.TableID != t.ID || len(f.Function) != 3 || !whole || !now || !f.Amount.HasYuan || seen[f.Function] ||
			!f.Amount.Value.IsPositive() {
			continue
		}
		seen[f.Function] = true
		name := f.CodeName
		if name == "" {
			name = f.RowLabel
		}
		s.Unit = f.Amount.Unit
		s.Bars = append(s.Bars, bar{Code: f.Function, Name: name, Text: f.Amount.Text})
		values = append(values, f.Amount.Yuan)
		sum = sum.Add(f.Amount.Yuan)
	}
	if len(values) == 0 || sum.IsZero() {
		return shares{}
	}
	longest := slices.MaxFunc(values, decimal.Decimal.Cmp)
	hundred := decimal.NewFromInt(100)
	order := make([]int, len(values))
	for i, v := range values {
		order[i] = i
		s.Bars[i].Share = v.Mul(hundred).DivRound(sum, 1).StringFixed(1) + "%"
		s.Bars[i].Width = v.Mul(hundred).DivRound(longest, 1).StringFixed(1)
	}
	slices.SortStableFunc(order, func(a, b int) int { return values[b].Cmp(values[a]) })
	sorted := make([]bar, len(order))
	for i, from := range order {
		sorted[i] = s.Bars[from]
	}
	s.Bars = sorted
	return s
}
