package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/temoto/robotstxt"
	"golang.org/x/net/html"
	"golang.org/x/net/publicsuffix"
	"golang.org/x/time/rate"

	"github.com/yusuan/yusuan/extract/charset"
	"github.com/yusuan/yusuan/internal/wait"
)

// Limits of one request, and manners besides the pause between two.
const (
	mostBody      = 256 << 20 // bytes of a body; reports with pictures have some ten million
	mostHead      = 1 << 20   // bytes of the head of a reply
	mostRedirects = 5
	attempts      = 3 // at one address, where the fault may pass
	// A host that failed at so many addresses in a row is left alone for the rest
	// of a run.
	mostFailures = 5
	// longestWait is how long a server may have us wait (Retry-After) within a
	// run; what it asks for beyond is left to the next.
	longestWait = 2 * time.Minute
)

// patience is how long is waited for a reply. Portals send large files slowly,
// so a body has time as long as it comes on.
type patience struct {
	head  time.Duration // to a connection, and from a request to the head of its reply
	idle  time.Duration // between two pieces of a body
	least int64         // bytes a second of a body, from when it took as long as idle
	whole time.Duration // for all of a reply
}

// usualPatience has 256 MiB come at 75 KB/s, and a page that drips end.
var usualPatience = patience{head: 30 * time.Second, idle: 30 * time.Second, least: 1 << 10, whole: time.Hour}

// Pause is why a source is left before its list was gone through: the run is
// not over, and the next goes on with it.
type Pause struct {
	Why string
	// Closed says that the hours are over in which the source may be asked.
	Closed bool
	host   string // that wants to be left alone
}

func (p *Pause) Error() string { return p.Why }

// Refusal is an address that was not had, and why.
type Refusal struct {
	Outcome Outcome
	Why     string
}

func (r *Refusal) Error() string { return r.Why }

func declined(format string, args ...any) error {
	return &Refusal{Declined, fmt.Sprintf(format, args...)}
}

// errMissing is an address at which there is nothing (404, 410).
var errMissing = &Refusal{Gone, "there is nothing at this address"}

// reply is what a server answered.
type reply struct {
	address string // what was asked, after redirects
	status  int
	line    string // HTTP/1.1 200 OK
	header  http.Header
	raw     []byte // the body as it was sent, but for chunks
	body    []byte // without what was done to it for the way (Content-Encoding)
	at      time.Time
	kept    kept // where it is in the archive

	doc *goquery.Document
}

func (r *reply) url() *url.URL {
	u, err := url.Parse(r.address)
	if err != nil {
		return &url.URL{}
	}
	return u
}

// text is the body as text, whatever it is encoded in.
func (r *reply) text() string { return charset.Decode(r.body, r.header.Get("Content-Type")).Text }

// page is the body as a web page.
func (r *reply) page() *goquery.Document {
	if r.doc == nil {
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(r.text()))
		if err != nil { // nested deeper than the parser goes
			doc = goquery.NewDocumentFromNode(&html.Node{Type: html.DocumentNode})
		}
		r.doc = doc
	}
	return r.doc
}

// client asks servers for a source.
type client struct {
	source   *Source
	hosts    *hosts
	http     *http.Client
	patience patience
	anytime  bool // also outside the hours of the source
	// keep puts every reply into the archive, with what is known of it.
	keep func(context.Context, *reply, request) error
}

func newClient(s *Source, h *hosts, o *Options, keep func(context.Context, *reply, request) error) *client {
	limits := o.patience
	if limits == (patience{}) {
		limits = usualPatience
	}
	dialer := &net.Dialer{Timeout: limits.head, Control: func(_, at string, _ syscall.RawConn) error {
		ip, err := netip.ParseAddrPort(at)
		if err == nil && (isPublic(ip.Addr()) || s.Test && ip.Addr().Unmap().IsLoopback()) {
			return nil
		}
		return declined("%s is no public address", at)
	}}
	return &client{source: s, hosts: h, keep: keep, patience: limits, anytime: o.Anytime, http: &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: agentTransport{o.Agent, &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: limits.head, ResponseHeaderTimeout: limits.head,
			MaxResponseHeaderBytes: mostHead, DisableCompression: true, MaxConnsPerHost: 1,
			// A proxy would ask for what we refuse to; a WARC record is HTTP/1.1.
			Proxy: nil, Protocols: http1(),
		}},
	}}
}

