package normalize

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// tableOf is grid with the lines of one text: head, a line of dashes, body.
func tableOf(title, unit, text string) document.Table {
	var header, rows [][]string
	into := &header
	for line := range strings.Lines(strings.TrimSpace(text)) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "---") {
			into = &rows
			continue
		}
		var row []string
		for _, c := range strings.Split(line, "|") {
			row = append(row, strings.TrimSpace(c))
		}
		*into = append(*into, row)
	}
	return grid(title, unit, header, rows)
}

func recordOf(tables ...document.Table) *schema.Record {
	d := &document.Document{ID: "d", Source: "某县某局2024年部门预算.md", Pages: []document.Page{{}}, Tables: tables}
	return normalized(d, Options{})
}

// said is what a fact says, as one line: amount, then the coordinates that
// are not those of its table.
func said(f *schema.Fact) string {
	out := []string{f.Amount.Text}
	for _, s := range []string{string(f.Nature), string(f.Item), f.Function, f.Economic, f.Project, f.Method,
		f.Organization} {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " ")
}

// TestLayouts: what the amounts of tables in the layouts of several provinces
// are amounts of.
func TestLayouts(t *testing.T) {
	for name, c := range map[string]struct {
		title, text string
		want        []string
		notes       int // codes printed with a name that is not theirs
	}{
		"four lists side by side": {"2024年部门综合预算收支总表", `
			收入 | 收入 | 支出 | 支出 | 支出 | 支出 | 支出 | 支出
			项目 | 预算数 | 支出功能分科目（按大类） | 预算数 | 部门预算支出经济科目（按大类） | 预算数 | 政府预算支出经济分类科目（按大类） | 预算数
			---
			一、部门预算 | 90.00 | 一、部门预算 | 90.00 | 一、部门预算 | 90.00 | 一、部门预算 | 90.00
			1、财政拨款 | 90.00 | 1、教育支出 | 81.50 | 1、人员经费和公用经费支出 | 60.00 | 1、机关工资福利支出 | 52.00
			(1)一般公共预算拨款 | 90.00 | 2、住房保障支出 | 8.50 | (1)工资福利支出 | 52.00 | 2、机关商品和服务支出 | 31.00
			(2)政府性基金拨款 |  | 3、其他支出 |  | (2)商品和服务支出 | 8.00 | 3、对个人和家庭的补助 | 7.00
			2、事业收入 |  |  |  | 2、专项业务经费支出 | 30.00 |  |
			 |  |  |  | (1)商品和服务支出 | 23.00 |  |
			 |  |  |  | (2)对个人和家庭补助 | 7.00 |  |
			收入总计 | 90.00 | 支出总计 | 90.00 | 支出总计 | 90.00 | 支出总计 | 90.00`,
			[]string{"90.00", "90.00", "90.00", "90.00",
				"90.00", "81.50 205", "8.50 221", "90.00",
				"90.00", "60.00 basic", "52.00 basic 301", "8.00 basic 302", "30.00 project", "23.00 project 302",
				"7.00 project 303", "90.00",
				"90.00", "52.00 501", "31.00 502", "7.00 509", "90.00"}, 0},
		"numbers of projects are no amounts": {"基本支出预算表", `
			单位名称 | 项目代码 | 项目名称 | 功能科目编码 | 功能科目名称 | 总计
			---
			丙县司法局 | 530000210000000016301 | 行政人员工资 | 2040601 | 行政运行 | 2,333,500.00
			丙县司法局 | 530000210000000016302 | 公用经费 | 2040601 | 行政运行 | 448,277.00`,
			[]string{"2,333,500.00 basic 2040601 行政人员工资 丙县司法局", "448,277.00 basic 2040601 公用经费 丙县司法局"}, 0},
		"an unknown head over a list of known labels": {"2024年收支总表", `
			收入 | 预算数 | 支出大类 | 金额合计
			---
			一、财政拨款收入 | 10.00 | 一、教育支出 | 7.00
			二、事业收入 | 2.00 | 二、卫生健康支出 | 5.00`,
			[]string{"10.00", "2.00", "7.00 205", "5.00 210"}, 0},
		"what is bought below the project it is bought for": {"政府采购支出预算表", `
			采购品目大类 | 专项名称 | 经济科目 | 采购物品名称 | 采购组织形式 | 总计
			---
			合计 | | | | | 30.00
			一、货物A | | | | | 9.00
			 | 档案数字化 | 办公设备购置 | | | 6.00
			 | | | 扫描仪 | 分散自行组织 | 4.00
			 | | | | 部门集中采购 | 2.00
			 | | 印刷费 | | | 3.00
			 | | | 印刷品 | 分散自行组织 | 3.00
			三、服务C | | | | | 21.00
			 | 软件升级 | 信息网络及软件购 | | | 14.00
			 | | 置更新 | | |
			 | | | 软件开发服务 | 政府集中采购 | 14.00
			 | 商品和服务支出 | 会议费 | | | 7.00
			 | | | 会议服务 | 分散自行组织 | 7.00`,
			[]string{"30.00 procurement", "9.00 procurement_goods", "6.00 procurement_goods 31002 档案数字化",
				"4.00 procurement_goods/扫描仪 31002 档案数字化 分散自行组织",
				"2.00 procurement_goods/扫描仪 31002 档案数字化 部门集中采购",
				"3.00 procurement_goods 30202 档案数字化", "3.00 procurement_goods/印刷品 30202 档案数字化 分散自行组织",
				"21.00 procurement_services", "14.00 procurement_services 31007 软件升级",
				"14.00 procurement_services/软件开发服务 31007 软件升级 政府集中采购",
				"7.00 procurement_services 30215", "7.00 procurement_services/会议服务 30215 分散自行组织"}, 0},
		"a purchase a row, with its price": {"政府采购预算明细表", `
			采购类别 | 项目名称 | 采购品目名称 | 采购方式 | 采购数量 | 单价（万元） | 金额 | 其中：一般公共预算
			---
			合计 | | | | | | 12.00 | 10.00
			货物 | 设备更新 | 台式计算机 | 公开招标 | 10 | 0.50 | 5.00 | 5.00
			 | | 打印机 | 询价 | 5 | 0.20 | 1.00 | 1.00
			服务 | 绿化养护 | 绿化服务 | 公开招标 | 1 | 6.00 | 6.00 | 4.00`,
			[]string{"12.00 procurement", "10.00 procurement", "5.00 procurement_goods/台式计算机 设备更新 公开招标",
				"5.00 procurement_goods/台式计算机 设备更新 公开招标", "1.00 procurement_goods/打印机 设备更新 询价",
				"1.00 procurement_goods/打印机 设备更新 询价", "6.00 procurement_services/绿化服务 绿化养护 公开招标",
				"4.00 procurement_services/绿化服务 绿化养护 公开招标"}, 0},
		"purchases of units and of no project": {"部门政府采购预算表", `
			预算项目 | 采购项目 | 采购目录 | 数量 | 政府采购预算
			---
			甲县民政局 | | | | 9.00
			一般公用经费 | | | | 1.00
			 | 复印纸 | 复印纸 | 50 | 1.00
			养老服务项目 | | | | 8.00
			 | 养老床位 | 家具 | 40 | 8.00
			合计 | | | | 9.00`,
			[]string{"9.00 procurement 甲县民政局", "1.00 operating procurement", "1.00 operating procurement/复印纸/复印纸",
				"8.00 procurement 养老服务项目", "8.00 procurement/养老床位/家具 养老服务项目", "9.00 procurement"}, 0},
		"purchases by function": {"政府采购预算表", `
			科目编码 | 科目名称 | 采购项目 | 采购目录 | 需求时间 | 采购数量 | 计量单位 | 资金来源 | 资金来源
			科目编码 | 科目名称 | 采购项目 | 采购目录 | 需求时间 | 采购数量 | 计量单位 | 总计 | 一般公共预算
			---
			 | 合计 | | | | | | 7.50 | 7.50
			2010301 | 行政运行 | 办公家具 | 其他家具 | 2025年6月 | 3 | 套 | 7.50 | 7.50`,
			[]string{"7.50 procurement", "7.50 procurement", "7.50 procurement/办公家具/其他家具 2010301",
				"7.50 procurement/办公家具/其他家具 2010301"}, 0},
		"kinds of purchases": {"政府采购预算表", `
			采购项目 | 金额
			---
			合计 | 6.00
			政府采购货物 | 1.00
			政府采购工程 | 2.00
			政府采购服务 | 3.00`,
			[]string{"6.00 procurement", "1.00 procurement_goods", "2.00 procurement_works", "3.00 procurement_services"}, 0},
		"two economic classifications in one row": {"一般公共预算基本支出明细表（按支出经济分类科目）", `
			部门经济科目编码 | 部门经济科目名称 | 政府经济科目编码 | 政府经济科目名称 | 合计
			---
			 | 合计 |  |  | 9.00
			301 | 工资福利支出 |  |  | 6.00
			30101 | 基本工资 | 50101 | 工资奖金津补贴 | 4.00
			30102 | 津贴补贴 | 50101 | 工资奖金津补贴 | 2.00
			 | | 503 | 机关资本性支出 | 3.00`,
			[]string{"9.00 basic", "6.00 basic 301", "4.00 basic 30101", "2.00 basic 30102", "3.00 basic 503"}, 0},
		"codes in brackets, those of the government beside them": {"一般公共预算基本支出情况表（按支出经济分类科目）", `
			部门预算支出经济分类科目名称 | 政府预算支出经济分类科目名称 | 2024年预算数
			---
			合计 | | 5.00
			[301]工资福利支出 | [501]机关工资福利支出 | 5.00
			[30101]基本工资 | | 3.00
			[30113]住房公积金 | [50103]住房公积金 | 2.00`,
			[]string{"5.00 basic", "5.00 basic 301", "3.00 basic 30101", "2.00 basic 30113"}, 0},
		"a function and an economic class in one row": {"项目支出预算表", `
			项目分类 | 项目名称 | 项目单位 | 功能科目编码 | 功能科目名称 | 经济科目编码 | 经济科目名称 | 合计
			---
			 | 校园安保 | | | | | | 3.00
			311专项类 | 校园安保 | 甲县第一中学 | 2050204 | 高中教育 | 30201 | 办公费 | 1.00
			311专项类 | 校园安保 | 甲县第一中学 | 2050204 | 高中教育 | 30226 | 劳务费 | 2.00
			 | 教师培训 | | | | | | 4.00
			311专项类 | 教师培训 | 甲县第一中学 | 2050803 | 培训支出 | 30216 | 培训费 | 4.00
			合计 | | | | | | | 7.00`,
			[]string{"3.00 project 校园安保", "1.00 project 2050204 30201 校园安保 甲县第一中学", "2.00 project 2050204 30226 校园安保 甲县第一中学",
				"4.00 project 教师培训", "4.00 project 2050803 30216 教师培训 甲县第一中学", "7.00 project"}, 0},
		"projects beside functions are no names of these": {"项目支出预算表", `
			功能科目 | 项目名称 | 合计
			---
			2070104 | 免费开放 | 3.00
			2070109 | 送戏下乡 | 4.00
			合计 | | 7.00`,
			[]string{"3.00 project 2070104 免费开放", "4.00 project 2070109 送戏下乡", "7.00 project"}, 0},
		"names of units, functions and projects in one column": {"一般公共预算项目支出预算表", `
			类 | 款 | 项 | 单位代码 | 单位名称（科目/项目） | 金额
			---
			 | | | | 合计 | 9.00
			 | | | 601 | 乙县交通局 | 9.00
			 | | | | 公路养护 | 5.00
			214 | 01 | 06 | 601001 | 农村公路养护补助 | 5.00
			 | | | | 公路运输管理 | 4.00
			214 | 01 | 12 | 601001 | 执法装备 | 4.00`,
			[]string{"9.00 project", "9.00 project 乙县交通局", "5.00 project 2140106", "5.00 project 2140106 农村公路养护补助",
				"4.00 project 2140112", "4.00 project 2140112 执法装备"}, 0},
		"units and classes without codes": {"一般公共预算基本支出预算表", `
			类 | 款 | 单位代码 | 单位名称（科目） | 合计
			---
			 | | | 合计 | 8.00
			 | | 601 | 乙县交通局 | 8.00
			 | | | 工资福利支出 | 8.00
			301 | 01 | 601001 | 基本工资 | 5.00
			301 | 02 | 601001 | 津贴补贴 | 3.00`,
			[]string{"8.00 basic", "8.00 basic 乙县交通局", "8.00 basic 301", "5.00 basic 30101", "3.00 basic 30102"}, 0},
		"units, groups and projects in one column": {"专项业务经费支出表", `
			单位（项目）编码 | 单位（项目）名称 | 项目金额
			---
			 | 合计 | 9.00
			205 | 丙市科技局 | 9.00
			 | 专用项目 | 9.00
			 | 科普宣传 | 9.00`,
			[]string{"9.00 project", "9.00 project 丙市科技局", "9.00 project 专用项目", "9.00 project 科普宣传"}, 0},
		"a date beside a code": {"政府采购预算表", `
			采购项目 | 部门预算支出经济科目编码 | 实施采购时间 | 预算金额
			---
			计算机 | 31002 | 2024年6月 | 4.20`,
			[]string{"4.20 procurement/计算机 31002"}, 0},
		"a wrong name beside a code": {"一般公共预算支出表", `
			科目编码 | 科目名称 | 合计
			---
			205 | 教育支出 | 4.00
			20502 | 普通高校 | 4.00`,
			[]string{"4.00 205", "4.00 20502"}, 1},
		"meetings beside the three public expenses, two years": {"“三公”经费及会议费、培训费支出预算表", `
			单位名称 | 2023年 | 2023年 | 2023年 | 2024年 | 2024年 | 2024年
			单位名称 | 合计 | 三公经费小计 | 会议费 | 合计 | 三公经费小计 | 会议费
			---
			合计 | 5.00 | 3.00 | 2.00 | 6.00 | 3.50 | 2.50`,
			[]string{"5.00 three_public/conference", "3.00 three_public", "2.00 conference", "6.00 three_public/conference",
				"3.50 three_public", "2.50 conference"}, 0},
		"by nature and by class below one another": {"2015年度收入支出决算总表", `
			项目（按支出性质和经济分类） | 决算数
			---
			一、基本支出 | 3.00
			二、项目支出 | 6.00
			支出经济分类 | 9.00
			工资福利支出 | 2.00
			其他资本性支出 | 7.00
			本年支出合计 | 9.00
			结余分配 | 1.00
			其中：转入事业基金 | 1.00
			年末结转和结余 | 4.00`,
			[]string{"3.00 basic", "6.00 project", "9.00", "2.00 301", "7.00 310", "9.00", "1.00 surplus_distribution",
				"1.00 surplus_distribution/转入事业基金", "4.00 carryover_out"}, 0},
		"parts of codes named in the first row of the body": {"支出决算表", `
			科目编码 | 科目编码 | 科目编码 | 科目名称 | 本年支出合计
			---
			类 | 款 | 项 | 合计 | 5.00
			201 | | | 一般公共服务支出 | 5.00
			201 | 06 | | 财政事务 | 5.00
			201 | 06 | 01 | 行政运行 | 5.00`,
			[]string{"5.00", "5.00 201", "5.00 20106", "5.00 2010601"}, 0},
		"classes below a nature": {"2024年部门收支总体情况表", `
			支出 | 合计
			---
			一、基本支出 | 5.00
			1、工资福利支出 | 4.00
			2、商品和服务支出 | 1.00
			二、项目支出 | 2.00
			1、商品和服务支出 | 2.00`,
			[]string{"5.00 basic", "4.00 basic 301", "1.00 basic 302", "2.00 project", "2.00 project 302"}, 0},
		"three hundred thousand is no class": {"项目支出表", `
			项目 | 合计
			---
			300万元以上项目 | 4.00
			301工资福利支出 | 3.00`,
			[]string{"4.00 project 300万元以上项目", "3.00 project 301"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			rec := recordOf(tableOf(c.title, "万元", c.text))
			var got []string
			notes := 0
			for i := range rec.Facts {
				got = append(got, said(&rec.Facts[i]))
				if rec.Facts[i].CodeNote != "" {
					notes++
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("%s %s:\n%s", rec.Tables[0].Kind, rec.Tables[0].Reason, d)
			}
			if notes != c.notes {
				t.Errorf("%d names differ, want %d", notes, c.notes)
			}
		})
	}
}

// TestProjectLists: one table of several projects with their targets.
func TestProjectLists(t *testing.T) {
	merged := tableOf("部门预算项目绩效目标表", "万元", `
		单位名称 | 项目名称 | 预算资金 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 权重
		1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11
		601001-乙县交通局 | 公路养护 | 50.00 | 养护公路 | 产出指标 | 数量指标 | 养护里程 | ≥ | 120 | 公里 | 60
		x | x | x | x | 效益指标 | 社会效益 | 通行条件 | 定性 | 优良 | | 40
		601001-乙县交通局 | 执法装备 | 8.00 | 添置装备 | 产出指标 | 数量指标 | 装备数量 | ＝ | 16 | 套 | 100`)
	merged.Header = 1
	for j := range 4 { // the cells of the second target belong to those above
		merged.Cells[2][j].RowSpan = 2
		merged.Cells[3][j] = document.Cell{State: document.CellCovered, Origin: document.Ref{Row: 2, Col: j}}
	}
	repeated := tableOf("部门预算项目绩效目标表", "万元", `
		项目名称 | 预算资金 | 一级指标 | 二级指标 | 三级指标 | 指标值
		公路养护 | 50.00 | 产出指标 | 数量指标 | 养护里程 | ≥120公里
		公路养护 | 50.00 | 效益指标 | 社会效益 | 通行条件 | 优良
		 | | 效益指标 | 经济效益 | 物流成本 | 降低
		执法装备 | 8.00 | 产出指标 | 数量指标 | 装备数量 | =16套`)
	repeated.Header = 1
	for name, c := range map[string]struct {
		table document.Table
		want  []string
	}{
		"merged": {merged, []string{"公路养护 产出指标/数量指标/养护里程 >=120公里 60", "公路养护 效益指标/社会效益/通行条件 优良 40",
			"执法装备 产出指标/数量指标/装备数量 =16套 100"}},
		"repeated": {repeated, []string{"公路养护 产出指标/数量指标/养护里程 >=120公里 ", "公路养护 效益指标/社会效益/通行条件 优良 ", "公路养护 效益指标/经济效益/物流成本 降低 ",
			"执法装备 产出指标/数量指标/装备数量 =16套 "}},
	} {
		t.Run(name, func(t *testing.T) {
			rec := recordOf(c.table)
			var got []string
			for _, in := range rec.Indicators {
				got = append(got, in.Scope+" "+in.Level1+"/"+in.Level2+"/"+in.Level3+" "+string(in.Operator)+in.Value+in.Unit+" "+
					in.Weight)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			var projects []string
			for _, p := range rec.Projects {
				projects = append(projects, p.Name+" "+p.Total.Text)
			}
			if d := cmp.Diff([]string{"公路养护 50.00", "执法装备 8.00"}, projects); d != "" {
				t.Error(d)
			}
			if len(rec.Facts) != 2 {
				t.Errorf("%d amounts, want one of each project", len(rec.Facts))
			}
		})
	}
}

// TestTargetContent: 指标内容 is the third level beside 指标值, and the target
// where there is none.
func TestTargetContent(t *testing.T) {
	for head, want := range map[string][2]string{
		"一级指标 | 二级指标 | 指标内容 | 指标值":  {"养护里程", ">=120"},
		"一级指标 | 二级指标 | 三级指标 | 指标内容": {"养护里程", ">=120"},
	} {
		table := tableOf("项目绩效目标表", "万元", "项目名称 | 公路养护 | | \n"+head+"\n产出指标 | 数量指标 | 养护里程 | ≥120公里")
		table.Header = 0
		rec := recordOf(table)
		if len(rec.Indicators) != 1 {
			t.Fatalf("%s: %d targets", head, len(rec.Indicators))
		}
		in := rec.Indicators[0]
		if got := [2]string{in.Level3, string(in.Operator) + in.Value}; got != want || in.Scope != "公路养护" {
			t.Errorf("%s: %q of %s, want %q", head, got, in.Scope, want)
		}
	}
}

// TestSelfEvaluation: the form of final accounts, with amounts at three stages
// and a line that prints the sum of the weights.
func TestSelfEvaluation(t *testing.T) {
	table := tableOf("项目支出绩效自评表", "万元", `
		项目名称 | 公路养护 | | | | |
		项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率
		 | 年度资金总额 | 60.00 | 50.00 | 40.00 | 10 | 80%
		 | 其中：财政拨款 | 45.00 | 35.00 | 30.00 | — | 85.71%
		一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
		产出指标 | 数量指标 | 养护里程 | ≥120公里 | 130公里 | 90 | 90
		总分 | 总分 | 总分 | 总分 | 总分 | 100 | 98`)
	table.Header = 0
	rec := recordOf(table)
	var got []string
	for i := range rec.Facts {
		got = append(got, string(rec.Facts[i].Stage)+" "+string(rec.Facts[i].Fund)+" "+said(&rec.Facts[i]))
	}
	want := []string{"budget all 60.00 project 公路养护", "adjusted all 50.00 project 公路养护", "final all 40.00 project 公路养护",
		"budget fiscal_appropriation 45.00 project 公路养护", "adjusted fiscal_appropriation 35.00 project 公路养护",
		"final fiscal_appropriation 30.00 project 公路养护"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if len(rec.Indicators) != 1 {
		t.Errorf("%d targets, want 1", len(rec.Indicators))
	}
}

// TestOrganizations: what leads to a page is no part of a name.
func TestOrganizations(t *testing.T) {
	for in, want := range map[string]string{
		"决算公开甲省水务管理局":         "甲省水务管理局",
		"首页>政务公开>预决算公开>乙县交通局": "乙县交通局",
		"601001-乙县交通局":        "乙县交通局",
		"丙市政务公开办公室":           "丙市政务公开办公室",
		"丙市科技局2024年度":         "丙市科技局",
	} {
		if got := cleanOrganization(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	rec := normalized(paragraphs("预算公开", "决算公开", "甲省水务管理局2018年度", "部门预算公开"), Options{})
	if rec.Profile.Organization != "甲省水务管理局" {
		t.Errorf("cover: %s", rec.Profile.Organization)
	}
}

// TestRolesAreClear: a head with two roles is an error of the catalogue.
func TestRolesAreClear(t *testing.T) {
	overlay := fstest.MapFS{"columns.yaml": {Data: []byte("roles:\n  unit: [承办处室]\n  text: [承办处室]\n")}}
	if _, err := LoadCatalogue(Overlay{Files: overlay}); err == nil {
		t.Error("承办处室 is both")
	}
}

// normalized is Normalize without a limit.
func normalized(doc *document.Document, o Options) *schema.Record {
	rec, err := Normalize(context.Background(), doc, o)
	if err != nil {
		panic(err)
	}
	return rec
}
