package claim

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// thread is what a sentence leaves to the next one of its passage.
type thread struct {
	topic   string  // function spoken of: …（类）…（款）…（项）
	last    int     // last claim that is no aside, -1 if none
	within  int     // claim whose parts are listed, -1 if none
	ended   int     // part whose own list a semicolon ended, -1 if none
	context Meaning // what the words before a list of parts say
	because bool    // the sentence was a list of reasons
	ofYear  bool    // the year named last, the first of its sentence, is that of the report
}

// attacher attaches the phrases of one sentence to claims. Indices are of
// claims, -1 if there is none.
type attacher struct {
	*reader
	thread
	at *place
	s  *sentence

	current  int          // that shares and changes are of
	inside   int          // whose parts stand in brackets behind it
	bracket  int          // behind which a bracket is open
	pending  span         // words of a clause without a figure
	previous string       // project of the figure before in the same clause
	cause    string       // what a reason says has changed, before it says by how much
	compared schema.Stage // what the amount before in the clause is compared with
	plan     plan
	pair     pair
}

// plan is a budget that waits for its final figure.
type plan struct {
	amount  schema.Amount
	subject string // what it is the budget of, if it says so
	stage   schema.Stage
	start   int // in the text
	end     int
}

// pair is a list of names whose figures follow in the same order: 收、支总计各是
// 10万元、9万元，各下降5%、6%.
type pair struct {
	names  []string
	claims []int
	next   int  // of those that a run of figures goes through; 0 outside one
	all    bool // one change is that of each
	role   role
	dir    schema.Direction
}

// attach reads one sentence, and gives what the next is to know.
func (r *reader) attach(at *place, s *sentence, t thread) thread {
	a := &attacher{reader: r, thread: t, at: at, s: s, current: -1, inside: -1, bracket: -1, pending: span{-1, -1}}
	a.dated()
	if a.goesOn() {
		return a.thread
	}
	for i := range s.clauses {
		a.clause(&s.clauses[i])
	}
	a.unspent()
	a.because = s.has(span{s.from, s.to}, kindReason)
	if s.stopped {
		a.context, a.within, a.ended = Meaning{}, -1, -1
	} else {
		a.endList()
	}
	return a.thread
}

// longestReason is how many bytes a reason has to which no sentence is added.
const longestReason = 2000

// goesOn takes a sentence that goes on with the reasons of the one before: 二是….
func (a *attacher) goesOn() bool {
	text := a.s.whole()
	if !a.because || a.last < 0 || !hasPrefix(text, "一是", "二是", "三是", "四是", "五是", "六是") {
		return false
	}
	if c := &a.out.Claims[a.last]; c.Reason != "" && len(c.Reason) < longestReason {
		c.Reason += "；" + text
	}
	for i := range a.s.clauses {
		cl := &a.s.clauses[i]
		cl.aside = true
		a.clause(cl)
	}
	return true
}

// claim is the one of an index; nil for -1.
func (a *attacher) claim(i int) *schema.Claim {
	if i < 0 {
		return nil
	}
	return &a.out.Claims[i]
}

func (a *attacher) text(p span) string { return a.s.words(p) }

// clause attaches what one clause says.
func (a *attacher) clause(cl *clause) {
	words := a.text(span{cl.from, cl.to})
	if words != "" {
		a.spoken(cl, words)
	}
	if cl.reason >= 0 {
		a.reason(cl)
	}
}

func (a *attacher) spoken(cl *clause, words string) {
	figured := len(cl.phrases) > 0 && cl.phrases[0].figure >= 0
	if functional(words) && !cl.aside {
		a.topic = a.clean(words)
		if figured {
			a.topic = a.subject(a.text(cl.phrases[0].lead))
		}
	}
	a.previous, a.bracket, a.compared = "", -1, ""
	if !figured {
		a.plain(cl, words)
		return
	}
	if a.opensParts(cl, words) && !cl.aside {
		a.within, a.ended = a.current, -1
		if a.current < 0 {
			a.within = a.last
		}
	} else if viewed(words) && !cl.aside && a.s.has(span{cl.from, cl.phrases[0].figure}, kindView) {
		a.within = a.wholeOfPassage()
	}
	a.inside = -1
	for i := range cl.phrases {
		p := &cl.phrases[i]
		a.brackets(cl, p)
		a.figure(cl, p)
	}
	if !cl.aside {
		last := cl.phrases[len(cl.phrases)-1].figure
		a.closed(span{last + 1, cl.to})
		a.pending = span{-1, -1}
	}
}

