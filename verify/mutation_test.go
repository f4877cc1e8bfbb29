package verify_test

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
)

// misprint changes one digit of the whole part of an amount, the first, so
// that the change is beyond rounding.
func misprint(text string) string {
	i := strings.IndexAny(text, "0123456789")
	return text[:i] + string('1'+(text[i]-'0'+6)%9) + text[i+1:]
}

// slip is a way in which people print a figure wrongly.
type slip struct {
	name string
	// of is the figure as it is printed then, of what stands there and what
	// stands in the row below; it is as it was where there is no such mistake.
	of func(text, below string) string
}

// slips: the first changes what is counted for every figure, the others are
// tried beside it, so that nothing is made for one of them.
var slips = []slip{
	{"a digit", func(text, _ string) string { return misprint(text) }},
	{"two digits exchanged", func(text, _ string) string {
		whole, _, _ := strings.Cut(text, ".")
		for i := 0; i+1 < len(whole); i++ {
			if a, b := text[i], text[i+1]; a >= '0' && b >= '0' && a != b {
				return text[:i] + string([]byte{b, a}) + text[i+2:]
			}
		}
		return text
	}},
	{"a digit left out", func(text, _ string) string {
		whole, _, _ := strings.Cut(strings.ReplaceAll(text, ",", ""), ".")
		if len(strings.TrimLeft(whole, "-")) < 3 {
			return text
		}
		text = strings.ReplaceAll(text, ",", "")
		return text[:len(whole)-2] + text[len(whole)-1:]
	}},
	{"the point one place on", func(text, _ string) string {
		a := amount.Parse(text)
		return a.Value.Shift(1).StringFixed(max(a.Decimals, 0))
	}},
	{"the figure of the row below", func(text, below string) string {
		if amount.Parse(below).Kind != amount.Number {
			return text
		}
		return below
	}},
}

// rate counts the changes that are found, those of them whose figure a finding
// names first, those that an error points at, and all; and of those whose
// figure stands in two checks or more, how many are found and named first.
type rate struct{ found, first, errors, tried, crossed, crossedFirst int }

func (r rate) String() string {
	return fmt.Sprintf("%4d of %4d (%.1f%%), %d first (%.1f%%; %d of %d where checks intersect, %.1f%%), "+
		"%d errors (%.1f%%)", r.found, r.tried, percent(r.found, r.tried), r.first, percent(r.first, r.found),
		r.crossedFirst, r.crossed, percent(r.crossedFirst, r.crossed), r.errors, percent(r.errors, r.tried))
}

// add counts a change: whether a finding names it, and names it first, and
// whether it stands in two checks or more.
func (r *rate) add(found, first, crossed bool) {
	r.tried++
	for _, c := range []struct {
		is bool
		n  *int
	}{{found, &r.found}, {found && first, &r.first}, {found && crossed, &r.crossed},
		{found && first && crossed, &r.crossedFirst}} {
		if c.is {
			*c.n++
		}
	}
}

// intersecting is in how many checks a figure stands that a wrong one may
// break: of figures, that hold, and that did not decide how a table is read.
func intersecting(checks []schema.Check, is func(*schema.Operand) bool) (n int) {
	for i := range checks {
		c := &checks[i]
		if c.Selected || c.Outcome == schema.NotCheckable || len(c.Operands) < 2 {
			continue
		}
		if slices.ContainsFunc(c.Operands, func(o schema.Operand) bool { return is(&o) }) {
			n++
		}
	}
	return n
}

func percent(part, whole int) float64 { return 100 * float64(part) / float64(max(whole, 1)) }

// mutate makes a mistake in every nth amount of the tables in turn and counts,
// by table kind, those that a finding points at.
func mutate(docs map[string][]textTable, nth int, m slip) (byKind map[string]*rate, survivors []string) {
	byKind = map[string]*rate{}
	count := 0
	for _, name := range keys(docs) {
		clean := record(name, docs[name])
		checks, before := run(clean)
		known := map[string]bool{}
		for _, f := range before {
			known[f.ID] = true
		}
		for i, tt := range docs[name] {
			for k := range clean.Tables[i].Cells {
				cell := clean.Tables[i].Cells[k]
				if cell.Amount == nil || strings.HasPrefix(tt.Kind, "performance") {
					continue
				}
				if count++; count%nth != 0 {
					continue
				}
				text := m.of(cell.Text, below(clean.Tables[i].Cells, &cell))
				if text == cell.Text {
					continue
				}
				r := byKind[tt.Kind]
				if r == nil {
					r = &rate{}
					byKind[tt.Kind] = r
				}
				a := amount.Parse(text)
				changed := *cell.Amount
				changed.Text, changed.Value, changed.Decimals = text, a.Value, a.Decimals
				cells := append([]schema.Cell(nil), clean.Tables[i].Cells...)
				cells[k].Text, cells[k].Amount = text, &changed
				rec := *clean
				rec.Tables = append([]schema.Table(nil), clean.Tables...)
				rec.Tables[i].Cells = cells
				_, findings := run(&rec)
				at := points(findings, known, rec.Tables[i].ID, cell.Row, cell.Column)
				n := intersecting(checks, func(o *schema.Operand) bool {
					return o.TableID == rec.Tables[i].ID && o.Row == cell.Row && o.Column == cell.Column
				})
				r.add(at >= 0, at == 0, n > 1)
				if at != 0 {
					survivors = append(survivors, fmt.Sprintf("%s (%d checks): %s 《%s》 %v: %s -> %s",
						map[bool]string{true: "not first", false: "not found"}[at > 0], n, name, tt.Title,
						tt.Rows[cell.Row-len(tt.Header)], cell.Text, text))
				}
			}
		}
	}
	return byKind, survivors
}

