package present

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/yusuan/yusuan/schema"
)

// ErrEarlier says that a file holds no findings to compare with.
var ErrEarlier = errors.New("is not what check --json prints")

// Earlier holds the findings of an earlier run, by document.
type Earlier struct {
	byID, bySource map[string][]schema.Finding // by organization too, for those between reports
}

// earlierFinding is what is read of a finding: what tells its place, and what
// is said of one that is gone.
type earlierFinding struct {
	goneFinding
	Old      string `json:"id"` // its ID, as it was named before schema_version 2
	Evidence []struct {
		TableTitle  string `json:"table_title"`
		RowLabel    string `json:"row_label"`
		ColumnLabel string `json:"column_label"`
		Text        string `json:"text"`
	} `json:"evidence"`
}

func (f *earlierFinding) finding(document string) schema.Finding {
	out := schema.Finding{ID: cmp.Or(f.ID, f.Old), DocumentID: document, Rule: f.Rule, Severity: f.Severity,
		MessageZH: f.MessageZH, MessageEN: f.MessageEN}
	for _, e := range f.Evidence {
		out.Evidence = append(out.Evidence, schema.Operand{TableTitle: e.TableTitle, RowLabel: e.RowLabel,
			ColumnLabel: e.ColumnLabel, Text: e.Text})
	}
	return out
}

// ReadEarlier reads what check --json or inspect --json printed to a file;
// [ErrEarlier] if it is something else.
func ReadEarlier(path string) (*Earlier, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	e := &Earlier{byID: map[string][]schema.Finding{}, bySource: map[string][]schema.Finding{}}
	d := json.NewDecoder(bufio.NewReader(file))
	for {
		var o struct {
			Document *struct {
				ID     string `json:"document_id"`
				Old    string `json:"id"` // before schema_version 2
				Source string `json:"source"`
			} `json:"document"`
			Organization *struct {
				ID string `json:"organization_id"`
			} `json:"organization"` // of what was held between reports
			Findings []earlierFinding `json:"findings"`
		}
		err := d.Decode(&o)
		switch {
		case errors.Is(err, io.EOF) && len(e.bySource) > 0:
			return e, nil
		case err != nil || o.Document == nil && o.Organization == nil:
			return nil, fmt.Errorf("%s: %w", path, ErrEarlier)
		}
		var id string
		if o.Document != nil {
			id = cmp.Or(o.Document.ID, o.Document.Old)
		} else {
			id = o.Organization.ID
		}
		findings := make([]schema.Finding, len(o.Findings))
		for i := range o.Findings {
			findings[i] = o.Findings[i].finding(id)
		}
		if id != "" {
			e.byID[id] = findings
		}
		if o.Document != nil {
			e.bySource[o.Document.Source] = findings
		}
	}
}

// of are the earlier findings of a document: the same bytes, or what stood at
// the same path, or, where one document only is compared, that one.
func (e *Earlier) of(r *schema.Record) []schema.Finding {
	if e == nil {
		return nil
	}
	if f, ok := e.byID[r.DocumentID]; ok {
		return f
	}
	if f, ok := e.bySource[r.Source]; ok {
		return f
	}
	if len(e.bySource) == 1 && r.Source != "" {
		for _, f := range e.bySource {
			return f
		}
	}
	return nil
}
