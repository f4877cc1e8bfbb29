package claim

import (
	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

var (
	hundred      = decimal.NewFromInt(100)
	printedMoney = pattern.MustCompile(`[0-9][0-9,，]*(?:\.[0-9]+)?(?:亿|万)?元`)
)

// follows says whether a percentage follows from a part and a whole; x and y
// are in either place.
type follows func(x, y, percent amount.Interval) bool

// ofShare: one amount is the percentage of the other.
func ofShare(x, y, percent amount.Interval) bool {
	return meets(x, y, percent) || meets(y, x, percent)
}

// ofRate: the percentage is the rate of a change from one to the other, or of
// one that the other is.
func ofRate(x, y, percent amount.Interval) bool {
	less, more := x.Sub(y), y.Sub(x)
	return meets(x, y, percent) || meets(x, more, percent) || meets(x, y.Add(x), percent) ||
		meets(less, y, percent) || meets(more, y, percent) || meets(more, x, percent) || meets(less, x, percent)
}

func meets(part, whole, percent amount.Interval) bool {
	q, ok := part.Div(whole)
	return ok && q.Scale(hundred).Intersects(percent)
}

// downgradeAmbiguous marks a percentage that another reading of the sentence
// would take back: it follows from other amounts of the passage than those it
// was taken to speak of. One with a milder severity already is left.
func downgradeAmbiguous(p *verify.Pass, s *statement, r *verify.Result, a schema.Amount, how follows) {
	if r.Outcome != schema.Inconsistent || r.Milder != "" {
		return
	}
	percent := verify.Worth(a).Interval
	others := printedAround(p, s)
	if len(others) > mostFigures {
		r.Ambiguous = true // of so many, two always give it
		return
	}
	for _, o := range r.Operands[1:] { // the amounts it was worked out from
		x, ok := inYuan(o.Text, s.Amount.Unit)
		if !ok {
			continue
		}
		for _, y := range others {
			if !y.Mid().Equal(x.Mid()) && how(x, y, percent) {
				r.Ambiguous = true
				return
			}
		}
	}
}

// passage is what the text around a statement depends on.
type passage struct {
	table       string
	page, block int
	words       *sentence
}

// moneyAround are the amounts in the passages that were asked for.
var moneyAround = verify.NewView(func(*verify.Pass) map[passage][]amount.Interval {
	return map[passage][]amount.Interval{}
})

// printedAround are the amounts in the passage around a statement, in yuan.
func printedAround(p *verify.Pass, s *statement) (out []amount.Interval) {
	asked := moneyAround.Of(p)
	k := passage{s.Source.TableID, s.Source.Page, s.Source.Block, s.words}
	if out, known := asked[k]; known {
		return out
	}
	for _, text := range passageOf(p, s.Claim) {
		for _, m := range printedMoney.FindAllString(document.Squeeze(text), -1) {
			if i, ok := inYuan(m, ""); ok {
				out = append(out, i)
			}
		}
	}
	asked[k] = out
	return out
}

// inYuan is a printed amount other than nothing in yuan; a unit of its own
// counts before the one it inherits.
func inYuan(text, unit string) (amount.Interval, bool) {
	a := amount.Parse(text)
	if a.Unit != amount.NoUnit {
		unit = string(a.Unit)
	}
	i, ok := a.Interval().In(amount.Unit(unit), amount.Yuan)
	return i, ok && a.Kind == amount.Number && !a.Value.IsZero()
}

// paragraph is a block of the narrative in the order of the document.
type paragraph struct {
	page int
	text string
}

// paragraphs are the headings and paragraphs of a document, and where each
// block is among them.
type paragraphs struct {
	all []paragraph
	at  map[[2]int]int // by page and block
}

var narrative = verify.NewView(func(p *verify.Pass) paragraphs {
	out := paragraphs{at: map[[2]int]int{}}
	if p.Record.Document == nil {
		return out
	}
	for i := range p.Record.Document.Pages {
		page := &p.Record.Document.Pages[i]
		for k := range page.Blocks {
			if b := &page.Blocks[k]; b.Kind == document.BlockHeading || b.Kind == document.BlockParagraph {
				out.at[[2]int{page.Number, k}] = len(out.all)
				out.all = append(out.all, paragraph{page.Number, b.Text})
			}
		}
	}
	return out
})

// passageOf is the sentence of a claim, the block it stands in with the one
// before it, and the one after it if a page ends between.
func passageOf(p *verify.Pass, c *schema.Claim) []string {
	texts := []string{c.Sentence}
	if c.Source.TableID != "" {
		return texts
	}
	n := narrative.Of(p)
	at, ok := n.at[[2]int{c.Source.Page, c.Source.Block}]
	if !ok {
		return texts
	}
	if at > 0 {
		texts = append(texts, n.all[at-1].text)
	}
	texts = append(texts, n.all[at].text)
	if at+1 < len(n.all) && n.all[at+1].page != c.Source.Page {
		texts = append(texts, n.all[at+1].text)
	}
	return texts
}
