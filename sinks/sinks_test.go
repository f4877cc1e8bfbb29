package sinks

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// sample is a document of one table of invented figures.
func sample(n int) *schema.Record {
	id := fmt.Sprintf("%064x", n)
	amount := func(text string, unit string, yuan int32) *schema.Amount {
		v := decimal.RequireFromString(strings.ReplaceAll(text, ",", ""))
		return &schema.Amount{Text: text, Value: v, Decimals: max(0, -v.Exponent()), Unit: unit, Yuan: v.Shift(yuan),
			HasYuan: unit != "%"}
	}
	text := func(s string) document.Cell {
		state := document.CellText
		if s == "" {
			state = document.CellEmpty
		}
		return document.Cell{State: state, Text: s, RowSpan: 1, ColSpan: 1}
	}
	layout := &document.Table{
		Title: "部门 支出总表", Number: "表3", Unit: "万元", Organization: "云岭市档案局",
		Pages: []int{4, 5}, Regions: []document.Region{{Page: 4, Box: document.Box{X0: 10, Y0: 20, X1: 300, Y1: 400}}},
		Method: document.MethodRuled, Header: 1, Notes: []string{"注：本表含结转。"},
		Cells: [][]document.Cell{
			{text("项目"), text("预算数"), text("占比")},
			{text("行政运行"), text("1,292.83"), text("99.5%")},
			{text("结转"), text("-0.000001"), text("")},
		},
	}
	table := schema.Table{
		ID: id + "-t000", DocumentID: id, Layout: layout, Kind: schema.Expenditure, Confidence: 0.98, Reason: "title",
		Unit: "万元", UnitSource: "table",
		Cells: []schema.Cell{
			{Row: 0, Column: 0, RowSpan: 1, ColSpan: 1, Role: schema.RoleHeader, Page: 4, Text: "项目"},
			{Row: 0, Column: 1, RowSpan: 1, ColSpan: 1, Role: schema.RoleHeader, Page: 4, Text: "预算数"},
			{Row: 0, Column: 2, RowSpan: 1, ColSpan: 1, Role: schema.RoleHeader, Page: 4, Text: "占比"},
			{Row: 1, Column: 0, RowSpan: 1, ColSpan: 1, Role: schema.RoleStub, Page: 4, Text: "行政运行"},
			{Row: 1, Column: 1, RowSpan: 1, ColSpan: 1, Role: schema.RoleValue, Page: 4, Text: "1,292.83",
				Amount: amount("1,292.83", "万元", 4), Box: document.Box{X0: 100.123, Y0: 50, X1: 140, Y1: 60}},
			{Row: 1, Column: 2, RowSpan: 1, ColSpan: 1, Role: schema.RoleValue, Page: 4, Text: "99.5%",
				Amount: amount("99.5", "%", 0)},
			{Row: 2, Column: 0, RowSpan: 1, ColSpan: 1, Role: schema.RoleStub, Page: 5, Text: "结转"},
			{Row: 2, Column: 1, RowSpan: 1, ColSpan: 1, Role: schema.RoleValue, Page: 5, Text: "-0.000001",
				Amount: amount("-0.000001", "万元", 4)},
			{Row: 2, Column: 2, RowSpan: 1, ColSpan: 1, Role: schema.RoleValue, Page: 5, Text: ""},
		},
	}
	operands := []schema.Operand{
		{TableID: table.ID, TableTitle: "部门支出总表", Page: 4, Row: 1, Column: 1, RowLabel: "行政运行", ColumnLabel: "预算数",
			Text: "1,292.83", Box: document.Box{X0: 1, Y0: 2, X1: 3, Y1: 4}},
		{Page: 2, Row: -1, Column: -1, Text: "1292.80", Sign: 1},
	}
	return &schema.Record{
		DocumentID: id, Source: fmt.Sprintf("in/%03d.pdf", n), Status: schema.StatusRead, Seconds: float64(n) * 1.5,
		Document: &document.Document{
			ID: id, Format: document.PDF, Size: 1000, Info: document.Info{Producer: "WPS"},
			Pages: []document.Page{
				{Number: 1, Status: document.PageText, Blocks: []document.Block{
					{Kind: document.BlockHeading, Text: "部门预算", Table: -1}}},
				{Number: 2, Status: document.PageScanned},
			},
			Tables:   []document.Table{*layout},
			Warnings: []document.Warning{{Page: 2, Code: "scanned_page", Message: "page 2 is an image"}},
			Reading:  document.NumberAudit{Total: 4, InTables: 3, Leftover: 1, Leftovers: []string{"17"}},
		},
		Profile: schema.Profile{Organization: "云岭市档案局", FiscalYear: 2024, ReportKind: schema.DepartmentBudget},
		Tables:  []schema.Table{table},
		Checks: []schema.Check{
			{ID: id + "-c1", DocumentID: id, TableID: table.ID, Rule: "row_total", Outcome: schema.Inconsistent,
				Expected: decimal.New(129280, -2), Printed: decimal.New(129283, -2), Difference: decimal.New(3, -2),
				Slack: decimal.New(1, -2), Unit: "万元", Operands: operands},
			{ID: id + "-c2", DocumentID: id, Rule: "balance", Outcome: schema.NotCheckable, Reason: "no revenue table"},
		},
		Findings: []schema.Finding{{ID: id + "-f1", DocumentID: id, TableID: table.ID, CheckID: id + "-c1", Rule: "row_total",
			Severity: schema.SeverityError, Outcome: schema.Inconsistent, MessageZH: "不符", MessageEN: "does not add up",
			Expected: "1292.80", Printed: "1292.83", Difference: "0.03", Slack: "0.01", Unit: "万元", Evidence: operands}},
	}
}

