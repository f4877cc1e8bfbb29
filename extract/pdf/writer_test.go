package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/md5"
	"crypto/rc4"
	"encoding/binary"
	"fmt"
	"strings"
)

// file writes small PDFs for the tests.
type file struct {
	objects []string // bodies; object n is objects[n-1]
	encrypt string   // a user password; "" for none
}

// sheet describes one page.
type sheet struct {
	content   string
	entries   string // more of the page dictionary, such as /Rotate 90
	resources string // more of the resource dictionary, such as /XObject
}

const (
	catalog = 1
	pages   = 2
	latin   = 3 // Helvetica, as /F1
	chinese = 4 // a font that is not embedded, GBK-EUC-H, as /F2
)

func newFile() *file {
	return &file{objects: []string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
		"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/GBK-EUC-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2" +
			"/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/W[814 939 500]" +
			"/FontDescriptor<</Type/FontDescriptor/FontName/SimSun/Flags 6/FontBBox[0 -141 1000 859]/ItalicAngle 0" +
			"/Ascent 859/Descent -141/CapHeight 859/StemV 80>>>>]>>",
	}}
}

func (f *file) add(body string) int {
	f.objects = append(f.objects, body)
	return len(f.objects)
}

func (f *file) stream(dict, data string) int {
	return f.add(fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", dict, len(data), data))
}

func (f *file) flate(dict, data string) int {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(data))
	_ = w.Close()
	return f.stream(dict+"/Filter/FlateDecode", b.String())
}

func (f *file) pages(sheets ...sheet) *file {
	var kids strings.Builder
	for _, s := range sheets {
		content := f.stream("", s.content)
		box := "/MediaBox[0 0 600 800]"
		if strings.Contains(s.entries, "/MediaBox") {
			box = ""
		}
		n := f.add(fmt.Sprintf("<</Type/Page/Parent 2 0 R/Contents %d 0 R%s%s/Resources<</Font<</F1 3 0 R/F2 4 0 R>>%s>>>>",
			content, box, s.entries, s.resources))
		fmt.Fprintf(&kids, "%d 0 R ", n)
	}
	f.objects[pages-1] = fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(sheets), kids.String())
	return f
}

func (f *file) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(f.objects))
	trailer := ""
	var key []byte
	if f.encrypt != "" {
		key, trailer = f.protect()
	}
	for i, body := range f.objects {
		offsets[i] = b.Len()
		if key != nil {
			body = encrypted(body, key, i+1)
		}
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, trailer, start)
	return b.Bytes()
}

// protect makes the 40 bit RC4 key of the standard security handler
// (ISO 32000-1, 7.6.3, revision 2), the owner's password being the user's.
func (f *file) protect() (key []byte, trailer string) {
	const padding = "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A"
	padded := []byte((f.encrypt + padding)[:32])
	sum := md5.Sum(padded)
	owner := rc4crypt(sum[:5], padded)
	id := []byte("0123456789abcdef")
	const permissions = -4
	h := md5.New()
	h.Write(padded)
	h.Write(owner)
	_ = binary.Write(h, binary.LittleEndian, int32(permissions))
	h.Write(id)
	key = h.Sum(nil)[:5]
	user := rc4crypt(key, []byte(padding))
	return key, fmt.Sprintf("/ID[<%x><%x>]/Encrypt<</Filter/Standard/V 1/R 2/O<%x>/U<%x>/P %d>>", id, id, owner, user, permissions)
}

// encrypted encrypts the stream of an object; our dictionaries hold no strings.
func encrypted(body string, key []byte, n int) string {
	head, rest, ok := strings.Cut(body, "stream\n")
	if !ok {
		return body
	}
	data := strings.TrimSuffix(rest, "\nendstream")
	sum := md5.Sum(append(append([]byte{}, key...), byte(n), byte(n>>8), byte(n>>16), 0, 0))
	return head + "stream\n" + string(rc4crypt(sum[:10], []byte(data))) + "\nendstream"
}

func rc4crypt(key, data []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		panic(err)
	}
	out := make([]byte, len(data))
	c.XORKeyStream(out, data)
	return out
}

// onePage is a file with one page.
func onePage(content string) []byte { return newFile().pages(sheet{content: content}).bytes() }
