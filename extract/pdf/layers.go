package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/unicode"
)

// A page may draw into layers (ISO 32000-1, 8.11, optional content) that the file
// says are off: nobody sees what stands in them. PDFium leaves them out of its
// pictures, but not out of its text, and tells of an object no more than the name of
// its layer. Which layers are off is read from the file here.

var (
	layersOff  = regexp.MustCompile(`/OFF\s*\[((?:\s*\d+\s+\d+\s+R)+)\s*\]`)
	layersOn   = regexp.MustCompile(`/ON\s*\[((?:\s*\d+\s+\d+\s+R)*)\s*\]`)
	baseState  = regexp.MustCompile(`/BaseState\s*/(ON|OFF|Unchanged)\b`)
	isLayer    = regexp.MustCompile(`/Type\s*/OCG\b`)
	reference  = regexp.MustCompile(`(\d+)\s+\d+\s+R`)
	layerName  = regexp.MustCompile(`/Name\s*(?:\(((?s:(?:\\.|[^\\)])*))\)|<([0-9A-Fa-f\s]*)>)`)
	packedAt   = regexp.MustCompile(`/First\s+(\d+)`)
	properties = []byte("/OCProperties") // what the catalogue of a file with layers has
	catalogues = regexp.MustCompile(`/Root\s+(\d+)\s+\d+\s+R`)
)

const (
	// mostLayers and longestLayer bound what is looked at: the layers that are off, and
	// the bytes of what describes one.
	mostLayers, longestLayer = 200, 4096
	// mostPacked is how many bytes of packed objects are looked through, longestHead how
	// many before a stream describe it, and longestCatalogue how many a catalogue has.
	mostPacked, longestHead, longestCatalogue = 16 << 20, 512, 64 << 10
)

