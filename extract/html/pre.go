package html

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/compose"
)

// Texts that keep their spaces set tables in columns of characters, of which a
// wide one takes two.

// A table of such a text has so many lines with amounts at least, columns are
// so many blank characters apart, and tabs stand so far apart.
const (
	leastAmountLines = 2
	leastGutter      = 2
	tabWidth         = 8
	mostHeadLines    = 4
)

// field is a piece of a line, and the characters from and to which it stands.
type field struct {
	text     string
	from, to int
}

func (f field) amount() bool { return amountCell.MatchString(document.Squeeze(f.text)) }

var drawnLine = regexp.MustCompile(`^[\s+|│┃┼├┤┌┐└┘┬┴─━═=_*-]*$`)

// fieldsOf parts a line at wide gaps and at drawn rulings.
func fieldsOf(line string) (out []field) {
	at, from, gap := 0, 0, leastGutter
	var text strings.Builder
	end := func(to int) {
		if s := strings.TrimSpace(text.String()); s != "" {
			out = append(out, field{s, from, to})
		}
		text.Reset()
	}
	last := 0 // end of the last character that is no space
	for _, r := range line {
		width := 1
		switch {
		case r == '\t':
			width = tabWidth - at%tabWidth
			gap += max(width, leastGutter)
		case r == '|' || r == '│' || r == '┃':
			end(last)
			gap = leastGutter
		case r == ' ' || r == '\u00a0':
			gap++
		case r == '\u3000':
			width, gap = 2, gap+2
		default:
			if wideRune(r) {
				width = 2
			}
			if gap >= leastGutter {
				end(last)
				from = at
			} else if gap > 0 {
				text.WriteByte(' ')
			}
			text.WriteRune(r)
			gap, last = 0, at+width
		}
		at += width
	}
	end(last)
	return out
}

// sameTabs reports that tabs part the lines of a text and do not line them up:
// all lines that have any have as many.
func sameTabs(lines []string) bool {
	tabs := 0
	for _, l := range lines {
		n := strings.Count(strings.TrimRight(l, " "), "\t")
		if n > 0 && tabs > 0 && n != tabs {
			return false
		}
		tabs = max(tabs, n)
	}
	return tabs > 0
}

// tabbed parts a line at its tabs; the places are those of the parts.
func tabbed(line string) (out []field) {
	for i, s := range strings.Split(line, "\t") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, field{s, i * tabWidth, i*tabWidth + 1})
		}
	}
	return out
}

// preLines are the lines of a <pre>; false if it holds more than text.
func (p *page) preLines(n *html.Node) (lines []string, ok bool) {
	var b strings.Builder
	var walk func(*html.Node) bool
	walk = func(n *html.Node) bool {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case p.skip(c):
			case c.Type == html.TextNode:
				b.WriteString(c.Data)
			case c.DataAtom == atom.Br:
				b.WriteByte('\n')
			case isBlock(c) || p.models[c] != nil || !walk(c):
				return false
			}
		}
		return true
	}
	if !walk(n) {
		return nil, false
	}
	return strings.Split(strings.ReplaceAll(b.String(), "\r", ""), "\n"), true
}

// pre puts a text that keeps its spaces into the flow, if it holds tables.
func (f *flow) pre(n *html.Node, c look) bool {
	lines, ok := f.p.preLines(n)
	if !ok {
		return false
	}
	part := fieldsOf
	if sameTabs(lines) {
		part = tabbed
	}
	fields := make([][]field, len(lines))
	for i, l := range lines {
		if !drawnLine.MatchString(l) {
			fields[i] = part(l)
		}
	}
	tables := preTables(lines, fields)
	if len(tables) == 0 {
		return false
	}
	f.flush(c)
	next := 0
	for _, t := range tables {
		f.lines(lines[next:t.head], c)
		f.preTable(t, fields)
		next = t.end
	}
	f.lines(lines[next:], c)
	return true
}

// lines puts lines of text into the flow, drawn rulings left out.
func (f *flow) lines(lines []string, c look) {
	for _, l := range lines {
		if !drawnLine.MatchString(l) {
			f.add(l, c)
			f.flush(c)
		}
	}
}

// preRows are the lines of a table: its head, and its body.
type preRows struct{ head, body, end int }

