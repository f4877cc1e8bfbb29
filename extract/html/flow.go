package html

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/compose"
)

// flow collects paragraphs and grids in reading order.
type flow struct {
	p     *page
	items []compose.Item
	raw   []*model // of each item that is a grid, otherwise nil
	grids bool
	para  strings.Builder
	said  bool // the paragraph has more than white space
	bold  bool // all text of the paragraph so far is bold
	size  float64
	err   error
}

// look is what elements hand down to the text in them.
type look struct {
	heading  int
	bold     bool
	centered bool
	pre      bool
	size     float64
}

func (c look) with(n *html.Node, st *style) look {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		c.heading = int(n.Data[1] - '0')
		c.bold = true
	}
	c.bold = c.bold || st.bold
	c.pre = c.pre || st.pre
	switch st.align {
	case "":
	case "center", "middle":
		c.centered = true
	default:
		c.centered = false
	}
	if st.size > 0 {
		c.size = st.size
	}
	return c
}

var blocks = map[atom.Atom]bool{
	atom.Address: true, atom.Article: true, atom.Aside: true, atom.Blockquote: true, atom.Body: true, atom.Center: true,
	atom.Dd:      true,
	atom.Details: true, atom.Dialog: true, atom.Div: true, atom.Dl: true, atom.Dt: true, atom.Fieldset: true,
	atom.Figcaption: true,
	atom.Figure:     true, atom.Footer: true, atom.Form: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true,
	atom.H5: true,
	atom.H6: true, atom.Header: true, atom.Hgroup: true, atom.Hr: true, atom.Html: true, atom.Li: true, atom.Main: true,
	atom.Nav: true,
	atom.Ol:  true, atom.P: true, atom.Pre: true, atom.Section: true, atom.Summary: true, atom.Table: true, atom.Ul: true,
	atom.Caption: true,
	atom.Tbody:   true, atom.Thead: true, atom.Tfoot: true, atom.Tr: true, atom.Td: true, atom.Th: true, atom.Legend: true,
	atom.Frameset: true,
}

func isBlock(n *html.Node) bool { return blocks[n.DataAtom] }

func (f *flow) isBlock(n *html.Node, st *style) bool {
	switch {
	case strings.HasPrefix(st.display, "inline"):
		return false
	case st.display == "block", st.display == "flex", st.display == "grid", st.display == "list-item",
		strings.HasPrefix(st.display, "table"):
		return true
	}
	return isBlock(n)
}

// block walks a node; text gathers until something ends the paragraph.
func (f *flow) block(n *html.Node, c look) {
	switch {
	case f.err != nil || f.p.skip(n):
		return
	case n.Type == html.TextNode:
		f.text(n.Data, c)
		return
	case n.DataAtom == atom.Br:
		f.flush(c)
		return
	case n.DataAtom == atom.Input:
		f.text(value(n), c)
		return
	}
	if n.Type == html.ElementNode {
		st := f.p.style(n)
		inner := c.with(n, st)
		if m := f.p.models[n]; m != nil {
			f.flush(c)
			f.table(n, m)
			return
		}
		switch {
		case f.isBlock(n, st):
			f.flush(c)
			defer f.flush(inner)
		case isPairLabel(n):
			f.flush(c)
			defer f.add("：", inner)
		}
		if (n.DataAtom == atom.Pre || st.pre && f.isBlock(n, st)) && f.pre(n, inner) {
			return
		}
		c = inner
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		f.block(k, c)
	}
}

func (f *flow) text(s string, c look) {
	if c.pre {
		for i, line := range strings.Split(s, "\n") {
			if i > 0 {
				f.flush(c)
			}
			f.add(strings.TrimSuffix(line, "\r"), c)
		}
		return
	}
	f.add(collapse(s), c)
}

