// Package amount is the arithmetic of published amounts: units, decimals as
// printed, and the interval of values a printed number stands for.
//
// It knows nothing of tables or rules. Money is decimal, never float.
package amount
