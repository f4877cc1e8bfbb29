package normalize

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

// direction reads the word of change at the end of a lead, and what stands
// before it without the comparison.
func (r *narrator) direction(lead string) (direction schema.Direction, before string) {
	lead = strings.TrimRight(lead, "约近为")
	if hasSuffix(lead, r.s.Phrases...) {
		return "", lead
	}
	for _, d := range []struct {
		words []string
		name  schema.Direction
	}{{r.s.Increase, "increase"}, {r.s.Decrease, "decrease"}} {
		for _, w := range d.words {
			rest, ok := strings.CutSuffix(lead, w)
			if !ok || utf8.RuneCountInString(w) == 1 && r.comparison(rest) < 0 {
				continue // 多 is a change only after 较上年
			}
			return d.name, r.uncompare(rest)
		}
	}
	return "", lead
}

// uncompare cuts a comparison off: 比上年预算, 与2024年相比.
func (r *narrator) uncompare(s string) string {
	if i := r.comparison(s); i >= 0 {
		return s[:i]
	}
	return s
}

// comparison is where the last comparison with another year begins; -1 if
// there is none.
func (r *narrator) comparison(s string) int {
	for _, w := range r.s.Alone {
		if i := strings.LastIndex(s, w); i >= 0 && !strings.HasPrefix(s[i+len(w):], "例") {
			return i
		}
	}
	for _, w := range r.s.Compare {
		for i := strings.LastIndex(s, w); i >= 0; i = strings.LastIndex(s[:i], w) {
			if j, _ := indexAny(s[i:], r.s.Compared); j >= 0 || zh.Year(s[i+len(w):]) > 0 {
				return i
			}
		}
	}
	return -1
}

// compared is the stage that a comparison is with, if it says so.
func (r *narrator) compared(lead string) schema.Stage {
	i := r.comparison(lead)
	if i < 0 {
		return ""
	}
	with, _, _ := strings.Cut(lead[i:], "相比") // 与上年相比收、支预算总计增加
	return priorStage(with)
}

func priorStage(with string) schema.Stage {
	switch {
	case strings.Contains(with, "执行") || strings.Contains(with, "决算"):
		return "prior_final"
	case strings.Contains(with, "预算"):
		return "prior_budget"
	}
	return ""
}

