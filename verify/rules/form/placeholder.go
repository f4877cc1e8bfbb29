package form

import (
	"context"
	"fmt"

	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "placeholder",
		TitleZH:  "未保留模板文字",
		TitleEN:  "No words of the template are left in",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{"": {
			ZH: "“{text}”{at}是未填写或未删去的模板文字（“{excerpt}”）。",
			EN: "“{text}”{at} is what the template has there (“{excerpt}”).",
		}},
		Kinds:   []string{"narrative"},
		Source:  "《地方预决算公开操作规程》：内容完整、准确",
		Example: "“下降（增长）27.78%”、XX",
		Run:     placeholders,
	})
}

var templateWords = []*pattern.Pattern{
	pattern.MustCompile(`[XＸ×]{2,}|待填|待补充|此处填写|请填写|[0-9]*XX[0-9]*(?:年|万元|元)`),
	// a reason or a purpose that was not filled in
	pattern.MustCompile(`主要(?:原因|用于)(?:是|为|系)?[：:]?[。；]|原因(?:是|为|系)[：:]?[。；]`),
	// what the form tells whoever fills it in
	pattern.MustCompile(`请(?:各|根据|结合|按|如实|在此|补充)[^，,。；;]{0,12}(?:填写|填列|说明|删除)|[如若]无[^，,。；;）)]{0,10}[，,]?请?(?:删除|不填)`),
	// a choice that was left open
	pattern.MustCompile(`(?:下降|减少)[（(](?:增长|增加|上升)[）)]|(?:增长|增加|上升)[（(](?:下降|减少)[）)]|增加/减少|减少/增加|增长/下降`),
}

// ofTemplate is from how many of its words on a document is the template
// itself, and no disclosure.
const ofTemplate = 30

func placeholders(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for _, passage := range p.Passages() {
		first := firsts(&passage)
		for _, words := range templateWords {
			for n, m := range passage.Matches(words) {
				out = append(out, verify.Notice(fmt.Sprintf("%s-%d-%s", passage.ID, n, m.Text(0)), m.Quote(0), "",
					verify.Args{"excerpt": excerpt(&passage, first(m.Text(0)))}))
			}
		}
	}
	if len(out) >= ofTemplate {
		return nil, nil
	}
	return out, nil
}