func http1() *http.Protocols {
	p := new(http.Protocols)
	p.SetHTTP1(true)
	return p
}

// agentTransport says who asks.
type agentTransport struct {
	agent string
	next  http.RoundTripper
}

func (a agentTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("User-Agent", a.agent)
	r.Header.Set("Accept-Encoding", "gzip")
	return a.next.RoundTrip(r)
}

// special are addresses that are not of the public internet though net/netip
// does not say so (IANA's registries of special-purpose addresses).
var special = func() (p []netip.Prefix) {
	for _, text := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
		"2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		p = append(p, netip.MustParsePrefix(text))
	}
	return p
}()

// isPublic reports whether an address may be asked for what is published.
func isPublic(ip netip.Addr) bool {
	ip = ip.Unmap()
	for _, p := range special {
		if p.Contains(ip) {
			return false
		}
	}
	return ip.IsGlobalUnicast() && !ip.IsPrivate()
}

// hosts are all that are asked in a run, by all sources.
type hosts struct {
	mu   sync.Mutex
	all  map[string]*host
	name string // of the agent, as robots.txt may have it
}

// host is a server, asked by one at a time.
type host struct {
	mu       sync.Mutex
	limiter  *rate.Limiter
	failures int       // addresses in a row
	until    time.Time // it asked to be left alone

	rules  sync.Mutex // of robots
	robots *robotstxt.Group
	asked  bool // for its robots.txt
}

func (h *hosts) of(u *url.URL) *host {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := u.Scheme + "://" + u.Host
	if h.all[key] == nil {
		h.all[key] = &host{limiter: rate.NewLimiter(rate.Inf, 1)}
	}
	return h.all[key]
}

// slow sets the pause between requests, where it was shorter.
func (h *host) slow(pause time.Duration) {
	if pause > 0 && h.limiter.Limit() > rate.Every(pause) {
		h.limiter.SetLimit(rate.Every(pause))
	}
}

// validators are what a server gave with a body, to ask whether it is the same
// still.
type validators struct{ etag, modified string }

// get asks for an address and follows redirects. What it returns has status 200
// or 304; all else is an error, a *Refusal if the server or manners forbid it.
func (c *client) get(ctx context.Context, q request, v validators) (*reply, error) {
	at, err := address(q.address)
	if err != nil {
		return nil, declined("%v", err)
	}
	for range mostRedirects {
		if err := c.allowed(ctx, at); err != nil {
			return nil, err
		}
		r, err := c.patiently(ctx, at, q, v)
		if err != nil {
			return nil, err
		}
		to := r.header.Get("Location")
		if r.status < 300 || r.status >= 400 || r.status == http.StatusNotModified || to == "" {
			return r, r.refused()
		}
		if at, err = at.Parse(to); err != nil {
			return nil, fmt.Errorf("a redirect to %.100q: %w", to, err)
		}
		q.form = nil
	}
	return nil, fmt.Errorf("more than %d redirects", mostRedirects)
}

// refused is what a reply that is no document says.
func (r *reply) refused() error {
	switch {
	case r.challenges() != "":
		return declined("a challenge for browsers: %s", r.challenges())
	case r.status == http.StatusOK || r.status == http.StatusNotModified:
		return nil
	case r.status == http.StatusNotFound || r.status == http.StatusGone:
		return errMissing
	case r.status == http.StatusUnauthorized || r.status == http.StatusForbidden ||
		r.status == http.StatusUnavailableForLegalReasons:
		return declined("the server refuses: %s", r.line)
	}
	return fmt.Errorf("the server answered %s", r.line)
}