// shareOf reads what a share is a share of: 占本年支出合计的, 占“三公”经费的.
// words are those that are not understood, of a whole that may be named in a
// sentence only.
func (r *narrator) shareOf(c *schema.Claim, lead string) (of schema.Coordinates, words string) {
	_, words, _ = strings.Cut(lead, "占")
	words = r.clean(strings.TrimRight(words, "的为比重例约近达到："))
	f := zh.Fold(words)
	if f == "" || slices.Contains(r.s.Wholes, words) {
		return of, ""
	}
	var m meaning
	known, unknown := 0, 1
	for _, f := range []string{f, strings.TrimPrefix(f, "总")} { // 总支出预算
		if unknown == 0 && m != (meaning{}) {
			break
		}
		m, known, unknown = meaning{}.read(&r.n.cat.labels.rows, f)
		if whole, ok := r.n.cat.labels.rows.exact(f); ok {
			m, known, unknown = *whole, 1, 0
		}
	}
	if known == 0 || unknown > 0 || m.Flow == "" && m.Fund == "" && m.Nature == "" && m.Item == "" && !m.Total {
		return of, words
	}
	of = schema.Coordinates{Flow: cmp.Or(m.Flow, c.Flow), Fund: cmp.Or(m.Fund, "all"), Nature: m.Nature, Item: m.Item, Stage: c.Stage}
	switch {
	case of.Item == "current_year":
		of.Item = ""
	case of.Item != "" && m.Fund == "":
		of.Fund = c.Fund
	}
	return of, words
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
		_, s = zh.CutNumbering(s)
		s = strings.TrimLeft(s, "，,、；;：: ")
		if !strings.ContainsAny(s, "）)") {
			s = strings.TrimLeft(s, "（(") // the bracket closes behind the figure
		}
		for _, w := range []string{r.n.rec.Profile.Organization, "本部门", "我部门", "本单位", "我单位", "部门", "单位", "其中", "按照", "截至", "的", "是", "与", "和", "及", "年度", "年", "拟", "预计", "计划", "共有"} {
			if w == "部门" || w == "单位" {
				// 部门价值50万元以上设备 drops it, 部门收入预算 does not
				if rest, ok := strings.CutPrefix(s, w); ok && strings.HasPrefix(rest, "价值") {
					s = rest
				}
				continue
			}
			if w == "年" && strings.HasPrefix(s, "年初") || w == "年" && strings.HasPrefix(s, "年末") {
				continue // 年初预算数, 年末结转 keep it
			}
			if w != "" {
				s = strings.TrimPrefix(s, w)
			}
		}
		if i := zh.BareYearAt(s); i == 0 {
			s = strings.TrimPrefix(strings.TrimPrefix(s[4:], "年"), "度")
		}
		if i, _ := indexAny(s, []string{"本年", "当年", "20"}); i > 0 && hasSuffix(s[:i], r.s.Organs...) && !strings.HasPrefix(s, "纳入") {
			s = s[i:] // 省检察院2018年, 某某局本年收入: whose it is, in other words than the cover's
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
		if c.Change.Text == "" && c.Direction == "" && core(c.Subject) == key && (c.Stage == r.n.stage() || strings.Contains(subject, "预算")) {
			r.current = i
			return c
		}
	}
	if !slices.Contains(r.s.Generic, subject) {
		return nil
	}
	whole := schema.Claim{Subject: subject} // 年初预算数10万元。收入比上年增加1万元
	r.coordinates(&whole)
	for i := len(r.n.rec.Claims) - 1; i >= r.section && whole.Flow != ""; i-- {
		c := &r.n.rec.Claims[i]
		if c.Change.Text == "" && c.Direction == "" && c.Amount.Text != "" && c.Coordinates == whole.Coordinates {
			r.current = i
			return c
		}
	}
	return nil
}

// core is a subject without the words that only dress it.
func core(s string) string {
	s = zh.Fold(s)
	for _, w := range []string{"预算", "决算", "支出", "经费"} {
		s = strings.ReplaceAll(s, w, "")
	}
	return strings.TrimSuffix(s, "数")
}

// meaning reads the words of a subject over what the section says.
func (r *narrator) meaning(words string) meaning {
	m, _, unknown := r.base.read(&r.n.cat.labels.rows, zh.Fold(words))
	if unknown > 0 {
		return r.base
	}
	return m
}

// inBrackets is what explains a word: （以合同签订为准）.
var inBrackets = regexp.MustCompile(`[（(][^（）()]*[）)]`)

// codeInBrackets is a functional or economic code printed behind its name.
var codeInBrackets = regexp.MustCompile(`\p{Han}[（(](2[0-9]{2}(?:[0-9]{2}){0,2}|[35][0-9]{2}(?:[0-9]{2})?)[）)]`)

