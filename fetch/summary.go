package fetch

import (
	"slices"
	"strings"
	"time"
)

// Summary is what a run did.
type Summary struct {
	Started time.Time       `json:"started"`
	Seconds float64         `json:"seconds"`
	Sources []SourceSummary `json:"sources"`
}

// SourceSummary is what became of a source.
type SourceSummary struct {
	ID        string `json:"source"`
	Whole     bool   `json:"whole"`       // the list was read to its end, or was to be
	Pages     int    `json:"pages"`       // of the list, as often as they were read
	Listed    int    `json:"listed"`      // entries
	Passed    int    `json:"passed_over"` // of them, by must and must_not
	New       int    `json:"new"`
	Changed   int    `json:"changed"`
	Unchanged int    `json:"unchanged"`
	Gone      int    `json:"gone"`
	Declined  int    `json:"declined"`
	Failed    int    `json:"failed"`
	Unlisted  int    `json:"unlisted"` // are there still, and no longer listed
	// Unfinished says why the run was left before its end; the next goes on with it.
	Unfinished string        `json:"unfinished,omitempty"`
	Expected   []Expectation `json:"expected,omitempty"`
	Problems   []Problem     `json:"problems,omitempty"`
}

// Expectation compares the lines whose titles name a year, as far as their pages
// or files were had, with those expected.
type Expectation struct {
	Year     int      `json:"year"`
	Expected int      `json:"expected"`
	Found    int      `json:"found"`
	Missing  []string `json:"missing,omitempty"` // organizations no title names
	// Declined are titles whose pages or files were declined before this run: they
	// are known for it.
	Declined []string `json:"declined,omitempty"`
}

// Short reports whether more is missing than was declined before.
func (x *Expectation) Short() bool {
	return x.Found+len(x.Declined) < x.Expected || slices.ContainsFunc(x.Missing, func(organization string) bool {
		return !slices.ContainsFunc(x.Declined, func(title string) bool { return strings.Contains(title, organization) })
	})
}

// Problem is an address that was not had, or not any more.
type Problem struct {
	Address string  `json:"address"`
	Outcome Outcome `json:"outcome"`
	Why     string  `json:"why"`
}

func (s *SourceSummary) problem(address string, outcome Outcome, why string) {
	s.Problems = append(s.Problems, Problem{address, outcome, why})
}

// count adds what became of an item.
func (s *SourceSummary) count(i *item) {
	*map[Outcome]*int{
		New: &s.New, Changed: &s.Changed, Unchanged: &s.Unchanged, Gone: &s.Gone, Declined: &s.Declined, Failed: &s.Failed,
	}[i.outcome]++
	switch i.outcome {
	case Gone, Declined, Failed:
		s.problem(i.address, i.outcome, i.why)
	}
}

// Attention reports whether a person should look: fewer than expected, or
// something could not be had. What is gone or was declined is on record and no
// alarm, unless nothing at all was listed.
func (s *Summary) Attention() bool {
	for i := range s.Sources {
		one := &s.Sources[i]
		if one.Failed > 0 || one.Listed == 0 {
			return true
		}
		for _, p := range one.Problems {
			if p.Outcome == Failed {
				return true
			}
		}
		for _, x := range one.Expected {
			if one.Unfinished == "" && x.Short() {
				return true
			}
		}
	}
	return false
}
