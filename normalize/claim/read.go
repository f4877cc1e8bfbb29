package claim

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document/passage"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// Meaning is what words add to the coordinates of an amount.
type Meaning struct {
	Flow   schema.Flow
	Fund   schema.Fund
	Nature schema.Nature
	Item   schema.Item
	Stage  schema.Stage
	Total  bool

	// Of governments: whose level it is of, and the code that a word stands for.
	Extent schema.Extent
	Code   string
	Sums   string // codes that it sums
}

// Lexicon says what names mean: the labels of rows and heads, and the codes.
type Lexicon interface {
	// Row adds the words of a label to what is known already; known and
	// unknown are the numbers of characters that words cover and do not.
	Row(base Meaning, label string) (m Meaning, known, unknown int)
	// Whole is what a label means that is one word.
	Whole(label string) (Meaning, bool)
	// Head adds the words of a heading.
	Head(base Meaning, heading string) Meaning
	// Narrow lays a closer meaning over a wider one.
	Narrow(wide, close Meaning) Meaning
	// Fund is that of a kind of table whose title names none.
	Fund(kind schema.TableKind) schema.Fund
	// Function is the code of so many digits below a parent that has a name.
	Function(name, parent string, digits int) (string, bool)
	// Revenue is the code of a government's revenue that has a name, and what it
	// means; empty if none has.
	Revenue(name string) (code string, m Meaning)
	// Field reads the label of a section on a project: 立项依据：…
	Field(text string) (field, value string, ok bool)
}

// Goal is a text that says what a project is to reach.
type Goal struct {
	Text, Project string
	Source        schema.Source
}

// Document is what sentences are read from, and what is known of it already.
type Document struct {
	Passages []passage.Passage
	Goals    []Goal
	Profile  *schema.Profile
	Stage    schema.Stage // of its amounts where no words say another
	Facts    []schema.Fact
	Projects []schema.Project
	Lexicon  Lexicon
	// Room charges what a claim takes and reports that there is room for it.
	Room func(sentence string) bool
}

// Result is what sentences say.
type Result struct {
	Claims   []schema.Claim // Enumeration is an index of them in decimal; IDs are the caller's
	LeftOver []schema.LeftOver
	Amounts  int // of money, in sentences that were read
}

// reader reads the passages of a document one after the other. All that goes
// from one to the next are the headings they stand under and the list they are
// parts of.
type reader struct {
	*Document
	c     *Catalogue
	known known
	out   Result
	heads [5]string // part, 一、 （一） 1. (1)
	title string    // a heading without number that stands above
	under section
	stage schema.Stage // that the headings say, or the report
}

// section is what headings say of the passages below them.
type section struct {
	skip    bool
	base    Meaning
	project string // described here
	first   int    // claim
	whole   int    // claim whose parts the passages list, -1 if none
	group   string // code of the 款 that was spoken of last
}

// place is where a text stands.
type place struct {
	scope  schema.ClaimScope
	source schema.Source
	text   string
	offset int // of the text in its block
	first  int // claim
	topic  string
}

// Read reads the sentences of a document, as far as ctx lasts.
func Read(ctx context.Context, c *Catalogue, d *Document) Result {
	r := &reader{Document: d, c: c, known: knownOf(d), under: section{whole: -1}, stage: d.Stage}
	for i := range d.Passages {
		if ctx.Err() != nil {
			return r.out
		}
		r.passage(&d.Passages[i])
	}
	for _, g := range d.Goals {
		if ctx.Err() != nil {
			return r.out
		}
		r.heads, r.under = [5]string{1: g.Project}, section{project: g.Project, first: len(r.out.Claims), whole: -1}
		r.read(&place{scope: "goal_text", source: g.Source, text: g.Text, first: len(r.out.Claims)})
	}
	return r.out
}

// longestHeading is how many characters a heading has at most.
const longestHeading = 90

