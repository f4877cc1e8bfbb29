// Package table has the rules about the figures of tables: the sums that a
// table states by its labels, codes and header, the columns it works out from
// others, the balance of its sides, and what several tables print of one
// coordinate.
package table

import "github.com/yusuan/yusuan/verify"

// Rules are the rules of this package.
var Rules = verify.Set{Group: "table"}
