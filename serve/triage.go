package serve

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/triage"
)

// Access says who may decide of findings, where there is a file for it.
type Access struct {
	Loopback bool   // only this machine is served: everybody
	Token    string // who shows it; empty: nobody else
}

// cookie holds the digest of the token of who has shown it.
const cookie = "yusuan_token"

// mostForm is the most that a decision is sent with, in bytes.
const mostForm = 64 << 10

func (a Access) secret() string {
	sum := sha256.Sum256([]byte(a.Token))
	return hex.EncodeToString(sum[:])
}

// may reports whether who asks may decide.
func (a Access) may(r *http.Request) bool {
	if a.Loopback && a.Token == "" {
		return true
	}
	c, err := r.Cookie(cookie)
	return a.Token != "" && err == nil && subtle.ConstantTimeCompare([]byte(c.Value), []byte(a.secret())) == 1
}

// shows takes a token from an address into a cookie, and leads to the address
// without it.
func (a Access) shows(w http.ResponseWriter, r *http.Request) bool {
	q := r.URL.Query()
	token := q.Get("token")
	if a.Token == "" || subtle.ConstantTimeCompare([]byte(token), []byte(a.Token)) != 1 {
		return false
	}
	http.SetCookie(w, &http.Cookie{Name: cookie, Value: a.secret(), Path: "/", HttpOnly: true,
		SameSite: http.SameSiteStrictMode})
	q.Del("token")
	to := *r.URL
	to.RawQuery = q.Encode()
	http.Redirect(w, r, to.RequestURI(), http.StatusFound)
	return true
}

// loadDecisions finds what is decided of the findings of the dataset.
func (s *Site) loadDecisions(ctx context.Context) error {
	s.decided, s.at = map[string]*triage.Decision{}, map[*triage.Decision]string{}
	targets := map[string]bool{}
	for _, d := range s.options.Triage.All() {
		rows, err := s.db.QueryContext(ctx, `SELECT id FROM documents WHERE id = ?1 OR source = ?2 AND ?2 != ''
			OR ?3 != '' AND organization_id = ?4 AND organization_id || '/' || year || '/' || kind = ?3`,
			d.DocumentID, d.Source, d.ReportID, schema.OrganizationOf(d.ReportID))
		if err != nil {
			return err
		}
		ids, err := texts(rows)
		if err != nil {
			return err
		}
		for _, id := range ids {
			targets[id] = true
		}
	}
	for id := range targets {
		d, err := s.rows(ctx, id, false)
		if err != nil {
			return err
		}
		s.take(d)
	}
	return nil
}

// take notes what is decided of the findings of a document.
func (s *Site) take(d *rowsOf) {
	findings := d.all()
	s.deciding.Lock()
	defer s.deciding.Unlock()
	for i, one := range s.options.Triage.Apply(d.triaged(), findings) {
		if one != nil && (one.Verdict != "" || one.Note != "") {
			s.decided[findings[i].ID] = one
			s.at[one] = "d/" + d.row.DocumentID + ".html#f-" + findings[i].ID
		} else {
			delete(s.decided, findings[i].ID)
		}
	}
}

// decision is what is decided of a finding, nil for nothing.
func (s *Site) decision(id string) *triage.Decision {
	s.deciding.RLock()
	defer s.deciding.RUnlock()
	return s.decided[id]
}

// link leads to the finding that a decision is about.
func (s *Site) link(d *triage.Decision) string {
	s.deciding.RLock()
	defer s.deciding.RUnlock()
	return s.at[d]
}

// decidedCount is how many findings have a verdict.
func (s *Site) decidedCount(v triage.Verdict) (n int) {
	s.deciding.RLock()
	defer s.deciding.RUnlock()
	for _, d := range s.decided {
		if d.Verdict == v {
			n++
		}
	}
	return n
}

