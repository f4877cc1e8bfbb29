// Package hostile makes documents that try to break a reader: small files that
// ask for much memory or time, and damaged ones. What it makes is the same in
// every run.
//
// It knows the formats only as far as an attacker does, and nothing of how they
// are read.
package hostile

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"path"
	"strings"
)

// File is one made document.
type File struct {
	Name string
	Data []byte
}

// Bombs are one of each kind. Its numbers are divided by scale: 1 gives what
// was seen to take gigabytes or minutes.
func Bombs(scale int) []File {
	n := func(full int) int { return max(1, full/scale) }
	var files []File
	for _, make := range []func(func(int) int) []File{pages, texts, workbooks, words, pdfs, archives} {
		files = append(files, make(n)...)
	}
	return files
}

// Damaged are count files made of the originals: bits turned, ends cut off,
// the beginning of one with the end of another of its format.
func Damaged(originals []File, count int) []File {
	out := make([]File, count)
	for i := range out {
		r := rand.New(rand.NewPCG(uint64(i), 1))
		o := originals[r.IntN(len(originals))]
		data := bytes.Clone(o.Data)
		var how string
		switch i % 3 {
		case 0:
			how = "bits"
			for range 1 + r.IntN(40) {
				data[r.IntN(len(data))] ^= 1 << r.IntN(8)
			}
		case 1:
			how = "cut"
			data = data[:r.IntN(len(data))]
		default:
			how = "spliced"
			other := o
			for range 20 {
				if p := originals[r.IntN(len(originals))]; path.Ext(p.Name) == path.Ext(o.Name) {
					other = p
				}
			}
			data = append(data[:r.IntN(len(data))], other.Data[r.IntN(len(other.Data)):]...)
		}
		out[i] = File{fmt.Sprintf("%04d-%s%s", i, how, path.Ext(o.Name)), data}
	}
	return out
}

const htmlHead = `<html><head><meta charset="utf-8"><title>2025年部门预算</title></head><body><h1>江县教育局2025年部门预算</h1>`

// paragraph is a sentence with an amount, a change and a rate.
func paragraph(i int) string {
	return fmt.Sprintf("第%d项支出%d.%02d万元，比上年增加%d.00万元，增长%d%%。", i, i, i%100, i%77, i%31)
}

// repeat joins what each gives for 0 to n-1.
func repeat(n int, each func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(each(i))
	}
	return b.String()
}

// pages are web pages.
func pages(n func(int) int) []File {
	table := func(rows, cols int) string {
		return "<p>部门收支总表</p><p>单位：万元</p><table>" + repeat(rows, func(i int) string {
			return "<tr><td>项目" + fmt.Sprint(i) + "</td>" + repeat(cols, func(j int) string {
				return fmt.Sprintf("<td>%d.%02d</td>", i*j%9999, j%100)
			}) + "</tr>\n"
		}) + "</table>"
	}
	var out []File
	add := func(name, body string) { out = append(out, File{name + ".html", []byte(htmlHead + body)}) }
	add("oneline", "<p>"+strings.Repeat("预算1234.56万元，", n(2_000_000))+"</p>")
	add("cells", table(n(100_000), 10))
	add("cells-allowed", table(n(40_000), 10))
	add("wide", table(2, n(100_000)))
	add("square", table(n(1000), 1000))
	add("sentences", repeat(n(80_000), func(i int) string { return "<p>" + paragraph(i) + "</p>" }))
	add("sentences-allowed", repeat(n(10_000), func(i int) string { return "<p>" + paragraph(i) + "</p>" }))
	add("tables", repeat(n(4000), func(i int) string {
		return fmt.Sprintf("<p>表%d 收支总表</p><table><tr><td>项目<td>金额<tr><td>合计<td>%d.00<tr><td>基本支出<td>%d.00</table>", i, i, i)
	}))
	add("colspan", "<table>"+strings.Repeat("<tr><td colspan=1000000>1.00</td><td>2</td></tr>", n(1000))+"</table>")
	add("rowspan", "<table>"+strings.Repeat("<tr><td rowspan=1000000>1.00</td><td>2</td></tr>", n(4000))+"</table>")
	add("bothspan", "<table>"+strings.Repeat("<tr><td rowspan=65534 colspan=1000>1.00</td></tr>", n(4000))+"</table>")
	add("nested", strings.Repeat("<table><tr><td>", n(10_000))+"1.00")
	add("nested-allowed", strings.Repeat("<table><tr><td>1.00<td>", n(150))+"1.00")
	add("deep", strings.Repeat("<div>", n(100_000))+"1.00")
	add("attributes", "<div "+repeat(n(300_000), func(i int) string { return fmt.Sprintf("a%d=1 ", i) })+">1</div>")
	add("spans", "<p>"+strings.Repeat("<span>预算</span> <b>1.00</b>", n(200_000))+"</p>")
	add("fonts", repeat(n(5000), func(i int) string {
		return fmt.Sprintf("<font size=%d>", i)
	})+strings.Repeat("<p>1", n(5000)))
	add("styles", "<style>"+repeat(n(4000), func(i int) string {
		return fmt.Sprintf(".c%d .d%d td{display:none}\n", i, i)
	})+"</style>"+
		repeat(n(4000), func(i int) string { return fmt.Sprintf(`<table class="c%d"><tr><td>%d.00</table>`, i, i) }))
	return out
}

// texts are Markdown.
func texts(n func(int) int) []File {
	var out []File
	add := func(name, text string) {
		out = append(out, File{name + ".md", []byte("# 江县教育局2025年部门预算\n\n" + text)})
	}
	pipes := n(1_000_000)
	add("pipes", strings.Repeat("|", pipes)+"\n"+strings.Repeat("|-", pipes)+"|\n"+strings.Repeat("|1", pipes)+"|\n")
	row := func(i int) string { return fmt.Sprintf("|a%d|%d.00|1|2|3|\n", i, i) }
	add("rows", "|项目|金额|x|y|z|\n|-|-|-|-|-|\n"+repeat(n(100_000), row))
	add("rows-allowed", "|项目|金额|x|y|z|\n|-|-|-|-|-|\n"+repeat(n(50_000), row))
	add("ticks", repeat(n(2500), func(i int) string { return strings.Repeat("`", i) + " " }))
	add("brackets", strings.Repeat("[", n(200_000))+"1")
	add("links", strings.Repeat("[a1]", n(50_000))+repeat(n(50_000), func(i int) string {
		return fmt.Sprintf("[a%d]: /u\n", i)
	}))
	return out
}
