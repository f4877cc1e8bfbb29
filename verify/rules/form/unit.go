package form

import (
	"context"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "unit",
		TitleZH:  "报表注明金额单位",
		TitleEN:  "A table of amounts says what they are counted in",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{"": {
			ZH: "《{title}》未注明金额单位。",
			EN: "Table “{title}” does not say what its amounts are counted in.",
		}},
		Kinds:   []string{"any"},
		Source:  "公开表式的单位栏",
		Example: "《三公经费表》无“单位：万元”",
		Run:     unit,
	})
}

func unit(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for i := range verify.InTime(ctx, p.Record.Tables) {
		t := &p.Record.Tables[i]
		if p.Untitled(t.ID) || t.Kind == schema.OtherTable || verify.OfPerformance(t.Kind) || t.UnitSource == "table" ||
			t.UnitSource == "header" {
			continue
		}
		amounts := 0
		for k := range t.Cells {
			if c := &t.Cells[k]; c.Role == schema.RoleValue && c.Amount != nil && c.Amount.Unit == t.Unit {
				amounts++
			}
		}
		if amounts > 0 && t.Layout.Unit == "" {
			out = append(out, verify.Notice(verify.Tail(t.ID), p.OfTable(t, ""), "", nil))
		}
	}
	return out, nil
}
