// Package yamlfile reads files of data that people write: what is wrong in one
// is said with the name of the file and the line.
package yamlfile

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
)

// Decode reads a file into v. A key that v does not know is an error.
func Decode(name string, data []byte, v any) error {
	err := yaml.UnmarshalWithOptions(data, v, yaml.Strict())
	if kind := (*yaml.TypeError)(nil); errors.As(err, &kind) {
		return fmt.Errorf("%s:%d: %s is wanted here, and there is %s", name, kind.Token.Position.Line, kindOf(kind.DstType),
			kindOf(kind.SrcType))
	}
	if wrong := (yaml.Error)(nil); errors.As(err, &wrong) {
		return fmt.Errorf("%s:%d: %s", name, wrong.GetToken().Position.Line, wrong.GetMessage())
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// kindOf is what people call a value of a type.
func kindOf(t reflect.Type) string {
	if t == nil {
		return "nothing"
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "a table of keys and values"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "a whole number"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Pointer:
		return kindOf(t.Elem())
	}
	return "text"
}

// wrongEntry is an error in an entry of a file.
type wrongEntry struct {
	error
	path []any // from the top: keys and indexes of lists
}

func (w wrongEntry) Unwrap() error { return w.error }

// At says which entry of a file an error is about: keys and indexes of lists
// from the top.
func At(err error, path ...any) error {
	if err == nil {
		return nil
	}
	return wrongEntry{err, path}
}

// In says which file an error is about, and which line if it comes from At.
func In(name string, data []byte, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s%s: %w", name, lineOf(data, err), err)
}

// lineOf is the line of the entry that an error is about, as :12; empty if it
// says none.
func lineOf(data []byte, err error) string {
	var wrong wrongEntry
	if !errors.As(err, &wrong) {
		return ""
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return ""
	}
	path := (&yaml.PathBuilder{}).Root()
	for _, step := range wrong.path {
		if i, ok := step.(int); ok {
			path = path.Index(uint(i))
		} else {
			path = path.Child(fmt.Sprint(step))
		}
	}
	node, err := path.Build().FilterFile(file)
	if err != nil {
		return ""
	}
	return fmt.Sprintf(":%d", node.GetToken().Position.Line)
}
