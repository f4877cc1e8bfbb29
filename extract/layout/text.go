package layout

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/compose"
)

// unreadable stands for a glyph whose meaning the file does not tell.
const unreadable = "\ufffd"

// run is a piece of one line as it was drawn in one go: glyphs side by side
// without a gap. Table cells that stand close together are still runs of
// their own as long as the producer drew them apart.
type run struct {
	glyphs []*Glyph
	box    document.Box
	order  int
	said   string // see text
}

func (r *run) mid() (x, y float64) {
	return (r.box.X0 + r.box.X1) / 2, (r.box.Y0 + r.box.Y1) / 2
}

func (r *run) size() float64 { return r.glyphs[0].Size }

// text of a run, put together when it is first asked for: the stages all ask.
func (r *run) text() string {
	if r.said == "" {
		var b strings.Builder
		b.Grow(3 * len(r.glyphs)) // an ideograph takes three bytes
		for _, g := range r.glyphs {
			b.WriteString(glyphText(g))
		}
		r.said = b.String()
	}
	return r.said
}

func glyphText(g *Glyph) string {
	if g.Text == "" {
		return unreadable
	}
	return g.Text
}

func isSpace(g *Glyph) bool {
	return g.Text != "" && document.Squeeze(g.Text) == ""
}

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }
func lastRune(s string) rune  { r, _ := utf8.DecodeLastRuneInString(s); return r }

func newRun(glyphs []*Glyph, order int) *run {
	r := &run{glyphs: glyphs, order: order}
	for _, g := range glyphs {
		r.box = r.box.Union(g.Box)
	}
	return r
}

// makeRuns cuts the glyphs, in drawing order, into runs. Spaces the file holds
// separate runs when they stand between other characters than digits.
func (s *sheet) makeRuns(glyphs []Glyph) []*run {
	var out []*run
	glyphs = s.untangle(glyphs)
	drawn, start := make([]*Glyph, 0, len(glyphs)), 0 // of all runs; from start on: of the next
	flush := func() {
		if n := len(drawn); n > start {
			out = append(out, newRun(drawn[start:n:n], len(out)))
			start = n
		}
	}
	for i := range glyphs {
		g := &glyphs[i]
		if isSpace(g) {
			flush()
			continue
		}
		if n := len(drawn); n > start {
			p := drawn[n-1]
			size := max(min(p.Size, g.Size), 1)
			gap := g.Box.X0 - p.Box.X1
			drop := abs((g.Box.Y0 + g.Box.Y1 - p.Box.Y0 - p.Box.Y1) / 2)
			left, right := lastRune(glyphText(p)), firstRune(glyphText(g))
			spaced := needsSpace(left, right, gap/size) && (oneWord(left, left) || oneWord(right, right))
			// Of two texts of the file one ends in a figure and the other is a name.
			named := gap > s.FigureGap*size && g.Object != p.Object && document.IsDigit(left) && unicode.Is(unicode.Han, right)
			if gap > s.RunGap*size || spaced || named || gap < -s.RunBack*size || drop > s.RunDrop*size || g.Angle != p.Angle ||
				g.Red != p.Red {
				flush()
			}
		}
		drawn = append(drawn, g)
	}
	flush()
	return interleave(cutLeaders(out))
}

// cutLeaders makes runs of their own of the dots that lead from a label to a
// number.
func cutLeaders(runs []*run) []*run {
	out := make([]*run, 0, len(runs))
	for _, r := range runs {
		start := 0
		for k := 0; k < len(r.glyphs); {
			n := k
			for n < len(r.glyphs) && leaderDot(r.glyphs[n]) {
				n++
			}
			if n-k >= leastLeader && n-k < len(r.glyphs) {
				if start < k {
					out = append(out, newRun(r.glyphs[start:k], len(out)))
				}
				out = append(out, newRun(r.glyphs[k:n], len(out)))
				start = n
			}
			k = max(n, k+1)
		}
		if start < len(r.glyphs) {
			if start > 0 {
				r = newRun(r.glyphs[start:], 0)
			}
			r.order = len(out)
			out = append(out, r)
		}
	}
	return out
}

// leastLeader is how many dots in a row lead: an ellipsis of three does not.
const leastLeader = 4

func leaderDot(g *Glyph) bool {
	return g.Text == "." || g.Text == "·" || g.Text == "…" || g.Text == "．"
}

