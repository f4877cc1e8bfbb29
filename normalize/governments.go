package normalize

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/yamlfile"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// Governments print tables of their own: their titles, columns, rows and codes
// stand in files of their own, and lie over those of departments where a table
// is a government's.

// governments is what is known of the tables of governments.
type governments struct {
	titles titleRules
	words  *Catalogue // that of departments with the words and codes of governments laid over it
}

// governmentsFile is governments.yaml; its own comments say what the fields mean.
type governmentsFile struct {
	Columns columnsFile   `yaml:",inline"`
	Rows    []word        `yaml:"rows"`
	Codes   []codeMeaning `yaml:"codes"`
}

// codeMeaning is what all codes that begin with one say.
type codeMeaning struct {
	Begin   string  `yaml:"code"`
	Meaning meaning `yaml:",inline"`
}

// loadGovernments lays the words of governments over those of departments.
func (c *Catalogue) loadGovernments(layers []fs.FS) error {
	g := &governments{titles: titleRules{regions: true}, words: &Catalogue{}}
	if err := g.titles.load(layers, "government_titles.yaml"); err != nil {
		return err
	}
	*g.words = *c
	g.words.labels, g.words.ofGovernments = labels{}, true
	if err := g.words.labels.load(layers); err != nil {
		return err
	}
	if err := eachYAML(layers, "governments.yaml", g.words.addGovernments); err != nil {
		return err
	}
	slices.SortStableFunc(g.words.byCode, func(a, b codeMeaning) int { return len(b.Begin) - len(a.Begin) })
	codes := &g.words.codes
	codes.byCode, codes.byName, codes.all = maps.Clone(codes.byCode), maps.Clone(codes.byName), slices.Clone(codes.all)
	if err := eachCSV(layers, "revenues.csv", 5, codes.add); err != nil {
		return err
	}
	c.governments = g
	return nil
}

func (c *Catalogue) addGovernments(f governmentsFile) error {
	l := &c.labels
	if err := l.addColumns(f.Columns); err != nil {
		return err
	}
	if err := addWords("rows", f.Rows, &l.rows); err != nil {
		return err
	}
	for i, m := range f.Codes {
		if err := m.Meaning.declared(); err != nil {
			return yamlfile.At(err, "codes", i)
		}
		c.byCode = append(c.byCode, m)
	}
	return nil
}

// of is the catalogue that a table of a kind is read with.
func (c *Catalogue) of(kind schema.TableKind) *Catalogue {
	if kind.Government() && c.governments != nil {
		return c.governments.words
	}
	return c
}

// governmentKinds gives the tables of a government's report the kinds of
// governments' tables. What is none of them has no kind: its rows and columns
// mean other things than those of a department, and facts would be false.
func (n *normalizer) governmentKinds() {
	kind := n.rec.Profile.ReportKind
	switch {
	case n.anonymous() && !n.allGovernment():
		n.titlesAlone()
		return
	case !kind.Government() && !n.governmentTables():
		return
	}
	n.titles = &n.cat.governments.titles
	for i := range n.rec.Tables {
		t := &n.rec.Tables[i]
		of, confidence, why := n.cat.governments.titles.classify(t.Layout.Title)
		if of == schema.OtherTable && t.Kind == schema.OtherTable {
			continue
		}
		if of == schema.OtherTable {
			t.Reason += "; in a report of kind " + string(kind)
		} else {
			t.Reason = "title in a report of kind " + string(kind) + ": " + why
		}
		t.Kind, t.Confidence = of, confidence
	}
}

// anonymous reports a document of which nothing but the titles of its tables
// says whose it is.
func (n *normalizer) anonymous() bool {
	return !slices.ContainsFunc(n.rec.Profile.Evidence, func(e schema.ProfileEvidence) bool {
		return e.Field == "organization" || e.Field == "report_kind" && e.Source != "table"
	})
}

// titlesAlone gives each table whose title by itself is a government's the kind
// of one.
func (n *normalizer) titlesAlone() {
	for i := range n.rec.Tables {
		t := &n.rec.Tables[i]
		if !n.cat.governments.titles.isAlone(t.Layout.Title) {
			continue
		}
		of, confidence, why := n.cat.governments.titles.classify(t.Layout.Title)
		if of != schema.OtherTable || t.Kind != schema.OtherTable {
			t.Kind, t.Confidence, t.Reason = of, confidence, "title alone: "+why
		}
	}
}

