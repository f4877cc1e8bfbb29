package ocr

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/image/tiff"

	"github.com/yusuan/yusuan/document"
)

func paper(w, h int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Bounds(), image.White, image.Point{}, draw.Src)
	return m
}

func ink(m *image.Gray, x0, y0, x1, y1 int) {
	draw.Draw(m, image.Rect(x0, y0, x1, y1), image.Black, image.Point{}, draw.Src)
}

func TestRules(t *testing.T) {
	m := paper(1000, 800)
	ink(m, 100, 100, 900, 103)
	ink(m, 100, 300, 900, 302)
	ink(m, 100, 100, 103, 303)
	ink(m, 200, 400, 260, 406) // a stroke of a character
	ink(m, 300, 500, 700, 600) // a filled area
	for x := 100; x < 900; x++ {
		y := 700 + (x-100)/200 // a ruling on a skewed page, worn in one place
		if x%150 != 0 {
			m.SetGray(x, y, color.Gray{})
			m.SetGray(x, y+1, color.Gray{})
		}
	}
	r := newRaster(m, 300)
	got := r.rules()
	want := []rule{{100, 100, 899, 102, false}, {100, 300, 899, 301, false}, {100, 700, 899, 704, false},
		{100, 100, 102, 302, true}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(rule{})); diff != "" {
		t.Error(diff)
	}
	if r.dark(500, 101) || r.dark(101, 200) {
		t.Error("the ink of a ruling is still there")
	}
	if !r.dark(230, 403) || !r.dark(500, 550) {
		t.Error("what is no ruling was taken out")
	}
}

func TestStraighten(t *testing.T) {
	m := paper(1200, 1000)
	for _, top := range []int{200, 400, 600, 800} {
		for x := 100; x < 1100; x++ {
			y := top + (x-100)*15/1000 // 0.86 degrees
			ink(m, x, y, x+1, y+3)
		}
	}
	r := newRaster(m, 300)
	if k := r.skew(); k < 0.83 || k > 0.89 {
		t.Errorf("skew %v degrees, want 0.86", k)
	}
	r.straighten()
	rules := r.rules()
	if len(rules) != 4 {
		t.Fatalf("%d rulings, want 4", len(rules))
	}
	for _, l := range rules {
		if l.y1-l.y0 > 4 || l.x1-l.x0 < 990 {
			t.Errorf("ruling %v is not straight or not whole", l)
		}
	}
	if k := newRaster(paper(500, 500), 300).skew(); k != 0 {
		t.Errorf("an empty page has a skew of %v", k)
	}
}

// The side of a cell in a single row reaches its rulings; the stroke of a
// character that nearly fills the row does not.
func TestShortSides(t *testing.T) {
	m := paper(1000, 400)
	ink(m, 100, 100, 900, 103)
	ink(m, 100, 160, 900, 163)
	ink(m, 300, 101, 303, 162) // a side
	ink(m, 500, 105, 503, 159) // a side that is worn at its ends
	ink(m, 700, 113, 703, 150) // a stroke
	var at []int
	for _, l := range newRaster(m, 300).rules() {
		if l.vertical {
			at = append(at, l.x0)
		}
	}
	if !slices.Equal(at, []int{300, 500}) {
		t.Errorf("sides at %v, not at 300 and 500", at)
	}
}

