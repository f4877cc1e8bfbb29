package amount

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
)

// Unit is a unit an amount is printed in.
type Unit string

const (
	NoUnit         Unit = ""
	Yuan           Unit = "元"
	Hundred        Unit = "百元"
	Thousand       Unit = "千元"
	TenThousand    Unit = "万元"
	Million        Unit = "百万元"
	HundredMillion Unit = "亿元"
	Percent        Unit = "%"
)

// moneyUnits has longer names before those they end in.
var moneyUnits = []Unit{Million, HundredMillion, TenThousand, Thousand, Hundred, Yuan}

// Exponent is the power of ten of one unit in yuan; ok is false for what is
// no unit of money.
func (u Unit) Exponent() (exponent int32, ok bool) {
	switch u {
	case Yuan:
		return 0, true
	case Hundred:
		return 2, true
	case Thousand:
		return 3, true
	case TenThousand:
		return 4, true
	case Million:
		return 6, true
	case HundredMillion:
		return 8, true
	}
	return 0, false
}

// ToYuan converts exactly.
func (u Unit) ToYuan(v decimal.Decimal) (yuan decimal.Decimal, ok bool) {
	e, ok := u.Exponent()
	if !ok {
		return decimal.Zero, false
	}
	return v.Shift(e), true
}

// Convert brings an amount from one unit of money to another, exactly.
func Convert(v decimal.Decimal, from, to Unit) (decimal.Decimal, bool) {
	f, ok1 := from.Exponent()
	t, ok2 := to.Exponent()
	if !ok1 || !ok2 {
		return decimal.Zero, false
	}
	return v.Shift(f - t), true
}

// ParseUnit reads the unit of money out of a unit line, a column head or a
// bare unit: 万元, 人民币元, 单位：万元, 金额（万元）. ok is false if there is
// none, or if the text names more than one.
func ParseUnit(text string) (u Unit, ok bool) {
	s := strings.Map(fold, document.Squeeze(text))
	s = strings.ReplaceAll(s, "美元", "")
	for i := strings.Index(s, "元"); i >= 0; i = strings.Index(s, "元") {
		found := Yuan
		for _, m := range moneyUnits {
			if strings.HasSuffix(s[:i+len("元")], string(m)) {
				found = m
				break
			}
		}
		if u != NoUnit && u != found {
			return NoUnit, false
		}
		u, s = found, s[i+len("元"):]
	}
	return u, u != NoUnit
}
