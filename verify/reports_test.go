package verify_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

// yearly is a report of one document with so many lines, and as many sentences
// that compare each with the year before.
func yearly(d *schema.Dataset, year, lines int) *schema.Published {
	id := fmt.Sprint(year)
	r := &schema.Record{DocumentID: id, Source: id + ".pdf", Status: schema.StatusRead, Profile: schema.Profile{
		OrganizationID: "990000:水务局", OrganizationKind: schema.Department, Organization: "水务局", FiscalYear: year,
		ReportKind: schema.DepartmentBudget, Region: schema.Region{Code: "990000"},
	}}
	amount := func(n int) schema.Amount {
		v := decimal.New(int64(n), -2)
		return schema.Amount{Text: v.StringFixed(2), Value: v, Decimals: 2, Unit: "万元", Yuan: v.Shift(4), HasYuan: true}
	}
	for i := range lines {
		at := schema.Coordinates{Flow: "expenditure", Fund: "all", Stage: "budget", Project: fmt.Sprint("项目", i)}
		r.Facts = append(r.Facts, schema.Fact{ID: fmt.Sprintf("%s-t000-r%dc1", id, i), DocumentID: id, TableID: id + "-t000",
			Kind: "expenditure", Coordinates: at, Amount: amount(1000*year + 3*i), Row: i, Column: 1})
		r.Claims = append(r.Claims, schema.Claim{ID: fmt.Sprintf("%s-s%04d", id, i), DocumentID: id, Scope: "narrative",
			Subject: at.Project, Coordinates: at, Amount: amount(1000*year + 3*i), Change: amount(997), Direction: "increase"})
	}
	d.Add(r)
	return schema.PublishedOf(r)
}

// acrossYears holds reports of consecutive years with so many lines against each
// other.
func acrossYears(ctx context.Context, years, lines int, rules []verify.Rule) (all []*schema.Across, err error) {
	var d schema.Dataset
	rows := map[string]*schema.Published{}
	for year := range years {
		p := yearly(&d, 1900+year, lines)
		rows[p.DocumentID] = p
	}
	shelf := verify.NewShelf(&d, verify.Standings{}, func(_ context.Context, id string) (*schema.Published, error) {
		return rows[id], nil
	})
	err = shelf.Across(ctx, rules, func(a *schema.Across) error {
		all = append(all, a)
		return nil
	})
	return all, err
}

// TestMostReports: of an organization with too many reports the latest are held
// against each other, and the check of the oldest of these says why it has
// nothing to be held against.
func TestMostReports(t *testing.T) {
	all, err := acrossYears(t.Context(), 203, 1, rules.All())
	if err != nil || len(all) != 1 {
		t.Fatal(len(all), err)
	}
	const most = 200
	if n := len(all[0].Reports); n != most {
		t.Errorf("%d reports were held against each other, want %d", n, most)
	}
	var reasons []string
	for i := range all[0].Checks {
		if c := &all[0].Checks[i]; c.Rule == "prior_year" && c.Reason != "" {
			reasons = append(reasons, c.DocumentID+" "+c.Reason)
		}
	}
	if !slices.Contains(reasons, "1903 too_many_rows") {
		t.Errorf("the oldest report says: %q", reasons)
	}
	if testing.Short() {
		return
	}
	if all, err = acrossYears(t.Context(), 4, 35_000, nil); err != nil {
		t.Fatal(err)
	}
	if n := len(all[0].Reports); n != 2 {
		t.Errorf("%d reports of 70,000 rows each were held", n)
	}
}

// TestAcrossEnds: the rules end with their context, however much there is.
func TestAcrossEnds(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := acrossYears(ctx, 2, 20_000, rules.All()); err == nil {
		t.Error("it went on to its end")
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %v to end", took)
	}
}