// between is what was held between reports of a full sample.
func between(r *schema.Record) *schema.Across {
	whose := schema.Whose{OrganizationID: r.Profile.OrganizationID, ReportID: r.Profile.ReportID(),
		OtherReports: []string{"650000:云岭市档案局/2023/department_budget"}, DocumentID: r.DocumentID}
	c, f := r.Checks[0], r.Findings[0]
	c.Operands = append([]schema.Operand(nil), c.Operands...)
	c.Operands[1].DocumentID = "0123"
	f.CheckID, f.OtherChecks = c.ID, []string{"other"}
	return &schema.Across{OrganizationID: whose.OrganizationID, Reports: []string{whose.ReportID},
		Checks:   []schema.ReportCheckRow{schema.ReportCheck(whose, 2024, &c), schema.ReportCheck(whose, 2024, &r.Checks[1])},
		Findings: []schema.ReportFindingRow{schema.ReportFinding(whose, 2024, &f)}}
}

// full is a sample with rows of every kind.
func full(n int) *schema.Record {
	r := sample(n)
	t := &r.Tables[0]
	amount := func(text, unit string) schema.Amount {
		v := decimal.RequireFromString(text)
		return schema.Amount{Text: text, Value: v, Decimals: max(0, -v.Exponent()), Unit: unit, Yuan: v.Shift(4),
			HasYuan: unit == "万元"}
	}
	coordinates := schema.Coordinates{Flow: "expenditure", Fund: "all", Function: "20126", Nature: "basic",
		Stage: "budget"}
	r.Profile.Region = schema.Region{Code: "650000", Name: "新疆维吾尔自治区", Level: "province"}
	r.Profile.OrganizationID, r.Profile.OrganizationKind = "650000:云岭市档案局", schema.Department
	r.Profile.Evidence = []schema.ProfileEvidence{{Field: "organization", Value: "云岭市档案局", Source: "cover", Page: 1,
		Confidence: 0.9, Chosen: true}}
	r.Document.Links = []document.Link{{Text: "附件", URL: "a.pdf"}}
	r.Facts = []schema.Fact{
		{
			ID: t.ID + "-r1c1", DocumentID: t.DocumentID, TableID: t.ID, Kind: t.Kind, Coordinates: coordinates,
			Amount:   amount("1292.83", "万元"),
			RowLabel: "行政运行", ColumnLabel: "预算数", CodeSource: "looked_up", Level: 1, Parent: 3, Row: 1, Column: 1, Page: 4,
			Box: t.Cells[4].Box,
		},
		{ID: t.ID + "-r2c1", DocumentID: t.DocumentID, TableID: t.ID, Kind: t.Kind, Amount: amount("-0.000001", "万元"),
			Parent: -1, Row: 2, Column: 1},
	}
	r.Projects = []schema.Project{{
		ID: t.DocumentID + "-p000", DocumentID: t.DocumentID, Name: "档案数字化", Total: amount("120.00", "万元"),
		PolicyBasis: []string{"档案法", "条例"},
		Allocation:  []schema.Allocation{{Name: "扫描", Amount: amount("100", "万元")}, {Name: "其他", Amount: amount("20", "")}},
		PeriodText:  "2024年1月1日至2024年12月31日", PeriodStart: "2024-01-01", Goal: "完成扫描",
		Sources: []schema.Source{{Page: 2, Block: 3, Row: -1, Column: -1},
			{TableID: t.ID, Page: 4, Block: -1, Row: 1, Column: 0}},
	}, {ID: t.DocumentID + "-p001", DocumentID: t.DocumentID, Name: "修缮"}}
	r.Indicators = []schema.Indicator{{
		ID: t.ID + "-i1", DocumentID: t.DocumentID, TableID: t.ID, Scope: "department", Level1: "产出指标", Operator: ">=",
		Value: "500", Unit: "万页", Text: "≥500万页",
		Source: schema.Source{TableID: t.ID, Page: 4, Block: -1, Row: 1, Column: 2},
	}}
	r.Claims = []schema.Claim{{
		ID: t.DocumentID + "-s0000", DocumentID: t.DocumentID, Scope: "narrative", Subject: "支出", Coordinates: coordinates,
		Amount: amount("1292.83", "万元"),
		Share:  amount("52.26", "%"), Change: amount("37.84", "万元"), Direction: "decrease", Rate: amount("8.44", "%"),
		PriorStage: "prior_budget",
		Quote:      "支出1292.83万元", Sentence: "支出1292.83万元。", Source: schema.Source{Page: 2, Block: 1, Row: -1, Column: -1},
	}, {ID: t.DocumentID + "-s0001", DocumentID: t.DocumentID, Scope: "narrative", Change: amount("1", "人"), Quote: "增加1人",
		Sentence: "增加1人。"}}
	r.ListedTables = []schema.ListedTable{{Title: "支出总表", Kind: schema.Expenditure, Confidence: 1, TableID: t.ID,
		Source: schema.Source{Page: 1, Block: 0, Row: -1, Column: -1}}}
	return r
}

