package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

var update = flag.Bool("update", false, "rewrite golden files and the outputs in the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"yusuan": main})
}

// TestScript runs the command as users do; testdata/script has one file for
// each matter.
func TestScript(t *testing.T) {
	fixtures, err := filepath.Abs("../../fixtures")
	if err != nil {
		t.Fatal(err)
	}
	bin, _, _ := strings.Cut(os.Getenv("PATH"), string(os.PathListSeparator)) // where testscript put the command
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		// Which exit status it is matters, so each script says it in words.
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		Setup: func(e *testscript.Env) error {
			e.Setenv("FIXTURES", fixtures)
			e.Setenv("YUSUAN_BIN", bin)
			// The compiled PDF decoder is shared between scripts.
			e.Setenv("XDG_CACHE_HOME", cache)
			return nil
		},
	})
}

// exits STATUS COMMAND... runs a command and wants that exit status.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND...")
	}
	status := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := err.(interface{ ExitCode() int })
		if !ok {
			ts.Fatalf("%v", err)
		}
		status = string(rune('0' + exit.ExitCode()))
	}
	if status != args[0] {
		ts.Fatalf("exit status %s, want %s", status, args[0])
	}
}

func cell(row, column int, role schema.CellRole, text string) schema.Cell {
	c := schema.Cell{Row: row, Column: column, RowSpan: 1, ColSpan: 1, Role: role, Page: 4, Text: text}
	if v, err := decimal.NewFromString(text); err == nil && role == schema.RoleValue {
		c.Amount = &schema.Amount{Text: text, Value: v, Unit: "万元"}
	}
	return c
}

