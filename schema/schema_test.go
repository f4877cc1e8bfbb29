package schema

import (
	"reflect"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/google/go-cmp/cmp"
)

// TestUndeclared: a word that is not in its list is seen, wherever it stands.
func TestUndeclared(t *testing.T) {
	r := &Record{
		Status:  "half",
		Profile: Profile{Evidence: []ProfileEvidence{{Field: "colour", Source: "cover"}}},
		Tables:  []Table{{Kind: "other", UnitSource: "title", Cells: []Cell{{Mark: "star"}}}, {Kind: "others"}},
		Facts: []Fact{{Kind: "revenue", Coordinates: Coordinates{Fund: "gold", Nature: "reserve", Item: "办公费",
			Stage: "final_2021"}}},
		Findings: []Finding{{Severity: "fatal", Outcome: "rounding"}},
	}
	want := []string{
		"documents.status: half", "documents.readings.field: colour", "tables.kind: others", "cells.mark: star",
		"facts.fund: gold", "findings.severity: fatal",
	}
	if diff := cmp.Diff(want, Undeclared(r)); diff != "" {
		t.Error(diff)
	}
}

// TestItems: an item is a word of the list, and what is printed beside it its
// label.
func TestItems(t *testing.T) {
	for on, want := range map[Item][2]string{
		"": {"", ""}, "reception": {"reception", ""}, "办公费": {"other", "办公费"},
		"procurement_goods/复印纸/集中采购": {"procurement_goods", "复印纸/集中采购"},
		"three_public/conference":    {"other", "three_public/conference"}, "甲/乙": {"other", "甲/乙"},
	} {
		c := Coordinates{Item: on}.Published()
		if got := [2]string{string(c.Item), c.ItemLabel}; got != want {
			t.Errorf("%s is published as %q, want %q", on, got, want)
		}
	}
}

// TestLists: each closed list is that of a column, and a tree without rings.
func TestLists(t *testing.T) {
	used := map[*Enum]bool{}
	var visit func([]Column)
	visit = func(columns []Column) {
		for i := range columns {
			used[columns[i].Enum()] = true
			visit(columns[i].Elements)
		}
	}
	for _, k := range RowKinds {
		visit(k.Columns)
	}
	for _, e := range Enums() {
		if !used[e] {
			t.Errorf("no column holds words of the list %s", e.Name)
		}
		for i, m := range e.Members {
			var path []string
			for at := &m; at.Parent != ""; at = e.Member(at.Parent) {
				if path = append(path, at.Value); slices.Contains(path, at.Parent) {
					t.Fatalf("list %s: %s is a part of itself", e.Name, m.Value)
				}
			}
			if slices.IndexFunc(e.Members, func(o Member) bool { return o.Value == m.Value }) != i {
				t.Errorf("list %s has %s twice", e.Name, m.Value)
			}
		}
	}
}

// TestColumns: a name stands once in a row, whatever structs it is from.
func TestColumns(t *testing.T) {
	for _, k := range RowKinds {
		seen := map[string]bool{}
		for _, c := range k.Columns {
			if seen[c.Name] {
				t.Errorf("%s has %s twice", k.Name, c.Name)
			}
			seen[c.Name] = true
		}
		for _, name := range k.Lookups {
			if !seen[name] {
				t.Errorf("%s has no column %s to look rows up by", k.Name, name)
			}
		}
		for _, name := range PartitionColumns {
			if k.Partitioned && !seen[name] {
				t.Errorf("%s has no column %s to choose a folder by", k.Name, name)
			}
		}
	}
}

// TestSet: what is set is what is found again.
func TestSet(t *testing.T) {
	type row struct {
		Text   string  `column:"text,optional"`
		Parent int     `column:"parent,index"`
		Count  *int    `column:"count"`
		Sum    *Amount `column:"sum" parts:"value yuan"`
	}
	columns := Columns(reflect.TypeFor[row]())
	n := 3
	for _, r := range []row{
		{Text: "a", Parent: 0, Count: &n, Sum: &Amount{Text: "1", HasYuan: true}},
		{Parent: -1},
	} {
		var back row
		for i := range columns {
			columns[i].Set(reflect.ValueOf(&back).Elem(), columns[i].Of(reflect.ValueOf(r)))
		}
		for i := range columns {
			want, got := columns[i].Of(reflect.ValueOf(r)), columns[i].Of(reflect.ValueOf(back))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", columns[i].Name, diff)
			}
		}
	}
}

func TestEscape(t *testing.T) {
	for text, want := range map[string]string{
		"预算":           "预算",
		"\xc4\xea":     `\xc4\xea`,
		"a\xffb":       `a\xffb`,
		"\uFFFD":       "\uFFFD", // published as such
		"\xed\xa0\x80": `\xed\xa0\x80`,
	} {
		if got := Escape(text); got != want {
			t.Errorf("%q is written as %q, want %q", text, got, want)
		}
	}
}

// Unscaled takes short ways for the usual values.
func TestUnscaled(t *testing.T) {
	for _, text := range []string{"0", "-0", "1", "-1", "12.34", "-12.34", "0.1234565", "-0.1234565", "1e3", "-25e2", "1e30",
		"9223372036854775807", "-9223372036854775808", "92233720368547758.07", "123456789012345678901234567890.12", "1e-9"} {
		d := decimal.RequireFromString(text)
		for _, scale := range []int32{0, 2, AmountScale} {
			got, ok := Unscaled(d, scale)
			if want := d.Round(scale).Shift(scale).BigInt(); got.Cmp(want) != 0 || ok != (want.CmpAbs(decimalLimit) < 0) {
				t.Errorf("%s at %d places: %s %t, want %s", text, scale, got, ok, want)
			}
		}
	}
}
