package claim

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/schema"
)

// Words why an amount of a sentence is in no claim.
const (
	whyTemplate  = "remains_of_a_form"   // 增加（减少）0万元
	whyNoSubject = "nothing_named"       // no words say what it is of
	whyRepeated  = "no_words_of_its_own" // a second figure behind the same words
)

// figure attaches a figure.
func (a *attacher) figure(cl *clause, p *phrase) {
	t := &a.s.tokens[p.figure]
	t.amount.TextOffset = a.at.offset + t.start
	if t.kind == kindMoney {
		a.out.Amounts++
	}
	if why := a.attachFigure(cl, p, t); why != "" && t.kind == kindMoney {
		left := schema.LeftOver{Amount: t.amount, Why: why, Source: a.at.source, Offset: t.amount.TextOffset}
		a.out.LeftOver = append(a.out.LeftOver, left)
	}
}

// attachFigure gives a figure its part in a claim, or says why it has none.
func (a *attacher) attachFigure(cl *clause, p *phrase, t *token) (why string) {
	cur := a.current
	if cl.aside {
		cur = -1
	}
	if a.pair.next > 0 && a.bareLead(p) && a.pairGoesOn(cl, p, t) {
		return ""
	}
	a.pair.next = 0
	switch p.role {
	case roleTemplate:
		return a.template(cur, p, t)
	case roleChange:
		return a.change(cl, p, t, cur)
	case roleSum:
		a.sum(cl, p, t)
		return ""
	case roleShare, roleDone:
		a.share(cl, p, t, cur)
		return ""
	case roleCounterpart:
		if cur >= 0 && a.out.Claims[cur].Counterpart.Text == "" {
			c := &a.out.Claims[cur]
			c.Counterpart, c.CounterpartStage = t.amount, a.planStage(p.lead)
			return ""
		}
	case rolePrior:
		if cur < 0 && !cl.aside && p.against.from > p.lead.from {
			cur = a.comparedWith(cl, p)
		}
		if cur >= 0 && a.prior(p, t, cur) {
			return ""
		}
	case rolePlan:
		if (a.stage == "final" || a.s.has(p.lead, kindFrom)) && !cl.aside {
			a.planned(p, t)
			return ""
		}
	}
	if t.kind == kindPercent && a.at.scope != "goal_text" {
		return whyNoSubject
	}
	if cl.aside {
		if done, why := a.raised(cl, p, t); done {
			return why
		}
	}
	return a.amount(cl, p, t, cur)
}

// template takes what a form left standing: a rate beside a change whose
// direction is known, and no amount.
func (a *attacher) template(cur int, p *phrase, t *token) (why string) {
	c := a.claim(cur)
	if c != nil && t.kind == kindPercent && c.Direction != "" && c.Change.Text != "" && c.Rate.Text == "" {
		c.Rate = t.amount
		c.Quote = a.quote(c, t.end)
		return ""
	}
	return whyTemplate
}

// bareLead: nothing but a mark or 和 stands between a figure and the one before.
func (a *attacher) bareLead(p *phrase) bool {
	words := strings.Trim(a.text(p.lead), "、，,和及与")
	return words == ""
}

// shortestShared is how many characters a subject has that says of what a share
// is; fewer are words that only lead to it (所占).
const shortestShared = 4

// share is what part of a whole, or of a budget, a claim is. A subject of its
// own makes a claim whose amount is not printed.
func (a *attacher) share(cl *clause, p *phrase, t *token, cur int) {
	if subject := a.subject(a.text(p.subject)); p.role == roleShare && utf8.RuneCountInString(subject) >= shortestShared {
		cur = a.add(cl, subject, schema.Amount{}, p.lead.from, p.figure, cl.aside)
	}
	if run := a.run(p.figure); p.role == roleShare && run > 1 && a.s.has(p.lead, kindEach) {
		if a.pair.claims = a.stated(run); len(a.pair.claims) > 0 {
			a.pair.next, a.pair.role = 1, roleShare // 分别占60%、40%
			cur = a.pair.claims[0]
		}
	}
	c := a.claim(cur)
	if c == nil {
		return
	}
	if p.role == roleDone {
		c.Completion = t.amount
		if i := a.s.find(p.lead, kindPlan); i >= 0 && c.CounterpartStage == "" {
			c.CounterpartStage = a.s.tokens[i].entry.stage
		}
		return
	}
	c.Share = t.amount
	c.ShareOf, c.ShareWords = a.shareOf(c, a.text(p.lead))
	c.Quote = a.quote(c, t.end)
}

