package verify

// Reason is why something was not checkable.
type Reason struct {
	ID     string // published in checks: keep it stable
	ZH, EN string // for people
}

// Reasons lists them all.
func Reasons() []Reason { return append([]Reason(nil), reasons...) }

var reasons []Reason

func because(id, zh, en string) Reason {
	r := Reason{id, zh, en}
	reasons = append(reasons, r)
	return r
}

// The reasons that rules give.
var (
	ReasonTotalMissing = because("total_blank", "总数处为空白", "the total is blank")
	ReasonPartsMissing = because("parts_blank", "各部分均为空白", "the parts are blank")
	ReasonPartBlank    = because("part_blank_where_zeros_are_printed", "有一部分为空白，而同列印有零，不知是零还是漏填",
		"a part is blank in a column that prints zeros: it may be zero or left out")
	ReasonBlank     = because("part_blank", "有一部分为空白，可能漏填", "a part is blank; it may have been left out")
	ReasonSomeBlank = because("part_of_which_blank", "“其中”有一项为空白，其余各项未超出",
		"a line “of which” is blank; the others are not too much")
	ReasonUnreadable = because("operand_not_a_number", "有一处印的不是数字", "a figure is no number")
	ReasonUnits      = because("units_differ", "单位不同，无法换算", "units differ and cannot be converted")
	ReasonOverlap    = because("parts_may_hold_each_other", "各行之间可能互相包含", "the lines may contain each other")
	ReasonFamily     = because("relation_fails_elsewhere", "同类关系在别处也不成立，表的结构可能另有含义",
		"the same relation fails elsewhere in the table; its structure may mean something else")
	ReasonNotCertain = because("structure_not_certain", "表的结构不能确定", "the structure of the table is not certain")
	ReasonZeroBase   = because("base_may_be_zero", "基数可能为零", "the base may be zero")
	ReasonCoverage   = because("totals_may_cover_different_funds", "两个总数的资金范围可能不同",
		"the totals may cover different funds")
	ReasonSubject = because("subject_not_certain", "句中或表中所指不能确定", "what the figure speaks of is not certain")
	ReasonPartial = because("indicators_may_cover_part_of_the_cost", "指标可能只涉及部分成本",
		"the targets may cover a part of the cost")
	ReasonUnread = because("tables_may_stand_elsewhere", "目录所列的表多数不在本文件中，可能另行公开，也可能未能识别",
		"most of the announced tables are not in this file: they may be published elsewhere, or were not recognized")
	ReasonNoTables = because("no_table_to_hold_against", "没有读到可供对照的表",
		"no table was read that it could be held against")
	ReasonNotTabled = because("no_table_has_it", "各表未单列这一项", "no table has a line for what the figure speaks of")
	ReasonAlone     = because("figures_to_work_it_out_not_printed", "计算所需的数字未印出",
		"the figures it would follow from are not printed")
	ReasonOtherNames = because("names_mostly_differ", "说明中的名称多数与各表写法不同",
		"most names of the narrative are written otherwise in the tables")
	ReasonRepaired = because("digit_chosen_by_this_sum", "有一位数字是按这一合计改正的识别结果，不能再作证",
		"a recognised digit was corrected by this very sum, which proves nothing any more")
	ReasonApproximate = because("figure_is_approximate", "所印为约数", "the figure is about so much")
	ReasonCutOff      = because("percentages_are_cut_off", "该文件的百分比系截尾而非四舍五入",
		"the document cuts percentages off instead of rounding them")
	ReasonNamesNothing = because("reason_names_nothing_printed", "原因所述没有印出可供对照的数字",
		"no figures are printed for what the reason names")
	ReasonIncomplete = because("list_may_not_be_complete", "所列各项可能不全", "the list may not be complete")
	ReasonNoReport   = because("report_not_there", "所对照的报告不在所读文件之中",
		"the report it would be held against is not among the documents")
	ReasonNoCounterpart = because("not_in_other_report", "所对照的报告未单列这一项",
		"the report it would be held against has no line for it")
	ReasonRestated = because("most_figures_are_others", "可对照的数多数与另一报告公布的不同，口径可能不同或已重新编报",
		"most figures are not those that the other report published: they may be of another scope, or restated")
	ReasonCopy = because("copy_of_another_version", "与另一版本相同，其不同之处已另列",
		"it is a copy of another version, of which it was told already")
	ReasonUnitsMissing = because("units_not_there", "所列单位的报告不全", "the reports of some of the units are not there")
	ReasonTooMuch      = because("too_many_rows", "该单位的报告过多，较早者未对照",
		"the organization has too many reports; older ones were not held against others")
)
