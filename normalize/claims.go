package normalize

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// sentences knows how figures are put into words; claims.yaml says it.
type sentences struct {
	Increase   []string          `yaml:"increase"`
	Decrease   []string          `yaml:"decrease"`
	Unchanged  []string          `yaml:"unchanged"`
	Compare    []string          `yaml:"compare"`
	Compared   []string          `yaml:"compared"`
	Reason     []string          `yaml:"reason"`
	Purpose    []string          `yaml:"purpose"`
	Parts      []string          `yaml:"parts"`
	Tails      []string          `yaml:"tails"`
	Generic    []string          `yaml:"generic"`
	Budgeted   []string          `yaml:"budgeted"`
	Possessive []string          `yaml:"possessive"`
	Counts     []string          `yaml:"counts"`
	Counted    []string          `yaml:"counted"`
	Suffix     map[string]string `yaml:"suffix"`
	Verbs      []string          `yaml:"verbs"`
	Skip       []string          `yaml:"skip_sections"`
}

func (s *sentences) load(layers []fs.FS) error {
	err := eachYAML(layers, "claims.yaml", func(f sentences) error {
		for _, p := range []struct{ to, from *[]string }{
			{&s.Increase, &f.Increase}, {&s.Decrease, &f.Decrease}, {&s.Unchanged, &f.Unchanged}, {&s.Compare, &f.Compare},
			{&s.Compared, &f.Compared}, {&s.Reason, &f.Reason}, {&s.Purpose, &f.Purpose}, {&s.Parts, &f.Parts}, {&s.Tails, &f.Tails},
			{&s.Generic, &f.Generic}, {&s.Budgeted, &f.Budgeted}, {&s.Possessive, &f.Possessive}, {&s.Counts, &f.Counts},
			{&s.Counted, &f.Counted}, {&s.Verbs, &f.Verbs}, {&s.Skip, &f.Skip},
		} {
			*p.to = append(*p.to, *p.from...)
		}
		if s.Suffix == nil {
			s.Suffix = map[string]string{}
		}
		for unit, suffix := range f.Suffix {
			s.Suffix[unit] = suffix
		}
		return nil
	})
	for _, l := range [][]string{s.Increase, s.Decrease, s.Reason, s.Tails, s.Counts, s.Budgeted} {
		slices.SortStableFunc(l, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	}
	return err
}

// figure is a number with its unit in a sentence.
type figure struct {
	start, end int // bytes of number and unit together
	amount     schema.Amount
	money      bool
	percent    bool
	about      bool // 约, 余, 左右
}

// figures finds the numbers of a text that have a unit, thresholds such as
// 50万元以上 excluded.
func (s *sentences) figures(text string) []figure {
	var out []figure
	for i := 0; i < len(text); {
		if c := text[i]; c < '0' || c > '9' {
			i++
			continue
		}
		end := i + numberEnd(text[i:])
		f := figure{start: i, end: end}
		if i > 0 && (text[i-1] == '-' || text[i-1] == '.') {
			i = end
			continue
		}
		rest := text[end:]
		for _, w := range []string{"余", "多"} {
			if r, ok := strings.CutPrefix(rest, w); ok {
				f.about, rest, f.end = true, r, f.end+len(w)
			}
		}
		p := amount.Parse(text[i:end])
		unit, n := s.unit(rest)
		i = end
		if p.Kind != amount.Number || unit == "" {
			continue
		}
		f.end += n
		after := text[f.end:]
		if hasSuffix(text[:f.start], "（", "(") && hasPrefix(after, "）", ")") && (unit == "项" || unit == "类" || unit == "款") {
			continue // （01项） is part of a code
		}
		if u, ok := amount.Unit(unit).Exponent(); ok && u >= 0 {
			f.money = true
			if hasPrefix(after, "以上", "以下", "以内", "及以上", "（含", "(含") {
				i = f.end
				continue
			}
		}
		f.percent = unit == "%"
		f.about = f.about || hasPrefix(after, "左右") || hasSuffix(text[:f.start], "约", "近")
		f.amount = money(text[f.start:end], p, amount.Unit(unit))
		out = append(out, f)
		i = f.end
	}
	return out
}

// unit is the unit a text starts with.
func (s *sentences) unit(rest string) (string, int) {
	for _, p := range []string{"%", "％"} {
		if strings.HasPrefix(rest, p) {
			return "%", len(p)
		}
	}
	if u, n := moneyUnit(rest); u != amount.NoUnit {
		return string(u), n
	}
	for _, c := range s.Counts {
		if strings.HasPrefix(rest, c) {
			return c, len(c)
		}
	}
	return "", 0
}

func hasPrefix(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(s, w) })
}

