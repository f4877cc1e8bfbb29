package form

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "numbering",
		TitleZH:  "列举编号连续、不重复",
		TitleEN:  "The items of a list are numbered once each and in order",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{"": {
			ZH: "“{excerpt}”{at}列举编号有误：{fault}。",
			EN: "“{excerpt}”{at}: in this list {fault}.",
		}},
		Kinds:   []string{"narrative"},
		Source:  "行文规范",
		Example: "1、2、3、4、4",
		Run:     numbering,
	})
}

var listNumber = regexp.MustCompile(`(?:^|[；;。：:，,\s])([1-9][0-9]?)[.、．]([^0-9\s])`)

// numbering looks for a number that stands twice at the end of a run, and for
// a 2 without a 1.
func numbering(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
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
	return out, nil
}

// shortestList is how many characters a passage has whose text before a 2 may
// have been an item 1.
const shortestList = 20