// opensParts: a clause with figures begins with a word that introduces the parts
// of the figure before it.
func (a *attacher) opensParts(cl *clause, words string) bool {
	return hasPrefix(words, "其中") || a.s.tokens[cl.from].kind == kindParts && a.current >= 0
}

// viewed reports a clause that may look at a whole in a way of its own.
func viewed(words string) bool { return hasPrefix(words, "从", "按") }

// wholeOfPassage is the claim that a passage begins with, -1 if none: its
// lists are all of that one whole.
func (a *attacher) wholeOfPassage() int {
	if a.at.first < len(a.out.Claims) {
		return a.at.first
	}
	return -1
}

// brackets finds whether a figure stands in brackets behind the claim whose
// parts are listed there: 3440.88万元（县级财力2373.28万元，上级转移支付1067.60万元）.
func (a *attacher) brackets(cl *clause, p *phrase) {
	open, shut := -1, -1
	for i := p.lead.from; i < p.lead.to; i++ {
		switch a.s.tokens[i].kind {
		case kindOpen:
			open = i
		case kindShut:
			shut = i
		}
	}
	switch {
	case cl.aside || shut > open:
		a.inside = -1
	case open >= 0 && p.lead.from > cl.from:
		a.inside, a.bracket = a.last, a.last
	}
	if a.inside < 0 && !cl.aside {
		a.closed(p.lead)
	}
}

// closed goes back to the claim before a bracket that some tokens close.
func (a *attacher) closed(p span) {
	depth := 0
	for i := p.from; i < p.to && a.bracket >= 0; i++ {
		switch a.s.tokens[i].kind {
		case kindOpen:
			depth++
		case kindShut:
			depth--
		}
		if depth < 0 {
			a.current, a.last, a.inside, a.bracket = a.bracket, a.bracket, -1, -1
		}
	}
}

// longestPending is how many characters words have that may be the subject of
// the figures behind them.
const longestPending = 40

// plain attaches a clause without figures.
func (a *attacher) plain(cl *clause, words string) {
	here := span{cl.from, cl.to}
	_, bare := zh.CutNumbering(words)
	switch opens := a.opens(cl, bare); {
	case opens >= 0:
		a.list(words, opens)
		return
	case cl.aside:
		if p := cl.phrases; len(p) > 0 && p[0].direction != "" {
			a.cause = a.subject(a.text(p[0].subject))
		}
		return
	case len(cl.phrases) > 0 && a.moved(cl, &cl.phrases[0]):
		return
	case cl.colon || a.current < 0 && utf8.RuneCountInString(bare) <= longestPending || a.s.has(here, comparing...):
		a.pending = here
	}
}

// opens is where in a clause the words begin that open a list of parts, in
// bytes; -1 if there are none.
func (a *attacher) opens(cl *clause, bare string) int {
	here := span{cl.from, cl.to}
	i := a.s.find(here, kindParts)
	if viewed(bare) && i < 0 {
		i = a.s.find(here, kindView)
	}
	if i >= 0 {
		return a.s.tokens[i].start - a.s.tokens[cl.from].start
	}
	if hasPrefix(bare, "其中") || cl.colon && cl.to > cl.from && a.s.tokens[cl.to-1].kind == kindPurpose {
		return 0
	}
	if last := cl.to - 1; cl.colon && last >= cl.from && a.s.tokens[last].kind == kindEach {
		return a.s.tokens[last].start - a.s.tokens[cl.from].start
	}
	return -1
}

// list opens a list of the parts of the claim before.
func (a *attacher) list(words string, opens int) {
	view := viewed(words)
	switch {
	case view && a.wholeOfPassage() >= 0:
		a.within = a.wholeOfPassage()
	case a.current >= 0:
		a.within = a.current
	case a.last >= 0 && opens == 0:
		a.within = a.last // ……万元。其中：
	}
	_, bare := zh.CutNumbering(words)
	if before := a.clean(bare[:max(0, opens-(len(words)-len(bare)))]); before != "" && !view {
		a.context = a.meaning(before)
	}
	a.pending = span{-1, -1}
}

