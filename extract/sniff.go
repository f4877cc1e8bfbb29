package extract

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"

	"github.com/richardlehane/mscfb"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/archive"
	"github.com/yusuan/yusuan/extract/html"
)

// kind is what bytes turned out to be: finer than a document.Format, because
// one format has several containers and what is not read still has a name.
type kind struct {
	format document.Format
	form   form
	name   string // for people
}

// form says which reader takes the bytes.
type form int

const (
	formNone      form = iota // no reader
	formDirect                // the reader of the format itself
	formConvert               // an office suite has to convert it first
	formXML                   // Excel 2003 XML
	formEncrypted             // an encrypted Office package; what is inside is not known
)

// Sniff tells the format of a file from its content.
func Sniff(data []byte) document.Format { return identify(data).format }

// headWindow is how far into a text file its kind is looked for.
const headWindow = 256 << 10

var magics = []struct {
	at    int
	magic string
	kind  kind
}{
	{0, "\x89PNG\r\n\x1a\n", kind{document.Image, formDirect, "PNG image"}},
	{0, "\xff\xd8\xff", kind{document.Image, formDirect, "JPEG image"}},
	{0, "II*\x00", kind{document.Image, formDirect, "TIFF image"}},
	{0, "MM\x00*", kind{document.Image, formDirect, "TIFF image"}},
	{0, "GIF8", kind{document.Unknown, formNone, "GIF image"}},
	{8, "WEBPVP8", kind{document.Unknown, formNone, "WebP image"}},
	{0, `{\rtf`, kind{document.DOC, formConvert, "RTF"}},
	{0, "\x7fELF", kind{document.Unknown, formNone, "program"}},
	{0, "MZ", kind{document.Unknown, formNone, "program"}},
}

var pdfHeader = regexp.MustCompile(`%PDF-\d`)

func identify(data []byte) kind {
	for _, m := range magics {
		if len(data) > m.at && bytes.HasPrefix(data[m.at:], []byte(m.magic)) {
			return m.kind
		}
	}
	switch f := archive.Detect(data); {
	case f == archive.Zip:
		return identifyZip(data)
	case f.Readable():
		return kind{document.Archive, formDirect, f.String() + " archive"}
	case f != archive.None:
		return kind{document.Unknown, formNone, f.String() + " archive"}
	case isOLE(data):
		return identifyOLE(data)
	case isBMP(data):
		return kind{document.Image, formDirect, "BMP image"}
	case pdfHeader.Match(data[:min(len(data), 1024)]):
		return kind{document.PDF, formDirect, "PDF"}
	}
	return identifyText(data)
}

func isOLE(data []byte) bool {
	return bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
}

// isBMP asks for more than the two letters, which open many a text.
func isBMP(data []byte) bool {
	return len(data) > 18 && bytes.HasPrefix(data, []byte("BM")) && bytes.Equal(data[6:10], make([]byte, 4)) && data[15] == 0
}

