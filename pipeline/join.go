package pipeline

import (
	"cmp"
	"context"
	"slices"

	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

// mostHeld are the most cells of tables, and rows of sentences, that wait for
// one another, all documents together: some 100 MB, and 40 documents of the
// densest seen. Text and tables of one report mostly stand in one folder.
const mostHeld = 200_000

// reports brings together the documents of a report that was published in
// several: its text waits for its tables until all is read, or until so much
// waits that the oldest has to go. What becomes of it follows from the order of
// the documents alone.
type reports struct {
	most int // of size
	held []half
	size int // of all of them
}

// half is a document that holds a part of its report.
type half struct {
	*schema.Record
	part schema.Part
	size int
}

// add takes a record and gives those that are ready to be written. Tables are
// ready at once.
func (w *reports) add(ctx context.Context, r *schema.Record) (ready []*schema.Record, err error) {
	if r.DuplicateOf != "" || r.Profile.ReportID() == "" || !r.Status.HasContent() {
		return []*schema.Record{r}, nil
	}
	h := half{r, r.Part(), len(r.Claims) + len(r.ListedTables)}
	for i := range r.Tables {
		h.size += len(r.Tables[i].Cells)
	}
	switch h.part {
	case schema.TextPart:
	case schema.TablesPart:
		ready = []*schema.Record{r}
		kept := *r // written by then, and nothing more is asked of the rest of it
		kept.Document, kept.Checks, kept.Findings = nil, nil, nil
		h.Record = &kept
	default:
		return []*schema.Record{r}, nil
	}
	w.held, w.size = append(w.held, h), w.size+h.size
	for w.size > w.most && err == nil {
		h := w.held[0]
		if h.part == schema.TextPart {
			ready, err = append(ready, h.Record), w.join(ctx, h.Record)
		}
		w.held, w.size = slices.Delete(w.held, 0, 1), w.size-h.size
	}
	return ready, err
}

// rest are the texts that still wait.
func (w *reports) rest(ctx context.Context) (ready []*schema.Record, err error) {
	for _, h := range w.held {
		if h.part == schema.TextPart && err == nil {
			ready, err = append(ready, h.Record), w.join(ctx, h.Record)
		}
	}
	return ready, err
}

// join holds a text against the tables of its report that are there, those
// first that were published last and hold the most. What is too much to be held
// against each other leaves the text as it was.
func (w *reports) join(ctx context.Context, r *schema.Record) error {
	var tables []*schema.Record
	for _, other := range w.held {
		if other.part == schema.TablesPart && other.Profile.ReportID() == r.Profile.ReportID() {
			tables = append(tables, other.Record)
		}
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