func hasSuffix(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasSuffix(s, w) })
}

// narrator reads the narrative block by block.
type narrator struct {
	n       *normalizer
	s       *sentences
	heads   [5]string // part, 一、 （一） 1. (1)
	skip    bool
	project string // of the project section the block is in
	scope   string
	source  schema.Source
	text    string // squeezed text of the block

	base     meaning // what the headings say
	context  meaning // what the words before 其中 or 包括 say
	current  int     // claim that shares and changes are of, -1 if none
	parent   int     // claim whose parts are listed, -1 if none
	pending  string  // words before a colon
	topic    string  // function a block speaks of: ...（类）...（款）...（项）
	last     int     // last claim of the block, -1 if none
	previous string  // project of the figure before in the same clause
	budgeted schema.Amount
	section  int // first claim of the section
}

func (n *normalizer) claims() {
	r := &narrator{n: n, s: &n.cat.sentences, scope: "narrative", current: -1, last: -1, parent: -1}
	torn, tornBlock := "", (*document.Block)(nil)
	for pi := range n.doc.Pages {
		page := &n.doc.Pages[pi]
		if page.Number > 0 && slices.ContainsFunc(page.Blocks, func(b document.Block) bool { return isContents(document.Squeeze(b.Text)) }) {
			continue // what it lists are headings of other pages
		}
		for bi := range page.Blocks {
			b := &page.Blocks[bi]
			switch b.Kind {
			case document.BlockHeading, document.BlockParagraph:
			default:
				continue
			}
			s := document.Squeeze(b.Text)
			if torn != "" && b.Kind == document.BlockParagraph {
				if e, _ := cutEnumeration(s); e == (enumeration{}) {
					s = torn + s // the layout broke a sentence in two
				} else {
					r.block(tornBlock, torn)
				}
			} else if torn != "" {
				r.block(tornBlock, torn)
			}
			if torn == "" || !strings.HasPrefix(s, torn) {
				r.source = schema.Source{Page: page.Number, Block: bi, Row: -1, Column: -1, Box: b.Box}
			}
			if torn = ""; b.Kind == document.BlockParagraph && utf8.RuneCountInString(s) > 30 && unfinished(s) {
				torn, tornBlock = s, b
				continue
			}
			r.block(b, s)
		}
	}
	if torn != "" {
		r.block(tornBlock, torn)
	}
	n.goals(r)
	for i := range n.rec.Claims {
		c := &n.rec.Claims[i]
		c.ID = fmt.Sprintf("%s-s%04d", n.doc.ID, i)
		c.DocumentID = n.doc.ID
		if c.Enumeration != "" {
			var at int
			fmt.Sscan(c.Enumeration, &at)
			c.Enumeration = fmt.Sprintf("%s-s%04d", n.doc.ID, at)
		}
	}
}

// goals reads the figures in the goals of performance tables.
func (n *normalizer) goals(r *narrator) {
	for i := range n.rec.Tables {
		t := &n.rec.Tables[i]
		if t.Kind != schema.PerformanceProject {
			continue
		}
		f := n.cat.formOf(t.Layout)
		if f == nil {
			continue
		}
		goal, at := n.cat.field(t.Layout, f.head, "goal")
		if goal == "" {
			continue
		}
		c := &t.Layout.Cells[at.Row][at.Col]
		*r = narrator{n: n, s: r.s, scope: "goal_text", current: -1, last: -1, parent: -1, section: len(n.rec.Claims), project: t.Project,
			source: schema.Source{TableID: t.ID, Page: c.Page, Block: -1, Row: at.Row, Column: at.Col, Box: c.Box}}
		r.heads[1] = t.Project
		r.text = goal
		r.sentences(goal)
	}
}

