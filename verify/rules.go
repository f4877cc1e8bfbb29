package verify

import (
	_ "embed"

	"github.com/goccy/go-yaml"

	"github.com/yusuan/yusuan/schema"
)

// The rules; rules.yaml says what each means.
const (
	ruleBalance       = "balance"
	ruleRowTotal      = "rows_total"
	ruleRowSubtotal   = "rows_subtotal"
	ruleRowCode       = "rows_code"
	ruleRowOutline    = "rows_outline"
	ruleRowGroup      = "rows_group"
	ruleRowOfWhich    = "rows_of_which"
	ruleColumnTotal   = "columns_total"
	ruleColumnOfWhich = "columns_of_which"
	ruleColumnFlow    = "columns_flow"
	rulePublicTotal   = "three_public_total"
	rulePublicVehicle = "three_public_vehicle"

	ruleAgreement           = "agreement"
	ruleClaimAmount         = "claim_amount"
	ruleClaimRate           = "claim_rate"
	ruleClaimChange         = "claim_change"
	ruleClaimCompletion     = "claim_completion"
	ruleClaimShare          = "claim_share"
	ruleDirection           = "claim_direction"
	ruleAllocation          = "project_allocation"
	ruleAllocationCeiling   = "allocation_ceiling"
	ruleCostCeiling         = "cost_ceiling"
	ruleDepartmentFunds     = "department_funds"
	ruleDepartmentIndicator = "department_indicator"
	ruleCoverage            = "performance_coverage"
	ruleWeights             = "indicator_weights"
	ruleNumbering           = "numbering"
	ruleTableNumber         = "table_number"
	rulePlaceholder         = "placeholder"
	ruleEmptyForm           = "empty_form"
	ruleRestated            = "claim_restated"
	ruleYears               = "years"
	ruleNames               = "names"
	ruleCount               = "count"
	ruleClaimSum            = "claim_sum"
	ruleShareSum            = "share_sum"
	ruleChangeSum           = "change_sum"
	ruleUnit                = "unit"
	ruleUnitConflict        = "unit_conflict"
	ruleMissingTable        = "missing_table"
	ruleCodeName            = "code_name"
	ruleStage               = "budget_or_final"
	ruleZeroBase            = "zero_base"
	ruleNone                = "none_but_budgeted"
	ruleListedZero          = "listed_zero"
	ruleOrganization        = "organization"
	ruleProjectTotal        = "project_total"
	ruleColumnFormula       = "columns_formula"
	ruleCause               = "cause"
	ruleAllocationSplit     = "allocation_split"
	ruleColumnChange        = "columns_change"
	ruleColumnRate          = "columns_rate"
	ruleColumnCompletion    = "columns_completion"
	ruleColumnShare         = "columns_share"
	ruleProjectMoney        = "project_money"
	ruleEvaluation          = "evaluation_score"
	ruleProjectAgreement    = "project_agreement"
)

// Rule is what is known of one rule. docs/rules.md is made from these.
type Rule struct {
	ID       string          `yaml:"id"`
	TitleZH  string          `yaml:"title_zh"`
	TitleEN  string          `yaml:"title_en"`
	Severity schema.Severity `yaml:"severity"` // of its findings
	Tables   []string        `yaml:"tables"`   // the kinds of table it needs
	Source   string          `yaml:"source"`   // where the rule comes from
	Example  string          `yaml:"example"`
}

//go:embed rules.yaml
var rulesYAML []byte

var (
	rules    = loadRules()
	ruleByID = indexRules(rules)
)

// Rules lists every rule in the order of the documentation.
func Rules() []Rule { return append([]Rule(nil), rules...) }

func loadRules() []Rule {
	var y struct {
		Rules []Rule `yaml:"rules"`
	}
	if err := yaml.UnmarshalWithOptions(rulesYAML, &y, yaml.Strict()); err != nil {
		panic("verify: rules.yaml: " + err.Error())
	}
	return y.Rules
}

func indexRules(rules []Rule) map[string]Rule {
	m := make(map[string]Rule, len(rules))
	for _, r := range rules {
		m[r.ID] = r
	}
	return m
}
