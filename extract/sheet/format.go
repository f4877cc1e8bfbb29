package sheet

import (
	"bytes"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/format"
)

// Format is a workbook of Excel since 2007.
var Format = format.Format{Name: document.XLSX, Read: Read, Sniff: func(h *format.Head) string {
	if h.Members().Package("xl/") {
		return "Excel workbook"
	}
	return ""
}}

// XML is a workbook as Excel 2003 saves it in XML.
var XML = format.Format{Name: document.XLS, Read: readXML, Sniff: sniffXML}

func sniffXML(h *format.Head) string {
	text := h.Text()
	has := func(word string) bool { return bytes.Contains(text, []byte(word)) }
	if !bytes.HasPrefix(text, []byte("<")) || !has("urn:schemas-microsoft-com:office:spreadsheet") {
		return ""
	}
	if has("<?mso-application") || bytes.HasPrefix(text, []byte("<?xml")) && has("Workbook") && !h.Tagged() {
		return "Excel 2003 XML workbook"
	}
	return ""
}
