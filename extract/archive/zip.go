package archive

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/charset"
)

func (w *walker) zip(parent title, data []byte, depth int) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return damaged(err)
	}
	names := zipNames(z.File)
	shared := overlapping(z.File)
	for i, f := range z.File {
		stored := names[i]
		if f.FileInfo().IsDir() || strings.HasSuffix(stored, `\`) && f.UncompressedSize64 == 0 {
			continue
		}
		e := entry{title: title{name: stored, raw: f.Name}, size: int64(min(f.UncompressedSize64, 1<<62)),
			packed: int64(min(f.CompressedSize64, uint64(len(data))))}
		e.open = func() (io.Reader, error) {
			if shared[i] {
				return nil, fmt.Errorf("%w: it shares its bytes with another member, as only bombs do", document.ErrDamaged)
			}
			return openZip(f, w.opts.Password)
		}
		if err := w.file(parent, e, depth); err != nil {
			return err
		}
	}
	return nil
}

// overlapping marks the files whose bytes lie within those of one before them.
// Programs store each file by itself; a bomb makes a small file large by naming
// the same bytes many times.
func overlapping(files []*zip.File) []bool {
	type extent struct {
		index    int
		from, to int64
	}
	var extents []extent
	for i, f := range files {
		from, err := f.DataOffset()
		if err == nil && f.CompressedSize64 > 0 && f.CompressedSize64 < 1<<62 {
			extents = append(extents, extent{i, from, from + int64(f.CompressedSize64)})
		}
	}
	slices.SortStableFunc(extents, func(a, b extent) int { return cmp.Compare(a.from, b.from) })
	out := make([]bool, len(files))
	end := int64(0)
	for _, e := range extents {
		out[e.index] = e.from < end
		end = max(end, e.to)
	}
	return out
}

// zipNames decodes the names of an archive. A flag, or a field of its own,
// says UTF-8; without it Chinese programs store GBK. Some set the flag all the
// same, so it counts only where the name is UTF-8.
func zipNames(files []*zip.File) []string {
	const flagUTF8 = 1 << 11
	names := make([]string, len(files))
	var raw []string
	var at []int
	for i, f := range files {
		name, ok := unicodePath(f)
		switch {
		case ok:
			names[i] = name
		case !f.NonUTF8, f.Flags&flagUTF8 != 0 && utf8.ValidString(f.Name):
			names[i] = charset.Escape(f.Name)
		default:
			raw, at = append(raw, f.Name), append(at, i)
		}
	}
	for i, name := range charset.Names(raw) {
		names[at[i]] = name
	}
	return names
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
