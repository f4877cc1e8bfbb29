// Package sandbox holds what programs compiled to WebAssembly need here,
// whichever they are: loops that can be stopped from outside, and a place for
// the code compiled from them.
//
// It knows WebAssembly and wazero, and nothing of what runs in it.
package sandbox

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// stopGlobal is the exported WebAssembly global that stops a running module
// once it is not 0.
const stopGlobal = "stop"

// Where says at what a module is made to give way.
type Where struct {
	loops bool
	turns int
}

var (
	// AtLoops is for a module that bad input can keep in a loop for ever. It
	// gives way every so many turns of loops: some tenths of a millisecond.
	AtLoops = Where{loops: true, turns: 1 << 16}
	// AtCalls is for a module that only does sums, whose short loops must not
	// be burdened. It gives way every so many calls of functions: some
	// milliseconds.
	AtCalls = Where{turns: 1 << 10}
)

// Interruptible rewrites a WebAssembly module so that its loops or calls,
// counted over the whole module, call a new function every so many times. That function
// goes through Go for a moment, and traps if a new exported global is set: a
// document that keeps PDFium busy for ever can be stopped from outside.
//
// Going through Go matters as much: compiled WebAssembly cannot be preempted,
// and as long as it runs neither timers on the same processor nor a garbage
// collection of the whole program can go on.
//
// wazero has a switch for the same, WithCloseOnContextDone. It leaves the
// compiled code in every turn of every loop and starts a goroutine for every
// call, which makes PDFium two to three times slower. Counting loops costs
// PDFium 5 %, and ONNX Runtime half as much again as its sums take; counting
// calls costs it nothing to speak of.
func Interruptible(module []byte, where Where) ([]byte, error) {
	if !isModule(module) {
		return nil, errNoModule
	}
	turns := appendInt(nil, where.turns)
	out := append(make([]byte, 0, len(module)+len(module)/4), module[:preamble]...)
	// Indices of what is added. Everything goes to the end of its section, so
	// that all other indices stay.
	var tickType, tick, left int
	var stop int
	r := &wasmReader{b: module, at: preamble}
	for r.at < len(r.b) && r.err == nil {
		id, section := r.section()
		body := section.b
		// more is the section with the given elements appended.
		more := func(count int, added ...byte) []byte {
			n := section.uint()
			return append(append(appendUint(nil, n+count), section.rest()...), added...)
		}
		count := func() int { return (&wasmReader{b: section.b}).uint() }
		switch id {
		case sectionType:
			tickType = count()
			body = more(1, 0x60, 0, 0) // no parameters, no results
		case sectionImport:
			tick, left = section.imports()
		case sectionFunction:
			tick += count()
			body = more(1, appendUint(nil, tickType)...)
		case sectionGlobal:
			left += count()
			stop = left + 1
			body = more(2, append(append([]byte{0x7f, 0x01, 0x41}, turns...), 0x0b, // mutable i32: turns left
				0x7f, 0x01, 0x41, 0x00, 0x0b)...) // mutable i32: stop
		case sectionExport:
			entry := append(appendUint(nil, len(stopGlobal)), stopGlobal...)
			body = more(1, appendUint(append(entry, 0x03), stop)...)
		case sectionCode:
			if stop == 0 {
				return nil, errWASM
			}
			// left--; if left == 0 { tick() }
			check := appendUint([]byte{0x23}, left)
			check = appendUint(append(check, 0x41, 0x7f, 0x6a, 0x24), left)
			check = appendUint(append(check, 0x23), left)
			check = appendUint(append(check, 0x45, 0x04, 0x40, 0x10), tick)
			check = append(check, 0x0b)
			// Growing the memory by nothing is the shortest way through Go.
			f := []byte{0x00, 0x41, 0x00, 0x40, 0x00, 0x1a, 0x41}
			f = appendUint(append(append(f, turns...), 0x24), left)
			f = appendUint(append(f, 0x23), stop)
			f = append(f, 0x04, 0x40, 0x00, 0x0b, 0x0b) // if stop: unreachable
			body = section.code(check, f, where.loops)
		}
		if section.err != nil {
			return nil, section.err
		}
		out = append(appendUint(append(out, id), len(body)), body...)
	}
	return out, r.err
}

// preamble is how long the head of a module is, in bytes.
const preamble = 8

func isModule(b []byte) bool { return len(b) >= preamble && string(b[:4]) == "\x00asm" }

const (
	sectionType     = 1
	sectionImport   = 2
	sectionFunction = 3
	sectionGlobal   = 6
	sectionExport   = 7
	sectionStart    = 8
	sectionElement  = 9
	sectionCode     = 10
)

var (
	errNoModule = errors.New("no WebAssembly module")
	errWASM     = errors.New("WebAssembly module of an unknown form")
)

// wasmReader reads a part of a WebAssembly module; after an error every
// result is 0.
type wasmReader struct {
	b   []byte
	at  int
	err error
}

// section is the next section of a module; its own error is the reader's.
func (r *wasmReader) section() (id byte, section *wasmReader) {
	id = r.byte()
	body := r.bytes(r.uint())
	return id, &wasmReader{b: body, err: r.err}
}

// bytes are the next n.
func (r *wasmReader) bytes(n int) []byte {
	start := r.at
	r.skip(n)
	return r.b[start:r.at]
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

// appendInt writes a positive number as a signed LEB128 one.
func appendInt(b []byte, v int) []byte {
	for v >= 0x40 {
		b, v = append(b, byte(v)|0x80), v>>7
	}
	return append(b, byte(v))
}

func appendUint(b []byte, v int) []byte { return binary.AppendUvarint(b, uint64(v)) }

// imports counts the functions and globals of an import section.
func (r *wasmReader) imports() (functions, globals int) {
	for n := r.uint(); n > 0 && r.err == nil; n-- {
		r.skip(r.uint())
		r.skip(r.uint())
		switch r.byte() {
		case 0:
			r.uint()
			functions++
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
	return functions, globals
}

func (r *wasmReader) limits() {
	if r.byte()&1 != 0 {
		r.uint()
	}
	r.uint()
}

// code copies a code section with the check put at the start of each loop or
// function and one more function at the end.
func (r *wasmReader) code(check, last []byte, loops bool) []byte {
	n := r.uint()
	out := appendUint(make([]byte, 0, len(r.b)+len(r.b)/4), n+1)
	var body []byte
	for ; n > 0 && r.err == nil; n-- {
		f := &wasmReader{b: r.bytes(r.uint())}
		body = f.function(body[:0], check, loops)
		if f.err != nil {
			r.err = f.err
		}
		out = append(appendUint(out, len(body)), body...)
	}
	return append(appendUint(out, len(last)), last...)
}

func (r *wasmReader) function(out, check []byte, loops bool) []byte {
	r.locals()
	if !loops {
		return append(append(append(out, r.b[:r.at]...), check...), r.rest()...)
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

// locals skips the variables that a body declares.
func (r *wasmReader) locals() {
	for n := r.uint(); n > 0 && r.err == nil; n-- {
		r.uint()
		r.byte()
	}
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
