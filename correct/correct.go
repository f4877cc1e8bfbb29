// Package correct puts right what was misread, as people say who looked at the
// page. It knows the file they write and the places of a document; what a
// number means, and whether it adds up, is asked afterwards. A correction is of
// the reading, never of what was published.
package correct

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/yamlfile"
)

// mostBytes is the largest file of corrections that is read: some 200 for each.
const mostBytes = 16 << 20

// Stale is the code of the warning of a correction whose place does not hold
// what it says was read there.
const Stale = "correction_stale"

// Correction says what stands at one place.
type Correction struct {
	Document string `yaml:"document"` // document_id, or at least its first 8 digits
	Page     int    `yaml:"page"`     // from 1; 0 for formats without pages
	Place    Place  `yaml:"place"`
	Printed  string `yaml:"printed"` // what the page shows
	Read     string `yaml:"read"`    // what was read instead; white space does not matter
	By       string `yaml:"by"`      // who looked
	Why      string `yaml:"why"`
}

// Place is a cell of a table, or a block of text, as cells and claims count
// them.
type Place struct {
	Table  int  `yaml:"table"` // from 1, as inspect counts; 0 for a block
	Row    int  `yaml:"row_index"`
	Column int  `yaml:"column_index"`
	Block  *int `yaml:"block_index"`
}

// leastID is how many digits of a document_id tell documents apart.
const leastID = 8

// Set is a file of corrections. A nil Set has none. It may be used by several
// goroutines.
type Set struct {
	Digest string // SHA-256 of the file
	name   string
	all    []Correction
	mutex  sync.Mutex
	met    map[int]bool // whose document was there
}

// Load reads a file of corrections; a mistake in it names the line.
func Load(path string) (*Set, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > mostBytes {
		return nil, fmt.Errorf("%s: %w: more than %d bytes", path, document.ErrTooLarge, mostBytes)
	}
	var file struct {
		Corrections []Correction `yaml:"corrections"`
	}
	if err := yamlfile.Decode(path, data, &file); err != nil {
		return nil, err
	}
	for i := range file.Corrections {
		if err := file.Corrections[i].check(); err != nil {
			return nil, yamlfile.In(path, data, yamlfile.At(err, "corrections", i))
		}
	}
	return &Set{Digest: document.Digest(data), name: path, all: file.Corrections, met: map[int]bool{}}, nil
}

func (c *Correction) check() error {
	p := c.Place
	switch {
	case len(c.Document) < leastID:
		return fmt.Errorf("document has less than %d digits of a document_id", leastID)
	case c.Read == "" || document.Squeeze(c.Printed) == document.Squeeze(c.Read):
		return errors.New("read and printed do not say what was misread")
	case c.By == "" || c.Why == "":
		return errors.New("by and why are missing")
	case (p.Table > 0) == (p.Block != nil) || p.Table < 0 || p.Row < 0 || p.Column < 0:
		return errors.New("place needs table, row_index and column_index, or block_index")
	}
	return nil
}

// Apply puts a document right. What does not fit any more becomes a warning of
// the document and changes nothing.
func (s *Set) Apply(d *document.Document) {
	if s == nil || d == nil {
		return
	}
	for i := range s.all {
		c := &s.all[i]
		if !strings.HasPrefix(d.ID, strings.ToLower(c.Document)) {
			continue
		}
		s.mutex.Lock()
		s.met[i] = true
		s.mutex.Unlock()
		if !c.apply(d) {
			d.Warnings = append(d.Warnings, document.Warning{Page: c.Page, Code: Stale, Message: fmt.Sprintf(
				"correction %d by %s: %q does not stand at its place; it was left out", i+1, c.By, c.Read)})
		}
	}
}

func (c *Correction) apply(d *document.Document) bool {
	if c.Place.Block != nil {
		return c.block(d)
	}
	if c.Place.Table > len(d.Tables) {
		return false
	}
	cells := d.Tables[c.Place.Table-1].Cells
	if c.Place.Row >= len(cells) || c.Place.Column >= len(cells[c.Place.Row]) {
		return false
	}
	cell := &cells[c.Place.Row][c.Place.Column]
	if cell.Page != c.Page || cell.State == document.CellCovered ||
		document.Squeeze(cell.Text) != document.Squeeze(c.Read) {
		return false
	}
	cell.Correction = &document.Correction{First: cell.Text, By: c.By, Why: c.Why}
	cell.Text, cell.State = c.Printed, document.CellText
	if c.Printed == "" {
		cell.State = document.CellEmpty
	}
	// A person has seen it: what recognition made of it does not count.
	cell.Confidence, cell.Digits, cell.Repair, cell.Doubtful = 0, nil, nil, false
	return true
}

// block replaces what a block prints once. Its characters have no places of
// their own then.
func (c *Correction) block(d *document.Document) bool {
	for i := range d.Pages {
		p := &d.Pages[i]
		if p.Number != c.Page || *c.Place.Block < 0 || *c.Place.Block >= len(p.Blocks) {
			continue
		}
		b := &p.Blocks[*c.Place.Block]
		if strings.Count(b.Text, c.Read) != 1 {
			return false
		}
		b.Text, b.Places, b.Digits = strings.Replace(b.Text, c.Read, c.Printed, 1), nil, nil
		return true
	}
	return false
}

// Unmet are the corrections whose document was not among those read, for
// people.
func (s *Set) Unmet() (out []string) {
	if s == nil {
		return nil
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for i := range s.all {
		if !s.met[i] {
			out = append(out, fmt.Sprintf("%s: correction %d by %s: no document %s was read", s.name, i+1, s.all[i].By,
				s.all[i].Document))
		}
	}
	return out
}
