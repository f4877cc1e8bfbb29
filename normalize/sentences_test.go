package normalize

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/schema"
)

// toldWhole is told with the stage always, what a comparison is with, the budget
// beside and the reason.
func toldWhole(claims []schema.Claim) (out []string) {
	lines := told(claims)
	for i := range claims {
		c := &claims[i]
		line := c.Subject + ": " + lines[i]
		if c.Amount.Unit != "" && c.Amount.Unit != "万元" {
			line += " " + c.Amount.Unit
		}
		if c.Stage == "budget" {
			line += " budget"
		}
		if c.Direction == "none" || c.Change.Text == "" && c.Direction != "" {
			line += " " + string(c.Direction)
		}
		if c.PriorStage != "" {
			line += " against " + string(c.PriorStage)
		}
		if c.CounterpartStage != "" {
			line += " of " + string(c.CounterpartStage)
		}
		if c.Completion.Text != "" {
			line += " done " + c.Completion.Text
		}
		if c.Reason != "" {
			line += " because " + c.Reason
		}
		out = append(out, line)
	}
	return out
}

const (
	finalReport    = "#2024年度部门决算"
	budgetReport   = "#2024年部门预算"
	governmentText = "#关于白榆县2024年财政预算执行情况和2025年财政预算（草案）的报告"
)

