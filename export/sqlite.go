package export

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"

	_ "modernc.org/sqlite" // without cgo

	"github.com/yusuan/yusuan/internal/disk"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// database is an SQLite database that is made aside and copied when it is
// whole. Decimals stand in columns without a type: a number where a float holds
// it exactly, text where it does not. Lists are JSON, for json_each.
type database struct {
	ctx    context.Context
	out    io.Writer
	work   *disk.Work
	db     *sql.DB
	tx     *sql.Tx
	insert *sql.Stmt
	kinds  []*schema.RowKind
	values []any
}

func openSQLite(ctx context.Context, w io.Writer, _ *job) (table, error) {
	disk.Sweep("yusuan-export", nil)
	work, err := disk.Temp("yusuan-export")
	if err != nil {
		return nil, err
	}
	d := &database{ctx: ctx, out: w, work: work}
	if err := d.start(); err != nil {
		return nil, d.end(err)
	}
	return d, nil
}

func (d *database) start() (err error) {
	// Nobody else sees the file before it is whole: no journal, no waiting for
	// the disk.
	d.db, err = sql.Open("sqlite", d.work.Path("db")+"?_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)")
	if err != nil {
		return err
	}
	if d.tx, err = d.db.BeginTx(d.ctx, nil); err != nil {
		return err
	}
	return d.exec(`CREATE TABLE columns (kind TEXT, "column" TEXT, en TEXT, zh TEXT, unit TEXT)`)
}

func (d *database) exec(statement string, values ...any) error {
	_, err := d.tx.ExecContext(d.ctx, statement, values...)
	return err
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func (d *database) begin(k *schema.RowKind) error {
	d.kinds = append(d.kinds, k)
	var columns, marks []string
	for i := range k.Columns {
		c := &k.Columns[i]
		columns = append(columns, strings.TrimSpace(quoted(c.Name)+" "+sqliteType(c.Type)))
		marks = append(marks, "?")
		err := d.exec(`INSERT INTO columns VALUES (?, ?, ?, ?, ?)`, k.Name, c.Name, c.EN, c.ZH, c.Unit)
		if err != nil {
			return err
		}
	}
	if err := d.exec("CREATE TABLE " + quoted(k.Name) + " (" + strings.Join(columns, ", ") + ")"); err != nil {
		return err
	}
	if d.insert != nil {
		if err := d.insert.Close(); err != nil {
			return err
		}
	}
	var err error
	d.insert, err = d.tx.PrepareContext(d.ctx, "INSERT INTO "+quoted(k.Name)+" VALUES ("+strings.Join(marks, ", ")+")")
	return err
}

func sqliteType(t schema.Type) string {
	switch t {
	case schema.Integer, schema.Long, schema.Boolean:
		return "INTEGER"
	case schema.Single, schema.Double:
		return "REAL"
	case schema.Decimal:
		return ""
	}
	return "TEXT"
}

func (d *database) row(k *schema.RowKind, row reflect.Value) error {
	d.values = d.values[:0]
	for i := range k.Columns {
		d.values = append(d.values, sqliteValue(&k.Columns[i], row))
	}
	_, err := d.insert.ExecContext(d.ctx, d.values...)
	return err
}

func sqliteValue(c *schema.Column, row reflect.Value) any {
	if c.Type == schema.List {
		return string(sinks.AppendJSON(nil, c, row))
	}
	return native(c, row)
}

// index helps to find rows by their keys and codes.
func (d *database) index(k *schema.RowKind) error {
	for i := range k.Columns {
		c := &k.Columns[i]
		if !c.Primary && c.Reference == "" && c.Name != "function_code" && c.Name != "document_id" {
			continue
		}
		name := quoted(k.Name + "_" + c.Name)
		if err := d.exec("CREATE INDEX " + name + " ON " + quoted(k.Name) + " (" + quoted(c.Name) + ")"); err != nil {
			return err
		}
	}
	return nil
}

// finish adds what follows from the rows, and copies the file.
func (d *database) finish() error {
	if d.insert != nil {
		if err := d.insert.Close(); err != nil {
			return err
		}
	}
	for _, k := range d.kinds {
		if err := d.index(k); err != nil {
			return err
		}
	}
	for _, v := range sinks.Views(d.kinds) {
		if err := d.exec(v); err != nil {
			return fmt.Errorf("%w in %s", err, v)
		}
	}
	if err := errors.Join(d.tx.Commit(), d.db.Close()); err != nil {
		return err
	}
	d.db = nil
	f, err := os.Open(d.work.Path("db"))
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(d.out, f)
	return err
}

func (d *database) end(err error) error {
	if err == nil {
		err = d.finish()
	}
	if d.db != nil {
		err = errors.Join(err, d.db.Close())
	}
	return errors.Join(err, d.work.End())
}
