package export

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// condition holds a column against a value. One on a column of documents
// chooses documents, with everything in them; any other chooses rows, and only
// of kinds that have the column.
type condition struct {
	column, operator, value string
	ofDocuments             bool
}

var conditionForm = regexp.MustCompile(`^([a-z0-9_]+)(!=|>=|<=|=|~|>|<)(.*)$`)

// parseCondition reads column, operator and value. Operators are =, != (the
// value, or nothing for null), ~ (contains), <, <=, > and >= (as numbers where
// the column holds numbers).
func parseCondition(text string, kinds []*schema.RowKind) (condition, error) {
	m := conditionForm.FindStringSubmatch(text)
	if m == nil {
		return condition{}, fmt.Errorf("%w: %q is no condition such as fiscal_year=2024 or organization~财政", ErrUsage,
			text)
	}
	c := condition{column: m[1], operator: m[2], value: m[3]}
	of := schema.KindNamed("documents").Column(c.column)
	c.ofDocuments = of != nil
	for _, k := range kinds {
		if of == nil {
			of = k.Column(c.column)
		}
	}
	if of == nil {
		return condition{}, fmt.Errorf("%w: no kind of row has a column %q; docs/schema.md lists them", ErrUsage, c.column)
	}
	if strings.ContainsAny(c.operator, "<>") && of.Type != schema.Text {
		if _, err := decimal.NewFromString(c.value); err != nil {
			return condition{}, fmt.Errorf("%w: %s: %q is no number", ErrUsage, text, c.value)
		}
	}
	return c, nil
}

// answers reports whether every condition can be told of a kind of row.
func (j *job) answers(k *schema.RowKind) bool {
	for _, c := range j.where {
		if !c.ofDocuments && k.Column(c.column) == nil && k.Name != "documents" {
			return false
		}
	}
	return true
}

// chooseDocuments looks up which documents the conditions choose.
func (j *job) chooseDocuments(ctx context.Context) error {
	if !slices.ContainsFunc(j.where, func(c condition) bool { return c.ofDocuments }) {
		return nil
	}
	j.documents = map[string]bool{}
	k := schema.KindNamed("documents")
	id := k.Column("document_id")
	return sinks.Each(ctx, j.dataset, k, func(row reflect.Value) error {
		if j.holds(k, row, true) {
			j.documents[id.Of(row).Text] = true
		}
		return nil
	})
}

// chooser tells which rows of a kind are wanted.
func (j *job) chooser(k *schema.RowKind) func(reflect.Value) bool {
	if k.Name == "documents" {
		return func(row reflect.Value) bool { return j.holds(k, row, true) }
	}
	id := k.Column("document_id")
	return func(row reflect.Value) bool {
		if j.documents != nil && (id == nil || !j.documents[id.Of(row).Text]) {
			return false
		}
		return j.holds(k, row, false)
	}
}

// holds reports whether the conditions of one sort hold of a row.
func (j *job) holds(k *schema.RowKind, row reflect.Value, ofDocuments bool) bool {
	for i := range j.where {
		if c := &j.where[i]; c.ofDocuments == ofDocuments && !c.holds(k.Column(c.column), row) {
			return false
		}
	}
	return true
}

func (c *condition) holds(column *schema.Column, row reflect.Value) bool {
	text := Plain(column, row)
	switch c.operator {
	case "~":
		return strings.Contains(text, c.value)
	case "=", "!=":
		equal := text == c.value
		if number, err := decimal.NewFromString(c.value); err == nil && isNumber(column.Type) && text != "" {
			equal = decimal.RequireFromString(text).Equal(number)
		}
		return equal == (c.operator == "=")
	}
	if text == "" {
		return false // null is neither more nor less
	}
	order := cmp.Compare(text, c.value)
	if isNumber(column.Type) {
		order = decimal.RequireFromString(text).Cmp(decimal.RequireFromString(c.value))
	}
	switch c.operator {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

func isNumber(t schema.Type) bool {
	switch t {
	case schema.Integer, schema.Long, schema.Single, schema.Double, schema.Decimal:
		return true
	}
	return false
}
