package word

import (
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/format"
)

// Format is a document of Word since 2007.
var Format = format.Format{Name: document.DOCX, Read: Read, Sniff: func(h *format.Head) string {
	if h.Members().Package("word/") {
		return "Word document"
	}
	return ""
}}