// failed is a document that could not be read.
func failed() *schema.Record {
	return &schema.Record{Source: "in/broken.pdf", Status: schema.StatusDamaged, Error: "in/broken.pdf: file is damaged"}
}

// TestRoundTrip reads a dataset back and compares all values of one document.
func TestRoundTrip(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	r := full(7)
	s, err := NewParquet(dir, "1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	s.Dataset.Codes = []schema.CodeRow{{Scheme: schema.FunctionalCodes, Code: "20126", Name: "档案事务", Parent: "201",
		To: 2030}}
	all := schema.Dataset{Codes: s.Dataset.Codes}
	all.Add(r)
	if err := errors.Join(s.Write(t.Context(), r), s.Write(t.Context(), failed()), s.WriteAcross(t.Context(), between(r)),
		s.Commit(t.Context())); err != nil {
		t.Fatal(err)
	}
	for _, kind := range schema.RowKinds {
		var want, got []string
		for row := range kind.RowsOfAll(&all) {
			want = append(want, printed(t, kind, row))
		}
		for row := range kind.RowsBetween(between(r)) {
			want = append(want, printed(t, kind, row))
		}
		if kind.From != "" {
			made := kind.Derive(&all)
			from := schema.KindNamed(kind.From)
			for row := range from.Rows(r) {
				of := reflect.New(made.Of).Elem()
				for _, c := range schema.Columns(made.Of) {
					c.Set(of, from.Column(c.Name).Of(row))
				}
				made.Add(of)
			}
			for rows, i := made.Rows(), 0; i < rows.Len(); i++ {
				want = append(want, printed(t, kind, rows.Index(i)))
			}
		}
		for _, r := range []*schema.Record{r, failed()} {
			for row := range kind.Rows(r) {
				want = append(want, printed(t, kind, row))
			}
		}
		err := readRows(t.Context(), dir, kind.Name, kind.Type, nil, func(row reflect.Value) {
			got = append(got, printed(t, kind, row))
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(want) == 0 {
			t.Errorf("%s: the sample has no row", kind.Name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-written +read):\n%s", kind.Name, diff)
		}
	}

	cells := allRows[schema.CellRow](t, dir, "cells")
	if got := cells[4].Amount.Value.String(); got != "1292.83" {
		t.Errorf("1,292.83 is stored as %s", got)
	}
	if got := cells[4].Amount.Yuan.String(); got != "12928300" {
		t.Errorf("1,292.83 万元 is stored as %s yuan", got)
	}
	if cells[5].Amount.HasYuan {
		t.Error("a share has an amount in yuan")
	}
	if got := cells[7].Amount.Value.String(); got != "-0.000001" {
		t.Errorf("-0.000001 is stored as %s", got)
	}
	if cells[8].Amount != nil {
		t.Error("a blank cell has an amount")
	}

	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	if m.Version != "1.2.3" || m.Inputs != 2 || len(m.Files) != len(schema.RowKinds) {
		t.Errorf("manifest: %+v", m)
	}
	if diff := cmp.Diff([]StatusCount{{schema.StatusRead, 1}, {schema.StatusDamaged, 1}}, m.Statuses); diff != "" {
		t.Error(diff)
	}
}

// TestManyRows crosses row groups and read batches.
func TestManyRows(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	s, err := NewParquet(dir, "1")
	if err != nil {
		t.Fatal(err)
	}
	r := sample(1)
	cells := r.Tables[0].Cells
	for len(r.Tables[0].Cells) < rowGroup/4 {
		r.Tables[0].Cells = append(r.Tables[0].Cells, cells...)
	}
	for range 5 {
		if err := s.Write(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(dir, "cells.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, _ := f.Stat()
	p, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	if n := len(p.RowGroups()); n != 2 {
		t.Errorf("%d row groups", n)
	}
	if got, want := p.NumRows(), int64(5*len(r.Tables[0].Cells)); got != want {
		t.Errorf("%d rows, want %d", got, want)
	}
}

func TestUnscaled(t *testing.T) {
	digits := strings.Repeat("9", 32)
	for _, c := range []struct {
		value string
		scale int32
		want  string // empty: cannot be stored
	}{
		{"0", 6, "0"},
		{"0.00", 6, "0"},
		{"-0.01", 6, "-10000"},
		{"410.68", 2, "41068"},
		{"1234567.123456", 6, "1234567123456"},
		{"0.0000005", 6, "1"},
		{"-0.0000005", 6, "-1"},
		{"0.0000004", 6, "0"},
		{"1234567890123.45", 6, "1234567890123450000"},
		{digits + ".999999", 6, digits + "999999"},
		{"-" + digits + ".999999", 6, "-" + digits + "999999"},
		{"1e32", 6, ""},
		{"-1e32", 6, ""},
		{digits + ".9999999", 6, ""}, // would round up to 39 digits
		{"1e35", 2, "1" + strings.Repeat("0", 37)},
		{"1e9999", 6, ""},
		{"1e-9999", 6, "0"},
	} {
		got, ok := schema.Unscaled(decimal.RequireFromString(c.value), c.scale)
		switch {
		case !ok && c.want != "":
			t.Errorf("%s at scale %d: not stored, want %s", c.value, c.scale, c.want)
		case ok && got.String() != c.want:
			t.Errorf("%s at scale %d: %d, want %q", c.value, c.scale, got, c.want)
		case ok && integer(decimalValue(got).ByteArray()).Cmp(got) != 0:
			t.Errorf("%s at scale %d: %d is stored as %x", c.value, c.scale, got, decimalValue(got).ByteArray())
		}
	}
}

// TestReplace: a dataset takes the place of a dataset, and of nothing else.
func TestReplace(t *testing.T) {
	write := func(t *testing.T, dir string, records ...*schema.Record) error {
		s, err := NewParquet(dir, "1")
		if err != nil {
			return err
		}
		for _, r := range records {
			if err := s.Write(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
		return s.Commit(t.Context())
	}
	t.Run("dataset", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "deep", "out")
		for _, n := range []int{1, 2} {
			if err := write(t, dir, sample(n)); err != nil {
				t.Fatal(err)
			}
			rows := allRows[schema.DocumentRow](t, dir, "documents")
			if len(rows) != 1 || rows[0].Source != sample(n).Source {
				t.Errorf("run %d: %+v", n, rows)
			}
			alone(t, dir)
		}
	})
	t.Run("empty folder", func(t *testing.T) {
		dir := t.TempDir()
		if err := write(t, dir, sample(1)); err != nil {
			t.Error(err)
		}
	})
	t.Run("somebody's folder", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "out")
		precious := filepath.Join(dir, "precious.txt")
		if err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(precious, nil, 0o644)); err != nil {
			t.Fatal(err)
		}
		if err := write(t, dir, sample(1)); !errors.Is(err, ErrNotDataset) {
			t.Errorf("got %v", err)
		}
		if _, err := os.Stat(precious); err != nil {
			t.Error(err)
		}
		alone(t, dir)
	})
	t.Run("a file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "out")
		if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := write(t, path, sample(1)); !errors.Is(err, ErrNotDataset) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("aborted", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "out")
		if err := write(t, dir, sample(1)); err != nil {
			t.Fatal(err)
		}
		before := contents(t, dir)
		s, err := NewParquet(dir, "1")
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(s.Write(t.Context(), sample(2)), s.Abort()); err != nil {
			t.Fatal(err)
		}
		if contents(t, dir) != before {
			t.Error("the dataset that was there changed")
		}
		alone(t, dir)
	})
	t.Run("damaged on its way", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "out")
		s, err := NewParquet(dir, "1")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Write(t.Context(), sample(1)); err != nil {
			t.Fatal(err)
		}
		// One value that was never written: what is read back differs.
		f := s.files[0].(*single)
		f.sums[0].add([]parquet.Value{parquet.Int32Value(1)})
		if err := s.Commit(t.Context()); err == nil {
			t.Error("the difference was not seen")
		}
		if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
			t.Error("a dataset that is not what was written appeared")
		}
	})
}

