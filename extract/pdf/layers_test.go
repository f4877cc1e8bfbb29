package pdf

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/internal/pdffile"
)

// TestHiddenLayers: nobody sees what is drawn into a layer that is off, text, rulings
// and forms; what stands at the same place in another is seen.
func TestHiddenLayers(t *testing.T) {
	f := newFile()
	form := f.stream("/Type/XObject/Subtype/Form/BBox[0 0 300 300]/Resources<</Font<</F1 3 0 R>>>>",
		"BT /F1 12 Tf 100 200 Td (9.99) Tj ET")
	off, on := f.add("<</Type/OCG/Name<FEFF83497A3F>>>"), f.add(`<</Type/OCG/Name(\346\(on\))>>`)
	f.objects[catalog-1] = fmt.Sprintf("<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[%d 0 R %d 0 R]/D<</OFF [ %d 0 R ]>>>>>>",
		off, on, off)
	f.pages(sheet{
		content: "/OC /MC0 BDC BT /F1 12 Tf 100 700 Td (77.77) Tj ET 100 690 m 300 690 l S /X Do EMC " +
			"/P <</MCID 0>> BDC BT /F1 12 Tf 100 700 Td (12.34) Tj ET EMC " +
			"/OC /MC1 BDC BT /F1 12 Tf 100 600 Td (5) Tj ET 100 590 m 300 590 l S EMC",
		resources: fmt.Sprintf("/XObject<</X %d 0 R>>/Properties<</MC0 %d 0 R/MC1 %d 0 R>>", form, off, on),
	})
	p := decode(t, f.bytes()).Pages[0]
	if text(p) != "12.345" || p.Hidden != 2 || len(p.Rules) != 1 {
		t.Errorf("text %q, %d hidden, rules %v", text(p), p.Hidden, p.Rules)
	}
}

// TestHiddenForms: a form that is in a layer itself is seen if the layer is on.
func TestHiddenForms(t *testing.T) {
	f := newFile()
	off, on := f.add("<</Type/OCG/Name(a)>>"), f.add("<</Type/OCG/Name(b)>>")
	form := func(layer int, text string) int {
		return f.stream(fmt.Sprintf("/Type/XObject/Subtype /Form/BBox[0 0 300 300]/OC %d 0 R/Resources<</Font<</F1 3 0 R>>>>",
			layer), "BT /F1 12 Tf 100 200 Td ("+text+") Tj ET")
	}
	draft, final := form(off, "77.77"), form(on, "12.34")
	f.objects[catalog-1] = fmt.Sprintf("<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[%d 0 R %d 0 R]/D<</OFF[%d 0 R]>>>>>>",
		off, on, off)
	f.pages(sheet{content: "/X Do /Y Do", resources: fmt.Sprintf("/XObject<</X %d 0 R/Y %d 0 R>>", draft, final)})
	if p := decode(t, f.bytes()).Pages[0]; text(p) != "12.34" {
		t.Errorf("text %q", text(p))
	}
}

