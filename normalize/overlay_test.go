package normalize

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// A province that calls everything by names of its own needs files, no code.
func TestOverlayTeachesANewProvince(t *testing.T) {
	layout := grid("云岭府库银流向册", "万元",
		[][]string{{"门类号", "门类", "银总", "常费", "专案银"}},
		[][]string{
			{"", "通共", "30.00", "10.00", "20.00"},
			{"205", "教育支出", "30.00", "10.00", "20.00"},
			{"", "学堂修葺", "20.00", "", "20.00"},
		})
	doc := &document.Document{ID: "d", Tables: []document.Table{layout}, Pages: []document.Page{{}}}

	before := normalized(doc, Options{})
	if k := before.Tables[0].Kind; k != schema.OtherTable || len(before.Facts) != 0 {
		t.Fatalf("the layout is known already: %s, %d facts", k, len(before.Facts))
	}

	overlay := fstest.MapFS{
		"titles.yaml": {Data: []byte(`
terms:
  general: [府库银]
  out: [流向册]
`)},
		"columns.yaml": {Data: []byte(`
roles:
  code: [门类号]
  name: [门类]
words:
  - {say: [银总]}
  - {say: [常费], flow: expenditure, nature: basic}
  - {say: [专案银], flow: expenditure, nature: project}
`)},
		"rows.yaml": {Data: []byte(`
words:
  - {say: [通共], total: true}
  - {say: [学堂修葺], item: school_repairs}
`)},
	}
	cat, err := LoadCatalogue(Overlay{"yunling", overlay})
	if err != nil {
		t.Fatal(err)
	}
	rec := normalized(doc, Options{Catalogue: cat})
	if k := rec.Tables[0].Kind; k != schema.GeneralBudgetExpenditure {
		t.Errorf("kind %s (%s)", k, rec.Tables[0].Reason)
	}
	want := map[string]schema.Coordinates{
		"d-t000-r001c02": {Flow: "expenditure", Fund: "general_public_budget", Stage: "budget"},
		"d-t000-r001c04": {Flow: "expenditure", Fund: "general_public_budget", Nature: "project", Stage: "budget"},
		"d-t000-r002c03": {Flow: "expenditure", Fund: "general_public_budget", Nature: "basic", Function: "205",
			Stage: "budget"},
		"d-t000-r003c04": {Flow: "expenditure", Fund: "general_public_budget", Nature: "project", Item: "school_repairs",
			Stage: "budget"},
	}
	seen := 0
	for _, f := range rec.Facts {
		if w, ok := want[f.ID]; ok {
			seen++
			if f.Coordinates != w {
				t.Errorf("%s: %+v, want %+v", f.ID, f.Coordinates, w)
			}
		}
	}
	if seen != len(want) || len(rec.Facts) != 8 {
		t.Errorf("%d of %d facts seen, %d in all", seen, len(want), len(rec.Facts))
	}
}

// TestOverlayWithMistakes: an error names the file and the line.
func TestOverlayWithMistakes(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"titles.yaml", "# a province\nrules:\n  - {kind: other, all: [in]}\n  - {kind: nonsense, all: [out]}\n",
			`titles.yaml:4: "nonsense" is no table_kind`},
		{"titles.yaml", "rules:\n  - {kind: other, any: [in]}\n  - {kind: revenue, all: [in]}\n",
			"titles.yaml:3: a rule needs its confidence"},
		{"titles.yaml", "rules:\n  - {kind: other, all: [in]}\n  - {kind: revenue, all: [inn], confidence: 1}\n",
			`titles.yaml:3: no word has the tag "inn"`},
		{"titles.yaml", "terms:\n  basic: [养廉银]\n  general:\n    - 收支\n",
			"titles.yaml:4: 收支 is both both and general"},
		{"columns.yaml", "words:\n  - {say: [银总]}\ncolour: red\n", `columns.yaml:3: unknown field "colour"`},
		{"columns.yaml", "words:\n  - {say: [金银], fund: gold}\n", `columns.yaml:2: "gold" is no fund`},
		{"columns.yaml", "roles:\n  code: [门类号]\n  codes: [门类]\n", `columns.yaml:3: "codes" is no role of a column`},
		{"columns.yaml", "kinds:\n  revenue: {stage: dream}\n", `columns.yaml:2: "dream" is no stage`},
		{"columns.yaml", "kinds:\n  revenues: {stage: budget}\n", `columns.yaml:2: "revenues" is no table_kind`},
		{"rows.yaml", "words:\n  - {say: [金银]}\n  - {say: [金银], nature: golden}\n", `rows.yaml:3: "golden" is no nature`},
		{"rows.yaml", "words:\n  - {say: [金银]\n", "rows.yaml:2: "},
		{"rows.yaml", "words: 金银\n", "rows.yaml:1: "},
		{"forms.yaml", "fields:\n  colour: [颜色]\n", `forms.yaml:2: "colour" is no field of a project`},
		{"forms.yaml", "operators:\n  \">=\": [不下于]\n  \"~\": [约]\n", `forms.yaml:3: "~" is no operator`},
		{"functions.csv", "code,name,from,to,source\n201,某某\n", "functions.csv:2: wrong number of fields"},
		{"functions.csv", "# old ones\ncode,name,from,to,source\n201,某某,later,,x\n", "functions.csv:3: "},
		{"economics.csv", "code,name,from,to,source\n3O1,某某,,,x\n", `economics.csv:2: ["3O1"`},
		{"regions.csv", "code,name,level,aliases,until\n990000,云岭省,land,,\n", "regions.csv:2: "},
	} {
		_, err := LoadCatalogue(Overlay{"mine", fstest.MapFS{c.file: {Data: []byte(c.text)}}})
		if err == nil || !strings.Contains(err.Error(), filepath.Join("mine", c.want)) {
			t.Errorf("%q: %v; want %s", c.text, err, c.want)
		}
	}
}

// TestOpenOverlays: a folder that would be passed over in silence is an error.
func TestOpenOverlays(t *testing.T) {
	for file, want := range map[string]string{
		"titles.yaml": "", "title.yaml": "title.yaml: no file of a catalogue",
		"codes.CSV": "codes.CSV: no file of a catalogue",
		"README.md": "none of titles.yaml, ",
	} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, file), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := OpenOverlays(folder)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v; want %q", file, err, want)
		}
	}
	if _, err := OpenOverlays(filepath.Join(t.TempDir(), "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// TestDigest: a catalogue is known by what it was made of.
func TestDigest(t *testing.T) {
	digests := map[string]bool{Builtin().Digest(): true}
	for _, text := range []string{"words: [{say: [银]}]", "words: [{say: [金]}]", "words: [{say: [金]}]"} {
		c, err := LoadCatalogue(Overlay{t.TempDir(), fstest.MapFS{"rows.yaml": {Data: []byte(text)}}})
		if err != nil {
			t.Fatal(err)
		}
		digests[c.Digest()] = true
	}
	if len(digests) != 3 {
		t.Errorf("%d digests of three catalogues", len(digests))
	}
}
