package claim

import (
	"strings"

	"github.com/yusuan/yusuan/schema"
)

// role is what a figure is said to be.
type role string

const (
	roleAmount      role = "amount"      // of a subject
	roleChange      role = "change"      // by an amount, or at a rate
	roleShare       role = "share"       // of a whole
	roleDone        role = "done"        // part of a budget that was spent
	roleCounterpart role = "counterpart" // budget that was spent so far
	rolePlan        role = "plan"        // budget of a final figure that follows
	rolePrior       role = "prior"       // amount that is compared with
	roleTemplate    role = "template"    // remains of a form: 增加（减少）0万元
	roleSum         role = "sum"         // of several figures before: 两项合计占
	roleMoved       role = "moved"       // no figure: 决算数小于预算数, 与上年持平
	roleReason      role = "reason"      // no figure: 减少的主要原因
)

var roles = map[role]bool{roleAmount: true, roleChange: true, roleShare: true, roleDone: true, roleCounterpart: true,
	rolePlan: true, rolePrior: true, roleTemplate: true, roleSum: true, roleMoved: true, roleReason: true}

// comparing are the kinds of words that open a comparison.
var comparing = []kind{kindCompare, kindBeside, kindAlone}

// sentence is a text up to a full stop or a semicolon, in clauses.
type sentence struct {
	text    string // of the passage
	tokens  []token
	from    int // first token
	to      int
	stopped bool // by a full stop
	clauses []clause
}

// clause is what stands between commas, colons and the words that open a
// reason or a purpose.
type clause struct {
	from, to int
	colon    bool // one ends it
	aside    bool // it belongs to a reason or a purpose: its figures are claims of their own
	reason   int  // token that opens a reason behind it; -1 if none does
	phrases  []phrase
}

// phrase is a figure with what is said of it, or a statement without one.
type phrase struct {
	role      role
	figure    int // token; -1 if there is none
	lead      span
	subject   span // in tokens; from is -1 if the pattern has none
	against   span
	direction schema.Direction
}

// at is where a token begins; the end of the text behind the last one.
func (s *sentence) at(i int) int {
	if i < len(s.tokens) && i < s.to {
		return s.tokens[i].start
	}
	if s.to > s.from {
		return s.tokens[s.to-1].end
	}
	return 0
}

// words is the text of some tokens.
func (s *sentence) words(p span) string {
	if p.from < 0 || p.from >= p.to {
		return ""
	}
	return s.text[s.tokens[p.from].start:s.tokens[p.to-1].end]
}

// whole is the text of the sentence.
func (s *sentence) whole() string { return s.words(span{s.from, s.to}) }

func (s *sentence) has(p span, k ...kind) bool { return s.find(p, k...) >= 0 }

// find is the first token of some kinds, -1 if there is none.
func (s *sentence) find(p span, k ...kind) int {
	for i := max(p.from, 0); i < p.to; i++ {
		for _, want := range k {
			if s.tokens[i].kind == want {
				return i
			}
		}
	}
	return -1
}

// sentences takes a text apart into sentences, these into clauses, and these
// into phrases.
func (c *Catalogue) sentences(text string) (out []sentence) {
	tokens := c.tokens(text)
	for from := 0; from < len(tokens); {
		to := from
		for to < len(tokens) && tokens[to].kind != kindStop && tokens[to].kind != kindHalt {
			to++
		}
		s := sentence{text: text, tokens: tokens, from: from, to: to}
		s.stopped = to < len(tokens) && tokens[to].kind == kindStop
		if to > from {
			c.clauses(&s)
			out = append(out, s)
		}
		from = to + 1
	}
	return out
}

