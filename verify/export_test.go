package verify

import "github.com/yusuan/yusuan/schema"

// Figure is the operand of a figure of a claim.
func Figure(rec *schema.Record, c *schema.Claim, a schema.Amount) schema.Operand {
	d := &disclosure{rec: rec}
	return d.figure(c.Source, c.Subject, a)
}
