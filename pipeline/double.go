package pipeline

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/reread"
	"github.com/yusuan/yusuan/schema"
)

// DoubleRead says which numbers of a PDF are read a second time, by a reader
// that has nothing in common with the first. Other formats say what their
// characters are; there is nothing to misread.
type DoubleRead string

const (
	DoubleReadErrors DoubleRead = "errors" // those behind findings of severity error; also the empty value
	DoubleReadAll    DoubleRead = "all"    // every number of every page, to tell how far the readings agree
	DoubleReadOff    DoubleRead = "off"
)

const (
	nearby = 3.0 // points by which two readers may differ on a place

	// A second reading that misses more of a page than one number and this
	// share says more of itself than of the page.
	missedShare = 0.2
)

// readTwice holds the numbers of a record against a second reading of the
// bytes it was read from. A finding whose numbers are disputed accuses nobody
// any more; one that could not be read twice stands, and says so. The error is that ctx is done or a
// limit of its budget is met.
func readTwice(ctx context.Context, mode DoubleRead, record *schema.Record, data []byte, password string) error {
	var accusing []*schema.Finding
	for i := range record.Findings {
		if f := &record.Findings[i]; f.Severity == schema.SeverityError {
			accusing = append(accusing, f)
		}
	}
	if mode == DoubleReadOff || record.Document == nil || mode != DoubleReadAll && len(accusing) == 0 {
		return nil
	}
	s := secondReading{ctx: ctx, document: record.Document, first: sightings(record.Document), pages: map[int]*rereadPage{}}
	if record.Document.Format == document.PDF {
		var err error
		if s.reader, err = reread.Open(ctx, data, password); err != nil {
			s.warn(0, err)
		}
	}
	if mode == DoubleReadAll && s.reader != nil {
		record.SecondReading = s.agreement()
	}
	for _, f := range accusing {
		if ctx.Err() != nil {
			break
		}
		s.judge(f)
	}
	return budget.Done(ctx)
}

type secondReading struct {
	ctx      context.Context
	document *document.Document
	reader   *reread.Reader // nil if there can be no second reading
	first    map[int][]sighting
	pages    map[int]*rereadPage // as far as they were asked for
}

// rereadPage is a page as it was read the second time.
type rereadPage struct {
	reread.Page
	height  float64
	settled bool
	agreed  int  // numbers of the first reading that it has too
	usable  bool // it knows the page well enough to contradict the first
}

// sighting is a number of the first reading and the box of what it stands in.
type sighting struct {
	text string
	box  document.Box
}

// sightings are the numbers of the first reading by page.
func sightings(d *document.Document) map[int][]sighting {
	out := map[int][]sighting{}
	add := func(page int, text string, box document.Box) {
		for _, n := range document.Numbers(text) {
			out[page] = append(out[page], sighting{n, box})
		}
	}
	for i := range d.Pages {
		for _, b := range d.Pages[i].Blocks {
			add(d.Pages[i].Number, b.Text, b.Box)
		}
	}
	for i := range d.Tables {
		for _, rows := range [][][]document.Cell{d.Tables[i].Cells, d.Tables[i].Repeated} {
			for _, row := range rows {
				for _, c := range row {
					add(c.Page, c.Text, c.Box)
				}
			}
		}
	}
	return out
}

// page reads a page the second time, once; nil if it has no text to read.
func (s *secondReading) page(number int) *rereadPage {
	if p, ok := s.pages[number]; ok {
		return p
	}
	s.pages[number] = nil
	at := slices.IndexFunc(s.document.Pages, func(p document.Page) bool { return p.Number == number })
	if s.reader == nil || at < 0 || s.document.Pages[at].Status != document.PageText {
		return nil
	}
	read, err := s.reader.Page(s.ctx, number)
	if err != nil {
		s.warn(number, err)
		return nil
	}
	p := &rereadPage{Page: read, height: s.document.Pages[at].Height}
	s.pages[number] = p
	return p
}

// settle holds the numbers of a page against its second reading, once; nil if
// there is none that can contradict the first.
func (s *secondReading) settle(number int) *rereadPage {
	p := s.page(number)
	if p == nil {
		return nil
	}
	if !p.settled {
		p.settled = true
		taken := make([]bool, len(p.Numbers))
		for _, n := range s.first[number] {
			if s.compare(number, n, taken).agrees {
				p.agreed++
			}
		}
		missed := len(s.first[number]) - p.agreed
		p.usable = missed <= 1 || float64(missed) <= missedShare*float64(len(s.first[number]))
		if !p.usable {
			s.warn(number, fmt.Errorf("it has only %d of %d numbers", p.agreed, len(s.first[number])))
		}
	}
	if !p.usable {
		return nil
	}
	return p
}

