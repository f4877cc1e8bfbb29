package form

import (
	"context"
	"strings"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "code_name",
		TitleZH:  "科目编码与科目名称相符",
		TitleEN:  "A code is printed with its official name",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{
			"official": {
				ZH: "《{title}》{code}印为“{text}”，科目名称应为“{name}”。",
				EN: "Table “{title}” prints code {code} as “{text}”; its official name is “{name}”.",
			},
			"tables": {
				ZH: "《{title}》{code}印为“{text}”，其他各表印为“{name}”。",
				EN: "Table “{title}” prints code {code} as “{text}”, the other tables as “{name}”.",
			},
		},
		Kinds:   []string{"any"},
		Source:  "《政府收支分类科目》",
		Example: "210 印为“医疗卫生与计划生育支出”，2019年起为“卫生健康支出”",
		Run: func(_ context.Context, p *verify.Pass) ([]verify.Result, error) {
			return append(officialNames(p), commonNames(p)...), nil
		},
	})
}

// officialNames holds the name of each code against that of the
// classification, once a name.
func officialNames(p *verify.Pass) (out []verify.Result) {
	seen := map[string]bool{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		code := f.Function + f.Economic
		if f.CodeNote == "" || seen[code+f.CodeName] {
			continue
		}
		seen[code+f.CodeName] = true
		out = append(out, named(p, f, "", "official", f.CodeNote))
	}
	return out
}

func named(p *verify.Pass, f *schema.Fact, key, message, name string) verify.Result {
	o := p.OfFact(f).Operand
	o.Text = f.CodeName
	code := f.Function + f.Economic
	return verify.Notice(code+"-"+verify.Tail(f.TableID)+key, o, message,
		verify.Args{"title": p.Title(f.TableID), "code": code, "name": name})
}

// codeName is a code with a name it is printed with.
type codeName struct{ code, name string }

func codeNameOf(f *schema.Fact) codeName {
	return codeName{f.Function + "/" + f.Economic, strings.TrimSuffix(verify.PlainName(f.CodeName), "支出")}
}

// nameUse is which tables print which names for the codes.
type nameUse struct {
	tables map[codeName]int    // that print it
	names  map[string][]string // of a code, in their order
	first  map[string]*schema.Fact
	full   map[codeName]string
	most   map[string]codeName // what usual gave
}

func nameUses(p *verify.Pass) nameUse {
	u := nameUse{map[codeName]int{}, map[string][]string{}, map[string]*schema.Fact{}, map[codeName]string{},
		map[string]codeName{}}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		k := codeNameOf(f)
		lookedUp := f.Kind.Government() && f.CodeSource == "looked_up" // by any of the words for it
		if k.code == "/" || k.name == "" || f.CodeNote != "" || lookedUp || p.Untitled(f.TableID) {
			continue
		}
		if u.tables[k] == 0 {
			u.names[k.code], u.full[k] = append(u.names[k.code], k.name), f.CodeName
		}
		if at := f.TableID + k.code + k.name; u.first[at] == nil {
			u.first[at] = f
			u.tables[k]++
		}
	}
	return u
}

// usual is the name that most tables print for a code.
func (u *nameUse) usual(code string) codeName {
	if best, known := u.most[code]; known {
		return best
	}
	best := codeName{code, u.names[code][0]}
	for _, n := range u.names[code] {
		if k := (codeName{code, n}); u.tables[k] > u.tables[best] {
			best = k
		}
	}
	u.most[code] = best
	return best
}

// commonNames: a code has one name in all tables of a document. Only a table
// that names most codes as the others do is held against them.
func commonNames(p *verify.Pass) (out []verify.Result) {
	u := nameUses(p)
	type tally struct{ alike, other int }
	tallies := map[string]*tally{}
	type odd struct {
		fact  *schema.Fact
		usual string
	}
	var odds []odd
	seen := map[string]bool{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		own := codeNameOf(f)
		at := f.TableID + own.code
		if len(u.names[own.code]) == 0 || f.CodeNote != "" || seen[at] {
			continue
		}
		seen[at] = true
		t := tallies[f.TableID]
		if t == nil {
			t = &tally{}
			tallies[f.TableID] = t
		}
		usual := u.usual(own.code)
		switch {
		case own == usual:
			t.alike++
		case u.tables[usual] < 2 || u.tables[own] != 1 || strings.Contains(own.name, usual.name) ||
			strings.Contains(usual.name, own.name):
		case u.first[at+own.name] != nil:
			t.other++
			odds = append(odds, odd{u.first[at+own.name], u.full[usual]})
		}
	}
	for _, o := range odds {
		if t := tallies[o.fact.TableID]; t.alike >= 3*t.other {
			out = append(out, named(p, o.fact, "-tables", "tables", o.usual))
		}
	}
	return out
}
