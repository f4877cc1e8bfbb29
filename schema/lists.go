package schema

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
)

// Flow says which side of a budget an amount is on.
type Flow string

var _ = list[Flow]("flow", "which side of the budget an amount is on", "收支方向",
	Member{"revenue", "", "revenue", "收入"},
	Member{"expenditure", "", "expenditure", "支出"},
	Member{"balance", "", "balance carried over", "结转结余"},
	Member{"transfer_in", "", "transfer received from another government or budget", "转移性收入"},
	Member{"transfer_out", "", "transfer paid to another government or budget", "转移性支出"},
	Member{"debt", "", "debt of a government: limit, balance, what was borrowed and repaid", "政府债务"},
)

// Fund says whose money it is. Its list is a tree; all is the root.
type Fund string

var funds = list[Fund]("fund", "source of the money; a tree whose root is all", "资金来源",
	Member{"all", "", "all funds", "全部资金"},
	Member{"fiscal_appropriation", "all", "fiscal appropriation", "财政拨款"},
	Member{"general_public_budget", "fiscal_appropriation", "general public budget", "一般公共预算"},
	Member{"general_public_budget_own", "general_public_budget", "general public budget, of this level", "一般公共预算本级财力"},
	Member{"general_public_budget_transfer", "general_public_budget", "general public budget, transfers from above",
		"一般公共预算上级转移支付"},
	Member{"government_funds", "fiscal_appropriation", "government funds budget", "政府性基金预算"},
	Member{"government_funds_own", "government_funds", "government funds budget, of this level", "政府性基金本级财力"},
	Member{"government_funds_transfer", "government_funds", "government funds budget, transfers from above",
		"政府性基金上级转移支付"},
	Member{"state_capital", "fiscal_appropriation", "state capital operations budget", "国有资本经营预算"},
	Member{"state_capital_own", "state_capital", "state capital operations budget, of this level", "国有资本经营预算本级财力"},
	Member{"state_capital_transfer", "state_capital", "state capital operations budget, transfers from above",
		"国有资本经营预算上级转移支付"},
	Member{"special_account", "all", "special fiscal account funds", "财政专户管理资金"},
	Member{"social_insurance", "all", "social insurance funds budget", "社会保险基金预算"},
	Member{"own_funds", "all", "own funds", "单位资金"},
	Member{"business", "own_funds", "business revenue", "事业收入"},
	Member{"superior_subsidy", "own_funds", "subsidies from superior units", "上级补助收入"},
	Member{"affiliated", "own_funds", "remittances from affiliated units", "附属单位上缴收入"},
	Member{"operating_revenue", "own_funds", "operating revenue", "经营收入"},
	Member{"other_funds", "own_funds", "other revenue", "其他收入"},
	Member{"non_fiscal", "all", "funds that are not fiscal appropriation", "非财政拨款"},
	Member{"carryover", "all", "carried over from earlier years", "上年结转结余"},
	Member{"carryover_fiscal", "carryover", "carried over from fiscal appropriation", "财政拨款结转结余"},
	Member{"carryover_non_fiscal", "carryover", "carried over from other funds", "非财政拨款结转结余"},
)

// FundSource says whether the fund of an amount is printed.
type FundSource string

// The values of FundSource.
const (
	PrintedFund  FundSource = "printed"
	InferredFund FundSource = "inferred"
)

var _ = list[FundSource]("fund_source", "whether the fund is printed; null without a fund", "资金来源的出处；无资金来源为空",
	Member{string(PrintedFund), "", "named by the row, a head or the title", "行标、表头或表名载明"},
	Member{string(InferredFund), "", "taken from the kind of table", "由表格种类推定"},
)

// Nature says what kind of spending it is.
type Nature string

