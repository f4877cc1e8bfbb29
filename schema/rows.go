package schema

import (
	"fmt"
	"iter"
	"reflect"
	"slices"
)

// RowKind is one kind of row that is published.
type RowKind struct {
	Name    string
	EN, ZH  string       // what there is a row for
	Type    reflect.Type // a struct that declares the columns
	Columns []Column
	// Lookups are columns whose values rows are looked up by and whose order
	// says nothing, so that minimum and maximum do not help to find them.
	Lookups []string
	// Partitioned rows stand in several files, by fiscal year and province.
	Partitioned bool

	// From is the kind of row these are made of, all those of a Group together,
	// a column of From; empty for rows of documents, between them and of the
	// whole dataset.
	From, Group string

	rows   func(*Record) reflect.Value  // a slice; nil for those of the whole dataset
	whole  func(*Dataset) reflect.Value // likewise
	derive func(*Dataset) Derivation
	across func(*Across) reflect.Value // likewise
}

// Column is the column of a name; nil if there is none.
func (k *RowKind) Column(name string) *Column {
	i := slices.IndexFunc(k.Columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		return nil
	}
	return &k.Columns[i]
}

// Derive begins to make rows of those of From.
func (k *RowKind) Derive(d *Dataset) Derivation { return k.derive(d) }

// Whole reports whether there are rows for the whole of a dataset, and none
// for each of its documents.
func (k *RowKind) Whole() bool { return k.whole != nil }

// Between reports whether there are rows between the reports of organizations.
func (k *RowKind) Between() bool { return k.across != nil }

// RowsOfAll are the rows for the whole of a dataset, each a struct of the
// kind's type.
func (k *RowKind) RowsOfAll(d *Dataset) iter.Seq[reflect.Value] {
	return func(yield func(reflect.Value) bool) {
		if k.whole != nil {
			each(k.whole(d), yield)
		}
	}
}

// Rows are the rows of a record, each a struct of the kind's type.
func (k *RowKind) Rows(r *Record) iter.Seq[reflect.Value] {
	return func(yield func(reflect.Value) bool) {
		if k.rows != nil {
			each(k.rows(r), yield)
		}
	}
}

// RowsBetween are the rows of what was held between reports, each a struct of
// the kind's type.
func (k *RowKind) RowsBetween(a *Across) iter.Seq[reflect.Value] {
	return func(yield func(reflect.Value) bool) {
		if k.across != nil {
			each(k.across(a), yield)
		}
	}
}

func each(rows reflect.Value, yield func(reflect.Value) bool) {
	for i := range rows.Len() {
		if !yield(rows.Index(i)) {
			return
		}
	}
}

func kind[T any](name, en, zh string, rows func(*Record) []T, lookups ...string) *RowKind {
	row := reflect.TypeFor[T]()
	return &RowKind{
		Name: name, EN: en, ZH: zh, Type: row, Columns: Columns(row), Lookups: lookups,
		rows: func(r *Record) reflect.Value { return reflect.ValueOf(rows(r)) },
	}
}

// whole is a kind of row that is of no one document.
func whole[T any](name, en, zh string, rows func(*Dataset) []T) *RowKind {
	row := reflect.TypeFor[T]()
	return &RowKind{
		Name: name, EN: en, ZH: zh, Type: row, Columns: Columns(row),
		whole: func(d *Dataset) reflect.Value { return reflect.ValueOf(rows(d)) },
	}
}

// derived is a kind of row that is made of those of another.
func derived[T any](name, en, zh, from, group string, derive func(*Dataset) Derivation) *RowKind {
	row := reflect.TypeFor[T]()
	return &RowKind{Name: name, EN: en, ZH: zh, Type: row, Columns: Columns(row), From: from, Group: group, derive: derive}
}

// across is a kind of row between the reports of an organization.
func across[T any](name, en, zh string, rows func(*Across) []T, lookups ...string) *RowKind {
	row := reflect.TypeFor[T]()
	return &RowKind{
		Name: name, EN: en, ZH: zh, Type: row, Columns: Columns(row), Lookups: lookups,
		across: func(a *Across) reflect.Value { return reflect.ValueOf(rows(a)) },
	}
}

func (k *RowKind) partitioned() *RowKind {
	k.Partitioned = true
	return k
}

// Version is that of the declaration: it grows when a column is renamed, goes,
// or means something else. A column that is added does not change it.
const Version = 3

