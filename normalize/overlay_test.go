package normalize

import (
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
	cat, err := LoadCatalogue(overlay)
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

func TestOverlayWithMistakes(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"unknown kind":      {"titles.yaml": {Data: []byte("rules: [{kind: nonsense, all: [out]}]")}},
		"word of two tags":  {"titles.yaml": {Data: []byte("terms: {general: [收支]}")}},
		"unknown field":     {"columns.yaml": {Data: []byte("colour: red")}},
		"unknown fund":      {"columns.yaml": {Data: []byte("words: [{say: [金银], fund: gold}]")}},
		"unknown nature":    {"rows.yaml": {Data: []byte("words: [{say: [金银], nature: golden}]")}},
		"unknown stage":     {"columns.yaml": {Data: []byte("kinds: {revenue: {stage: dream}}")}},
		"no YAML":           {"rows.yaml": {Data: []byte("{")}},
		"fields missing":    {"functions.csv": {Data: []byte("code,name,from,to,source\n201,某某\n")}},
		"year is no number": {"functions.csv": {Data: []byte("code,name,from,to,source\n201,某某,later,,x\n")}},
	} {
		if _, err := LoadCatalogue(files); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