// record is a document with a table of CJK text, merged cells and figures.
func record() *schema.Record {
	texts := [][]string{
		{"科目编码", "科目名称", "预算数", "预算数"},
		{"", "", "合计", "其中：基本支出"},
		{"", "合计", "1234.50", "1000.00"},
		{"2080101", "行政运行（含人员经费与公用经费的全部支出）", "1000.00", "1000.00"},
		{"2080199", "其他", "234.5", ""},
	}
	layout := &document.Table{
		Title: "一般公共预算支出表", Number: "表5", Unit: "万元", Pages: []int{4, 5}, Method: document.MethodRuled, Header: 2,
		Notes: []string{"注：“其他”为结转。"},
	}
	table := schema.Table{ID: "t", DocumentID: "d", Layout: layout, Kind: schema.GeneralBudgetExpenditure,
		Confidence: 0.97, Unit: "万元"}
	for i, row := range texts {
		cells := make([]document.Cell, len(row))
		for j, text := range row {
			cells[j] = document.Cell{State: document.CellText, Text: text, RowSpan: 1, ColSpan: 1}
			role := schema.RoleValue
			if j < 2 {
				role = schema.RoleStub
			}
			table.Cells = append(table.Cells, cell(i, j, role, text))
		}
		layout.Cells = append(layout.Cells, cells)
	}
	layout.Cells[0][2].ColSpan = 2
	layout.Cells[0][3] = document.Cell{State: document.CellCovered, Origin: document.Ref{Row: 0, Col: 2}}
	empty := &document.Table{Title: "政府性基金预算支出表", Pages: []int{6}, Method: document.MethodRuled, Header: 1, Empty: true,
		Cells: [][]document.Cell{{{State: document.CellText, Text: "项目", RowSpan: 1, ColSpan: 1}}}}
	amount := func(text, unit string) schema.Amount {
		return schema.Amount{Text: text, Value: decimal.RequireFromString(text), Unit: unit}
	}
	var facts []schema.Fact
	for _, f := range []struct{ text, code, label, nature string }{
		{"1234.50", "", "合计", ""}, {"1000.00", "", "合计", "basic"},
		{"1000.00", "2080101", "2080101行政运行（含人员经费与公用经费的全部支出）", ""},
		{"1000.00", "2080101", "2080101行政运行（含人员经费与公用经费的全部支出）", "basic"},
		{"234.5", "2080199", "2080199其他", ""}, {"0.5", "2080199", "2080199其他", "basic"},
	} {
		facts = append(facts, schema.Fact{
			Amount: amount(f.text, "万元"), RowLabel: f.label, ColumnLabel: "预算数/合计", Page: 4,
			Coordinates: schema.Coordinates{Flow: "expenditure", Fund: "general_public_budget", Function: f.code,
				Nature: schema.Nature(f.nature), Stage: "budget"},
		})
	}
	return &schema.Record{
		DocumentID: "0123abcd", Source: "in/budget.pdf", Status: schema.StatusScanned,
		Error: "not read, pages that are pictures: 2",
		Document: &document.Document{
			Format: document.PDF, Size: 123456, Info: document.Info{Creator: "WPS 文字"},
			Pages:    []document.Page{{Number: 1}, {Number: 2, Status: document.PageScanned}},
			Warnings: []document.Warning{{Page: 2, Code: "scanned", Message: "an image without text"}},
			Links:    []document.Link{{Text: "附件", URL: "a.xlsx"}},
			Reading: document.NumberAudit{Total: 1234, InTables: 1200, InText: 33, Leftover: 1, Digits: 5000, DigitsPlaced: 4996,
				Leftovers: []string{"2024"}},
		},
		Profile: schema.Profile{Organization: "云岭市档案局", FiscalYear: 2024, ReportKind: schema.DepartmentBudget},
		Tables:  []schema.Table{table, {Layout: empty, Kind: schema.OtherTable}},
		Checks: []schema.Check{{Outcome: schema.Exact}, {Outcome: schema.Exact}, {Outcome: schema.Inconsistent},
			{Outcome: schema.NotCheckable}},
		Facts: facts,
		Projects: []schema.Project{{
			Name: "馆藏档案数字化", Total: amount("234.50", "万元"), ResponsibleUnit: "云岭市档案局", PeriodText: "2024年1月-2024年12月",
			PolicyBasis: []string{"《档案法》"}, Allocation: []schema.Allocation{{Name: "扫描"}, {Name: "著录"}},
		}},
		Indicators: []schema.Indicator{{Scope: "馆藏档案数字化", Level1: "产出指标", Level2: "数量指标", Level3: "扫描页数", Operator: ">=",
			Value: "500", Unit: "万页"}},
		Claims: []schema.Claim{
			{Coordinates: schema.Coordinates{Flow: "expenditure"}, Amount: amount("1234.50", "万元"), Quote: "支出预算1234.50万元",
				Source: schema.Source{Page: 8}},
			{Change: amount("5.2", "万元"), Direction: "increase", Quote: "比上年增加5.2万元"},
		},
		ListedTables: []schema.ListedTable{{Title: "一般公共预算支出表", TableID: "t"}, {Title: "“三公”经费支出表"}},
		Coverage:     []schema.Coverage{{TableID: "t", Amounts: 5, Checked: 4}},
		Findings: []schema.Finding{{
			Severity: schema.SeverityError, MessageZH: "合计与各部分之和不符", MessageEN: "the total is not the sum of its parts",
			Evidence: []schema.Operand{{TableTitle: "一般公共预算支出表", Page: 4, RowLabel: "合计", ColumnLabel: "预算数", Text: "1234.50"}},
		}},
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		golden       string
		width, table int
		all          bool
	}{
		{"wide", 0, 0, true},
		{"terminal", 60, 0, false},
		{"narrow", 30, 0, false},
		{"second-table", 0, 2, false},
	} {
		t.Run(c.golden, func(t *testing.T) {
			var out bytes.Buffer
			s := &textSink{printer: printer{w: &out}, width: c.width, only: c.table, all: c.all}
			if err := s.Write(t.Context(), record()); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", "inspect-"+c.golden+".txt")
			if *update {
				if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), out.String()); diff != "" {
				t.Errorf("go test ./cmd/yusuan -update rewrites it (-golden +now):\n%s", diff)
			}
		})
	}
}

func TestByteSize(t *testing.T) {
	for text, want := range map[string]int64{
		"512MiB": 512 << 20, "1g": 1 << 30, "1000000": 1000000, "2 kb": 2000, "7B": 7,
		"": 0, "MiB": 0, "-1M": 0, "0": 0, "9999999999g": 0, "1.5G": 0, "1 apple": 0,
	} {
		var b byteSize
		if err := b.Set(text); (err == nil) != (want > 0) || int64(b) != want {
			t.Errorf("%q: %d, %v; want %d", text, b, err, want)
		}
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -123: "-123",
		-1234: "-1,234"} {
		if got := thousands(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
