package amount

import "strings"

// NumberEnd is the length of the number a text starts with, its sign and
// thousands separators included; 0 if there is none.
func NumberEnd(s string) int {
	end := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			end = i + 1
		case (c == '.' || c == ',') && end == i && i > 0:
		case c == '-' && i == 0:
		default:
			return end
		}
	}
	return end
}

// counted are words that make 万 before them a number of what is counted.
var counted = []string{
	"人", "次", "册", "平", "亩", "户", "件", "份", "名", "公里", "吨", "字", "立", "台", "辆", "张", "家", "个", "米", "余", "多",
}

// UnitAt is the unit of money a text starts with, and its length in bytes. 万
// alone is 万元 unless something is counted.
func UnitAt(s string) (Unit, int) {
	for _, u := range moneyUnits {
		if strings.HasPrefix(s, string(u)) {
			return u, len(u)
		}
	}
	rest, ok := strings.CutPrefix(s, "万")
	if !ok {
		return NoUnit, 0
	}
	for _, w := range counted {
		if strings.HasPrefix(rest, w) {
			return NoUnit, 0
		}
	}
	return TenThousand, len("万")
}
