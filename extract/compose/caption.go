package compose

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/pattern"
)

// caption is what stands around a table about the table.
type caption struct {
	title, number, unit, organization string
	continued                         bool // says that it goes on from a table before
	date                              bool
}

func (c *caption) isZero() bool { return *c == caption{} }

// add takes over what is not known yet.
func (c *caption) add(o caption) {
	set := func(to *string, from string) {
		if *to == "" {
			*to = from
		}
	}
	set(&c.title, o.title)
	set(&c.number, o.number)
	set(&c.unit, o.unit)
	set(&c.organization, o.organization)
	c.continued = c.continued || o.continued
	c.date = c.date || o.date
}

const (
	han     = `[一二三四五六七八九十]`
	ordinal = `(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])`
)

var (
	space    = `[\s\p{Zs}]*`
	unitLine = regexp.MustCompile(`[（(\[【]?` + space + `(?:` + anyOf(words.UnitLabels) + `)` + space + `[:：]?` + space +
		`(?:` + anyOf(words.Currencies) + space + `[（(]?)?` + space + `(?:` + anyOf(words.CountUnits) + `?[、,，/])?` + space +
		`(` + anyOf(printedUnits()) + `)` + space + `(?:[、,，/]` + anyOf(words.CountUnits) + `)*` + space + `[）)\]】]?`)
	unitHead = pattern.MustCompile(`^(?:` + unitLine.String() + `)`)
	// What the second line of a unit may hold, wherever the first ends; joinUnit looks at the whole.
	unitRest = regexp.MustCompile(`^[:：]?(?:` + anyOf(endsOf(words.Currencies)) + `)?[（(]?(?:百|千|万|百万|千万|亿|萬|億)?` +
		`[元圆圓](?:[、,，/](?:` + anyOf(words.CountUnits) + `))*[）)\]】]?$`)
	unitAlone  = regexp.MustCompile(`^(?:` + anyOf(unitNames()) + `)?[（(](` + anyOf(printedUnits()) + `)[）)]$`)
	unitLast   = regexp.MustCompile(`(?:\t|[ \x{3000}\x{a0}]{2,})[（(]?(` + anyOf(printedUnits()) + `)[）)]?` + space + `$`)
	pageMark   = regexp.MustCompile(`第` + space + `\d+` + space + `页(?:[\s\p{Zs},，/]*共` + space + `\d+` + space + `页)?`)
	unitInCell = regexp.MustCompile(`[（(](?:单位[:：])?(` + anyOf(printedUnits()) + `)[）)]`)
	labelHead  = anyOf(words.OrganizationLabels) + space + anyOf(words.LabelTails) + `?` + space + `(?:[（(]` +
		anyOf(words.Seals) + `[）)])?` + space + `[:：]`
	labelled = pattern.MustCompile(`^` + space + labelHead + `(.*)$`)
	dateLine = pattern.MustCompile(`^` + space + anyOf(words.DateLabels) + space + `[:：].*$`)
	yearLine = regexp.MustCompile(`^[（(]?(?:(?:19|20)\d\d年?(?:度)?(?:\d{1,2}月)?(?:\d{1,2}日)?|(?:19|` +
		`20)\d\d[-/.](?:0?[1-9]|1[0-2])(?:[-/.]\d{1,2})?)[）)]?$`)
	// Where a line of several fields goes on with the next: a label after a
	// space, or one that cannot be part of a name.
	fieldHead = pattern.MustCompile(`(?:^|[\s\p{Zs}]+)(?:` + labelHead + `|` + anyOf(words.DateLabels) + space + `[:：]|` +
		anyOf(words.Signatures) + space + `[:：])|` + anyOf(longerThan(3, words.DateLabels)) + space + `[:：]`)
	date = `[（(]?(?:(?:19|20)\d\d` + space + `年` + space + `度?(?:` + space + `\d{1,2}` + space + `月)?(?:` + space +
		`\d{1,2}` + space + `日)?|(?:19|20)\d\d[-/.]\d{1,2}(?:[-/.]\d{1,2})?)[）)]?`
	fieldDate = pattern.MustCompile(`[\s\p{Zs}](` + date + `)(?:[\s\p{Zs}]|$)`)
	dateHead  = regexp.MustCompile(`^` + space + date + `[\s\p{Zs}]+`)
	lastWord  = regexp.MustCompile(`[\s\p{Zs}]([^\s\p{Zs}]+)[\s\p{Zs}]*$`)
	// The code of an organization before or after its name: [132]某局, 101001-某局, 某局（301）.
	unitCode   = regexp.MustCompile(`^[（(\[【]?[0-9]{3,15}[）)\]】]?[-－—_、]?|[（(\[【][0-9]{3,15}[）)\]】]$`)
	section    = regexp.MustCompile(`^第` + han + `+(?:部分|章|节|篇)`)
	enumerated = regexp.MustCompile(`^(?:` + han + `+[、.．]|[（(]` + han + `+[）)][、]?|\d{1,2}[、.．]\s*|[（(]\d{1,2}[）)])`)
	// What is attached bears no number where it is alone: 附件：2024年收支总表.
	attached = regexp.MustCompile(`^(?:附件|附表|附)[:：]`)
	// A number is 表1, 附表2-1, 公开01表, 财决公开03表, 表一, 附件1-2.
	numberHead = regexp.MustCompile(`^[（(]?((?:附|续|(?:公开|预算|决算|财决|部门|单位){1,2})?(?:表|` +
		`附件)(?:[0-9０-９]{1,2}(?:[-－—–.．][0-9０-９]{1,2}){0,2}|` + ordinal +
		`)|[\p{Han}A-Za-z]{0,6}[0-9０-９]{1,2}(?:[-－—–][0-9０-９]{1,2})?表)[）)]?[:：、.．]?`)
	numberYear = regexp.MustCompile(`^((?:附|(?:公开|预算|决算|财决|部门|单位){1,2})?表[0-9]{1,2}?(?:[-－—–][0-9]{1,2}?)?)((?:19|` +
		`20)\d\d年.*)$`)
	numberTail = regexp.MustCompile(`[（(]?((?:附表|表|公开表)[0-9０-９]{1,2}(?:[-－—–][0-9０-９]{1,2})?|(?:公开|预算|决算|财决|预公开|` +
		`部门)[0-9０-９]{1,2}(?:[-－—–][0-9０-９]{1,2})?表)[）)]?$`)
	bracketed = regexp.MustCompile(`(?:[（(][^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*[）)])+$`)
	goesOn    = regexp.MustCompile(`(?:[（(]` + anyOf(words.Continued) + `[一二三四五六七八九十\d]*[）)]|[-—－]*` +
		anyOf(words.Continued) + `[一二三四五六七八九十\d]*)$`)
	goesOnHead = regexp.MustCompile(`^[（(]?(?:` + anyOf(words.Continued) + `)[一二三四五六七八九十\d]*[）)]?[:：]?`)
	// A part of a table: 基本支出表--人员经费.
	partOf  = regexp.MustCompile(anyOf(words.TitleEnds) + `[-—－–]{1,3}[\p{Han}（）()、“”]{2,24}$`)
	wideGap = regexp.MustCompile(`(?:\t|\n|[ \x{3000}\x{a0}]{2,})`)
)

