package fetch

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/yusuan/yusuan/internal/yamlfile"
)

// Source is a column of a portal: where it is, how its list is read, and what
// is expected of it. It is written as a YAML file; docs/sources.md tells how.
type Source struct {
	// ID names the source in every record, by default as its file is named.
	ID string `yaml:"id"`
	// Title says what the column is, for people.
	Title string `yaml:"title"`
	// Region is the code (GB/T 2260) of the division whose portal it is.
	Region string `yaml:"region"`
	// Publisher is the body that publishes there; it need not be the author.
	Publisher string `yaml:"publisher"`
	// Licence is what the portal says of the use of what it publishes.
	Licence string `yaml:"licence"`
	// Driver is how the list is read: the name of one of Drivers.
	Driver string `yaml:"driver"`
	// Start is the address of the list, or where files lie.
	Start string `yaml:"start"`
	// Addresses are documents, or pages that lead to them, one by one.
	Addresses []string `yaml:"addresses"`
	// With holds what a driver needs besides; each driver says which.
	With map[string]string `yaml:"with"`
	// Title's words: an entry of the list is followed if it has one of Must, if
	// there are any, and none of MustNot.
	Must    []string `yaml:"must"`
	MustNot []string `yaml:"must_not"`
	// Hosts are others that may be asked for attachments, besides those of the
	// sites of Start and Addresses.
	Hosts []string `yaml:"hosts"`
	// Expect is how many entries of the list, one for each organization, name a
	// year in their title.
	Expect map[int]int `yaml:"expect"`
	// Organizations are those that are expected in each year of Expect, as titles
	// name them.
	Organizations []string `yaml:"organizations"`
	Pace          Pace     `yaml:"pace"`
	// Known is how many entries in a row that were known before end the reading
	// of the list; once in Full days it is read to its end.
	Known int `yaml:"known"`
	Full  int `yaml:"full"`
	// Test lets a source be on this machine (a loopback address) and sets no pace
	// there.
	Test bool `yaml:"test"`

	folder string // that its file is in
	start  *url.URL
}

// Pace is how often a host is asked.
type Pace struct {
	Seconds float64 `yaml:"seconds"` // between two requests, at least leastPause
	// Window is when requests may be made, as 22:00-06:00 of China's time; empty:
	// at any time.
	Window string `yaml:"window"`

	from, to time.Duration // since midnight
}

const (
	// leastPause is kept between two requests to one host.
	leastPause = 2 * time.Second
	// Where a source does not say: some pages of entries, and a month.
	usualKnown, usualFull = 40, 30
	// mostSource is how large the file of a source may be, in bytes.
	mostSource = 1 << 20
)

// china is the time of all portals.
var china = time.FixedZone("UTC+8", 8*60*60)

// Load reads the sources of a folder: files whose names end in .yaml, in the
// order of their names. All that is wrong is told, with file and line.
func Load(folder string) ([]Source, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		return nil, err
	}
	var all []Source
	var wrong []error
	seen := map[string]string{}
	for _, file := range files {
		s, err := Read(file)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		if first := seen[s.ID]; first != "" {
			wrong = append(wrong, fmt.Errorf("%s: the id %s is that of %s too", file, s.ID, first))
		}
		seen[s.ID] = file
		all = append(all, s)
	}
	return all, errors.Join(wrong...)
}

// Read reads the file of a source.
func Read(file string) (Source, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return Source{}, err
	}
	return Parse(file, data)
}

// Parse reads the text of the file of a source. Errors name the file and the
// line, one for each thing that is wrong.
func Parse(file string, data []byte) (Source, error) {
	if len(data) > mostSource {
		return Source{}, fmt.Errorf("%s: more than %d bytes", file, mostSource)
	}
	s := Source{
		ID: strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), Known: usualKnown, Full: usualFull,
		Pace: Pace{Seconds: leastPause.Seconds()}, folder: filepath.Dir(file),
	}
	if err := yamlfile.Decode(file, data, &s); err != nil {
		return s, err
	}
	var wrong []error
	for _, err := range s.check() {
		wrong = append(wrong, yamlfile.In(file, data, err))
	}
	return s, errors.Join(wrong...)
}

