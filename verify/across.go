package verify

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/yusuan/yusuan/schema"
)

// Across holds the reports of every organization against each other by the
// rules on reports, organization by organization, and hands on what came of it.
// What it says depends on the published rows alone, not on the order in which
// documents were read.
func (s *Shelf) Across(ctx context.Context, rules []Rule, each func(*schema.Across) error) error {
	for _, id := range s.ids {
		found, err := s.across(ctx, id, rules)
		if err != nil {
			return err
		}
		if err := each(found); err != nil {
			return err
		}
	}
	return nil
}

// across holds the reports of one organization against each other.
func (s *Shelf) across(ctx context.Context, id string, rules []Rule) (*schema.Across, error) {
	rs, err := s.Of(ctx, id)
	if err != nil {
		return nil, err
	}
	found, err := rs.Across(ctx, rules)
	if err != nil {
		return nil, fmt.Errorf("reports of %s: %w", id, err)
	}
	return found, nil
}

// Across holds the reports against each other.
func (rs *Reports) Across(ctx context.Context, rules []Rule) (*schema.Across, error) {
	out := &schema.Across{OrganizationID: rs.Organization.ID, Name: rs.Organization.Name}
	for _, r := range rs.All {
		out.Reports = append(out.Reports, r.ID)
	}
	byID := map[string]*Rule{}
	var results []Result
	for i := range rules {
		rule := &rules[i]
		if rule.Across == nil {
			continue
		}
		byID[rule.ID] = rule
		found, err := rule.Across(ctx, rs)
		if err == nil {
			err = context.Cause(ctx)
		}
		if err != nil {
			return nil, fmt.Errorf("rule %s: %w", rule.ID, err)
		}
		for _, r := range found {
			r.Rule = cmp.Or(r.Rule, rule.ID)
			results = append(results, r)
		}
	}
	out.Counterparts = rs.counterparts(results)
	leaders := sameAcross(results)
	ids, seen := make([]string, len(results)), map[string]int{}
	for i := range results {
		r := &results[i]
		ids[i] = r.id(r.Operands[0].DocumentID, seen)
	}
	for i := range results {
		r := &results[i]
		report := rs.of[r.Operands[0].DocumentID]
		if report == nil {
			return nil, fmt.Errorf("rule %s: a figure of no known report", r.Rule)
		}
		whose := schema.Whose{OrganizationID: rs.Organization.ID, ReportID: report.ID,
			OtherReports: rs.others(report, r.Operands), DocumentID: r.Operands[0].DocumentID}
		if r.Outcome == schema.Inconsistent && leaders[i] == i {
			f, err := rs.finding(byID[r.Rule], r)
			if err != nil {
				return nil, err
			}
			f.ID, f.CheckID = "f-"+ids[i], ids[i]
			for other, leader := range leaders {
				if leader == i && other != i {
					f.OtherChecks = append(f.OtherChecks, ids[other])
				}
			}
			f.Evidence = foreign(f.Evidence)
			out.Findings = append(out.Findings, schema.ReportFinding(whose, report.FiscalYear, f))
		}
		c := r.check(ids[i], whose.DocumentID)
		c.Operands = foreign(c.Operands)
		out.Checks = append(out.Checks, schema.ReportCheck(whose, report.FiscalYear, &c))
	}
	slices.SortStableFunc(out.Findings, func(a, b schema.ReportFindingRow) int {
		return graver(a.Finding, b.Finding)
	})
	return out, nil
}

// others are the reports that figures are held against, sorted.
func (rs *Reports) others(report *Report, operands []schema.Operand) (ids []string) {
	seen := map[string]bool{}
	for i := range operands {
		if r := rs.of[operands[i].DocumentID]; r != nil && r.ID != report.ID {
			seen[r.ID] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// foreign are operands of which those of other documents than the first name
// theirs.
func foreign(operands []schema.Operand) []schema.Operand {
	out := slices.Clone(operands)
	for i := range out {
		if out[i].DocumentID == operands[0].DocumentID {
			out[i].DocumentID = ""
		}
	}
	return out
}

// finding is what a person should look at. What rounding explains between two
// documents is a check only: one is printed in 元 and the other in 万元.
func (rs *Reports) finding(rule *Rule, r *Result) (*schema.Finding, error) {
	severity := rule.Severity
	if r.Milder != "" {
		m, ok := rule.Milder[r.Milder]
		if !ok {
			return nil, fmt.Errorf("rule %s has no milder severity %q", rule.ID, r.Milder)
		}
		severity = m.Severity
	}
	if r.Ambiguous && severity.Rank() < schema.SeverityNotice.Rank() {
		severity = schema.SeverityNotice // nobody is accused of what may be misread
	}
	args := Args{"where": rs.where(r.Operands[0])}
	if len(r.Operands) > 1 {
		args["other"] = rs.where(r.Operands[1])
	}
	maps.Copy(args, r.Args)
	r.Args = args
	words, err := r.words(rule)
	if err != nil {
		return nil, err
	}
	return &schema.Finding{
		DocumentID: r.Operands[0].DocumentID, TableID: r.TableID, Rule: r.Rule, Severity: severity, Outcome: r.Outcome,
		MessageZH: words.ZH, MessageEN: words.EN,
		Expected: r.Plain(r.Expected), Printed: r.published(), Difference: r.Plain(r.Difference), Slack: r.Plain(r.Slack),
		Unit: r.Unit, DifferenceYuan: r.inYuan(), Evidence: r.Operands,
	}, nil
}

// sameAcross gives for each result the first that tells the same: figures of one
// document that are as far from the same figure of another.
func sameAcross(results []Result) map[int]int {
	type telling struct {
		rule, document, other, message string
		printed, expected              string
	}
	first, leaders := map[telling]int{}, map[int]int{}
	for i := range results {
		r := &results[i]
		if r.Outcome != schema.Inconsistent {
			continue
		}
		leaders[i] = i
		if len(r.Operands) < 2 || r.Printed.Equal(r.Expected) {
			continue
		}
		k := telling{r.Rule, r.Operands[0].DocumentID, r.Operands[1].DocumentID, r.Message, r.Printed.String() + r.Unit,
			r.Expected.String()}
		if leader, ok := first[k]; ok {
			leaders[i] = leader
			continue
		}
		first[k] = i
	}
	return leaders
}

// counterparts count the figures of the reports, and those among the operands of
// checks that were done with another document.
func (rs *Reports) counterparts(results []Result) (n schema.Counterparts) {
	type place struct {
		document, table   string
		row, column, page int
		text              string
	}
	of := func(o *schema.Operand) place {
		return place{o.DocumentID, o.TableID, o.Row, o.Column, o.Page, o.RowLabel + "/" + o.Text}
	}
	met := map[place]bool{}
	for i := range results {
		r := &results[i]
		if r.Outcome == schema.NotCheckable || len(r.Operands) < 2 {
			continue
		}
		for k := range r.Operands {
			met[of(&r.Operands[k])] = true
		}
	}
	for _, r := range rs.All {
		for _, f := range r.Figures {
			n.Figures++
			if met[of(&f.Operand)] {
				n.Met++
			}
		}
	}
	return n
}
