package verify_test

import (
	"strings"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// plant is a mistake that is put into a consistent document, and words or
// figures that a finding of it names. In sentences every old text is written
// anew, in a table the cell of a row and a column.
type plant struct {
	name     string
	old, new string
	table    string // of a cell: the title of its table, the text of a cell of its row, and its column
	row      string
	column   int
	names    string // what the finding quotes; new if it is empty
	from     schema.Severity
}

// in is the document with the mistake; nil if its place is not there.
func (m *plant) in(doc *document.Document) *document.Document {
	out := *doc
	if m.table != "" {
		for i := range doc.Tables {
			if !strings.Contains(document.Squeeze(doc.Tables[i].Title), m.table) {
				continue
			}
			for r := range doc.Tables[i].Cells {
				for c := range doc.Tables[i].Cells[r] {
					if document.Squeeze(doc.Tables[i].Cells[r][c].Text) == m.row {
						out.Tables = append([]document.Table(nil), doc.Tables...)
						t := &out.Tables[i]
						t.Cells = append([][]document.Cell(nil), t.Cells...)
						t.Cells[r] = append([]document.Cell(nil), t.Cells[r]...)
						if t.Cells[r][m.column].Text != m.old {
							return nil
						}
						setText(&t.Cells[r][m.column], m.new)
						return &out
					}
				}
			}
		}
		return nil
	}
	for p := range doc.Pages {
		for b := range doc.Pages[p].Blocks {
			text := document.Squeeze(doc.Pages[p].Blocks[b].Text)
			if n := strings.Count(text, m.old); n > 0 {
				return reworded(doc, p, b, strings.Replace(text, m.old, m.new, 1))
			}
		}
	}
	return nil
}

// plantAll counts the mistakes that a finding names which the document does
// not have without them.
func plantAll(t *testing.T, doc *document.Document, mistakes []plant) (found int) {
	t.Helper()
	_, _, before := verifiedAll(doc)
	known := map[string]bool{}
	for _, f := range before {
		known[f.ID+f.MessageZH] = true
	}
	for i := range mistakes {
		m := &mistakes[i]
		wrong := m.in(doc)
		if wrong == nil {
			t.Errorf("%s: %q is not in the document", m.name, m.old)
			continue
		}
		_, _, findings := verifiedAll(wrong)
		named := m.names
		if named == "" {
			named = m.new
		}
		said, others := "", 0
		for k := range findings {
			f := &findings[k]
			if known[f.ID+f.MessageZH] {
				continue
			}
			quoted := f.MessageZH
			for _, o := range f.Evidence {
				quoted += " " + o.Text
			}
			if said == "" && strings.Contains(quoted, named) && (m.from == "" || f.Severity.Rank() <= m.from.Rank()) {
				said = string(f.Severity) + " " + f.Rule + ": " + f.MessageZH
			} else {
				others++
				t.Logf("beside %s: %s %s: %s", m.name, f.Severity, f.Rule, f.MessageZH)
			}
		}
		if said == "" {
			t.Logf("not found: %s", m.name)
			continue
		}
		found++
		t.Logf("found: %s: %s (and %d others)", m.name, said, others)
	}
	return found
}

// verifiedAll is verified with what rounding explains.
func verifiedAll(doc *document.Document) (*schema.Record, []schema.Check, []schema.Finding) {
	rec, _, _ := verified(doc)
	checks, findings := checked(rec)
	return rec, checks, findings
}

// TestPlantedShared plants mistakes of the kinds that reviewers look for in
// published final accounts: go test ./verify -run PlantedShared -v
func TestPlantedShared(t *testing.T) {
	const name = "shpt-finance-2024-final.pdf"
	doc := wholes(t, "../../shared/corpus/"+name)[name]
	if doc == nil {
		t.Skip("no published documents beside the repository")
	}
	mistakes := []plant{
		{name: "contents: two tables exchanged", old: "二、收入决算表", new: "二、支出决算表", names: "支出决算表"},
		{name: "contents: a table too few", old: "九、国有资本经营预算财政拨款收入支出决算表", new: "", names: "国有资本经营预算财政拨款收入支出决算表"},
		{name: "contents: wrong year", old: "第二部分上海市普陀区财政局2024年度部门决算表", new: "第二部分上海市普陀区财政局2023年度部门决算表", names: "2023"},
		{name: "year of a sentence", old: "上海市普陀区财政局2024年度收入支出总计", new: "上海市普陀区财政局2023年度收入支出总计", names: "2023"},
		{name: "year compared with", old: "2995.39万元。与2023年度相比", new: "2995.39万元。与2022年度相比", names: "2022年度"},
		{name: "year of a negative sentence", old: "上海市普陀区财政局2024年度无政府性基金", new: "上海市普陀区财政局2023年度无政府性基金", names: "2023"},
		{name: "closing date", old: "截至2024年12月31日", new: "截至2023年12月31日"},
		{name: "budget and final the other way", old: "支出决算为1511.89万元。决算数小于预算数", new: "支出决算为1511.89万元。决算数大于预算数", names: "决算数大于预算数"},
		{name: "budget and final said to be level", old: "支出决算为135.25万元。决算数小于预算数的主要原因", new: "支出决算为135.25万元。决算数与预算数持平的主要原因", names: "135.25"},
		{name: "budget and final level, said to be less", old: "支出决算为10.00万元。决算数与预算数基本持平", new: "支出决算为10.00万元。决算数小于预算数", names: "小于"},
		{name: "share with one decimal", old: "占0.21%", new: "占0.2%", names: "0.2%"},
		{name: "share", old: "占79.49%", new: "占97.49%"},
		{name: "completion with one decimal", old: "完成年初预算的98.20%", new: "完成年初预算的98.2%", names: "98.2%"},
		{name: "completion", old: "完成年初预算的98.20%", new: "完成年初预算的89.20%", names: "89.20%"},
		{name: "0 among blanks", table: "支出决算表", row: "信息化建设", column: 7, old: "", new: "0.00"},
		{name: "repeated mark", old: "占99.79%；其他收入", new: "占99.79%；；其他收入", names: "；；"},
		{name: "repeated word", old: "减少人员经费开支", new: "减少人员人员经费开支", names: "人员人员"},
		{name: "repeated word of the form", old: "主要原因：基本支出中人员", new: "主要原因：主要原因：基本支出中人员", names: "主要原因"},
		{name: "text of another item", old: "主要用于：退休人员经费支出。年初预算为85.55万元", new: "主要用于：在职人员的住房公积金。年初预算为85.55万元", names: "住房公积金"},
		{name: "text of the housing fund", old: "主要用于：缴纳在职人员住房公积金", new: "主要用于：在职人员基本医疗保险费", names: "医疗保险"},
		{name: "budget of an item", old: "年初预算为135.90万元", new: "年初预算为153.90万元", names: "153.90"},
		{name: "final of an item", old: "支出决算为187.19万元", new: "支出决算为187.91万元", names: "187.91"},
		{name: "reserved for SME", old: "面向中小企业预留政府采购项目预算金额246.47万元", new: "面向中小企业预留政府采购项目预算金额226.47万元", names: "226.47"},
		{name: "bought from SME", old: "由中小企业供应商中标或成交的，采购金额246.47万元", new: "由中小企业供应商中标或成交的，采购金额264.47万元", names: "264.47"},
		{name: "bought from SME in others", old: "采购金额4.79万元。", new: "采购金额9.79万元。", names: "9.79"},
		{name: "procurement", old: "为251.25万元", new: "为215.25万元", names: "215.25"},
		{name: "procurement of goods", old: "货物采购金额4.79万元", new: "货物采购金额7.49万元", names: "7.49"},
		{name: "personnel", old: "人员经费2152.26万元", new: "人员经费2125.26万元", names: "2125.26"},
		{name: "economic list: an item of 0", old: "基本工资、津贴补贴、机关", new: "基本工资、津贴补贴、奖金、机关", names: "奖金"},
		{name: "economic list: an item left out", old: "邮电费、差旅费、", new: "邮电费、", names: "差旅费"},
		{name: "economic list: an item twice", old: "邮电费、差旅费、", new: "邮电费、差旅费、差旅费、", names: "差旅费"},
		{name: "direction", old: "收入支出总计减少56.95万元，下降1.87%", new: "收入支出总计增加56.95万元，增长1.87%", names: "1.87"},
		{name: "direction of half", old: "收入支出总计减少56.95万元，下降1.87%", new: "收入支出总计增加56.95万元，下降1.87%", names: "1.87"},
		{name: "rate", old: "下降2.10%", new: "下降1.20%", names: "1.20%"},
		{name: "change", old: "减少63.14万元", new: "减少36.14万元", names: "36.14"},
		{name: "one of three totals of performance", old: "绩效跟踪评价的2024年度项目4个，涉及预算金额598.42万元", new: "绩效跟踪评价的2024年度项目4个，涉及预算金额589.42万元", names: "589.42"},
		{name: "one of three counts of performance", old: "绩效跟踪评价的2024年度项目4个", new: "绩效跟踪评价的2024年度项目5个", names: "5"},
		{name: "ratings", old: "“优”的项目4个", new: "“优”的项目3个", names: "3"},
		{name: "vehicles", old: "共有车辆0辆", new: "共有车辆2辆", names: "2"},
		{name: "three public: completion", old: "支出决算为0.00万元，完成预算的0%", new: "支出决算为0.00万元，完成预算的100%", names: "100%"},
		{name: "three public: final", old: "因公出国（境）费决算为0.00万元", new: "因公出国（境）费决算为0.95万元", names: "0.95"},
		{name: "three public: budget", old: "“三公”经费财政拨款支出年初预算为0.95万元", new: "“三公”经费财政拨款支出年初预算为9.05万元", names: "9.05"},
		{name: "name of the organization", old: "上海市普陀区财政局2024年度无国有资本", new: "上海市普陀区审计局2024年度无国有资本", names: "审计局"},
		{name: "number of a heading", old: "六、一般公共预算财政拨款基本支出决算情况说明", new: "五、一般公共预算财政拨款基本支出决算情况说明", names: "五"},
		{name: "reason left blank", old: "主要原因是优化办公环境、提升照明效率，更换了老旧照明设施，导致相关支出略有增加。", new: "主要原因是。", names: "主要原因是"},
		{name: "no funds said, table has them", old: "无国有资本经营预算财政拨款收入和支出", new: "国有资本经营预算财政拨款支出6.20万元", names: "6.20"},
		{name: "cell of a section", table: "支出决算表", row: "信息化建设", column: 4, old: "135.25", new: "153.25", names: "153.25"},
		{name: "cell of the housing fund", table: "一般公共预算财政拨款支出决算表", row: "住房公积金", column: 4, old: "187.19", new: "178.19", names: "178.19"},
		{name: "total of the summary", table: "收入支出决算总表", row: "总计", column: 1, old: "2,995.39", new: "2,959.39", names: "2,959.39"},
		{name: "code of a line", table: "支出决算表", row: "信息化建设", column: 2, old: "07", new: "17", names: "2010617"},
	}
	wantPlanted(t, plantAll(t, doc, mistakes), len(mistakes))
}

// wantPlanted: all but one in ten of the planted mistakes are found.
func wantPlanted(t *testing.T, found, planted int) {
	t.Helper()
	t.Logf("found %d of %d planted mistakes", found, planted)
	if 10*found < 9*planted {
		t.Errorf("found %d of %d planted mistakes", found, planted)
	}
}

// TestPlanted plants such mistakes in invented final accounts.
func TestPlanted(t *testing.T) {
	const name = "baiyu-ecology-2023-final.pdf"
	doc := wholes(t, "../fixtures/"+name)[name]
	mistakes := []plant{
		{name: "share", old: "占63.17%", new: "占36.17%", names: "36.17"},
		{name: "share with one decimal", old: "占3.13%", new: "占3.1%", names: "3.1%"},
		{name: "closing date", old: "截至2023年12月31日", new: "截至2022年12月31日"},
		{name: "year of a sentence", old: "生态环境局2023年度收入总计", new: "生态环境局2022年度收入总计", names: "2022年度"},
		{name: "vehicles", old: "共有车辆14辆", new: "共有车辆15辆", names: "15"},
		{name: "personnel", old: "人员经费1857.27万元", new: "人员经费1875.27万元", names: "1,875.27"},
		{name: "completion", old: "完成年初预算的76.12%", new: "完成年初预算的67.12%", names: "67.12"},
		{name: "final of an item", old: "支出决算为38.53万元", new: "支出决算为38.35万元", names: "38.35"},
		{name: "budget of an item", old: "年初预算为50.62万元", new: "年初预算为95.62万元", names: "95.62"},
		{name: "fund", old: "本年支出164.00万元", new: "本年支出146.00万元", names: "146.00"},
		{name: "total", old: "支出总计3391.11万元", new: "支出总计3319.11万元", names: "3,319.11"},
		{name: "repeated word", old: "组织对2023年度5个项目", new: "组织组织对2023年度5个项目", names: "组织组织"},
		{name: "economic class", old: "（301）1813.21万元", new: "（301）1831.21万元", names: "1,831.21"},
		{name: "number of a heading", old: "十、机关运行经费", new: "九、机关运行经费", names: "九"},
	}
	wantPlanted(t, plantAll(t, doc, mistakes), len(mistakes))
}
