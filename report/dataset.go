package report

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
	"github.com/yusuan/yusuan/verify/rules"
)

// Bounds of the overview.
const (
	mostDocuments = 500
	mostWorst     = 100 // findings written out
)

// datasetView is what dataset.html shows.
type datasetView struct {
	Name      string
	Date      string
	Version   string
	Documents int
	Failed    int // documents of which nothing was read
	Pictures  int // pages that are pictures and were not read
	Tables    int
	Amounts   int
	Numbers   int
	Leftover  int
	Counts    []present.Count
	Totals    schema.Tally
	Across    schema.Tally // of the checks between reports
	Rules     []ruleFindings
	Info      int           // findings that need no reader
	Rows      []documentRow // the worst first
	MoreRows  int
	Unread    []documentRow
	Doubtful  []documentRow // read in full, with doubt
	Worst     []datasetFinding
	MoreWorst int
}

// ruleFindings counts the findings of a rule by severity.
type ruleFindings struct {
	present.Text
	Counts []present.Count
	All    int
}

type documentRow struct {
	Name, Source, ID, Year string
	Address                string       // where it is published, if it was had from there
	Kind, Status           present.Text // Status also says which pages were not read
	Why                    present.Text // what Status does not say
	Tables, Checked        int
	Counts                 []present.Count

	score [3]int
}

type datasetFinding struct {
	Class          string
	Severity, Rule present.Text
	ZH, EN         string
	Name           string
	Places         []findingPlace // of each document its figures stand in, the one in doubt first
	rank           int
}

// findingPlace is a document with figures of a finding.
type findingPlace struct{ Source, Address, Pages string }

// Dataset writes the overview of the dataset in a folder.
func Dataset(ctx context.Context, w io.Writer, folder string, o Options) error {
	if _, err := sinks.ReadManifest(folder); err != nil {
		return err
	}
	page, err := datasetPage(ctx, folder, o)
	if err != nil {
		return fmt.Errorf("report of dataset %s: %w", folder, err)
	}
	return write(w, "dataset.html", page)
}

func datasetPage(ctx context.Context, folder string, o Options) (*datasetView, error) {
	p := &datasetView{Name: filepath.Base(filepath.Clean(folder)), Date: o.Date, Version: o.Version,
		Counts: present.SeverityCounts()}
	var rows []*documentRow
	byID := map[string]*documentRow{}
	err := sinks.Rows(ctx, folder, "documents", func(d *schema.DocumentRow) {
		p.Documents++
		row := &documentRow{
			Name: cmp.Or(d.Organization, present.FileName(d.Source)), Source: d.Source, ID: d.DocumentID,
			Address: d.SourceURL,
			Kind:    present.Kind(d.Kind), Status: present.Unread(d.Status, d.ScannedPages), Why: present.Why(d.Status, d.Error),
			Tables: d.Tables, Checked: d.Tally().Done, Counts: present.SeverityCounts(),
		}
		if d.FiscalYear != 0 {
			row.Year = fmt.Sprint(d.FiscalYear)
		}
		switch d.Status {
		case schema.StatusRead:
		case schema.StatusDoubtful:
			p.Doubtful = append(p.Doubtful, *row)
		default:
			p.Pictures += len(d.ScannedPages)
			p.Unread = append(p.Unread, *row)
		}
		if !d.Status.HasContent() {
			p.Failed++
			return
		}
		if d.DuplicateOf != "" {
			return // its tables and findings stand with the first
		}
		p.Tables += d.Tables
		p.Amounts += d.Amounts
		p.Numbers += d.TokensTotal
		p.Leftover += d.TokensLeft
		p.Totals.Sum(d.Tally())
		rows = append(rows, row)
		byID[row.ID] = row
	})
	if err != nil {
		return nil, err
	}
	shown := slices.Clone(rows)
	for _, list := range [][]documentRow{p.Unread, p.Doubtful} {
		for i := range list {
			shown = append(shown, &list[i])
		}
	}
	hide := commonFolder(shown)
	for _, row := range shown {
		row.Source = row.Source[hide:]
	}
	byRule := map[string]*ruleFindings{}
	add := func(f *schema.Finding) { p.add(f, byID, byRule) }
	err = errors.Join(
		sinks.Rows(ctx, folder, "findings", func(f *schema.FindingRow) { add(&f.Finding) }),
		sinks.Rows(ctx, folder, "report_checks", func(c *schema.ReportCheckRow) { p.Across.Add(c.Outcome) }),
		sinks.Rows(ctx, folder, "report_findings", func(f *schema.ReportFindingRow) {
			f.Finding.DocumentID = f.DocumentID
			add(&f.Finding)
		}))
	if err != nil {
		return nil, err
	}
	for _, r := range rules.All() {
		if rule := byRule[r.ID]; rule != nil {
			p.Rules = append(p.Rules, *rule)
		}
	}
	slices.SortStableFunc(p.Rules, func(a, b ruleFindings) int { return b.All - a.All })
	slices.SortStableFunc(rows, func(a, b *documentRow) int {
		return cmp.Or(slices.Compare(b.score[:], a.score[:]), cmp.Compare(a.Source, b.Source))
	})
	for _, row := range rows {
		if len(p.Rows) == mostDocuments {
			p.MoreRows++
			continue
		}
		p.Rows = append(p.Rows, *row)
	}
	p.keep(datasetFinding{rank: -1})
	return p, nil
}

