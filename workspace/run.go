package workspace

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/wait"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// Reading says how documents are read and published.
type Reading struct {
	Pipeline pipeline.Pipeline
	Words    schema.Lexicon
	// MadeOf is everything that results depend on and that is the same for all
	// documents, as key=value: version, catalogue, options and so on.
	MadeOf []string
	// Sink starts the dataset of a release in a folder.
	Sink func(folder string) (*sinks.Parquet, error)
	// Quality is the least share of documents that must be readable, in full or
	// with doubt, for a release to be published; zero for any.
	Quality float64
	// Least is how many documents must have been read, as in sinks.Parquet; nil
	// for half of what the release before could read.
	Least *int
	// Retry has every document tried again now whose failure may have passed.
	Retry bool
	// Found, if set, is called when it is known how many files there are to read.
	Found func(files int)
}

// fingerprint tells readings apart that may give other results.
func (r *Reading) fingerprint() string {
	return document.Digest([]byte(strings.Join(r.MadeOf, "\n")))[:fingerprintDigits]
}

// fingerprintDigits of SHA-256 are enough for the readings of one workspace.
const fingerprintDigits = 16

// Summary is what a run came to.
type Summary struct {
	Files     int `json:"files"`      // that are there
	FilesRead int `json:"files_read"` // that were opened: new, changed, or with documents to be read
	Documents int `json:"documents"`  // of the release, and
	Distinct  int `json:"distinct"`   // how many of them have bytes of their own
	Read      int `json:"read"`       // documents that were read in this run
	Failed    int `json:"failed"`     // those of them that were not read in full
	// NewlyFailed are documents that were not read in full and were not known for
	// it; NewlyGone are files that were there the last time, NewlyMoved those of
	// them whose documents are there elsewhere.
	NewlyFailed []Problem `json:"newly_failed"`
	NewlyGone   []string  `json:"newly_gone"`
	NewlyMoved  []Moved   `json:"newly_moved"`
	Release     string    `json:"release"` // digest of the newest one
	Published   bool      `json:"published"`
	Seconds     float64   `json:"seconds"`
}

// newSummary has lists without anything, which are printed as such.
func newSummary() Summary {
	return Summary{NewlyFailed: []Problem{}, NewlyGone: []string{}, NewlyMoved: []Moved{}}
}

// Problem is a document and what is wrong with it.
type Problem struct {
	Source string        `json:"source"`
	Status schema.Status `json:"status"`
	Error  string        `json:"error"`
}

// Attention reports whether there is something new to look at.
func (s *Summary) Attention() bool { return len(s.NewlyFailed)+len(s.NewlyGone) > 0 }

const (
	// mostRounds is how often what is missing is read in one run: once what is
	// new, once what the order of sources makes another reading of.
	mostRounds = 4
	// mostAttempts is how often a document is tried whose failure may pass.
	mostAttempts = 5
	// firstPause passes before the second of these; each further one is four
	// times as long: an hour, four, sixteen, two and a half days.
	firstPause = time.Hour
)

// Run finds what is in the folders and files that were named, now or before,
// and what fetch brought home, reads what has no result, and publishes a
// release of all. A run that is killed is gone on with by the next. The error
// is the workspace's or ctx's; what is wrong with a document is in the release.
func (w *Workspace) Run(ctx context.Context, paths []string, r Reading) (s Summary, err error) {
	start := time.Now()
	unlock, err := w.lock()
	if err != nil {
		return s, err
	}
	defer unlock()
	id, err := w.begin(ctx, start)
	if err != nil {
		return s, err
	}
	s, err = w.run(ctx, paths, &r)
	s.Seconds = time.Since(start).Seconds()
	return s, errors.Join(err, w.end(context.WithoutCancel(ctx), id, &s, err))
}

// The outcomes of a run that reached its end; of another it is the reason.
const (
	Published = "published"
	Unchanged = "unchanged"
)

func (w *Workspace) begin(ctx context.Context, at time.Time) (id int64, err error) {
	return id, w.db.QueryRowContext(ctx, "insert into run(started) values(?) returning id", stamp(at)).Scan(&id)
}

