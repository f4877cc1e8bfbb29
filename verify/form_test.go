package verify_test

import "testing"

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

// TestNamesOfALevelNotPrinted: where the tables print no sections (款), what
// the narrative calls them is held against nothing.
func TestNamesOfALevelNotPrinted(t *testing.T) {
	text := named("住房保障支出")
	text[0] += "；普通教育（款）30.00万元"
	if _, findings := ofRule(doc{facts: classes, text: text}.record(), "names"); len(findings) != 0 {
		t.Errorf("%+v", findings)
	}
}
