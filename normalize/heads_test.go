package normalize

import (
	"slices"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// readTable normalizes a document of one table.
func readTable(tb document.Table) (*schema.Record, *schema.Table) {
	rec := normalized(&document.Document{ID: "d", Tables: []document.Table{tb}, Pages: []document.Page{{}}}, Options{})
	return rec, &rec.Tables[0]
}

// Numbers under a head of amounts are amounts, whatever they look like.
func TestHeadsDecide(t *testing.T) {
	tests := map[string]struct {
		title        string
		header, rows [][]string
		facts, codes int
	}{
		"three digits": {"部门支出总体情况表", [][]string{{"科目编码", "科目名称", "合计", "基本支出", "项目支出"}}, [][]string{
			{"", "合计", "512", "304", "208"}, {"205", "教育支出", "512", "304", "208"}, {"20502", "普通教育", "512", "304", "208"}}, 9,
			2},
		"seven digits": {"部门支出总体情况表", [][]string{{"科目编码", "科目名称", "合计", "基本支出"}}, [][]string{
			{"", "合计", "2140000", "2050201"}, {"205", "教育支出", "2140000", "2050201"}}, 4, 1},
		"twelve digits": {"部门支出总体情况表", [][]string{{"科目名称", "合计"}},
			[][]string{{"合计", "214000000000"}, {"教育支出", "214000000000"}}, 2, 0},
		"one row": {"支出预算总表", [][]string{{"合计", "基本支出", "项目支出"}}, [][]string{{"513", "304", "209"}}, 3, 0},
		"one, two, three": {"支出预算总表", [][]string{{"科目名称", "合计"}}, [][]string{
			{"教育支出", "1"}, {"卫生健康支出", "2"}, {"住房保障支出", "3"}}, 3, 0},
		"two sides": {"收支预算总表", [][]string{{"项目", "金额", "项目", "金额"}}, [][]string{
			{"一、财政拨款", "305", "一、教育支出", "212"}, {"收入合计", "305", "支出合计", "212"}}, 4, 0},
		"revenue and expenditure": {"收支预算总表", [][]string{{"项目", "收入", "支出"}}, [][]string{
			{"合计", "305", "212"}, {"本级", "305", "212"}}, 4, 0},
		"codes before names without a head": {"支出预算表", [][]string{{"", "", "合计"}}, [][]string{
			{"205", "教育支出", "1.00"}, {"20502", "普通教育", "1.00"}}, 2, 2},
		"parts of codes beside the total": {"支出决算表", [][]string{{"功能分类科目编码", "功能分类科目编码", "功能分类科目编码", "科目名称", "合计"}},
			[][]string{
				{"类", "款", "项", "合计", "8.00"}, {"205", "", "", "教育支出", "8.00"}, {"205", "02", "", "普通教育", "8.00"},
				{"205", "02", "01", "学前教育", "8.00"}}, 4, 6},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			rec, tb := readTable(grid(tt.title, "万元", tt.header, tt.rows))
			want := schema.Account{Facts: tt.facts, Codes: tt.codes}
			if tb.Account != want || len(rec.Facts) != tt.facts || rec.Doubtful() != "" {
				t.Errorf("%+v, want %+v; %d facts; %s", tb.Account, want, len(rec.Facts), rec.Doubtful())
			}
		})
	}
}

// Units that are no money make counts.
func TestCountsAreNoAmounts(t *testing.T) {
	rec, tb := readTable(grid("“三公”经费支出表", "万元", [][]string{{"项目", "决算数"}}, [][]string{
		{"“三公”经费", "9.50"}, {"公务用车运行维护费", "9.50"}, {"公务用车保有量（辆）", "3"}, {"国内公务接待人次（人）", "128"}}))
	if want := (schema.Account{Facts: 2, Counts: 2}); tb.Account != want || len(rec.Facts) != 2 {
		t.Errorf("%+v, want %+v; %d facts", tb.Account, want, len(rec.Facts))
	}
	rec, tb = readTable(grid("政府采购预算表", "万元", [][]string{{"采购项目", "采购量（台、套）", "金额（万元）"}}, [][]string{
		{"计算机", "237", "301"}, {"合计", "237", "301"}}))
	if want := (schema.Account{Facts: 2, Counts: 2}); tb.Account != want || len(rec.Facts) != 2 {
		t.Errorf("%+v, want %+v; %d facts", tb.Account, want, len(rec.Facts))
	}
}

// What cannot be told is listed with its place, and makes the table doubtful.
func TestUnexplained(t *testing.T) {
	header := [][]string{{"科目编码", "科目名称", "合计", "基本支出"}}
	row := []string{"205", "教育支出", "8.00", "8.00"}
	tests := map[string]struct {
		header [][]string
		row    []string
		why    string
	}{
		"second point":           {header, []string{"20502", "普通教育", "298.22113.40", ""}, whyGlued},
		"in the label":           {header, []string{"20502", "普通教育411.62298.22", "", ""}, whyGlued},
		"one in the label":       {header, []string{"20502", "普通教育411.62", "", "1.00"}, whyInLabel},
		"one before the label":   {header, []string{"20502", "1,411.62普通教育", "", "1.00"}, whyInLabel},
		"as the label":           {header, []string{"20502", "411.62", "", "1.00"}, whyInLabel},
		"as the code":            {header, []string{"411.62", "普通教育", "", "1.00"}, whyInLabel},
		"side by side":           {header, []string{"20502", "普通教育", "298.22 113.40", ""}, whyGlued},
		"under one another":      {header, []string{"20502", "普通教育", "237\n301", ""}, whyTorn},
		"negative, so too":       {header, []string{"20502", "普通教育", "-15\n72", ""}, whyTorn},
		"without its decimals":   {header, []string{"20502", "普通教育", "41162.", ""}, whyNoAmount},
		"amounts in the header":  {append(slices.Clone(header), row), row, whyInHead},
		"integers in the header": {append(slices.Clone(header), []string{"", "合计", "2137", "1800"}), row, whyInHead},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			rec, tb := readTable(grid("支出预算表", "万元", tt.header, [][]string{row, tt.row}))
			if len(tb.Unexplained) == 0 || tb.Unexplained[0].Why != tt.why || tb.Account.Unexplained == 0 {
				t.Errorf("%+v, want %s", tb.Unexplained, tt.why)
			}
			if !strings.Contains(strings.Join(tb.Doubts, "\n"), "not explained") || rec.Doubtful() == "" {
				t.Errorf("doubtful: %q", rec.Doubtful())
			}
		})
	}
}