func (f *flow) add(s string, c look) {
	if s == "" {
		return
	}
	if document.Squeeze(s) != "" {
		if !f.said {
			f.said, f.bold, f.size = true, true, c.size
		}
		f.bold = f.bold && c.bold
		f.size = max(f.size, c.size)
	}
	f.para.WriteString(s)
}

// flush ends the paragraph.
func (f *flow) flush(c look) {
	said, raw := f.said, f.para.String()
	f.para.Reset()
	if f.said = false; !said {
		return
	}
	if f.err == nil {
		f.err = budget.Charge(f.p.r.ctx, budget.Characters, len(raw))
	}
	text := trim(unite(raw))
	if document.Squeeze(text) == "" {
		return
	}
	b := document.Block{Kind: document.BlockParagraph, Text: text, FontSize: f.size, Bold: f.bold, Centered: c.centered,
		Table: -1}
	if c.heading > 0 {
		b.Kind, b.Level = document.BlockHeading, c.heading
	}
	f.items = append(f.items, compose.Item{Block: b})
	f.raw = append(f.raw, nil)
}

// collapse joins white space as a browser does: every run is one space. A
// line end between two Chinese characters is none at all, it only broke the
// source.
func collapse(s string) string {
	var b strings.Builder
	space, line := false, false
	last := rune(-1)
	for _, r := range s {
		switch r {
		case ' ', '\t', '\f':
			space = true
			continue
		case '\n', '\r':
			space, line = true, true
			continue
		}
		if space && !(line && wideRune(last) && wideRune(r)) {
			b.WriteByte(' ')
		}
		space, line = false, false
		b.WriteRune(r)
		last = r
	}
	if space {
		b.WriteByte(' ')
	}
	return b.String()
}

func wideRune(r rune) bool { return r >= 0x2E80 && r <= 0xFFEF }

// unite makes one space of those that met where nodes did.
func unite(s string) string {
	for strings.Contains(s, "  ") {
		s = strings.ReplaceAll(s, "  ", " ")
	}
	return strings.ReplaceAll(s, "\u00a0", " ")
}

func trim(s string) string {
	return strings.Trim(s, " \t\n\u00a0\u3000\u2002\u2003\u200b\ufeff")
}

// table puts a table's grid, its caption and the tables in its cells into the
// flow.
func (f *flow) table(n *html.Node, m *model) {
	g, nested, err := m.grid(f.p)
	if err != nil {
		f.err = err
		return
	}
	loose := m.loose
	if m.caption != nil && (g == nil || strings.Contains(g.Caption, "\n")) {
		// A caption of several lines is a title, a unit, an organization:
		// the same as such lines above a table.
		loose = append([]*html.Node{m.caption}, loose...)
		m.caption = nil
		if g != nil {
			g.Caption = ""
		}
	}
	for _, l := range loose {
		f.block(l, look{})
		f.flush(look{})
	}
	if g != nil {
		if items, ok := indexOf(g); ok {
			f.items = append(f.items, items...)
			f.raw = append(f.raw, make([]*model, len(items))...)
			g = nil
		}
	}
	if g != nil {
		f.grids = true
		f.items = append(f.items, compose.Item{Grid: g})
		f.raw = append(f.raw, m)
	}
	for _, t := range nested {
		f.block(t, look{})
	}
}

