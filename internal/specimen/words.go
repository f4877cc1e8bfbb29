package specimen

import (
	"math/rand/v2"
	"strings"
)

// words of one language, all invented or everyday.
type words struct {
	nouns, places, qualities, measures, units []string
	prose                                     []string
	years                                     string // what a year is written as
	total, of, note, source, table            string
	none                                      []string // what stands where there is no value
}

var english = &words{
	nouns: strings.Fields("households schools farms vessels holdings clinics harbours mills libraries bridges orchards " +
		"workshops ferries reservoirs depots nurseries printers bakeries tanneries quarries"),
	places: strings.Fields("Norwick Eastmere Halden Brookfield Stanmoor Ashby Westvale Carrow Linford Marsden Oakley " +
		"Penrith Quenby Redhill Selwick Tarrant Upton Wexley Yarrow Zeal"),
	qualities: strings.Fields("registered inspected leased surveyed rural urban seasonal permanent public private local " +
		"foreign annual initial repaired imported certified eligible"),
	measures: strings.Split("Number,Share,Total,Average,Change,Area (ha),Output,Cost,Index,Rate,Median age,Weight,Volume,"+
		"Per cent of total,Persons employed,Value added,Gross margin,Standard error,Amount paid,Years of service", ","),
	units: []string{"(thousand)", "(%)", "(million)", "(tonnes)", "(per 1,000)", ""},
	prose: []string{
		"The survey was carried out in the spring of each year and covers all units that were on the register at that time.",
		"Estimates for the smaller districts should be read with care because few of the returns could be checked.",
		"In 2011 the number of holdings fell by 3.2 percent, while the average area rose from 41 to 43 hectares.",
		"A second questionnaire was sent to those who had not replied within six weeks; about 61% of them answered it.",
		"The figures exclude units that closed during the year, and those whose owners asked not to be counted.",
		"Changes in the method of collection mean that the series before 1998 cannot be compared with the later one.",
		"Further details are given in the annex, which also describes how the totals were adjusted for late returns.",
	},
	total: "Total", of: "of", note: "Note: figures may not add up because of rounding.",
	source: "Source: District Register, annual returns.", table: "Table",
	none: []string{"–", "-", "n/a", "(NA)", "..", "..."},
}

var chinese = &words{
	nouns:     strings.Fields("学校 农场 渔船 诊所 图书馆 桥梁 果园 作坊 水库 仓库 苗圃 印刷厂 采石场 车站 码头"),
	places:    strings.Fields("清河 东岭 石桥 柳湾 南浦 云溪 松坪 白塔 黄渡 青山 临江 北原 沙洲 金台 竹溪"),
	qualities: strings.Fields("登记 在建 租赁 农村 城镇 季节性 公办 民办 当地 外来 年度 新增 维修 进口"),
	measures:  strings.Fields("数量 比重 合计 平均值 增减 面积 产量 费用 指数 比率 人数 重量 从业人员 增加值"),
	units:     []string{"（千人）", "（％）", "（万元）", "（吨）", ""},
	prose: []string{
		"调查于每年春季进行，范围为当时登记在册的全部单位。",
		"较小地区的估计值应谨慎使用，因为回收的问卷中只有少数经过核对。",
		"2011年单位数量下降百分之三点二，平均面积由41公顷增至43公顷。",
		"对六周内未答复的单位发放了第二份问卷，其中约61%予以回复。",
		"统计数据不包括当年关闭的单位，也不包括其所有人要求不予统计的单位。",
		"由于收集方法有变化，1998年以前的数列与以后的不可比较。",
	},
	years: "年", total: "合计", of: "的", note: "注：由于四舍五入，分项之和可能不等于合计。",
	source: "资料来源：区登记处年度报表。", table: "表",
	none: []string{"-", "—", "…"},
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func (w *words) join(parts ...string) string {
	if w == chinese {
		return strings.Join(parts, "")
	}
	return strings.Join(parts, " ")
}

// label is the name of a row.
func (w *words) label(r *rand.Rand) string {
	s := pick(r, w.places)
	switch r.IntN(5) {
	case 0:
	case 1:
		s = w.join(upper(pick(r, w.qualities)), pick(r, w.nouns))
	case 2:
		s = upper(pick(r, w.nouns))
	case 3:
		if w == chinese {
			s = w.join(pick(r, w.qualities), pick(r, w.nouns), "和", pick(r, w.nouns))
		} else {
			s = w.join(upper(pick(r, w.qualities)), pick(r, w.nouns), "and", pick(r, w.nouns))
		}
	}
	return s
}

// phrase is the text of a cell of a table of texts.
func (w *words) phrase(r *rand.Rand, length int) string {
	s := w.label(r)
	for range r.IntN(length + 1) {
		s = w.join(s, pick(r, w.qualities), pick(r, w.nouns))
		if w == chinese && r.IntN(2) == 0 {
			s += "，"
		} else if r.IntN(4) == 0 {
			s += ","
		}
	}
	return strings.TrimRight(s, ",，")
}

func upper(s string) string {
	if s == "" || s[0] >= 0x80 {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
