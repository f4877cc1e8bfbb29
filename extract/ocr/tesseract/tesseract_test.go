package tesseract

import (
	"errors"
	"image"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/ocr"
)

const hocr = `<?xml version="1.0"?><html><head><title></title></head><body>
<div class='ocr_page' title='image "1.png"; bbox 0 0 90 60; ppageno 0; scan_res 300 300'>
 <span class='ocrx_word' title='bbox 10 8 55 47; x_wconf 93'>
  <span class='ocrx_cinfo' title='x_bboxes 10 8 30 47; x_conf 99.4'>1</span>
  <span class='ocrx_cinfo' id='lstm_choices_1'>
   <span class='ocrx_cinfo' title='x_confs 91.5'>1</span>
   <span class='ocrx_cinfo' title='x_confs 12'>7</span>
   <span class='ocrx_cinfo' title='x_confs 3'>l</span>
  </span>
  <span class='ocrx_cinfo' title='x_bboxes 32 8 55 47; x_conf 60'>&lt;</span>
 </span>
</div>
<div class='ocr_page' title='image "2.png"; bbox 0 0 90 60; ppageno 1'>
 <span class='ocrx_word' title='bbox 94 2 108 54; x_wconf 0'>
  <span class='ocrx_cinfo' title='x_bboxes 94 2 108 54; x_conf 98'>元</span></span>
</div>`

func TestParseHOCR(t *testing.T) {
	want := []symbol{
		{0, ocr.Char{Text: "1", Probability: 0.93, Second: "7", SecondProbability: 0.12, From: 10, To: 30}},
		{0, ocr.Char{Text: "<", Probability: 0.6, From: 32, To: 55}},
		{1, ocr.Char{Text: "元", From: 94, To: 108}},
	}
	if diff := cmp.Diff(want, parseHOCR(hocr), cmp.AllowUnexported(symbol{})); diff != "" {
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

func FuzzParseHOCR(f *testing.F) {
	f.Add(hocr)
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range parseHOCR(s) {
			if c.Text == "" || c.Probability < 0 || c.Probability > 1 || c.SecondProbability > 1 {
				t.Errorf("%+v", c)
			}
		}
	})
}
