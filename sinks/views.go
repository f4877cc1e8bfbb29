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
// Types of the folders' names are said, because a reader guesses them from the
// names it finds.
func views() []byte {
	types := make([]string, len(schema.PartitionColumns))
	for i, c := range schema.PartitionColumns {
		types[i] = "'" + c + "': INTEGER"
	}
	var b strings.Builder
	b.WriteString("-- Views of the dataset in this folder for DuckDB, to be read there: duckdb -init views.sql\n\n")
	for _, k := range schema.RowKinds {
		if k.Partitioned {
			fmt.Fprintf(&b, "CREATE VIEW %s AS FROM read_parquet('%[1]s/**/*.parquet', hive_partitioning = true,\n"+
				"    hive_types = {%s});\n", k.Name, strings.Join(types, ", "))
		} else {
			fmt.Fprintf(&b, "CREATE VIEW %s AS FROM '%[1]s.parquet';\n", k.Name)
		}
	}
	return []byte(b.String() + "\n" + derivedViews)
}
