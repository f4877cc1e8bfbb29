package normalize

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/document/passage"
	"github.com/yusuan/yusuan/normalize/claim"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// claims reads what the sentences of the narrative, and the goals of
// performance tables, say.
func (n *normalizer) claims() {
	d := claim.Document{
		Passages: passage.Of(n.doc, afterContents), Goals: n.goals(), Profile: &n.rec.Profile, Stage: n.stage(),
		Facts: n.rec.Facts, Projects: n.rec.Projects, Lexicon: lexicon{n.words()},
		Room: func(sentence string) bool {
			// A sentence is printed once with every claim in it.
			return budget.Charge(n.ctx, budget.Characters, len(sentence)) == nil && n.room(rowsOfClaim)
		},
	}
	said := claim.Read(n.ctx, &n.cat.sentences, &d)
	n.rec.Claims, n.rec.LeftOver, n.rec.Said = said.Claims, said.LeftOver, said.Amounts
	for i := range n.rec.Claims {
		c := &n.rec.Claims[i]
		c.ID = fmt.Sprintf("%s-s%04d", n.doc.ID, i)
		c.DocumentID = n.doc.ID
		if at, err := strconv.Atoi(c.Enumeration); err == nil {
			c.Enumeration = fmt.Sprintf("%s-s%04d", n.doc.ID, at)
		}
	}
}

// afterContents is the first block of a page that is none of its table of
// contents, whose lines are headings of other pages: the first heading that
// the contents have listed, or else the one of the first sentence.
func afterContents(page *document.Page) int {
	if page.Number == 0 {
		return 0
	}
	from := slices.IndexFunc(page.Blocks, func(b document.Block) bool { return isContents(document.Squeeze(b.Text)) })
	if from < 0 {
		return 0
	}
	listed := map[string]bool{}
	for i := from + 1; i < len(page.Blocks); i++ {
		name := entry(page.Blocks[i].Text)
		if strings.Contains(page.Blocks[i].Text, "。") {
			return max(i-1, from+1)
		}
		if name != "" && listed[name] {
			return i
		}
		listed[name] = true
	}
	return len(page.Blocks)
}

// goals are the goals of performance tables.
func (n *normalizer) goals() (out []claim.Goal) {
	for i := range n.rec.Tables {
		t := &n.rec.Tables[i]
		if t.Kind != schema.PerformanceProject {
			continue
		}
		f := n.cat.formOf(t.Layout)
		if f == nil {
			continue
		}
		goal, at := n.cat.field(t.Layout, f.head, "goal")
		if goal == "" {
			continue
		}
		c := &t.Layout.Cells[at.Row][at.Col]
		out = append(out, claim.Goal{Text: goal, Project: t.Project,
			Source: schema.Source{TableID: t.ID, Page: c.Page, Block: -1, Row: at.Row, Column: at.Col, Box: c.Box}})
	}
	return out
}

// loadSentences compiles how sentences with figures are put.
func loadSentences(c *claim.Catalogue, layers []fs.FS) error {
	if err := eachYAML(layers, "claims.yaml", c.Add); err != nil {
		return err
	}
	if err := c.Compile(); err != nil {
		return fmt.Errorf("claims.yaml: %w", err)
	}
	return nil
}

// lexicon is the catalogue as sentences ask it.
type lexicon struct{ cat *Catalogue }

// folded is a label as words are compared, of the ways to write one word the
// usual one.
func folded(label string) string { return strings.ReplaceAll(zh.Fold(label), "其它", "其他") }

func (l lexicon) Row(base claim.Meaning, label string) (m claim.Meaning, known, unknown int) {
	out, known, unknown := meaning(base).read(&l.cat.labels.rows, folded(label))
	if l.cat.ofGovernments && out.Fund == "" && known > 0 && unknown == 0 {
		out.Fund = l.fund(label)
	}
	return claim.Meaning(out), known, unknown
}

func (l lexicon) Whole(label string) (claim.Meaning, bool) {
	m, ok := l.cat.labels.rows.exact(folded(label))
	if !ok {
		return claim.Meaning{}, false
	}
	out := *m
	if l.cat.ofGovernments && out.Fund == "" {
		out.Fund = l.fund(label)
	}
	return claim.Meaning(out), true
}

// fund is the one that the words of a government's row name, which in tables the title does.
func (l lexicon) fund(label string) schema.Fund {
	words, _, _ := meaning{}.read(&l.cat.labels.heads, folded(label))
	return words.Fund
}

func (l lexicon) Head(base claim.Meaning, heading string) claim.Meaning {
	out, _, _ := meaning(base).read(&l.cat.labels.heads, folded(heading))
	return claim.Meaning(out)
}

func (l lexicon) Narrow(wide, close claim.Meaning) claim.Meaning {
	return claim.Meaning(meaning(wide).narrow(meaning(close)))
}

func (l lexicon) Fund(kind schema.TableKind) schema.Fund { return l.cat.labels.kinds[kind].Fund }

func (l lexicon) Function(name, parent string, digits int) (string, bool) {
	return l.cat.codes.functionByName(folded(name), parent, digits)
}

func (l lexicon) Revenue(name string) (string, claim.Meaning) {
	const class = "1"
	code := l.cat.codes.among(folded(name), class, "", true)
	if code == "" {
		return "", claim.Meaning{}
	}
	return code, claim.Meaning(l.cat.codeMeaning(code))
}

func (l lexicon) Field(text string) (field, value string, ok bool) { return l.cat.forms.labelled(text) }

// words is the catalogue that the sentences of the document are read with.
func (n *normalizer) words() *Catalogue {
	if n.rec.Profile.ReportKind.Government() && n.cat.governments != nil {
		return n.cat.governments.words
	}
	return n.cat
}
