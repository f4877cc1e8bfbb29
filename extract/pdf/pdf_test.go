package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/draw"
	"github.com/yusuan/yusuan/extract/layout"
)

// shared is one decoder for all tests that need no special limits.
var shared = sync.OnceValues(func() (*Decoder, error) { return New(Options{Workers: 2}) })

func decode(t *testing.T, data []byte) *Result {
	t.Helper()
	d, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	r, err := d.Decode(context.Background(), data, "")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func decodePage(t *testing.T, s sheet) layout.Page {
	t.Helper()
	r := decode(t, newFile().pages(s).bytes())
	if len(r.Pages) != 1 {
		t.Fatalf("%d pages, want 1", len(r.Pages))
	}
	return r.Pages[0]
}

func text(p layout.Page) string {
	var b strings.Builder
	for _, g := range p.Glyphs {
		if g.Text == "" {
			b.WriteByte('?')
		}
		b.WriteString(g.Text)
	}
	return b.String()
}

func near1(a, b document.Box, tolerance float64) bool {
	for _, d := range [4]float64{a.X0 - b.X0, a.Y0 - b.Y0, a.X1 - b.X1, a.Y1 - b.Y1} {
		if d > tolerance || d < -tolerance {
			return false
		}
	}
	return true
}

func TestErrors(t *testing.T) {
	good := onePage("BT /F1 12 Tf 100 700 Td (12.34) Tj ET")
	noise := make([]byte, 4096)
	rng := rand.NewChaCha8([32]byte{1})
	_, _ = rng.Read(noise)
	protected := func(protect func(string) (func(int, []byte) []byte, string), password string) []byte {
		f := newFile().pages(sheet{content: "BT /F1 12 Tf 100 700 Td (12.34) Tj ET"})
		f.protect, f.password = protect, password
		return f.bytes()
	}
	secret, strong := protected(rc4Protection, "open"), protected(aesProtection, "open")
	loop := newFile()
	loop.objects[pages-1] = "<</Type/Pages/Count 1/Kids[2 0 R]>>"
	promises := newFile().pages(sheet{})
	promises.objects[pages-1] = fmt.Sprintf("<</Type/Pages/Count 5000/Kids[%s]>>", strings.Repeat("99 0 R ", 5000))
	tests := []struct {
		name     string
		data     []byte
		password string
		want     error
	}{
		{"empty", nil, "", document.ErrEmpty},
		{"random bytes", noise, "", document.ErrUnsupported},
		{"a text", []byte("关于公开部门预算的说明"), "", document.ErrUnsupported},
		{"a header and noise", append([]byte("%PDF-1.7\n"), noise...), "", document.ErrDamaged},
		{"cut after the header", good[:20], "", document.ErrDamaged},
		{"no pages", newFile().pages().bytes(), "", document.ErrDamaged},
		{"page tree in a circle", loop.bytes(), "", document.ErrDamaged},
		{"more pages promised than there are", promises.bytes(), "", document.ErrDamaged},
		{"encrypted", secret, "", document.ErrEncrypted},
		{"wrong password", secret, "shut", document.ErrPassword},
		{"encrypted with AES-256", strong, "", document.ErrEncrypted},
		{"wrong password for AES-256", strong, "shut", document.ErrPassword},
	}
	d, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, err := d.Decode(context.Background(), test.data, test.password)
			if !errors.Is(err, test.want) {
				t.Errorf("got %v, %v; want %v", r, err, test.want)
			}
		})
	}
	for _, test := range []struct {
		name     string
		data     []byte
		password string
	}{
		{"right password", secret, "open"},
		{"right password for AES-256", strong, "open"},
		{"owner's restrictions alone", protected(rc4Protection, ""), ""},
		{"owner's restrictions alone, AES-256", protected(aesProtection, ""), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := d.Decode(context.Background(), test.data, test.password)
			if err != nil {
				t.Fatal(err)
			}
			if got := text(r.Pages[0]); got != "12.34" {
				t.Errorf("text %q", got)
			}
		})
	}
}

func TestTruncatedIsRepaired(t *testing.T) {
	good := onePage("BT /F1 12 Tf 100 700 Td (12.34) Tj ET")
	r := decode(t, good[:bytes.LastIndex(good, []byte("startxref"))])
	if got := text(r.Pages[0]); got != "12.34" {
		t.Errorf("text %q", got)
	}
	if len(r.Warnings) != 1 || r.Warnings[0].Code != "repaired" {
		t.Errorf("warnings %v, want one that it was repaired", r.Warnings)
	}
}

// TestUserUnit: places stay in the units of the page, as pictures of it do.
func TestUserUnit(t *testing.T) {
	const content = "BT /F1 12 Tf 100 700 Td (12.34) Tj ET"
	plain := decode(t, newFile().pages(sheet{content: content}).bytes()).Pages[0]
	scaled := decode(t, newFile().pages(sheet{content: content, entries: "/UserUnit 2"}).bytes()).Pages[0]
	if scaled.Width != plain.Width || scaled.Height != plain.Height || scaled.Glyphs[0].Box != plain.Glyphs[0].Box {
		t.Errorf("page of %v by %v, glyph at %v; without UserUnit %v by %v, %v", scaled.Width, scaled.Height,
			scaled.Glyphs[0].Box, plain.Width, plain.Height, plain.Glyphs[0].Box)
	}
}

