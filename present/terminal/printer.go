package terminal

import (
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/yusuan/yusuan/schema"
)

// printer prints documents for people, one after the other, and keeps the
// first error, so that callers need not ask each time.
type printer struct {
	w       io.Writer
	started bool
	colour  bool // set off how grave something is
	err     error
}

// printf prints a line of ours; texts among the arguments are from outside.
func (p *printer) printf(format string, args ...any) {
	for i := range args {
		if text, ok := args[i].(string); ok {
			args[i] = OneLine(text)
		}
	}
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// paint is what to print before and after something as grave as that. Only a
// [Writer] with Colour lets it through, and texts from outside cannot hold it:
// printf takes it out of them.
func (p *printer) paint(s schema.Severity) (on, off string) {
	if !p.colour {
		return "", ""
	}
	switch s {
	case schema.SeverityError:
		return red, plainAgain
	case schema.SeverityWarning:
		return yellow, plainAgain
	}
	return bold, plainAgain
}

// next draws a line between documents.
func (p *printer) next() {
	if p.started {
		p.printf("\n%s\n\n", strings.Repeat("═", 60))
	}
	p.started = true
}

// table prints rows in columns: the first to the left, numbers to the right.
func (p *printer) table(rows [][]string) {
	if len(rows) < 2 {
		return
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for j, text := range row {
			widths[j] = max(widths[j], runewidth.StringWidth(text))
		}
	}
	for _, row := range rows {
		line := runewidth.FillRight(row[0], widths[0])
		for j := 1; j < len(row); j++ {
			line += "  " + runewidth.FillLeft(row[j], widths[j])
		}
		p.printf("%s\n", strings.TrimRight(line, " "))
	}
}
