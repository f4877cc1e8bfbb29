package form

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/zh"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "numbering",
		TitleZH:  "列举编号连续、不重复",
		TitleEN:  "The items of a list are numbered once each and in order",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{
			"": {
				ZH: "“{excerpt}”{at}列举编号有误：{fault}。",
				EN: "“{excerpt}”{at}: in this list {fault}.",
			},
			"heading": {
				ZH: "标题“{text}”{at}的序号与前一标题“{before}”重复。",
				EN: "The heading “{text}”{at} has the number of the heading before, “{before}”.",
			},
		},
		Kinds:   []string{"narrative"},
		Source:  "行文规范",
		Example: "1、2、3、4、4",
		Run: func(_ context.Context, p *verify.Pass) ([]verify.Result, error) {
			return append(numbering(p), numberedHeadings(p)...), nil
		},
	})
}

var listNumber = pattern.MustCompile(`(?:^|[；;。：:，,\s])([1-9][0-9]?)[.、．]([^0-9\s])`)

// numbering looks for a number that stands twice at the end of a run, and for
// a 2 without a 1.
func numbering(p *verify.Pass) (out []verify.Result) {
	for _, passage := range p.Passages() {
		found := passage.Matches(listNumber)
		ns, first := make([]int, len(found)), firsts(&passage)
		for i, m := range found {
			ns[i], _ = strconv.Atoi(m.Text(1))
		}
		for i, n := range ns {
			var fault verify.Text
			switch {
			case i > 0 && n == ns[i-1] && (i == len(ns)-1 || ns[i+1] == n+1):
				fault = verify.Text{ZH: fmt.Sprintf("序号%d重复", n), EN: fmt.Sprintf("the number %d stands twice", n)}
			case i == 0 && n == 2 && (len(ns) == 1 || ns[1] == 3) && len([]rune(passage.Text)) > shortestList &&
				found[0].At[0] > 0:
				fault = verify.Text{ZH: "有2无1", EN: "there is a 2 without a 1"}
			default:
				continue
			}
			list := strings.TrimLeft(excerpt(&passage, first(found[i].Text(0))), "；;。：:，, ")
			out = append(out, verify.Notice(fmt.Sprintf("%s-%d", passage.ID, i), found[i].Quote(0), "",
				verify.Args{"fault": fault, "excerpt": list}))
		}
	}
	return out
}

var partHeading = pattern.MustCompile(`^第[一二三四五六七八九十]部分`)

var headingNumber = pattern.MustCompile(`^([一二三四五六七八九十]{1,3})、([^。；]{2,80})$`)

// numberedHeadings looks for a heading of a run (一、二、三、) that has the number
// of the one before it, where the next goes on from either.
func numberedHeadings(p *verify.Pass) (out []verify.Result) {
	type heading struct {
		n       int
		passage verify.Passage
	}
	var all []heading
	for _, passage := range p.Narrative() {
		passage = passage.Squeeze()
		if partHeading.MatchString(passage.Text) {
			all = append(all, heading{passage: passage}) // numbers begin again
			continue
		}
		if m := headingNumber.FindStringSubmatch(passage.Text); m != nil {
			all = append(all, heading{zh.Number(m[1]), passage})
		}
	}
	for i := 1; i+1 < len(all); i++ {
		before, h, after := &all[i-1], &all[i], &all[i+1]
		if h.n > 1 && h.n == before.n && h.passage.Text != before.passage.Text && i > 1 && all[i-2].n == h.n-1 &&
			(after.n == h.n+1 || after.n == h.n+2) {
			out = append(out, verify.Notice(h.passage.ID+"-heading", h.passage.Quote(0, len(h.passage.Text)), "heading",
				verify.Args{"before": before.passage.Text}))
		}
	}
	return out
}

// shortestList is how many characters a passage has whose text before a 2 may
// have been an item 1.
const shortestList = 20
