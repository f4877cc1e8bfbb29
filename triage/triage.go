// Package triage keeps what people decided of findings, over later runs and
// versions: that one is confirmed, or dismissed, and why. It knows the file of
// decisions and which finding a decision is about; how findings are found and
// shown it does not know.
package triage

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/yusuan/yusuan/internal/disk"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// Verdict is what was decided of a finding.
type Verdict string

// Verdicts. A decision without one is a note.
const (
	Confirmed Verdict = "confirmed" // somebody looked, and it is as the finding says
	Dismissed Verdict = "dismissed" // somebody looked, and it is not to be shown again
)

// Verdicts are all of them.
var Verdicts = []Verdict{Confirmed, Dismissed}

// ErrFile says that a file holds no decisions.
var ErrFile = errors.New("is no file of decisions")

// Bounds of a file: in bytes, and of a note in runes.
const (
	mostBytes = 64 << 20
	mostNote  = 2000
)

// Document is what tells a document again, and its corrected versions.
type Document struct {
	ID     string
	Source string // where it stands
	Report string // the report it is a part of, schema.Profile.ReportID
}

// Decision is what was decided of one finding, and by what that is known again:
// the document, the rule, and the names of the place of its first figure.
type Decision struct {
	DocumentID  string          `json:"document_id"`
	Source      string          `json:"source"`
	ReportID    string          `json:"report_id,omitempty"`
	FindingID   string          `json:"finding_id"`
	Rule        string          `json:"rule"`
	Severity    schema.Severity `json:"severity"`
	MessageZH   string          `json:"message_zh"`
	MessageEN   string          `json:"message_en"`
	TableTitle  string          `json:"table_title,omitempty"`
	RowLabel    string          `json:"row_label,omitempty"`
	ColumnLabel string          `json:"column_label,omitempty"`
	Text        string          `json:"text,omitempty"` // of the figure, as printed
	Verdict     Verdict         `json:"verdict,omitempty"`
	Note        string          `json:"note,omitempty"`
	At          string          `json:"decided_at"` // RFC 3339

	seen, met bool // since the file was opened: its document, its finding
}

// finding is what verify compares of it.
func (d *Decision) finding() schema.Finding {
	return schema.Finding{ID: d.FindingID, DocumentID: d.DocumentID, Rule: d.Rule, Severity: d.Severity,
		Evidence: []schema.Operand{{TableTitle: d.TableTitle, RowLabel: d.RowLabel, ColumnLabel: d.ColumnLabel,
			Text: d.Text}}}
}

// File is a file of decisions. It may be used by several goroutines, and by one
// process at a time that decides. A nil File has no decisions.
type File struct {
	path  string
	mutex sync.Mutex
	all   []*Decision
}

// stored is the form of the file.
type stored struct {
	Decisions []*Decision `json:"decisions"`
}

// Open reads a file of decisions; one that is not there has none yet.
func Open(path string) (*File, error) {
	in, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &File{path: path}, nil
	}
	if err != nil {
		return nil, err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, mostBytes+1))
	if err != nil {
		return nil, err
	}
	var s stored
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil || len(data) > mostBytes {
		return nil, fmt.Errorf("%s: %w", path, ErrFile)
	}
	for i, one := range s.Decisions {
		if one == nil || one.DocumentID == "" || one.FindingID == "" || one.Verdict != "" && !one.Verdict.known() {
			return nil, fmt.Errorf("%s: decision %d: %w", path, i+1, ErrFile)
		}
	}
	return &File{path: path, all: s.Decisions}, nil
}

func (v Verdict) known() bool { return slices.Contains(Verdicts, v) }

// Decide keeps a decision of a finding, in place of an earlier one; without a
// verdict and a note there is none any more. When it returns, it is on disk.
func (f *File) Decide(d Document, of *schema.Finding, v Verdict, note string, at time.Time) (*Decision, error) {
	if v != "" && !v.known() {
		return nil, fmt.Errorf("%q is no verdict", v)
	}
	if text := []rune(strings.TrimSpace(note)); len(text) > mostNote {
		return nil, fmt.Errorf("a note has at most %d characters", mostNote)
	}
	one := &Decision{DocumentID: d.ID, Source: d.Source, ReportID: d.Report, FindingID: of.ID, Rule: of.Rule,
		Severity: of.Severity, MessageZH: of.MessageZH, MessageEN: of.MessageEN, Verdict: v, Note: strings.TrimSpace(note),
		At: at.UTC().Format(time.RFC3339), seen: true, met: true}
	if len(of.Evidence) > 0 {
		o := &of.Evidence[0]
		one.TableTitle, one.RowLabel, one.ColumnLabel, one.Text = o.TableTitle, o.RowLabel, o.ColumnLabel, o.Text
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	next := slices.DeleteFunc(slices.Clone(f.all), func(old *Decision) bool {
		return old.DocumentID == d.ID && old.FindingID == of.ID
	})
	if one.Verdict != "" || one.Note != "" || f.carried(d, of) {
		next = append(next, one)
	}
	err := disk.WriteFile(f.path, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", " ")
		e.SetEscapeHTML(false)
		return e.Encode(stored{next})
	})
	if err != nil {
		return nil, err
	}
	f.all = next
	return one, nil
}

// carried reports whether a decision of another document would be taken for the
// finding: to take that back needs a decision of its own.
func (f *File) carried(d Document, of *schema.Finding) bool {
	all := f.near(d)
	for _, near := range all[1:] {
		if at := verify.Pair(findings(near), []schema.Finding{*of}); at[0] >= 0 {
			return true
		}
	}
	return false
}

// near are the decisions that may be about a document: its own, those of what
// stood in its place, and those of other versions of the report.
func (f *File) near(d Document) [3][]*Decision {
	var near [3][]*Decision
	for _, one := range f.all {
		switch {
		case one.DocumentID == d.ID:
			near[0] = append(near[0], one)
		case one.Source != "" && one.Source == d.Source:
			near[1] = append(near[1], one)
		case one.ReportID != "" && one.ReportID == d.Report:
			near[2] = append(near[2], one)
		}
	}
	return near
}

func findings(all []*Decision) []schema.Finding {
	out := make([]schema.Finding, len(all))
	for i, one := range all {
		out[i] = one.finding()
	}
	return out
}

// Apply gives for each finding of a document what was decided of it, nil for
// nothing. A decision is about the same finding as check --against finds again:
// of the same document, else of what stood in its place before, else of
// another version of its report.
func (f *File) Apply(d Document, now []schema.Finding) []*Decision {
	decided := make([]*Decision, len(now))
	if f == nil {
		return decided
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	for _, near := range f.near(d) {
		var free []schema.Finding // of now, without a decision
		var places []int
		for i := range now {
			if decided[i] == nil {
				free, places = append(free, now[i]), append(places, i)
			}
		}
		for _, one := range near {
			one.seen = true
		}
		for i, at := range verify.Pair(findings(near), free) {
			if at >= 0 {
				decided[places[i]], near[at].met = near[at], true
			}
		}
	}
	return decided
}

// All are the decisions, in the order they were made.
func (f *File) All() []*Decision {
	if f == nil {
		return nil
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return slices.Clone(f.all)
}

// Met reports whether a finding that a decision is about was there since the
// file was opened, and whether its document was.
func (f *File) Met(d *Decision) (met, seen bool) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return d.met, d.seen
}

// Lost are the decisions whose document was there without the finding.
func (f *File) Lost() (lost []*Decision) {
	for _, one := range f.All() {
		if met, seen := f.Met(one); seen && !met {
			lost = append(lost, one)
		}
	}
	return lost
}
