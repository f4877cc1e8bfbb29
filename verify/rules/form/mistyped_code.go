package form

import (
	"context"

	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "mistyped_code",
		TitleZH:  "科目编码没有误印",
		TitleEN:  "No code of the functional classification is mistyped",
		Severity: schema.SeverityWarning,
		Messages: verify.Messages{"": {
			ZH: "《{title}》{on}“{row}”行的科目编码{text}似为{fits}之误：{place}的同名科目金额相同，本表却没有{fits}。",
			EN: "Table “{title}”{on}, row “{row}”: the code {text} seems to be {fits}. The line of that name has the same " +
				"amount in {place}, and this table has no {fits}.",
		}},
		Kinds:   []string{"any"},
		Source:  "《政府收支分类科目》",
		Example: "7-11-02 行政事业单位医疗 60.21 ｜ 另一张表 210-11-02 行政事业单位医疗 60.21",
		Run:     mistypedCode,
	})
}

// codedLabel is a label that begins with digits that are no code.
var codedLabel = pattern.MustCompile(`^([0-9]{3,8})([\p{Han}（）()、]{2,})$`)

// nameAmount is a name with an amount in yuan.
type nameAmount struct{ name, yuan string }

// codedLine is a line of a table, by its name, with the code it has.
type codedLine struct {
	fact       *schema.Fact
	code, name string
	known      bool // of the classification, with its name
}

// codedLines are the lines of all expenditure of the tables that have codes.
func codedLines(p *verify.Pass) (out []codedLine) {
	seen := map[[2]any]bool{}
	for i := range p.Record.Facts {
		f := &p.Record.Facts[i]
		if seen[[2]any{f.TableID, f.Row}] || f.Economic != "" || f.Project != "" || f.Nature != "" ||
			!verify.Tabled(f) || f.Amount.Value.IsZero() {
			continue
		}
		line := codedLine{f, f.Function, verify.PlainName(f.CodeName), f.Function != "" && f.CodeNote == ""}
		if m := codedLabel.FindStringSubmatch(f.RowLabel); f.Function == "" && m != nil {
			line.code, line.name = m[1], verify.PlainName(m[2])
		}
		if line.code != "" && line.name != "" {
			seen[[2]any{f.TableID, f.Row}] = true
			out = append(out, line)
		}
	}
	return out
}

// enoughTimes is how many tables print a name and an amount under one code
// before another code that may have that name too is taken for mistyped.
const enoughTimes = 2

// mistypedCode looks for a line whose code no other table has, while one has
// its name and its amount under a code that this table lacks.
func mistypedCode(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	lines := codedLines(p)
	tables := map[string]map[string]bool{}         // by code, those that print it
	right := map[nameAmount]map[string]codedLine{} // by code, the first line
	for _, l := range lines {
		if tables[l.code] == nil {
			tables[l.code] = map[string]bool{}
		}
		tables[l.code][l.fact.TableID] = true
		if k, ok := nameAmountOf(l); ok && l.known {
			if right[k] == nil {
				right[k] = map[string]codedLine{}
			}
			if _, have := right[k][l.code]; !have {
				right[k][l.code] = l
			}
		}
	}
	for _, l := range lines {
		k, ok := nameAmountOf(l)
		if !ok || len(tables[l.code]) > 1 {
			continue
		}
		fits, only := otherCode(right[k], l.code)
		if !only || tables[fits.code][l.fact.TableID] || l.known && len(tables[fits.code]) < enoughTimes {
			continue
		}
		o := p.OfFact(l.fact).Operand
		o.Text = l.code
		on := verify.Text{}
		if o.Page > 0 {
			on = verify.At(o.Page)
		}
		r := verify.Notice(verify.Tail(l.fact.TableID)+"-"+l.code, o, "", verify.Args{"fits": fits.code,
			"row": l.name, "on": on, "place": verify.Where(p.OfFact(fits.fact).Operand)})
		r.Operands = append(r.Operands, p.OfFact(fits.fact).Operand)
		r.OfLines = true
		out = append(out, r)
	}
	return out, nil
}

// otherCode is the one line of other codes than a given one; false if there is
// none or more than one.
func otherCode(lines map[string]codedLine, code string) (other codedLine, only bool) {
	for c, l := range lines {
		if c == code {
			continue
		}
		if only {
			return other, false
		}
		other, only = l, true
	}
	return other, only
}

func nameAmountOf(l codedLine) (nameAmount, bool) {
	i, ok := verify.Worth(l.fact.Amount).In("元")
	return nameAmount{l.name, i.Mid().String()}, ok
}
