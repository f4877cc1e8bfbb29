package reread

import (
	"regexp"

	pdf "github.com/ledongthuc/pdf"
)

// layers are the optional contents of a file (ISO 32000-1, 8.11) that are off when it
// is opened, by their references. What a viewer switches by the zoom, the language or
// the user (AS) is not asked.
type layers map[string]bool

var references = regexp.MustCompile(`\d+ \d+ R`)

func layersOff(root pdf.Value) layers {
	properties := root.Key("OCProperties")
	usual, off := properties.Key("D"), layers{}
	set := func(list pdf.Value, to bool) {
		for _, ref := range references.FindAllString(list.String(), -1) {
			off[ref] = to
		}
	}
	if usual.Key("BaseState").Name() == "OFF" {
		set(properties.Key("OCGs"), true)
	}
	set(usual.Key("ON"), false)
	set(usual.Key("OFF"), true)
	return off
}

// hides reports that what belongs to the entry of a dictionary, a layer or a
// membership in several, is not seen.
func (l layers) hides(holder pdf.Value, key string) bool {
	if len(l) == 0 {
		return false
	}
	if ref := reference(holder, key); ref != "" && l[ref] {
		return true
	}
	membership := holder.Key(key)
	if membership.Key("Type").Name() != "OCMD" {
		return false
	}
	groups := []string{reference(membership, "OCGs")}
	if list := membership.Key("OCGs"); list.Kind() == pdf.Array {
		groups = references.FindAllString(list.String(), -1)
	}
	off := 0
	for _, ref := range groups {
		if l[ref] {
			off++
		}
	}
	switch membership.Key("P").Name() {
	case "AllOn":
		return off > 0
	case "AnyOff":
		return off == 0
	case "AllOff":
		return off < len(groups)
	}
	return off > 0 && off == len(groups)
}

// reference is what an entry of a dictionary refers to; empty if it is there itself.
func reference(holder pdf.Value, key string) string {
	m := regexp.MustCompile(`/` + regexp.QuoteMeta(key) + ` (\d+ \d+ R)`).FindStringSubmatch(holder.String())
	if m == nil {
		return ""
	}
	return m[1]
}
