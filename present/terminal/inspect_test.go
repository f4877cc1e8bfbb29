package terminal

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

var update = flag.Bool("update", false, "rewrite golden files")

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
			s := NewInspect(&out, InspectOptions{Width: c.width, Table: c.table, All: c.all})
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
				t.Errorf("go test ./present/terminal -update rewrites it (-golden +now):\n%s", diff)
			}
		})
	}
}