// OpensLine reports that a line of text begins a block of its own wherever it
// stands: it opens with the label of an organization, a date or a unit, or
// with the mark of a note.
func OpensLine(line string) bool {
	return unitHead.MatchString(line) || labelled.MatchString(line) || dateLine.MatchString(line) ||
		noteHead.MatchString(line)
}

// Numbered reports that a line begins with the number of a table (表1, 预算12表).
func Numbered(line string) bool { return numberHead.MatchString(document.Squeeze(line)) }

// readCaption reads one line. rest is what is neither number, unit,
// organization nor date: a title, or no caption at all.
func readCaption(line string) (c caption, rest string) {
	if s := document.Squeeze(line); unitAlone.MatchString(s) {
		c.unit = unitValue(unitAlone.FindStringSubmatch(s)[1])
		return c, ""
	}
	line, c.unit = takeUnit(line)
	if m := pageMark.FindString(line); m != "" && document.Squeeze(line) != document.Squeeze(m) {
		line = strings.Replace(line, m, "\t", 1)
	}
	rest = document.Squeeze(strings.Join(undated(c.readFields(line)), ""))
	if m := labelled.FindStringSubmatch(rest); m != nil && c.organization == "" {
		c.organization, rest = m[1], "" // its letters are set apart
	}
	rest = c.takeNumber(rest)
	if c.unit != "" && bracketed.FindString(rest) == rest {
		rest = "" // a remark on the unit
	}
	return c, c.takeContinued(rest)
}

