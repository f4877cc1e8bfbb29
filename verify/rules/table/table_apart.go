package table

import (
	"context"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "table_apart",
		TitleZH:  "整张表的数字与自身合计、与其他表相符",
		TitleEN:  "A table as a whole fits its own sums and the other tables",
		Severity: schema.SeverityWarning,
		Messages: verify.Messages{
			"sums": {
				ZH: "《{title}》{on}的合计关系有{broken}处不成立、{held}处成立，整张表可能错行、错列。",
				EN: "Of the sums of table “{title}”{on} {broken} do not hold and {held} do: the whole table may be shifted.",
			},
			"others": {
				ZH: "《{title}》{on}与《{other_title}》共有的数字{broken}处不符、{held}处相符，整张表可能错行、属于另一年度或另一口径。",
				EN: "Of the figures that table “{title}”{on} shares with “{other_title}” {broken} differ and {held} agree: the " +
					"whole table may be shifted or of another year.",
			},
			"scaled": {
				ZH: "《{title}》{on}与《{other_title}》共有的{broken}处数字均相差{factor}倍，整张表的单位可能有误。",
				EN: "All {broken} figures that table “{title}”{on} shares with “{other_title}” are off by a factor of {factor}: " +
					"the unit of the whole table may be wrong.",
			},
		},
		Kinds:   []string{"any"},
		Source:  "《地方预决算公开操作规程》：公开的报表之间应当衔接一致",
		Example: "支出决算表自第10行起错行，21处合计中19处不成立",
		Run:     tableApart,
	})
}

// A table is apart as a whole where so many of its relations fail that none of
// them is believed (see verify.DropFailingFamilies), and more than hold; a few
// are enough where none holds. No table of the published documents that were
// read rightly has one such family.
const (
	enoughBroken = 5
	fewBroken    = 3
	mostlyBroken = 3 // times as many as hold
)

func apart(broken, held int) bool {
	return broken >= enoughBroken && broken > mostlyBroken*held || broken >= fewBroken && held == 0
}

// tally counts the relations of a table that fail together and those that
// hold, with the figures of the first that fails.
type tally struct {
	broken, held int
	first        verify.Result
	factor       decimal.Decimal // between all that differ; zero if there is none
}

func (t *tally) add(r verify.Result, broken bool) {
	switch {
	case broken && t.broken == 0:
		t.broken, t.first = 1, r
	case broken:
		t.broken++
	case r.Holds() && r.Telling:
		t.held++
	}
}

// tableApart finds tables in which nearly every relation fails: that is no
// reason to be silent.
func tableApart(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	sums := map[string]*tally{}
	for _, of := range statings {
		for _, r := range relations.Of(p)[of.rule] {
			if sums[r.TableID] == nil {
				sums[r.TableID] = &tally{}
			}
			sums[r.TableID].add(r, r.Reason == verify.ReasonFamily.ID && r.Certain)
		}
	}
	pairs, order := tallyPairs(p)
	bad := map[string]int{}
	for pair, t := range pairs {
		if apart(t.broken, t.held) {
			bad[pair.one]++
			bad[pair.all]++
		}
	}
	told := map[string]bool{}
	for i := range p.Record.Tables {
		t := &p.Record.Tables[i]
		if s := sums[t.ID]; s != nil && !p.Untitled(t.ID) && apart(s.broken, s.held) {
			told[t.ID] = true
			out = append(out, s.of(p, t, "sums"))
		}
	}
	for _, pair := range order {
		s, odd := pairs[pair], pair.one
		if bad[pair.all] > bad[pair.one] {
			odd = pair.all
		}
		if !apart(s.broken, s.held) || told[pair.one] || told[pair.all] {
			continue
		}
		t := p.Table(odd)
		if t == nil || s.factor.Equal(tenThousand) {
			continue // one of them names the wrong unit: see unit_conflict
		}
		told[odd] = true
		message := "others"
		if s.factor.IsPositive() && s.held == 0 {
			message = "scaled"
		}
		out = append(out, s.of(p, t, message))
	}
	return out, nil
}

// tallyPairs counts what two tables print both, by pairs of tables in their
// order.
func tallyPairs(p *verify.Pass) (pairs map[pairOfTables]*tally, order []pairOfTables) {
	pairs = map[pairOfTables]*tally{}
	for _, r := range agreements.Of(p) {
		pair := pairOfTables{r.TableID, r.Operands[1].TableID}
		t := pairs[pair]
		if t == nil {
			t = &tally{}
			pairs[pair] = t
			order = append(order, pair)
		}
		broken := r.Outcome == schema.Inconsistent
		if broken {
			t.scale(r)
		}
		t.add(r, broken)
	}
	return pairs, order
}

// tenThousand is what lies between 元 and 万元.
var tenThousand = decimal.New(1, 4)

// scale keeps the factor that lies between the two figures of a failure, if it
// is that of those before.
func (t *tally) scale(r verify.Result) {
	factor := decimal.Zero
	if !r.Expected.IsZero() && !r.Printed.IsZero() {
		large, small := r.Printed.Abs(), r.Expected.Abs()
		if large.LessThan(small) {
			large, small = small, large
		}
		if q := large.DivRound(small, factorPlaces); q.Equal(q.Round(0)) {
			factor = q.Round(0)
		}
	}
	if t.broken > 0 && !t.factor.Equal(factor) {
		factor = decimal.Zero
	}
	t.factor = factor
}

// factorPlaces is to how many decimals two figures are a whole factor apart.
const factorPlaces = 2

// of is the result about a whole table.
func (t *tally) of(p *verify.Pass, table *schema.Table, message string) verify.Result {
	o := p.OfTable(table, table.Layout.Title)
	on := verify.Text{}
	if o.Page > 0 {
		on = verify.At(o.Page)
	}
	args := verify.Args{"title": table.Layout.Title, "on": on, "broken": t.broken, "held": t.held,
		"factor": t.factor.String()}
	r := verify.Notice(verify.Tail(table.ID)+"-apart", o, message, args)
	for _, other := range t.first.Operands[:min(2, len(t.first.Operands))] {
		if other.TableID != table.ID {
			args["other_title"] = other.TableTitle
		}
		r.Operands = append(r.Operands, other)
	}
	r.OfTable = true
	return r
}
