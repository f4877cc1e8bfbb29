package workspace

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	_ "modernc.org/sqlite" // the driver, without C
)

// layout is the version of the tables below. A database of another is refused.
const layout = 1

// The tables. What is found (root, file, source) follows the folders that are
// read; what was made of it (document, result, release) only grows.
//
// A file is settled if its size and time tell that it is the same the next
// time. A source is a document of a file: the file itself or a member, at its
// position; one whose bytes could not be had has its record with it. A result
// is what became of the bytes of a document under a fingerprint and under what
// was said of it; one that may come out otherwise another time has in again
// when it is tried. A file that a process is reading is its claim; owner are processes.
const tables = `
create table if not exists root(path text primary key);
create table if not exists file(
	path text primary key, name text not null, size integer not null, modified integer not null,
	settled boolean not null, gone text not null default ''
);
create table if not exists source(
	path text not null, position integer not null, name text not null, raw text not null, found text not null,
	document_id text not null, said text not null, record blob,
	primary key(path, position)
);
create index if not exists source_document on source(document_id);
create table if not exists document(document_id text primary key, bytes integer not null, first_seen text not null);
create table if not exists result(
	document_id text not null, fingerprint text not null, said text not null,
	object text not null, sha256 text not null, status text not null, error text not null,
	attempts integer not null, again text not null, at text not null,
	primary key(document_id, fingerprint, said)
);
create table if not exists fingerprint(fingerprint text primary key, made_of text not null);
create table if not exists release(
	id integer primary key, digest text not null, inputs text not null, fingerprint text not null, at text not null
);
create table if not exists claim(path text primary key, owner text not null);
create table if not exists owner(owner text primary key);
create table if not exists pin(digest text primary key);
create table if not exists forgotten(document_id text primary key, why text not null, at text not null);
create table if not exists run(
	id integer primary key, started text not null, ended text not null default '', outcome text not null default ''
);
`

// database is the truth of a workspace, in a SQLite file that several
// processes of a machine may use, or in PostgreSQL for those of many. Statements
// are written once, with ? for parameters, in the words that both know.
type database struct {
	*sql.DB
	postgres bool
}

// ExecContext is that of sql.DB, as are the next.
func (d *database) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return d.DB.ExecContext(ctx, d.statement(query), d.arguments(args)...)
}

// QueryContext asks for rows.
func (d *database) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return d.DB.QueryContext(ctx, d.statement(query), d.arguments(args)...)
}

// QueryRowContext asks for one.
func (d *database) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return d.DB.QueryRowContext(ctx, d.statement(query), d.arguments(args)...)
}

// transaction is a sql.Tx of a database.
type transaction struct {
	tx *sql.Tx
	d  *database
}

// ExecContext is that of sql.Tx, as is the next.
func (t *transaction) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return t.tx.ExecContext(ctx, t.d.statement(query), t.d.arguments(args)...)
}

// QueryRowContext asks for a row.
func (t *transaction) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return t.tx.QueryRowContext(ctx, t.d.statement(query), t.d.arguments(args)...)
}

// How a database is opened.
const (
	// A result is on the disk before its row is written, and read again if the
	// row is lost: no row has to be waited for.
	toWrite = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_txlock=immediate"
	toRead  = "?_pragma=busy_timeout(10000)&_pragma=query_only(1)"
	// SQLite keeps files beside the database even to read it. Who may not make
	// them can read one that nobody is writing.
	asItIs = toRead + "&immutable=1"
)

// readDatabase opens one that is there to be looked at, also by who may not
// write there.
func readDatabase(ctx context.Context, path string) (*database, error) {
	d, err := openDatabase(ctx, path, toRead)
	if err == nil || errors.Is(err, ErrLayout) || errors.Is(err, ErrNoWorkspace) {
		return d, err
	}
	if log, e := os.Stat(path + "-wal"); e == nil && log.Size() > 0 {
		return nil, err // the database without it is not the truth
	}
	return openDatabase(ctx, path, asItIs)
}

func openDatabase(ctx context.Context, path, how string) (*database, error) {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+how)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // SQLite has one writer, and a row is soon read
	d := &database{DB: db}
	if err := d.prepare(ctx, how == toWrite); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), db.Close())
	}
	return d, nil
}

// prepare makes the tables of a new database, if asked, and refuses one of another layout.
func (d *database) prepare(ctx context.Context, make bool) error {
	var is int
	if err := d.QueryRowContext(ctx, "pragma user_version").Scan(&is); err != nil {
		return err
	}
	switch {
	case is == 0 && !make:
		return ErrNoWorkspace
	case is == 0:
		return d.within(ctx, func(tx *transaction) error {
			_, err := tx.ExecContext(ctx, tables+fmt.Sprintf("pragma user_version = %d", layout))
			return err
		})
	}
	return refused(is)
}

// refused is why a database of a layout is.
func refused(is int) error {
	if is == layout {
		return nil
	}
	return fmt.Errorf("%w: it is of layout %d, this program knows %d", ErrLayout, is, layout)
}

// within makes changes that are all stored or none.
func (d *database) within(ctx context.Context, change func(*transaction) error) error {
	tx, err := d.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := change(&transaction{tx, d}); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// each calls row for each row of a query; it must not ask the database.
func (d *database) each(ctx context.Context, row func(scan func(...any) error) error, query string,
	args ...any) error {
	rows, err := d.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	scan := rows.Scan
	if d.postgres {
		scan = func(to ...any) error {
			err := rows.Scan(to...)
			for i := range to {
				if text, ok := to[i].(*string); ok {
					*text = original(*text)
				}
			}
			return err
		}
	}
	for rows.Next() {
		if err := row(scan); err != nil {
			return errors.Join(err, rows.Close())
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

// stamp is a time as it is stored: texts of it are in the order of the times,
// and tell runs apart that begin within one second.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z07:00") }

// scrub has nothing be left of rows that are deleted: not in the free pages of
// the database, nor in the log beside it.
func (d *database) scrub(ctx context.Context) error {
	if d.postgres {
		_, err := d.ExecContext(ctx, "vacuum result, source")
		return err
	}
	if _, err := d.ExecContext(ctx, "vacuum"); err != nil {
		return err
	}
	var busy, pages, stored int
	if err := d.QueryRowContext(ctx, "pragma wal_checkpoint(truncate)").Scan(&busy, &pages, &stored); err != nil {
		return err
	}
	if busy != 0 {
		return errInUse
	}
	return nil
}

// errInUse says that what was deleted is still in the database's log.
var errInUse = errors.New("the database is in use, and its log still has what was removed; once more when it is not")
