package fetch

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	_ "modernc.org/sqlite" // the driver, without C
)

// Outcome is what became of an address.
type Outcome string

// What became of an address the last time it was asked for.
const (
	New       Outcome = "new"       // had for the first time
	Changed   Outcome = "changed"   // other bytes than before, which are kept
	Unchanged Outcome = "unchanged" // the same as before
	Gone      Outcome = "gone"      // was there, or was listed, and is not
	Declined  Outcome = "declined"  // may not be had: robots.txt, a challenge, a private address, too large, refused
	Failed    Outcome = "failed"    // could not be had, and is tried again
)

// item is an address of a source: a line of its list, or a file that such a
// page offers.
type item struct {
	entry
	parent  string // the page that offers it; empty for a line of the list
	outcome Outcome
	why     string
	status  int
	digest  string // SHA-256 of what was had last
	validators
	settled bool  // it was had or cannot be, and so were the files it offers
	seen    int64 // the run that saw it listed or linked last
}

// had reports whether the bytes are in the archive.
func (i *item) had() bool { return i.digest != "" }

// earlier is a reply that was had before with the same body.
type earlier struct{ record, address, at string }

// memory is what was had before, in a SQLite file of the workspace.
type memory struct{ db *sql.DB }

// The file of the memory. What is asked of it: which addresses a source has and
// what became of them (item), every reply there ever was (reply), when a source
// was read to its end (run), and what must not be kept (forgotten).
const memoryTables = `
create table if not exists run(
	id integer primary key, source text not null, started text not null, ended text, whole integer not null default 0
);
create table if not exists item(
	source text not null, address text not null, parent text not null default '', via text not null default '',
	title text not null default '', date text not null default '',
	outcome text not null default '', why text not null default '', status integer not null default 0,
	digest text not null default '', etag text not null default '', modified text not null default '',
	settled integer not null default 0,
	first_run integer not null, seen_run integer not null, fetched_at text not null default '',
	primary key(source, address)
);
create table if not exists reply(
	id integer primary key, source text not null, address text not null, at text not null, status integer not null,
	digest text not null, payload text not null, file text not null, start integer not null, length integer not null,
	record text not null,
	revisits integer not null
);
create table if not exists forgotten(digest text primary key);
create index if not exists reply_digest on reply(digest) where revisits = 0;
create index if not exists reply_payload on reply(payload) where revisits = 0;
create index if not exists reply_file on reply(file);
`