// Lines that bend down towards a fold, and sides that lean together towards the
// top, come straight again; a page that is straight is left alone.
func TestUnbend(t *testing.T) {
	const w, h = 1600, 2200
	m, bent := paper(w, h), paper(w, h)
	for y := 200; y <= 2000; y += 60 {
		ink(m, 100, y, 1503, y+3)
	}
	for x := 100; x <= 1500; x += 200 {
		ink(m, x, 200, x+3, 2003)
	}
	if w := newRaster(m, 200).straighten(); !w.IsZero() {
		t.Errorf("a straight page was bent by %v", w)
	}
	for y := range h {
		for x := range w {
			fold := max(0, 1-float64(x)/500)
			fx := w/2 + (float64(x)-w/2)/(1-0.02*(1-float64(y)/h))
			if from := image.Pt(int(fx+0.5), int(float64(y)-18*fold*fold+0.5)); from.In(m.Rect) {
				bent.Set(x, y, m.At(from.X, from.Y))
			}
		}
	}
	r := newRaster(bent, 200)
	warp := r.straighten()
	if len(warp.Down.By) == 0 || len(warp.Right.By) == 0 {
		t.Fatalf("the page stays bent: %v", warp)
	}
	across, down := 0, 0
	rules := r.rules()
	for _, l := range rules {
		if l.vertical && l.length() > 1700 {
			down++
		}
		if !l.vertical && l.length() > 1300 {
			across++
		}
	}
	if across != 31 || down != 8 {
		t.Errorf("%d rulings across and %d down, not 31 and 8", across, down)
	}
	// The ends of rulings are said to be where they were, to half a line of text.
	for _, l := range rules {
		for _, end := range []image.Point{{l.x0, l.y0}, {l.x1, l.y1}} {
			b := document.Box{X0: float64(end.X) * 0.36, Y0: float64(end.Y) * 0.36}
			b.X1, b.Y1 = b.X0, b.Y0
			warp.Displayed(&b, w*0.36, h*0.36)
			at := image.Pt(int(b.X0/0.36), int(b.Y0/0.36))
			if near := newRaster(bent.SubImage(image.Rectangle{at, at}.Inset(-12)), 200); !slices.Contains(near.grey, 0) {
				t.Errorf("no ruling is at %v, where %v should be", at, end)
			}
		}
	}
}

// stub is an engine that finds the boxes it is given and reads the same
// everywhere.
type stub struct {
	found []image.Rectangle
	text  string
	p     float64
	read  []image.Rectangle
	sure  func(page *image.Gray) bool // raises p
}

func (*stub) Name() string { return "stub" }
func (*stub) Close() error { return nil }

func (s *stub) Find(context.Context, *image.Gray) ([]image.Rectangle, error) { return s.found, nil }

func (s *stub) Read(_ context.Context, page *image.Gray, lines []image.Rectangle) (out []Line, _ error) {
	s.read = lines
	p := s.p
	if s.sure != nil && s.sure(page) {
		p += 0.4
	}
	for _, b := range lines {
		l := Line{Box: b}
		step := float64(b.Dx()) / float64(len(s.text))
		for i, c := range s.text {
			l.Chars = append(l.Chars, Char{Text: string(c), Probability: p, From: float64(i) * step, To: float64(i+1) * step})
		}
		out = append(out, l)
	}
	return out, nil
}