// withoutLeaders is the line without its leaders.
func (l *line) withoutLeaders() *line {
	rest := slices.DeleteFunc(slices.Clone(l.runs), func(r *run) bool {
		return (len(r.glyphs) >= leastLeader || r.glyphs[0].Text == "…") &&
			!slices.ContainsFunc(r.glyphs, func(g *Glyph) bool { return !leaderDot(g) })
	})
	if len(rest) == 0 || len(rest) == len(l.runs) {
		return l
	}
	return l.part(rest)
}

// interleave puts glyphs that were drawn later into the gaps of the run they
// stand in: producers draw a number without its point, or a line without its
// digits, and what is missing afterwards.
func interleave(runs []*run) []*run {
	byLine := slices.Clone(runs)
	slices.SortStableFunc(byLine, func(a, b *run) int {
		_, ya := a.mid()
		_, yb := b.mid()
		return cmp.Compare(ya, yb)
	})
	gone := map[*run]bool{}
	for i, r := range byLine {
		for _, into := range byLine[i+1 : min(i+1+nearRuns, len(byLine))] {
			a, b := r, into
			if _, y := a.mid(); b.box.Y0 > y {
				break
			}
			if len(a.glyphs) > len(b.glyphs) {
				a, b = b, a
			}
			if gone[a] || gone[b] || !b.fits(a) {
				continue
			}
			b.glyphs = append(b.glyphs, a.glyphs...)
			slices.SortStableFunc(b.glyphs, func(g, h *Glyph) int { return cmp.Compare(g.Box.X0, h.Box.X0) })
			gone[a] = true
		}
	}
	if len(gone) == 0 {
		return runs
	}
	return slices.DeleteFunc(runs, func(r *run) bool { return gone[r] })
}

// nearRuns is how many runs of about the same height are tried: more than a
// line of a page has.
const nearRuns = 64

// fits reports that another run stands within this one on its line, and that
// no glyph of it meets one of this run by more than a quarter of its width.
func (r *run) fits(in *run) bool {
	size := max(min(r.size(), in.size()), 1)
	_, y0 := r.mid()
	_, y1 := in.mid()
	if abs(y0-y1) > 0.2*size || in.box.X0 < r.box.X0 || in.box.X1 > r.box.X1 ||
		r.glyphs[0].Angle != 0 || in.glyphs[0].Angle != 0 {
		return false
	}
	for _, g := range in.glyphs {
		b := inkOf(g)
		for _, o := range r.glyphs {
			if min(b.X1, o.Box.X1)-max(b.X0, o.Box.X0) > 0.25*b.Width() {
				return false
			}
		}
	}
	return true
}

// pointWide is how wide, in sizes, a point is set; some files say as wide as a digit.
const pointWide = 0.28

// inkOf is what a glyph takes of its line.
func inkOf(g *Glyph) document.Box {
	b := g.Box
	if g.Text == "." || g.Text == "," {
		b.X1 = min(b.X1, b.X0+pointWide*g.Size)
	}
	return b
}

// line is one printed line: runs from left to right on a common baseline.
type line struct {
	runs []*run
	box  document.Box
	size float64
	bold bool

	said  string  // see text
	texts []*line // see columnTexts
}

// text of a line, put together when it is first asked for.
func (l *line) text() string {
	if l.said == "" {
		l.said = lineText(l.runs)
	}
	return l.said
}

func (l *line) middle() float64 { return (l.box.Y0 + l.box.Y1) / 2 }

// lines groups runs by baseline. Runs of one line overlap in height by more
// than half of the smaller one.
func (s *sheet) lines(runs []*run) []*line {
	sorted := slices.Clone(runs)
	slices.SortFunc(sorted, func(a, b *run) int {
		_, ya := a.mid()
		_, yb := b.mid()
		return cmp.Or(cmp.Compare(ya, yb), cmp.Compare(a.box.X0, b.box.X0), cmp.Compare(a.order, b.order))
	})
	var out []*line
	for _, r := range sorted {
		_, y := r.mid()
		var best *line
		for k := len(out) - 1; k >= 0 && k >= len(out)-4; k-- {
			l := out[k]
			reach := s.SameLine * min(l.size, r.size())
			if abs(l.middle()-y) <= reach {
				best = l
				break
			}
		}
		if best == nil {
			best = &line{size: r.size()}
			out = append(out, best)
		}
		best.runs = append(best.runs, r)
		if len(best.runs) == 1 {
			best.box = r.box
		} else {
			// Keep the height of the largest run, so that a superscript
			// does not pull the next line in.
			if r.size() > best.size {
				best.size = r.size()
				best.box.Y0, best.box.Y1 = r.box.Y0, r.box.Y1
			}
			best.box.X0, best.box.X1 = min(best.box.X0, r.box.X0), max(best.box.X1, r.box.X1)
		}
	}
	out = joinMarks(out)
	for _, l := range out {
		slices.SortStableFunc(l.runs, func(a, b *run) int {
			return cmp.Or(cmp.Compare(a.box.X0, b.box.X0), cmp.Compare(a.order, b.order))
		})
		bold, all := 0, 0
		for _, r := range l.runs {
			for _, g := range r.glyphs {
				all++
				if g.Bold {
					bold++
				}
			}
		}
		l.bold = bold*2 > all
	}
	slices.SortStableFunc(out, func(a, b *line) int { return cmp.Compare(a.middle(), b.middle()) })
	return out
}

