package normalize

import (
	"testing"

	"github.com/yusuan/yusuan/document"
)

// TestUntitledTexts: a part of a report, or one without a title, says in its
// sentences what it is, of which year and whose.
func TestUntitledTexts(t *testing.T) {
	for _, c := range []struct {
		name         string
		text         []string
		kind         string
		year         int
		organization string
		stage        string // of the first claim
	}{
		{"three public expenses of a county", []string{"根据有关规定，经蒙山县财政局汇总，2019年各部门“三公”经费决算总额为120万元，比上年下降3%。"},
			"three_public_summary", 2019, "蒙山县", "final"},
		{"three public expenses without the word for the accounts", []string{"2020年“三公”经费支出43万元，比上年减少2万元。"},
			"three_public_summary", 2020, "", "final"},
		{"a budget beside the accounts of the year before",
			[]string{"一、2022年“三公”经费预算安排情况", "2022年度“三公”经费预算总计21万元。", "二、2021年“三公”经费决算情况", "2021年度“三公”经费合计支出20万元。"},
			"three_public_summary", 2022, "", "budget"},
		{"the year without its word", []string{"为推进公开，现说明如下：", "云县2023“三公”经费预算数为83万元，决算支出数为82万元。"},
			"three_public_summary", 2023, "云县", ""},
		{"an office of a street", []string{"一、“三公”经费的单位范围", "二、支出决算情况说明",
			"深圳市罗湖区东晓街道办事处2024年度“三公”经费财政拨款支出决算为34万元，完成全年预算50万元的68%。"},
			"department_final", 2024, "深圳市罗湖区东晓街道办事处", "final"},
		{"a month", []string{"1-5月，我县地方一般公共预算收入完成3410万元，为年预算的32.3%，同比下降10.2%。"},
			"government_execution", 0, "", "final"},
		{"given to a congress", []string{"——2019年9月2日在汕尾市第七届人民代表", "大会常务委员会第二十八次会议上", "汕尾市财政局",
			"受市人民政府委托，现将2018年市级财政决算草案报告如下：", "2018年市级一般公共预算收入决算数12975万元，比2017年增收1242万元。"},
			"government_final", 2018, "汕尾市", "final"},
		{"given to a congress of a town", []string{"——2026年1月21日在常州市武进区嘉泽镇第四届", "人民代表大会第九次会议上",
			"我受镇人民政府的委托，现将2025年预算执行情况和2026年预算草案提请审议。", "2025年，完成一般公共预算收入4110万元，增长2%。"},
			"government_execution", 2025, "常州市武进区嘉泽镇", "final"},
		{"the law that a report rests on is none", []string{"根据《旗本级财政预算审查监督办法》有关规定，现将2022年上半年财政预算执行情况和2021年决算（草案）报告如下。",
			"（一）公共财政预算收入情况", "上半年，公共财政预算收入完成19.8亿元，同比增长18.9%。"}, "government_execution", 2022, "", "final"},
		{"a proposal by its level alone", []string{"关于《市人民政府关于提请审议2021年", "市级财政决算（草案）的议案》的说明",
			"——2022年8月25日在黄石市第十五届人民代表大会", "常务委员会第五次会议上", "2021年全市一般公共预算收入完成125.69亿元，比上年增长42.45%。"},
			"government_final", 2021, "黄石市", "final"},
		{"a year of plans before the execution", []string{"2021年峄城区预算草案报告和2020年预算执行情况", "全区一般公共预算收入完成100016万元，增长6.06%。"},
			"government_execution", 2020, "峄城区", "final"},
		{"the division in brackets before the title", []string{"（内蒙古自治区）关于赤峰市松山区2021年财政预算执行情况和2022年财政预算草案的报告",
			"全区一般公共预算收入完成23280万元，增长0.3%。"}, "government_execution", 2021, "赤峰市松山区", "final"},
		{"the government of a district", []string{"2022年云溪区人民政府决算公开", "第一部分 决算报告"}, "government_final", 2022, "云溪区", ""},
		{"a budget told beside the word for both", []string{"根据《预决算公开操作规程》，经龙泉市财政局汇总，2025年各部门“三公”经费预算总额为120万元，较2024年的130万元减少10万元。"},
			"three_public_summary", 2025, "龙泉市", "budget"},
		{"final figures behind their budget", []string{"2019年度“三公”经费支出预算为44万元，2019年“三公经费”决算为22万元。"},
			"three_public_summary", 2019, "", "budget"},
		{"presented as final", []string{"2020年涪陵区“三公”经费情况说明", "现将涪陵区2020年度“三公”经费决算情况公布如下：", "2020年度“三公”经费15万元。"},
			"three_public_summary", 2020, "涪陵区", "final"},
		{"whose congress approved it", []string{"根据百色市第五届人民代表大会第五次会议批准的预算，公开如下：", "2024年，一般公共预算安排的“三公”经费支出共计39万元。"},
			"three_public_summary", 2024, "百色市", "budget"},
		{"up to a month", []string{"截至2015年8月底，累计完成公共财政预算总收入679万元，增长10.61%。"}, "government_execution", 2015, "", "final"},
		{"by the treasury on the district", []string{"重庆市长寿区财政局关于重庆市长寿区2024年预算执行情况和2025年预算草案的报告", "各位代表："},
			"government_execution", 2024, "重庆市长寿区", ""},
		{"news", []string{"本报讯 记者从财政厅获悉，2021年1-3月，全省一般公共预算收入完成503.7亿元，增长20.6%。"}, "not_a_disclosure", 0, "", ""},
		{"no news: reporters were received", []string{"2017年“三公”经费支出合计35万元。公务接待费30万元，接待记者46批次。"},
			"three_public_summary", 2017, "", ""},
		{"a department's own words", []string{"2021年一般公共预算拨款支出149万元，其中：基本支出144万元。"}, "department_budget", 2021, "", "budget"},
		{"figures of something else", []string{"2021年，全省实现地区生产总值50013亿元，增长12.9%。", "全省财政总收入5697亿元，增长26.5%。"},
			"other", 0, "", ""},
	} {
		doc := paragraphs(c.text...)
		doc.Format = document.HTML
		rec := normalized(doc, Options{})
		p := rec.Profile
		if string(p.ReportKind) != c.kind || p.FiscalYear != c.year || p.Organization != c.organization {
			t.Errorf("%s: %s of %d, %q; want %s of %d, %q", c.name, p.ReportKind, p.FiscalYear, p.Organization, c.kind, c.year,
				c.organization)
		}
		if c.stage != "" && (len(rec.Claims) == 0 || string(rec.Claims[0].Stage) != c.stage) {
			t.Errorf("%s: claims %v, want the first %s", c.name, rec.Claims, c.stage)
		}
	}
}
