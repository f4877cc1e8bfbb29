package normalize

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// truth is a hand-verified document; the shared folder is not part of the
// repository.
type truth struct {
	Name     string `json:"-"`
	Document struct {
		Organization string `json:"organization"`
		FiscalYear   int    `json:"fiscal_year"`
		Kind         string `json:"kind"`
	} `json:"document"`
	Tables []struct {
		Title, Kind, Unit, Number string
		Pages                     []int
		Empty                     bool
		Header, Rows              [][]string
	} `json:"tables"`
	Projects []struct {
		Name            string
		Total           string
		Fiscal          string
		Other           string
		ResponsibleUnit string   `json:"responsible_unit"`
		PolicyBasis     []string `json:"policy_basis"`
		Allocation      []struct{ Item, Amount string }
		PeriodStart     string `json:"period_start_iso"`
		PeriodEnd       string `json:"period_end_iso"`
		GoalPresent     bool   `json:"goal_present"`
	} `json:"projects"`
	Indicators []map[string]any `json:"indicators"`
	Claims     []struct {
		ID, Section, Subject, Amount, Unit, Quote, Scope string
		Share                                            string `json:"share_pct"`
		Change                                           string `json:"change_amount"`
		Direction                                        string `json:"change_direction"`
		Rate                                             string `json:"change_pct"`
	} `json:"claims"`
}

func truths(t *testing.T, patterns ...string) []truth {
	t.Helper()
	var files []string
	for _, p := range patterns {
		found, _ := filepath.Glob(p)
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Skip("shared folder is not here")
	}
	var out []truth
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		tr := truth{Name: filepath.Base(f)}
		if err := json.Unmarshal(data, &tr); err != nil {
			t.Fatal(f, err)
		}
		out = append(out, tr)
	}
	return out
}

// Truth that comes with the repository, and truth that does not.
const (
	fixtures = "../fixtures/_truth/*.json"
	shared   = "../../shared/truth/*.json"
)

// grid makes a table of texts; every cell stands alone.
func grid(title, unit string, header, rows [][]string) document.Table {
	t := document.Table{Title: title, Unit: unit, Header: len(header), Method: document.MethodMarkup}
	for _, r := range append(append([][]string{}, header...), rows...) {
		cells := make([]document.Cell, len(r))
		for j, s := range r {
			cells[j] = document.Cell{RowSpan: 1, ColSpan: 1, Text: s, Page: 1}
			if strings.TrimSpace(s) != "" {
				cells[j].State = document.CellText
			}
		}
		t.Cells = append(t.Cells, cells)
	}
	return t
}

func (tr *truth) asDocument() *document.Document {
	d := &document.Document{ID: "doc", Source: tr.Name, Format: document.Markdown, Pages: []document.Page{{}}}
	for i, tb := range tr.Tables {
		t := grid(tb.Title, tb.Unit, tb.Header, tb.Rows)
		t.Index, t.Pages, t.Empty, t.Number = i, tb.Pages, tb.Empty, tb.Number
		d.Tables = append(d.Tables, t)
	}
	return d
}

var (
	numeric = regexp.MustCompile(`^-?\d[\d,]*(\.\d+)?$`)
	coded   = regexp.MustCompile(`编码|代码|^类$|^款$|^项$`)
	counted = regexp.MustCompile(`序号|行次|^年度$|数量|^指标值$|权重`)
)

