package normalize

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	invented "github.com/yusuan/yusuan/internal/fixtures"
	"github.com/yusuan/yusuan/schema"
)

var update = flag.Bool("update", false, "rewrite golden files")

// governmentFact is all that a fact of a government says, as one line.
func governmentFact(f *schema.Fact) string {
	var at []string
	for _, c := range [][2]string{
		{"", string(f.Flow)}, {"", string(f.Fund)}, {"", string(f.Extent)}, {"", string(f.Stage)},
		{"revenue ", f.Revenue}, {"function ", f.Function}, {"economic ", f.Economic}, {"", string(f.Nature)},
		{"item ", string(f.Item)}, {"of ", f.Organization}, {"code ", string(f.CodeSource)},
	} {
		if c[1] != "" {
			at = append(at, c[0]+c[1])
		}
	}
	return fmt.Sprintf("%s | %s | %s | %s", f.RowLabel, f.ColumnLabel, f.Amount.Text+f.Amount.Unit, strings.Join(at, ", "))
}

// TestGovernmentFixtures: every amount of the tables of invented governments is
// a fact, the same in every format, with the coordinates that somebody has
// looked at (a third of them).
func TestGovernmentFixtures(t *testing.T) {
	const sample = 3
	names, err := filepath.Glob(filepath.Join(invented.Dir(), "*-government-*.md"))
	if err != nil || len(names) < 4 {
		t.Fatalf("%d governments, %v", len(names), err)
	}
	for _, name := range names {
		name = invented.Name(name)
		t.Run(name, func(t *testing.T) {
			docs := read(t, filepath.Join(invented.Dir(), name+".*"))
			want := governmentFacts(t, docs[name+".md"])
			for file, doc := range docs {
				if d := cmp.Diff(want, governmentFacts(t, doc)); d != "" {
					t.Errorf("%s is read otherwise than the Markdown: %s", file, d)
				}
			}
			var golden strings.Builder
			for i := 0; i < len(want); i += sample {
				golden.WriteString(want[i] + "\n")
			}
			path := filepath.Join("testdata", "governments", name+".txt")
			if *update {
				if err := os.WriteFile(path, []byte(golden.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			old, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(old), golden.String()); d != "" {
				t.Error(d)
			}
		})
	}
}

// governmentFacts reads a document of a government all of whose numbers are to
// be understood.
func governmentFacts(t *testing.T, doc *document.Document) (lines []string) {
	t.Helper()
	rec := normalized(doc, Options{})
	if !rec.Profile.ReportKind.Government() {
		t.Errorf("%s: a report of kind %s", doc.Source, rec.Profile.ReportKind)
	}
	for i := range rec.Tables {
		tab := &rec.Tables[i]
		if !tab.Kind.Government() || tab.Withheld != "" || len(tab.Unexplained) > 0 || len(tab.Doubts) > 0 {
			t.Errorf("%s, %s: %s, withheld %q, unexplained %v, doubts %v", doc.Source, tab.Layout.Title, tab.Kind,
				tab.Withheld, tab.Unexplained, tab.Doubts)
		}
	}
	for i := range rec.Facts {
		lines = append(lines, governmentFact(&rec.Facts[i]))
	}
	return lines
}

// TestGovernmentLayouts: lines and columns that are hard, in small tables.
func TestGovernmentLayouts(t *testing.T) {
	for name, c := range map[string]struct {
		title, text string
		want        []string // of some facts
	}{
		"the two sides have heads alike": {"一般公共预算收支决算总表", `
			预算科目 | 预算数 | 决算数 | 预算科目 | 预算数 | 决算数
			---
			一、税收收入 | 180 | 186 | 一、一般公共服务支出 | 42 | 44
			本年收入合计 | 180 | 186 | 本年支出合计 | 42 | 44`,
			[]string{
				"一、税收收入 | 决算数 | 186万元 | revenue, general_public_budget, final, revenue 101, code looked_up",
				"本年收入合计 | 预算数 | 180万元 | revenue, general_public_budget, budget",
				"一、一般公共服务支出 | 决算数 | 44万元 | expenditure, general_public_budget, final, function 201, code looked_up",
			}},
		"columns of levels": {"2023年一般公共预算支出决算表", `
			项目 | 全县 | 县本级
			---
			教育支出 | 500 | 200
			农林水支出 | 300 | 100
			支出合计 | 800 | 300`,
			[]string{
				"教育支出 | 全县 | 500万元 | expenditure, general_public_budget, whole_region, final, function 205, code looked_up",
				"支出合计 | 县本级 | 300万元 | expenditure, general_public_budget, own_level, final",
			}},
		"a line of one level": {"2023年全县一般公共预算收入决算表", `
			项目 | 决算数
			---
			税收收入 | 500
			其中：县本级 | 200
			非税收入 | 300
			收入合计 | 800`,
			[]string{
				"税收收入 | 决算数 | 500万元 | revenue, general_public_budget, whole_region, final, revenue 101, code looked_up",
				"其中：县本级 | 决算数 | 200万元 | revenue, general_public_budget, own_level, final, revenue 101, code parent",
			}},
		"a name without a code": {"2023年全县一般公共预算收入决算表", `
			项目 | 决算数
			---
			税收收入 | 500
			非税收入 | 300
			某某收入 | 20
			收入合计 | 820`,
			[]string{
				"某某收入 | 决算数 | 20万元 | revenue, general_public_budget, whole_region, final, item 某某收入, code unknown",
			}},
		"sections of one name in several classes": {"2023年一般公共预算支出决算功能分类表", `
			预算科目 | 决算数
			---
			一般公共服务支出 | 30
			人大事务 | 30
			行政运行 | 30
			公共安全支出 | 50
			公安 | 50
			行政运行 | 50
			支出合计 | 80`,
			[]string{
				"行政运行 | 决算数 | 30万元 | expenditure, general_public_budget, final, function 2010101, code looked_up",
				"行政运行 | 决算数 | 50万元 | expenditure, general_public_budget, final, function 2040201, code looked_up",
			}},
		"transfers of a department's name": {"2023年专项转移支付分项目决算表", `
			项目 | 决算数
			---
			一、专项转移支付 | 80
			　　教育 | 30
			　　农林水 | 50`,
			[]string{
				"教育 | 决算数 | 30万元 | transfer_out, general_public_budget, final, function 2300305, code looked_up",
			}},
		"regions beside one another": {"2023年县对乡镇税收返还和转移支付分地区决算表", `
			项目 | 合计 | 桃源镇 | 石门镇
			---
			一、税收返还 | 30 | 10 | 20
			二、一般性转移支付 | 70 | 40 | 30
			　　均衡性转移支付 | 70 | 40 | 30
			合计 | 100 | 50 | 50`,
			[]string{
				"均衡性转移支付 | 石门镇 | 30万元 | transfer_out, general_public_budget, final, function 2300202, of 石门镇, code looked_up",
				"合计 | 合计 | 100万元 | transfer_out, general_public_budget, final",
				"合计 | 桃源镇 | 50万元 | transfer_out, general_public_budget, final, of 桃源镇",
			}},
		"funds of social insurance beside one another": {"2023年社会保险基金收支决算表", `
			项目 | 合计 | 城乡居民基本养老保险基金 | 失业保险基金
			---
			一、收入 | 90 | 60 | 30
			其中：1.保险费收入 | 80 | 55 | 25
			2.其他收入 | 10 | 5 | 5
			二、支出 | 70 | 50 | 20
			三、本年收支结余 | 20 | 10 | 10`,
			[]string{
				"一、收入 | 失业保险基金 | 30万元 | revenue, social_insurance, final, revenue 10202",
				"2.其他收入 | 合计 | 10万元 | revenue, social_insurance, final, item 其他收入",
				"二、支出 | 城乡居民基本养老保险基金 | 50万元 | expenditure, social_insurance, final, function 20910",
				"三、本年收支结余 | 失业保险基金 | 10万元 | balance, social_insurance, final, item 失业保险基金/本年收支结余",
			}},
		"levels beside one another": {"2023年永和县一般公共预算支出决算表", `
			科目名称 | 全县合计 | 县本级 | 乡镇级
			---
			教育支出 | 50 | 30 | 20
			农林水支出 | 40 | 25 | 15
			支出合计 | 90 | 55 | 35`,
			[]string{
				"教育支出 | 乡镇级 | 20万元 | expenditure, general_public_budget, lower_levels, final, function 205, code looked_up",
				"支出合计 | 全县合计 | 90万元 | expenditure, general_public_budget, whole_region, final",
			}},
		"a line that nothing explains among those of the year": {"2023年全县一般公共预算收支决算总表", `
			项目 | 决算数 | 项目 | 决算数
			---
			一、税收收入 | 50 | 一、教育支出 | 60
			二、某某款项 | 10 | 二、农林水支出 | 30
			本年收入合计 | 60 | 本年支出合计 | 90
			省补助收入 | 30 | |
			收入总计 | 90 | 支出总计 | 90`,
			[]string{
				"二、某某款项 | 决算数 | 10万元 | revenue, general_public_budget, whole_region, final, item 某某款项, code unknown",
				"省补助收入 | 决算数 | 30万元 | transfer_in, general_public_budget, whole_region, final",
			}},
		"what is spent and what is passed on": {"2023年县级政府性基金支出决算表", `
			项目 | 决算数合计 | 本级支出 | 补助乡镇
			---
			彩票公益金安排的支出 | 50 | 30 | 20
			支出合计 | 50 | 30 | 20`,
			[]string{
				"彩票公益金安排的支出 | 补助乡镇 | 20万元 | transfer_out, government_funds, own_level, final, function 22960, code looked_up",
				"彩票公益金安排的支出 | 本级支出 | 30万元 | expenditure, government_funds, own_level, final, function 22960, code looked_up",
			}},
		"funds of social insurance below one another": {"2023年全县社会保险基金收支决算情况表", `
			险种 | 本年收入 | 本年支出 | 本年收支结余 | 年末滚存结余
			---
			失业保险基金 | 30 | 20 | 10 | 90
			合计 | 30 | 20 | 10 | 90`,
			[]string{
				"失业保险基金 | 本年支出 | 20万元 | expenditure, social_insurance, whole_region, final, function 20902",
				"失业保险基金 | 年末滚存结余 | 90万元 | balance, social_insurance, whole_region, final, item 失业保险基金/carryover_out",
				"合计 | 本年收入 | 30万元 | revenue, social_insurance, whole_region, final",
			}},
		"bonds of both kinds, new and refinanced": {"2023年地方政府债券发行情况表", `
			债券类型 | 金额
			---
			一、新增一般债券 | 30
			二、再融资专项债券 | 20
			合计 | 50`,
			[]string{
				"一、新增一般债券 | 金额 | 30万元 | debt, general_public_budget, final",
				"二、再融资专项债券 | 金额 | 20万元 | debt, government_funds, final",
			}},
		"three public expenses across": {"2023年全县“三公”经费支出决算表", `
			项目 | 合计 | 因公出国（境）费用 | 公务接待费 | 公务用车费小计 | 公务用车购置费 | 公务用车运行维护费
			---
			预算数 | 39 | 0 | 30 | 9 | 0 | 9
			决算数 | 50 | 0 | 25 | 25 | 0 | 25`,
			[]string{
				"预算数 | 公务接待费 | 30万元 | expenditure, fiscal_appropriation, whole_region, budget, item reception",
				"决算数 | 公务用车费小计 | 25万元 | expenditure, fiscal_appropriation, whole_region, final, item vehicles",
			}},
		"percentages of two kinds": {"2023年全市一般公共预算收入执行情况表", `
			项目 | 调整预算数 | 执行数 | 为调整预算的% | 为上年执行数的%
			---
			税收收入 | 200 | 210 | 105.0 | 104.2
			收入合计 | 200 | 210 | 105.0 | 104.2`,
			[]string{
				"税收收入 | 为调整预算的% | 105.0% | revenue, general_public_budget, whole_region, completion_rate, revenue 101, code looked_up",
				"税收收入 | 为上年执行数的% | 104.2% | revenue, general_public_budget, whole_region, prior_ratio, revenue 101, code looked_up",
			}},
		"bonds and what they cost": {"2023年地方政府债券发行及还本付息情况表", `
			项目 | 本地区 | 本级
			---
			一、2023年发行执行数 | 90 | 30
			（一）一般债券 | 50 | 20
			（二）专项债券 | 40 | 10
			二、2023年还本执行数 | 12 | 4
			（一）一般债券 | 7 | 3
			（二）专项债券 | 5 | 1`,
			[]string{
				"（二）专项债券 | 本地区 | 40万元 | debt, government_funds, whole_region, final, item debt_issued",
				"（一）一般债券 | 本级 | 3万元 | debt, general_public_budget, own_level, final, item debt_repaid",
			}},
	} {
		t.Run(name, func(t *testing.T) {
			doc := paragraphs("#永和县2023年政府决算")
			doc.Tables = []document.Table{tableOf(c.title, "万元", c.text)}
			doc.Pages[0].Blocks = append(doc.Pages[0].Blocks, document.Block{Kind: document.BlockTable})
			rec := normalized(doc, Options{})
			var got []string
			for i := range rec.Facts {
				got = append(got, governmentFact(&rec.Facts[i]))
			}
			for _, want := range c.want {
				if !slices.Contains(got, want) {
					t.Errorf("no fact %s; withheld %q\n%s", want, rec.Tables[0].Withheld, strings.Join(got, "\n"))
				}
			}
		})
	}
}

// TestExecutionReport: every sentence on the execution and the draft of a
// government's budget says of which extent and stage it is, and stands in its
// section, whatever the format.
func TestExecutionReport(t *testing.T) {
	const name = "yunzhou-government-2022-execution"
	want := map[string]int{"whole_region final": 9, "own_level final": 12, "whole_region budget_2023": 2,
		"own_level budget_2023": 4}
	for file, doc := range read(t, filepath.Join(invented.Dir(), name+".*")) {
		got := map[string]int{}
		for _, c := range normalized(doc, Options{}).Claims {
			got[string(c.Extent)+" "+string(c.Stage)]++
			other := map[schema.Extent]string{"whole_region": "市本级", "own_level": "全市"}[c.Extent]
			if strings.Contains(c.Sentence, other) || c.Section == "" || c.Fund == "" || c.Flow == "" {
				t.Errorf("%s: %s: %s of %q", file, c.Quote, c.Extent, c.Section)
			}
			year := "2022年"
			if c.Stage == "budget_2023" {
				year = "2023年"
			}
			if !strings.Contains(c.Section, year) {
				t.Errorf("%s: %s is %s in %q", file, c.Quote, c.Stage, c.Section)
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", file, d)
		}
	}
}