// heading takes a block that is a heading; ok is false for other text.
func (r *narrator) heading(b *document.Block, s string) bool {
	if strings.Contains(s, "……") || strings.Contains(s, ".....") {
		return true // a line of a contents page
	}
	if utf8.RuneCountInString(s) > 90 || len(r.s.figures(s)) > 0 || strings.ContainsAny(s, "。；") || hasSuffix(s, "：", ":") {
		return false
	}
	e, rest := cutEnumeration(s)
	level := e.level
	if strings.HasPrefix(s, "第") && strings.Contains(s, "部分") {
		level = 0
	} else if level == 0 || level > 4 {
		if b.Kind != document.BlockHeading {
			return false
		}
		if !strings.Contains(s, "说明") {
			return true // says nothing of what follows
		}
		level = 0
	} else if b.Kind != document.BlockHeading && (level > 2 || strings.ContainsAny(s, "，,")) {
		return false
	}
	if f, _, ok := r.n.cat.forms.labelled(rest); ok && f != "name" && r.project != "" {
		return false
	}
	r.heads[level] = s
	clear(r.heads[level+1:])
	r.restart()
	return true
}

// restart begins a section: what was said before is not spoken of any more.
func (r *narrator) restart() {
	r.project = ""
	r.current, r.parent, r.pending, r.topic, r.context, r.section = -1, -1, "", "", meaning{}, len(r.n.rec.Claims)
	r.base = meaning{}
	r.skip = false
	for i, h := range r.heads {
		for _, w := range r.s.Skip {
			r.skip = r.skip || strings.Contains(h, w)
		}
		if i == 1 || i == 2 {
			// 关于某某局2025年收入预算情况说明: the name is no word of it
			h = strings.Replace(h, r.n.rec.Profile.Organization, "", 1)
			r.base, _, _ = r.base.read(&r.n.cat.labels.heads, fold(h))
		}
	}
	r.base.Total, r.base.Stage = false, ""
	if r.base.Fund == "" { // as for a table whose title names no fund
		switch r.base.Item {
		case "three_public":
			r.base.Fund = r.n.cat.labels.kinds[schema.ThreePublic].Fund
		case "operating_cost":
			r.base.Fund = r.n.cat.labels.kinds[schema.OperatingCost].Fund
		}
	}
}

// unfinished reports a text that stops within a sentence.
func unfinished(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	return !strings.ContainsRune("。；：！？:;.!?）)”", last)
}

func (r *narrator) block(b *document.Block, s string) {
	_, rest := cutEnumeration(s)
	field, value, ok := r.n.cat.forms.labelled(rest)
	if ok && field == "overview" {
		r.restart()
		r.project = r.described()
	}
	if s == "" || r.heading(b, s) || r.skip {
		return
	}
	r.text = s
	switch {
	case ok && field == "name" && value != "":
		r.restart()
		r.project = value
		return
	case ok && r.project != "" && (field == "basis" || field == "period" || field == "unit"):
		return
	}
	r.topic = ""
	for _, h := range r.heads[3:] {
		if functional(h) {
			r.topic = r.clean(h)
		}
	}
	r.sentences(s)
	if hasSuffix(s, "其中：", "其中:", "包括：", "包括:", "为：") && len(r.n.rec.Claims) > r.section {
		r.parent = len(r.n.rec.Claims) - 1
	}
}

// described is the project whose section begins at the block.
func (r *narrator) described() string {
	for _, p := range r.n.rec.Projects {
		for _, s := range p.Sources {
			if s.TableID == "" && s.Page == r.source.Page && s.Block == r.source.Block {
				return p.Name
			}
		}
	}
	return ""
}

