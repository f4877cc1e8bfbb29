package doubt

import (
	"context"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/zh"
)

// marks says of recognised figures how far they can be relied on.
type marks struct {
	ctx    context.Context
	record *schema.Record
	layer  *verify.SecondReading // the invisible text of recognised pages

	failing, proven map[place]bool  // cells behind checks
	disputed        map[figure]bool // sentences' figures behind failing checks
	cells           map[place]*document.Cell
	columns         map[string]int // of tables with recognised cells
}

// figure is an amount that a sentence prints.
type figure struct {
	page int
	text string
}

// mark says of every recognised amount how sure it is: in cells, facts, claims,
// and the figures behind checks and findings.
func mark(ctx context.Context, r *schema.Record) {
	m := &marks{
		ctx: ctx, record: r, layer: verify.NewSecondReading(r.Document, nil),
		failing: map[place]bool{}, proven: map[place]bool{}, disputed: map[figure]bool{},
		cells: map[place]*document.Cell{}, columns: map[string]int{},
	}
	m.checked()
	for i := range r.Tables {
		m.table(&r.Tables[i])
	}
	for i := range r.Facts {
		f := &r.Facts[i]
		if c := m.cells[place{f.TableID, f.Row, f.Column}]; c != nil {
			f.Confidence, f.Doubtful = c.Confidence, c.Doubtful
		}
	}
	for i := range r.Claims {
		m.claim(&r.Claims[i])
	}
	m.projects()
	for i := range r.Indicators {
		m.indicator(&r.Indicators[i])
	}
	for i := range r.Checks {
		m.operands(r.Checks[i].Operands)
	}
	for i := range r.Findings {
		m.operands(r.Findings[i].Evidence)
	}
	for _, w := range m.layer.Warnings() {
		if !slices.Contains(r.Document.Warnings, w) {
			r.Document.Warnings = append(r.Document.Warnings, w)
		}
	}
}

// checked notes what the checks say of figures.
func (m *marks) checked() {
	for i := range m.record.Checks {
		c := &m.record.Checks[i]
		fails := c.Outcome == schema.Inconsistent || c.Outcome == schema.ReadingDisputed
		proves := c.Outcome == schema.Exact && !c.Selected && provesDigits(c)
		for k := range c.Operands {
			o := &c.Operands[k]
			switch at := placeOf(o); {
			case fails && o.Row < 0:
				m.disputed[figure{o.Page, o.Text}] = true
			case fails:
				m.failing[at] = true
			case proves:
				m.proven[at] = true
			}
		}
	}
}

// A column prints its amounts with as many decimals; a point is the mark that
// recognition loses most easily.
const (
	leastAlike = 4   // amounts of a column that tell how many
	mostOthers = 0.2 // share of those that may have another number
)

// usualDecimals is by column how many decimals the recognised amounts of a
// table have.
func (m *marks) usualDecimals(t *schema.Table) map[int]int32 {
	counts := map[int]map[int32]int{}
	all := map[int]int{}
	for k := range t.Cells {
		c := &t.Cells[k]
		if c.Amount == nil || c.Confidence == 0 {
			continue
		}
		if a := amount.Parse(c.Text); a.Kind == amount.Number && !a.Value.IsZero() {
			if counts[c.Column] == nil {
				counts[c.Column] = map[int32]int{}
			}
			counts[c.Column][a.Decimals]++
			all[c.Column]++
		}
	}
	out := map[int]int32{}
	for column, n := range counts {
		for decimals, k := range n {
			if k >= leastAlike && float64(all[column]-k) <= mostOthers*float64(all[column]) {
				out[column] = decimals
			}
		}
	}
	return out
}

func (m *marks) table(t *schema.Table) {
	usual := m.usualDecimals(t)
	for k := range t.Cells {
		c := &t.Cells[k]
		at := place{t.ID, c.Row, c.Column}
		cell := cellOf(m.record, at)
		if cell == nil {
			continue
		}
		m.cells[at], m.columns[t.ID] = cell, max(m.columns[t.ID], c.Column+1)
		switch m.layer.Recognised(m.ctx, cell.Page, cell.Text, cell.Box) {
		case schema.SecondReadingDisputed:
			cell.Doubtful = true
		case schema.SecondReadingAgrees: // two recognitions read the same, right or not as a sum
			cell.Doubtful = false
		default:
			a := amount.Parse(cell.Text)
			decimals, known := usual[c.Column]
			odd := known && c.Amount != nil && !a.Value.IsZero() && a.Decimals != decimals
			cell.Doubtful = m.failing[at] || !m.proven[at] && (odd || !isSure(cell.Text, cell.Digits, cell.Confidence))
		}
		c.Doubtful = cell.Doubtful
		if cell.Repair != nil {
			c.FirstReading = document.Squeeze(cell.Repair.First)
		}
	}
}

