package pipeline

import (
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// Summary is what a run came to.
type Summary struct {
	Documents int `json:"documents"` // inputs, archive members one by one
	Read      int `json:"read"`      // in full
	Scanned   int `json:"scanned"`   // with pages that are images and were not read
	Failed    int `json:"failed"`    // with any other status
	Doubtful  int `json:"doubtful"`  // in full, with tables whose reading is not to be relied on
	// pages that are pictures, of documents scanned; a document without pages counts as one
	UnreadPages  int     `json:"unread_pages"`
	Duplicates   int     `json:"duplicates"` // same bytes as an earlier input; counted in one of the three above too
	Tables       int     `json:"tables"`
	Numbers      int     `json:"numbers"`     // numeric tokens of the documents read
	Leftover     int     `json:"leftover"`    // those of them that found no place
	Unexplained  int     `json:"unexplained"` // those in tables that nothing is known of
	Amounts      int     `json:"amounts"`     // cells with a published amount
	Checked      int     `json:"checked"`     // totals held against their parts
	Exact        int     `json:"exact"`
	Rounding     int     `json:"rounding"`
	Within       int     `json:"within"`
	Inconsistent int     `json:"inconsistent"`
	NotCheckable int     `json:"not_checkable"`
	Findings     int     `json:"findings"`
	Disputed     int     `json:"reading_disputed"`        // findings whose numbers two readings have differently
	Reread       int     `json:"second_reading_numbers"`  // numbers held against a second reading of all pages
	Agreeing     int     `json:"second_reading_agreeing"` // those both readings have
	Seconds      float64 `json:"seconds"`

	Across AcrossSummary `json:"across"`
}

// AcrossSummary is what holding reports against each other came to.
type AcrossSummary struct {
	schema.Counterparts
	schema.Tally
	Findings int `json:"findings"`
}

func (s *AcrossSummary) add(a *schema.Across) {
	s.Figures += a.Figures
	s.Met += a.Met
	s.Findings += len(a.Findings)
	for i := range a.Checks {
		s.Tally.Add(a.Checks[i].Outcome)
	}
}

func (s *Summary) add(r *schema.Record) {
	s.Documents++
	switch r.Status {
	case schema.StatusRead:
		s.Read++
	case schema.StatusDoubtful:
		s.Doubtful++
	case schema.StatusScanned:
		s.Scanned++
	default:
		s.Failed++
	}
	if r.DuplicateOf != "" {
		s.Duplicates++
	}
	s.UnreadPages += len(r.Document.Unread())
	var reading document.NumberAudit
	if r.Document != nil {
		reading = r.Document.Reading
	}
	s.Numbers += reading.Total
	s.Leftover += reading.Leftover
	s.Unexplained += r.Account().Unexplained
	s.Tables += len(r.Tables)
	for i := range r.Tables {
		for j := range r.Tables[i].Cells {
			if r.Tables[i].Cells[j].Amount != nil {
				s.Amounts++
			}
		}
	}
	t := schema.TallyOf(r.Checks)
	s.Checked += t.Done
	s.Exact += t.Exact
	s.Rounding += t.Rounding
	s.Within += t.Within
	s.Inconsistent += t.Inconsistent
	s.NotCheckable += t.NotCheckable
	for i := range r.Findings {
		switch r.Findings[i].Outcome {
		case schema.ReadingDisputed:
			s.Findings++
			s.Disputed++
		case schema.Inconsistent:
			s.Findings++
		}
	}
	s.Reread += r.SecondReading.Numbers
	s.Agreeing += r.SecondReading.Agreeing
}

// Unread is how many documents were not read in full, failed ones included.
func (s *Summary) Unread() int { return s.Scanned + s.Failed }
