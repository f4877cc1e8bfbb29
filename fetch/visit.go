package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/extract/html"
)

// mostPasses is how often a list is read that changes while it is read.
const mostPasses = 4

// visit is one run over a source.
type visit struct {
	source  *Source
	client  *client
	memory  *memory
	archive *archive
	id      int64
	whole   bool // the list is to be read to its end
	summary *SourceSummary
	again   map[string]bool      // addresses that were declined in an earlier run too
	asked   func(address string) // nil: nobody is told
}

// list asks for a page of a list.
func (v *visit) list(ctx context.Context, q request) (*reply, error) {
	return v.client.get(ctx, q, validators{})
}

// keep puts a reply into the archive and remembers it. What was had before with
// the same body is not stored a second time.
func (v *visit) keep(ctx context.Context, r *reply, q request) error {
	var first *earlier
	var err error
	digest, payload := "", ""
	switch {
	case r.status == http.StatusNotModified && q.item != nil && q.item.had():
		first, err = v.memory.first(ctx, "digest", q.item.digest)
	case r.status == http.StatusOK && len(r.raw) > 0:
		digest, payload = document.Digest(r.body), document.Digest(r.raw)
		var forgotten bool
		if forgotten, err = v.memory.isForgotten(ctx, digest); forgotten {
			return errForgotten
		}
		if err == nil {
			first, err = v.memory.first(ctx, "payload", payload)
		}
	}
	if err != nil {
		return err
	}
	what := v.about(q)
	if first != nil && q.item != nil && q.item.had() && (digest == "" || digest == q.item.digest) {
		what = append(what, [2]string{"unchanged", "yes"}) // at this address, and no document beside it
	}
	if r.kept, err = v.archive.write(r, first, what); err != nil {
		return fmt.Errorf("the archive: %w", err)
	}
	r.kept.digest, r.kept.payload = digest, payload
	// A reply that is in the archive is remembered though the run is stopped.
	return v.memory.reply(context.WithoutCancel(ctx), v.source.ID, r, first != nil)
}

// about is what the archive says of a reply besides.
func (v *visit) about(q request) about {
	a := about{{"source", v.source.ID}, {"region", v.source.Region}, {"publisher", v.source.Publisher},
		{"licence", v.source.Licence}}
	if q.item == nil {
		return append(a, [2]string{"kind", "list"})
	}
	kind := "entry"
	if q.item.parent != "" {
		kind = "attachment"
	}
	return append(a, [][2]string{{"kind", kind}, {"via", q.item.via}, {"title", q.item.title}, {"date", q.item.date}}...)
}

// run reads the list and follows its entries. One that is left before its end
// is gone on with by the next: what was seen in it is not asked for again.
func (v *visit) run(ctx context.Context) error {
	err := v.through(ctx)
	pause := (*Pause)(nil)
	if !errors.As(err, &pause) {
		return err
	}
	v.summary.Unfinished = pause.Why
	if !pause.Closed {
		v.summary.problem(v.source.Start, Failed, pause.Why)
	}
	return v.expect(ctx)
}

func (v *visit) through(ctx context.Context) error {
	if v.source.driver().found != nil {
		return v.takeOver(ctx)
	}
	found, complete, err := v.listed(ctx)
	switch {
	case errors.As(err, new(*Pause)):
		return err
	case errors.As(err, new(*Refusal)):
		v.summary.problem(v.source.Start, Declined, err.Error())
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		v.summary.problem(v.source.Start, Failed, err.Error())
	}
	for _, e := range found {
		if err := v.follow(ctx, e); err != nil {
			return err
		}
	}
	if complete && v.whole {
		if err := v.vanished(ctx); err != nil {
			return err
		}
	}
	if err := v.expect(ctx); err != nil {
		return err
	}
	return v.memory.finish(ctx, v.id, complete && v.whole, time.Now().UTC())
}