// sum is a share of several figures before it together: a claim of its own,
// whose amount is printed nowhere.
func (a *attacher) sum(cl *clause, p *phrase, t *token) {
	i := a.s.find(p.lead, kindSum)
	subject := a.text(span{i, i + 1})
	if at := a.add(cl, subject, schema.Amount{}, p.lead.from, p.figure, true); at >= 0 {
		c := a.claim(at)
		c.Share, c.Item = t.amount, schema.Item(subject)
		c.ShareOf, c.ShareWords = a.shareOf(c, a.text(p.lead))
		c.Approximate = t.about
	}
}

// change attaches a change or its rate to the claim that it is of, which may
// have to be made.
func (a *attacher) change(cl *clause, p *phrase, t *token, cur int) (why string) {
	subject := a.subject(a.text(p.subject))
	switch {
	case subject != "":
	case p.against.from < 0:
		subject = a.compares()
	default:
		subject = a.behind(p.against)
	}
	bare := subject == "" || slices.Contains(a.c.Same, subject)
	against := a.against(p)
	if bare {
		if a.pairOpens(p, t, against) {
			return ""
		}
		cur = a.bareOf(cl, p, t, cur, against)
	}
	c := a.claim(cur)
	if t.kind == kindPercent {
		if !bare || c == nil {
			c = nil
			if of := a.earlier(subject); !bare && !cl.aside && of >= 0 { // 收入总计…。收入总计较上年增长9%
				a.current, a.last, c = of, of, a.claim(of)
			}
		}
		if c == nil {
			return whyNoSubject
		}
		a.rate(c, p, t, against)
		return ""
	}
	switch {
	case c != nil && c.Change.Text == "" && bare:
		subject = ""
	case cl.aside && subject == "":
		subject = a.cause
	}
	if cl.aside && subject == "" {
		return whyNoSubject
	}
	if subject != "" && !cl.aside {
		c = nil
		if of := a.earlier(subject); of >= 0 {
			a.current, c = of, a.claim(of)
		}
	}
	if c == nil {
		if t.kind == kindCount && !a.counted(subject) && a.at.scope == "narrative" {
			return whyNoSubject
		}
		c = a.claim(a.add(cl, subject, schema.Amount{}, p.lead.from, p.figure, cl.aside))
	}
	if c != nil {
		a.changed(c, p, t, against)
	}
	return ""
}

// compares is what the clause before compares, if it says so: 本年收入与上年相比，
// 增加5万元.
func (a *attacher) compares() string {
	i := a.s.find(a.pending, comparing...)
	before := span{a.pending.from, i}
	if i < 0 || !a.s.has(before, kindWord, kindFill) {
		return ""
	}
	if subject := a.subject(a.text(before)); utf8.RuneCountInString(subject) >= shortestShared {
		return subject
	}
	return ""
}

// changed adds a change by an amount.
func (a *attacher) changed(c *schema.Claim, p *phrase, t *token, against schema.Stage) {
	c.Change, c.Direction, c.PriorStage = t.amount, p.direction, cmp.Or(against, c.PriorStage)
	if t.amount.Value.IsZero() {
		c.Direction = "none"
	}
	c.Quote = a.quote(c, t.end)
}

// bareOf is the claim that a change without a subject is of; cur is the
// current one. A second comparison makes a second claim.
func (a *attacher) bareOf(cl *clause, p *phrase, t *token, cur int, against schema.Stage) int {
	percent := t.kind == kindPercent
	compares := p.against.from >= 0 || a.s.has(a.pending, comparing...)
	switch {
	case cur >= 0 && !changed(a.claim(cur)):
		if of := a.antecedent(cur, false); of != cur {
			cur, a.current, a.last = of, of, of
		}
	case cur < 0 && !cl.aside && a.last >= 0 && (!percent || compares):
		of := a.antecedent(a.last, true)
		if !changed(a.claim(of)) {
			cur, a.current, a.last = of, of, of // 收入总计10万元。比上年增加1万元
		} else if compares && a.claim(of).Amount.Text != "" && another(a.claim(of), against, percent) {
			cur = of
		}
	}
	if c := a.claim(cur); compares && c != nil && another(c, against, percent) &&
		(c.Amount.Text != "" || p.against.from >= 0) {
		a.beside(cur, against, span{p.lead.from, p.figure + 1})
		cur = a.current
	}
	return cur
}