// moved attaches a change without a figure: 与上年持平, 决算数小于预算数.
func (a *attacher) moved(cl *clause, p *phrase) bool {
	if p.role != roleMoved {
		return p.role == roleReason && cl.reason >= 0 // the reason says whose it is
	}
	subject := a.subject(a.text(p.subject))
	if slices.Contains(a.c.Same, subject) || slices.Contains(a.c.Generic, subject) {
		subject = ""
	}
	at := a.current
	if subject != "" {
		at = a.earlier(subject)
	} else if of := a.earlier(a.behind(p.against)); of >= 0 {
		at = of
	} else if at < 0 {
		at = a.last
	}
	c := a.claim(at)
	if c == nil {
		return false
	}
	switch against := a.against(p); {
	case c.Direction == "":
		c.Direction, c.PriorStage = p.direction, cmp.Or(c.PriorStage, against)
		a.current = at
	case against.Planned() != c.PriorStage.Planned():
		a.beside(at, against, span{cl.from, cl.to}).Direction = p.direction
	}
	return true
}

// behind is the subject that stands behind what it is compared with:
// 相比2023年公务接待费有所减少; empty if the words there are none that are understood.
func (a *attacher) behind(against span) string {
	from := -1
	for i := max(against.from, 0); i < against.to; i++ {
		switch a.s.tokens[i].kind {
		case kindYear, kindBefore, kindPlan, kindBudget, kindFinal, kindExecuted, kindBeside:
			from = i + 1
		}
	}
	subject := a.subject(a.text(span{from, against.to}))
	if from < 0 || subject == "" || slices.Contains(a.c.Generic, subject) {
		return ""
	}
	if m, known, unknown := a.Lexicon.Row(Meaning{}, subject); known == 0 || unknown > 0 || m == (Meaning{}) {
		return "" // 与上年数一致
	}
	return subject
}

// beside makes a second claim of an amount, with another comparison that some
// tokens state; it becomes the current one.
func (a *attacher) beside(at int, against schema.Stage, said span) *schema.Claim {
	of := &a.out.Claims[at]
	quote := a.text(said)
	trimmed := strings.TrimLeft(quote, "，,：:；;")
	start := a.at.offset + a.s.at(said.from) + len(quote) - len(trimmed)
	c := schema.Claim{
		Scope: of.Scope, Section: of.Section, Subject: of.Subject, Coordinates: of.Coordinates, CodeSource: of.CodeSource,
		Amount: of.Amount, Approximate: of.Approximate, Again: true, PriorStage: against, Enumeration: of.Enumeration,
		Quote: trimmed, Sentence: a.s.whole(), OffsetInText: start, Source: a.at.source,
	}
	if against.Planned() {
		c.Prior = of.Counterpart
	}
	if !a.Room(c.Sentence) {
		return &c
	}
	a.out.Claims = append(a.out.Claims, c)
	a.current = len(a.out.Claims) - 1
	a.last = a.current
	return a.claim(a.current)
}

// against is the stage that a phrase compares with, as far as its words, or
// those of the clause before it, say so.
func (a *attacher) against(p *phrase) schema.Stage {
	words := p.against
	if words.from < 0 && a.compared != "" {
		return a.compared // 比年初预算（12万元）减少
	}
	if words.from < 0 {
		if words = a.pending; !a.s.has(words, comparing...) {
			return ""
		}
	}
	if i := a.s.find(span{words.from + 1, words.to}, kindBeside); i >= 0 {
		words.to = i // 与上年相比收、支预算总计增加
	}
	year, before := a.year(words), a.s.has(words, kindBefore)
	executed := a.s.has(words, kindExecuted, kindFinal)
	if i := a.s.find(words, kindPlan); i >= 0 && !before && a.ofThisYear(year) && a.stage == "final" {
		return a.s.tokens[i].entry.stage
	}
	if year != 0 && year < a.Profile.FiscalYear-1 { // 比2019年决算数
		stage := "budget"
		if executed || a.stage == "final" && !a.s.has(words, kindBudget, kindPlan) {
			stage = "final"
		}
		return schema.Stage(fmt.Sprintf("%s_%d", stage, year))
	}
	switch {
	case executed && a.s.has(words, kindCompare, kindBeside) && !before && year == 0 && a.stage == "final":
		return "" // 决算数与…
	case executed && (before || year != 0):
		return "prior_final"
	case a.s.has(words, kindBudget, kindPlan):
		if !before && a.ofThisYear(year) && a.stage == "final" {
			return "budget"
		}
		return "prior_budget"
	case executed:
		return "prior_final"
	}
	return ""
}

func (a *attacher) ofThisYear(year int) bool { return year == 0 || year == a.Profile.FiscalYear }

