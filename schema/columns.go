package schema

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
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
	Date // a day of the Gregorian calendar; its text is YYYY-MM-DD
	List
)

const (
	// Precision is the number of digits a decimal of a dataset can have, the
	// most that DuckDB, Arrow, Polars and Spark all read.
	Precision = 38
	// AmountScale are the places of amounts in the unit that is printed:
	// Tianjin prints 万元 with six decimals.
	AmountScale = 6
	yuanScale   = 2 // 分
)

// Column is one column of a kind of row, as the tags of its Go type declare
// it. One name serves Parquet, JSON, docs/schema.md and datapackage.json.
//
//	column  name, then options: dict (few different values), optional (the
//	        zero value is null), index (a negative number is null), outer (in
//	        JSON it is said by the object around the row), inline (the columns
//	        of a struct are columns of the row), date (a text is a day)
//	en, zh  what it means
//	unit    what its numbers are counted in
//	key     primary, if rows are told apart by it
//	ref     the column of another kind of row it names
//	object  the object of JSON it is a field of, whose name is the beginning
//	        of its own: region_code is region.code
//	parts   of an Amount: value, unit, yuan, published, decimals, pct
//	except  columns left out of those of an inline struct
//
// A field without a column tag is not published; the fields of an embedded
// struct are columns like its own. A pointer that is nil is null. A type that
// is a closed list (see Enum) makes its columns hold nothing else.
type Column struct {
	Name      string
	Type      Type
	Scale     int32 // places of a decimal
	Null      bool  // whether it can be null
	Few       bool  // whether few different values are expected
	Outer     bool
	Object    string
	Primary   bool
	Reference string // kind.column
	Unit      string
	EN, ZH    string

	// Of a list: the columns of its elements, or one column without a name
	// where they are plain values.
	Elements []Column
	Plain    bool

	goType   reflect.Type // of a value
	index    []int        // of the field in its row, or in the group it is a part of
	negative bool         // a negative number is null

	group  []int                    // of the Amount or Box in its row, if it is a part of one
	absent func(reflect.Value) bool // whether that says nothing
}

// Value is what a column holds in one row. Only the field of its type is set.
type Value struct {
	Null    bool
	Text    string // always UTF-8; of a date too
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
	for i := range row.NumField() {
		f := row.Field(i)
		switch tag, ok := f.Tag.Lookup("column"); {
		case ok:
			columns = append(columns, declared(row, f, tag)...)
		case f.Anonymous: // also where a field of the same name hides its own
			columns = append(columns, within(f, Columns(f.Type))...)
		}
	}
	columnsOf.Store(row, columns)
	return columns
}

var (
	decimalType = reflect.TypeFor[decimal.Decimal]()
	amountType  = reflect.TypeFor[Amount]()
	boxType     = reflect.TypeFor[document.Box]()
)

// declared are the columns of one field.
func declared(row reflect.Type, f reflect.StructField, tag string) []Column {
	name, options, _ := strings.Cut(tag, ",")
	c := Column{
		Name: name, Object: f.Tag.Get("object"), Primary: f.Tag.Get("key") == "primary", Reference: f.Tag.Get("ref"),
		Unit: f.Tag.Get("unit"), EN: f.Tag.Get("en"), ZH: f.Tag.Get("zh"), index: f.Index,
	}
	if c.Unit == "as in unit" { // a tag holds no back quotes
		c.Unit = inUnit
	}
	inline, date := false, false
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "":
		case "dict":
			c.Few = true
		case "optional":
			c.Null = true
		case "index":
			c.Null, c.negative = true, true
		case "outer":
			c.Outer = true
		case "inline":
			inline = true
		case "date":
			date = true
		default:
			panic(fmt.Sprintf("%s.%s: no option %q", row, f.Name, option))
		}
	}
	held := f.Type
	if held.Kind() == reflect.Pointer {
		held, c.Null = held.Elem(), true
	}
	switch {
	case held == amountType:
		return c.amount(strings.Fields(f.Tag.Get("parts")))
	case held == boxType:
		return c.box()
	case inline:
		return within(f, Columns(held))
	case held.Kind() == reflect.Slice:
		c.Type = List
		if of := held.Elem(); of.Kind() == reflect.Struct && of != decimalType {
			c.Elements = Columns(of)
		} else {
			c.Elements, c.Plain = []Column{{Type: typeOf(of), Few: c.Few, goType: of}}, true
		}
	default:
		c.Type, c.goType = typeOf(held), held
		switch {
		case date:
			c.Type, c.Null = Date, true // one that no calendar has
		case c.Type == Decimal && c.Unit == "元":
			c.Scale, c.Null = yuanScale, true
		case c.Type == Decimal:
			c.Scale, c.Null = AmountScale, true // one that has too many digits
		}
	}
	return []Column{c}
}

// within are the columns of a struct that stands in a field.
func within(f reflect.StructField, of []Column) []Column {
	except := strings.Fields(f.Tag.Get("except"))
	var columns []Column
	for _, c := range of {
		if slices.Contains(except, c.Name) {
			continue
		}
		if c.group != nil {
			c.group = append(slices.Clone(f.Index), c.group...)
		} else {
			c.index = append(slices.Clone(f.Index), c.index...)
		}
		columns = append(columns, c)
	}
	return columns
}