// identifyZip looks at the names inside. A package cut off before its
// directory still shows them in its local headers.
func identifyZip(data []byte) kind {
	var names []string
	var types, workbook, text, slides bool
	if z, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); err == nil {
		for _, f := range z.File {
			names = append(names, strings.ReplaceAll(f.Name, `\`, "/"))
		}
	} else {
		names = archive.LocalNames(data)
		types = true // perhaps, in the part that is missing
	}
	for _, n := range names {
		switch lower := strings.ToLower(n); {
		case lower == "[content_types].xml":
			types = true
		case lower == "ofd.xml":
			return kind{document.Unknown, formNone, "OFD document"}
		case lower == "content.xml" && names[0] == "mimetype":
			return kind{document.Unknown, formNone, "OpenDocument file"}
		case strings.HasPrefix(lower, "xl/"):
			workbook = true
		case strings.HasPrefix(lower, "word/"):
			text = true
		case strings.HasPrefix(lower, "ppt/"):
			slides = true
		}
	}
	switch {
	case types && workbook:
		return kind{document.XLSX, formDirect, "Excel workbook"}
	case types && text:
		return kind{document.DOCX, formDirect, "Word document"}
	case types && slides:
		return kind{document.Unknown, formNone, "PowerPoint presentation"}
	}
	return kind{document.Archive, formDirect, "ZIP archive"}
}

// identifyOLE tells the programs apart that store their files in a compound
// file. The parser is kept from taking the process down with it.
func identifyOLE(data []byte) (k kind) {
	k = kind{document.Unknown, formNone, "OLE compound file"}
	defer func() {
		if p := recover(); p != nil {
			slog.Debug("compound file", "panic", p)
		}
	}()
	ole, err := mscfb.New(bytes.NewReader(data))
	if err != nil {
		// Cut off: the first directory sector often still is there.
		return identifyBrokenOLE(data)
	}
	for _, f := range ole.File {
		if len(f.Path) > 0 {
			continue // an object embedded in the document
		}
		switch f.Name {
		case "EncryptedPackage":
			return kind{document.Unknown, formEncrypted, "encrypted Office document"}
		case "Workbook", "Book":
			return kind{document.XLS, formConvert, "Excel 97-2003 workbook"}
		case "WordDocument":
			return kind{document.DOC, formConvert, "Word 97-2003 document"}
		case "PowerPoint Document":
			return kind{document.Unknown, formNone, "PowerPoint presentation"}
		case "Catalog":
			return kind{document.Unknown, formNone, "Windows thumbnail cache"}
		case "MatOST":
			return kind{document.Unknown, formNone, "Microsoft Works document"}
		}
	}
	return k
}

func identifyBrokenOLE(data []byte) kind {
	utf16 := func(s string) []byte {
		b, _ := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(s + "\x00"))
		return b
	}
	switch {
	case bytes.Contains(data, utf16("WordDocument")):
		return kind{document.DOC, formConvert, "Word 97-2003 document"}
	case bytes.Contains(data, utf16("Workbook")):
		return kind{document.XLS, formConvert, "Excel 97-2003 workbook"}
	}
	return kind{document.Unknown, formNone, "OLE compound file"}
}

var (
	htmlStart = regexp.MustCompile(`(?i)^(?:<\?xml[^>]*\?>|<!--[\s\S]*?-->|\s)*<(?:!doctype\s+html|html|head|meta|title|link|style|script|body|frameset|table|thead|tbody|tr|div|p|span|center|font|h[1-6]|ul|ol|section|article|main|header|nav)\b`)
	htmlTag   = regexp.MustCompile(`(?i)<(?:html|body|table)\b`)
	mdMark    = regexp.MustCompile(`(?m)^\s{0,3}(?:#{1,6}[ \t]+\S|\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*\r?$|\|[ \t]*:?-{3,}:?[ \t]*\|[ \t]*\r?$)`)
)

func identifyText(data []byte) kind {
	head, ok := textHead(data)
	if !ok {
		return kind{document.Unknown, formNone, "binary data"}
	}
	switch {
	case bytes.HasPrefix(head, []byte("<")) && bytes.Contains(head, []byte("urn:schemas-microsoft-com:office:spreadsheet")) && bytes.Contains(head, []byte("<?mso-application")) ||
		bytes.HasPrefix(head, []byte("<?xml")) && bytes.Contains(head, []byte("urn:schemas-microsoft-com:office:spreadsheet")) && bytes.Contains(head, []byte("Workbook")) && !htmlTag.Match(head):
		return kind{document.XLS, formXML, "Excel 2003 XML workbook"}
	case bytes.HasPrefix(head, []byte("<?xml")) && (bytes.Contains(head, []byte("schemas.microsoft.com/office/word/2003/wordml")) || bytes.Contains(head, []byte("schemas.microsoft.com/office/2006/xmlPackage"))):
		return kind{document.DOC, formConvert, "Word XML document"}
	case htmlStart.Match(head), html.IsArchive(head):
		return kind{document.HTML, formDirect, "HTML"}
	case mdMark.Match(head):
		return kind{document.Markdown, formDirect, "Markdown"}
	case bytes.HasPrefix(head, []byte("<")) && htmlTag.Match(head):
		return kind{document.HTML, formDirect, "HTML"}
	case htmlTag.Match(head):
		// Text with tables in it, as document converters write.
		return kind{document.Markdown, formDirect, "Markdown"}
	}
	return kind{document.Unknown, formNone, "plain text"}
}

// textHead is the beginning of a text in some ASCII superset, or false if the
// bytes are no text.
func textHead(data []byte) ([]byte, bool) {
	head := data[:min(len(data), headWindow)]
	var utf16 encoding.Encoding
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		utf16 = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		utf16 = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	}
	if utf16 != nil {
		b, err := utf16.NewDecoder().Bytes(head[:len(head)&^1])
		if err != nil {
			return nil, false
		}
		head = b
	}
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	control := 0
	for _, c := range head {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' {
			control++
		}
	}
	if control*200 > len(head) {
		return nil, false
	}
	return bytes.TrimLeft(head, " \t\r\n\f"), true
}

// unsupported names what was found instead of a document.
func unsupported(k kind) error {
	return fmt.Errorf("%w: %s", document.ErrUnsupported, k.name)
}

// checkOLE looks whether an old workbook or document is all there, because an
// office suite would read half of one without a word, and whether its own
// flags say that it is encrypted: a FilePass record near the start of the
// workbook stream ([MS-XLS] 2.4.117), or fEncrypted in the header of the
// document ([MS-DOC] 2.5.2).
func checkOLE(data []byte) (err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.Debug("compound file", "panic", p)
			err = fmt.Errorf("%w: compound file", document.ErrDamaged)
		}
	}()
	ole, err := mscfb.New(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("%w: %w", document.ErrDamaged, err)
	}
	for _, f := range ole.File {
		if len(f.Path) > 0 || f.Name != "Workbook" && f.Name != "Book" && f.Name != "WordDocument" {
			continue
		}
		if f.Size > int64(len(data)) {
			return fmt.Errorf("%w: the %s stream is cut off", document.ErrDamaged, f.Name)
		}
		stream, err := io.ReadAll(f)
		if err != nil || int64(len(stream)) < f.Size {
			return fmt.Errorf("%w: the %s stream is cut off", document.ErrDamaged, f.Name)
		}
		if f.Name == "WordDocument" && len(stream) > 11 && stream[11]&1 != 0 || f.Name != "WordDocument" && hasFilePass(stream) {
			return fmt.Errorf("%w: this kind of encryption is not supported", document.ErrEncrypted)
		}
	}
	return nil
}

func hasFilePass(stream []byte) bool {
	const filePass, eof = 0x2f, 0x0a
	for len(stream) >= 4 {
		id, size := binary.LittleEndian.Uint16(stream), int(binary.LittleEndian.Uint16(stream[2:]))
		if id == filePass || id == eof {
			return id == filePass
		}
		if stream = stream[4:]; size > len(stream) {
			return false
		}
		stream = stream[size:]
	}
	return false
}
