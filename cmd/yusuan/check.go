package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/report"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
	"github.com/yusuan/yusuan/verify"
)

func newCheck() *cobra.Command {
	var reading readingFlags
	var asJSON bool
	var language, against string
	sink := &checkSink{}
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "Tell what does not add up in a document",
		Long: `Check reads documents and prints what a careful auditor would mark: the
findings, the worst first, each with the figures it rests on; the checks that
were done, by rule; and how many of the published amounts take part in one.

--severity leaves out findings less severe than that, --rule those of other
rules (docs/rules.md); the exit status follows what is left.

--against takes what check --json or inspect --json printed of an earlier run,
or of an earlier version of the document, and marks findings as new or same;
those that are no longer found are listed as gone. Documents are matched by
their bytes, then by their path; findings by their rule and the table, row and
column of the figure in doubt, as these are called, so that a row put in above
changes nothing and a row that was renamed makes its findings gone and new.

With --json it prints one object a line for each document: document, findings,
checks (in sum and by rule) and coverage (in sum and by table).
` + exitHelp,
		Example: `  yusuan check budget.pdf
  yusuan check reports/ --severity error --lang en
  yusuan check --json budget.pdf > old.json
  yusuan check corrected.pdf --against old.json`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, paths []string) error {
			if err := sink.prepare(language, against); err != nil {
				return err
			}
			files, err := pipeline.Find(paths)
			if err != nil {
				return err
			}
			pipe, reader, err := reading.open()
			if err != nil {
				return err
			}
			defer reader.Close()
			out := bufio.NewWriter(cmd.OutOrStdout())
			sink.w, sink.asJSON = out, asJSON
			summary, err := pipe.Run(cmd.Context(), files, sink)
			if err := errors.Join(err, out.Flush()); err != nil {
				return err
			}
			switch {
			case summary.Failed > 0:
				return errUnread
			case sink.errors > 0:
				return errAttention
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().StringVar(&language, "lang", "zh", "`language` of the output: zh or en")
	cmd.Flags().StringVar(&sink.severity, "severity", "notice", "least `severity` shown: error, warning or notice")
	cmd.Flags().StringSliceVar(&sink.rules, "rule", nil, "show only findings of this `rule`; may be repeated")
	cmd.Flags().StringVar(&against, "against", "", "mark findings as new, same or gone against an earlier JSON `file`")
	reading.bind(cmd)
	return cmd
}

// checkSink prints the findings and checks of records as they come.
type checkSink struct {
	w        io.Writer
	asJSON   bool
	severity string
	rules    []string
	words    map[string]string // the fixed words of the chosen language
	english  bool
	before   *earlier // nil: nothing to compare with

	started bool
	errors  int // inconsistencies of severity error among the findings shown
	err     error
}

var _ sinks.Sink = &checkSink{}

func (s *checkSink) Commit() error { return nil }
func (s *checkSink) Abort() error  { return nil }

// prepare looks at what the flags say before anything is read.
func (s *checkSink) prepare(language, against string) error {
	switch language {
	case "zh":
		s.words = chinese
	case "en":
		s.words, s.english = english, true
	default:
		return usageError{fmt.Errorf("--lang %q is neither zh nor en", language)}
	}
	switch schema.Severity(s.severity) {
	case schema.SeverityError, schema.SeverityWarning, schema.SeverityNotice:
	default:
		return usageError{fmt.Errorf("--severity %q is none of error, warning, notice", s.severity)}
	}
	for _, id := range s.rules {
		if !slices.ContainsFunc(verify.Rules(), func(r verify.Rule) bool { return r.ID == id }) {
			return usageError{fmt.Errorf("--rule %q is no rule; docs/rules.md lists them", id)}
		}
	}
	if against == "" {
		return nil
	}
	var err error
	s.before, err = readEarlier(against)
	return err
}

// shown is whether the flags leave a finding in.
func (s *checkSink) shown(rule string, severity schema.Severity) bool {
	return report.Rank(severity) <= report.Rank(schema.Severity(s.severity)) && (len(s.rules) == 0 || slices.Contains(s.rules, rule))
}

// checkObject is what check --json prints of a document.
type checkObject struct {
	Document sinks.DocumentObject `json:"document"`
	Findings []checkFinding       `json:"findings"`
	Gone     []goneFinding        `json:"gone,omitempty"`
	Checks   checkCounts          `json:"checks"`
	Coverage checkCoverage        `json:"coverage"`
}

type checkFinding struct {
	sinks.FindingObject
	Change verify.Change `json:"change,omitempty"` // new or same, with --against
}

// goneFinding is what is left to say of a finding that is not there any more.
type goneFinding struct {
	ID        string          `json:"id"`
	Rule      string          `json:"rule"`
	Severity  schema.Severity `json:"severity"`
	MessageZH string          `json:"message_zh"`
	MessageEN string          `json:"message_en"`
}

type checkCounts struct {
	outcomeCounts
	Rules []ruleCounts `json:"rules"`
}

type outcomeCounts struct {
	Done         int `json:"done"`
	Exact        int `json:"exact"`
	Rounding     int `json:"rounding"`
	Inconsistent int `json:"inconsistent"`
	Disputed     int `json:"reading_disputed"`
	NotCheckable int `json:"not_checkable"`
}

type ruleCounts struct {
	Rule    string `json:"rule"`
	TitleZH string `json:"title_zh"`
	TitleEN string `json:"title_en"`
	outcomeCounts
}

type checkCoverage struct {
	Amounts int             `json:"amounts"` // published in tables
	Checked int             `json:"checked"` // of these, in a check that could be done
	Tables  []tableCoverage `json:"tables"`
}

type tableCoverage struct {
	TableID string           `json:"table_id"`
	Title   string           `json:"title"`
	Kind    schema.TableKind `json:"kind"`
	Amounts int              `json:"amounts"`
	Checked int              `json:"checked"`
}

func (s *checkSink) Write(r *schema.Record) error {
	o := s.object(r)
	if s.asJSON {
		e := json.NewEncoder(s.w)
		e.SetEscapeHTML(false)
		return e.Encode(o)
	}
	s.print(r, o)
	return s.err
}

func (s *checkSink) object(r *schema.Record) checkObject {
	o := checkObject{
		Document: sinks.DocumentOf(r), Findings: []checkFinding{}, Checks: countChecks(r),
		Coverage: checkCoverage{Tables: []tableCoverage{}},
	}
	compared := verify.Diff(s.before.of(r), r.Findings)
	found := sinks.FindingsOf(r.Findings)
	for i, c := range compared {
		f := &c.Finding
		switch {
		case !s.shown(f.Rule, f.Severity):
		case c.Change == verify.Gone:
			o.Gone = append(o.Gone, goneFinding{f.ID, f.Rule, f.Severity, f.MessageZH, f.MessageEN})
		default:
			if s.before == nil {
				c.Change = "" // nothing to compare with
			}
			o.Findings = append(o.Findings, checkFinding{found[i], c.Change})
			if f.Severity == schema.SeverityError && f.Outcome == schema.Inconsistent {
				s.errors++
			}
		}
	}
	slices.SortStableFunc(o.Findings, func(a, b checkFinding) int { return report.Rank(a.Severity) - report.Rank(b.Severity) })
	for i, c := range r.Coverage {
		t := &r.Tables[i]
		table := tableCoverage{TableID: t.ID, Kind: t.Kind, Amounts: c.Amounts, Checked: c.Checked}
		if t.Layout != nil {
			table.Title = document.Squeeze(t.Layout.Title)
		}
		o.Coverage.Amounts += c.Amounts
		o.Coverage.Checked += c.Checked
		o.Coverage.Tables = append(o.Coverage.Tables, table)
	}
	return o
}

// countChecks counts outcomes, in sum and by rule in the order of the rules.
// A check whose numbers two readings have differently is no inconsistency.
func countChecks(r *schema.Record) checkCounts {
	disputed := map[string]bool{}
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Outcome == schema.ReadingDisputed {
			disputed[f.CheckID] = true
		}
	}
	all := checkCounts{Rules: []ruleCounts{}}
	byRule := map[string]*outcomeCounts{}
	for i := range r.Checks {
		c := &r.Checks[i]
		outcome := c.Outcome
		if disputed[c.ID] {
			outcome = schema.ReadingDisputed
		}
		if byRule[c.Rule] == nil {
			byRule[c.Rule] = &outcomeCounts{}
		}
		byRule[c.Rule].add(outcome)
		all.add(outcome)
	}
	for _, rule := range verify.Rules() {
		if n := byRule[rule.ID]; n != nil {
			all.Rules = append(all.Rules, ruleCounts{rule.ID, rule.TitleZH, rule.TitleEN, *n})
		}
	}
	return all
}

