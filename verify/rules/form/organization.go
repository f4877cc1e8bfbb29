package form

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "organization",
		TitleZH:  "单位名称前后一致",
		TitleEN:  "The name of the organization does not change",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{
			"misspelt": {
				ZH: "“{text}”{at}与别处的单位名称“{usual}”不一致。",
				EN: "“{text}”{at} is not the name of the organization elsewhere, “{usual}”.",
			},
			"another": {
				ZH: "“{text}”{at}说的是“{name}”，本文件却是{usual}的，别处也未提到它。",
				EN: "“{text}”{at} speaks of “{name}”, but the document is of {usual} and names it nowhere else.",
			},
			"table": {
				ZH: "《{title}》的单位名称为“{text}”，其他各表为“{usual}”。",
				EN: "Table “{title}” names “{text}”, the other tables “{usual}”.",
			},
		},
		Kinds:   []string{"narrative"},
		Source:  "《地方预决算公开操作规程》：内容准确",
		Example: "规划和自然资源局 ｜ 规划与自然资源局",
		Run: func(_ context.Context, p *verify.Pass) ([]verify.Result, error) {
			return slices.Concat(misspelt(p), anotherOrganization(p), otherOrganization(p)), nil
		},
	})
}

// shortestOrganization is how many characters a name has at least of which
// one that differs in one of them is the same.
const shortestOrganization = 8

// misspelt looks for names that differ in one character from that of the
// organization, once each.
func misspelt(p *verify.Pass) (out []verify.Result) {
	name := []rune(verify.PlainName(p.Record.Profile.Organization))
	if len(name) < shortestOrganization {
		return nil
	}
	seen := map[string]bool{}
	for _, passage := range p.Passages() {
		r := []rune(verify.PlainName(passage.Tight))
		for i := 0; i+len(name) <= len(r); i++ {
			other := string(r[i : i+len(name)])
			if !oneOff(name, r[i:i+len(name)]) || seen[other] {
				continue
			}
			seen[other] = true
			out = append(out, verify.Notice(fmt.Sprintf("%s-%d", passage.ID, i), passage.Named(other), "misspelt",
				verify.Args{"usual": string(name)}))
		}
	}
	return out
}

// ownSentence begins with whose figures it gives.
var ownSentence = pattern.MustCompile(`(?:^|[。；])(?:第[一二三四五六七八九十]部分|[0-9一二三四五六七八九十]+[、.])?([^，。；：:、（）•0-9]{3,30}?` +
	`(?:局|委员会|办公室|办事处|法院|检察院|厅|中心|政府|学校|学院|大学|协会|联合会|总工会))(20[0-9]{2})年(?:度)?` +
	`[^，。；]{0,20}(?:收入|支出|预算|决算|经费|资金)`)

// anotherOrganization looks for sentences that give figures of an organization
// that is named nowhere else, as one that was copied from another document.
func anotherOrganization(p *verify.Pass) (out []verify.Result) {
	own := verify.PlainName(p.Record.Profile.Organization)
	if own == "" {
		return nil
	}
	type place struct {
		passage verify.Passage
		match   verify.Match
	}
	var places []place
	var names []string
	for _, passage := range p.Narrative() {
		passage = passage.Squeeze()
		for _, m := range passage.Matches(ownSentence) {
			name := verify.PlainName(m.Text(1))
			if strings.Contains(name, own) || strings.Contains(own, name) || strings.HasPrefix(name, "本") ||
				strings.Contains(name, "是") || short(own, name) {
				continue
			}
			places, names = append(places, place{passage, m}), append(names, name)
		}
	}
	times := timesNamed(p.Record, names)
	for i, at := range places {
		if times(names[i], -1) > 1 {
			continue
		}
		out = append(out, verify.Notice(fmt.Sprintf("another-%s-%d", at.passage.ID, i), at.match.Quote(0), "another",
			verify.Args{"name": at.match.Text(1), "usual": p.Record.Profile.Organization}))
	}
	return out
}