// sentences reads the sentences of a block.
func (r *narrator) sentences(s string) {
	r.current, r.last, r.pending = -1, -1, ""
	for start := 0; start < len(s); {
		end := start
		for end < len(s) && !strings.HasPrefix(s[end:], "。") && !strings.HasPrefix(s[end:], "；") && s[end] != ';' {
			end++
		}
		stop := strings.HasPrefix(s[end:], "。")
		r.sentence(s[start:end], start)
		r.current, r.pending = -1, ""
		if stop {
			r.context = meaning{}
		}
		if end < len(s) {
			_, n := utf8.DecodeRuneInString(s[end:])
			end += n
		}
		start = end
	}
}

// sentence reads the clauses of one sentence; offset is its place in the text.
func (r *narrator) sentence(s string, offset int) {
	reason, purpose := false, false
	for start := 0; start <= len(s); {
		end, sep := clauseEnd(s, start)
		clause := s[start:end]
		if i, w := indexAny(clause, r.s.Reason); i >= 0 && !reason {
			r.clause(clause[:i], s, offset+start, false, false)
			reason = true
			if r.current >= 0 {
				r.n.rec.Claims[r.current].Reason = strings.Trim(s[start+i+len(w):], "：:，,")
			}
			clause, start = clause[i+len(w):], start+i+len(w)
		}
		if i, w := indexAny(clause, r.s.Purpose); i >= 0 && !reason {
			r.clause(clause[:i], s, offset+start, false, false)
			purpose = true
			clause, start = clause[i+len(w):], start+i+len(w)
		}
		r.clause(clause, s, offset+start, reason || purpose, sep == "：" || sep == ":")
		if end >= len(s) {
			return
		}
		start = end + len(sep)
	}
}

// clauseEnd is the end of the clause at start: a comma or a colon outside
// brackets.
func clauseEnd(s string, start int) (end int, sep string) {
	depth := 0
	for i, c := range s[start:] {
		switch c {
		case '（', '(', '《', '“', '〔', '【':
			depth++
		case '）', ')', '》', '”', '〕', '】':
			depth = max(0, depth-1)
		case '，', '：', ':':
			if depth == 0 {
				return start + i, string(c)
			}
		case ',':
			if depth == 0 && !(i > 0 && start+i+1 < len(s) && document.IsDigit(rune(s[start+i-1])) && document.IsDigit(rune(s[start+i+1]))) {
				return start + i, ","
			}
		}
	}
	return len(s), ""
}

func indexAny(s string, words []string) (int, string) {
	best, word := -1, ""
	for _, w := range words {
		if i := strings.Index(s, w); i >= 0 && (best < 0 || i < best) {
			best, word = i, w
		}
	}
	return best, word
}

// clause reads the figures of one clause. side is set for reasons and
// purposes, whose figures are claims of their own; colon if one ends it.
func (r *narrator) clause(c, sentence string, offset int, side, colon bool) {
	if c == "" {
		return
	}
	figures := r.s.figures(c)
	if functional(c) && !side {
		r.topic = r.clean(c)
		if len(figures) > 0 {
			r.topic = r.subject(c[:figures[0].start])
		}
	}
	r.previous = ""
	if len(figures) == 0 {
		_, words := cutEnumeration(c)
		if i, _ := indexAny(words, r.s.Parts); i >= 0 || hasPrefix(c, "其中") {
			if r.current >= 0 {
				r.parent = r.current
			}
			if words = r.clean(words[:max(i, 0)]); words != "" {
				r.context = r.meaning(words)
			}
			r.pending = ""
			return
		}
		if colon {
			r.pending = words
		} else if r.current >= 0 && !side {
			if i, _ := indexAny(c, r.s.Unchanged); i >= 0 && r.n.rec.Claims[r.current].Direction == "" {
				r.n.rec.Claims[r.current].Direction = "none"
			}
		} else if !side && utf8.RuneCountInString(words) <= 40 {
			r.pending = words
		}
		return
	}
	at := 0
	for _, f := range figures {
		lead := c[at:f.start]
		r.figure(f, lead, c[f.end:], c[at:f.end], sentence, offset+at, side)
		at = f.end
		for _, w := range []string{"以上", "以内", "以下"} {
			if strings.HasPrefix(c[at:], w) {
				at += len(w)
			}
		}
	}
	if !side {
		r.pending = ""
	}
}