func (w *Workspace) end(ctx context.Context, id int64, s *Summary, failed error) error {
	outcome := Unchanged
	switch {
	case failed != nil:
		outcome = failed.Error()
		if errors.Is(failed, context.Canceled) {
			outcome = "interrupted"
		}
	case s.Published:
		outcome = Published
	}
	_, err := w.db.ExecContext(ctx, "update run set ended = ?, outcome = ? where id = ?", stamp(time.Now()), outcome, id)
	return err
}

func (w *Workspace) run(ctx context.Context, paths []string, r *Reading) (s Summary, err error) {
	s = newSummary()
	if err := w.addRoots(ctx, paths); err != nil {
		return s, err
	}
	rd := &round{Workspace: w, reading: r, fingerprint: r.fingerprint(), summary: &s, now: time.Now()}
	if rd.claims, err = w.claim(ctx); err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, rd.claims.end(ctx)) }()
	missed, err := w.missed(ctx)
	if err != nil {
		return s, err
	}
	files, err := rd.prepare(ctx)
	if err != nil {
		return s, err
	}
	for again := false; ; again = true {
		p, err := rd.complete(ctx, files)
		if err != nil {
			return s, err
		}
		if err := w.newlyGone(ctx, missed, &s); err != nil {
			return s, err
		}
		s.Documents, s.Distinct = len(p.sources), p.distinct()
		err = w.release(ctx, p, r, &s)
		if again || !errors.Is(err, errDamaged) {
			return s, err
		}
		slog.Warn("results are damaged, and their documents are read again", "error", err)
		if err := w.forgetDamaged(ctx, p); err != nil {
			return s, err
		}
	}
}

// isGone chooses the files that are not there any more, under any path.
const isGone = " gone != '' and name not in (select name from file where gone = '') "

// prepare finds the files, and what is known of documents.
func (r *round) prepare(ctx context.Context) (files []file, err error) {
	_, err = r.db.ExecContext(ctx, "insert into fingerprint values(?, ?) on conflict do nothing", r.fingerprint,
		strings.Join(r.reading.MadeOf, "\n"))
	if err != nil {
		return nil, err
	}
	if r.failing, err = r.Workspace.failing(ctx); err != nil {
		return nil, err
	}
	if r.forgotten, err = r.Workspace.forgotten(ctx); err != nil {
		return nil, err
	}
	if files, err = r.find(ctx); err != nil {
		return nil, err
	}
	r.summary.Files = len(files)
	return files, nil
}

// gone are the files that are not there any more, but for moved ones: all that
// those held is there elsewhere.
func (w *Workspace) gone(ctx context.Context) (gone []Gone, moved []Moved, err error) {
	gone, moved = []Gone{}, []Moved{}
	err = w.db.each(ctx, func(scan func(...any) error) error {
		var g Gone
		var to string
		err := scan(&g.Name, &g.Since, &to)
		if to == "" {
			gone = append(gone, g)
		} else {
			moved = append(moved, Moved{g.Name, to})
		}
		return err
	}, `with live as (select document_id, source.name from source join file on file.path = source.path
			where gone = '' and document_id != '')
		select name, gone, case
			when exists(select 1 from source where source.path = was.path and document_id not in
				(select document_id from live)) then ''
			else coalesce((select min(live.name) from source join live on live.document_id = source.document_id
				where source.path = was.path), '')
			end
		from file as was where`+isGone+"order by name")
	return gone, moved, err
}

// missed are the names of files that are not there any more.
func (w *Workspace) missed(ctx context.Context) (map[string]bool, error) {
	names := map[string]bool{}
	return names, w.db.each(ctx, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		names[name] = true
		return err
	}, "select name from file where"+isGone)
}

// newlyGone tells of those that were not missed before the run. Whether they
// moved is known when what is new is read.
func (w *Workspace) newlyGone(ctx context.Context, missed map[string]bool, s *Summary) error {
	gone, moved, err := w.gone(ctx)
	if err != nil {
		return err
	}
	s.NewlyGone = []string{}
	for _, g := range gone {
		if !missed[g.Name] {
			s.NewlyGone = append(s.NewlyGone, g.Name)
		}
	}
	s.NewlyMoved = slices.DeleteFunc(moved, func(m Moved) bool { return missed[m.Name] })
	return nil
}

