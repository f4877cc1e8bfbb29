package passage_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/passage"
)

// page makes a page of blocks: # opens a heading, | a table, ~ a page number.
func page(number int, lines ...string) document.Page {
	p := document.Page{Number: number}
	for _, l := range lines {
		b := document.Block{Kind: document.BlockParagraph, Text: l}
		switch l[0] {
		case '#':
			b.Kind, b.Text = document.BlockHeading, l[1:]
		case '|':
			b.Kind = document.BlockTable
		case '~':
			b.Kind = document.BlockPageNumber
		}
		p.Blocks = append(p.Blocks, b)
	}
	return p
}

func TestOf(t *testing.T) {
	for _, tt := range []struct {
		name  string
		pages []document.Page
		want  []string
	}{
		{"a sentence over two lines", []document.Page{page(1, "住房保障支出5.00万元，主要用于", "公积金。")},
			[]string{"住房保障支出5.00万元，主要用于公积金。"}},
		{"a short one over a page break", []document.Page{page(1, "全年支出1.00万", "~1"), page(2, "元。")},
			[]string{"全年支出1.00万元。"}},
		{"a word in brackets at the foot of a page",
			[]document.Page{page(1, "出国费0.00万元。全年安排因公出国（境）"), page(2, "团组0个。")},
			[]string{"出国费0.00万元。全年安排因公出国（境）团组0个。"}},
		{"a remark in brackets ends a paragraph",
			[]document.Page{page(1, "接待费3.00万元（含外宾接待）"), page(2, "主要用于来访。")},
			[]string{"接待费3.00万元（含外宾接待）", "主要用于来访。"}},
		{"a purpose follows its colon", []document.Page{page(1, "行政运行（项）。主要用于：", "人员经费。")},
			[]string{"行政运行（项）。主要用于：人员经费。"}},
		{"a list follows its colon", []document.Page{page(1, "支出9.00万元。其中：", "基本支出5.00万元。")},
			[]string{"支出9.00万元。其中：", "基本支出5.00万元。"}},
		{"a name is cut behind its class", []document.Page{page(1, "2、教育支出（类）普通教育（款）"), page(2, "小学教育（项）5.00万元。")},
			[]string{"2、教育支出（类）普通教育（款）小学教育（项）5.00万元。"}},
		{"a list mark begins another", []document.Page{page(1, "培训费8.00万元，比上年增加1.00万元", "（二）会议费9.00万元。")},
			[]string{"培训费8.00万元，比上年增加1.00万元", "（二）会议费9.00万元。"}},
		{"labels are no sentences", []document.Page{page(1, "基本支出", "45.64%", "项目支出")},
			[]string{"基本支出", "45.64%", "项目支出"}},
		{"a table stands between", []document.Page{page(1, "培训费8.00万元，比上年增加", "|", "合计")},
			[]string{"培训费8.00万元，比上年增加", "合计"}},
		{"a heading behind a full stop", []document.Page{page(1, "运行经费增加。（二）政府采购支出情况", "采购总额9.00万元。")},
			[]string{"运行经费增加。", "#（二）政府采购支出情况", "采购总额9.00万元。"}},
		{"items of a list in one block", []document.Page{page(1, "1.接待费3.00万元。2.会议费5.00万元。")},
			[]string{"1.接待费3.00万元。", "2.会议费5.00万元。"}},
		{"reasons that are numbered stay where they are",
			[]document.Page{page(1, "接待费增加，原因：1.人员增加。2.标准提高。")},
			[]string{"接待费增加，原因：1.人员增加。2.标准提高。"}},
		{"headings stand alone", []document.Page{page(1, "#一、支出情况", "支出9.00万元。")},
			[]string{"#一、支出情况", "支出9.00万元。"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range passage.Of(&document.Document{Pages: tt.pages}, nil) {
				if p.Heading {
					p.Text = "#" + p.Text
				}
				got = append(got, p.Text)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestParts: every piece says where it stands.
func TestParts(t *testing.T) {
	doc := &document.Document{Pages: []document.Page{
		page(1, "#一、概况", "收入 9.00万元。（二）支出5.00万元，占"), page(2, "~2", "60%。"),
	}}
	type place struct{ page, block, at, from int }
	var got [][]place
	for _, p := range passage.Of(doc, nil) {
		var parts []place
		for _, part := range p.Parts {
			parts = append(parts, place{part.Page.Number, part.Block, part.At, part.From})
		}
		got = append(got, parts)
	}
	first := len("收入9.00万元。")
	want := [][]place{{{1, 0, 0, 0}}, {{1, 1, 0, 0}}, {{1, 1, 0, first}, {2, 1, len("（二）支出5.00万元，占"), 0}}}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(place{})); d != "" {
		t.Error(d)
	}
}

// TestFrom: what stands before a table of contents ends is left out.
func TestFrom(t *testing.T) {
	doc := &document.Document{Pages: []document.Page{page(1, "#目录", "一、概况", "收入9.00万元。")}}
	got := passage.Of(doc, func(*document.Page) int { return 2 })
	if len(got) != 1 || got[0].Text != "收入9.00万元。" {
		t.Errorf("%v", got)
	}
}
