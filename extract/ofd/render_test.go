package ofd

import (
	"errors"
	"image"
	"image/color"
	"testing"
	"time"

	"golang.org/x/image/font/gofont/goregular"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/format"
)

func drawPage(t *testing.T, data []byte, regions ...document.Region) (out []image.Image, err error) {
	t.Helper()
	ctx, end := budget.Start(t.Context(), budget.Options{Deadline: time.Minute})
	defer end()
	const dotsPerMillimetre = 10
	err = render(ctx, data, format.Options{}, dotsPerMillimetre*25.4, regions, func(_ int, img image.Image) error {
		out = append(out, img)
		return nil
	})
	return out, err
}

// TestRender: what an object paints is seen where it stands, in its colour, over
// what was painted before, and within its clip.
func TestRender(t *testing.T) {
	const box = `<ofd:AbbreviatedData>M 0 0 L 20 0 L 20 20 L 0 20 C</ofd:AbbreviatedData>`
	path := func(attributes, within string) string {
		return `<ofd:PathObject Boundary="10 10 20 20" ` + attributes + `>` + within + `</ofd:PathObject>`
	}
	text := func(attributes, within, code string) string {
		return `<ofd:TextObject Boundary="10 10 60 20" Size="20" ` + attributes + `>` + within +
			`<ofd:TextCode X="0" Y="18">` + code + `</ofd:TextCode></ofd:TextObject>`
	}
	red := `<ofd:FillColor Value="255 0 0"/>`
	white, black := color.RGBA{255, 255, 255, 255}, color.RGBA{A: 255}
	type spot struct {
		x, y int // millimetres
		want color.RGBA
	}
	for _, c := range []struct {
		name, content string
		spots         []spot
	}{
		{"an area", path(`Fill="true" Stroke="false"`, red+box), []spot{{20, 20, color.RGBA{R: 255, A: 255}}, {40, 20, white}}},
		{"a line", path(`LineWidth="2"`, `<ofd:AbbreviatedData>M 0 10 L 20 10</ofd:AbbreviatedData>`),
			[]spot{{20, 20, black}, {20, 22, white}}},
		{"white over it", path(`Fill="true"`, red+box) + path(`Fill="true" Stroke="false"`,
			`<ofd:FillColor Value="255 255 255"/>`+box), []spot{{20, 20, white}}},
		{"half transparent", path(`Fill="true" Stroke="false" Alpha="128"`, `<ofd:FillColor Value="0 0 0"/>`+box),
			[]spot{{20, 20, color.RGBA{127, 127, 127, 255}}}},
		{"not visible", path(`Fill="true" Visible="false"`, red+box), []spot{{20, 20, white}}},
		{"clipped", path(`Fill="true" Stroke="false"`, `<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary="0 0 10 20">`+box+
			`</ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>`+red+box), []spot{{15, 15, color.RGBA{R: 255, A: 255}}, {35, 15, white}}},
		{"a curve", path(`Fill="true" Stroke="false"`, `<ofd:AbbreviatedData>M 0 0 B 0 20 20 20 20 0 C</ofd:AbbreviatedData>`),
			[]spot{{20, 20, black}, {11, 24, white}, {29, 24, white}}},
		{"a figure, without a font", text("", "", "1"), []spot{{16, 22, black}, {12, 22, white}, {40, 22, white}}},
		{"a frame for Chinese", text("", "", "元"), []spot{{12, 20, color.RGBA{30, 30, 30, 255}}, {18, 20, white}}},
		{"a font of the file", text(`Font="7"`, "", "l"), []spot{{12, 20, black}, {16, 20, white}}},
		{"glyphs by number", text(`Font="7"`, `<ofd:CGTransform CodePosition="0" CodeCount="1" GlyphCount="1">`+
			`<ofd:Glyphs>79</ofd:Glyphs></ofd:CGTransform>`, "元"), []spot{{12, 20, black}, {16, 20, white}, {28, 20, white}}},
		{"a number without its font", text("", `<ofd:CGTransform CodePosition="0" CodeCount="1" GlyphCount="1">`+
			`<ofd:Glyphs>7</ofd:Glyphs></ofd:CGTransform>`, "1"), []spot{{16, 22, black}, {12, 22, white}}},
		{"no font after all", text(`Font="8"`, "", "1"), []spot{{16, 22, black}, {12, 22, white}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := pack1(t, c.content, map[string]string{
				"Doc_0/Res.xml": `<ofd:Res BaseLoc="Res"><ofd:Fonts><ofd:Font ID="7" FontName="a"><ofd:FontFile>f.ttf</ofd:FontFile>` +
					`</ofd:Font><ofd:Font ID="8" FontName="b"><ofd:FontFile>g.ttf</ofd:FontFile></ofd:Font></ofd:Fonts></ofd:Res>`,
				"Doc_0/Res/f.ttf": string(goregular.TTF), "Doc_0/Res/g.ttf": string(goregular.TTF[:900]),
			})
			all, err := drawPage(t, data, document.Region{Page: 1})
			if err != nil || len(all) != 1 || all[0].Bounds().Size() != image.Pt(2000, 1000) {
				t.Fatalf("%d pictures, %v", len(all), err)
			}
			for _, s := range c.spots {
				got := color.RGBAModel.Convert(all[0].At(10*s.x, 10*s.y)).(color.RGBA)
				if near := func(a, b uint8) bool { return max(a, b)-min(a, b) < 3 }; !near(got.R, s.want.R) ||
					!near(got.G, s.want.G) || !near(got.B, s.want.B) {
					t.Errorf("at %d, %d: %v, want %v", s.x, s.y, got, s.want)
				}
			}
		})
	}
}

// TestRenderRegions: regions come in their order, cut to the page.
func TestRenderRegions(t *testing.T) {
	data := pack1(t, object("", `<ofd:TextCode X="1" Y="5">12.50</ofd:TextCode>`), nil)
	all, err := drawPage(t, data,
		document.Region{Page: 1, Box: document.Box{X0: 10 * mm, Y0: 0, X1: 60 * mm, Y1: 20 * mm}},
		document.Region{Page: 1, Box: document.Box{X0: 190 * mm, Y0: 0, X1: 300 * mm, Y1: 20 * mm}})
	if err != nil || len(all) != 2 {
		t.Fatalf("%d pictures, %v", len(all), err)
	}
	for i, want := range []image.Point{{500, 200}, {100, 200}} { // and a pixel that is touched
		if got := all[i].Bounds().Size().Sub(want); got.X < 0 || got.X > 1 || got.Y < 0 || got.Y > 1 {
			t.Errorf("picture %d is %v, want %v", i, all[i].Bounds(), want)
		}
	}
	if _, err := drawPage(t, data, document.Region{Page: 2}); err == nil {
		t.Error("a page that is not there was drawn")
	}
	if _, err := drawPage(t, []byte("PK\x03\x04"), document.Region{Page: 1}); !errors.Is(err, document.ErrDamaged) {
		t.Errorf("a damaged package: %v", err)
	}
}
