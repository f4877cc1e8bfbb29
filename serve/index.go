package serve

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
	_ "modernc.org/sqlite" // without cgo, with FTS5

	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// indexVersion is that of the statements below: an index of another is made
// again.
const indexVersion = "3"

// layout of the index. What is searched, sorted or counted stands in it; what is
// only shown is read from the dataset, from the row that the index names.
const layout = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE parts (n INTEGER PRIMARY KEY, kind TEXT, file TEXT UNIQUE, sha TEXT);
CREATE TABLE documents (n INTEGER PRIMARY KEY, part INTEGER, row INTEGER, id TEXT, source TEXT, url TEXT, title TEXT,
  organization TEXT, organization_id TEXT, year INTEGER, kind TEXT, province TEXT, region TEXT, published TEXT,
  status TEXT, duplicate TEXT, table_first INTEGER, tables INTEGER, cell_first INTEGER, cells INTEGER,
  finding_first INTEGER, findings INTEGER, errors INTEGER DEFAULT 0, warnings INTEGER DEFAULT 0,
  notices INTEGER DEFAULT 0, money INTEGER DEFAULT -1, yuan TEXT DEFAULT '');
CREATE TABLE organizations (n INTEGER PRIMARY KEY, part INTEGER, row INTEGER, id TEXT, key TEXT, name TEXT, kind TEXT,
  parent TEXT, region TEXT, province TEXT, first INTEGER, last INTEGER, documents INTEGER, errors INTEGER DEFAULT 0,
  warnings INTEGER DEFAULT 0, notices INTEGER DEFAULT 0, money INTEGER DEFAULT -1, yuan TEXT DEFAULT '');
CREATE TABLE findings (n INTEGER PRIMARY KEY, part INTEGER, row INTEGER, document TEXT, across INTEGER, id TEXT,
  rule TEXT, severity INTEGER, confirmed TEXT, year INTEGER, kind TEXT, province TEXT, organization_id TEXT,
  organization TEXT, zh TEXT, en TEXT, money INTEGER, yuan TEXT);
CREATE TABLE projects (n INTEGER PRIMARY KEY, part INTEGER, row INTEGER, id TEXT, document TEXT, name TEXT,
  year INTEGER, province TEXT, organization_id TEXT, organization TEXT, money INTEGER, yuan TEXT);
CREATE TABLE indicators (n INTEGER PRIMARY KEY, part INTEGER, document TEXT, first INTEGER, count INTEGER);
CREATE TABLE figures (n INTEGER PRIMARY KEY, part INTEGER, organization_id TEXT, province TEXT, year INTEGER,
  kind TEXT, stage TEXT, measure TEXT, code TEXT, yuan TEXT);
CREATE TABLE counts (province TEXT, year INTEGER, kind TEXT, severity INTEGER, rule TEXT, confirmed TEXT, n INTEGER);
CREATE TABLE totals (province TEXT, year INTEGER, kind TEXT, stage TEXT, measure TEXT, code TEXT, yuan TEXT,
  reports INTEGER);
