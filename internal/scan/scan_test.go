package scan

import (
	"image"
	"image/draw"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPage(t *testing.T) {
	page := image.NewRGBA(image.Rect(0, 0, 300, 200))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(page, image.Rect(50, 100, 250, 102), image.Black, image.Point{}, draw.Src)
	if diff := cmp.Diff(Qualities["300"].Page(page, 1), image.Image(grey(page))); diff != "" {
		t.Error("a clean scan is not the page:", diff)
	}
	one, again, other := Qualities["bad"].Page(page, 1), Qualities["bad"].Page(page, 1), Qualities["bad"].Page(page, 2)
	if cmp.Diff(one, again) != "" {
		t.Error("the same scan twice differs")
	}
	if cmp.Diff(one, other) == "" {
		t.Error("scans of two pages have the same blotches")
	}
	if one.At(250, 104) == one.At(250, 97) {
		t.Error("the page was not turned clockwise")
	}
}
