package verify

// The rules that relations of tables name.
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

	ruleColumnFormula    = "columns_formula"
	ruleColumnChange     = "columns_change"
	ruleColumnRate       = "columns_rate"
	ruleColumnCompletion = "columns_completion"
	ruleColumnShare      = "columns_share"
)