func TestPageGeometry(t *testing.T) {
	// One character of 10 points whose lower left corner is at (100, 200) of
	// the visible part of a page of 400 by 600 points.
	const content = "BT /F2 10 Tf 150 270 Td <D2BB> Tj ET"
	const boxes = "/MediaBox[0 0 1000 1000]/CropBox[50 70 450 670]"
	tests := []struct {
		rotate        int
		width, height float64
		want          document.Box
		angle         int
	}{
		{0, 400, 600, document.Box{X0: 100, Y0: 390, X1: 110, Y1: 400}, 0},
		{90, 600, 400, document.Box{X0: 200, Y0: 100, X1: 210, Y1: 110}, 90},
		{180, 400, 600, document.Box{X0: 290, Y0: 200, X1: 300, Y1: 210}, 180},
		{270, 600, 400, document.Box{X0: 390, Y0: 290, X1: 400, Y1: 300}, 270},
	}
	for _, test := range tests {
		t.Run(fmt.Sprint(test.rotate), func(t *testing.T) {
			p := decodePage(t, sheet{content: content, entries: fmt.Sprintf("%s/Rotate %d", boxes, test.rotate)})
			if p.Width != test.width || p.Height != test.height || p.Rotation != test.rotate {
				t.Errorf("page %g x %g rotated %d", p.Width, p.Height, p.Rotation)
			}
			if len(p.Glyphs) != 1 {
				t.Fatalf("%d glyphs", len(p.Glyphs))
			}
			g := p.Glyphs[0]
			if g.Text != "一" || g.Angle != test.angle || g.Size != 10 || !near1(g.Box, test.want, 2) {
				t.Errorf("got %+v, want 一 at %v, angle %d", g, test.want, test.angle)
			}
		})
	}
}

func TestTurnedTextOnTurnedPage(t *testing.T) {
	// The usual landscape page: content turned by 90 degrees, page turned back.
	p := decodePage(t, sheet{content: "BT /F1 20 Tf 0 1 -1 0 300 100 Tm (1234.5) Tj ET", entries: "/Rotate 90"})
	if got := text(p); got != "1234.5" {
		t.Fatalf("text %q", got)
	}
	for i, g := range p.Glyphs {
		if g.Angle != 0 || g.Size != 20 {
			t.Errorf("glyph %+v, want angle 0 and size 20", g)
		}
		width := 0.556 * 20 // of a digit in Helvetica
		if g.Text == "." {
			width = 0.278 * 20
		}
		if w := g.Box.Width(); w < width-0.5 || w > width+0.5 {
			t.Errorf("%q is %g wide, want %g", g.Text, w, width)
		}
		if h := g.Box.Height(); h < 15 || h > 30 {
			t.Errorf("%q is %g high", g.Text, h)
		}
		if i > 0 && g.Box.X0 < p.Glyphs[i-1].Box.X1-0.5 {
			t.Errorf("%q starts at %g, before the end of the one before it", g.Text, g.Box.X0)
		}
	}
}

func TestSlantedText(t *testing.T) {
	p := decodePage(t, sheet{content: "BT /F1 20 Tf 0.866 0.5 -0.5 0.866 300 400 Tm (12) Tj ET"})
	if got := text(p); got != "12" {
		t.Fatalf("text %q", got)
	}
	for _, g := range p.Glyphs {
		if g.Angle != 330 || g.Size < 19.9 || g.Size > 20.1 || g.Box.Width() < 10 || g.Box.Width() > 30 {
			t.Errorf("glyph %+v, want angle 330 and size 20", g)
		}
	}
}

// PDFium puts a space of its own between numbers far apart and gives it to the
// text object that follows.
func TestSizeAfterGap(t *testing.T) {
	p := decodePage(t, sheet{content: "BT /F1 1 Tf 0 12 -12 0 300 100 Tm (12) Tj ET BT /F1 1 Tf 0 12 -12 0 300 300 Tm " +
		"(34) Tj ET", entries: "/Rotate 90"})
	if got := text(p); got != "1234" {
		t.Fatalf("text %q", got)
	}
	for _, g := range p.Glyphs {
		if g.Size != 12 || g.Angle != 0 {
			t.Errorf("glyph %+v, want size 12 and angle 0", g)
		}
	}
}