// another: a claim has its change, and this is one against something else:
// 较上年减少1万元，较年初预算数减少2万元.
func another(c *schema.Claim, against schema.Stage, percent bool) bool {
	other := against != c.PriorStage &&
		(against.Planned() || c.PriorStage.Planned() || against != "" && c.PriorStage != "")
	if percent {
		return other && (c.Change.Text != "" || c.Rate.Text != "")
	}
	return c.Change.Text != "" || other && c.Rate.Text != ""
}

// rate adds the rate of a change.
func (a *attacher) rate(c *schema.Claim, p *phrase, t *token, against schema.Stage) {
	c.Rate = t.amount
	c.PriorStage = cmp.Or(c.PriorStage, against)
	if c.Direction == "" {
		c.Direction = p.direction
	}
	if t.amount.Value.IsZero() && c.Change.Text == "" {
		c.Direction = "none"
	}
	c.Quote = a.quote(c, t.end)
}

// raised reads a reason that says what went up or down before by how much:
// 增加人员经费9万元.
func (a *attacher) raised(cl *clause, p *phrase, t *token) (done bool, why string) {
	first := &a.s.tokens[p.lead.from]
	if p.lead.from >= p.lead.to || first.kind != kindChange {
		return false, ""
	}
	subject := a.subject(a.text(span{p.lead.from + 1, p.lead.to}))
	if subject == "" {
		return true, whyNoSubject
	}
	if at := a.add(cl, subject, schema.Amount{}, p.lead.from, p.figure, true); at >= 0 {
		a.out.Claims[at].Change, a.out.Claims[at].Direction = t.amount, first.entry.direction
	}
	return true, ""
}

// comparedWith is the claim that a sentence holds against another year before
// it says by how much it changed: 收入预算较上年的100万元增加9万元; -1 if it names
// none.
func (a *attacher) comparedWith(cl *clause, p *phrase) int {
	subject := a.subject(a.text(span{p.lead.from, p.against.from}))
	if subject == "" || slices.Contains(a.c.Same, subject) {
		return -1
	}
	of := a.earlier(subject)
	if of < 0 {
		return a.add(cl, subject, schema.Amount{}, p.lead.from, p.figure, false)
	}
	a.current, a.last = of, of
	return of
}

// prior takes a figure that a claim is only compared with: 比上年预算数250万元,
// （2024年预算100万元）. It is no claim of its own.
func (a *attacher) prior(p *phrase, t *token, cur int) bool {
	c := a.claim(cur)
	year, before := a.year(p.lead), a.s.has(p.lead, kindBefore)
	compares := a.s.has(p.lead, kindCompare, kindBeside)
	if !compares && !before && year != a.Profile.FiscalYear-1 {
		return false
	}
	if p.against.from >= 0 {
		a.compared = a.against(p)
	}
	if plan := a.planStage(p.lead); plan != "" && c.Stage == "final" && !before && year == 0 {
		if c.Counterpart.Text == "" {
			c.Counterpart, c.CounterpartStage = t.amount, plan
		}
		return true // 较年初预算数
	}
	stage := schema.Stage("")
	switch {
	case a.s.has(p.lead, kindExecuted, kindFinal):
		stage = "prior_final"
	case a.s.has(p.lead, kindBudget, kindPlan):
		stage = "prior_budget"
	}
	c.Prior, c.PriorStage = t.amount, stage
	return true
}

// planStage is what kind of budget some tokens name; empty if none.
func (a *attacher) planStage(p span) schema.Stage {
	if i := a.s.find(p, kindPlan); i >= 0 {
		return a.s.tokens[i].entry.stage
	}
	if a.s.has(p, kindBudget) {
		return "budget"
	}
	return ""
}

// planned keeps a budget until its final figure comes.
func (a *attacher) planned(p *phrase, t *token) {
	a.unspent()
	a.plan = plan{amount: t.amount, subject: a.subject(a.text(p.subject)), stage: a.planStage(p.lead),
		start: a.s.at(p.lead.from), end: t.end}
	if a.plan.subject == "" && a.topic == "" && a.pending.from >= 0 {
		a.plan.subject = a.clean(a.text(a.pending))
	}
}

