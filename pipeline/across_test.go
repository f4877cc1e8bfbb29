package pipeline

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/internal/fixtures"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

// between keeps documents, and what was held between their reports.
type between struct {
	kept
	dataset schema.Dataset
	across  []*schema.Across
}

func (b *between) Write(ctx context.Context, r *schema.Record) error {
	b.dataset.Add(r)
	return b.kept.Write(ctx, r)
}

func (b *between) WriteAcross(_ context.Context, a *schema.Across) error {
	b.across = append(b.across, a)
	return nil
}

// readAcross reads files and holds their reports against each other.
func readAcross(t *testing.T, files []string) (*between, AcrossSummary) {
	t.Helper()
	var sink between
	sink.dataset.Identify = normalize.Builtin().OrganizationID
	across := NewAcross(&sink, &sink.dataset)
	p := Pipeline{Reader: openReader(t), Steps: Steps(Options{}), Workers: 2, Names: map[string]string{}}
	for _, f := range files {
		p.Names[f] = filepath.Base(f)
	}
	if _, err := p.Run(t.Context(), files, across); err != nil {
		t.Fatal(err)
	}
	if err := across.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	return &sink, across.Summary
}

// invented are the invented reports of several bodies and years.
func invented(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(fixtures.Dir(), "_across", "*.md"))
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures", err)
	}
	return files
}

// TestAcross: reports that agree are told to agree, figure by figure, a corrected
// version by its largest change, and nobody is accused; in whatever order the
// documents come.
func TestAcross(t *testing.T) {
	files := invented(t)
	found, summary := readAcross(t, files)
	checks := map[string]int{} // done
	var said []string
	for _, a := range found.across {
		for i := range a.Checks {
			if c := &a.Checks[i]; c.Outcome != schema.NotCheckable {
				checks[c.Rule]++
			}
		}
		for i := range a.Findings {
			f := &a.Findings[i]
			said = append(said, fmt.Sprintf("%s %s %s", f.Rule, f.Severity, f.MessageZH))
			if len(f.Evidence) < 2 || f.Evidence[1].DocumentID == "" || f.Evidence[0].DocumentID != "" {
				t.Errorf("%s does not cite both documents: %+v", f.Rule, f.Evidence)
			}
		}
	}
	if len(said) != 1 || !strings.HasPrefix(said[0], "corrected_version info 更正后的文件（2024-03-12）与原文件（2024-02-20）相比，") ||
		!strings.Contains(said[0], "由838.60万元改为802.60万元") {
		t.Errorf("found: %s", strings.Join(said, "\n"))
	}
	for rule, least := range map[string]int{"prior_year": 37, "initial_budget": 12, "unit_amount": 21, "unit_sum": 1, "within_government": 4,
		"vanished_table": 9, "missing_report": 4, "corrected_version": 1} {
		if checks[rule] < least {
			t.Errorf("%s: %d checks were done, want at least %d", rule, checks[rule], least)
		}
	}
	if summary.Met < 95 || summary.Met > summary.Figures || summary.Inconsistent != 1 {
		t.Errorf("%+v", summary)
	}
	slices.Reverse(files)
	again, _ := readAcross(t, files)
	if diff := cmp.Diff(found.across, again.across); diff != "" {
		t.Errorf("the order of documents changes what is said:\n%s", diff)
	}
}

// TestAcrossMutation changes a figure everywhere in one document, where it was
// held against another, and asks whether that is noticed.
func TestAcrossMutation(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	t.Run("invented", func(t *testing.T) { mutateAcross(t, invented(t), 97) })
	corpus, _ := filepath.Glob(filepath.Join("..", "..", "shared", "corpus", "*"))
	if len(corpus) == 0 {
		t.Skip("no published documents here")
	}
	t.Run("published", func(t *testing.T) {
		var several []string
		for _, f := range corpus {
			for _, name := range []string{"cppcc", "partyoffice", "procuratorate", "wanli"} {
				if strings.Contains(f, name) {
					several = append(several, f)
				}
			}
		}
		mutateAcross(t, several, 97)
	})
}

