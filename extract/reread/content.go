package reread

import (
	"context"
	"errors"
	"fmt"
	"math"

	pdf "github.com/ledongthuc/pdf"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
)

// glyph is one drawn glyph on the displayed page.
type glyph struct {
	text string // empty if the file does not tell
	box  document.Box
	// Where its line of writing begins and ends for it, along the direction
	// of writing, and how far that line is from the origin across it.
	from, to, across float64
	direction        int     // of writing, in degrees clockwise
	size             float64 // of an em in points
}

// state is what q keeps and Q brings back.
type state struct {
	ctm                                      matrix
	font                                     *font
	size, scale, charSpace, wordSpace, leads float64
	rise                                     float64
	mode                                     int64 // of text rendering
}

// content draws one page.
type content struct {
	reader    *Reader
	ctx       context.Context
	view      view
	state     state
	saved     []state
	marks     []bool // of marked content that is open: it is in a layer that is off
	hidden    int    // of them that are
	text      matrix // of the next glyph
	line      matrix // of the beginning of the line
	operators int
	glyphs    []glyph
}

// program is what is being executed: the page or a form.
type program struct {
	resources pdf.Value        // what its names refer to
	fonts     map[string]*font // those used; the library would read their objects each time
	hidden    map[string]bool  // by name, whether its layer is off
	depth     int
}

func (p *program) inHidden(off layers, name string) bool {
	hidden, ok := p.hidden[name]
	if !ok {
		hidden = off.hides(p.resources.Key("Properties"), name)
		p.hidden[name] = hidden
	}
	return hidden
}

func (p *program) font(r *Reader, name string) *font {
	f, ok := p.fonts[name]
	if !ok {
		f = r.font(p.resources.Key("Font").Key(name))
		p.fonts[name] = f
	}
	return f
}

// run executes operators with the resources their names refer to.
func (c *content) run(operators []byte, resources pdf.Value, depth int) {
	if len(operators) == 0 {
		return
	}
	if err := budget.Charge(c.ctx, budget.Bytes, len(operators)); err != nil {
		panic(err)
	}
	if depth > maxDepth {
		panic(fmt.Errorf("%w: forms within forms", document.ErrTooLarge))
	}
	kept, saved, marks := c.state, len(c.saved), len(c.marks)
	p := &program{resources: resources, fonts: map[string]*font{}, hidden: map[string]bool{}, depth: depth}
	interpret(withoutImages(operators), func(stack *pdf.Stack, op string, _ pdf.Value) {
		if c.operators++; c.operators > maxOperators {
			panic(fmt.Errorf("%w: operators of a page", document.ErrTooLarge))
		}
		if c.operators%1024 == 0 {
			if err := budget.Charge(c.ctx, budget.Work, 1024*operatorWork); err != nil {
				panic(err)
			}
		}
		args := make([]pdf.Value, stack.Len())
		for i := len(args) - 1; i >= 0; i-- {
			args[i] = stack.Pop()
		}
		if op == "Q" && len(c.saved) <= saved {
			return // what was kept outside is not for this program to bring back
		}
		if op == "EMC" && len(c.marks) <= marks {
			return
		}
		c.operator(op, args, p)
	})
	c.state, c.saved = kept, c.saved[:saved]
	for len(c.marks) > marks {
		c.unmark()
	}
}

// mark begins marked content, in a layer that is off or not, and unmark ends it.
func (c *content) mark(off bool) {
	if c.marks = append(c.marks, off); off {
		c.hidden++
	}
}

func (c *content) unmark() {
	last := len(c.marks) - 1
	if c.marks[last] {
		c.hidden--
	}
	c.marks = c.marks[:last]
}

// arity is how many operands an operator needs; those not listed need none or
// are not ours.
var arity = map[string]int{
	"cm": 6, "Tf": 2, "Td": 2, "TD": 2, "Tm": 6, "Tj": 1, "TJ": 1, "'": 1, "\"": 3,
	"Tc": 1, "Tw": 1, "Tz": 1, "TL": 1, "Ts": 1, "Tr": 1, "Do": 1, "gs": 1,
	"BDC": 2,
}

