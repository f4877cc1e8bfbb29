package tesseract

import (
	"errors"
	"image"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/ocr"
)

func TestParseTSV(t *testing.T) {
	const table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n" +
		"4\t1\t1\t1\t1\t0\t90\t100\t300\t60\t-1\t\n" +
		"5\t1\t1\t1\t1\t1\t110\t100\t77\t57\t55.5\t18,\n" +
		"5\t2\t1\t1\t1\t1\t90\t100\t50\t57\t0\t收入1\n" +
		"5\t2\t1\t1\t2\t1\t700\t100\t60\t48\t96\t \n" +
		"5\tx\n"
	words := parseTSV(table)
	want := []word{{1, 110, 77, 0.555, "18,"}, {2, 90, 50, 0, "收入1"}}
	if diff := cmp.Diff(want, words, cmp.AllowUnexported(word{})); diff != "" {
		t.Fatal(diff)
	}
	chars := []ocr.Char{{Text: "收", From: 80, To: 100}, {Text: "入", From: 100, To: 120}, {Text: "1", From: 120, To: 130}}
	if diff := cmp.Diff(chars, words[1].chars(10)); diff != "" {
		t.Error(diff)
	}
}

func TestNeedsTool(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	page := image.NewGray(image.Rect(0, 0, 10, 10))
	if _, err := (Engine{}).Read(t.Context(), page, []image.Rectangle{page.Rect}); !errors.Is(err, document.ErrNeedsTool) {
		t.Errorf("%v", err)
	}
}

func FuzzParseTSV(f *testing.F) {
	f.Add("5\t1\t1\t1\t1\t1\t100\t100\t77\t57\t55.5\t18,\n")
	f.Fuzz(func(t *testing.T, s string) {
		for _, w := range parseTSV(s) {
			for _, c := range w.chars(10) {
				if c.Text == "" {
					t.Error("a character without text")
				}
			}
		}
	})
}