// coordinates says what a claim is an amount of. A subject with any word that
// is not understood is an item of its own.
func (r *narrator) coordinates(c *schema.Claim) {
	c.Stage = r.n.stage()
	if c.Subject == "" {
		c.Item = "unnamed"
		return
	}
	if r.scope == "goal_text" {
		c.Item = schema.Item(c.Subject)
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
	if code := r.codeFirst(c.Subject); code != "" {
		c.Function, c.CodeSource = code, "printed"
		c.Flow, c.Fund, c.Nature = cmp.Or(m.Flow, "expenditure"), cmp.Or(m.Fund, "all"), m.Nature
		return
	}
	if code := codeInBrackets.FindStringSubmatch(subject); code != nil { // 行政运行（2080101）
		c.CodeSource = "printed"
		if code[1][0] == '2' {
			c.Function = code[1]
		} else {
			c.Economic = code[1]
		}
		c.Flow, c.Fund, c.Nature = cmp.Or(m.Flow, "expenditure"), cmp.Or(m.Fund, "all"), m.Nature
		return
	}
	if functional(c.Subject) && !strings.Contains(c.Subject, "款") && r.group != "" {
		subject = c.Subject // an item of the 款 spoken of before
	}
	if code, printed := r.function(subject); code != "" {
		c.Function, c.CodeSource = code, "looked_up"
		if printed {
			c.CodeSource = "printed"
		}
		c.Flow, c.Fund, c.Nature, c.Item = cmp.Or(m.Flow, "expenditure"), cmp.Or(m.Fund, "all"), m.Nature, ""
		if len(code) == 5 {
			r.group = code
		}
		return
	}
	f := zh.Fold(c.Subject)
	c.Function, _ = r.function(heading)
	if c.Function != "" {
		c.CodeSource = "looked_up"
		if functional(subject) { // an item of it that was not found
			c.Item = schema.Item(c.Subject)
			return
		}
	}
	if slices.Contains(r.s.Generic, c.Subject) && m.Flow == "" && m.Item == "" && !strings.Contains(c.Subject, "支出") && !strings.Contains(c.Subject, "收入") {
		c.Item = schema.Item(c.Subject) // an amount of nothing that is named
		return
	}
	read, known, unknown := m.read(&r.n.cat.labels.rows, f)
	if whole, ok := r.n.cat.labels.rows.exact(f); ok {
		read, known, unknown = m.narrow(*whole), 1, 0
	}
	if kind := r.purchase(c.Subject, m); kind != "" {
		read, known, unknown = m.narrow(meaning{Flow: "expenditure", Item: kind}), 1, 0
	}
	if unknown > 0 {
		if plain, ok := r.plain(c.Subject, m); ok {
			read, known, unknown = plain, 1, 0
		}
	}
	c.Flow, c.Fund, c.Nature, c.Item = read.Flow, cmp.Or(read.Fund, "all"), read.Nature, read.Item
	if unknown > 0 || known == 0 {
		for _, p := range r.n.rec.Projects {
			if zh.Fold(p.Name) == f {
				c.Project = p.Name
				return
			}
		}
		c.Item = schema.Item(c.Subject)
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
	if of := r.listed(); of >= 0 && r.scope == "narrative" {
		whole := r.n.rec.Claims[of].Coordinates
		if c.Flow == "" && whole.Flow == "revenue" && read.Fund != "" && read.Nature == "" && !strings.Contains(c.Subject, "支出") {
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
	if read.Fund == "" && m.Flow == "" && !hasPrefix(c.Subject, "支出", "收入", "部门", "收支", "本年") {
		c.Fund = r.fund() // neither the words nor the section say whose money
	}
	if c.Item == "current_year" {
		c.Item = ""
	} else if c.Item == "" && c.Nature == "" && r.whole(c.Subject) && r.carried(c.Coordinates) {
		c.Item = "with_carryover"
	}
}

// codeFirst is the functional code a subject begins with, where its name
// follows: 2040601行政运行.
func (r *narrator) codeFirst(subject string) string {
	subject = strings.TrimSuffix(strings.TrimLeft(subject, "“”\""), "科目")
	digits := len(subject) - len(strings.TrimLeft(subject, "0123456789"))
	if digits != 3 && digits != 5 && digits != 7 {
		return ""
	}
	code, parent := subject[:digits], ""
	if digits > 3 {
		parent = code[:digits-2]
	}
	if code[0] != '2' || r.named(zh.Fold(subject[digits:]), parent, digits) != code {
		return ""
	}
	return code
}

// purchase is the kind of procurement a subject names where procurement is
// spoken of: 拟购买货物, 工程采购金额.
func (r *narrator) purchase(subject string, m meaning) (kind schema.Item) {
	if m.Item != "procurement" && (r.listed() < 0 || r.n.rec.Claims[r.listed()].Item != "procurement") || utf8.RuneCountInString(subject) > 12 {
		return ""
	}
	for _, word := range slices.Sorted(maps.Keys(r.s.Purchases)) {
		if !strings.Contains(subject, word) || !strings.HasPrefix(subject, word) && !strings.Contains(subject, "购") {
			continue
		}
		if kind != "" {
			return ""
		}
		kind = r.s.Purchases[word]
	}
	return kind
}

// plain reads a subject without what stands in brackets, and one that says
// whose and of which fund an item is: 某某单位财政拨款的机关运行经费.
func (r *narrator) plain(subject string, m meaning) (meaning, bool) {
	if bare := inBrackets.ReplaceAllString(subject, ""); bare != subject && bare != "" {
		if read, known, unknown := m.read(&r.n.cat.labels.rows, zh.Fold(bare)); unknown == 0 && known > 0 {
			return read, true
		}
	}
	i := strings.LastIndex(subject, "的")
	if i < 0 {
		return m, false
	}
	of, _, _ := meaning{}.read(&r.n.cat.labels.rows, zh.Fold(subject[:i]))
	read, known, unknown := m.narrow(meaning{Fund: of.Fund}).read(&r.n.cat.labels.rows, zh.Fold(subject[i+len("的"):]))
	return read, unknown == 0 && known > 0 && of.Fund != "" && read.Item != "" && read.Item != "procurement"
}

// fund is that of the total whose parts are listed or whose change is
// explained; empty if there is none.
func (r *narrator) fund() schema.Fund {
	for _, i := range []int{r.listed(), r.current, r.last} {
		if i < 0 {
			continue
		}
		if of := r.n.rec.Claims[i].Coordinates; of.Flow == "expenditure" && of.Function == "" && of.Nature == "" && of.Item == "" {
			return of.Fund
		}
	}
	return ""
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
	for digits, level := range levels {
		i := strings.Index(rest, level+"）")
		if j := strings.Index(rest, level+")"); i < 0 || j >= 0 && j < i {
			i = j
		}
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
			if !strings.HasPrefix(own, code) || len(own) <= len(code) {
				own = code + own
			}
			code, printed = own, true
		case digits > 0 && code == "" && r.group != "":
			code = r.named(zh.Fold(name), r.group, 3+2*digits)
		default:
			code = r.named(zh.Fold(name), code, 3+2*digits)
		}
		if code == "" {
			return "", false
		}
	}
	if code != "" {
		return code, printed
	}
	// “教育支出-普通教育-高等教育”科目
	for i, name := range strings.FieldsFunc(strings.TrimSuffix(subject, "科目"), func(r rune) bool { return strings.ContainsRune("-—－–", r) }) {
		if _, word := r.n.cat.labels.rows.exact(zh.Fold(name)); i == 0 && word || i >= len(levels) {
			return "", false
		}
		if code, _ = r.n.cat.codes.functionByName(zh.Fold(name), code, 3+2*i); code == "" {
			return "", false
		}
	}
	return code, false
}

// levels of the functional classification: 3, 5 and 7 digits.
var levels = []string{"类", "款", "项"}

// named is the code of a name: by the catalogue, or by the tables of the
// document if they print the name with one code; empty if there is none.
func (r *narrator) named(name, parent string, digits int) string {
	if code, ok := r.n.cat.codes.functionByName(name, parent, digits); ok {
		return code
	}
	found := ""
	for i := range r.n.rec.Facts {
		f := &r.n.rec.Facts[i]
		if len(f.Function) != digits || !strings.HasPrefix(f.Function, parent) || f.Function == found || zh.Fold(f.CodeName) != name {
			continue
		}
		if found != "" {
			return ""
		}
		found = f.Function
	}
	return found
}