// readFields reads the fields of a line, parted by wide gaps or known by their
// labels, and returns the parts that are none.
func (c *caption) readFields(line string) (kept []string) {
	line = fieldDate.ReplaceAllString(fieldHead.ReplaceAllString(line, "\t$0"), "\t$1\t")
	for _, part := range wideGap.Split(line, -1) {
		s := document.Squeeze(part)
		switch {
		case s == "":
		case yearLine.MatchString(s), dateLine.MatchString(part):
			c.date = true
			if !dateLine.MatchString(part) && len(kept) > 0 {
				kept = append(kept, part)
			}
		case signature.MatchString(s) && (c.unit != "" || c.organization != ""):
			c.date = true // who made the table
		case labelled.MatchString(part):
			c.readOrganization(labelled.FindStringSubmatch(part)[1])
		case isNumber(s):
			c.number = numberHead.FindStringSubmatch(s)[1]
		default:
			kept = append(kept, part)
		}
	}
	return kept
}

// readOrganization reads what stands behind the label of an organization; the
// number of the table may stand last. "部门：" alone still is a line of that
// kind.
func (c *caption) readOrganization(value string) {
	if m := lastWord.FindStringSubmatchIndex(value); m != nil && c.number == "" && isNumber(value[m[2]:m[3]]) {
		c.number, value = numberHead.FindStringSubmatch(value[m[2]:m[3]])[1], value[:m[0]]
	}
	if s := document.Squeeze(value); c.organization == "" && unitCode.ReplaceAllString(s, "") != "" {
		c.organization = s
	}
	c.date = c.date || c.organization == ""
}

// takeNumber takes the number of the table off either end of a title.
func (c *caption) takeNumber(rest string) string {
	if number, title, ok := splitNumber(rest); ok {
		rest = title
		if c.number == "" {
			c.number = number
		}
	}
	if m := numberTail.FindStringSubmatchIndex(rest); m != nil && m[0] > 0 && c.number == "" {
		c.number, rest = rest[m[2]:m[3]], rest[:m[0]]
	}
	return rest
}

// takeContinued takes off the word that says that a table goes on from before.
func (c *caption) takeContinued(rest string) string {
	if strings.HasPrefix(c.number, "续") {
		c.number, c.continued = strings.TrimPrefix(c.number, "续"), true
	}
	if m := goesOn.FindString(rest); m != "" && m != rest {
		rest, c.continued = strings.TrimSuffix(rest, m), true
	} else if m := goesOnHead.FindString(rest); m != "" {
		rest, c.continued = rest[len(m):], true
	}
	return rest
}

// undated takes the date off an organization's name or a title.
func undated(parts []string) []string {
	n := len(parts)
	for n > 1 && yearLine.MatchString(document.Squeeze(parts[n-1])) {
		n--
	}
	s := document.Squeeze(strings.Join(parts[:n], ""))
	if _, like := titleLike(s); n < len(parts) && (like || isOrganization(s)) {
		return parts[:n]
	}
	if len(parts) > 0 {
		if name := document.Squeeze(dateHead.ReplaceAllString(parts[0], "")); len(parts) == 1 && isOrganization(name) {
			return []string{name}
		}
	}
	return parts
}

// isNumber reports a squeezed text that is the number of a table and nothing
// else.
func isNumber(s string) bool { return s != "" && numberHead.FindString(s) == s && !isWordTable(s) }