var natures = list[Nature]("nature", "kind of spending; null is all", "支出性质；合计为空",
	Member{"basic", "", "basic expenditure", "基本支出"},
	Member{"personnel", "basic", "personnel expenditure", "人员经费"},
	Member{"operating", "basic", "operating expenditure", "公用经费"},
	Member{"project", "", "project expenditure", "项目支出"},
	Member{"reserve", "", "reserve of the unit", "单位预留机动经费"},
	Member{"operating_business", "", "expenditure of business operations", "经营支出"},
	Member{"remitted_to_superior", "", "remittances to superior units", "上缴上级支出"},
	Member{"subsidy_to_affiliated", "", "subsidies to affiliated units", "对附属单位补助支出"},
)

// Item is a line of a table whose rows are no codes: on its way one that has a
// name here, the label of the row, or several of these joined by /. It is
// published as an item of the list and a label (see published).
type Item string

// OtherItem is published of lines that have no name in the list.
const OtherItem Item = "other"

var items = list[Item]("item", "line of a table whose rows are no codes; null is all", "无编码的行；合计为空",
	Member{"three_public", "", "three public expenses", "“三公”经费"},
	Member{"overseas", "three_public", "overseas trips", "因公出国（境）费"},
	Member{"reception", "three_public", "official reception", "公务接待费"},
	Member{"reception_domestic", "reception", "official reception, domestic", "国内接待费"},
	Member{"reception_foreign", "reception", "official reception, foreign guests", "外宾接待费"},
	Member{"vehicles", "three_public", "official vehicles, purchase and running", "公务用车购置及运行费"},
	Member{"vehicle_purchase", "vehicles", "official vehicles, purchase", "公务用车购置费"},
	Member{"vehicle_running", "vehicles", "official vehicles, running", "公务用车运行维护费"},
	Member{"conference", "", "conferences", "会议费"},
	Member{"training", "", "training", "培训费"},
	Member{"operating_cost", "", "agency operating expenses", "机关运行经费"},
	Member{"procurement", "", "government procurement", "政府采购"},
	Member{"procurement_goods", "procurement", "government procurement, goods", "政府采购货物"},
	Member{"procurement_works", "procurement", "government procurement, works", "政府采购工程"},
	Member{"procurement_services", "procurement", "government procurement, services", "政府采购服务"},
	Member{"purchased_services", "", "services purchased by government", "政府购买服务"},
	Member{"special_funds", "", "special funds", "专项资金"},
	Member{"debt", "", "debt", "债务"},
	Member{"debt_limit", "debt", "limit of government debt", "债务限额"},
	Member{"debt_balance", "debt", "balance of government debt at the end of the year", "债务余额"},
	Member{"debt_issued", "debt", "government debt borrowed in the year", "债务举借（债券发行、转贷）"},
	Member{"debt_repaid", "debt", "principal of government debt repaid in the year", "债务还本"},
	Member{"debt_interest", "debt", "interest on government debt paid in the year", "债务付息"},
	Member{"moved", "", "moved between the budgets of one government", "调入调出资金"},
	Member{"stabilization_fund", "", "taken from or put into the budget stabilization fund", "预算稳定调节基金"},
	Member{"carryover_in", "", "carried over from the year before, within revenue", "上年结转收入"},
	Member{"carryover_out", "", "carried over to the next year", "结转下年"},
	Member{"with_carryover", "", "total with what was carried over (of governments transfers and debt too), where that " +
		"of the current year is told apart", "含结转（政府含转移性收支、债务）的总计"},
	Member{"departments", "", "of all departments that a government's table lists together", "各部门合计"},
	Member{"use_of_surplus", "", "surplus of earlier years used to cover a gap", "使用非财政拨款结余"},
	Member{"surplus_distribution", "", "distribution of surplus", "结余分配"},
	Member{"current_year", "", "total of the current year, where what was carried over is told apart", "本年合计"},
	Member{"other", "", "a line without a name here; item_label says which", "其他行，见 item_label"},
)

// Stage says at which stage of the budget year an amount stands, or what is
// said of two of them.
type Stage string

