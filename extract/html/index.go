package html

import (
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
)

// leastIndexLabels is how many labels of a portal's data a table holds, and
// nothing but them and their values, to be such an index and no disclosure.
const leastIndexLabels = 3

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
	for _, row := range g.Cells {
		for i := range row {
			text := strings.TrimSpace(row[i].Text)
			if row[i].State != document.CellText || text == "" {
				continue
			}
			name := strings.TrimRight(document.Squeeze(text), "：:")
			if head, value, ok := strings.Cut(strings.Replace(text, ":", "：", 1), "："); ok && value != "" && indexLabel(head) {
				labels++ // both in one cell
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
			default:
				others++
			}
		}
	}
	if label != "" {
		say(label + "：")
	}
	return items, labels >= leastIndexLabels && others == 0
}

// joinIndex puts the labels of a portal's data and their values together where
// each is a block of its own, as in lists of terms.
func joinIndex(items []compose.Item) []compose.Item {
	named := func(i int) bool {
		return i < len(items) && items[i].Grid == nil &&
			indexLabel(strings.TrimRight(document.Squeeze(items[i].Block.Text), "：:"))
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
			item.Block.Text = strings.TrimRight(document.Squeeze(item.Block.Text), "：:") + "："
			if valued(i) {
				i++
				item.Block.Text += items[i].Block.Text
			}
			out = append(out, item)
		}
	}
	return out
}

func indexLabel(s string) bool {
	return slices.Contains(hints().Index, document.Squeeze(s))
}
