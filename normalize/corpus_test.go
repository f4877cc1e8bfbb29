package normalize

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/schema"
)

// read reads documents through the readers of this program.
func read(t testing.TB, pattern string) map[string]*document.Document {
	t.Helper()
	files, _ := filepath.Glob(pattern)
	if len(files) == 0 {
		t.Skip("shared folder is not here")
	}
	r, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	docs := map[string]*document.Document{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := r.Read(context.Background(), extract.Input{Source: f, Data: data})
		if err != nil {
			t.Fatal(f, err)
		}
		docs[filepath.Base(f)] = doc
	}
	return docs
}

// Second sightings that disagree because the publisher printed two numbers;
// each was looked up in the document.
var printedTwice = map[string][]string{
	"shpt-justice-2026-dept-budget.pdf": {"2026年预算安排201.50万元"}, // the tables print 208.80
	"shpt-planning-2024-final.pdf":      {"一般公共预算财政拨款基本支出5377.64万元", "人员经费4896.98万元"},
	"shpt-wanli-2024-budget.pdf":        {"2024年预算安排352.67万元"}, // the tables print 350.35
	"shpt-finance-2024-final.pdf":       {"上海市普陀区财政局2024年度财政拨款收入支出总计0.3万元", "支出决算为60.99万元"},
	"shpt-wanli-2023-budget.pdf": {
		"2023年预算安排441.25万元", // that of another item
		"项目资金（元）/其中：当年财政拨款", // 11,419,043.00 of a project of 10,903,043.00
	},
}

// TestCorpusAgreement: whatever has the same coordinates is the same number,
// in tables and in sentences of real documents.
func TestCorpusAgreement(t *testing.T) {
	for name, doc := range read(t, "../../shared/corpus/*.pdf") {
		rec := normalized(doc, Options{})
		if p := rec.Profile; p.Organization == "" || p.FiscalYear == 0 || p.ReportKind == schema.OtherReport {
			t.Errorf("%s: profile %+v", name, p)
		}
		for _, tb := range rec.Tables {
			if tb.Kind == schema.OtherTable && tb.Layout.Title != "" {
				t.Errorf("%s: %s is other (%s)", name, tb.Layout.Title, tb.Reason)
			}
		}
		first := map[schema.Coordinates]schema.Amount{}
		twice, agree := 0, 0
		see := func(at schema.Coordinates, a schema.Amount, what string) {
			if !a.HasYuan {
				return
			}
			o, ok := first[at]
			if !ok {
				first[at] = a
				return
			}
			twice++
			if interval(o).Intersects(interval(a)) {
				agree++
				return
			}
			for _, known := range printedTwice[name] {
				if strings.HasPrefix(what, known) {
					return
				}
			}
			t.Errorf("%s: %s %s beside %s %s at %+v: %s", name, a.Text, a.Unit, o.Text, o.Unit, at, what)
		}
		alike := alikeInTable(rec)
		for _, f := range rec.Facts {
			if alike[f.Coordinates] {
				continue
			}
			see(f.Coordinates, f.Amount, f.RowLabel+" "+f.ColumnLabel)
		}
		for _, c := range rec.Claims {
			if _, ok := first[c.Coordinates]; ok {
				see(c.Coordinates, c.Amount, c.Quote)
			}
		}
		t.Logf("%s: %d of %d second sightings agree; %d facts, %d claims", name, agree, twice, len(rec.Facts),
			len(rec.Claims))
	}
}

// alikeInTable are the coordinates that several rows of one table share: lines
// of free words that are equal, and no sightings of one number.
func alikeInTable(rec *schema.Record) map[schema.Coordinates]bool {
	type place struct {
		schema.Coordinates
		table string
	}
	row, alike := map[place]int{}, map[schema.Coordinates]bool{}
	for i := range rec.Facts {
		f := &rec.Facts[i]
		p := place{f.Coordinates, f.TableID}
		if first, seen := row[p]; !seen {
			row[p] = f.Row
		} else if first != f.Row && f.CodeSource != "printed" {
			alike[f.Coordinates] = true
		}
	}
	return alike
}

func interval(a schema.Amount) amount.Interval {
	e, _ := amount.Unit(a.Unit).Exponent()
	return amount.Rounded(a.Yuan, a.Decimals-e)
}

func BenchmarkNormalize(b *testing.B) {
	for name, doc := range read(b, "../fixtures/qingping-hrss-2025-budget.docx") {
		b.Run(name, func(b *testing.B) {
			Builtin()
			b.ReportAllocs()
			for b.Loop() {
				normalized(doc, Options{})
			}
		})
	}
}

func BenchmarkLoadCatalogue(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := LoadCatalogue(); err != nil {
			b.Fatal(err)
		}
	}
}
