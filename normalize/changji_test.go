package normalize

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/normalize/claim"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// changji reads the Markdown document whose projects, indicators and claims
// were verified by hand.
func changji(t *testing.T) (truth, *schema.Record) {
	t.Helper()
	for _, tr := range truths(t, shared) {
		if len(tr.Claims) == 0 {
			continue
		}
		data, err := os.ReadFile("../../shared/corpus/changji-hrss-2025-budget.md")
		if err != nil {
			t.Skip(err)
		}
		r, err := extract.New(extract.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		doc, err := r.Read(context.Background(), extract.Input{Source: "changji.md", Data: data})
		if err != nil {
			t.Fatal(err)
		}
		return tr, normalized(doc, Options{})
	}
	t.Skip("no document with claims")
	return truth{}, nil
}

func TestChangjiProjects(t *testing.T) {
	tr, rec := changji(t)
	got := map[string]schema.Project{}
	for _, p := range rec.Projects {
		got[p.Name] = p
	}
	if len(got) != len(tr.Projects) {
		t.Errorf("%d projects, want %d", len(got), len(tr.Projects))
	}
	for _, want := range tr.Projects {
		p, ok := got[want.Name]
		if !ok {
			t.Errorf("%s is missing", want.Name)
			continue
		}
		var items []string
		for _, a := range want.Allocation {
			items = append(items, a.Item+" "+a.Amount)
		}
		var have []string
		for _, a := range p.Allocation {
			have = append(have, a.Name+" "+a.Amount.Text)
		}
		for _, c := range []struct{ what, got, want string }{
			{"total", p.Total.Text, want.Total}, {"fiscal", p.Fiscal.Text, want.Fiscal}, {"other", p.Other.Text, want.Other},
			{"unit", p.ResponsibleUnit, want.ResponsibleUnit},
			{"basis", strings.Join(p.PolicyBasis, "\n"), strings.Join(want.PolicyBasis, "\n")},
			{"allocation", strings.Join(have, "\n"), strings.Join(items, "\n")},
			{"start", p.PeriodStart, want.PeriodStart}, {"end", p.PeriodEnd, want.PeriodEnd},
			{"goal", fmt.Sprint(p.Goal != ""), fmt.Sprint(want.GoalPresent)},
		} {
			if c.got != c.want {
				t.Errorf("%s %s:\n got %s\nwant %s", want.Name, c.what, c.got, c.want)
			}
		}
	}
}

func TestChangjiIndicators(t *testing.T) {
	tr, rec := changji(t)
	key := func(scope, three string) string { return scope + "|" + three }
	got := map[string]schema.Indicator{}
	for _, i := range rec.Indicators {
		got[key(i.Scope, i.Level3)] = i
	}
	if len(rec.Indicators) != len(tr.Indicators) {
		t.Errorf("%d indicators, want %d", len(rec.Indicators), len(tr.Indicators))
	}
	for _, want := range tr.Indicators {
		s := func(field string) string { return fmt.Sprint(want[field]) }
		i, ok := got[key(s("scope"), s("level3"))]
		if !ok {
			t.Errorf("%s %s is missing", s("scope"), s("level3"))
			continue
		}
		for field, have := range map[string]string{
			"level1": i.Level1, "level2": i.Level2, "operator": string(i.Operator), "value": i.Value, "unit": i.Unit,
			"basis":     i.Basis,
			"last_year": i.LastYear, "weight": i.Weight, "scoring": i.Scoring, "evidence": i.Evidence,
		} {
			if have != s(field) {
				t.Errorf("%s %s: %s %q, want %q", s("scope"), s("level3"), field, have, s(field))
			}
		}
	}
}

func TestChangjiClaims(t *testing.T) {
	tr, rec := changji(t)
	used := map[int]bool{}
	right := 0
	for _, want := range tr.Claims {
		found := -1
		for i, c := range rec.Claims {
			unit := c.Amount.Unit
			if c.Amount.Text == "" {
				unit = c.Change.Unit
			}
			if used[i] || string(c.Scope) != want.Scope || c.Amount.Text != want.Amount || unit != want.Unit ||
				c.Share.Text != strip(want.Share) || c.Change.Text != want.Change || string(c.Direction) != want.Direction ||
				c.Rate.Text != want.Rate ||
				!sameSubject(c.Subject, want.Subject) && !sameWords(c, want.Quote) {
				continue
			}
			found = i
			break
		}
		if found < 0 {
			t.Errorf("%s %s: %s = %s %s, share %s, change %s %s %s (%s)", want.ID, want.Section, want.Subject, want.Amount,
				want.Unit, want.Share, want.Direction, want.Change, want.Rate, want.Quote)
			continue
		}
		used[found] = true
		right++
	}
	t.Logf("%d of %d claims; %d more", right, len(tr.Claims), len(rec.Claims)-len(used))
	if os.Getenv("DUMP") != "" {
		for i, c := range rec.Claims {
			if !used[i] {
				t.Logf("  extra %s | %s = %s %s share %s change %s %s %s | %s", c.Section, c.Subject, c.Amount.Text, c.Amount.Unit,
					c.Share.Text, c.Direction, c.Change.Text, c.Rate.Text, c.Quote)
			}
		}
	}
}

// sameWords: the label quotes the words the claim was read from; labels of
// goals name their subjects freely.
func sameWords(c schema.Claim, quote string) bool {
	q, w := zh.Fold(c.Quote), zh.Fold(quote)
	return strings.Contains(q, w) || strings.Contains(w, q) ||
		c.Scope == "goal_text" && strings.Contains(zh.Fold(c.Sentence), w)
}

func strip(s string) string { return strings.TrimSuffix(s, "%") }

// sameSubject: the words of the one that was labelled by hand are those of
// the other, or hold them; the labels explain what the sentence leaves out.
func sameSubject(got, want string) bool {
	g, w := claim.Core(document.Squeeze(got)), claim.Core(want)
	if strings.Contains(g, w) || strings.Contains(w, g) {
		return true
	}
	for _, r := range g {
		if !strings.ContainsRune(w, r) {
			return false
		}
	}
	return true
}
