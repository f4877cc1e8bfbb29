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
		ID:       "names",
		TitleZH:  "说明中的科目名称与各表一致",
		TitleEN:  "The narrative names classes, sections and items as the tables do",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{"": {
			ZH: "“{text}”（{level}）{at}这一科目名称只见于说明，各表均无。",
			EN: "“{text}” ({level}){at} stands in the narrative only: no table has this name.",
		}},
		Kinds:   []string{"narrative", "any"},
		Source:  "《政府收支分类科目》",
		Example: "说明“医疗卫生与计划生育支出（210类）” ｜ 表“卫生健康支出”",
		Run:     names,
	})
}

var (
	codeLevel = pattern.MustCompile(`[（(](?:[0-9]{2,7})?(类|款|项)[）)]`)
	nameEnd   = pattern.MustCompile(`[\p{Han}、（）()]{2,40}$`)
)

// enoughNames is how many names of tables, and how many of the narrative that
// are among them, there must be before one that is not is wrong.
const enoughNames = 3

// tableNames are what tables call the classes, sections and items.
type tableNames struct {
	all   map[string]bool
	level map[string]map[string]bool // 类, 款, 项
}

func namesOfTables(facts []schema.Fact) tableNames {
	out := tableNames{map[string]bool{}, map[string]map[string]bool{"类": {}, "款": {}, "项": {}}}
	for i := range facts {
		f := &facts[i]
		if f.CodeName == "" || f.Function == "" {
			continue
		}
		name := verify.PlainName(f.CodeName)
		level := out.level[map[int]string{3: "类", 5: "款", 7: "项"}[len(f.Function)]]
		for _, n := range []string{name, strings.TrimSuffix(name, "支出")} {
			out.all[n] = true
			if level != nil {
				level[n] = true
			}
		}
	}
	return out
}

// of are the names that one of a level may be; nil if the tables print none.
func (t *tableNames) of(level string) map[string]bool {
	switch n := len(t.level[level]); {
	case n == 0:
		return nil
	case n >= enoughNames:
		return t.level[level]
	}
	return t.all
}

// names holds each name of the narrative against those of the tables, once. A
// document without tables that name them, or whose names mostly differ,
// accuses nobody.
func names(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	known := namesOfTables(p.Record.Facts)
	seen := map[string]bool{}
	holds := 0
	for _, passage := range p.Narrative() {
		passage = passage.Squeeze()
		end := 0
		for n, mark := range passage.Matches(codeLevel) {
			printed := strings.TrimLeft(nameEnd.FindString(passage.Text[end:mark.At[0]]), "、")
			name, level := verify.PlainName(printed), mark.Text(1)
			end = mark.At[1]
			if name == "" || seen[name+level] {
				continue
			}
			seen[name+level] = true
			of := known.of(level)
			if of == nil {
				continue
			}
			if endsIn(name, of) {
				holds++
				continue
			}
			o := passage.Quote(mark.At[0]-len(printed), mark.At[0])
			o.Text = name
			out = append(out, verify.Notice(fmt.Sprintf("%s-%d", passage.ID, n), o, "", verify.Args{"level": level}))
		}
	}
	for i := range out {
		switch {
		case len(known.all) < enoughNames:
			out[i] = out[i].NotCheckable(verify.ReasonNoTables)
		case holds < enoughNames || holds < 2*len(out):
			out[i] = out[i].NotCheckable(verify.ReasonOtherNames)
		}
	}
	return out, nil
}

func endsIn(name string, known map[string]bool) bool {
	r := []rune(name)
	for i := range r {
		if known[string(r[i:])] || known[strings.TrimSuffix(string(r[i:]), "支出")] {
			return true
		}
	}
	return false
}