func (c *content) operator(op string, args []pdf.Value, p *program) {
	if len(args) < arity[op] {
		return
	}
	// More operands than needed are left over from before.
	args = args[len(args)-arity[op]:]
	number := func(i int) float64 { return args[i].Float64() }
	s := &c.state
	switch op {
	case "q":
		if len(c.saved) >= maxOperators/1000 {
			panic(fmt.Errorf("%w: states kept", document.ErrTooLarge))
		}
		c.saved = append(c.saved, *s)
	case "Q":
		*s, c.saved = c.saved[len(c.saved)-1], c.saved[:len(c.saved)-1]
	case "cm":
		s.ctm = matrix{number(0), number(1), number(2), number(3), number(4), number(5)}.then(s.ctm)
	case "gs":
		if f := p.resources.Key("ExtGState").Key(args[0].Name()).Key("Font"); f.Len() == 2 {
			s.font, s.size = c.reader.font(f.Index(0)), f.Index(1).Float64()
		}
	case "BT":
		c.text, c.line = identity, identity
	case "Tf":
		s.font, s.size = p.font(c.reader, args[0].Name()), number(1)
	case "Tc":
		s.charSpace = number(0)
	case "Tw":
		s.wordSpace = number(0)
	case "Tz":
		s.scale = number(0) / 100
	case "TL":
		s.leads = number(0)
	case "Ts":
		s.rise = number(0)
	case "Tr":
		s.mode = args[0].Int64()
	case "Td":
		c.move(number(0), number(1))
	case "TD":
		s.leads = -number(1)
		c.move(number(0), number(1))
	case "Tm":
		c.line = matrix{number(0), number(1), number(2), number(3), number(4), number(5)}
		c.text = c.line
	case "T*":
		c.move(0, -s.leads)
	case "Tj":
		c.show(args[0].RawString())
	case "'":
		c.move(0, -s.leads)
		c.show(args[0].RawString())
	case "\"":
		s.wordSpace, s.charSpace = number(0), number(1)
		c.move(0, -s.leads)
		c.show(args[2].RawString())
	case "TJ":
		for i := range args[0].Len() {
			switch v := args[0].Index(i); v.Kind() {
			case pdf.String:
				c.show(v.RawString())
			case pdf.Integer, pdf.Real:
				c.advance(-v.Float64() / 1000 * s.size)
			}
		}
	case "Do":
		x := p.resources.Key("XObject").Key(args[0].Name())
		if x.Key("Subtype").Name() == "Form" && !c.reader.off.hides(x, "OC") {
			c.form(x, identity, p.resources, p.depth)
		}
	case "BMC":
		c.mark(false)
	case "BDC":
		c.mark(args[0].Name() == "OC" && p.inHidden(c.reader.off, args[1].Name()))
	case "EMC":
		c.unmark()
	}
}

// form draws a form; place comes after its own matrix.
func (c *content) form(x pdf.Value, place matrix, resources pdf.Value, depth int) {
	if own := x.Key("Resources"); own.Kind() == pdf.Dict {
		resources = own
	}
	kept, text, line := c.state, c.text, c.line
	c.state.ctm = matrixOf(x.Key("Matrix")).then(place).then(c.state.ctm)
	c.run(decoded(x), resources, depth+1)
	c.state, c.text, c.line = kept, text, line
}