// splitNumber parts a squeezed "表1部门收支总表" in number and title.
func splitNumber(s string) (number, title string, ok bool) {
	if m := numberYear.FindStringSubmatch(s); m != nil {
		return m[1], m[2], true
	}
	m := numberHead.FindStringSubmatch(s)
	if m == nil || isWordTable(m[1]) {
		return "", s, false
	}
	number, title = m[1], s[len(m[0]):]
	if strings.HasSuffix(number, "一") && strings.HasPrefix(title, "般") {
		number, title = strings.TrimSuffix(number, "一"), "一"+title
	}
	next, _ := utf8.DecodeRuneInString(title)
	parted := m[0] != m[1] || strings.HasSuffix(number, "表")
	return number, title, title != "" && (parted || !document.IsDigit(next))
}

// isWordTable guards the number pattern, whose letters before the digits
// could be the end of a title.
func isWordTable(number string) bool {
	return strings.HasSuffix(number, "表") && (yearLine.MatchString(strings.TrimSuffix(number, "表")) ||
		strings.Contains(number, "年"))
}

// endsOf are some words and what is left of them without their first characters.
func endsOf(all []string) (out []string) {
	for _, s := range all {
		for i := range s {
			out = append(out, s[i:])
		}
	}
	return out
}

// joinUnit joins the second line of a unit that wraps to the first: 单位：万|元.
func joinUnit(b *document.Block, next document.Block) bool {
	rest := document.Squeeze(next.Text)
	if !unitRest.MatchString(rest) || unitLine.MatchString(b.Text) {
		return false
	}
	whole := unitLine.FindStringIndex(b.Text + rest)
	if whole == nil || whole[1] <= len(b.Text) || whole[1] < len(b.Text)+len(rest) {
		return false
	}
	b.Text += rest
	b.Digits = append(b.Digits, next.Digits...)
	if b.Places != nil && len(next.Places) == utf8.RuneCountInString(next.Text) {
		i := 0
		for _, r := range next.Text {
			if !unicode.IsSpace(r) {
				b.Places = append(b.Places, next.Places[i])
			}
			i++
		}
	} else {
		b.Places = nil
	}
	b.Box = b.Box.Union(next.Box)
	return true
}

// takeUnit cuts the unit out of a line such as "编制单位：某局   单位：万元".
func takeUnit(s string) (rest, unit string) {
	for _, m := range unitLine.FindAllStringSubmatchIndex(s, -1) {
		match := s[m[0]:m[1]]
		// 单位：元江县 is an organization; a unit without a colon needs the line for itself.
		next, _ := utf8.DecodeRuneInString(s[m[1]:])
		if parted := s[m[3]:m[1]] != "" && document.Squeeze(s[m[2]:m[3]]) != "元"; unicode.Is(unicode.Han, next) && !parted {
			continue
		}
		if !strings.ContainsAny(match, ":：") && document.Squeeze(s) != document.Squeeze(match) {
			continue
		}
		return s[:m[0]] + "  " + s[m[1]:], unitValue(s[m[2]:m[3]])
	}
	// 部门：某局        万元
	if m := unitLast.FindStringSubmatchIndex(s); m != nil {
		before := document.Squeeze(s[:m[0]])
		if _, like := titleLike(before); like || labelled.MatchString(before) || isOrganization(before) {
			return s[:m[0]], unitValue(s[m[2]:m[3]])
		}
	}
	return s, ""
}

func unitValue(printed string) string {
	printed = document.Squeeze(printed)
	for _, u := range words.Units {
		if u.Printed == printed {
			return u.Value
		}
	}
	return printed
}

// titleLike reports that a squeezed text has the form of a table's title, and
// returns it without the number of its section.
func titleLike(s string) (string, bool) {
	if section.MatchString(s) || utf8.RuneCountInString(s) > 70 || strings.ContainsAny(s, "。；;！？!?") ||
		hasAny(s, words.TitleNot) {
		return "", false
	}
	s = s[len(attached.FindString(s)):]
	s = strings.TrimRight(s[len(enumerated.FindString(s)):], "：:")
	if t := strings.TrimSuffix(strings.TrimPrefix(s, "《"), "》"); len(t) == len(s)-len("《》") {
		s = t
	}
	core := bracketed.ReplaceAllString(s, "")
	if strings.ContainsAny(core, "，：:") || utf8.RuneCountInString(core) < 3 {
		return "", false
	}
	return s, hasSuffixAny(core, words.TitleEnds) || partOf.MatchString(core)
}