// mutateAcross wants so many percent of changes noticed.
func mutateAcross(t *testing.T, files []string, least int) {
	found, _ := readAcross(t, files)
	rows, standings := map[string]*schema.Published{}, verify.Standings{}
	for _, r := range found.records {
		if r.Profile.ReportID() != "" {
			rows[r.DocumentID] = schema.PublishedOf(r)
			standings.Add(rows[r.DocumentID].ReportID, verify.StandingOf(rows[r.DocumentID]))
		}
	}
	shelf := verify.NewShelf(&found.dataset, standings, func(_ context.Context, id string) (*schema.Published, error) {
		return rows[id], nil
	})
	accused := func() (n int) {
		err := shelf.Across(t.Context(), rules.All(), func(a *schema.Across) error {
			for i := range a.Findings {
				if f := &a.Findings[i]; f.Severity != schema.SeverityInfo {
					n++
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := accused(); n > 0 {
		t.Fatalf("%d findings before anything is changed", n)
	}
	tried, noticed := 0, 0
	var missed []string
	for _, a := range found.across {
		done := map[string]bool{}
		for i := range a.Checks {
			c := &a.Checks[i]
			if c.Outcome != schema.Exact && c.Outcome != schema.Rounding || c.Rule == "corrected_version" {
				continue
			}
			for k := range c.Operands {
				o := &c.Operands[k]
				document := o.DocumentID
				if document == "" {
					document = c.DocumentID
				}
				value, err := decimal.NewFromString(strings.ReplaceAll(o.Text, ",", ""))
				yuan, ok := amount.Unit(o.Unit).ToYuan(value)
				if key := document + yuan.String(); err != nil || !ok || value.IsZero() || done[key] {
					continue
				} else {
					done[key] = true
				}
				before := *rows[document]
				rows[document] = mutated(&before, yuan)
				tried++
				if accused() > 0 {
					noticed++
				} else {
					missed = append(missed, fmt.Sprintf("%s %s %s of %s", c.Rule, o.RowLabel, o.Text, before.Source))
				}
				rows[document] = &before
			}
		}
	}
	t.Logf("%d of %d changes are noticed; not: %s", noticed, tried, strings.Join(missed, "; "))
	if tried == 0 || 100*noticed < least*tried {
		t.Errorf("less than %d%% are noticed", least)
	}
}

// mutated is a document in which a figure is a tenth larger wherever it stands,
// in 元 or rounded to 万元 with two decimals.
func mutated(d *schema.Published, yuan decimal.Decimal) *schema.Published {
	out := *d
	out.Facts, out.Claims = slices.Clone(d.Facts), slices.Clone(d.Claims)
	change := func(a *schema.Amount) {
		if a.Text == "" || !a.HasYuan || a.Value.IsZero() || a.Yuan.Sub(yuan).Abs().GreaterThan(decimal.NewFromInt(50)) {
			return
		}
		exponent := a.Yuan.DivRound(a.Value, 0) // of the unit
		a.Value = a.Value.Mul(decimal.New(11, -1)).Add(decimal.New(3, -2)).Round(2)
		a.Yuan, a.Text, a.Decimals = a.Value.Mul(exponent), a.Value.StringFixed(2), 2
	}
	for i := range out.Facts {
		change(&out.Facts[i].Amount)
	}
	for i := range out.Claims {
		c := &out.Claims[i]
		for _, a := range []*schema.Amount{&c.Amount, &c.Change, &c.Prior, &c.Counterpart} {
			change(a)
		}
	}
	return &out
}

// TestAcrossNothingLeft: the temporary rows are gone when all is done, or given
// up.
func TestAcrossNothingLeft(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	var sink between
	across := NewAcross(&sink, &sink.dataset)
	for _, year := range []int{2023, 2024} {
		r := &schema.Record{DocumentID: fmt.Sprint(year), Status: schema.StatusRead,
			Claims:  make([]schema.Claim, mostHeldRows),
			Profile: schema.Profile{OrganizationID: "320000:水务局", FiscalYear: year, ReportKind: schema.DepartmentBudget}}
		if err := across.Write(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%d temporary folders while documents are read", len(left))
	}
	if err := across.Abort(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("%d temporary folders are left", len(left))
	}
}

// Rows are the same whether they stayed in memory or were put away.
func TestPublishedRowsPutAway(t *testing.T) {
	var rows published
	defer rows.close()
	for i, claims := range []int{3, mostHeldRows, 5} {
		id := fmt.Sprint("document ", i)
		d := &schema.Published{DocumentID: id, Claims: make([]schema.ClaimRow, claims)}
		d.Claims[claims-1].Sentence = id
		if err := rows.add(d); err != nil {
			t.Fatal(err)
		}
		if filed := rows.at != nil; filed != (i > 0) {
			t.Errorf("after %d documents: in a file: %v", i+1, filed)
		}
	}
	for i, claims := range []int{3, mostHeldRows, 5} {
		id := fmt.Sprint("document ", i)
		d, err := rows.load(t.Context(), id)
		if err != nil || !rows.has(id) || len(d.Claims) != claims || d.Claims[claims-1].Sentence != id {
			t.Errorf("%s: %v, has %v", id, err, rows.has(id))
		}
	}
	if _, err := rows.load(t.Context(), "none"); err == nil || rows.has("none") {
		t.Error("a document that was not added has rows")
	}
}
