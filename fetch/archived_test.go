package fetch

import (
	"errors"
	"io"
	"path/filepath"
	"testing"

	"github.com/nlnwa/gowarc/v2"

	"github.com/yusuan/yusuan/document"
)

// archived are the addresses and digests of bodies in the files of an archive,
// each of which is read to its end.
func archived(t *testing.T, folder string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, WARCFolder, "*"+warcEnding))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for _, file := range files {
		r, err := gowarc.NewWarcFileReader(file, 0, gowarc.WithStrictValidation())
		if err != nil {
			t.Fatal(err)
		}
		for {
			rec, _, validation, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || !validation.Valid() {
				t.Fatalf("%s: %v, %v", file, err, validation)
			}
			if rec.Type() == gowarc.Response {
				block, ok := rec.Block().(gowarc.HttpResponseBlock)
				if !ok {
					t.Fatalf("%s: a response that is none", file)
				}
				payload, err := block.PayloadBytes()
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(payload)
				if err != nil {
					t.Fatal(err)
				}
				if block.HttpHeader().Get("Content-Encoding") == "gzip" {
					if body, err = gunzip(body); err != nil {
						t.Fatal(err)
					}
				}
				all[rec.WarcHeader().Get(gowarc.WarcTargetURI)+" "+document.Digest(body)] = true
			}
			rec.Close()
		}
		r.Close()
	}
	return all
}