func TestVisibleText(t *testing.T) {
	const show = "BT /F1 12 Tf 100 700 Td (12.34) Tj ET "
	tests := []struct {
		name, content, want string
		hidden              int
	}{
		{"plain", show, "12.34", 0},
		{"drawn twice", show + "q " + show + "Q", "12.34", -1},
		{"bold by a shift", show + "BT /F1 12 Tf 100.4 700 Td (12.34) Tj ET", "12.34", -1},
		{"drawn twice with something between", show + "BT /F1 12 Tf 100 600 Td (56) Tj 0 -20 Td (78) Tj 0 -20 Td (90) Tj " +
			"0 -20 Td (11) Tj 0 -20 Td (22) Tj 0 -20 Td (33) Tj ET " + show, "12.345678901122" + "33", 1},
		{"the same digit side by side", "BT /F1 12 Tf 100 700 Td (1111) Tj ET", "1111", 0},
		{"the same number in two places", show + "BT /F1 12 Tf 200 700 Td (12.34) Tj ET", "12.3412.34", 0},
		{"clipped away", "q 0 0 50 50 re W n " + show + "Q", "", 1},
		{"inside the clip", "q 90 690 200 50 re W n " + show + "Q", "12.34", 0},
		{"off the page", "BT /F1 12 Tf 700 700 Td (12.34) Tj ET BT /F1 12 Tf 10 10 Td (5) Tj ET", "5", 1},
		{"invisible", "BT 3 Tr /F1 12 Tf 100 700 Td (12.34) Tj ET", "", 1},
		{"without size", "BT /F1 0.01 Tf 100 700 Td (12.34) Tj ET", "", -1},
		{"transparent", "/G0 gs " + show, "", 1},
		{"white on paper", "1 1 1 rg " + show, "", 1},
		{"white on a dark cell", "0 0 0.5 rg 90 690 100 30 re f 1 1 1 rg " + show, "12.34", 0},
		{"under a white area", show + "1 1 1 rg 90 690 100 30 re f", "", 1},
		{"over a white area", "1 1 1 rg 90 690 100 30 re f 0 0 0 rg " + show, "12.34", 0},
		{"under a transparent area", show + "/G0 gs 1 1 1 rg 90 690 100 30 re f", "12.34", 0},
		{"under a white area and again above", show + "1 1 1 rg 90 690 100 30 re f 0 0 0 rg " + show, "12.34", 1},
		{"another number under a white area", "BT /F1 12 Tf 100 700 Td (92.94) Tj ET 1 1 1 rg 90 690 100 30 re f 0 0 0 rg " +
			show, "12.34", 1},
		{"corrected twice", "BT /F1 12 Tf 100 700 Td (92.94) Tj ET 1 1 1 rg 90 690 100 30 re f 0 0 0 rg " + show +
			"1 1 1 rg 90 690 100 30 re f 0 0 0 rg BT /F1 12 Tf 100 700 Td (52.94) Tj ET", "52.94", -1},
		{"clipped away and again", "q 0 0 50 50 re W n " + show + "Q " + show, "12.34", 1},
		{"invisible and again", "BT 3 Tr /F1 12 Tf 100 700 Td (12.34) Tj ET 0 Tr " + show, "12.34", 1},
		{"a number that begins on the last digit of another",
			"BT /F1 12 Tf 100 700 Td (113.40) Tj ET BT /F1 12 Tf 130.02 700 Td (0.00) Tj ET", "113.400.00", 0},
		{"the point afterwards", "BT /F1 12 Tf 100 700 Td [(411)-278(62)] TJ ET BT /F1 12 Tf 100 700 Td (411.62) Tj ET",
			"41162.", -1},
		{"a minus at the end of a line", "BT /F1 12 Tf 100 700 Td (12-) Tj 0 -14 Td (34) Tj ET", "12-34", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := decodePage(t, sheet{content: test.content, resources: "/ExtGState<</G0<</ca 0/CA 0>>>>"})
			if got := text(p); got != test.want {
				t.Errorf("text %q, want %q", got, test.want)
			}
			// PDFium itself drops some repetitions before we can count them.
			if test.hidden >= 0 && p.Hidden != test.hidden {
				t.Errorf("%d hidden, want %d", p.Hidden, test.hidden)
			}
		})
	}
}

func TestBold(t *testing.T) {
	p := decodePage(t, sheet{content: "BT /F1 12 Tf 100 700 Td (1) Tj 2 Tr (2) Tj ET"})
	if len(p.Glyphs) != 2 || p.Glyphs[0].Bold || !p.Glyphs[1].Bold {
		t.Errorf("glyphs %+v, want the second one bold", p.Glyphs)
	}
	for name, want := range map[string]bool{
		"ABCDEF+SimHei": true, "SimSun": false, "Arial,Bold": true, "FZHTJW-黑体": true, "MicrosoftYaHei": false,
		"MicrosoftYaHei-Bold": true, "\xba\xda\xcc\xe5": true, "\xcb\xce\xcc\xe5": false, "KaiTi_GB2312": false,
	} {
		if got := draw.BoldName([]byte(name)); got != want {
			t.Errorf("BoldName(%q) = %v", name, got)
		}
	}
}

