package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// stopGlobal is the exported WebAssembly global that stops a running module
// once it is not 0.
const stopGlobal = "stop"

// interruptible rewrites a WebAssembly module so that each loop checks a new
// exported global and traps if it is set: a document that keeps PDFium busy
// for ever can be stopped from outside.
//
// wazero has a switch for that, WithCloseOnContextDone. It leaves the compiled
// code for Go in every turn of every loop and starts a goroutine for every
// call, which makes PDFium two to three times slower; one load and one branch
// that is never taken cost next to nothing.
func interruptible(module []byte) ([]byte, error) {
	if len(module) < 8 || string(module[:4]) != "\x00asm" {
		return nil, errors.New("no WebAssembly module")
	}
	out := append(make([]byte, 0, len(module)+len(module)/8), module[:8]...)
	global := -1 // index of the new global
	r := &wasmReader{b: module, at: 8}
	for r.at < len(r.b) && r.err == nil {
		id := r.byte()
		size := r.uint()
		if r.err != nil || size > len(r.b)-r.at {
			return nil, errWASM
		}
		section := &wasmReader{b: r.b[r.at : r.at+size]}
		r.at += size
		body := section.b
		switch id {
		case sectionImport:
			if global = section.importedGlobals(); section.err != nil {
				return nil, section.err
			}
		case sectionGlobal:
			n := section.uint()
			global = max(global, 0) + n
			body = append(appendUint(nil, n+1), section.rest()...)
			body = append(body, 0x7f, 0x01, 0x41, 0x00, 0x0b) // mutable i32, 0 at first
		case sectionExport:
			if global < 0 {
				return nil, errWASM
			}
			body = append(appendUint(nil, section.uint()+1), section.rest()...)
			body = append(appendUint(body, len(stopGlobal)), stopGlobal...)
			body = appendUint(append(body, 0x03), global)
		case sectionCode:
			check := append(appendUint([]byte{0x23}, global), 0x04, 0x40, 0x00, 0x0b) // global.get, if, unreachable, end
			body = section.code(check)
		}
		if section.err != nil {
			return nil, section.err
		}
		out = append(appendUint(append(out, id), len(body)), body...)
	}
	return out, r.err
}

const (
	sectionImport = 2
	sectionGlobal = 6
	sectionExport = 7
	sectionCode   = 10
)

var errWASM = errors.New("WebAssembly module of an unknown form")

// wasmReader reads a part of a WebAssembly module; after an error every
// result is 0.
type wasmReader struct {
	b   []byte
	at  int
	err error
}

func (r *wasmReader) skip(n int) {
	if n < 0 || n > len(r.b)-r.at {
		r.at, r.err = len(r.b), errWASM
		return
	}
	r.at += n
}

func (r *wasmReader) byte() byte {
	if r.at >= len(r.b) {
		r.err = errWASM
		return 0
	}
	r.at++
	return r.b[r.at-1]
}

func (r *wasmReader) rest() []byte { return r.b[r.at:] }

// number skips a LEB128 number of either sign.
func (r *wasmReader) number() {
	for r.byte()&0x80 != 0 {
	}
}

// uint reads an unsigned LEB128 number.
func (r *wasmReader) uint() int {
	v, n := binary.Uvarint(r.b[r.at:])
	if n <= 0 {
		r.at, r.err = len(r.b), errWASM
		return 0
	}
	r.at += n
	return int(v)
}

func appendUint(b []byte, v int) []byte { return binary.AppendUvarint(b, uint64(v)) }

// importedGlobals counts the globals of an import section.
func (r *wasmReader) importedGlobals() (globals int) {
	for n := r.uint(); n > 0 && r.err == nil; n-- {
		r.skip(r.uint())
		r.skip(r.uint())
		switch r.byte() {
		case 0: // function
			r.uint()
		case 1: // table
			r.byte()
			r.limits()
		case 2: // memory
			r.limits()
		case 3: // global
			r.skip(2)
			globals++
		case 4: // tag
			r.byte()
			r.uint()
		default:
			r.err = errWASM
		}
	}
	return globals
}

