package sinks

import (
	"reflect"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/yusuan/yusuan/schema"
)

// shredder turns rows of a declared type into rows of Parquet.
type shredder struct {
	schema *parquet.Schema
	leaves []leaf
}

// leaf is one column of a Parquet file.
type leaf struct {
	column  schema.Column
	of      *schema.Column // the list whose elements have it; nil outside lists
	element bool           // the elements are its values themselves
	last    parquet.Value  // of a text; most columns hardly change from row to row
	text    string         // that it holds
}

// newShredder declares the file of a kind of row.
func newShredder(name string, columns []schema.Column) *shredder {
	s := &shredder{}
	s.schema = parquet.NewSchema(name, s.group(columns, nil))
	return s
}

func (s *shredder) group(columns []schema.Column, of *schema.Column) parquet.Node {
	var g group
	for i := range columns {
		c := &columns[i]
		var node parquet.Node
		switch {
		case c.Type == schema.List && c.Plain:
			node = parquet.List(leafNode(&c.Elements[0]))
			s.leaves = append(s.leaves, leaf{column: c.Elements[0], of: c, element: true, last: parquet.ValueOf("")})
		case c.Type == schema.List:
			if of != nil {
				panic(c.Name + ": a list in a list")
			}
			node = parquet.List(s.group(c.Elements, c))
		default:
			node = leafNode(c)
			s.leaves = append(s.leaves, leaf{column: *c, of: of, last: parquet.ValueOf("")})
		}
		g.fields = append(g.fields, field{node, c.Name})
	}
	return g
}

func leafNode(c *schema.Column) parquet.Node {
	var node parquet.Node
	switch c.Type {
	case schema.Text:
		node = parquet.String()
	case schema.Integer:
		node = parquet.Int(32)
	case schema.Long:
		node = parquet.Int(64)
	case schema.Single:
		node = parquet.Leaf(parquet.FloatType)
	case schema.Double:
		node = parquet.Leaf(parquet.DoubleType)
	case schema.Boolean:
		node = parquet.Leaf(parquet.BooleanType)
	case schema.Date:
		node = parquet.Date()
	case schema.Decimal:
		node = parquet.Decimal(int(c.Scale), schema.Precision, signed{parquet.FixedLenByteArrayType(decimalBytes)})
	}
	if c.Few {
		node = parquet.Encoded(node, &parquet.RLEDictionary)
	}
	if c.Null {
		node = parquet.Optional(node)
	}
	return node
}

// row appends the values of a row to those of each column of the file.
func (s *shredder) row(to [][]parquet.Value, row reflect.Value) {
	for i := range s.leaves {
		l := &s.leaves[i]
		if l.of == nil {
			to[i] = append(to[i], l.value(row, 0, 0, i))
			continue
		}
		list := l.of.ListOf(row)
		if list.Len() == 0 {
			to[i] = append(to[i], parquet.NullValue().Level(0, 0, i))
		}
		for j := range list.Len() {
			to[i] = append(to[i], l.value(list.Index(j), min(j, 1), 1, i))
		}
	}
}

// value is what the column holds in a row or an element; again is 1 for the
// elements of a list after the first, depth 1 inside lists.
func (l *leaf) value(row reflect.Value, again, depth, column int) parquet.Value {
	v, stored := l.column.Of(row), parquet.NullValue()
	if !v.Null {
		stored = l.stored(v)
	}
	if l.column.Null && !stored.IsNull() {
		depth++
	}
	return stored.Level(again, depth, column)
}

func (l *leaf) stored(v schema.Value) parquet.Value {
	switch l.column.Type {
	case schema.Text:
		if v.Text != l.text {
			l.last, l.text = parquet.ValueOf(v.Text), v.Text // shares the text
		}
		return l.last
	case schema.Date:
		day, err := time.Parse(time.DateOnly, v.Text)
		if err == nil {
			return parquet.Int32Value(int32(day.Unix() / secondsOfDay))
		}
	case schema.Integer:
		return parquet.Int32Value(int32(v.Integer))
	case schema.Long:
		return parquet.Int64Value(v.Integer)
	case schema.Single:
		return parquet.FloatValue(float32(v.Float))
	case schema.Double:
		return parquet.DoubleValue(v.Float)
	case schema.Boolean:
		return parquet.BooleanValue(v.Boolean)
	case schema.Decimal:
		if i, ok := schema.Unscaled(v.Decimal, l.column.Scale); ok {
			return decimalValue(i)
		}
	}
	return parquet.NullValue()
}

// secondsOfDay are those of UTC; dates of Parquet are days since 1970-01-01.
const secondsOfDay = 24 * 60 * 60

// group is a node whose fields stand in the order they are declared in; the
// library's own sorts them by name.
type group struct {
	parquet.Group
	fields []parquet.Field
}

func (g group) Fields() []parquet.Field { return g.fields }

func (g group) String() string { return "group" }

func (g group) GoType() reflect.Type { return reflect.TypeFor[struct{}]() }

type field struct {
	parquet.Node
	name string
}

func (f field) Name() string { return f.name }

// Value is asked for only where the library takes rows apart itself.
func (f field) Value(reflect.Value) reflect.Value { panic("rows are taken apart by shredder") }