var _ = list[Stage]("stage",
	"stage of the budget an amount is of, or what compares two of them; with a year, as in budget_2023, where that is "+
		"another",
	"预算阶段或其比较；其他年度附年份，如 budget_2023",
	Member{"budget", "", "budget", "预算数"},
	Member{"adjusted", "", "adjusted budget", "调整预算数"},
	Member{"final", "", "final accounts", "决算数"},
	Member{"prior_budget", "", "budget of the year before", "上年预算数"},
	Member{"prior_final", "", "final accounts of the year before", "上年决算数"},
	Member{"change", "", "change against another stage", "增减额"},
	Member{"change_rate", "", "rate of change", "增减率"},
	Member{"completion_rate", "", "share of the budget that was spent", "完成率"},
	Member{"prior_ratio", "", "amount in percent of that of the year before", "为上年的百分比"},
	Member{"share", "", "share of a total", "占比"},
).ofYears()

// Extent says whether an amount is of a government's whole region or of its
// own level alone.
type Extent string

var _ = list[Extent]("extent",
	"whether an amount is of a whole region, with the governments below, or of one level; null if not said, and of "+
		"departments", "政府数据的口径；未载及部门数据为空",
	Member{"whole_region", "", "the whole region, with the governments below", "全域（全省、全市、全县）"},
	Member{"own_level", "", "the level of the government itself", "本级"},
	Member{"lower_levels", "", "the governments below, without the level of the government itself", "下级（区县级、乡镇级）"},
)

// Planned reports a budget of the year that its final figure is held against.
func (s Stage) Planned() bool { return s == "budget" || s == "adjusted" }

// Prior reports a stage of the year before.
func (s Stage) Prior() bool { return strings.HasPrefix(string(s), "prior_") }

// NameSource says where the name of a project is from.
type NameSource string

// The values of NameSource.
const (
	PrintedName NameSource = "printed"
	NameInText  NameSource = "text"
	NoName      NameSource = "none"
)

var _ = list[NameSource]("name_source", "where the name of a project is from", "项目名称的出处",
	Member{string(PrintedName), "", "printed as its name, in a table, a heading or beside a label", "表格、标题或标签载明"},
	Member{string(NameInText), "", "taken from the first words of its description", "取自项目概述"},
	Member{string(NoName), "", "none is printed", "未载"},
)

// CodeSource says where a code is from.
type CodeSource string

var _ = list[CodeSource]("code_source", "where a code is from; null without a code", "编码来源；无编码为空",
	Member{"printed", "", "printed", "原文"},
	Member{"looked_up", "", "looked up from the printed name", "由名称查得"},
	Member{"parent", "", "that of the line this one is a part of", "所属上级行的编码"},
	Member{"unknown", "", "a line of a classification whose code is not known", "科目编码未查得"},
)

// UnitSource says where the unit of a table is printed.
type UnitSource string

var _ = list[UnitSource]("unit_source", "where the unit of a table is printed; null if it is not known", "金额单位的出处；不明为空",
	Member{"table", "", "in the unit line of the table", "表的单位行"},
	Member{"title", "", "in brackets in its title", "表名括注"},
	Member{"header", "", "in its header", "表头"},
	Member{"document", "", "taken from the other tables of the document", "文中其他表"},
)

// ChoiceMethod says what decided how a table is read whose layout leaves it open.
type ChoiceMethod string

// What may decide.
const (
	ByLayout  ChoiceMethod = "layout"
	ByFigures ChoiceMethod = "figures"
)

var _ = list[ChoiceMethod]("reading_method", "what decided how a table is read whose layout leaves it open",
	"版面有多种读法时的依据",
	Member{"layout", "", "the layout alone: the figures speak for no other reading", "版面"},
	Member{"figures", "", "its sums, and what other tables print", "表内合计及其他表格"},
)

// ClaimScope says in what kind of text a claim stands.
type ClaimScope string

var _ = list[ClaimScope]("claim_scope", "text a claim stands in", "陈述所在文字",
	Member{"narrative", "", "narrative of the report", "正文"},
	Member{"goal_text", "", "performance goal", "绩效目标"},
)

// Direction says which way an amount changed.
type Direction string

