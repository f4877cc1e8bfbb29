package claim

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/passage"
	"github.com/yusuan/yusuan/schema"
)

// built is the catalogue that comes with the program.
func built(t testing.TB) *Catalogue {
	t.Helper()
	data, err := os.ReadFile("../catalogue/claims.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var f File
	if err := yaml.UnmarshalWithOptions(data, &f, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	c := &Catalogue{}
	if err := c.Add(f); err != nil {
		t.Fatal(err)
	}
	if err := c.Compile(); err != nil {
		t.Fatal(err)
	}
	return c
}

// names are the kinds of a text's tokens in words.
func names(c *Catalogue, text string) (out []string) {
	of := map[kind]string{}
	for name, k := range kinds {
		of[k] = name
	}
	for _, t := range c.tokens(text) {
		out = append(out, of[t.kind])
	}
	return out
}

func TestTokens(t *testing.T) {
	c := built(t)
	for text, want := range map[string]string{
		"比2024年预算增加5.0万元":          "compare year budget change money",
		"与上年相比，减少10%":              "compare before beside comma change percent",
		"较年初预算数":                   "compare plan",
		"决算数小于全年预算数":               "final versus plan",
		"单价50万元以上设备2台（套）":          "word number word count",
		"约3,000余人次":                "about count",
		"支持商业稳增长30万元":              "word none money",
		"公共安全支出（204类）":             "word fill open number word shut",
		"同级财政":                     "none word",
		"从收入分类来看：税收收入1亿元":          "word fill word view colon word fill money",
		"两项合计占0.1%":                "sum share percent",
		"同比增长２％":                   "alone change word", // full-width digits are figures of tables
		"收、支总计各是A，B":               "word pause word each word comma word",
		"增加（减少）0万元":                "change open change shut money",
		"2025年度":                   "year",
		"财预〔2022〕6号":               "word year word number word",
		"其中：基本支出":                  "parts colon word fill",
		"主要原因是厉行节约":                "reason word none",
		"":                         "",
		"1.5.3万元":                  "number word",
		"公务接待2批次、26人次":             "word count pause count",
		"收入、支出各是4125.49,4143.91万元": "fill pause fill each money comma money",
		"占比分别为48.8、51.2%":          "share compare each percent pause percent",
		"编号为12、13.1万元":             "word to number pause money",
		"年初预算为10万元，完成预算的80%。":      "plan to money comma done budget of percent",
	} {
		got := strings.Join(names(c, text), " ")
		got = strings.TrimSuffix(got, " ")
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", text, d)
		}
	}
}

func TestCatalogueWithMistakes(t *testing.T) {
	for name, f := range map[string]File{
		"no such kind":  {Words: map[string][]string{"verb": {"跑"}}},
		"no such stage": {Stages: map[schema.Stage][]string{"later": {"明年预算"}}},
		"no such role":  {Figures: []Pattern{{Role: "guess", Figure: []string{"money"}, Tokens: "any*"}}},
		"a kind in a pattern that is none": {Figures: []Pattern{{Role: "amount", Figure: []string{"money"},
			Tokens: "verb any*"}}},
		"a pattern that does not close": {Moves: []Pattern{{Role: "moved", Tokens: "(subject: any*"}}},
	} {
		c := &Catalogue{}
		err := c.Add(f)
		if err == nil {
			err = c.Compile()
		}
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestOverlayPattern: a province that puts things otherwise needs words and a
// pattern, no code.
func TestOverlayPattern(t *testing.T) {
	c := built(t)
	if err := c.Add(File{Words: map[string][]string{"done": {"花了"}},
		Figures: []Pattern{{Role: "done", Figure: []string{"percent"}, Tokens: "any* done any*"}}}); err != nil {
		t.Fatal(err)
	}
	if err := c.Compile(); err != nil {
		t.Fatal(err)
	}
	s := c.sentences("支出10万元，花了预算的八成即80%")
	last := s[0].clauses[len(s[0].clauses)-1].phrases
	if len(last) != 1 || last[0].role != roleDone {
		t.Errorf("%+v", last)
	}
}

// plain is a lexicon that knows three words.
type plain struct{}

func (plain) Row(base Meaning, label string) (m Meaning, known, unknown int) {
	if label == "支出" || label == "收入" {
		base.Flow = schema.Flow(map[string]string{"支出": "expenditure", "收入": "revenue"}[label])
		return base, 2, 0
	}
	return base, 0, utf8.RuneCountInString(label)
}
func (plain) Whole(string) (Meaning, bool)                   { return Meaning{}, false }
func (plain) Head(base Meaning, _ string) Meaning            { return base }
func (plain) Narrow(wide, _ Meaning) Meaning                 { return wide }
func (plain) Fund(schema.TableKind) schema.Fund              { return "" }
func (plain) Function(string, string, int) (string, bool)    { return "", false }
func (plain) Revenue(string) (string, Meaning)               { return "", Meaning{} }
func (plain) Field(string) (field, value string, found bool) { return "", "", false }

// readText reads the lines of a text as paragraphs.
func readText(t testing.TB, c *Catalogue, text string) Result {
	page := document.Page{Number: 1}
	for line := range strings.Lines(text) {
		page.Blocks = append(page.Blocks, document.Block{Kind: document.BlockParagraph, Text: line})
	}
	d := &Document{
		Passages: passage.Of(&document.Document{Pages: []document.Page{page}}, nil),
		Profile:  &schema.Profile{FiscalYear: 2024}, Stage: "final", Lexicon: plain{},
		Room: func(string) bool { return true },
	}
	return Read(t.Context(), c, d)
}

func TestLeftOver(t *testing.T) {
	c := built(t)
	for text, want := range map[string]string{
		"支出10万元。": "",
		"支出10万元，比上年增加（减少）0万元。":      "0 " + whyTemplate,
		"支出与2023年预算一致0万元。":          "0 " + whyTemplate,
		"10万元。":                     "10 " + whyNoSubject,
		"支出10万元、9万元。":               "9 " + whyRepeated,
		"支出10万元，主要原因是增加5万元。":        "5 " + whyNoSubject,
		"支出年初预算为12万元，支出决算为10万元。":    "",
		"支出10万元（上年9万元），其中：收入3万元。":   "",
		"购置单价50万元以上设备，支出10万元，完成9成。": "",
	} {
		r := readText(t, c, text)
		got := ""
		for _, l := range r.LeftOver {
			got += l.Amount.Text + " " + l.Why
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
		if strings.Count(text, "万元") < r.Amounts {
			t.Errorf("%s: %d amounts", text, r.Amounts)
		}
	}
}

// TestSaid: what sentences say that no lexicon is needed for.
func TestSaid(t *testing.T) {
	c := built(t)
	for text, want := range map[string][]string{
		"支出10万元，20%。": {"支出 10"},
		"支出比上年增加10万元，主要原因是增加人员经费9万元、减少会议费1万元。": {"支出 increase 10", "人员经费 increase 9", "减少会议费 1"},
		"支出20万元，比上年增加10万元（主要原因是增加人员经费9万元）。":    {"支出 20 increase 10", "人员经费 increase 9"},
		"教育支出（205类）普通教育（02款）小学教育（02项）支出10万元。":  {"教育支出（205类）普通教育（02款）小学教育（02项）支出 10 2050202"},
		"普通教育（20502款）支出8万元。\n小学教育（02项）支出5万元。":  {"普通教育（20502款）支出 8 20502", "小学教育（02项）支出 5 2050202"},
		"小学教育（02项）支出5万元。":                      {"小学教育（02项）支出 5"},
		"设备采购50万元（含）以上项目3个，支出2万元。":             {"设备采购50万元（含）以上项目数 3", "设备采购50万元（含）以上项目 2"},
		"2024年度支出12万元，2023年支出10万元。":            {"支出 12"},
		"合计10万元。": {"合计 10"},
	} {
		var got []string
		for _, k := range readText(t, c, text).Claims {
			said := []string{k.Subject}
			for _, s := range []string{k.Amount.Text, string(k.Direction), k.Change.Text, k.Function} {
				if s != "" {
					said = append(said, s)
				}
			}
			got = append(got, strings.Join(said, " "))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", text, d)
		}
	}
}

// FuzzRead: whatever a text holds, its tokens are all of it, what claims quote
// stands where they say, and lists name claims before their parts.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"2024年度“三公”经费支出9.07万元，较上年减少0.71万元，下降40%，较年初预算数减少10.93万元，下降54.65%。",
		"收、支总计各是20万元,19万元，较上年各下降5%、6%。\n主要原因：一是人员增加；二是标准提高。",
		"本年收入合计9万元。其中：事业收入（含教育收费2万元）5万元，其他收入4万元，两项合计占10%。（二）支出情况\n支出9万元，其中：",
		"（1）购置费0万元，比上年增加（减少）0万元；1.5.2万元，的80%，（（。；、/，：",
		"从部门来看：甲3亿元，乙2亿元。从分类来看，丙4亿元",
	} {
		f.Add(s)
	}
	c := built(f)
	f.Fuzz(func(t *testing.T, text string) {
		squeezed := document.Squeeze(text)
		end := 0
		for _, token := range c.tokens(squeezed) {
			if token.start != end || token.end <= token.start {
				t.Fatalf("a token from %d to %d after %d", token.start, token.end, end)
			}
			end = token.end
		}
		if end != len(squeezed) {
			t.Fatalf("tokens end at %d of %d", end, len(squeezed))
		}
		if !utf8.ValidString(text) {
			return
		}
		r := readText(t, c, text)
		for i := range r.Claims {
			claim := &r.Claims[i]
			if whole := claim.Enumeration; whole != "" {
				if n := len(whole); n > len(index(i)) || n == len(index(i)) && whole >= index(i) {
					t.Errorf("claim %d is a part of claim %s", i, whole)
				}
			}
			if !strings.Contains(squeezed, claim.Quote) || !strings.Contains(squeezed, claim.Sentence) {
				t.Errorf("claim %d quotes %q of %q", i, claim.Quote, claim.Sentence)
			}
			if claim.Amount.Text == "" && claim.Change.Text == "" && claim.Rate.Text == "" && claim.Share.Text == "" {
				t.Errorf("claim %d says nothing", i)
			}
		}
		if len(r.LeftOver) > r.Amounts {
			t.Errorf("%d of %d amounts are left over", len(r.LeftOver), r.Amounts)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	c := built(b)
	text := strings.Repeat("1.教育支出（类）普通教育（款）小学教育（项）年初预算为10万元，支出决算为9.5万元，"+
		"完成年初预算的95%，比上年增加1万元，增长11.76%。决算数小于预算数的主要原因是厉行节约。\n", 100)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		readText(b, c, text)
	}
}