// unspent makes a claim of a budget whose final figure did not come.
func (a *attacher) unspent() {
	p := a.plan
	a.plan = plan{}
	subject := cmp.Or(p.subject, a.topic)
	if p.amount.Text == "" || subject == "" {
		return
	}
	if at := a.addText(subject, p.amount, p.start, p.end, false); at >= 0 {
		a.out.Claims[at].Stage = p.stage
	}
}

// amount makes a claim of a figure.
func (a *attacher) amount(cl *clause, p *phrase, t *token, cur int) (why string) {
	lead := a.text(p.lead)
	subject := a.subject(a.text(a.untimed(p.lead)))
	if a.at.scope == "goal_text" && (subject == "" || slices.Contains(a.c.Verbs, subject)) {
		end := clauseEnd(a.s, min(p.figure+1, a.s.to-1)) // 完成18场次各类考试
		subject += a.text(span{p.figure + 1, end})
	}
	if i := a.s.find(p.lead, kindPlan, kindBudget, kindFinal, kindExecuted); subject == "" && i >= 0 {
		subject = a.text(span{i, i + 1}) // 2025年预算数为10万元, of what the section is about
	}
	names := a.pairNames(p, t)
	if len(names) > 0 {
		subject = names[0]
	}
	said := subject
	shifted := a.plan.amount.Text != "" && slices.Contains(a.c.Shifted, subject)
	if shifted {
		subject, said = a.plan.subject, ""
	}
	if c := a.claim(cur); c != nil && subject == "" && (p.lead.from > cl.from || t.kind == kindCount) && a.bareLead(p) {
		if t.kind != kindCount || c.Amount.Unit == t.amount.Unit || !a.counted(c.Subject) ||
			a.c.Suffix[c.Amount.Unit] != "" {
			return whyRepeated
		}
		subject = c.Subject // 公务接待2批次、26人次
	}
	subject, why = a.named(subject, p, t, cur)
	if why != "" {
		return why
	}
	if t.kind == kindCount && a.at.scope == "narrative" && !a.counted(subject) && !a.partOfCount(subject, t) {
		return whyNoSubject
	}
	if t.kind == kindCount && !hasSuffix(subject, a.c.Suffix[t.amount.Unit], "量") {
		subject += a.c.Suffix[t.amount.Unit]
	}
	before := a.last
	at := a.add(cl, subject, t.amount, p.lead.from, p.figure, cl.aside)
	if at < 0 {
		return ""
	}
	if len(names) > 0 {
		a.pair = pair{names: names, claims: []int{at}, next: 1, role: roleAmount}
	}
	c := a.claim(at)
	if a.previous != "" && c.Project == "" && hasPrefix(lead, "是", "与", "和", "及") {
		c.Project = a.previous // 某项目22万元是上年结转12万元与当年10万元
	}
	a.previous = c.Project
	a.staged(c, p)
	c.Approximate = t.about
	a.spent(c, said)
	if shifted {
		c.Counterpart, c.CounterpartStage = a.plan.amount, a.plan.stage
		c.Stage, c.PriorStage, a.plan = "adjusted", a.plan.stage, plan{}
	}
	if before >= 0 && !cl.aside {
		printedBefore(c, &a.out.Claims[before])
	}
	return ""
}

// untimed is a lead without the words at its end that say of which year and
// stage an amount of another year is: 培训费上年决算数.
func (a *attacher) untimed(lead span) span {
	from, other := lead.to, false
	for i := lead.to - 1; i > lead.from; i-- {
		switch a.s.tokens[i].kind {
		case kindYear, kindBefore:
			from, other = i, other || a.s.tokens[i].kind == kindBefore
			continue
		case kindExecuted:
			other = true
			continue
		case kindPlan, kindBudget, kindFinal, kindFill, kindTo, kindAbout, kindOf, kindNow:
			continue
		}
		break
	}
	cut := span{lead.from, from}
	name := a.clean(a.text(cut))
	if from == lead.to || name == "" || hasSuffix(name, a.c.Organs...) {
		return lead
	}
	if _, known, unknown := a.Lexicon.Row(Meaning{}, name); other || functional(name) || known > 0 && unknown == 0 {
		return cut
	}
	return lead
}