// allGovernment reports a document that has tables with titles that only
// governments use, and none with a title that governments do not use.
func (n *normalizer) allGovernment() bool {
	certain := false
	for i := range n.rec.Tables {
		t := &n.rec.Tables[i]
		certain = certain || n.cat.governments.titles.isAlone(t.Layout.Title)
		if t.Kind == schema.OtherTable {
			continue
		}
		if kind, _, _ := n.cat.governments.titles.classify(t.Layout.Title); kind == schema.OtherTable {
			return false
		}
	}
	return certain
}

// reportOfTitle is the kind of report that the title of a government's table
// tells, and how sure that is: budgets print what was executed before, too.
func reportOfTitle(title string) (kind schema.ReportKind, trust float64) {
	switch {
	case strings.Contains(title, "决算"):
		return schema.GovernmentFinal, trustFile
	case strings.Contains(title, "调整"):
		return schema.GovernmentAdjustment, trustFile - 0.05
	case strings.Contains(title, "执行"):
		return schema.GovernmentExecution, trustFile - 0.15
	}
	return schema.GovernmentBudget, trustFile - 0.1
}

// governmentTables reports a document whose kind nothing tells, with a title
// among those of its tables that only governments use and none that only
// departments do.
func (n *normalizer) governmentTables() bool {
	if n.rec.Profile.ReportKind != schema.OtherReport {
		return false
	}
	titles, certain := &n.cat.governments.titles, false
	for i := range n.rec.Tables {
		title := n.rec.Tables[i].Layout.Title
		if r := titles.read(title); r.has("department") || r.has(organ) {
			return false
		}
		certain = certain || titles.isCertain(title)
	}
	return certain
}

// schemes are the beginnings of the codes that the lines of one side of a
// government's table may be: of revenue, of functions, of the government's or
// the departments' economic classes.
func (c *Catalogue) schemes(l *layout, side int, kind schema.TableKind) []string {
	switch kind {
	case schema.GovernmentRevenue, schema.FundRevenue, schema.StateCapitalRevenue, schema.TransferReceived:
		return []string{"1"}
	case schema.GovernmentBasicExpenditure:
		return []string{"5", "3"}
	case schema.GovernmentBalance:
		return c.sideScheme(l, side)
	case schema.SocialInsurance:
		return []string{"102", "209", "110", "230"}
	case schema.GovernmentExpenditure, schema.FundExpenditure, schema.StateCapitalOutlay:
		if strings.Contains(l.table.Title, "经济") && !strings.Contains(l.table.Title, "功能") {
			return []string{"5", "3"}
		}
		return []string{"2"}
	case schema.TransferByProject:
		return []string{"230"}
	case schema.TransferByRegion:
		if l.headsOwners() {
			return []string{"230"}
		}
	}
	return nil
}

// begins reports a code that begins with one of several.
func begins(code string, with []string) bool {
	return slices.ContainsFunc(with, func(w string) bool { return strings.HasPrefix(code, w) })
}

// sideScheme is that of a side of a summary, by its heads or what most of its
// lines are; empty if that cannot be told.
func (c *Catalogue) sideScheme(l *layout, side int) []string {
	in, out := 0, 0
	count := func(s string, weight int) {
		if strings.Contains(s, "收入") {
			in += weight
		}
		if strings.Contains(s, "支出") {
			out += weight
		}
	}
	names := l.nameColumns()
	for j := range l.columns {
		if l.columns[j].side != side {
			continue
		}
		count(l.columns[j].title, 1)
		if !slices.Contains(names, j) {
			continue
		}
		for i := l.header; i < len(l.table.Cells); i++ {
			_, name := zh.CutNumbering(document.Squeeze(l.table.Origin(i, j).Text))
			f := zh.Fold(name)
			count(f, 1)
			for _, code := range c.codes.named(f) {
				switch code[0] {
				case '1':
					in++
				case '2':
					out++
				}
			}
		}
	}
	switch {
	case in > 2*out:
		return []string{"1"}
	case out > 2*in:
		return []string{"2"}
	}
	return nil
}

// fewestOwners are the columns of regions that a table has that lists them
// beside one another: a head that ends as their names do may be by chance.
const fewestOwners = 2

