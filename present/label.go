package present

import (
	"fmt"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

// Text is one thing said in both languages.
type Text = verify.Text

// Label is what a word of a closed list is called; a word of none is written
// as it is.
func Label[T ~string](word T) Text {
	en, zh := schema.EnumOf[T]().Label(string(word))
	return Text{ZH: zh, EN: en}
}

// Word writes a word of a closed list as the dataset has it, with spaces: for
// people who go on to ask the dataset.
func Word[T ~string](word T) string { return strings.ReplaceAll(string(word), "_", " ") }

// Outcomes are all of them, in the order in which they are counted.
var Outcomes = []schema.Outcome{
	schema.Exact, schema.Rounding, schema.Within, schema.Inconsistent, schema.ReadingDisputed, schema.NotCheckable,
}

// Mark is the sign beside a figure that was checked.
func Mark(o schema.Outcome) string {
	switch o {
	case schema.Exact:
		return "✓"
	case schema.Rounding:
		return "≈"
	case schema.Within:
		return "≤"
	case schema.Inconsistent:
		return "✗"
	case schema.NotCheckable:
		return "?"
	case schema.ReadingDisputed:
		return "!"
	}
	return "·"
}

// Rule is the title of a rule, or its ID where no rule has it.
func Rule(id string) Text {
	if t, ok := ruleTitles[id]; ok {
		return t
	}
	return Text{ZH: id, EN: id}
}

var ruleTitles = func() map[string]Text {
	titles := map[string]Text{}
	for _, r := range rules.All() {
		titles[r.ID] = Text{ZH: r.TitleZH, EN: r.TitleEN}
	}
	return titles
}()

// RuleNeeds is what a rule looks at: a kind of table, the narrative or any.
func RuleNeeds(kind string) Text {
	switch kind {
	case "any":
		return Text{ZH: "任何表", EN: "any table"}
	case "narrative":
		return Text{ZH: "文字说明", EN: "narrative"}
	case "contents":
		return Text{ZH: "目录", EN: "contents"}
	}
	return Label(schema.TableKind(kind))
}

// Status says whether a document was read, in one sentence, and what of it was
// not.
func Status(s schema.Status, unread []int) Text {
	t := Unread(s, unread)
	if s == schema.StatusRead || s == schema.StatusDoubtful {
		return t
	}
	return Text{ZH: "未读全：" + t.ZH, EN: "Not read in full: " + t.EN}
}

// Unread is what a status is called, with the pages that were not read; a page
// 0 stands for a document without pages.
func Unread(s schema.Status, unread []int) Text {
	switch {
	case s != schema.StatusScanned || len(unread) == 0:
		return Label(s)
	case unread[len(unread)-1] == 0:
		return Text{ZH: "文件中有整页的图片，其中的内容没有读取，也没有核对",
			EN: "it has pictures as large as a page; what they show was neither read nor checked"}
	}
	return Text{ZH: Pages(unread).ZH + "是图片，其中的内容没有读取，也没有核对",
		EN: "pages that are pictures were neither read nor checked: " + document.PageRanges(unread)}
}

// Why is the reader's own account of a status, where that says more than
// [Status] does.
func Why(s schema.Status, err string) Text {
	if s == schema.StatusScanned {
		return Text{} // it names the same pages
	}
	return Message(err)
}

// Page names a page; no page is nothing.
func Page(n int) Text {
	if n == 0 {
		return Text{}
	}
	return Pages([]int{n})
}

// Pages names pages; none is nothing.
func Pages(numbers []int) Text {
	which := document.PageRanges(numbers)
	switch len(numbers) {
	case 0:
		return Text{}
	case 1:
		return Text{ZH: "第" + which + "页", EN: "page " + which}
	}
	return Text{ZH: "第" + strings.ReplaceAll(which, ", ", "、") + "页", EN: "pages " + which}
}

// recognised says which pages of a document were read by text recognition, and
// how far their figures can be trusted; empty for one without such pages.
func recognised(r *schema.Record) Text {
	if r.Document == nil || r.Document.Recognizer == "" {
		return Text{}
	}
	var numbers []int
	for i := range r.Document.Pages {
		if p := &r.Document.Pages[i]; p.Status == document.PageOCR {
			numbers = append(numbers, p.Number)
		}
	}
	if len(numbers) == 0 {
		return Text{}
	}
	figures, doubtful, corrected := 0, 0, 0
	for i := range r.Tables {
		for k := range r.Tables[i].Cells {
			c := &r.Tables[i].Cells[k]
			if c.Confidence == 0 || c.Amount == nil {
				continue
			}
			figures++
			if c.Doubtful {
				doubtful++
			}
			if c.FirstReading != "" {
				corrected++
			}
		}
	}
	slices.Sort(numbers)
	engine := r.Document.Recognizer
	return Text{
		ZH: fmt.Sprintf("%s是图片，由文字识别（%s）读出%d个数字，可能有误；其中%d个既不确定、也没有合计可以印证，"+
			"%d个按勾稽关系改正", Pages(numbers).ZH, engine, figures, doubtful, corrected),
		EN: fmt.Sprintf("pages that are pictures were read by text recognition (%s), which errs: %s; of %d figures %d are "+
			"neither sure nor borne out by a sum, %d were corrected by arithmetic", engine, document.PageRanges(numbers),
			figures, doubtful, corrected),
	}
}

// Doubt says how sure a figure is that was recognised; empty for others.
func Doubt(confidence float64, doubtful bool) Text {
	switch {
	case doubtful:
		return Text{ZH: "识别存疑", EN: "doubtful"}
	case confidence > 0:
		return Text{ZH: "识别", EN: "recognised"}
	}
	return Text{}
}

// nothing is what is said of a document without a finding: it depends on what
// was read, and on how many checks were done.
func nothing(s schema.Status, done int) Text {
	switch {
	case done == 0:
		return Text{ZH: "没有读到可以核对的数字", EN: "No figures were read that could be checked"}
	case s != schema.StatusRead:
		return Text{ZH: "读到的部分没有发现问题", EN: "Nothing found in what was read"}
	}
	return Text{ZH: "没有发现问题", EN: "Nothing found"}
}

// but adds to what is said of a document without a finding that some are not
// shown, being less severe than is asked for: the counts of checks have them.
func but(nothing Text, hidden map[schema.Severity]int) Text {
	all := 0
	for _, n := range hidden {
		all += n
	}
	switch info := hidden[schema.SeverityInfo]; {
	case all == 0:
		return nothing
	case all > info:
		return Text{
			ZH: fmt.Sprintf("没有这样严重的问题，另有%d条较轻的，用 check --severity info 列出", all),
			EN: fmt.Sprintf("Nothing as severe; %d less severe, shown with check --severity info", all),
		}
	}
	return Text{
		ZH: fmt.Sprintf("%s，另有%d条供参考，用 check --severity info 列出", nothing.ZH, all),
		EN: fmt.Sprintf("%s; %d more for information, shown with check --severity info", nothing.EN, all),
	}
}
