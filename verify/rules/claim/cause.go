package claim

import (
	"context"
	_ "embed"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "cause",
		TitleZH:  "变动原因与报表数字不相矛盾",
		TitleEN:  "The reason given for a change does not contradict the figures",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{
			"moved": {
				ZH: "“{quote}”{at}的变动原因写作“{reason}”，所涉各项却都{way}：{list}。",
				EN: "“{quote}”{at} is explained by “{reason}”, but all of what that names {way}: {list}.",
			},
			"elsewhere": {
				ZH: "“{quote}”{at}的变动原因提到“{project}”，《{other_title}》却将其列入{function}科目。",
				EN: "“{quote}”{at} is explained by the project “{project}”, which table “{other_title}” has " +
					"under {function}.",
			},
			"outside": {
				ZH: "“{quote}”{at}的变动原因提到“{what}”，人员经费不属于运行经费。",
				EN: "“{quote}”{at} is explained by “{what}”, which is personnel expenditure and no part of " +
					"the operating cost.",
			},
		},
		Answers: []verify.Part{verify.PartReason},
		Kinds:   []string{"narrative"},
		Source:  "《地方预决算公开操作规程》：说明应与报表一致",
		Example: "“增加14.56万元，主要原因是公积金缴费基数增加” ｜ 住房公积金减少2.88万元",
		Run:     causes,
	})
}

//go:embed words.yaml
var wordsYAML []byte

// words is words.yaml compiled.
var words = loadWords()

type wordList struct {
	notOperating *pattern.Pattern
	net          *pattern.Pattern
	causes       []cause
	purposes     []*pattern.Pattern
	classes      []class
}

// class is one in which personnel is paid: its name, and what it is used for.
type class struct{ name, words *pattern.Pattern }

// cause is something that reasons of changes name, with the coordinates that
// tell how it moved.
type cause struct {
	words     *pattern.Pattern
	functions []string // the items (项) it is paid from: these tell of nothing else
	natures   []string // kinds of spending it is the largest part of
}

func loadWords() (w wordList) {
	var y struct {
		NotOperating string   `yaml:"not_operating"`
		Net          string   `yaml:"net"`
		Purposes     []string `yaml:"purposes"`
		Classes      []struct{ Name, Words string }
		Causes       []struct {
			Words     string   `yaml:"words"`
			Functions []string `yaml:"functions"`
			Natures   []string `yaml:"natures"`
		} `yaml:"causes"`
	}
	if err := yaml.UnmarshalWithOptions(wordsYAML, &y, yaml.Strict()); err != nil {
		panic("verify: words.yaml of claims: " + err.Error())
	}
	w.notOperating = pattern.MustCompile(y.NotOperating)
	w.net = pattern.MustCompile(y.Net)
	for _, c := range y.Causes {
		w.causes = append(w.causes, cause{pattern.MustCompile(c.Words), c.Functions, c.Natures})
	}
	for _, of := range y.Purposes {
		w.purposes = append(w.purposes, pattern.MustCompile(of))
	}
	for _, c := range y.Classes {
		w.classes = append(w.classes, class{pattern.MustCompile(c.Name), pattern.MustCompile(c.Words)})
	}
	return w
}

func causes(ctx context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for _, s := range verify.InTime(ctx, statements.Of(p)) {
		if s.Reason == "" || s.Source.TableID != "" || !s.moves() {
			continue
		}
		for _, find := range []func(*verify.Pass, *statement) (verify.Result, bool){causeMoved, causeElsewhere,
			causeOutside} {
			if r, ok := find(p, s); ok {
				out = append(out, r)
				break
			}
		}
	}
	return out, nil
}

// because is a finding about the reason of a change.
func because(p *verify.Pass, s *statement, message string, args verify.Args) verify.Result {
	return verify.Notice(s.key, s.figure(p, s.Change), message, s.args(args))
}

// causeMoved: what a reason says rose did not fall. It speaks up only where
// everything the reason names moved the other way, and an item that tells of
// nothing else is among it.
func causeMoved(p *verify.Pass, s *statement) (r verify.Result, ok bool) {
	if s.Function != "" || s.Economic != "" || s.Item != "" || s.Nature != "" || !verify.Money(s.Change) {
		return r, false
	}
	rises := s.Direction == "increase"
	named, ok := causesNamed(p.Record, s.Reason, rises)
	if !ok {
		return r, false
	}
	var against []verify.Observation
	seen := map[schema.Operand]bool{}
	telling := false
	for _, k := range named {
		for _, m := range movements(p, s, k) {
			if (m.Direction == "increase") == rises {
				r = because(p, s, "moved", nil)
				r.Operands = append(r.Operands, m.figure(p, m.Change))
				r.Outcome = schema.Exact
				return r, true
			}
			telling = telling || len(k.functions) > 0
			o := p.OfClaim(m.Claim, m.Change)
			if !seen[o.Operand] {
				seen[o.Operand] = true
				against = append(against, o)
			}
		}
	}
	if len(against) == 0 && slices.ContainsFunc(named, func(k cause) bool { return len(k.functions) > 0 }) {
		return verify.NotCheckable(s.key, verify.ReasonAlone, s.figure(p, s.Change)), true
	}
	if !telling {
		return r, false
	}
	var list, listEN []string
	for _, o := range against {
		figure := verify.Written(o.Operand.Text, o.Unit)
		list = append(list, verify.Quoted(o.Operand.RowLabel)+figure)
		listEN = append(listEN, verify.Quoted(o.Operand.RowLabel)+" "+figure)
	}
	way := verify.Text{ZH: "减少", EN: "fell"}
	if !rises {
		way = verify.Text{ZH: "增加", EN: "rose"}
	}
	r = because(p, s, "moved",
		verify.Args{"reason": s.Reason, "way": way, "list": verify.Text{ZH: strings.Join(list, "，"),
			EN: strings.Join(listEN, ", ")}})
	for _, o := range against {
		r.Operands = append(r.Operands, o.As(0))
	}
	return r, true
}

