package verify

import "github.com/yusuan/yusuan/schema"

// What is left of the rules that do not stand in verify/rules yet.

var (
	reasonTotalMissing = ReasonTotalMissing
	reasonPartsMissing = ReasonPartsMissing
	reasonPartBlank    = ReasonPartBlank
	reasonBlank        = ReasonBlank
	reasonSomeBlank    = ReasonSomeBlank
	reasonUnreadable   = ReasonUnreadable
	reasonUnits        = ReasonUnits
	reasonOverlap      = ReasonOverlap
	reasonFamily       = ReasonFamily
	reasonNotCertain   = ReasonNotCertain
	reasonZeroBase     = ReasonZeroBase
	reasonCoverage     = ReasonCoverage
	reasonSubject      = ReasonSubject
	reasonPartial      = ReasonPartial
	reasonUnread       = ReasonUnread
	reasonNoTables     = ReasonNoTables
	reasonNotTabled    = ReasonNotTabled
	reasonAlone        = ReasonAlone
	reasonOtherNames   = ReasonOtherNames
	reasonIncomplete   = ReasonIncomplete
)

var legacyView = NewView(func(p *Pass) *disclosure { return &disclosure{rec: p.Record, tables: p.tables} })

// Figure is an operand of a sentence. It stands where its amount is printed,
// or in its paragraph if that cannot be told.
func (p *Pass) Figure(s schema.Source, label string, a schema.Amount) schema.Operand {
	return legacyView.Of(p).figure(s, label, a)
}

// Place is an operand outside the grid of a table, or in one.
func (p *Pass) Place(s schema.Source, label, text string) schema.Operand {
	return legacyView.Of(p).place(s, label, text)
}

func (p *Pass) Legacy(rule string) []Result { return legacyResults.Of(p)[rule] }

var legacyResults = NewView(func(p *Pass) map[string][]Result {
	d := legacyView.Of(p)
	var results []result
	for _, rule := range []func() []result{
		d.claimAmounts, d.claimRates, d.claimCompletions, d.claimShares, d.claimSums, d.claimChanges, d.listSums, d.restatements, d.directions,
		d.zeroBases, d.noneBudgeted, d.causes, d.listedZeros,
	} {
		results = append(results, rule()...)
	}
	judge(results)
	d.doubt(results)
	out := map[string][]Result{}
	for i := range results {
		r := results[i].plain()
		r.Milder = string(results[i].severity)
		r.Args = Args{"zh": results[i].zh, "en": results[i].en}
		if results[i].zh != "" {
			r.Message = "legacy"
			if results[i].neutral {
				r.Message = "neutral"
			}
		}
		out[results[i].rule] = append(out[results[i].rule], r)
	}
	return out
})