// owners reads heads that no words explain and that say whose the amounts below
// are: of regions, beside one another, or of the funds of social insurance.
func (c *Catalogue) owners(l *layout, kind schema.TableKind) {
	var regions []int
	for j := range l.columns {
		col := &l.columns[j]
		switch {
		case col.role != roleValue || col.free == "":
		case kind == schema.SocialInsurance && len(c.codes.named(zh.Fold(col.free))) > 0:
			col.fund, col.free = col.free, ""
		case zh.NamesRegion(col.free):
			regions = append(regions, j)
		}
	}
	if len(regions) < fewestOwners {
		return
	}
	for _, j := range regions {
		l.columns[j].owner, l.columns[j].free = l.columns[j].free, ""
	}
}

// headsOwners reports a table that lists regions beside one another.
func (l *layout) headsOwners() bool {
	return slices.ContainsFunc(l.columns, func(col column) bool { return col.owner != "" })
}

// namesFund reports a line that is a fund of social insurance, where heads say what
// came into it and went out of it.
func (c *Catalogue) namesFund(l *layout, side int, name string) bool {
	f := zh.Fold(name)
	return !strings.HasSuffix(f, "收入") && !strings.HasSuffix(f, "支出") && c.fundCode(name, "revenue") != "" &&
		slices.ContainsFunc(l.columns, func(col column) bool {
			return col.side == side && col.role == roleValue && col.meaning.Flow != ""
		})
}

// fundCode is the code of a fund of social insurance, by its name in the head of
// a column and the side of the budget.
func (c *Catalogue) fundCode(fund string, flow schema.Flow) string {
	class, ok := map[schema.Flow]string{"revenue": "102", "expenditure": "209"}[flow]
	if fund == "" || !ok {
		return ""
	}
	return c.codes.among(zh.Fold(fund), class, "", false)
}

// governmentLines says what the lines of one side of a government's table are:
// codes of a classification by their names, words of the catalogue, regions, or
// free words.
func (c *Catalogue) governmentLines(l *layout, lines []line, side int, kind schema.TableKind) {
	schemes := c.schemes(l, side, kind)
	listsRegions := c.listsRegions(l, side, kind)
	last := ""
	if kind == schema.GovernmentDepartments {
		c.departments(lines)
		return
	}
	for i := range lines {
		ln := &lines[i]
		if kind == schema.SocialInsurance && ln.code == "" && c.namesFund(l, side, ln.name) {
			ln.insurance = ln.name
			continue
		}
		if ln.code == "" {
			c.readGovernmentName(ln, schemes, last, listsRegions)
		}
		if ln.code != "" {
			if ln.codeSource != "parent" {
				last = ln.code
			}
			ln.meaning = c.codeMeaning(ln.code).narrow(ln.meaning)
		}
	}
	ofTheYear(lines)
}

// departments reads the lines of a table that lists departments: names that no
// words and no class explain.
func (c *Catalogue) departments(lines []line) {
	for i := range lines {
		ln := &lines[i]
		f := zh.Fold(ln.name)
		if ln.code != "" || ln.organization != "" || f == "" {
			continue
		}
		if m, _, unknown := (meaning{}).read(&c.labels.rows, f); unknown == 0 {
			ln.meaning = m
			ln.meaning.Code = ""
			continue
		}
		if code, ok := c.codes.functionClass(f); ok {
			ln.code, ln.codeSource = code, "looked_up"
			continue
		}
		ln.organization = ln.name
	}
}

// ofTheYear gives lines that no words explain the side of the budget of the
// total that sums them, where that is the revenue or expenditure of the year.
func ofTheYear(lines []line) {
	for i := range lines {
		total := lines[i].meaning
		if !total.Total || total.Item != "current_year" {
			continue
		}
		for k := range lines[:i] {
			if ln := &lines[k]; ln.free && ln.meaning.Flow == "" {
				ln.meaning.Flow = total.Flow
			}
		}
	}
}

