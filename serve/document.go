package serve

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"image"
	"image/draw"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/report"
	"github.com/yusuan/yusuan/schema"
)

// Bounds of the page of a document; what they leave out stands in CSV and JSON.
const (
	shownCells    = 20000 // of all its tables
	shownRows     = 300   // of one table
	shownEvidence = 40    // of one finding
	mostCells     = 400000
	pageDPI       = 110.0
	around        = 40.0 // points shown above what is boxed
	// Where lines of text begin and end on A4 paper at the outmost, in points.
	textLeft, textRight = 40.0, 555.0
)

// rowsOf are the rows of a document, as the dataset has them.
type rowsOf struct {
	row      *schema.DocumentRow
	tables   []*schema.TableRow
	cells    []*schema.CellRow
	findings []*schema.FindingRow
	across   []*schema.ReportFindingRow
}

// rows reads the rows of a document; its cells only if they are asked for.
func (s *Site) rows(ctx context.Context, id string, cells bool) (*rowsOf, error) {
	p, err := s.place(ctx, id)
	if err != nil || id == "" {
		return nil, orNotFound(err)
	}
	own, err := slice[schema.DocumentRow](ctx, s, s.parts[p.part], p.row, 1)
	if err != nil {
		return nil, err
	}
	d := &rowsOf{row: own[0]}
	if d.tables, err = slice[schema.TableRow](ctx, s, s.files["tables"], p.table, p.tables); err != nil {
		return nil, err
	}
	if cells {
		d.cells, err = slice[schema.CellRow](ctx, s, s.files["cells"], p.cell, min(p.cells, mostCells))
		if err != nil {
			return nil, err
		}
	}
	if d.findings, err = slice[schema.FindingRow](ctx, s, s.files["findings"], p.finding, p.findings); err != nil {
		return nil, err
	}
	between, err := s.between(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, f := range between {
		one, err := slice[schema.ReportFindingRow](ctx, s, s.parts[f.part], f.row, 1)
		if err != nil {
			return nil, err
		}
		d.across = append(d.across, one...)
	}
	// Rows are found by their number: that these are the document's own is looked at.
	foreign := d.row.DocumentID != id ||
		slices.ContainsFunc(d.tables, func(t *schema.TableRow) bool { return t.DocumentID != id }) ||
		slices.ContainsFunc(d.cells, func(c *schema.CellRow) bool { return c.DocumentID != id }) ||
		slices.ContainsFunc(d.findings, func(f *schema.FindingRow) bool { return f.DocumentID != id })
	if foreign {
		return nil, fmt.Errorf("document %s: the dataset has rows of another document in its place", id)
	}
	return d, nil
}

func orNotFound(err error) error {
	if err == nil {
		return errNotFound
	}
	return err
}

// between are the findings between reports that speak of a document.
func (s *Site) between(ctx context.Context, id string) ([]finding, error) {
	return gather(selected(ctx, s, scanFinding, `SELECT `+findingColumns+` FROM findings WHERE document = ? AND across = 1
		ORDER BY severity, money DESC, n LIMIT 200`, id))
}

// view is what present says of a document, made of its published rows.
func (d *rowsOf) view() *present.Document {
	r := &schema.Record{DocumentID: d.row.DocumentID, Source: d.row.Source, Status: d.row.Status, Error: d.row.Error,
		Profile: schema.Profile{Organization: d.row.Organization, OrganizationID: d.row.OrganizationID,
			FiscalYear: d.row.FiscalYear, ReportKind: d.row.Kind, Published: d.row.Published}}
	for _, f := range d.findings {
		r.Findings = append(r.Findings, told(f))
	}
	for _, f := range d.across {
		f.DocumentID = f.Whose.DocumentID
		one := told(&f.FindingRow)
		one.DocumentID, one.CheckID = f.Whose.DocumentID, ""
		r.Findings = append(r.Findings, one)
	}
	v := present.Of(r)
	v.Choose(present.Choice{Least: schema.SeverityNotice})
	v.SortByMoney()
	return v
}

// told is a finding with its figures as text again.
func told(row *schema.FindingRow) schema.Finding {
	f := row.Finding
	for _, p := range []struct {
		into *string
		from *decimal.Decimal
	}{{&f.Expected, row.Expected}, {&f.Printed, row.Printed}, {&f.Difference, row.Difference}, {&f.Slack, row.Slack}} {
		if p.from != nil {
			*p.into = p.from.String()
		}
	}
	return f
}

// shownFinding is a finding on the page of its document.
type shownFinding struct {
	*present.Finding
	Anchor   string
	Class    string
	Money    present.Text
	Evidence []shownFigure
	More     int
	Pages    []pageLink   // with pictures of its figures
	Page     int          // of the document that it begins on; 0 if that is not known
	Shot     *shot        // picture of the first figure; nil for none
	Verdict  present.Text // of what was decided
}

// pageLink leads to the picture of a page, and to the box of a figure there.
type pageLink struct {
	Page int
	Box  string
}

// shot is a picture of the place of a finding.
type shot struct {
	pageLink
	Name          string // of the picture, below page
	Width, Height int    // pixels
}

type shownFigure struct {
	present.Figure
	Link string // to the cell, or to the document the figure stands in
}

// shownTable is a table as printed.
type shownTable struct {
	*schema.TableRow
	N      int
	Kind   present.Text
	Anchor string
	Head   [][]shownCell
	Body   [][]shownCell
	More   int  // rows left out
	Over   bool // left out as a whole
}

type shownCell struct {
	Text             string
	ID               string // of the cell on the page
	RowSpan, ColSpan int
	Class            string
	Page             int    // with its picture; 0 for none
	Finding          string // anchor of the finding that speaks of it
}

// documentPage is what the page of a document shows.
type documentPage struct {
	head
	View     *present.Document
	Row      *schema.DocumentRow
	Source   string
	Address  string // where it is published; empty if that is not known
	Sum      present.Text
	Counts   []present.Count
	Findings []shownFinding
	Tables   []shownTable
	Projects []projectLine
	Pictures bool
	File     string // address of the published file; empty if it is not given
	Targets  bool
}

func (r *request) document(ctx context.Context) (*answer, error) {
	id, rest, _ := strings.Cut(r.name, "-")
	d, err := r.site.rows(ctx, id, r.kind == ".html" || rest != "")
	if err != nil {
		return nil, err
	}
	if name, n, ok := cutNumber(rest, "page"); ok && name == "" && r.kind == ".html" {
		return r.sheet(d, n)
	}
	if name, n, ok := cutNumber(rest, "t"); ok && name == "" && r.kind == ".csv" {
		return d.grid(n)
	}
	if rest != "" {
		return nil, errNotFound
	}
	switch r.kind {
	case ".csv":
		_, table := rawRows(r, "findings", d.findings)
		return lines(table)
	case ".json":
		return r.documentObject(d)
	case ".html":
	default:
		return nil, errNotFound
	}
	v := d.view()
	title := v.Title
	if title.ZH == "" {
		name := present.SourceName(d.row.Source)
		title = present.Text{ZH: name, EN: name}
	}
	p := documentPage{head: r.head(title, "documents"), View: v, Row: d.row,
		Source: present.SourceName(d.row.Source), Address: webAddress(d.row.SourceURL), Counts: present.SeverityCounts(),
		Pictures: r.site.pictured(d), Targets: d.row.Indicators > 0}
	if r.files && r.site.options.Original != nil {
		p.File = p.Root + "file/" + id + original(d.row).kind
	}
	v.Title = title
	accused := map[string]string{} // anchors of findings by cell
	dismissed := 0
	for _, f := range v.Findings {
		f.Decided = r.site.decision(f.Of.ID)
		if f.Dismissed() {
			dismissed++
		} else {
			p.Counts[present.Rank(f.Of.Severity)].N++
		}
		p.Findings = append(p.Findings, d.shown(f, accused, p.Pictures))
	}
	slices.SortStableFunc(p.Findings, func(a, b shownFinding) int {
		return cmp.Compare(strconv.FormatBool(a.Dismissed()), strconv.FormatBool(b.Dismissed()))
	})
	p.Sum = sum(p.Findings[:len(p.Findings)-dismissed], v)
	p.Tables = d.shownTables(accused, p.Pictures)
	if p.Projects, err = gather(r.site.projects(ctx, `WHERE document = ? ORDER BY n LIMIT 500`, id)); err != nil {
		return nil, err
	}
	return r.page("document", p)
}

// sum is the sentence that a document is told in.
func sum(findings []shownFinding, v *present.Document) present.Text {
	if len(findings) == 0 {
		return v.Nothing
	}
	worst := findings[0]
	t := worst.Message
	if worst.Money.ZH != "" {
		t.ZH, t.EN = worst.Money.ZH+"："+t.ZH, worst.Money.EN+": "+t.EN
	}
	return t
}

// cellID names a cell on a page.
func cellID(table string, row, column int) string {
	return fmt.Sprintf("%s-r%dc%d", table[strings.LastIndexByte(table, '-')+1:], row, column)
}

func (d *rowsOf) shown(f *present.Finding, accused map[string]string, pictures bool) shownFinding {
	out := shownFinding{Finding: f, Verdict: f.Verdict(), Anchor: "f-" + f.Of.ID, Class: string(f.Of.Severity)}
	out.Money = f.Money()
	for i, figure := range f.Evidence {
		o := figure.Of
		link := ""
		if out.Page == 0 && o.DocumentID == "" {
			out.Page = o.Page
		}
		switch {
		case o.DocumentID != "" && o.DocumentID != d.row.DocumentID:
			link = o.DocumentID + ".html"
		case o.TableID != "" && o.Row >= 0:
			id := cellID(o.TableID, o.Row, o.Column)
			link = "#" + id
			if accused[id] == "" {
				accused[id] = out.Anchor
			}
		}
		onPage := func(l pageLink) bool { return l.Page == o.Page }
		if o.Page > 0 && pictures && o.DocumentID == "" && !slices.ContainsFunc(out.Pages, onPage) && len(out.Pages) < 2 {
			out.Pages = append(out.Pages, pageLink{o.Page, boxID(f.Of, i)})
		}
		if i >= shownEvidence {
			out.More++
			continue
		}
		out.Evidence = append(out.Evidence, shownFigure{figure, link})
	}
	if pictures {
		out.Shot = d.shot(f.Of)
	}
	return out
}

// boxID names the box of a figure of a finding in the picture of its page: that
// of its cell, or one of its own where it stands in a sentence.
func boxID(f *schema.Finding, i int) string {
	if o := &f.Evidence[i]; o.TableID != "" && o.Row >= 0 {
		return cellID(o.TableID, o.Row, o.Column)
	}
	return fmt.Sprintf("f-%s-%d", f.ID, i)
}

// shot is the picture of a finding of the document itself.
func (d *rowsOf) shot(f *schema.Finding) *shot {
	n := slices.IndexFunc(d.findings, func(row *schema.FindingRow) bool { return row.ID == f.ID })
	if n < 0 {
		return nil
	}
	box, i := d.closeUp(n)
	if box.IsZero() {
		return nil
	}
	page := f.Evidence[i].Page
	return &shot{pageLink{page, boxID(f, i)}, fmt.Sprintf("%s-%d-%d.png", d.row.DocumentID, page, n),
		int(box.Width() * pageDPI / 72), int(box.Height() * pageDPI / 72)}
}

// tallest is how high a picture of a finding is at most, in points: a third of
// a page. Figures farther off are left to the picture of the page.
const tallest = 280.0

// closeUp is the part of a page with a finding's first figure that has a place,
// from edge to edge of what is shown of the page, so that heads of rows are in
// it, and with the figures near by.
func (d *rowsOf) closeUp(n int) (box document.Box, first int) {
	f := d.findings[n]
	first = slices.IndexFunc(f.Evidence, func(o schema.Operand) bool { return o.DocumentID == "" && !o.Box.IsZero() })
	if first < 0 {
		return box, 0
	}
	page := f.Evidence[first].Page
	for i := range f.Evidence {
		o := &f.Evidence[i]
		if with := box.Union(o.Box); o.Page == page && o.DocumentID == "" && (i == first || with.Height() < tallest) {
			box = with
		}
	}
	shown := d.region(page)
	return document.Box{X0: shown.X0, X1: shown.X1, Y0: max(shown.Y0, box.Y0-around), Y1: min(shown.Y1, box.Y1+4)}, first
}

// shownTables are the tables of the document as printed.
func (d *rowsOf) shownTables(accused map[string]string, pictures bool) (out []shownTable) {
	next, left := 0, shownCells
	for n, t := range d.tables {
		v := shownTable{TableRow: t, N: n + 1, Kind: present.Label(t.Kind), Anchor: fmt.Sprintf("t%03d", t.Index)}
		first := next
		for next < len(d.cells) && d.cells[next].TableID == t.TableID {
			next++
		}
		if left -= next - first; left < 0 {
			v.Over = true
			out = append(out, v)
			continue
		}
		for i := first; i < next; {
			row := d.cells[i].Row
			var line []shownCell
			for ; i < next && d.cells[i].Row == row; i++ {
				line = append(line, shown(d.cells[i], t, accused, pictures))
			}
			switch {
			case row < t.HeaderRows:
				v.Head = append(v.Head, line)
			case len(v.Body) == shownRows:
				v.More++
			default:
				v.Body = append(v.Body, line)
			}
		}
		out = append(out, v)
	}
	return out
}

func shown(c *schema.CellRow, t *schema.TableRow, accused map[string]string, pictures bool) shownCell {
	id := cellID(c.TableID, c.Row, c.Column)
	v := shownCell{Text: c.Text, ID: id, RowSpan: max(c.RowSpan, 1), ColSpan: max(c.ColSpan, 1), Finding: accused[id]}
	if c.Row < t.HeaderRows {
		v.RowSpan = min(v.RowSpan, t.HeaderRows-c.Row) // it would reach out of the thead
	}
	var classes []string
	if c.Role == schema.RoleValue && c.Row >= t.HeaderRows {
		classes = append(classes, "n")
	}
	if c.Contact && c.Text == "" {
		v.Text = "▇▇"
		classes = append(classes, "contact")
	}
	if v.Finding != "" {
		classes = append(classes, "accused")
	}
	if c.Doubtful {
		classes = append(classes, "doubt")
	}
	if pictures && !c.Box.IsZero() {
		v.Page = c.Page
	}
	v.Class = strings.Join(classes, " ")
	return v
}

// grid is a table as it is printed, as CSV.
func (d *rowsOf) grid(index int) (*answer, error) {
	for _, t := range d.tables {
		if t.Index != index {
			continue
		}
		var rows [][]string
		for _, c := range d.cells {
			if c.TableID != t.TableID || c.Row < 0 || c.Column < 0 {
				continue
			}
			for len(rows) <= c.Row && len(rows) <= mostCells {
				rows = append(rows, make([]string, min(max(t.ColumnCount, 0), mostCells)))
			}
			if c.Row < len(rows) && c.Column < len(rows[c.Row]) {
				rows[c.Row][c.Column] = c.Text
			}
		}
		return lines(rows)
	}
	return nil, errNotFound
}

func (r *request) documentObject(d *rowsOf) (*answer, error) {
	var b bytes.Buffer
	part := func(name string, raw []byte) {
		fmt.Fprintf(&b, "%s%q: ", map[bool]string{true: "{\n", false: ",\n"}[b.Len() == 0], name)
		b.Write(raw)
	}
	own, _ := rawRows(r, "documents", []*schema.DocumentRow{d.row})
	tables, _ := rawRows(r, "tables", d.tables)
	findings, _ := rawRows(r, "findings", d.findings)
	between, _ := rawRows(r, "report_findings", d.across)
	part("documents", own)
	part("tables", tables)
	part("findings", findings)
	part("report_findings", between)
	b.WriteString("\n}\n")
	return &answer{status: http.StatusOK, kind: ".json", body: b.Bytes()}, nil
}

// pictured reports whether pictures of a document's pages can be shown.
func (s *Site) pictured(d *rowsOf) bool {
	return s.options.Draw != nil && d.row.Format == document.PDF
}

// places are the parts of a page that are shown: its tables and the figures of
// findings, with what stands right around, from the top down. The rest is not
// shown: nobody looked whether it names contacts.
func (d *rowsOf) places(page int) (out []document.Box) {
	add := func(b document.Box) {
		if !b.IsZero() {
			out = append(out, document.Box{X0: max(0, b.X0-4), Y0: max(0, b.Y0-around), X1: b.X1 + 4, Y1: b.Y1 + 4})
		}
	}
	for _, t := range d.tables {
		for _, g := range t.Regions {
			if g.Page == page {
				add(g.Box)
			}
		}
	}
	for _, f := range d.findings {
		for i := range f.Evidence {
			switch o := &f.Evidence[i]; {
			case o.Page != page || o.DocumentID != "" || o.Box.IsZero():
			case o.TableID == "" || o.Row < 0: // the line it stands in
				out = append(out, document.Box{X0: min(o.Box.X0, textLeft), Y0: max(0, o.Box.Y0-around),
					X1: max(o.Box.X1, textRight), Y1: o.Box.Y1})
			default:
				add(o.Box)
			}
		}
	}
	slices.SortFunc(out, func(a, b document.Box) int { return cmp.Compare(a.Y0, b.Y0) })
	return out
}

// region is the part of a page that holds all its places.
func (d *rowsOf) region(page int) (box document.Box) {
	for _, b := range d.places(page) {
		box = box.Union(b)
	}
	return box
}

// without is a picture of a region with the stripes left white that no place
// reaches into.
func without(img image.Image, region document.Box, places []document.Box) *image.Gray {
	out := image.NewGray(img.Bounds())
	draw.Draw(out, out.Bounds(), img, img.Bounds().Min, draw.Src)
	pixel := func(y float64) int { return img.Bounds().Min.Y + int((y-region.Y0)*pageDPI/72) }
	down := region.Y0
	for _, b := range places {
		if b.Y0 > down {
			stripe := image.Rect(out.Rect.Min.X, pixel(down), out.Rect.Max.X, pixel(b.Y0))
			draw.Draw(out, stripe, image.White, image.Point{}, draw.Src)
		}
		down = max(down, b.Y1)
	}
	return out
}

// frame draws a line of some pixels around a box of a region.
func frame(img *image.Gray, region, box document.Box, thick int) {
	pixel := func(at, origin float64) int { return int((at - origin) * pageDPI / 72) }
	inner := image.Rect(pixel(box.X0, region.X0), pixel(box.Y0, region.Y0), pixel(box.X1, region.X0),
		pixel(box.Y1, region.Y0)).Inset(-2).Add(img.Rect.Min)
	outer := inner.Inset(-thick)
	for _, side := range []image.Rectangle{
		{outer.Min, image.Pt(outer.Max.X, inner.Min.Y)}, {image.Pt(outer.Min.X, inner.Max.Y), outer.Max},
		{outer.Min, image.Pt(inner.Min.X, outer.Max.Y)}, {image.Pt(inner.Max.X, outer.Min.Y), outer.Max}} {
		draw.Draw(img, side, image.Black, image.Point{}, draw.Src)
	}
}

// sheetBox is a cell in the picture of a page.
type sheetBox struct {
	ID, Text            string
	X, Y, Width, Height string
	Class               string
	Link                string // on the page of the document
}

// sheet is a page of the document with the boxes of its cells.
func (r *request) sheet(d *rowsOf, page int) (*answer, error) {
	box := d.region(page)
	if !r.site.pictured(d) || box.IsZero() {
		return nil, ErrNoOriginal
	}
	points := func(v float64) string { return fmt.Sprintf("%.1f", v) }
	title := present.Join(" ", d.row.Organization, present.Page(page).ZH)
	v := struct {
		head
		ID            string
		Page          int
		Before, After int
		Width, Height string
		Boxes         []sheetBox
	}{head: r.head(present.Text{ZH: title, EN: present.Join(" ", d.row.Organization, present.Page(page).EN)}, "documents"),
		ID: d.row.DocumentID, Page: page, Width: points(box.Width()), Height: points(box.Height())}
	v.CSV = false
	accused := map[string]bool{}
	for _, f := range d.findings {
		for i := range f.Evidence {
			if o := &f.Evidence[i]; f.Severity == schema.SeverityInfo || o.DocumentID != "" || o.Page != page {
				continue
			} else if id := boxID(&f.Finding, i); o.TableID != "" && o.Row >= 0 {
				accused[id] = true
			} else if !o.Box.IsZero() {
				v.Boxes = append(v.Boxes, sheetBox{ID: id, Text: o.Text, X: points(o.Box.X0 - box.X0),
					Y: points(o.Box.Y0 - box.Y0), Width: points(o.Box.Width()), Height: points(o.Box.Height()), Class: "accused",
					Link: "f-" + f.ID})
			}
		}
	}
	for _, c := range d.cells {
		if c.Page != page || c.Box.IsZero() {
			continue
		}
		one := sheetBox{ID: cellID(c.TableID, c.Row, c.Column), Text: c.Text, X: points(c.Box.X0 - box.X0),
			Y: points(c.Box.Y0 - box.Y0), Width: points(c.Box.Width()), Height: points(c.Box.Height())}
		if one.Link = one.ID; accused[one.ID] {
			one.Class = "accused"
		}
		v.Boxes = append(v.Boxes, one)
	}
	for n := range max(d.row.Pages, 0) {
		switch n++; {
		case d.region(n).IsZero():
		case n < page:
			v.Before = n
		case n > page && v.After == 0:
			v.After = n
		}
	}
	return r.page("sheet", v)
}

// pagePicture draws a page, or the place of a finding there with a frame around
// its figures, with contacts painted over.
func (s *Site) pagePicture(ctx context.Context, name string) (*answer, error) {
	parts := strings.Split(name, "-")
	var numbers []int
	for _, part := range parts[1:] {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 {
			return nil, errNotFound
		}
		numbers = append(numbers, n)
	}
	if len(numbers) < 1 || len(numbers) > 2 {
		return nil, errNotFound
	}
	d, err := s.rows(ctx, parts[0], true)
	if err != nil {
		return nil, err
	}
	page := numbers[0]
	box := d.region(page)
	var frames []document.Box
	if len(numbers) == 2 {
		if numbers[1] >= len(d.findings) {
			return nil, errNotFound
		}
		var first int
		f := d.findings[numbers[1]]
		if box, first = d.closeUp(numbers[1]); box.IsZero() || f.Evidence[first].Page != page {
			return nil, errNotFound
		}
		for i := range f.Evidence {
			if o := &f.Evidence[i]; o.Page == page && o.DocumentID == "" && !o.Box.IsZero() {
				frames = append(frames, o.Box)
			}
		}
	}
	if !s.pictured(d) || box.IsZero() {
		return nil, ErrNoOriginal
	}
	var contacts []document.Box
	for _, c := range d.cells {
		if c.Contact && c.Text == "" && c.Page == page {
			contacts = append(contacts, c.Box)
		}
	}
	var out bytes.Buffer
	s.drawing.Lock()
	defer s.drawing.Unlock()
	regions := []document.Region{{Page: page, Box: box}}
	err = s.options.Draw(ctx, d.row, pageDPI, regions, func(_ int, img image.Image) error {
		shown := without(img, box, d.places(page))
		for i, b := range frames {
			frame(shown, box, b, 2-min(i, 1))
		}
		return report.Encode(&out, box, pageDPI, shown, contacts)
	})
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusOK, kind: ".png", body: out.Bytes()}, nil
}
