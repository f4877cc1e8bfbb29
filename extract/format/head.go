package format

import (
	"archive/zip"
	"bytes"
	"log/slog"
	"regexp"
	"slices"
	"strings"

	"github.com/richardlehane/mscfb"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"

	"github.com/yusuan/yusuan/extract/archive"
)

// headWindow is how far into a text file its kind is looked for.
const headWindow = 256 << 10

// Head is what the bytes of a file show before they are read. What takes work
// is done once, when the first format asks for it.
type Head struct {
	Data []byte

	members *Members
	streams []string
	text    *[]byte
}

// Has reports whether the file has those bytes at that offset.
func (h *Head) Has(at int, magic string) bool {
	return len(h.Data) > at && bytes.HasPrefix(h.Data[at:], []byte(magic))
}

// Members are the names in a ZIP package.
type Members struct {
	Names []string // in stored order, lower-case, with slashes
	// Whole is false for a package that is cut off before its directory; the
	// names are then those of its local headers.
	Whole bool
}

// Holds reports a member of that name.
func (m *Members) Holds(name string) bool { return slices.Contains(m.Names, name) }

// Package reports an Office package with its main parts in a folder.
func (m *Members) Package(folder string) bool {
	if m.Whole && !m.Holds("[content_types].xml") { // else perhaps, in the part that is missing
		return false
	}
	return slices.ContainsFunc(m.Names, func(n string) bool { return strings.HasPrefix(n, folder) })
}

// Members gives the names in a ZIP package; there are none if it is no ZIP.
func (h *Head) Members() *Members {
	if h.members != nil {
		return h.members
	}
	h.members = &Members{}
	if archive.Detect(h.Data) != archive.Zip {
		return h.members
	}
	var names []string
	if z, err := zip.NewReader(bytes.NewReader(h.Data), int64(len(h.Data))); err == nil {
		h.members.Whole = true
		for _, f := range z.File {
			names = append(names, strings.ReplaceAll(f.Name, `\`, "/"))
		}
	} else {
		names = archive.LocalNames(h.Data)
	}
	for _, n := range names {
		h.members.Names = append(h.members.Names, strings.ToLower(n))
	}
	return h.members
}

// OLE reports an OLE compound file.
func (h *Head) OLE() bool { return h.Has(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") }

// Stream reports one of the named streams in the root of an OLE compound file;
// those of objects embedded in a document do not count.
func (h *Head) Stream(names ...string) bool {
	if h.streams == nil && h.OLE() {
		h.streams = append(streams(h.Data), "")
	}
	return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(h.streams, n) })
}

// streams lists the root of a compound file. The parser is kept from taking
// the process down with it.
func streams(data []byte) (names []string) {
	defer func() {
		if p := recover(); p != nil {
			slog.Debug("compound file", "panic", p)
		}
	}()
	ole, err := mscfb.New(bytes.NewReader(data))
	if err != nil {
		// Cut off: the first directory sector often still is there.
		for _, n := range []string{"WordDocument", "Workbook"} {
			stored, _ := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(n + "\x00"))
			if bytes.Contains(data, stored) {
				return []string{n}
			}
		}
		return nil
	}
	for _, f := range ole.File {
		if len(f.Path) == 0 {
			names = append(names, f.Name)
		}
	}
	return names
}

// Text is the beginning of a text in some ASCII superset, without what stands
// before its first character; nil if the bytes are no text.
func (h *Head) Text() []byte {
	if h.text == nil {
		text := textOf(h.Data)
		h.text = &text
	}
	return *h.text
}

func textOf(data []byte) []byte {
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
			return nil
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
		return nil
	}
	return append([]byte{}, bytes.TrimLeft(head, " \t\r\n\f")...)
}

var htmlTag = regexp.MustCompile(`(?i)<(?:html|body|table)\b`)

// Tagged reports a text with tags that only HTML has: of a page or a table.
func (h *Head) Tagged() bool { return htmlTag.Match(h.Text()) }