func TestUnify(t *testing.T) {
	for in, want := range map[rune]string{
		'⼀': "一", '⽤': "用", '⻅': "见", '⻓': "长", '⻔': "门", '\uf900': "豈", '１': "１", '％': "％", '①': "①", '一': "一",
	} {
		if got := draw.Unify(in); got != want {
			t.Errorf("Unify(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFormXObject(t *testing.T) {
	f := newFile()
	form := f.stream("/Type/XObject/Subtype/Form/BBox[0 0 100 100]/Matrix[2 0 0 2 0 0]/Resources<</Font<</F1 3 0 R>>>>",
		"BT /F1 6 Tf 10 20 Td (7) Tj ET 10 10 m 40 10 l S")
	f.pages(sheet{content: "q 1 0 0 1 100 500 cm /X Do Q", resources: fmt.Sprintf("/XObject<</X %d 0 R>>", form)})
	p := decode(t, f.bytes()).Pages[0]
	if text(p) != "7" || p.Glyphs[0].Size != 12 ||
		!near1(p.Glyphs[0].Box, document.Box{X0: 120, Y0: 250, X1: 126.7, Y1: 262}, 3) {
		t.Errorf("glyphs %+v", p.Glyphs)
	}
	want := document.Box{X0: 120, Y0: 279, X1: 180, Y1: 281}
	if len(p.Rules) != 1 || p.Rules[0].Vertical || !near1(p.Rules[0].Box, want, 0.01) {
		t.Errorf("rules %+v, want %v", p.Rules, want)
	}
}

func TestFormUnderACorrection(t *testing.T) {
	f := newFile()
	form := f.stream("/Type/XObject/Subtype/Form/BBox[0 0 100 100]/Matrix[2 0 0 2 0 0]/Resources<</Font<</F1 3 0 R>>>>",
		"BT /F1 6 Tf 10 20 Td (12.34) Tj ET")
	f.pages(sheet{
		content: "q 1 0 0 1 100 500 cm /X Do Q 1 1 1 rg 110 530 100 30 re f 0 0 0 rg " +
			"q 1 0 0 1 100 500 cm /X Do Q", resources: fmt.Sprintf("/XObject<</X %d 0 R>>", form),
	})
	if p := decode(t, f.bytes()).Pages[0]; text(p) != "12.34" || p.Hidden != 1 {
		t.Errorf("text %q, %d hidden", text(p), p.Hidden)
	}
}

func TestFaintText(t *testing.T) {
	for content, want := range map[string]bool{
		"": false, "0.4 g ": false, "0.75 g ": true, "1 0 0 rg ": false, "0.9 0.8 0.8 rg ": true, "/Half gs ": true,
		"/Most gs ": false,
	} {
		p := decodePage(t, sheet{
			content:   content + "BT /F1 12 Tf 100 700 Td (1) Tj ET",
			resources: "/ExtGState<</Half<</ca 0.3>>/Most<</ca 0.9>>>>",
		})
		if len(p.Glyphs) != 1 || p.Glyphs[0].Faint != want {
			t.Errorf("%q: glyphs %+v, want faint %v", content, p.Glyphs, want)
		}
	}
}

func TestRules(t *testing.T) {
	box := func(x0, y0, x1, y1 float64) document.Box { return document.Box{X0: x0, Y0: y0, X1: x1, Y1: y1} }
	h := func(x0, y0, x1, y1 float64) layout.Rule { return layout.Rule{Box: box(x0, y0, x1, y1)} }
	v := func(x0, y0, x1, y1 float64) layout.Rule { return layout.Rule{Box: box(x0, y0, x1, y1), Vertical: true} }
	tests := []struct {
		name, content string
		rules         []layout.Rule
		fills         int
	}{
		{"stroke", "1 w 100 700 m 300 700 l S", []layout.Rule{h(100, 99.5, 300, 100.5)}, 0},
		{"vertical stroke", "1 w 100 700 m 100 600 l S", []layout.Rule{v(99.5, 100, 100.5, 200)}, 0},
		{"slanted stroke", "100 700 m 300 600 l S", nil, 0},
		{"a stroke that slants by less than a hundredth", "1 w 100 700 m 300 701 l S", []layout.Rule{h(100, 99, 300, 100)}, 0},
		{"a page laid askew", "1 w 100 700 m 500 703.6 l S", []layout.Rule{h(100, 97.7, 500, 98.7)}, 0},
		{"more than half a line", "1 w 100 700 m 560 704.5 l S", nil, 0},
		{"rulings and a ground under white paper", "1 w 100 700 m 300 700 l S 0.9 g 100 600 200 20 re f " +
			"1 g 0 0 600 800 re f 100 500 m 300 500 l S", []layout.Rule{h(100, 299.5, 300, 300.5)}, 0},
		{"rulings under the ground of a cell", "1 w 150 700 m 200 700 l S 0.9 g 100 690 200 20 re f",
			[]layout.Rule{h(150, 99.5, 200, 100.5)}, 1},
		{"curve", "100 700 m 150 750 250 750 300 700 c S", nil, 0},
		{"curve of short lines", "100 700 m 110 706 l 125 710 l 140 711 l 150 711 l 165 710 l 180 706 l 190 700 l S", nil, 0},
		{"scaled stroke", "q 2 0 0 2 0 0 cm 1 w 50 350 m 150 350 l S Q", []layout.Rule{h(100, 99, 300, 101)}, 0},
		{"stroked rectangle", "1 w 100 600 200 100 re S", []layout.Rule{
			h(100, 199.5, 300, 200.5), v(299.5, 100, 300.5, 200), h(100, 99.5, 300, 100.5), v(99.5, 100, 100.5, 200)}, 0},
		{"thin filled rectangle", "100 700 200 0.5 re f", []layout.Rule{h(100, 99.5, 300, 100)}, 0},
		{"thin filled rectangle, upright", "100 600 0.5 100 re f", []layout.Rule{v(100, 100, 100.5, 200)}, 0},
		{"mitred border", "100 700 m 300 700 l 299 699 l 101 699 l f", []layout.Rule{h(101, 100, 299, 101)}, 0},
		{"frame", "100 600 200 100 re 101 601 198 98 re f*", []layout.Rule{
			h(100, 100, 300, 101), h(100, 199, 300, 200), v(100, 100, 101, 200), v(299, 100, 300, 200)}, 0},
		{"angle of two rulings in one outline", "100 700 m 200 700 l 200 699 l 101 699 l 101 600 l 100 600 l f",
			[]layout.Rule{h(101, 100, 200, 101), v(100, 101, 101, 200)}, 0},
		{"two cells side by side are no ruling", "0.9 g 100 600 50 50 re 152 600 50 50 re f", nil, 2},
		{"shaded cell", "0.9 g 100 600 200 20 re f", nil, 1},
		{"white area", "1 g 100 600 200 20 re f", nil, 0},
		{"white stroke", "1 G 100 700 m 300 700 l S", nil, 0},
		{"transparent stroke", "/G0 gs 100 700 m 300 700 l S", nil, 0},
		{"clipped stroke", "q 150 0 50 800 re W n 1 w 100 700 m 300 700 l S Q", []layout.Rule{h(150, 99.5, 200, 100.5)}, 0},
		{"clipped away", "q 0 0 50 50 re W n 100 700 m 300 700 l S Q", nil, 0},
		{"dots", "100 700 1 1 re 103 700 1 1 re f", []layout.Rule{
			h(100, 99, 101, 100), v(100, 99, 101, 100), h(103, 99, 104, 100), v(103, 99, 104, 100)}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := decodePage(t, sheet{content: test.content, resources: "/ExtGState<</G0<</ca 0/CA 0>>>>"})
			if len(p.Rules) != len(test.rules) || len(p.Fills) != test.fills {
				t.Fatalf("rules %v, fills %v; want %v and %d fills", p.Rules, p.Fills, test.rules, test.fills)
			}
			for i, r := range p.Rules {
				if r.Vertical != test.rules[i].Vertical || !near1(r.Box, test.rules[i].Box, 0.01) {
					t.Errorf("rule %d %v, want %v", i, r, test.rules[i])
				}
			}
		})
	}
}

// TestOutlines: letters that are drawn as shapes are counted, boxes and what
// is white are not.
func TestOutlines(t *testing.T) {
	const letter = "%d 700 m %d 708 %d 712 %d 700 c f "
	var drawn strings.Builder
	for x := 100; x < 130; x += 10 {
		fmt.Fprintf(&drawn, letter, x, x+2, x+6, x+8)
	}
	white := "1 1 1 rg " + fmt.Sprintf(letter, 200, 202, 206, 208)
	r := decode(t, onePage(drawn.String()+"100 600 50 20 re f "+white))
	if got := r.Pages[0].Outlines; got != 3 {
		t.Errorf("%d outlines, want 3", got)
	}
}

func TestScannedPage(t *testing.T) {
	f := newFile()
	image := f.stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "\x80")
	mask := f.stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "\x20")
	watermark := f.stream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width 1/Height "+
		"1/ColorSpace/DeviceGray/BitsPerComponent 8/SMask %d 0 R", mask), "\x80")
	x := fmt.Sprintf("/XObject<</I %d 0 R>>", image)
	const scan = "q 600 0 0 800 0 0 cm /I Do Q "
	f.pages(
		sheet{content: scan, resources: x},
		sheet{content: scan + "BT 3 Tr /F1 12 Tf 100 700 Td (12.34) Tj ET", resources: x},
		sheet{content: "q 200 0 0 1 100 700 cm /I Do Q", resources: x},
		sheet{content: "BT /F1 12 Tf 100 700 Td (12.34) Tj ET " + scan, resources: x},
		sheet{content: "BT /F1 12 Tf 100 700 Td (12.34) Tj ET " + scan,
			resources: fmt.Sprintf("/XObject<</I %d 0 R>>", watermark)},
	)
	r := decode(t, f.bytes())
	for i, p := range r.Pages[:2] {
		if len(p.Glyphs) != 0 || len(p.Images) != 1 || !near1(p.Images[0], document.Box{X1: 600, Y1: 800}, 0.01) {
			t.Errorf("page %d: glyphs %v, images %v", i+1, p.Glyphs, p.Images)
		}
	}
	var layers []int
	for _, w := range r.Warnings {
		if w.Code == "invisible_text_layer" {
			layers = append(layers, w.Page)
		}
	}
	if fmt.Sprint(layers) != "[2 4]" {
		t.Errorf("warnings %v, want an invisible text layer on pages 2 and 4", r.Warnings)
	}
	if len(r.Pages[1].Layer) == 0 || len(r.Pages[3].Layer) == 0 || len(r.Pages[4].Layer) > 0 {
		t.Errorf("invisible characters kept: %v, %v, %v", r.Pages[1].Layer, r.Pages[3].Layer, r.Pages[4].Layer)
	}
	if got := text(r.Pages[3]); got != "" || r.Pages[3].Hidden != 1 {
		t.Errorf("text under a scan: %q, %d hidden", got, r.Pages[3].Hidden)
	}
	if got := text(r.Pages[4]); got != "12.34" {
		t.Errorf("text under a watermark: %q", got)
	}
	if p := r.Pages[2]; len(p.Images) != 0 || len(p.Rules) != 1 {
		t.Errorf("a thin image gives images %v, rules %v; want a rule", p.Images, p.Rules)
	}
}

