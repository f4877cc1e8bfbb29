package fetch

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract"
	archives "github.com/yusuan/yusuan/extract/archive"
	"github.com/yusuan/yusuan/extract/html"
	"github.com/yusuan/yusuan/internal/yamlfile"
)

// crawlDriver takes over what another crawler brought home. Nobody is asked.
var crawlDriver = &Driver{
	Name: "crawl", Doc: "what another crawler (wget, Scrapy, Heritrix, Browsertrix) brought: files, WARC and WACZ files",
	With: []Parameter{
		{Name: "path", Doc: "the folder or file, from the folder of the source on"},
		{Name: "address", Doc: "the address that a file of the folder had, {path} for its path there: " +
			"https://{path} as wget keeps them", check: hasMark("{path}")},
		{Name: "items", Doc: "the items of Scrapy, as JSON lines, that say where its files are from"},
	},
	check: func(s *Source) error {
		if s.With["path"] == "" {
			return yamlfile.At(errors.New("it has no path under with, the folder or file of the crawler"), "driver")
		}
		return nil
	},
	found: crawled,
}

// Limits of what is taken over, besides those of a reply.
const (
	mostLed     = 200_000   // files of which is known what led to them
	mostItem    = 16 << 20  // bytes of an item of Scrapy
	mostRecords = 100 << 20 // replies of a WARC file
	mostCrawled = 1 << 42   // bytes of a WARC file, unpacked
)

// find is a file that another crawler brought, or what is known of it.
type find struct {
	entry
	page  string // that offers it, if one was seen
	r     *reply // nil if it could not be had, or is the same as before
	why   error  // it could not be had
	stamp string // tells a file of the folder from what it is later
	whole bool   // a file of many, such as WARC, which was gone through
}

// crawled yields what is new in the folder of another crawler. An error is
// that of a file.
func crawled(ctx context.Context, v *visit) iter.Seq2[*find, error] {
	return func(yield func(*find, error) bool) {
		c := &crawl{visit: v, ctx: ctx, led: map[string]led{}, now: time.Now().UTC().Truncate(time.Second)}
		c.yield = func(f *find, err error) bool {
			c.stopped = !yield(f, err) || ctx.Err() != nil
			return !c.stopped
		}
		root := v.source.local("path")
		if real, err := filepath.EvalSymlinks(root); err == nil {
			root = real
		}
		if err := c.items(); err != nil {
			c.yield(nil, err)
			return
		}
		err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
			switch {
			case c.stopped:
				return fs.SkipAll
			case err != nil: // a folder that may not be entered; the others are
				c.yield(nil, err)
				if d != nil && d.IsDir() {
					return fs.SkipDir
				}
			case d.Type().IsRegular():
				c.file(root, file, d)
			}
			return nil
		})
		if err != nil && !c.stopped {
			c.yield(nil, err)
		}
	}
}

// local is a path that a source names; it counts from the folder of its file.
func (s *Source) local(name string) string {
	file := filepath.FromSlash(s.With[name])
	if file == "" || filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(s.folder, file)
}

// crawl is one passage over the folder of another crawler.
type crawl struct {
	*visit
	ctx     context.Context
	now     time.Time
	led     map[string]led // what pages and items say of files, by address or path
	yield   func(*find, error) bool
	stopped bool
}

// led is what is known of a file before it is seen.
type led struct {
	entry
	page string // that offers it
}

