package serve

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/triage"
)

// Bounds of what one page asks of the index.
const (
	pageRows  = 50    // rows of a list on a page
	mostRows  = 10000 // rows that are counted, searched, or given as CSV and JSON
	mostPages = mostRows / pageRows
	mostQuery = 100 // runes of a search
)

// filter is what a list is asked for.
type filter struct {
	Query, Province, Year, Kind, Severity, Rule, Organization, Confirmed, Triage, Sort string
	Page                                                                               int
}

// filterOf reads a filter from an address. Values that are none are left out.
func filterOf(q url.Values) filter {
	f := filter{Query: strings.TrimSpace(q.Get("q")), Province: q.Get("province"), Year: q.Get("year"),
		Kind: q.Get("kind"), Severity: q.Get("severity"), Rule: q.Get("rule"), Organization: q.Get("organization"),
		Confirmed: q.Get("confirmed"), Triage: q.Get("triage"), Sort: q.Get("sort")}
	if text := []rune(f.Query); len(text) > mostQuery {
		f.Query = string(text[:mostQuery])
	}
	if _, err := strconv.Atoi(f.Year); err != nil {
		f.Year = ""
	}
	if !slices.Contains(severityWords(), f.Severity) {
		f.Severity = ""
	}
	if f.Triage != everyDecision && !slices.Contains(triage.Verdicts, triage.Verdict(f.Triage)) {
		f.Triage = ""
	}
	if !sortWord.MatchString(f.Sort) {
		f.Sort = ""
	}
	f.Page, _ = strconv.Atoi(q.Get("page"))
	f.Page = min(max(f.Page, 1), mostPages)
	return f
}

func severityWords() (words []string) {
	for _, s := range present.Severities[:present.Rank(schema.SeverityInfo)] {
		words = append(words, string(s))
	}
	return words
}

// Values are the filter as a query of an address, without the page.
func (f filter) Values() url.Values {
	v := url.Values{}
	for _, p := range f.pairs() {
		if p[1] != "" {
			v.Set(p[0], p[1])
		}
	}
	return v
}

func (f filter) pairs() [][2]string {
	return [][2]string{{"q", f.Query}, {"province", f.Province}, {"year", f.Year}, {"kind", f.Kind},
		{"severity", f.Severity}, {"rule", f.Rule}, {"organization", f.Organization}, {"confirmed", f.Confirmed},
		{"triage", f.Triage},
		{"sort", f.Sort}}
}

// sortWord is a way to sort: what by, downwards with a minus before it.
var sortWord = regexp.MustCompile(`^-?[a-z]{1,20}$`)

// sorts are the columns of a list that it is sorted by, by the word in addresses.
type sorts map[string]string

// What lists are sorted by, each with an index (layout).
var (
	findingSorts  = sorts{"money": "money", "year": "year", "organization": "organization", "rule": "rule"}
	documentSorts = sorts{"organization": "organization", "year": "year", "kind": "kind", "errors": "errors",
		"warnings": "warnings", "money": "money", "status": "status"}
	organizationSorts = sorts{"name": "name", "region": "region", "year": "last", "documents": "documents",
		"errors": "errors", "warnings": "warnings", "money": "money"}
	projectSorts = sorts{"name": "name", "organization": "organization", "year": "year", "money": "money"}
)

// order is how rows follow each other; unasked, as the list has it. Rows that
// are equal follow in the same direction, so that one index serves both.
func (f filter) order(columns sorts, unasked string) string {
	word, down := strings.CutPrefix(f.Sort, "-")
	column, ok := columns[word]
	switch {
	case !ok:
		return unasked
	case down:
		return column + " DESC, n DESC"
	}
	return column + ", n"
}

// where is the filter as a condition on columns that the table has.
func (f filter) where(words string, columns ...string) (string, []any) {
	var parts []string
	var values []any
	add := func(column, condition string, value any) {
		if slices.Contains(columns, column) {
			parts, values = append(parts, condition), append(values, value)
		}
	}
	for _, p := range f.pairs() {
		switch name, value := p[0], p[1]; {
		case value == "" || name == "sort" || name == "triage": // triage: whereDecided
		case name == "q":
			if words != "" {
				parts = append(parts, fmt.Sprintf("n IN (SELECT rowid FROM %s WHERE %s MATCH ? LIMIT %d)", words, words, mostRows))
				values = append(values, phrases(value))
			}
		case name == "severity":
			add(name, "severity = ?", present.Rank(schema.Severity(value)))
		case name == "year":
			n, _ := strconv.Atoi(value)
			add(name, "year = ?", n)
		case name == "organization":
			add(name, "organization_id = ?", value)
		default:
			add(name, name+" = ?", value)
		}
	}
	if parts == nil {
		return "", nil
	}
	return " WHERE " + strings.Join(parts, " AND "), values
}

