package fetch

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/yusuan/yusuan/internal/wait"
)

const (
	// A source whose run was left before its end is asked again after so long, or
	// when its next turn is.
	recovery = time.Hour
	// glance is how often is looked whether sources were written or changed.
	glance = 10 * time.Minute
)

// Schedule runs over and over until ctx ends: each source once in every, in the
// hours in which it may be asked. Whose turn it is follows from what the
// workspace remembers of earlier runs, so that a process that was killed goes
// on where it was, at once. load gives the sources, and is asked before each
// run; told gets what each run did.
func Schedule(ctx context.Context, workspace string, every time.Duration, load func() ([]Source, error), o Options,
	told func(*Summary) error,
) error {
	sources, err := load()
	if err != nil {
		return err
	}
	tried := map[string]time.Time{}
	for {
		due, next, err := o.due(ctx, workspace, sources, every, tried)
		if err != nil {
			return err
		}
		if len(due) > 0 {
			summary, err := Run(ctx, workspace, due, o)
			switch {
			case errors.Is(err, ErrBusy):
				slog.Warn("waiting for another run", "error", err)
				next = time.Now().Add(glance)
			case err != nil:
				return err
			default:
				if err := told(&summary); err != nil {
					return err
				}
				for i := range due {
					tried[due[i].ID] = time.Now()
				}
				next = time.Now()
			}
		}
		if err := wait.For(ctx, min(time.Until(next), glance)); err != nil {
			return err
		}
		if all, err := load(); err == nil {
			sources = all
		} else { // it is being written, or the last change was wrong
			slog.Warn("going on with the sources as they were", "error", err)
		}
	}
}

// due chooses the sources whose turn it is, and says when it is the next one's.
// tried is when this process asked them last.
func (o *Options) due(ctx context.Context, workspace string, sources []Source, every time.Duration,
	tried map[string]time.Time,
) (due []Source, next time.Time, err error) {
	if err := os.MkdirAll(workspace, 0o755); err != nil {
		return nil, next, err
	}
	m, err := openMemory(ctx, filepath.Join(workspace, memoryFile))
	if err != nil {
		return nil, next, err
	}
	defer m.close()
	now := time.Now()
	next = now.Add(every)
	for i := range sources {
		s := &sources[i]
		started, ended, err := m.last(ctx, s.ID)
		if err != nil {
			return nil, next, err
		}
		turn := now
		if ended {
			turn = started.Add(every)
		} else if at, ok := tried[s.ID]; ok {
			turn = at.Add(min(recovery, every))
		}
		if !o.Anytime {
			turn = s.Pace.opens(turn)
		}
		if !turn.After(now) && !o.Anytime {
			turn = s.Pace.opens(now)
		}
		if !turn.After(now) {
			due = append(due, *s)
		} else if turn.Before(next) {
			next = turn
		}
	}
	return due, next, nil
}

// last is when the last run over a source began, and whether it ended.
func (m *memory) last(ctx context.Context, source string) (started time.Time, ended bool, err error) {
	var at string
	err = m.db.QueryRowContext(ctx, "select started, ended is not null from run where source = ? order by id desc limit 1",
		source).Scan(&at, &ended)
	if errors.Is(err, sql.ErrNoRows) {
		return started, false, nil
	}
	if err == nil {
		started, err = time.Parse(time.RFC3339, at)
	}
	return started, ended, err
}

// Standing is how a source stands.
type Standing struct {
	ID      string `json:"source"`
	Started string `json:"started"`         // the last run, RFC 3339
	Ended   string `json:"ended,omitempty"` // empty while it is at work, or where the next goes on with it
	Whole   string `json:"whole,omitempty"` // when the run began that read the list to its end last
	// Addresses by what became of them.
	Had      int `json:"had"`
	Gone     int `json:"gone"`
	Declined int `json:"declined"`
	Failed   int `json:"failed"`
	// Problems are those that were declined or failed.
	Problems []Problem `json:"problems,omitempty"`
}

// Status tells how the sources of a workspace stand that were ever asked, also
// while a run is at work; busy says that one is.
func Status(ctx context.Context, workspace string) (all []Standing, busy bool, err error) {
	path := filepath.Join(workspace, memoryFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	const toRead = "?_pragma=busy_timeout(10000)&mode=ro"
	all, err = standing(ctx, path, toRead)
	if log, e := os.Stat(path + "-wal"); err != nil && (e != nil || log.Size() == 0) {
		all, err = standing(ctx, path, toRead+"&immutable=1") // by who may not write there, while nobody does
	}
	lock := flock.New(filepath.Join(workspace, lockFile), flock.SetFlag(os.O_RDONLY))
	if free, e := lock.TryRLock(); e == nil && !free {
		busy = true
	}
	return all, busy, errors.Join(err, lock.Close())
}

func standing(ctx context.Context, path, how string) (all []Standing, err error) {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+how)
	if err != nil {
		return nil, err
	}
	m := &memory{db}
	defer m.close()
	rows, err := db.QueryContext(ctx, `select source, started, coalesce(ended, ''),
		coalesce((select max(started) from run w where w.source = r.source and whole = ?), ''),
		(select count(*) from item i where i.source = r.source and digest <> ''),
		(select count(*) from item i where i.source = r.source and outcome = ?),
		(select count(*) from item i where i.source = r.source and outcome = ?),
		(select count(*) from item i where i.source = r.source and outcome = ?)
		from run r where id = (select max(id) from run l where l.source = r.source) order by source`,
		wholly, string(Gone), string(Declined), string(Failed))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	defer rows.Close() //nolint:errcheck // Err tells
	for rows.Next() {
		var s Standing
		err := rows.Scan(&s.ID, &s.Started, &s.Ended, &s.Whole, &s.Had, &s.Gone, &s.Declined, &s.Failed)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	for i := range all {
		bad, err := m.items(ctx, all[i].ID, "outcome in (?, ?)", string(Declined), string(Failed))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		for _, one := range bad {
			all[i].Problems = append(all[i].Problems, Problem{one.address, one.outcome, one.why})
		}
	}
	return all, nil
}
