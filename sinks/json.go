package sinks

import (
	"encoding/hex"
	"encoding/json"
	"io"
	"path"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// JSON is a Sink that writes one JSON object a line for each document, as soon
// as it comes. Amounts are strings, so that no reader makes floats of
// them; boxes are [x0, y0, x1, y1] in points from the upper left corner.
type JSON struct {
	encoder *json.Encoder
	closed  bool
}

// NewJSON writes to w.
func NewJSON(w io.Writer) *JSON {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return &JSON{encoder: e}
}

// Write prints one document.
func (j *JSON) Write(r *schema.Record) error {
	if j.closed {
		return ErrClosed
	}
	return j.encoder.Encode(objectOf(r))
}

// Commit ends the stream.
func (j *JSON) Commit() error {
	if j.closed {
		return ErrClosed
	}
	j.closed = true
	return nil
}

// Abort ends the stream; what was printed stays printed.
func (j *JSON) Abort() error {
	j.closed = true
	return nil
}

// object is what is known of one document, for programs. Lists are never
// null, so that a program can go through them without asking.
type object struct {
	Document   jsonDocument    `json:"document"`
	Reading    jsonReading     `json:"reading"`
	Tables     []jsonTable     `json:"tables"`
	Facts      []jsonFact      `json:"facts"`
	Projects   []jsonProject   `json:"projects"`
	Indicators []jsonIndicator `json:"indicators"`
	Claims     []jsonClaim     `json:"claims"`
	Promises   []jsonPromise   `json:"promises"`
	Coverage   jsonCoverage    `json:"coverage"`
	Checks     []jsonCheck     `json:"checks"`
	Findings   []jsonFinding   `json:"findings"`
}

type jsonDocument struct {
	File         string            `json:"file"`
	Source       string            `json:"source"`
	SourceBytes  string            `json:"source_bytes,omitempty"` // hexadecimal
	ID           string            `json:"id"`
	SHA256       string            `json:"sha256"`
	DuplicateOf  string            `json:"duplicate_of,omitempty"`
	Status       schema.Status     `json:"status"`
	Error        string            `json:"error,omitempty"`
	Format       document.Format   `json:"format"`
	Bytes        int64             `json:"bytes"`
	Organization string            `json:"organization"`
	FiscalYear   *int32            `json:"fiscal_year"`
	Kind         schema.ReportKind `json:"kind"`
	Published    string            `json:"published"` // YYYY-MM-DD
	Region       jsonRegionOf      `json:"region"`
	Readings     []schema.Reading  `json:"readings"`
	Pages        *int32            `json:"pages"`
	Info         jsonInfo          `json:"info"`
	Warnings     []jsonWarning     `json:"warnings"`
	Links        []jsonLink        `json:"links"`
}

type jsonRegionOf struct {
	Code  string `json:"code"`
	Name  string `json:"name"`
	Level string `json:"level"`
}

type jsonInfo struct {
	Title    string `json:"title,omitempty"`
	Author   string `json:"author,omitempty"`
	Creator  string `json:"creator,omitempty"`
	Producer string `json:"producer,omitempty"`
	Created  string `json:"created,omitempty"`
	Modified string `json:"modified,omitempty"`
	Encoding string `json:"encoding,omitempty"`
}

type jsonWarning struct {
	Page    int    `json:"page,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

type jsonLink struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// jsonReading is the account of all numeric tokens, in sum and for each page.
type jsonReading struct {
	Second *schema.SecondReading `json:"second_reading,omitempty"` // only if all pages were read twice
	document.Reading
	Pages []jsonPage `json:"pages"`
}

type jsonPage struct {
	Page     int                 `json:"page"`
	Name     string              `json:"name,omitempty"`
	Status   document.PageStatus `json:"status"`
	Width    float64             `json:"width,omitempty"`
	Height   float64             `json:"height,omitempty"`
	Rotation int                 `json:"rotation,omitempty"`
	document.Reading
	Blocks []jsonBlock `json:"blocks"`
}

type jsonBlock struct {
	Kind       document.BlockKind `json:"kind"`
	Text       string             `json:"text,omitempty"`
	Level      int                `json:"level,omitempty"`
	Table      *int               `json:"table,omitempty"` // index in tables
	Box        *[4]float64        `json:"box"`
	Confidence float64            `json:"ocr_confidence,omitempty"`
}

type jsonTable struct {
	ID           string           `json:"id"`
	Index        int              `json:"index"`
	Title        string           `json:"title"`
	Number       string           `json:"number"`
	Kind         schema.TableKind `json:"kind"`
	Confidence   float64          `json:"confidence"`
	Reason       string           `json:"reason"`
	Pages        []int            `json:"pages"` // null where the format has none
	Unit         string           `json:"unit"`
	UnitSource   string           `json:"unit_source"`
	Organization string           `json:"organization"`
	Project      string           `json:"project,omitempty"`
	Empty        bool             `json:"empty"`
	Method       document.Method  `json:"method"`
	Notes        []string         `json:"notes"`
	Header       [][]string       `json:"header"`
	Rows         [][]string       `json:"rows"`
	RowIndex     []int            `json:"row_index"` // the grid row of each of rows
	Regions      []jsonRegion     `json:"regions"`
	Cells        []jsonCell       `json:"cells"`
}

type jsonRegion struct {
	Page int         `json:"page"`
	Box  *[4]float64 `json:"box"`
}

type jsonCell struct {
	Row        int             `json:"row"`
	Column     int             `json:"column"`
	RowSpan    int             `json:"row_span"`
	ColumnSpan int             `json:"column_span"`
	Role       schema.CellRole `json:"role"`
	Page       int             `json:"page,omitempty"`
	Box        *[4]float64     `json:"box"`
	Text       string          `json:"text"`
	Amount     *jsonAmount     `json:"amount,omitempty"`
	Mark       schema.Mark     `json:"mark,omitempty"`
	Contact    bool            `json:"contact,omitempty"` // a person's; text is empty unless contacts are kept
	Confidence float64         `json:"ocr_confidence,omitempty"`
}

type jsonAmount struct {
	Value    string  `json:"value"`
	Decimals int32   `json:"decimals"`
	Unit     string  `json:"unit"`
	Yuan     *string `json:"yuan"`
}

type jsonOperand struct {
	TableID     string      `json:"table_id,omitempty"`
	TableTitle  string      `json:"table_title"`
	Page        int         `json:"page,omitempty"`
	Row         *int        `json:"row"`
	Column      *int        `json:"column"`
	RowLabel    string      `json:"row_label"`
	ColumnLabel string      `json:"column_label"`
	Text        string      `json:"text"`
	Sign        int         `json:"sign"`
	Box         *[4]float64 `json:"box"`
}

type jsonCheck struct {
	ID         string         `json:"id"`
	TableID    string         `json:"table_id,omitempty"`
	Rule       string         `json:"rule"`
	Outcome    schema.Outcome `json:"outcome"`
	Reason     string         `json:"reason,omitempty"`
	Expected   *string        `json:"expected"`
	Printed    *string        `json:"printed"`
	Difference *string        `json:"difference"`
	Slack      *string        `json:"slack"`
	Unit       string         `json:"unit"`
	Operands   []jsonOperand  `json:"operands"`
}

type jsonFinding struct {
	ID       string          `json:"id"`
	Rule     string          `json:"rule"`
	Severity schema.Severity `json:"severity"`
	Outcome  schema.Outcome  `json:"outcome"`
	// SecondReading is absent where nothing was read twice.
	SecondReading schema.SecondReadingOutcome `json:"second_reading,omitempty"`
	CheckID       string                      `json:"check_id,omitempty"`
	TableID       string                      `json:"table_id,omitempty"`
	MessageZH     string                      `json:"message_zh"`
	MessageEN     string                      `json:"message_en"`
	Expected      string                      `json:"expected"`
	Printed       string                      `json:"printed"`
	Difference    string                      `json:"difference"`
	Slack         string                      `json:"slack"`
	Unit          string                      `json:"unit"`
	Evidence      []jsonOperand               `json:"evidence"`
}

func objectOf(r *schema.Record) object {
	o := object{
		Document: jsonDocument{
			File: fileName(r.Source), Source: r.Source, SourceBytes: hex.EncodeToString([]byte(r.RawSource)), ID: r.DocumentID, SHA256: r.DocumentID, DuplicateOf: r.DuplicateOf,
			Status: r.Status, Error: r.Error, Format: document.Unknown,
			Organization: r.Profile.Organization, FiscalYear: year(r), Kind: r.Profile.ReportKind,
			Published: r.Profile.Published, Region: jsonRegionOf(r.Profile.Region),
			Readings: append([]schema.Reading{}, r.Profile.Readings...),
			Warnings: []jsonWarning{}, Links: []jsonLink{},
		},
		Reading: jsonReading{Pages: []jsonPage{}},
		Tables:  []jsonTable{}, Checks: []jsonCheck{}, Findings: []jsonFinding{},
		Facts: factsOf(r), Projects: projectsOf(r), Indicators: indicatorsOf(r), Claims: claimsOf(r),
		Promises: promisesOf(r), Coverage: coverageOf(r),
	}
	if d := r.Document; d != nil {
		o.Document.Format, o.Document.Bytes, o.Document.Pages = d.Format, d.Size, pageCount(d)
		o.Document.Info = jsonInfo(d.Info)
		for _, w := range d.Warnings {
			o.Document.Warnings = append(o.Document.Warnings, jsonWarning(w))
		}
		for _, l := range d.Links {
			o.Document.Links = append(o.Document.Links, jsonLink(l))
		}
		o.Reading.Reading = d.Reading
		if r.SecondReading.Numbers > 0 {
			o.Reading.Second = &r.SecondReading
		}
		for i := range d.Pages {
			o.Reading.Pages = append(o.Reading.Pages, pageOf(&d.Pages[i]))
		}
	}
	for i := range r.Tables {
		o.Tables = append(o.Tables, tableOf(&r.Tables[i]))
	}
	for i := range r.Checks {
		o.Checks = append(o.Checks, checkOf(&r.Checks[i]))
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		o.Findings = append(o.Findings, jsonFinding{
			ID: f.ID, Rule: f.Rule, Severity: f.Severity, Outcome: f.Outcome, SecondReading: f.SecondReading, CheckID: f.CheckID, TableID: f.TableID,
			MessageZH: f.MessageZH, MessageEN: f.MessageEN, Expected: f.Expected, Printed: f.Printed,
			Difference: f.Difference, Slack: f.Slack, Unit: f.Unit, Evidence: operandsOf(f.Evidence),
		})
	}
	return o
}

func pageOf(p *document.Page) jsonPage {
	page := jsonPage{
		Page: p.Number, Name: p.Name, Status: p.Status, Width: p.Width, Height: p.Height, Rotation: p.Rotation,
		Reading: p.Reading, Blocks: []jsonBlock{},
	}
	for i := range p.Blocks {
		b := &p.Blocks[i]
		block := jsonBlock{Kind: b.Kind, Text: b.Text, Level: b.Level, Box: corners(b.Box), Confidence: b.Confidence}
		switch b.Kind {
		case document.BlockTable, document.BlockCaption, document.BlockNote:
			if b.Table >= 0 {
				block.Table = &b.Table
			}
		}
		page.Blocks = append(page.Blocks, block)
	}
	return page
}

func tableOf(t *schema.Table) jsonTable {
	table := jsonTable{
		ID: t.ID, Index: t.Index, Kind: t.Kind, Confidence: t.Confidence, Reason: t.Reason,
		Unit: t.Unit, UnitSource: t.UnitSource, Project: t.Project,
		Notes: []string{}, Header: [][]string{}, Rows: [][]string{}, RowIndex: []int{}, Regions: []jsonRegion{}, Cells: []jsonCell{},
	}
	if l := t.Layout; l != nil {
		table.Title, table.Number = document.Squeeze(l.Title), document.Squeeze(l.Number)
		table.Pages, table.Organization, table.Empty, table.Method = l.Pages, l.Organization, l.Empty, l.Method
		table.Notes = append(table.Notes, l.Notes...)
		table.Header = l.HeaderText()
		// The rows are the page as printed, for whoever has the file already;
		// contacts are left out of everything made of it, and of datasets.
		rows, at := l.BodyText()
		table.Rows, table.RowIndex = rows, append(table.RowIndex, at...)
		for _, g := range l.Regions {
			table.Regions = append(table.Regions, jsonRegion{g.Page, corners(g.Box)})
		}
	}
	for i := range t.Cells {
		c := &t.Cells[i]
		cell := jsonCell{
			Row: c.Row, Column: c.Column, RowSpan: c.RowSpan, ColumnSpan: c.ColSpan,
			Role: c.Role, Page: c.Page, Box: corners(c.Box), Text: c.Text, Mark: c.Mark, Contact: c.Contact, Confidence: c.Confidence,
		}
		if a := c.Amount; a != nil {
			cell.Amount = &jsonAmount{Value: a.Value.String(), Decimals: a.Decimals, Unit: a.Unit}
			if a.HasYuan {
				yuan := a.Yuan.String()
				cell.Amount.Yuan = &yuan
			}
		}
		table.Cells = append(table.Cells, cell)
	}
	return table
}

func checkOf(c *schema.Check) jsonCheck {
	check := jsonCheck{
		ID: c.ID, TableID: c.TableID, Rule: c.Rule, Outcome: c.Outcome, Reason: c.Reason,
		Unit: c.Unit, Operands: operandsOf(c.Operands),
	}
	if c.Outcome != schema.NotCheckable {
		expected, printed, difference, slack := c.Expected.String(), c.Printed.String(), c.Difference.String(), c.Slack.String()
		check.Expected, check.Printed, check.Difference, check.Slack = &expected, &printed, &difference, &slack
	}
	return check
}

func operandsOf(operands []schema.Operand) []jsonOperand {
	out := make([]jsonOperand, 0, len(operands))
	for i := range operands {
		o := &operands[i]
		operand := jsonOperand{
			TableID: o.TableID, TableTitle: o.TableTitle, Page: o.Page, RowLabel: o.RowLabel, ColumnLabel: o.ColumnLabel,
			Text: o.Text, Sign: o.Sign, Box: corners(o.Box),
		}
		if o.Row >= 0 && o.Column >= 0 {
			operand.Row, operand.Column = &o.Row, &o.Column
		}
		out = append(out, operand)
	}
	return out
}

// corners is null for a place that is not known.
func corners(b document.Box) *[4]float64 {
	if b.IsZero() {
		return nil
	}
	return &[4]float64{cents(b.X0), cents(b.Y0), cents(b.X1), cents(b.Y1)}
}

// cents rounds to hundredths of a point, finer than any printer.
func cents(v float64) float64 {
	if v < 0 {
		return -cents(-v)
	}
	return float64(int64(v*100+0.5)) / 100
}

// fileName is the last element of a path or of an archive member's name.
func fileName(source string) string {
	source = source[strings.LastIndexByte(source, '!')+1:]
	return path.Base(strings.ReplaceAll(source, `\`, "/"))
}
