package extract

import (
	"context"
	"errors"
	"image"
	"os"
	"testing"

	"github.com/yusuan/yusuan/document"
)

func TestRender(t *testing.T) {
	r, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	data, err := os.ReadFile("../fixtures/_scanned/qingping-culture-2026-unit.pdf")
	if err != nil {
		t.Fatal(err)
	}
	in := Input{Source: "a.pdf", Data: data}
	regions := []document.Region{{Page: 2}, {Page: 1, Box: document.Box{X0: 72, Y0: 72, X1: 144, Y1: 108}}}
	var sizes []image.Point
	err = r.Render(context.Background(), in, 144, regions, func(i int, img image.Image) error {
		if i != len(sizes) {
			t.Errorf("picture %d comes at place %d", i, len(sizes))
		}
		sizes = append(sizes, img.Bounds().Size())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(sizes) != 2 || sizes[0].Y < 2*500 || sizes[1] != image.Pt(144, 72) {
		t.Errorf("sizes %v", sizes)
	}
	each := func(int, image.Image) error { return nil }
	if err := r.Render(context.Background(), in, 144, []document.Region{{Page: 999}}, each); err == nil {
		t.Error("a page that is not there is no error")
	}
	if err := r.Render(context.Background(), Input{Source: "a.md", Data: []byte("# 预算\n")}, 144, regions,
		each); !errors.Is(err, document.ErrUnsupported) {
		t.Errorf("text without pages: %v", err)
	}
	stop := errors.New("stop")
	if err := r.Render(context.Background(), in, 72, regions, func(int, image.Image) error {
		return stop
	}); !errors.Is(err, stop) {
		t.Errorf("each's error became %v", err)
	}
}

// TestRenders: pages of PDF and OFD are drawn, those of nothing else.
func TestRenders(t *testing.T) {
	r, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for name, want := range map[document.Format]bool{document.PDF: true, document.OFD: true, document.HTML: false} {
		if got := r.Renders(name); got != want {
			t.Errorf("%s is drawn: %v", name, got)
		}
	}
	data, err := os.ReadFile("../fixtures/_ofd/lanjiang-water-2018-budget.ofd")
	if err != nil {
		t.Fatal(err)
	}
	ink := 0
	err = r.Render(context.Background(), Input{Source: "a.ofd", Data: data}, 72, []document.Region{{Page: 1}},
		func(_ int, img image.Image) error {
			for y := range img.Bounds().Dy() {
				for x := range img.Bounds().Dx() {
					if r, _, _, _ := img.At(x, y).RGBA(); r < 0x8000 {
						ink++
					}
				}
			}
			return nil
		})
	if err != nil || ink < 100 {
		t.Errorf("%d dark pixels, %v", ink, err)
	}
}
