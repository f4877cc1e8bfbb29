package sinks

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"reflect"
	"strconv"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// JSON is a Sink that writes one JSON object a line for each document, as soon
// as it comes. Its fields are the columns of package schema, but for what the
// object around a row says. Decimals are strings, so that no reader makes
// floats of them; a text that is not there is empty, any other value null, and
// lists are never null, so that a program can go through them without asking.
type JSON struct {
	encoder *json.Encoder
	closed  bool
}

// NewJSON writes to w.
func NewJSON(w io.Writer) *JSON {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return &JSON{encoder: e}
}

// Write prints one document.
func (j *JSON) Write(ctx context.Context, r *schema.Record) error {
	if j.closed {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return j.encoder.Encode(objectOf(r))
}

// Commit ends the stream.
func (j *JSON) Commit(context.Context) error {
	if j.closed {
		return ErrClosed
	}
	j.closed = true
	return nil
}

// Abort ends the stream; what was printed stays printed.
func (j *JSON) Abort() error {
	j.closed = true
	return nil
}

// object is what is known of one document, for programs.
type object struct {
	Document   Row         `json:"document"`
	Reading    jsonReading `json:"reading"`
	Tables     []Row       `json:"tables"` // each with its jsonGrid
	Facts      []Row       `json:"facts"`
	Projects   []Row       `json:"projects"`
	Indicators []Row       `json:"indicators"`
	Claims     []Row       `json:"claims"`
	Promises   []Row       `json:"promises"`
	Coverage   jsonCover   `json:"coverage"`
	Checks     []Row       `json:"checks"`
	Findings   []Row       `json:"findings"`
}

// Row is one row as an object of JSON.
type Row struct {
	columns []schema.Column
	row     reflect.Value
	more    any // an object whose fields follow
}

// With is the row with the fields of another object after its own.
func (r Row) With(more any) Row {
	r.more = more
	return r
}

// RowsOf are the rows of a record as objects of JSON, never nil. Kind is the
// name of a kind of row.
func RowsOf(r *schema.Record, kind string) []Row {
	k := schema.KindNamed(kind)
	rows := []Row{}
	for row := range k.Rows(r) {
		rows = append(rows, Row{columns: k.Columns, row: row})
	}
	return rows
}

// RowsBetween are the rows of what was held between reports, likewise.
func RowsBetween(a *schema.Across, kind string) []Row {
	k := schema.KindNamed(kind)
	rows := []Row{}
	for row := range k.RowsBetween(a) {
		rows = append(rows, Row{columns: k.Columns, row: row})
	}
	return rows
}

// MarshalJSON writes the columns in the order they are declared in.
func (r Row) MarshalJSON() ([]byte, error) {
	b := appendFields([]byte{'{'}, r.columns, r.row)
	if r.more == nil {
		return append(b, '}'), nil
	}
	var more bytes.Buffer
	e := json.NewEncoder(&more)
	e.SetEscapeHTML(false)
	if err := e.Encode(r.more); err != nil {
		return nil, err
	}
	if fields := bytes.TrimPrefix(more.Bytes(), []byte("{")); fields[0] != '}' {
		b = append(append(b, ','), fields...)
	} else {
		b = append(b, '}')
	}
	return b, nil
}

func appendFields(b []byte, columns []schema.Column, row reflect.Value) []byte {
	object := ""
	for i := range columns {
		c := &columns[i]
		if c.Outer {
			continue
		}
		if object != "" && object != c.Object {
			b = append(b, '}')
		}
		if last := b[len(b)-1]; last != '{' {
			b = append(b, ',')
		}
		name := c.Name
		if c.Object != "" {
			if object != c.Object {
				b = append(appendText(b, c.Object), ':', '{')
			}
			name = name[len(c.Object)+1:]
		}
		object = c.Object
		b = append(appendText(b, name), ':')
		b = AppendJSON(b, c, row)
	}
	if object != "" {
		b = append(b, '}')
	}
	return b
}

// AppendJSON appends what a column holds in a row, as JSON has it.
func AppendJSON(b []byte, c *schema.Column, row reflect.Value) []byte {
	if c.Type != schema.List {
		return appendValue(b, c, c.Of(row))
	}
	list := c.ListOf(row)
	b = append(b, '[')
	for i := range list.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		if c.Plain {
			b = appendValue(b, &c.Elements[0], c.Elements[0].Of(list.Index(i)))
		} else {
			b = append(appendFields(append(b, '{'), c.Elements, list.Index(i)), '}')
		}
	}
	return append(b, ']')
}

