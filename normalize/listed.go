package normalize

import (
	"strings"
	"unicode"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// listTables reads the titles of tables that the contents list: short lines
// before the first table that end in 表 and name a kind. Each is matched with
// the table that has its title, or else with the next of its kind.
func (n *normalizer) listTables() {
	for pi := range n.doc.Pages {
		page := &n.doc.Pages[pi]
		for bi := range page.Blocks {
			b := &page.Blocks[bi]
			switch b.Kind {
			case document.BlockTable, document.BlockCaption:
				n.keep()
				return
			case document.BlockHeading, document.BlockParagraph:
			default:
				continue
			}
			for _, line := range entries(b.Text) {
				title := entry(line)
				if !strings.HasSuffix(title, "表") || len([]rune(title)) > 50 {
					continue
				}
				kind, confidence, _ := n.titles.classify(title)
				if kind == schema.OtherTable {
					continue
				}
				n.rec.ListedTables = append(n.rec.ListedTables, schema.ListedTable{Title: title, Kind: kind, Confidence: confidence,
					Source: schema.Source{Page: page.Number, Block: bi, Row: -1, Column: -1, Box: b.Box}})
			}
		}
	}
	n.keep()
}

// entries are the lines of a block, also where the layout has joined them: a
// new number begins after 表.
func entries(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		for {
			i, cut := 0, -1
			for cut < 0 {
				next := strings.Index(line[i:], "表")
				if next < 0 {
					break
				}
				i += next + len("表")
				if e, rest := zh.CutNumbering(strings.TrimLeft(line[i:], " .…·\u3000")); e.Level > 0 && rest != "" {
					cut = i
				}
			}
			if cut < 0 {
				break
			}
			out, line = append(out, line[:cut]), line[cut:]
		}
		out = append(out, line)
	}
	return out
}

// keep matches listed tables with those of the document.
func (n *normalizer) keep() { MatchListed(n.rec.ListedTables, n.rec.Tables) }

// MatchListed matches listed tables that have none yet with tables: the first
// of the same title, otherwise the first of the same kind.
func MatchListed(listed []schema.ListedTable, tables []schema.Table) {
	type name struct {
		kind  schema.TableKind
		title string
	}
	titled, ofKind := map[name][]int{}, map[schema.TableKind][]int{} // tables in their order
	for j := range tables {
		t := &tables[j]
		k := name{t.Kind, zh.Fold(t.Layout.Title)}
		titled[k] = append(titled[k], j)
		ofKind[t.Kind] = append(ofKind[t.Kind], j)
	}
	taken := map[int]bool{}
	take := func(p *schema.ListedTable, among []int) (left []int) {
		for len(among) > 0 && taken[among[0]] {
			among = among[1:]
		}
		if len(among) == 0 || p.TableID != "" {
			return among
		}
		p.TableID, taken[among[0]] = tables[among[0]].ID, true
		return among[1:]
	}
	for i := range listed {
		p := &listed[i]
		k := name{p.Kind, zh.Fold(p.Title)}
		titled[k] = take(p, titled[k])
	}
	for i := range listed {
		p := &listed[i]
		ofKind[p.Kind] = take(p, ofKind[p.Kind])
	}
}

// entry is a line of a contents page without its number, leader and page.
func entry(line string) string {
	s := document.Squeeze(line)
	s = strings.TrimRightFunc(s, func(r rune) bool { return document.IsDigit(r) || r == '-' || r == '－' || r == '—' })
	s = strings.TrimRight(s, ".…·⋯．・_-")
	_, s = zh.CutNumbering(s)
	return strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsPunct(r) && r != '“' && r != '"' && r != '（' })
}