// clauses splits a sentence.
func (c *Catalogue) clauses(s *sentence) {
	reason, purpose := false, false
	first, last := s.figureBounds()
	for from := s.from; from <= s.to; {
		to := clauseEnd(s, from)
		next := to + 1
		colon := to < s.to && s.tokens[to].kind == kindColon
		if i := s.find(span{from, to}, kindReason); i >= 0 && !reason {
			s.clauses = append(s.clauses, clause{from: from, to: i, reason: i})
			from, reason = i+1, true
		}
		figured := first < from || purpose
		if cut, ok := s.purpose(from, to, figured, colon && last > to); !reason && ok {
			if cut > from {
				s.clauses = append(s.clauses, clause{from: from, to: cut, reason: -1})
				purpose = purpose || first < cut
			}
			from = cut + 1
		}
		rest := clause{from: from, to: max(from, to), colon: colon, aside: reason || purpose, reason: -1}
		s.clauses = append(s.clauses, rest)
		from = next
	}
	for i := range s.clauses {
		c.phrases(s, &s.clauses[i])
	}
}

// figureBounds are the first and the last figure of a sentence; where there is
// none, its end and -1.
func (s *sentence) figureBounds() (first, last int) {
	first, last = s.to, -1
	for i := s.from; i < s.to; i++ {
		if s.tokens[i].figure() {
			first, last = min(first, i), i
		}
	}
	return first, last
}

// purpose is the word of purpose that cuts a clause in two; what stands behind
// it is no statement of its own. One that opens a list is none; nor is one
// before the first figure, which then says what that is of. figured: there are
// figures before the clause; opens: a colon follows, and figures after it.
func (s *sentence) purpose(from, to int, figured, opens bool) (cut int, ok bool) {
	i := s.find(span{from, to}, kindPurpose)
	if i < 0 || s.lists(from, to) || opens && i+1 == to {
		return 0, false
	}
	if !figured && s.find(span{from, to}, kindMoney, kindPercent, kindCount) > i {
		return i, i == from && strings.HasPrefix(s.tokens[i].entry.text, "主要")
	}
	return i, true
}

// lists reports a clause that ends in words such as 以下方面.
func (s *sentence) lists(from, to int) bool {
	return to > from && s.tokens[to-1].kind == kindParts && !strings.HasPrefix(s.tokens[to-1].entry.text, "其中")
}

// clauseEnd is the comma or colon outside brackets that ends the clause.
func clauseEnd(s *sentence, from int) int {
	for i := from; i < s.to; i++ {
		if t := &s.tokens[i]; (t.kind == kindComma || t.kind == kindColon) && t.depth <= s.tokens[from].depth {
			return i
		}
	}
	return s.to
}

// phrases finds what a clause says.
func (c *Catalogue) phrases(s *sentence, cl *clause) {
	from := cl.from
	for i := cl.from; i < cl.to; i++ {
		if !s.tokens[i].figure() {
			continue
		}
		cl.phrases = append(cl.phrases, c.phrase(s, c.figures, span{from, i}, i))
		from = i + 1
	}
	if len(cl.phrases) == 0 && cl.to > cl.from {
		if p := c.phrase(s, c.moves, span{cl.from, cl.to}, -1); p.role != "" {
			cl.phrases = append(cl.phrases, p)
		}
	}
}

// phrase is what the tokens of a lead make of the figure behind them.
func (c *Catalogue) phrase(s *sentence, patterns []pattern, lead span, figure int) phrase {
	p := phrase{figure: figure, lead: lead, subject: span{-1, -1}, against: span{-1, -1}}
	k := kind(0)
	if figure >= 0 {
		k = s.tokens[figure].kind
	}
	r, subject, against, ok := match(patterns, k, shape(s.tokens[lead.from:lead.to]))
	if !ok {
		return p
	}
	move := func(part span) span {
		if part.from < 0 {
			return part
		}
		return span{part.from + lead.from, part.to + lead.from}
	}
	p.role, p.subject, p.against = r, move(subject), move(against)
	for i := lead.to - 1; i >= lead.from && p.direction == ""; i-- {
		if t := &s.tokens[i]; t.entry != nil {
			p.direction = t.entry.direction
		}
	}
	if figure < 0 && s.has(lead, kindSame) {
		p.direction = "none"
	}
	return p
}
