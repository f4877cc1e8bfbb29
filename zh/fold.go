package zh

import (
	"strings"
	"unicode"
)

// traditional and simplified hold characters that occur in budget documents,
// position by position.
const (
	traditional = "預決總體財撥資營經費業務與對門單位項類專戶轉結餘購買債績標幣萬億圓關機構編報說註辦員會縣區鄉鎮廳處級數額計劃設備維護運行車輛國際遷還稅產權屬" +
		"農漁畜環節節約險療衛養補貼據師學習醫藥應環保護氣象災難準備貸擔後實際長開發電網絡點張頁續無參觀團組雜誌縂収内於為個兩臺灣龍馬東廣陝寧慶遼濟蘇"
	simplified = "预决总体财拨资营经费业务与对门单位项类专户转结余购买债绩标币万亿元关机构编报说注办员会县区乡镇厅处级数额计划设备维护运行车辆国际迁还税产权属" +
		"农渔畜环节节约险疗卫养补贴据师学习医药应环保护气象灾难准备贷担后实际长开发电网络点张页续无参观团组杂志总收内于为个两台湾龙马东广陕宁庆辽济苏"
)

var simple = func() map[rune]rune {
	m := make(map[rune]rune, 256)
	to := []rune(simplified)
	for i, r := range []rune(traditional) {
		if r != to[i] {
			m[r] = to[i]
		}
	}
	return m
}()

// foldRune brings one character to the form the catalogues are compared in:
// half width, simplified, lower case. ok is false for what is left out: white
// space, punctuation, brackets and quotes.
func foldRune(r rune) (rune, bool) {
	switch {
	case r < 0x80:
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z':
			return r, true
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A', true
		case r == '%':
			return r, true
		}
		return 0, false
	case r >= 0xFF01 && r <= 0xFF5E:
		return foldRune(r - 0xFEE0)
	case r == '〇' || r == '○':
		return '〇', true
	case r >= 0x4E00 && r <= 0x9FFF:
		if s, ok := simple[r]; ok {
			return s, true
		}
		return r, true
	}
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return r, true
	}
	return 0, false
}

// Fold brings a published label to the form the catalogues are compared in.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if f, ok := foldRune(r); ok {
			b.WriteRune(f)
		}
	}
	return b.String()
}

// IsDigits reports whether a text is ASCII digits and nothing else.
func IsDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
