package schema

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/shopspring/decimal"
)

// Type is what a column holds.
type Type uint8

const (
	Text Type = iota
	Integer
	Long // an integer of 64 bits
	Single
	Double
	Boolean
	Decimal
	List
)

// Precision is the number of digits a decimal of a dataset can have, the most
// that DuckDB, Arrow, Polars and Spark all read.
const Precision = 38

// Column is one column of a kind of row, as the tags of its Go type declare
// it:
//
//	column  name, then options: dict (few different values), optional (the
//	        zero value is null), index (a negative number is null), scale=N
//	        (places of a decimal)
//	en, zh  what it means
//	unit    what its numbers are counted in
//	key     primary, if rows are told apart by it
//	ref     the column of another kind of row it names
//
// A field without a column tag is not published; the fields of an embedded
// struct are columns like its own. A pointer that is nil is null.
type Column struct {
	Name      string
	Type      Type
	Scale     int32 // places of a decimal
	Null      bool  // whether it can be null
	Few       bool  // whether few different values are expected
	Primary   bool
	Reference string // kind.column
	Unit      string
	EN, ZH    string

	// Of a list: the columns of its elements, or one column without a name
	// where they are plain values.
	Elements []Column
	Plain    bool

	index    []int // of the field, through embedded structs
	negative bool  // a negative number is null
}

// Value is what a column holds in one row. Only the field of its type is set.
type Value struct {
	Null    bool
	Text    string // always UTF-8
	Integer int64
	Float   float64
	Boolean bool
	Decimal decimal.Decimal
}

var columnsOf sync.Map // of reflect.Type: []Column

// Columns are the columns that a struct type declares, in their order. It
// panics where a declaration is wrong: no input can make it so.
func Columns(row reflect.Type) []Column {
	if known, ok := columnsOf.Load(row); ok {
		return known.([]Column)
	}
	var columns []Column
	for _, f := range reflect.VisibleFields(row) {
		if tag, ok := f.Tag.Lookup("column"); ok && !f.Anonymous {
			columns = append(columns, declared(row, f, tag))
		}
	}
	columnsOf.Store(row, columns)
	return columns
}

var decimalType = reflect.TypeFor[decimal.Decimal]()

func declared(row reflect.Type, f reflect.StructField, tag string) Column {
	name, options, _ := strings.Cut(tag, ",")
	c := Column{
		Name: name, Primary: f.Tag.Get("key") == "primary", Reference: f.Tag.Get("ref"),
		Unit: strings.Replace(f.Tag.Get("unit"), "column unit", "as in `unit`", 1), EN: f.Tag.Get("en"), ZH: f.Tag.Get("zh"), index: f.Index,
	}
	for option := range strings.SplitSeq(options, ",") {
		key, value, _ := strings.Cut(option, "=")
		switch key {
		case "":
		case "dict":
			c.Few = true
		case "optional":
			c.Null = true
		case "index":
			c.Null, c.negative = true, true
		case "scale":
			if _, err := fmt.Sscan(value, &c.Scale); err != nil {
				panic(fmt.Sprintf("%s.%s: scale %q", row, f.Name, value))
			}
		default:
			panic(fmt.Sprintf("%s.%s: no option %q", row, f.Name, option))
		}
	}
	held := f.Type
	if held.Kind() == reflect.Pointer {
		held, c.Null = held.Elem(), true
	}
	if held.Kind() == reflect.Slice {
		c.Type = List
		if of := held.Elem(); of.Kind() == reflect.Struct && of != decimalType {
			c.Elements = Columns(of)
		} else {
			c.Elements, c.Plain = []Column{{Type: typeOf(of), Few: c.Few}}, true
		}
		return c
	}
	c.Type = typeOf(held)
	c.Null = c.Null || c.Type == Decimal // one that has too many digits
	return c
}

func typeOf(t reflect.Type) Type {
	if t == decimalType {
		return Decimal
	}
	switch t.Kind() {
	case reflect.String:
		return Text
	case reflect.Int, reflect.Int32:
		return Integer
	case reflect.Int64:
		return Long
	case reflect.Float32:
		return Single
	case reflect.Float64:
		return Double
	case reflect.Bool:
		return Boolean
	}
	panic("a column holds no " + t.String())
}

// Of is what the column holds in a row, a struct of the type that declares it.
func (c *Column) Of(row reflect.Value) Value {
	v := row
	if c.index != nil {
		v = row.FieldByIndex(c.index)
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return Value{Null: true}
		}
		return c.plain(v.Elem())
	}
	if c.Null && !c.negative && v.IsZero() {
		return Value{Null: true}
	}
	return c.plain(v)
}

func (c *Column) plain(v reflect.Value) (value Value) {
	switch c.Type {
	case Text:
		value.Text = Escape(v.String())
	case Integer, Long:
		value.Integer = v.Int()
		value.Null = c.negative && value.Integer < 0
	case Single, Double:
		value.Float = v.Float()
	case Boolean:
		value.Boolean = v.Bool()
	case Decimal:
		value.Decimal = v.Interface().(decimal.Decimal)
	}
	return value
}

// ListOf is the list the column holds in a row.
func (c *Column) ListOf(row reflect.Value) reflect.Value { return row.FieldByIndex(c.index) }

// Set puts a value into a row where Of would find it.
func (c *Column) Set(row reflect.Value, value Value) {
	v := row
	if c.index != nil {
		v = row.FieldByIndex(c.index)
	}
	if value.Null {
		v.SetZero()
		if c.negative {
			v.SetInt(-1)
		}
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch c.Type {
	case Text:
		v.SetString(value.Text)
	case Integer, Long:
		v.SetInt(value.Integer)
	case Single, Double:
		v.SetFloat(value.Float)
	case Boolean:
		v.SetBool(value.Boolean)
	case Decimal:
		v.Set(reflect.ValueOf(value.Decimal))
	}
}