func openMemory(ctx context.Context, path string) (*memory, error) {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	m := &memory{db}
	if _, err := db.ExecContext(ctx, memoryTables); err != nil {
		m.close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}

// close gives the file back; what is in it was stored with each statement.
func (m *memory) close() {
	if err := m.db.Close(); err != nil {
		slog.Debug("the memory of fetch could not be closed", "error", err)
	}
}

// end is where the last reply in a file of the archive ends.
func (m *memory) end(ctx context.Context, file string) (end int64, err error) {
	err = m.db.QueryRowContext(ctx, "select coalesce(max(start + length), 0) from reply where file = ?", file).Scan(&end)
	return end, err
}

// What the column whole of a run says of the list.
const (
	partly   = 0 // it was read to lines that were known
	wholly   = 1 // it was read to its end
	unwholly = 2 // it is to be read to its end, and the run has not ended
)

// start begins a run over a source, or goes on with the last one, if that did
// not end. whole says whether the list is to be read to its end: because it
// shall be, or because the source was not for as many days as it says.
func (m *memory) start(ctx context.Context, s *Source, shall bool, now time.Time) (run int64, whole bool, err error) {
	var last, started string
	err = m.db.QueryRowContext(ctx, "select coalesce(max(started), '') from run where source = ? and whole = ?", s.ID,
		wholly).Scan(&last)
	if err != nil {
		return 0, false, err
	}
	due := now.AddDate(0, 0, -s.Full).Format(time.RFC3339)
	whole = shall || last <= due
	var meant int
	err = m.db.QueryRowContext(ctx, "select id, started, whole from run where source = ? and id = "+
		"(select max(id) from run where source = ?) and ended is null", s.ID, s.ID).Scan(&run, &started, &meant)
	if err == nil && started > due && (meant == unwholly || !whole) {
		return run, meant == unwholly, nil
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, false, err
	}
	meant = partly
	if whole {
		meant = unwholly
	}
	result, err := m.db.ExecContext(ctx, "insert into run(source, started, whole) values(?, ?, ?)", s.ID,
		now.Format(time.RFC3339), meant)
	if err != nil {
		return 0, false, err
	}
	run, err = result.LastInsertId()
	return run, whole, err
}

// finish ends a run; whole says that the list was read to its end.
func (m *memory) finish(ctx context.Context, run int64, whole bool, now time.Time) error {
	is := partly
	if whole {
		is = wholly
	}
	_, err := m.db.ExecContext(ctx, "update run set ended = ?, whole = ? where id = ?", now.Format(time.RFC3339), is, run)
	return err
}

const itemColumns = "address, parent, via, title, date, outcome, why, status, digest, etag, modified, settled, seen_run"

func scanItem(row interface{ Scan(...any) error }) (i item, err error) {
	err = row.Scan(&i.address, &i.parent, &i.via, &i.title, &i.date, &i.outcome, &i.why, &i.status, &i.digest, &i.etag,
		&i.modified, &i.settled, &i.seen)
	return i, err
}

// item is what is known of an address; nil if nothing.
func (m *memory) item(ctx context.Context, source, address string) (*item, error) {
	i, err := scanItem(m.db.QueryRowContext(ctx, "select "+itemColumns+" from item where source = ? and address = ?",
		source, address))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &i, err
}

// items are those of a source that query, a condition, holds for.
func (m *memory) items(ctx context.Context, source, condition string, args ...any) (all []item, err error) {
	rows, err := m.db.QueryContext(ctx, "select "+itemColumns+" from item where source = ? and "+condition+
		" order by address", append([]any{source}, args...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err tells
	for rows.Next() {
		i, err := scanItem(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, rows.Err()
}

// put stores what became of an item in a run.
func (m *memory) put(ctx context.Context, source string, run int64, i *item, now time.Time) error {
	_, err := m.db.ExecContext(ctx, `insert into item(source, address, parent, via, title, date, outcome, why, status,
		digest,
		etag, modified, settled, first_run, seen_run, fetched_at) values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict do update set parent = excluded.parent, via = excluded.via, title = excluded.title, date = excluded.date,
		outcome = excluded.outcome, why = excluded.why, status = excluded.status, digest = excluded.digest,
		etag = excluded.etag, modified = excluded.modified, settled = excluded.settled, seen_run = excluded.seen_run,
		fetched_at = excluded.fetched_at`,
		source, i.address, i.parent, i.via, i.title, i.date, i.outcome, i.why, i.status, i.digest, i.etag, i.modified,
		i.settled, run, i.seen, now.Format(time.RFC3339))
	return err
}

// first is the first reply that a condition holds for, by what is in it; nil if
// there was none.
func (m *memory) first(ctx context.Context, column, digest string) (*earlier, error) {
	var e earlier
	err := m.db.QueryRowContext(ctx, "select record, address, at from reply where "+column+
		" = ? and revisits = 0 order by id limit 1", digest).Scan(&e.record, &e.address, &e.at)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &e, err
}

// reply stores that a reply is in the archive.
func (m *memory) reply(ctx context.Context, source string, r *reply, revisits bool) error {
	_, err := m.db.ExecContext(ctx, `insert into reply(source, address, at, status, digest, payload, file, start, length,
		record,
		revisits) values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, source, r.address, r.at.Format(time.RFC3339), r.status,
		r.kept.digest, r.kept.payload, r.kept.file, r.kept.offset, r.kept.length, r.kept.record, revisits)
	return err
}