var (
	idForm     = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*$`)
	regionForm = regexp.MustCompile(`^\d{6}(\d{3}|\d{6})?$`)
)

// Years of which something can be expected: titles name those of this century.
const firstYear, lastYear = 2000, 2099

// check completes a source and says what is wrong in it.
func (s *Source) check() (wrong []error) {
	is := func(bad bool, path []any, format string, args ...any) {
		if bad {
			wrong = append(wrong, yamlfile.At(fmt.Errorf(format, args...), path...))
		}
	}
	at := func(path ...any) []any { return path }
	is(!idForm.MatchString(s.ID), at("id"), "the id %q is not of small letters, digits, dots and dashes", s.ID)
	is(s.Region != "" && !regionForm.MatchString(s.Region), at("region"),
		"the region %q is no code of six, nine or twelve digits", s.Region)
	for i, h := range s.Hosts {
		is(strings.ContainsAny(h, "/: "), at("hosts", i), "%q is no name of a host", h)
	}
	for year, n := range s.Expect {
		is(year < firstYear || year > lastYear || n < 1, at("expect"), "%d of %d cannot be expected", n, year)
	}
	is(len(s.Organizations) > 0 && len(s.Expect) == 0, at("organizations"),
		"organizations are expected in the years of expect, and there are none")
	is(s.Known < 0, at("known"), "known is less than nothing")
	is(s.Full < 1, at("full"), "full is less than a day")
	is(s.Pace.Seconds < leastPause.Seconds() && !s.Test, at("pace", "seconds"), "a host is asked at most every %v",
		leastPause)
	return append(wrong, slices.DeleteFunc([]error{yamlfile.At(s.Pace.parse(), "pace", "window"), s.checkDriver()},
		func(err error) bool { return err == nil })...)
}

// checkDriver says what is wrong in what a source says to its driver.
func (s *Source) checkDriver() error {
	d := driverNamed(s.Driver)
	if s.Driver == "" {
		return fmt.Errorf("it has no driver; there are %s", strings.Join(driverNames(), ", "))
	}
	if d == nil {
		return yamlfile.At(fmt.Errorf("%q is no driver; there are %s", s.Driver, strings.Join(driverNames(), ", ")), "driver")
	}
	for _, key := range slices.Sorted(maps.Keys(s.With)) {
		at := slices.IndexFunc(d.With, func(p Parameter) bool { return p.Name == key })
		if at < 0 {
			return yamlfile.At(fmt.Errorf("the driver %s takes no %q", d.Name, key), "with", key)
		}
		if check := d.With[at].check; check != nil {
			if err := check(s.With[key]); err != nil {
				return yamlfile.At(err, "with", key)
			}
		}
	}
	return d.check(s)
}

func (p *Pace) parse() error {
	if p.Window == "" {
		return nil
	}
	from, to, _ := strings.Cut(p.Window, "-")
	for _, t := range []struct {
		text string
		into *time.Duration
	}{{from, &p.from}, {to, &p.to}} {
		at, err := time.Parse("15:04", strings.TrimSpace(t.text))
		if err != nil {
			return fmt.Errorf("the window %q is not of the form 22:00-06:00", p.Window)
		}
		*t.into = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	}
	if p.from == p.to {
		return fmt.Errorf("the window %q is never open", p.Window)
	}
	return nil
}

// open reports whether requests may be made at a time.
func (p *Pace) open(at time.Time) bool { return !p.opens(at).After(at) }

// opens is the first time from at on when requests may be made.
func (p *Pace) opens(at time.Time) time.Time {
	if p.Window == "" {
		return at
	}
	const day = 24 * time.Hour
	open := (sinceMidnight(at) - p.from + day) % day // for so long
	if open < (p.to-p.from+day)%day {
		return at
	}
	return at.Add(day - open)
}

// sinceMidnight is the time of day in China.
func sinceMidnight(at time.Time) time.Duration {
	at = at.In(china)
	return time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute +
		time.Duration(at.Second())*time.Second + time.Duration(at.Nanosecond())
}

// address parses an address that can be asked for.
func address(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, err
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("%q is no address that begins with http:// or https://", text)
	case u.Hostname() == "":
		return nil, fmt.Errorf("%q names no host", text)
	}
	u.Fragment = ""
	return u, nil
}

// Local reports whether a source asks nobody, or nobody but this machine.
func (s *Source) Local() bool {
	local := func(text string) bool {
		u, err := url.Parse(text)
		return err == nil && isLoopback(u)
	}
	return s.driver().found != nil || s.Test && (s.Start == "" || local(s.Start)) &&
		!slices.ContainsFunc(s.Addresses, func(a string) bool { return !local(a) })
}

// from reports whether a host is that of the list.
func (s *Source) from(host string) bool {
	of := func(text string) bool {
		u, err := url.Parse(text)
		return err == nil && u.Host == host
	}
	return of(s.Start) || slices.ContainsFunc(s.Addresses, of)
}

// wants reports whether a title is that of a disclosure the source is for.
func (s *Source) wants(title string) bool {
	has := func(word string) bool { return strings.Contains(title, word) }
	return (len(s.Must) == 0 || slices.ContainsFunc(s.Must, has)) && !slices.ContainsFunc(s.MustNot, has)
}

// may reports whether the source lets a host be asked: those of its addresses,
// others of the same site, and those it names.
func (s *Source) may(host string) bool {
	own := func(text string) bool {
		u, err := url.Parse(text)
		return err == nil && u.Host != "" && sameSite(u.Hostname(), host)
	}
	return own(s.Start) || slices.ContainsFunc(s.Addresses, own) ||
		slices.ContainsFunc(s.Hosts, func(h string) bool { return strings.EqualFold(h, host) })
}
