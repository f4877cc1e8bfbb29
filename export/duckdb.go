package export

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/yusuan/yusuan/sinks"
)

// duckdb writes SQL that opens the dataset where it stands; nothing is copied.
func duckdb(_ context.Context, w io.Writer, j *job) error {
	folder, err := filepath.Abs(j.dataset)
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, k := range j.kinds {
		path := filepath.ToSlash(filepath.Join(folder, k.Name))
		if k.Partitioned {
			path += "/*"
		}
		fmt.Fprintf(&b, "-- %s\nCREATE OR REPLACE VIEW %s AS FROM read_parquet(%s);\n", k.EN, quoted(k.Name),
			literal(path+".parquet"))
	}
	for _, v := range sinks.Views(j.kinds) {
		b.WriteString(strings.Replace(v, "CREATE VIEW", "CREATE OR REPLACE VIEW", 1) + "\n")
	}
	_, err = io.WriteString(w, b.String())
	return err
}

func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
