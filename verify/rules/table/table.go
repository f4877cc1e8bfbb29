// Package table has the rules about the figures of tables: the sums that a
// table states by its labels, codes and header, the columns it works out from
// others, the balance of its sides, and what several tables print of one
// coordinate.
package table

import "github.com/yusuan/yusuan/verify"

// Rules are the rules of this package.
var Rules = verify.Set{Group: "table"}

// quotientMessage is of a column that two others give.
var quotientMessage = verify.Message{
	ZH: "{where}印{text}，按“{top_column}”列{top}、“{base_column}”列{base}应为{expected}%，四舍五入最多可解释{slack}。",
	EN: "{where} prints {text} where {top} (column “{top_column}”) and {base} (column “{base_column}”) give " +
		"{expected}% (rounding explains {slack}).",
}
