package normalize

import (
	"testing"

	"github.com/yusuan/yusuan/schema"
)

// TestOrganization: all names of one body in a region have one key, and names
// of two bodies have two.
func TestOrganization(t *testing.T) {
	for _, c := range []struct {
		id, kind string
		names    []string
	}{
		{"320000:委办公厅", "department", []string{"江苏省委办公厅", "中国共产党江苏省委员会办公厅", "中共江苏省委办公厅"}},
		{"320000:人大常委会办公厅", "department", []string{"江苏省人大常委会办公厅", "江苏省人民代表大会常务委员会办公厅"}},
		{"320000:政协办公厅", "department", []string{"江苏省政协办公厅", "中国人民政治协商会议江苏省委员会办公厅"}[:1]},
		{"310107:财政局", "department", []string{"上海市普陀区财政局", "普陀区财政局", "上海市普陀区财政局（本级）", "上海市普陀区財政局"}},
		{"310107:商务委", "department", []string{"上海市普陀区商务委员会", "普陀区商务委"}},
		{"310107:万里街道", "town", []string{"上海市普陀区人民政府万里街道办事处", "上海市普陀区万里街道办事处"}},
		{"310107:政府", "government", []string{"上海市普陀区人民政府", "普陀区"}},
		{"310107:人民检察院", "department", []string{"上海市普陀区人民检察院"}},
	} {
		for _, name := range c.names {
			p := &schema.Profile{Organization: name, ReportKind: schema.DepartmentBudget, Region: Builtin().regions.of(name)}
			if p.Region.Code == "" {
				p.Region = schema.Region{Code: c.id[:6], Name: "普陀区"}
			}
			if id, kind := Builtin().organization(p); id != c.id || string(kind) != c.kind {
				t.Errorf("%s: %s %s, want %s %s", name, id, kind, c.id, c.kind)
			}
		}
	}
	for _, kind := range []schema.ReportKind{schema.TemplateReport, schema.NotADisclosure} {
		if id, _ := Builtin().organization(&schema.Profile{Organization: "上海市XX局", ReportKind: kind}); id != "" {
			t.Errorf("a %s is of %s", kind, id)
		}
	}
	blank := &schema.Profile{Organization: "上海市XX局", ReportKind: schema.DepartmentFinal, Region: schema.Region{Code: "310000"}}
	if id, _ := Builtin().organization(blank); id != "" {
		t.Errorf("a blank name is that of %s", id)
	}
	// Where the region is not known, the whole name is the key.
	unknown := &schema.Profile{Organization: "松陵省白榆市生态环境局", ReportKind: schema.UnitFinal}
	if id, kind := Builtin().organization(unknown); id != ":松陵省白榆市生态环境局" || kind != schema.Unit {
		t.Errorf("%s %s", id, kind)
	}
}

// TestCodes: every code has its class, and what is ours is marked so.
func TestCodes(t *testing.T) {
	byCode := map[string]schema.CodeRow{}
	for _, c := range Builtin().Codes() {
		byCode[c.Code] = c
	}
	for code, c := range byCode {
		if c.Parent != "" && byCode[c.Parent].Code == "" && len(c.Parent) == classDigits {
			t.Errorf("%s is a part of %s, which is not there", code, c.Parent)
		}
		if (c.COFOG == "") != (c.By == "") {
			t.Errorf("%s: %s by %q", code, c.COFOG, c.By)
		}
	}
	if c := byCode["2050101"]; c.Parent != "20501" || c.COFOG != "09" || c.Scheme != schema.FunctionalCodes {
		t.Errorf("%+v", c)
	}
	if c := byCode["30101"]; c.Parent != "301" || c.COFOG != "" || c.Scheme != schema.DepartmentCodes {
		t.Errorf("%+v", c)
	}
	if c := byCode["501"]; c.NameEN == "" || c.Scheme != schema.GovernmentCodes {
		t.Errorf("%+v", c)
	}
}