const (
	// markSmall is how small the marks of notes are at most, of the line's size.
	markSmall = 0.85
	// markGlyphs is how many characters one has at most.
	markGlyphs = 4
)

// joinMarks puts what is set small and high or low, the marks of notes, to the
// line whose height it stands in and whose text it follows.
func joinMarks(lines []*line) []*line {
	joins := func(mark *run, l *line) bool {
		_, y := mark.mid()
		return mark.size() < markSmall*l.size && y > l.box.Y0 && y < l.box.Y1 &&
			slices.ContainsFunc(l.runs, func(r *run) bool {
				return abs(mark.box.X0-r.box.X1) < usual.MarkReach*l.size || abs(r.box.X0-mark.box.X1) < usual.MarkReach*l.size
			})
	}
	gone := map[*line]bool{}
	for k, l := range lines {
		if slices.ContainsFunc(l.runs, func(r *run) bool { return len(r.glyphs) > markGlyphs }) {
			continue
		}
		for _, n := range []int{k + 1, k - 1} {
			if n < 0 || n >= len(lines) || gone[lines[n]] ||
				slices.ContainsFunc(l.runs, func(r *run) bool { return !joins(r, lines[n]) }) {
				continue
			}
			to := lines[n]
			for _, r := range l.runs {
				to.runs = append(to.runs, r)
				to.box.X0, to.box.X1 = min(to.box.X0, r.box.X0), max(to.box.X1, r.box.X1)
			}
			gone[l] = true
			break
		}
	}
	if len(gone) == 0 {
		return lines
	}
	return slices.DeleteFunc(lines, func(l *line) bool { return gone[l] })
}

// lineText is the text of runs side by side.
func lineText(runs []*run) string {
	if len(runs) == 1 {
		return runs[0].text()
	}
	var b strings.Builder
	spell(runs, func(text string, _ *Glyph) { b.WriteString(text) })
	return b.String()
}

// tight is how far the digits of one number that is drawn in pieces stand from
// one another, in sizes of the type; those of two numbers stand farther apart or
// run into one another.
const tight = 0.06

// joined reports a number whose digits come from several strings of the file,
// each of which is a whole number by itself: 237 and 301 set so close that they
// read 237301.
func joined(runs []*run) bool {
	var pieces []string // of the number so far, one for each string
	var last *Glyph
	object := int32(0)
	apart, found := false, false
	end := func() {
		found = found || apart && !slices.ContainsFunc(pieces, func(s string) bool { return len(s) < 2 || !isAmount(s) })
		pieces, object, apart = nil, 0, false
	}
	spell(runs, func(text string, g *Glyph) {
		switch r := firstRune(text); {
		case g == nil || g.Object == 0 || !document.IsDigit(r) && r != '.' && r != ',':
			end()
			return
		case g.Object != object:
			apart = apart || len(pieces) > 0 && abs(g.Box.X0-last.Box.X1) > tight*max(g.Size, 1)
			pieces, object = append(pieces, ""), g.Object
		}
		last = g
		pieces[len(pieces)-1] += text
	})
	end()
	return found
}

// linePlaces are the places of the characters of lineText.
func linePlaces(runs []*run) (out []document.Place) {
	spell(runs, func(text string, g *Glyph) {
		var p document.Place
		if g != nil {
			p = document.PlaceOf(g.Box)
		}
		for range text {
			out = append(out, p)
		}
	})
	return out
}

// spell says what a line reads: the text of every glyph, and a space, of no
// glyph, where a reader sees one.
func spell(runs []*run, say func(text string, g *Glyph)) {
	for i, r := range runs {
		if i > 0 {
			p := runs[i-1]
			left, right := lastRune(glyphText(p.glyphs[len(p.glyphs)-1])), firstRune(glyphText(r.glyphs[0]))
			if needsSpace(left, right, (r.box.X0-p.box.X1)/max(min(p.size(), r.size()), 1)) {
				say(" ", nil)
			}
		}
		for _, g := range r.glyphs {
			say(glyphText(g), g)
		}
	}
}