// round is one passage over files.
type round struct {
	*Workspace
	claims      *claims
	reading     *Reading
	fingerprint string
	summary     *Summary
	now         time.Time

	// wanted are the documents that have no result as it is needed; nil wants
	// every one that has none at all.
	wanted  map[wanted]bool
	current map[string]*file // by path
	held    map[string][]source
	counted map[string]bool // documents in the summary
	failing map[string]bool // what was known for it before the run
	// forgotten are documents that are not read.
	forgotten map[string]bool
}

// wanted is a document as a release needs it.
type wanted struct{ documentID, said string }

// complete reads until every document has the result that a release needs.
func (r *round) complete(ctx context.Context, files []file) (*plan, error) {
	r.counted, r.wanted = map[string]bool{}, nil
	var todo []file
	for _, f := range files {
		if !f.settled {
			todo = append(todo, f)
		}
	}
	for range mostRounds {
		if r.reading.Found != nil && len(todo) > 0 {
			r.reading.Found(len(todo))
		}
		// What another process is reading is waited for, or read if that is killed.
		for len(todo) > 0 {
			left, err := r.read(ctx, todo)
			if err == nil && len(left) > 0 {
				err = wait.For(ctx, glance)
			}
			if err != nil {
				return nil, err
			}
			todo = left
		}
		p, err := r.plan(ctx, r.fingerprint)
		if err != nil {
			return nil, err
		}
		missing := r.missing(p)
		if len(missing) == 0 {
			return p, nil
		}
		r.wanted, todo = map[wanted]bool{}, nil
		holding := map[string]bool{}
		for _, s := range missing {
			r.wanted[wanted{s.documentID, s.said}], holding[s.path] = true, true
		}
		for _, f := range files {
			if holding[r.key(f.path)] {
				todo = append(todo, f)
			}
		}
	}
	return nil, errors.New("files change faster than they are read")
}

// missing are the sources whose documents have to be read: those without a
// result, as far as their file is there, and those whose failure may have
// passed.
func (r *round) missing(p *plan) (sources []*source) {
	for i := range p.sources {
		s := &p.sources[i]
		if s.first && !s.gone && (s.result == nil || s.result.due(r.now, r.reading.Retry)) {
			sources = append(sources, &s.source)
		}
	}
	return sources
}

// read reads the files and stores what is found in them, but for those that
// another process is reading: they are left.
func (r *round) read(ctx context.Context, files []file) (left []file, err error) {
	r.current, r.held = make(map[string]*file, len(files)), map[string][]source{}
	pipe := r.reading.Pipeline
	pipe.Names = make(map[string]string, len(files))
	for i := range files {
		f := look(files[i].path, r.now) // as it is before it is read
		f.name = files[i].name
		pipe.Names[f.path], r.current[f.path] = f.name, &f
	}
	var failed error // of a claim
	mine := func(yield func(string) bool) {
		for i := range files {
			path := files[i].path
			var is claimed
			if is, failed = r.claims.take(ctx, r.current[path], r.wanted == nil); failed != nil {
				return
			}
			switch is {
			case theirs:
				left = append(left, files[i])
			case ours:
				r.summary.FilesRead++
				if !yield(path) {
					return
				}
			}
		}
	}
	err = pipe.Read(ctx, mine, pipeline.Taker{Wanted: r.want, Done: r.keep, Next: r.take, Ended: r.fileEnded})
	return left, errors.Join(err, failed)
}

// fileEnded stores which documents a file holds. One that changed while it was
// read is looked at again by the next run.
func (r *round) fileEnded(ctx context.Context, path string) error {
	f := r.current[path]
	after := look(path, time.Now())
	if after.size != f.size || after.modified != f.modified {
		slog.Warn("the file changed while it was read", "path", path)
		f.settled = false
	}
	for i := range r.held[path] {
		if r.held[path][i].passing {
			f.settled = false
		}
	}
	err := r.saveFile(ctx, *f, r.held[path])
	delete(r.held, path)
	if err != nil {
		return err
	}
	return r.claims.give(ctx, path)
}

