package government

import (
	"context"
	"slices"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/zh"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "transfer_parts",
		TitleZH:  "转移性收入、转移性支出等于所列各项之和",
		TitleEN:  "Revenue and expenditure of transfers are the sums of their lines",
		Severity: schema.SeverityWarning,
		Milder: map[string]verify.Milder{"short": {Severity: schema.SeverityNotice,
			WhenZH: "所列各项之和不足，可能未全部列出", WhenEN: "the lines fall short, so that some may not be listed"}},
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"government_balance", "government_revenue", "government_expenditure"},
		Source:   "《政府收支分类科目》110、230类各款；收支总计已含其全部",
		Example:  "转移性收入 144,533 = 返还性收入 11,619 + 一般性转移支付收入 87,551 + 专项转移支付收入 45,363",
		Run:      transferParts,
	})
}

// column is a column of one side of a table.
type column struct {
	table        string
	side, number int
}

// transferParts holds the lines of transfers against what stands below them.
// Names tell what is a part of what, and a grand total that sums the line and
// those beside it tells that the others are in it: it holds then without them.
// Debt and what was carried over stand below the line or beside it, as the grand
// total says.
func transferParts(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	columns := map[column]map[int]*schema.Fact{} // by row
	parts := map[*schema.Fact][]*schema.Fact{}
	var order []*schema.Fact
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if !f.Kind.Government() || !verify.Money(f.Amount) {
			continue
		}
		of := column{f.TableID, f.Side, f.Column}
		if columns[of] == nil {
			columns[of] = map[int]*schema.Fact{}
		}
		columns[of][f.Row] = f
		if (f.Revenue == "110" || f.Function == "230") && f.CodeSource != "parent" && f.Item == "" {
			order = append(order, f)
		}
	}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if whole := columns[column{f.TableID, f.Side, f.Column}][f.Parent]; f.Parent >= 0 && whole != nil {
			parts[whole] = append(parts[whole], f)
		}
	}
	for _, whole := range order {
		total := columns[column{whole.TableID, whole.Side, whole.Column}][whole.Parent]
		below := parts[whole]
		if total == nil || total.Item != "with_carryover" || len(below) < 2 || some(below) {
			continue
		}
		listed, told := inTotal(p, total, parts[total], below)
		if !told {
			out = append(out, sumOf(p, whole, below).NotCheckable(verify.ReasonNotCertain))
			continue
		}
		r := sumOf(p, whole, listed)
		if r.Difference.IsPositive() {
			r.Milder = "short"
		}
		out = append(out, r)
	}
	return out, nil
}

// beside are lines that some forms list below those of transfers and some beside
// them.
var beside = [...]func(*schema.Fact) bool{
	func(f *schema.Fact) bool { return f.Item == "debt_issued" || f.Item == "debt_repaid" },
	func(f *schema.Fact) bool { return f.Item == "carryover_in" || f.Item == "carryover_out" },
}

// inTotal are the lines below a line of transfers that it sums: those without
// which the grand total holds, which is told if that is so in one way only.
func inTotal(p *verify.Pass, total *schema.Fact, parts, below []*schema.Fact) (listed []*schema.Fact, told bool) {
	ways := 0
	for way := range 1 << len(beside) {
		out := func(f *schema.Fact) bool {
			for i, is := range beside {
				if way&(1<<i) != 0 && is(f) {
					return true
				}
			}
			return false
		}
		apart := slices.DeleteFunc(slices.Clone(below), func(f *schema.Fact) bool { return !out(f) })
		if whole := sumOf(p, total, slices.Concat(parts, apart)); way > 0 && len(apart) == 0 || !whole.Holds() {
			continue
		}
		if within := slices.DeleteFunc(slices.Clone(below), out); ways == 0 || len(within) != len(listed) {
			listed, ways = within, ways+1
		}
	}
	return listed, ways == 1 && len(listed) > 1
}

func sumOf(p *verify.Pass, whole *schema.Fact, parts []*schema.Fact) verify.Result {
	figures := make([]verify.Observation, len(parts))
	for i, f := range parts {
		figures[i] = p.OfFact(f)
	}
	r := p.CompareSum(key(whole), "transfer_parts", true, p.OfFact(whole), figures...)
	r.ByLines = true
	return r
}

// some reports lines of which 其中 says that they may not be all.
func some(lines []*schema.Fact) bool {
	return slices.ContainsFunc(lines, func(f *schema.Fact) bool {
		n, _ := zh.CutNumbering(f.RowLabel)
		return n.OfWhich
	})
}
