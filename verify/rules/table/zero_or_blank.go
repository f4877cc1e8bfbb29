package table

import (
	"context"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "zero_or_blank",
		TitleZH:  "一张表中没有金额的写法一致",
		TitleEN:  "A table writes nothing in one way",
		Severity: schema.SeverityInfo,
		Messages: verify.Messages{
			"zero": {
				ZH: "{where}印{text}，该表其他{count}处没有金额的却为空白。",
				EN: "{where} prints {text}, where the {count} other figures of the table that are nothing are blank.",
			},
			"blank": {
				ZH: "{where}为空白，该表其他{count}处没有金额的却印0。",
				EN: "{where} is blank, where the {count} other figures of the table that are nothing are printed as 0.",
			},
		},
		Kinds:   []string{"any"},
		Source:  "行文规范",
		Example: "一列中32处空白、1处0.00",
		Run:     zeroOrBlank,
	})
}

// A table writes nothing in one way where so many of its figures that are
// nothing are written so, and so many times as many as are written otherwise.
const (
	enoughNothing = 10
	usualNothing  = 10
)

// zeroOrBlank looks for zeros among blanks, and blanks among zeros, in lines
// that have a figure.
func zeroOrBlank(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for i := range verify.InTime(ctx, p.Record.Tables) {
		t := &p.Record.Tables[i]
		if t.Layout == nil || t.Kind == schema.OtherTable || verify.OfPerformance(t.Kind) || p.Untitled(t.ID) {
			continue
		}
		filled, rows, columns := map[int]bool{}, map[int]string{}, map[int]string{}
		var zeros, blanks []*schema.Cell
		for k := range t.Cells {
			switch c := &t.Cells[k]; {
			case c.Role == schema.RoleValue && c.Amount != nil && !c.Amount.Value.IsZero():
				filled[c.Row] = true
			case c.Role == schema.RoleStub:
				rows[c.Row] += c.Text
			case c.Role == schema.RoleHeader && c.Text != "":
				columns[c.Column] = c.Text
			}
		}
		for k := range t.Cells {
			switch c := &t.Cells[k]; {
			case c.Role != schema.RoleValue || !filled[c.Row]:
			case c.Amount != nil && c.Amount.Value.IsZero():
				zeros = append(zeros, c)
			case c.Text == "":
				blanks = append(blanks, c)
			}
		}
		odd, message, count := zeros, "zero", len(blanks)
		if len(zeros) > len(blanks) {
			odd, message, count = blanks, "blank", len(zeros)
		}
		if len(odd) == 0 || count < enoughNothing || count < usualNothing*len(odd) {
			continue
		}
		for _, c := range odd {
			o := p.OfTable(t, c.Text)
			o.Row, o.Column, o.Page, o.Box = c.Row, c.Column, c.Page, c.Box
			o.RowLabel, o.ColumnLabel = rows[c.Row], columns[c.Column]
			out = append(out, verify.Notice("", o, message, verify.Args{"count": count}))
		}
	}
	return out, nil
}