// RowKinds are all kinds of row, in the order of the data dictionary.
var RowKinds = []*RowKind{
	kind("documents", "One row for each input file and each archive member, also for those that failed.",
		"每个输入文件（含压缩包成员）一行，失败的也在内。", documentRows, "document_id", "duplicate_of"),
	whole("organizations", "One row for each department, unit or government, under all the names documents give it.",
		"每个部门、单位或政府一行，合并其各种写法。", organizationRows),
	whole("reports", "One row for each report: what an organization published for one year and kind, in one document or "+
		"several.",
		"每份报告一行：一个单位某一年度某一种类的公开内容，可由多个文件组成。", reportRows),
	whole("codes", "One row for each name of each code of the classifications that were known.",
		"科目编码表：每个编码的每个名称一行。", codeRows),
	kind("tables", "One row for each published table; one that runs over several pages is one row.",
		"每张表一行；跨页的表为一行。", tableRows, "document_id", "table_id"),
	kind("cells", "One row for each cell of each table, blanks included; a merged cell is one row, at its upper left "+
		"corner.",
		"每个单元格一行（含空白格）；合并单元格为一行，记在左上角。", cellRows, "document_id", "table_id"),
	kind("facts", "One row for each published amount of each table whose kind is known, with what it is an amount of.",
		"种类已知的各表中每个金额一行，附其含义坐标。", factRows, "document_id", "table_id", "function_code").partitioned(),
	derived[PreferredFact]("facts_preferred", "One row for each coordinate of each report: its amount once, how many "+
		"facts print it, and whether they agree. To add up, ask these.",
		"每份报告的每个坐标一行：金额、出现次数及各处是否一致。汇总时宜用此表。", "facts", "report_id", preferFacts).partitioned(),
	kind("projects", "One row for each project of a document, merged from every place that describes it.",
		"每个项目一行，由各处合并而成。", projectRows, "document_id").partitioned(),
	kind("indicators", "One row for each performance target of a department or a project.",
		"每个绩效指标一行。", indicatorRows, "document_id").partitioned(),
	kind("claims", "One row for each statement of the narrative that carries a figure.",
		"正文中每句带数字的陈述一行。", claimRows, "document_id").partitioned(),
	kind("promises", "One row for each table that the contents of a document announce.",
		"目录所列每张表一行。", listedTableRows),
	kind("checks", "One row for each relation that was held against what is printed.",
		"每项核对一行。", checkRows, "document_id"),
	kind("findings", "One row for each thing a person should look at, and for each difference that rounding explains "+
		"(severity info).",
		"每个应当查看的问题一行；四舍五入可以解释的差异也各有一行（severity 为 info）。", findingRows, "document_id"),
	across("report_checks", "One row for each relation that was held between documents: figures of the year before, "+
		"budgets in final accounts, units of a department, corrected versions.",
		"跨文件核对，每项一行：上年数、决算所列预算、部门与所属单位、更正版本。",
		func(a *Across) []ReportCheckRow { return a.Checks }, "organization_id", "document_id"),
	across("report_findings", "One row for each thing between documents that a person should look at, or may.",
		"跨文件核对发现的问题，每个一行。",
		func(a *Across) []ReportFindingRow { return a.Findings }, "organization_id", "document_id"),
}

// KindNamed is the kind of row of that name, nil if there is none.
func KindNamed(name string) *RowKind {
	for _, k := range RowKinds {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// PartitionColumns are those that the files of partitioned rows are told apart
// by. They stand in the files as well, so that each is complete by itself.
var PartitionColumns = []string{"fiscal_year", "province"}

// Undeclared are the values of a record that stand in a column of a closed
// list and are none of its words, each as kind.column: word.
func Undeclared(r *Record) (found []string) {
	for _, k := range RowKinds {
		for row := range k.Rows(r) {
			found = undeclared(found, k.Name, k.Columns, row)
		}
	}
	return found
}

func undeclared(found []string, kind string, columns []Column, row reflect.Value) []string {
	for i := range columns {
		c := &columns[i]
		if c.Type == List && !c.Plain {
			list := c.ListOf(row)
			for j := range list.Len() {
				found = undeclared(found, kind+"."+c.Name, c.Elements, list.Index(j))
			}
			continue
		}
		e := c.Enum()
		if e == nil {
			continue
		}
		if v := c.Of(row); !v.Null && !e.Has(v.Text) {
			found = append(found, fmt.Sprintf("%s.%s: %s", kind, c.Name, v.Text))
		}
	}
	return found
}