var _ = list[Direction]("direction", "which way an amount changed; null if no change is stated", "增减方向；未述为空",
	Member{"increase", "", "increase", "增加"},
	Member{"decrease", "", "decrease", "减少"},
	Member{"none", "", "no change", "持平"},
)

// Operator compares what was attained with a target.
type Operator string

var _ = list[Operator]("operator", "how a target is compared; null for words and dates", "比较符；文字与日期为空",
	Member{">=", "", "at least", "不少于"},
	Member{"<=", "", "at most", "不超过"},
	Member{">", "", "more than", "大于"},
	Member{"<", "", "less than", "小于"},
	Member{"=", "", "equal to", "等于"},
)

// RegionLevel is the level of an administrative division.
type RegionLevel string

var _ = list[RegionLevel]("region_level", "level of an administrative division; null if not known", "行政级别；不明为空",
	Member{"central", "", "central", "中央"},
	Member{"province", "", "province", "省级"},
	Member{"prefecture", "", "prefecture", "地级"},
	Member{"county", "", "county", "县级"},
)

// EvidenceField is what a place of a document speaks of.
type EvidenceField string

var _ = list[EvidenceField]("reading_field", "what a place of a document speaks of", "所载事项",
	Member{"organization", "", "organization", "单位"},
	Member{"fiscal_year", "", "fiscal year", "年度"},
	Member{"report_kind", "", "kind of report", "报告种类"},
	Member{"published", "", "date of publication", "公开日期"},
	Member{"region", "", "region", "区划"},
)

// EvidenceSource is the place of a document that speaks.
type EvidenceSource string

var _ = list[EvidenceSource]("reading_source", "place of a document that says it", "所载之处",
	Member{"cover", "", "cover", "封面"},
	Member{"heading", "", "heading", "标题"},
	Member{"table", "", "preparer line of a table", "表的编制单位"},
	Member{"header", "", "running header", "页眉"},
	Member{"text", "", "text", "正文"},
	Member{"file_name", "", "name of the file", "文件名"},
	Member{"portal", "", "what the portal prints around it", "网站页面信息"},
	Member{"organization", "", "name of the organization", "单位名称"},
)

// TableKind says which of the published tables a table is. All kinds stand in
// table_kinds.csv; those that are spoken of in code have a name.
type TableKind string

const (
	RevenueExpenditureSummary            TableKind = "revenue_expenditure_summary"
	Revenue                              TableKind = "revenue"
	Expenditure                          TableKind = "expenditure"
	AppropriationSummary                 TableKind = "appropriation_summary"
	AppropriationExpenditure             TableKind = "appropriation_expenditure"
	AppropriationBasicExpenditure        TableKind = "appropriation_basic_expenditure"
	GeneralBudgetExpenditure             TableKind = "general_budget_expenditure"
	GeneralBudgetBasicExpenditure        TableKind = "general_budget_basic_expenditure"
	GeneralBudgetProjectExpenditure      TableKind = "general_budget_project_expenditure"
	ProjectExpenditure                   TableKind = "project_expenditure"
	GovernmentFundExpenditure            TableKind = "government_fund_expenditure"
	StateCapitalExpenditure              TableKind = "state_capital_expenditure"
	SpecialAccountExpenditure            TableKind = "special_account_expenditure"
	SpecialFunds                         TableKind = "special_funds"
	DebtExpenditure                      TableKind = "debt_expenditure"
	ThreePublic                          TableKind = "three_public"
	OperatingCost                        TableKind = "operating_cost"
	Procurement                          TableKind = "procurement"
	PurchasedServices                    TableKind = "purchased_services"
	Carryover                            TableKind = "carryover"
	ExpenditureByGovernmentEconomicClass TableKind = "expenditure_by_government_economic_class"
	ExpenditureByDepartmentEconomicClass TableKind = "expenditure_by_department_economic_class"
	PerformanceOverall                   TableKind = "performance_overall"
	PerformanceProject                   TableKind = "performance_project"
	OtherTable                           TableKind = "other"
)