// short reports a name that leaves out characters of another, the first among
// them: 省人大办公厅 for 江苏省人大常委会办公厅. One that keeps the place it is of and
// leaves out a smaller one is that of another body.
func short(full, name string) bool {
	left := []rune(full)
	for i, r := range []rune(name) {
		at := slices.Index(left, r)
		if at < 0 || i == 0 && at == 0 {
			return false
		}
		left = left[at+1:]
	}
	return true
}

// oneOff reports names of one length that differ in one character, neither the
// first nor the last.
func oneOff(name, other []rune) bool {
	differs := 0
	for k := range name {
		if name[k] == other[k] {
			continue
		}
		if differs > 0 || k == 0 || k == len(name)-1 {
			return false
		}
		differs = k
	}
	return differs > 0
}

// enoughTables is how many tables name an organization before one that names
// another is wrong.
const enoughTables = 3

// otherOrganization: a table names the organization that the other tables
// name. A name that stands elsewhere too is of a unit of its own.
func otherOrganization(p *verify.Pass) (out []verify.Result) {
	count := map[string]int{}
	var order []string
	for i := range p.Record.Tables {
		if name := organizationOf(&p.Record.Tables[i]); name != "" {
			if count[name]++; count[name] == 1 {
				order = append(order, name)
			}
		}
	}
	usual := ""
	for _, name := range order {
		if count[name] > count[usual] {
			usual = name
		}
	}
	if count[usual] < enoughTables {
		return nil
	}
	odd := func(name string) bool {
		return name != "" && name != usual && count[name] == 1 && !strings.Contains(name, usual) &&
			!strings.Contains(usual, name)
	}
	times := timesNamed(p.Record, slices.DeleteFunc(order, func(name string) bool { return !odd(name) }))
	for i := range p.Record.Tables {
		t := &p.Record.Tables[i]
		name := organizationOf(t)
		if !odd(name) || times(name, i) > 1 {
			continue
		}
		out = append(out, verify.Notice(verify.Tail(t.ID), p.OfTable(t, name), "table",
			verify.Args{"title": t.Layout.Title, "usual": usual}))
	}
	return out
}

// organizationOf is whose a table is by the line over it. Forms of projects
// name who carries them out.
func organizationOf(t *schema.Table) string {
	if t.Layout == nil || t.Kind == schema.OtherTable || verify.OfPerformance(t.Kind) {
		return ""
	}
	label, name, found := strings.Cut(document.Squeeze(t.Layout.Organization), "：")
	if !found {
		label, name = "", label
	}
	if strings.Contains(label, "主管") {
		return ""
	}
	name = verify.Bare(verify.PlainName(name))
	for _, part := range []string{"机关", "本级", "本部"} {
		name = strings.TrimSuffix(name, part)
	}
	return name
}

// timesNamed counts how many blocks and cells of other tables than one (-1 for
// none) print a name, for some names, reading the document once.
func timesNamed(rec *schema.Record, names []string) func(name string, except int) int {
	if len(names) == 0 {
		return func(string, int) int { return 0 }
	}
	var tree verify.NameTree[string]
	for _, name := range names {
		*tree.At(name) = name
	}
	all := map[string]int{}
	count := func(text string, own map[string]int) {
		found := tree.In(verify.PlainName(document.Squeeze(text)))
		slices.Sort(found)
		for _, name := range slices.Compact(found) {
			all[name]++
			own[name]++
		}
	}
	if rec.Document != nil {
		for p := range rec.Document.Pages {
			for i := range rec.Document.Pages[p].Blocks {
				count(rec.Document.Pages[p].Blocks[i].Text, map[string]int{})
			}
		}
	}
	inTable := make([]map[string]int, len(rec.Tables))
	for i := range rec.Tables {
		inTable[i] = map[string]int{}
		for k := range rec.Tables[i].Cells {
			count(rec.Tables[i].Cells[k].Text, inTable[i])
		}
	}
	return func(name string, except int) int {
		if except < 0 {
			return all[name]
		}
		return all[name] - inTable[except][name]
	}
}
