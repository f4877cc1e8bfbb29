package present

import (
	"slices"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

// Checks counts the checks of a document.
type Checks struct {
	schema.Tally
	Rules   []RuleCount   `json:"rules"`   // that had something to check, in their order
	Reasons []ReasonCount `json:"reasons"` // why what is not checkable is not, the most frequent first
}

// RuleCount counts the checks of one rule.
type RuleCount struct {
	ID string `json:"rule"`
	ZH string `json:"title_zh"`
	EN string `json:"title_en"`
	schema.Tally
}

// ReasonCount counts the checks that one reason kept from being done.
type ReasonCount struct {
	ID     string          `json:"reason"`
	ZH     string          `json:"reason_zh"`
	EN     string          `json:"reason_en"`
	Count  int             `json:"count"`
	Checks []*schema.Check `json:"-"`
}

func checksOf(r *schema.Record) Checks {
	c := Checks{Tally: schema.TallyOf(r.Checks), Rules: []RuleCount{}, Reasons: []ReasonCount{}}
	byRule, byReason := map[string]*schema.Tally{}, map[string][]*schema.Check{}
	for i := range r.Checks {
		check := &r.Checks[i]
		if byRule[check.Rule] == nil {
			byRule[check.Rule] = &schema.Tally{}
		}
		byRule[check.Rule].Add(check.Outcome)
		if check.Outcome == schema.NotCheckable {
			byReason[check.Reason] = append(byReason[check.Reason], check)
		}
	}
	for _, rule := range rules.All() {
		if n := byRule[rule.ID]; n != nil {
			c.Rules = append(c.Rules, RuleCount{rule.ID, rule.TitleZH, rule.TitleEN, *n})
		}
	}
	for _, reason := range verify.Reasons() {
		if of := byReason[reason.ID]; of != nil {
			c.Reasons = append(c.Reasons, ReasonCount{reason.ID, reason.ZH, reason.EN, len(of), of})
		}
	}
	slices.SortStableFunc(c.Reasons, func(a, b ReasonCount) int { return b.Count - a.Count })
	return c
}

// Coverage says how many of the published amounts take part in a check.
type Coverage struct {
	Amounts int             `json:"amounts"` // published in tables
	Checked int             `json:"checked"` // of these, in a check that could be done
	Tables  []TableCoverage `json:"tables"`
}

// TableCoverage is that of one table.
type TableCoverage struct {
	TableID string           `json:"table_id"`
	Title   string           `json:"title"`
	Kind    schema.TableKind `json:"kind"`
	Amounts int              `json:"amounts"`
	Checked int              `json:"checked"`
}

func coverageOf(r *schema.Record) Coverage {
	c := Coverage{Tables: []TableCoverage{}}
	c.Amounts, c.Checked = r.Covered()
	for i, n := range r.Coverage {
		t := &r.Tables[i]
		c.Tables = append(c.Tables, TableCoverage{t.ID, Title(t), t.Kind, n.Amounts, n.Checked})
	}
	return c
}

// Title is the title of a table as it is printed, in one line; it may have
// none.
func Title(t *schema.Table) string {
	if t.Layout == nil {
		return ""
	}
	return document.Squeeze(t.Layout.Title)
}
