package verify

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

const (
	nearby = 3.0 // points by which two readers may differ on a place

	// A second reading that misses more of a page than one number and this
	// share says more of itself than of the page.
	missedShare = 0.2
	// An invisible text that came with a scan is expected to have more mistakes;
	// one that misses more than this share is of another page, or of no use.
	layerMissedShare = 0.5

	// mostCompared is how many numbers are held against each other for one
	// document: a page of 500 numbers takes 250,000.
	mostCompared = 200_000_000
)

// SecondReader reads the numbers of a page again and has nothing in common
// with the reader that read it first.
type SecondReader interface {
	Page(ctx context.Context, number int) (SecondPage, error)
}

// SecondPage is what a second reader has of a page.
type SecondPage struct {
	Numbers []PlacedNumber
	// Unreadable are glyphs whose meaning the file does not tell; they may be
	// digits.
	Unreadable []document.Box
}

// PlacedNumber is a numeric token and the box of what it stands in.
type PlacedNumber struct {
	Text string
	Box  document.Box
}

// SecondReading holds the numbers of a document against a second reading of
// the bytes it was read from.
type SecondReading struct {
	document *document.Document
	open     func(context.Context) (SecondReader, error)
	started  bool
	reader   SecondReader           // nil if there can be no second reading
	first    map[int][]PlacedNumber // numbers of the first reading by page
	pages    map[int]*secondPage    // as far as they were asked for
	warnings []document.Warning
	compared int

	corrected []*document.Cell // what people read from the page
}

// NewSecondReading is a second reading of a document. open opens its bytes when
// the first number is asked for; it is nil where characters say what they are,
// so that there is nothing to read twice. Of a picture that was recognised the
// second reading is the invisible text that its file lays over it, if it does.
func NewSecondReading(d *document.Document, open func(context.Context) (SecondReader, error)) *SecondReading {
	return &SecondReading{document: d, open: open, pages: map[int]*secondPage{}, corrected: correctedCells(d)}
}

// Warnings are why pages could not be read twice.
func (s *SecondReading) Warnings() []document.Warning { return s.warnings }

// secondPage is a page as it was read the second time.
type secondPage struct {
	SecondPage
	plain   []string // its numbers
	height  float64
	layer   bool // it is the invisible text of a picture
	settled bool
	agreed  int  // numbers of the first reading that it has too
	usable  bool // it knows the page well enough to contradict the first
}

func placedNumbers(d *document.Document) map[int][]PlacedNumber {
	out := map[int][]PlacedNumber{}
	add := func(page int, text string, box document.Box) {
		for _, n := range document.Numbers(text) {
			out[page] = append(out[page], PlacedNumber{n, box})
		}
	}
	for i := range d.Pages {
		for _, b := range d.Pages[i].Blocks {
			add(d.Pages[i].Number, b.Text, b.Box)
		}
	}
	for i := range d.Tables {
		for _, row := range slices.Concat(d.Tables[i].Cells, d.Tables[i].Repeated) {
			for _, c := range row {
				add(c.Page, c.Text, c.Box)
			}
		}
	}
	return out
}

// start opens the document, once.
func (s *SecondReading) start(ctx context.Context) {
	if s.started {
		return
	}
	s.started, s.first = true, placedNumbers(s.document)
	if s.open == nil {
		return
	}
	reader, err := s.open(ctx)
	if err != nil {
		s.warn(0, err)
		return
	}
	s.reader = reader
}

// page reads a page the second time, once; nil if it has no text to read.
func (s *SecondReading) page(ctx context.Context, number int) *secondPage {
	if p, ok := s.pages[number]; ok {
		return p
	}
	s.start(ctx)
	s.pages[number] = nil
	at := slices.IndexFunc(s.document.Pages, func(p document.Page) bool { return p.Number == number })
	if at < 0 {
		return nil
	}
	page := &s.document.Pages[at]
	var read SecondPage
	switch {
	case page.Status == document.PageText && s.reader != nil:
		var err error
		if read, err = s.reader.Page(ctx, number); err != nil {
			s.warn(number, err)
			return nil
		}
	case page.Status == document.PageOCR && len(page.Layer) > 0:
		for _, w := range page.Layer {
			for _, n := range document.Numbers(w.Text) {
				read.Numbers = append(read.Numbers, PlacedNumber{n, w.Box})
			}
		}
	default:
		return nil
	}
	p := &secondPage{
		SecondPage: read, height: page.Height, layer: page.Status == document.PageOCR,
		plain: make([]string, len(read.Numbers)),
	}
	for i := range read.Numbers {
		p.plain[i] = plainNumber(read.Numbers[i].Text)
	}
	s.pages[number] = p
	return p
}