// named completes the subject of an amount from what was said before it.
func (a *attacher) named(subject string, p *phrase, t *token, cur int) (full, why string) {
	money := t.kind == kindMoney
	c := a.claim(cur)
	if c != nil {
		counted := money && a.c.Suffix[c.Amount.Unit] != "" && strings.Contains(c.Subject, "项目") && whole(subject)
		if slices.Contains(a.c.Possessive, subject) || counted {
			subject = strings.TrimSuffix(strings.TrimSuffix(c.Subject, "数"), "面积") + subject
		}
		generic := slices.Contains(a.c.Generic, subject)
		if c.Stage == "budget" && a.stage == "final" && money && generic && a.topic == "" && a.s.has(p.lead, kindFinal) {
			return finalOf(c.Subject), ""
		}
		here := c.Source == a.at.source && c.Sentence == a.s.whole()
		if money && here && a.c.isCount(c.Amount.Unit) && (generic || hasPrefix(subject, "共计", "累计", "合计")) {
			return strings.TrimSuffix(c.Subject, a.c.Suffix[c.Amount.Unit]), "" // 接待20批次，共计支出2万元
		}
	}
	if subject != "" && !slices.Contains(a.c.Generic, subject) {
		return a.qualified(subject), ""
	}
	switch {
	case a.topic != "":
		return a.topic, ""
	case a.plan.subject != "" && a.plan.amount.Text != "":
		return a.plan.subject, ""
	case a.pending.from >= 0 && a.clean(a.text(a.pending)) != "":
		return a.clean(a.text(a.pending)), ""
	case c != nil && c.Sentence == a.s.whole() && c.Stage.Prior() && t.kind == kindMoney:
		return c.Subject, "" // 培训费上年决算数7万元，2024年预算数8万元
	case c != nil && subject == "":
		return "", whyRepeated
	case subject == "":
		return "", whyNoSubject
	}
	return subject, ""
}

// qualified is a subject with the words of the clause before that say of what
// part it is: 由中小企业供应商中标或成交的，采购金额.
func (a *attacher) qualified(subject string) string {
	words := a.text(a.pending)
	for _, w := range a.c.Reserved {
		if strings.Contains(words, w) && !strings.Contains(subject, w) {
			return a.clean(words) + subject
		}
	}
	return subject
}

// finalOf is the subject of a final figure whose budget stands before it:
// 公务接待费支出预算为3万元，支出决算为2万元.
func finalOf(budget string) string {
	for _, w := range []string{"预算数", "预算"} {
		if of, ok := strings.CutSuffix(budget, w); ok && of != "" {
			return of + "决算"
		}
	}
	return budget
}

// staged gives a claim the stage that the words of its figure say.
func (a *attacher) staged(c *schema.Claim, p *phrase) {
	if c.Scope != "narrative" {
		return
	}
	year, lead := a.year(p.lead), p.lead
	executed := a.s.has(lead, kindExecuted, kindFinal)
	before := a.beforeStage(lead)
	var last kind // of the words
	if lead.to > lead.from {
		i := lead.to - 1
		for i > lead.from && a.s.tokens[i].kind == kindTo {
			i--
		}
		last = a.s.tokens[i].kind
	}
	switch {
	case (year > 0 && year == a.Profile.FiscalYear-1 && !strings.Contains(a.text(lead), "年底")) || before:
		c.Stage = "prior_budget"
		if executed || (a.stage == "final" || a.stage == "prior_final") && !a.s.has(lead, kindBudget, kindPlan) {
			c.Stage = "prior_final"
		}
	case a.Profile.ReportKind.Government() && c.Stage == "final" && strings.Contains(a.text(lead), "批准"):
		c.Stage = "budget" // 人民代表大会批准全县收入5亿元
	case last == kindPlan:
		if i := a.s.find(lead, kindPlan); a.stage == "final" || a.s.tokens[i].entry.stage != "budget" {
			c.Stage = a.s.tokens[i].entry.stage
		}
	case c.Stage == "final" && last == kindBudget:
		c.Stage = "budget"
	case last == kindExecuted && year == a.Profile.FiscalYear && year > 0:
		c.Stage = "final"
	case year == 0 && !a.s.has(lead, kindPlan, kindBudget, kindFinal, kindExecuted):
		// a part of what another year came to: 2023年…合计8万元，其中：…
		if whole, err := strconv.Atoi(c.Enumeration); err == nil && a.out.Claims[whole].Sentence == c.Sentence &&
			a.out.Claims[whole].Stage.Prior() {
			c.Stage = a.out.Claims[whole].Stage
		}
	}
}