// isOrganization reports that a squeezed text has the form of a bare name of
// an organization; its code may stand with it.
func isOrganization(s string) bool {
	s = unitCode.ReplaceAllString(s, "")
	core := bracketed.ReplaceAllString(s, "")
	n := utf8.RuneCountInString(core)
	return n >= 3 && n <= 40 && !section.MatchString(s) && !enumerated.MatchString(s) &&
		hasSuffixAny(core, words.OrganizationEnds) &&
		!strings.ContainsFunc(core, func(r rune) bool {
			return !unicode.Is(unicode.Han, r) && !strings.ContainsRune("（）()·", r)
		})
}

// isStray reports a line that says nothing by itself: 说明.
func isStray(s string) bool { return slices.Contains(words.NotePrefixes, strings.Trim(s, "：:")) }

// balanced reports that every bracket and quote that opens is closed.
func balanced(s string) bool {
	return strings.Count(s, "（")+strings.Count(s, "(") == strings.Count(s, "）")+strings.Count(s, ")") &&
		strings.Count(s, "“") == strings.Count(s, "”") && strings.Count(s, "《") == strings.Count(s, "》")
}

var signature = regexp.MustCompile(`^(?:` + anyOf(words.Signatures) + `)` + space + `(?:[（(][^（）()]{1,6}[）)])?` +
	space + `[:：]`)

var noteHead = pattern.MustCompile(`^[（(]?(?:` + anyOf(words.NotePrefixes) + `)(?:[一二三四五六七八九十\d]*[:：.．、]|\s)`)

// isNote reports that a text under a table belongs to it.
func isNote(s string) bool {
	s = strings.TrimSpace(s)
	return noteHead.MatchString(s) || signature.MatchString(s)
}

// saysEmpty reports a sentence that says why a table is blank.
func saysEmpty(s string) bool { return hasAny(document.Squeeze(s), words.NoteContains) }

// reach is how many lines a caption has at most, wrapped titles included.
const reach = 10

// within takes the caption that the format keeps with the grid.
func (c *composer) within(p *part) {
	text := strings.TrimSpace(p.raw.Caption)
	if text == "" {
		return
	}
	got, rest := readCaption(text)
	if title, like := titleLike(rest); like {
		got.title = title
	} else if !strings.ContainsAny(rest, "。；") {
		got.title = rest
	}
	got.add(p.caption)
	p.caption = got
}

// nameSheet takes the title of the first table of a sheet from its tab, if
// that has the form of a title and the sheet has none.
func (c *composer) nameSheet(p *part) {
	for _, o := range c.parts {
		if o.page == p.page {
			if o != p {
				return
			}
			break
		}
	}
	if name := c.pages[p.page].Name; name != "" && p.caption.title == "" {
		got, rest := readCaption(name)
		if title, like := titleLike(rest); like {
			got.title = title
			p.caption.add(got)
		}
	}
}

// captionWalk goes up the lines above a grid and takes those of its caption.
// What belongs to it only if a title stands above is set aside until one is
// found.
type captionWalk struct {
	part         *part
	lines        []*node // nearest first
	page         int     // of the title, as far as it was found
	first        *node   // the first line of the title that was found
	suffix       string  // the end of a title that begins in a line above
	marked       bool    // a line says something of the table
	pending      []*node // lines that may say something of the table
	organization *node   // a name without a label
	notes        []*node
}

// captionLine is a line of the walk as it reads: what it says of the table,
// the rest of it, and that as a title, if it has the form of one.
type captionLine struct {
	*node
	says        caption
	rest, title string
	like        bool
}

// above walks up from a grid over the lines of its caption.
func (c *composer) above(p *part) {
	w := captionWalk{part: p, lines: c.linesAbove(p), page: p.page}
	for k := range w.lines {
		if !w.step(k) {
			return
		}
	}
}