// allowed reports why an address may not be asked for.
func (c *client) allowed(ctx context.Context, at *url.URL) error {
	switch {
	case at.Scheme != "http" && at.Scheme != "https":
		return declined("a redirect to %s", at.Redacted())
	case !c.source.may(at.Hostname()):
		return declined("%s is another host than the source names", at.Hostname())
	}
	robots, err := c.robots(ctx, at)
	if err != nil {
		return err
	}
	if robots != nil && !robots.Test(at.RequestURI()) {
		return declined("robots.txt of %s forbids it", at.Host)
	}
	return nil
}

// robots is what a host wants of this program: it is asked for its robots.txt
// once a run (RFC 9309). Where there is none all is allowed, where it cannot be
// had nothing is.
func (c *client) robots(ctx context.Context, at *url.URL) (*robotstxt.Group, error) {
	h := c.hosts.of(at)
	h.rules.Lock()
	defer h.rules.Unlock()
	if !c.source.Test || !isLoopback(at) {
		h.slow(max(leastPause, time.Duration(c.source.Pace.Seconds*float64(time.Second))))
	}
	if h.asked {
		return h.robots, nil
	}
	u := &url.URL{Scheme: at.Scheme, Host: at.Host, Path: "/robots.txt"}
	r, err := c.patiently(ctx, u, request{}, validators{})
	if err != nil {
		return nil, fmt.Errorf("robots.txt of %s could not be asked for: %w", at.Host, err)
	}
	h.asked = true
	data, err := robotstxt.FromStatusAndBytes(r.status, r.body)
	if err != nil {
		return nil, nil //nolint:nilerr,nilnil // a file that is none forbids nothing (RFC 9309, 2.4)
	}
	h.robots = data.FindGroup(c.hosts.name)
	h.slow(h.robots.CrawlDelay)
	return h.robots, nil
}

func isLoopback(u *url.URL) bool {
	ip, err := netip.ParseAddr(u.Hostname())
	return err == nil && ip.IsLoopback() || u.Hostname() == "localhost"
}

// patiently asks again where the fault may pass.
func (c *client) patiently(ctx context.Context, at *url.URL, q request, v validators) (r *reply, err error) {
	h := c.hosts.of(at)
	h.mu.Lock()
	defer h.mu.Unlock()
	broken := false
	for range attempts {
		if err := c.pause(ctx, h, at.Host); err != nil {
			return nil, err
		}
		r, err = c.once(ctx, at, q, v)
		switch {
		case errors.As(err, new(*Refusal)), err != nil && ctx.Err() != nil:
			return nil, err
		case err != nil:
			broken = true
		case r.status == http.StatusTooManyRequests || r.status == http.StatusServiceUnavailable:
			h.until = r.at.Add(retryAfter(r))
		case r.status >= 500 && r.challenges() == "":
			broken = true
		default:
			h.failures = 0
			return r, nil
		}
	}
	if broken {
		h.failures++
	}
	return r, err
}

// pause waits until a host may be asked, or says why it is not to be asked any
// more in this run.
func (c *client) pause(ctx context.Context, h *host, name string) error {
	switch {
	case h.failures >= mostFailures:
		return &Pause{Why: fmt.Sprintf("%s failed at %d addresses in a row and is left alone", name, h.failures), host: name}
	case time.Until(h.until) > longestWait:
		return &Pause{Why: fmt.Sprintf("%s asks to be left alone until %s", name,
			h.until.In(china).Format(time.RFC3339)), host: name}
	}
	if err := wait.For(ctx, time.Until(h.until)); err != nil {
		return err
	}
	if err := h.limiter.Wait(ctx); err != nil {
		return err
	}
	if !c.anytime && !c.source.Pace.open(time.Now()) {
		return &Pause{Why: "it is not " + c.source.Pace.Window + ", when the source may be asked", Closed: true}
	}
	return nil
}