// file gives what is in a file, unless it was taken over as it is.
func (c *crawl) file(root, file string, d fs.DirEntry) {
	name, err := filepath.Rel(root, file)
	if name = filepath.ToSlash(name); name == "." {
		name = filepath.Base(file)
	}
	info, infoErr := d.Info()
	if err = errors.Join(err, infoErr); err != nil {
		c.yield(nil, err)
		return
	}
	stamp := fmt.Sprintf("%d-%d", info.Size(), info.ModTime().UnixNano())
	of := entry{address: fileURL(name)}
	packed := archives.IsWARC(name) || strings.HasSuffix(name, ".wacz")
	switch {
	case packed:
	case !isCrawled(name):
		return
	default:
		of = c.of(name)
	}
	known, err := c.memory.item(c.ctx, c.source.ID, of.address)
	if err != nil || known != nil && known.etag == stamp {
		c.yield(&find{entry: of, stamp: stamp}, err)
		return
	}
	if packed {
		err := c.unpack(file, name, info.Size())
		if !c.stopped {
			c.yield(&find{entry: of, stamp: stamp, whole: true, why: err}, nil)
		}
		return
	}
	if info.Size() > mostBody {
		c.yield(&find{entry: of, stamp: stamp, why: declined("more than %d bytes", mostBody)}, nil)
		return
	}
	data, err := os.ReadFile(file)
	if err != nil {
		c.yield(nil, err)
		return
	}
	c.give(&find{entry: of, stamp: stamp, r: &reply{address: of.address, body: data, at: c.now}})
}

// of is what is known of a file of the folder.
func (c *crawl) of(name string) entry {
	if e, ok := c.led[name]; ok {
		return e.entry
	}
	if form := c.source.With["address"]; form != "" {
		if u, err := address(strings.ReplaceAll(form, "{path}", name)); err == nil {
			return entry{address: u.String()}
		}
	}
	return entry{address: fileURL(name)}
}

// fileURL is what a file is called that has no address: its path in the folder.
func fileURL(name string) string { return (&url.URL{Scheme: "file", Path: "/" + name}).String() }

// isCrawled reports whether a file is called as documents are; crawlers have
// others of their own. wget keeps the question of an address in the name.
func isCrawled(name string) bool {
	name, _, _ = strings.Cut(path.Base(strings.ToLower(name)), "?")
	return name != "robots.txt" && slices.Contains(append(html.Suffixes(), ".html", ".htm", ".shtml"), path.Ext(name))
}