CREATE VIRTUAL TABLE document_words USING fts5(text, content='', contentless_delete=1, detail=full);
CREATE VIRTUAL TABLE organization_words USING fts5(text, content='', contentless_delete=1);
CREATE VIRTUAL TABLE finding_words USING fts5(text, content='', contentless_delete=1);
CREATE VIRTUAL TABLE project_words USING fts5(text, content='', contentless_delete=1);
CREATE INDEX documents_id ON documents (id);
CREATE INDEX documents_organization ON documents (organization_id, year);
CREATE INDEX documents_worst ON documents (errors DESC, money DESC, n);
CREATE INDEX documents_sorted_organization ON documents (organization);
CREATE INDEX documents_sorted_year ON documents (year);
CREATE INDEX documents_sorted_kind ON documents (kind);
CREATE INDEX documents_sorted_errors ON documents (errors);
CREATE INDEX documents_sorted_warnings ON documents (warnings);
CREATE INDEX documents_sorted_money ON documents (money);
CREATE INDEX documents_sorted_status ON documents (status);
CREATE INDEX organizations_sorted_name ON organizations (name);
CREATE INDEX organizations_sorted_region ON organizations (region);
CREATE INDEX organizations_sorted_last ON organizations (last);
CREATE INDEX organizations_sorted_documents ON organizations (documents);
CREATE INDEX organizations_sorted_errors ON organizations (errors);
CREATE INDEX organizations_sorted_warnings ON organizations (warnings);
CREATE INDEX organizations_sorted_money ON organizations (money);
CREATE INDEX findings_sorted_year ON findings (year);
CREATE INDEX findings_sorted_organization ON findings (organization);
CREATE INDEX findings_sorted_rule ON findings (rule);
CREATE INDEX findings_sorted_money ON findings (money);
CREATE INDEX projects_sorted_name ON projects (name);
CREATE INDEX projects_sorted_organization ON projects (organization);
CREATE INDEX projects_sorted_year ON projects (year);
CREATE INDEX projects_sorted_money ON projects (money);
CREATE INDEX organizations_id ON organizations (id);
CREATE INDEX organizations_key ON organizations (key);
CREATE INDEX organizations_worst ON organizations (errors DESC, money DESC, n);
CREATE INDEX findings_worst ON findings (severity, money DESC, n);
CREATE INDEX findings_id ON findings (id);
CREATE INDEX findings_rule ON findings (rule, severity, money DESC, n);
CREATE INDEX findings_province ON findings (province, severity, money DESC, n);
CREATE INDEX findings_year ON findings (year, severity, money DESC, n);
CREATE INDEX findings_kind ON findings (kind, severity, money DESC, n);
CREATE INDEX findings_organization ON findings (organization_id, severity, money DESC, n);
CREATE INDEX findings_document ON findings (document, severity, money DESC, n);
CREATE INDEX projects_id ON projects (id);
CREATE INDEX projects_money ON projects (money DESC, n);
CREATE INDEX projects_document ON projects (document, n);
CREATE INDEX projects_organization ON projects (organization_id, money DESC, n);
CREATE INDEX indicators_document ON indicators (document);
CREATE INDEX figures_organization ON figures (organization_id);
`

// worded are the kinds with an index of words, by the table they stand in.
var worded = map[string]string{"documents": "document_words", "organizations": "organization_words",
	"findings": "finding_words", "projects": "project_words"}

// indexed are the tables that hold rows of a file, by the kind of row.
var indexed = map[string][]string{"documents": {"documents"}, "organizations": {"organizations"},
	"findings": {"findings"}, "report_findings": {"findings"}, "projects": {"projects"}, "indicators": {"indicators"},
	"facts_preferred": {"figures"}, "tables": nil, "cells": nil}

// open makes the index of a dataset, or brings the one that the folder keeps up
// to date: of files that are as they were nothing is read again. Processes that
// come at the same time wait for the first.
func openIndex(ctx context.Context, dataset, folder string, say func(string)) (*sql.DB, error) {
	m, err := sinks.ReadManifest(dataset)
	if err != nil {
		return nil, err
	}
	digest, err := sinks.Digest(dataset)
	if err != nil {
		return nil, err
	}
	path, err := filepath.Abs(dataset)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	// A workspace's releases follow each other under one name, so that the next
	// one finds the index of the last.
	name := sha256.Sum256([]byte(path))
	file := filepath.Join(folder, hex.EncodeToString(name[:12])+".db")
	db, err := openDatabase(file, false)
	if err != nil {
		return nil, err
	}
	b := &builder{dataset: dataset, manifest: m, digest: digest, say: say}
	if err := errors.Join(b.update(ctx, db), db.Close()); err != nil {
		return nil, fmt.Errorf("index of %s: %w", dataset, err)
	}
	return openDatabase(file, true)
}

func openDatabase(file string, reading bool) (*sql.DB, error) {
	options := url.Values{"_pragma": {"busy_timeout(600000)", "journal_mode(WAL)", "synchronous(NORMAL)",
		"cache_size(-65536)"}, "_txlock": {"immediate"}}
	if reading {
		options = url.Values{"_pragma": {"busy_timeout(10000)", "query_only(1)", "cache_size(-16384)"}}
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath(),
		RawQuery: options.Encode()}).String())
	if err == nil {
		db.SetMaxOpenConns(4)
	}
	return db, err
}

// builder brings an index up to date, in one transaction.
type builder struct {
	dataset  string
	manifest *sinks.Manifest
	digest   string
	say      func(string)

	tx *sql.Tx
	// documents that are known, for what stands in rows that do not say it.
	documents map[string]origin
	cells     [3]int64 // rows of tables, cells and findings so far: they stand in the order of the documents
}

// origin is whose a document is.
type origin struct {
	organization, id string
	kind, province   string
}

func (b *builder) update(ctx context.Context, db *sql.DB) (err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	b.tx = tx
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	var version, digest string
	if b.scan(ctx, `SELECT value FROM meta WHERE key = 'version'`, &version) != nil || version != indexVersion {
		if err := b.clear(ctx); err != nil {
			return err
		}
	} else if err := b.scan(ctx, `SELECT value FROM meta WHERE key = 'digest'`, &digest); err != nil {
		return err
	}
	if digest == b.digest {
		return tx.Rollback()
	}
	b.say("indexing")
	if err := b.drop(ctx); err != nil {
		return err
	}
	for _, kind := range []string{"documents", "organizations", "findings", "report_findings", "projects", "indicators",
		"facts_preferred"} {
		if err := b.take(ctx, kind); err != nil {
			return err
		}
	}
	if err := b.finish(ctx); err != nil {
		return err
	}
	return tx.Commit()
}

func (b *builder) scan(ctx context.Context, query string, into ...any) error {
	return b.tx.QueryRowContext(ctx, query).Scan(into...)
}

// clear begins anew, whatever was there.
func (b *builder) clear(ctx context.Context) error {
	rows, err := b.tx.QueryContext(ctx, `SELECT name FROM sqlite_schema WHERE type = 'table'
		AND name NOT LIKE 'sqlite_%' AND (sql LIKE 'CREATE VIRTUAL%' OR name NOT LIKE '%\_words\_%' ESCAPE '\')`)
	if err != nil {
		return err
	}
	names, err := texts(rows)
	if err != nil {
		return err
	}
	for _, n := range names {
		if _, err := b.tx.ExecContext(ctx, `DROP TABLE "`+strings.ReplaceAll(n, `"`, `""`)+`"`); err != nil {
			return err
		}
	}
	if _, err := b.tx.ExecContext(ctx, layout); err != nil {
		return err
	}
	return b.exec(ctx, `INSERT INTO meta VALUES ('version', ?)`, indexVersion)
}