// TestSentences: one case for each way to say something that a reader of
// figures must tell apart.
func TestSentences(t *testing.T) {
	for _, tt := range []struct {
		name, report string
		text         []string
		want         []string
	}{
		{"two comparisons of one amount", finalReport, []string{"2024年度“三公”经费支出9.07万元，较上年减少0.71万元，下降7.26%，较年初预算数减少10.93万元，下降54.65%。"}, []string{
			"“三公”经费支出: expenditure three_public =9.07 decrease 0.71 rate 7.26 final",
			"“三公”经费支出: expenditure three_public =9.07 decrease 10.93 rate 54.65 final against budget",
		}},
		{"the second without a rate", finalReport, []string{"公务接待费支出5.00万元，比上年决算数增加1.00万元，比预算数减少2.00万元。"}, []string{
			"公务接待费支出: expenditure reception =5.00 increase 1.00 final against prior_final",
			"公务接待费支出: expenditure reception =5.00 decrease 2.00 final against budget",
		}},
		{"the year before in brackets", finalReport, []string{"本年收入合计90.00万元（上年决算数75.00万元），增加15.00万元，增长20%。"}, []string{
			"本年收入合计: revenue all =90.00 increase 15.00 rate 20 prior_final 75.00 final against prior_final",
		}},
		{"budget of the beginning of the year", finalReport, []string{"公务接待费年初预算为10.00万元，支出决算为8.00万元，完成年初预算的80%。"}, []string{
			"公务接待费: expenditure reception =8.00 budget 10.00 final of budget done 80",
		}},
		{"budget of the whole year", finalReport, []string{"“三公”经费财政拨款支出决算为62.07万元，完成全年预算84.82万元的73.2%。"}, []string{
			"“三公”经费财政拨款支出: expenditure fiscal_appropriation three_public =62.07 budget 84.82 final of adjusted done 73.2",
		}},
		{"adjusted budget", finalReport, []string{"培训费调整预算为10.00万元，支出决算为8.00万元，完成调整预算的80%。"}, []string{
			"培训费: expenditure training =8.00 budget 10.00 final of adjusted done 80",
		}},
		{"a budget without its final figure", finalReport, []string{"培训费全年预算数为10.00万元。"}, []string{
			"培训费: expenditure training =10.00 adjusted",
		}},
		{"execution by its year", budgetReport, []string{"培训费2024年预算执行数为8.00万元，2023年预算执行数为7.00万元。"}, []string{
			"培训费: expenditure training =8.00 prior_final 7.00 final against prior_final",
		}},
		{"final figure of the year before", budgetReport, []string{"培训费上年决算数为7.00万元，2024年预算数为8.00万元。"}, []string{
			"培训费: expenditure training =7.00 prior_final",
			"培训费: expenditure training =8.00 prior_final 7.00 budget against prior_final",
		}},
		{"direction in the next sentence", finalReport, []string{"年初预算为62.29万元，支出决算为60.99万元。决算数小于预算数的主要原因是人员减少。"}, []string{
			"支出: expenditure all =60.99 budget 62.29 final decrease against budget of budget because 人员减少",
		}},
		{"by how much in the next sentence", finalReport, []string{"一般公共预算财政拨款支出174.75万元，与上年相比减少5.37万元，降低2.98%；完成年初预算的147.08%，决算数大于预算数55.93万元。"}, []string{
			"一般公共预算财政拨款支出: expenditure general_public_budget =174.75 decrease 5.37 rate 2.98 final",
			"一般公共预算财政拨款支出: expenditure general_public_budget =174.75 increase 55.93 final against budget",
		}},
		{"no change in the next sentence", finalReport, []string{"住房公积金年初预算为5.00万元，支出决算为5.00万元，完成年初预算的100%。决算数与预算数持平。"}, []string{
			"住房公积金: all 住房公积金 =5.00 budget 5.00 final none against budget of budget done 100",
		}},
		{"no change of the year", budgetReport, []string{"培训费8.00万元，与上年预算数持平。", "会议费9.00万元。与上年一致。"}, []string{
			"培训费: expenditure training =8.00 budget none against prior_budget",
			"会议费: expenditure conference =9.00 budget none",
		}},
		{"a reason after the full stop", budgetReport, []string{"培训费8.00万元，比上年增加1.00万元，增长14.29%。主要原因是增加了培训班。"}, []string{
			"培训费: expenditure training =8.00 increase 1.00 rate 14.29 budget because 增加了培训班",
		}},
		{"reasons one by one", budgetReport, []string{"培训费8.00万元，比上年增加1.00万元。主要原因：一是人员增加；二是标准提高。"}, []string{
			"培训费: expenditure training =8.00 increase 1.00 budget because 一是人员增加；二是标准提高",
		}},
		{"whose reason it is", finalReport, []string{"因公出国（境）费支出决算减少2.00万元；公务接待费支出决算减少0.15万元，下降27.78%。公务接待费支出减少的主要原因是厉行节约。"}, []string{
			"因公出国（境）费支出决算: expenditure overseas = decrease 2.00 final",
			"公务接待费支出决算: expenditure reception = decrease 0.15 rate 27.78 final because 厉行节约",
		}},
		{"a list in a sentence", finalReport, []string{"本年支出合计90.00万元，其中：基本支出60.00万元，占66.67%；项目支出30.00万元，占33.33%。"}, []string{
			"本年支出合计: expenditure all =90.00 final",
			"基本支出: expenditure all basic =60.00 share 66.67 final < 本年支出合计",
			"项目支出: expenditure all project =30.00 share 33.33 final < 本年支出合计",
		}},
		{"figures in the order of names", finalReport, []string{"收、支总计各是20.00万元，19.00万元，较上年各下降5%、6%。"}, []string{
			"收入总计: revenue all =20.00 rate 5 final decrease",
			"支出总计: expenditure all =19.00 rate 6 final decrease",
		}},
		{"changes in the order of names", finalReport, []string{"收入、支出分别为20.00万元、19.00万元，与上年相比分别增加1.00万元、2.00万元。"}, []string{
			"收入: revenue all =20.00 increase 1.00 final",
			"支出: expenditure all =19.00 increase 2.00 final",
		}},
		{"a share of two together", finalReport, []string{"本年收入合计100000万元。其中：经营收入80万元，附属单位上缴收入20万元，两项合计占0.1%；财政拨款收入99900万元，占99.9%。"}, []string{
			"本年收入合计: revenue all =100000 final",
			"经营收入: revenue operating_revenue =80 final < 本年收入合计",
			"附属单位上缴收入: revenue affiliated =20 final < 本年收入合计",
			"两项合计: all 两项合计 = share 0.1 final",
			"财政拨款收入: revenue fiscal_appropriation =99900 share 99.9 final < 本年收入合计",
		}},
		{"two breakdowns of one whole", finalReport, []string{"收入28583万元，从征收部门来看：税务部门完成13866万元，财政部门完成14717万元。从收入分类来看，税收收入完成11136万元，非税收入完成17447万元。"}, []string{
			"收入: revenue all =28583 final",
			"税务部门完成: all 税务部门完成 =13866 final < 收入",
			"财政部门完成: all 财政部门完成 =14717 final < 收入",
			"税收收入: revenue all 税收收入 =11136 final < 收入",
			"非税收入: revenue all 非税收入 =17447 final < 收入",
		}},
		{"breakdowns that are named otherwise", finalReport, []string{"本年支出合计90万元，按支出性质划分，基本支出60万元，项目支出30万元。从资金来源看，财政拨款支出80万元，其他资金支出10万元。"}, []string{
			"本年支出合计: expenditure all =90 final",
			"基本支出: expenditure all basic =60 final < 本年支出合计",
			"项目支出: expenditure all project =30 final < 本年支出合计",
			"财政拨款支出: expenditure fiscal_appropriation =80 final < 本年支出合计",
			"其他资金支出: expenditure other_funds =10 final < 本年支出合计",
		}},
		{"what the clause before compares", finalReport, []string{"收入总计100万元。本年收入合计90万元。本年收入合计与上年相比，增加5万元，增长5.88%。"}, []string{
			"收入总计: revenue all =100 final",
			"本年收入合计: revenue all =90 increase 5 rate 5.88 final",
		}},
		{"the whole of shares in their section", finalReport, []string{"#（二）支出决算情况", "2024年度，本单位支出为1942.57万元。其中：基本支出1121.09万元，占57.71%；项目支出821.48万元，占42.29%。"}, []string{
			"支出: expenditure all =1942.57 final",
			"基本支出: expenditure all basic =1121.09 share 57.71 final < 支出",
			"项目支出: expenditure all project =821.48 share 42.29 final < 支出",
		}},
		{"a share of a budget is what was done of it", finalReport, []string{"一般公共预算收入完成28583万元，占调整预算105.47%，其中：税收收入13866万元，占一般公共预算收入的48.51%。"}, []string{
			"一般公共预算收入: revenue general_public_budget =28583 final of adjusted done 105.47",
			"税收收入: revenue all 税收收入 =13866 share 48.51 of revenue general_public_budget final < 一般公共预算收入",
		}},
		{"remains of a form", finalReport, []string{"公务接待费支出3.00万元，比上年增加（减少）0万元。"}, []string{
			"公务接待费支出: expenditure reception =3.00 final",
		}},
		{"remains of a form beside a change", finalReport, []string{"公务接待费支出3.00万元，比上年减少0.50万元，下降（增长）14.29%。"}, []string{
			"公务接待费支出: expenditure reception =3.00 decrease 0.50 rate 14.29 final",
		}},
		{"garbled remains", budgetReport, []string{"公务用车购置费与2023年预算一致0万元。"}, nil},
		{"procurement from small companies", finalReport, []string{"#（二）政府采购支出情况", "政府采购支出总额100.00万元，其中：政府采购货物支出40.00万元、政府采购工程支出0.00万元、政府采购服务支出60.00万元。授予中小企业合同金额70.00万元，占政府采购支出总额的70%，其中：授予小微企业合同金额50.00万元，占授予中小企业合同金额的71.43%。", "在面向中小企业预留的政府采购项目中，由中小企业供应商中标或成交的，采购金额60.00万元。", "绿色采购金额20.00万元。"}, []string{
			"政府采购支出总额: expenditure all procurement =100.00 final",
			"政府采购货物支出: expenditure all procurement_goods =40.00 final < 政府采购支出总额",
			"政府采购工程支出: expenditure all procurement_works =0.00 final < 政府采购支出总额",
			"政府采购服务支出: expenditure all procurement_services =60.00 final < 政府采购支出总额",
			"授予中小企业合同金额: expenditure all 授予中小企业合同金额 =70.00 share 70 of expenditure all procurement final",
			"授予小微企业合同金额: expenditure all 授予小微企业合同金额 =50.00 share 71.43 final < 授予中小企业合同金额",
			"由中小企业供应商中标或成交的采购金额: expenditure all 由中小企业供应商中标或成交的采购金额 =60.00 final",
			"绿色采购金额: expenditure all 绿色采购金额 =20.00 final",
		}},
		{"what is counted", finalReport, []string{"实有人数11人，其中：在职人员10人，退休人员1人。", "截至2024年12月31日，本部门共有车辆3辆，其中：机要通信用车1辆、其他用车2辆。房屋面积1200.50平方米。", "公务接待2批次、26人次。"}, []string{
			"实有人数: all 实有人数 =11 final 人",
			"在职人员: all 在职人员 =10 final < 实有人数 人",
			"退休人员: all 退休人员 =1 final < 实有人数 人",
			"车辆数: all 车辆数 =3 final 辆",
			"机要通信用车数: all 机要通信用车数 =1 final < 车辆数 辆",
			"其他用车数: all 其他用车数 =2 final < 车辆数 辆",
			"房屋面积: all 房屋面积 =1200.50 final 平方米",
			"公务接待: expenditure reception =2 final 批次",
			"公务接待: expenditure reception =26 final 人次",
		}},
		{"a heading behind the full stop", finalReport, []string{"#（一）机关运行经费支出情况", "机关运行经费支出18.00万元，比2023年度增加2.00万元。（二）政府采购支出情况", "采购支出总额100.00万元。"}, []string{
			"机关运行经费支出: expenditure fiscal_appropriation operating_cost =18.00 increase 2.00 final",
			"采购支出总额: expenditure all 采购支出总额 =100.00 final",
		}},
		{"items in one block", finalReport, []string{"1.公务接待费。年初预算为3.00万元，支出决算为2.00万元。2.会议费。年初预算为5.00万元，支出决算为4.00万元。"}, []string{
			"公务接待费: expenditure reception =2.00 budget 3.00 final of budget",
			"会议费: expenditure conference =4.00 budget 5.00 final of budget",
		}},
		{"a paragraph without a full stop", budgetReport, []string{"培训费8.00万元，比上年增加1.00万元", "（二）会议费9.00万元。"}, []string{
			"培训费: expenditure training =8.00 increase 1.00 budget",
			"会议费: expenditure conference =9.00 budget",
		}},
		{"a sentence over two blocks", budgetReport, []string{"农林水支出（类）水利（款）行政运行（项）5.00万元，主要用于", "人员经费。与上年相比增加1.00万元，增长25%。"}, []string{
			"农林水支出（类）水利（款）行政运行（项）: expenditure all 2130301 =5.00 increase 1.00 rate 25 budget",
		}},
		{"two ways to write other", budgetReport, []string{"其它收入5.00万元。", "教育支出（类）其它教育支出（款）其它教育支出（项）5.00万元。"}, []string{
			"其它收入: revenue other_funds =5.00 budget",
			"教育支出（类）其它教育支出（款）其它教育支出（项）: expenditure all 2059999 =5.00 budget",
		}},
		{"changes of amounts said before", finalReport, []string{"收入总计1000万元、支出总计990万元，分别比上年增加50万元、40万元，增长5.26%、4.21%。"}, []string{
			"收入总计: revenue all =1000 increase 50 rate 5.26 final",
			"支出总计: expenditure all =990 increase 40 rate 4.21 final",
		}},
		{"shares in the order of names", finalReport, []string{"支出决算总额1000万元，其中基本支出600万元，项目支出400万元，分别占60%、40%。"}, []string{
			"支出决算总额: expenditure all =1000 final",
			"基本支出: expenditure all basic =600 share 60 final < 支出决算总额",
			"项目支出: expenditure all project =400 share 40 final < 支出决算总额",
		}},
		{"an earlier year", finalReport, []string{"“三公”经费支出决算为62.07万元，比上年决算数增加38.97万元，增长168.7%；比2019年决算数减少24.87万元，降低28.6%。"}, []string{
			"“三公”经费支出: expenditure three_public =62.07 increase 38.97 rate 168.7 final against prior_final",
			"“三公”经费支出: expenditure three_public =62.07 decrease 24.87 rate 28.6 final against final_2019",
		}},
		{"an amount of what the section is about", budgetReport, []string{"#（三）公务接待费", "2024年预算数为10万元，2023年预算数为12万元，减少2万元，下降16.67%。"}, []string{
			"预算数: expenditure all reception =10 decrease 2 rate 16.67 prior_budget 12 budget against prior_budget",
		}},
		{"a budget in brackets", finalReport, []string{"公务接待费支出决算10万元，比年初预算（12万元）减少2万元，下降16.67%。"}, []string{
			"公务接待费支出决算: expenditure reception =10 decrease 2 rate 16.67 budget 12 final against budget of budget",
		}},
		{"a reason for each comparison", finalReport, []string{"公务接待费10万元，比上年增加1万元，主要原因是来访增加；比年初预算减少2万元，主要原因是压减支出。"}, []string{
			"公务接待费: expenditure reception =10 increase 1 final because 来访增加",
			"公务接待费: expenditure reception =10 decrease 2 final against budget because 压减支出",
		}},
		{"an adjusted budget", "#关于白榆县2024年县级预算调整方案的报告", []string{
			"全县一般公共预算收入由年初预算的50000万元调整为52000万元，增加2000万元，增长4%。县级政府性基金收入由年初预算8000万元调减至7000万元。"}, []string{
			"一般公共预算收入: revenue general_public_budget =52000 increase 2000 rate 4 budget 50000 adjusted against budget of budget",
			"县级政府性基金收入: revenue government_funds =7000 budget 8000 adjusted against budget of budget",
		}},
		{"execution and budget of a government", governmentText, []string{"#一、2024年预算执行情况", "全县一般公共预算收入完成50000万元，为预算的102%，比上年增长5%。", "#二、2025年财政预算草案", "一般公共预算收入安排52000万元，增长4%。"}, []string{
			"一般公共预算收入: revenue general_public_budget =50000 rate 5 final increase done 102",
			"一般公共预算收入: revenue general_public_budget =52000 rate 4 budget_2025 increase",
		}},
		{"a share of the budget is what was done of it", governmentText, []string{"#一、2024年预算执行情况",
			"全国一般公共预算收入50000万元，占年初预算40000万元的125%。按级次分：上划收入30000万元，留成收入20000万元。"}, []string{
			"一般公共预算收入: revenue general_public_budget =50000 budget 40000 final of budget done 125",
			"上划收入: revenue all 上划收入 =30000 final < 一般公共预算收入",
			"留成收入: revenue all 留成收入 =20000 final < 一般公共预算收入",
		}},
		{"final figures under a heading of the year before", budgetReport, []string{"#一、2023年决算情况", "支出总计100万元。", "#二、2024年预算情况", "支出总计110万元。"}, []string{
			"支出总计: expenditure all =100 prior_final",
			"支出总计: expenditure all =110 budget",
		}},
		{"the year before, added up", finalReport, []string{"公务接待支出12万元，比上年累计支出15万元下降3万元，下降20%。"}, []string{
			"公务接待支出: expenditure reception =12 decrease 3 rate 20  15 final",
		}},
		{"a sentence on the year of the report under a heading of the year before", budgetReport, []string{"#一、2023年决算情况",
			"2023年“三公”经费支出20万元，其中：公务接待12万元，公务用车运行费用8万元。2024年“三公”经费预算较2023年增加2万元，其中公务接待较上年减少1万元，下降8.33%。公务用车运行费用较上年增加3万元。"},
			[]string{
				"“三公”经费支出: expenditure three_public =20 prior_final",
				"公务接待: expenditure reception =12 prior_final < “三公”经费支出",
				"公务用车运行费用: expenditure vehicle_running =8 prior_final < “三公”经费支出",
				"“三公”经费预算: expenditure three_public = increase 2 budget",
				"公务接待: expenditure reception = decrease 1 rate 8.33 < “三公”经费预算 budget",
				"公务用车运行费用: expenditure vehicle_running = increase 3 budget",
			}},
		{"parts of the year before", finalReport, []string{"2024年三公经费决算数合计为20万元，其中：公务接待费12万元、会议费8万元。2023年三公经费决算数合计为18万元，其中：公务接待费11万元、会议费7万元。", "公务接待费增加1万元。"}, []string{
			"三公经费决算数: expenditure three_public =20 final",
			"公务接待费: expenditure reception =12 increase 1 final < 三公经费决算数",
			"会议费: expenditure conference =8 final < 三公经费决算数",
			"三公经费决算数: expenditure three_public =18 prior_final",
			"公务接待费: expenditure reception =11 prior_final < 三公经费决算数",
			"会议费: expenditure conference =7 prior_final < 三公经费决算数",
		}},
		{"what changed stands behind what it is compared with", finalReport, []string{"公务接待费12万元，公务用车运行维护费8万元。相比2023年公务接待费有所减少，主要是厉行节约。"}, []string{
			"公务接待费: expenditure reception =12 final decrease because 厉行节约",
			"公务用车运行维护费: expenditure vehicle_running =8 final",
		}},
		{"the words behind say nothing of what changed", finalReport, []string{"公务接待费12万元，与上年数一致。", "会议费8万元，比上年数增加1万元。"}, []string{
			"公务接待费: expenditure reception =12 final none",
			"会议费: expenditure conference =8 increase 1 final",
		}},
		{"a quarter is the name of a plan", "#2024年部门预算", []string{"第一季度用款计划25万元。"}, []string{
			"第一季度用款计划: all 第一季度用款计划 =25 budget",
		}},
		{"the three public expenses, whoever's", "#2024年“三公”经费决算情况说明", []string{"区直财政拨款资金安排“三公”经费决算数为20万元。", "公车购置费、公车运行费（“三公”经费）决算总额8万元。"}, []string{
			"区直财政拨款资金安排“三公”经费: expenditure fiscal_appropriation three_public =20 final",
			"公车购置费、公车运行费（“三公”经费）决算总额: expenditure three_public =8 final",
		}},
		{"words for what was done, and for whose it is", governmentText, []string{"#一、2024年预算执行情况",
			"1-11月份我县地方一般公共预算收入累计完成5000万元，可比增长5%，占任务数的90%。县人民代表大会批准全县一般公共预算支出8000万元。全年预计完成公共财政预算收入5100万元。"}, []string{
			"地方一般公共预算收入: revenue general_public_budget =5000 rate 5 final increase done 90",
			"一般公共预算支出: expenditure general_public_budget =8000 budget",
			"公共财政预算收入: revenue general_public_budget =5100 final",
		}},
		{"a budget that brackets explain", governmentText, []string{"#一、2024年预算执行情况", "全县一般公共预算收入5000万元，占预算（指调整预算，下同）的98%。"}, []string{
			"一般公共预算收入: revenue general_public_budget =5000 final of adjusted done 98",
		}},
		{"funds and classes of governments", governmentText, []string{"#一、2024年预算执行情况",
			"县级社会保险基金预算收入60万元。县级一般公共预算收入决算数500万元，其中：专项收入30万元。年终结余20万元。法定债务限额900万元，其中一般债务400万元、专项债务500万元。"}, []string{
			"县级社会保险基金预算收入: revenue social_insurance =60 final",
			"县级一般公共预算收入决算数: revenue general_public_budget =500 final",
			"专项收入: revenue general_public_budget =30 final < 县级一般公共预算收入决算数",
			"年终结余: balance carryover_out =20 final",
			"法定债务限额: debt debt_limit =900 final",
			"一般债务: debt general_public_budget =400 final < 法定债务限额",
			"专项债务: debt government_funds =500 final < 法定债务限额",
		}},
		{"what guests cost", finalReport, []string{"国内公务接待20批次，200人次，共计支出2万元。"}, []string{
			"国内公务接待: expenditure reception_domestic =20 final 批次",
			"国内公务接待: expenditure reception_domestic =200 final 人次",
			"国内公务接待: expenditure reception_domestic =2 final",
		}},
		{"a share of what has no amount", finalReport, []string{"政府采购支出总额100万元，其中：货物采购授予中小企业合同金额占货物支出金额的80%。"}, []string{
			"政府采购支出总额: expenditure procurement =100 final",
			"货物采购授予中小企业合同金额: expenditure all 货物采购授予中小企业合同金额 = share 80 of expenditure all procurement_goods final < 政府采购支出总额",
		}},
		{"what cannot be a part ends a list", finalReport, []string{"2.公务用车购置及运行维护费支出6万元。其中：", "（1）公务用车购置费支出0万元。", "（2）公务用车运行维护费支出6万元。", "3.公务接待费支出1万元。"}, []string{
			"公务用车购置及运行维护费支出: expenditure vehicles =6 final",
			"公务用车购置费支出: expenditure vehicle_purchase =0 final < 公务用车购置及运行维护费支出",
			"公务用车运行维护费支出: expenditure vehicle_running =6 final < 公务用车购置及运行维护费支出",
			"公务接待费支出: expenditure reception =1 final",
		}},
		{"what was left over is used", finalReport, []string{"收入总计434.72万元，其中：本年收入合计434.16万元，使用非财政拨款结余0.01万元，年初结转和结余0.55万元。"}, []string{
			"收入总计: revenue all with_carryover =434.72 final",
			"本年收入合计: revenue all =434.16 final < 收入总计",
			"使用非财政拨款结余: revenue carryover_non_fiscal use_of_surplus =0.01 final < 收入总计",
			"年初结转和结余: revenue carryover carryover_in =0.55 final < 收入总计",
		}},
		{"a semicolon ends the list of a part", finalReport, []string{"收入总计100万元，其中：财政拨款收入60万元，其中：一般公共预算拨款20万元、政府性基金预算拨款40万元；事业收入30万元；其他收入10万元。"}, []string{
			"收入总计: revenue all =100 final",
			"财政拨款收入: revenue fiscal_appropriation =60 final < 收入总计",
			"一般公共预算拨款: revenue general_public_budget =20 final < 财政拨款收入",
			"政府性基金预算拨款: revenue government_funds =40 final < 财政拨款收入",
			"事业收入: revenue business =30 final < 收入总计",
			"其他收入: revenue other_funds =10 final < 收入总计",
		}},
		{"a part of the part before a semicolon", finalReport, []string{"支出总计100万元。其中：基本支出60万元，包括人员经费45万元；公用经费15万元；项目支出40万元，包括设备购置费30万元、维修费10万元。"}, []string{
			"支出总计: expenditure all =100 final",
			"基本支出: expenditure all basic =60 final < 支出总计",
			"人员经费: expenditure all personnel =45 final < 基本支出",
			"公用经费: expenditure all operating =15 final < 基本支出",
			"项目支出: expenditure all project =40 final < 支出总计",
			"设备购置费: expenditure all 设备购置费 =30 final < 项目支出",
			"维修费: all 维修费 =10 final < 项目支出",
		}},
		{"what is counted among the parts of a count", finalReport, []string{"房屋面积4260平方米，其中：办公用房3180平方米、业务用房860平方米。教职工136人，其中：专任教师121人、行政后勤人员15人。"}, []string{
			"房屋面积: all 房屋面积 =4260 final 平方米",
			"办公用房面积: all 办公用房面积 =3180 final < 房屋面积 平方米",
			"业务用房面积: all 业务用房面积 =860 final < 房屋面积 平方米",
			"教职工: all 教职工 =136 final 人",
			"专任教师: all 专任教师 =121 final < 教职工 人",
			"行政后勤人员: all 行政后勤人员 =15 final < 教职工 人",
		}},
		{"a list inside a list", finalReport, []string{"“三公”经费支出10万元，其中：公务用车购置及运行费6万元（其中，公务用车购置费0万元，公务用车运行费6万元），公务接待费4万元。"}, []string{
			"“三公”经费支出: expenditure three_public =10 final",
			"公务用车购置及运行费: expenditure vehicles =6 final < “三公”经费支出",
			"公务用车购置费: expenditure vehicle_purchase =0 final < 公务用车购置及运行费",
			"公务用车运行费: expenditure vehicle_running =6 final < 公务用车购置及运行费",
			"公务接待费: expenditure reception =4 final < “三公”经费支出",
		}},
		{"the other side of a fund", finalReport, []string{"政府性基金预算财政拨款收入50万元，支出48万元，年末结转和结余2万元。"}, []string{
			"政府性基金预算财政拨款收入: revenue government_funds =50 final",
			"支出: expenditure government_funds =48 final",
			"年末结转和结余: balance government_funds carryover_out =2 final",
		}},
		{"a reason in the next sentence without its subject", finalReport, []string{"公务接待费3万元，比上年增加1万元。增加的主要原因是来访增多。"}, []string{
			"公务接待费: expenditure reception =3 increase 1 final because 来访增多",
		}},
		{"budget and final figure with the same words", finalReport, []string{"“三公”经费财政拨款支出预算为10万元，支出决算为8万元，完成预算的80%，较上年增加1万元。决算数小于预算数的主要原因是厉行节约。"}, []string{
			"“三公”经费财政拨款支出: expenditure fiscal_appropriation three_public =10 budget",
			"“三公”经费财政拨款支出: expenditure fiscal_appropriation three_public =8 increase 1 budget 10 final of budget done 80",
			"“三公”经费财政拨款支出: expenditure fiscal_appropriation three_public =8 budget 10 final decrease against budget because 厉行节约",
		}},
		{"remains with a slash", finalReport, []string{"公务接待费3万元，比上年增加/减少0万元。"}, []string{
			"公务接待费: expenditure reception =3 final",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := append([]string{"#白榆市水务局", tt.report, "#第三部分 情况说明"}, tt.text...)
			if d := cmp.Diff(tt.want, toldWhole(normalized(paragraphs(text...), Options{}).Claims)); d != "" {
				t.Error(d)
			}
		})
	}
}