// linesAbove lists the lines that may be the caption of a grid, nearest first.
func (c *composer) linesAbove(p *part) (lines []*node) {
	for i := p.at - 1; i >= 0 && len(lines) < reach; i-- {
		n := c.flow[i]
		if n.part != nil || n.page < p.page-1 {
			break
		}
		if !n.furniture() {
			lines = append(lines, n)
		}
	}
	return lines
}

// take makes a line part of the caption.
func (w *captionWalk) take(n *node) { n.owner, n.block.Kind = w.part, document.BlockCaption }

// step decides what line k is, and reports whether the caption may go on above.
func (w *captionWalk) step(k int) bool {
	n, upper := w.lines[k], w.lines[k+1:]
	if n.block.Kind == document.BlockNote || n.owner != nil {
		return false
	}
	l := captionLine{node: n}
	l.says, l.rest = readCaption(n.block.Text)
	if len(upper) > 0 && l.rest != "" && l.says.isZero() && beside(upper[0], n) {
		if l.says = valueOf(upper[0].block.Text, l.rest); !l.says.isZero() {
			l.rest = ""
		}
	}
	if o := organizationAbove(upper, n); o != "" && l.rest != "" && l.says.isZero() {
		w.part.caption.organization = o + l.rest
		w.take(n)
		return true
	}
	w.readTitle(&l, upper)
	switch {
	case l.rest == "" && (l.says.date || !l.says.isZero()):
		return w.describes(l, k)
	case w.part.caption.title != "":
		return w.beginsTitle(l, k)
	case l.like:
		return w.titled(l, upper)
	case w.setAside(l, k):
		return true
	case w.setAsTitle(l):
		l.title = l.rest
		return w.titled(l, upper)
	}
	// The unit counts all the same: of the figures below (单位：万元).
	if n.page == w.part.page && w.part.caption.unit == "" {
		w.part.caption.unit = l.says.unit
	}
	return false
}

// readTitle tells whether what a line says is a title, alone or with the end
// that was found below; beside a unit it may be a name, or nothing that counts.
func (w *captionWalk) readTitle(l *captionLine, upper []*node) {
	l.title, l.like = titleLike(l.rest)
	if whole, ok := titleLike(l.rest + w.suffix); ok && !l.like {
		l.title, l.like = strings.TrimSuffix(whole, w.suffix), true
	}
	if l.says.unit == "" || l.rest == "" || l.like || l.page != w.part.page {
		return
	}
	w.marked = true
	switch {
	case isOrganization(l.rest):
		l.says.organization, l.rest = l.rest, ""
	case underTitle(upper, l.node):
		l.rest = "" // whatever it says, it is no title
	}
}

// describes takes a line of nothing but unit, number, organization or date.
// Above a title, another number or date belongs to what stands before; a number
// that is the last line of the page before is that of the title.
func (w *captionWalk) describes(l captionLine, k int) bool {
	of := &w.part.caption
	if l.page != w.page && k > 0 && w.lines[k-1] == w.first && of.number == "" && l.says.number != "" {
		w.page = l.page
	}
	if of.number != "" && l.says.number != "" && l.says.number != of.number || of.title != "" && l.says.date {
		return false
	}
	if l.page != w.page {
		w.pending = append(w.pending, l.node)
		return true
	}
	w.marked = true
	of.add(l.says)
	w.take(l.node)
	return true
}

// beginsTitle takes a line with which the title that was found begins.
func (w *captionWalk) beginsTitle(l captionLine, k int) bool {
	if k == 0 || w.lines[k-1] != w.first || !w.part.wraps(l.node, w.first) || !l.says.isZero() {
		return false
	}
	w.part.caption.title = unnumbered(l.rest) + w.part.caption.title
	w.first = l.node
	w.take(l.node)
	return true
}

