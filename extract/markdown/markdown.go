// Package markdown reads Markdown as document converters write it for budget
// disclosures: headings, paragraphs, pipe tables with inline HTML, and whole
// HTML tables.
//
// The lines are taken apart here rather than by a CommonMark parser: that
// drops the cells of a row beyond the width of its header and the numbers of
// ordered lists, and no printed number may be dropped. The package knows
// nothing of what tables mean; compose does.
package markdown

import (
	"context"
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/charset"
	"github.com/yusuan/yusuan/extract/compose"
	"github.com/yusuan/yusuan/extract/format"
)

// Read takes a Markdown text apart into one unpaged page. It fails with
// document.ErrEmpty if there is no text, with document.ErrUnsupported if the
// bytes are not text, with the limit of the budget in ctx that was met, or with
// what ended ctx.
func Read(ctx context.Context, data []byte, _ format.Options) (*format.File, error) {
	got := charset.Decode(data, "")
	text, info := got.Text, document.Info{Encoding: got.Encoding}
	if strings.ContainsRune(text, 0) {
		return nil, fmt.Errorf("markdown: bytes are not text: %w", document.ErrUnsupported)
	}
	if strings.TrimSpace(text) == "" {
		return nil, fmt.Errorf("markdown: %w", document.ErrEmpty)
	}
	r := &reader{ctx: ctx}
	r.read(text)
	if err := budget.Done(ctx); err != nil {
		return nil, fmt.Errorf("markdown: %w", err)
	}
	page := compose.Page{Status: document.PageText, Items: r.items}
	for _, it := range r.items {
		page.Digits += digits(it)
		if info.Title == "" && it.Grid == nil && it.Block.Kind == document.BlockHeading {
			info.Title = it.Block.Text
		}
	}
	return &format.File{Pages: []compose.Page{page}, Info: info}, nil
}

func digits(it compose.Item) (n int) {
	if it.Grid == nil {
		return document.CountDigits(it.Block.Text)
	}
	for _, row := range it.Grid.Cells {
		for _, c := range row {
			n += document.CountDigits(c.Text)
		}
	}
	return n + document.CountDigits(it.Grid.Caption)
}

// reader gathers items until it is done or the budget is: all that goes on for
// long asks charge, and its caller looks at the budget at the end.
type reader struct {
	ctx       context.Context
	items     []compose.Item
	paragraph []string
}

var (
	comment   = regexp.MustCompile(`(?s)<!--.*?-->`)
	fence     = regexp.MustCompile("^ {0,3}(```+|~~~+)")
	atx       = regexp.MustCompile(`^ {0,3}(#{1,6})(?:\s+|([^#\s\d]))(.*?)\s*#*\s*$`)
	underline = regexp.MustCompile(`^ {0,3}(=+|-{2,})\s*$`)
	rule      = regexp.MustCompile(`^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$`)
	bullet    = regexp.MustCompile(`^\s*[-*+]\s+`)
	ordered   = regexp.MustCompile(`^\s*\d{1,3}[.)]\s+`)
	quote     = regexp.MustCompile(`^ {0,3}>\s+`)
	delimiter = regexp.MustCompile(`^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$`)
)

// read goes through the text line by line; HTML tables are cut out first,
// for they may hold anything, blank lines included.
func (r *reader) read(text string) {
	text = comment.ReplaceAllString(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), "")
	done := 0
	for _, at := range htmlTables(text) {
		r.lines(strings.Split(text[done:at[0]], "\n"))
		r.tables(text[at[0]:at[1]])
		done = at[1]
	}
	r.lines(strings.Split(text[done:], "\n"))
}

// charge reports that there is room for n more of a kind.
func (r *reader) charge(kind budget.Kind, n int) bool { return budget.Charge(r.ctx, kind, n) == nil }