func (n *outcomeCounts) add(o schema.Outcome) {
	switch o {
	case schema.NotCheckable:
		n.NotCheckable++
		return
	case schema.Exact:
		n.Exact++
	case schema.Rounding:
		n.Rounding++
	case schema.Inconsistent:
		n.Inconsistent++
	case schema.ReadingDisputed:
		n.Disputed++
	}
	n.Done++
}

// earlier holds the findings of an earlier run, by document.
type earlier struct {
	byID, bySource map[string][]schema.Finding
}

// earlierFinding is what is read of a finding: what tells its place, and what
// is said of one that is gone.
type earlierFinding struct {
	goneFinding
	Evidence []struct {
		TableTitle  string `json:"table_title"`
		RowLabel    string `json:"row_label"`
		ColumnLabel string `json:"column_label"`
		Text        string `json:"text"`
	} `json:"evidence"`
}

func (f *earlierFinding) finding(document string) schema.Finding {
	out := schema.Finding{ID: f.ID, DocumentID: document, Rule: f.Rule, Severity: f.Severity, MessageZH: f.MessageZH, MessageEN: f.MessageEN}
	for _, e := range f.Evidence {
		out.Evidence = append(out.Evidence, schema.Operand{TableTitle: e.TableTitle, RowLabel: e.RowLabel, ColumnLabel: e.ColumnLabel, Text: e.Text})
	}
	return out
}