// figure gives a number its part in a claim.
func (r *narrator) figure(f figure, lead, after, quote, sentence string, offset int, side bool) {
	claims := r.n.rec.Claims
	var cur *schema.Claim
	if r.current >= 0 && !side {
		cur = &claims[r.current]
	}
	direction, before := r.direction(lead)
	switch {
	case f.percent && cur != nil && strings.Contains(lead, "占") && direction == "":
		cur.Share = f.amount
		cur.Quote = r.quote(cur, offset+len(quote))
		return
	case f.percent && cur != nil && (strings.Contains(lead, "完成") || strings.Contains(lead, "执行率")):
		cur.Completion = f.amount
		return
	case f.percent && cur != nil && direction != "" && r.subject(before) == "":
		cur.Rate = f.amount
		if cur.Direction == "" {
			cur.Direction = direction
		}
		if f.amount.Value.IsZero() && cur.Change.Text == "" {
			cur.Direction = "none"
		}
		cur.Quote = r.quote(cur, offset+len(quote))
		return
	case f.percent && r.scope != "goal_text":
		return
	}
	if direction != "" && !f.percent {
		subject := r.subject(before)
		if subject == "" && side {
			return
		}
		if subject != "" && !side {
			if same := r.find(subject); same != nil {
				cur = same
			} else {
				cur = nil
			}
		}
		if cur == nil && subject == "" && !side && r.last >= 0 && claims[r.last].Change.Text == "" && claims[r.last].Direction == "" {
			cur, r.current = &claims[r.last], r.last // 收入总计10万元。比上年增加1万元
		}
		if cur == nil {
			if !f.money && !r.counted(subject) && r.scope == "narrative" {
				return
			}
			cur = r.add(subject, schema.Amount{}, quote, sentence, offset, side)
		}
		cur.Change, cur.Direction = f.amount, direction
		if f.amount.Value.IsZero() {
			cur.Direction = "none"
		}
		cur.Quote = r.quote(cur, offset+len(quote))
		return
	}
	if side {
		for _, d := range []struct {
			words []string
			name  string
		}{{r.s.Increase, "increase"}, {r.s.Decrease, "decrease"}} {
			for _, w := range d.words {
				if rest, ok := strings.CutPrefix(lead, w); ok {
					if subject := r.subject(rest); subject != "" {
						c := r.add(subject, schema.Amount{}, quote, sentence, offset, true)
						c.Change, c.Direction = f.amount, d.name
					}
					return
				}
			}
		}
	}
	for _, w := range r.s.Budgeted {
		if rest, ok := strings.CutSuffix(lead, w); ok && r.n.stage() == "final" && f.money {
			r.budgeted = f.amount
			if s := r.subject(rest); s != "" {
				r.pending = s
			}
			return
		}
	}
	subject := r.subject(lead)
	if r.scope == "goal_text" && (subject == "" || slices.Contains(r.s.Verbs, subject)) {
		end, _ := clauseEnd(after, 0) // 完成18场次各类考试
		subject += after[:end]
	}
	if p := r.possessive(subject); p && cur != nil {
		subject = strings.TrimSuffix(strings.TrimSuffix(cur.Subject, "数"), "面积") + subject
	}
	if slices.Contains(r.s.Generic, subject) || subject == "" {
		if r.topic != "" {
			subject = r.topic
		} else if r.pending != "" {
			subject = r.clean(r.pending)
		} else if cur != nil && subject == "" {
			return // a second figure of the same words: 100人次、200人次
		}
	}
	if !f.money && r.scope == "narrative" && !r.counted(subject) {
		return
	}
	if subject == "" {
		return
	}
	if !f.money && !strings.HasSuffix(subject, r.s.Suffix[f.amount.Unit]) {
		subject += r.s.Suffix[f.amount.Unit]
	}
	c := r.add(subject, f.amount, quote, sentence, offset, side)
	if r.previous != "" && c.Project == "" && hasPrefix(lead, "是", "与", "和", "及") {
		c.Project = r.previous // 某项目22万元是上年结转12万元与当年10万元
	}
	r.previous = c.Project
	if y := yearOf(lead); y > 0 && y == r.n.rec.Profile.FiscalYear-1 && !strings.Contains(lead, "年底") {
		c.Stage = "prior_budget"
		if strings.Contains(lead, "执行") || strings.Contains(lead, "决算") {
			c.Stage = "prior_final"
		}
	}
	if c.Stage == "final" && hasSuffix(strings.TrimSuffix(lead, "为"), "预算", "预算数") {
		c.Stage = "budget"
	}
	c.Approximate = f.about
	c.Counterpart, r.budgeted = r.budgeted, schema.Amount{}
}

