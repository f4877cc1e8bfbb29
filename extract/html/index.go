package html

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
)

// leastIndexLabels is how many labels of a portal's data a table holds, and
// nothing but them and their values, to be such an index and no disclosure.
const leastIndexLabels = 3

// maxIndexLabel is how long a label may be that no list holds and that stands
// with its value in one cell among those that one does, in characters.
const maxIndexLabel = 6

// mostUnknown is how many known labels it takes for one text that is none of
// them, nor the value of one.
const mostUnknown = 3

// indexOf reads the table above an article in which portals keep its data:
// 索引号, 发布机构, 发布日期. It gives one block a label with its value, and
// false for any other table.
func indexOf(g *compose.Grid) ([]compose.Item, bool) {
	var items []compose.Item
	label := ""
	labels, others := 0, 0
	say := func(text string) {
		items = append(items, compose.Item{Block: document.Block{Kind: document.BlockParagraph, Text: text, Table: -1}})
	}
	for _, row := range paired(g.Cells) {
		for i := range row {
			text := strings.TrimSpace(row[i].Text)
			if row[i].State != document.CellText || text == "" {
				continue
			}
			name := labelText(text)
			head, value, ok := strings.Cut(strings.Replace(text, ":", "：", 1), "：")
			head = labelText(head)
			known, alone := indexLabel(head), label == "" && utf8.RuneCountInString(head) <= maxIndexLabel
			if ok && value != "" && (known || alone) {
				if known {
					labels++ // both in one cell
				}
				say(text)
				continue
			}
			switch {
			case indexLabel(name):
				if label != "" {
					say(label + "：")
				}
				label = name
				labels++
			case label != "":
				say(label + "：" + text)
				label = ""
			case utf8.RuneCountInString(name) <= maxIndexLabel && i+1 < len(row) && len(document.Numbers(name)) == 0:
				others++
				label = name // one that no list holds
			default:
				others++
				say(text)
			}
		}
	}
	if label != "" {
		say(label + "：")
	}
	return items, labels >= leastIndexLabels && others <= labels/mostUnknown
}

// headsIndex reports a row of labels whose values stand in the row below.
func headsIndex(row, below []document.Cell) bool {
	known, unknown := 0, 0
	for i := range row {
		switch name := labelText(row[i].Text); {
		case indexLabel(labelText(below[i].Text)):
			return false
		case indexLabel(name):
			known++
		case utf8.RuneCountInString(name) > maxIndexLabel || len(document.Numbers(name)) > 0:
			return false
		case name != "":
			unknown++
		}
	}
	return known >= 2 && unknown*2 <= known
}

// paired are the rows of a grid; where a row holds the labels of the one below
// it, the two are one, each label before its value.
func paired(rows [][]document.Cell) (out [][]document.Cell) {
	for r := 0; r < len(rows); r++ {
		row := rows[r]
		if r+1 < len(rows) && len(row) == len(rows[r+1]) && headsIndex(row, rows[r+1]) {
			row = nil
			for i := range rows[r] {
				row = append(row, rows[r][i], rows[r+1][i])
			}
			r++
		}
		out = append(out, row)
	}
	return out
}

// joinIndex puts the labels of a portal's data and their values together where
// each is a block of its own, as in lists of terms.
func joinIndex(items []compose.Item) []compose.Item {
	named := func(i int) bool {
		return i < len(items) && items[i].Grid == nil &&
			indexLabel(labelText(items[i].Block.Text))
	}
	valued := func(i int) bool { return i+1 < len(items) && items[i+1].Grid == nil && !named(i+1) }
	out := make([]compose.Item, 0, len(items))
	for i := 0; i < len(items); {
		end, labels := i, 0
		for ; named(end); labels++ {
			if valued(end) {
				end++
			}
			end++
		}
		if labels < leastIndexLabels {
			end = max(end, i+1)
			out = append(out, items[i:end]...)
			i = end
			continue
		}
		for ; i < end; i++ {
			item := items[i]
			item.Block.Kind = document.BlockParagraph
			item.Block.Text = labelText(item.Block.Text) + "："
			if valued(i) {
				i++
				item.Block.Text += items[i].Block.Text
			}
			out = append(out, item)
		}
	}
	return out
}

// isPairLabel reports a label of a portal's data that stands within a line
// before its value, in an element of its own, among other such: <span>名称</span><span>…</span>.
func isPairLabel(n *html.Node) bool {
	if !namesPair(n) || n.Parent == nil || n.Parent.Parent == nil {
		return false
	}
	labels := 0
	for row := n.Parent.Parent.FirstChild; row != nil; row = row.NextSibling {
		for e := row.FirstChild; e != nil; e = e.NextSibling {
			if namesPair(e) {
				labels++
			}
		}
	}
	return labels >= leastIndexLabels
}

// namesPair reports an element within a line that holds a label alone and is
// followed by another element within the line.
func namesPair(n *html.Node) bool {
	const longest = 64 // bytes, with the white space that spreads it
	inline := func(n *html.Node) bool {
		return n != nil && n.Type == html.ElementNode && !isBlock(n) && n.DataAtom != atom.Br
	}
	text := n.FirstChild
	if !inline(n) || text == nil || text.NextSibling != nil || text.Type != html.TextNode || len(text.Data) > longest ||
		!indexLabel(text.Data) {
		return false
	}
	next := n.NextSibling
	if next != nil && next.Type == html.TextNode && document.Squeeze(next.Data) == "" {
		next = next.NextSibling
	}
	return inline(next)
}

// labelText is a label without the signs around it: 【发布日期】, 索 引 号：.
func labelText(s string) string { return strings.Trim(document.Squeeze(s), "：:【】[]") }

func indexLabel(s string) bool {
	return slices.Contains(hints().Index, document.Squeeze(s))
}
