package normalize

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

func TestTargets(t *testing.T) {
	for in, want := range map[string][3]string{
		">=5000人":      {">=", "5000", "人"},
		"≥95%":         {">=", "95", "%"},
		"＜＝21.41万元":    {"<=", "21.41", "万元"},
		"不低于90%":       {">=", "90", "%"},
		"控制在3次":        {"<=", "3", "次"},
		"100%":         {"", "100", "%"},
		"3天以内":         {"<=", "3", "天"},
		"2025年12月10日":  {"", "2025年12月10日", ""},
		"12月底前":        {"", "12月底前", ""},
		"=2025年6月":     {"=", "2025年6月", ""},
		"提升":           {"", "提升", ""},
		">=1,200.50公里": {">=", "1,200.50", "公里"},
	} {
		op, value, unit := Builtin().forms.target(in)
		if got := [3]string{string(op), value, unit}; got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestSplitBasis(t *testing.T) {
	got := splitBasis("《甲办法》(甲发〔2020〕1号)，乙厅、丙局《关于印发〈丁规定〉的通知》(乙发[2021]2号)、《戊条例》。")
	want := []string{"《甲办法》(甲发〔2020〕1号)", "乙厅、丙局《关于印发〈丁规定〉的通知》(乙发[2021]2号)", "《戊条例》"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestSplitAllocation(t *testing.T) {
	var got []string
	for _, i := range splitAllocation("1.劳务费59.07万元；2.场地、设备租用：6.8万；3.办公费1000元，印刷费2万元。") {
		got = append(got, i.Name+"="+i.Amount.Text+i.Amount.Unit)
	}
	want := []string{"劳务费=59.07万元", "场地、设备租用=6.8万元", "办公费=1000元", "印刷费=2万元"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestRegions(t *testing.T) {
	r := &Builtin().regions
	for org, want := range map[string]string{
		"上海市普陀区规划和自然资源局": "310107", "江苏省人民检察院": "320000", "昌吉回族自治州某中心": "652300", "昌吉州财政局": "652300",
		"中国共产党江苏省委员会办公厅": "320000", "成都市武侯区民政局": "510107", "北京市朝阳区教育委员会": "110105",
		"西安高新区财政金融局": "610100", "安徽合肥市财政局": "340100", "石家庄高新区管委会": "130171", "朝阳区教委": "", "长沙话剧团": "",
		"广西南宁市青秀区司法局": "450103", "新疆乌鲁木齐市天山区住建局": "650102", "内蒙古巴彦淖尔市审计局": "150800",
		"辽宁省朝阳市教育局": "211300", "鼓楼区城管局": "", "中华人民共和国水利部": "000000", "松陵省白榆市某局": "",
		"昆山经济技术开发区管委会": "320583", "武汉东湖新技术开发区教育局": "420100", "延边州财政局": "222400",
		"国家税务总局洛阳市税务局": "410300", "国家税务总局": "000000", "中国民主同盟宜宾市委员会": "511500", "政协上海市普陀区委员会": "310107",
		"新疆生产建设兵团第一师阿拉尔市水利局": "659002", "第八师石河子市": "659001", "新疆生产建设兵团": "650000",
	} {
		if got := r.of(org); got.Code != want {
			t.Errorf("%s: %+v, want %s", org, got, want)
		}
	}
}

// paragraphs makes a document of headings (lines that start with #) and
// paragraphs.
func paragraphs(lines ...string) *document.Document {
	p := document.Page{Number: 1}
	for _, l := range lines {
		b := document.Block{Kind: document.BlockParagraph, Text: l, Table: -1}
		if rest, ok := strings.CutPrefix(l, "#"); ok {
			b.Kind, b.Text = document.BlockHeading, rest
		}
		p.Blocks = append(p.Blocks, b)
	}
	return &document.Document{ID: "d", Pages: []document.Page{p}}
}

// TestClaimsAfterContents: a page may begin with the table of contents and go
// on with the text.
func TestClaimsAfterContents(t *testing.T) {
	for name, lines := range map[string][]string{
		"headings again":      {"#目录", "一、部门概况", "二、支出预算情况说明3", "#二、支出预算情况说明", "2025年支出预算120.00万元。"},
		"no heading is there": {"#目录", "一、部门概况……1", "二、支出情况……3", "本局2025年支出预算120.00万元。"},
	} {
		rec := normalized(paragraphs(lines...), Options{})
		if len(rec.Claims) != 1 || rec.Claims[0].Amount.Text != "120.00" {
			t.Errorf("%s: claims %v", name, rec.Claims)
		}
	}
}

func TestClaims(t *testing.T) {
	rec := normalized(paragraphs(
		"#白榆市水务局", "#2025年部门预算公开",
		"#第三部分 部门预算情况说明",
		"#三、2025年支出预算情况说明",
		"白榆市水务局2025年支出预算1,200.00万元，其中：",
		"基本支出700万元，占58.33%，比上年预算减少20万元，下降2.78%，主要原因是在职人员减少3人。",
		"项目支出约500余万元，与上年持平。",
		"#五、一般公共预算支出情况说明",
		"1.农林水支出（类）水利（款）防汛（项）：2025年预算数为80.5万元，较2024年预算增加0.5万元，增长0.63%。",
		"价值50万元以上设备2台，公务接待12批次。《办法》（财预〔2022〕6号）第3条规定。",
	), Options{})
	type claim struct {
		Subject, Amount, Share, Change, Direction, Rate, Nature, Function, Reason string
		About                                                                     bool
	}
	var got []claim
	for _, c := range rec.Claims {
		got = append(got, claim{c.Subject, c.Amount.Text + c.Amount.Unit, c.Share.Text, c.Change.Text, string(c.Direction),
			c.Rate.Text, string(c.Nature), c.Function, c.Reason, c.Approximate})
	}
	want := []claim{
		{Subject: "支出预算", Amount: "1,200.00万元"},
		{Subject: "基本支出", Amount: "700万元", Share: "58.33", Change: "20", Direction: "decrease", Rate: "2.78", Nature: "basic",
			Reason: "在职人员减少3人"},
		{Subject: "在职人员", Change: "3", Direction: "decrease"},
		{Subject: "项目支出", Amount: "500万元", Direction: "none", Nature: "project", About: true},
		{Subject: "农林水支出（类）水利（款）防汛（项）", Amount: "80.5万元", Change: "0.5", Direction: "increase", Rate: "0.63",
			Function: "2130314"},
		{Subject: "价值50万元以上设备", Amount: "2台"},
		{Subject: "公务接待", Amount: "12批次"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if p := rec.Profile; p.Organization != "白榆市水务局" || p.FiscalYear != 2025 || p.ReportKind != schema.DepartmentBudget {
		t.Errorf("profile %+v", p)
	}
	for _, c := range rec.Claims[1:2] {
		if c.Enumeration != rec.Claims[0].ID {
			t.Errorf("%s is listed under %q", c.Subject, c.Enumeration)
		}
	}
}

func TestListedTables(t *testing.T) {
	doc := paragraphs("#目 录", "一、 部门收支总体情况表……………… 5", "2．2025年部门收入总体情况表....6", "三、政府采购预算表十、政府性基金财政拨款支出预算表 9", "四、名词解释 12")
	doc.Tables = []document.Table{grid("部门收入总体情况表", "万元", [][]string{{"科目", "合计"}}, nil),
		grid("收支总表", "万元", [][]string{{"项目", "金额"}}, nil)}
	var got []string
	for _, p := range normalized(doc, Options{}).ListedTables {
		got = append(got, p.Title+" "+string(p.Kind)+" "+p.TableID)
	}
	want := []string{
		"部门收支总体情况表 revenue_expenditure_summary d-t001", "2025年部门收入总体情况表 revenue d-t000", "政府采购预算表 procurement ",
		"政府性基金财政拨款支出预算表 government_fund_expenditure ",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestTableWithoutTitle(t *testing.T) {
	header, rows := [][]string{{"科目", "合计"}}, [][]string{{"教育支出", "1.00"}}
	doc := paragraphs("说明部分谈到一般公共预算支出表的内容，详见后文。", "公开05表", "一般公共预算支出情况表", "单位：万元")
	doc.Tables = []document.Table{grid("", "万元", header, rows), grid("", "万元", header, rows)}
	for i := range doc.Tables {
		doc.Pages[0].Blocks = append(doc.Pages[0].Blocks, document.Block{Kind: document.BlockTable, Table: i})
	}
	tables := normalized(doc, Options{}).Tables
	if k := tables[0].Kind; k != schema.GeneralBudgetExpenditure || tables[0].Confidence > 0.9 {
		t.Errorf("%s %.2f", k, tables[0].Confidence)
	}
	if k := tables[1].Kind; k != schema.OtherTable || tables[1].Reason == "" {
		t.Errorf("nothing is said of the second table, but it is %s (%s)", k, tables[1].Reason)
	}
}

func TestProfiles(t *testing.T) {
	for name, c := range map[string]struct {
		doc  *document.Document
		want schema.Profile
	}{
		"one line": {paragraphs("#上海市普陀区某某委员会2026年部门预算公开"),
			schema.Profile{Organization: "上海市普陀区某某委员会", FiscalYear: 2026, ReportKind: schema.DepartmentBudget}},
		"a body without those below it": {paragraphs("白榆市水务局机关本级2022年预算", "一、收支总表情况"),
			schema.Profile{Organization: "白榆市水务局机关本级", FiscalYear: 2022, ReportKind: schema.DepartmentBudget}},
		"a body with those below it": {paragraphs("#白榆市统计局（汇总）2021年度部门决算", "一、概况"),
			schema.Profile{Organization: "白榆市统计局", FiscalYear: 2021, ReportKind: schema.DepartmentFinal}},
		"a month of a government": {paragraphs("#永和县2024年4月财政收支情况", "4月，一般公共预算收入累计完成24627万元。"),
			schema.Profile{Organization: "永和县", FiscalYear: 2024, ReportKind: schema.GovernmentExecution}},
		"a title without a name": {paragraphs("#(2024部门预算公开)", "白榆市公共资源交易中心2024年部门预算", "一、主要职能"),
			schema.Profile{Organization: "白榆市公共资源交易中心", FiscalYear: 2024, ReportKind: schema.DepartmentBudget}},
		"name over two lines": {paragraphs("#上海市普陀区规划和自然", "#资源局", "#2024 年度部门决算"),
			schema.Profile{Organization: "上海市普陀区规划和自然资源局", FiscalYear: 2024, ReportKind: schema.DepartmentFinal}},
		"label": {paragraphs("#上海市普陀区2025年区级部门预算", "预算主管部门：上海市普陀区商务委员会", "#目录"),
			schema.Profile{Organization: "上海市普陀区商务委员会", FiscalYear: 2025, ReportKind: schema.DepartmentBudget}},
		"Chinese year and a unit": {paragraphs("#白榆市第一中学", "#二〇二三年度单位决算"),
			schema.Profile{Organization: "白榆市第一中学", FiscalYear: 2023, ReportKind: schema.UnitFinal}},
		"date on the last line": {paragraphs("#白榆市水务局", "#2025年度部门预算", "一、某某。", "白榆市水务局", "2025年2月14日"),
			schema.Profile{Organization: "白榆市水务局", FiscalYear: 2025, ReportKind: schema.DepartmentBudget,
				Published: "2025-02-14"}},
		"a title that does not say of whom the report is": {
			paragraphs("2022年度福建省白榆市水务局决算公开", "从决算单位构成看，纳入福建省白榆市水务局2022年度部门决算汇编范围的单位共3个。"),
			schema.Profile{Organization: "福建省白榆市水务局", FiscalYear: 2022, ReportKind: schema.DepartmentFinal}},
		"year behind the name": {paragraphs("白榆市水务局2022年度预算信息公开", "一、部门职责"),
			schema.Profile{Organization: "白榆市水务局", FiscalYear: 2022, ReportKind: schema.DepartmentBudget}},
		"sentences are no cover": {paragraphs("白榆市水务局2022年部门预算信息公开", "按照《预算法》规定，现将白榆市水务局机关2022年部门预算公开如下：",
			"部门职责：（一）贯彻执行国家、省、市有关水务的法律法规；（二）承担全市供水管理工作。", "按照有关规定，目前我市部门预算的编制实行综合预算制度。", "纳入白榆市水利局2021年部门决算编制范围的单位有3个。"),
			schema.Profile{Organization: "白榆市水务局", FiscalYear: 2022, ReportKind: schema.DepartmentBudget}},
		"nothing but a sentence": {paragraphs("按照《预算法》规定，现将白榆市水务局2022年部门预算公开如下："),
			schema.Profile{Organization: "白榆市水务局", FiscalYear: 2022, ReportKind: schema.DepartmentBudget}},
		"a sentence without a name": {paragraphs("2022年度部门决算", "从单位构成看，纳入部门决算汇编范围的单位共3个。", "白榆市水务局"),
			schema.Profile{FiscalYear: 2022, ReportKind: schema.DepartmentFinal}},
		"report of a government on two years": {paragraphs("#关于永和县2023年财政预算执行情况和2024年财政预算（草案）的报告", "#一、2023年财政预算执行情况"),
			schema.Profile{Organization: "永和县", FiscalYear: 2023, ReportKind: schema.GovernmentExecution}},
		"name under the title": {paragraphs("2024年部门预算", "白榆市水务局", "二〇二四年一月"),
			schema.Profile{Organization: "白榆市水务局", FiscalYear: 2024, ReportKind: schema.DepartmentBudget}},
		"contents of a budget": {paragraphs("2024年白榆市水务局预算公开目录", "第一部分 部门概况"),
			schema.Profile{Organization: "白榆市水务局", FiscalYear: 2024, ReportKind: schema.DepartmentBudget}},
		"year before the name": {paragraphs("关于2023年永和县财政预算执行情况与2024年财政预算草案的报告"),
			schema.Profile{Organization: "永和县", FiscalYear: 2023, ReportKind: schema.GovernmentExecution}},
		"draft of final accounts": {paragraphs("关于永和县2022年决算草案和2023年上半年预算执行情况的报告"),
			schema.Profile{Organization: "永和县", FiscalYear: 2022, ReportKind: schema.GovernmentFinal}},
		"a title in two lines": {paragraphs("#关于永和县2023年财政预算执行情况和2024", "#年财政预算草案的报告"),
			schema.Profile{Organization: "永和县", FiscalYear: 2023, ReportKind: schema.GovernmentExecution}},
		"a title in three lines": {paragraphs("关于白榆市永和县2023年财政", "预算执行情况及2024年财政", "预算草案的报告", "各位代表："),
			schema.Profile{Organization: "白榆市永和县", FiscalYear: 2023, ReportKind: schema.GovernmentExecution}},
		"final accounts of a government": {paragraphs("#关于永和县2023年财政决算（草案）的报告"),
			schema.Profile{Organization: "永和县", FiscalYear: 2023, ReportKind: schema.GovernmentFinal}},
		"label with a seal": {paragraphs("#2025年部门预算", "部门（盖章）：白榆市水务局"),
			schema.Profile{Organization: "白榆市水务局", FiscalYear: 2025, ReportKind: schema.DepartmentBudget}},
		"nothing": {paragraphs("某某"), schema.Profile{ReportKind: schema.OtherReport}},
	} {
		p := normalized(c.doc, Options{}).Profile
		if p.Organization != c.want.Organization || p.FiscalYear != c.want.FiscalYear || p.ReportKind != c.want.ReportKind ||
			p.Published != c.want.Published {
			t.Errorf("%s: %s %d %s %s", name, p.Organization, p.FiscalYear, p.ReportKind, p.Published)
		}
	}
}

func TestDisagreementsOfTheProfileAreKept(t *testing.T) {
	doc := paragraphs("#白榆市水务局2025年部门预算")
	doc.Source = "files/白榆市水务局2024年部门预算.pdf"
	p := normalized(doc, Options{}).Profile
	if p.FiscalYear != 2025 {
		t.Errorf("year %d", p.FiscalYear)
	}
	for _, r := range p.Evidence {
		if r.Field == "fiscal_year" && r.Value == "2024" && !r.Chosen && r.Source == "file_name" {
			return
		}
	}
	t.Errorf("the file name's year is lost: %+v", p.Evidence)
}

func TestFinalClaims(t *testing.T) {
	rec := normalized(paragraphs("#白榆市水务局", "#2024年度部门决算",
		"#五、一般公共预算财政拨款支出决算情况说明",
		"一般公共预算财政拨款支出年初预算为90万元，支出决算为100万元，完成年初预算的111.11%。"), Options{})
	if len(rec.Claims) != 1 {
		t.Fatalf("%d claims", len(rec.Claims))
	}
	c := rec.Claims[0]
	if c.Amount.Text != "100" || c.Counterpart.Text != "90" || c.Completion.Text != "111.11" ||
		c.Fund != "general_public_budget" || c.Stage != "final" {
		t.Errorf("%+v", c)
	}
}

func performanceTable() document.Table {
	return grid("项目支出绩效目标表", "", nil, [][]string{
		{"预算单位", "白榆市水务局", "", "", "", ""},
		{"项目名称", "河道巡查", "", "项目负责人", "王小明", ""},
		{"联系电话", "13800000000", "", "", "", ""},
		{"经办人", "李小红", "上年结转资金（万元）", "1.50", "", ""},
		{"项目资金（万元）", "年度资金总额", "32.50", "其中：财政拨款", "30.00", ""},
		{"", "其他资金", "2.50", "", "", ""},
		{"项目总体目标", "全年巡查河道12次。", "", "", "", ""},
		{"一级指标", "二级指标", "三级指标", "指标值", "权重", "指标值设置依据"},
		{"产出指标", "数量指标", "巡查次数", ">\n=12\n次", "30", "计划标准"},
		{"", "", "巡查河长", "≥80公里", "20", "计划标准"},
		{"效益指标", "社会效益指标", "水质", "改善", "40", "历史标准"},
	})
}

func TestPerformanceTable(t *testing.T) {
	doc := &document.Document{ID: "d", Tables: []document.Table{performanceTable()}, Pages: []document.Page{{}}}
	rec := normalized(doc, Options{})
	if len(rec.Projects) != 1 {
		t.Fatalf("%d projects", len(rec.Projects))
	}
	p := rec.Projects[0]
	if p.Name != "河道巡查" || p.Total.Text != "32.50" || p.Fiscal.Text != "30.00" || p.Other.Text != "2.50" ||
		p.ResponsibleUnit != "白榆市水务局" || p.Goal == "" {
		t.Errorf("%+v", p)
	}
	var got [][]string
	for _, i := range rec.Indicators {
		got = append(got, []string{i.Scope, i.Level1, i.Level2, i.Level3, string(i.Operator), i.Value, i.Unit, i.Weight,
			i.Basis})
	}
	want := [][]string{
		{"河道巡查", "产出指标", "数量指标", "巡查次数", ">=", "12", "次", "30", "计划标准"},
		{"河道巡查", "产出指标", "数量指标", "巡查河长", ">=", "80", "公里", "20", "计划标准"},
		{"河道巡查", "效益指标", "社会效益指标", "水质", "", "改善", "", "40", "历史标准"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if len(rec.Facts) != 4 || rec.Facts[0].Amount.Text != "1.50" || strings.Contains(rec.Facts[0].RowLabel, "李小红") ||
		rec.Facts[1].Amount.Yuan.String() != "325000" {
		t.Errorf("facts %+v", rec.Facts)
	}
}

func TestContactsAreLeftOut(t *testing.T) {
	doc := &document.Document{ID: "d", Tables: []document.Table{performanceTable()}, Pages: []document.Page{{}}}
	for _, keep := range []bool{false, true} {
		marked := 0
		for _, c := range normalized(doc, Options{KeepContacts: keep}).Tables[0].Cells {
			if c.Contact {
				marked++
			}
			if private := c.Text == "王小明" || c.Text == "李小红" || c.Text == "13800000000"; private != (keep && c.Contact) {
				t.Errorf("keep %v: %+v", keep, c)
			}
		}
		if marked != 3 {
			t.Errorf("keep %v: %d cells marked", keep, marked)
		}
	}
}

func TestBlankZeroAndMarksDiffer(t *testing.T) {
	table := grid("收支总表", "元", [][]string{{"项目", "金额"}}, [][]string{
		{"一、事业收入", ""}, {"二、经营收入", "0"}, {"三、其他收入", "0.00"}, {"四、上级补助收入", "—"}, {"五、附属单位上缴收入", "…"}, {"收入总计", "（1,234.50）"},
	})
	rec := normalized(&document.Document{ID: "d", Tables: []document.Table{table}, Pages: []document.Page{{}}}, Options{})
	var got []string
	for _, c := range rec.Tables[0].Cells {
		if c.Column == 1 && c.Row > 0 {
			s := string(c.Mark)
			if c.Amount != nil {
				s = c.Amount.Yuan.StringFixed(c.Amount.Decimals)
			}
			got = append(got, s)
		}
	}
	if d := cmp.Diff([]string{"blank", "0", "0.00", "dash", "ellipsis", "-1234.50"}, got); d != "" {
		t.Error(d)
	}
}

func TestHeadsThatGoOnInTheBody(t *testing.T) {
	table := grid("政府性基金预算财政拨款收入支出决算表", "万元",
		[][]string{{"科目编码", "科目名称", "年初结转和结余", "本年收入", "本年支出", "本年支出", "本年支出", "年末结转和结余"}},
		[][]string{
			{"", "", "", "", "合计", "基本支出", "项目支出", ""},
			{"212", "城乡社区支出", "1.00", "9.00", "8.00", "3.00", "5.00", "2.00"},
		})
	got := map[string]string{}
	for _, f := range normalized(&document.Document{ID: "d", Tables: []document.Table{table}, Pages: []document.Page{{}}},
		Options{}).Facts {
		got[f.Amount.Text] = strings.Join([]string{string(f.Flow), string(f.Fund), string(f.Nature), string(f.Item),
			f.Function}, " ")
	}
	want := map[string]string{
		"1.00": "revenue government_funds  carryover_in 212", "9.00": "revenue government_funds   212",
		"8.00": "expenditure government_funds   212",
		"3.00": "expenditure government_funds basic  212", "5.00": "expenditure government_funds project  212",
		"2.00": "balance government_funds  carryover_out 212",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// The columns and rows of a government's tables mean other things than those
// of departments: where the title does not say which of its tables one is, no
// fact is made of it.
func TestGovernmentFactsAreWithheld(t *testing.T) {
	heads := []string{"项目", "2023年预算数", "2023年完成数", "完成预算的%"}
	for title, tables := range map[string]string{
		"永和县2023年财政预算执行情况的报告": "项目支出执行情况表",
		"永和县2023年政府决算":        "支出决算表",
		"永和县2023年政府预算公开":      "支出预算表",
	} {
		doc := paragraphs("#" + title)
		doc.Tables = []document.Table{grid(tables, "万元", [][]string{heads},
			[][]string{{"教育支出", "1", "2", "3"}, {"合计", "1", "2", "3"}})}
		doc.Pages[0].Blocks = append(doc.Pages[0].Blocks, document.Block{Kind: document.BlockTable})
		rec := normalized(doc, Options{})
		if len(rec.Facts) != 0 || rec.Tables[0].Kind != schema.OtherTable ||
			!strings.Contains(rec.Tables[0].Reason, string(rec.Profile.ReportKind)) {
			t.Errorf("%s: %d facts, table %s (%s)", title, len(rec.Facts), rec.Tables[0].Kind, rec.Tables[0].Reason)
		}
	}
}

// What a portal prints around a report counts as evidence of it.
func TestPortal(t *testing.T) {
	type want struct {
		published, region, organization string
		year                            int
		kind                            schema.ReportKind
	}
	page := func(info document.Info, lines ...string) *document.Document {
		doc := paragraphs(lines...)
		doc.Format, doc.Info = document.HTML, info
		return doc
	}
	budget := document.Info{Title: "黄平县水务局2024年部门预算", Created: "2024-02-07T10:30:00+08:00", Site: "黄平县人民政府",
		Author: "黄平县财政局"}
	for name, c := range map[string]struct {
		doc  *document.Document
		want want
	}{
		"title, date and site": {page(budget, "第一部分 概况", "我局编制12人。"),
			want{"2024-02-07", "522622", "黄平县水务局", 2024, schema.DepartmentBudget}},
		"in the text": {page(document.Info{}, "黄平县水务局2024年部门预算", "发布时间：2024-02-07 15:54　信息来源：黄平县财政局　浏览次数：12", "第一部分 概况"),
			want{"2024-02-07", "522622", "黄平县水务局", 2024, schema.DepartmentBudget}},
		"before the title": {page(document.Info{}, "索引号：000/2024-1", "发布机构：黄平县财政局", "发布日期：2024-02-07", "名称：部门预算",
			"黄平县水务局2024年部门预算"),
			want{"2024-02-07", "522622", "黄平县水务局", 2024, schema.DepartmentBudget}},
		"of a region": {page(document.Info{Title: "2024年县本级“三公”经费预算", Site: "黄平县人民政府", Author: "黄平县财政局"}, "经汇总。"),
			want{"", "522622", "黄平县", 2024, schema.ThreePublicSummary}},
		"of one body": {page(document.Info{}, "2023年广东省财政厅财政拨款“三公”经费支出决算情况说明"),
			want{"", "440000", "广东省财政厅", 2023, schema.DepartmentFinal}},
		"a list": {page(document.Info{Title: "部门预算", Site: "黄平县人民政府"}, "水务局2024年部门预算 2024-02-01", "教育局2024年部门预算 2024-02-02",
			"民政局2024年部门预算 2024-02-03",
			"司法局2024年部门预算 2024-02-04", "审计局2024年部门预算 2024-02-05", "下一页"),
			want{"", "522622", "", 0, schema.NotADisclosure}},
		"another label of the date": {page(document.Info{}, "黄平县水务局2024年部门预算", "2024-02-07 09:12 来源：县财政局 字体：大 中 小", "第一部分 概况"),
			want{"2024-02-07", "522622", "黄平县水务局", 2024, schema.DepartmentBudget}},
		"a date in English": {page(document.Info{}, "黄平县水务局2024年部门预算", "Published: Feb 7, 2024", "第一部分 概况"),
			want{"2024-02-07", "522622", "黄平县水务局", 2024, schema.DepartmentBudget}},
		"an adjusted budget": {page(document.Info{Title: "关于2023年县级财政预算调整方案（草案）的报告", Site: "黄平县人民政府"}, "主任："),
			want{"", "522622", "黄平县", 2023, schema.GovernmentAdjustment}},
		"a page that a script makes": {page(document.Info{Title: "2024年部门预算"}), want{kind: schema.NotADisclosure}},
		"the results of a search":    {page(document.Info{Title: "站内搜索"}, "关键词：部门预算 共找到约12条结果"), want{kind: schema.NotADisclosure}},
		"an error":                   {page(document.Info{Title: "404"}, "您访问的页面不存在或已删除"), want{kind: schema.NotADisclosure}},
		"an amount with the number of an error": {page(document.Info{}, "关于黄平县2023年预算执行情况与2024年预算草案的报告",
			"一般公共预算支出134045万元，增长14.3%，加上其他404万元。"),
			want{"", "522622", "黄平县", 2023, schema.GovernmentExecution}},
		"a challenge": {page(document.Info{}, "请输入验证码后继续访问"), want{kind: schema.NotADisclosure}},
	} {
		p := normalized(c.doc, Options{}).Profile
		got := want{p.Published, p.Region.Code, p.Organization, p.FiscalYear, p.ReportKind}
		if c.want.kind == schema.NotADisclosure {
			got.published, got.organization, got.year = c.want.published, c.want.organization, c.want.year
		}
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// A list of documents may be a table, too.
func TestListInATable(t *testing.T) {
	rows := [][]string{{"标题", "日期"}}
	for _, name := range []string{"水务局", "教育局", "民政局", "司法局", "审计局"} {
		rows = append(rows, []string{"黄平县" + name + "2023年度部门决算", "2024-09-12"})
	}
	doc := &document.Document{ID: "d", Format: document.HTML, Info: document.Info{Title: "财政预决算_黄平县人民政府"},
		Pages: []document.Page{{}}, Tables: []document.Table{grid("", "", nil, rows)}}
	if p := normalized(doc, Options{}).Profile; p.ReportKind != schema.NotADisclosure {
		t.Errorf("%s", p.ReportKind)
	}
}

// What leaves its name or its year blank, or says that it is one, is a
// template, wherever the blank stands.
func TestTemplates(t *testing.T) {
	heads := [][]string{{"项目", "预算数"}}
	for title, want := range map[string]schema.ReportKind{
		"XX局2024年部门预算": schema.TemplateReport, "上海市XX局2024年度部门决算": schema.TemplateReport,
		"××县××局2024年度部门决算": schema.TemplateReport, "____局2024年部门预算": schema.TemplateReport,
		"黄平县＿＿＿局2024年部门预算": schema.TemplateReport, "[部门名称]2024年部门预算": schema.TemplateReport,
		"（单位名称）2023年度部门决算": schema.TemplateReport, "2024年部门预算公开模板": schema.TemplateReport,
		"**局2024年部门预算": schema.TemplateReport, "黄平县水务局（本级）2024年部门预算": schema.DepartmentBudget,
	} {
		doc := paragraphs(title)
		doc.Pages = append(doc.Pages, document.Page{Number: 2})
		doc.Tables = []document.Table{grid("支出总表", "万元", heads, [][]string{{"教育支出", "1.00"}})}
		rec := normalized(doc, Options{})
		if made := len(rec.Facts) > 0; made == (want == schema.TemplateReport) || rec.Tables[0].Kind != schema.Expenditure {
			t.Errorf("%s: %d facts, table %s", title, len(rec.Facts), rec.Tables[0].Kind)
		}
		if p := rec.Profile; p.ReportKind != want || want == schema.TemplateReport && p.OrganizationID != "" {
			t.Errorf("%s: %s, %s", title, p.ReportKind, p.OrganizationID)
		}
	}
}

// What stands under the total of the revenue in a form is revenue, the rest
// expenditure.
func TestFormOfBothSides(t *testing.T) {
	doc := &document.Document{ID: "d", Pages: []document.Page{{}},
		Tables: []document.Table{grid("部门整体支出绩效目标表", "万元", nil, [][]string{
			{"部门名称", "白榆市水务局", "", ""},
			{"预算情况（万元）", "收入预算合计", "15.00", ""},
			{"", "其中：本级财政安排", "12.00", ""},
			{"", "其他资金", "3.00", ""},
			{"", "支出预算合计", "14.00", ""},
			{"", "其中：人员经费", "9.00", ""},
			{"", "其他资金", "5.00", ""},
			{"一级指标", "二级指标", "三级指标", "指标值"},
			{"产出指标", "数量指标", "巡查次数", "≥12次"},
		})}}
	var got []string
	for _, f := range normalized(doc, Options{}).Facts {
		got = append(got, f.Amount.Text+" "+string(f.Flow))
	}
	want := []string{"15.00 revenue", "12.00 revenue", "3.00 revenue", "14.00 expenditure", "9.00 expenditure",
		"5.00 expenditure"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Of a summary with one line of heads, the head over the lines of a side says
// that they are revenue or expenditure.
func TestSidesByTheirHeads(t *testing.T) {
	doc := &document.Document{ID: "d", Pages: []document.Page{{}},
		Tables: []document.Table{grid("部门收支总体情况表", "万元", [][]string{{"收入项目", "金额", "支出项目", "金额"}}, [][]string{
			{"一、财政拨款", "12.00", "一、农林水支出", "11.00"},
			{"二、其他收入", "3.00", "二、住房保障支出", "2.00"},
			{"", "", "结转下年", "2.00"},
			{"总计", "15.00", "总计", "15.00"},
		})}}
	var got []string
	for _, f := range normalized(doc, Options{}).Facts {
		got = append(got, f.RowLabel+" "+string(f.Flow))
	}
	want := []string{"一、财政拨款 revenue", "二、其他收入 revenue", "总计 revenue", "一、农林水支出 expenditure",
		"二、住房保障支出 expenditure", "结转下年 balance", "总计 expenditure"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// A year that is only compared with is no amount of its own, whether or not
// the sentence before printed that of this one.
func TestComparedWithoutAnAmount(t *testing.T) {
	rec := normalized(paragraphs("#白榆市水务局", "#2025年部门预算公开", "#一、收支预算总体情况",
		"2025年部门预算收入390万元，支出390万元，收支平衡。收入预算较上年的370万元增加20万元，增幅5.41%。"), Options{})
	changes := 0
	for _, c := range rec.Claims {
		if c.Amount.Text == "370" {
			t.Errorf("%s is said of %q", c.Amount.Text, c.Subject)
		}
		if c.Change.Text != "" {
			changes++
			if d := cmp.Diff([]string{"20", "370", "5.41"}, []string{c.Change.Text, c.Prior.Text, c.Rate.Text}); d != "" {
				t.Errorf("%s: %s", c.Subject, d)
			}
		}
	}
	if changes != 1 {
		t.Errorf("%d changes", changes)
	}
}

// The target stands after the third level, whatever its head says.
func TestTargetByItsPlace(t *testing.T) {
	for head, want := range map[string]int{"年度（/项目）指标值": 2, "应达到的水平": 2, "权重": 0, "": 0} {
		doc := &document.Document{ID: "d", Pages: []document.Page{{}},
			Tables: []document.Table{grid("项目支出绩效目标表", "万元", nil, [][]string{
				{"项目名称", "堤防巡查", "", ""},
				{"一级指标", "二级指标", "三级指标", head},
				{"产出指标", "数量指标", "巡查次数", "≥12次"},
				{"", "质量指标", "合格率", "≥95%"},
			})}}
		if got := normalized(doc, Options{}).Indicators; len(got) != want {
			t.Errorf("%q: %d indicators, want %d", head, len(got), want)
		}
	}
}

func TestCodesAndNames(t *testing.T) {
	table := grid("一般公共预算支出表", "万元", [][]string{{"科目编码", "科目名称", "合计"}}, [][]string{
		{"213", "农林水支出", "9.00"}, {"21303", "水利", "9.00"}, {"2130314", "防火", "9.00"}, {"", "教育支出", "1.00"},
	})
	rec := normalized(&document.Document{ID: "d", Tables: []document.Table{table}, Pages: []document.Page{{}}}, Options{})
	f := rec.Facts
	if len(f) != 4 {
		t.Fatalf("%d facts", len(f))
	}
	if f[2].CodeNote != "防汛" || f[1].CodeNote != "" || f[2].CodeSource != "printed" {
		t.Errorf("%+v", f[2])
	}
	if n := Builtin().codes.disagrees("210", "医疗卫生与计划生育支出", 2026); n != "卫生健康支出" {
		t.Errorf("an old name in a late year: %q", n)
	}
	if n := Builtin().codes.disagrees("210", "医疗卫生与计划生育支出", 2017); n != "" {
		t.Errorf("the name of the year: %q", n)
	}
	if f[3].Function != "205" || f[3].CodeSource != "looked_up" {
		t.Errorf("%+v", f[3])
	}
	if f[2].Level != 3 || f[2].Parent != f[1].Row {
		t.Errorf("level %d, parent %d", f[2].Level, f[2].Parent)
	}
}

func FuzzClassifyTitle(f *testing.F) {
	for _, s := range []string{"部门收支总表", "某局2025年三公经费", "", "\xff（", "一二三"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		kind, confidence, why := Builtin().ClassifyTitle(s)
		if confidence < 0 || confidence > 1 || kind == schema.OtherTable && why == "" {
			t.Errorf("%q: %s %v %q", s, kind, confidence, why)
		}
	})
}

func FuzzNarrative(f *testing.F) {
	for _, s := range []string{"基本支出1万元，占5%。", "（类", "项目名称：甲", "一、\n资金分配情况：1.甲1万；", "年初预算为", "\xe5\xb9", "2025年2月31日",
		"其他支出，占5%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range normalized(paragraphs("#三、支出预算情况说明", s, s), Options{}).Claims {
			if c.Amount.Text+c.Change.Text+c.Share.Text+c.Rate.Text+c.Completion.Text == "" {
				t.Errorf("%q: a claim without a figure: %+v", s, c)
			}
		}
	})
}

// FuzzTable: whatever a table holds, every amount is one fact at its own
// place.
func FuzzTable(f *testing.F) {
	f.Add("一般公共预算支出表", "科目编码\t科目名称\t合计\n201\t一般公共服务支出\t1.00\n\t合计\t1.00", uint8(1))
	f.Add("部门支出总表", "类\t款\t项\t名称\t合计\n208\t01\t01\t行政运行\t2\n\t\t02\t\t3", uint8(1))
	f.Add("项目支出绩效目标表", "项目名称\t甲\n一级指标\t三级指标\t指标值\n产出\t次\t>=1次", uint8(0))
	f.Add("三公经费", "合计\t会议费\n※\t1\t2\n1\t2", uint8(1))
	f.Add("收支总表", "", uint8(3))
	f.Fuzz(func(t *testing.T, title, text string, header uint8) {
		var rows [][]string
		width := 0
		for _, l := range strings.Split(text, "\n") {
			rows = append(rows, strings.Split(l, "\t"))
			width = max(width, len(rows[len(rows)-1]))
		}
		for i := range rows {
			rows[i] = append(rows[i], make([]string, width-len(rows[i]))...)
		}
		table := grid(title, "元", nil, rows)
		table.Header = min(int(header), len(rows))
		rec := normalized(&document.Document{ID: "d", Tables: []document.Table{table}, Pages: []document.Page{{}}}, Options{})
		seen := map[string]bool{}
		for _, fact := range rec.Facts {
			if seen[fact.ID] || document.Squeeze(rows[fact.Row][fact.Column]) != fact.Amount.Text {
				t.Errorf("%+v", fact)
			}
			seen[fact.ID] = true
		}
		if len(rec.Tables[0].Cells) != len(rows)*width {
			t.Errorf("%d cells of %d", len(rec.Tables[0].Cells), len(rows)*width)
		}
	})
}
