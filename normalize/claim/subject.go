package claim

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// subject is what the words before a figure speak of.
func (r *reader) subject(lead string) string {
	s := r.clean(lead)
	for again := true; again; {
		again = false
		for _, t := range r.c.Tails {
			rest, ok := strings.CutSuffix(s, t)
			if name := strings.TrimSuffix(t, "为"); ok && rest == "" && slices.Contains(r.c.Totals, name) {
				return name
			}
			if ok && (rest != "" || t != "安排") {
				s, again = rest, true
			}
		}
		if hasSuffix(s, r.c.Accomplished...) {
			_, size := utf8.DecodeLastRuneInString(s)
			_, size2 := utf8.DecodeLastRuneInString(s[:len(s)-size])
			s, again = s[:len(s)-size-size2], true
		}
	}
	return s
}

// months are those of a year that amounts are of: 1-11月份全区….
var months = regexp.MustCompile(`^1[-—－至][0-9]{1,2}月(?:份|底)?`)

// mostDressing is how many layers of words are taken off the start of a
// subject.
const mostDressing = 8

// clean takes numbering, the year, the organization and linking words off the
// start of a subject.
func (r *reader) clean(s string) string {
	s = r.added(s)
	for again, times := true, 0; again && times < mostDressing; times++ {
		before := s
		_, s = zh.CutNumbering(s)
		s = strings.TrimLeft(s, "，,、；;：:）) ")
		s = months.ReplaceAllString(s, "")
		if !strings.ContainsAny(s, "）)") {
			s = strings.TrimLeft(s, "（(") // the bracket closes behind the figure
		}
		if of, ok := strings.CutPrefix(s, r.Profile.Organization); ok && r.Profile.Organization != "" {
			s = strings.TrimPrefix(strings.TrimPrefix(of, "（本级）"), "(本级)")
		}
		s = r.ours(s)
		if rest, ok := strings.CutPrefix(s, "完成"); ok && hasSuffix(rest, "收入", "支出") {
			s = rest
		}
		for _, w := range r.c.Heads {
			if w == "年" && hasPrefix(s, "年初", "年末", "年底", "年终") {
				continue // 年初预算数, 年末结转 keep it
			}
			s = strings.TrimPrefix(s, w)
		}
		for _, w := range []string{"部门", "单位"} {
			if rest, ok := strings.CutPrefix(s, w); ok && strings.HasPrefix(rest, "价值") {
				s = rest // 部门价值50万元以上设备 drops it, 部门收入预算 does not
			}
		}
		if zh.BareYearAt(s) == 0 {
			if s = s[len("2024"):]; !hasPrefix(s, "年末", "年初", "年底", "年终") {
				s = strings.TrimPrefix(strings.TrimPrefix(s, "年"), "度")
			}
		}
		if i := firstOf(s, "本年", "当年", "20"); i > 0 && hasSuffix(s[:i], r.c.Organs...) && !strings.HasPrefix(s, "纳入") {
			s = s[i:] // 省检察院2018年, 某某局本年收入: whose it is, in other words than the cover's
		}
		again = s != before
	}
	return s
}

// added is a subject without what its amount is added to: 收入加上转移性收入. Of
// 加上级补助收入 the 上 belongs to the level.
func (r *reader) added(s string) string {
	for _, w := range r.c.Adds {
		i := strings.LastIndex(s, w)
		if i < 0 || hasSuffix(s[:i], "增", "追", "新", "参") {
			continue
		}
		if s = s[i+len(w):]; strings.HasPrefix(s, "级") {
			s = "上" + s
		}
	}
	return s
}