func (r *narrator) possessive(subject string) bool {
	return slices.Contains(r.s.Possessive, subject)
}

func (r *narrator) counted(subject string) bool {
	i, _ := indexAny(subject, r.s.Counted)
	return i >= 0
}

// quote is the text from the start of a claim to the end of its last figure.
func (r *narrator) quote(c *schema.Claim, end int) string {
	if end > c.OffsetInText && end <= len(r.text) && strings.HasPrefix(r.text[c.OffsetInText:], firstRune(c.Quote)) {
		return r.text[c.OffsetInText:end]
	}
	return c.Quote
}

func firstRune(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n]
}

// direction reads the word of change at the end of a lead, and what stands
// before it without the comparison.
func (r *narrator) direction(lead string) (direction, before string) {
	lead = strings.TrimRight(lead, "约近为")
	for _, d := range []struct {
		words []string
		name  string
	}{{r.s.Increase, "increase"}, {r.s.Decrease, "decrease"}} {
		for _, w := range d.words {
			if rest, ok := strings.CutSuffix(lead, w); ok {
				return d.name, r.uncompare(rest)
			}
		}
	}
	return "", lead
}

// uncompare cuts a comparison off: 比上年预算.
func (r *narrator) uncompare(s string) string {
	for _, w := range r.s.Compare {
		i := strings.LastIndex(s, w)
		if i < 0 {
			continue
		}
		if j, _ := indexAny(s[i:], r.s.Compared); j >= 0 {
			return s[:i]
		}
	}
	return s
}

// subject is what the words before a figure speak of.
func (r *narrator) subject(lead string) string {
	s := r.clean(lead)
	for again := true; again; {
		again = false
		for _, t := range r.s.Tails {
			if rest, ok := strings.CutSuffix(s, t); ok && (rest != "" || t != "安排") {
				s, again = rest, true
			}
		}
	}
	return s
}

// clean takes numbering, the year, the organization and linking words off the
// start of a subject.
func (r *narrator) clean(s string) string {
	for again, times := true, 0; again && times < 8; times++ {
		before := s
		_, s = cutEnumeration(s)
		s = strings.TrimLeft(s, "，,、；;：: ")
		for _, w := range []string{r.n.rec.Profile.Organization, "本部门", "我部门", "本单位", "我单位", "部门", "单位", "其中", "按照", "截至", "的", "是", "与", "和", "及", "年度", "年", "拟", "预计", "计划", "共有"} {
			if w == "部门" || w == "单位" {
				// 部门价值50万元以上设备 drops it, 部门收入预算 does not
				if rest, ok := strings.CutPrefix(s, w); ok && strings.HasPrefix(rest, "价值") {
					s = rest
				}
				continue
			}
			if w != "" {
				s = strings.TrimPrefix(s, w)
			}
		}
		if i := yearAt(s); i == 0 {
			s = strings.TrimPrefix(strings.TrimPrefix(s[4:], "年"), "度")
		}
		again = s != before
	}
	return s
}