// preTables finds the tables among lines: runs of lines with amounts, what
// stands between them, and the heads right above.
func preTables(lines []string, fields [][]field) (out []preRows) {
	for i := 0; i < len(lines); i++ {
		if !isAmountLine(fields[i]) {
			continue
		}
		t := preRows{body: i, end: i + 1}
		amounts := 1
		for k := i + 1; k < len(lines); k++ {
			if isAmountLine(fields[k]) {
				amounts, t.end = amounts+1, k+1
			} else if len(fields[k]) == 0 && strings.TrimSpace(lines[k]) == "" || len(fields[k]) == 1 && isProse(fields[k][0]) {
				break
			}
		}
		if amounts < leastAmountLines {
			continue
		}
		t.head = t.body
		for k := t.body - 1; k >= 0 && t.body-k <= mostHeadLines; k-- {
			if isHeadLine(fields[k]) {
				t.head = k
			} else if len(fields[k]) > 0 || strings.TrimSpace(lines[k]) == "" {
				break
			}
		}
		out = append(out, t)
		i = t.end - 1
	}
	return out
}

// isAmountLine reports a line of a label and amounts.
func isAmountLine(line []field) bool {
	return len(line) > 1 && slices.ContainsFunc(line[1:], field.amount)
}

// isHeadLine reports a line of several heads; one of labels with their values
// is part of the caption.
func isHeadLine(line []field) bool {
	return len(line) > 1 && !slices.ContainsFunc(line, func(f field) bool { return strings.ContainsAny(f.text, "：:") })
}

// longestField is how many columns of characters a cell takes at most that
// stands in a line by itself; more is prose.
const longestField = 60

func isProse(f field) bool {
	return f.to-f.from > longestField || strings.ContainsAny(f.text, "。；：")
}

// preTable makes a grid of lines. The columns are what stands under one another
// in the body; a head over several of them spans them.
func (f *flow) preTable(t preRows, fields [][]field) {
	cols := columnsOf(fields[t.body:t.end])
	var rows [][]field
	head := 0
	for i := t.head; i < t.end; i++ {
		if len(fields[i]) > 0 {
			rows = append(rows, fields[i])
			if i < t.body {
				head++
			}
		}
	}
	if f.err == nil {
		f.err = budget.Charge(f.p.r.ctx, budget.Cells, len(rows)*len(cols))
	}
	if f.err != nil {
		return
	}
	g := &compose.Grid{Method: document.MethodAligned, Header: head, Cells: blankCells(len(rows), len(cols))}
	for i, row := range rows {
		for _, one := range row {
			from, to := one.over(cols, i < head)
			c := &g.Cells[i][from]
			if c.State == document.CellCovered {
				c = &g.Cells[i][c.Origin.Col]
			}
			c.Text = strings.TrimSpace(c.Text + " " + one.text)
			c.State, c.ColSpan = document.CellText, max(c.ColSpan, to-from)
		}
	}
	document.Cover(g.Cells)
	f.grids = true
	f.items = append(f.items, compose.Item{Grid: g})
	f.raw = append(f.raw, &model{width: len(cols), amounts: 1, texts: 2})
}

// columnsOf are the stretches of characters, from left to right, that gutters
// part: where no line of the body has anything.
func columnsOf(body [][]field) (cols []field) {
	var taken []bool
	for _, line := range body {
		for _, one := range line {
			for len(taken) < one.to {
				taken = append(taken, false)
			}
			for i := one.from; i < one.to; i++ {
				taken[i] = true
			}
		}
	}
	blank := leastGutter
	for i, t := range taken {
		switch {
		case !t:
			blank++
		case blank >= leastGutter:
			cols, blank = append(cols, field{from: i, to: i + 1}), 0
		default:
			cols[len(cols)-1].to, blank = i+1, 0
		}
	}
	return cols
}

// over are the columns, from one up to another, that a piece of a line stands
// in: the one it shares most with, or the nearest; a head spans all whose
// middle it covers, or the two that it stands between.
func (f field) over(cols []field, head bool) (from, to int) {
	best, most := 0, -1<<30
	first, last := -1, -1
	for i, c := range cols {
		if shared := min(f.to, c.to) - max(f.from, c.from); shared > most {
			best, most = i, shared
		}
		if middle := (c.from + c.to) / 2; head && f.from <= middle && middle < f.to {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first >= 0 && last > first {
		return first, last + 1
	}
	if head && most <= 0 {
		for i := 1; i+1 < len(cols); i++ {
			left, right := f.from-cols[i].to, cols[i+1].from-f.to
			if left >= 0 && right >= 0 && max(left, right)-min(left, right) <= leastGutter {
				return i, i + 2
			}
		}
	}
	return best, best + 1
}