// retryAfter is how long a server wants to be left alone, as it says or as
// long as a polite guess.
func retryAfter(r *reply) time.Duration {
	const guess = 30 * time.Second
	after := r.header.Get("Retry-After")
	if n, err := strconv.Atoi(after); err == nil && n >= 0 {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(after); err == nil {
		return max(0, at.Sub(r.at))
	}
	return guess
}

// once makes one request and keeps the reply.
func (c *client) once(ctx context.Context, at *url.URL, q request, v validators) (*reply, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.patience.whole,
		fmt.Errorf("no whole reply within %v", c.patience.whole))
	defer cancel()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	method, body := http.MethodGet, io.Reader(nil)
	if q.form != nil {
		method, body = http.MethodPost, strings.NewReader(q.form.Encode())
	}
	ask, err := http.NewRequestWithContext(ctx, method, at.String(), body)
	if err != nil {
		return nil, err
	}
	if q.form != nil {
		ask.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
		ask.Header.Set("X-Requested-With", "XMLHttpRequest")
	}
	if v.etag != "" {
		ask.Header.Set("If-None-Match", v.etag)
	}
	if v.modified != "" {
		ask.Header.Set("If-Modified-Since", v.modified)
	}
	res, err := c.http.Do(ask)
	if err != nil {
		return nil, refusalIn(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(c.patience.steady(res.Body, stop), mostBody+1))
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, fmt.Errorf("the reply ends too soon: %w", err)
	case len(raw) > mostBody:
		return nil, declined("more than %d bytes", mostBody)
	}
	r := &reply{
		address: at.String(), status: res.StatusCode, line: res.Proto + " " + res.Status, header: res.Header, raw: raw,
		body: raw,
		at:   time.Now().UTC().Truncate(time.Second),
	}
	switch coding := strings.ToLower(res.Header.Get("Content-Encoding")); {
	case len(raw) == 0, coding == "", coding == "identity":
	case coding == "gzip", coding == "x-gzip":
		if r.body, err = gunzip(raw); err != nil {
			return nil, fmt.Errorf("the reply cannot be unpacked: %w", err)
		}
	default:
		return nil, fmt.Errorf("the reply is packed as %.20q, which was not asked for", coding)
	}
	return r, c.keep(ctx, r, q)
}

// steady reads a body as long as it comes on, and else stops its request.
func (p patience) steady(r io.Reader, stop context.CancelCauseFunc) io.Reader {
	stalled := fmt.Errorf("the reply stopped for %v before its end", p.idle)
	return &steadyReader{
		r: r, patience: p, stop: stop, start: time.Now(), stall: time.AfterFunc(p.idle, func() { stop(stalled) }),
	}
}

type steadyReader struct {
	r io.Reader
	patience
	stop  context.CancelCauseFunc
	start time.Time
	stall *time.Timer
	had   int64 // bytes
}

func (s *steadyReader) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.had += int64(n)
	took := time.Since(s.start)
	switch {
	case err != nil:
		s.stall.Stop()
	case took > s.idle && float64(s.had) < float64(s.least)*took.Seconds():
		s.stall.Stop()
		err = fmt.Errorf("less than %d bytes a second come", s.least)
		s.stop(err)
	default:
		s.stall.Reset(s.idle)
	}
	return n, err
}

// refusalIn is the refusal within an error of the HTTP client, or that error.
func refusalIn(err error) error {
	if refusal := (*Refusal)(nil); errors.As(err, &refusal) {
		return refusal
	}
	return err
}

func gunzip(data []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	out, err := io.ReadAll(io.LimitReader(z, mostBody+1))
	if err == nil && len(out) > mostBody {
		err = declined("unpacks to more than %d bytes", mostBody)
	}
	return out, err
}

// sameSite reports whether two hosts belong to one owner: they share the name
// that was registered (x.gov.cn, of the Public Suffix List).
func sameSite(a, b string) bool {
	one, err1 := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(a))
	two, err2 := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(b))
	return strings.EqualFold(a, b) || err1 == nil && err2 == nil && one == two
}

func newHosts(agent string) *hosts {
	name, _, _ := strings.Cut(agent, "/")
	return &hosts{all: map[string]*host{}, name: strings.TrimSpace(name)}
}
