package growth

import "strings"

const (
	cover = "# 某市某局2025年部门预算\n\n"

	opening = cover + "# 第二部分 部门预算情况说明\n\n## 一、支出预算情况说明\n\n"

	summary = "\n\n表1\n\n## 部门收支总表\n\n单位：万元\n\n|收入|预算数|支出|预算数|\n|---|---|---|---|\n" +
		"|一、一般公共预算拨款收入|100.00|一、一般公共服务支出|60.00|\n|二、上年结转|10.00|二、教育支出|50.00|\n" +
		"|收入总计|110.00|支出总计|110.00|\n\n"

	byCode = "表2\n\n## 一般公共预算支出表\n\n单位：万元\n\n|科目编码|科目名称|合计|基本支出|项目支出|\n|---|---|---|---|---|\n"

	coded = byCode + "|201|一般公共服务支出|60.00|40.00|20.00|\n|20103|政府办公厅事务|60.00|40.00|20.00|\n" +
		"|2010301|行政运行|60.00|40.00|20.00|\n\n"

	twoSided = "表3\n\n## 财政拨款收支预算表\n\n单位：万元\n\n|收入|预算数|支出|预算数|\n|---|---|---|---|\n"

	smallTable = "表№\n\n## 一般公共预算@支出表\n\n单位：万元\n\n|科目编码|科目名称|合计|\n|---|---|---|\n|2010301|行政运行|$.00|\n\n"

	formHead = "\n\n## 项目支出绩效目标表\n\n单位：万元\n\n<table>"

	formTail = "<tr><td>项目资金</td><td>年度资金总额</td><td colspan=2>9.00</td></tr>" +
		"<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr>"

	webPage = "<html><body><h1>某市某局2025年部门预算</h1>"
)

// told is a narrative before two tables; told in one paragraph if the format
// ends no line.
func told(name, format string) Text {
	return Text{name, func(n int) string { return opening + lines(n, format) + summary + coded }}
}

// tabled is a table with rows that grow, and the head it begins with.
func tabled(name, head, row, last string) Text {
	return Text{name, func(n int) string { return cover + head + lines(n, row) + last + summary }}
}

// web is a page with elements that grow between a beginning and an end.
func web(name, begin, format, end string) Text {
	return Text{name, func(n int) string { return webPage + begin + lines(n, format) + end + "</body></html>" }}
}