// Kinds of the tables of governments.
const (
	GovernmentBalance          TableKind = "government_balance"
	GovernmentRevenue          TableKind = "government_revenue"
	GovernmentExpenditure      TableKind = "government_expenditure"
	GovernmentBasicExpenditure TableKind = "government_basic_expenditure"
	TransferByRegion           TableKind = "transfer_by_region"
	TransferByProject          TableKind = "transfer_by_project"
	TransferReceived           TableKind = "transfer_received"
	FundRevenue                TableKind = "fund_revenue"
	FundExpenditure            TableKind = "fund_expenditure"
	StateCapitalRevenue        TableKind = "state_capital_revenue"
	StateCapitalOutlay         TableKind = "state_capital_outlay"
	SocialInsurance            TableKind = "social_insurance"
	DebtLimit                  TableKind = "debt_limit"
	DebtBalance                TableKind = "debt_balance"
	DebtService                TableKind = "debt_service"
	GovernmentDepartments      TableKind = "government_departments"
	GovernmentThreePublic      TableKind = "government_three_public"
)

// Government reports the kinds of table that only governments print.
func (k TableKind) Government() bool {
	switch k {
	case GovernmentBalance, GovernmentRevenue, GovernmentExpenditure, GovernmentBasicExpenditure, TransferByRegion,
		TransferByProject, TransferReceived, FundRevenue, FundExpenditure, StateCapitalRevenue, StateCapitalOutlay,
		SocialInsurance, DebtLimit, DebtBalance, DebtService, GovernmentDepartments, GovernmentThreePublic:
		return true
	}
	return false
}

var tableKinds = list[TableKind]("table_kind", "which of the published tables it is", "表格种类", members(tableKindsCSV)...)

//go:embed table_kinds.csv
var tableKindsCSV string

// TableKinds is the closed list, in the order reports print their tables.
var TableKinds = func() (kinds []TableKind) {
	for _, m := range tableKinds.Members {
		kinds = append(kinds, TableKind(m.Value))
	}
	return kinds
}()

// ReportKind says what kind of report a document is.
type ReportKind string

const (
	DepartmentBudget     ReportKind = "department_budget"
	UnitBudget           ReportKind = "unit_budget"
	DepartmentFinal      ReportKind = "department_final"
	UnitFinal            ReportKind = "unit_final"
	GovernmentBudget     ReportKind = "government_budget"
	GovernmentFinal      ReportKind = "government_final"
	GovernmentExecution  ReportKind = "government_execution"
	GovernmentAdjustment ReportKind = "government_adjustment"
	ThreePublicSummary   ReportKind = "three_public_summary" // of a region
	TemplateReport       ReportKind = "template"             // a blank form: XX局2024年部门预算
	NotADisclosure       ReportKind = "not_a_disclosure"     // a list, an error or a challenge of a portal
	OtherReport          ReportKind = "other"
)

// Government reports the reports of a government on its region.
func (k ReportKind) Government() bool {
	switch k {
	case GovernmentBudget, GovernmentFinal, GovernmentExecution, GovernmentAdjustment, ThreePublicSummary:
		return true
	}
	return false
}

var _ = list[ReportKind]("report_kind", "kind of report a document is", "报告种类",
	Member{"department_budget", "", "Department budget", "部门预算"},
	Member{"unit_budget", "", "Unit budget", "单位预算"},
	Member{"department_final", "", "Department final accounts", "部门决算"},
	Member{"unit_final", "", "Unit final accounts", "单位决算"},
	Member{"government_budget", "", "Government budget", "政府预算"},
	Member{"government_final", "", "Government final accounts", "政府决算"},
	Member{"government_execution", "", "Report on the execution of a government budget", "预算执行情况报告"},
	Member{"government_adjustment", "", "Adjustment of a government budget", "政府预算调整"},
	Member{"three_public_summary", "", "Three public expenses of a region", "本级“三公”经费汇总"},
	Member{"template", "", "Blank template", "空白模板"},
	Member{"not_a_disclosure", "", "No disclosure: a list, an error or a challenge page", "非公开文件（列表页、错误页、验证页）"},
	Member{"other", "", "Document", "文件"},
)

