package export

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// Plain is what a column holds in a row as text: empty for null, exact
// decimals, lists as JSON.
func Plain(c *schema.Column, row reflect.Value) string {
	if c.Type == schema.List {
		if c.ListOf(row).Len() == 0 {
			return ""
		}
		return string(sinks.AppendJSON(nil, c, row))
	}
	v := c.Of(row)
	switch {
	case v.Null:
		return ""
	case c.Type == schema.Text || c.Type == schema.Date:
		return v.Text
	case c.Type == schema.Boolean:
		return strconv.FormatBool(v.Boolean)
	case c.Type == schema.Decimal:
		return v.Decimal.String()
	}
	return string(sinks.AppendJSON(nil, c, row))
}

// exactDigits is how many digits of a decimal number a float keeps, whatever
// they are (DBL_DIG of IEEE 754 binary64).
const exactDigits = 15

// native is what a column that is no list holds in a row, for programs with
// numbers of their own: nil for null.
func native(c *schema.Column, row reflect.Value) any {
	v := c.Of(row)
	if v.Null {
		return nil
	}
	switch c.Type {
	case schema.Integer, schema.Long:
		return v.Integer
	case schema.Single, schema.Double:
		return v.Float
	case schema.Boolean:
		return v.Boolean
	case schema.Decimal:
		return number(v.Decimal)
	}
	return v.Text
}

// number is a decimal as a float if that says the same, and else as text.
func number(d decimal.Decimal) any {
	if digits(d) > exactDigits {
		return d.String()
	}
	f, _ := d.Float64()
	return f
}

// digits counts the digits of a number without the zeros at its ends.
func digits(d decimal.Decimal) int {
	return len(strings.TrimRight(strings.TrimLeft(d.Coefficient().String(), "-"), "0"))
}
