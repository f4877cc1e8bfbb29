package verify_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// readings keeps the documents that tests have read; reading is most of the
// time of these tests.
var readings = struct {
	sync.Mutex
	docs map[string]*document.Document
}{docs: map[string]*document.Document{}}

// wholes reads whole documents as the program does, by their file names.
func wholes(t testing.TB, patterns ...string) map[string]*document.Document {
	t.Helper()
	out := map[string]*document.Document{}
	var reader *extract.Reader
	readings.Lock()
	defer readings.Unlock()
	for _, pattern := range patterns {
		files, _ := filepath.Glob(pattern)
		for _, f := range files {
			name := filepath.Base(f)
			if strings.HasPrefix(name, "_") || strings.HasSuffix(name, ".zip") || strings.HasSuffix(name, ".tsv") {
				continue
			}
			if readings.docs[f] == nil {
				if reader == nil {
					var err error
					if reader, err = extract.New(extract.Options{}); err != nil {
						t.Fatal(err)
					}
					defer reader.Close()
				}
				data, err := os.ReadFile(f)
				if err != nil {
					t.Fatal(err)
				}
				doc, err := reader.Read(context.Background(), extract.Input{Source: f, Data: data})
				if err != nil {
					t.Fatal(f, err)
				}
				readings.docs[f] = doc
			}
			out[name] = readings.docs[f]
		}
	}
	return out
}

func verified(doc *document.Document) (*schema.Record, []schema.Check, []schema.Finding) {
	rec := normalized(doc)
	checks, findings := run(rec)
	return rec, checks, findings
}

func normalized(doc *document.Document) *schema.Record {
	rec, err := normalize.Normalize(context.Background(), doc, normalize.Options{})
	if err != nil {
		panic(err)
	}
	return rec
}

// reworded is the document with other text in one block.
func reworded(doc *document.Document, page, block int, text string) *document.Document {
	out := *doc
	out.Pages = append([]document.Page(nil), doc.Pages...)
	out.Pages[page].Blocks = append([]document.Block(nil), doc.Pages[page].Blocks...)
	out.Pages[page].Blocks[block].Text = text
	return &out
}

// figureAt finds a number as a whole in a text, from an offset on.
func figureAt(text, number string, from int) int {
	re := regexp.MustCompile(`(^|[^0-9.,])` + regexp.QuoteMeta(number) + `($|[^0-9.,]|[.,]($|[^0-9]))`)
	if from < 0 || from > len(text) {
		return -1
	}
	m := re.FindStringSubmatchIndex(text[from:])
	if m == nil {
		return -1
	}
	return from + m[3]
}

// mutateClaims changes every nth figure of the narrative's claims in turn, in the
// text of the document, and counts the changes that a finding points at.
func mutateClaims(t *testing.T, docs map[string]*document.Document, nth int) (byPart map[string]*rate,
	survivors []string) {
	byPart = map[string]*rate{}
	count := 0
	for _, name := range keys(docs) {
		doc := docs[name]
		rec, checks, before := verified(doc)
		known := map[string]bool{}
		for _, f := range before {
			known[f.ID+string(f.Severity)] = true
		}
		for i := range rec.Claims {
			c := &rec.Claims[i]
			if c.Scope != "narrative" || c.Approximate {
				continue
			}
			page := -1
			for p := range doc.Pages {
				if doc.Pages[p].Number == c.Source.Page && c.Source.Block < len(doc.Pages[p].Blocks) {
					page = p
					break
				}
			}
			if page < 0 {
				continue
			}
			text := document.Squeeze(doc.Pages[page].Blocks[c.Source.Block].Text)
			for _, part := range []struct {
				name string
				a    schema.Amount
			}{{"amount", c.Amount}, {"change", c.Change}, {"rate", c.Rate}, {"share", c.Share},
				{"completion", c.Completion}, {"counterpart", c.Counterpart}} {
				if _, isMoney := amount.Unit(part.a.Unit).Exponent(); part.a.Text == "" || !isMoney &&
					part.a.Unit != "%" || part.a.Value.IsZero() {
					continue
				}
				if count++; count%nth != 0 {
					continue
				}
				number := strings.TrimSuffix(part.a.Text, "%")
				from := c.OffsetInText
				if part.name == "counterpart" {
					from = 0
				}
				at := figureAt(text, number, from)
				if at < 0 {
					continue // in the part of a sentence that stands on the next page
				}
				if accused(before, c.Source.Page, number) {
					continue // this part of the document is not consistent as it is
				}
				r := byPart[part.name]
				if r == nil {
					r = &rate{}
					byPart[part.name] = r
				}
				changed := misprint(number)
				_, after, findings := verified(reworded(doc, page, c.Source.Block,
					text[:at]+changed+text[at+len(number):]))
				found, first, grave := false, false, false
				for _, f := range findings {
					if known[f.ID+string(f.Severity)] {
						continue
					}
					for k, o := range f.Evidence {
						if o.Row < 0 && strings.Contains(o.Text, changed) {
							found, first = true, first || k == 0
							grave = grave || f.Severity == schema.SeverityError
						}
					}
				}
				n := intersecting(checks, func(o *schema.Operand) bool {
					return printedAt([]schema.Operand{*o}, c.Source.Page, number)
				})
				r.add(found, first, n > 1)
				if grave {
					r.errors++
				}
				switch {
				case found && !first && n > 1:
					survivors = append(survivors, fmt.Sprintf("not first (%d checks): %s %s %s -> %s of %s %v", n, name,
						part.name, number, changed, c.Quote, c.Coordinates))
				case !found:
					survivors = append(survivors,
						"not found: "+fmt.Sprintf("%s | %s %s %s -> %s of %s %v", why(checks, after, c.Source.Page, number, changed),
							name, part.name, number, changed, c.Quote, c.Coordinates))
				}
			}
		}
	}
	return byPart, survivors
}

