package serve

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/schema"
)

// Measures are the figures of a report that charts show.
const (
	measureTotal    = "total"        // all expenditure
	measureFunction = "function"     // of a class of the functional classification
	measurePublic   = "three_public" // an item of the three public expenses
)

// publicItems are the items of the three public expenses that are told apart,
// after their total.
var publicItems = []schema.Item{"three_public", "overseas", "vehicles", "reception"}

// widest are the funds that a measure may be of, the widest first: of a report
// the first is taken that it prints.
var widest = []schema.Fund{"all", "fiscal_appropriation", "general_public_budget", ""}

// paid are likewise those of the three public expenses, which are paid from
// appropriations.
var paid = []schema.Fund{"fiscal_appropriation", "general_public_budget", "", "all"}

type figureKey struct{ measure, code, stage string }

type figure struct {
	rank int // of its fund
	yuan decimal.Decimal
}

// fact gathers the figures of a report, whose rows follow each other.
func (w *writer) fact(f *schema.PreferredFact) error {
	if f.ReportID != w.report.ReportID {
		if err := w.reportDone(); err != nil {
			return err
		}
		w.report = f.Origin
	}
	c := &f.Coordinates
	if f.ReportID == "" || c.Economic != "" || c.Nature != "" || c.Project != "" || c.Organization != "" ||
		c.Method != "" || c.ItemLabel != "" || c.Revenue != "" || c.Stage != "budget" && c.Stage != "final" {
		return nil
	}
	key, funds := figureKey{stage: string(c.Stage)}, widest
	switch {
	case c.Item != "" && c.Function == "" && slices.Contains(publicItems, c.Item):
		key.measure, key.code, funds = measurePublic, string(c.Item), paid
	case c.Item == "" && c.Flow == "expenditure" && c.Function == "":
		key.measure = measureTotal
	case c.Item == "" && c.Flow == "expenditure" && len(c.Function) == 3:
		key.measure, key.code = measureFunction, c.Function
	default:
		return nil
	}
	rank := slices.Index(funds, c.Fund)
	if have, ok := w.figures[key]; rank < 0 || ok && have.rank <= rank {
		return nil
	}
	if w.figures == nil {
		w.figures = map[figureKey]figure{}
	}
	w.figures[key] = figure{rank, f.Yuan}
	return nil
}

// reportDone puts the figures of a report in their place.
func (w *writer) reportDone() error {
	keys := slices.SortedFunc(maps.Keys(w.figures), func(a, b figureKey) int {
		return cmp.Or(cmp.Compare(a.measure, b.measure), cmp.Compare(a.code, b.code), cmp.Compare(a.stage, b.stage))
	})
	for _, key := range keys {
		_, err := w.insert(`INSERT INTO figures (part, organization_id, province, year, kind, stage, measure, code, yuan)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, w.part, w.report.OrganizationID, province(w.report.RegionCode),
			w.report.FiscalYear, w.report.ReportKind, key.stage, key.measure, key.code, w.figures[key].yuan.String())
		if err != nil {
			return err
		}
	}
	clear(w.figures)
	w.report = schema.Origin{}
	return nil
}

// totals adds the figures of all departments up, by province and year. Those
// of units are a part of their department's, and those of governments hold all.
func (b *builder) totals(ctx context.Context) error {
	rows, err := b.tx.QueryContext(ctx, `SELECT province, year, kind, stage, measure, code, yuan FROM figures
		WHERE kind IN ('department_budget', 'department_final')`)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err tells
	type key struct {
		province             string
		year                 int
		kind, stage, measure string
		code                 string
	}
	type sum struct {
		yuan    decimal.Decimal
		reports int
	}
	sums := map[key]sum{}
	for rows.Next() {
		var k key
		var text string
		if err := rows.Scan(&k.province, &k.year, &k.kind, &k.stage, &k.measure, &k.code, &text); err != nil {
			return err
		}
		yuan, err := decimal.NewFromString(text)
		if err != nil {
			return err
		}
		s := sums[k]
		sums[k] = sum{s.yuan.Add(yuan), s.reports + 1}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for k, s := range sums {
		err := b.exec(ctx, `INSERT INTO totals VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, k.province, k.year, k.kind, k.stage,
			k.measure, k.code, s.yuan.String(), s.reports)
		if err != nil {
			return err
		}
	}
	return nil
}