func texts(rows *sql.Rows) (out []string, err error) {
	defer rows.Close() //nolint:errcheck // Err tells
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

func (b *builder) exec(ctx context.Context, statement string, values ...any) error {
	_, err := b.tx.ExecContext(ctx, statement, values...)
	return err
}

// drop forgets the rows of files that are not in the dataset any more.
func (b *builder) drop(ctx context.Context) error {
	now := map[string]string{}
	for _, f := range b.manifest.Files {
		now[f.File] = f.SHA256
	}
	// What a finding says of its document stands in another file than the finding.
	same, err := b.sameDocuments(ctx)
	if err != nil {
		return err
	}
	rows, err := b.tx.QueryContext(ctx, `SELECT n, kind, file, sha FROM parts`)
	if err != nil {
		return err
	}
	type gone struct {
		n    int64
		kind string
	}
	var all []gone
	for rows.Next() {
		var g gone
		var file, sha string
		if err := rows.Scan(&g.n, &g.kind, &file, &sha); err != nil {
			return errors.Join(err, rows.Close())
		}
		follows := !same && (g.kind == "findings" || g.kind == "report_findings" || g.kind == "documents")
		if now[file] != sha || follows {
			all = append(all, g)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, g := range all {
		if err := b.forget(ctx, g.kind, g.n); err != nil {
			return err
		}
	}
	return nil
}

// sameDocuments reports that the file of documents is the one that was read.
func (b *builder) sameDocuments(ctx context.Context) (bool, error) {
	for _, f := range b.manifest.Files {
		if f.Dataset != "documents" {
			continue
		}
		n := 0
		err := b.tx.QueryRowContext(ctx, `SELECT count(*) FROM parts WHERE file = ? AND sha = ?`, f.File, f.SHA256).Scan(&n)
		return n > 0, err
	}
	return false, nil
}

// forget drops the rows of a file.
func (b *builder) forget(ctx context.Context, kind string, part int64) error {
	for _, table := range indexed[kind] {
		if words := worded[table]; words != "" {
			err := b.exec(ctx, `DELETE FROM `+words+` WHERE rowid IN (SELECT n FROM `+table+` WHERE part = ?)`, part)
			if err != nil {
				return err
			}
		}
		if err := b.exec(ctx, `DELETE FROM `+table+` WHERE part = ?`, part); err != nil {
			return err
		}
	}
	return b.exec(ctx, `DELETE FROM parts WHERE n = ?`, part)
}

// take reads the files of a kind of row that are new.
func (b *builder) take(ctx context.Context, kind string) error {
	for _, f := range b.manifest.Files {
		if f.Dataset != kind {
			continue
		}
		var had int
		err := b.tx.QueryRowContext(ctx, `SELECT count(*) FROM parts WHERE file = ?`, f.File).Scan(&had)
		if err != nil {
			return err
		}
		if had > 0 {
			continue
		}
		done, err := b.tx.ExecContext(ctx, `INSERT INTO parts (kind, file, sha) VALUES (?, ?, ?)`, kind, f.File, f.SHA256)
		if err != nil {
			return err
		}
		part, err := done.LastInsertId()
		if err != nil {
			return err
		}
		b.say(f.File)
		if err := b.read(ctx, f, part); err != nil {
			return fmt.Errorf("%s: %w", f.File, err)
		}
	}
	return nil
}

// read takes one file in.
func (b *builder) read(ctx context.Context, f sinks.ManifestedFile, part int64) error {
	w := &writer{ctx: ctx, b: b, part: part, row: -1, prepared: map[string]*sql.Stmt{}}
	defer w.close()
	var err error
	switch f.Dataset {
	case "documents":
		err = each(ctx, b, f, w.document)
	case "organizations":
		err = each(ctx, b, f, w.organization)
	case "findings":
		err = each(ctx, b, f, func(r *schema.FindingRow) error {
			return w.finding(&r.Finding, r.DocumentID, "", r.FiscalYear)
		})
	case "report_findings":
		err = each(ctx, b, f, func(r *schema.ReportFindingRow) error {
			return w.finding(&r.Finding, r.DocumentID, r.ReportID, r.Year)
		})
	case "projects":
		err = each(ctx, b, f, w.project)
	case "indicators":
		if err = each(ctx, b, f, w.indicator); err == nil {
			err = w.indicatorsDone()
		}
	case "facts_preferred":
		if err = each(ctx, b, f, w.fact); err == nil {
			err = w.reportDone()
		}
	}
	return err
}

func each[T any](ctx context.Context, b *builder, f sinks.ManifestedFile, take func(*T) error) error {
	return sinks.Slice(ctx, b.dataset, f.File, 0, f.Rows, take)
}

// writer puts rows of one file into the index.
type writer struct {
	ctx      context.Context
	b        *builder
	part     int64
	row      int64 // in its file, from 0
	prepared map[string]*sql.Stmt

	spanned string // document whose indicators are counted
	first   int64

	report  schema.Origin // whose figures are gathered
	figures map[figureKey]figure
}

func (w *writer) close() {
	for _, s := range w.prepared {
		_ = s.Close() // it ends with the transaction
	}
}

func (w *writer) insert(statement string, values ...any) (int64, error) {
	s := w.prepared[statement]
	if s == nil {
		var err error
		if s, err = w.b.tx.PrepareContext(w.ctx, statement); err != nil {
			return 0, err
		}
		w.prepared[statement] = s
	}
	done, err := s.ExecContext(w.ctx, values...)
	if err != nil {
		return 0, err
	}
	return done.LastInsertId()
}

// words makes a row findable.
func (w *writer) words(table string, n int64, texts ...string) error {
	_, err := w.insert(`INSERT INTO `+table+` (rowid, text) VALUES (?, ?)`, n, spaced(strings.Join(texts, " \x1f ")))
	return err
}

// spaced sets the characters of a text apart that are words of their own: in
// Chinese any of them may begin one, and a phrase finds every sequence.
func spaced(text string) string {
	var b strings.Builder
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			b.WriteByte(' ')
			b.WriteRune(r)
			b.WriteByte(' ')
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// province are the first two digits of the code of a region.
func province(code string) string { return code[:min(len(code), 2)] }

// mostMoney is where sorting by money ends: a thousand times what China's
// governments spend in a year, in fen.
const mostMoney = int64(3e18)

// money is an amount in fen to sort by; -1 for none.
func money(yuan *decimal.Decimal) (fen int64, text string) {
	if yuan == nil {
		return -1, ""
	}
	fen = mostMoney
	if abs := yuan.Abs(); abs.LessThan(decimal.New(mostMoney, -2)) {
		fen = abs.Shift(2).IntPart()
	}
	return fen, yuan.String()
}

func (w *writer) document(d *schema.DocumentRow) error {
	w.row++
	spans := w.b.cells
	for i, n := range []int{d.Tables, d.Cells, d.Findings} {
		w.b.cells[i] += int64(n)
	}
	n, err := w.insert(`INSERT INTO documents (part, row, id, source, url, title, organization, organization_id, year,
		kind, province, region, published, status, duplicate, table_first, tables, cell_first, cells, finding_first,
		findings) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		w.part, w.row, d.DocumentID, d.Source, d.SourceURL, d.Title, d.Organization, d.OrganizationID, d.FiscalYear,
		d.Kind, province(d.RegionCode), d.RegionName, d.Published, d.Status, d.DuplicateOf, spans[0], d.Tables, spans[1],
		d.Cells, spans[2], d.Findings)
	if err != nil {
		return err
	}
	return w.words("document_words", n, d.Organization, d.Title, present.SourceName(d.Source), d.RegionName,
		present.Kind(d.Kind).ZH, fmt.Sprint(d.FiscalYear))
}

func (w *writer) organization(o *schema.OrganizationRow) error {
	w.row++
	n, err := w.insert(`INSERT INTO organizations (part, row, id, key, name, kind, parent, region, province, first, last,
		documents) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, w.part, w.row, o.ID, keyOf(o.ID), o.Name, o.Kind, o.Parent,
		o.RegionName, province(o.RegionCode), o.FirstYear, o.LastYear, o.Documents)
	if err != nil {
		return err
	}
	return w.words("organization_words", n, o.Name, strings.Join(o.Aliases, " \x1f "), o.RegionName)
}

// keyOf names an organization in an address, on any file system.
func keyOf(organization string) string {
	sum := sha256.Sum256([]byte(organization))
	return hex.EncodeToString(sum[:8])
}

func (w *writer) finding(f *schema.Finding, document, report string, year int) error {
	w.row++
	if f.Severity == schema.SeverityInfo {
		return nil // it needs no reader
	}
	of, err := w.b.origin(w.ctx, document)
	if err != nil {
		return err
	}
	fen, yuan := money(f.DifferenceYuan)
	n, err := w.insert(`INSERT INTO findings (part, row, document, across, id, rule, severity, confirmed, year, kind,
		province, organization_id, organization, zh, en, money, yuan)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		w.part, w.row, document, report != "", f.ID, f.Rule, present.Rank(f.Severity), confirmed(f), year, of.kind,
		of.province, of.id, of.organization, f.MessageZH, f.MessageEN, fen, yuan)
	if err != nil {
		return err
	}
	return w.words("finding_words", n, of.organization, f.MessageZH, f.MessageEN, present.Rule(f.Rule).ZH)
}

// confirmed says what came of reading the numbers of a finding a second time.
func confirmed(f *schema.Finding) string {
	return string(cmp.Or(f.SecondReading, schema.SecondReadingNotMade))
}

// origin is whose a document is that the index knows already.
func (b *builder) origin(ctx context.Context, document string) (origin, error) {
	if b.documents == nil {
		b.documents = map[string]origin{}
		rows, err := b.tx.QueryContext(ctx, `SELECT id, organization, organization_id, kind, province FROM documents
			WHERE id <> ''`)
		if err != nil {
			return origin{}, err
		}
		defer rows.Close() //nolint:errcheck // Err tells
		for rows.Next() {
			var id string
			var o origin
			if err := rows.Scan(&id, &o.organization, &o.id, &o.kind, &o.province); err != nil {
				return origin{}, err
			}
			b.documents[id] = o
		}
		if err := rows.Err(); err != nil {
			return origin{}, err
		}
	}
	return b.documents[document], nil
}

func (w *writer) project(p *schema.ProjectRow) error {
	w.row++
	var yuan *decimal.Decimal
	if p.Total.HasYuan || p.Total.Text != "" {
		yuan = &p.Total.Yuan
	}
	fen, text := money(yuan)
	n, err := w.insert(`INSERT INTO projects (part, row, id, document, name, year, province, organization_id,
		organization, money, yuan) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, w.part, w.row, p.ID, p.DocumentID, p.Name,
		p.FiscalYear, province(p.RegionCode), p.OrganizationID, p.Organization, fen, text)
	if err != nil {
		return err
	}
	return w.words("project_words", n, p.Name, p.Organization, p.ResponsibleUnit)
}

// indicator counts the rows of a document that follow each other.
func (w *writer) indicator(i *schema.IndicatorRow) error {
	if w.row++; w.spanned == i.DocumentID {
		return nil
	}
	w.row--
	if err := w.indicatorsDone(); err != nil {
		return err
	}
	w.row++
	w.spanned, w.first = i.DocumentID, w.row
	return nil
}

func (w *writer) indicatorsDone() error {
	if w.spanned == "" {
		return nil
	}
	_, err := w.insert(`INSERT INTO indicators (part, document, first, count) VALUES (?, ?, ?, ?)`, w.part, w.spanned,
		w.first, w.row+1-w.first)
	w.spanned = ""
	return err
}

// finish counts what is asked for most.
func (b *builder) finish(ctx context.Context) error {
	b.say("counting")
	for _, statement := range []string{
		`DELETE FROM counts`, `DELETE FROM totals`,
		`INSERT INTO counts SELECT province, year, kind, severity, rule, confirmed, count(*) FROM findings
			GROUP BY 1, 2, 3, 4, 5, 6`,
		`UPDATE documents SET errors = s.e, warnings = s.w, notices = s.o, money = s.m, yuan = s.y FROM (
			SELECT document, sum(severity = 0) e, sum(severity = 1) w, sum(severity = 2) o,
				max(CASE WHEN severity < 2 THEN money ELSE -1 END) m, yuan y
			FROM findings GROUP BY document) s WHERE s.document = documents.id AND documents.id <> ''`,
		`UPDATE organizations SET errors = s.e, warnings = s.w, notices = s.o, money = s.m, yuan = s.y FROM (
			SELECT organization_id, sum(severity = 0) e, sum(severity = 1) w, sum(severity = 2) o,
				max(CASE WHEN severity < 2 THEN money ELSE -1 END) m, yuan y
			FROM findings GROUP BY organization_id) s WHERE s.organization_id = organizations.id`,
		`UPDATE documents SET yuan = '' WHERE money < 0`,
		`UPDATE organizations SET yuan = '' WHERE money < 0`,
	} {
		if err := b.exec(ctx, statement); err != nil {
			return err
		}
	}
	if err := b.totals(ctx); err != nil {
		return err
	}
	if err := b.exec(ctx, `INSERT OR REPLACE INTO meta VALUES ('digest', ?)`, b.digest); err != nil {
		return err
	}
	return b.exec(ctx, `ANALYZE`)
}
