package table

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/table"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	register(verify.Rule{
		ID:       "columns_of_which",
		TitleZH:  "“其中”列不大于所属列",
		TitleEN:  "A column given as “of which” is not more than the column it belongs to",
		Severity: schema.SeverityError,
		Messages: verify.Messages{"": verify.OfWhichMessage},
		Kinds:    []string{"any"},
		Source:   "“其中”为部分列示",
		Example:  "项目支出 50.00 ≥ 其中：基本建设 20.00",
	}, columns("of_which", ofWhichSums))
}

// ofWhichSums are the heads given as 其中 of the one before them.
func ofWhichSums(_ *view, siblings []*table.Head) (sums []columnSum) {
	var before *table.Head
	for _, h := range siblings {
		if !h.Label.OfWhich {
			before = h
			continue
		}
		if before == nil {
			continue
		}
		whole, ok1 := before.SumOf()
		part, ok2 := h.SumOf()
		if ok1 && ok2 && len(whole) == 1 {
			sums = append(sums, columnSum{total: whole[0], parts: part, atMost: true, certain: true})
		}
	}
	return sums
}
