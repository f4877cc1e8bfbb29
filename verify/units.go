package verify

import (
	"regexp"
	"strings"
)

// unitCode is the code of a department, of a unit of it, or of a part of one.
var (
	unitCode     = regexp.MustCompile(`^([0-9]{3}|[0-9]{6}|[0-9]{9})$`)
	unitCodeHead = regexp.MustCompile(`(单位|部门).*(编码|代码)`)
	subjectHead  = regexp.MustCompile(`科目|经济|功能`)
)

// unitColumn is the label column that prints the codes of departments and
// their units; -1 if there is none.
func (s *sheet) unitColumn(sd side) int {
	for _, col := range sd.stubs {
		path := s.columns[col].path
		if len(path) == 0 || !unitCodeHead.MatchString(path[len(path)-1]) || subjectHead.MatchString(path[len(path)-1]) {
			continue
		}
		return col
	}
	return -1
}

// ownUnit is the code of the unit that a line is of as a whole; lines of codes
// print it too, to say whose they are.
func (e *entry) ownUnit() string {
	if e.code != "" {
		return ""
	}
	return e.unit
}

// unitCoded: the code of a line is the beginning of the code of another.
func unitCoded(es []*entry) bool {
	seen := map[string]bool{}
	for _, e := range es {
		for n := 1; n < len(e.unit); n++ {
			if seen[e.unit[:n]] {
				return true
			}
		}
		if e.unit != "" {
			seen[e.unit] = true
		}
	}
	return false
}

// unitCodeTree puts units under their departments and projects under their
// units, and under the kind of project that stands before them.
func unitCodeTree(es []*entry) reading {
	r := reading{sure: true}
	var stack []*node // departments and units
	var kind *node
	for _, e := range es {
		n := &node{entry: e, sure: true, rule: ruleRowGroup}
		switch {
		case e.label.total != noTotal:
			stack, kind = nil, nil
			r.top = append(r.top, n)
			continue
		case e.unit != "":
			kind = nil
			for len(stack) > 0 && (len(stack[len(stack)-1].unit) >= len(e.unit) || !strings.HasPrefix(e.unit, stack[len(stack)-1].unit)) {
				stack = stack[:len(stack)-1]
			}
		}
		p := kind
		if isKind := e.unit == "" && words.projectKind.MatchString(e.label.text); (p == nil || isKind) && len(stack) > 0 {
			p = stack[len(stack)-1]
			if isKind {
				kind = n
			}
		}
		if p == nil {
			r.top = append(r.top, n)
		} else {
			p.children = append(p.children, n)
			// Projects of a unit may not be all of its spending.
			p.sure = p.sure && (e.unit != "" || p == kind || n == kind)
		}
		if e.unit != "" {
			stack = append(stack, n)
		}
	}
	return r
}
