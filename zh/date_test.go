package zh

import (
	"strings"
	"testing"
)

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"发布日期：2024年2月8日":        "2024-02-08",
		"2024-02-08T10:00":      "2024-02-08",
		"2024/2/8，2024.12.31":   "2024-02-08 2024-12-31",
		"２０２４－０２－０８":            "2024-02-08",
		"二〇二四年二月二十八日":           "2024-02-28",
		"二○一三年十二月十日":            "2013-12-10",
		"2024年13月8日":            "",
		"2024年至2025年2月":         "",
		"2024-02/08":            "",
		"24-02-08":              "", // a number like any other
		"12024-02-08":           "",
		"2024年度，2023年9月1日批复":    "2023-09-01",
		"电话 010-2024-0208":      "",
		"2024年2月":               "",
		"三十二〇二四年二月八日":           "",
		"1999-02-08 与2000-01-1": "2000-01-01",
	} {
		var got []string
		for _, d := range Dates(text) {
			got = append(got, d.String())
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: %q, want %q", text, s, want)
		}
	}
	for text, want := range map[string]string{
		"24-02-08": "2024-02-08", "20240208": "2024-02-08", "202402081": "", "2024年2月8日 上午": "2024-02-08", "第24-02-08": "",
	} {
		d, ok := LeadingDate(text)
		if got := d.String(); ok != (want != "") || ok && got != want {
			t.Errorf("begins %s: %s, want %q", text, got, want)
		}
	}
}