// A whole number at the end of a label is the amount of its row where the row
// prints none and others print whole ones, or it has separators; names that end in
// digits stay names.
func TestWholeNumbersInLabels(t *testing.T) {
	whole := [][]string{{"合计", "2137", "1800"}, {"卫生健康支出", "237", "201"}, {"住房保障支出", "300", "300"}}
	decimals := [][]string{{"合计", "213.70", "180.00"}, {"卫生健康支出", "23.70", "20.10"}, {"住房保障支出", "30.00", "30.00"}}
	tests := map[string]struct {
		rows [][]string
		row  []string
		in   bool // the label holds an amount
	}{
		"beside a blank":             {whole, []string{"教育支出1234", "", "934"}, true},
		"the only amount":            {whole, []string{"教育支出1234", "", ""}, true},
		"a known name, two digits":   {whole, []string{"教育支出12", "", ""}, true},
		"negative":                   {whole, []string{"教育支出-1234", "", ""}, true},
		"a name that is not known":   {whole, []string{"其中：专用桥梁养护(代)1234", "", ""}, true},
		"with separators":            {decimals, []string{"税收收入207,720", "", ""}, true},
		"with separators and amount": {whole, []string{"税收收入207,720", "934", ""}, true},
		"a serial number":            {whole, []string{"项目1", "", ""}, false},
		"a school":                   {whole, []string{"城关中学第3", "", ""}, false},
		"a year":                     {whole, []string{"桥梁养护专项2023", "", ""}, false},
		"a year with its character":  {whole, []string{"桥梁养护2023年", "", ""}, false},
		"a place":                    {whole, []string{"A区3号", "", ""}, false},
		"a name with its amount":     {whole, []string{"国道318", "200", "200"}, false},
		"among decimals":             {decimals, []string{"国道318", "", ""}, false},
		"one of several": {append(slices.Clone(whole), []string{"国道319", "100", "100"}),
			[]string{"国道318", "", ""}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, tb := readTable(grid("支出预算表", "万元", [][]string{{"项目", "合计", "基本支出"}}, append(slices.Clone(tt.rows), tt.row)))
			got := slices.ContainsFunc(tb.Unexplained, func(u schema.Unexplained) bool {
				return u.Why == whyInLabel && u.Text == tt.row[0]
			})
			if got != tt.in {
				t.Errorf("%s: an amount in the label: %v, %+v", tt.row[0], got, tb.Unexplained)
			}
		})
	}
}

// Two rows of a table of codes that say the same of themselves are no sightings
// of one number; lines of free words may be equal.
func TestCollisions(t *testing.T) {
	header := [][]string{{"科目编码", "科目名称", "合计"}}
	rec, _ := readTable(grid("支出预算表", "万元", header, [][]string{
		{"205", "教育支出", "8.00"}, {"205", "普通教育", "5.00"}, {"205", "小学教育", "3.00"}}))
	if !strings.Contains(rec.Doubtful(), "code of another row") {
		t.Errorf("codes that collide: %q", rec.Doubtful())
	}
	rec, _ = readTable(grid("政府采购预算表", "万元", [][]string{{"采购项目", "金额"}}, [][]string{
		{"办公设备", "8.00"}, {"办公设备", "5.00"}, {"合计", "13.00"}}))
	if rec.Doubtful() != "" || len(rec.Facts) != 3 || strings.ContainsRune(string(rec.Facts[1].Item), '#') {
		t.Errorf("lines that are equal: %q, %+v", rec.Doubtful(), rec.Facts)
	}
}

// A table whose figures leave open what a line is a part of is doubtful where
// the facts would be others: what is paid out of basic expenditure.
func TestOpenLines(t *testing.T) {
	header := [][]string{{"项目", "金额"}}
	for name, tt := range map[string]struct {
		rows  [][]string
		doubt string
	}{
		"one group, no total": {[][]string{
			{"基本支出", "6.00"}, {"　　职工培训", "4.00"}, {"　　设备维护", "2.00"}, {"项目支出", "3.00"}},
			"leave open what the lines in rows 2, 3 are parts of"},
		"groups that say nothing of their lines": {[][]string{
			{"甲类", "6.00"}, {"　　职工培训", "4.00"}, {"　　设备维护", "2.00"}, {"乙类", "3.00"}}, ""},
		"groups that all figures bear out": {[][]string{
			{"基本支出", "6.00"}, {"　　职工培训", "4.00"}, {"　　设备维护", "2.00"},
			{"项目支出", "3.00"}, {"　　课题研究", "2.00"}, {"　　大型会议", "1.00"}, {"合计", "9.00"}}, ""},
	} {
		rec, _ := readTable(grid("支出预算表", "万元", header, tt.rows))
		if got := rec.Doubtful(); tt.doubt == "" && got != "" || !strings.Contains(got, tt.doubt) {
			t.Errorf("%s: doubtful %q, want %q", name, got, tt.doubt)
		}
	}
}