// add takes a finding in, of a document or between reports. What needs no reader
// is counted only.
func (p *datasetView) add(f *schema.Finding, byID map[string]*documentRow, byRule map[string]*ruleFindings) {
	if f.Severity == schema.SeverityInfo {
		p.Info++
		return
	}
	rank := present.Rank(f.Severity)
	p.Counts[rank].N++
	rule := byRule[f.Rule]
	if rule == nil {
		rule = &ruleFindings{Text: present.Rule(f.Rule), Counts: present.SeverityCounts()}
		byRule[f.Rule] = rule
	}
	rule.Counts[rank].N++
	rule.All++
	found := datasetFinding{
		Class: string(f.Severity), Severity: present.Label(f.Severity), Rule: rule.Text,
		ZH: f.MessageZH, EN: f.MessageEN, rank: rank,
	}
	if d := byID[f.DocumentID]; d != nil {
		d.Counts[rank].N++
		d.score[rank]++
		found.Name = d.Name
	}
	for _, id := range append([]string{""}, documentsOf(f.Evidence)...) {
		place := findingPlace{Pages: pagesOf(f.Evidence, id).ZH}
		if d := byID[cmp.Or(id, f.DocumentID)]; d != nil {
			place.Source, place.Address = d.Source, d.Address
		}
		found.Places = append(found.Places, place)
	}
	p.keep(found)
}

// commonFolder is how many bytes of all sources name the folder they share: it
// tells nothing and is nobody else's business.
func commonFolder(rows []*documentRow) int {
	prefix, first := "", true
	for _, row := range rows {
		source := row.Source
		folder := source[:strings.LastIndexAny(source, `/\`)+1]
		if first {
			prefix, first = folder, false
		}
		for !strings.HasPrefix(folder, prefix) {
			prefix = prefix[:strings.LastIndexAny(prefix[:len(prefix)-1], `/\`)+1]
		}
	}
	return len(prefix)
}

// keep takes a finding among the worst, in the order of the dataset; one of
// rank -1 ends the list. It never holds more than twice what is shown.
func (p *datasetView) keep(f datasetFinding) {
	if f.rank >= 0 {
		p.Worst = append(p.Worst, f)
		if len(p.Worst) < 2*mostWorst {
			return
		}
	}
	slices.SortStableFunc(p.Worst, func(a, b datasetFinding) int { return a.rank - b.rank })
	if len(p.Worst) > mostWorst {
		p.MoreWorst += len(p.Worst) - mostWorst
		p.Worst = p.Worst[:mostWorst]
	}
}

// documentsOf are the other documents that figures stand in.
func documentsOf(evidence []schema.Operand) (ids []string) {
	for i := range evidence {
		if id := evidence[i].DocumentID; id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// pagesOf are the pages of figures that stand in a document.
func pagesOf(evidence []schema.Operand, document string) present.Text {
	var pages []int
	for i := range evidence {
		if n := evidence[i].Page; n != 0 && evidence[i].DocumentID == document && !slices.Contains(pages, n) {
			pages = append(pages, n)
		}
	}
	slices.Sort(pages)
	return present.Pages(pages)
}