// settle holds the numbers of a page against its second reading, once; nil if
// there is none that can contradict the first.
func (s *SecondReading) settle(ctx context.Context, number int) *secondPage {
	p := s.page(ctx, number)
	if p == nil {
		return nil
	}
	if !p.settled {
		p.settled = true
		taken := make([]bool, len(p.Numbers))
		for _, n := range s.first[number] {
			if s.compare(ctx, number, n, taken).agrees {
				p.agreed++
			}
		}
		missed := len(s.first[number]) - p.agreed
		share := missedShare
		if p.layer {
			share = layerMissedShare
		}
		p.usable = missed <= 1 || float64(missed) <= share*float64(len(s.first[number]))
		if !p.usable {
			s.warn(number, fmt.Errorf("it has only %d of %d numbers", p.agreed, len(s.first[number])))
		}
	}
	if !p.usable {
		return nil
	}
	return p
}

func (s *SecondReading) warn(page int, err error) {
	s.warnings = append(s.warnings, document.Warning{
		Page: page, Code: "not_read_twice", Message: "there is no second reading to hold against the first: " +
			err.Error(),
	})
}

// Agreement reads all pages and says how far the readings agree; nothing
// where there is no second one.
func (s *SecondReading) Agreement(ctx context.Context) schema.SecondReading {
	var out schema.SecondReading
	if s.start(ctx); s.reader == nil {
		return out
	}
	for i := range s.document.Pages {
		number := s.document.Pages[i].Number
		out.Numbers += len(s.first[number])
		s.settle(ctx, number)
		if p := s.pages[number]; p != nil {
			out.Pages++
			out.Agreeing += p.agreed
		}
	}
	return out
}

// verdict is what a second reading says of the numbers behind a finding.
type verdict struct {
	outcome schema.SecondReadingOutcome // empty where no printed number is behind it
	words   Text                        // what is disputed, to follow the message of the finding
}

// ofOperands reads the numbers of operands again. One number that is disputed
// disputes them all; without a second reading there is no verdict.
func (s *SecondReading) ofOperands(ctx context.Context, operands []schema.Operand) verdict {
	var v verdict
	missing := false
	var zh, en []string
	for i := range operands {
		o := &operands[i]
		for _, n := range document.Numbers(o.Text) {
			if s.open != nil && (o.Page == 0 || o.Box.IsZero()) {
				continue // counted or summed up by the rule: it is printed nowhere
			}
			v.outcome = schema.SecondReadingAgrees
			if s.seen(o.Page, n, o.Box) {
				continue
			}
			if s.settle(ctx, o.Page) == nil {
				missing = true
				continue
			}
			switch c := s.operand(ctx, o, n); {
			case c.agrees:
			case c.unreadable:
				missing = true
			default:
				zh = append(zh, fmt.Sprintf("第%d页“%s”，第二次读取该处为%s", o.Page, n, listed(c.instead, "“", "”", "、", "无数字")))
				en = append(en, fmt.Sprintf("“%s” on page %d, where the second reading has %s", n, o.Page,
					listed(c.instead, "“", "”", ", ", "no number")))
			}
		}
	}
	switch {
	case len(zh) > 0:
		v.outcome = schema.SecondReadingDisputed
		v.words = Text{
			"两次读取不一致：" + strings.Join(zh, "；") + "。请核对原件。",
			" The two readings of the document differ: " + strings.Join(en, "; ") + ". Look at the original.",
		}
	case missing:
		v.outcome = schema.SecondReadingNotMade
	}
	return v
}

// seen reports a number that a person put right, who looked at the page: no
// program's reading disputes that.
func (s *SecondReading) seen(page int, number string, box document.Box) bool {
	return slices.ContainsFunc(s.corrected, func(c *document.Cell) bool {
		return c.Page == page && c.Box == box && slices.ContainsFunc(document.Numbers(c.Text),
			func(n string) bool { return plainNumber(n) == plainNumber(number) })
	})
}

// correctedCells are those that a person put right.
func correctedCells(d *document.Document) (out []*document.Cell) {
	for i := range d.Tables {
		for _, row := range d.Tables[i].Cells {
			for j := range row {
				if row[j].Correction != nil {
					out = append(out, &row[j])
				}
			}
		}
	}
	return out
}

// Recognised says what the invisible text that a scan's file lays over it has
// where a text was recognised. It is empty where nothing can be said: there is
// no such text, it has no number at the place, or none is asked for.
func (s *SecondReading) Recognised(ctx context.Context, page int, text string,
	box document.Box) schema.SecondReadingOutcome {
	numbers := document.Numbers(text)
	if len(numbers) == 0 || box.IsZero() {
		return ""
	}
	if p := s.settle(ctx, page); p == nil || !p.layer {
		return ""
	}
	agrees := true
	for _, n := range numbers {
		c := s.compare(ctx, page, PlacedNumber{n, box}, nil)
		if !c.agrees && len(c.instead) > 0 {
			return schema.SecondReadingDisputed
		}
		agrees = agrees && c.agrees
	}
	if !agrees {
		return ""
	}
	return schema.SecondReadingAgrees
}

