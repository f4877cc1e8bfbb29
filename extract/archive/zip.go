package archive

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

func (w *walker) zip(name string, data []byte, depth int) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return damaged(err)
	}
	decode := zipNames(z.File)
	for _, f := range z.File {
		stored := decode(f)
		if f.FileInfo().IsDir() || strings.HasSuffix(stored, `\`) && f.UncompressedSize64 == 0 {
			continue
		}
		e := entry{name: stored, size: int64(min(f.UncompressedSize64, 1<<62)), packed: int64(min(f.CompressedSize64, uint64(len(data))))}
		e.open = func() (io.Reader, error) { return openZip(f, w.opts.Password) }
		if err := w.file(name, e, depth); err != nil {
			return err
		}
	}
	return nil
}

// zipNames chooses how the names of an archive are to be decoded. Only a flag
// says UTF-8; without it Chinese programs store GBK (in Taiwan and Hong Kong
// Big5), and one archive was written by one program.
func zipNames(files []*zip.File) func(*zip.File) string {
	isUTF8, isGBK := true, true
	for _, f := range files {
		if f.NonUTF8 {
			isUTF8 = isUTF8 && utf8.ValidString(f.Name)
			_, ok := decodeName(simplifiedchinese.GB18030.NewDecoder().String, f.Name)
			isGBK = isGBK && ok
		}
	}
	return func(f *zip.File) string {
		if name, ok := unicodePath(f); ok {
			return name
		}
		if !f.NonUTF8 || isUTF8 {
			return strings.ToValidUTF8(f.Name, "_")
		}
		decode := simplifiedchinese.GB18030.NewDecoder().String
		if !isGBK {
			decode = traditionalchinese.Big5.NewDecoder().String
		}
		if name, ok := decodeName(decode, f.Name); ok {
			return name
		}
		return strings.ToValidUTF8(f.Name, "_")
	}
}

func decodeName(decode func(string) (string, error), raw string) (string, bool) {
	s, err := decode(raw)
	return s, err == nil && !strings.ContainsRune(s, utf8.RuneError)
}

// unicodePath is the Info-ZIP Unicode Path extra field (0x7075), valid while
// its checksum still is that of the stored name (APPNOTE 4.6.9).
func unicodePath(f *zip.File) (string, bool) {
	for x := f.Extra; len(x) >= 4; {
		id, size := binary.LittleEndian.Uint16(x), int(binary.LittleEndian.Uint16(x[2:]))
		if x = x[4:]; size > len(x) {
			return "", false
		}
		if field := x[:size]; id == 0x7075 && size > 5 && field[0] == 1 {
			name := string(field[5:])
			if binary.LittleEndian.Uint32(field[1:]) == crc32.ChecksumIEEE([]byte(f.Name)) && utf8.ValidString(name) {
				return name, true
			}
		}
		x = x[size:]
	}
	return "", false
}

// LocalNames lists the file names in the local headers of a ZIP file, which
// are there even when the end of the file, and with it the directory, is not.
func LocalNames(data []byte) (names []string) {
	const header = 30
	for len(names) < 1000 {
		at := bytes.Index(data, []byte("PK\x03\x04"))
		if at < 0 || len(data) < at+header {
			return names
		}
		data = data[at:]
		n := int(binary.LittleEndian.Uint16(data[26:]))
		if len(data) < header+n {
			return names
		}
		names = append(names, string(data[header:header+n]))
		data = data[header+n:]
	}
	return names
}
