// Package terminal prints the view of package present for people at a
// terminal, and guards the terminal: nothing that a document or a file name
// holds is obeyed by it.
package terminal

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yusuan/yusuan/schema"
)

// Writer lets nothing through that a terminal would obey: what a document
// or a file name holds of control characters and of marks that turn the
// direction of writing is written as \uXXXX, which means the same in JSON, and
// bytes that are no UTF-8 as \xNN. Line ends and tabs are its callers' own;
// texts from outside have lost theirs to [OneLine].
//
// It keeps the first error, also of those who do not ask for it.
type Writer struct {
	W io.Writer

	// Colour lets our own few marks of colour through.
	Colour bool

	held []byte // the beginning of a character whose rest has not come
	err  error
}

func (p *Writer) Write(b []byte) (int, error) {
	text := append(p.held, b...)
	whole := completed(text)
	p.held = append([]byte(nil), text[whole:]...)
	p.put(text[:whole])
	return len(b), p.err
}

// Close writes what is held back.
func (p *Writer) Close() error {
	p.put(p.held)
	p.held = nil
	return p.err
}

func (p *Writer) put(text []byte) {
	if p.err == nil && len(text) > 0 {
		said := plain(string(text))
		if p.Colour {
			said = unescaped.Replace(said)
		}
		_, p.err = io.WriteString(p.W, said)
	}
}

// The marks of colour we use.
const (
	red        = "\x1b[31m"
	yellow     = "\x1b[33m"
	bold       = "\x1b[1m"
	plainAgain = "\x1b[0m"
)

// unescaped has these again as they were printed.
var unescaped = strings.NewReplacer(plain(red), red, plain(yellow), yellow, plain(bold), bold, plain(plainAgain),
	plainAgain)

// completed is the length without a character that is cut off at the end.
func completed(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if at := len(text) - n; utf8.RuneStart(text[at]) {
			if !utf8.FullRune(text[at:]) {
				return at
			}
			break
		}
	}
	return len(text)
}

// obeyed reports a character that does something to a terminal or to the
// order of what stands around it.
func obeyed(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' ||
		r == '\u2029'
}

func plain(text string) string {
	text = schema.Escape(text)
	if !strings.ContainsFunc(text, obeyed) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if obeyed(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// OneLine is a text from outside in the middle of one of our lines: it cannot
// end that line and go on as if it were ours.
func OneLine(text string) string {
	return plain(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ' '
		}
		return r
	}, text))
}