func (r *reader) lines(lines []string) {
	fenced := false
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		// A line becomes a block at least, and goes through a dozen patterns.
		if !r.charge(budget.Nodes, 1) || !r.charge(budget.Work, 16*len(line)) {
			return
		}
		switch {
		case fence.MatchString(line):
			r.flush()
			fenced = !fenced
		case strings.TrimSpace(line) == "":
			r.flush()
		case fenced:
			r.text(line, document.Block{})
		case isRow(line) && (strings.HasPrefix(strings.TrimSpace(line), "|") || i+1 < len(lines) && isDelimiter(lines[i+1])):
			r.flush()
			end := i + 1
			for end < len(lines) && isRow(lines[end]) {
				end++
			}
			r.pipes(lines[i:end])
			i = end - 1
		case atx.MatchString(line):
			r.flush()
			m := atx.FindStringSubmatch(line)
			r.text(m[2]+m[3], document.Block{Kind: document.BlockHeading, Level: len(m[1])})
		case underline.MatchString(line) && len(r.paragraph) == 1:
			level := 2
			if strings.Contains(line, "=") {
				level = 1
			}
			head := r.paragraph[0]
			r.paragraph = nil
			r.text(head, document.Block{Kind: document.BlockHeading, Level: level})
		case rule.MatchString(line), underline.MatchString(line):
			r.flush()
		case bullet.MatchString(line):
			r.flush()
			r.paragraph = append(r.paragraph, line[len(bullet.FindString(line)):])
		case ordered.MatchString(line):
			r.flush()
			r.paragraph = append(r.paragraph, line)
		default:
			line = line[len(quote.FindString(line)):]
			if n := len(r.paragraph); n > 0 && !wrapped(r.paragraph[n-1]) {
				r.flush()
			}
			r.paragraph = append(r.paragraph, line)
		}
	}
	r.flush()
}

// wrapped reports that a source line ends where its width ended, so that the
// next one belongs to the same sentence.
func wrapped(line string) bool {
	line = strings.TrimSpace(line)
	last, _ := utf8.DecodeLastRuneInString(line)
	return utf8.RuneCountInString(line) >= 25 && !strings.ContainsRune("。；：！？!?;:", last)
}

// flush ends the paragraph. Between two Chinese characters a line break is nothing.
func (r *reader) flush() {
	var b strings.Builder
	for _, line := range r.paragraph {
		line = strings.TrimSpace(line)
		last, _ := utf8.DecodeLastRuneInString(b.String())
		first, _ := utf8.DecodeRuneInString(line)
		if b.Len() > 0 && !(last > unicode.MaxLatin1 && first > unicode.MaxLatin1) {
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	r.paragraph = nil
	r.text(b.String(), document.Block{})
}

func (r *reader) text(s string, b document.Block) {
	if !r.charge(budget.Characters, len(s)) {
		return
	}
	b.Bold = wholeBold.MatchString(strings.TrimSpace(s))
	b.Text = strings.TrimSpace(lineBreaks.ReplaceAllString(inline(s), " "))
	b.Table = -1
	if b.Text != "" {
		r.items = append(r.items, compose.Item{Block: b})
	}
}

var (
	wholeBold  = regexp.MustCompile(`^(?:\*\*[^*]+\*\*|__[^_]+__|<(?:b|strong)>.*</(?:b|strong)>)$`)
	lineBreaks = regexp.MustCompile(`\s*\n\s*`)
	breakTag   = regexp.MustCompile(`(?i)<br\s*/?\s*>`)
	inlineTag  = regexp.MustCompile(`(?i)</?(?:b|i|u|s|p|a|em|strong|span|font|sub|sup|div|small|big|code|del|ins|mark|` +
		`center|img|o:p|nobr|html|head|body|section|article)(?:\s[^<>]*)?/?>`)
	strong   = regexp.MustCompile(`\*\*([^*]+)\*\*|__([^_]+)__`)
	emphasis = regexp.MustCompile(`^\*([^*]+)\*$`)
	link     = regexp.MustCompile(`!?\[([^\]]*)\]\(<?[!-'*-~]*[/.#][!-'*-~]*>?(?:\s+"[^"]*")?\)`)
	// What recognition takes for a formula: $\geq 9 5 \%$.
	formula = regexp.MustCompile(`\$(?:[\d\s.,%+<>=~≥≤()-]|\\(?:[%,]|geqslant|leqslant|geq|leq|ge|le|sim)|\\mathrm|` +
		`[{}])+\$`)
	unformula = strings.NewReplacer("$", "", " ", "", "{", "", "}", "", `\mathrm`, "", `\geqslant`, "≥", `\leqslant`, "≤",
		`\geq`, "≥", `\leq`, "≤", `\ge`, "≥", `\le`, "≤", `\sim`, "~", `\%`, "%", `\,`, "")

	escape = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])")
)

