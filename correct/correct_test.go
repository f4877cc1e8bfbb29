package correct

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/document"
)

// load reads a file of corrections with a text.
func load(t *testing.T, text string) (*Set, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "corrections.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(path)
}

// TestDocs: the example of docs/corrections.md is a file of corrections.
func TestDocs(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "docs", "corrections.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(text), "```yaml\n")
	example, _, _ = strings.Cut(example, "```")
	s, err := load(t, example)
	if err != nil || len(s.all) != 1 || len(s.Digest) != 64 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestApply(t *testing.T) {
	sheet := func() *document.Document {
		cell := document.Cell{State: document.CellText, Text: "1,2 34", Page: 3, Confidence: 0.9, Doubtful: true}
		block := document.Block{Kind: document.BlockParagraph, Text: "支出8万元，比上年增加3万元"}
		return &document.Document{ID: "0123456789abcdef", Pages: []document.Page{{Number: 3, Blocks: []document.Block{block}}},
			Tables: []document.Table{{Cells: [][]document.Cell{{cell}}}}}
	}
	const rest = ", by: 某人, why: 看过}\n"
	cell := func(read string) string {
		return "corrections:\n- {document: 0123456789AB, page: 3, place: {table: 1, row_index: 0, column_index: 0}, read: '" +
			read + "', printed: '1,284'" + rest
	}
	for _, c := range []struct {
		name, file  string
		cell, block string
		stale       int
	}{
		{"cell", cell("1,234"), "1,284", "支出8万元，比上年增加3万元", 0},
		{"stale", cell("1,235"), "1,2 34", "支出8万元，比上年增加3万元", 1},
		{"another document", strings.Replace(cell("1,234"), "0123456789AB", "ffffffff", 1), "1,2 34",
			"支出8万元，比上年增加3万元", 0},
		{"no such table", strings.Replace(cell("1,234"), "table: 1", "table: 2", 1), "1,2 34",
			"支出8万元，比上年增加3万元", 1},
		{"another page", strings.Replace(cell("1,234"), "page: 3", "page: 4", 1), "1,2 34", "支出8万元，比上年增加3万元", 1},
		{"block", "corrections:\n- {document: 0123456789ab, page: 3, place: {block_index: 0}, read: 支出8, printed: 支出6" + rest,
			"1,2 34", "支出6万元，比上年增加3万元", 0},
		{"twice in its block", "corrections:\n- {document: 0123456789ab, page: 3, place: {block_index: 0}, read: 万元, printed: 元" +
			rest, "1,2 34", "支出8万元，比上年增加3万元", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := load(t, c.file)
			if err != nil {
				t.Fatal(err)
			}
			d := sheet()
			s.Apply(d)
			got := &d.Tables[0].Cells[0][0]
			if got.Text != c.cell || d.Pages[0].Blocks[0].Text != c.block {
				t.Errorf("cell %q, block %q", got.Text, d.Pages[0].Blocks[0].Text)
			}
			if changed := c.cell != "1,2 34"; changed != (got.Correction != nil) || changed == (got.Confidence > 0) ||
				changed && got.Correction.First != "1,2 34" {
				t.Errorf("correction %+v, confidence %v", got.Correction, got.Confidence)
			}
			if len(d.Warnings) != c.stale || c.stale > 0 && d.Warnings[0].Code != Stale {
				t.Errorf("warnings %v", d.Warnings)
			}
			if unmet := s.Unmet(); (len(unmet) > 0) != strings.Contains(c.file, "ffffffff") {
				t.Errorf("unmet %v", unmet)
			}
		})
	}
	var none *Set
	none.Apply(sheet())
}

func TestMistakes(t *testing.T) {
	const good = "corrections:\n- document: 0123456789\n  place: {table: 1}\n  read: 1\n  printed: 2\n  by: a\n  why: b\n"
	if _, err := load(t, good); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ from, to, say string }{
		{"0123456789", "0123", ":2: document has less than 8 digits"},
		{"read: 1", "read: 2", ":2: read and printed"},
		{"by: a", "by: ''", ":2: by and why"},
		{"table: 1", "table: 1, block_index: 1", ":2: place needs"},
		{"table: 1", "row_index: 1", ":2: place needs"},
		{"table: 1", "table: 1, row_index: -1", ":2: place needs"},
		{"by: a", "bye: a", ":6: unknown field"},
	} {
		if _, err := load(t, strings.Replace(good, c.from, c.to, 1)); err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%s: %v, want %q", c.to, err, c.say)
		}
	}
}
