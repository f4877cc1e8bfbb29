package form

import (
	"context"
	"fmt"
	"strings"

	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "precision",
		TitleZH:  "百分比的小数位数前后一致",
		TitleEN:  "Percentages have the same number of decimals",
		Severity: schema.SeverityInfo,
		Messages: verify.Messages{"": {
			ZH: "“{text}”{at}有{places}位小数，文中其他{count}处百分比均为{usual}位。",
			EN: "Decimals of “{text}”{at}: {places}; the {count} other percentages have {usual}.",
		}},
		Kinds:   []string{"narrative"},
		Source:  "行文规范",
		Example: "占79.49%、占20.5%",
		Run:     precision,
	})
}

var percentage = pattern.MustCompile(`(?:占|增长|增加|下降|减少|上升|完成)[^0-9。；，%％]{0,14}([0-9]+(?:\.([0-9]+))?[%％])`)

// A document has a number of decimals for its percentages that so many have,
// and so many times as many as any other. Judgements: a few percentages tell
// nothing, and whole ones (100%, 0%) are written without.
const (
	enoughPercentages = 6
	usualPercentages  = 8
)

// precision looks for percentages that have other decimals than nearly all
// others.
func precision(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	places, odd := map[int]int{}, map[int][]verify.Result{}
	for _, passage := range p.Narrative() {
		passage = passage.Squeeze()
		for n, m := range passage.Matches(percentage) {
			if m.Text(2) == "" || strings.Trim(m.Text(2), "0") == "" {
				continue
			}
			k := len(m.Text(2))
			places[k]++
			odd[k] = append(odd[k], verify.Notice(fmt.Sprintf("%s-%d", passage.ID, n), m.Quote(1), "",
				verify.Args{"places": k}))
		}
	}
	usual, all := 0, 0
	for k, n := range places {
		all += n
		if n > places[usual] || n == places[usual] && k > usual {
			usual = k
		}
	}
	if places[usual] < enoughPercentages || places[usual] < usualPercentages*(all-places[usual]) {
		return nil, nil
	}
	for k := 1; k <= mostPlaces; k++ {
		for _, r := range odd[k] {
			if k == usual {
				break
			}
			r.Args["usual"], r.Args["count"] = usual, places[usual]
			out = append(out, r)
		}
	}
	return out, nil
}

// mostPlaces is how many decimals a percentage has at most.
const mostPlaces = 6
