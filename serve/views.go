package serve

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/export"
	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
	"github.com/yusuan/yusuan/triage"
)

// list is a list with its pages.
type list struct {
	head
	Total  int
	Many   bool // there are more than are counted
	First  int  // number of the first that is shown
	Last   int
	Before string // address of the page before; empty for none
	After  string

	Sorting *sorting // nil where only this list is shown, or it cannot be sorted
}

// sorting says how a list is sorted, and where it is sorted otherwise.
type sorting struct {
	name   string
	filter filter
}

// sortLink is the head of a column that leads to the list sorted by it.
type sortLink struct {
	Address string
	Now     string // ascending, descending or empty, as aria-sort has it
	Mark    string
}

// sorted leads from the head of a column to the list sorted by a word, first
// upwards, or downwards where unasked is a minus; from the column it is sorted
// by, the other way. Nil for a list that is not sorted.
func sorted(s *sorting, word, unasked string) *sortLink {
	if s == nil {
		return nil
	}
	link, to := &sortLink{}, unasked+word
	switch s.filter.Sort {
	case word:
		link.Now, link.Mark, to = "ascending", "▲", "-"+word
	case "-" + word:
		link.Now, link.Mark, to = "descending", "▼", word
	}
	f := s.filter
	f.Sort = to
	link.Address = s.name + ".html?" + f.Values().Encode()
	return link
}

// limit is how many rows of a list are read.
func (r *request) limit() int {
	if r.kind != ".html" {
		return mostRows
	}
	return pageRows
}

func (r *request) list(h head, total, shown int) list {
	l := list{head: h, Total: min(total, mostRows), Many: total > mostRows}
	l.First, l.Last = (r.filter.Page-1)*pageRows+1, (r.filter.Page-1)*pageRows+shown
	if !r.site.static {
		l.Sorting = &sorting{r.name, r.filter}
	}
	if r.filter.Page > 1 {
		l.Before = r.pageAddress(r.filter.Page - 1)
	}
	if l.Last < total && shown > 0 && r.filter.Page < mostPages {
		l.After = r.pageAddress(r.filter.Page + 1)
	}
	return l
}

func (r *request) pageAddress(n int) string {
	if r.site.static {
		if n == 1 {
			return r.name + ".html"
		}
		return fmt.Sprintf("%s-%d.html", r.name, n)
	}
	v := r.filter.Values()
	if n > 1 {
		v.Set("page", strconv.Itoa(n))
	}
	if len(v) == 0 {
		return r.name + ".html"
	}
	return r.name + ".html?" + v.Encode()
}

// objects gives values as JSON.
func objects(v any) (*answer, error) {
	b, err := json.MarshalIndent(v, "", " ")
	return &answer{status: http.StatusOK, kind: ".json", body: append(b, '\n')}, err
}

// lines gives lines as CSV that no spreadsheet takes for formulas.
func lines(rows [][]string) (*answer, error) {
	var b bytes.Buffer
	w, err := newCSV(&b)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		for i := range row {
			row[i] = export.Unformula(row[i])
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return &answer{status: http.StatusOK, kind: ".csv", body: b.Bytes()}, w.Error()
}

// tell gives rows as CSV or JSON, each as soon as it is read: what say makes of
// them, the fields of structs with a tag json.
func tell[R, T any](r *request, rows iter.Seq2[R, error], say func(R) T) *answer {
	write := writeCSV[R, T]
	if r.kind == ".json" {
		write = writeJSON[R, T]
	}
	return &answer{status: http.StatusOK, kind: r.kind, stream: func(w io.Writer) error { return write(w, rows, say) }}
}

func writeJSON[R, T any](w io.Writer, rows iter.Seq2[R, error], say func(R) T) error {
	before := "[\n"
	for row, err := range rows {
		if err != nil {
			return err
		}
		b, err := json.Marshal(say(row))
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%s%s", before, b); err != nil {
			return err
		}
		before = ",\n"
	}
	if before == "[\n" { // there is none
		before = "["
	}
	_, err := io.WriteString(w, strings.TrimPrefix(before, ",")+"]\n")
	return err
}