// find is an earlier claim of the section with the same subject and no
// change: 购置费0.00万元 ... 购置费增加0.00万元.
func (r *narrator) find(subject string) *schema.Claim {
	key := core(subject)
	for i := len(r.n.rec.Claims) - 1; i >= r.section; i-- {
		c := &r.n.rec.Claims[i]
		if c.Change.Text == "" && c.Direction == "" && core(c.Subject) == key {
			r.current = i
			return c
		}
	}
	return nil
}

// core is a subject without the words that only dress it.
func core(s string) string {
	s = fold(s)
	for _, w := range []string{"预算", "决算", "支出", "经费"} {
		s = strings.ReplaceAll(s, w, "")
	}
	return strings.TrimSuffix(s, "数")
}

// add makes a claim. It becomes the one that shares and changes are of, unless
// it stands in a reason.
func (r *narrator) add(subject string, a schema.Amount, quote, sentence string, offset int, side bool) *schema.Claim {
	c := schema.Claim{
		Scope: r.scope, Section: r.path(), Subject: subject, Amount: a,
		Quote: strings.TrimLeft(quote, "，,：:"), Sentence: sentence, Source: r.source,
		OffsetInText: offset + len(quote) - len(strings.TrimLeft(quote, "，,：:")),
	}
	r.coordinates(&c)
	if r.project != "" {
		c.Project = r.project
		if r.scope == "narrative" {
			c.Subject = r.project + "：" + subject
		}
	}
	if r.parent >= 0 && !side {
		c.Enumeration = fmt.Sprint(r.parent)
	}
	r.n.rec.Claims = append(r.n.rec.Claims, c)
	if !side {
		r.current = len(r.n.rec.Claims) - 1
		r.last = r.current
	}
	return &r.n.rec.Claims[len(r.n.rec.Claims)-1]
}

func (r *narrator) path() string {
	var parts []string
	for _, h := range r.heads {
		if h != "" {
			parts = append(parts, h)
		}
	}
	return strings.Join(parts, " > ")
}

// meaning reads the words of a subject over what the section says.
func (r *narrator) meaning(words string) meaning {
	m, _, unknown := r.base.read(&r.n.cat.labels.rows, fold(words))
	if unknown > 0 {
		return r.base
	}
	return m
}

// coordinates says what a claim is an amount of. A subject with any word that
// is not understood is an item of its own.
func (r *narrator) coordinates(c *schema.Claim) {
	c.Stage = r.n.stage()
	if c.Subject == "" {
		c.Item = "unnamed"
		return
	}
	if r.scope == "goal_text" {
		c.Item = c.Subject
		return
	}
	m := r.base
	if r.context != (meaning{}) {
		m = r.context
	}
	subject := c.Subject
	heading := "" // the function the section is about
	for _, h := range r.heads {
		if functional(h) {
			heading = r.clean(h)
		}
	}
	if functional(subject) && !strings.Contains(subject, "类）") && !strings.Contains(subject, "类)") {
		subject = heading + subject // the heading names the class
	}
	if code, printed := r.function(subject); code != "" {
		c.Function, c.CodeSource = code, "looked_up"
		if printed {
			c.CodeSource = "printed"
		}
		c.Flow, c.Fund, c.Nature, c.Item = cmp.Or(m.Flow, "expenditure"), cmp.Or(m.Fund, "all"), m.Nature, ""
		return
	}
	f := fold(c.Subject)
	c.Function, _ = r.function(heading)
	if c.Function != "" {
		c.CodeSource = "looked_up"
		if functional(subject) { // an item of it that was not found
			c.Item = c.Subject
			return
		}
	}
	if slices.Contains(r.s.Generic, c.Subject) && m.Flow == "" && m.Item == "" && !strings.Contains(c.Subject, "支出") && !strings.Contains(c.Subject, "收入") {
		c.Item = c.Subject // an amount of nothing that is named
		return
	}
	read, known, unknown := m.read(&r.n.cat.labels.rows, f)
	if whole, ok := r.n.cat.labels.rows.exact(f); ok {
		read, known, unknown = m.narrow(*whole), 1, 0
	}
	c.Flow, c.Fund, c.Nature, c.Item = read.Flow, cmp.Or(read.Fund, "all"), read.Nature, read.Item
	if unknown > 0 || known == 0 {
		for _, p := range r.n.rec.Projects {
			if fold(p.Name) == f {
				c.Project = p.Name
				return
			}
		}
		c.Item = c.Subject
		return
	}
	if c.Item == "carryover_in" {
		c.Flow = "revenue"
		switch c.Fund {
		case "fiscal_appropriation":
			c.Fund = "carryover_fiscal"
		case "non_fiscal":
			c.Fund = "carryover_non_fiscal"
		}
	}
	if c.Flow == "" {
		c.Flow = "expenditure"
		if strings.Contains(c.Subject, "收支") || strings.Contains(c.Subject, "收入") {
			c.Flow = "revenue"
		}
	}
	if read.Fund == "" && m.Flow == "" && !hasPrefix(c.Subject, "支出", "收入", "部门", "收支", "本年") {
		c.Fund = "" // neither the sentence nor its section says whose money
	}
	if c.Item == "current_year" {
		c.Item = ""
	} else if c.Item == "" && c.Nature == "" && r.whole(c.Subject) && r.carried(c.Coordinates) {
		c.Item = "with_carryover"
	}
}

