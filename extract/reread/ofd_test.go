package reread

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/ofdfile"
)

// TestOFD: numbers of OFD pages stand where they are drawn, whatever the producer.
func TestOFD(t *testing.T) {
	page := ofdfile.Page{Width: 200, Height: 100, Texts: []ofdfile.Text{
		{X: 20, Y: 30, Size: 10, Text: "合计12.50"},
		{X: 120, Y: 30, Size: 10, Text: "1,204", Steps: []float64{5, 5, 5, 5}},
		{X: 20, Y: 60, Size: 10, Text: "-3.00", Turn: 90},
		{X: 120, Y: 60, Size: 10, Text: "9.99", Attributes: `Visible="false"`},
	}}
	for _, style := range ofdfile.Styles {
		data, err := ofdfile.Write("预算", []ofdfile.Page{page, page}, style)
		if err != nil {
			t.Fatal(err)
		}
		r, err := OpenOFD(context.Background(), data)
		if err != nil {
			t.Fatal(err)
		}
		p, err := r.Page(context.Background(), 2)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, n := range p.Numbers {
			got = append(got, n.Text)
			if n.Text == "1,204" && (n.Box.X0 < 119 || n.Box.X1 > 147 || n.Box.Y1 < 29 || n.Box.Y1 > 33) {
				t.Errorf("style %d: %s stands at %v", style, n.Text, n.Box)
			}
		}
		if diff := cmp.Diff([]string{"12.50", "1,204", "3.00"}, got); diff != "" {
			t.Errorf("style %d: %s", style, diff)
		}
		if _, err := r.Page(context.Background(), 3); !errors.Is(err, document.ErrDamaged) {
			t.Errorf("a page that is not there: %v", err)
		}
	}
}

// FuzzOFD: no package makes the second reading fail but by an error.
func FuzzOFD(f *testing.F) {
	for _, style := range ofdfile.Styles {
		data, err := ofdfile.Write("x", []ofdfile.Page{{Width: 100, Height: 100,
			Texts: []ofdfile.Text{{X: 10, Y: 20, Size: 9, Text: "12.50"}}}}, style)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := OpenOFD(t.Context(), data)
		if err != nil {
			return
		}
		for n := range min(len(r.pages), 3) {
			_, _ = r.Page(t.Context(), n+1)
		}
	})
}
