package html

import (
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// style is what of an element's CSS matters here. Only what is declared on
// the element itself; the walkers carry what is inherited.
type style struct {
	display, visibility string
	hide                bool    // mso-hide: all
	zero                bool    // width: 0
	indent              float64 // 1/100 em: text-indent and padding or margin on the left
	chars               float64 // 1/100 em: Office's own count, which its padding repeats
	size                float64 // points
	bold                bool
	align               string
	pre                 bool
	columns             int // of a CSS grid
	span                int // columns an item of a CSS grid covers
	bordered            bool
	floats              bool // stands beside what follows
	stacked             bool // items of a flex box stand under one another
}

// rule is one selector with its declarations.
type rule struct {
	sel   cascadia.Sel
	order int
	decls string
}

// stylesheet holds the rules by the last class, id or tag of their selector,
// as a sheet exported from Excel has a class for every cell format.
type stylesheet map[string][]rule

var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/|<!--|-->`)
	// interesting keeps rules out that could not change anything here.
	interesting = regexp.MustCompile(`(?i)display|visibility|mso-hide|indent|padding|margin|font|text-align|` +
		`white-space|grid|border|width|float|flex`)
	lastSimple = regexp.MustCompile(`([.#]?)([\w\x{80}-\x{10FFFF}-]+)(?:\[[^\]]*\])*$`)
)

// Bounds on the work styles may cause; beyond them rules are ignored.
const (
	maxRules   = 20000
	maxMatches = 4_000_000 // selectors tried
)

func (s stylesheet) add(css string) {
	css = cssComment.ReplaceAllString(css, " ")
	n := 0
	for css != "" && n < maxRules {
		open := strings.IndexByte(css, '{')
		if open < 0 {
			return
		}
		prelude := strings.TrimSpace(css[:open])
		if i := strings.LastIndexByte(prelude, ';'); i >= 0 {
			prelude = strings.TrimSpace(prelude[i+1:]) // @charset "..."; and the like
		}
		if strings.HasPrefix(prelude, "@") {
			// What holds only on paper or on small screens holds for nobody here.
			css = skipBlock(css[open+1:])
			continue
		}
		body, rest, _ := strings.Cut(css[open+1:], "}")
		css = rest
		if !interesting.MatchString(body) {
			continue
		}
		for _, one := range strings.Split(prelude, ",") {
			one = strings.TrimSpace(one)
			key := lastOf(one)
			sel, err := cascadia.Parse(one)
			if key == "" || err != nil {
				continue
			}
			n++
			s[key] = append(s[key], rule{sel, n, body})
		}
	}
}

// lastOf is the last class, id or tag of a selector, * for any; empty if it
// ends in something else.
func lastOf(selector string) string {
	if strings.HasSuffix(selector, "*") {
		return "*"
	}
	m := lastSimple.FindStringSubmatch(selector)
	switch {
	case m == nil:
		return ""
	case m[1] == "":
		return strings.ToLower(m[2])
	}
	return m[1] + m[2]
}

// skipBlock is what follows the block that has just been opened.
func skipBlock(css string) string {
	depth := 1
	for i := 0; i < len(css); i++ {
		switch css[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return css[i+1:]
			}
		}
	}
	return ""
}

// of computes an element's own style: rules by specificity, then the style
// attribute, then the attributes that came before CSS.
// tried counts the selectors tried.
func (s stylesheet) of(n *html.Node, tried *int) style {
	var matched []rule
	match := func(key string) {
		for _, r := range s[key] {
			if *tried++; *tried > maxMatches {
				return
			}
			if r.sel.Match(n) {
				matched = append(matched, r)
			}
		}
	}
	if len(s) > 0 {
		match("*")
		match(n.Data)
		if id := attr(n, "id"); id != "" {
			match("#" + id)
		}
		for _, c := range strings.Fields(attr(n, "class")) {
			match("." + c)
		}
		sort.SliceStable(matched, func(i, j int) bool {
			a, b := matched[i].sel.Specificity(), matched[j].sel.Specificity()
			if a != b {
				return a.Less(b)
			}
			return matched[i].order < matched[j].order
		})
	}
	var st style
	switch n.DataAtom {
	case atom.B, atom.Strong, atom.Th:
		st.bold = true
	case atom.Center:
		st.align = "center"
	case atom.Pre:
		st.pre = true
	}
	if v := attr(n, "align"); v != "" {
		st.align = strings.ToLower(v)
	}
	if b := attr(n, "border"); b != "" && b != "0" {
		st.bordered = true
	}
	if attr(n, "width") == "0" {
		st.zero = true
	}
	var important []string
	apply := func(decls string) {
		for _, d := range strings.Split(decls, ";") {
			if strings.Contains(d, "!important") {
				important = append(important, strings.ReplaceAll(d, "!important", ""))
				continue
			}
			st.apply(d)
		}
	}
	for _, r := range matched {
		apply(r.decls)
	}
	apply(attr(n, "style"))
	for _, d := range important {
		st.apply(d)
	}
	if has(n, "hidden") && attr(n, "hidden") != "false" {
		st.hide = true
	}
	return st
}

func (st *style) apply(decl string) {
	key, value, ok := strings.Cut(decl, ":")
	if !ok {
		return
	}
	key, value = strings.ToLower(strings.TrimSpace(key)), strings.ToLower(strings.TrimSpace(value))
	switch key {
	case "display":
		st.display = value
	case "visibility":
		st.visibility = value
	case "mso-hide":
		st.hide = value == "all"
	case "width":
		st.zero = value == "0" || value == "0px" || value == "0pt"
	case "text-indent", "padding-left", "margin-left":
		st.indent += ems(value)
	case "mso-char-indent-count":
		if f, err := strconv.ParseFloat(value, 64); err == nil {
			st.chars = bounded(f * 100)
		}
	case "font-size":
		switch f, err := strconv.ParseFloat(strings.TrimRight(value, "ptx"), 64); {
		case err != nil:
		case strings.HasSuffix(value, "pt"):
			st.size = bounded(f)
		case strings.HasSuffix(value, "px"):
			st.size = bounded(f * 0.75)
		}
	case "font-weight":
		f, _ := strconv.Atoi(value)
		st.bold = f >= 600 || strings.HasPrefix(value, "bold")
	case "text-align":
		st.align = value
	case "white-space":
		st.pre = strings.HasPrefix(value, "pre") && value != "pre-line"
	case "float":
		st.floats = value == "left" || value == "right"
	case "flex-direction", "flex-flow":
		st.stacked = strings.HasPrefix(value, "column")
	case "grid-template-columns":
		st.columns = gridColumns(value)
	case "grid-column", "grid-column-end":
		if _, n, ok := strings.Cut(value, "span "); ok {
			st.span, _ = strconv.Atoi(strings.TrimSpace(n))
		}
	case "border", "border-top", "border-bottom", "mso-border-alt":
		st.bordered = value != "none" && value != "0" && value != ""
	}
}

// set-in of the text in 1/100 em.
func (st *style) inset() float64 {
	if st.chars != 0 {
		return max(st.chars, 0)
	}
	return max(st.indent, 0)
}

func bounded(f float64) float64 { return min(max(f, -1e5), 1e5) }

// ems is a CSS length in 1/100 em of a 10.5 pt text, the usual one.
func ems(value string) float64 {
	i := strings.IndexFunc(value, func(r rune) bool { return r != '.' && r != '-' && (r < '0' || r > '9') })
	if i < 0 {
		return 0
	}
	f, err := strconv.ParseFloat(value[:i], 64)
	if err != nil {
		return 0
	}
	points := map[string]float64{"pt": 1, "px": 0.75, "cm": 28.35, "mm": 2.835, "in": 72}
	unit := strings.Fields(value[i:] + " ")
	switch {
	case len(unit) == 0:
		return 0
	case unit[0] == "em" || unit[0] == "rem":
		return bounded(f * 100)
	}
	return bounded(f * points[unit[0]] / 10.5 * 100)
}

var gridRepeat = regexp.MustCompile(`repeat\(\s*(\d+)\s*,([^()]*(?:\([^()]*\)[^()]*)*)\)`)

func gridColumns(value string) int {
	n := 0
	rest := gridRepeat.ReplaceAllStringFunc(value, func(s string) string {
		m := gridRepeat.FindStringSubmatch(s)
		times, _ := strconv.Atoi(m[1])
		n += min(times, 1000) * max(1, len(strings.Fields(m[2])))
		return ""
	})
	if strings.Contains(rest, "repeat") || strings.HasPrefix(rest, "none") || strings.HasPrefix(rest, "subgrid") {
		return 0
	}
	return min(n+len(strings.Fields(rest)), maxWidth)
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}
