package ppocr

import (
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/draw"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/yusuan/yusuan/extract/ocr"
)

// model answers with what it is given, and notes the shapes it was asked.
type model struct {
	answer func(shape []int) (y []float32, out []int)
	shapes [][]int
	err    error
}

func (m *model) Run(_ context.Context, _ []float32, shape []int, use func(y []byte, shape []int)) error {
	m.shapes = append(m.shapes, shape)
	if m.err != nil {
		return m.err
	}
	y, out := m.answer(shape)
	b := make([]byte, 4*len(y))
	for i, v := range y {
		binary.LittleEndian.PutUint32(b[4*i:], math.Float32bits(v))
	}
	use(b, out)
	return nil
}

func paper(w, h int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Rect, image.White, image.Point{}, draw.Src)
	return m
}

func TestFind(t *testing.T) {
	// Text in the middle of a page that is halved for the model, and a speck.
	d := &model{answer: func(shape []int) ([]float32, []int) {
		h, w := shape[2], shape[3]
		y := make([]float32, w*h)
		for j := 100; j < 110; j++ {
			for i := 200; i < 300; i++ {
				y[j*w+i] = 0.9
			}
		}
		y[50*w+50] = 0.9
		return y, []int{1, 1, h, w}
	}}
	e := New("test", nil, func() (*Models, error) {
		return &Models{Detection: d, Close: func() error { return nil }}, nil
	})
	found, err := e.Find(t.Context(), paper(2688, 1344))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	if diff := cmp.Diff([]int{1, 3, 672, 1344}, d.shapes[0]); diff != "" {
		t.Error(diff)
	}
	// Twice the core, grown by area over perimeter: 1000*1.6/220 = 7.3 pixels.
	if got := found[0]; got.Min.X < 380 || got.Min.X > 390 || got.Max.X < 610 || got.Max.X > 620 || got.Min.Y < 180 ||
		got.Max.Y > 240 {
		t.Error(got)
	}
	if found, err := e.Find(t.Context(), image.NewGray(image.Rectangle{})); found != nil || err != nil {
		t.Error("an empty page:", found, err)
	}
}

func TestRead(t *testing.T) {
	// Characters 1, 2 and 3, then the space; the steps say 1, 1, nothing, 1, 2.
	steps := [][]float32{{0, 0.6, 0.3, 0.1, 0}, {0, 0.8, 0.05, 0.15, 0}, {1, 0, 0, 0, 0}, {0.1, 0.9, 0, 0, 0},
		{0, 0.2, 0.7, 0.1, 0}}
	r := &model{}
	r.answer = func(shape []int) (y []float32, out []int) {
		for range shape[0] {
			for _, s := range steps {
				y = append(y, s...)
			}
		}
		return y, []int{shape[0], len(steps), len(steps[0])}
	}
	closed := 0
	e := New("test", []byte("1\n2\r\n3\n"), func() (*Models, error) {
		return &Models{Recognition: r, Close: func() error { closed++; return nil }}, nil
	})
	lines := []image.Rectangle{image.Rect(0, 0, 1000, 24), image.Rect(10, 100, 90, 148), image.Rect(900, 900, 950, 950)}
	got, err := e.Read(t.Context(), paper(1000, 500), lines)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]int{{1, 3, 48, 80}, {1, 3, 48, 2000}}, r.shapes); diff != "" {
		t.Error(diff)
	}
	want := ocr.Line{Box: lines[1], Chars: []ocr.Char{
		{Text: "1", Probability: 0.8, Second: "3", SecondProbability: 0.15, Third: "2", From: 0, To: 32},
		{Text: "1", Probability: 0.9, Second: "2", From: 48, To: 64, Third: "3"},
		{Text: "2", Probability: 0.7, Second: "1", SecondProbability: 0.2, Third: "3", From: 64, To: 80},
	}}
	if diff := cmp.Diff(want, got[1], cmpopts.EquateApprox(0, 1e-6)); diff != "" {
		t.Error(diff)
	}
	if len(got[2].Chars) > 0 {
		t.Error("a line outside of the page was read")
	}
	// Another dictionary's model is an error and not a wrong text; a worker that
	// failed is not used again.
	steps = [][]float32{{1, 0, 0, 0}}
	if _, err := e.Read(t.Context(), paper(1000, 500), lines); err == nil {
		t.Error("an answer of another shape was read")
	}
	r.err = errors.New("broken")
	if _, err := e.Read(t.Context(), paper(1000, 500), lines); !errors.Is(err, r.err) {
		t.Error(err)
	}
	if closed != 2 {
		t.Errorf("%d workers closed, want 2", closed)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}
