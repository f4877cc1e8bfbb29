// Package pdffile writes PDF files of objects, for fixtures and tests. It knows
// where objects stand and how streams are wrapped, and nothing of what they
// draw.
package pdffile

import (
	"bytes"
	"compress/zlib"
	"fmt"
)

// Write is the file of the bodies of objects, which are numbered from 1. The
// first is the catalog. Trailer is further entries of the trailer, such as
// /Encrypt.
func Write(trailer string, objects ...string) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n%\xE2\xE3\xCF\xD3\n")
	at := make([]int, len(objects))
	for i, body := range objects {
		at[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&out, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, trailer, table)
	return out.Bytes()
}

// Stream is the body of a stream object with entries of its dictionary.
func Stream(entries, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", entries, len(data), data)
}

// Flate is Stream, compressed.
func Flate(entries, data string) string {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	_, _ = w.Write([]byte(data)) // to memory
	_ = w.Close()
	return Stream(entries+"/Filter /FlateDecode", z.String())
}
