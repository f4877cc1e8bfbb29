package verify_test

import (
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// TestEmptyForms: why a form is empty may be said in the list of tables or in
// the narrative as well as below it.
func TestEmptyForms(t *testing.T) {
	list := func(reason string) textTable {
		tt := table("other", "", "报表|报表名称|是否空表|公开空表理由\n---\n表9|政府性基金收支表|是|"+reason)
		tt.Title = "公开报表"
		return tt
	}
	for name, c := range map[string]struct {
		text     []string
		list     *textTable
		findings int
	}{
		"nothing said":              {nil, nil, 1},
		"in the list of tables":     {nil, ptr(list("本部门无此项收支")), 0},
		"a list without the reason": {nil, ptr(list("")), 1},
		"in the narrative":          {[]string{"（四）本部门无政府性基金预算收支，并已公开空表。"}, nil, 0},
		"not arranged":              {[]string{"2024年未安排政府性基金预算支出。"}, nil, 0},
		"zero":                      {[]string{"政府性基金预算支出决算为0万元。"}, nil, 0},
		"of another fund":           {[]string{"本部门无国有资本经营预算收支。"}, nil, 1},
		"a sentence with a figure":  {[]string{"政府性基金预算支出10.00万元。我局没有下属单位。"}, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			form := emptyForm("")
			form.Title = "政府性基金收支表"
			d := doc{facts: classes, text: c.text, tables: []textTable{form}}
			if c.list != nil {
				d.tables = append(d.tables, *c.list)
			}
			if _, findings := ofRule(d.record(), "empty_form"); len(findings) != c.findings {
				t.Errorf("%d findings, want %d: %+v", len(findings), c.findings, findings)
			}
		})
	}
}

func ptr[T any](v T) *T { return &v }

// TestOneFormOfEachProject: forms of one title share their number.
func TestOneFormOfEachProject(t *testing.T) {
	for _, c := range []struct {
		titles   []string
		findings int
	}{
		{[]string{"收支总表", "收入总表", "项目绩效目标表", "项目绩效目标表"}, 0},
		{[]string{"收支总表", "收入总表", "支出总表", "财政拨款收支总表"}, 1},
	} {
		rec := tableNumbers("表1", "表2", "表3", "表3")
		for i, title := range c.titles {
			rec.Tables[i].Layout.Title = title
		}
		if _, findings := ofRule(rec, "table_number"); len(findings) != c.findings {
			t.Errorf("%v: %d findings, want %d", c.titles, len(findings), c.findings)
		}
	}
}

// TestTableNumbers: a number that stands twice or that one table lacks is
// told in whatever way tables are numbered; a selection is not.
func TestTableNumbers(t *testing.T) {
	for name, c := range map[string]struct {
		numbers  []string
		text     string
		findings int
	}{
		"in order":                   {[]string{"公开01表", "公开02表", "公开03表", "公开04表"}, "", 0},
		"twice":                      {[]string{"公开01表", "公开02表", "公开02表", "公开04表"}, "", 1},
		"twice, the first is wrong":  {[]string{"公开01表", "公开03表", "公开03表", "公开04表"}, "", 1},
		"one is missing":             {[]string{"公开01表", "公开02表", "公开03表", "公开05表"}, "", 1},
		"of Chinese numbers":         {[]string{"公开表九", "公开表十", "公开表十一", "公开表十三"}, "", 0},
		"one of Chinese numbers":     {[]string{"公开表一", "公开表二", "公开表三", "公开表五"}, "", 1},
		"the missing one is named":   {[]string{"公开01表", "公开02表", "公开03表", "公开05表"}, "公开 04 表为空表。", 0},
		"the missing one, otherwise": {[]string{"附表1", "附表2", "附表3", "附表5"}, "见附表4。", 0},
		"another is named":           {[]string{"附表1", "附表2", "附表3", "附表5"}, "见附表40。", 1},
		"several are left out":       {[]string{"公开01表", "公开03表", "公开04表", "公开06表"}, "", 0},
		"out of order":               {[]string{"公开01表", "公开03表", "公开02表", "公开04表"}, "", 0},
		"none between":               {[]string{"公开01表", "公开02表", "", "公开04表"}, "", 1},
		"another series between":     {[]string{"公开01表", "公开02表", "附件1", "公开04表"}, "", 0},
		"begins again":               {[]string{"表1", "表2", "表1", "表2"}, "", 0},
		"two tables are no series":   {[]string{"表1", "", "表3", ""}, "", 0},
	} {
		rec := tableNumbers(c.numbers...)
		for i, title := range []string{"收支总表", "收入总表", "支出总表", "财政拨款收支总表"} {
			rec.Tables[i].Layout.Title = title
		}
		rec.Document.Pages = append(rec.Document.Pages,
			document.Page{Blocks: []document.Block{{Kind: document.BlockParagraph, Text: c.text, Table: -1}}})
		if _, findings := ofRule(rec, "table_number"); len(findings) != c.findings {
			t.Errorf("%s: %d findings, want %d: %+v", name, len(findings), c.findings, findings)
		}
	}
	rec := tableNumbers("表1", "表2", "表3", "表3")
	for i, title := range []string{"收支总表", "收入总表", "河道巡查绩效目标表", "水库管护绩效目标表"} {
		rec.Tables[i].Layout.Title = title
	}
	rec.Tables[2].Kind, rec.Tables[3].Kind = schema.PerformanceProject, schema.PerformanceProject
	if _, findings := ofRule(rec, "table_number"); len(findings) != 0 {
		t.Errorf("forms of two projects: %+v", findings)
	}
}

// TestNamesOfALevelNotPrinted: where the tables print no sections (款), what
// the narrative calls them is held against nothing.
func TestNamesOfALevelNotPrinted(t *testing.T) {
	text := named("住房保障支出")
	text[0] += "；普通教育（款）30.00万元"
	if _, findings := ofRule(doc{facts: classes, text: text}.record(), "names"); len(findings) != 0 {
		t.Errorf("%+v", findings)
	}
}