// ours is a subject of a government's report behind the words for its own
// division, whoever they say gave or approved it: 自治区下达我市法定债务限额.
func (r *reader) ours(s string) string {
	if !r.Profile.ReportKind.Government() {
		return s
	}
	if i := strings.LastIndex(s, "批准"); i >= 0 {
		return s[i+len("批准"):]
	}
	i := firstOf(s, r.c.Ours...)
	if i < 0 || strings.ContainsAny(s[:i], "，,；：（(") {
		return s
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	_, level := utf8.DecodeRuneInString(s[i+size:])
	return s[i+size+level:]
}

// firstOf is where the first of some words begins, -1 if none does.
func firstOf(s string, words ...string) int {
	best := -1
	for _, w := range words {
		if i := strings.Index(s, w); i >= 0 && (best < 0 || i < best) {
			best = i
		}
	}
	return best
}

// meaning reads the words of a subject over what the section says.
func (r *reader) meaning(words string) Meaning {
	m, _, unknown := r.Lexicon.Row(r.under.base, words)
	if unknown > 0 {
		return r.under.base
	}
	return m
}

// shareOf reads what a share is a share of: 占本年支出合计的, 占“三公”经费的.
// words are those that are not understood, of a whole that may be named in a
// sentence only.
func (a *attacher) shareOf(c *schema.Claim, lead string) (of schema.Coordinates, words string) {
	_, words, _ = strings.Cut(lead, "占")
	words = a.clean(strings.TrimRight(words, "的为比重例约近达到："))
	f := zh.Fold(words)
	if f == "" || slices.Contains(a.c.Wholes, words) {
		return of, ""
	}
	var m Meaning
	known, unknown := 0, 1
	for _, f := range []string{f, strings.TrimPrefix(f, "总")} { // 总支出预算
		if unknown == 0 && m != (Meaning{}) {
			break
		}
		m, known, unknown = a.Lexicon.Row(Meaning{}, f)
		if whole, ok := a.Lexicon.Whole(f); ok {
			m, known, unknown = whole, 1, 0
		}
	}
	if known == 0 || unknown > 0 || m.Flow == "" && m.Fund == "" && m.Nature == "" && m.Item == "" && !m.Total {
		return of, words
	}
	of = schema.Coordinates{Flow: cmp.Or(m.Flow, c.Flow), Fund: cmp.Or(m.Fund, "all"), Nature: m.Nature, Item: m.Item,
		Stage: c.Stage}
	switch {
	case of.Item == "current_year":
		of.Item = ""
	case of.Item != "" && m.Fund == "":
		of.Fund = c.Fund
	}
	return of, words
}

// inBrackets is what explains a word: （以合同签订为准）.
var inBrackets = regexp.MustCompile(`[（(][^（）()]*[）)]`)

// codeInBrackets is a functional or economic code printed behind its name.
var codeInBrackets = regexp.MustCompile(`\p{Han}[（(](2[0-9]{2}(?:[0-9]{2}){0,2}|[35][0-9]{2}(?:[0-9]{2})?)[）)]`)

// coordinates says what a claim is an amount of. A subject with any word that
// is not understood is an item of its own.
func (a *attacher) coordinates(c *schema.Claim) {
	c.Stage = a.stage
	if a.stage.Prior() && a.ofYear {
		c.Stage = a.Document.Stage // 2024年…预算较2023年增加, under a heading of 2023
	}
	if c.Subject == "" {
		c.Item = "unnamed"
		return
	}
	if a.at.scope == "goal_text" {
		c.Item = schema.Item(c.Subject)
		return
	}
	m := a.under.base
	if a.context != (Meaning{}) {
		m = a.context
	}
	if a.coded(c, m) {
		return
	}
	if slices.Contains(a.c.Generic, c.Subject) && m.Flow == "" && m.Item == "" && firstOf(c.Subject, a.c.Totals...) < 0 {
		c.Item = schema.Item(c.Subject) // an amount of nothing that is named
		return
	}
	if o := a.claim(a.last); o != nil && m == (Meaning{}) && slices.Contains(a.c.Totals, c.Subject) &&
		o.Sentence == a.s.whole() && o.Fund != "" {
		m.Fund = o.Fund // 政府性基金预算财政拨款收入50万元，支出48万元
	}
	if a.revenue(c, m, ownRevenue) {
		return
	}
	read, understood := a.label(c.Subject, m)
	c.Flow, c.Fund, c.Nature, c.Item = read.Flow, cmp.Or(read.Fund, "all"), read.Nature, read.Item
	if !understood && a.revenue(c, m, "1") {
		return
	}
	if !understood {
		if name := a.known.projects[zh.Fold(c.Subject)]; name != "" {
			c.Project = name
			return
		}
		c.Item = schema.Item(c.Subject)
		return
	}
	a.settle(c, read, m)
}

// ownRevenue begins the codes of what is no tax among a government's revenue, of which departments use some names
// otherwise: 专项收入.
const ownRevenue = "103"

// revenue gives a claim on a class of a government's revenue its code, if that begins so.
func (a *attacher) revenue(c *schema.Claim, m Meaning, begins string) bool {
	if !a.Profile.ReportKind.Government() {
		return false
	}
	code, means := a.Lexicon.Revenue(c.Subject)
	if code == "" || !strings.HasPrefix(code, begins) {
		return false
	}
	c.Revenue, c.CodeSource = code, "looked_up"
	fund := cmp.Or(means.Fund, m.Fund)
	if whole := a.claim(a.listed()); fund == "" && whole != nil && whole.Flow == means.Flow {
		fund = whole.Fund
	}
	c.Flow, c.Fund, c.Item = means.Flow, cmp.Or(fund, a.fund(""), "all"), means.Item
	return true
}

// label is what a subject means, and whether all of its words are understood.
func (a *attacher) label(subject string, m Meaning) (read Meaning, understood bool) {
	if i := strings.LastIndex(subject, "三公"); i > 0 {
		if of, ok := a.threePublicOf(subject, i, m); ok {
			return of, true
		}
	}
	read, known, unknown := a.Lexicon.Row(m, subject)
	if kind := a.purchase(subject, m); kind != "" {
		return a.Lexicon.Narrow(m, Meaning{Flow: "expenditure", Item: kind}), true
	}
	for _, name := range []string{subject, trimStage(subject)} {
		if whole, ok := a.Lexicon.Whole(name); ok {
			return a.Lexicon.Narrow(m, whole), true
		}
	}
	if unknown > 0 {
		if plain, ok := a.unbracketed(subject, m); ok {
			return plain, true
		}
	}
	return read, unknown == 0 && known > 0
}

// settle completes the coordinates of words that are understood.
func (a *attacher) settle(c *schema.Claim, read, base Meaning) {
	if c.Item == "carryover_in" {
		c.Flow = "revenue"
		switch c.Fund {
		case "fiscal_appropriation":
			c.Fund = "carryover_fiscal"
		case "non_fiscal":
			c.Fund = "carryover_non_fiscal"
		}
	}
	if of := a.listed(); of >= 0 && a.at.scope == "narrative" {
		whole := a.out.Claims[of].Coordinates
		if c.Flow == "" && whole.Flow == "revenue" && read.Fund != "" && read.Nature == "" &&
			!strings.Contains(c.Subject, "支出") {
			c.Flow = "revenue" // 收入预算300万元，其中：一般公共预算拨款280万元
		}
		if c.Item == "current_year" && read.Fund == "" && whole.Fund != "" && whole.Flow == c.Flow {
			c.Fund = whole.Fund
		}
	}
	if c.Flow == "" {
		c.Flow = "expenditure"
		if strings.Contains(c.Subject, "收支") || strings.Contains(c.Subject, "收入") {
			c.Flow = "revenue"
		}
	}
	if read.Fund == "" && base.Flow == "" && !hasPrefix(c.Subject, "支出", "收入", "部门", "收支", "本年") {
		c.Fund = a.fund(c.Nature) // neither the words nor the section say whose money
	}
	if c.Item == "current_year" {
		c.Item = ""
	} else if c.Item == "" && c.Nature == "" && whole(c.Subject) && a.known.carried[c.Coordinates] {
		c.Item = "with_carryover"
	}
}

// coded gives a claim on a functional or economic class its code.
func (a *attacher) coded(c *schema.Claim, m Meaning) bool {
	subject := c.Subject
	heading := "" // the function the section is about
	for _, h := range a.heads {
		if functional(h) {
			heading = a.clean(h)
		}
	}
	if functional(subject) && !strings.Contains(subject, "类）") && !strings.Contains(subject, "类)") {
		subject = heading + subject // the heading names the class
	}
	set := func(source schema.CodeSource) {
		c.CodeSource = source
		c.Flow, c.Fund, c.Nature, c.Item = cmp.Or(m.Flow, "expenditure"), cmp.Or(m.Fund, "all"), m.Nature, ""
	}
	if code := a.codeFirst(c.Subject); code != "" {
		c.Function = code
		set("printed")
		return true
	}
	if code := codeInBrackets.FindStringSubmatch(subject); code != nil { // 行政运行（2080101）
		if code[1][0] == '2' {
			c.Function = code[1]
		} else {
			c.Economic = code[1]
		}
		set("printed")
		return true
	}
	if functional(c.Subject) && !strings.Contains(c.Subject, "款") && a.under.group != "" {
		subject = c.Subject // an item of the 款 spoken of before
	}
	if code, printed := a.function(subject); code != "" {
		c.Function = code
		if set("looked_up"); printed {
			c.CodeSource = "printed"
		}
		if len(code) == 5 {
			a.under.group = code
		}
		return true
	}
	if c.Function, _ = a.function(heading); c.Function != "" {
		c.CodeSource = "looked_up"
		if functional(subject) { // an item of it that was not found
			c.Item = schema.Item(c.Subject)
			return true
		}
	}
	return false
}

// codeFirst is the functional code a subject begins with, where its name
// follows: 2040601行政运行.
func (r *reader) codeFirst(subject string) string {
	subject = strings.TrimSuffix(strings.TrimLeft(subject, "“”\""), "科目")
	digits := len(subject) - len(strings.TrimLeft(subject, "0123456789"))
	if digits != 3 && digits != 5 && digits != 7 {
		return ""
	}
	code, parent := subject[:digits], ""
	if digits > 3 {
		parent = code[:digits-2]
	}
	if code[0] != '2' || r.codeNamed(zh.Fold(subject[digits:]), parent, digits) != code {
		return ""
	}
	return code
}

// longestPurchase is how many characters a subject has that names a kind of
// procurement.
const longestPurchase = 12

// purchase is the kind of procurement a subject names where procurement is
// spoken of: 拟购买货物, 工程采购金额.
func (a *attacher) purchase(subject string, m Meaning) (kind schema.Item) {
	of := a.listed()
	spoken := m.Item == "procurement" || of >= 0 && a.out.Claims[of].Item == "procurement"
	if !spoken || utf8.RuneCountInString(subject) > longestPurchase {
		return ""
	}
	for _, word := range slices.Sorted(maps.Keys(a.c.Purchases)) {
		if !strings.Contains(subject, word) || !strings.HasPrefix(subject, word) && !strings.Contains(subject, "购") {
			continue
		}
		if kind != "" {
			return ""
		}
		kind = a.c.Purchases[word]
	}
	return kind
}

// unbracketed reads a subject without what stands in brackets, and one that
// says whose and of which fund an item is: 某某单位财政拨款的机关运行经费.
func (r *reader) unbracketed(subject string, m Meaning) (Meaning, bool) {
	if bare := inBrackets.ReplaceAllString(subject, ""); bare != subject && bare != "" {
		if read, known, unknown := r.Lexicon.Row(m, bare); unknown == 0 && known > 0 {
			return read, true
		}
	}
	i := strings.LastIndex(subject, "的")
	if i < 0 {
		return m, false
	}
	of, _, _ := r.Lexicon.Row(Meaning{}, subject[:i])
	read, known, unknown := r.Lexicon.Row(r.Lexicon.Narrow(m, Meaning{Fund: of.Fund}), subject[i+len("的"):])
	return read, unknown == 0 && known > 0 && of.Fund != "" && read.Item != "" && read.Item != "procurement"
}

// threePublicOf reads the three public expenses, which begin somewhere in a
// subject behind words that say whose they are: 区直财政拨款资金安排“三公”经费.
func (r *reader) threePublicOf(subject string, from int, m Meaning) (Meaning, bool) {
	of, _, _ := r.Lexicon.Row(Meaning{}, subject[:from])
	read, known, unknown := r.Lexicon.Row(r.Lexicon.Narrow(m, Meaning{Fund: of.Fund}), subject[from:])
	return read, known > 0 && unknown == 0 && read.Item == "three_public"
}

// trimStage is a name without the word behind it that says of which stage an
// amount is: 一般公共预算收入决算数.
func trimStage(name string) string {
	for _, w := range []string{"决算数", "预算数", "执行数"} {
		if short, ok := strings.CutSuffix(name, w); ok {
			return short
		}
	}
	return name
}

// fund is that of the total, or of the kind of spending that a kind is a part
// of, whose parts are listed or whose change is explained; empty if there is
// none.
func (a *attacher) fund(nature schema.Nature) schema.Fund {
	for _, i := range []int{a.listed(), a.current, a.last} {
		if i < 0 {
			continue
		}
		of := a.out.Claims[i].Coordinates
		if of.Flow == "expenditure" && of.Function == "" && of.Item == "" &&
			(of.Nature == "" || of.Nature == schema.NatureParent[nature]) {
			return of.Fund
		}
	}
	return ""
}

// whole reports a subject that speaks of a total: 收入总计, 支出预算.
func whole(subject string) bool {
	return strings.Contains(subject, "总") || hasSuffix(subject, "收入预算", "支出预算")
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
func (r *reader) function(subject string) (code string, printed bool) {
	if subject == "" {
		return "", false
	}
	rest := subject
	for digits, level := range levels {
		i := firstOf(rest, level+"）", level+")")
		if i < 0 {
			continue
		}
		name := strings.TrimRight(rest[:i], "0123456789")
		own := rest[len(name):i]
		name = strings.TrimRight(name, "（(")
		_, n := utf8.DecodeRuneInString(rest[i+len(level):])
		rest = rest[i+len(level)+n:]
		switch {
		case own != "":
			within := code
			if digits > 0 && code == "" {
				within = r.under.group // （02项）: of the 款 spoken of before
			}
			if !strings.HasPrefix(own, within) || len(own) <= len(within) {
				own = within + own
			}
			if len(own) < 3 { // nothing tells what it is a part of
				return "", false
			}
			code, printed = own, true
		case digits > 0 && code == "" && r.under.group != "":
			code = r.codeNamed(zh.Fold(name), r.under.group, 3+2*digits)
		default:
			code = r.codeNamed(zh.Fold(name), code, 3+2*digits)
		}
		if code == "" {
			return "", false
		}
	}
	if code != "" {
		return code, printed
	}
	// “教育支出-普通教育-高等教育”科目
	dash := func(r rune) bool { return strings.ContainsRune("-—－–", r) }
	for i, name := range strings.FieldsFunc(strings.TrimSuffix(subject, "科目"), dash) {
		if _, word := r.Lexicon.Whole(name); i == 0 && word || i >= len(levels) {
			return "", false
		}
		if code, _ = r.Lexicon.Function(name, code, 3+2*i); code == "" {
			return "", false
		}
	}
	return code, false
}

// levels of the functional classification: 3, 5 and 7 digits.
var levels = []string{"类", "款", "项"}

// codeNamed is the code of a folded name: by the catalogue, or by the tables of the
// document if they print the name with one code; empty if there is none.
func (r *reader) codeNamed(name, parent string, digits int) string {
	if code, ok := r.Lexicon.Function(name, parent, digits); ok {
		return code
	}
	found := ""
	for _, code := range r.known.codes[nameOf{name, digits}] {
		if !strings.HasPrefix(code, parent) {
			continue
		}
		if found != "" {
			return ""
		}
		found = code
	}
	return found
}