// causesNamed are the causes that a reason names, clause by clause; false if
// it weighs one thing against another.
func causesNamed(lexicon schema.Lexicon, reason string, rises bool) (out []cause, ok bool) {
	for _, clause := range strings.FieldsFunc(reason, func(r rune) bool { return strings.ContainsRune("，,；;。", r) }) {
		up, down := lexicon.Moves(clause)
		if up && down || (up || down) && up != rises {
			return nil, false
		}
		for _, k := range words.causes {
			if k.words.MatchString(clause) {
				out = append(out, k)
			}
		}
	}
	return out, true
}

// moving are the statements of how expenditure moved, by its item (项) or by
// its kind.
var moving = verify.NewView(func(p *verify.Pass) map[nameAt][]*statement {
	out := map[nameAt][]*statement{}
	for _, s := range statements.Of(p) {
		if !verify.Money(s.Change) || s.Change.Value.IsZero() || !s.moves() || s.Economic != "" || s.Item != "" ||
			s.Project != "" || s.Flow != "expenditure" {
			continue
		}
		switch {
		case s.Nature == "":
			k := nameAt{s.Function, s.Stage}
			out[k] = append(out[k], s)
		case s.Function == "":
			k := nameAt{string(s.Nature), s.Stage}
			out[k] = append(out[k], s)
		}
	}
	return out
})

// movements are the changes printed of what a cause names, of the fund of a
// statement or one that holds it, in their order.
func movements(p *verify.Pass, s *statement, k cause) (out []*statement) {
	for _, name := range slices.Concat(k.functions, k.natures) {
		for _, o := range tried(moving.Of(p)[nameAt{name, s.Stage}]) {
			if o != s && related(o.Fund, s.Fund) {
				out = append(out, o)
			}
		}
	}
	slices.SortFunc(out, func(a, b *statement) int { return a.index - b.index })
	return out
}

// causeElsewhere: the project that is to explain the change of an item is paid
// from that item.
func causeElsewhere(p *verify.Pass, s *statement) (r verify.Result, ok bool) {
	if len(s.Function) != 7 {
		return r, false
	}
	var other *schema.Fact
	first := len(p.Record.Facts)
	for _, paid := range projectItems.Of(p).In(s.Reason) {
		of := paid[s.Stage]
		switch {
		case of == nil:
		case of.functions[s.Function]:
			return r, false
		case of.first < first:
			first, other = of.first, &p.Record.Facts[of.first]
		}
	}
	if other == nil {
		return r, false
	}
	at := p.OfFact(other)
	r = because(p, s, "elsewhere",
		verify.Args{"project": other.Project, "other_title": verify.Titled(at.Operand.TableTitle),
			"function": other.Function})
	r.Operands = append(r.Operands, at.As(0))
	return r, true
}

// paidFrom is what the tables print for the projects of one name at a stage.
type paidFrom struct {
	first     int             // fact
	functions map[string]bool // the items they are paid from
}

// shortestProject is how many characters the name of a project has; shorter
// ones are words of the language.
const shortestProject = 5

// projectItems are the projects of tables with the items they are paid from,
// by stage, under their names, if only without 经费 or 项目.
var projectItems = verify.NewView(func(p *verify.Pass) *verify.NameTree[map[schema.Stage]*paidFrom] {
	tree := &verify.NameTree[map[schema.Stage]*paidFrom]{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		name := plainSubject(f.Project)
		if len(f.Function) != 7 || f.Economic != "" || !verify.Money(f.Amount) || f.Amount.Value.IsZero() ||
			len([]rune(name)) < shortestProject {
			continue
		}
		stages := tree.At(name)
		if *stages == nil {
			*stages = map[schema.Stage]*paidFrom{}
		}
		of := (*stages)[f.Stage]
		if of == nil {
			of = &paidFrom{i, map[string]bool{}}
			(*stages)[f.Stage] = of
		}
		of.functions[f.Function] = true
	}
	return tree
})

// causeOutside: what is to explain the change of the operating cost (公用经费
// by its definition) is a part of it.
func causeOutside(p *verify.Pass, s *statement) (r verify.Result, ok bool) {
	what := words.notOperating.FindString(s.Reason)
	if s.Item != "operating_cost" || what == "" {
		return r, false
	}
	return because(p, s, "outside", verify.Args{"what": what}), true
}