// inline is the text a reader sees; <br> becomes a line break. An operator a
// converter took apart (><br>=95%) comes together where white space is removed.
func inline(s string) string {
	s = breakTag.ReplaceAllString(s, "\n")
	s = inlineTag.ReplaceAllString(s, "")
	s = strong.ReplaceAllString(s, "$1$2")
	s = formula.ReplaceAllStringFunc(s, func(m string) string { return unformula.Replace(m) })
	s = link.ReplaceAllString(s, "$1")
	s = emphasis.ReplaceAllString(strings.TrimSpace(s), "$1")
	s = escape.ReplaceAllString(s, "$1")
	return strings.TrimSpace(html.UnescapeString(s))
}

func isRow(line string) bool       { return strings.Contains(strings.ReplaceAll(line, `\|`, ""), "|") }
func isDelimiter(line string) bool { return isRow(line) && delimiter.MatchString(line) }

// pipes reads the lines of pipe tables. A row above a row of dashes starts a
// table, also where no blank line parts it from the one before.
func (r *reader) pipes(lines []string) {
	start := 0
	for i := 2; i < len(lines); i++ {
		if isDelimiter(lines[i]) && !isDelimiter(lines[i-1]) && i-1 > start {
			r.pipeTable(lines[start : i-1])
			start = i - 1
		}
	}
	r.pipeTable(lines[start:])
}

func (r *reader) pipeTable(lines []string) {
	var rows [][]document.Cell
	cols, cells := 0, 0
	for _, line := range lines {
		if isDelimiter(line) {
			continue
		}
		if n := strings.Count(line, "|"); !r.charge(budget.Cells, n) || !r.charge(budget.Work, 16*(n+len(line))) ||
			!r.charge(budget.Characters, len(line)) {
			return
		}
		var row []document.Cell
		text := false
		for _, s := range splitRow(line) {
			c := cell(inline(s))
			c.Bold = wholeBold.MatchString(strings.TrimSpace(s))
			text = text || c.Text != ""
			row = append(row, c)
		}
		// A table without a header has a blank one, for the syntax wants one.
		if len(rows) == 0 && !text {
			continue
		}
		rows = append(rows, row)
		cols, cells = max(cols, len(row)), cells+len(row)
	}
	if len(rows) == 0 {
		return
	}
	if sparse(len(rows), cols, cells) {
		for _, line := range lines {
			r.text(line, document.Block{})
		}
		return
	}
	if !r.charge(budget.Cells, max(0, len(rows)*cols-cells)) {
		return
	}
	for i := range rows {
		for len(rows[i]) < cols {
			rows[i] = append(rows[i], cell(""))
		}
	}
	r.items = append(r.items, compose.Item{Grid: &compose.Grid{Method: document.MethodMarkup, Cells: rows,
		Spanless: true}})
}

// sparse reports a grid so much larger than what is printed in it that it is
// no table, and would need memory out of proportion to the file.
func sparse(rows, cols, cells int) bool { return rows*cols > 100_000 && rows*cols > 50*cells }

func cell(text string) document.Cell {
	c := document.Cell{Text: text, RowSpan: 1, ColSpan: 1}
	if document.Squeeze(text) != "" {
		c.State = document.CellText
	}
	return c
}

// splitRow parts a row at its pipes, escaped ones aside.
func splitRow(line string) []string {
	line = strings.TrimPrefix(strings.TrimSpace(line), "|")
	if strings.HasSuffix(line, "|") && !strings.HasSuffix(line, `\|`) {
		line = strings.TrimSuffix(line, "|")
	}
	var out []string
	var b strings.Builder
	escaped := false
	for _, c := range line {
		switch {
		case c == '|' && !escaped:
			out = append(out, b.String())
			b.Reset()
		default:
			b.WriteRune(c)
		}
		escaped = c == '\\' && !escaped
	}
	return append(out, b.String())
}
