package portal

import (
	"archive/zip"
	"bytes"
)

// Zipped is an archive of one file.
func Zipped(name string, data []byte) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err == nil {
		_, err = w.Write(data)
	}
	if err != nil || z.Close() != nil {
		panic("portal: a buffer that takes nothing")
	}
	return b.Bytes()
}