// below is what stands under a cell.
func below(cells []schema.Cell, of *schema.Cell) string {
	for i := range cells {
		if c := &cells[i]; c.Row == of.Row+1 && c.Column == of.Column {
			return c.Text
		}
	}
	return ""
}

// points is the place of a cell in the evidence of a finding that was not known
// before, the first there is; -1 if none points at it.
func points(findings []schema.Finding, known map[string]bool, table string, row, col int) int {
	first := -1
	for _, f := range findings {
		if known[f.ID] {
			continue
		}
		for i, o := range f.Evidence {
			if o.TableID == table && o.Row == row && o.Column == col && (first < 0 || i < first) {
				first = i
			}
		}
	}
	return first
}

// plus adds what another rate counts.
func (r *rate) plus(o *rate) {
	r.found += o.found
	r.first += o.first
	r.errors += o.errors
	r.crossed += o.crossed
	r.crossedFirst += o.crossedFirst
	r.tried += o.tried
}

// sum is the rate of all kinds.
func sum(byKind map[string]*rate) (all rate) {
	for _, r := range byKind {
		all.plus(r)
	}
	return all
}

func report(t *testing.T, byKind map[string]*rate, survivors []string) rate {
	kinds := keys(byKind)
	sort.Strings(kinds)
	for _, k := range kinds {
		t.Logf("%-36s %s", k, byKind[k])
	}
	all := sum(byKind)
	t.Logf("%-36s %s", "all", all)
	for _, s := range survivors {
		t.Log(s)
	}
	return all
}

// TestMutationTruth prints, for the hand-verified documents, how many changes
// of one amount are found: go test ./verify -run TestMutationTruth -v
func TestMutationTruth(t *testing.T) {
	byKind, survivors := mutate(truth(t), sample(5), slips[0])
	all := report(t, byKind, survivors)
	wantRate(t, all)
	if all.first*100 < 85*all.found {
		t.Errorf("%s: fewer than 85%% name the changed figure first", all)
	}
	wantFirst(t, all)
}

// TestMutation does the same on the invented documents.
func TestMutation(t *testing.T) {
	byKind, survivors := mutate(invented(), 1, slips[0])
	all := report(t, byKind, survivors)
	wantRate(t, all)
	if 100*all.first < 75*all.found { // little else stands in these tables
		t.Errorf("%s: fewer than 75%% name the changed figure first", all)
	}
}

func invented() map[string][]textTable {
	docs := map[string][]textTable{}
	for rule, tt := range ruleCases {
		if !strings.HasSuffix(rule, "of_which") {
			docs[rule] = []textTable{tt}
		}
	}
	return docs
}

// TestMutationKinds makes mistakes of other kinds in the same documents and in
// those of governments: go test ./verify -run TestMutationKinds -v
func TestMutationKinds(t *testing.T) {
	for set, try := range map[string]func(*testing.T, slip) rate{
		"invented": func(_ *testing.T, m slip) rate {
			byKind, _ := mutate(invented(), 1, m)
			return sum(byKind)
		},
		"published": func(t *testing.T, m slip) rate {
			byKind, _ := mutate(truth(t), 2*sample(30), m)
			return sum(byKind)
		},
		"governments": func(t *testing.T, m slip) rate {
			byKind, _ := mutateGovernments(t, 10*sample(12), m)
			return sum(byKind)
		},
	} {
		t.Run(set, func(t *testing.T) {
			var all rate
			for _, m := range slips[1:] {
				r := try(t, m)
				t.Logf("%-28s %s", m.name, r)
				all.plus(&r)
			}
			t.Logf("%-28s %s", "all", all)
			wantRate(t, all)
			least := 85
			if set == "invented" {
				least = 75 // little else stands in these tables
			}
			if 100*all.first < least*all.found {
				t.Errorf("%s: fewer than %d%% name the changed figure first", all, least)
			}
		})
	}
}

func wantRate(t *testing.T, all rate) {
	if float64(all.found) < 0.95*float64(all.tried) {
		t.Errorf("found %s of the changes", all)
	}
}

// wantFirst: where checks intersect, the changed figure is the one named first.
func wantFirst(t *testing.T, all rate) {
	t.Helper()
	if 100*all.crossedFirst < 90*all.crossed {
		t.Errorf("%s: fewer than 90%% name the changed figure first where checks intersect", all)
	}
}