// heading takes a passage that is a heading; ok is false for other text.
func (r *reader) heading(p *passage.Passage) bool {
	s := p.Text
	if strings.Contains(s, "……") || strings.Contains(s, ".....") {
		return true // a line of a contents page
	}
	if utf8.RuneCountInString(s) > longestHeading || strings.ContainsAny(s, "。；") || hasSuffix(s, "：", ":") ||
		r.c.figured(s) {
		return false
	}
	e, rest := zh.CutNumbering(s)
	level := e.Level
	switch {
	case strings.HasPrefix(s, "第") && strings.Contains(s, "部分"):
		level = 0
	case level == 0 || level > 4:
		titled := p.Opens && level == 0 && utf8.RuneCountInString(s) <= longestTitle*2 && hasSuffix(s, r.c.Titles...)
		if !p.Heading && !titled {
			return false
		}
		if !strings.Contains(s, "说明") {
			r.title = s // says nothing of what follows
			return true
		}
		if level = 0; s == r.heads[0] {
			return true // printed again on every page
		}
	case !p.Heading && (level > 2 || strings.ContainsAny(s, "，,")):
		return false
	}
	if f, _, ok := r.Lexicon.Field(rest); ok && f != "name" && r.under.project != "" {
		return false
	}
	r.heads[level] = s
	clear(r.heads[level+1:])
	r.open("")
	return true
}

// open begins a section: what was said before is not spoken of any more.
func (r *reader) open(project string) {
	r.under = section{project: project, first: len(r.out.Claims), whole: -1}
	for i, h := range r.heads {
		for _, w := range r.c.Skip {
			r.under.skip = r.under.skip || strings.Contains(h, w)
		}
		if i == 1 || i == 2 {
			// 关于某某局2025年收入预算情况说明: the name is no word of it
			h = strings.Replace(h, r.Profile.Organization, "", 1)
			_, h = zh.CutNumbering(h) // （三）公务接待费 is not 三公
			r.under.base = r.Lexicon.Head(r.under.base, h)
		}
	}
	r.stage = r.stageOfHeads()
	b := &r.under.base
	b.Total, b.Stage = false, ""
	if b.Fund != "" {
		return
	}
	switch b.Item { // as for a table whose title names no fund
	case "three_public":
		b.Fund = r.Lexicon.Fund(schema.ThreePublic)
	case "operating_cost":
		b.Fund = r.Lexicon.Fund(schema.OperatingCost)
	}
}

// stageOfHeads is the stage of what stands under the headings. The nearest
// that names a year and says 决算 or 执行 tells it; where a report is on the
// execution of a government's budget, 预算 too.
func (r *reader) stageOfHeads() schema.Stage {
	stage, year := r.Document.Stage, r.Profile.FiscalYear
	government := r.Profile.ReportKind == schema.GovernmentExecution
	if government {
		stage = "final"
	}
	for _, h := range r.heads {
		of := zh.Year(h)
		executed := strings.Contains(h, "决算") || strings.Contains(h, "执行")
		switch {
		case of == 0 || year == 0 || !executed && !(government && strings.Contains(h, "预算")):
		case executed && of == year:
			stage = "final"
		case executed && of == year-1:
			stage = "prior_final"
		case of == year:
			stage = "budget"
		case government && !executed:
			stage = schema.Stage(fmt.Sprintf("budget_%d", of))
		}
	}
	return stage
}

// path is where in the document a claim stands.
func (r *reader) path() string {
	var parts []string
	if r.heads == [5]string{} {
		return r.title
	}
	for _, h := range r.heads {
		if h != "" {
			parts = append(parts, h)
		}
	}
	return strings.Join(parts, " > ")
}

