package sinks

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/yusuan/yusuan/schema"
)

// viewsFile has the views of the dataset for DuckDB, to be read in its folder.
const viewsFile = "views.sql"

// viewText are questions that everybody asks, in the SQL that SQLite and DuckDB
// share, over tables with the names of the kinds of row.
//
//go:embed views.sql
var viewText string

// Views are the views, as statements in their order, whose tables are all among
// the kinds.
func Views(kinds []*schema.RowKind) (out []string) {
	there := map[string]bool{}
	for _, k := range kinds {
		there[k.Name] = true
	}
	for statement := range strings.SplitSeq(viewText, ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		_, needs, _ := strings.Cut(statement, "-- from ")
		needs, _, _ = strings.Cut(needs, "\n")
		complete := true
		for name := range strings.SplitSeq(needs, ", ") {
			complete = complete && there[name]
		}
		if complete {
			out = append(out, strings.TrimSpace(statement)+";")
		}
	}
	return out
}

// views has a view for each kind of row, and those above.
func views() []byte {
	var b strings.Builder
	b.WriteString("-- Views of the dataset in this folder for DuckDB, to be read there: duckdb -init views.sql\n\n")
	for _, k := range schema.RowKinds {
		files := k.Name + ".parquet"
		if k.Partitioned {
			files = k.Name + "/*.parquet"
		}
		fmt.Fprintf(&b, "CREATE VIEW %s AS FROM '%s';\n", k.Name, files)
	}
	return []byte(b.String() + "\n" + viewText)
}
