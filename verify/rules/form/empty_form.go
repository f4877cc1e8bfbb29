package form

import (
	"context"
	"strings"
	"sync"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "empty_form",
		TitleZH:  "空表有说明，有数据的表不注明为空",
		TitleEN:  "An empty form says why, and only an empty one says it is",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{
			"unexplained": {
				ZH: "《{title}》为空表，未说明原因。",
				EN: "Table “{title}” is empty and does not say why.",
			},
			"filled": {
				ZH: "《{title}》有数据，却注明“{text}”。",
				EN: "Table “{title}” has figures and a note that it is empty.",
			},
		},
		Kinds:   []string{"any"},
		Source:  "《地方预决算公开操作规程》：没有数据的表格应当列出空表并说明",
		Example: "政府性基金预算支出表为空且无说明",
		Run:     emptyForm,
	})
}

var (
	emptyNote = pattern.MustCompile(`(?:没有|无|未|不涉及|空表|为零|为0|无数据|未发生|未安排)`)
	thisTable = pattern.MustCompile(`(?:本表|此表|该表)(?:为|是)空表|(?:因此|故)?本表(?:无数据|为空)`)
)

func emptyForm(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	if len(p.Record.Facts) == 0 {
		return nil, nil // a template, or nothing that was understood
	}
	elsewhere := sync.OnceValue(func() func(*schema.Table) bool { return emptyElsewhere(p) })
	for i := range verify.InTime(ctx, p.Record.Tables) {
		t := &p.Record.Tables[i]
		if p.Untitled(t.ID) || t.Kind == schema.OtherTable || verify.OfPerformance(t.Kind) {
			continue
		}
		notes := strings.Join(t.Layout.Notes, " ")
		printed, said := contents(t)
		switch said = said || emptyNote.MatchString(notes); {
		case !printed && t.Layout.Empty && !said && !elsewhere()(t):
			out = append(out, verify.Notice(verify.Tail(t.ID), p.OfTable(t, ""), "unexplained", nil))
		case printed && thisTable.MatchString(notes):
			out = append(out, verify.Notice(verify.Tail(t.ID), p.OfTable(t, notes), "filled", nil))
		}
	}
	return out, nil
}

// shortestRemark is how many characters a cell has, more than, that may say
// why its table is empty.
const shortestRemark = 4

// contents says whether a table prints an amount other than zero, and whether
// one of its cells says that there is none.
func contents(t *schema.Table) (printed, said bool) {
	for i := range t.Cells {
		c := &t.Cells[i]
		printed = printed || c.Role == schema.RoleValue && c.Amount != nil && !c.Amount.Value.IsZero()
		said = said || c.Role != schema.RoleHeader && (c.Text == "无" || len([]rune(c.Text)) > shortestRemark &&
			emptyNote.MatchString(c.Text))
	}
	return printed, said
}

// noneTold finds sentences of a narrative that say there is nothing a table
// of the kind could show.
var noneTold = func() map[schema.TableKind]*pattern.Pattern {
	out := map[schema.TableKind]*pattern.Pattern{}
	for kind, subject := range map[schema.TableKind]string{
		schema.GovernmentFundExpenditure:       `政府性?基金`,
		schema.StateCapitalExpenditure:         `国有资本经营`,
		schema.SpecialAccountExpenditure:       `(?:财政专户|专户管理)`,
		schema.ThreePublic:                     `[“"]?三公[”"]?经费`,
		schema.Procurement:                     `政府采购`,
		schema.PurchasedServices:               `购买服务`,
		schema.DebtExpenditure:                 `债[务券]`,
		schema.ProjectExpenditure:              `(?:项目支出|专项业务经费)`,
		schema.GeneralBudgetProjectExpenditure: `(?:项目支出|专项业务经费)`,
		schema.SpecialFunds:                    `专项资金`,
	} {
		out[kind] = pattern.MustCompile(`(?:没有|无|未|不涉及|不存在)[^，,、。；;]{0,14}` + subject + `|` +
			subject + `[^，,、。；;]{0,20}(?:空表|为0|为零|没有|未安排|未发生|无(?:数据|支出|收支|收入|安排)|[^0-9.,]0(?:\.0+)?万?元)`)
	}
	return out
}()

// emptyElsewhere reads why forms are empty where it is not said below them:
// in the list of tables (是否空表, 公开空表理由) and in the narrative.
func emptyElsewhere(p *verify.Pass) func(*schema.Table) bool {
	listed := map[string]bool{}
	for i := range p.Record.Tables {
		for _, title := range emptyListed(p.Record.Tables[i].Layout) {
			listed[title] = true
		}
	}
	told := map[schema.TableKind]bool{}
	for _, passage := range p.Narrative() {
		for kind, none := range noneTold {
			told[kind] = told[kind] || none.MatchString(passage.Tight)
		}
	}
	return func(t *schema.Table) bool {
		title := plainTitle(t.Layout.Title)
		return told[t.Kind] || title != "" && listed[title]
	}
}

// emptyListed are the titles to which a list of tables gives a reason why they
// are empty.
func emptyListed(t *document.Table) (out []string) {
	if t == nil {
		return nil
	}
	name, reason := -1, -1
	for i := range t.Cells {
		if reason >= 0 && name >= 0 {
			if s := document.Squeeze(t.Origin(i, reason).Text); s != "" {
				out = append(out, plainTitle(t.Origin(i, name).Text))
			}
			continue
		}
		for j := range t.Cells[i] {
			switch s := document.Squeeze(t.Cells[i][j].Text); {
			case strings.Contains(s, "空表") && (strings.Contains(s, "理由") || strings.Contains(s, "原因")):
				reason = j
			case strings.HasSuffix(s, "名称") || s == "表名" || s == "内容":
				name = j
			}
		}
	}
	return out
}

func plainTitle(s string) string { return verify.PlainName(document.Squeeze(s)) }
