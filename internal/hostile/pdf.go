package hostile

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/yusuan/yusuan/internal/pdffile"
)

const (
	font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
	form = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
)

// page is a file of one page with a content; more are objects from number 6.
func page(content string, more ...string) []byte {
	return pdffile.Write("", append([]string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>/XObject<</X 6 0 R>>>>/Contents 5 0 R>>",
		font, pdffile.Flate("", content),
	}, more...)...)
}

// numbers sets n numbers in ten columns.
func numbers(n int) string {
	return "BT /F 5 Tf\n" + repeat(n, func(i int) string {
		return fmt.Sprintf("1 0 0 1 %d %.2f Tm (%d.%02d)Tj\n", 20+i%10*56, 835-float64(i/10)*8300/float64(n), i*37%10000,
			i%100)
	}) + "ET"
}

func pdfs(n func(int) int) []File {
	r := rand.New(rand.NewPCG(1, 2))
	var out []File
	add := func(name string, data []byte) { out = append(out, File{name + ".pdf", data}) }
	add("flate", page(strings.Repeat(" ", n(600_000_000))))
	add("forms", page("/X Do", pdffile.Flate(form+"/Resources<</XObject<</X 6 0 R>>/Font<</F 4 0 R>>>>",
		"BT /F 9 Tf 50 700 Td (1.0)Tj ET /X Do /X Do")))
	chain := make([]string, 20)
	for i := range chain {
		chain[i] = pdffile.Flate(form+fmt.Sprintf("/Resources<</XObject<</X %d 0 R>>/Font<</F 4 0 R>>>>", min(7+i, 25)),
			"BT /F 9 Tf 50 700 Td (1.0)Tj ET /X Do /X Do")
	}
	add("chain", page("/X Do", chain...))
	add("lines", page("0.3 w\n"+repeat(n(100_000), func(int) string {
		x, y := r.Float64()*590, r.Float64()*840
		if r.IntN(2) == 0 {
			return fmt.Sprintf("%.1f %.1f m %.1f %.1f l S\n", x, y, x+12, y)
		}
		return fmt.Sprintf("%.1f %.1f m %.1f %.1f l S\n", x, y, x, y+12)
	})))
	add("boxes", page(repeat(n(200_000), func(int) string {
		return fmt.Sprintf("%.1f %.1f 3 .5 re f\n", r.Float64()*590, r.Float64()*840)
	})))
	add("path", page("0 0 m\n"+repeat(n(1_000_000), func(i int) string {
		return fmt.Sprintf("%d %d l\n", i%590, i*7%840)
	})+"S"))
	add("glyphs", page("BT /F 6 Tf\n"+repeat(n(100_000), func(i int) string {
		return fmt.Sprintf("1 0 0 1 %.1f %.1f Tm (%d)Tj\n", r.Float64()*590, r.Float64()*840, i%10)
	})+"ET"))
	add("same", page("BT /F 6 Tf\n"+strings.Repeat("1 0 0 1 100 100 Tm (8)Tj\n", n(50_000))+"ET"))
	add("numbers", page(numbers(n(20_000))))
	add("long", page("BT /F 1 Tf 10 400 Td ("+strings.Repeat("1234567890", n(50_000))+")Tj ET"))
	add("arrays", page(strings.Repeat("[", n(2_000_000))))
	add("objects", pdffile.Write("", "<</Type/Catalog/Pages 2 0 R/X "+strings.Repeat("[", n(500_000))+strings.Repeat("]",
		n(500_000))+
		">>", "<</Type/Pages/Kids[]/Count 0>>"))
	add("huge", bytes.Replace(page(numbers(200)), []byte("[0 0 595 842]/Res"), []byte("[0 0 3e38 3e8]/Res"), 1))
	many := []string{"<</Type/Catalog/Pages 2 0 R>>", "", font, pdffile.Flate("",
		"0.3 w 10 10 m 585 10 l S "+numbers(100))}
	kids := ""
	for i := range n(5000) {
		many = append(many, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents 4 0 R>>")
		kids += fmt.Sprintf("%d 0 R ", i+5)
	}
	many[1] = fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", n(5000), kids)
	add("pages", pdffile.Write("", many...))
	return out
}