// claim marks a statement of a recognised page by the digits of its clause.
func (m *marks) claim(c *schema.Claim) {
	if cell := cellOf(m.record, place{c.Source.TableID, c.Source.Row, c.Source.Column}); cell != nil {
		c.Confidence, c.Doubtful = cell.Confidence, cell.Doubtful || !isSure(cell.Text, cell.Digits, cell.Confidence)
		return
	}
	p := m.page(c.Source.Page)
	if p == nil || c.Source.TableID != "" || c.Source.Block < 0 || c.Source.Block >= len(p.Blocks) {
		return
	}
	b := &p.Blocks[c.Source.Block]
	if b.Confidence == 0 {
		return
	}
	digits := []document.Digit(nil)
	if text := document.Squeeze(b.Text); c.OffsetInText <= len(text) {
		digits = digitsAt(b, text, c.OffsetInText, c.Quote)
	}
	c.Confidence = weakest(digits, b.Confidence)
	c.Doubtful = m.doubts(p, c.Quote, digits, c.Confidence, b.Box) || m.disputed[figure{p.Number, c.Amount.Text}]
}

// weak makes a row as doubtful as a figure of it.
func weak(confidence *float64, doubtful *bool, of float64, doubted bool) {
	if of > 0 && (*confidence == 0 || of < *confidence) {
		*confidence = of
	}
	*doubtful = *doubtful || doubted
}

// projects marks projects by their facts, and by the amounts that their
// paragraphs print.
func (m *marks) projects() {
	facts := map[string][]*schema.Fact{}
	for i := range m.record.Facts {
		if f := &m.record.Facts[i]; f.Project != "" {
			facts[zh.Fold(f.Project)] = append(facts[zh.Fold(f.Project)], f)
		}
	}
	for i := range m.record.Projects {
		p := &m.record.Projects[i]
		for _, f := range facts[zh.Fold(p.Name)] {
			weak(&p.Confidence, &p.Doubtful, f.Confidence, f.Doubtful)
		}
		printed := []schema.Amount{p.Total}
		for _, a := range p.Allocation {
			printed = append(printed, a.Amount)
		}
		for _, s := range p.Sources {
			if s.TableID != "" {
				continue
			}
			for _, a := range printed {
				m.paragraph(p, s, a.Text)
			}
		}
	}
}

// paragraph marks a project by an amount in the first of its paragraphs that
// prints it; they begin at s, and may go on to the next page.
func (m *marks) paragraph(p *schema.Project, s schema.Source, text string) {
	for number, from := s.Page, max(s.Block, 0); text != "" && number <= s.Page+1; number, from = number+1, 0 {
		page := m.page(number)
		if page == nil {
			return
		}
		for k := from; k < len(page.Blocks); k++ {
			b := &page.Blocks[k]
			all := document.Squeeze(b.Text)
			at := strings.Index(all, text)
			if at < 0 || b.Confidence == 0 {
				continue
			}
			digits := digitsAt(b, all, at, text)
			of := weakest(digits, b.Confidence)
			weak(&p.Confidence, &p.Doubtful, of, m.doubts(page, text, digits, of, b.Box))
			return
		}
	}
}

// indicator marks a target by the cells of its line. The sign of a target
// stands alone in its cell and has no digit to be told by.
func (m *marks) indicator(in *schema.Indicator) {
	for column := range m.columns[in.TableID] {
		if cell := m.cells[place{in.TableID, in.Source.Row, column}]; cell != nil && cell.Text != "" {
			sign := document.CountDigits(cell.Text) == 0 && strings.ContainsAny(cell.Text, signs) && cell.Confidence < sure
			weak(&in.Confidence, &in.Doubtful, cell.Confidence, cell.Doubtful || sign)
		}
	}
}