// beforeStage: the words name a stage of the year before: 上年决算数.
func (a *attacher) beforeStage(p span) bool {
	for i := max(p.from, 0); i+1 < p.to; i++ {
		if a.s.tokens[i].kind != kindBefore {
			continue
		}
		switch a.s.tokens[i+1].kind {
		case kindExecuted, kindFinal, kindPlan, kindBudget:
			return i+2 >= p.to || a.s.tokens[i+2].kind == kindTo
		}
	}
	return false
}

// spent gives a claim the budget that was printed before it.
func (a *attacher) spent(c *schema.Claim, said string) {
	p := &a.plan
	if p.amount.Text == "" || c.Stage.Planned() {
		return
	}
	if p.subject == "" || Core(p.subject) == Core(c.Subject) || slices.Contains(a.c.Generic, said) {
		c.Counterpart, c.CounterpartStage = p.amount, p.stage
		a.plan = plan{}
	}
}

// printedBefore gives a figure the one that its sentence printed just before
// for the same thing: the year before, or the budget of a final figure.
func printedBefore(c, before *schema.Claim) {
	same := before.Coordinates
	same.Stage = c.Stage
	if before.Sentence != c.Sentence || same != c.Coordinates || before.Amount.Unit != c.Amount.Unit {
		return
	}
	switch {
	case before.Stage.Prior():
		c.Prior, c.PriorStage = before.Amount, before.Stage
	case before.Stage.Planned() && c.Stage == "final" && c.Counterpart.Text == "":
		c.Counterpart, c.CounterpartStage = before.Amount, before.Stage
	}
}

func (a *attacher) counted(subject string) bool {
	return slices.ContainsFunc(a.c.Counted, func(w string) bool { return strings.Contains(subject, w) })
}

// partOfCount: a count is listed among the parts of one in its unit, whatever
// it is called: 房屋4260平方米，其中：办公用房3180平方米.
func (a *attacher) partOfCount(subject string, t *token) bool {
	whole := a.claim(a.listed())
	return subject != "" && whole != nil && whole.Amount.Text != "" && whole.Amount.Unit == t.amount.Unit
}

// add makes a claim of some tokens; -1 if there is no room for it. It becomes
// the one that shares and changes are of, unless it is an aside.
func (a *attacher) add(cl *clause, subject string, amount schema.Amount, from, figure int, aside bool) int {
	return a.addText(subject, amount, a.s.tokens[min(from, figure)].start, a.s.tokens[figure].end, aside || cl.aside)
}

func (a *attacher) addText(subject string, amount schema.Amount, start, end int, aside bool) int {
	quote := a.s.text[start:end]
	trimmed := strings.TrimLeft(quote, "，,：:")
	c := schema.Claim{
		Scope: a.at.scope, Section: a.path(), Subject: subject, Amount: amount,
		Quote: trimmed, Sentence: a.s.whole(), Source: a.at.source,
		OffsetInText: a.at.offset + start + len(quote) - len(trimmed),
	}
	a.coordinates(&c)
	if a.under.project != "" {
		c.Project = a.under.project
		if a.at.scope == "narrative" {
			c.Subject = a.under.project + "：" + subject
		}
	}
	if of := a.wholeOf(&c); of >= 0 && !aside {
		c.Enumeration = index(of)
	}
	if !a.Room(c.Sentence) {
		return -1
	}
	a.out.Claims = append(a.out.Claims, c)
	at := len(a.out.Claims) - 1
	if !aside {
		a.carryover(&c)
		a.current, a.last = at, at
	}
	return at
}

// quote is the text from the start of a claim to the end of its last figure.
func (a *attacher) quote(c *schema.Claim, end int) string {
	start := c.OffsetInText - a.at.offset
	if start >= 0 && end > start && c.Source == a.at.source && end <= len(a.s.text) &&
		strings.HasPrefix(a.s.text[start:], c.Quote[:min(len(c.Quote), len("一"))]) {
		return a.s.text[start:end]
	}
	return c.Quote
}

