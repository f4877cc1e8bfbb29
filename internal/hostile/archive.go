package hostile

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
)

func archives(n func(int) int) []File {
	var out []File
	add := func(name string, data []byte) { out = append(out, File{name, data}) }
	nested := pack("0.md", strings.Repeat("1", n(400_000)))
	for range 4 {
		var parts []string
		for i := range 10 {
			parts = append(parts, fmt.Sprintf("%d.zip", i), string(nested))
		}
		nested = pack(parts...)
	}
	add("nested.zip", nested)
	var many []string
	for i := range n(30_000) {
		many = append(many, fmt.Sprintf("%d.md", i), fmt.Sprint(i))
	}
	add("many.zip", pack(many...))
	add("overlap.zip", overlap(n(60_000), 100_000))
	add("ratio.zip", pack("a.md", strings.Repeat("1", n(400_000_000))))
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	zeros := make([]byte, 1<<20)
	for range n(600) {
		_, _ = w.Write(zeros) // to memory
	}
	_ = w.Close()
	add("zeros.gz", z.Bytes())
	return out
}

// overlap is a ZIP file whose directory names the same bytes count times.
func overlap(count, size int) []byte {
	text := []byte(strings.Repeat("1234.56 \n", size/9))
	var packed bytes.Buffer
	w, _ := flate.NewWriter(&packed, flate.BestCompression)
	_, _ = w.Write(text) // to memory
	_ = w.Close()
	var out bytes.Buffer
	put := func(values ...any) {
		for _, v := range values {
			_ = binary.Write(&out, binary.LittleEndian, v)
		}
	}
	sums := func() { put(crc32.ChecksumIEEE(text), uint32(packed.Len()), uint32(len(text))) }
	put([]byte("PK\x03\x04"), uint16(20), uint16(0), uint16(8), uint32(0))
	sums()
	put(uint16(4), uint16(0), []byte("a.md"), packed.Bytes())
	directory := out.Len()
	for i := range count {
		put([]byte("PK\x01\x02"), uint16(20), uint16(20), uint16(0), uint16(8), uint32(0))
		sums()
		put(uint16(8), [4]uint16{}, uint32(0), uint32(0), []byte(fmt.Sprintf("%05d.md", i)))
	}
	size = out.Len() - directory
	put([]byte("PK\x05\x06"), uint32(0), uint16(min(count, 65535)), uint16(min(count, 65535)), uint32(size),
		uint32(directory), uint16(0))
	return out.Bytes()
}
