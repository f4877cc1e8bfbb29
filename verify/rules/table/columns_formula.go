package table

import (
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/zh"
)

func init() {
	register(verify.Rule{
		ID:       "columns_formula",
		TitleZH:  "栏次所列公式成立",
		TitleEN:  "The formulas printed in the row of column numbers hold",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.SumMessage},
		Kinds:    []string{"any"},
		Source:   "表式栏次公式（1=2+3+4）",
		Example:  "栏次 1=2+3：合计 12.00 = 7.00 + 5.00",
	}, formulas)
}

// formulas are the sums that a row of column numbers prints, or a note under
// the table.
func formulas(s *view) (out []relation) {
	for side := range s.Sides {
		sums := append(s.numbered(side), s.noted(side)...)
		out = append(out, s.inRows(side, "formula", sums)...)
	}
	return out
}

var (
	columnFormula = pattern.MustCompile(`^([0-9]{1,2})[=＝]([0-9]{1,2}(?:[+＋\-－][0-9]{1,2})+)$`)
	columnTerm    = pattern.MustCompile(`[0-9]+|[+＋\-－]`)
	noteFormula   = pattern.MustCompile(`([\p{Han}（）“”/／、]+?)[=＝]([\p{Han}（）“”/／、]+(?:[+＋][\p{Han}（）“”/／、]+)+)`)
	headMarks     = strings.NewReplacer("/", "", "／", "", "、", "")
)

// numbered are the sums that a row of column numbers prints: 1=2+3.
func (s *view) numbered(side int) (sums []columnSum) {
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
		for _, col := range s.Sides[side].Amounts {
			if m := columnFormula.FindStringSubmatch(s.Text(row, col)); m != nil {
				if cs, ok := numberedSum(col, m[2], at); ok {
					sums = append(sums, cs)
				}
			}
		}
	}
	return sums
}

// numberedSum is the sum of a formula of column numbers; false if it names one
// that is not there.
func numberedSum(total int, formula string, at map[string]int) (columnSum, bool) {
	cs := columnSum{total: total, certain: true}
	sign, complete := 1, true
	for _, token := range columnTerm.FindAllString(formula, -1) {
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
	return cs, complete
}

// noted are the sums that a note under the table gives in words:
// 资产总额＝流动资产＋固定资产.
func (s *view) noted(side int) (sums []columnSum) {
	if len(s.Grid.Notes) == 0 {
		return nil
	}
	heads := map[string]*table.Head{}
	for _, h := range slices.Backward(s.Sides[side].Heads) {
		heads[headMarks.Replace(table.Bare(h.Text))] = h
	}
	for _, note := range s.Grid.Notes {
		for _, m := range noteFormula.FindAllStringSubmatch(document.Squeeze(note), -1) {
			if cs, ok := notedSum(m[1], m[2], heads); ok {
				sums = append(sums, cs)
			}
		}
	}
	return sums
}

// notedSum is the sum of a formula of heads; false if it names one that is not
// there.
func notedSum(name, formula string, heads map[string]*table.Head) (cs columnSum, ok bool) {
	named := func(name string) ([]int, bool) {
		if h := heads[headMarks.Replace(table.Bare(name))]; h != nil {
			return h.SumOf()
		}
		return nil, false
	}
	total, ok := named(name)
	if !ok || len(total) != 1 {
		return cs, false
	}
	cs = columnSum{total: total[0], certain: true}
	for _, part := range strings.FieldsFunc(formula, func(r rune) bool { return r == '+' || r == '＋' }) {
		cols, ok := named(strings.TrimRight(part, "。；;"))
		if !ok {
			return cs, false
		}
		cs.parts = append(cs.parts, cols...)
	}
	return cs, true
}