// operand looks for a number of an operand. That of a table stands in its
// cell; for the narrative the box may be that of the heading of its section.
func (s *SecondReading) operand(ctx context.Context, o *schema.Operand, number string) secondLook {
	c := s.compare(ctx, o.Page, PlacedNumber{number, o.Box}, nil)
	if c.agrees || o.Row >= 0 {
		return c
	}
	known := false
	for page := o.Page; page <= o.Page+1; page++ {
		if s.page(ctx, page) != nil && s.compare(ctx, page, PlacedNumber{Text: number}, nil).agrees {
			return secondLook{agrees: true}
		}
		known = known ||
			slices.ContainsFunc(s.first[page],
				func(n PlacedNumber) bool { return plainNumber(n.Text) == plainNumber(number) })
	}
	c.unreadable = c.unreadable || !known // the first reading has it elsewhere
	return c
}

// longestInstead is how many numbers of a place are told.
const longestInstead = 5

func listed(texts []string, open, end, between, none string) string {
	if len(texts) == 0 {
		return none
	}
	more := ""
	if len(texts) > longestInstead {
		texts, more = texts[:longestInstead], "…"
	}
	return open + strings.Join(texts, end+between+open) + end + more
}

// secondLook is a number held against the second reading of its place.
type secondLook struct {
	agrees     bool
	unreadable bool     // glyphs there mean nothing to the second reading
	instead    []string // what it has there
}

// lowerPart is the part of a page, from its top, below which a paragraph or
// a row may run on over the page break.
const lowerPart = 0.6

// compare looks for a number where the first reading has it. taken, if given,
// are numbers of the page that were found for others before.
func (s *SecondReading) compare(ctx context.Context, number int, n PlacedNumber, taken []bool) secondLook {
	p := s.pages[number]
	if s.compared += len(p.Numbers); s.compared > mostCompared || ctx.Err() != nil {
		return secondLook{unreadable: true}
	}
	around := document.Box{X1: math.Inf(1), Y1: math.Inf(1)}
	if !n.Box.IsZero() {
		around = document.Box{X0: n.Box.X0 - nearby, Y0: n.Box.Y0 - nearby, X1: n.Box.X1 + nearby, Y1: n.Box.Y1 +
			nearby}
	}
	c := p.look(n.Text, around, taken)
	if c.agrees || n.Box.Y1 < lowerPart*p.height {
		return c
	}
	// Paragraphs and rows that a page break has cut stand where they begin.
	if next := s.page(ctx, number+1); next != nil {
		if over := next.look(n.Text, document.Box{X1: math.Inf(1), Y1: next.height / 2}, nil); over.agrees {
			return over
		}
	}
	return c
}

// look finds a number in a part of the page, in one piece or in several: a
// narrow cell breaks a number over its lines.
func (p *secondPage) look(text string, around document.Box, taken []bool) secondLook {
	want := plainNumber(text)
	var there []string
	agreed := false
	for i := range p.Numbers {
		x, y := middle(p.Numbers[i].Box)
		if !around.Contains(x, y) {
			continue
		}
		there = append(there, p.Numbers[i].Text)
		if p.plain[i] != want || taken != nil && taken[i] || agreed {
			continue
		}
		agreed = true
		if taken != nil {
			taken[i] = true
		}
	}
	if agreed || broken(want, there) {
		return secondLook{agrees: true}
	}
	unreadable := slices.ContainsFunc(p.Unreadable, func(b document.Box) bool { return around.Contains(middle(b)) })
	return secondLook{unreadable: unreadable, instead: there}
}

func middle(b document.Box) (x, y float64) { return (b.X0 + b.X1) / 2, (b.Y0 + b.Y1) / 2 }

// plainNumber is a number without its thousands separators and in ASCII.
func plainNumber(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == ',' || r == '，':
			return -1
		case r == '．':
			return '.'
		}
		return r
	}, text)
}

// mostPieces is over how many lines a cell breaks a number.
const mostPieces = 4

// broken reports that pieces that follow each other make the number. The point
// may be lost between them.
func broken(want string, pieces []string) bool {
	digits := strings.ReplaceAll(want, ".", "")
	for i := range pieces {
		joined := ""
		for k := i; k < len(pieces) && k-i < mostPieces; k++ {
			joined += strings.ReplaceAll(plainNumber(pieces[k]), ".", "")
			if k > i && joined == digits {
				return true
			}
		}
	}
	return false
}
