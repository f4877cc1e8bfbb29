package verify

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/yusuan/yusuan/schema"
)

// Asked is what was asked of a shelf while the reports of an organization were
// held against each other, and a digest of the answer. What came of it follows
// from all of its answers.
type Asked struct {
	Question
	Answer string
}

// Question is one that rules ask of other reports.
type Question struct {
	What    string // one of the questions below
	ID      string // of the organization or report, or a name
	Measure Measure
	Least   int
	Region  string // of peers, with the rest
	Kind    schema.OrganizationKind
	Report  schema.ReportKind
	Year    int
}

// The questions.
const (
	askReports  = "reports"      // of an organization, with their documents
	askName     = "name"         // whose it is
	askPeers    = "peers"        // which reports they have
	askStanding = "standing"     // of a report among its peers
	askBody     = "organization" // its row
)

// ask answers a question for a rule, and remembers both as long as somebody
// wants to know.
func (s *Shelf) ask(q Question) {
	if s.asked == nil {
		return
	}
	if _, known := s.asked[q]; !known {
		s.asked[q] = s.answer(q)
	}
}

// answer is a digest of what the shelf has to say.
func (s *Shelf) answer(q Question) string {
	h := sha256.New()
	switch q.What {
	case askReports:
		for _, r := range s.reports[q.ID] {
			fmt.Fprintf(h, "%s %s\n", r.ID, r.DocumentID)
			for i := range r.Documents {
				fmt.Fprintf(h, "%s %v %s\n", r.Documents[i].DocumentID, r.Documents[i].Superseded,
					s.basis(r.Documents[i].DocumentID))
			}
		}
	case askName:
		fmt.Fprint(h, s.named[q.ID])
	case askPeers:
		fmt.Fprintf(h, "%q", s.peers[peers{q.Region, q.Kind, q.Report, q.Year}])
	case askStanding:
		at, ok := s.stands(q.Measure, s.row(q.ID), peers{q.Region, q.Kind, q.Report, q.Year}, q.Least)
		fmt.Fprint(h, at.Peers, at.Ratio, at.Middle, at.Score, ok)
	case askBody:
		if o := s.organizations[q.ID]; o != nil {
			fmt.Fprintf(h, "%+v", *o)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:answerBytes])
}

// answerBytes of SHA-256 tell answers apart.
const answerBytes = 12

// sameAnswers reports whether a shelf answers all questions as another did.
func (s *Shelf) sameAnswers(asked []Asked) bool {
	for i := range asked {
		if s.answer(asked[i].Question) != asked[i].Answer {
			return false
		}
	}
	return len(asked) > 0
}

// Before is what was held between reports in the dataset before.
type Before struct {
	// Asked are by organization the answers that it followed from.
	Asked map[string][]Asked
	// Basis tells by document what its rows follow from.
	Basis func(documentID string) string
	// Same is called with an organization of which nothing came out otherwise.
	Same func(organizationID string, asked []Asked) error
}

// AcrossSince is Across for organizations of which something else is known than
// before; it also hands on what was asked.
func (s *Shelf) AcrossSince(ctx context.Context, before *Before, rules []Rule,
	each func(*schema.Across, []Asked) error) error {
	s.basis = before.Basis
	for _, id := range s.ids {
		if err := ctx.Err(); err != nil {
			return err
		}
		if asked := before.Asked[id]; s.sameAnswers(asked) {
			if err := before.Same(id, asked); err != nil {
				return err
			}
			continue
		}
		s.asked = map[Question]string{}
		found, err := s.across(ctx, id, rules)
		if err != nil {
			return err
		}
		if err := each(found, sorted(s.asked)); err != nil {
			return err
		}
	}
	return nil
}

// sorted are the answers in an order of the questions alone.
func sorted(answers map[Question]string) []Asked {
	out := make([]Asked, 0, len(answers))
	for q, a := range answers {
		out = append(out, Asked{q, a})
	}
	slices.SortFunc(out, func(a, b Asked) int {
		return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Answer, b.Answer))
	})
	return out
}
