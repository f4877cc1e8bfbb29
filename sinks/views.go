package sinks

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/yusuan/yusuan/schema"
)

// viewsFile has the views of the dataset for DuckDB, to be read in its folder.
const viewsFile = "views.sql"

//go:embed views.sql
var derivedViews string

// views has a view for each kind of row, and what is derived of them.
func views() []byte {
	var b strings.Builder
	b.WriteString("-- Views of the dataset in this folder for DuckDB, to be read there: duckdb -init views.sql\n\n")
	for _, k := range schema.RowKinds {
		if k.Partitioned {
			fmt.Fprintf(&b, "CREATE VIEW %s AS FROM '%[1]s/*.parquet';\n", k.Name)
		} else {
			fmt.Fprintf(&b, "CREATE VIEW %s AS FROM '%[1]s.parquet';\n", k.Name)
		}
	}
	return []byte(b.String() + "\n" + derivedViews)
}
