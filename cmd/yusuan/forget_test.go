package main

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/rogpeppe/go-internal/testscript"
)

// traces FOLDER TEXT fails if no file of a folder holds a text, ! traces if one
// does: as it is, packed, or as a value of a Parquet file.
func traces(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: traces FOLDER TEXT")
	}
	var found []string
	err := filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, whole := range opened(path, text) {
			if bytes.Contains(whole, []byte(args[1])) {
				found = append(found, path)
			}
		}
		return nil
	})
	ts.Check(err)
	if neg && len(found) > 0 {
		ts.Fatalf("%s is still in %s", args[1], strings.Join(found, ", "))
	}
	if !neg && len(found) == 0 {
		ts.Fatalf("%s is nowhere, so that nothing is shown", args[1])
	}
}

// opened is a file as it is, and what is packed in it.
func opened(path string, text []byte) [][]byte {
	all := [][]byte{text}
	if z, err := gzip.NewReader(bytes.NewReader(text)); err == nil {
		if records, err := io.ReadAll(z); err == nil {
			all = append(all, records)
		}
	}
	if z, err := zstd.NewReader(nil); err == nil {
		if whole, err := z.DecodeAll(text, nil); err == nil {
			all = append(all, whole)
		}
	}
	if filepath.Ext(path) == ".parquet" {
		all = append(all, values(text))
	}
	return all
}

// values are the texts of a Parquet file.
func values(file []byte) (all []byte) {
	f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil
	}
	for _, g := range f.RowGroups() {
		rows := g.Rows()
		batch := make([]parquet.Row, 64)
		for err == nil {
			var n int
			n, err = rows.ReadRows(batch)
			for _, row := range batch[:n] {
				for _, v := range row {
					if v.Kind() == parquet.ByteArray {
						all = append(append(all, v.ByteArray()...), 0)
					}
				}
			}
		}
		err = rows.Close()
	}
	return all
}
