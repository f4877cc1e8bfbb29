package fetch

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path"
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

	file  string // where it was written
	start *url.URL
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
// order of their names. Every file that is wrong is told, with its line.
func Load(folder fs.FS) ([]Source, error) {
	names, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		return nil, err
	}
	var all []Source
	var wrong []error
	for _, name := range names {
		data, err := fs.ReadFile(folder, name)
		if err == nil {
			var s Source
			if s, err = Parse(name, data); err == nil {
				all = append(all, s)
			}
		}
		wrong = append(wrong, err)
	}
	seen := map[string]string{}
	for i := range all {
		if first := seen[all[i].ID]; first != "" {
			wrong = append(wrong, fmt.Errorf("%s: the id %s is that of %s too", all[i].file, all[i].ID, first))
		}
		seen[all[i].ID] = all[i].file
	}
	return all, errors.Join(wrong...)
}

// Parse reads the file of a source. Errors name the file and the line.
func Parse(name string, data []byte) (Source, error) {
	if len(data) > mostSource {
		return Source{}, fmt.Errorf("%s: more than %d bytes", name, mostSource)
	}
	s := Source{
		ID: strings.TrimSuffix(path.Base(name), path.Ext(name)), Known: usualKnown, Full: usualFull,
		Pace: Pace{Seconds: leastPause.Seconds()}, file: name,
	}
	if err := yamlfile.Decode(name, data, &s); err != nil {
		return s, err
	}
	return s, yamlfile.In(name, data, s.check())
}

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*$`)

// check completes a source and says what is wrong in it.
func (s *Source) check() error {
	if !idForm.MatchString(s.ID) {
		return yamlfile.At(fmt.Errorf("the id %q is not of small letters, digits, dots and dashes", s.ID), "id")
	}
	if s.Region != "" && !regexp.MustCompile(`^\d{6}(\d{3}|\d{6})?$`).MatchString(s.Region) {
		return yamlfile.At(fmt.Errorf("the region %q is no code of six, nine or twelve digits", s.Region), "region")
	}
	d := driverNamed(s.Driver)
	if d == nil {
		return yamlfile.At(fmt.Errorf("%q is no driver; there are %s", s.Driver, strings.Join(driverNames(), ", ")), "driver")
	}
	for key := range s.With {
		if !slices.ContainsFunc(d.With, func(p Parameter) bool { return p.Name == key }) {
			return yamlfile.At(fmt.Errorf("the driver %s takes no %q", d.Name, key), "with", key)
		}
	}
	for _, p := range d.With {
		if p.Required && s.With[p.Name] == "" {
			return fmt.Errorf("the driver %s needs %q under with: %s", d.Name, p.Name, p.Doc)
		}
	}
	if err := d.check(s); err != nil {
		return err
	}
	for i, h := range s.Hosts {
		if strings.ContainsAny(h, "/: ") {
			return yamlfile.At(fmt.Errorf("%q is no name of a host", h), "hosts", i)
		}
	}
	switch {
	case s.Known < 0:
		return yamlfile.At(errors.New("known is less than nothing"), "known")
	case s.Full < 1:
		return yamlfile.At(errors.New("full is less than a day"), "full")
	case s.Pace.Seconds < leastPause.Seconds() && !s.Test:
		return yamlfile.At(fmt.Errorf("a host is asked at most every %v", leastPause), "pace", "seconds")
	}
	return yamlfile.At(s.Pace.parse(), "pace", "window")
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
	return nil
}

// open reports whether requests may be made at a time.
func (p *Pace) open(at time.Time) bool {
	if p.Window == "" {
		return true
	}
	at = at.In(china)
	now := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	if p.from <= p.to {
		return p.from <= now && now < p.to
	}
	return now >= p.from || now < p.to
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

// Local reports whether a source is one for tests and on this machine.
func (s *Source) Local() bool {
	local := func(text string) bool {
		u, err := url.Parse(text)
		return err == nil && isLoopback(u)
	}
	return s.Test && (s.Start == "" || local(s.Start)) &&
		!slices.ContainsFunc(s.Addresses, func(a string) bool { return !local(a) })
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
