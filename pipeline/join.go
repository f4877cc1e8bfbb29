package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

// mostHeld are the most cells of tables, and rows of sentences, that wait for
// one another in memory, all documents together: some 100 MB, and 40 documents
// of the densest seen. Text and tables of one report mostly stand in one folder;
// what is further apart waits in a file.
const mostHeld = 200_000

// reports brings together the documents of a report that was published in
// several: its text waits for its tables until all is read, however far they
// are apart. What becomes of it does not depend on which came first.
type reports struct {
	most int // of size
	held []half
	away int // how many of them are in the file, the first ones
	size int // of those in memory
	file spool
}

// half is a document that holds a part of its report.
type half struct {
	report string
	part   schema.Part
	size   int

	record *schema.Record // nil while it is in the file
	at     extent
	named  schema.Record // what Pack leaves out

	basis schema.Basis
	taken *sinks.Taken // its rows of the dataset before; then load gives the record
	load  func(context.Context) (*schema.Record, error)
}

// add takes a record and gives those that are ready to be written. Tables are
// ready at once.
func (w *reports) add(r *schema.Record) (ready []*schema.Record, err error) {
	if r.DuplicateOf != "" || r.Profile.ReportID() == "" || !r.Status.HasContent() {
		return []*schema.Record{r}, nil
	}
	h := half{report: r.Profile.ReportID(), part: r.Part(), size: len(r.Claims) + len(r.ListedTables), record: r,
		basis: r.Basis}
	for i := range r.Tables {
		h.size += len(r.Tables[i].Cells)
	}
	switch h.part {
	case schema.TextPart:
	case schema.TablesPart:
		ready = []*schema.Record{r}
		h.record = tablesAlone(r)
	default:
		return []*schema.Record{r}, nil
	}
	w.held, w.size = append(w.held, h), w.size+h.size
	for ; w.size > w.most && err == nil; w.away++ { // the oldest first
		if h := &w.held[w.away]; h.taken == nil {
			err = w.putAway(h)
		}
	}
	return ready, err
}

// take is add for a document whose rows stand in the dataset before. It reports
// whether these have to wait.
func (w *reports) take(t *sinks.Taken, load func(context.Context) (*schema.Record, error)) (waits bool) {
	report := t.Card.ReportID()
	if report == "" || t.Card.Part != schema.TextPart && t.Card.Part != schema.TablesPart {
		return false
	}
	w.held = append(w.held, half{report: report, part: t.Card.Part, basis: t.Basis, taken: t, load: load})
	return t.Card.Part == schema.TextPart
}

// tablesAlone is what is asked of a record whose tables are held against a text,
// when all of it was written.
func tablesAlone(r *schema.Record) *schema.Record {
	kept := *r
	kept.Checks, kept.Findings = nil, nil
	if r.Document != nil {
		d := *r.Document
		d.Pages = nil
		kept.Document = &d
	}
	return &kept
}

// putAway moves a record from memory to the file.
func (w *reports) putAway(h *half) error {
	r := h.record
	packed, err := Pack(r)
	if err == nil {
		h.at, err = w.file.put(packed)
	}
	if err != nil {
		return fmt.Errorf("%s, to wait for the rest of its report: %w", r.Source, err)
	}
	h.named = schema.Record{Source: r.Source, RawSource: r.RawSource, From: r.From, Lexicon: r.Lexicon, Seconds: r.Seconds,
		Basis: r.Basis}
	h.record, w.size = nil, w.size-h.size
	return nil
}

// whole is the record of a half, from the file if it is there.
func (w *reports) whole(ctx context.Context, h *half) (*schema.Record, error) {
	switch {
	case h.record != nil:
		return h.record, nil
	case h.taken != nil:
		return h.load(ctx)
	}
	packed, err := w.file.get(h.at)
	if err != nil {
		return nil, err
	}
	r, err := Unpack(packed, h.named.Lexicon)
	if err != nil {
		return nil, err
	}
	r.Source, r.RawSource, r.From, r.Seconds = h.named.Source, h.named.RawSource, h.named.From, h.named.Seconds
	r.Basis = h.named.Basis
	if r.Document != nil {
		r.Document.Source, r.Document.From = r.Source, r.From
	}
	return r, nil
}

// rest gives each text that waited, in the order in which they came, and holds
// it against the tables of its report that are there. Nothing waits afterwards.
func (w *reports) rest(ctx context.Context, each func(*schema.Record) error, take func(*sinks.Taken) error) error {
	tables := map[string][]*half{}
	for i := range w.held {
		if h := &w.held[i]; h.part == schema.TablesPart {
			tables[h.report] = append(tables[h.report], h)
		}
	}
	for i := range w.held {
		h := &w.held[i]
		if h.part != schema.TextPart {
			continue
		}
		joined := joinedBasis(tables[h.report])
		if h.taken != nil && h.taken.Basis.Joined == joined {
			if err := take(h.taken); err != nil {
				return err
			}
			continue
		}
		r, err := w.whole(ctx, h)
		if err != nil {
			return fmt.Errorf("%s: %w", h.named.Source, err)
		}
		if err := w.join(ctx, r, tables[h.report]); err != nil {
			return err
		}
		r.Basis.Joined = joined
		if err := each(r); err != nil {
			return err
		}
		h.record = nil
	}
	w.held, w.away, w.size = nil, 0, 0
	return w.close()
}

// joinedBasis is what a text follows from that is held against tables.
func joinedBasis(tables []*half) string {
	keys := make([]string, len(tables))
	for i, h := range tables {
		keys[i] = h.basis.Key
	}
	slices.Sort(keys)
	return strings.Join(keys, " ")
}

// close throws away what still waits.
func (w *reports) close() error { return w.file.close() }

// join holds a text against the tables of its report, those first that were
// published last and hold the most. What is too much to be held against each
// other leaves the text as it was.
func (w *reports) join(ctx context.Context, r *schema.Record, halves []*half) error {
	var tables []*schema.Record
	for _, h := range halves {
		t, err := w.whole(ctx, h)
		if err != nil {
			return fmt.Errorf("%s: %w", h.named.Source, err)
		}
		tables = append(tables, t)
	}
	if len(tables) == 0 {
		return nil
	}
	slices.SortFunc(tables, func(a, b *schema.Record) int {
		return cmp.Or(cmp.Compare(b.Profile.Published, a.Profile.Published), len(b.Facts)-len(a.Facts),
			cmp.Compare(a.DocumentID, b.DocumentID))
	})
	bounded, end := budget.Start(ctx, budget.Options{})
	defer end()
	next := *r
	next.ListedTables = slices.Clone(r.ListedTables)
	next.Checks, next.Findings = slices.Clone(r.Checks), slices.Clone(r.Findings)
	for _, t := range tables {
		normalize.MatchListed(next.ListedTables, t.Tables)
	}
	if err := verify.Join(bounded, &next, tables, rules.All()); err != nil {
		return context.Cause(ctx)
	}
	*r = next
	return nil
}
