package compose

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
)

var (
	pageNumber = regexp.MustCompile(`^(?:[-—–－·•~～|]*第?\d{1,4}(?:页|頁)?[-—–－·•~～|]*|第?\d{1,4}(?:页|頁)?[,，/]?共\d{1,4}(?:页|` +
		`頁)|\d{1,4}/\d{1,4}|第(?:[一二三四五六七八九十百]+|\d+)(?:页|頁)|Page\d+(?:of\d+)?|[-—–－]+[ivxIVX]+[-—–－]+)$`)
	markedPage = regexp.MustCompile(`^(?:[-—–－]+\d{1,4}[-—–－]+|第\d{1,4}[页頁].*)$`)
	digitRun   = regexp.MustCompile(`[0-9０-９]+`)
)

// The shares of a page's height, from its edges, in which running headers,
// footers and page numbers stand.
const (
	headZone = 0.12
	footZone = 0.88
	// A line that stands on this many pages, and on a third of them, runs.
	runningPages = 3
)

// longestRunning is how many characters a running header or footer has at most.
const longestRunning = 80

// edges is what stands at the edges of a document's pages.
type edges struct {
	c           *composer
	first, last map[int]*node             // of each page
	pages       map[edgeLine]map[int]bool // on which pages a line stands
	places      map[string][]*node        // of lines, by their text
	above       map[string]bool           // lines that stand above something else than a table
}

// edgeLine is what lines at the same edge have in common if they run.
type edgeLine struct {
	text string // masked
	top  bool
}

// markFurniture finds running headers, footers and page numbers: lines at
// the edge of pages that say the same on many of them, digits aside.
func (c *composer) markFurniture() {
	e := c.readEdges()
	for _, n := range c.flow {
		if n.part != nil || n.furniture() {
			continue
		}
		s := document.Squeeze(n.block.Text)
		top, ok := e.at(n)
		switch {
		case ok && pageNumber.MatchString(s), c.pages[n.page].Number == 0 && markedPage.MatchString(s):
			n.block.Kind = document.BlockPageNumber
		case !ok || !c.runs(len(e.pages[edgeLine{masked(n), top}])) && !e.onBoth(n) ||
			c.captions(n) && !(top && e.above[masked(n)]):
		case strings.Trim(masked(n), "#第页頁共-—–－/") == "":
			n.block.Kind = document.BlockPageNumber
		case top:
			n.block.Kind = document.BlockPageHeader
		default:
			n.block.Kind = document.BlockPageFooter
		}
	}
}

// readEdges counts the lines at the edges of all pages.
func (c *composer) readEdges() edges {
	e := edges{c: c, first: map[int]*node{}, last: map[int]*node{}, pages: map[edgeLine]map[int]bool{},
		places: map[string][]*node{}, above: map[string]bool{}}
	for _, n := range c.flow {
		if e.first[n.page] == nil {
			e.first[n.page] = n
		}
		e.last[n.page] = n
	}
	for i, n := range c.flow {
		top, ok := e.at(n)
		if !ok {
			continue
		}
		if utf8.RuneCountInString(n.block.Text) <= longestRunning {
			k := edgeLine{masked(n), top}
			if e.pages[k] == nil {
				e.pages[k] = map[int]bool{}
			}
			e.pages[k][n.page] = true
			if !top {
				e.places[n.block.Text] = append(e.places[n.block.Text], n)
			}
		}
		if top && e.first[n.page] == n && c.headsText(i) {
			e.above[masked(n)] = true
		}
	}
	return e
}

// at reports whether a line stands at an edge of its page, and at which.
// Without places it is the first or the last line.
func (e *edges) at(n *node) (top, ok bool) {
	page := e.c.pages[n.page]
	if page.Number == 0 || n.part != nil {
		return false, false
	}
	if n.block.Box.IsZero() || page.Height == 0 {
		return e.first[n.page] == n, e.first[n.page] == n || e.last[n.page] == n
	}
	b, length := n.block.Box, page.Height
	if b.Height() > b.Width() && utf8.RuneCountInString(n.block.Text) > 2 { // set sideways
		b.Y0, b.Y1, length = b.X0, b.X1, page.Width
	}
	if b.Y1 <= length*headZone {
		return true, true
	}
	return false, b.Y0 >= length*footZone
}

// headsText reports that the first line of a page, which has the form of a
// title, stands above something else than its table: so it is a running header
// all the same.
func (c *composer) headsText(i int) bool {
	n := c.flow[i]
	got, rest := readCaption(n.block.Text)
	if rest == "" || got.unit != "" || got.number != "" || got.organization != "" || got.continued {
		return false
	}
	if i+1 == len(c.flow) || c.flow[i+1].page != n.page {
		return false
	}
	next := c.flow[i+1]
	return next.part == nil && !isFrame(next)
}

// masked is the text of a line without what differs between pages.
func masked(n *node) string {
	return digitRun.ReplaceAllString(document.Squeeze(n.block.Text), "#")
}

// isFrame reports a line between a title and its table.
func isFrame(n *node) bool {
	got, rest := readCaption(n.block.Text)
	return rest == "" && !got.isZero() || isOrganization(rest) || fragment(rest) || isNote(n.block.Text)
}

// onBoth reports a line at the foot of both pages of a document of two, at the same
// place: it runs too.
func (e *edges) onBoth(n *node) bool {
	const off = 0.5 // points
	return len(e.c.pages) == 2 && !isNote(n.block.Text) && slices.ContainsFunc(e.places[n.block.Text], func(o *node) bool {
		a, b := n.block.Box, o.block.Box
		return o.page != n.page && !a.IsZero() && math.Abs(a.X0-b.X0) < off && math.Abs(a.Y0-b.Y0) < off
	})
}

func (c *composer) runs(pages int) bool {
	return pages >= runningPages && pages*3 >= len(c.pages) || pages >= 2*runningPages
}

// captions reports a line that is part of a table's caption, which may repeat
// at the top of the pages without being a running header.
func (c *composer) captions(n *node) bool {
	got, rest := readCaption(n.block.Text)
	if got.unit != "" || got.number != "" || got.organization != "" || got.continued {
		return true
	}
	_, like := titleLike(rest)
	return like && rest != ""
}

// headings of sections, by level.
var headings = []struct {
	level   int
	pattern *regexp.Regexp
}{
	{1, section},
	{2, regexp.MustCompile(`^` + han + `+[、.．]`)},
	{3, regexp.MustCompile(`^[（(]` + han + `+[）)]`)},
	{4, regexp.MustCompile(`^(?:\d{1,2}[、.．][^\d]|[（(]\d{1,2}[）)])`)},
}

var contents = regexp.MustCompile(`(?:…|\.{3}|．{3}|·{3}|-{4})`)

// classify tells headings from paragraphs where the reader did not.
func classify(b *document.Block) {
	switch b.Kind {
	case "", document.BlockParagraph, document.BlockHeading:
	default:
		return
	}
	s := document.Squeeze(b.Text)
	// A line of a table of contents ends in dots and a page.
	short := utf8.RuneCountInString(s) <= 50 && !contents.MatchString(s) && !strings.ContainsAny(s, "。；;") &&
		!strings.HasSuffix(s, "，")
	for _, h := range headings {
		if short && h.pattern.MatchString(s) && (h.level < 4 || b.Kind == document.BlockHeading || b.Bold) {
			b.Kind = document.BlockHeading
			if b.Level == 0 {
				b.Level = h.level
			}
			return
		}
	}
	if b.Kind == "" {
		b.Kind = document.BlockParagraph
		if short && b.Bold && b.Centered {
			b.Kind = document.BlockHeading
		}
	}
}
