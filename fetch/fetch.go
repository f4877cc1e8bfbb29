package fetch

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"
)

// mostHosts is how many portals are asked at the same time.
const mostHosts = 8

// ErrBusy is a workspace that another run is fetching into.
var ErrBusy = errors.New("another fetch is at work in this workspace")

// Options say how a run goes.
type Options struct {
	// Agent names this program and who runs it to servers, with a way to reach
	// them: "yusuan/1.0 (+mailto:someone@example.org)". Its first word is looked
	// for in robots.txt.
	Agent string
	// Whole has lists read to their end, also if that is not due.
	Whole bool
	// Anytime lets requests be made outside the windows of sources.
	Anytime bool
	// Done is told of each address that was asked for, by several at a time; nil:
	// nobody.
	Done func(address string)

	patience patience // that of tests; usualPatience else
}

// The parts of a workspace that fetch reads and keeps.
const (
	WARCFolder    = "warc"
	SourcesFolder = "sources" // that a user puts there
	memoryFile    = "fetch.sqlite"
	lockFile      = "fetch.lock"
)

// Begun reports whether fetch has something in a folder, or is to bring it there.
func Begun(folder string) bool {
	for _, pattern := range []string{memoryFile, WARCFolder + "/*" + warcEnding, SourcesFolder + "/*.yaml"} {
		if there, err := fs.Glob(os.DirFS(folder), pattern); err == nil && len(there) > 0 {
			return true
		}
	}
	return false
}

// Run fetches what is new at the sources into the folder of a workspace: replies
// into WARC files below warc/, and what became of each address into
// fetch.sqlite. A run that is killed is gone on with by the next. The error is
// that of the workspace or of ctx; what is wrong with a source or an address is
// in the summary.
func Run(ctx context.Context, workspace string, sources []Source, o Options) (Summary, error) {
	summary := Summary{Started: time.Now().UTC()}
	if err := os.MkdirAll(workspace, 0o755); err != nil {
		return summary, err
	}
	unlock, err := lock(workspace)
	if err != nil {
		return summary, err
	}
	defer unlock()
	memory, err := openMemory(ctx, filepath.Join(workspace, memoryFile))
	if err != nil {
		return summary, err
	}
	defer memory.close()
	archive := &archive{folder: filepath.Join(workspace, WARCFolder), agent: o.Agent}
	if err := archive.recover(func(file string) (int64, error) { return memory.end(ctx, file) }); err != nil {
		return summary, err
	}
	r := &fetching{Options: o, memory: memory, archive: archive, hosts: newHosts(o.Agent)}
	summary.Sources = make([]SourceSummary, len(sources))
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(mostHosts)
	for _, same := range byHost(sources) {
		group.Go(func() error {
			for _, i := range same {
				if err := r.source(within, &sources[i], &summary.Sources[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err = group.Wait()
	summary.Seconds = time.Since(summary.Started).Seconds()
	return summary, errors.Join(err, archive.end())
}

// byHost puts sources together whose lists are on one host, as their places
// among all: they are asked one after the other.
func byHost(sources []Source) (groups [][]int) {
	group := map[string]int{}
	for i := range sources {
		host := sources[i].ID // of a source without a list
		if u := sources[i].start; u != nil {
			host = "//" + u.Host
		}
		if _, ok := group[host]; !ok {
			group[host] = len(groups)
			groups = append(groups, nil)
		}
		groups[group[host]] = append(groups[group[host]], i)
	}
	return groups
}

type fetching struct {
	Options
	memory  *memory
	archive *archive
	hosts   *hosts
}

// source makes a visit.
func (f *fetching) source(ctx context.Context, s *Source, summary *SourceSummary) error {
	now := time.Now().UTC()
	summary.ID = s.ID
	if !f.Anytime && !s.Pace.open(now) {
		summary.Unfinished = "it is not " + s.Pace.Window + ", when the source may be asked"
		return nil
	}
	id, whole, err := f.memory.start(ctx, s, f.Whole, now)
	if err != nil {
		return err
	}
	v := &visit{source: s, memory: f.memory, archive: f.archive, id: id, summary: summary, whole: whole,
		again: map[string]bool{}, asked: f.Done}
	v.client = newClient(s, f.hosts, &f.Options, v.keep)
	summary.Whole = v.whole
	return v.run(ctx)
}

// Try reads the list of a source and gives its first entries, each with the
// files that it offers. Nothing is kept.
func Try(ctx context.Context, s Source, sample int, o Options) ([]Sample, error) {
	folder, err := os.MkdirTemp("", "yusuan-try-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	memory, err := openMemory(ctx, filepath.Join(folder, memoryFile))
	if err != nil {
		return nil, err
	}
	defer memory.close()
	archive := &archive{folder: folder, agent: o.Agent}
	defer archive.end() //nolint:errcheck // it is thrown away
	v := &visit{source: &s, memory: memory, archive: archive, summary: &SourceSummary{}, again: map[string]bool{}}
	v.client = newClient(&s, newHosts(o.Agent), &o, v.keep)
	try := v.tryList
	if s.driver().found != nil {
		try = v.tryCrawl
	}
	var samples []Sample
	for one, err := range try(ctx) {
		if err != nil {
			return samples, err
		}
		if samples = append(samples, one); one.Wanted {
			sample--
		}
		if sample <= 0 {
			break
		}
	}
	return samples, nil
}

// tryList yields the entries of the list, the wanted ones with what they offer.
func (v *visit) tryList(ctx context.Context) iter.Seq2[Sample, error] {
	return func(yield func(Sample, error) bool) {
		for p, err := range v.source.driver().list(ctx, v) {
			if err != nil {
				yield(Sample{}, err)
				return
			}
			for _, e := range p.entries {
				one, err := v.try(ctx, e)
				if !yield(one, err) || err != nil {
					return
				}
			}
		}
	}
}

func (v *visit) try(ctx context.Context, e entry) (Sample, error) {
	one := Sample{Address: e.address, Title: e.title, Date: e.date, Wanted: e.title == "" || v.source.wants(e.title)}
	if !one.Wanted {
		return one, nil
	}
	i := &item{entry: e}
	r, err := v.have(ctx, i)
	if err != nil {
		return one, err
	}
	i.says(r)
	one.Title, one.Date, one.Outcome, one.Why = i.title, i.date, i.outcome, i.why
	offered, err := v.offers(ctx, i, r)
	for _, a := range offered {
		one.Files = append(one.Files, a.address)
	}
	return one, err
}

// tryCrawl yields what another crawler brought.
func (v *visit) tryCrawl(ctx context.Context) iter.Seq2[Sample, error] {
	return func(yield func(Sample, error) bool) {
		for f, err := range v.source.driver().found(ctx, v) {
			if err != nil {
				yield(Sample{}, err)
				return
			}
			if f.whole && f.why == nil {
				continue
			}
			one := Sample{Address: f.address, Title: f.title, Date: f.date, Wanted: f.title == "" || v.source.wants(f.title)}
			if one.Outcome = New; f.why != nil {
				one.Outcome, one.Why = Declined, f.why.Error()
			}
			if !yield(one, nil) {
				return
			}
		}
	}
}

// Sample is an entry of a list, as Try finds it.
type Sample struct {
	Address string   `json:"address"`
	Title   string   `json:"title"`
	Date    string   `json:"date,omitempty"`
	Wanted  bool     `json:"wanted"` // it would be followed
	Outcome Outcome  `json:"outcome,omitempty"`
	Why     string   `json:"why,omitempty"`
	Files   []string `json:"files,omitempty"` // that the page offers
}
