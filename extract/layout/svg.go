package layout

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
)

// WriteSVG draws what was seen on a page and what was made of it: glyphs in
// grey, rulings in black, the cells of each grid in colour with their row and
// column, blocks with a thin frame, and what the stages found in broken lines:
// lattices in orange, areas between rulings in olive, tables held together by
// white space in pink, columns of the page in blue. It is for finding out why a table came out
// the way it did.
func WriteSVG(w io.Writer, p *Page, flow compose.Page, t *Trace) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.1f %.1f" font-family="sans-serif">`+"\n",
		p.Width, p.Height)
	fmt.Fprintf(b, `<rect width="%.1f" height="%.1f" fill="white"/>`+"\n", p.Width, p.Height)
	rect := func(x document.Box, style string) {
		fmt.Fprintf(b, `<rect x="%.2f" y="%.2f" width="%.2f" height="%.2f" %s/>`+"\n", x.X0, x.Y0, max(x.Width(), 0),
			max(x.Height(), 0), style)
	}
	for _, it := range flow.Items {
		if it.Grid == nil {
			rect(it.Block.Box, `fill="none" stroke="#9467bd" stroke-width="0.3"`)
			continue
		}
		for i, row := range it.Grid.Cells {
			for j, c := range row {
				if c.State == document.CellCovered {
					continue
				}
				rect(c.Box, fmt.Sprintf(`fill="%s" fill-opacity="0.15" stroke="#d62728" stroke-width="0.4"`,
					[]string{"#1f77b4", "#2ca02c"}[(i+j)%2]))
				fmt.Fprintf(b, `<text x="%.2f" y="%.2f" font-size="3" fill="#d62728">%d,%d</text>`+"\n", c.Box.X0+0.5, c.Box.Y0+3,
					i, j)
			}
		}
	}
	if t != nil {
		regions := t.Regions
		if len(regions) == 1 {
			regions = nil // the page
		}
		for _, stage := range []struct {
			boxes  []document.Box
			colour string
		}{{t.Lattices, "#ff7f0e"}, {t.Bands, "#bcbd22"}, {t.Imagined, "#e377c2"}, {regions, "#1f77b4"}} {
			for _, b := range stage.boxes {
				rect(b, fmt.Sprintf(`fill="none" stroke="%s" stroke-width="0.8" stroke-dasharray="4 2"`, stage.colour))
			}
		}
	}
	for _, r := range p.Rules {
		rect(r.Box, `fill="black" fill-opacity="0.6"`)
	}
	for i := range p.Glyphs {
		g := &p.Glyphs[i]
		fmt.Fprintf(b, `<text x="%.2f" y="%.2f" font-size="%.2f" fill="#444" transform="rotate(%d %.2f %.2f)">`, g.Box.X0,
			g.Box.Y1-0.2*g.Size, g.Size, g.Angle, g.Box.X0, g.Box.Y1)
		if err := xml.EscapeText(b, []byte(glyphText(g))); err != nil {
			return err
		}
		fmt.Fprintln(b, `</text>`)
	}
	fmt.Fprintln(b, `</svg>`)
	return b.Flush()
}
