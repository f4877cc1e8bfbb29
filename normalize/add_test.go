package normalize

import (
	"slices"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/addition"
	"github.com/yusuan/yusuan/schema"
)

// TestAddTableKind: a kind of table is added by files of words and nothing
// else: its name, how its titles are put, what its amounts have in common.
func TestAddTableKind(t *testing.T) {
	const catalogue = "catalogue/"
	titles, columns := addition.Read(t, catalogue+"titles.yaml"), addition.Read(t, catalogue+"columns.yaml")
	titles = addition.Insert(t, titles, "terms:", "  gift: [礼品登记]\n")
	titles = addition.Insert(t, titles, "rules:", "  - {kind: gift_register, all: [gift], confidence: 0.9}\n")
	columns = addition.Insert(t, columns, "kinds:", "  gift_register: {flow: expenditure, fund: own_funds}\n")
	addition.Try(t, map[string]string{
		"../schema/table_kinds.csv": addition.Read(t, "../schema/table_kinds.csv") + "gift_register,Gift register,礼品登记表\n",
		catalogue + "titles.yaml":   titles,
		catalogue + "columns.yaml":  columns,
	}, "TestAddedTableKind")
}

// TestAddedTableKind is run by TestAddTableKind.
func TestAddedTableKind(t *testing.T) {
	const kind = schema.TableKind("gift_register")
	if !slices.Contains(schema.TableKinds, kind) {
		t.Skip("run by TestAddTableKind")
	}
	layout := grid("礼品登记表", "元", [][]string{{"科目编码", "科目名称", "合计"}}, [][]string{{"205", "教育支出", "30.00"}})
	r := normalized(&document.Document{ID: "d", Tables: []document.Table{layout}, Pages: []document.Page{{}}}, Options{})
	if r.Tables[0].Kind != kind {
		t.Fatalf("kind %s (%s)", r.Tables[0].Kind, r.Tables[0].Reason)
	}
	want := schema.Coordinates{Flow: "expenditure", Fund: "own_funds", Function: "205", Stage: "budget"}
	if len(r.Facts) != 1 || r.Facts[0].Coordinates != want {
		t.Errorf("%+v, want %+v", r.Facts, want)
	}
	if en, zh := schema.EnumOf[schema.TableKind]().Label(string(kind)); en != "Gift register" || zh != "礼品登记表" {
		t.Errorf("it is called %s, %s", en, zh)
	}
}
