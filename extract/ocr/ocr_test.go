package ocr

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
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

func TestLines(t *testing.T) {
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
	r := newRaster(m)
	got := r.lines(300)
	want := []line{{100, 100, 899, 102, false}, {100, 300, 899, 301, false}, {100, 700, 899, 704, false}, {100, 100, 102, 302, true}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(line{})); diff != "" {
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
	r := newRaster(m)
	if k := r.skew(300); k < 0.0145 || k > 0.0155 {
		t.Errorf("skew %v, want 0.015", k)
	}
	r.straighten(300)
	lines := r.lines(300)
	if len(lines) != 4 {
		t.Fatalf("%d rulings, want 4", len(lines))
	}
	for _, l := range lines {
		if l.y1-l.y0 > 4 || l.x1-l.x0 < 990 {
			t.Errorf("ruling %v is not straight or not whole", l)
		}
	}
	straight := newRaster(paper(500, 500))
	if k := straight.skew(300); k != 0 {
		t.Errorf("an empty page has a skew of %v", k)
	}
}

func TestParseTSV(t *testing.T) {
	const table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n" +
		"4\t1\t1\t1\t1\t0\t90\t100\t300\t60\t-1\t\n" +
		"5\t1\t1\t1\t1\t1\t100\t100\t77\t57\t55.5\t18,\n" +
		"5\t1\t1\t1\t1\t2\t210\t100\t104\t49\t90\t330.\n" +
		"5\t1\t1\t1\t1\t3\t350\t100\t56\t48\t73\t37\n" +
		"5\t1\t1\t1\t1\t4\t500\t100\t60\t48\t96\t12\n" +
		"5\t1\t1\t1\t1\t5\t600\t100\t90\t48\t0\t收入1\n" +
		"5\t1\t1\t1\t2\t1\t700\t100\t60\t48\t96\t \n" +
		"5\tx\n"
	var got []string
	words := parseTSV(table)
	for _, w := range words {
		got = append(got, w.text)
	}
	if diff := cmp.Diff([]string{"18,330.37", "12", "收入1"}, got); diff != "" {
		t.Fatal(diff)
	}
	if words[0].confidence != 0.555 || words[2].confidence == 0 {
		t.Errorf("confidences %v, %v", words[0].confidence, words[2].confidence)
	}
	g := words[2].glyphs(0.5)
	want := []document.Box{{X0: 300, Y0: 50, X1: 318, Y1: 74}, {X0: 318, Y0: 50, X1: 336, Y1: 74}, {X0: 336, Y0: 50, X1: 345, Y1: 74}}
	for i, b := range want {
		if g[i].Box != b {
			t.Errorf("glyph %d: %v, want %v", i, g[i].Box, b)
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
	err := Pictures(twoPages(t), func(n int, img image.Image, _ float64) error {
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
	if err := Pictures(b, nothing); err == nil {
		t.Error("a huge picture: no error")
	}
	if err := Pictures([]byte("\x89PNG\r\n\x1a\n"), nothing); !errors.Is(err, document.ErrDamaged) {
		t.Errorf("a picture cut off: %v", err)
	}
}

func TestNeedsTool(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := Recognize(t.Context(), paper(10, 10), 300, 1); !errors.Is(err, document.ErrNeedsTool) {
		t.Errorf("%v", err)
	}
}

func FuzzPictures(f *testing.F) {
	f.Add(twoPages(f))
	f.Fuzz(func(_ *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		_ = Pictures(data, func(_ int, img image.Image, dpi float64) error {
			if s := img.Bounds().Size(); s.X*s.Y < 1<<20 {
				newRaster(img).lines(dpi)
			}
			return nil
		})
	})
}

func FuzzParseTSV(f *testing.F) {
	f.Add("5\t1\t1\t1\t1\t1\t100\t100\t77\t57\t55.5\t18,\n")
	f.Fuzz(func(t *testing.T, s string) {
		for _, w := range parseTSV(s) {
			if len(w.glyphs(1)) == 0 {
				t.Error("a word without glyphs")
			}
		}
	})
}

func BenchmarkLines(b *testing.B) {
	m := paper(2480, 3508)
	for y := 300; y < 3300; y += 60 {
		ink(m, 200, y, 2300, y+3)
	}
	for b.Loop() {
		newRaster(m).lines(300)
	}
}