// annotations draws those that show text of their own, such as the fields of a
// form, as viewers do: the box of the appearance fills the rectangle.
func (c *content) annotations(list pdf.Value) {
	for i := range list.Len() {
		a := list.Index(i)
		switch a.Key("Subtype").Name() {
		case "FreeText", "Stamp", "Widget":
		default:
			continue
		}
		const hidden, notShown = 1 << 1, 1 << 5
		if a.Key("F").Int64()&(hidden|notShown) != 0 || c.reader.off.hides(a, "OC") {
			continue
		}
		look := a.Key("AP").Key("N")
		if look.Kind() == pdf.Dict {
			look = look.Key(a.Key("AS").Name())
		}
		if look.Kind() != pdf.Stream {
			continue
		}
		drawn, rect := matrixOf(look.Key("Matrix")).rect(boxOf(look.Key("BBox"))), boxOf(a.Key("Rect"))
		if drawn.Width() <= 0 || drawn.Height() <= 0 {
			continue
		}
		x, y := rect.Width()/drawn.Width(), rect.Height()/drawn.Height()
		c.form(look, matrix{x, 0, 0, y, rect.X0 - drawn.X0*x, rect.Y0 - drawn.Y0*y}, pdf.Value{}, 0)
	}
}

func (c *content) move(x, y float64) {
	c.line = matrix{1, 0, 0, 1, x, y}.then(c.line)
	c.text = c.line
}

// advance moves on along the line of writing, by points of unscaled text.
func (c *content) advance(by float64) {
	if c.state.font != nil && c.state.font.vertical {
		c.text = matrix{1, 0, 0, 1, 0, by}.then(c.text)
	} else {
		c.text = matrix{1, 0, 0, 1, by * c.state.scale, 0}.then(c.text)
	}
}

// Text of these modes is not seen: neither filled nor stroked.
const (
	modeInvisible = 3
	modeClip      = 7
)

// A digit reaches from the line of writing to about here, in ems.
const digitHeight = 0.7

func (c *content) show(codes string) {
	s := &c.state
	f := s.font
	if f == nil {
		if codes != "" {
			panic(errors.New("text without a font"))
		}
		return
	}
	for codes != "" {
		code, n := f.next(codes)
		space := n == 1 && codes[0] == ' '
		codes = codes[n:]
		width := f.width(code, n) // of an em
		if s.mode != modeInvisible && s.mode != modeClip && c.hidden == 0 {
			c.draw(f.text(code, n), width)
		}
		by := width * s.size
		if f.vertical {
			by = -s.size
		}
		by += s.charSpace
		if space {
			by += s.wordSpace
		}
		c.advance(by)
	}
}

// draw keeps a glyph a reader of the page can see.
func (c *content) draw(text string, width float64) {
	s := &c.state
	place := matrix{s.size * s.scale, 0, 0, s.size, 0, s.rise}.then(c.text).then(s.ctm).then(c.view.matrix)
	left, right := 0.0, width
	bottom, top := 0.0, digitHeight
	if s.font.vertical { // the place is the middle of the upper edge
		left, right = -width/2, width/2
		bottom, top = -0.9, -0.9+digitHeight
	}
	g := glyph{text: text, box: place.rect(document.Box{X0: left, Y0: bottom, X1: right, Y1: top})}
	x, y := (g.box.X0+g.box.X1)/2, (g.box.Y0+g.box.Y1)/2
	if !(x >= 0 && y >= 0 && x <= c.view.width && y <= c.view.height) { // also what is no number
		return
	}
	g.size = math.Hypot(place.c, place.d)
	if g.size < 0.1 { // nobody can read it
		return
	}
	x0, y0 := place.point(left, bottom)
	x1, y1 := place.point(right, bottom)
	dx, dy := place.a, place.b
	if length := math.Hypot(dx, dy); length > 0 {
		dx, dy = dx/length, dy/length
	}
	g.from, g.to, g.across = x0*dx+y0*dy, x1*dx+y1*dy, y0*dx-x0*dy
	g.direction = int(math.Round(math.Atan2(dy, dx)*180/math.Pi)+360) % 360
	if c.glyphs = append(c.glyphs, g); len(c.glyphs) > maxGlyphs {
		panic(fmt.Errorf("%w: glyphs of a page", document.ErrTooLarge))
	}
}