// TestEnough: a dataset is not replaced by one of much fewer documents.
// TestReplaces: files that come out as in the dataset before are that dataset's,
// as long as those are whole.
func TestReplaces(t *testing.T) {
	in := t.TempDir()
	write := func(name, before string, records ...*schema.Record) string {
		t.Helper()
		dir := filepath.Join(in, name)
		s, err := NewParquet(dir, "1")
		if err != nil {
			t.Fatal(err)
		}
		if before != "" {
			err = s.Replaces(before)
		}
		for _, r := range records {
			err = errors.Join(err, s.Write(t.Context(), r))
		}
		if err := errors.Join(err, s.Commit(t.Context())); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	same := func(a, b, name string) bool {
		t.Helper()
		one, err := os.Stat(filepath.Join(a, name))
		other, e := os.Stat(filepath.Join(b, name))
		if err := errors.Join(err, e); err != nil {
			t.Fatal(err)
		}
		return os.SameFile(one, other)
	}
	first := write("first", "", sample(1))
	second := write("second", first, sample(1), failed())
	if same(first, second, "documents.parquet") {
		t.Error("documents are not the same, and were taken over")
	}
	if !same(first, second, "cells.parquet") || !same(first, second, "codes.parquet") {
		t.Error("cells are the same, and were written again")
	}
	// Somebody changes what never changes: it is not taken over.
	f, err := os.OpenFile(filepath.Join(first, "cells.parquet"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt([]byte("x"), 100)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	third := write("third", first, sample(1))
	if same(first, third, "cells.parquet") {
		t.Error("damaged cells were taken over")
	}
	whole := write("whole", "", sample(1))
	if contents(t, third) != contents(t, whole) {
		t.Error("another dataset before gives other bytes")
	}
}

func TestEnough(t *testing.T) {
	times := func(n int, s schema.Status) (records []*schema.Record) {
		for i := range n {
			records = append(records, &schema.Record{Source: fmt.Sprint(s, i), Status: s})
		}
		return records
	}
	const read, scanned, damaged = schema.StatusRead, schema.StatusScanned, schema.StatusDamaged
	number := func(n int) *int { return &n }
	for _, c := range []struct {
		name        string
		before, now []*schema.Record
		least       *int
		written     bool
	}{
		{"nothing over nothing", times(3, damaged), times(2, damaged), nil, true},
		{"nothing over one", times(1, read), times(9, damaged), nil, false},
		{"half", times(10, read), times(5, read), nil, true},
		{"less than half", times(10, read), times(4, read), nil, false},
		{"more failed", times(10, read), slices.Concat(times(5, read), times(90, damaged)), nil, true},
		{"scanned ones are gone", times(10, scanned), times(4, scanned), nil, false},
		{"recognition is gone", times(10, read), slices.Concat(times(1, read), times(9, scanned)), nil, false},
		{"asked for and there", times(10, read), slices.Concat(times(1, read), times(1, scanned)), number(2), true},
		{"asked for and not there", times(1, read), times(2, read), number(3), false},
		{"any", times(10, read), nil, number(0), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "out")
			for i, records := range [][]*schema.Record{c.before, c.now} {
				s, err := NewParquet(dir, fmt.Sprint(i))
				if err != nil {
					t.Fatal(err)
				}
				if i == 1 {
					s.Least = c.least
				}
				for _, r := range records {
					if err := s.Write(t.Context(), r); err != nil {
						t.Fatal(err)
					}
				}
				if err := s.Commit(t.Context()); err != nil && (i == 0 || !errors.Is(err, ErrTooFew)) {
					t.Fatal(err)
				}
			}
			m, err := ReadManifest(dir)
			if err != nil || (m.Version == "1") != c.written {
				t.Errorf("%+v, %v", m, err)
			}
			alone(t, dir)
		})
	}
}

// TestOlder: a dataset of a version that did not fingerprint its package is
// one, and a folder without the files it lists is none.
func TestOlder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	s, err := NewParquet(dir, "1")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	m.Package = Fingerprint{}
	older, err := json.Marshal(m)
	if err := errors.Join(err, os.WriteFile(filepath.Join(dir, ManifestFile), older, 0o644)); err != nil {
		t.Fatal(err)
	}
	if _, err := replaceable(dir); err != nil {
		t.Error(err)
	}
	mine := filepath.Join(dir, packageFile)
	if err := os.WriteFile(mine, []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := replaceable(dir); !errors.Is(err, ErrForeign) {
		t.Errorf("got %v", err)
	}
	for _, f := range m.Files {
		if err := os.Remove(filepath.Join(dir, f.File)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.RemoveAll(mine); err != nil {
		t.Fatal(err)
	}
	if _, err := replaceable(dir); !errors.Is(err, ErrNotDataset) && !errors.Is(err, ErrForeign) {
		t.Errorf("got %v", err)
	}
}

// TestSumRuns: what a column comes to depends on its values and their order, and
// on nothing else: not on where their texts stand, or how many come at a time.
func TestSumRuns(t *testing.T) {
	seed := maphash.MakeSeed()
	of := func(batches ...[]string) uint64 {
		sums := newSums(1, seed)
		for _, batch := range batches {
			var values []parquet.Value
			for _, text := range batch {
				values = append(values, parquet.ValueOf(text))
			}
			sums[0].add(values)
		}
		return sums.end()[0]
	}
	x := "x"
	want := of([]string{x, x, "y"})
	if of([]string{x, strings.Clone(x), "y"}) != want || of([]string{x}, []string{strings.Clone(x)}, []string{"y"}) != want {
		t.Error("the same values give another sum")
	}
	sums, buffer := newSums(1, seed), []byte("x") // which is written over as soon as it was added
	for _, text := range []string{"x", "x", "y"} {
		copy(buffer, text)
		sums[0].add([]parquet.Value{parquet.ByteArrayValue(buffer)})
	}
	if sums.end()[0] != want {
		t.Error("a text that is written over is another")
	}
	for _, other := range [][]string{{x, "y", "y"}, {x, x, x, "y"}, {x, x}, {"y", x, x}, {x, "xy"}, {x, x, "y", ""}} {
		if of(other) == want {
			t.Errorf("%q gives the same sum", other)
		}
	}
}

// TestSum: each change of a row changes its checksum.
func TestSum(t *testing.T) {
	cells := schema.KindNamed("cells")
	base := func() schema.CellRow { r := sample(1); return r.Tables[0].CellRows(r)[4] }
	shape := newShredder(cells.Name, cells.Columns)
	seed := maphash.MakeSeed()
	of := func(r schema.CellRow) []uint64 {
		columns := make([][]parquet.Value, len(shape.leaves))
		shape.row(columns, reflect.ValueOf(r))
		sums := newSums(len(columns), seed)
		for i := range sums {
			sums[i].add(columns[i])
		}
		return sums.end()
	}
	want := of(base())
	if !slices.Equal(of(base()), want) {
		t.Fatal("the same row gives another sum")
	}
	changes := map[string]func(*schema.CellRow){
		"digit":   func(r *schema.CellRow) { r.Amount.Value = r.Amount.Value.Add(decimal.New(1, -6)) },
		"null":    func(r *schema.CellRow) { r.Amount = nil },
		"text":    func(r *schema.CellRow) { r.Text += " " },
		"between": func(r *schema.CellRow) { r.Role, r.Text = r.Role+schema.CellRole(r.Text[:1]), r.Text[1:] },
		"place":   func(r *schema.CellRow) { r.Box.X0 += 0.01 },
		"column":  func(r *schema.CellRow) { r.Row, r.Column = r.Column+1, r.Row },
	}
	for name, change := range changes {
		r := base()
		change(&r)
		if slices.Equal(of(r), want) {
			t.Errorf("%s: not seen", name)
		}
	}
}

// printed is every value of a row.
func printed(t *testing.T, kind *schema.RowKind, row reflect.Value) string {
	t.Helper()
	columns := slices.Clone(kind.Columns)
	for i := range columns {
		columns[i].Outer = false
	}
	text, err := json.Marshal(Row{columns: columns, row: row})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func allRows[T any](t *testing.T, dir, name string) (all []T) {
	t.Helper()
	if err := Rows(t.Context(), dir, name, func(row *T) { all = append(all, *row) }); err != nil {
		t.Fatal(err)
	}
	return all
}

// contents is every file below a folder with its bytes.
func contents(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		fmt.Fprintf(&b, "%s %q\n", rel, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// alone: nothing is left beside the dataset.
func alone(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(dir) {
			t.Errorf("left behind: %s", e.Name())
		}
	}
}
