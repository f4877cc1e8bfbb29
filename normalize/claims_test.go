package normalize

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/schema"
)

// told is a claim as one line: what it is of, its figures, and the claim it is
// a part of.
func told(claims []schema.Claim) (out []string) {
	for i := range claims {
		c := &claims[i]
		at := c.Coordinates
		var parts []string
		for _, p := range []string{string(at.Flow), string(at.Fund), at.Function + at.Economic, string(at.Nature),
			string(at.Item)} {
			if p != "" {
				parts = append(parts, p)
			}
		}
		line := strings.Join(parts, " ") + " =" + c.Amount.Text
		for _, p := range []struct{ name, text string }{
			{string(c.Direction), c.Change.Text}, {"rate", c.Rate.Text}, {"share", c.Share.Text}, {"of", strings.Trim(string(c.ShareOf.Flow)+" "+string(c.ShareOf.Fund)+" "+string(c.ShareOf.Item), " ")},
			{"budget", c.Counterpart.Text}, {string(c.PriorStage), c.Prior.Text},
		} {
			if p.text != "" {
				line += " " + p.name + " " + p.text
			}
		}
		if c.Stage != "budget" {
			line += " " + string(c.Stage)
		}
		for k := range claims {
			if claims[k].ID == c.Enumeration {
				line += " < " + claims[k].Subject
			}
		}
		out = append(out, line)
	}
	return out
}