// listed are the wanted entries of the list, and whether it was read as far as
// it was meant to be. Lists are read page after page while the portal adds and
// removes lines, so that one can move from a page that is still to be read to
// one that was: a list of more than one page is read until it says the same twice.
func (v *visit) listed(ctx context.Context) (found []entry, complete bool, err error) {
	seen := map[string]bool{}
	var before []string
	for range mostPasses {
		read := v.summary.Pages
		pass, err := v.pass(ctx)
		var addresses []string
		for _, e := range pass {
			addresses = append(addresses, e.address)
			if !seen[e.address] {
				seen[e.address] = true
				found = append(found, e)
			}
		}
		if err != nil {
			return found, false, err
		}
		if one := v.summary.Pages == read+1; one || before != nil && slices.Equal(addresses, before) {
			return found, true, nil
		}
		before = append([]string{}, addresses...)
	}
	return found, false, fmt.Errorf("the list changed each of the %d times it was read", mostPasses)
}

// pass reads the list once, to its end or to entries that were known before.
func (v *visit) pass(ctx context.Context) (found []entry, err error) {
	known := 0
	v.summary.Listed, v.summary.Passed = 0, 0
	for p, err := range v.source.driver().list(ctx, v) {
		if err != nil {
			return found, err
		}
		v.summary.Pages++
		for _, e := range p.entries {
			v.summary.Listed++
			if e.title != "" && !v.source.wants(e.title) {
				v.summary.Passed++
				continue
			}
			found = append(found, e)
			i, err := v.memory.item(ctx, v.source.ID, e.address)
			if err != nil {
				return found, err
			}
			if known++; i == nil || !i.settled {
				known = 0
			}
		}
		if !v.whole && v.source.Known > 0 && known >= v.source.Known {
			break
		}
	}
	return found, nil
}

// follow has an entry of the list, and the files that it offers if it is a page.
func (v *visit) follow(ctx context.Context, e entry) error {
	i, err := v.memory.item(ctx, v.source.ID, e.address)
	if err != nil {
		return err
	}
	if i == nil {
		i = &item{}
	}
	if i.settled && (!v.whole || v.done(i)) {
		return nil // asked again when the list is read to its end
	}
	i.entry = e
	r, err := v.have(ctx, i)
	if err != nil {
		return err
	}
	i.says(r)
	offered, err := v.offers(ctx, i, r)
	if err != nil {
		return err
	}
	settled := i.outcome != Failed
	for _, a := range offered {
		if !v.done(&a) {
			if _, err := v.have(ctx, &a); err != nil {
				return err
			}
		}
		settled = settled && a.outcome != Failed
	}
	if !settled {
		return nil
	}
	i.settled = true
	return v.memory.put(ctx, v.source.ID, v.id, i, time.Now().UTC())
}

// says completes what is known of a page by what it says of itself, where no
// list says it.
func (e *entry) says(r *reply) {
	if r == nil || r.status != http.StatusOK || e.title != "" && e.date != "" || extract.Sniff(r.body) != document.HTML {
		return
	}
	about := html.About(r.page())
	e.title = cmp.Or(e.title, about.Title)
	if day, _, _ := strings.Cut(about.Created, "T"); e.date == "" {
		e.date = day
	}
}

// done reports whether this run, before it was stopped, asked for an item.
func (v *visit) done(i *item) bool { return i.seen == v.id && i.outcome != "" && i.outcome != Failed }

// offers are the files of a page: as it says now, or, where it is the same as
// before, as it said then.
func (v *visit) offers(ctx context.Context, page *item, r *reply) ([]item, error) {
	known, err := v.memory.items(ctx, v.source.ID, "parent = ?", page.address)
	if err != nil || r == nil {
		return nil, err
	}
	if r.status == http.StatusNotModified {
		return known, nil
	}
	if extract.Sniff(r.body) != document.HTML {
		return nil, nil
	}
	var offered []item
	for _, l := range html.Attachments(r.page(), r.address) {
		at := slices.IndexFunc(known, func(i item) bool { return i.address == l.URL })
		i := item{parent: page.address}
		if at >= 0 {
			i = known[at]
		} else if other, err := v.memory.item(ctx, v.source.ID, l.URL); err != nil {
			return nil, err
		} else if other != nil && other.parent != "" {
			i = *other // another page offers it too
		}
		i.entry = entry{address: l.URL, title: called(page.title, l.Text), date: page.date, via: r.address}
		offered = append(offered, i)
	}
	return offered, nil
}

