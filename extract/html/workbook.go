package html

import (
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/yusuan/yusuan/document"
)

// sheet is what becomes one page: all of a tree, or some nodes of it.
type sheet struct {
	number int // from 1; 0 for a page that is no sheet
	name   string
	nodes  []*html.Node // nil: all
	part   part
}

// entry is a worksheet as Excel lists it in the head of its exports.
type entry struct {
	name, href string
	hidden     bool
}

var (
	worksheets  = regexp.MustCompile(`(?is)<x:ExcelWorksheet>(.*?)</x:ExcelWorksheet>`)
	sheetName   = regexp.MustCompile(`(?is)<x:Name>(.*?)</x:Name>`)
	sheetSource = regexp.MustCompile(`(?is)<x:WorksheetSource\s[^>]*HRef\s*=\s*["']?([^"'>\s]+)`)
	sheetHidden = regexp.MustCompile(`(?i)<x:Visible>\s*Sheet(?:Very)?Hidden`)
)

// workbook is the list of worksheets; it stands in a conditional comment.
func workbook(source string) (book []entry) {
	for _, m := range worksheets.FindAllStringSubmatch(source, -1) {
		e := entry{hidden: sheetHidden.MatchString(m[1])}
		if n := sheetName.FindStringSubmatch(m[1]); n != nil {
			e.name = strings.TrimSpace(html.UnescapeString(n[1]))
		}
		if n := sheetSource.FindStringSubmatch(m[1]); n != nil {
			e.href = html.UnescapeString(n[1])
		}
		book = append(book, e)
	}
	return book
}

// sheetParts are the worksheets of a workbook saved as a MIME archive.
func (r *reader) sheetParts(book []entry) (sheets []sheet, ok bool) {
	for _, e := range book {
		p, found := r.find(e.href)
		switch {
		case e.href == "" || !found:
			continue
		case e.hidden:
			r.warn("hidden_sheet", "sheet %s is hidden and was not read", e.name)
		default:
			sheets = append(sheets, sheet{name: e.name, part: p})
		}
	}
	return sheets, len(sheets) > 0
}

// missingFrames says that (part of) the document is in other files.
func (r *reader) missingFrames(doc *goquery.Document, base string, book []entry) {
	for _, e := range book {
		if e.href != "" {
			r.result.Links = append(r.result.Links, document.Link{Text: e.name, URL: resolve(base, e.href)})
			r.warn("missing_frame", "sheet %s is in another file: %s", e.name, e.href)
		}
	}
	doc.Find("frame[src]").Each(func(_ int, s *goquery.Selection) {
		src := s.AttrOr("src", "")
		if !strings.Contains(src, "tabstrip") && len(book) == 0 {
			r.result.Links = append(r.result.Links, document.Link{Text: s.AttrOr("name", ""), URL: resolve(base, src)})
			r.warn("missing_frame", "a frame is in another file: %s", src)
		}
	})
}

var sheetHeading = regexp.MustCompile(`^(?:Sheet|Table|工作表|表格?)\s*\d+\s*[:：]\s*`)

// inlineSheets finds the sheets of a workbook that was saved as one page:
// LibreOffice's named anchors, elements that say they are sheets, or as many
// tables as Excel lists worksheets.
func inlineSheets(doc *goquery.Document, book []entry) []sheet {
	body := doc.Find("body").First()
	all := []sheet{{}}
	if body.Length() == 0 {
		return all
	}
	marks := map[*html.Node]string{}
	body.Find("a[name^=table]").Each(func(_ int, s *goquery.Selection) {
		if h := s.Find("h1"); h.Length() == 1 && s.Parent().IsSelection(body) {
			name := strings.TrimSpace(h.Find("em").Text())
			if name == "" {
				name = sheetHeading.ReplaceAllString(strings.TrimSpace(h.Text()), "")
			}
			marks[s.Nodes[0]] = name
		}
	})
	if len(marks) > 0 {
		return split(body.Nodes[0], func(n *html.Node) (string, bool) { name, ok := marks[n]; return name, ok }, true)
	}
	var own []sheet
	body.Find("[data-sheet-name],[data-sheetname],div.sheet,section.sheet,div.worksheet").Each(
		func(_ int, s *goquery.Selection) {
			if s.Find("table").Length() == 0 || s.ParentsFiltered(
				"[data-sheet-name],[data-sheetname],div.sheet,section.sheet,div.worksheet").Length() > 0 {
				return
			}
			name := ""
			for _, key := range []string{"data-sheet-name", "data-sheetname", "data-name", "title", "aria-label"} {
				if name == "" {
					name = strings.TrimSpace(s.AttrOr(key, ""))
				}
			}
			own = append(own, sheet{number: len(own) + 1, name: name, nodes: s.Nodes})
		})
	if len(own) > 0 && body.Find("table").Length() == goquery.NewDocumentFromNode(body.Nodes[0]).Find(
		"[data-sheet-name] table,[data-sheetname] table,div.sheet table,section.sheet table,div.worksheet table").Length() {
		return own
	}
	tables := body.Find("table").FilterFunction(func(_ int, s *goquery.Selection) bool {
		return s.ParentsFiltered("table").Length() == 0
	})
	switch {
	case len(book) == 1:
		return []sheet{{number: 1, name: book[0].name}}
	case len(book) > 1 && tables.Length() == len(book):
		i := 0
		parent := tables.First().Parent()
		if parent.Nodes[0] == nil || parent.ChildrenFiltered("table").Length() != len(book) {
			return all
		}
		return split(parent.Nodes[0], func(n *html.Node) (string, bool) {
			if n.DataAtom != atom.Table {
				return "", false
			}
			i++
			return book[i-1].name, true
		}, false)
	}
	return all
}

// split cuts the children of a node into sheets at the marked ones. A mark is
// the first node of its sheet, and stays out of it, or the last.
func split(parent *html.Node, mark func(*html.Node) (string, bool), first bool) (sheets []sheet) {
	var pending []*html.Node
	for c := parent.FirstChild; c != nil; c = c.NextSibling {
		name, ok := mark(c)
		switch {
		case ok && first:
			sheets = append(sheets, sheet{number: len(sheets) + 1, name: name})
		case ok:
			sheets = append(sheets, sheet{number: len(sheets) + 1, name: name, nodes: append(pending, c)})
			pending = nil
		case first && len(sheets) > 0:
			last := &sheets[len(sheets)-1]
			last.nodes = append(last.nodes, c)
		case !first:
			pending = append(pending, c)
		}
	}
	if len(sheets) > 0 {
		last := &sheets[len(sheets)-1]
		last.nodes = append(last.nodes, pending...)
	}
	return sheets
}