// setAside keeps a line that may belong to the caption if a title stands
// above: a word alone, a note, a bare name, a remark in brackets, the end of a
// title.
func (w *captionWalk) setAside(l captionLine, k int) bool {
	p, last := w.part, k+1 == len(w.lines)
	switch {
	case l.page != p.page:
		return false
	case isStray(l.rest):
	case isNote(l.block.Text) && l.says.isZero():
		w.notes = append(w.notes, l.node)
	case w.organization == nil && l.says.isZero() && !last && (isOrganization(l.rest) || p.besideUnit(w.lines, k)):
		w.organization = l.node
	case l.rest != "" && bracketed.FindString(l.rest) == l.rest && !strings.ContainsAny(l.rest, "。；"):
		w.suffix, w.pending = l.rest, append(w.pending, l.node)
	case fragment(l.rest) && !last && p.joins(w.lines[k+1], l.node):
		w.suffix, w.pending = l.rest+w.suffix, append(w.pending, l.node)
	default:
		return false
	}
	return true
}

// setAsTitle reports that a line is a title by its place and type: set as a
// heading over a line about the table.
func (w *captionWalk) setAsTitle(l captionLine) bool {
	return w.marked && l.page == w.part.page && prominent(l.node) && !section.MatchString(l.rest) &&
		!enumerated.MatchString(l.rest) && !strings.ContainsAny(l.rest, "。；，：:") &&
		utf8.RuneCountInString(l.rest) <= 50
}

// titled takes the title, and with it what was set aside. On the page before,
// a title stands last; one of several is an entry in the table of contents.
func (w *captionWalk) titled(l captionLine, upper []*node) bool {
	p := w.part
	if l.title == "" {
		return false
	}
	if l.page != p.page && (!l.like || contents.MatchString(l.rest) || len(upper) > 0 && isEntry(upper[0])) {
		return false
	}
	for _, m := range w.pending {
		one, _ := readCaption(m.block.Text)
		p.caption.add(one)
		w.take(m)
	}
	if w.organization != nil && p.caption.organization == "" {
		p.caption.organization = document.Squeeze(w.organization.block.Text)
		w.take(w.organization)
	}
	for _, m := range w.notes {
		p.notes = append([]string{strings.TrimSpace(m.block.Text)}, p.notes...)
		m.owner, m.block.Kind = p, document.BlockNote
	}
	w.pending, w.organization, w.notes = nil, nil, nil
	l.says.title, w.page, w.first = l.title+w.suffix, l.page, l.node
	p.caption.add(l.says)
	w.take(l.node)
	return true
}

// underTitle reports that the next line above one of the same caption that is
// not itself about number, organization or date is a title.
func underTitle(upper []*node, n *node) bool {
	for _, m := range upper {
		if m.page != n.page || m.owner != nil || m.block.Kind == document.BlockNote {
			return false
		}
		got, rest := readCaption(m.block.Text)
		if rest != "" {
			_, like := titleLike(rest)
			return like && got.unit == "" && !strings.ContainsAny(n.block.Text, "，。；")
		}
		if got.isZero() || got.unit != "" {
			return false
		}
	}
	return false
}

// besideUnit reports that a line of the caption stands on the left of the one
// that names the unit, and is not set as a title.
func (p *part) besideUnit(lines []*node, k int) bool {
	n := lines[k]
	if k == 0 || lines[k-1].owner != p || n.block.Box.IsZero() || lines[k-1].block.Box.IsZero() || prominent(n) ||
		!beside(n, lines[k-1]) {
		return false
	}
	got, _ := readCaption(lines[k-1].block.Text)
	return got.unit != "" && !strings.ContainsAny(n.block.Text, "。；，：:")
}

// isEntry reports a line in the form of a title.
func isEntry(n *node) bool {
	_, rest := readCaption(n.block.Text)
	_, like := titleLike(rest)
	return like
}

// beside reports that two lines stand next to each other, as far as is known.
func beside(left, right *node) bool {
	a, b := left.block.Box, right.block.Box
	if left.page != right.page || left.owner != nil {
		return false
	}
	return a.IsZero() || b.IsZero() || a.X1 <= b.X0+1 && min(a.Y1, b.Y1)-max(a.Y0, b.Y0) > 0.5*min(a.Height(), b.Height())
}

// valueOf reads the value of a label that stands in a block of its own:
// "部门：" and beside it the name.
func valueOf(label, value string) (c caption) {
	if one, rest := readCaption(document.Squeeze(label) + value); rest == "" {
		if alone, left := readCaption(label); left == "" && alone.unit == "" && alone.organization == "" && alone.date {
			c.unit, c.organization = one.unit, one.organization
		}
	}
	return c
}