func appendValue(b []byte, c *schema.Column, v schema.Value) []byte {
	switch {
	case c.Type == schema.Date && v.Null:
		return appendText(b, "")
	case c.Type == schema.Text || c.Type == schema.Date:
		return appendText(b, v.Text) // empty where null
	case v.Null:
		return append(b, "null"...)
	}
	switch c.Type {
	case schema.Integer, schema.Long:
		return strconv.AppendInt(b, v.Integer, 10)
	case schema.Single:
		return strconv.AppendFloat(b, hundredths(v.Float), 'f', -1, 64)
	case schema.Double:
		return strconv.AppendFloat(b, v.Float, 'g', -1, 64)
	case schema.Boolean:
		return strconv.AppendBool(b, v.Boolean)
	}
	return appendText(b, v.Decimal.String()) // exact, whatever a column of Parquet holds
}

func appendText(b []byte, text string) []byte {
	quoted := bytes.NewBuffer(b)
	e := json.NewEncoder(quoted)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text cannot fail
	return bytes.TrimSuffix(quoted.Bytes(), []byte("\n"))
}

// jsonReading is the account of all numeric tokens, in sum and for each page.
type jsonReading struct {
	Second *schema.SecondReading `json:"second_reading,omitempty"` // only if all pages were read twice
	document.NumberAudit
	Unexplained int            `json:"unexplained"` // of account
	Account     schema.Account `json:"account"`     // what the numeric tokens in tables ended as
	Sentences   jsonSentences  `json:"sentences"`
	Pages       []jsonPage     `json:"pages"`
}

// jsonSentences is the account of the amounts of money in sentences.
type jsonSentences struct {
	Amounts  int            `json:"amounts"`
	LeftOver []jsonLeftOver `json:"left_over"` // those that are in no claim
}

type jsonLeftOver struct {
	Page   int    `json:"page,omitempty"`
	Block  int    `json:"block_index"` // -1 in tables
	Offset int    `json:"offset"`
	Text   string `json:"text"`
	Unit   string `json:"unit"`
	Why    string `json:"why"`
}

type jsonPage struct {
	Page     int                 `json:"page"`
	Name     string              `json:"name,omitempty"`
	Status   document.PageStatus `json:"status"`
	Width    float64             `json:"width,omitempty"`
	Height   float64             `json:"height,omitempty"`
	Rotation int                 `json:"rotation,omitempty"`
	document.NumberAudit
	Blocks []jsonBlock `json:"blocks"`
	// Layer is the invisible text that the file lays over or under a picture: a
	// second opinion of what it shows.
	Layer []jsonRun `json:"layer,omitempty"`
}

type jsonRun struct {
	Text string  `json:"text"`
	X0   float64 `json:"x0"`
	Y0   float64 `json:"y0"`
	X1   float64 `json:"x1"`
	Y1   float64 `json:"y1"`
}

type jsonBlock struct {
	Kind       document.BlockKind `json:"kind"`
	Text       string             `json:"text,omitempty"`
	Level      int                `json:"level,omitempty"`
	Table      *int               `json:"table,omitempty"` // index in tables
	X0         *float64           `json:"x0"`
	Y0         *float64           `json:"y0"`
	X1         *float64           `json:"x1"`
	Y1         *float64           `json:"y1"`
	Confidence float64            `json:"ocr_confidence,omitempty"`
}

// jsonGrid is what a table holds. The rows are the page as printed, for whoever
// has the file already; contacts are left out of everything made of it, and of
// datasets.
type jsonGrid struct {
	Header   [][]string `json:"header"`
	Rows     [][]string `json:"rows"`
	RowIndex []int      `json:"row_index"` // the grid row of each of rows
	Cells    []Row      `json:"cells"`
}

type jsonCover struct {
	Amounts int               `json:"amounts"`
	Checked int               `json:"checked"`
	Tables  []schema.Coverage `json:"tables"`
}