// TestMemberships: text that belongs to several layers, or to those that are on
// against a base of all that are off, is seen as viewers show it.
func TestMemberships(t *testing.T) {
	for name, c := range map[string]struct {
		usual, membership string // %[1]d is off and %[2]d is on, but for the base
		seen              bool
	}{
		"any on":            {"/OFF[%[1]d 0 R]", "/OCGs[%[1]d 0 R %[2]d 0 R]", true},
		"one that is off":   {"/OFF[%[1]d 0 R]", "/OCGs %[1]d 0 R", false},
		"all on":            {"/OFF[%[1]d 0 R]", "/OCGs[%[1]d 0 R %[2]d 0 R]/P/AllOn", false},
		"any off":           {"/OFF[%[1]d 0 R]", "/P/AnyOff/OCGs[%[2]d 0 R]", false},
		"all off":           {"/OFF[%[1]d 0 R]", "/OCGs[%[1]d 0 R]/P/AllOff", true},
		"not all off":       {"/OFF[%[1]d 0 R]", "/OCGs[%[1]d 0 R %[2]d 0 R]/P/AllOff", false},
		"a condition":       {"/OFF[%[1]d 0 R]", "/OCGs[%[1]d 0 R]/VE[/Not %[1]d 0 R]", true},
		"base off":          {"/BaseState/OFF/ON[%[2]d 0 R]", "/OCGs[%[1]d 0 R]", false},
		"base off, one on":  {"/BaseState /OFF /ON [ %[2]d 0 R ]", "/OCGs[%[2]d 0 R]", true},
		"base off, none on": {"/BaseState/OFF", "/OCGs[%[1]d 0 R %[2]d 0 R]", false},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFile()
			off, on := f.add("<</Type/OCG/Name(a)>>"), f.add("<</Type/OCG/Name(b)>>")
			filled := func(text string) string { // whether it speaks of both, of one or of none
				return strings.NewReplacer("%[1]d", strconv.Itoa(off), "%[2]d", strconv.Itoa(on)).Replace(text)
			}
			member := f.add("<</Type/OCMD" + filled(c.membership) + ">>")
			form := f.stream(fmt.Sprintf("/Type/XObject/Subtype/Form/BBox[0 0 300 300]/OC %d 0 R/Resources<</Font<<"+
				"/F1 3 0 R>>>>", member), "BT /F1 12 Tf 100 200 Td (8) Tj ET")
			f.objects[catalog-1] = fmt.Sprintf("<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[%d 0 R %d 0 R]/D<<%s>>>>>>",
				off, on, filled(c.usual))
			f.pages(sheet{content: "/OC /M BDC BT /F1 12 Tf 100 700 Td (7) Tj ET EMC BT /F1 12 Tf 100 600 Td (5) Tj ET /X Do",
				resources: fmt.Sprintf("/XObject<</X %d 0 R>>/Properties<</M %d 0 R>>", form, member)})
			want := "5"
			if c.seen {
				want = "758"
			}
			if p := decode(t, f.bytes()).Pages[0]; text(p) != want {
				t.Errorf("text %q, want %q", text(p), want)
			}
		})
	}
}

// TestLayersHidden finds the layers that are off, in the last revision of a file, in
// packed objects, and whatever damaged files say.
func TestLayersHidden(t *testing.T) {
	head := "5 0 6 40 "
	catalog := fmt.Sprintf("%-40s", "<</OCProperties<</D<</OFF[6 0 R]>>>>>>")
	stream := pdffile.Flate(fmt.Sprintf("/Type/ObjStm/N 2/First %d", len(head)), head+catalog+"<</Type/OCG/Name(draft)>>")
	const first = "1 0 obj<</OCProperties<</D<</OFF[2 0 R]>>>>>>endobj 2 0 obj<</Type/OCG/Name(a)>>endobj 3 0 obj<</Name(b)>>endobj "
	for _, c := range []struct {
		name, data string
		want       []string
	}{
		{"none", "%PDF-1.4 1 0 obj<</Type/Catalog>>endobj", nil},
		{"one", first, []string{"a"}},
		{"another in a later revision", first + "1 0 obj<</OCProperties<</D<</OFF[3 0 R]>>>>>>endobj", []string{"b"}},
		{"all but one", "1 0 obj<</OCProperties<</D<</BaseState/OFF/ON[3 0 R]>>>>>>endobj 2 0 obj<</Type/OCG/Name(a)>>endobj " +
			"3 0 obj<</Type/OCG/Name(b)>>endobj", []string{"a"}},
		{"a new name", first + "2 0 obj<</Name(c)>>endobj", []string{"c"}},
		{"packed", "%PDF-1.5\n7 0 obj" + stream + "endobj trailer<</Root 5 0 R>>", []string{"draft"}},
		{"packed, and not the catalogue", "%PDF-1.5\n7 0 obj" + stream + "endobj trailer<</Root 6 0 R>>", nil},
		{"no such object", "/OCProperties /OFF[77 0 R]", nil},
		{"no end", "/OCProperties /OFF[2 0 R] 2 0 obj /Name(", nil},
		{"packed and cut off", "trailer<</Root 5 0 R>>7 0 obj" + stream[:len(stream)/2], nil},
		{"a place far off", "7 0 obj<</Type/ObjStm/N 9/First 99999999999>>stream\nx", nil},
	} {
		if got, _ := layersHidden([]byte(c.data)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
