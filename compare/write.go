package compare

import (
	"fmt"
	"io"
	"reflect"

	"github.com/yusuan/yusuan/schema"
)

// write prints the values of a row so that different rows give different
// texts.
func write(w io.Writer, columns []schema.Column, row reflect.Value) {
	for i := range columns {
		c := &columns[i]
		if c.Type == schema.List {
			list := c.ListOf(row)
			fmt.Fprintf(w, "%d[", list.Len())
			for j := range list.Len() {
				write(w, c.Elements, list.Index(j))
			}
			continue
		}
		switch v := c.Of(row); {
		case v.Null:
			fmt.Fprint(w, "\x00;")
		case c.Type == schema.Decimal:
			fmt.Fprintf(w, "%s;", v.Decimal)
		default:
			fmt.Fprintf(w, "%q %d %g %t;", v.Text, v.Integer, v.Float, v.Boolean)
		}
	}
}
