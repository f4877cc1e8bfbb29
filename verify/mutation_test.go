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

// mutate changes every nth amount of the tables in turn and counts, by table
// kind, the changes that a finding points at.
func mutate(t *testing.T, docs map[string][]textTable, nth int) (byKind map[string]*rate, survivors []string) {
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
				r := byKind[tt.Kind]
				if r == nil {
					r = &rate{}
					byKind[tt.Kind] = r
				}
				text := misprint(cell.Text)
				a := amount.Parse(text)
				changed := *cell.Amount
				changed.Text, changed.Value = text, a.Value
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

func report(t *testing.T, byKind map[string]*rate, survivors []string) rate {
	var all rate
	kinds := keys(byKind)
	sort.Strings(kinds)
	for _, k := range kinds {
		t.Logf("%-36s %s", k, byKind[k])
		all.found += byKind[k].found
		all.first += byKind[k].first
		all.errors += byKind[k].errors
		all.crossed += byKind[k].crossed
		all.crossedFirst += byKind[k].crossedFirst
		all.tried += byKind[k].tried
	}
	t.Logf("%-36s %s", "all", all)
	for _, s := range survivors {
		t.Log(s)
	}
	return all
}

// TestMutationTruth prints, for the hand-verified documents, how many changes
// of one amount are found: go test ./verify -run TestMutationTruth -v
func TestMutationTruth(t *testing.T) {
	byKind, survivors := mutate(t, truth(t), sample(5))
	all := report(t, byKind, survivors)
	wantRate(t, all)
	if all.first*100 < 85*all.found {
		t.Errorf("%s: fewer than 85%% name the changed figure first", all)
	}
	wantFirst(t, all)
}

// TestMutation does the same on the invented documents.
func TestMutation(t *testing.T) {
	docs := map[string][]textTable{}
	for rule, tt := range ruleCases {
		if !strings.HasSuffix(rule, "of_which") {
			docs[rule] = []textTable{tt}
		}
	}
	byKind, survivors := mutate(t, docs, 1)
	wantRate(t, report(t, byKind, survivors))
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
