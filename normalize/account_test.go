package normalize

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// unexplained lists what is not explained of documents that were looked at, and
// why.
var unexplained = map[string][]string{}

// TestAccountCloses: every number of every table of real and of invented
// documents is explained.
func TestAccountCloses(t *testing.T) {
	for _, pattern := range []string{"../fixtures/*-*-*.*[fldx]", "../../shared/corpus/*.[pm]d*"} {
		t.Run(pattern, func(t *testing.T) {
			docs := read(t, pattern)
			for _, name := range slices.Sorted(maps.Keys(docs)) {
				rec := normalized(docs[name], Options{})
				t.Logf("%s: %+v", name, rec.Account())
				for _, why := range rec.Doubts {
					t.Errorf("%s: %s", name, why)
				}
				for i := range rec.Tables {
					tb := &rec.Tables[i]
					for _, u := range tb.Unexplained {
						if !slices.Contains(unexplained[name], u.Text) {
							t.Errorf("%s: %s (%s, page %d) row %d, column %d: %s %s", name, tb.Layout.Title, tb.Kind, u.Page, u.Row,
								u.Column, u.Text, u.Why)
						}
					}
					for _, why := range tb.Doubts {
						if !strings.Contains(why, "not explained") {
							t.Errorf("%s: %s (%s): %s", name, tb.Layout.Title, tb.Kind, why)
						}
					}
				}
			}
		})
	}
}

// TestMisplaced: an amount beside its place makes its table doubtful where
// another table, a sentence or a sum asks for it in its place. Of two tables
// that differ so either may be the one.
func TestMisplaced(t *testing.T) {
	const summary = `项目 | 预算数 | 项目 | 预算数
		---
		一、一般公共预算拨款收入 | %s | 一、社会保障和就业支出 | 5.00
		二、政府性基金预算拨款收入 | %s | 二、住房保障支出 | 1.00
		收入总计 | 6.00 | 支出总计 | 6.00`
	const appropriation = `项目 | 预算数 | 项目 | 预算数
		---
		一、一般公共预算拨款收入 | 6.00 | 一、社会保障和就业支出 | 5.00
		二、政府性基金预算拨款收入 |  | 二、住房保障支出 | 1.00
		收入总计 | 6.00 | 支出总计 | 6.00`
	for _, c := range []struct{ name, general, funds, want string }{
		{"in its place", "6.00", "", ""},
		{"a row lower", "", "6.00", "6.00 in row 2, column 1 may belong in row 1, column 1: 1 sums or sightings ask for it there"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := recordOf(tableOf("部门收支总表", "万元", fmt.Sprintf(summary, c.general, c.funds)),
				tableOf("财政拨款收支总表", "万元", appropriation))
			if got := strings.Join(rec.Tables[0].Doubts, "; "); got != c.want || (c.want == "") != (len(rec.Tables[1].Doubts) == 0) {
				t.Errorf("%q, not %q; %v", got, c.want, rec.Tables[1].Doubts)
			}
		})
	}
}

// TestBrokenFigures: what stands for an amount and is none is unexplained,
// whatever else its column prints.
func TestBrokenFigures(t *testing.T) {
	for _, c := range []struct{ name, row string }{
		{"cut after its point", "2080505 | 养老支出 | 84. | 24.00 | 60.00"},
		{"two under one another", "2080505 | 养老支出 | 1,084.00 1,084.00 | 1,024.00 | 60.00"},
		{"with the text after it", "2080505 | 养老支出 | 84.00 | 24.00（1）工资福利支出 | 60.00"},
		{"glued to its label", "2080505 | 养老支出84.00 | | 24.00 | 60.00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := recordOf(tableOf("部门支出总表", "万元", "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n---\n"+
				"2080506 | 职业年金 | 12.00 | 11.00 | 1.00\n"+c.row))
			if len(rec.Tables[0].Unexplained) != 1 || len(rec.Tables[0].Doubts) == 0 {
				t.Errorf("unexplained: %v, doubts: %v", rec.Tables[0].Unexplained, rec.Tables[0].Doubts)
			}
		})
	}
}