// want reports whether a document is to be read.
func (r *round) want(ctx context.Context, f *pipeline.Found) (bool, error) {
	if r.forgotten[f.ID] {
		return false, nil
	}
	if r.wanted != nil {
		said := normalize.Said(f.Source, &f.From)
		if !r.wanted[wanted{f.ID, said}] {
			return false, nil
		}
		var there result
		err := r.db.QueryRowContext(ctx, `select attempts, again, at from result where document_id = ? and fingerprint = ? and
			said = ?`, f.ID, r.fingerprint, said).Scan(&there.attempts, &there.again, &there.at)
		if errors.Is(err, sql.ErrNoRows) {
			return true, nil
		}
		return there.due(r.now, r.reading.Retry), err // another process may have read it
	}
	var n int
	err := r.db.QueryRowContext(ctx, "select count(*) from result where document_id = ? and fingerprint = ?", f.ID,
		r.fingerprint).Scan(&n)
	return n == 0, err
}

// keep stores what became of a document. The object is there before the row,
// so that a kill between the two leaves an object nobody knows of.
func (r *round) keep(ctx context.Context, f *pipeline.Found) error {
	if f.ID == "" {
		return nil // its source holds it
	}
	object, err := pipeline.Pack(f.Record)
	if err != nil {
		return err
	}
	said := normalize.Said(f.Source, &f.From)
	one := &result{status: f.Record.Status, failure: f.Record.Error}
	var attempts int
	err = r.db.QueryRowContext(ctx, "select attempts from result where document_id = ? and fingerprint = ? and said = ?",
		f.ID, r.fingerprint, said).Scan(&attempts)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	one.attempts = attempts + 1
	one.sha256 = document.Digest(object)
	one.object = fmt.Sprintf("results/%.2s/%s/%s-%.16s-%.8s.zst", f.ID, f.ID, r.fingerprint, said, one.sha256)
	if mayPass(f.Record) {
		one.again = stamp(r.now.Add(firstPause << (2 * min(attempts, mostAttempts))))
	}
	if _, err := r.store.Put(ctx, one.object, object); err != nil {
		return err
	}
	// What the summary needs; the rest would wait in memory for its turn.
	f.Record = &schema.Record{Status: f.Record.Status, Error: f.Record.Error, Seconds: f.Record.Seconds}
	err = r.saveResult(ctx, f.ID, r.fingerprint, said, int64(len(f.Data)), one, r.now)
	if errors.Is(err, errForgotten) {
		return r.store.Delete(ctx, one.object)
	}
	return err
}

// mayPass reports whether a document may come out otherwise another time: with
// more time, a password, or a program that is installed meanwhile.
func mayPass(r *schema.Record) bool {
	return r.Transient || r.Status == schema.StatusEncrypted || strings.Contains(r.Error, document.ErrNeedsTool.Error())
}

// take remembers a document as one of its file.
func (r *round) take(_ context.Context, f *pipeline.Found) error {
	s := source{name: f.Source, raw: f.Raw, from: f.From, documentID: f.ID, said: normalize.Said(f.Source, &f.From)}
	if f.ID == "" {
		object, err := pipeline.Pack(f.Record)
		if err != nil {
			return err
		}
		s.record = object
		// A file or a member that could not be opened may be another time; one
		// that is damaged stays so.
		s.passing = mayPass(f.Record) || f.Record.Status == schema.StatusFailed
	}
	r.held[f.File] = append(r.held[f.File], s)
	r.count(f)
	return nil
}

// count adds a document to the summary that was read in this run.
func (r *round) count(f *pipeline.Found) {
	if f.Record == nil || f.Record.DuplicateOf != "" || r.counted[f.ID] && f.ID != "" ||
		f.ID == "" && r.failing[f.Source] {
		return
	}
	r.counted[f.ID] = true
	r.summary.Read++
	pipeline.Tell(f.Source, f.Record)
	if s := f.Record.Status; failed(s) {
		r.summary.Failed++
		if !r.failing[cmp.Or(f.ID, f.Source)] {
			r.summary.NewlyFailed = append(r.summary.NewlyFailed, Problem{f.Source, s, f.Record.Error})
		}
	}
}

// failed reports what was not read in full.
func failed(s schema.Status) bool { return s != schema.StatusRead && s != schema.StatusDoubtful }

// failing are the documents that are known for not being read, by their ID or,
// without bytes, their name.
func (w *Workspace) failing(ctx context.Context) (map[string]bool, error) {
	known := map[string]bool{}
	return known, w.db.each(ctx, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		known[id] = true
		return err
	}, `select document_id from result where status not in (?, ?) union select name from source where document_id = ''`,
		string(schema.StatusRead), string(schema.StatusDoubtful))
}
