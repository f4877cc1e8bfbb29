package form

import (
	"context"
	"strconv"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "missing_table",
		TitleZH:  "目录所列各表均已公开",
		TitleEN:  "Every table the contents announce is there",
		Severity: schema.SeverityWarning,
		Messages: verify.Messages{"": {
			ZH: "目录列有《{text}》，正文中没有这张表。",
			EN: "The contents announce the table “{text}”, which is not in the document.",
		}},
		Kinds:   []string{"contents"},
		Source:  "《地方预决算公开操作规程》：公开的报表应当完整",
		Example: "目录列有《国有资本经营预算支出表》，正文没有",
		Run:     missingTable,
	})
}

// missingTable looks for each announced table. Where most of them are not
// there, they were published elsewhere or could not be read.
func missingTable(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	announced := p.Record.ListedTables
	kept := 0
	for i := range announced {
		if announced[i].TableID != "" {
			kept++
		}
	}
	for i := range announced {
		a := &announced[i]
		if a.TableID != "" {
			continue
		}
		r := verify.Notice(strconv.Itoa(i), p.Place(a.Source, a.Title, a.Title), "", nil)
		if 2*kept < len(announced) {
			r = r.NotCheckable(verify.ReasonUnread)
		}
		out = append(out, r)
	}
	return out, nil
}