// Gaps in sizes of the type, from which on two characters have a space between
// them (type). Digits are kept together up to about the width of a digit: a
// number must not fall apart.
const (
	letterSpace = 0.18
	digitSpace  = 0.45
	mixedSpace  = 0.6 // one character is Chinese
	wideSpace   = 0.8 // both are
)

// needsSpace decides on a gap, given in sizes, between two characters.
func needsSpace(left, right rune, gap float64) bool {
	switch {
	case gap <= letterSpace: // most of what is asked is within a word
		return false
	case numeric(left) && numeric(right):
		return gap > digitSpace
	case wide(left) && wide(right):
		return gap > wideSpace
	case wide(left) || wide(right):
		return gap > mixedSpace
	default:
		return true
	}
}

func numeric(r rune) bool {
	return document.IsDigit(r) || r == '.' || r == ',' || r == '，' || r == '．' || r == '-' || r == '%'
}

func wide(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x30ff || r >= 0xff00 && r <= 0xffef ||
		r >= 0x2010 && r <= 0x206f
}

// part is a piece of a line, as a line of its own.
func (l *line) part(runs []*run) *line {
	p := &line{runs: runs, size: l.size, bold: l.bold}
	for _, r := range runs {
		p.box = p.box.Union(r.box)
	}
	return p
}

// segments cuts a line where the gap is so wide that the parts do not belong
// to one sentence: an organization line and a unit line side by side.
func (s *sheet) segments(l *line, gap float64) []*line {
	var out []*line
	start, reach := 0, math.Inf(-1)
	for i := 1; i <= len(l.runs); i++ {
		reach = max(reach, l.runs[i-1].box.X1)
		if i < len(l.runs) && l.runs[i].box.X0-reach <= gap {
			continue
		}
		out = append(out, l.part(l.runs[start:i]))
		start, reach = i, math.Inf(-1)
	}
	return out
}

// paragraphs joins lines into blocks. A line goes on in the next one if it
// begins at the left margin or not far from it and reaches the right one, the
// next is set at the left margin and opens nothing, and size and spacing stay
// the same.
func (s *sheet) paragraphs(lines []*line, grids []*compose.Grid) []document.Block {
	left, right := s.margins(lines)
	var out []document.Block
	var prev *line
	var last *document.Block
	var joined joinedText // of last
	for _, l := range lines {
		parts := s.segments(l, s.BlockGap*max(l.size, 1))
		for k, part := range parts {
			text := part.text()
			joins := k == 0 && len(parts) == 1 && prev != nil && last != nil &&
				prev.box.X1 >= right-max(s.LineReach*l.size, unbreakable(part)) && s.indented(prev, left) &&
				part.box.X0 <= left+s.LineIndent*l.size &&
				abs(prev.size-l.size) <= s.SameSize*l.size &&
				part.box.Y0-prev.box.Y1 < s.LineLeading*l.size &&
				part.box.Y0 > prev.middle() &&
				!joined.leads && !leader(text) && !compose.OpensLine(text) && !(joined.numbered() && compose.Numbered(text)) &&
				!between(grids, prev.middle(), l.middle())
			if joins {
				if needsSpace(joined.last, firstRune(text), 0.3) {
					joined.add(" ")
					last.Places = append(last.Places, document.Place{})
				}
				joined.add(text)
				last.Places = append(last.Places, linePlaces(part.runs)...)
				last.Digits = append(last.Digits, digits(part.runs)...)
				last.Confidence = weaker(last.Confidence, confidence(part.runs))
				last.Box = last.Box.Union(part.box)
				last.Bold = last.Bold && l.bold
				last.Centered = false
				prev = part
				continue
			}
			joined.finish(last)
			out = append(out, document.Block{
				Kind: document.BlockParagraph, Text: text, Box: part.box, FontSize: part.size, Bold: part.bold,
				Centered: s.centered(part.box), Table: -1, Confidence: confidence(part.runs),
				Places: linePlaces(part.runs), Digits: digits(part.runs),
			})
			last, prev = &out[len(out)-1], part
			joined = joinedText{}
			joined.add(text)
			if len(parts) > 1 {
				prev, last = nil, nil
			}
		}
	}
	joined.finish(last)
	return out
}