func writeCSV[R, T any](out io.Writer, rows iter.Seq2[R, error], say func(R) T) error {
	of := reflect.TypeFor[T]()
	line := make([]string, of.NumField())
	for i := range line {
		line[i] = of.Field(i).Tag.Get("json")
	}
	w, err := newCSV(out)
	if err != nil {
		return err
	}
	if err := w.Write(line); err != nil {
		return err
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		told := reflect.ValueOf(say(row))
		for i := range line {
			line[i] = export.Unformula(fmt.Sprint(told.Field(i).Interface()))
		}
		if err := w.Write(line); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// newCSV begins CSV with a byte order mark, by which Excel knows UTF-8.
func newCSV(w io.Writer) (*csv.Writer, error) {
	_, err := io.WriteString(w, "\ufeff")
	return csv.NewWriter(w), err
}

// listed gives what is in a list already.
func listed[T any](all []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, one := range all {
			if !yield(one, nil) {
				return
			}
		}
	}
}

// asIs is what is told as it is.
func asIs[T any](row T) T { return row }

// sayAll is what is said of all of a list.
func sayAll[R, T any](all []R, say func(R) T) []T {
	out := make([]T, 0, len(all))
	for _, one := range all {
		out = append(out, say(one))
	}
	return out
}

// toldFinding is a finding in CSV and JSON: names are those of the dataset.
type toldFinding struct {
	ID           string `json:"finding_id"`
	Document     string `json:"document_id"`
	Organization string `json:"organization"`
	Year         int    `json:"fiscal_year"`
	Kind         string `json:"kind"`
	Severity     string `json:"severity"`
	Rule         string `json:"rule"`
	Confirmed    string `json:"second_reading"`
	Yuan         string `json:"difference_yuan"`
	ZH           string `json:"message_zh"`
	EN           string `json:"message_en"`
	Triage       string `json:"triage"`
	Note         string `json:"triage_note"`
}

func sayFinding(f finding) toldFinding {
	out := toldFinding{f.ID, f.Document, f.Organization, f.Year, f.kind, f.Class, f.rule, f.Confirmed, f.Yuan,
		f.Message.ZH, f.Message.EN, "", ""}
	if f.Decided != nil {
		out.Triage, out.Note = string(f.Decided.Verdict), f.Decided.Note
	}
	return out
}

// overview is the first page, and every list of findings.
type overview struct {
	list
	Filter   filter
	Front    bool // the whole dataset is shown, from its beginning
	Facets   []facet
	Findings []finding
	Counts   []present.Count
	Summary  summary
	Charts   []chartLink
	Sorts    []option
}

type facet struct {
	Name string
	present.Text
	Options []option
}

// summary says what there is.
type summary struct {
	Documents, Read, Organizations int
	Years                          string
	Worst                          *finding
}

func (r *request) findings(ctx context.Context) (*answer, error) {
	s, f := r.site, r.filter
	rows := s.findings(ctx, f, r.limit())
	if r.kind != ".html" {
		return tell(r, rows, sayFinding), nil
	}
	found, err := gather(rows)
	if err != nil {
		return nil, err
	}
	v := overview{Filter: f, Findings: found, Counts: present.SeverityCounts()}
	total, err := s.count(ctx, "findings", "finding_words", f, findingFilters...)
	if err != nil {
		return nil, err
	}
	v.list = r.list(r.head(present.Text{ZH: "问题", EN: "Findings"}, "index"), total, len(found))
	v.Front = len(f.Values()) == 0 && f.Page == 1
	names := []struct{ name, zh, en string }{{"severity", "严重程度", "Severity"}, {"province", "省份", "Province"},
		{"year", "年度", "Year"}, {"kind", "报告种类", "Kind of report"}, {"rule", "规则", "Rule"},
		{"confirmed", "二次读取", "Second reading"}}
	for _, n := range names {
		options, err := s.facets(ctx, f, n.name)
		if err != nil {
			return nil, err
		}
		v.Facets = append(v.Facets, facet{n.name, present.Text{ZH: n.zh, EN: n.en}, options})
		for _, o := range options {
			if n.name != "severity" {
				continue
			}
			for i := range v.Counts {
				if v.Counts[i].Word == o.Value {
					v.Counts[i].N = o.N
				}
			}
		}
	}
	for _, o := range []option{{Value: "-money", Text: present.Text{ZH: "金额", EN: "money"}},
		{Value: "-year", Text: present.Text{ZH: "年度", EN: "year"}},
		{Value: "organization", Text: present.Text{ZH: "单位", EN: "organization"}},
		{Value: "rule", Text: present.Text{ZH: "规则", EN: "rule"}}} {
		o.Chosen = o.Value == f.Sort
		v.Sorts = append(v.Sorts, o)
	}
	if r.site.options.Triage != nil {
		v.Facets = append(v.Facets, facet{"triage", present.Text{ZH: "人工核实", EN: "Decision"}, r.decisionOptions()})
	}
	if v.Front {
		if v.Summary, err = s.summary(ctx); err != nil {
			return nil, err
		}
		if len(found) > 0 {
			v.Summary.Worst = &found[0]
		}
		if v.Charts, err = r.charts(ctx, ""); err != nil {
			return nil, err
		}
	}
	return r.page("overview", v)
}

// decisionOptions are the values of the filter by decision; unasked, what was
// dismissed is left out.
func (r *request) decisionOptions() (out []option) {
	for _, v := range triage.Verdicts {
		out = append(out, option{Value: string(v), Text: present.Verdict(v), N: r.site.decidedCount(v)})
	}
	every := present.Text{ZH: "含已排除的", EN: "with those dismissed"}
	out = append(out, option{Value: everyDecision, Text: every, N: uncounted})
	for i := range out {
		out[i].Chosen = out[i].Value == r.filter.Triage
	}
	return out
}

func (s *Site) summary(ctx context.Context) (v summary, err error) {
	var first, last int
	err = s.db.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(status = 'read'), 0),
		coalesce(min(CASE WHEN year > 0 THEN year END), 0), coalesce(max(year), 0) FROM documents
		WHERE duplicate = ''`).Scan(&v.Documents, &v.Read, &first, &last)
	if err != nil {
		return v, err
	}
	switch {
	case first == last && first > 0:
		v.Years = strconv.Itoa(first)
	case first > 0:
		v.Years = fmt.Sprintf("%d–%d", first, last)
	}
	err = s.db.QueryRowContext(ctx, `SELECT count(*) FROM organizations`).Scan(&v.Organizations)
	return v, err
}

// toldOrganization is an organization in CSV and JSON.
type toldOrganization struct {
	ID        string `json:"organization_id"`
	Name      string `json:"name"`
	Kind      string `json:"kind"`
	Region    string `json:"region_name"`
	First     int    `json:"first_year"`
	Last      int    `json:"last_year"`
	Documents int    `json:"documents"`
	Errors    int    `json:"errors"`
	Warnings  int    `json:"warnings"`
	Yuan      string `json:"largest_difference_yuan"`
}

func (r *request) organizations(ctx context.Context) (*answer, error) {
	columns := []string{"province"}
	where, values := r.filter.where("organization_words", columns...)
	rows := r.site.organizations(ctx, where+` ORDER BY `+r.filter.order(organizationSorts, "errors DESC, money DESC, n")+
		` LIMIT ? OFFSET ?`, append(values, r.limit(), (r.filter.Page-1)*pageRows)...)
	if r.kind != ".html" {
		return tell(r, rows, func(o organizationLine) toldOrganization {
			return toldOrganization{o.ID, o.Name, o.kind, o.Region, o.First, o.Last, o.Documents, o.Errors, o.Warnings, o.yuan}
		}), nil
	}
	all, err := gather(rows)
	if err != nil {
		return nil, err
	}
	total, err := r.site.count(ctx, "organizations", "organization_words", r.filter, columns...)
	if err != nil {
		return nil, err
	}
	h := r.head(present.Text{ZH: "单位", EN: "Organizations"}, "organizations")
	return r.page("organizations", struct {
		list
		Filter        filter
		Facets        []facet
		Organizations []organizationLine
	}{r.list(h, total, len(all)), r.filter, r.chosen(columns), all})
}

// toldDocument is a document in CSV and JSON.
type toldDocument struct {
	ID           string `json:"document_id"`
	Source       string `json:"source"`
	URL          string `json:"source_url"`
	Organization string `json:"organization"`
	Year         int    `json:"fiscal_year"`
	Kind         string `json:"kind"`
	Published    string `json:"published"`
	Status       string `json:"status"`
	Tables       int    `json:"tables"`
	Errors       int    `json:"errors"`
	Warnings     int    `json:"warnings"`
	Yuan         string `json:"largest_difference_yuan"`
}

func sayDocument(d documentLine) toldDocument {
	return toldDocument{d.ID, d.Source, d.URL, d.Organization, d.Year, d.kind, d.Published, d.status, d.Tables, d.Errors,
		d.Warnings, d.yuan}
}

func (r *request) documents(ctx context.Context) (*answer, error) {
	columns := []string{"province", "year", "kind", "organization"}
	where, values := r.filter.where("document_words", columns...)
	rows := r.site.documents(ctx, where+` ORDER BY `+r.filter.order(documentSorts, "errors DESC, money DESC, n")+
		` LIMIT ? OFFSET ?`, append(values, r.limit(), (r.filter.Page-1)*pageRows)...)
	if r.kind != ".html" {
		return tell(r, rows, sayDocument), nil
	}
	all, err := gather(rows)
	if err != nil {
		return nil, err
	}
	total, err := r.site.count(ctx, "documents", "document_words", r.filter, columns...)
	if err != nil {
		return nil, err
	}
	h := r.head(present.Text{ZH: "文件", EN: "Documents"}, "documents")
	return r.page("documents", struct {
		list
		Filter    filter
		Facets    []facet
		Documents []documentLine
	}{r.list(h, total, len(all)), r.filter, r.chosen(columns), all})
}

// toldProject is a project in CSV and JSON.
type toldProject struct {
	ID           string `json:"project_id"`
	Document     string `json:"document_id"`
	Name         string `json:"name"`
	Organization string `json:"organization"`
	Year         int    `json:"fiscal_year"`
	Yuan         string `json:"total_yuan"`
}

func (r *request) projects(ctx context.Context) (*answer, error) {
	columns := []string{"province", "year", "organization"}
	where, values := r.filter.where("project_words", columns...)
	rows := r.site.projects(ctx, where+` ORDER BY `+r.filter.order(projectSorts, "money DESC, n")+` LIMIT ? OFFSET ?`,
		append(values, r.limit(), (r.filter.Page-1)*pageRows)...)
	if r.kind != ".html" {
		return tell(r, rows, func(p projectLine) toldProject {
			return toldProject{p.ID, p.Document, p.Name, p.Organization, p.Year, p.yuan}
		}), nil
	}
	all, err := gather(rows)
	if err != nil {
		return nil, err
	}
	total, err := r.site.count(ctx, "projects", "project_words", r.filter, columns...)
	if err != nil {
		return nil, err
	}
	h := r.head(present.Text{ZH: "项目", EN: "Projects"}, "projects")
	return r.page("projects", struct {
		list
		Filter   filter
		Facets   []facet
		Projects []projectLine
	}{r.list(h, total, len(all)), r.filter, r.chosen(columns), all})
}

// search shows the first of everything that is found.
func (r *request) search(ctx context.Context) (*answer, error) {
	const most = 10
	q := filter{Query: r.filter.Query, Page: 1}
	h := r.head(present.Text{ZH: "搜索", EN: "Search"}, "search")
	h.CSV = false
	v := struct {
		head
		Filter        filter
		Organizations []organizationLine
		Documents     []documentLine
		Projects      []projectLine
		Findings      []finding
		Asked, None   bool
		More          string // the query of an address
	}{head: h, Filter: r.filter, Asked: q.Query != "", More: "?" + url.Values{"q": {q.Query}}.Encode()}
	if v.Asked {
		var err error
		where, values := q.where("organization_words")
		if v.Organizations, err = gather(r.site.organizations(ctx, where+` ORDER BY errors DESC, money DESC, n LIMIT ?`,
			append(values, most)...)); err != nil {
			return nil, err
		}
		where, values = q.where("document_words")
		if v.Documents, err = gather(r.site.documents(ctx, where+` ORDER BY errors DESC, money DESC, n LIMIT ?`,
			append(values, most)...)); err != nil {
			return nil, err
		}
		where, values = q.where("project_words")
		if v.Projects, err = gather(r.site.projects(ctx, where+` ORDER BY money DESC, n LIMIT ?`,
			append(values, most)...)); err != nil {
			return nil, err
		}
		if v.Findings, err = gather(r.site.findings(ctx, q, most)); err != nil {
			return nil, err
		}
		v.None = len(v.Organizations)+len(v.Documents)+len(v.Projects)+len(v.Findings) == 0
	}
	if r.kind == ".json" {
		return objects(map[string]any{"findings": sayAll(v.Findings, sayFinding),
			"documents": sayAll(v.Documents, sayDocument)})
	}
	if r.kind == ".csv" {
		return tell(r, listed(v.Findings), sayFinding), nil
	}
	return r.page("search", v)
}

// year is what an organization published for one year.
type year struct {
	Year      int
	Documents []documentLine
}

// yearsOf is a kind of report over the years.
type yearsOf struct {
	Kind  present.Text
	Years [][]documentLine
}

// sideBySide sets the documents of years beside each other, a line for each kind
// of report.
func sideBySide(years []year) (lines []yearsOf) {
	at := map[string]int{}
	for i, y := range years {
		for _, d := range y.Documents {
			line, ok := at[d.kind]
			if !ok {
				line, at[d.kind] = len(lines), len(lines)
				lines = append(lines, yearsOf{d.Kind, make([][]documentLine, len(years))})
			}
			lines[line].Years[i] = append(lines[line].Years[i], d)
		}
	}
	return lines
}

func (r *request) organization(ctx context.Context) (*answer, error) {
	s := r.site
	found, err := gather(s.organizations(ctx, `WHERE key = ? LIMIT 1`, r.name))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, errNotFound
	}
	o := found[0]
	documents, err := gather(s.documents(ctx, `WHERE organization_id = ? AND duplicate = ''
		ORDER BY year DESC, kind, n LIMIT ?`, o.ID, mostRows))
	if err != nil {
		return nil, err
	}
	r.filter = filter{Organization: o.ID, Page: 1}
	findings, err := gather(s.findings(ctx, r.filter, r.limit()))
	if err != nil {
		return nil, err
	}
	switch r.kind {
	case ".json":
		return objects(map[string]any{"organization_id": o.ID, "name": o.Name, "documents": sayAll(documents, sayDocument),
			"findings": sayAll(findings, sayFinding)})
	case ".csv":
		return tell(r, listed(documents), sayDocument), nil
	}
	more := "?" + r.filter.Values().Encode()
	r.filter = filter{}
	h := r.head(present.Text{ZH: o.Name, EN: o.Name}, "organizations")
	v := struct {
		head
		organizationLine
		Units    []organizationLine
		Above    []organizationLine
		Years    []year
		Matrix   []yearsOf
		Findings []finding
		Projects []projectLine
		Charts   []chartLink
		More     string
	}{head: h, organizationLine: o, Findings: findings, More: more}
	for _, d := range documents {
		if n := len(v.Years); n == 0 || v.Years[n-1].Year != d.Year {
			v.Years = append(v.Years, year{Year: d.Year})
		}
		last := &v.Years[len(v.Years)-1]
		last.Documents = append(last.Documents, d)
	}
	if len(v.Years) > 1 {
		v.Matrix = sideBySide(v.Years)
	}
	if v.Projects, err = gather(s.projects(ctx, `WHERE organization_id = ? ORDER BY money DESC, n LIMIT 20`,
		o.ID)); err != nil {
		return nil, err
	}
	if v.Units, err = gather(s.organizations(ctx, `WHERE parent = ? ORDER BY errors DESC, money DESC, n LIMIT 100`,
		o.ID)); err != nil {
		return nil, err
	}
	if o.Parent != "" {
		if v.Above, err = gather(s.organizations(ctx, `WHERE id = ?`, o.Parent)); err != nil {
			return nil, err
		}
	}
	if v.Charts, err = r.charts(ctx, o.Key); err != nil {
		return nil, err
	}
	return r.page("organization", v)
}

// rawRows gives rows of the dataset as they are, as JSON or CSV.
func rawRows[T any](r *request, kind string, rows []*T) (json.RawMessage, [][]string) {
	k := schema.KindNamed(kind)
	if r.kind == ".csv" {
		var top []string
		for i := range k.Columns {
			top = append(top, k.Columns[i].Name)
		}
		out := [][]string{top}
		for _, row := range rows {
			var line []string
			for i := range k.Columns {
				line = append(line, export.Plain(&k.Columns[i], reflect.ValueOf(row).Elem()))
			}
			out = append(out, line)
		}
		return nil, out
	}
	b := []byte{'['}
	for i, row := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = sinks.AppendObject(b, k, reflect.ValueOf(row).Elem())
	}
	return append(b, ']'), nil
}

// slice reads rows of a file into a list.
func slice[T any](ctx context.Context, s *Site, file string, first, count int64) (out []*T, err error) {
	err = sinks.Slice(ctx, s.folder, file, first, count, func(row *T) error {
		out = append(out, row)
		return nil
	})
	return out, err
}

func (r *request) project(ctx context.Context) (*answer, error) {
	found, err := gather(r.site.projects(ctx, `WHERE id = ? LIMIT 1`, r.name))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, errNotFound
	}
	p := found[0]
	rows, err := slice[schema.ProjectRow](ctx, r.site, r.site.parts[p.part], p.row, 1)
	if err != nil {
		return nil, err
	}
	if r.kind != ".html" {
		raw, table := rawRows(r, "projects", rows)
		if table != nil {
			return lines(table)
		}
		return &answer{status: http.StatusOK, kind: ".json", body: raw}, nil
	}
	targets, err := r.site.targets(ctx, p.Document)
	if err != nil {
		return nil, err
	}
	targets = slices.DeleteFunc(targets, func(i *schema.IndicatorRow) bool { return i.Scope != p.Name })
	return r.page("project", struct {
		head
		projectLine
		Row     *schema.ProjectRow
		Targets []*schema.IndicatorRow
	}{r.head(present.Text{ZH: p.Name, EN: p.Name}, "projects"), p, rows[0], targets})
}

// targets are the performance targets of a document.
func (s *Site) targets(ctx context.Context, document string) (out []*schema.IndicatorRow, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT part, first, count FROM indicators WHERE document = ? ORDER BY n`,
		document)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err tells
	for rows.Next() {
		var part, first, count int64
		if err := rows.Scan(&part, &first, &count); err != nil {
			return nil, err
		}
		some, err := slice[schema.IndicatorRow](ctx, s, s.parts[part], first, count)
		if err != nil {
			return nil, err
		}
		out = append(out, some...)
	}
	return out, rows.Err()
}

func (r *request) indicators(ctx context.Context) (*answer, error) {
	d, err := gather(r.site.documents(ctx, `WHERE id = ? LIMIT 1`, r.name))
	if err != nil {
		return nil, err
	}
	if len(d) == 0 || r.name == "" {
		return nil, errNotFound
	}
	targets, err := r.site.targets(ctx, r.name)
	if err != nil {
		return nil, err
	}
	if r.kind != ".html" {
		raw, table := rawRows(r, "indicators", targets)
		if table != nil {
			return lines(table)
		}
		return &answer{status: http.StatusOK, kind: ".json", body: raw}, nil
	}
	return r.page("indicators", struct {
		head
		Document documentLine
		Targets  []*schema.IndicatorRow
	}{r.head(present.Text{ZH: "绩效指标", EN: "Performance targets"}, "documents"), d[0], targets})
}