// carryover: a whole that lists what comes in this year and what was carried
// over is the total with both.
func (a *attacher) carryover(c *schema.Claim) {
	of := a.listed()
	if of < 0 || c.Item != "carryover_in" {
		return
	}
	whole := &a.out.Claims[of]
	if whole.Item != "" || whole.Function != "" || whole.Nature != "" {
		return
	}
	for i := max(of+1, a.nearest()); i < len(a.out.Claims); i++ {
		o := &a.out.Claims[i]
		if o.Enumeration == c.Enumeration && hasPrefix(o.Subject, "本年收入", "当年收入", "本年财政拨款", "当年财政拨款") {
			whole.Item = "with_carryover"
		}
	}
}

// listed is the claim whose parts are listed, -1 if none.
func (a *attacher) listed() int {
	switch {
	case a.inside >= 0:
		return a.inside
	case a.within >= 0:
		return a.within
	}
	return a.under.whole
}

// wholeOf is the claim among whose parts a claim is listed. What cannot be a
// part of the whole of a list ends that list: 公务接待费 is none of 公务用车.
func (a *attacher) wholeOf(c *schema.Claim) int {
	of := a.listed()
	if a.ended >= 0 && a.inside < 0 && partByName(c, &a.out.Claims[a.ended]) {
		of = a.ended // 其中：基本支出60万元，其中：人员经费45万元，…；公用经费15万元
	}
	for of >= 0 {
		whole := &a.out.Claims[of]
		_, closed := schema.ItemParent[whole.Item] // the schema says what its parts are
		closed = closed && schema.EnumOf[schema.Item]().Member(string(c.Item)) != nil && !c.Item.Within(whole.Item)
		if !closed && (whole.Nature == "" || c.Nature == "" || c.Nature.Within(whole.Nature)) {
			return of
		}
		outer, err := strconv.Atoi(whole.Enumeration)
		if err != nil || outer >= of {
			return -1
		}
		of = outer
	}
	return of
}

// partByName: what a claim is of is a part of what another is of, as the schema
// and the codes have it.
func partByName(c, whole *schema.Claim) bool {
	switch {
	case whole.Item != "" && whole.Item != c.Item:
		return c.Item.Within(whole.Item)
	case whole.Nature != "" && whole.Nature != c.Nature:
		return c.Nature.Within(whole.Nature)
	case whole.Function != "" && whole.Function != c.Function:
		return strings.HasPrefix(c.Function, whole.Function)
	case whole.Fund != "" && whole.Fund != "all" && whole.Fund != c.Fund:
		return c.Fund.Within(whole.Fund)
	}
	return false
}

// endList goes back, behind a semicolon, from the list of a part to that of the
// whole that the part is listed of: 其中：甲60万元，其中：乙20万元、丙40万元；丁40万元.
func (a *attacher) endList() {
	a.ended = -1
	for a.within >= 0 {
		w := &a.out.Claims[a.within]
		outer, err := strconv.Atoi(w.Enumeration)
		if err != nil || outer < 0 || outer >= a.within || w.Source != a.at.source || a.listGoesOn(a.within) {
			return
		}
		a.ended, a.within = a.within, outer
	}
}

// listGoesOn: more parts of a claim may follow behind a semicolon. One part
// before it, less than the claim, does not end the list; several do, unless
// semicolons stand between them and they leave a rest.
func (a *attacher) listGoesOn(of int) bool {
	whole, n := &a.out.Claims[of], 0
	rest := whole.Amount.Value
	for i := max(of+1, len(a.out.Claims)-farthest); i < len(a.out.Claims); i++ {
		if c := &a.out.Claims[i]; c.Enumeration == index(of) && !c.Again && c.Amount.Unit == whole.Amount.Unit {
			n++
			rest = rest.Sub(c.Amount.Value)
		}
	}
	here := whole.OffsetInText >= a.at.offset+a.s.at(a.s.from)
	return rest.IsPositive() && (n < 2 || !here)
}

// Pairs: names and figures in the same order.

// pairNames are the names that a figure and those after it belong to, if they
// are several and as many.
func (a *attacher) pairNames(p *phrase, t *token) []string {
	each := a.s.find(p.lead, kindEach)
	if each < 0 {
		return nil
	}
	lead := a.subject(a.text(span{p.lead.from, each}))
	if lead == "" && a.pending.from >= 0 {
		lead = a.clean(a.text(a.pending))
	}
	names := a.c.split(lead)
	if len(names) < 2 || len(names) != a.run(p.figure) {
		return nil
	}
	return names
}

