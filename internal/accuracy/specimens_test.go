package main

import (
	"context"
	"testing"

	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/internal/specimen"
)

// TestSpecimens reads invented tables of every style of ruling. The full
// figures are those of -tables.
func TestSpecimens(t *testing.T) {
	const (
		documents = 77
		least     = 0.95 // of F1, for each style and for all
	)
	reader, err := extract.New(extract.Options{Deadline: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	scores := map[specimen.Ruling]*specimen.Score{"": {}}
	for seed := range uint64(documents) {
		d := specimen.Draw(seed)
		doc, err := reader.Read(context.Background(), extract.Input{Source: "specimen.pdf", Data: d.PDF})
		if err != nil {
			t.Fatalf("specimen %d: %v", seed, err)
		}
		score := specimen.Compare(d.Tables, cellsOf(doc))
		if scores[d.Ruling] == nil {
			scores[d.Ruling] = &specimen.Score{}
		}
		scores[d.Ruling].Add(score)
		scores[""].Add(score)
	}
	for style, s := range scores {
		if s.F1() < least {
			t.Errorf("%s: recall %.3f, precision %.3f, F1 %.3f", style, s.Recall(), s.Precision(), s.F1())
		}
	}
}