// TestPastedImage: an image of one colour hides what it is pasted over; one that
// shows something is no reason to leave out the text under it.
func TestPastedImage(t *testing.T) {
	for name, test := range map[string]struct{ pixels, want string }{
		"plain": {"\xff\xff\xff\xff", "12.34"}, "picture": {"\x00\xff\x80\xff", "92.9412.34"},
	} {
		f := newFile()
		image := f.stream("/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8", test.pixels)
		f.pages(sheet{content: "BT /F1 12 Tf 100 700 Td (92.94) Tj ET q 60 0 0 30 90 690 cm /I Do Q " +
			"BT /F1 12 Tf 100 600 Td (12.34) Tj ET", resources: fmt.Sprintf("/XObject<</I %d 0 R>>", image)})
		if got := text(decode(t, f.bytes()).Pages[0]); got != test.want {
			t.Errorf("%s: text %q, want %q", name, got, test.want)
		}
	}
}

func TestAnnotations(t *testing.T) {
	f := newFile()
	shown := f.stream("/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F1 3 0 R>>>>",
		"BT /F1 12 Tf 5 5 Td (12.34) Tj ET")
	field := f.add(fmt.Sprintf("<</Type/Annot/Subtype/FreeText/F 4/Rect[100 700 200 720]/AP<</N %d 0 R>>>>", shown))
	link := f.add("<</Type/Annot/Subtype/Link/Rect[100 600 200 620]/A<</S/URI/URI(http://example.org)>>>>")
	f.pages(sheet{content: "BT /F1 12 Tf 105 605 Td (5) Tj ET",
		entries: fmt.Sprintf("/Annots[%d 0 R %d 0 R]", link, field)})
	p := decode(t, f.bytes()).Pages[0]
	if got := text(p); got != "512.34" {
		t.Fatalf("text %q", got)
	}
	if b := p.Glyphs[1].Box; !near1(b, document.Box{X0: 105, Y0: 83, X1: 111.7, Y1: 97}, 3) {
		t.Errorf("the field's text is at %v", b)
	}
}