// readEarlier reads what check --json or inspect --json printed.
func readEarlier(path string) (*earlier, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	e := &earlier{byID: map[string][]schema.Finding{}, bySource: map[string][]schema.Finding{}}
	d := json.NewDecoder(bufio.NewReader(file))
	for {
		var o struct {
			Document *struct {
				ID     string `json:"id"`
				Source string `json:"source"`
			} `json:"document"`
			Findings []earlierFinding `json:"findings"`
		}
		err := d.Decode(&o)
		switch {
		case errors.Is(err, io.EOF) && len(e.bySource) > 0:
			return e, nil
		case err != nil || o.Document == nil:
			return nil, usageError{fmt.Errorf("--against %s is not what check --json prints", path)}
		}
		findings := make([]schema.Finding, len(o.Findings))
		for i := range o.Findings {
			findings[i] = o.Findings[i].finding(o.Document.ID)
		}
		if o.Document.ID != "" {
			e.byID[o.Document.ID] = findings
		}
		e.bySource[o.Document.Source] = findings
	}
}

// of are the earlier findings of a document: the same bytes, or what stood at
// the same path, or, where one document only is compared, that one.
func (e *earlier) of(r *schema.Record) []schema.Finding {
	if e == nil {
		return nil
	}
	if f, ok := e.byID[r.DocumentID]; ok {
		return f
	}
	if f, ok := e.bySource[r.Source]; ok {
		return f
	}
	if len(e.bySource) == 1 {
		for _, f := range e.bySource {
			return f
		}
	}
	return nil
}

func (s *checkSink) printf(format string, args ...any) {
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.w, format, args...)
	}
}

// say is a fixed word in the chosen language.
func (s *checkSink) say(key string) string { return s.words[key] }

func (s *checkSink) print(r *schema.Record, o checkObject) {
	if s.started {
		s.printf("\n%s\n\n", strings.Repeat("═", 60))
	}
	s.started = true
	s.printf("%s\n", r.Source)
	year := ""
	if r.Profile.FiscalYear != 0 {
		year = strconv.Itoa(r.Profile.FiscalYear)
	}
	if line := join(" ", r.Profile.Organization, year, s.say(string(r.Profile.ReportKind))); line != "" {
		s.printf("%s\n", line)
	}
	if r.Error != "" {
		s.printf("%s: %s\n", s.say("unread"), r.Error)
	}
	if r.DuplicateOf != "" {
		s.printf("%s %s\n", s.say("duplicate"), r.DuplicateOf)
		return
	}
	if r.Status != schema.StatusRead && r.Status != schema.StatusScanned {
		return
	}
	for _, severity := range []schema.Severity{schema.SeverityError, schema.SeverityWarning, schema.SeverityNotice} {
		s.group(severity, o)
	}
	if len(o.Findings) == 0 {
		s.printf("\n%s\n", s.say("nothing"))
	}
	for i, f := range o.Gone {
		if i == 0 {
			s.printf("\n%s: %d\n", s.say("gone"), len(o.Gone))
		}
		s.printf("  − %s\n", s.message(f.MessageZH, f.MessageEN))
	}
	s.printf("\n")
	s.table(ruleTable(o.Checks, s))
	if o.Coverage.Amounts > 0 {
		s.printf("\n")
		s.table(coverageTable(o.Coverage, s))
	}
}

func (s *checkSink) message(zh, en string) string {
	if s.english {
		return en
	}
	return zh
}