func TestCells(t *testing.T) {
	m := paper(1000, 400)
	ink(m, 100, 100, 900, 103) // a row of two cells
	ink(m, 100, 200, 900, 203)
	for _, x := range []int{100, 500, 900} {
		ink(m, x, 100, x+3, 203)
	}
	ink(m, 300, 130, 490, 165) // what the engine takes for one line
	ink(m, 520, 130, 700, 165)
	ink(m, 800, 135, 812, 165) // the digit that it passes over
	s := &stub{found: []image.Rectangle{image.Rect(290, 120, 710, 175)}, text: "12", p: 0.9}
	page, err := Recognize(t.Context(), s, m, 300, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := []image.Rectangle{image.Rect(290, 120, 500, 175), image.Rect(503, 120, 710, 175),
		image.Rect(794, 129, 818, 171)}
	if diff := cmp.Diff(want, s.read); diff != "" {
		t.Error(diff)
	}
	if len(page.Rules) != 5 || len(page.Glyphs) != 6 || page.Glyphs[0].Confidence != 0.9 {
		t.Errorf("%d rulings, %v", len(page.Rules), page.Glyphs)
	}
	s.text, s.p = "ab", 0.2
	if page, _ = Recognize(t.Context(), s, m, 300, 1); len(page.Glyphs) > 0 {
		t.Error("a blot was taken for text")
	}
	s.text = "a1"
	if page, _ = Recognize(t.Context(), s, m, 300, 1); len(page.Glyphs) == 0 {
		t.Error("digits were dropped without a word")
	}
}

// A page that lies on its side is read the way that makes sense, and its glyphs
// are where they are on the page.
func TestOnItsSide(t *testing.T) {
	m := paper(600, 900)
	for line := range 12 { // lines of characters that run down the page
		for c := range 20 {
			x, y := 80+line*40, 60+c*36
			ink(m, x, y, x+4, y+24)
			ink(m, x+18, y+4, x+22, y+20)
			ink(m, x, y+8, x+22, y+12)
		}
	}
	for _, up := range []bool{false, true} {
		s := &stub{found: []image.Rectangle{image.Rect(60, 120, 760, 145)}, text: "12", p: 0.5}
		s.sure = func(page *image.Gray) bool { // it knows which way is up
			return up == (page.GrayAt(60+2, 600-80-2) != page.GrayAt(60+2, 600-80-20))
		}
		page, err := Recognize(t.Context(), s, m, 300, 1)
		if err != nil {
			t.Fatal(err)
		}
		if page.Width != 144 || page.Height != 216 || len(page.Glyphs) == 0 {
			t.Fatalf("%v by %v points, %d glyphs", page.Width, page.Height, len(page.Glyphs))
		}
		g := page.Glyphs[0]
		if g.Angle != 90 && g.Angle != 270 || g.Box.X1 > 144 || g.Box.Y1 > 216 || g.Box.X0 < 0 || g.Box.Y0 < 0 {
			t.Errorf("a glyph at %v, %d degrees", g.Box, g.Angle)
		}
	}
	upright := newRaster(m, 300).turned()
	if upright.onItsSide() {
		t.Error("a page that is upright lies on its side")
	}
	four := upright.turned().turned().turned()
	if diff := cmp.Diff(m.Pix, four.grey); diff != "" {
		t.Error("four quarter turns give another page")
	}
}

// A page that is read badly is read upside down too, and the better reading
// counts; its glyphs are where they are on the page.
func TestUpsideDown(t *testing.T) {
	m := paper(900, 600)
	for line := range 10 {
		for c := range 20 { // wider at the foot
			x, y := 60+c*36, 60+line*50
			ink(m, x+8, y, x+14, y+12)
			ink(m, x, y+12, x+22, y+24)
		}
	}
	for _, p := range []float64{0.5, 0.95} {
		reads := 0
		s := &stub{found: []image.Rectangle{image.Rect(55, 55, 800, 90)}, text: "12", p: p}
		s.sure = func(page *image.Gray) bool {
			reads++
			return page.GrayAt(899-60-2, 599-60-14).Y < 128 && page.GrayAt(899-60-2, 599-60-2).Y > 128 // turned by a half
		}
		page, err := Recognize(t.Context(), s, m, 300, 1)
		if err != nil || len(page.Glyphs) == 0 {
			t.Fatalf("%v, %d glyphs", err, len(page.Glyphs))
		}
		g := page.Glyphs[0]
		if over := p < surelyUpright; over != (g.Angle == 180) || over != (reads == 3) {
			t.Errorf("read with %v: %d readings, a glyph at %d degrees", p, reads, g.Angle)
		}
		if b := g.Box; g.Angle == 180 && (b.Y1 < 100 || b.X0 < 100) {
			t.Errorf("the first glyph is at %v", b)
		}
	}
}

// A pale hairline is a ruling, grey paper is none.
func TestFaint(t *testing.T) {
	m := paper(900, 600)
	draw.Draw(m, image.Rect(0, 300, 900, 600), image.NewUniform(color.Gray{Y: 215}), image.Point{}, draw.Src)
	for _, y := range []int{100, 200, 400} {
		draw.Draw(m, image.Rect(100, y, 800, y+2), image.NewUniform(color.Gray{Y: 175}), image.Point{}, draw.Src)
	}
	ink(m, 100, 500, 800, 503)
	r := newRaster(m, 300)
	r.threshold = 128 // as where there is more type on the page
	if rules := r.rules(); len(rules) != 4 {
		t.Errorf("%v", rules)
	}
}

// Characters that stand upright under one another are read one by one, also
// those in pieces; boxes of one line of text are read once.
func TestUpended(t *testing.T) {
	m := paper(600, 600)
	for i := range 4 {
		y := 100 + 60*i
		ink(m, 100, y, 140, y+10) // two strokes, as of 工
		ink(m, 100, y+30, 140, y+40)
	}
	ink(m, 300, 300, 520, 340)
	for i := range 10 { // type that shows which way is up
		ink(m, 200+30*i, 500, 220+30*i, 520)
	}
	s := &stub{text: "工", p: 0.9, found: []image.Rectangle{
		image.Rect(90, 90, 150, 330), image.Rect(295, 290, 530, 345), image.Rect(310, 295, 530, 350),
		image.Rect(190, 490, 510, 530),
	}}
	if _, err := Recognize(t.Context(), s, m, 300, 1); err != nil {
		t.Fatal(err)
	}
	want := []image.Rectangle{
		image.Rect(94, 94, 146, 146), image.Rect(94, 154, 146, 206), image.Rect(94, 214, 146, 266),
		image.Rect(94, 274, 146, 326), image.Rect(295, 290, 530, 350),
		image.Rect(190, 490, 510, 530),
	}
	if diff := cmp.Diff(want, s.read); diff != "" {
		t.Error(diff)
	}
}

// A negative is read as the page it is of.
func TestNegative(t *testing.T) {
	m := paper(300, 200)
	ink(m, 50, 50, 250, 53)
	for i, v := range m.Pix {
		m.Pix[i] = 255 - v
	}
	r := newRaster(m, 300)
	if !r.dark(100, 51) || r.dark(100, 100) {
		t.Error("the page is still white on black")
	}
}

func TestReword(t *testing.T) {
	chars := []Char{{Text: "部", Probability: 1}, {Text: "内", Probability: 0.4, Second: "內", Third: "门"},
		{Text: "1", Probability: 0.4, Second: "门"}, {Text: "内", Probability: 0.95, Second: "门"}}
	reword(chars)
	got := ""
	for _, c := range chars {
		got += c.Text
	}
	if got != "部门1内" || chars[1].Second != "内" {
		t.Errorf("%s, %v", got, chars[1])
	}
	chars = []Char{{Text: "收", Probability: 0.9}, {Text: "文", Probability: 0.9}, {Text: "文", Probability: 0.9}}
	if reword(chars); chars[1].Text != "支" || chars[2].Text != "文" {
		t.Errorf("a character that looks alike: %v", chars)
	}
}

// The type of lines set close is as large as their own ink.
func TestApart(t *testing.T) {
	m := paper(600, 300)
	for x := 100; x < 400; x += 40 {
		ink(m, x, 100, x+34, 137)
		ink(m, x, 142, x+34, 179)
	}
	page := newRaster(m, 300)
	var lines []Line
	for _, b := range []image.Rectangle{image.Rect(90, 90, 420, 149), image.Rect(90, 130, 420, 189)} {
		lines = append(lines, Line{Box: b, Chars: []Char{{Text: "支", Probability: 1, From: 10, To: 40}}})
	}
	for _, g := range page.glyphs(lines, 1) {
		if g.Size < 37 || g.Size > 43 {
			t.Errorf("a glyph of %v", g.Size)
		}
	}
	if two := apart([]Line{lines[0], {Box: image.Rect(100, 95, 200, 145)}}); two[0] != lines[0].Box {
		t.Errorf("a line within another cuts it: %v", two)
	}
}

// What two boxes of a line share is read once.
func TestSeam(t *testing.T) {
	line := func(x, y int, text string) Line {
		l := Line{Box: image.Rect(x, y, x+40*len(text), y+50)}
		for i, c := range text {
			l.Chars = append(l.Chars, Char{Text: string(c), From: float64(40*i) + 5, To: float64(40*i) + 35})
		}
		return l
	}
	for _, c := range []struct {
		name  string
		a, b  Line
		texts string
	}{
		{"shared", line(100, 100, "123"), line(182, 104, "345"), "123 45"},
		{"side by side", line(100, 100, "133"), line(220, 100, "345"), "133 345"},
		{"others", line(100, 100, "123"), line(182, 100, "445"), "123 445"},
		{"another line", line(100, 100, "123"), line(182, 140, "345"), "123 345"},
	} {
		lines := []Line{c.b, c.a}
		if seam(lines); textOf(lines[1].Chars)+" "+textOf(lines[0].Chars) != c.texts {
			t.Errorf("%s: %s %s", c.name, textOf(lines[1].Chars), textOf(lines[0].Chars))
		}
	}
}

// No amount has a point behind its decimals; the number of a list has one.
func TestUnspeck(t *testing.T) {
	for text, want := range map[string]string{"9,644,168.37.": "9,644,168.37", "15.50,": "15.50", "1.": "1.", "1.2": "1.2", ".29.20": "29.20",
		".5": ".5", ".12.50.": "12.50",
		"2.1.": "2.1.", "12.50%.": "12.50%.", "": ""} {
		var chars []Char
		for _, c := range text {
			chars = append(chars, Char{Text: string(c)})
		}
		got := ""
		for _, c := range unspeck(chars) {
			got += c.Text
		}
		if got != want {
			t.Errorf("%s became %s", text, got)
		}
	}
}

// Groups of digits are parted by commas, and decimals by a point.
func TestPoint(t *testing.T) {
	for text, want := range map[string]string{"3.348.81": "3,348.81", "9,644,168,37": "9,644,168.37", "1.234": "1.234",
		"3,348.81": "3,348.81", "2024.12.31": "2024.12.31", "12.34.56": "12.34.56", "（1.348.20）": "（1,348.20）"} {
		var chars []Char
		for _, c := range text {
			chars = append(chars, Char{Text: string(c)})
		}
		if point(chars); textOf(chars) != want {
			t.Errorf("%s became %s", text, textOf(chars))
		}
	}
}

// Strokes alone in a cell are told by what they look like.
func TestLone(t *testing.T) {
	m := paper(900, 200)
	ink(m, 100, 80, 114, 84)  // a dash
	ink(m, 200, 80, 236, 84)  // 一
	ink(m, 300, 74, 330, 78)  // =
	ink(m, 300, 86, 330, 90)  //
	ink(m, 404, 70, 428, 74)  // 二
	ink(m, 400, 92, 434, 96)  //
	ink(m, 500, 70, 620, 110) // other type
	r := newRaster(m, 300)
	for _, c := range []struct {
		x          int
		text, want string
	}{{90, "一", "-"}, {190, "一", "一"}, {290, "二", "="}, {290, "三", "="}, {390, "二", "二"}, {490, "二", "二"}, {90, "·", "·"}} {
		box := image.Rect(c.x, 60, c.x+60, 120)
		l := Line{Box: box, Chars: []Char{{Text: c.text}}}
		if r.lone(&l, r.inkBox(box), 38); l.Chars[0].Text != c.want {
			t.Errorf("%s at %d became %s", c.text, c.x, l.Chars[0].Text)
		}
	}
}

// The point of a number parts it from its decimals no more than digits part one
// another.
func TestOneNumber(t *testing.T) {
	m := measured{size: 30}
	at := func(text string, x float64) *Char { return &Char{Text: text, From: x, To: x + 10} }
	for _, c := range []struct {
		a, b string
		x    float64
		want bool
	}{{"2", "4", 20, true}, {"4", ".", 20, true}, {".", "0", 20, true}, {".", "0", 40, false}, {"元", "0", 20, false},
		{".", ".", 20, false}, {"4", "年", 20, false}} {
		if got := m.oneNumber(at(c.a, 0), at(c.b, c.x)); got != c.want {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
}

// What is much paler than type is taken out, the type over it is not, and
// neither is pale type on a page that has no other.
func TestUnveil(t *testing.T) {
	m := paper(900, 600)
	grey := image.NewUniform(color.Gray{Y: 190})
	for i := range 20 { // the back of the sheet shows through
		draw.Draw(m, image.Rect(40+i*40, 100, 70+i*40, 500), grey, image.Point{}, draw.Src)
	}
	for i := range 20 {
		ink(m, 50+i*40, 200, 56+i*40, 240)
	}
	r := newRaster(m, 300)
	r.unveil()
	for _, c := range []struct {
		what string
		x, y int
		ink  bool
	}{{"the back", 62, 400, false}, {"type over it", 53, 220, true}, {"the edge of type", 57, 220, true}} {
		if (r.grey[c.y*r.width+c.x] < 250) != c.ink {
			t.Errorf("%s: grey value %d", c.what, r.grey[c.y*r.width+c.x])
		}
	}
	m = paper(900, 600)
	for i := range 20 {
		draw.Draw(m, image.Rect(50+i*40, 200, 56+i*40, 240), grey, image.Point{}, draw.Src)
	}
	r = newRaster(m, 300)
	if r.unveil(); r.grey[220*r.width+53] != 190 {
		t.Error("pale type was taken out")
	}
}

// Where light falls off, type is told from paper as well as elsewhere; what is
// filled stays so, with the white type on it, and so does a page in even light.
func TestFlatten(t *testing.T) {
	m := paper(1200, 1600)
	for y := 100; y < 1500; y += 50 {
		ink(m, 60, y, 64, y+20)
		ink(m, 600, y, 604, y+20)
	}
	draw.Draw(m, image.Rect(700, 700, 1100, 1000), image.NewUniform(color.Gray{Y: 110}), image.Point{}, draw.Src)
	draw.Draw(m, image.Rect(800, 800, 804, 820), image.White, image.Point{}, draw.Src)
	even := newRaster(m, 300)
	if diff := cmp.Diff(m.Pix, even.grey); diff != "" {
		t.Error("a page in even light was changed")
	}
	for y := range 1600 {
		for x := range 1200 {
			i, away := y*m.Stride+x, 1-float64(x)/1200
			m.Pix[i] = uint8(float64(m.Pix[i]) * (1 - 0.6*away*away))
		}
	}
	r := newRaster(m, 300)
	for _, c := range []struct {
		what string
		x, y int
		ink  bool
	}{{"type in the shade", 62, 110, true}, {"paper in the shade", 50, 110, false}, {"type in the light", 602, 110, true},
		{"paper in the light", 650, 110, false}, {"a fill", 790, 810, true}, {"white type on it", 802, 810, false}} {
		if r.dark(c.x, c.y) != c.ink {
			t.Errorf("%s is ink: %v, grey value %d of %d", c.what, !c.ink, r.grey[c.y*r.width+c.x], r.threshold)
		}
	}
}

// A stamp without colour is taken out, also between what crosses it; type on it,
// a headline in grey and a grey fill stay.
func TestUnstamp(t *testing.T) {
	m := paper(1200, 1200)
	grey := image.NewUniform(color.Gray{Y: 110})
	for a := range 3600 {
		x, y := 600+230*math.Cos(float64(a)/1800*math.Pi), 600+230*math.Sin(float64(a)/1800*math.Pi)
		draw.Draw(m, image.Rect(int(x), int(y), int(x)+16, int(y)+16), grey, image.Point{}, draw.Src)
	}
	draw.Draw(m, image.Rect(300, 596, 900, 600), image.White, image.Point{}, draw.Src) // where a ruling was
	for x := 100; x < 1100; x += 40 {
		ink(m, x, 450, x+6, 480)
		ink(m, x, 1000, x+6, 1100)
		draw.Draw(m, image.Rect(x, 100, x+25, 160), grey, image.Point{}, draw.Src)
	}
	draw.Draw(m, image.Rect(100, 1120, 500, 1190), grey, image.Point{}, draw.Src)
	r := newRaster(m, 300)
	r.unstamp()
	for _, c := range []struct {
		what string
		x, y int
		ink  bool
	}{{"the stamp", 605, 838, false}, {"the stamp", 378, 605, false}, {"type on it", 463, 470, true},
		{"a headline", 110, 130, true}, {"a fill", 300, 1150, true}} {
		if r.dark(c.x, c.y) != c.ink {
			t.Errorf("%s is ink: %v", c.what, !c.ink)
		}
	}
}

// A line that dust has drawn over the margins too is taken out, and what it
// crosses is filled in; a picture cut out along the rulings of a table keeps them.
func TestUnstreak(t *testing.T) {
	m := paper(900, 1200)
	ink(m, 100, 300, 800, 304)
	ink(m, 400, 300, 403, 900)
	for y := range 1200 {
		m.SetGray(500, y, color.Gray{Y: 150})
		m.SetGray(501, y, color.Gray{Y: 150})
	}
	r := newRaster(m, 300)
	r.unstreak()
	if r.grey[700*900+500] < 250 || !r.dark(500, 302) || !r.dark(401, 700) {
		t.Errorf("the streak is %d, the ruling under it %d, another %d", r.grey[700*900+500], r.grey[302*900+500],
			r.grey[700*900+401])
	}
	cut := m.SubImage(image.Rect(100, 300, 800, 900)).(*image.Gray)
	r = newRaster(cut, 300)
	if r.unstreak(); r.grey[400*700+400] > 200 || !r.dark(301, 400) {
		t.Error("a ruling of a table was taken out")
	}
}

func TestColour(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 900, 900))
	draw.Draw(m, m.Bounds(), image.White, image.Point{}, draw.Src)
	red := image.NewUniform(color.RGBA{220, 30, 30, 255})
	for a := range 3600 { // a round stamp of 40 mm
		x, y := 450+230*math.Cos(float64(a)/1800*math.Pi), 600+230*math.Sin(float64(a)/1800*math.Pi)
		draw.Draw(m, image.Rect(int(x), int(y), int(x)+8, int(y)+8), red, image.Point{}, draw.Src)
	}
	draw.Draw(m, image.Rect(440, 600, 800, 605), image.Black, image.Point{}, draw.Src) // type under it
	for x := 200; x < 700; x += 30 {                                                   // a headline in red
		draw.Draw(m, image.Rect(x, 100, x+20, 150), red, image.Point{}, draw.Src)
	}
	r := newRaster(m, 300)
	for _, c := range []struct {
		what string
		x, y int
		ink  bool
	}{{"the headline", 205, 120, true}, {"type under the stamp", 683, 602, true}, {"the stamp", 452, 833, false},
		{"the stamp", 222, 603, false}} {
		if r.dark(c.x, c.y) != c.ink {
			t.Errorf("%s is ink: %v", c.what, !c.ink)
		}
	}
}

// twoPages is a TIFF file with two pages.
func twoPages(t testing.TB) []byte {
	t.Helper()
	var one, two bytes.Buffer
	if err := errors.Join(tiff.Encode(&one, paper(20, 30), nil), tiff.Encode(&two, paper(40, 50), nil)); err != nil {
		t.Fatal(err)
	}
	// The second file behind the first, with its places moved.
	out, second := one.Bytes(), two.Bytes()
	le := binary.LittleEndian
	base := uint32(len(out))
	at := le.Uint32(second[4:])
	for i := range uint32(le.Uint16(second[at:])) {
		e := second[at+2+12*i:]
		size := map[uint16]uint32{1: 1, 2: 1, 3: 2, 4: 4, 5: 8}[le.Uint16(e[2:])] * le.Uint32(e[4:])
		if tag := le.Uint16(e); tag == 273 || size > 4 {
			le.PutUint32(e[8:], le.Uint32(e[8:])+base)
		}
	}
	first := le.Uint32(out[4:])
	le.PutUint32(out[first+2+12*uint32(le.Uint16(out[first:])):], base+at)
	return append(out, second...)
}

func TestPictures(t *testing.T) {
	var sizes []image.Point
	err := pictures(twoPages(t), func(n int, img image.Image, _ float64) error {
		if n != len(sizes)+1 {
			t.Errorf("page %d after %d", n, len(sizes))
		}
		sizes = append(sizes, img.Bounds().Size())
		return nil
	})
	if err != nil || !slices.Equal(sizes, []image.Point{{20, 30}, {40, 50}}) {
		t.Errorf("%v, %v", sizes, err)
	}
	var huge bytes.Buffer
	if err := png.Encode(&huge, paper(1, 1)); err != nil {
		t.Fatal(err)
	}
	b := huge.Bytes()
	copy(b[16:], "\x00\x7f\xff\xff\x00\x7f\xff\xff") // as large as a PNG may say it is
	nothing := func(int, image.Image, float64) error { return nil }
	if err := pictures(b, nothing); err == nil {
		t.Error("a huge picture: no error")
	}
	if err := pictures([]byte("\x89PNG\r\n\x1a\n"), nothing); !errors.Is(err, document.ErrDamaged) {
		t.Errorf("a picture cut off: %v", err)
	}
}

func FuzzPictures(f *testing.F) {
	f.Add(twoPages(f))
	f.Fuzz(func(_ *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		_ = pictures(data, func(_ int, img image.Image, dpi float64) error {
			if s := img.Bounds().Size(); s.X*s.Y < 1<<20 {
				newRaster(img, dpi).rules()
			}
			return nil
		})
	})
}

func BenchmarkRules(b *testing.B) {
	m := paper(2480, 3508)
	for y := 300; y < 3300; y += 60 {
		ink(m, 200, y, 2300, y+3)
	}
	for b.Loop() {
		newRaster(m, 300).rules()
	}
}
