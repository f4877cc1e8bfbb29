package html

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/yusuan/yusuan/document"
)

// Portals print a table twice, once for wide screens and once for narrow ones,
// and leave it to a script or to rules for screens of a size which of the two
// is seen. Here both would be.

// leastRepeated is how many amounts two parts of a page have at least to be
// one table printed twice; fewer may be the same by chance.
const leastRepeated = 2

// hideCopies marks what is printed a second time under n, for another kind of
// screen, as not displayed.
func (p *page) hideCopies(n *html.Node) {
	c := copies{page: p, amounts: map[*html.Node]int{}}
	c.count(n)
	if c.search(n); c.found > 0 {
		p.r.warn("shown_twice", "%d numbers are in the page twice, for two kinds of screen; they were read once", c.found)
	}
}

// copies looks for parts of a page that say the same.
type copies struct {
	*page
	amounts map[*html.Node]int // in the tables under every element that has any
	found   int                // amounts in copies, numbers of one without tables
}

// count counts the amounts in tables under an element.
func (c *copies) count(n *html.Node) (amounts int) {
	if c.stop() || c.gone[n] || isSilent(n) {
		return 0
	}
	if m := c.models[n]; m != nil {
		amounts = m.money(c.page)
	} else {
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			amounts += c.count(k)
		}
	}
	if amounts > 0 {
		c.amounts[n] = amounts
	}
	return amounts
}

// search compares elements that stand beside one another. Cells and rows are
// no parts of a page.
func (c *copies) search(n *html.Node) {
	var before *html.Node // the last element, if nothing is printed since
	var parts []*html.Node
	for k := n.FirstChild; k != nil && !c.stop(); k = k.NextSibling {
		if c.amounts[k] < leastRepeated {
			if k.Type == html.ElementNode && !isSilent(k) && deviceOf(k) == deviceNarrow {
				parts = append(parts, k) // a list, where wide screens show a table
			}
			if before != nil && document.Squeeze(c.text(k)) != "" {
				before = nil
			}
			continue
		}
		if before != nil && !isTablePart(n) && c.amounts[before] == c.amounts[k] &&
			document.Squeeze(c.text(before)) == document.Squeeze(c.text(k)) {
			c.hide(k)
			continue
		}
		parts = append(parts, k)
		before = k
	}
	c.searchDevices(parts)
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if c.amounts[k] >= 2*leastRepeated && c.models[k] == nil && !c.gone[k] {
			c.search(k)
		}
	}
}

// searchDevices compares elements of which some say for which screens they are:
// a table may be set in another way on a narrow one, but its numbers are the
// same. What narrow screens show goes.
func (c *copies) searchDevices(parts []*html.Node) {
	if !slices.ContainsFunc(parts, func(n *html.Node) bool { return deviceOf(n) != anyDevice }) {
		return
	}
	slices.SortStableFunc(parts, func(a, b *html.Node) int { return int(deviceOf(a)) - int(deviceOf(b)) })
	numbers := make([]map[string]int, len(parts))
	for i, n := range parts {
		numbers[i] = c.numbers(n)
	}
	for i, n := range parts {
		for k := range i {
			if !c.gone[parts[k]] && c.amounts[parts[k]] >= leastRepeated && deviceOf(parts[k]) != deviceOf(n) &&
				maps.Equal(numbers[k], numbers[i]) {
				c.hide(n)
				break
			}
		}
	}
}

func (c *copies) hide(n *html.Node) {
	if c.found += c.amounts[n]; c.amounts[n] == 0 {
		for _, times := range c.numbers(n) {
			c.found += times
		}
	}
	c.gone[n] = true
}

// numbers counts each numeric token of the visible text under a node.
func (c *copies) numbers(n *html.Node) map[string]int {
	out := map[string]int{}
	c.texts(n, func(s string) {
		for _, token := range document.Numbers(s) {
			out[token]++
		}
	})
	return out
}

// device is the kind of screen that a part of a page is for, the one to be read
// first.
type device int

const (
	deviceWide device = iota
	anyDevice
	deviceNarrow
)

// deviceOf is the kind of screen that an element is for by its class or id.
func deviceOf(n *html.Node) device {
	h := hints()
	for _, name := range append(strings.Fields(attr(n, "class")), attr(n, "id")) {
		switch {
		case h.wide.MatchString(name):
			return deviceWide
		case h.narrow.MatchString(name):
			return deviceNarrow
		}
	}
	return anyDevice
}
