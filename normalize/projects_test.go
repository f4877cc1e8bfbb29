package normalize

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

func TestPeriods(t *testing.T) {
	for in, want := range map[string][2]string{
		"2025年1月1日-2025年12月20日": {"2025-01-01", "2025-12-20"}, "2025.1.1-2025.12.31": {"2025-01-01", "2025-12-31"},
		"2025年1月至2025年12月": {"2025-01-01", "2025-12-31"}, "2025年1-12月": {"2025-01-01", "2025-12-31"},
		"2025年3月-6月": {"2025-03-01", "2025-06-30"}, "2025全年度": {"2025-01-01", "2025-12-31"},
		"2023-2025年": {"2023-01-01", "2025-12-31"}, "2023-01-01至2023-12-31": {"2023-01-01", "2023-12-31"},
		"2024年2月": {"2024-02-01", "2024-02-29"}, "长期": {}, "第一季度审价；第四季度审计": {}, "2025/1/5": {"2025-01-05", "2025-01-05"},
	} {
		var p schema.Project
		if setPeriod(&p, in); p.PeriodStart != want[0] || p.PeriodEnd != want[1] || p.PeriodText != in {
			t.Errorf("%s: %s to %s, want %v", in, p.PeriodStart, p.PeriodEnd, want)
		}
	}
}

// TestProjectSections: what the narrative says of projects whose headings name
// them, whose description does, and that nothing names.
func TestProjectSections(t *testing.T) {
	one := func(p *schema.Project) string {
		var parts []string
		for _, a := range p.Allocation {
			parts = append(parts, a.Name+"="+a.Amount.Text)
		}
		return strings.Join([]string{string(p.NameSource), p.Name, p.Total.Text, p.ResponsibleUnit,
			strings.Join(p.PolicyBasis, "+"), strings.Join(parts, "+"), p.PeriodText, p.Goal}, "|")
	}
	for name, c := range map[string]struct {
		lines []string
		want  []string
	}{
		"a heading with a name, and the next one": {[]string{"#古树保护项目经费情况说明", "一、项目概述", "保护古树。", "三、实施主体", "永和县林业局",
			"五、实施周期", "2025全年度", "六、年度预算安排", "12.50万元", "七、绩效目标", "详见绩效目标表", "苗木补贴专项（政策资金）经费情况说明", "一、项目概述",
			"补贴苗木。", "三、实施主体", "主要组织各镇开展苗木补贴，按时发放，接受监督", "六、年度预算安排", "总计30.00万元，其中：一季度10.00万元，四季度20.00万元，共计30.00万元。"},
			[]string{"printed|古树保护项目|12.50|永和县林业局|||2025全年度|详见绩效目标表",
				"printed|苗木补贴专项（政策资金）|30.00|||一季度=10.00+四季度=20.00||"}},
		"a name in the description": {[]string{"#项目经费情况说明", "一、项目概况", "由永和县青屏镇人民政府建设的青屏镇文体中心新建工程，位于青屏镇。本工程占地4000平方米。",
			"二、立项依据", "《关于青屏镇文体中心的批复》（永发改〔2023〕8号）", "五、实施周期", "第一季度审价；第四季度审计。", "六、年度预算安排",
			"第一季度用款计划25.88万元，第二季度用款计划180.74万元。", "七、绩效目标", "建成后投入使用。"},
			[]string{"text|青屏镇文体中心新建工程|||《关于青屏镇文体中心的批复》（永发改〔2023〕8号）|第一季度用款计划=25.88+第二季度用款计划=180.74|" +
				"第一季度审价；第四季度审计|建成后投入使用。"}},
		"only some of the parts": {[]string{"#堤防维修项目经费情况说明", "一、项目概况", "维修。", "六、年度预算安排", "总预算100.00万元，其中劳务费20.00万元。"},
			[]string{"printed|堤防维修项目|100.00|||||"}},
		"no name": {[]string{"#项目经费情况说明", "一、项目概况", "本项目用于日常运转。", "六、年度预算安排", "795万元"},
			[]string{"none||795|||||"}},
		"no project": {[]string{"#机构情况说明", "一、项目概况", "略。"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			rec := normalized(paragraphs(c.lines...), Options{})
			for i := range rec.Projects {
				got = append(got, one(&rec.Projects[i]))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestProjectForm: goals stand below their labels as well as beside them, a
// period in two fields; targets and weights are numbers too.
func TestProjectForm(t *testing.T) {
	doc := &document.Document{ID: "d", Pages: []document.Page{{}}, Tables: []document.Table{grid("项目支出绩效目标表", "万元", nil,
		[][]string{
			{"项目名称", "水库维修", "", ""},
			{"计划开始日期", "2023-01-01", "计划完成日期", "2023-12-31"},
			{"项目资金", "资金总额", "12.00", ""},
			{"绩效目标", "项目总目标", "年度总体目标", ""},
			{"", "维修十座水库。", "维修两座水库。", ""},
			{"一级指标", "二级指标", "三级指标", "指标值", "权重"},
			{"产出指标", "数量指标", "水库座数", "≥2.00(座)", "20%"},
			{"满意度指标", "满意度", "居民满意度", "良好", "10分"},
		})}}
	rec := normalized(doc, Options{})
	if len(rec.Projects) != 1 || len(rec.Indicators) != 2 {
		t.Fatalf("%d projects, %d indicators", len(rec.Projects), len(rec.Indicators))
	}
	p := &rec.Projects[0]
	if p.Goal != "维修十座水库。" || p.PeriodText != "2023-01-01至2023-12-31" || p.PeriodEnd != "2023-12-31" || p.Total.Text != "12.00" {
		t.Errorf("%+v", p)
	}
	a, b := &rec.Indicators[0], &rec.Indicators[1]
	if a.Number == nil || a.Number.String() != "2" || a.Unit != "座" || a.Points == nil || a.Points.String() != "20" {
		t.Errorf("%+v", a)
	}
	if b.Number != nil || b.Points == nil || b.Points.String() != "10" {
		t.Errorf("%+v", b)
	}
}
