package layout

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
)

// typed are the glyphs of a text, 6 points a character, from a place on.
func typed(text string, x, y float64) (out []Glyph) {
	for _, r := range text {
		out = append(out, Glyph{Text: string(r), Size: 10, Box: document.Box{X0: x, Y0: y, X1: x + 6, Y1: y + 10}})
		x += 6
	}
	return out
}

func TestLayerWords(t *testing.T) {
	glyphs := typed("411.62", 100, 50)
	glyphs = append(glyphs, typed("298.22", 180, 50)...) // the next column
	glyphs = append(glyphs, typed("合 计", 180, 64)...)    // the next line, with a space
	glyphs = append(glyphs, typed("5", 204, 64)...)
	var got []string
	for _, r := range layerWords(glyphs) {
		got = append(got, r.Text)
	}
	if diff := cmp.Diff([]string{"411.62", "298.22", "合", "计", "5"}, got); diff != "" {
		t.Error(diff)
	}
	down := []Glyph{
		{Text: "1", Size: 10, Angle: 90, Box: document.Box{X0: 10, Y0: 10, X1: 20, Y1: 16}},
		{Text: "2", Size: 10, Angle: 90, Box: document.Box{X0: 10, Y0: 16, X1: 20, Y1: 22}},
		{Text: "3", Size: 10, Angle: 90, Box: document.Box{X0: 30, Y0: 16, X1: 40, Y1: 22}},
	}
	if got := layerWords(down); len(got) != 2 || got[0].Text != "12" {
		t.Errorf("text that runs down the page: %v", got)
	}
}

// A sheet with two pages beside one another is read as two.
func TestFlowSheet(t *testing.T) {
	page := func(head string, x float64) (out []Glyph) {
		for line := range 8 {
			out = append(out, typed(head+"页的一行文字从左到右写来", x, 60+20*float64(line))...)
		}
		return out
	}
	sheet := Page{Number: 3, Width: 700, Height: 500, OCR: true, Glyphs: append(page("左", 120), page("右", 420)...)}
	got := FlowSheet(&sheet)
	if len(got) != 2 || got[0].Number != 3 || got[1].Number != 3 || got[0].Width != 700 {
		t.Fatalf("%d pages", len(got))
	}
	if b := got[1].Items[0].Block; b.Text == "" || b.Text[:3] != "右" || b.Box.X0 < 400 || len(b.Places) == 0 ||
		b.Places[0].X0 < 400 {
		t.Errorf("the right page begins with %q at %v", b.Text, b.Box)
	}
	across := sheet
	across.Glyphs = append(across.Glyphs, typed("一个标题在中间横跨", 320, 20)...)
	if got := FlowSheet(&across); len(got) != 1 {
		t.Error("a wide page with a title in its middle was divided")
	}
	across = sheet
	across.Rules = []Rule{{Box: document.Box{X0: 50, Y0: 300, X1: 650, Y1: 301}}}
	if got := FlowSheet(&across); len(got) != 1 {
		t.Error("a wide page with a table across it was divided")
	}
}