// Status of a document in a dataset.
type Status string

const (
	StatusRead        Status = "read"        // read in full
	StatusDoubtful    Status = "doubtful"    // read in full, and some of it is not to be relied on
	StatusScanned     Status = "scanned"     // at least one page is an image that was not read, or not in time
	StatusUnsupported Status = "unsupported" // not a document this program reads
	StatusEmpty       Status = "empty"
	StatusDamaged     Status = "damaged"
	StatusEncrypted   Status = "encrypted"
	StatusTooLarge    Status = "too_large"
	StatusTimeout     Status = "timeout"
	StatusFailed      Status = "failed" // any other error
)

var statuses = list[Status]("status", "whether a document was read", "读取状态",
	Member{"read", "", "read in full", "已读全"},
	Member{"doubtful", "", "read in full, but some tables were read with doubt", "已读全，部分表格的读取结果存疑"},
	Member{"scanned", "", "pages that are images were not read", "有扫描页未读"},
	Member{"unsupported", "", "not a document this program reads", "不支持的文件"},
	Member{"empty", "", "empty", "空文件"},
	Member{"damaged", "", "damaged", "文件损坏"},
	Member{"encrypted", "", "encrypted", "已加密"},
	Member{"too_large", "", "too large", "超出限制"},
	Member{"timeout", "", "timed out", "读取超时"},
	Member{"failed", "", "failed", "读取失败"},
)

// Statuses is the closed list, the best first.
var Statuses = func() (all []Status) {
	for _, m := range statuses.Members {
		all = append(all, Status(m.Value))
	}
	return all
}()

// CellRole says what part a cell plays in its table.
type CellRole string

const (
	RoleHeader CellRole = "header"
	RoleStub   CellRole = "stub" // row label or code
	RoleValue  CellRole = "value"
)

var _ = list[CellRole]("cell_role", "part a cell plays in its table", "单元格的作用",
	Member{"header", "", "header", "表头"},
	Member{"stub", "", "label or code of a row", "行标或编码"},
	Member{"value", "", "value", "数值"},
)

// Mark tells apart the ways of printing no amount.
type Mark string

const (
	NoMark       Mark = ""         // an amount, or words
	MarkBlank    Mark = "blank"    // nothing at all
	MarkDash     Mark = "dash"     // - — －
	MarkSlash    Mark = "slash"    // /
	MarkEllipsis Mark = "ellipsis" // …
)

var _ = list[Mark]("mark", "what stands in a value cell in place of an amount; null for amounts and words",
	"无金额时的写法；有金额或文字为空",
	Member{"blank", "", "nothing at all", "空白"},
	Member{"dash", "", "a dash: - — －", "横线"},
	Member{"slash", "", "a slash: /", "斜线"},
	Member{"ellipsis", "", "an ellipsis: …", "省略号"},
)

// Outcome of a check. Only Inconsistent says that a report contradicts itself.
type Outcome string

const (
	Exact        Outcome = "exact"
	Rounding     Outcome = "rounding"     // not equal; explained by the places published
	Within       Outcome = "within"       // no more than a bound, or no less; nothing says that it is equal
	Inconsistent Outcome = "inconsistent" // not explained by rounding
	NotCheckable Outcome = "not_checkable"
	// ReadingDisputed is the outcome of a check and its finding whose numbers a second,
	// independent reading of the file has otherwise.
	ReadingDisputed Outcome = "reading_disputed"
)

var _ = list[Outcome]("outcome", "what came of a check", "核对结果",
	Member{"exact", "", "exact", "相符"},
	Member{"rounding", "", "rounding", "四舍五入"},
	Member{"within", "", "within a bound", "未超限"},
	Member{"inconsistent", "", "inconsistent", "不符"},
	Member{"not_checkable", "", "not checkable", "无法核对"},
	Member{"reading_disputed", "", "reading disputed", "两次读数不一"},
)