// year is the last year that some tokens name, 0 if none.
func (a *attacher) year(p span) (year int) {
	for i := max(p.from, 0); i < p.to; i++ {
		if a.s.tokens[i].kind == kindYear {
			year = zh.Number(a.text(span{i, i + 1})[:len("2024")])
		}
	}
	return year
}

// reason gives the text behind a word of reason to the claim it explains.
func (a *attacher) reason(cl *clause) {
	text := strings.Trim(a.text(span{cl.reason + 1, a.s.to}), "：:，,、")
	text = strings.TrimLeft(text, "是为：:")
	if text == "" {
		return
	}
	at := a.current
	if len(cl.phrases) > 0 && cl.phrases[0].figure < 0 && cl.phrases[0].role == roleReason {
		if subject := a.subject(a.text(cl.phrases[0].subject)); subject != "" {
			at = a.explained(subject)
			if at < 0 {
				return
			}
		}
	}
	if at < 0 {
		at = a.unexplained()
	}
	if c := a.claim(at); c != nil && c.Reason == "" {
		c.Reason = text
	}
}

// unexplained is the claim of the passage that a reason in a sentence of its
// own explains: the last that changed, or else the last.
func (a *attacher) unexplained() int {
	if a.last < 0 {
		return -1
	}
	for i := a.last; i >= max(a.at.first, a.last-farthest); i-- {
		if c := &a.out.Claims[i]; changed(c) && c.Enumeration == a.out.Claims[a.last].Enumeration {
			return i
		}
	}
	return a.last
}

// farthest bounds the claims before a phrase that it may speak of.
const farthest = 256

// nearest is the first claim of the section that a phrase may speak of.
func (a *attacher) nearest() int { return max(a.under.first, len(a.out.Claims)-farthest) }

// explained is the claim of the section with a subject that a reason names.
func (a *attacher) explained(subject string) int {
	key := Core(subject)
	for i := len(a.out.Claims) - 1; i >= a.nearest(); i-- {
		if c := &a.out.Claims[i]; Core(c.Subject) == key && c.Reason == "" && changed(c) {
			return i
		}
	}
	return -1
}

// antecedent is the claim that a bare change after a claim is of: of parts
// that a sentence lists one after the other the last has no change of its own
// if those before it have none.
func (a *attacher) antecedent(at int, ended bool) int {
	claims := a.out.Claims
	for at >= 0 {
		whole, err := strconv.Atoi(claims[at].Enumeration)
		if err != nil || whole < 0 || claims[whole].Source != claims[at].Source || changed(&claims[whole]) {
			return at
		}
		before := false
		for i := max(whole+1, at-farthest); i < at; i++ {
			if claims[i].Enumeration != claims[at].Enumeration {
				continue
			}
			if changed(&claims[i]) {
				return at
			}
			before = before || claims[i].Sentence == claims[at].Sentence
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

// dated takes note of the first year that the sentence names, if it names one.
func (a *attacher) dated() {
	if i := a.s.find(span{a.s.from, a.s.to}, kindYear); i >= 0 {
		a.ofYear = a.year(span{i, i + 1}) == a.Profile.FiscalYear
	}
}

// earlier is a claim of the section with the same subject and no change:
// 购置费0.00万元 … 购置费增加0.00万元. What a sentence says of the year of the report
// is of no amount of the year before.
func (a *attacher) earlier(subject string) int {
	if subject == "" {
		return -1
	}
	key, own := Core(subject), a.stage.Prior() && a.ofYear
	for i := len(a.out.Claims) - 1; i >= a.nearest(); i-- {
		c := &a.out.Claims[i]
		if own && c.Stage.Prior() {
			continue
		}
		if !changed(c) && Core(c.Subject) == key && (c.Stage == a.stage || strings.Contains(subject, "预算")) {
			return i
		}
	}
	if !slices.Contains(a.c.Generic, subject) {
		return -1
	}
	whole := schema.Claim{Subject: subject} // 年初预算数10万元。收入比上年增加1万元
	a.coordinates(&whole)
	for i := len(a.out.Claims) - 1; i >= a.nearest() && whole.Flow != ""; i-- {
		if c := &a.out.Claims[i]; !changed(c) && c.Amount.Text != "" && c.Coordinates == whole.Coordinates {
			return i
		}
	}
	return -1
}

// Core is a subject without the words that only dress it.
func Core(s string) string {
	s = zh.Fold(s)
	for _, w := range []string{"预算", "决算", "支出", "经费"} {
		s = strings.ReplaceAll(s, w, "")
	}
	return strings.TrimSuffix(s, "数")
}
