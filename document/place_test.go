package document

import "testing"

func TestSpan(t *testing.T) {
	// 共12 in one line, 34元 in the next; the space between is not printed.
	b := Block{Text: "共12 34元", Places: []Place{
		{100, 10, 110, 20}, {110, 10, 115, 20}, {115, 10, 120, 20}, {},
		{20, 24, 25, 34}, {25, 24, 30, 34}, {30, 24, 40, 34},
	}}
	turned := Block{Text: "12", Places: []Place{{10, 30, 20, 35}, {10, 25, 20, 30}}}
	for _, c := range []struct {
		name       string
		block      Block
		start, end int
		want       Box
	}{
		{"one character", b, 0, 3, Box{100, 10, 110, 20}},
		{"a number", b, 3, 5, Box{110, 10, 120, 20}},
		{"over the end of the line", b, 3, 8, Box{110, 10, 120, 20}},
		{"after a space", b, 5, 8, Box{20, 24, 30, 34}},
		{"text that runs upwards", turned, 0, 2, Box{10, 25, 20, 35}},
		{"nothing", b, 3, 3, Box{}},
		{"beyond the text", b, 8, 30, Box{}},
		{"places not known", Block{Text: "12"}, 0, 2, Box{}},
		{"places of another text", Block{Text: "123", Places: turned.Places}, 0, 2, Box{}},
	} {
		if got := c.block.Span(c.start, c.end); got != c.want {
			t.Errorf("%s: %v, not %v", c.name, got, c.want)
		}
	}
}
