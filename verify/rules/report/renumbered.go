package report

import (
	"strings"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// Classifications change from year to year: a line may have another code in the
// report before, and its code may have stood for another line.

// codeName is the name of a code as names are compared.
func codeName(printed string) string { return strings.TrimSuffix(verify.PlainName(printed), "支出") }

// codeOf is the code of coordinates; empty if they have none.
func codeOf(at schema.Coordinates) string {
	if at.Function != "" {
		return at.Function
	}
	return at.Economic
}

// withCode are coordinates of another code of the same classification.
func withCode(at schema.Coordinates, code string) schema.Coordinates {
	if at.Function != "" {
		at.Function = code
	} else {
		at.Economic = code
	}
	return at
}

// counterparts are the figures of another year's report for what a statement
// speaks of: of its code, or of the code that its name had there.
func (h *holder) counterparts(other *verify.Report, s *statement) []*verify.Sighting {
	code := codeOf(s.at)
	if code == "" || s.year == h.report.FiscalYear {
		return other.At(s.at)
	}
	here, there := h.shown[h.report].codes, h.shown[other].codes
	called := s.called
	if called == "" {
		called = here.only(code)
	}
	names := there.names[code]
	if called == "" || names[called] {
		return other.At(s.at)
	}
	if of, one := there.of(called, code); of != "" {
		if !one {
			return nil // several of its lines have the name
		}
		return other.At(withCode(s.at, of))
	}
	if of := h.rs.CodeNamed(called, code, s.year); of != "" && of != code {
		return other.At(withCode(s.at, of))
	}
	for name := range names {
		of, _ := here.of(name, code)
		if of == "" {
			of = h.rs.CodeNamed(name, code, h.report.FiscalYear)
		}
		if of != "" && of != code {
			return nil // what the code stood for has another one now
		}
	}
	return other.At(s.at) // renamed
}

// codesOf are the codes that the tables of a report print, with their names.
type codesOf struct {
	names map[string]map[string]bool // by code
	codes map[string]map[string]bool // by name
}

func (c *codesOf) add(f *verify.Sighting) {
	if f.Fact == nil || f.Fact.CodeName == "" {
		return
	}
	code, name := codeOf(f.At), codeName(f.Fact.CodeName)
	if code == "" || name == "" {
		return
	}
	if c.names == nil {
		c.names, c.codes = map[string]map[string]bool{}, map[string]map[string]bool{}
	}
	if c.names[code] == nil {
		c.names[code] = map[string]bool{}
	}
	if c.codes[name] == nil {
		c.codes[name] = map[string]bool{}
	}
	c.names[code][name], c.codes[name][code] = true, true
}

// only is the one name that a code has; empty if it has several or none.
func (c *codesOf) only(code string) string {
	if len(c.names[code]) != 1 {
		return ""
	}
	for name := range c.names[code] {
		return name
	}
	return ""
}

// of is the code that has a name, of the classification and the level of
// another; one says that no other has it too.
func (c *codesOf) of(name, like string) (code string, one bool) {
	for of := range c.codes[name] {
		if len(of) != len(like) || of[0] != like[0] {
			continue
		}
		if code != "" {
			return code, false
		}
		code = of
	}
	return code, code != ""
}
