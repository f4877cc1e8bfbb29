package export

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"reflect"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// csvFile writes comma-separated values in UTF-8 with a head, as RFC 4180 has
// them.
type csvFile struct {
	out  *csv.Writer
	line []string
}

func openCSV(_ context.Context, w io.Writer, j *job) (table, error) {
	out, err := j.csvWriter(w)
	return &csvFile{out: out}, err
}

func (j *job) csvWriter(w io.Writer) (out *csv.Writer, err error) {
	if j.options.BOM {
		_, err = io.WriteString(w, "\ufeff")
	}
	return csv.NewWriter(w), err
}

func (f *csvFile) begin(k *schema.RowKind) error {
	f.line = f.line[:0]
	for i := range k.Columns {
		f.line = append(f.line, k.Columns[i].Name)
	}
	return f.out.Write(f.line)
}

func (f *csvFile) row(k *schema.RowKind, row reflect.Value) error {
	f.line = f.line[:0]
	for i := range k.Columns {
		text := Plain(&k.Columns[i], row)
		if k.Columns[i].Type == schema.Text {
			text = Unformula(text)
		}
		f.line = append(f.line, text)
	}
	return f.out.Write(f.line)
}

// Unformula puts an apostrophe before a text that a spreadsheet would take for
// a formula, and before one that begins with an apostrophe, so that taking one
// away gives every text back. Numbers, of which a minus is a part, stay.
func Unformula(text string) string {
	if text == "" || !strings.ContainsRune("=+-@\t\r'", rune(text[0])) {
		return text
	}
	if _, err := decimal.NewFromString(strings.ReplaceAll(text, ",", "")); err == nil {
		return text
	}
	return "'" + text
}

func (f *csvFile) end(err error) error {
	f.out.Flush()
	return errors.Join(err, f.out.Error())
}

// jsonFile writes one object a line for each row, with every column. Decimals
// are strings, so that no reader makes floats of them.
type jsonFile struct {
	out  io.Writer
	line []byte
}

func openJSONL(_ context.Context, w io.Writer, _ *job) (table, error) { return &jsonFile{out: w}, nil }

func (f *jsonFile) begin(*schema.RowKind) error { return nil }

func (f *jsonFile) row(k *schema.RowKind, row reflect.Value) error {
	f.line = append(sinks.AppendObject(f.line[:0], k, row), '\n')
	_, err := f.out.Write(f.line)
	return err
}

func (f *jsonFile) end(err error) error { return err }