// layersHidden are the names of the layers of a file that are off, and the numbers of
// the objects that describe them. Of a file without layers, as nearly all are, no more
// is read than shows that.
func layersHidden(data []byte) (names, off []string) {
	packed := packedStreams(data)
	if !bytes.Contains(data, properties) && !inCatalogue(data, packed) {
		return nil, nil
	}
	objects := map[string][]byte{} // packed ones, by number
	whole := [][]byte{data}
	room := mostPacked
	for i := range packed {
		text := packed[i].read(room)
		room -= len(text)
		whole = append(whole, text)
		for n, at := range packed[i].places {
			if at < len(text) {
				objects[n] = text[at:]
			}
		}
	}
	base := "ON"
	var on []string
	for _, text := range whole { // the last revision of the file counts
		if m := baseState.FindAllSubmatch(text, -1); m != nil {
			base = string(m[len(m)-1][1])
		}
		off, on = lastList(layersOff, text, off), lastList(layersOn, text, on)
	}
	if base == "OFF" { // but for those that are on
		for _, n := range layersOf(data, objects) {
			if !slices.Contains(on, n) && !slices.Contains(off, n) && len(off) < mostLayers {
				off = append(off, n)
			}
		}
	}
	for _, n := range off {
		object := objects[n]
		if at := lastObject(data, n); at >= 0 {
			object = data[at:]
		}
		object = object[:min(len(object), longestLayer)]
		if end := bytes.Index(object, []byte("endobj")); end >= 0 {
			object = object[:end]
		}
		if m := layerName.FindSubmatch(object); m != nil {
			if name := pdfText(m[1], m[2]); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names, off
}

// lastList are the numbers of the last list of a kind in a text; those of before
// if there is none.
func lastList(kind *regexp.Regexp, text []byte, before []string) []string {
	m := kind.FindAllSubmatch(text, -1)
	if m == nil {
		return before
	}
	var numbers []string
	for _, r := range reference.FindAllSubmatch(m[len(m)-1][1], mostLayers) {
		numbers = append(numbers, string(r[1]))
	}
	return numbers
}

// layersOf are the numbers of the objects that describe layers, in order.
func layersOf(data []byte, packed map[string][]byte) (numbers []string) {
	for _, m := range objectHead.FindAllSubmatchIndex(data, -1) {
		if isLayer.Match(objectAt(data, m[1])) {
			numbers = append(numbers, string(data[m[2]:m[3]]))
		}
	}
	for n, text := range packed {
		text = text[:min(len(text), longestLayer)]
		if end := bytes.Index(text, []byte(">>")); end >= 0 && isLayer.Match(text[:end]) {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// objectHead begins an object that is not packed.
var objectHead = regexp.MustCompile(`(?:^|\s)(\d+)\s+\d+\s+obj\b`)

// objectAt is what an object holds that begins at a place, as far as it is looked at.
func objectAt(data []byte, at int) []byte {
	object := data[at:min(len(data), at+longestLayer)]
	if end := bytes.Index(object, []byte("endobj")); end >= 0 {
		object = object[:end]
	}
	return object
}

var (
	isMembership = regexp.MustCompile(`/Type\s*/OCMD\b`)
	membersOf    = regexp.MustCompile(`/OCGs\s*(\[[^\]]*\]|\d+\s+\d+\s+R)`)
	membersWhen  = regexp.MustCompile(`/P\s*/(AllOn|AnyOn|AnyOff|AllOff)\b`)
	visibleWhen  = regexp.MustCompile(`/VE\s*\[`)
)

// hiddenMember is what a membership that hides what belongs to it is called in
// place of what it says: PDFium tells the names of layers, and memberships have
// none. No layer of a file is called so.
const hiddenMember = "\x01\x02"

// withoutMemberships is a file whose memberships in layers (ISO 32000-1, 8.11.2.2)
// are layers of the name hiddenMember where they hide what belongs to them, and the
// numbers of these. A condition in VE is not understood: what has one is seen.
func withoutMemberships(data []byte, off []string) (out []byte, hidden []string) {
	if len(off) == 0 {
		return data, nil
	}
	out = data
	for _, m := range objectHead.FindAllSubmatchIndex(data, -1) {
		object := objectAt(data, m[1])
		from, to := bytes.Index(object, []byte("<<")), bytes.LastIndex(object, []byte(">>"))
		if !isMembership.Match(object) || from < 0 || to < from || visibleWhen.Match(object) || !hides(object, off) {
			continue
		}
		layer := []byte("<</Name(" + hiddenMember + ")")
		if to-from < len(layer) {
			continue
		}
		if len(hidden) == 0 {
			out = bytes.Clone(data)
		}
		place := out[m[1]+from : m[1]+to]
		for i := range place {
			place[i] = ' '
		}
		copy(place, layer)
		hidden = append(hidden, string(data[m[2]:m[3]]))
	}
	return out, hidden
}

// hides reports that what belongs to a membership is not seen.
func hides(membership []byte, off []string) bool {
	list := membersOf.FindSubmatch(membership)
	if list == nil {
		return false
	}
	all, hidden := 0, 0
	for _, r := range reference.FindAllSubmatch(list[1], mostLayers) {
		all++
		if slices.Contains(off, string(r[1])) {
			hidden++
		}
	}
	when := "AnyOn"
	if m := membersWhen.FindSubmatch(membership); m != nil {
		when = string(m[1])
	}
	switch {
	case all == 0:
		return false
	case when == "AllOn":
		return hidden > 0
	case when == "AnyOff":
		return hidden == 0
	case when == "AllOff":
		return hidden < all
	}
	return hidden == all
}

var (
	ofLayer = regexp.MustCompile(`/OC\s+(\d+)\s+\d+\s+R`)
	isForm  = regexp.MustCompile(`/Subtype\s*/Form\b`)
)

// withoutForms is a file without the forms that are in a layer that is off: of these
// PDFium tells nothing of their layer. Their dictionaries, which are never packed, say
// another subtype of as many characters then.
func withoutForms(data []byte, off []string) []byte {
	if len(off) == 0 {
		return data
	}
	var out []byte
	for _, m := range ofLayer.FindAllSubmatchIndex(data, -1) {
		if !slices.Contains(off, string(data[m[2]:m[3]])) {
			continue
		}
		from := max(0, m[0]-longestLayer)
		from += max(0, bytes.LastIndex(data[from:m[0]], []byte(" obj")))
		to := min(len(data), m[1]+longestLayer)
		if k := bytes.Index(data[m[1]:to], []byte("stream")); k >= 0 {
			to = m[1] + k
		}
		if form := isForm.FindIndex(data[from:to]); form != nil {
			if out == nil {
				out = bytes.Clone(data)
			}
			copy(out[from+form[1]-len("Form"):], "None")
		}
	}
	if out == nil {
		return data
	}
	return out
}

// inCatalogue reports that the catalogue of a file is a packed object, and has layers.
func inCatalogue(data []byte, packed []packedStream) bool {
	if len(packed) == 0 {
		return false
	}
	roots := catalogues.FindAllSubmatch(data, -1)
	if roots == nil {
		return false
	}
	root := string(roots[len(roots)-1][1])
	for i := range slices.Backward(packed) {
		if at, ok := packed[i].places[root]; ok {
			text := packed[i].read(min(at+longestCatalogue, mostPacked))
			return at < len(text) && bytes.Contains(text[at:], properties)
		}
	}
	return false
}

// lastObject is where the last revision of an object begins that is not packed, -1 if
// there is none.
func lastObject(data []byte, number string) int {
	heads := regexp.MustCompile(`(?:^|[\r\n\s])`+number+`\s+\d+\s+obj\b`).FindAllIndex(data, -1)
	if heads == nil {
		return -1
	}
	return heads[len(heads)-1][1]
}

// packedStream is a stream that holds objects, and where each begins in it.
type packedStream struct {
	body   []byte
	places map[string]int
}

// read is the first bytes of a stream. What breaks off is read as far as it goes.
func (s *packedStream) read(most int) []byte {
	z, err := zlib.NewReader(bytes.NewReader(s.body))
	if err != nil {
		return nil
	}
	text, _ := io.ReadAll(io.LimitReader(z, int64(most)))
	return text
}

func packedStreams(data []byte) (out []packedStream) {
	room := mostPacked
	for at := 0; room > 0; {
		k := bytes.Index(data[at:], []byte("/ObjStm"))
		if k < 0 {
			break
		}
		at += k + len("/ObjStm")
		body := bytes.Index(data[at:min(at+longestHead, len(data))], []byte("stream"))
		if body < 0 {
			continue
		}
		head := data[max(0, at-longestHead) : at+body]
		if begin := bytes.LastIndex(head, []byte("obj")); begin >= 0 {
			head = head[begin:]
		}
		first := packedAt.FindSubmatch(head)
		if first == nil {
			continue
		}
		from, err := strconv.Atoi(string(first[1]))
		if err != nil || from > room {
			continue
		}
		s := packedStream{body: bytes.TrimLeft(data[at+body+len("stream"):], "\r\n"), places: map[string]int{}}
		fields := strings.Fields(string(s.read(from)))
		room -= from
		for i := 0; i+1 < len(fields); i += 2 {
			if place, err := strconv.Atoi(fields[i+1]); err == nil && place >= 0 {
				s.places[fields[i]] = from + place
			}
		}
		out = append(out, s)
	}
	return out
}

// pdfText is a text string of a file, in brackets or in hexadecimal digits.
func pdfText(bracketed, digits []byte) string {
	raw := unescape(bracketed)
	if digits != nil {
		raw, _ = hex.DecodeString(string(bytes.Join(bytes.Fields(digits), nil)))
	}
	return textString(raw)
}

// textString is a text string without its brackets and escapes.
func textString(raw []byte) string {
	if bytes.HasPrefix(raw, []byte("\xfe\xff")) {
		text, err := unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
		if err != nil {
			return ""
		}
		return string(text)
	}
	return string(raw)
}

// unescape resolves the escapes of a string in brackets.
func unescape(s []byte) (out []byte) {
	named := map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out = append(out, s[i])
			continue
		}
		i++
		if c, ok := named[s[i]]; ok {
			out = append(out, c)
			continue
		}
		octal, n := 0, 0
		for n < 3 && i+n < len(s) && s[i+n] >= '0' && s[i+n] <= '7' {
			octal, n = 8*octal+int(s[i+n]-'0'), n+1
		}
		if n == 0 {
			out = append(out, s[i])
			continue
		}
		out, i = append(out, byte(octal)), i+n-1
	}
	return out
}

// inHiddenLayer reports an object that is drawn into a layer that is off.
func (c *content) inHiddenLayer(o uint64) bool {
	if len(c.layers) == 0 {
		return false
	}
	marks := int(int32(c.run("FPDFPageObj_CountMarks", o)))
	for i := range max(marks, 0) {
		mark := c.run("FPDFPageObj_GetMark", o, uint64(i))
		if mark == 0 || string(c.told("FPDFPageObjMark_GetName", mark)) != "O\x00C\x00\x00\x00" { // in UTF-16
			continue
		}
		name := c.told("FPDFPageObjMark_GetParamBlobValue", mark, uint64(c.nameKey))
		if slices.Contains(c.layers, textString(name)) {
			return true
		}
	}
	return false
}

// longestName is how many bytes the name of a layer has at most.
const longestName = 512

// told are the bytes that a function of PDFium puts where it is asked to: all but the
// last three of its parameters are given.
func (c *content) told(function string, params ...uint64) []byte {
	if c.names == 0 {
		c.names = c.malloc(longestName)
	}
	params = append(params, uint64(c.names), longestName, uint64(c.scratch))
	if c.run(function, params...) == 0 || c.err != nil {
		return nil
	}
	text, _ := c.memory.Read(c.names, min(u32(c.out(4), 0), longestName))
	return text
}
