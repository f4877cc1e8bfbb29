package verify

import (
	"fmt"
	"strings"

	"github.com/yusuan/yusuan/schema"
)

// pageZH opens a sentence about a page; a document may have no pages.
func pageZH(page int) string {
	if page == 0 {
		return "说明"
	}
	return fmt.Sprintf("第%d页", page)
}

func pageEN(page int) string {
	if page == 0 {
		return "The narrative: "
	}
	return fmt.Sprintf("Page %d: ", page)
}

func onPageZH(page int) string {
	if page == 0 {
		return ""
	}
	return fmt.Sprintf("第%d页", page)
}

func onPageEN(page int) string {
	if page == 0 {
		return ""
	}
	return fmt.Sprintf(" on page %d", page)
}

// titled is a title for a sentence.
func titled(title string) string {
	if title == "" {
		return "（无标题表）"
	}
	return title
}

func percent(text string) string { return strings.TrimSuffix(text, "%") + "%" }

func whereZH(o schema.Operand) string {
	if o.Row < 0 {
		return fmt.Sprintf("%s“%s”", pageZH(o.Page), o.RowLabel)
	}
	return fmt.Sprintf("%s《%s》“%s”行“%s”列", onPageZH(o.Page), titled(o.TableTitle), o.RowLabel, o.ColumnLabel)
}

func whereEN(o schema.Operand) string {
	if o.Row < 0 {
		if o.Page == 0 {
			return fmt.Sprintf("The narrative (“%s”)", o.RowLabel)
		}
		return fmt.Sprintf("The narrative on page %d (“%s”)", o.Page, o.RowLabel)
	}
	return fmt.Sprintf("table “%s”%s, row “%s”, column “%s”", titled(o.TableTitle), onPageEN(o.Page), o.RowLabel, o.ColumnLabel)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func unitEN(unit string) string {
	switch unit {
	case "元":
		return "yuan"
	case "千元":
		return "thousand yuan"
	case "万元":
		return "ten thousand yuan"
	case "百万元":
		return "million yuan"
	case "亿元":
		return "hundred million yuan"
	}
	return unit
}