func (s *secondReading) warn(page int, err error) {
	s.document.Warnings = append(s.document.Warnings, document.Warning{
		Page: page, Code: "not_read_twice", Message: "there is no second reading to hold against the first: " + err.Error(),
	})
}

// agreement reads all pages.
func (s *secondReading) agreement() schema.SecondReading {
	var out schema.SecondReading
	for i := range s.document.Pages {
		number := s.document.Pages[i].Number
		out.Numbers += len(s.first[number])
		s.settle(number)
		if p := s.pages[number]; p != nil {
			out.Pages++
			out.Agreeing += p.agreed
		}
	}
	return out
}

// judge reads the numbers behind a finding again.
func (s *secondReading) judge(f *schema.Finding) {
	missing := false
	var zh, en []string
	for _, o := range f.Evidence {
		for _, n := range document.Numbers(o.Text) {
			if s.document.Format == document.PDF && (o.Page == 0 || o.Box.IsZero()) {
				continue // counted or summed up by the rule: it is printed nowhere
			}
			if f.SecondReading == "" {
				f.SecondReading = schema.SecondReadingAgrees
			}
			if s.settle(o.Page) == nil {
				missing = true
				continue
			}
			switch c := s.operand(&o, n); {
			case c.agrees:
			case c.unreadable:
				missing = true
			default:
				zh = append(zh, fmt.Sprintf("第%d页“%s”，第二次读取该处为%s", o.Page, n, listed(c.instead, "“", "”", "、", "无数字")))
				en = append(en, fmt.Sprintf("“%s” on page %d, where the second reading has %s", n, o.Page, listed(c.instead, "“", "”", ", ", "no number")))
			}
		}
	}
	switch {
	case len(zh) > 0:
		f.SecondReading, f.Outcome, f.Severity = schema.SecondReadingDisputed, schema.ReadingDisputed, schema.SeverityNotice
		f.MessageZH += "两次读取不一致：" + strings.Join(zh, "；") + "。请核对原件。"
		f.MessageEN += " The two readings of the document differ: " + strings.Join(en, "; ") + ". Look at the original."
	case missing:
		f.SecondReading = schema.SecondReadingNotMade
	}
}

// operand looks for a number of an operand. That of a table stands in its
// cell; for the narrative the box may be that of the heading of its section.
func (s *secondReading) operand(o *schema.Operand, number string) comparison {
	c := s.compare(o.Page, sighting{number, o.Box}, nil)
	if c.agrees || o.Row >= 0 {
		return c
	}
	known := false
	for page := o.Page; page <= o.Page+1; page++ {
		if s.page(page) != nil && s.compare(page, sighting{text: number}, nil).agrees {
			return comparison{agrees: true}
		}
		known = known || slices.ContainsFunc(s.first[page], func(n sighting) bool { return plainNumber(n.text) == plainNumber(number) })
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

// comparison of a number with the second reading of its place.
type comparison struct {
	agrees     bool
	unreadable bool     // glyphs there mean nothing to the second reading
	instead    []string // what it has there
}

// compare looks for a number where the first reading has it. taken, if given,
// are numbers of the page that were found for others before.
func (s *secondReading) compare(number int, n sighting, taken []bool) comparison {
	p := s.pages[number]
	around := document.Box{X1: math.Inf(1), Y1: math.Inf(1)}
	if !n.box.IsZero() {
		around = document.Box{X0: n.box.X0 - nearby, Y0: n.box.Y0 - nearby, X1: n.box.X1 + nearby, Y1: n.box.Y1 + nearby}
	}
	c := p.look(n.text, around, taken)
	if c.agrees || n.box.Y1 < 0.6*p.height {
		return c
	}
	// Paragraphs and rows that a page break has cut stand where they begin.
	if next := s.page(number + 1); next != nil {
		if over := next.look(n.text, document.Box{X1: math.Inf(1), Y1: next.height / 2}, nil); over.agrees {
			return over
		}
	}
	return c
}

// look finds a number in a part of the page, in one piece or in several: a
// narrow cell breaks a number over its lines.
func (p *rereadPage) look(text string, around document.Box, taken []bool) comparison {
	want := plainNumber(text)
	var there []string
	agreed := false
	for i := range p.Numbers {
		x, y := middle(p.Numbers[i].Box)
		if !around.Contains(x, y) {
			continue
		}
		there = append(there, p.Numbers[i].Text)
		if plainNumber(p.Numbers[i].Text) != want || taken != nil && taken[i] || agreed {
			continue
		}
		agreed = true
		if taken != nil {
			taken[i] = true
		}
	}
	if agreed || broken(want, there) {
		return comparison{agrees: true}
	}
	unreadable := slices.ContainsFunc(p.Unreadable, func(b document.Box) bool { return around.Contains(middle(b)) })
	return comparison{unreadable: unreadable, instead: there}
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
