package form

import (
	"context"
	"fmt"
	"slices"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/zh"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "table_number",
		TitleZH:  "表号齐全、不重复",
		TitleEN:  "Tables have their numbers, once each",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{
			"without": {
				ZH: "《{title}》缺少表号（应为{spelt}）。",
				EN: "Table “{title}” has no number where {due} is due.",
			},
			"twice": {
				ZH: "《{title}》的表号{text}与前一张表重复。",
				EN: "Table “{title}” has the number {text} of the table before.",
			},
			"gap": {
				ZH: "《{title}》（{text}）之前没有{spelt}。",
				EN: "No table has the number {due} before “{title}” ({text}).",
			},
		},
		Kinds:   []string{"any"},
		Source:  "行文规范",
		Example: "表3、（无）、表5",
		Run:     tableNumber,
	})
}

// tableNumber looks, where tables are numbered, for one that lacks its number,
// has that of the one before it, or comes after one that is missing. Of
// several that are missing a publisher may have left out what does not apply.
func tableNumber(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	s := numberedTables(p.Record.Tables)
	whole := s.missing() == 1 && (p.Record.Status == "" || p.Record.Status == schema.StatusRead)
	for i, n := range s.numbers {
		t, previous := &p.Record.Tables[i], s.at(i-1)
		if t.Layout == nil || previous <= 0 {
			continue
		}
		var message string
		due := previous + 1
		switch {
		case n == 0 && s.at(i+1) == previous+2 && !s.have[due]:
			message = "without"
		case n == previous && !sameForm(&p.Record.Tables[i-1], t):
			message = "twice"
		case n == previous+2 && whole && !s.have[due] && previous != s.at(i-2) && n != s.at(i+1) &&
			p.Record.Document != nil && !speaksOf(p.Record.Document, due):
			message = "gap"
		default:
			continue
		}
		out = append(out, verify.Notice(verify.Tail(t.ID), p.OfTable(t, t.Layout.Number), message,
			verify.Args{"title": t.Layout.Title, "spelt": s.spell(due), "due": due}))
	}
	return out, nil
}

// numberForm takes the number of a table apart: 公开03表, 附表3, 公开表三.
var numberForm = pattern.MustCompile(`^(\p{Han}*?)(?:([0-9]{1,2})(表)|表([0-9]{1,2}|[一二三四五六七八九十]{1,3}))$`)

// series is how the tables of a document are numbered.
type series struct {
	numbers       []int // of every table; 0 without one, -1 if it is counted otherwise
	have          map[int]bool
	before, after string // what stands before and behind the digits
}

// shortestSeries is how many tables make a series.
const shortestSeries = 3

// numberedTables is the series that most tables are counted in, without
// numbers if there is none.
func numberedTables(tables []schema.Table) series {
	s := series{numbers: make([]int, len(tables)), have: map[int]bool{}}
	type form struct{ before, after string }
	forms, count := make([]string, len(tables)), map[string]int{}
	spelt, best := map[string]form{}, ""
	for i := range tables {
		t := tables[i].Layout
		if t == nil || t.Number == "" {
			continue
		}
		s.numbers[i] = -1
		m := numberForm.FindStringSubmatch(t.Number)
		if m == nil {
			continue
		}
		n := zh.Number(m[2] + m[4])
		if n <= 0 {
			continue
		}
		s.numbers[i], forms[i] = n, m[1]+m[3]
		if _, known := spelt[forms[i]]; !known {
			spelt[forms[i]] = form{m[1], m[3]}
		}
		if count[forms[i]]++; count[forms[i]] > count[best] {
			best = forms[i]
		}
	}
	if count[best] < shortestSeries {
		return series{}
	}
	for i, n := range s.numbers {
		switch {
		case n > 0 && forms[i] == best:
			s.have[n] = true
		case n > 0:
			s.numbers[i] = -1
		}
	}
	s.before, s.after = spelt[best].before, spelt[best].after
	return s
}

func (s *series) at(i int) int {
	if i < 0 || i >= len(s.numbers) {
		return 0
	}
	return s.numbers[i]
}

// missing is how many numbers of the series no table has.
func (s *series) missing() (n int) {
	for i, last := 1, slices.Max(append(s.numbers, 0)); i < last; i++ {
		if !s.have[i] {
			n++
		}
	}
	return n
}

// spell writes a number as the series does.
func (s *series) spell(n int) string {
	if s.after != "" {
		return fmt.Sprintf("%s%02d表", s.before, n)
	}
	return fmt.Sprintf("%s表%d", s.before, n)
}

// sameForm reports tables that may share a number: forms of several projects,
// the parts of one table.
func sameForm(a, b *schema.Table) bool {
	return document.Squeeze(a.Layout.Title) == document.Squeeze(b.Layout.Title) || verify.OfPerformance(a.Kind) ||
		verify.OfPerformance(b.Kind) ||
		a.Kind == b.Kind && a.Kind != schema.OtherTable && a.Kind != ""
}

// speaksOf reports that a table of a number is named somewhere in the text, or
// was read as part of another.
func speaksOf(d *document.Document, n int) bool {
	named := pattern.MustCompile(fmt.Sprintf(`表0?%[1]d(?:[^0-9.]|$)|(?:^|[^0-9])0?%[1]d表|表%[2]s`, n, zh.Numeral(n)))
	for p := range d.Pages {
		for i := range d.Pages[p].Blocks {
			if named.MatchString(document.Squeeze(d.Pages[p].Blocks[i].Text)) {
				return true
			}
		}
	}
	return false
}
