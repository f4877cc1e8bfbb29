package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/internal/pdffile"
)

// file writes small PDFs for the tests.
type file struct {
	// bodies; object n is objects[n-1]
	objects  []string
	protect  func(password string) (encrypt func(n int, data []byte) []byte, trailer string) // nil: not encrypted
	password string
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
	return f.add(pdffile.Stream(dict, data))
}

func (f *file) flate(dict, data string) int {
	return f.add(pdffile.Flate(dict, data))
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
	if f.protect == nil {
		return pdffile.Write("", f.objects...)
	}
	encrypt, trailer := f.protect(f.password)
	var objects []string
	for i, body := range f.objects {
		objects = append(objects, encrypted(body, i+1, encrypt))
	}
	return pdffile.Write(trailer, objects...)
}

// rc4Protection is the standard security handler with a key of 40 bits
// (ISO 32000-1, 7.6.3, revision 2), the owner's password being the user's.
func rc4Protection(password string) (encrypt func(int, []byte) []byte, trailer string) {
	const padding = "\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A"
	padded := []byte((password + padding)[:32])
	sum := md5.Sum(padded)
	owner := rc4crypt(sum[:5], padded)
	id := []byte("0123456789abcdef")
	const permissions = -4
	h := md5.New()
	h.Write(padded)
	h.Write(owner)
	_ = binary.Write(h, binary.LittleEndian, int32(permissions))
	h.Write(id)
	key := h.Sum(nil)[:5]
	user := rc4crypt(key, []byte(padding))
	encrypt = func(n int, data []byte) []byte {
		sum := md5.Sum(append(append([]byte{}, key...), byte(n), byte(n>>8), byte(n>>16), 0, 0))
		return rc4crypt(sum[:10], data)
	}
	return encrypt, fmt.Sprintf("/ID[<%x><%x>]/Encrypt<</Filter/Standard/V 1/R 2/O<%x>/U<%x>/P %d>>", id, id, owner, user,
		permissions)
}

// aesProtection is the standard security handler with a key of 256 bits
// (ISO 32000-2, 7.6.4, revision 6), the owner's password being the user's.
func aesProtection(password string) (encrypt func(int, []byte) []byte, trailer string) {
	key := []byte("0123456789abcdefFEDCBA9876543210")
	none := make([]byte, aes.BlockSize)
	entry := func(check, keep string, user []byte) (verify, sealed []byte) {
		verify = append(aesHash(password, check, user), check+keep...)
		return verify, aesCBC(aesHash(password, keep, user), none, key)
	}
	user, sealedUser := entry("salt one", "salt two", nil)
	owner, sealedOwner := entry("salt 3rd", "salt 4th", user)
	permissions := aesCBC(key, none, []byte("\xfc\xff\xff\xff\xff\xff\xff\xffTadbrest"))
	encrypt = func(n int, data []byte) []byte {
		iv := []byte(fmt.Sprintf("object%10d", n))
		pad := aes.BlockSize - len(data)%aes.BlockSize
		return append(iv, aesCBC(key, iv, append(slices.Clone(data), bytes.Repeat([]byte{byte(pad)}, pad)...))...)
	}
	return encrypt, fmt.Sprintf("/Encrypt<</Filter/Standard/V 5/R 6/Length 256/P -4/O<%x>/OE<%x>/U<%x>/UE<%x>/Perms<%x>"+
		"/CF<</StdCF<</CFM/AESV3/AuthEvent/DocOpen/Length 32>>>>/StmF/StdCF/StrF/StdCF>>", owner, sealedOwner, user,
		sealedUser, permissions)
}

// aesHash is algorithm 2.B.
func aesHash(password, salt string, user []byte) []byte {
	sum := sha256.Sum256(append([]byte(password+salt), user...))
	k := sum[:]
	var e []byte
	for i := 0; i < 64 || int(e[len(e)-1]) > i-32; i++ {
		e = aesCBC(k[:16], k[16:32], bytes.Repeat(slices.Concat([]byte(password), k, user), 64))
		remainder := 0
		for _, b := range e[:16] {
			remainder += int(b)
		}
		switch remainder % 3 {
		case 0:
			h := sha256.Sum256(e)
			k = h[:]
		case 1:
			h := sha512.Sum384(e)
			k = h[:]
		default:
			h := sha512.Sum512(e)
			k = h[:]
		}
	}
	return slices.Clone(k[:32])
}

func aesCBC(key, iv, data []byte) []byte {
	c, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	out := make([]byte, len(data))
	cipher.NewCBCEncrypter(c, iv).CryptBlocks(out, data)
	return out
}

// encrypted encrypts the stream of an object; our pages need no strings of
// dictionaries.
func encrypted(body string, n int, encrypt func(int, []byte) []byte) string {
	head, rest, ok := strings.Cut(body, "stream\n")
	if !ok {
		return body
	}
	plain := strings.TrimSuffix(rest, "\nendstream")
	data := encrypt(n, []byte(plain))
	head = strings.Replace(head, fmt.Sprintf("/Length %d", len(plain)), fmt.Sprintf("/Length %d", len(data)), 1)
	return head + "stream\n" + string(data) + "\nendstream"
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