// decidedIDs are the findings with a verdict, as a list of JSON.
func (s *Site) decidedIDs(v triage.Verdict) string {
	s.deciding.RLock()
	defer s.deciding.RUnlock()
	ids := []string{}
	for id, d := range s.decided {
		if d.Verdict == v {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	list, err := json.Marshal(ids)
	if err != nil {
		return "[]"
	}
	return string(list)
}

// all are the findings of a document, with those between reports.
func (d *rowsOf) all() (out []schema.Finding) {
	for _, f := range d.findings {
		out = append(out, f.Finding)
	}
	for _, f := range d.across {
		one := f.Finding
		one.DocumentID = f.Whose.DocumentID
		out = append(out, one)
	}
	return out
}

func (d *rowsOf) triaged() triage.Document {
	p := schema.Profile{OrganizationID: d.row.OrganizationID, FiscalYear: d.row.FiscalYear, ReportKind: d.row.Kind}
	return triage.Document{ID: d.row.DocumentID, Source: d.row.Source, Report: p.ReportID()}
}

// decide takes a decision from a form, and leads back to the finding.
func (s *Site) decide(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	if err := r.ParseForm(); err != nil {
		return errForm
	}
	language, document, id := r.PostForm.Get("language"), r.PostForm.Get("document"), r.PostForm.Get("finding")
	if templates[language] == nil {
		return errForm
	}
	d, err := s.rows(r.Context(), document, false)
	if err != nil {
		return err
	}
	all := d.all()
	at := slices.IndexFunc(all, func(f schema.Finding) bool { return f.ID == id })
	if at < 0 {
		return errNotFound
	}
	verdict := triage.Verdict(r.PostForm.Get("verdict"))
	if verdict != "" && !slices.Contains(triage.Verdicts, verdict) {
		return errForm
	}
	_, err = s.options.Triage.Decide(d.triaged(), &all[at], verdict, r.PostForm.Get("note"), time.Now())
	if err != nil {
		return err
	}
	s.take(d)
	http.Redirect(w, r, "/"+language+"/d/"+document+".html#f-"+id, http.StatusSeeOther)
	return nil
}

// errForm refuses a form that this site did not make.
var errForm = errors.New("no decision of a finding")

// everyDecision is the filter for all findings; unasked, those that were
// dismissed are left out.
const everyDecision = "all"

// whereDecided narrows a condition on findings to those of a decision.
func (s *Site) whereDecided(where string, values []any, asked string) (string, []any) {
	if s.options.Triage == nil || asked == everyDecision {
		return where, values
	}
	condition, list := `id NOT IN (SELECT value FROM json_each(?))`, s.decidedIDs(triage.Dismissed)
	if asked != "" {
		condition, list = `id IN (SELECT value FROM json_each(?))`, s.decidedIDs(triage.Verdict(asked))
	} else if list == "[]" {
		return where, values
	}
	if where == "" {
		return " WHERE " + condition, append(values, list)
	}
	return where + " AND " + condition, append(values, list)
}

// counted is the table of counts, narrowed as whereDecided narrows findings:
// few are decided of, so that what is dismissed is taken off.
func (s *Site) counted(asked string) (table string, values []any) {
	const columns, decided = `province, year, kind, severity, rule, confirmed`, ` FROM findings
		WHERE id IN (SELECT value FROM json_each(?))`
	switch {
	case s.options.Triage == nil || asked == everyDecision:
		return `counts`, nil
	case asked != "":
		return `(SELECT ` + columns + `, 1 AS n` + decided + `)`, []any{s.decidedIDs(triage.Verdict(asked))}
	}
	return `(SELECT ` + columns + `, n FROM counts UNION ALL SELECT ` + columns + `, -1` + decided + `)`,
		[]any{s.decidedIDs(triage.Dismissed)}
}

// toldDecision is a decision in CSV and JSON.
type toldDecision struct {
	Verdict  string `json:"triage"`
	Note     string `json:"triage_note"`
	Carried  bool   `json:"carried"`
	Why      string `json:"why_not"`
	Source   string `json:"source"`
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	ZH       string `json:"message_zh"`
	EN       string `json:"message_en"`
	Document string `json:"document_id"`
	Finding  string `json:"finding_id"`
	At       string `json:"decided_at"`
}

// decisions lists what was decided: what is in the dataset, and what could not
// be carried over to it.
func (r *request) decisions() (*answer, error) {
	s := r.site
	if s.options.Triage == nil {
		return nil, errNotFound
	}
	type line struct {
		*triage.Decision
		Verdict, Message, Rule present.Text
		File                   string
		Link                   string // empty for one that could not be carried
		Why                    present.Text
	}
	var kept, lost []line
	var told []toldDecision
	for _, d := range s.options.Triage.All() {
		if d.Verdict == "" && d.Note == "" {
			continue
		}
		l := line{Decision: d, Verdict: present.Verdict(d.Verdict), Rule: present.Rule(d.Rule),
			Message: present.Text{ZH: d.MessageZH, EN: d.MessageEN}, File: present.SourceName(d.Source)}
		met, seen := s.options.Triage.Met(d)
		switch {
		case met:
			l.Link = s.link(d)
			kept = append(kept, l)
		case seen:
			l.Why = present.Text{ZH: "文件仍在，问题已不在", EN: "its document is there, the finding is not"}
			lost = append(lost, l)
		default:
			l.Why = present.Text{ZH: "数据集中没有这份文件", EN: "its document is not in this dataset"}
			lost = append(lost, l)
		}
		told = append(told, toldDecision{string(d.Verdict), d.Note, met, l.Why.EN, l.File, d.Rule, string(d.Severity),
			d.MessageZH, d.MessageEN, d.DocumentID, d.FindingID, d.At})
	}
	if r.kind != ".html" {
		return tell(r, listed(told), asIs), nil
	}
	return r.page("triage", struct {
		head
		Kept, Lost []line
	}{r.head(present.Text{ZH: "人工核实", EN: "Decisions"}, "triage"), kept, lost})
}

// sameSite reports that a form was sent from a page of this site.
func sameSite(r *http.Request) bool {
	return http.NewCrossOriginProtection().Check(r) == nil
}