// amount are the columns of the parts of an Amount. Of one that is always
// there what is printed is never null.
func (c *Column) amount(parts []string) (columns []Column) {
	always := !c.Null
	field := func(name string) []int { f, _ := amountType.FieldByName(name); return f.Index }
	text, inYuan := field("Text"), field("HasYuan")
	c.group, c.absent = c.index, func(a reflect.Value) bool { return fieldOf(a, text).Len() == 0 }
	for _, part := range parts {
		p := *c
		p.Name, p.Null = c.Name+"_"+part, true
		switch part {
		case "value":
			p.Type, p.Scale, p.Unit, p.index = Decimal, AmountScale, inUnit, field("Value")
		case "pct":
			p.Type, p.Scale, p.Unit, p.index = Decimal, AmountScale, "%", field("Value")
		case "yuan":
			p.Type, p.Scale, p.Unit, p.index = Decimal, yuanScale, "元", field("Yuan")
			p.absent = func(a reflect.Value) bool { return c.absent(a) || !a.FieldByIndex(inYuan).Bool() }
			p.EN += ", in yuan, rounded to the fen; null if it is not of money or its unit is not known"
			p.ZH += "，折合元；非金额或单位不明为空"
		case "published":
			p.Type, p.index, p.Null, p.Few = Text, field("Text"), !always, always
			p.EN += ", as printed"
			p.ZH += "（原文）"
		case "decimals":
			p.Type, p.index, p.Null = Integer, field("Decimals"), !always
			p.EN, p.ZH = "digits printed after the decimal point", "原文小数位数"
		case "unit":
			p.Name, p.Type, p.index, p.Few = "unit", Text, field("Unit"), true
			p.EN, p.ZH = "unit it is printed in: 元, 万元, 亿元, %, 人, 辆, …; null if unknown", "金额单位；不明为空"
		default:
			panic(c.Name + ": an amount has no part " + part)
		}
		columns = append(columns, p)
	}
	return columns
}

// box are the four columns of a place on a page.
func (c *Column) box() (columns []Column) {
	c.group, c.absent = c.index, func(b reflect.Value) bool { return b.IsZero() }
	for i, edge := range []struct{ name, en, zh string }{
		{"x0", "left edge, from the left of the displayed page", "左"},
		{"y0", "upper edge, from the top", "上"},
		{"x1", "right edge", "右"},
		{"y1", "lower edge", "下"},
	} {
		p := *c
		p.Name, p.EN, p.ZH, p.Type, p.Null, p.Unit, p.index = edge.name, edge.en, edge.zh, Single, true, "pt", []int{i}
		columns = append(columns, p)
	}
	return columns
}

// inUnit is the unit of a column whose numbers are in the unit of their row.
const inUnit = "as in `unit`"

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

// Enum is the closed list whose words the column holds; nil for others.
func (c *Column) Enum() *Enum { return enums[c.goType] }

// fieldOf is FieldByIndex, which takes its time for the usual field that no
// other struct holds.
func fieldOf(v reflect.Value, index []int) reflect.Value {
	if len(index) == 1 {
		return v.Field(index[0])
	}
	return v.FieldByIndex(index)
}

// Of is what the column holds in a row, a struct of the type that declares it.
func (c *Column) Of(row reflect.Value) Value {
	v := row
	if c.group != nil {
		v = fieldOf(row, c.group)
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return Value{Null: true}
			}
			v = v.Elem()
		}
		if c.absent(v) {
			return Value{Null: true}
		}
		return c.value(fieldOf(v, c.index))
	}
	if c.index != nil { // not the values of a plain list
		v = fieldOf(row, c.index)
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return Value{Null: true}
		}
		return c.value(v.Elem())
	}
	if c.Null && !c.negative && v.IsZero() {
		return Value{Null: true}
	}
	return c.value(v)
}

func (c *Column) value(v reflect.Value) (value Value) {
	switch c.Type {
	case Text:
		value.Text = Escape(v.String())
		value.Null = c.Null && value.Text == ""
	case Date:
		value.Text = v.String()
		_, err := time.Parse(time.DateOnly, value.Text)
		value.Null = err != nil
	case Integer, Long:
		value.Integer = v.Int()
		value.Null = c.negative && value.Integer < 0
	case Single, Double:
		value.Float = v.Float()
	case Boolean:
		value.Boolean = v.Bool()
	case Decimal:
		if v.CanAddr() {
			value.Decimal = *v.Addr().Interface().(*decimal.Decimal) // without a copy on the heap
		} else {
			value.Decimal = v.Interface().(decimal.Decimal)
		}
	}
	return value
}

// ListOf is the list the column holds in a row.
func (c *Column) ListOf(row reflect.Value) reflect.Value { return row.FieldByIndex(c.index) }

// Set puts a value into a row where Of would find it.
func (c *Column) Set(row reflect.Value, value Value) {
	v := row
	if c.group != nil {
		if value.Null {
			return
		}
		v = held(row.FieldByIndex(c.group))
		if c.Type == Decimal { // the parts of an Amount that make the others count
			if text := v.FieldByName("Text"); text.String() == "" {
				text.SetString(value.Decimal.String())
			}
			if c.Scale == yuanScale {
				v.FieldByName("HasYuan").SetBool(true)
			}
		}
	}
	if c.index != nil {
		v = v.FieldByIndex(c.index)
	}
	if value.Null {
		v.SetZero()
		if c.negative {
			v.SetInt(-1)
		}
		return
	}
	v = held(v)
	switch c.Type {
	case Text, Date:
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

// held is what a pointer points to, made where it is nil; any other value is
// itself.
func held(v reflect.Value) reflect.Value {
	if v.Kind() != reflect.Pointer {
		return v
	}
	if v.IsNil() {
		v.Set(reflect.New(v.Type().Elem()))
	}
	return v.Elem()
}