// readGovernmentName reads the words of a line without a code. last is the code
// of the line before.
func (c *Catalogue) readGovernmentName(ln *line, schemes []string, last string, listsRegions bool) {
	f := zh.Fold(ln.name)
	if f == "" {
		return
	}
	whole, known := c.labels.rows.exact(f)
	for _, scheme := range schemes {
		code := c.codes.among(f, scheme, last, ln.mark.Level == 1)
		if code != "" && !(known && (whole.Total || whole.Code != "")) {
			ln.code, ln.codeSource = code, "looked_up"
			return
		}
	}
	if known {
		ln.meaning = meaning{}.narrow(*whole)
		if code := whole.Code; code != "" && (schemes == nil || begins(code, schemes)) {
			ln.code, ln.codeSource = code, "looked_up"
		}
		return
	}
	if listsRegions {
		if m, _, unknown := (meaning{}).read(&c.labels.rows, f); unknown == 0 && m.Extent != "" {
			ln.meaning = m
			return
		}
		ln.organization = ln.name
		return
	}
	m, read, unknown := (meaning{}).read(&c.labels.rows, f)
	if schemes == nil && read > 0 && unknown*2 <= read || read > 0 && unknown == 0 && m != (meaning{}) {
		ln.meaning = m
		ln.meaning.Code = ""
		if y := zh.Year(ln.name); y > 0 {
			ln.year = y
		}
		return
	}
	ln.free = true
	if m.Total || strings.HasSuffix(f, "合计") || strings.HasSuffix(f, "总计") || strings.HasSuffix(f, "小计") {
		ln.meaning = m
		ln.meaning.Code, ln.meaning.Total = "", true
	}
}

// markUnknown says of the lines of a classification that no code is known of that
// it is not.
func markUnknown(lines []line) {
	for i := range lines {
		if ln := &lines[i]; ln.free && ln.code == "" && !ln.meaning.Total {
			ln.codeSource = "unknown"
		}
	}
}

// listsRegions reports a side whose lines are regions, by its head or the kind
// of the table.
func (c *Catalogue) listsRegions(l *layout, side int, kind schema.TableKind) bool {
	if kind == schema.TransferByRegion {
		return !l.headsOwners()
	}
	for _, j := range l.nameColumns() {
		if l.columns[j].side == side && regionHead(l.columns[j].leaf) {
			return true
		}
	}
	return false
}

// regionHead reports a folded head under which regions stand.
func regionHead(f string) bool {
	return strings.HasPrefix(f, "地区") || zh.NamesRegion(strings.TrimSuffix(f, "名称")) || f == "行政区划"
}

// codeMeaning is what the catalogue says of a code.
func (c *Catalogue) codeMeaning(code string) meaning {
	for _, m := range c.byCode {
		if strings.HasPrefix(code, m.Begin) {
			return m.Meaning
		}
	}
	return meaning{}
}

// named are the codes of a folded name, with and without 支出 or 收入 behind it.
func (c *codes) named(f string) []string {
	var all []string
	for _, name := range []string{f, f + "支出", strings.TrimSuffix(f, "支出"), f + "收入", strings.TrimSuffix(f, "收入")} {
		for _, code := range c.byName[name] {
			if name != "" && !slices.Contains(all, code) {
				all = append(all, code)
			}
		}
	}
	return all
}

// among is the code of a name in a list of a classification or a part of it, scheme: the one that
// stands nearest to the line before, of which last is the code, or the only
// one; top asks for a class first.
func (c *codes) among(f, scheme, last string, top bool) string {
	var found []string
	for _, code := range c.named(f) {
		if strings.HasPrefix(code, scheme) {
			found = append(found, code)
		}
	}
	only := func(keep func(string) bool) string {
		one := ""
		for _, code := range found {
			if keep(code) {
				if one != "" {
					return ""
				}
				one = code
			}
		}
		return one
	}
	class := func(code string) bool { return len(code) == classDigits }
	if top {
		if code := only(class); code != "" {
			return code
		}
	}
	for n := len(last); n >= classDigits; n -= 2 {
		if code := only(func(code string) bool { return len(code) == n+2 && strings.HasPrefix(code, last[:n]) }); code != "" {
			return code
		}
	}
	if code := only(class); code != "" {
		return code
	}
	return only(func(string) bool { return true })
}

// understood says why a government's table was not understood, and its facts
// are withheld; empty if it was.
func understood(t *schema.Table, facts []schema.Fact) string {
	silent, free := "", 0
	for i := range facts {
		f := &facts[i]
		if f.Flow == "" && silent == "" {
			silent = f.RowLabel
		}
		if f.CodeSource == "unknown" {
			free++
		}
	}
	switch {
	case silent != "":
		return fmt.Sprintf("it is not known which side of the budget some of its lines are on, the first is %s", silent)
	case 2*free > len(facts):
		return "most of its lines are not known"
	case t.Unit == "":
		return "its unit is not known"
	}
	return ""
}

// beyondYear reports a line of a government's table that is no revenue or
// expenditure of the year: transfers, debt, what was carried over.
func beyondYear(ln *line) bool {
	switch ln.meaning.Flow {
	case "transfer_in", "transfer_out", "debt", "balance":
		return true
	}
	return ln.meaning.Item == "carryover_in"
}
