package sandbox

import "slices"

// Prune takes away the exported functions that keep does not want, and the code
// of all functions that nothing can reach any more; these keep their numbers, and
// trap. Of PDFium three tenths are for forms, for writing and for printing. What
// is left compiles in less time, and is checked in less at each start.
func Prune(module []byte, keep func(export string) bool) ([]byte, error) {
	if !isModule(module) {
		return nil, errNoModule
	}
	var imported int
	var roots []int // functions that are reached from outside
	out := append(make([]byte, 0, len(module)), module[:preamble]...)
	r := &wasmReader{b: module, at: preamble}
	for r.at < len(r.b) && r.err == nil {
		id, section := r.section()
		body := section.b
		switch id {
		case sectionImport:
			imported, _ = section.imports()
		case sectionExport:
			body, roots = section.exports(keep)
		case sectionStart:
			roots = append(roots, section.uint())
		case sectionElement:
			roots = append(roots, section.elements()...)
		case sectionCode:
			body = section.reached(imported, roots)
		}
		if section.err != nil {
			return nil, section.err
		}
		out = append(appendUint(append(out, id), len(body)), body...)
	}
	return out, r.err
}

// exports copies an export section without the functions that are not kept, and
// gives the numbers of those that are.
func (r *wasmReader) exports(keep func(string) bool) (section []byte, functions []int) {
	count := 0
	for n := r.uint(); n > 0 && r.err == nil; n-- {
		start := r.at
		name := r.bytes(r.uint())
		kind, index := r.byte(), r.uint()
		if kind == 0 && !keep(string(name)) {
			continue
		}
		if kind == 0 {
			functions = append(functions, index)
		}
		section = append(section, r.b[start:r.at]...)
		count++
	}
	return append(appendUint(nil, count), section...), functions
}

// elements are the functions of an element section: those called by pointers. It
// knows the form that compilers write.
func (r *wasmReader) elements() (functions []int) {
	for n := r.uint(); n > 0 && r.err == nil; n-- {
		if r.uint() != 0 || r.byte() != 0x41 { // of the first table, from a constant place on
			r.err = errWASM
			return nil
		}
		r.number()
		if r.byte() != 0x0b {
			r.err = errWASM
		}
		for m := r.uint(); m > 0 && r.err == nil; m-- {
			functions = append(functions, r.uint())
		}
	}
	return functions
}

// reached copies a code section with the bodies of the functions that are
// reached from some, numbered with those that are imported.
func (r *wasmReader) reached(imported int, from []int) []byte {
	var bodies [][]byte
	for n := r.uint(); n > 0 && r.err == nil; n-- {
		bodies = append(bodies, r.bytes(r.uint()))
	}
	left, todo := make([]bool, len(bodies)), slices.Clone(from)
	for len(todo) > 0 && r.err == nil {
		f := todo[len(todo)-1] - imported
		todo = todo[:len(todo)-1]
		if f < 0 || f < len(left) && left[f] {
			continue
		}
		if f >= len(left) {
			r.err = errWASM
			break
		}
		left[f] = true
		body := &wasmReader{b: bodies[f]}
		todo = append(todo, body.calls()...)
		r.err = body.err
	}
	out := appendUint(make([]byte, 0, len(r.b)), len(bodies))
	for f, body := range bodies {
		if !left[f] {
			body = []byte{0x00, 0x00, 0x0b} // no locals; unreachable; end
		}
		out = append(appendUint(out, len(body)), body...)
	}
	return out
}

// calls are the functions that the body of one calls or takes the address of.
func (r *wasmReader) calls() (functions []int) {
	r.locals()
	for r.at < len(r.b) && r.err == nil {
		start := r.at
		r.instruction()
		switch r.b[start] {
		case 0x10, 0x12, 0xd2: // call, return_call, ref.func
			functions = append(functions, (&wasmReader{b: r.b, at: start + 1}).uint())
		}
	}
	return functions
}