// joinedText is the text of a paragraph that lines are joined to, with what is
// asked of it at every line.
type joinedText struct {
	text  strings.Builder
	last  rune
	dots  leaderDots
	leads bool // see leader
}

func (j *joinedText) add(s string) {
	j.text.WriteString(s)
	j.last = lastRune(s)
	j.leads = j.dots.add(s)
}

// numberedHead is how many bytes the number at the head of a paragraph takes at
// most.
const numberedHead = 256

func (j *joinedText) numbered() bool {
	s := j.text.String()
	return compose.Numbered(strings.ToValidUTF8(s[:min(len(s), numberedHead)], ""))
}

// finish gives a paragraph its text.
func (j *joinedText) finish(b *document.Block) {
	if b != nil {
		b.Text = j.text.String()
	}
}

// unbreakable is the width of what a line begins with and is set in one piece:
// a number, or a character and the marks that cannot stand apart from it. A
// line that had no room for it ends early.
func unbreakable(l *line) float64 {
	open, end, last := false, l.box.X0, rune(0)
	for _, r := range l.runs {
		for _, g := range r.glyphs {
			c := firstRune(glyphText(g))
			if last != 0 && !open && !strings.ContainsRune("，。、；：！？）》”’%％", c) && (wide(c) || wide(last)) {
				return end - l.box.X0
			}
			open = strings.ContainsRune("（《“‘", c)
			end, last = g.Box.X1, c
		}
	}
	return end - l.box.X0
}

// How far in a line begins, in sizes (type): paragraphs by two characters and
// those of lists by four at most, headings that are centred by more than two.
const (
	paragraphIndent = 4.5
	headingIndent   = 2.6
)

// indented: a line begins no farther from the left margin than paragraphs do,
// and is no heading, centred between equal gaps.
func (s *sheet) indented(l *line, left float64) bool {
	in := (l.box.X0 - left) / max(l.size, 1)
	return in <= paragraphIndent && !(in > headingIndent && s.centered(l.box))
}

// Shares of the width of a page's text (type).
const (
	textLine      = 0.4  // a line of running text is wider
	centredMargin = 0.12 // a centred line leaves more on its left
	centredSame   = 0.06 // both sides of it differ by less
)

// margins of the running text: where most lines begin, and where they end.
func (s *sheet) margins(lines []*line) (left, right float64) {
	var starts, ends []float64
	for _, l := range lines {
		if l.box.Width() > textLine*s.extent.Width() {
			starts, ends = append(starts, l.box.X0), append(ends, l.box.X1)
		}
	}
	if len(starts) == 0 {
		return s.extent.X0, s.extent.X1
	}
	slices.Sort(starts)
	slices.Sort(ends)
	return starts[len(starts)/10], ends[len(ends)*9/10]
}

func (s *sheet) centered(b document.Box) bool {
	leftGap, rightGap := b.X0-s.extent.X0, s.extent.X1-b.X1
	return leftGap > centredMargin*s.extent.Width() && abs(leftGap-rightGap) < centredSame*s.extent.Width()
}

// leader reports a line of a contents page: dots that lead to a number.
func leader(t string) bool {
	var d leaderDots
	return d.add(t)
}

// leaderDots are the dots of a text, and whether some of them stand in a row.
type leaderDots struct {
	weight int
	row    bool
	tail   string // of the text so far: dots that may go on
}

// add takes more of the text and reports whether it leads to a number.
func (d *leaderDots) add(t string) bool {
	d.weight += strings.Count(t, "…")*3 + strings.Count(t, ".") + strings.Count(t, "·")*2 + strings.Count(t, "．")
	seam := d.tail + t[:min(len(t), len("．．"))]
	for _, s := range []string{seam, t} {
		d.row = d.row || strings.Contains(s, "…") || strings.Contains(s, "...") || strings.Contains(s, "··") ||
			strings.Contains(s, "．．")
	}
	d.tail += t
	d.tail = d.tail[max(0, len(d.tail)-len("．．")):]
	return d.weight >= 6 && d.row
}

func between(grids []*compose.Grid, y0, y1 float64) bool {
	for _, g := range grids {
		if g.Box.Y0 >= y0 && g.Box.Y0 <= y1 {
			return true
		}
	}
	return false
}

// confidence of recognised text: that of its weakest glyph.
func confidence(runs []*run) float64 {
	least := 0.0
	for _, r := range runs {
		for _, g := range r.glyphs {
			least = weaker(least, g.Confidence)
		}
	}
	return least
}

// weaker is the lower of two confidences; 0 is that of text that was not
// recognised.
func weaker(a, b float64) float64 {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
}