// unpack gives the replies of a WARC file, or of those in a WACZ file.
func (c *crawl) unpack(file, name string, size int64) error {
	if archives.IsWARC(name) {
		return c.replies(size, func() (io.ReadCloser, error) { return os.Open(file) }, archives.Beside(file))
	}
	z, err := zip.OpenReader(file)
	if err != nil {
		return err
	}
	defer z.Close() //nolint:errcheck // it was only read
	for _, f := range z.File {
		if !archives.IsWARC(f.Name) || c.stopped {
			continue
		}
		if err := c.replies(int64(f.CompressedSize64), f.Open, packedIn(z, f)); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

// packedIn yields the WARC files of a WACZ file but for one.
func packedIn(z *zip.ReadCloser, but *zip.File) iter.Seq[archives.Stored] {
	return func(yield func(archives.Stored) bool) {
		for _, f := range z.File {
			if f != but && archives.IsWARC(f.Name) &&
				!yield(archives.Stored{Name: f.Name, Size: int64(f.CompressedSize64), Open: f.Open}) {
				return
			}
		}
	}
}

// replies gives those of a WARC file. What stopped it before its end is the
// error.
func (c *crawl) replies(size int64, open func() (io.ReadCloser, error), beside iter.Seq[archives.Stored]) (err error) {
	limits := archives.Limits{Members: mostRecords, Member: mostBody, Total: mostCrawled}
	for m := range archives.WalkWARC(c.ctx, size, open, archives.Options{Limits: limits, Beside: beside}) {
		from := &m.From
		address := from.Address
		if address == "" && m.Name != "" {
			address = fileURL(m.Name)
		}
		f := &find{entry: entry{address: address, title: from.Title, date: from.Date, via: from.Referrer}}
		switch {
		case m.Err != nil && address == "":
			return m.Err
		case m.Err != nil:
			f.why = declined("the crawler did not have it: %v", m.Err)
		default:
			at := from.Retrieved
			if at.IsZero() {
				at = c.now
			}
			f.r = &reply{address: address, body: m.Data, at: at, header: http.Header{"Content-Type": {m.Media}}}
		}
		if !c.give(f) {
			return nil
		}
	}
	return nil
}

// give completes what is known of a file and hands it on: pages say what the
// files that they offer are called, and that they led to them.
func (c *crawl) give(f *find) bool {
	if e, ok := c.led[f.address]; ok {
		f.page = e.page
		f.title, f.date, f.via = cmp.Or(f.title, e.title), cmp.Or(f.date, e.date), cmp.Or(f.via, e.via)
	}
	if f.r == nil {
		return c.yield(f, nil)
	}
	f.r.status, f.r.raw = http.StatusOK, f.r.body
	if f.r.header == nil {
		f.r.header = http.Header{}
	}
	if extract.Sniff(f.r.body) == document.HTML {
		f.says(f.r)
		for _, l := range html.Attachments(f.r.page(), f.address) {
			if len(c.led) >= mostLed {
				break
			}
			if _, ok := c.led[l.URL]; !ok {
				e := entry{address: l.URL, title: called(f.title, l.Text), date: f.date, via: f.address}
				c.led[l.URL] = led{e, f.address}
			}
		}
	}
	return c.yield(f, nil)
}

// items reads what Scrapy says of the files that it stored.
func (c *crawl) items() error {
	file := c.source.local("items")
	if file == "" {
		return nil
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	from := json.NewDecoder(f)
	for n := 1; len(c.led) < mostLed; n++ {
		var item struct {
			URL, Title, Date string
			Files            []struct{ URL, Path string }
		}
		var text json.RawMessage
		err := from.Decode(&text)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && len(text) > mostItem {
			err = fmt.Errorf("more than %d bytes", mostItem)
		}
		if err == nil && bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
			err = json.Unmarshal(text, &item)
		}
		if err != nil {
			return fmt.Errorf("%s: item %d: %w", file, n, err)
		}
		for _, one := range item.Files {
			if u, err := address(one.URL); err == nil {
				e := entry{address: u.String(), title: item.Title, date: item.Date, via: item.URL}
				c.led[path.Clean(one.Path)] = led{entry: e}
			}
		}
	}
	return nil
}

// called is what a file is called that a page offers.
func called(page, link string) string {
	if page == "" || strings.Contains(link, page) {
		return link
	}
	return strings.TrimSpace(page + " " + link)
}

// takeOver stores what another crawler brought.
func (v *visit) takeOver(ctx context.Context) error {
	for f, err := range v.source.driver().found(ctx, v) {
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil:
			v.summary.problem(v.source.With["path"], Failed, err.Error())
		case f.r == nil && f.why == nil && !f.whole:
			v.summary.Listed++
			v.summary.Unchanged++
		case !f.whole && f.title != "" && !v.source.wants(f.title):
			v.summary.Listed++
			v.summary.Passed++
		default:
			if err := v.take(ctx, f); err != nil {
				return err
			}
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := v.expect(ctx); err != nil {
		return err
	}
	return v.memory.finish(ctx, v.id, true, time.Now().UTC())
}

// take stores one file, if its bytes are others than before.
func (v *visit) take(ctx context.Context, f *find) error {
	i, err := v.memory.item(ctx, v.source.ID, f.address)
	if err != nil {
		return err
	}
	if i == nil {
		i = &item{}
	}
	i.entry, i.parent, i.etag, i.seen, i.settled = f.entry, f.page, f.stamp, v.id, true
	why := f.why
	if f.r != nil {
		i.status = f.r.status
		why = promised(i, f.r)
	}
	refusal := (*Refusal)(nil)
	switch {
	case errors.As(why, &refusal):
		i.outcome, i.why = refusal.Outcome, refusal.Why
	case why != nil:
		i.outcome, i.why = Failed, why.Error()
	case f.r == nil: // a file of many
		i.outcome, i.why = Unchanged, ""
	case document.Digest(f.r.body) == i.digest:
		i.outcome, i.why = Unchanged, ""
	default:
		i.outcome, i.why = New, ""
		if i.had() {
			i.outcome = Changed
		}
		err := v.keep(ctx, f.r, request{item: i})
		if errors.As(err, &refusal) {
			i.outcome, i.why = refusal.Outcome, refusal.Why
			break
		}
		if err != nil {
			return err
		}
		i.digest = f.r.kept.digest
	}
	if !f.whole || why != nil {
		v.summary.Listed++
		v.summary.count(i)
	}
	return v.memory.put(ctx, v.source.ID, v.id, i, time.Now().UTC())
}
