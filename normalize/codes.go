package normalize

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// codeEntry is one line of functions.csv or economics.csv.
type codeEntry struct {
	code, name string
	from, to   int // years the name holds; 0 open
	source     string
}

// class is what is known of a code of three digits beside its names.
type class struct{ en, cofog string }

// codes knows the functional and the economic classification.
type codes struct {
	byCode  map[string][]codeEntry
	byName  map[string][]string // folded name to codes, in the order of the files
	all     []codeEntry         // in that order
	classes map[string]class
}

func (c *codes) load(layers []fs.FS) error {
	c.byCode, c.byName, c.classes = map[string][]codeEntry{}, map[string][]string{}, map[string]class{}
	for _, name := range []string{"functions.csv", "economics.csv"} {
		if err := eachCSV(layers, name, 5, c.add); err != nil {
			return err
		}
	}
	return eachCSV(layers, "classes.csv", 3, func(r []string) error {
		c.classes[r[0]] = class{r[1], r[2]}
		return nil
	})
}

// add adds a line of a classification.
func (c *codes) add(r []string) error {
	e := codeEntry{code: r[0], name: r[1], source: r[4]}
	if n := len(e.code); n < classDigits || strings.Trim(e.code, "0123456789") != "" {
		return fmt.Errorf("%q is no code of three digits or more", e.code)
	}
	var err error
	if e.from, err = year(r[2]); err == nil {
		e.to, err = year(r[3])
	}
	if err != nil {
		return err
	}
	c.all = append(c.all, e)
	c.byCode[e.code] = append(c.byCode[e.code], e)
	f := zh.Fold(e.name)
	c.byName[f] = append(c.byName[f], e.code)
	return nil
}

// Codes are the classifications that are known, in their order.
func (c *Catalogue) Codes() []schema.CodeRow {
	all := c.of(schema.GovernmentRevenue).codes.all
	rows := make([]schema.CodeRow, 0, len(all))
	for _, e := range all {
		row := schema.CodeRow{Scheme: schema.FunctionalCodes, Code: e.code, Name: e.name, From: e.from, To: e.to,
			Source: e.source}
		switch e.code[0] {
		case '1':
			row.Scheme = schema.RevenueCodes
		case '3':
			row.Scheme = schema.DepartmentCodes
		case '5':
			row.Scheme = schema.GovernmentCodes
		}
		if n := len(e.code); n > classDigits {
			row.Parent = e.code[:n-2]
		}
		of := c.codes.classes[e.code]
		row.NameEN = of.en
		if class, ok := c.codes.classes[e.code[:classDigits]]; ok && class.cofog != "" {
			row.COFOG, row.By = class.cofog, "own"
		}
		rows = append(rows, row)
	}
	return rows
}

// classDigits are those of a class (类); sections and items have two more each.
const classDigits = 3

func year(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	return strconv.Atoi(s)
}

// eachCSV reads one file of every layer that has it: a header line, then
// records; lines that start with # are comments.
func eachCSV(layers []fs.FS, name string, fields int, each func([]string) error) error {
	for i, l := range layers {
		path, data, err := readLayer(l, name)
		if errors.Is(err, fs.ErrNotExist) && i > 0 {
			continue
		}
		if err != nil {
			return err
		}
		r := csv.NewReader(bytes.NewReader(data))
		r.Comment, r.FieldsPerRecord = '#', fields
		for header := true; ; header = false {
			record, err := r.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if wrong := (*csv.ParseError)(nil); errors.As(err, &wrong) {
				return fmt.Errorf("%s:%d: %w", path, wrong.Line, wrong.Err)
			}
			if err == nil && !header {
				err = each(record)
			}
			if err != nil {
				line, _ := r.FieldPos(0)
				return fmt.Errorf("%s:%d: %q: %w", path, line, record, err)
			}
		}
	}
	return nil
}

// disagrees gives the official name of a code if the printed one is not a
// name it has in the year (or had in the year before; departments lag), or
// ever had if the year is 0. It is empty if the name is right, or if the code
// is not in the catalogue.
func (c *codes) disagrees(code, printed string, year int) string {
	entries := c.byCode[code]
	if len(entries) == 0 || printed == "" {
		return ""
	}
	p := trimClass(zh.Fold(printed))
	for _, e := range entries {
		other := year > 0 && (e.to > 0 && year > e.to+1 || e.from > 0 && year < e.from-1)
		if f := trimClass(zh.Fold(e.name)); !other && (f == p || strings.HasPrefix(f, p) && len(p) >= len(f)/2) {
			return "" // equal, or cut off by a narrow column
		}
	}
	official := entries[len(entries)-1].name
	if trimClass(zh.Fold(official)) == p {
		return "" // the name of another year, which is all that is known
	}
	return official
}

// official is the name a code has in a year, or its latest where the year is 0
// or outside all that are known; empty for a code that is not in the catalogue.
func (c *codes) official(code string, year int) string {
	name := ""
	for _, e := range c.byCode[code] {
		if name = e.name; (e.from == 0 || year >= e.from) && (e.to == 0 || year <= e.to) && year > 0 {
			break
		}
	}
	return name
}

// trimClass takes 支出 off the end: it is printed with and without.
func trimClass(s string) string { return strings.TrimSuffix(s, "支出") }

// functionByName looks a folded name up among the functions with so many
// digits: under a parent code if one is given, otherwise if the name has one
// code only.
func (c *codes) functionByName(name, parent string, digits int) (string, bool) {
	return c.find(name, parent, func(code string) bool { return code[0] == '2' && len(code) == digits })
}

// economicByName is functionByName for the economic classes; prefer is the
// first digit (3 for departments' classes, 5 for the government's), or empty
// for departments'.
func (c *codes) economicByName(name, parent string) (string, bool) {
	first := byte('3')
	if strings.HasPrefix(parent, "5") {
		first = '5'
	}
	return c.find(name, parent, func(code string) bool { return code[0] == first })
}

// economicClass looks up a class (类) of the departments' or, with first 5,
// the government's economic classification by its name.
func (c *codes) economicClass(name, first string) (string, bool) {
	return c.find(name, "", func(code string) bool { return code[:1] == first && len(code) == 3 })
}

// functionClass looks up a class (类) by its name.
func (c *codes) functionClass(name string) (string, bool) { return c.functionByName(name, "", 3) }

func (c *codes) find(name, parent string, ok func(string) bool) (string, bool) {
	for _, n := range []string{name, name + "支出", strings.TrimSuffix(name, "支出")} {
		found := ""
		for _, code := range c.byName[n] {
			if !ok(code) || len(parent) > 1 && (!strings.HasPrefix(code, parent) || code == parent) || code == found {
				continue
			}
			if found != "" {
				return "", false // several codes have the name
			}
			found = code
		}
		if found != "" && name != "" {
			return found, true
		}
	}
	return "", false
}
