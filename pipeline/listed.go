package pipeline

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/charset"
)

// Listed says where files were published, as a list of addresses tells that
// whoever fetched them kept.
type Listed struct {
	places map[string]document.Provenance // by name in the dataset, or SHA-256
	met    map[string]bool
}

// mostListed is the largest list of addresses, in bytes: a million of them.
const mostListed = 256 << 20

// listedColumns are the columns a list may have, in any order. It has url, and
// file or sha256.
var listedColumns = map[string]func(p *document.Provenance, text string) error{
	"file":      nil,
	"sha256":    nil,
	"url":       setAddress,
	"title":     func(p *document.Provenance, text string) error { p.Title = text; return nil },
	"published": setDay,
	"publisher": func(p *document.Provenance, text string) error { p.Publisher = text; return nil },
	"retrieved": setRetrieved,
	"referrer":  func(p *document.Provenance, text string) error { p.Referrer = text; return nil },
	"licence":   func(p *document.Provenance, text string) error { p.Licence = text; return nil },
}

var (
	errNoAddress = errors.New("is no address of a page or a file on the web")
	errNoDay     = errors.New("is no day such as 2024-02-09")
	errNoTime    = errors.New("is no time such as 2024-02-09T10:00:00Z")
)

func setAddress(p *document.Provenance, text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return errNoAddress
	}
	p.Address = text
	return nil
}

func setDay(p *document.Provenance, text string) error {
	if _, err := time.Parse(time.DateOnly, text); text != "" && err != nil {
		return errNoDay
	}
	p.Date = text
	return nil
}

func setRetrieved(p *document.Provenance, text string) (err error) {
	if text == "" {
		return nil
	}
	if p.Retrieved, err = time.Parse(time.RFC3339, text); err != nil {
		return errNoTime
	}
	p.Retrieved = p.Retrieved.UTC()
	return nil
}

// ReadListed reads a list of addresses: CSV, or separated by tabs, in any
// encoding, with the names of its columns in the first line. Of two lines for
// one file the first counts.
func ReadListed(path string) (*Listed, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(io.LimitReader(f, mostListed+1))
	if err != nil {
		return nil, err
	}
	if len(data) > mostListed {
		return nil, fmt.Errorf("%s: %w: more than %d bytes are allowed", path, document.ErrTooLarge, mostListed)
	}
	l, err := parseListed(charset.Decode(data, "").Text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return l, nil
}

func parseListed(text string) (*Listed, error) {
	r := csv.NewReader(strings.NewReader(text))
	if head, _, _ := strings.Cut(text, "\n"); strings.Contains(head, "\t") {
		r.Comma = '\t'
	}
	head, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("the first line: %w", err)
	}
	at := map[string]int{}
	for i, name := range head {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, known := listedColumns[name]; known {
			at[name] = i
		}
	}
	_, byFile := at["file"]
	_, bySum := at["sha256"]
	if _, ok := at["url"]; !ok || !byFile && !bySum {
		return nil, errors.New("the first line names no columns url and file, or url and sha256")
	}
	l := &Listed{places: map[string]document.Provenance{}, met: map[string]bool{}}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return l, nil
		}
		if err == nil {
			err = l.add(r, at, row)
		}
		if err != nil {
			return nil, err // it names the line
		}
	}
}

// add takes a line of the list, whose columns are at places.
func (l *Listed) add(r *csv.Reader, at map[string]int, row []string) error {
	var p document.Provenance
	for name, i := range at {
		text := strings.TrimSpace(row[i])
		if set := listedColumns[name]; set != nil {
			if err := set(&p, text); err != nil {
				line, _ := r.FieldPos(i)
				return fmt.Errorf("line %d: %s %q %w", line, name, text, err)
			}
		}
	}
	text := func(name string) string {
		if i, ok := at[name]; ok {
			return strings.TrimSpace(row[i])
		}
		return ""
	}
	file := strings.TrimPrefix(strings.ReplaceAll(text("file"), `\`, "/"), "./")
	for _, key := range []string{strings.ToLower(text("sha256")), file} {
		if _, twice := l.places[key]; key != "" && !twice {
			l.places[key] = p
		}
	}
	return nil
}

// of is where a document was published, by its SHA-256 or its name.
func (l *Listed) of(name, id string) (p document.Provenance) {
	if l == nil {
		return p
	}
	for _, key := range []string{id, name} {
		if p, ok := l.places[key]; ok {
			l.met[key] = true
			return p
		}
	}
	return p
}

// Unmet counts the lines of the list that stand for no document that was read.
func (l *Listed) Unmet() int {
	if l == nil {
		return 0
	}
	met := map[string]bool{}
	for key := range l.met {
		met[l.places[key].Address] = true
	}
	all := map[string]bool{}
	for _, p := range l.places {
		all[p.Address] = true
	}
	return len(all) - len(met)
}