func (r *wasmReader) limits() {
	if r.byte()&1 != 0 {
		r.uint()
	}
	r.uint()
}

// code copies a code section with the check put at the start of each loop.
func (r *wasmReader) code(check []byte) []byte {
	n := r.uint()
	out := appendUint(make([]byte, 0, len(r.b)+len(r.b)/8), n)
	var body []byte
	for ; n > 0 && r.err == nil; n-- {
		size := r.uint()
		if r.err != nil || size > len(r.b)-r.at {
			r.err = errWASM
			break
		}
		f := &wasmReader{b: r.b[r.at : r.at+size]}
		r.at += size
		body = f.function(body[:0], check)
		if f.err != nil {
			r.err = f.err
			break
		}
		out = append(appendUint(out, len(body)), body...)
	}
	return out
}

func (r *wasmReader) function(out, check []byte) []byte {
	for locals := r.uint(); locals > 0 && r.err == nil; locals-- {
		r.uint()
		r.byte()
	}
	copied := 0
	for r.at < len(r.b) && r.err == nil {
		if r.instruction() {
			out = append(append(out, r.b[copied:r.at]...), check...)
			copied = r.at
		}
	}
	return append(out, r.b[copied:]...)
}

// instruction skips one instruction and reports the head of a loop. It knows
// WebAssembly 2.0, tail calls and exception handling.
func (r *wasmReader) instruction() (loop bool) {
	switch op := r.byte(); {
	case op <= 0x01, op == 0x05, op == 0x0a, op == 0x0b, op == 0x0f, op == 0x1a, op == 0x1b,
		op >= 0x45 && op <= 0xc4, op == 0xd1: // no operands
	case op == 0x02, op == 0x03, op == 0x04: // block, loop, if: type
		r.number()
		return op == 0x03
	case op == 0x08, op == 0x0c, op == 0x0d, op == 0x10, op == 0x12, op >= 0x20 && op <= 0x26,
		op >= 0x3f && op <= 0x42, op == 0xd0, op == 0xd2: // one number
		r.number()
	case op == 0x0e: // br_table
		for n := r.uint(); n >= 0 && r.err == nil; n-- {
			r.uint()
		}
	case op == 0x11, op == 0x13: // indirect calls
		r.uint()
		r.uint()
	case op == 0x1c: // typed select
		r.skip(r.uint())
	case op == 0x1f: // try_table: type, catches
		r.number()
		for n := r.uint(); n > 0 && r.err == nil; n-- {
			if r.byte() <= 1 {
				r.uint()
			}
			r.uint()
		}
	case op >= 0x28 && op <= 0x3e:
		r.memoryOperand()
	case op == 0x43:
		r.skip(4)
	case op == 0x44:
		r.skip(8)
	case op == 0xfc:
		switch sub := r.uint(); {
		case sub <= 7:
		case sub == 9, sub == 11, sub == 13, sub >= 15 && sub <= 17:
			r.uint()
		case sub <= 14:
			r.uint()
			r.uint()
		default:
			r.err = fmt.Errorf("%w: instruction 0xfc %d", errWASM, sub)
		}
	case op == 0xfd:
		switch sub := r.uint(); {
		case sub <= 11, sub == 92, sub == 93:
			r.memoryOperand()
		case sub == 12, sub == 13:
			r.skip(16)
		case sub >= 21 && sub <= 34:
			r.skip(1)
		case sub >= 84 && sub <= 91:
			r.memoryOperand()
			r.skip(1)
		}
	default:
		r.err = fmt.Errorf("%w: instruction %#x", errWASM, op)
	}
	return false
}

func (r *wasmReader) memoryOperand() {
	if r.uint()&0x40 != 0 {
		r.uint() // which memory
	}
	r.uint()
}