func TestTruthTables(t *testing.T) {
	for _, tr := range truths(t, fixtures, shared) {
		t.Run(tr.Name, func(t *testing.T) {
			rec := normalized(tr.asDocument(), Options{})
			facts := map[string]map[document.Ref]schema.Fact{}
			for _, f := range rec.Facts {
				if facts[f.TableID] == nil {
					facts[f.TableID] = map[document.Ref]schema.Fact{}
				}
				at := document.Ref{Row: f.Row, Col: f.Column}
				if _, twice := facts[f.TableID][at]; twice {
					t.Errorf("%s: two facts of one cell", f.ID)
				}
				facts[f.TableID][at] = f
			}
			want, got := 0, 0
			for i, tb := range tr.Tables {
				table := rec.Tables[i]
				if string(table.Kind) != tb.Kind {
					t.Errorf("table %d %s: kind %s (%s), want %s", i, tb.Title, table.Kind, table.Reason, tb.Kind)
				}
				if table.Unit != tb.Unit {
					t.Errorf("table %d %s: unit %q, want %q", i, tb.Title, table.Unit, tb.Unit)
				}
				n := len(facts[table.ID])
				for r, row := range tb.Rows {
					for c, s := range row {
						if !numeric.MatchString(s) || tb.Kind == "other" || len(tb.Header) == 0 ||
							coded.MatchString(leaf(tb.Header)[c]) || counted.MatchString(leaf(tb.Header)[c]) {
							continue
						}
						want++
						f, ok := facts[table.ID][document.Ref{Row: r + len(tb.Header), Col: c}]
						if !ok || f.Amount.Text != s {
							t.Errorf("%s row %d col %d: %s is no fact", tb.Title, r, c, s)
							continue
						}
						got++
						n--
						if code := rowCode(tb.Header, row, c); code != "" && code != f.Function && code != f.Economic && code != f.Revenue {
							t.Errorf("%s row %d: code %s%s, want %s", tb.Title, r, f.Function, f.Economic, code)
						}
					}
				}
				if len(tb.Header) > 0 && n != 0 {
					t.Errorf("%s: %d facts that are no amounts", tb.Title, n)
				}
			}
			t.Logf("%d of %d amounts are facts; %d facts in all", got, want, len(rec.Facts))
		})
	}
}

// rowCode joins the code columns left of a cell. Codes after the name of
// another are of a second classification, those after anything else of a list
// beside the first.
func rowCode(header [][]string, row []string, col int) string {
	code, second := "", false
	head := leaf(header)
	for c := range col {
		if !coded.MatchString(head[c]) || strings.Contains(head[c], "单位") {
			continue
		}
		if c > 0 && !coded.MatchString(head[c-1]) {
			if second = code != "" && strings.Contains(head[c-1], "名称"); !second {
				code = ""
			}
		}
		if !second && zh.IsDigits(row[c]) {
			code += row[c]
		}
	}
	return code
}

// leaf is the last row of a header that is no row of column numbers.
func leaf(header [][]string) []string {
	n := len(header) - 1
	for n > 0 && slices.ContainsFunc(header[n], func(s string) bool {
		return s == "※" || s == "栏次" || zh.IsDigits(s) && len(s) < 3
	}) {
		n--
	}
	return header[n]
}

// known are sightings of one coordinate that differ for a reason: the
// appropriations of the year beside a summary that has the carry-over too.
var known = map[string]int{"jinxi-transport-2024-budget.json": 1}

// TestTruthAgreement: two sightings of one coordinate must agree within
// rounding; what disagrees in these documents is known.
func TestTruthAgreement(t *testing.T) {
	for _, tr := range truths(t, fixtures, shared) {
		t.Run(tr.Name, func(t *testing.T) {
			rec := normalized(tr.asDocument(), Options{})
			first := map[schema.Coordinates]schema.Fact{}
			twice, agree := 0, 0
			alike := alikeInTable(rec)
			for _, f := range rec.Facts {
				if !f.Amount.HasYuan || alike[f.Coordinates] {
					continue
				}
				o, ok := first[f.Coordinates]
				if !ok {
					first[f.Coordinates] = f
					continue
				}
				twice++
				if interval(o.Amount).Intersects(interval(f.Amount)) {
					agree++
				} else {
					t.Logf("%s %s %s = %s\n   %s %s %s = %s\n   %+v", o.Kind, o.RowLabel, o.ColumnLabel, o.Amount.Text, f.Kind,
						f.RowLabel, f.ColumnLabel, f.Amount.Text, f.Coordinates)
				}
			}
			t.Logf("%d of %d second sightings agree", agree, twice)
			if (agree+known[tr.Name])*100 < twice*98 && !strings.Contains(tr.Name, "mistakes") {
				t.Errorf("only %d of %d second sightings agree", agree, twice)
			}
		})
	}
}