// Severity of a finding.
type Severity string

const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityNotice  Severity = "notice"
	SeverityInfo    Severity = "info" // rounding explains it, or a last digit is off: nothing is wrong
)

// severities are all of them, the gravest first.
var severities = []Severity{SeverityError, SeverityWarning, SeverityNotice, SeverityInfo}

// Rank is the place of a severity among all, 0 for the gravest.
func (s Severity) Rank() int {
	if i := slices.Index(severities, s); i >= 0 {
		return i
	}
	return len(severities) - 1
}

// Accuses reports a severity that says that something is wrong.
func (s Severity) Accuses() bool { return s.Rank() <= SeverityWarning.Rank() }

var _ = list[Severity]("severity", "how grave a finding is", "严重程度",
	Member{"error", "", "Error", "错误"},
	Member{"warning", "", "Warning", "警告"},
	Member{"notice", "", "Notice", "提示"},
	Member{"info", "", "For information", "供参考"},
)

// SecondReadingOutcome says what came of reading the numbers behind a finding
// a second time.
type SecondReadingOutcome string

const (
	SecondReadingAgrees   SecondReadingOutcome = "agrees"
	SecondReadingDisputed SecondReadingOutcome = "disputed"
	SecondReadingNotMade  SecondReadingOutcome = "not_made" // no PDF with text, or one the second reader does not read
)

var _ = list[SecondReadingOutcome]("second_reading",
	"what came of reading the numbers behind a finding a second time; null where they were not",
	"二次读取的结果；未作二次读取为空",
	Member{"agrees", "", "A second reader reads the same numbers", "数字经另一读取程序复读一致"},
	Member{"disputed", "", "A second reader reads other numbers; look at the page", "另一读取程序读出的数字不同，请核对原文"},
	Member{"not_made", "", "The numbers could not be read a second time", "数字未能复读"},
)

// The closed lists of the layout, which package document declares.

var _ = list[document.Format]("format", "what the bytes of a document are, whatever its name", "由内容判定的文件格式",
	Member{"pdf", "", "PDF", "PDF"},
	Member{"html", "", "HTML or MHTML", "网页"},
	Member{"markdown", "", "Markdown", "Markdown"},
	Member{"xlsx", "", "Excel workbook", "Excel 工作簿"},
	Member{"xls", "", "Excel 97 workbook", "Excel 97 工作簿"},
	Member{"docx", "", "Word document", "Word 文档"},
	Member{"doc", "", "Word 97, WPS or RTF document", "Word 97、WPS 或 RTF 文档"},
	Member{"image", "", "image", "图片"},
	Member{"archive", "", "archive", "压缩包"},
	Member{"unknown", "", "not known", "不明"},
)

var _ = list[document.Method]("method", "how the grid of a table was found", "表格线识别方式",
	Member{"ruled", "", "every cell is closed by rulings", "线框齐全"},
	Member{"partial", "", "some rulings, completed from the text", "部分线框"},
	Member{"aligned", "", "no rulings: from white space and alignment", "无线框，按对齐"},
	Member{"markup", "", "rows and cells are declared by the file", "文件自带行列"},
)

// The trees of the lists: the members that are a part of another.
var (
	FundParent   = parents[Fund](funds)
	NatureParent = parents[Nature](natures)
	ItemParent   = parents[Item](items)
)

// Within reports whether a fund is another, or a part of it; an empty one is within none.
func (f Fund) Within(of Fund) bool { return liesWithin(FundParent, f, of) }

// Within reports whether a nature is another, or a part of it.
func (n Nature) Within(of Nature) bool { return liesWithin(NatureParent, n, of) }

// Within reports whether an item is another, or a part of it.
func (i Item) Within(of Item) bool { return liesWithin(ItemParent, i, of) }

func liesWithin[T ~string](parent map[T]T, a, b T) bool {
	for ; a != ""; a = parent[a] {
		if a == b {
			return true
		}
	}
	return false
}