// organizationAbove is the name an organization line begins that a line goes
// on with, right below it and set alike.
func organizationAbove(upper []*node, n *node) string {
	for _, m := range upper[:min(len(upper), 3)] {
		a, b := m.block, n.block
		if m.part != nil || m.page != n.page || a.Box.IsZero() || b.Box.IsZero() {
			return ""
		}
		gap := b.Box.Y0 - a.Box.Y1
		if d := a.Box.X0 - b.Box.X0; d < 3 && d > -3 && gap < 0.8*b.Box.Height() && gap > -2 &&
			b.Box.Width() < a.Box.Width() {
			got, rest := readCaption(a.Text)
			if rest == "" {
				return got.organization
			}
		}
	}
	return ""
}

// unnumbered takes the section's number off the first line of a title.
func unnumbered(s string) string { return s[len(enumerated.FindString(s)):] }

// fragment reports a line that can only be the end of a title.
func fragment(s string) bool {
	core := bracketed.ReplaceAllString(s, "")
	return utf8.RuneCountInString(s) <= 12 && !balanced(s) ||
		utf8.RuneCountInString(core) <= 2 && hasSuffixAny(core, words.TitleEnds)
}

// prominent reports a line set as a heading.
func prominent(n *node) bool {
	return n.block.Kind == document.BlockHeading || n.block.Centered || n.block.Bold
}

// joins reports that a line and the next are set as one.
func (p *part) joins(upper, lower *node) bool {
	if upper.part != nil || upper.owner != nil || upper.page != lower.page {
		return false
	}
	a, b := upper.block, lower.block
	if a.Box.IsZero() || b.Box.IsZero() {
		return true
	}
	gap := b.Box.Y0 - a.Box.Y1
	return a.FontSize-b.FontSize < 0.6 && b.FontSize-a.FontSize < 0.6 && gap < 1.2*b.Box.Height() && gap > -b.Box.Height()
}

// wraps reports that a title began in the line above: the lines are set alike
// and either the lower cannot stand alone or the upper fills the width.
func (p *part) wraps(upper, lower *node) bool {
	if !p.joins(upper, lower) {
		return false
	}
	s := document.Squeeze(upper.block.Text)
	if section.MatchString(s) || hasSuffixAny(s, words.TitleEnds) || strings.ContainsAny(s, "。；：:") ||
		utf8.RuneCountInString(s) > 60 {
		return false
	}
	below := document.Squeeze(lower.block.Text)
	if !balanced(s) && !balanced(below) || utf8.RuneCountInString(below) <= 3 || hasSuffixAny(s, words.TitleJoints) {
		return true
	}
	a, b := upper.block.Box, lower.block.Box
	return !p.box.IsZero() && !a.IsZero() && a.Width() > 0.7*p.box.Width() && b.Width() < a.Width() && coaxial(a, b)
}

// coaxial reports that two lines are centred on the same axis.
func coaxial(a, b document.Box) bool {
	d := (a.X0 + a.X1 - b.X0 - b.X1) / 2
	return d < 0.5*b.Height() && -d < 0.5*b.Height()
}

// below collects the notes under a grid. A note may have several paragraphs,
// numbered after the first.
func (c *composer) below(p *part) {
	for _, b := range p.trail {
		p.notes = append(p.notes, strings.TrimSpace(b.Text))
	}
	noted := false
	for i := p.at + 1; i < len(c.flow); i++ {
		n := c.flow[i]
		if n.furniture() {
			continue
		}
		if n.part != nil || n.owner != nil || n.page != p.page {
			return
		}
		s := strings.TrimSpace(n.block.Text)
		switch {
		case isNote(s):
			noted = true
		case saysEmpty(s) && i == p.at+1 && n.block.Kind != document.BlockHeading:
		case noted && numbered.MatchString(s):
		default:
			return
		}
		n.owner, n.block.Kind = p, document.BlockNote
		p.notes = append(p.notes, s)
	}
}

var numbered = regexp.MustCompile(`^\s*(?:\d{1,2}[.．、]|[（(]\d{1,2}[）)])\D`)