func TestGlyphsWithoutMeaning(t *testing.T) {
	f := newFile()
	cmap := f.stream("", "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> "+
		"endcodespacerange "+
		"3 beginbfchar <41> <F041> <42> <2F00> <43> <0031003000290020> endbfchar endcmap")
	font := f.add(fmt.Sprintf("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode %d 0 R>>", cmap))
	f.pages(sheet{content: "BT /F3 12 Tf 100 700 Td (ABC) Tj ET", entries: "", resources: ""})
	last := len(f.objects)
	f.objects[last-1] = strings.Replace(f.objects[last-1], "/F1 3 0 R", fmt.Sprintf("/F3 %d 0 R", font), 1)
	r := decode(t, f.bytes())
	var got []string
	for _, g := range r.Pages[0].Glyphs {
		got = append(got, g.Text)
	}
	if want := `["" "一" "10) "]`; fmt.Sprintf("%q", got) != want {
		t.Errorf("glyphs %q, want %s", got, want)
	}
	if len(r.Warnings) != 1 || r.Warnings[0].Code != "unknown_glyphs" {
		t.Errorf("warnings %v", r.Warnings)
	}
}

func TestManyPages(t *testing.T) {
	const n = 10_000
	sheets := make([]sheet, n)
	for i := range sheets {
		sheets[i].content = fmt.Sprintf("BT /F1 12 Tf 100 700 Td (%d) Tj ET 100 690 m 300 690 l S", i+1)
	}
	data := newFile().pages(sheets...).bytes()
	d := newDecoder(t, Options{Workers: 1, MemoryLimit: 64 << 20})
	seen := 0
	_, _, err := d.Stream(context.Background(), data, "", func(p layout.Page) error {
		seen++
		if want := fmt.Sprint(seen); p.Number != seen || text(p) != want || len(p.Rules) != 1 {
			return fmt.Errorf("page %d has number %d, text %q, rules %v", seen, p.Number, text(p), p.Rules)
		}
		return nil
	})
	if err != nil || seen != n {
		t.Errorf("%d pages, %v", seen, err)
	}
}

