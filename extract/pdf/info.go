package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"regexp"
	"time"
	"unicode/utf16"

	"github.com/yusuan/yusuan/document"
)

// failure turns what stopped the sandbox into an error of package document.
func (e *engine) failure() error {
	for _, known := range []error{document.ErrEncrypted, document.ErrPassword, document.ErrTooLarge, document.ErrDamaged} {
		if errors.Is(e.err, known) {
			return e.err
		}
	}
	// PDFium stops itself when it gets no more memory.
	if int64(e.memory.Size()) > e.limit*3/4 {
		return fmt.Errorf("%w: needs more than %d bytes of memory", document.ErrTooLarge, e.limit)
	}
	return fmt.Errorf("%w: PDFium stopped: %s", document.ErrDamaged, firstLine(e.err.Error()))
}

func firstLine(s string) string {
	for i := range s {
		if s[i] == '\n' {
			return s[:i]
		}
	}
	return s
}

// info reads the document information dictionary.
func (e *engine) info(doc uint64) document.Info {
	return document.Info{
		Title:    e.meta(doc, "Title"),
		Author:   e.meta(doc, "Author"),
		Creator:  e.meta(doc, "Creator"),
		Producer: e.meta(doc, "Producer"),
		Created:  date(e.meta(doc, "CreationDate")),
		Modified: date(e.meta(doc, "ModDate")),
	}
}

// meta is one entry of the information dictionary, cut to a few thousand
// characters.
func (e *engine) meta(doc uint64, key string) string {
	const size = 8192
	name, buffer := e.cString(key), e.malloc(size)
	n := e.run("FPDF_GetMetaText", doc, uint64(name), uint64(buffer), size)
	if e.err != nil || n < 2 || n > size {
		return ""
	}
	b, _ := e.memory.Read(buffer, uint32(n-2))
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	e.run("free", uint64(name))
	e.run("free", uint64(buffer))
	return string(utf16.Decode(units))
}

var pdfDate = regexp.MustCompile(`^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+-])(\d\d)'?(\d\d)?'?|Z)?`)

// date turns a PDF date into RFC 3339; one that cannot be read stays as it is.
func date(s string) string {
	m := pdfDate.FindStringSubmatch(s)
	if m == nil {
		return s
	}
	or := func(v, otherwise string) string {
		if v == "" {
			return otherwise
		}
		return v
	}
	zone := "Z"
	if m[7] != "" {
		zone = m[7] + m[8] + ":" + or(m[9], "00")
	}
	out := m[1] + "-" + or(m[2], "01") + "-" + or(m[3], "01") + "T" +
		or(m[4], "00") + ":" + or(m[5], "00") + ":" + or(m[6], "00") + zone
	if _, err := time.Parse(time.RFC3339, out); err != nil {
		return s
	}
	return out
}