// have asks for an item and remembers what became of it. The reply is nil where
// there is none to look at. The error is the run's: what is wrong with the item
// is remembered and in the summary.
func (v *visit) have(ctx context.Context, i *item) (*reply, error) {
	before := *i
	i.seen = v.id
	ask := i.validators
	if !i.had() || i.parent == "" && !i.settled {
		ask = validators{} // the files that a page offers are not all known
	}
	i.settled = i.parent != "" // a page is when its files are
	r, err := v.client.get(ctx, request{address: i.address, item: i}, ask)
	if err == nil && r.status == http.StatusOK {
		err = promised(i, r)
	}
	refusal, pause := (*Refusal)(nil), (*Pause)(nil)
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case errors.As(err, &pause) && (pause.Closed || v.source.from(pause.host)):
		return nil, err // of files on another host this one can be had another time
	case errors.As(err, &refusal):
		i.outcome, i.why = refusal.Outcome, refusal.Why
		if before.outcome == Declined && before.seen < v.id {
			v.again[i.address] = true
		}
	case err != nil:
		i.outcome, i.why = Failed, err.Error()
	case r.status == http.StatusNotModified || r.kept.digest == before.digest:
		i.outcome, i.why = Unchanged, ""
	default:
		i.outcome, i.why, i.digest = New, "", r.kept.digest
		if before.had() {
			i.outcome = Changed
		}
	}
	if r != nil {
		i.status = r.status
		if r.status == http.StatusOK {
			i.etag, i.modified = r.header.Get("ETag"), r.header.Get("Last-Modified")
		}
	}
	v.summary.count(i)
	slog.Info("fetched", "source", v.source.ID, "address", i.address, "outcome", i.outcome, "why", i.why)
	if v.asked != nil {
		v.asked(i.address)
	}
	if err != nil {
		r = nil
	}
	return r, v.memory.put(ctx, v.source.ID, v.id, i, time.Now().UTC())
}

// What comes under names of these kinds may also be a web page with tables, as
// office programs and portals write it under the old name, or plain text.
var tables = []string{".xls", ".doc", ".et", ".wps"}

// texts are the kinds of file that are text, or may be.
var texts = append([]string{".csv", ".txt", ".md", ".rtf", ".mht", ".mhtml"}, tables...)

// promised compares what was had with what its name promised: a portal that is
// out of order sends a page, or a line, that says so, with status 200.
func promised(i *item, r *reply) error {
	if len(r.body) == 0 {
		return errors.New("the reply is empty")
	}
	kind := path.Ext(strings.ToLower(r.url().Path))
	if _, p, err := mime.ParseMediaType(r.header.Get("Content-Disposition")); err == nil && path.Ext(p["filename"]) != "" {
		kind = path.Ext(strings.ToLower(p["filename"]))
	}
	named := slices.Contains(html.Suffixes(), kind)
	if i.parent == "" && !named {
		return nil
	}
	var came string
	switch is := extract.Sniff(r.body); {
	case is == document.HTML && kind != ".mht" && kind != ".mhtml":
		if slices.Contains(tables, kind) && r.page().Find("table").Length() > 0 {
			return nil
		}
		came = "a web page"
	case named && !slices.Contains(texts, kind) && (is == document.Markdown || is == document.Unknown) &&
		strings.HasPrefix(http.DetectContentType(r.body), "text/plain"):
		came = "text"
	default:
		return nil
	}
	if !named {
		return fmt.Errorf("%s came where a file was promised", came)
	}
	return fmt.Errorf("%s came where %s was promised", came, kind[1:])
}

// vanished asks for what was had before and was not listed this time: what is
// gone is reported, and nothing is deleted.
func (v *visit) vanished(ctx context.Context) error {
	missed, err := v.memory.items(ctx, v.source.ID, "seen_run < ? and digest <> '' and outcome <> ?", v.id, string(Gone))
	if err != nil {
		return err
	}
	for _, i := range missed {
		seen := i.seen
		if _, err := v.have(ctx, &i); err != nil {
			return err
		}
		i.settled = true
		if i.outcome != Gone {
			v.summary.Unlisted++
			i.seen = seen // it is still not listed
		}
		if err := v.memory.put(ctx, v.source.ID, v.id, &i, time.Now().UTC()); err != nil {
			return err
		}
	}
	return nil
}

// expect tells what there is of what was expected.
func (v *visit) expect(ctx context.Context) (err error) {
	v.summary.Expected, err = v.memory.expect(ctx, v.source, func(i *item) bool {
		return i.seen != v.id || v.again[i.address]
	})
	return err
}
