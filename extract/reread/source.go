package reread

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"

	pdf "github.com/ledongthuc/pdf"

	"github.com/yusuan/yusuan/document"
)

// header is what the library wants a file to begin with; it is strict about
// versions and line ends, and readers are not.
const header = "%PDF-1.7\n"

// source is a file as the library sees it. Whatever the library loops over,
// it reads; so here is where a call that goes on for ever is ended.
type source struct {
	data   []byte
	ctx    context.Context
	budget int
}

var errOffset = errors.New("offset outside the file")

func (s *source) ReadAt(p []byte, off int64) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	// A cycle may consist of small reads, which take their time too.
	if s.budget -= max(len(p), 2048); s.budget < 0 {
		panic(fmt.Errorf("%w: reading does not come to an end", document.ErrTooLarge))
	}
	if off < 0 || off > int64(len(s.data)) {
		return 0, errOffset
	}
	n := copy(p, s.data[off:])
	for i := off; i < int64(len(header)) && i-off < int64(n); i++ {
		p[i-off] = header[i]
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

var (
	tableSize  = regexp.MustCompile(`/Size\s+(\d+)`)
	tableIndex = regexp.MustCompile(`/Index\s*\[([\d\s]*)\]`)
	tableStart = regexp.MustCompile(`xref\s+(\d+)\s+(\d+)\s`)
	wholes     = regexp.MustCompile(`\d+`)
)

// boundedTables refuses a file that declares far more objects than it has room
// for: the library would ask for memory for all of them.
func boundedTables(data []byte) error {
	limit := 4*len(data) + 4096
	check := func(text []byte) error {
		n, err := strconv.Atoi(string(text))
		if err != nil || n > limit {
			return fmt.Errorf("%w: a table of %s objects", document.ErrTooLarge, text)
		}
		return nil
	}
	for _, m := range tableSize.FindAllSubmatch(data, -1) {
		if err := check(m[1]); err != nil {
			return err
		}
	}
	for _, m := range tableIndex.FindAllSubmatch(data, -1) {
		for _, n := range wholes.FindAll(m[1], -1) {
			if err := check(n); err != nil {
				return err
			}
		}
	}
	for _, m := range tableStart.FindAllSubmatch(data, -1) {
		for _, n := range m[1:] {
			if err := check(n); err != nil {
				return err
			}
		}
	}
	return nil
}

// Bounds of what a file with compressed objects says of where they are.
const (
	maxSections = 64
	maxSection  = 8 << 20 // bytes
)

// compressedApart makes sure that no stream that holds objects is itself said
// to be held by one: the library would look for it until the stack overflows,
// which cannot be recovered from.
func compressedApart(data []byte) error {
	at := lastNumber(data, "startxref")
	held, holders := map[int]bool{}, map[int]bool{}
	for range maxSections {
		if at < 0 || at >= len(data) {
			break // the library says what is wrong
		}
		section := data[at:min(len(data), at+maxSection)]
		begin := bytes.Index(section[:min(len(section), 64)], []byte("obj"))
		if begin < 0 {
			break // a table, which knows no compressed objects
		}
		v := madeUp(section[begin+len("obj"):]).Key("Object")
		width := v.Key("W")
		kind, place, rest := int(width.Index(0).Int64()), int(width.Index(1).Int64()), int(width.Index(2).Int64())
		if min(kind, place, rest) < 0 || max(kind, place, rest) > 8 || kind+place+rest == 0 {
			break
		}
		index := floats(v.Key("Index"))
		if len(index) == 0 {
			index = []float64{0, v.Key("Size").Float64()}
		}
		entries := decoded(v)
		for len(index) >= 2 {
			for n := int(index[0]); n < int(index[0]+index[1]) && len(entries) >= kind+place+rest; n++ {
				if number(string(entries[:kind])) == 2 {
					held[n] = true
					holders[int(number(string(entries[kind:kind+place])))] = true
				}
				entries = entries[kind+place+rest:]
			}
			index = index[2:]
		}
		previous := v.Key("Prev")
		if previous.Kind() != pdf.Integer {
			break
		}
		at = int(previous.Int64())
	}
	for n := range holders {
		if held[n] {
			return fmt.Errorf("%w: compressed objects within compressed objects", document.ErrDamaged)
		}
	}
	return nil
}

// notDeep makes sure that neither the file nor its compressed objects open more
// arrays and dictionaries within each other than the library's recursion, and
// then the stack, can hold: that could not be recovered from either.
func notDeep(data []byte) error {
	if deep(data) {
		return errDeep
	}
	for rest := data; ; {
		at := bytes.Index(rest, []byte("/ObjStm"))
		if at < 0 {
			return nil
		}
		rest = rest[at:]
		body := bytes.Index(rest, []byte("stream"))
		if body < 0 {
			return nil
		}
		rest = bytes.TrimLeft(rest[body+len("stream"):], "\r\n")
		if z, err := zlib.NewReader(bytes.NewReader(rest)); err == nil {
			objects, _ := io.ReadAll(io.LimitReader(z, maxStream)) // what breaks off is read as far as it goes
			if deep(objects) {
				return errDeep
			}
		}
	}
}

var errDeep = fmt.Errorf("%w: objects within objects", document.ErrTooLarge)

// deep reports that brackets open far more often than they close. In bytes that
// are no text they do so by chance, some hundreds of times in a large file.
func deep(data []byte) bool {
	open := 0
	for _, c := range data {
		if open = max(0, open+int(opens[c])); open > maxNesting {
			return true
		}
	}
	return false
}

// opens is how many brackets a byte opens. Bytes of compressed streams follow
// no order that a branch could be foretold from.
var opens = [256]int8{'[': 1, '<': 1, ']': -1, '>': -1}

// lastNumber is the one after the last time a word stands in the file.
func lastNumber(data []byte, word string) int {
	i := bytes.LastIndex(data, []byte(word))
	if i < 0 {
		return -1
	}
	n, err := strconv.Atoi(string(wholes.Find(data[i+len(word):])))
	if err != nil {
		return -1
	}
	return n
}

// decoded is the content of a stream. A stream that breaks off gives what
// there was, as it does in every viewer.
func decoded(stream pdf.Value) []byte {
	if stream.Kind() != pdf.Stream {
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(stream.Reader(), maxStream+1))
	if len(data) > maxStream || len(data) == 0 && err != nil {
		panic(fmt.Errorf("%w: a stream cannot be decoded", document.ErrTooLarge))
	}
	return data
}

// contents is the program of a page; its parts are one program.
func contents(v pdf.Value) []byte {
	if v.Kind() != pdf.Array {
		return decoded(v)
	}
	var all []byte
	for i := range v.Len() {
		all = append(append(all, decoded(v.Index(i))...), '\n')
		if len(all) > maxStream {
			panic(fmt.Errorf("%w: the content of a page", document.ErrTooLarge))
		}
	}
	return all
}

// longestImageHead is more than the dictionary of an inline image needs.
const longestImageHead = 600

// withoutImages takes out images that stand in the program itself: the
// library takes their bytes for operators.
func withoutImages(program []byte) []byte {
	var out []byte
	for {
		begin := keyword(program, "BI")
		if begin < 0 {
			if out == nil {
				return program
			}
			return append(out, program...)
		}
		rest := program[begin+2:]
		head := keyword(rest[:min(len(rest), longestImageHead)], "ID")
		if key := bytes.TrimLeft(rest, " \t\r\n"); head < 0 || len(key) == 0 || key[0] != '/' {
			out, program = append(out, program[:begin+2]...), rest
			continue
		}
		end := keyword(rest[head+2:], "EI")
		if end < 0 {
			panic(errors.New("an image has no end"))
		}
		out, program = append(out, program[:begin]...), rest[head+2+end+2:]
	}
}

// keyword finds a word that stands alone.
func keyword(program []byte, word string) int {
	for from := 0; ; {
		i := bytes.Index(program[from:], []byte(word))
		if i < 0 {
			return -1
		}
		i += from
		after := i + len(word)
		if (i == 0 || blank(program[i-1])) && (after == len(program) || blank(program[after])) {
			return i
		}
		from = after
	}
}

func blank(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

// interpret runs a program given as bytes. nothing is an empty dictionary for
// the program to begin.
func interpret(program []byte, do func(stack *pdf.Stack, op string, nothing pdf.Value)) {
	if deep(program) {
		panic(errDeep)
	}
	object := fmt.Appendf(nil, "<</Length %d>>\nstream\n", len(program)+1)
	object = append(append(object, program...), "\n\nendstream"...)
	made := madeUp(object)
	pdf.Interpret(made.Key("Object"), func(stack *pdf.Stack, op string) { do(stack, op, made.Key("Nothing")) })
}

// madeUp is the trailer of a file of one object. The library interprets and
// decodes only what stands in a file, so what we have as bytes becomes one.
func madeUp(object []byte) pdf.Value {
	var file bytes.Buffer
	file.WriteString(header)
	fmt.Fprint(&file, "1 0 obj\n")
	file.Write(object)
	file.WriteString("\nendobj\n")
	xref := file.Len()
	fmt.Fprintf(&file, "xref\n0 2\n0000000000 65535 f \n%010d 00000 n \n", len(header))
	fmt.Fprintf(&file, "trailer\n<</Size 2/Object 1 0 R/Nothing<<>>>>\nstartxref\n%d\n%%%%EOF", xref)
	r, err := pdf.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		panic(err)
	}
	return r.Trailer()
}