// whole reports a subject that speaks of a total: 收入总计, 支出预算.
func (r *narrator) whole(subject string) bool {
	return strings.Contains(subject, "总") || hasSuffix(subject, "收入预算", "支出预算")
}

// carried: the tables print this total with the money carried over.
func (r *narrator) carried(at schema.Coordinates) bool {
	at.Item = "with_carryover"
	for i := range r.n.rec.Facts {
		if r.n.rec.Facts[i].Coordinates == at {
			return true
		}
	}
	return false
}

// functional reports words that name a function: 教育支出（类）, 公共安全支出（204类）.
func functional(s string) bool {
	for _, w := range []string{"类）", "类)", "款）", "款)", "项）", "项)"} {
		i := strings.Index(s, w)
		if i <= 0 {
			continue
		}
		head := strings.TrimRight(s[:i], "0123456789")
		if strings.HasSuffix(head, "（") || strings.HasSuffix(head, "(") {
			return true
		}
	}
	return false
}

// function is the code of 教育支出（类）普通教育（款）高等教育（项） and of
// 公共安全支出（204类）司法（06款）, or of the name of a class; printed if the
// code stands there.
func (r *narrator) function(subject string) (code string, printed bool) {
	if subject == "" {
		return "", false
	}
	rest := subject
	for _, level := range []string{"类", "款", "项"} {
		i := strings.Index(rest, level+"）")
		if j := strings.Index(rest, level+")"); i < 0 || j >= 0 && j < i {
			i = j
		}
		if i < 0 {
			continue
		}
		name := strings.TrimRight(rest[:i], "0123456789")
		digits := rest[len(name):i]
		name = strings.TrimRight(name, "（(")
		_, n := utf8.DecodeRuneInString(rest[i+len(level):])
		rest = rest[i+len(level)+n:]
		var found string
		var ok bool
		switch {
		case digits != "":
			if !strings.HasPrefix(digits, code) || len(digits) <= len(code) {
				digits = code + digits
			}
			found, ok, printed = digits, true, true
		case level == "类":
			found, ok = r.n.cat.codes.functionClass(fold(name))
		default:
			found, ok = r.n.cat.codes.functionByName(fold(name), code)
		}
		if !ok {
			return "", false
		}
		code = found
	}
	if code != "" {
		return code, printed
	}
	// “教育支出-普通教育-高等教育”科目
	for i, name := range strings.FieldsFunc(strings.TrimSuffix(subject, "科目"), func(r rune) bool { return strings.ContainsRune("-—－–", r) }) {
		var ok bool
		if i == 0 {
			if _, word := r.n.cat.labels.rows.exact(fold(name)); word {
				return "", false
			}
			code, ok = r.n.cat.codes.functionClass(fold(name))
		} else {
			code, ok = r.n.cat.codes.functionByName(fold(name), code)
		}
		if !ok {
			return "", false
		}
	}
	return code, false
}