// join puts pieces of one table together that cannot be told apart from it by
// their columns: in a header or a total that was cut off, a column is never
// used by itself if a cell spans it, and alone it would be dropped. Pieces that
// have all of their columns stay as they are.
func (f *flow) join() {
	for i := 0; i+1 < len(f.items) && f.err == nil; i++ {
		if f.items[i].Grid == nil || f.items[i+1].Grid == nil {
			continue
		}
		a, b := width(f.items[i].Grid), width(f.items[i+1].Grid)
		narrow := i
		switch {
		case a < b && f.raw[i].width == b && f.raw[i].money(f.p) == 0:
		case b < a && f.raw[i+1].width == a:
			narrow = i + 1
		default:
			continue
		}
		f.raw[narrow].keep = true
		g, _, err := f.raw[narrow].grid(f.p)
		if err != nil {
			f.err = err
			return
		}
		f.items[narrow].Grid = g
		first, second := f.items[i].Grid, f.items[i+1].Grid
		if second.Caption != "" {
			continue
		}
		below := len(first.Cells)
		for _, row := range second.Cells {
			for j := range row {
				if row[j].State == document.CellCovered {
					row[j].Origin.Row += below
				}
			}
			first.Cells = append(first.Cells, row)
		}
		if narrow == i && first.Header == 0 {
			first.Header = below + second.Header
		}
		if f.raw[i].width < f.raw[i+1].width {
			f.raw[i] = f.raw[i+1]
		}
		f.items = slices.Delete(f.items, i+1, i+2)
		f.raw = slices.Delete(f.raw, i+1, i+2)
		i--
	}
}

func width(g *compose.Grid) int {
	if len(g.Cells) == 0 {
		return 0
	}
	return len(g.Cells[0])
}

// cellContent is what stands in a table cell.
type cellContent struct {
	text   string // with \n where a line or a paragraph ends
	indent float64
	bold   bool         // all of it
	nested []*html.Node // tables of data
}

// cell reads the content of a table cell; the indent is in 1/100 em.
func (p *page) cell(n *html.Node) cellContent {
	r := cellReader{p: p}
	r.read(n, look{}, true)
	raw := r.text.String()
	var kept []string
	for l := range strings.SplitSeq(raw, "\n") {
		if t := trim(unite(l)); document.Squeeze(t) != "" {
			kept = append(kept, t)
		}
	}
	return cellContent{text: strings.Join(kept, "\n"), indent: r.inset + leadingSpaces(raw), bold: r.any && !r.light,
		nested: r.nested}
}

// cellReader walks through the nodes of a cell.
type cellReader struct {
	p      *page
	text   strings.Builder
	inset  float64 // of the blocks around the first text, in 1/100 em
	any    bool    // text was seen
	light  bool    // some of it is not bold
	nested []*html.Node
}

func (r *cellReader) read(n *html.Node, c look, outermost bool) {
	switch {
	case r.p.skip(n):
		return
	case n.Type == html.TextNode || n.DataAtom == atom.Input:
		r.add(n, c)
		return
	case n.DataAtom == atom.Br:
		r.text.WriteByte('\n')
		return
	}
	if n.Type == html.ElementNode {
		st := r.p.style(n)
		c = c.with(n, st)
		if r.p.models[n] != nil {
			r.nested = append(r.nested, n)
			return
		}
		if block := isBlock(n) || st.display == "block"; block || outermost {
			if !outermost {
				r.newline()
				defer r.newline()
			}
			if !r.any {
				r.inset += st.inset()
			}
		}
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		r.read(k, c, false)
	}
}

// add takes the text of a node, or what stands in a field of a form.
func (r *cellReader) add(n *html.Node, c look) {
	s := n.Data
	if n.Type != html.TextNode {
		s = value(n)
	} else if !c.pre {
		s = collapse(s)
	}
	if strings.TrimSpace(s) != "" {
		r.any = true
		r.light = r.light || !c.bold
	}
	r.text.WriteString(s)
}

// newline ends a line, unless nothing stands in it.
func (r *cellReader) newline() {
	if s := r.text.String(); s != "" && !strings.HasSuffix(s, "\n") {
		r.text.WriteByte('\n')
	}
}

// leadingSpaces measures the spaces that set a text in, in 1/100 em; those of
// the markup have no width.
func leadingSpaces(s string) (width float64) {
	for _, r := range s {
		switch r {
		case '\u00a0', '\u2002':
			width += 50
		case '\u3000', '\u2003':
			width += 100
		case ' ', '\n', '\t', '\r':
		default:
			return width
		}
	}
	return width
}