// run counts the figures of one kind that follow each other with nothing but
// marks between them.
func (a *attacher) run(figure int) (n int) {
	for i := figure; i < a.s.to; i++ {
		switch t := &a.s.tokens[i]; {
		case t.kind == a.s.tokens[figure].kind:
			n++
		case t.kind == kindPause, t.kind == kindComma:
		case t.kind == kindWord && strings.Trim(a.text(span{i, i + 1}), "和及与") == "":
		case t.kind == kindCompare && i+1 < a.s.to && a.s.tokens[i+1].figure():
		default:
			return n
		}
	}
	return n
}

// split takes a list of names apart: 收、支总计 are 收入总计 and 支出总计.
func (c *Catalogue) split(list string) []string {
	names := strings.FieldsFunc(list, func(r rune) bool { return r == '、' || r == '和' || r == '与' || r == '及' })
	if len(names) < 2 {
		return nil
	}
	lastName := names[len(names)-1]
	for short, long := range c.Sides {
		rest, ok := strings.CutPrefix(lastName, short)
		if !ok || strings.HasPrefix(lastName, long) {
			continue
		}
		for i, n := range names[:len(names)-1] {
			if full := c.Sides[n]; full != "" {
				names[i] = full + rest
			}
		}
		names[len(names)-1] = long + rest
		break
	}
	return names
}

// pairOpens attaches a change that is one of each claim of a pair, or the first
// of as many.
func (a *attacher) pairOpens(p *phrase, t *token, against schema.Stage) bool {
	run, each := a.run(p.figure), a.s.has(p.lead, kindEach)
	if each && run > 1 && len(a.pair.claims) == 0 {
		a.pair.claims = a.stated(run) // 收入10万元、支出9万元，分别增加1万元、2万元
	}
	switch n := len(a.pair.claims); {
	case n < 2:
		return false
	case run == n:
		a.pair.next, a.pair.role, a.pair.dir = 1, roleChange, p.direction
		a.pairChange(0, p.direction, against, t)
	case run == 1 && (each || a.pair.all):
		a.pair.all = true
		for i := range a.pair.claims {
			a.pairChange(i, p.direction, against, t)
		}
	default:
		return false
	}
	return true
}

// stated are the last claims of the sentence that are parts of one whole, or
// of none, if they are so many and no more.
func (a *attacher) stated(n int) (out []int) {
	last := len(a.out.Claims) - 1
	for i := last; i >= a.at.first && len(out) <= n; i-- {
		c := &a.out.Claims[i]
		if c.Amount.Text == "" || c.OffsetInText < a.at.offset+a.s.at(a.s.from) ||
			c.Enumeration != a.out.Claims[last].Enumeration {
			break
		}
		out = append(out, i)
	}
	if len(out) != n {
		return nil
	}
	slices.Reverse(out)
	return out
}

func (a *attacher) pairChange(i int, d schema.Direction, against schema.Stage, t *token) {
	c := a.claim(a.pair.claims[i])
	if t.kind == kindPercent {
		c.Rate = t.amount
	} else {
		c.Change = t.amount
	}
	c.Direction, c.PriorStage = d, cmp.Or(c.PriorStage, against)
	if t.amount.Value.IsZero() && c.Change.Value.IsZero() {
		c.Direction = "none"
	}
	c.Quote = a.quote(c, t.end)
}

// pairGoesOn attaches the next figure of a pair.
func (a *attacher) pairGoesOn(cl *clause, p *phrase, t *token) bool {
	i := a.pair.next
	switch a.pair.role {
	case roleAmount:
		if i >= len(a.pair.names) {
			return false
		}
		at := a.add(cl, a.pair.names[i], t.amount, p.lead.from, p.figure, cl.aside)
		if at >= 0 {
			a.pair.claims = append(a.pair.claims, at)
		}
	case roleChange:
		if i >= len(a.pair.claims) {
			return false
		}
		a.pairChange(i, a.pair.dir, a.claim(a.pair.claims[0]).PriorStage, t)
	case roleShare:
		if i >= len(a.pair.claims) {
			return false
		}
		first := a.claim(a.pair.claims[0])
		c := a.claim(a.pair.claims[i])
		c.Share, c.ShareOf, c.ShareWords = t.amount, first.ShareOf, first.ShareWords
	}
	a.pair.next++
	return true
}