// phrases is a search as FTS5 takes it: each word of it has to stand somewhere,
// as it is written.
func phrases(query string) string {
	var out []string
	for _, word := range strings.Fields(query) {
		out = append(out, `"`+strings.ReplaceAll(strings.TrimSpace(spaced(word)), `"`, `""`)+`"`)
	}
	return strings.Join(out, " ")
}

// option is a value that a list can be filtered by.
type option struct {
	Value string
	present.Text
	N      int
	Chosen bool
}

// finding is one of a list.
type finding struct {
	N              int64
	ID             string
	Document       string
	Between        bool
	Organization   string
	OrganizationID string
	Year           int
	Kind           present.Text
	Rule           present.Text
	Severity       present.Text
	Confirmed      string
	Class          string // of Severity
	Message        present.Text
	Yuan           string

	Decided *triage.Decision // nil for nothing
	Verdict present.Text     // of Decided

	part, row int64
	rule      string
	kind      string
}

const findingColumns = `n, part, row, document, across, id, rule, severity, confirmed, year, kind, organization_id,
	organization, zh, en, money, yuan`

func (s *Site) findings(ctx context.Context, f filter, limit int) iter.Seq2[finding, error] {
	where, values := f.where("finding_words", findingFilters...)
	where, values = s.whereDecided(where, values, f.Triage)
	return selected(ctx, s, scanFinding, `SELECT `+findingColumns+` FROM findings`+where+` ORDER BY `+
		f.order(findingSorts, "severity, money DESC, n")+` LIMIT ? OFFSET ?`,
		append(values, limit, (f.Page-1)*pageRows)...)
}

// selected are the rows of a query, each read when it is asked for.
func selected[T any](ctx context.Context, s *Site, scan func(*Site, *sql.Rows) (T, error), query string,
	values ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		rows, err := s.db.QueryContext(ctx, query, values...)
		if err != nil {
			yield(none, err)
			return
		}
		defer rows.Close() //nolint:errcheck // Err tells
		for rows.Next() {
			row, err := scan(s, rows)
			if !yield(row, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, err)
		}
	}
}