// printedAt: a figure of the narrative is one of these operands.
func printedAt(operands []schema.Operand, page int, number string) bool {
	for _, o := range operands {
		if o.Row < 0 && o.Page == page && strings.TrimSuffix(o.Text, "%") == number {
			return true
		}
	}
	return false
}

func accused(findings []schema.Finding, page int, number string) bool {
	for i := range findings {
		if findings[i].Severity != schema.SeverityInfo && printedAt(findings[i].Evidence, page, number) {
			return true
		}
	}
	return false
}

// why a change of a figure is not found: what the checks say of it before and
// after.
func why(before, after []schema.Check, page int, number, changed string) string {
	said := map[string]string{}
	for _, r := range verify.Reasons() {
		said[r.ID] = r.EN
	}
	for _, checks := range [][]schema.Check{after, before} {
		for i := range checks {
			c := &checks[i]
			if !printedAt(c.Operands, page, changed) && !printedAt(c.Operands, page, number) {
				continue
			}
			switch {
			case c.Outcome == schema.NotCheckable:
				return c.Rule + " accuses nobody: " + said[c.Reason]
			case printedAt(c.Operands, page, changed):
				return c.Rule + " allows for the changed figure too"
			}
		}
	}
	for i := range before {
		if printedAt(before[i].Operands, page, number) && before[i].Outcome != schema.NotCheckable {
			return before[i].Rule + " holds for the right figure and takes another for something else"
		}
	}
	return "printed once: nothing to hold it against"
}

// explain groups the changes that are not found by the reason.
func explain(t *testing.T, survivors []string) {
	reasons := map[string]int{}
	for _, s := range survivors {
		if reason, _, ok := strings.Cut(s, " | "); ok {
			reasons[reason]++
		}
	}
	for _, r := range keys(reasons) {
		t.Logf("%4d %s", reasons[r], r)
	}
}

// sample: all figures with -v, otherwise every nth.
func sample(nth int) int {
	if testing.Verbose() {
		return 1
	}
	return nth
}

// TestMutationClaims does in whole documents for the sentences what
// TestMutation does for tables: go test ./verify -run TestMutationClaims -v
func TestMutationClaims(t *testing.T) {
	docs := wholes(t, "../fixtures/*-budget.pdf", "../fixtures/*-final.pdf")
	byPart, survivors := mutateClaims(t, docs, sample(5))
	sort.Strings(survivors)
	all := report(t, byPart, survivors)
	explain(t, survivors)
	wantClaims(t, all, byPart["amount"], 95)
}

// wantClaims: of the changes at least so many percent are found, and of changed
// amounts 85 % are errors; of a sample, which is a few dozen, five fewer.
func wantClaims(t *testing.T, all rate, amounts *rate, found int) {
	t.Helper()
	if 100*all.found < found*all.tried {
		t.Errorf("found %s of the changes", all)
	}
	errors := 85
	if sample(2) > 1 {
		errors = 80
	}
	if 100*amounts.errors < errors*amounts.tried {
		t.Errorf("of changed amounts too few are errors: %s", amounts)
	}
	wantFirst(t, all)
}

// TestMutationClaimsShared does it in the published documents beside the
// repository.
func TestMutationClaimsShared(t *testing.T) {
	docs := wholes(t, "../../shared/corpus/*.pdf", "../../shared/corpus/*.md")
	if len(docs) == 0 {
		t.Skip("no published documents beside the repository")
	}
	byPart, survivors := mutateClaims(t, docs, sample(20))
	sort.Strings(survivors)
	all := report(t, byPart, survivors)
	explain(t, survivors)
	wantClaims(t, all, byPart["amount"], 90)
}