func TestStreamEndsWithTheCallersError(t *testing.T) {
	d, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	enough := errors.New("enough")
	calls := 0
	_, _, err = d.Stream(context.Background(), newFile().pages(sheet{}, sheet{}).bytes(), "", func(layout.Page) error {
		calls++
		return enough
	})
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("%v after %d calls", err, calls)
	}
}

// endless is a page whose forms draw forms: 40 to the power of 8 objects.
func endless() []byte {
	f := newFile()
	inner := f.stream("/Type/XObject/Subtype/Form/BBox[0 0 600 800]", "0 0 m 9 9 l S")
	for range 8 {
		inner = f.stream(fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X %d 0 R>>>>",
			inner),
			strings.Repeat("/X Do ", 40))
	}
	return f.pages(sheet{content: "/X Do", resources: fmt.Sprintf("/XObject<</X %d 0 R>>", inner)}).bytes()
}

func TestDeadline(t *testing.T) {
	d := newDecoder(t, Options{Workers: 1})
	ctx, end := budget.Start(t.Context(), budget.Options{Deadline: 300 * time.Millisecond})
	defer end()
	start := time.Now()
	_, err := d.Decode(ctx, endless(), "")
	if !errors.Is(err, document.ErrTimeout) {
		t.Errorf("error %v, want a timeout", err)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("stopped only after %v", took)
	}
	r, err := d.Decode(context.Background(), onePage("BT /F1 12 Tf 9 9 Td (1) Tj ET"), "")
	if err != nil || text(r.Pages[0]) != "1" {
		t.Errorf("the next document: %v", err)
	}
}

func TestCancel(t *testing.T) {
	d := newDecoder(t, Options{Workers: 1})
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(200*time.Millisecond, cancel)
	if _, err := d.Decode(ctx, endless(), ""); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want cancelled", err)
	}
}

func TestMemoryLimit(t *testing.T) {
	d := newDecoder(t, Options{Workers: 1, MemoryLimit: 40 << 20})
	f := newFile()
	content := f.flate("", strings.Repeat("100 700 m 300 700 l S\n", 8<<20))
	f.pages(sheet{})
	last := len(f.objects)
	f.objects[last-1] = strings.Replace(f.objects[last-1], fmt.Sprintf("/Contents %d ", last-1),
		fmt.Sprintf("/Contents %d ", content), 1)
	if _, err := d.Decode(context.Background(), f.bytes(), ""); !errors.Is(err, document.ErrTooLarge) {
		t.Errorf("error %v, want too large", err)
	}
	if _, err := d.Decode(context.Background(), append(onePage(""), make([]byte, 41<<20)...), ""); !errors.Is(err,
		document.ErrTooLarge) {
		t.Errorf("a large file gives %v", err)
	}
	if _, err := d.Decode(context.Background(), onePage(""), ""); err != nil {
		t.Errorf("the next document: %v", err)
	}
}

func TestConcurrency(t *testing.T) {
	d, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			want := fmt.Sprintf("%d.%02d", i*1111, i)
			data := onePage("BT /F1 12 Tf 100 700 Td (" + want + ") Tj ET")
			if i%3 == 2 {
				if _, err := d.Decode(context.Background(), data[:30], ""); !errors.Is(err, document.ErrDamaged) {
					t.Errorf("document %d: %v", i, err)
				}
				return
			}
			r, err := d.Decode(context.Background(), data, "")
			if err != nil {
				t.Errorf("document %d: %v", i, err)
				return
			}
			if got := text(r.Pages[0]); got != want {
				t.Errorf("document %d reads %q", i, got)
			}
		}()
	}
	wg.Wait()
}

