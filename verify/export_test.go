package verify

import "github.com/yusuan/yusuan/schema"

// Figure is the operand of a figure of a claim.
func Figure(rec *schema.Record, c *schema.Claim, a schema.Amount) schema.Operand {
	return newPass(rec).Figure(c.Source, c.Subject, a)
}