// group prints the findings of one severity.
func (s *checkSink) group(severity schema.Severity, o checkObject) {
	n := 0
	for i := range o.Findings {
		if o.Findings[i].Severity == severity {
			n++
		}
	}
	if n == 0 {
		return
	}
	s.printf("\n%s: %d\n", s.say(string(severity)), n)
	for i := range o.Findings {
		f := &o.Findings[i]
		if f.Severity != severity {
			continue
		}
		mark := ""
		if f.Change != "" {
			mark = "[" + s.say(string(f.Change)) + "] "
		}
		s.printf("\n  %s%s\n", mark, s.message(f.MessageZH, f.MessageEN))
		width, blank := 0, 0
		for j := range f.Evidence {
			width = max(width, runewidth.StringWidth(f.Evidence[j].Text))
		}
		for j := range f.Evidence {
			e := &f.Evidence[j]
			if j > 0 && e.Text == "" {
				blank++ // forms print dozens of lines that are not used
				continue
			}
			page := ""
			if e.Page > 0 {
				page = fmt.Sprintf(s.say("page"), e.Page)
			}
			s.printf("    %s %s  %s\n", operandSign(j, e.Sign), runewidth.FillLeft(e.Text, width), join(" / ", page, document.Squeeze(e.TableTitle), e.RowLabel, e.ColumnLabel))
		}
		if blank > 0 {
			s.printf("    + %s\n", fmt.Sprintf(s.say("blank"), blank))
		}
		s.printf("    (%s)\n", f.Rule)
	}
}

// operandSign says what part a figure plays; the first is the one in doubt.
func operandSign(index, sign int) string {
	switch {
	case index == 0:
		return "="
	case sign > 0:
		return "+"
	case sign < 0:
		return "-"
	}
	return " "
}

// table prints rows in columns: the first to the left, numbers to the right.
func (s *checkSink) table(rows [][]string) {
	if len(rows) < 2 {
		return
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for j, text := range row {
			widths[j] = max(widths[j], runewidth.StringWidth(text))
		}
	}
	for _, row := range rows {
		line := runewidth.FillRight(row[0], widths[0])
		for j := 1; j < len(row); j++ {
			line += "  " + runewidth.FillLeft(row[j], widths[j])
		}
		s.printf("%s\n", strings.TrimRight(line, " "))
	}
}

func ruleTable(c checkCounts, s *checkSink) [][]string {
	line := func(name string, n outcomeCounts) []string {
		row := []string{name}
		for _, v := range []int{n.Done, n.Exact, n.Rounding, n.Inconsistent, n.Disputed, n.NotCheckable} {
			row = append(row, thousands(v))
		}
		return row
	}
	rows := [][]string{{s.say("rule"), s.say("done"), s.say("exact"), s.say("rounding"), s.say("inconsistent"), s.say("reading_disputed"), s.say("not_checkable")}}
	for _, r := range c.Rules {
		rows = append(rows, line(s.message(r.TitleZH, r.TitleEN), r.outcomeCounts))
	}
	rows = append(rows, line(s.say("all"), c.outcomeCounts))
	if c.Disputed == 0 { // seldom, and then worth a column
		for i := range rows {
			rows[i] = slices.Delete(rows[i], 5, 6)
		}
	}
	return rows
}

func coverageTable(c checkCoverage, s *checkSink) [][]string {
	line := func(name string, checked, amounts int) []string {
		tenths := checked * 1000 / amounts
		return []string{name, thousands(amounts), thousands(checked), fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)}
	}
	rows := [][]string{{s.say("table"), s.say("amounts"), s.say("checked"), ""}}
	for i, t := range c.Tables {
		if t.Amounts > 0 {
			rows = append(rows, line(fmt.Sprintf("%d. %s", i+1, t.Title), t.Checked, t.Amounts))
		}
	}
	return append(rows, line(s.say("all"), c.Checked, c.Amounts))
}

var chinese = map[string]string{
	"error": "错误", "warning": "警告", "notice": "提示", "nothing": "没有发现问题",
	"new": "新增", "same": "仍在", "gone": "已消失", "page": "第%d页", "blank": "（另有%d处空白）", "unread": "未读全", "duplicate": "内容与此文件相同：",
	"rule": "核对规则", "done": "完成", "exact": "相符", "rounding": "四舍五入", "inconsistent": "不符",
	"reading_disputed": "读数不一", "not_checkable": "无法核对", "all": "合计",
	"table": "表", "amounts": "金额", "checked": "参与核对",
	"department_budget": "部门预算", "unit_budget": "单位预算", "department_final": "部门决算", "unit_final": "单位决算", "government_budget": "政府预算",
}

var english = map[string]string{
	"error": "Errors", "warning": "Warnings", "notice": "Notices", "nothing": "Nothing found",
	"new": "new", "same": "same", "gone": "Gone", "page": "page %d", "blank": "(%d blank)", "unread": "Not read in full", "duplicate": "Same bytes as",
	"rule": "Checks by rule", "done": "done", "exact": "exact", "rounding": "rounding", "inconsistent": "inconsistent",
	"reading_disputed": "disputed", "not_checkable": "not checkable", "all": "All",
	"table": "Table", "amounts": "amounts", "checked": "checked",
	"department_budget": "department budget", "unit_budget": "unit budget", "department_final": "department final accounts", "unit_final": "unit final accounts", "government_budget": "government budget",
}