// gather reads rows into a list.
func gather[T any](rows iter.Seq2[T, error]) (out []T, err error) {
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

// findingFilters are what findings are filtered by.
var findingFilters = []string{"province", "year", "kind", "severity", "rule", "organization", "confirmed"}

func scanFinding(s *Site, rows *sql.Rows) (v finding, err error) {
	var severity int
	var fen int64
	err = rows.Scan(&v.N, &v.part, &v.row, &v.Document, &v.Between, &v.ID, &v.rule, &severity, &v.Confirmed, &v.Year,
		&v.kind, &v.OrganizationID, &v.Organization, &v.Message.ZH, &v.Message.EN, &fen, &v.Yuan)
	word := present.Severities[min(max(severity, 0), len(present.Severities)-1)]
	v.Rule, v.Severity, v.Class = present.Rule(v.rule), present.Label(word), string(word)
	v.Kind = present.Kind(schema.ReportKind(v.kind))
	if d := s.decision(v.ID); d != nil {
		v.Decided, v.Verdict = d, present.Verdict(d.Verdict)
	}
	return v, err
}

// Money is what the finding is about; empty where it is about none.
func (f finding) Money() present.Text { return moneyText(f.Yuan) }

// Money is the largest difference in the document.
func (d documentLine) Money() present.Text { return moneyText(d.yuan) }

// Money is the largest difference in the documents of the organization.
func (o organizationLine) Money() present.Text { return moneyText(o.yuan) }

// Money is the total of the project.
func (p projectLine) Money() present.Text { return moneyText(p.yuan) }

// moneyText is an amount of the index as people say it; empty for none.
func moneyText(yuan string) present.Text {
	d, err := decimal.NewFromString(yuan)
	if err != nil || d.IsZero() {
		return present.Text{}
	}
	return present.Money(d)
}

// count says how many rows of a table a filter chooses; more than mostRows are
// not counted.
func (s *Site) count(ctx context.Context, table, words string, f filter, columns ...string) (n int, err error) {
	where, values := f.where(words, columns...)
	if table == "findings" && f.Query == "" && f.Organization == "" {
		counts, ids := s.counted(f.Triage)
		err := s.db.QueryRowContext(ctx, `SELECT coalesce(sum(n), 0) FROM `+counts+where, append(ids, values...)...).Scan(&n)
		return n, err
	}
	if table == "findings" {
		where, values = s.whereDecided(where, values, f.Triage)
	}
	err = s.db.QueryRowContext(ctx, fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM %s%s LIMIT %d)`, table, where,
		mostRows+1), values...).Scan(&n)
	return n, err
}

// facets are the values of a column of findings under the rest of a filter.
func (s *Site) facets(ctx context.Context, f filter, name string) (out []option, err error) {
	chosen := f.Values().Get(name)
	rest := f
	rest.Query, rest.Organization = "", ""
	switch name {
	case "province":
		rest.Province = ""
	case "year":
		rest.Year = ""
	case "kind":
		rest.Kind = ""
	case "severity":
		rest.Severity = ""
	case "rule":
		rest.Rule = ""
	case "confirmed":
		rest.Confirmed = ""
	}
	where, values := rest.where("", findingFilters...)
	counts, ids := s.counted(f.Triage)
	rows, err := s.db.QueryContext(ctx, `SELECT CAST(`+name+` AS TEXT), sum(n) FROM `+counts+where+
		` GROUP BY 1 ORDER BY 1`, append(ids, values...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err tells
	for rows.Next() {
		o := option{}
		if err := rows.Scan(&o.Value, &o.N); err != nil {
			return nil, err
		}
		if o.Value == "" || o.N == 0 || name == "year" && o.Value == "0" {
			continue
		}
		s.label(&o, name)
		o.Chosen = o.Value == chosen
		out = append(out, o)
	}
	if name == "rule" {
		slices.SortStableFunc(out, func(a, b option) int { return b.N - a.N })
	}
	if name == "year" {
		slices.Reverse(out)
	}
	return out, rows.Err()
}

// label says what a value of a column is called.
func (s *Site) label(o *option, column string) {
	o.Text = present.Text{ZH: o.Value, EN: o.Value}
	switch column {
	case "province":
		o.Text = s.province(o.Value)
	case "kind":
		o.Text = present.Kind(schema.ReportKind(o.Value))
	case "rule":
		o.Text = present.Rule(o.Value)
	case "confirmed":
		o.Text = present.Label(schema.SecondReadingOutcome(o.Value))
	case "severity":
		if n, err := strconv.Atoi(o.Value); err == nil && n < len(present.Severities) {
			o.Text, o.Value = present.Label(present.Severities[n]), string(present.Severities[n])
		}
	}
}

// uncounted is the number of an option of which nobody counted the rows.
const uncounted = -1

// loadChoices reads which provinces, years and kinds of report there are.
func (s *Site) loadChoices(ctx context.Context) error {
	s.choices = map[string][]option{}
	for _, column := range []string{"province", "year", "kind"} {
		rows, err := s.db.QueryContext(ctx, `SELECT DISTINCT CAST(`+column+` AS TEXT) FROM documents ORDER BY 1`)
		if err != nil {
			return err
		}
		values, err := texts(rows)
		if err != nil {
			return err
		}
		if column == "year" {
			slices.Reverse(values)
		}
		for _, value := range values {
			if value == "" || value == "0" {
				continue
			}
			o := option{Value: value, N: uncounted}
			s.label(&o, column)
			s.choices[column] = append(s.choices[column], o)
		}
	}
	return nil
}

// chosen are the filters of a list by some columns.
func (r *request) chosen(columns []string) (all []facet) {
	names := map[string]present.Text{"province": {ZH: "省份", EN: "Province"}, "year": {ZH: "年度", EN: "Year"},
		"kind": {ZH: "报告种类", EN: "Kind of report"}}
	for _, column := range columns {
		options := slices.Clone(r.site.choices[column])
		for i := range options {
			options[i].Chosen = options[i].Value == r.filter.Values().Get(column)
		}
		if len(options) > 0 {
			all = append(all, facet{column, names[column], options})
		}
	}
	return all
}

// province is what a province is called, of which the first two digits are
// given.
func (s *Site) province(digits string) present.Text {
	name := cmp.Or(s.options.Region(digits+"0000"), digits)
	return present.Text{ZH: name, EN: name}
}

// within is a region with its province before it.
func (s *Site) within(digits, region string) string {
	if digits == "" || region == "" {
		return region
	}
	if name := s.options.Region(digits + "0000"); !strings.HasPrefix(region, name) {
		return name + region
	}
	return region
}

// documentLine is a document of a list.
type documentLine struct {
	ID, Source, URL, Organization, OrganizationID, Region, Published string
	Year                                                             int
	Kind, Status                                                     present.Text
	Read                                                             bool // in full, without doubt
	Tables, Errors, Warnings, Notices                                int

	kind, status, yuan string
}

const documentColumns = `id, source, url, organization, organization_id, region, published, year, kind, status, tables,
	errors, warnings, notices, yuan`

func (s *Site) documents(ctx context.Context, tail string, values ...any) iter.Seq2[documentLine, error] {
	return selected(ctx, s, scanDocument, `SELECT `+documentColumns+` FROM documents `+tail, values...)
}

func scanDocument(_ *Site, rows *sql.Rows) (d documentLine, err error) {
	err = rows.Scan(&d.ID, &d.Source, &d.URL, &d.Organization, &d.OrganizationID, &d.Region, &d.Published, &d.Year,
		&d.kind, &d.status, &d.Tables, &d.Errors, &d.Warnings, &d.Notices, &d.yuan)
	d.Source, d.URL = present.SourceName(d.Source), webAddress(d.URL)
	d.Kind, d.Status = present.Kind(schema.ReportKind(d.kind)), present.Label(schema.Status(d.status))
	d.Read = d.status == string(schema.StatusRead)
	return d, err
}

// webAddress is an address that a browser may be sent to; empty for any other,
// such as one that holds a script.
func webAddress(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

// organizationLine is an organization of a list.
type organizationLine struct {
	ID, Key, Name, Region, Parent string
	Kind                          present.Text
	First, Last, Documents        int
	Errors, Warnings, Notices     int

	part, row  int64
	kind, yuan string
}

func (s *Site) organizations(ctx context.Context, tail string, values ...any) iter.Seq2[organizationLine, error] {
	return selected(ctx, s, scanOrganization, `SELECT part, row, id, key, name, kind, parent, region, province, first,
		last, documents, errors, warnings, notices, yuan FROM organizations `+tail, values...)
}

func scanOrganization(s *Site, rows *sql.Rows) (o organizationLine, err error) {
	var digits string
	err = rows.Scan(&o.part, &o.row, &o.ID, &o.Key, &o.Name, &o.kind, &o.Parent, &o.Region, &digits, &o.First, &o.Last,
		&o.Documents, &o.Errors, &o.Warnings, &o.Notices, &o.yuan)
	o.Region = s.within(digits, o.Region)
	o.Kind = present.Label(schema.OrganizationKind(o.kind))
	return o, err
}

// projectLine is a project of a list.
type projectLine struct {
	ID, Document, Name, Organization, OrganizationID string
	Year                                             int

	part, row int64
	yuan      string
}

func (s *Site) projects(ctx context.Context, tail string, values ...any) iter.Seq2[projectLine, error] {
	return selected(ctx, s, scanProject, `SELECT part, row, id, document, name, organization, organization_id, year, yuan
		FROM projects `+tail, values...)
}

func scanProject(_ *Site, rows *sql.Rows) (p projectLine, err error) {
	err = rows.Scan(&p.part, &p.row, &p.ID, &p.Document, &p.Name, &p.Organization, &p.OrganizationID, &p.Year, &p.yuan)
	return p, err
}

// place is where the rows of a document stand in the dataset.
type place struct {
	part, row               int64
	table, cell, finding    int64 // first rows
	tables, cells, findings int64
}

// errNotFound says that a page shows something that is not in the dataset.
var errNotFound = errors.New("not in this dataset")

func (s *Site) place(ctx context.Context, id string) (p place, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT part, row, table_first, tables, cell_first, cells, finding_first, findings
		FROM documents WHERE id = ?`, id).Scan(&p.part, &p.row, &p.table, &p.tables, &p.cell, &p.cells, &p.finding,
		&p.findings)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNotFound
	}
	return p, err
}
