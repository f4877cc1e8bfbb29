package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/internal/fixtures"
)

// TestSample: a seed always draws the same facts, each at most once, from
// every kind of table before a second from any.
func TestSample(t *testing.T) {
	sheet := func(n int, seed uint64) string {
		var out bytes.Buffer
		if err := (&sampling{n: n, seed: seed, only: "songhu-school-2025-budget.md"}).report(fixtures.Dir(), &out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	first := sheet(8, 1)
	if first != sheet(8, 1) {
		t.Error("one seed draws two samples")
	}
	if first == sheet(8, 2) {
		t.Error("two seeds draw one sample")
	}
	lines := strings.Split(strings.TrimSpace(first), "\n")
	if len(lines) != 9 || lines[0] != strings.Join(sheetHead, "\t") {
		t.Fatalf("%d lines, the first %q", len(lines), lines[0])
	}
	kinds := map[string]bool{}
	for _, l := range lines[1:] {
		kinds[strings.Split(l, "\t")[5]] = true
	}
	if len(kinds) < 7 {
		t.Errorf("8 facts are of %d kinds of table", len(kinds))
	}
}