// Texts grow along every axis a document has.
var Texts = []Text{
	told("sentences", "№.@支出$.25万元，比上年增加3.00万元，增长5.25%，主要原因是人员经费增加。\n\n"),
	told("sentences of one code",
		"№.一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）行政运行（项）支出$.25万元，占5.25%。\n\n"),
	told("sentences of one total", "支出预算$.25万元，比上年增加3.00万元。收入预算$.00万元，上年$.00万元。\n\n"),
	told("shares", "@支出$.25万元，占5.25%；\n\n"),
	told("three public expenses", "“三公”经费预算数$.00万元，其中：因公出国（境）费1.00万元，"+
		"公务用车购置及运行费2.00万元（公务用车购置费1.00万元，公务用车运行费1.00万元），公务接待费3.00万元。\n\n"),
	told("amounts in one paragraph", "@支出$.25万元，"),
	told("changes in one paragraph", "@支出$.25万元，比上年增加3.00万元，"),
	told("sentences in one paragraph", "@支出$.25万元，占5.00%。"),
	told("items of one list", "（№）@支出$.25万元；"),
	told("paragraphs without numbers", "本单位负责@工作，贯彻落实有关规定。\n\n"),
	told("words in one paragraph", "本单位负责@工作，贯彻落实有关规定，"),
	told("projects told", "项目名称：@项目。立项依据：文件。年度目标：完成任务。项目资金$.00万元。\n\n"),
	told("headings", "## @情况说明\n\n支出$.00万元。\n\n"),
	told("entries of contents", "表№　@支出表\n\n"),
	told("page numbers", "— № —\n\n某市某局\n\n正文@\n\n"),
	{"notes", func(n int) string { return cover + summary + lines(n, "注：№.本表@口径说明。\n\n") + coded }},

	tabled("rows of two sides", twoSided, "|@收入|$.25|@支出|$.25|\n", "|收入总计|1000.00|支出总计|10000.00|\n\n"),
	tabled("rows of zeros", twoSided, "|@收入|5.00|@支出|0.00|\n", "|收入总计|1000.00|支出总计|10000.00|\n\n"),
	tabled("rows of parts", twoSided, "|（一）@收入|5.00|其中：@支出|1.00|\n", "|收入总计|10.00|支出总计|10.00|\n\n"),
	tabled("rows of ups and downs", twoSided, "|@收入|1000.00|@支出|-1000.00|\n|@收入|-1000.00|@支出|500.00|\n",
		"|收入总计|1000.00|支出总计|10000.00|\n\n"),
	tabled("rows that are totals", twoSided, "|收入合计|5.00|支出合计|1.00|\n", "|@收入|10.00|@支出|10.00|\n\n"),
	tabled("rows with codes", byCode, "|2№|@|$.00|$.00|1.00|\n", "|合计||1000.00|100.00|100.00|\n\n"),
	tabled("rows of one code", byCode, "|2010301|行政运行|$.00|$.00|1.00|\n", "|合计||1000.00|100.00|100.00|\n\n"),
	tabled("rows of units", "表4\n\n## 部门支出总表\n\n单位：万元\n\n"+
		"|单位代码|单位名称|科目编码|科目名称|合计|\n|---|---|---|---|---|\n",
		"|601|@站|2010301|行政运行|$.00|\n", ""),
	tabled("rows of text", "表9\n\n## 重点工作表\n\n|序号|事项|说明|\n|---|---|---|\n",
		"|№|@事项|负责@工作，贯彻落实有关规定，安排$.00万元，比上年增加1.00万元|\n", ""),
	tabled("projects", "表5\n\n## 项目支出表\n\n单位：万元\n\n"+
		"|类型|项目名称|项目单位|合计|一般公共预算|\n|---|---|---|---|---|\n",
		"|特定目标类|@专项工作经费|某局|$.00|$.00|\n", ""),
	{"columns", func(n int) string {
		return cover + "表2\n\n## 一般公共预算支出表\n\n单位：万元\n\n|科目编码|科目名称|合计|" + lines(n, "@支出|") +
			"\n|---|---|---|" +
			lines(n, "---|") + "\n|2010301|行政运行|9.00|" + lines(n, "1.00|") + "\n|合计||9.00|" + lines(n, "1.00|") + summary
	}},
	{"columns compared", func(n int) string {
		return cover + "表2\n\n## 一般公共预算支出表\n\n单位：万元\n\n|科目编码|科目名称|" +
			lines(n/3, "2024年执行数|2025年预算数|增减额|") +
			"\n|---|---|" + lines(n/3*3, "---|") + "\n|2010301|行政运行|" + lines(n/3*3, "1.00|") + summary
	}},
	{"rows of a header", func(n int) string {
		return cover + "## 一般公共预算支出表\n\n单位：万元\n\n<table>" + lines(n, "<tr><th>@</th><th>@合计</th><th>@类</th></tr>") +
			"<tr><td>行政运行</td><td>9.00</td><td>1.00</td></tr></table>" + summary
	}},
	{"tables", func(n int) string {
		return cover + lines(n, smallTable)
	}},
	{"tables of one kind", func(n int) string { return cover + strings.Repeat(summary, n) }},
	{"tables of contents and tables", func(n int) string {
		return cover + "# 目录\n\n" + lines(n, "表№　一般公共预算@支出表\n\n") + "# 正文\n\n" +
			lines(n, smallTable)
	}},
	{"forms of projects", func(n int) string {
		return opening + summary + coded + lines(n, formHead+"<tr><td>项目名称</td><td colspan=3>@专项工作经费</td></tr>"+formTail+
			"<tr><td>产出指标</td><td>数量指标</td><td>培训人数</td><td>≥№人</td></tr></table>\n\n")
	}},
	{"indicators", func(n int) string {
		return opening + summary + formHead + "<tr><td>项目名称</td><td colspan=3>甲专项工作经费</td></tr>" + formTail +
			lines(n, "<tr><td>产出指标</td><td>数量指标</td><td>@人数</td><td>≥№人</td></tr>") + "</table>\n\n"
	}},
	{"words of a goal", func(n int) string {
		return opening + summary + formHead + "<tr><td>项目名称</td><td colspan=3>甲专项工作经费</td></tr>" +
			"<tr><td>年度目标</td><td colspan=3>" +
			lines(n, "目标№：完成@培训№人次，") + "</td></tr>" + formTail + "</table>\n\n"
	}},

	web("merged cells", "<table>", "<tr><td rowspan=2>@</td><td colspan=2>1.00</td><td>2.00</td></tr>"+
		"<tr><td>3.00</td><td colspan=2>3.00</td></tr>", "</table>"),
	{"rows of one merged cell", func(n int) string {
		return webPage + lines(1, "<table><tr><td rowspan=99999>甲</td><td>1</td></tr>") + lines(n, "<tr><td>@</td></tr>") +
			"</table>"
	}},
	web("tables in cells", "<table>",
		"<tr><td>@</td><td><table><tr><td>1.00</td><td>2.00</td></tr></table></td></tr>", "</table>"),
	web("tables of a page", "",
		"<p>@支出表</p><table><tr><td>项目</td><td>金额</td></tr><tr><td>甲</td><td>1.00</td></tr></table>", ""),
	web("divisions", "", "<div><div>@</div><div>1.00</div><div>2.00</div></div>", ""),
	web("spans of one paragraph", "<p>", "<span>甲</span><b>1.00</b>", "</p>"),
	web("line ends of one paragraph", "<p>", "@<br>", "</p>"),
	web("links", "<p>正文</p>", "<p><a href='f№.xls'>附件№：@表</a></p>", ""),
	web("items", "<ul>", "<li>@</li>", "</ul>"),
	{"styles", func(n int) string {
		return "<html><head><style>" + lines(n, ".c№{text-align:center}") + "</style></head><body><h1>某局预算</h1>" +
			lines(n, "<p class=c№>@</p>") + "</body></html>"
	}},
}
