package schema

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDataset: an organization is one row under all its names, and what it
// published for one year and kind is one report, in whatever files.
func TestDataset(t *testing.T) {
	document := func(id, name string, year, facts int, published string) *Record {
		return &Record{DocumentID: id, Status: StatusRead, Facts: make([]Fact, facts), Profile: Profile{
			OrganizationID: "310107:财政局", OrganizationKind: Department, Organization: name, FiscalYear: year,
			ReportKind: DepartmentBudget, Published: published, Region: Region{Code: "310107"},
		}}
	}
	d := Dataset{Identify: func(name string, of *Profile) string {
		if name == "普陀区财政局（机关）" {
			return of.OrganizationID
		}
		return of.Region.Code + ":" + name
	}}
	listing := document("next", "上海市普陀区财政局", 2025, 3, "")
	listing.Facts[0].Organization, listing.Facts[1].Organization = "普陀区财政局（机关）", "会计服务中心"
	lost := document("lost", "区财政局", 1999, 1, "")
	lost.Status = StatusDamaged
	for _, r := range []*Record{
		document("text", "普陀区财政局", 2024, 0, "2024-03-01"), document("tables", "上海市普陀区财政局", 2024, 9, "2024-02-01"),
		document("corrected", "上海市普陀区财政局", 2024, 9, "2024-04-01"), listing,
		lost, {DocumentID: "nobody's", Status: StatusRead}, {DuplicateOf: "text", Status: StatusRead},
	} {
		d.Add(r)
	}
	var organizations []OrganizationRow
	for row := range KindNamed("organizations").RowsOfAll(&d) {
		organizations = append(organizations, row.Interface().(OrganizationRow))
	}
	if diff := cmp.Diff([]OrganizationRow{
		{ID: "310107:会计服务中心", Name: "会计服务中心", Aliases: []string{}, Kind: Unit, Parent: "310107:财政局",
			RegionCode: "310107", FirstYear: 2025, LastYear: 2025},
		{ID: "310107:财政局", Name: "上海市普陀区财政局", Aliases: []string{"普陀区财政局"},
			Kind: Department, RegionCode: "310107", FirstYear: 2024, LastYear: 2025, Documents: 4}}, organizations); diff != "" {
		t.Error(diff)
	}
	reports := map[string][]string{}
	for row := range KindNamed("reports").RowsOfAll(&d) {
		r := row.Interface().(ReportRow)
		reports[r.ID] = []string{r.DocumentID}
		for _, one := range r.Documents {
			reports[r.ID] = append(reports[r.ID], one.DocumentID)
		}
	}
	if diff := cmp.Diff(map[string][]string{
		"310107:财政局/2024/department_budget": {"corrected", "text", "tables", "corrected"},
		"310107:财政局/2025/department_budget": {"next", "next"},
	}, reports); diff != "" {
		t.Error(diff)
	}
	for row := range KindNamed("reports").Rows(document("a", "b", 2024, 1, "")) {
		t.Errorf("a document alone has the report %v", row)
	}
}