// signs compare a target with what is reached.
const signs = "=＝<>＜＞≤≥≦≧≠"

// doubts says of a text outside tables whether it can be relied on.
func (m *marks) doubts(p *document.Page, text string, digits []document.Digit, confidence float64,
	box document.Box) bool {
	switch m.layer.Recognised(m.ctx, p.Number, text, box) {
	case schema.SecondReadingDisputed:
		return true
	case schema.SecondReadingAgrees:
		return false
	}
	return !isSure(text, digits, confidence)
}

func (m *marks) operands(operands []schema.Operand) {
	for i := range operands {
		o := &operands[i]
		if o.Row < 0 {
			m.figure(o)
		} else if c := m.cells[placeOf(o)]; c != nil {
			o.Confidence, o.Doubtful = c.Confidence, c.Doubtful
		}
	}
}

// figure marks a figure of a sentence by the digits that stand in its box.
func (m *marks) figure(o *schema.Operand) {
	p := m.page(o.Page)
	if p == nil || o.Box.IsZero() {
		return
	}
	for i := range p.Blocks {
		b := &p.Blocks[i]
		if b.Confidence == 0 || !b.Box.Contains((o.Box.X0+o.Box.X1)/2, (o.Box.Y0+o.Box.Y1)/2) {
			continue
		}
		digits := within(b, o.Box)
		o.Confidence = weakest(digits, b.Confidence)
		o.Doubtful = m.doubts(p, o.Text, digits, o.Confidence, o.Box) || m.disputed[figure{o.Page, o.Text}]
		return
	}
}

// page is a page that was recognised; nil for others.
func (m *marks) page(number int) *document.Page {
	for i := range m.record.Document.Pages {
		if p := &m.record.Document.Pages[i]; p.Number == number && p.Status == document.PageOCR {
			return p
		}
	}
	return nil
}

// within are the digits of a block that stand in a box; nil if their places are
// not known.
func within(b *document.Block, box document.Box) (out []document.Digit) {
	if len(b.Digits) != document.CountDigits(b.Text) {
		return nil
	}
	character, digit := 0, 0
	for _, r := range b.Text {
		if document.IsDigit(r) {
			if character < len(b.Places) {
				if at := b.Places[character].Box(); box.Contains((at.X0+at.X1)/2, (at.Y0+at.Y1)/2) {
					out = append(out, b.Digits[digit])
				}
			}
			digit++
		}
		character++
	}
	return out
}

// digitsAt are the digits of a part of a block's squeezed text, from an offset
// in it; nil if they are not told apart.
func digitsAt(b *document.Block, text string, offset int, part string) []document.Digit {
	if len(b.Digits) != document.CountDigits(text) {
		return nil
	}
	from := document.CountDigits(text[:offset])
	return b.Digits[from:min(from+document.CountDigits(part), len(b.Digits))]
}

// weakest is the probability of the digit that is most likely another, or
// otherwise if there is none.
func weakest(digits []document.Digit, otherwise float64) float64 {
	if len(digits) == 0 {
		return otherwise
	}
	return slices.MinFunc(digits, func(a, b document.Digit) int {
		if a.Probability < b.Probability {
			return -1
		}
		return 1
	}).Probability
}

// provesDigits: a sum of money that is exact, with nothing that rounding could
// hide, leaves no digit of its figures open. A share or a rate does, and so do
// two figures that are equal: the same type is misread in the same way.
func provesDigits(c *schema.Check) bool {
	_, money := amount.Unit(c.Unit).Exponent()
	told := 0
	for i := range c.Operands {
		if a := amount.Parse(c.Operands[i].Text); a.Kind == amount.Number && !a.Value.IsZero() {
			told++
		}
	}
	return money && c.Difference.IsZero() && told > 2
}

// isSure reports a recognised text none of whose digits may well be another.
// Where its digits are not told apart, all of it has to be sure.
func isSure(text string, digits []document.Digit, confidence float64) bool {
	n := document.CountDigits(text)
	if n == 0 {
		return true
	}
	if len(digits) != n {
		return confidence >= sure
	}
	return !slices.ContainsFunc(digits, func(d document.Digit) bool { return d.Probability < sure })
}