func (r *reader) passage(p *passage.Passage) {
	_, rest := zh.CutNumbering(p.Text)
	field, value, ok := r.Lexicon.Field(rest)
	if ok && field == "overview" {
		r.open(r.known.sections[[2]int{p.Parts[0].Page.Number, p.Parts[0].Block}])
	}
	if r.heading(p) {
		return
	}
	first := p.Parts[0]
	at := &place{
		scope: "narrative", text: p.Text, offset: first.From, first: len(r.out.Claims),
		source: schema.Source{Page: first.Page.Number, Block: first.Block, Row: -1, Column: -1,
			Box: first.Page.Blocks[first.Block].Box},
	}
	switch {
	case r.under.skip:
		return
	case ok && field == "name" && value != "":
		r.open(value)
		return
	case ok && r.under.project != "" && (field == "basis" || field == "period" || field == "unit"):
		return
	}
	at.topic = r.topicOf(p.Text, rest)
	last := r.read(at)
	r.extents(p.Text, at.first)
	if hasSuffix(p.Text, "其中：", "其中:", "包括：", "包括:", "为：") && len(r.out.Claims) > r.under.first {
		if r.under.whole = last; last < 0 {
			r.under.whole = len(r.out.Claims) - 1
		}
	}
}

// topicOf is the function or the item that a passage is about, as its headings
// or its own first words say: 2.公务接待费。2025年预算数3万元.
func (r *reader) topicOf(text, rest string) (topic string) {
	for _, h := range r.heads[3:] {
		if functional(h) {
			topic = r.clean(h)
		}
	}
	if name, more, ok := strings.Cut(rest, "。"); ok && rest != text && more != "" && topic == "" && r.c.titled(name) {
		topic = r.clean(name)
	}
	return topic
}

// longestTitle is how many characters the name of an item has that stands
// before the sentences about it.
const longestTitle = 20

// titled reports words that are nothing but the name of an item.
func (c *Catalogue) titled(s string) bool {
	return utf8.RuneCountInString(s) <= longestTitle && !strings.ContainsAny(s, "，,；：") &&
		!hasSuffix(s, "情况", "说明", "如下") && !c.figured(s)
}

// figured reports a text with figures.
func (c *Catalogue) figured(s string) bool {
	for _, t := range c.tokens(s) {
		if t.figure() {
			return true
		}
	}
	return false
}

// known is what tables and projects say, by what sentences ask for.
type known struct {
	codes    map[nameOf][]string         // functional codes that tables print beside a folded name
	carried  map[schema.Coordinates]bool // totals that tables print with the money carried over; Item is empty
	projects map[string]string           // names by folded names
	sections map[[2]int]string           // projects by the page and the block where their section begins
}

// nameOf is the name of a code of so many digits.
type nameOf struct {
	name   string
	digits int
}

func knownOf(d *Document) known {
	k := known{map[nameOf][]string{}, map[schema.Coordinates]bool{}, map[string]string{}, map[[2]int]string{}}
	for i := range d.Facts {
		f := &d.Facts[i]
		if f.Function != "" && f.CodeName != "" {
			n := nameOf{zh.Fold(f.CodeName), len(f.Function)}
			if !slices.Contains(k.codes[n], f.Function) {
				k.codes[n] = append(k.codes[n], f.Function)
			}
		}
		if at := f.Coordinates; at.Item == "with_carryover" {
			at.Item = ""
			k.carried[at] = true
		}
	}
	for i := range d.Projects {
		p := &d.Projects[i]
		if f := zh.Fold(p.Name); k.projects[f] == "" {
			k.projects[f] = p.Name
		}
		for _, s := range p.Sources {
			if at := [2]int{s.Page, s.Block}; s.TableID == "" && k.sections[at] == "" {
				k.sections[at] = p.Name
			}
		}
	}
	return k
}

// read attaches the sentences of a text, one after the other. It gives the last
// claim that is no aside, -1 if there is none.
func (r *reader) read(at *place) (last int) {
	list := r.c.sentences(at.text)
	t := thread{topic: at.topic, last: -1, within: -1, ended: -1}
	for i := range list {
		t = r.attach(at, &list[i], t)
	}
	return t.last
}

// index is a claim as an enumeration names it before IDs are given.
func index(i int) string { return fmt.Sprint(i) }
