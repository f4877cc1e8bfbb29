package html

import (
	"bytes"
	"regexp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/format"
)

// Format is a web page or a MIME archive of one.
var Format = format.Format{Name: document.HTML, Sniff: sniff, Read: Read}

// Fragment is what begins like no page and has a page's tables. It is to be
// asked after Markdown, whose texts may hold such tables too.
var Fragment = format.Format{Name: document.HTML, Sniff: sniffFragment, Read: Read}

var start = regexp.MustCompile(`(?i)^(?:<\?xml[^>]*\?>|<!--[\s\S]*?-->|\s)*<(?:!doctype\s+html|html|head|meta|` +
	`title|link|` +
	`style|script|body|frameset|table|thead|tbody|tr|div|p|span|center|font|h[1-6]|ul|ol|section|article|main|` +
	`header|nav)\b`)

func sniff(h *format.Head) string {
	if text := h.Text(); text != nil && (start.Match(text) || isArchive(text)) {
		return "HTML"
	}
	return ""
}

func sniffFragment(h *format.Head) string {
	if bytes.HasPrefix(h.Text(), []byte("<")) && h.Tagged() {
		return "HTML"
	}
	return ""
}
