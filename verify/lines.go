package verify

import (
	"regexp"
	"strings"
)

// The lines of one side of a table, as its label columns give them.

// entry is a body row as one side of a table sees it.
type entry struct {
	row   int
	side  int
	label label
	code  string   // functional or economic code, three to nine digits; empty if none
	unit  string   // code of the department or unit that the line is of; empty if none
	texts []string // label cells that are no codes, blank ones included
	first int      // index in texts of the first that is not blank
}

func (e *entry) named() (n int) {
	for _, t := range e.texts {
		if t != "" {
			n++
		}
	}
	return n
}

var onlyDigits = regexp.MustCompile(`^[0-9]+$`)

var codeMarks = strings.NewReplacer("-", "", "－", "", ".", "", "[", "", "]", "")

func plainCode(s string) string { return codeMarks.Replace(s) }

// codeColumns are the leading label columns that hold the parts of one code.
func (s *sheet) codeColumns(sd side) (cols []int) {
	for _, col := range sd.stubs {
		head := s.columns[col].text
		codes, others := 0, 0
		for row := s.first; row < s.rows; row++ {
			text := plainCode(s.text(row, col))
			switch n := len(text); {
			case text == "" || totalOf(text) != noTotal:
			case onlyDigits.MatchString(text) && (n == 3 || n == 5 || n == 7 || n == 9 || n <= 2 && len(cols) > 0):
				codes++
			default:
				others++
			}
		}
		isCode := codes > others && !strings.Contains(head, "序号") && !strings.Contains(head, "单位")
		if len(cols) > 0 && !isCode {
			break
		}
		if isCode {
			cols = append(cols, col)
		}
	}
	return cols
}

// entries are the lines of a side. coded: their order follows from codes.
func (s *sheet) entries(index int) (out []*entry, coded bool) {
	sd := &s.sides[index]
	if !sd.read {
		sd.entries, sd.coded = s.readEntries(index)
		sd.read = true
	}
	return sd.entries, sd.coded
}

func (s *sheet) readEntries(index int) (out []*entry, coded bool) {
	sd := s.sides[index]
	codeCols := s.codeColumns(sd)
	isCode := map[int]bool{}
	for _, c := range codeCols {
		isCode[c] = true
	}
	coder, units := s.codedNames(sd), s.unitColumn(sd)
	previous, codes := "", 0
	for row := s.first; row < s.rows; row++ {
		e := &entry{row: row, side: index, first: -1}
		if units >= 0 && unitCode.MatchString(s.text(row, units)) {
			e.unit = s.text(row, units)
		}
		depth := 0
		for _, col := range sd.stubs {
			text := s.text(row, col)
			if isCode[col] && onlyDigits.MatchString(plainCode(text)) {
				// 款 and 项 may be printed without the 类 they belong to.
				if len(codeCols) > 1 && e.code == "" && depth > 0 {
					if n := 1 + 2*depth; len(previous) >= n {
						e.code = previous[:n]
					}
				}
				part := plainCode(text)
				if e.code != "" && len(part) == 1 {
					part = "0" + part // 款 07 kept as a number loses its zero
				}
				e.code += part
			} else if !isCode[col] || text != "" {
				if text != "" && e.first < 0 {
					e.first = len(e.texts)
				}
				e.texts = append(e.texts, text)
			}
			if isCode[col] {
				depth++
			}
		}
		if n := len(e.code); n != 0 && (n < 3 || n%2 == 0) {
			e.code = ""
		}
		if t := s.uncounted(row, sd); t != "" && e.first < 0 && e.code == "" {
			e.first = len(e.texts)
			e.texts = append(e.texts, t)
		}
		var name string
		for _, t := range e.texts {
			if t != "" {
				name = t
			}
		}
		if e.first >= 0 && parseLabel(e.texts[e.first]).ofWhich {
			name = e.texts[e.first]
		}
		e.label = parseLabel(name)
		switch {
		case e.code != "" || e.label.total != noTotal:
		case len(codeCols) > 0:
			e.code = s.lookedUp[place{row, index}]
		case coder >= 0:
			e.code = parseLabel(s.text(row, coder)).code
		}
		if e.code != "" {
			codes++
			previous = e.code
			e.label.total = noTotal
		}
		if e.code == "" && e.first < 0 {
			if !s.printsAnything(row, sd) {
				continue
			}
			if index > 0 {
				e.label = s.sharedTotal(row, index-1)
			}
		}
		out = append(out, e)
	}
	for i, e := range out[:max(0, len(out)-1)] {
		// （一）支出合计 over 1. 2. 3. sums what is below it, as any numbered line does.
		if e.label.total != noTotal && e.label.level > 0 && out[i+1].label.level > e.label.level {
			e.label.total = noTotal
		}
	}
	return out, codes >= 2
}

// codedNames is the label column that prints codes before names; -1 if there
// is none. Where two classifications stand side by side the fuller one counts.
func (s *sheet) codedNames(sd side) int {
	found, most := -1, 0
	for _, col := range sd.stubs {
		n := 0
		for row := s.first; row < s.rows; row++ {
			if parseLabel(s.text(row, col)).code != "" {
				n++
			}
		}
		if n > most {
			found, most = col, n
		}
	}
	return found
}

// sharedTotal is the label of a total that the side before names and prints
// no amount for: the amount of this side is meant.
func (s *sheet) sharedTotal(row, before int) label {
	sd := s.sides[before]
	if s.printsAnything(row, sd) {
		return label{}
	}
	if l := parseLabel(s.stubText(row, sd)); l.total != noTotal || before > 0 && s.stubText(row, sd) == "" {
		return l
	}
	return label{}
}

func (s *sheet) printsAnything(row int, sd side) bool {
	for _, col := range sd.values {
		if s.figure(row, col).state != figureBlank {
			return true
		}
	}
	return false
}