func objectOf(r *schema.Record) object {
	o := object{
		Document: RowsOf(r, "documents")[0], Reading: jsonReading{Pages: []jsonPage{}}, Tables: RowsOf(r, "tables"),
		Facts: RowsOf(r, "facts"), Projects: RowsOf(r, "projects"), Indicators: RowsOf(r, "indicators"),
		Claims: RowsOf(r, "claims"), Promises: RowsOf(r, "promises"), Coverage: jsonCover{Tables: []schema.Coverage{}},
		Checks: RowsOf(r, "checks"), Findings: RowsOf(r, "findings"),
	}
	o.Reading.Account = r.Account()
	o.Reading.Unexplained = o.Reading.Account.Unexplained
	o.Reading.Sentences = jsonSentences{Amounts: r.Said, LeftOver: []jsonLeftOver{}}
	for _, l := range r.LeftOver {
		o.Reading.Sentences.LeftOver = append(o.Reading.Sentences.LeftOver, jsonLeftOver{
			Page: l.Source.Page, Block: l.Source.Block, Offset: l.Offset,
			Text: l.Amount.Text, Unit: l.Amount.Unit, Why: l.Why,
		})
	}
	if d := r.Document; d != nil {
		o.Reading.NumberAudit = escaped(d.Reading)
		if r.SecondReading.Numbers > 0 {
			o.Reading.Second = &r.SecondReading
		}
		for i := range d.Pages {
			o.Reading.Pages = append(o.Reading.Pages, pageOf(&d.Pages[i]))
		}
	}
	for i := range o.Tables {
		o.Tables[i] = o.Tables[i].With(gridOf(r, &r.Tables[i]))
	}
	o.Coverage.Amounts, o.Coverage.Checked = r.Covered()
	o.Coverage.Tables = append(o.Coverage.Tables, r.Coverage...)
	return o
}

func gridOf(r *schema.Record, t *schema.Table) jsonGrid {
	g := jsonGrid{Header: [][]string{}, Rows: [][]string{}, RowIndex: []int{}, Cells: []Row{}}
	if l := t.Layout; l != nil {
		rows, at := l.BodyText()
		g.Header, g.Rows, g.RowIndex = texts(l.HeaderText()), texts(rows), append(g.RowIndex, at...)
	}
	columns, cells := schema.KindNamed("cells").Columns, reflect.ValueOf(t.CellRows(r))
	for i := range cells.Len() {
		g.Cells = append(g.Cells, Row{columns: columns, row: cells.Index(i)})
	}
	return g
}

func texts(rows [][]string) [][]string {
	for _, row := range rows {
		for i := range row {
			row[i] = schema.Escape(row[i])
		}
	}
	return rows
}

func escaped(r document.NumberAudit) document.NumberAudit {
	leftovers := make([]string, len(r.Leftovers))
	for i, text := range r.Leftovers {
		leftovers[i] = schema.Escape(text)
	}
	r.Leftovers = leftovers
	return r
}

func pageOf(p *document.Page) jsonPage {
	page := jsonPage{
		Page: p.Number, Name: schema.Escape(p.Name), Status: p.Status, Width: p.Width, Height: p.Height, Rotation: p.Rotation,
		NumberAudit: escaped(p.Reading), Blocks: []jsonBlock{},
	}
	for i := range p.Blocks {
		b := &p.Blocks[i]
		block := jsonBlock{Kind: b.Kind, Text: schema.Escape(b.Text), Level: b.Level, Confidence: b.Confidence}
		if !b.Box.IsZero() {
			edges := [4]float64{hundredths(b.Box.X0), hundredths(b.Box.Y0), hundredths(b.Box.X1), hundredths(b.Box.Y1)}
			block.X0, block.Y0, block.X1, block.Y1 = &edges[0], &edges[1], &edges[2], &edges[3]
		}
		switch b.Kind {
		case document.BlockTable, document.BlockCaption, document.BlockNote:
			if b.Table >= 0 {
				block.Table = &b.Table
			}
		}
		page.Blocks = append(page.Blocks, block)
	}
	for _, w := range p.Layer {
		page.Layer = append(page.Layer, jsonRun{
			schema.Escape(w.Text), hundredths(w.Box.X0), hundredths(w.Box.Y0), hundredths(w.Box.X1), hundredths(w.Box.Y1),
		})
	}
	return page
}

// hundredths rounds to hundredths of a point, finer than any printer.
func hundredths(v float64) float64 {
	if v < 0 {
		return -hundredths(-v)
	}
	return float64(int64(v*100+0.5)) / 100
}
