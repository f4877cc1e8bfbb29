package markdown

import (
	"bytes"
	"regexp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/format"
)

// Format is Markdown, also with tables of HTML in it, as document converters
// write.
var Format = format.Format{Name: document.Markdown, Sniff: sniff, Read: Read}

var mark = regexp.MustCompile(`(?m)^\s{0,3}(?:#{1,6}[ \t]+\S|` +
	`\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*\r?$|` +
	`\|[ \t]*:?-{3,}:?[ \t]*\|[ \t]*\r?$)`)

func sniff(h *format.Head) string {
	text := h.Text()
	if text != nil && (mark.Match(text) || h.Tagged() && !bytes.HasPrefix(text, []byte("<"))) {
		return "Markdown"
	}
	return ""
}
