package ofd

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/charset"
)

const (
	maxPart  = 64 << 20 // bytes of one part
	maxDepth = 200      // of elements in each other
	// maxNodes is how many elements of a part are held at a time: all but those
	// of pages. The entry of a document of 10,000 pages has as many.
	maxNodes      = 300_000
	maxAttributes = 1000
)

var errMissing = errors.New("a part is missing")

// pack is the ZIP package and what it may cost.
type pack struct {
	ctx   context.Context
	parts map[string]*zip.File // by name in lower case, without a leading slash
	drawn int                  // objects of all pages
}

func newPack(ctx context.Context, data []byte) (*pack, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", document.ErrDamaged, err)
	}
	p := &pack{ctx: ctx, parts: map[string]*zip.File{}}
	for _, f := range z.File {
		p.parts[key(f.Name)] = f
	}
	return p, budget.Charge(ctx, budget.Members, len(z.File))
}

func slashes(name string) string { return strings.ReplaceAll(strings.TrimSpace(name), `\`, "/") }

// key is what a part goes by: some writers disagree with themselves on case,
// slashes and dots.
func key(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+slashes(name)), "/"))
}

func (p *pack) has(name string) bool { return p.parts[key(name)] != nil }

// locate resolves the location of a part: from the root of the package, or
// relative to the folder of the part that names it; where nothing is there,
// to a folder above.
func (p *pack) locate(dir, loc string) string {
	loc = slashes(loc)
	if strings.HasPrefix(loc, "/") {
		return loc
	}
	for d := dir; ; d = path.Dir(d) {
		if at := path.Join(d, loc); p.has(at) || d == "." || d == "/" || d == "" {
			if !p.has(at) {
				return path.Join(dir, loc)
			}
			return at
		}
	}
}

// encrypted reports the marks of an encrypted package: of ZIP's own way, or of
// GM/T 0099.
func (p *pack) encrypted() bool {
	for name, f := range p.parts {
		base := path.Base(name)
		if f.Flags&1 != 0 || strings.HasPrefix(base, "encrypt") || base == "decryptseed.dat" || base == "entriesmap.dat" {
			return true
		}
	}
	return false
}

// bytes unpacks a part.
func (p *pack) bytes(name string) ([]byte, error) {
	f := p.parts[key(name)]
	if f == nil {
		return nil, fmt.Errorf("%w: %w: %s", document.ErrDamaged, errMissing, name)
	}
	if f.Flags&1 != 0 {
		return nil, fmt.Errorf("%w: %s", document.ErrEncrypted, name)
	}
	in, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", document.ErrDamaged, name, err)
	}
	defer in.Close()
	limit := min(maxPart, budget.Left(p.ctx, budget.Bytes))
	data, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err := budget.Charge(p.ctx, budget.Bytes, len(data)); err != nil {
		return nil, err
	}
	switch {
	case len(data) > maxPart:
		return nil, fmt.Errorf("%w: %s unpacks to more than %d bytes", document.ErrTooLarge, name, maxPart)
	case err != nil:
		return data, fmt.Errorf("%w: %s: %w", document.ErrDamaged, name, err)
	}
	return data, nil
}

// text is a part in UTF-8, without the characters that XML forbids.
func (p *pack) text(name string) ([]byte, error) {
	data, err := p.bytes(name)
	if !utf8.Valid(data) || bytes.Contains(data[:min(len(data), 200)], []byte("\x00")) {
		if err == nil || len(data) > 0 {
			data = []byte(charset.Decode(data, "").Text)
		}
	}
	for i, c := range data {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			data[i] = ' '
		}
	}
	return data, err
}

// node is an element with all within it, by local names: the prefixes of
// published files are of every kind.
type node struct {
	name string
	attr []xml.Attr
	kids []*node
	text []byte
}

// get is an attribute; empty if there is none. A nil node has none.
func (n *node) get(name string) string {
	if n == nil {
		return ""
	}
	for i := range n.attr {
		if n.attr[i].Name.Local == name {
			return n.attr[i].Value
		}
	}
	return ""
}

func (n *node) child(name string) *node {
	if n != nil {
		for _, k := range n.kids {
			if k.name == name {
				return k
			}
		}
	}
	return nil
}

func (n *node) all(name string) (out []*node) {
	if n != nil {
		for _, k := range n.kids {
			if k.name == name {
				out = append(out, k)
			}
		}
	}
	return out
}

func (n *node) value() string {
	if n == nil {
		return ""
	}
	return strings.TrimSpace(string(n.text))
}

// number is an attribute as a number, or other if it is none.
func (n *node) number(name string, other float64) float64 {
	f := fields{rest: n.get(name)}
	if v, ok := f.number(); ok {
		return v
	}
	return other
}

// box is an attribute of x, y, width and height.
func (n *node) box(name string) (document.Box, bool) {
	v := numbers(n.get(name), 4)
	if len(v) < 4 {
		return document.Box{}, false
	}
	return document.Box{X0: v[0], Y0: v[1], X1: v[0] + v[2], Y1: v[1] + v[3]}, true
}

// fields are the words of a value, one at a time.
type fields struct{ rest string }

func (f *fields) next() (string, bool) {
	f.rest = strings.TrimLeft(f.rest, " \t\r\n,")
	if f.rest == "" {
		return "", false
	}
	end := strings.IndexAny(f.rest, " \t\r\n,")
	if end < 0 {
		end = len(f.rest)
	}
	word := f.rest[:end]
	f.rest = f.rest[end:]
	return word, true
}

func (f *fields) number() (float64, bool) {
	word, ok := f.next()
	if !ok {
		return 0, false
	}
	v, ok := parse(word)
	return v, ok
}

// far is beyond what any page has, in millimetres or units of an object.
const far = 1e6

func parse(word string) (float64, bool) {
	v, err := strconv.ParseFloat(word, 64)
	if err != nil || !(v >= -far && v <= far) {
		return 0, false
	}
	return v, true
}

// numbers are the first numbers of a value; one that is none counts as 0.
func numbers(s string, most int) (out []float64) {
	f := fields{rest: s}
	for len(out) < most {
		word, ok := f.next()
		if !ok {
			break
		}
		v, _ := parse(word)
		out = append(out, v)
	}
	return out
}

// tree reads a whole part.
func (p *pack) tree(name string) (*node, error) {
	var root *node
	err := p.walk(name, nil, visitor{object: func(n *node) error {
		if root == nil {
			root = n
		}
		return nil
	}})
	if err == nil && root == nil {
		err = fmt.Errorf("%w: %s holds no XML", document.ErrDamaged, name)
	}
	return root, err
}

// visitor is told of the elements of a part: of containers when they open, of
// others when they are complete.
type visitor struct {
	enter  func(*node) // may be nil
	object func(*node) error
	stream bool   // objects are not kept
	until  string // the container at which to stop; empty: none
}

// walk reads a part element by element. Containers are those of the names
// given; a part is never held as a whole unless its root is none. What stands
// before a fault was told.
func (p *pack) walk(name string, containers []string, v visitor) error {
	data, failed := p.text(name)
	return p.elements(name, data, failed, containers, v)
}

// elements is walk for a part that was unpacked, as far as it could be.
func (p *pack) elements(name string, data []byte, failed error, containers []string, v visitor) error {
	if failed != nil && len(data) == 0 {
		return failed
	}
	if crowded(data) {
		return fmt.Errorf("%w: %s: an element of more than %d attributes", document.ErrTooLarge, name, maxAttributes)
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	w := walker{v: v, containers: containers}
	for {
		if err := budget.Charge(p.ctx, budget.Work, workOfToken); err != nil {
			return err
		}
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("%w: %s breaks off: %w", document.ErrDamaged, name, err)
		}
		if err := w.token(t); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if k := len(w.in); k > 0 && w.in[k-1] == v.until {
			return nil
		}
	}
	if failed != nil {
		return failed
	}
	if len(w.open) > 0 || len(w.in) > 0 {
		return fmt.Errorf("%w: %s breaks off", document.ErrDamaged, name)
	}
	return nil
}

// crowded reports an element with more attributes than any has, which the
// decoder would hold all at once.
func crowded(data []byte) bool {
	n := 0
	for i := 1; i < len(data); i++ {
		switch {
		case data[i] == '<':
			n = 0
		case data[i-1] == '=' && (data[i] == '"' || data[i] == '\''):
			if n++; n > maxAttributes {
				return true
			}
		}
	}
	return false
}

// workOfToken is the steps of work that reading an element takes.
const workOfToken = 20

type walker struct {
	v          visitor
	containers []string
	in         []string // containers that are open
	open       []*node  // the object at hand and the elements it is open at
	held       int
}

func (w *walker) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.StartElement:
		n := &node{name: t.Name.Local, attr: t.Attr}
		if len(w.open)+len(w.in) >= maxDepth {
			return fmt.Errorf("%w: elements nested deeper than %d", document.ErrTooLarge, maxDepth)
		}
		if len(w.open) == 0 && slices.Contains(w.containers, n.name) {
			w.in = append(w.in, n.name)
			if w.v.enter != nil {
				w.v.enter(n)
			}
			return nil
		}
		if w.held++; w.held > maxNodes {
			return fmt.Errorf("%w: more than %d elements", document.ErrTooLarge, maxNodes)
		}
		if k := len(w.open); k > 0 {
			w.open[k-1].kids = append(w.open[k-1].kids, n)
		}
		w.open = append(w.open, n)
	case xml.EndElement:
		return w.end(t.Name.Local)
	case xml.CharData:
		if k := len(w.open); k > 0 {
			w.open[k-1].text = append(w.open[k-1].text, t...)
		}
	}
	return nil
}

// end closes the innermost element of the name, with those left open in it.
func (w *walker) end(name string) error {
	if k := len(w.open); k > 0 {
		for k--; k >= 0 && w.open[k].name != name; k-- {
		}
		if k < 0 {
			return nil // closes nothing
		}
		object := w.open[0]
		w.open = w.open[:k]
		if k > 0 {
			return nil
		}
		if w.v.stream {
			w.held = 0
		}
		return w.v.object(object)
	}
	if k := len(w.in); k > 0 && w.in[k-1] == name {
		w.in = w.in[:k-1]
	}
	return nil
}