// TestReadings: how sentences of several provinces become claims.
func TestReadings(t *testing.T) {
	for _, tt := range []struct {
		name string
		text []string
		want []string
	}{
		{"a change of both sides", []string{"#四、财政拨款收支预算总体情况说明", "白榆市水务局2025年度财政拨款收、支总预算90.50万元。与上年相比，财政拨款收、支总计各增加8.15万元，增长9.90%。"},
			[]string{"expenditure fiscal_appropriation =90.50", "expenditure fiscal_appropriation = increase 8.15 rate 9.90"}},
		{"a body by another name than the cover's", []string{"#五、财政拨款支出预算情况说明", "市水务局2025年财政拨款预算支出90.50万元，占本年支出合计的99.94%。"},
			[]string{"expenditure fiscal_appropriation =90.50 share 99.94 of expenditure all"}},
		{"a share of an item", []string{"#九、“三公”经费支出预算情况说明", "其中，公务接待费支出27万元，占“三公”经费的5.31%。"},
			[]string{"expenditure fiscal_appropriation reception =27 share 5.31 of expenditure fiscal_appropriation three_public"}},
		{"a year alone to compare with", []string{"#十、机关运行经费", "2025年机关运行经费预算支出9193.40万元，比2024年增加5503.07万元，增长149.12%。"},
			[]string{"expenditure fiscal_appropriation operating_cost =9193.40 increase 5503.07 rate 149.12"}},
		{"compared twice over", []string{"#十、机关运行经费", "机关运行经费预算支出2,722.57万元，比上年相比减少3,309.98万元，降幅54.9%。"},
			[]string{"expenditure fiscal_appropriation operating_cost =2,722.57 decrease 3,309.98 rate 54.9"}},
		{"smaller than the year before", []string{"#九、“三公”经费支出预算情况说明", "公务接待费预算支出116.5万元，本年数小于上年预算数40.05万元，主要是厉行节约。"},
			[]string{"expenditure fiscal_appropriation reception =116.5 decrease 40.05"}},
		{"an increase in a name", []string{"#五、一般公共预算支出情况说明", "其中：支持商业稳增长30.00万元。"},
			[]string{"expenditure general_public_budget 支持商业稳增长 =30.00"}},
		{"the year before beside", []string{"#五、一般公共预算支出情况说明", "1.“教育支出（类）其他教育支出（款）其他教育支出（项）”25.77万元，主要用于教育。2024年当年预算执行数为60.13万元，2025年预算安排25.77万元，比2024年预算执行数减少57.14%。"},
			[]string{"expenditure general_public_budget 2059999 =25.77", "expenditure general_public_budget 2059999 =60.13 prior_final", "expenditure general_public_budget 2059999 =25.77 rate 57.14 prior_final 60.13"}},
		{"names of one class and group", []string{"#五、一般公共预算支出情况说明", "城乡社区支出（类）城乡社区环境卫生（款）城乡社区环境卫生（项）599.33万元。住房保障（类）支出149.26万元。"},
			[]string{"expenditure general_public_budget 2120501 =599.33", "expenditure general_public_budget 221 =149.26"}},
		{"items of the group spoken of", []string{"#五、一般公共预算支出情况说明", "#（一）公共安全支出（类）", "检察（款）：2025年预算支出合计16,444.36万元，其中：", "1．行政运行（项）支出10,883.36万元。", "2．一般行政管理事务（项）支出3,666万元。"},
			[]string{"expenditure general_public_budget 20404 =16,444.36", "expenditure general_public_budget 2040401 =10,883.36 < 检察（款）", "expenditure general_public_budget 2040402 =3,666 < 检察（款）"}},
		{"kinds of procurement", []string{"#十二、政府采购预算情况说明", "2025年政府采购预算总金额为742.4万元，其中拟购买货物525.4万元、拟采购工程支出50万元、拟购买服务167万元。"},
			[]string{"expenditure all procurement =742.4", "expenditure all procurement_goods =525.4 < 政府采购预算总金额", "expenditure all procurement_works =50 < 政府采购预算总金额", "expenditure all procurement_services =167 < 政府采购预算总金额"}},
		{"an item of some units", []string{"#一、机关运行经费预算", "2025年下属1家机关和1家参公事业单位财政拨款的机关运行经费预算为217.83万元。"},
			[]string{"expenditure fiscal_appropriation operating_cost =217.83"}},
		{"parts in brackets", []string{"#一、收入预算情况说明", "2025年收入预算498.68万元，其中，一般公共预算拨款440.88万元（县级财力373.28万元，上级转移支付67.60万元），事业收入57.80万元。收入比上年增加88.00万元，增长21.43%。"},
			[]string{"revenue all =498.68 increase 88.00 rate 21.43", "revenue general_public_budget =440.88 < 收入预算", "revenue all 县级财力 =373.28 < 一般公共预算拨款", "revenue all 上级转移支付 =67.60 < 一般公共预算拨款", "revenue business =57.80 < 收入预算"}},
		{"a change of what the section is about", []string{"#一、收入预算情况说明", "2025年年初预算数498.68万元。收入比上年增加88.00万元，增长21.43%。"},
			[]string{"revenue all =498.68 increase 88.00 rate 21.43"}},
		{"whose money the parts of a total are", []string{"#一、收支预算总体情况说明", "（二）支出预算总计100万元。包括：", "基本支出预算数为60万元。"},
			[]string{"expenditure all =100", "expenditure all basic =60 < 支出预算总计"}},
		{"the year before in the comparison", []string{"#一、收入预算情况说明", "2025年收入预算7659.18万元，比2024年预算6734.83万元增加924.35万元，增长13.72%。"},
			[]string{"revenue all =7659.18 increase 924.35 rate 13.72 prior_budget 6734.83"}},
		{"a budget of the year before", []string{"#九、“三公”经费支出预算情况说明", "公务接待费300万元，比上年预算数250万元增加50万元，增长20%。"},
			[]string{"expenditure fiscal_appropriation reception =300 increase 50 rate 20 prior_budget 250"}},
		{"a sentence over two pages", []string{"#一、收支预算总体情况说明", "3.住房保障（类）支出1,499.26万元，主要用于发放单位", "住房公积金。与上年相比增加405.74万元，增长37.10%。"},
			[]string{"expenditure all 221 =1,499.26 increase 405.74 rate 37.10"}},
		{"a list after a word of purpose", []string{"#二、一般公共预算支出情况说明", "一般公共预算支出100万元，主要用于以下方面：教育支出（类）60万元，占60%；农林水支出（类）40万元，占40%。"},
			[]string{"expenditure general_public_budget =100", "expenditure general_public_budget 205 =60 share 60 < 一般公共预算支出", "expenditure general_public_budget 213 =40 share 40 < 一般公共预算支出"}},
		{"what changed, before by how much", []string{"#二、一般公共预算支出情况说明", "支出预算100万元，主要原因：项目支出增加，较上年度增加33.95万元。"},
			[]string{"expenditure general_public_budget =100", "expenditure general_public_budget project = increase 33.95"}},
		{"a change after a closed bracket", []string{"#九、“三公”经费支出预算情况说明", "公务用车购置及运行维护费21.40万元（其中：购置费17.00万元，运行维护费4.40万元），比上年增加17.00万元，增长386.36%。"},
			[]string{"expenditure fiscal_appropriation vehicles =21.40 increase 17.00 rate 386.36", "expenditure fiscal_appropriation vehicle_purchase =17.00 < 公务用车购置及运行维护费", "expenditure fiscal_appropriation vehicle_running =4.40 < 公务用车购置及运行维护费"}},
		{"a change after a list", []string{"#三、支出预算情况说明", "支出预算90万元，其中基本支出60万元，项目支出30万元，较上年增加15万元，增长20%。"},
			[]string{"expenditure all =90 increase 15 rate 20", "expenditure all basic =60 < 支出预算", "expenditure all project =30 < 支出预算"}},
		{"changes within a list", []string{"#三、支出预算情况说明", "支出预算90万元，其中基本支出60万元，较上年增加5万元，项目支出30万元，较上年增加10万元。"},
			[]string{"expenditure all =90", "expenditure all basic =60 increase 5 < 支出预算", "expenditure all project =30 increase 10 < 支出预算"}},
		{"a change after the sentence of a list", []string{"#三、支出预算情况说明", "项目支出30万元。其中：基本建设类项目支出0万元。与上年相比，减少6万元，下降16.67%。"},
			[]string{"expenditure all project =30 decrease 6 rate 16.67", "expenditure all project 基本建设类项目支出 =0 < 项目支出"}},
		{"a share after a closed bracket", []string{"#二、收入预算情况说明", "事业收入40万元（含教育收费10万元），占比25%。"},
			[]string{"revenue business =40 share 25", "revenue special_account =10 < 事业收入"}},
		{"a share of what has another name", []string{"#三、支出预算情况说明", "项目支出30万元，占本单位支出预算的40%。"},
			[]string{"expenditure all project =30 share 40 of expenditure all"}},
		{"a share of all there is", []string{"#三、支出预算情况说明", "项目支出30万元，占总支出预算40%。"},
			[]string{"expenditure all project =30 share 40 of expenditure all"}},
		{"the year before without a comparison", []string{"#三、支出预算情况说明", "支出预算90万元（2024年预算75万元），增加15万元，增长20%。"},
			[]string{"expenditure all =90 increase 15 rate 20 prior_budget 75"}},
		{"last year without a comparison", []string{"#三、支出预算情况说明", "支出预算90万元，上年75万元，增加15万元，增长率为20%。"},
			[]string{"expenditure all =90 increase 15 rate 20  75"}},
		{"compared in one word", []string{"#三、支出预算情况说明", "支出预算90万元，同比增长20%，增加15万元。"},
			[]string{"expenditure all =90 increase 15 rate 20"}},
		{"compared in other words", []string{"#三、支出预算情况说明", "支出预算90万元，相较2024年多15万元。"},
			[]string{"expenditure all =90 increase 15"}},
		{"the number of a heading is no word of it", []string{"#九、“三公”经费支出预算情况说明", "#（三）公务用车购置及运行维护费", "2025年公务用车购置及运行维护费为21.40万元。"},
			[]string{"expenditure all vehicles =21.40"}},
		{"a heading in the sentence", []string{"#九、“三公”经费支出预算情况说明", "2.公务接待费。2025年预算数3万元，比2024年预算数4万元减少1万元。"},
			[]string{"expenditure fiscal_appropriation reception =3 decrease 1 prior_budget 4"}},
		{"code before name", []string{"#五、一般公共预算支出情况说明", "2050101行政运行12.30万元；2050102一般行政管理事务4.50万元。"},
			[]string{"expenditure general_public_budget 2050101 =12.30", "expenditure general_public_budget 2050102 =4.50"}},
		{"money carried over within a whole", []string{"#四、财政拨款收支预算情况说明", "财政拨款收入90万元，其中：本年收入80万元，上年结转收入10万元。"},
			[]string{"revenue fiscal_appropriation with_carryover =90", "revenue fiscal_appropriation =80 < 财政拨款收入", "revenue carryover_fiscal carryover_in =10 < 财政拨款收入"}},
		{"funds of a revenue", []string{"#一、预算情况说明", "收入预算90万元，其中：一般公共预算拨款80万元，政府性基金预算拨款10万元。"},
			[]string{"revenue all =90", "revenue general_public_budget =80 < 收入预算", "revenue government_funds =10 < 收入预算"}},
		{"a list after its purpose", []string{"#五、一般公共预算支出情况说明", "一般公共预算支出90万元，主要用于：教育支出（类）60万元，农林水支出（类）30万元。"},
			[]string{"expenditure general_public_budget =90", "expenditure general_public_budget 205 =60 < 一般公共预算支出", "expenditure general_public_budget 213 =30 < 一般公共预算支出"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := append([]string{"#白榆市水务局", "#2025年部门预算公开", "#第三部分 部门预算情况说明"}, tt.text...)
			if d := cmp.Diff(tt.want, told(normalized(paragraphs(text...), Options{}).Claims)); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestNamesOfTheTables: an item whose name is in no catalogue has the code that
// the tables of the document print beside it.
func TestNamesOfTheTables(t *testing.T) {
	doc := paragraphs("#白榆市水务局", "#2025年部门预算公开", "#第三部分 部门预算情况说明", "#五、一般公共预算支出情况说明",
		"农林水支出（类）水利（款）甲乙丙丁（项）5.00万元。")
	doc.Tables = append(doc.Tables, grid("一般公共预算支出表", "万元", [][]string{{"科目编码", "科目名称", "合计"}}, [][]string{
		{"213", "农林水支出", "5.00"}, {"21303", "水利", "5.00"}, {"2130398", "甲乙丙丁", "5.00"},
	}))
	claims := normalized(doc, Options{}).Claims
	if len(claims) != 1 || claims[0].Function != "2130398" {
		t.Errorf("%v", told(claims))
	}
}

// TestBudgetCompleted: the budget stands between the words and the percentage.
func TestBudgetCompleted(t *testing.T) {
	rec := normalized(paragraphs("#白榆市水务局", "#2024年度部门决算", "#七、“三公”经费支出决算情况说明",
		"公务接待费支出决算8.65万元，完成预算10.13万元的85.39%，比上年减少0.71万元，下降7.59%。"), Options{})
	want := []string{"expenditure fiscal_appropriation reception =8.65 decrease 0.71 rate 7.59 budget 10.13 final"}
	if d := cmp.Diff(want, told(rec.Claims)); d != "" || rec.Claims[0].Completion.Text != "85.39" {
		t.Error(d)
	}
}

// TestBudgetBeside: the budget of a final figure may stand before it in any
// words.
func TestBudgetBeside(t *testing.T) {
	rec := normalized(paragraphs("#白榆市水务局", "#2024年度部门决算", "#七、“三公”经费支出决算情况说明",
		"“三公”经费财政拨款支出预算为46.10万元，支出决算为42.34万元，完成预算的91.84%。"), Options{})
	want := []string{"expenditure fiscal_appropriation three_public =46.10", "expenditure fiscal_appropriation three_public =42.34 budget 46.10 final"}
	if d := cmp.Diff(want, told(rec.Claims)); d != "" {
		t.Error(d)
	}
}

// TestBudgetsStayWithTheirFigure: a budget is of what is named with it, in its
// own passage.
func TestBudgetsStayWithTheirFigure(t *testing.T) {
	rec := normalized(paragraphs("#白榆市水务局", "#2024年度部门决算", "#七、“三公”经费支出决算情况说明",
		"“三公”经费全年预算为20.00万元，支出决算为12.40万元。",
		"1.防汛年初预算为8.00万元。", "2.公务接待费支出决算2.40万元，完成全年预算的60.00%。",
		"3.公务用车运行维护费全年预算为16.00万元，支出决算为10.00万元，比上年减少1.00万元。"), Options{})
	want := []string{
		"expenditure fiscal_appropriation three_public =12.40 budget 20.00 final",
		"expenditure fiscal_appropriation 防汛 =8.00",
		"expenditure fiscal_appropriation reception =2.40 final",
		"expenditure fiscal_appropriation vehicle_running =10.00 decrease 1.00 budget 16.00 final",
	}
	if d := cmp.Diff(want, told(rec.Claims)); d != "" {
		t.Error(d)
	}
}
