package normalize

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// narrator reads the narrative block by block.
type narrator struct {
	n       *normalizer
	s       *sentences
	heads   [5]string // part, 一、 （一） 1. (1)
	skip    bool
	project string // of the project section the block is in
	scope   schema.ClaimScope
	source  schema.Source
	text    string // squeezed text of the block

	base     meaning // what the headings say
	context  meaning // what the words before 其中 or 包括 say
	current  int     // claim that shares and changes are of, -1 if none
	parent   int     // claim whose parts the blocks list, -1 if none
	within   int     // claim whose parts the sentence lists, -1 if none
	inside   int     // claim whose parts stand in brackets behind it, -1 if none
	bracket  int     // claim behind which a bracket is open, -1 if none
	pending  string  // words before a colon
	topic    string  // function a block speaks of: ...（类）...（款）...（项）
	last     int     // last claim of the block, -1 if none
	previous string  // project of the figure before in the same clause
	budgeted schema.Amount
	budgetOf string // what budgeted is the budget of, if it says so
	cause    string // what a reason says has changed, before it says by how much
	group    string // code of the 款 a section spoke of last
	section  int    // first claim of the section
}

func (n *normalizer) claims() {
	r := &narrator{n: n, s: &n.cat.sentences, scope: "narrative", current: -1, last: -1, parent: -1, within: -1, inside: -1, bracket: -1}
	torn, tornBlock := "", (*document.Block)(nil)
	for pi := range n.doc.Pages {
		page := &n.doc.Pages[pi]
		for bi := afterContents(page); bi < len(page.Blocks); bi++ {
			b := &page.Blocks[bi]
			if n.ctx.Err() != nil {
				return
			}
			switch b.Kind {
			case document.BlockHeading, document.BlockParagraph:
			default:
				continue
			}
			s := document.Squeeze(b.Text)
			if torn != "" && b.Kind == document.BlockParagraph {
				if e, _ := zh.CutNumbering(s); e == (zh.Numbering{}) {
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
			if torn = ""; b.Kind == document.BlockParagraph && unfinished(s) && (utf8.RuneCountInString(s) > 30 || r.midway(s)) {
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
			if at, err := strconv.Atoi(c.Enumeration); err == nil {
				c.Enumeration = fmt.Sprintf("%s-s%04d", n.doc.ID, at)
			}
		}
	}
}

// afterContents is the first block of a page that is none of its table of
// contents, whose lines are headings of other pages: the first heading that
// the contents have listed, or else the one of the first sentence.
func afterContents(page *document.Page) int {
	if page.Number == 0 {
		return 0
	}
	from := slices.IndexFunc(page.Blocks, func(b document.Block) bool { return isContents(document.Squeeze(b.Text)) })
	if from < 0 {
		return 0
	}
	listed := map[string]bool{}
	for i := from + 1; i < len(page.Blocks); i++ {
		name := entry(page.Blocks[i].Text)
		if strings.Contains(page.Blocks[i].Text, "。") {
			return max(i-1, from+1)
		}
		if name != "" && listed[name] {
			return i
		}
		listed[name] = true
	}
	return len(page.Blocks)
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
		*r = narrator{n: n, s: r.s, scope: "goal_text", current: -1, last: -1, parent: -1, within: -1, inside: -1, bracket: -1, section: len(n.rec.Claims), project: t.Project,
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
	e, rest := zh.CutNumbering(s)
	level := e.Level
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
	r.base, r.group = meaning{}, ""
	r.skip = false
	for i, h := range r.heads {
		for _, w := range r.s.Skip {
			r.skip = r.skip || strings.Contains(h, w)
		}
		if i == 1 || i == 2 {
			// 关于某某局2025年收入预算情况说明: the name is no word of it
			h = strings.Replace(h, r.n.rec.Profile.Organization, "", 1)
			_, h = zh.CutNumbering(h) // （三）公务接待费 is not 三公
			r.base, _, _ = r.base.read(&r.n.cat.labels.heads, zh.Fold(h))
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

// midway reports a text that stops within a reason or a purpose.
func (r *narrator) midway(s string) bool {
	last := s[max(strings.LastIndex(s, "，"), 0):]
	i, _ := indexAny(last, r.s.Purpose)
	j, _ := indexAny(last, r.s.Reason)
	return i >= 0 || j >= 0
}

// unfinished reports a text that stops within a sentence.
func unfinished(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	return !strings.ContainsRune("。；：！？:;.!?）)”", last)
}

func (r *narrator) block(b *document.Block, s string) {
	_, rest := zh.CutNumbering(s)
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
	if name, more, ok := strings.Cut(rest, "。"); ok && rest != s && more != "" && r.topic == "" && r.titled(name) {
		r.topic = r.clean(name) // 2.公务接待费。2025年预算数3万元
	}
	r.sentences(s)
	if hasSuffix(s, "其中：", "其中:", "包括：", "包括:", "为：") && len(r.n.rec.Claims) > r.section {
		r.parent = len(r.n.rec.Claims) - 1
	}
}

// titled reports words that are nothing but the name of an item.
func (r *narrator) titled(s string) bool {
	return utf8.RuneCountInString(s) <= 20 && len(r.s.figures(s)) == 0 && !strings.ContainsAny(s, "，,；：") && !hasSuffix(s, "情况", "说明", "如下")
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
	r.current, r.last, r.within, r.pending = -1, -1, -1, ""
	r.budgeted, r.budgetOf = schema.Amount{}, ""
	for start := 0; start < len(s); {
		end := start
		for end < len(s) && !strings.HasPrefix(s[end:], "。") && !strings.HasPrefix(s[end:], "；") && s[end] != ';' {
			end++
		}
		stop := strings.HasPrefix(s[end:], "。")
		r.sentence(s[start:end], start)
		r.current, r.pending = -1, ""
		if stop {
			r.context, r.within = meaning{}, -1
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
	r.cause = ""
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
		colon := sep == "：" || sep == ":"
		if i, w := indexAny(clause, r.s.Purpose); i < 0 || reason || hasSuffix(clause, r.s.Lists...) || colon && i+len(w) == len(clause) && len(r.s.figures(s[end:])) > 0 {
		} else if figures := r.s.figures(clause); r.current < 0 && !purpose && len(figures) > 0 && figures[0].start > i {
			if i == 0 && strings.HasPrefix(w, "主要") {
				clause, start = clause[len(w):], start+len(w) // 主要用于行政运行（项）支出3万元: nothing is said to be used yet
			}
		} else {
			r.clause(clause[:i], s, offset+start, false, false)
			purpose = purpose || r.current >= 0
			clause, start = clause[i+len(w):], start+i+len(w)
		}
		r.clause(clause, s, offset+start, reason || purpose, colon)
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
	for i := range figures {
		figures[i].amount.TextOffset = offset + figures[i].start
	}
	if functional(c) && !side {
		r.topic = r.clean(c)
		if len(figures) > 0 {
			r.topic = r.subject(c[:figures[0].start])
		}
	}
	r.previous, r.bracket = "", -1
	if len(figures) == 0 {
		_, words := zh.CutNumbering(c)
		if i, _ := indexAny(words, r.s.Parts); i >= 0 || hasPrefix(c, "其中") || colon && hasSuffix(words, r.s.Purpose...) {
			if r.current >= 0 {
				r.within = r.current
			} else if r.last >= 0 && hasPrefix(c, "其中") {
				r.within = r.last // ……万元。其中：
			}
			if words = r.clean(words[:max(i, 0)]); words != "" {
				r.context = r.meaning(words)
			}
			r.pending = ""
			return
		}
		if side {
			if d, before := r.direction(c); d != "" {
				r.cause = r.subject(before)
			}
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
	if of := r.current; hasPrefix(c, "其中") && !side {
		if of < 0 {
			of = r.last
		}
		r.within = of
	}
	at := 0
	r.inside = -1
	for _, f := range figures {
		lead := c[at:f.start]
		if i := strings.LastIndexAny(lead, "（("); strings.HasSuffix(lead, "）") || strings.LastIndexAny(lead, "）)") > i || side {
			r.inside = -1
		} else if i >= 0 && at > 0 {
			r.inside = r.last // 3440.88万元（县级财力2373.28万元，上级转移支付1067.60万元）
			r.bracket = r.last
		}
		if r.inside < 0 && !side {
			r.closed(lead)
		}
		r.figure(f, lead, c[f.end:], c[at:f.end], sentence, offset+at, side)
		at = f.end
		for _, w := range []string{"以上", "以内", "以下"} {
			if strings.HasPrefix(c[at:], w) {
				at += len(w)
			}
		}
	}
	if !side {
		r.closed(c[at:])
		r.pending = ""
	}
}

// closed goes back to the claim before a bracket that a text closes.
func (r *narrator) closed(text string) {
	if r.bracket < 0 {
		return
	}
	depth := 0
	for _, c := range text {
		switch c {
		case '（', '(':
			depth++
		case '）', ')':
			depth--
		}
		if depth < 0 {
			r.current, r.last, r.inside, r.bracket = r.bracket, r.bracket, -1, -1
			return
		}
	}
}

// antecedent is the claim that a bare change after a claim is of: of parts
// that a sentence lists one after the other the last has no change of its own
// if those before it have none.
func (r *narrator) antecedent(at int, ended bool) int {
	claims := r.n.rec.Claims
	for at >= 0 {
		whole, err := strconv.Atoi(claims[at].Enumeration)
		if err != nil || whole < 0 || claims[whole].Source != claims[at].Source || changed(&claims[whole]) {
			return at
		}
		before := false
		for i := whole + 1; i < at; i++ {
			if claims[i].Enumeration == claims[at].Enumeration {
				if changed(&claims[i]) {
					return at
				}
				before = before || claims[i].Sentence == claims[at].Sentence
			}
		}
		if e, _ := zh.CutNumbering(claims[at].Quote); e != (zh.Numbering{}) || !before && !ended {
			return at
		}
		at = whole
		if !ended {
			return at
		}
	}
	return at
}

func changed(c *schema.Claim) bool {
	return c.Direction != "" || c.Change.Text != "" || c.Rate.Text != ""
}

// figure gives a number its part in a claim.
func (r *narrator) figure(f figure, lead, after, quote, sentence string, offset int, side bool) {
	claims := r.n.rec.Claims
	var cur *schema.Claim
	if r.current >= 0 && !side {
		cur = &claims[r.current]
	}
	direction, spoken := r.direction(lead)
	if bare := direction != "" && (r.subject(spoken) == "" || slices.Contains(r.s.Same, r.subject(spoken))); bare && cur != nil && !changed(cur) {
		r.current = r.antecedent(r.current, false)
		cur = &claims[r.current]
	} else if bare && cur == nil && !side && r.last >= 0 && (!f.percent || r.comparison(r.pending+lead) >= 0) {
		if of := r.antecedent(r.last, true); !changed(&claims[of]) {
			cur, r.current, r.last = &claims[of], of, of // 收入总计10万元。比上年增加1万元
		}
	}
	switch {
	case f.percent && cur != nil && strings.Contains(lead, "占") && direction == "":
		cur.Share = f.amount
		cur.ShareOf, cur.ShareWords = r.shareOf(cur, lead)
		cur.Quote = r.quote(cur, offset+len(quote))
		return
	case f.percent && cur != nil && (strings.Contains(lead, "完成") || strings.Contains(lead, "执行率") || lead == "的" && cur.Completion.Text == "" && cur.Counterpart.Text != ""):
		cur.Completion = f.amount
		return
	case f.percent && cur != nil && direction != "" && (r.subject(spoken) == "" || slices.Contains(r.s.Same, r.subject(spoken))):
		cur.Rate = f.amount
		cur.PriorStage = cmp.Or(cur.PriorStage, r.compared(lead))
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
		subject := r.subject(spoken)
		if cur != nil && cur.Change.Text == "" && slices.Contains(r.s.Same, subject) {
			subject = "" // 本年数小于上年预算数
		}
		if subject == "" && side {
			subject = r.cause
		}
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
		if cur == nil {
			if !f.money && !r.counted(subject) && r.scope == "narrative" {
				return
			}
			cur = r.add(subject, schema.Amount{}, quote, sentence, offset, side)
		}
		cur.Change, cur.Direction, cur.PriorStage = f.amount, direction, cmp.Or(r.compared(lead), cur.PriorStage)
		if f.amount.Value.IsZero() {
			cur.Direction = "none"
		}
		cur.Quote = r.quote(cur, offset+len(quote))
		return
	}
	if side {
		for _, d := range []struct {
			words []string
			name  schema.Direction
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
	if f.money && cur != nil && r.beside(cur, lead, f) {
		return
	}
	for _, w := range r.s.Budgeted {
		if rest, ok := strings.CutSuffix(lead, w); ok && r.n.stage() == "final" && f.money {
			r.budgeted, r.budgetOf = f.amount, r.subject(rest)
			if r.budgetOf != "" {
				r.pending = r.budgetOf
			}
			return
		}
	}
	subject := r.subject(lead)
	if r.scope == "goal_text" && (subject == "" || slices.Contains(r.s.Verbs, subject)) {
		end, _ := clauseEnd(after, 0) // 完成18场次各类考试
		subject += after[:end]
	}
	counted := cur != nil && f.money && r.s.Suffix[cur.Amount.Unit] != "" && strings.Contains(cur.Subject, "项目") && r.whole(subject)
	if p := r.possessive(subject); (p || counted) && cur != nil {
		subject = strings.TrimSuffix(strings.TrimSuffix(cur.Subject, "数"), "面积") + subject
	}
	if cur != nil && cur.Stage == "budget" && r.n.stage() == "final" && f.money && slices.Contains(r.s.Generic, subject) && strings.Contains(subject, "决算") {
		for _, w := range []string{"预算数", "预算"} {
			of, ok := strings.CutSuffix(cur.Subject, w)
			if _, known, unknown := (meaning{}).read(&r.n.cat.labels.rows, zh.Fold(of)); ok && r.topic == "" && known > 0 && unknown == 0 {
				subject = of + "决算" // 公务接待费支出预算为3万元，支出决算为2万元
				break
			}
		}
	}
	if slices.Contains(r.s.Generic, subject) || subject == "" {
		if r.topic != "" {
			subject = r.topic
		} else if r.budgetOf != "" && r.budgeted.Text != "" {
			subject = r.budgetOf
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
	before := r.last
	c := r.add(subject, f.amount, quote, sentence, offset, side)
	if r.previous != "" && c.Project == "" && hasPrefix(lead, "是", "与", "和", "及") {
		c.Project = r.previous // 某项目22万元是上年结转12万元与当年10万元
	}
	r.previous = c.Project
	if y := zh.Year(lead); y > 0 && y == r.n.rec.Profile.FiscalYear-1 && !strings.Contains(lead, "年底") {
		c.Stage = "prior_budget"
		if strings.Contains(lead, "执行") || strings.Contains(lead, "决算") {
			c.Stage = "prior_final"
		}
	}
	if c.Stage == "final" && hasSuffix(strings.TrimSuffix(lead, "为"), "预算", "预算数") {
		c.Stage = "budget"
	}
	c.Approximate = f.about
	if r.budgetOf == "" || core(r.budgetOf) == core(c.Subject) || slices.Contains(r.s.Generic, r.subject(lead)) {
		c.Counterpart = r.budgeted
	}
	r.budgeted, r.budgetOf = schema.Amount{}, ""
	if before >= 0 && !side {
		printedBefore(c, &r.n.rec.Claims[before])
	}
}

// beside takes a figure that a claim is only compared with: 比上年预算数250万元,
// 完成预算10.13万元的. It is no claim of its own.
func (r *narrator) beside(c *schema.Claim, lead string, f figure) bool {
	if hasSuffix(lead, "完成预算", "完成年初预算", "完成全年预算", "完成调整预算") && c.Counterpart.Text == "" {
		c.Counterpart = f.amount
		return true
	}
	i := r.comparison(lead)
	if i < 0 {
		if i = len(lead) - len(strings.TrimLeft(lead, "，,、（(")); !r.before(lead[i:]) { // （2024年预算100万元）
			return false
		}
	}
	if !r.onlyTime(lead[i:]) {
		return false
	}
	if c.Stage == "final" && zh.Year(lead[i:]) == 0 && !strings.Contains(lead[i:], "上年") && strings.Contains(lead[i:], "预算") {
		if c.Counterpart.Text == "" {
			c.Counterpart = f.amount
		}
		return true // 较年初预算数
	}
	c.Prior, c.PriorStage = f.amount, priorStage(lead[i:])
	return true
}

// before reports words that begin with the year before.
func (r *narrator) before(s string) bool {
	return hasPrefix(s, r.s.Before...) || zh.BareYearAt(s) == 0 && zh.Year(s) == r.n.rec.Profile.FiscalYear-1
}

// onlyTime reports a comparison that names a year and a stage and nothing else.
func (r *narrator) onlyTime(s string) bool {
	for _, w := range r.s.Compare {
		if rest, ok := strings.CutPrefix(s, w); ok {
			s = rest
			break
		}
	}
	if zh.BareYearAt(s) == 0 {
		s = s[4:]
	}
	for again := true; again; {
		again = false
		for _, w := range r.s.Times {
			if rest, ok := strings.CutPrefix(s, w); ok {
				s, again = rest, true
				break
			}
		}
	}
	return s == ""
}

// printedBefore gives a figure the one that its sentence printed just before for the
// same thing: the year before, or the budget of a final figure.
func printedBefore(c, before *schema.Claim) {
	same := before.Coordinates
	same.Stage = c.Stage
	if before.Sentence != c.Sentence || same != c.Coordinates || before.Amount.Unit != c.Amount.Unit {
		return
	}
	switch {
	case strings.HasPrefix(string(before.Stage), "prior_"):
		c.Prior, c.PriorStage = before.Amount, before.Stage
	case before.Stage == "budget" && c.Stage == "final" && c.Counterpart.Text == "":
		c.Counterpart = before.Amount
	}
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
	if of := r.listed(); of >= 0 && !side {
		c.Enumeration = fmt.Sprint(of)
	}
	// A sentence is printed once with every claim in it.
	if budget.Charge(r.n.ctx, budget.Characters, len(sentence)) != nil || !r.n.room(rowsOfClaim) {
		return &c
	}
	r.n.rec.Claims = append(r.n.rec.Claims, c)
	if !side {
		r.carryover(&c)
		r.current = len(r.n.rec.Claims) - 1
		r.last = r.current
	}
	return &r.n.rec.Claims[len(r.n.rec.Claims)-1]
}

// carryover: a whole that lists what comes in this year and what was carried
// over is the total with both.
func (r *narrator) carryover(c *schema.Claim) {
	of := r.listed()
	if of < 0 || c.Item != "carryover_in" {
		return
	}
	whole := &r.n.rec.Claims[of]
	if whole.Item != "" || whole.Function != "" || whole.Nature != "" {
		return
	}
	for i := of + 1; i < len(r.n.rec.Claims); i++ {
		if o := &r.n.rec.Claims[i]; o.Enumeration == c.Enumeration && hasPrefix(o.Subject, "本年收入", "当年收入", "本年财政拨款", "当年财政拨款") {
			whole.Item = "with_carryover"
		}
	}
}

// listed is the claim whose parts are listed, -1 if none.
func (r *narrator) listed() int {
	switch {
	case r.inside >= 0:
		return r.inside
	case r.within >= 0:
		return r.within
	}
	return r.parent
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