func TestDates(t *testing.T) {
	for in, want := range map[string]string{
		"D:20250916135653+08'00'": "2025-09-16T13:56:53+08:00",
		"D:20250916135653Z":       "2025-09-16T13:56:53Z",
		"D:2025":                  "2025-01-01T00:00:00Z",
		"D:20251399":              "D:20251399",
		"昨天":                      "昨天",
		"":                        "",
	} {
		if got := date(in); got != want {
			t.Errorf("date(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestRender(t *testing.T) {
	d, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	data := newFile().pages(sheet{content: "1 0 0 rg 100 600 100 100 re f", entries: "/Rotate 90"}).bytes()
	m, err := d.Render(context.Background(), data, "", 1, 36, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s := m.Bounds().Size(); s.X != 400 || s.Y != 300 {
		t.Errorf("%v pixels, want 400 by 300", s)
	}
	if r, g, _, _ := m.At(325, 75).RGBA(); r>>8 != 255 || g != 0 {
		t.Errorf("the square is not where it should be")
	}
	m, err = d.Render(context.Background(), data, "", 1, 72, &document.Box{X0: 610, Y0: 110, X1: 650, Y1: 130})
	if err != nil {
		t.Fatal(err)
	}
	if s := m.Bounds().Size(); s.X != 40 || s.Y != 20 {
		t.Errorf("%v pixels, want 40 by 20", s)
	}
	for _, p := range [][2]int{{0, 0}, {39, 19}} {
		if r, g, _, _ := m.At(p[0], p[1]).RGBA(); r>>8 != 255 || g != 0 {
			t.Errorf("pixel %v of the part is not of the square", p)
		}
	}
	if _, err := d.Render(context.Background(), data, "", 2, 72, nil); err == nil {
		t.Error("a page that does not exist was rendered")
	}
	if _, err := d.Render(context.Background(), data, "", 1, 1e5, nil); !errors.Is(err, document.ErrTooLarge) {
		t.Errorf("a huge picture gives %v", err)
	}
}

// Real documents: every digit of the pages whose text layer is all visible,
// counted once with another program.
func TestCorpus(t *testing.T) {
	const dir = "../../../shared/corpus"
	for name, want := range map[string]map[int]int{
		"shpt-planning-2024-final.pdf":       {14: 410},
		"js-npc-2017-budget.pdf":             {11: 217},
		"shpt-commerce-2025-dept-budget.pdf": {3: 9, 4: 8},
	} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Skip("the collection of real documents is not here")
		}
		r := decode(t, data)
		for page, digits := range want {
			if got := document.CountDigits(text(r.Pages[page-1])); got != digits {
				t.Errorf("%s page %d: %d digits, want %d", name, page, got, digits)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	good := onePage("BT /F1 12 Tf 100 700 Td (12.34) Tj ET q 1 0 0 1 9 9 cm 0 0 5 5 re W n 1 w 0 0 m 9 0 l S Q")
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add(bytes.Replace(good, []byte("/Count 1"), []byte("/Count 9"), 1))
	f.Add(newFile().pages(sheet{content: "BT /F2 9 Tf <D2BB> Tj ET", entries: "/Rotate 90/CropBox[1 2 3 4]"}).bytes())
	d, err := New(Options{Workers: 1, MemoryLimit: 64 << 20})
	if err != nil {
		f.Fatal(err)
	}
	known := []error{document.ErrEmpty, document.ErrUnsupported, document.ErrDamaged, document.ErrEncrypted,
		document.ErrPassword, document.ErrTooLarge, document.ErrTimeout}
	f.Fuzz(func(t *testing.T, data []byte) {
		ctx, end := budget.Start(t.Context(), budget.Options{Deadline: 5 * time.Second})
		defer end()
		r, err := d.Decode(ctx, data, "")
		if err != nil {
			for _, k := range known {
				if errors.Is(err, k) {
					return
				}
			}
			t.Fatalf("an error of no known kind: %v", err)
		}
		for _, p := range r.Pages {
			page := document.Box{X1: p.Width, Y1: p.Height}
			for _, rule := range p.Rules {
				if b := rule.Box; b.X1 < b.X0 || b.Y1 < b.Y0 || draw.Intersect(page, b) != b {
					t.Fatalf("rule %v is not on the page of %g x %g", b, p.Width, p.Height)
				}
			}
		}
	})
}

// TestFontOfShapes: type of a Type 3 font that has a scale of its own is seen,
// and what its codes are taken for is no meaning.
func TestFontOfShapes(t *testing.T) {
	f := newFile()
	shape := f.stream("", "90 0 0 0 80 80 d1 0 0 80 80 re f")
	font := f.add(fmt.Sprintf("<</Type/Font/Subtype/Type3/FontBBox[0 0 100 100]/FontMatrix[1 0 0 1 0 0]/FirstChar 1/LastChar 2"+
		"/Widths[90 90]/Encoding<</Type/Encoding/Differences[1/a1/a2]>>/CharProcs<</a1 %d 0 R/a2 %d 0 R>>/Resources<<>>>>",
		shape, shape))
	form := f.stream(fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</T %d 0 R>>>>", font),
		"q .1 0 0 .1 0 0 cm BT /T 1 Tf 1 0 0 1 1000 7000 Tm <01020102> Tj ET Q")
	r := decode(t, f.pages(sheet{content: "/X Do", resources: fmt.Sprintf("/XObject<</X %d 0 R>>", form)}).bytes())
	p := r.Pages[0]
	if len(p.Glyphs) != 4 {
		t.Fatalf("%d glyphs: %v", len(p.Glyphs), p.Glyphs)
	}
	for i, g := range p.Glyphs {
		want := document.Box{X0: 100 + 9*float64(i), Y0: 92, X1: 108 + 9*float64(i), Y1: 100}
		if g.Text != "" || math.Abs(g.Box.X0-want.X0) > 1 || math.Abs(g.Size-8) > 1 {
			t.Errorf("glyph %d is %q, of %.1f points, at %v, not %v", i, g.Text, g.Size, g.Box, want)
		}
	}
}
