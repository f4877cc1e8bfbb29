package project

import (
	"context"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "evaluation_score",
		TitleZH:  "自评得分不超过分值，总分等于各项得分之和",
		TitleEN:  "A score is not above its points, and the scores add up to the total",
		Severity: schema.SeverityWarning,
		Messages: verify.Messages{
			"": verify.SumMessage,
			"most": {
				ZH: "{where}得{printed}分，超过分值{other_text}分。",
				EN: "{where} gives {printed} points of at most {other_text}.",
			},
		},
		Kinds:   []string{"performance_project"},
		Source:  "《项目支出绩效自评表》表式",
		Example: "总分 96.93 = 预算执行率 9.43 + 各指标得分 87.50",
		Run: func(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
			for _, f := range formsInOrder(p) {
				out = append(out, f.ofExecution(p)...)
				out = append(out, f.points(p)...)
			}
			return out, nil
		},
	})
}

// ofExecution: the points for the execution of the budget are not more than
// there are.
func (f *Form) ofExecution(p *verify.Pass) []verify.Result {
	money := f.money()
	if len(money) != 1 {
		return nil
	}
	total := money[0][0]
	at := f.executionColumns(total.row, total.col)
	weight, ok1 := at["weight"]
	score, ok2 := at["score"]
	if !ok1 || !ok2 {
		return nil
	}
	if r, ok := f.atMost(p, total.row, pointColumns{weight, score}, f.label(total.row, total.col)); ok {
		return []verify.Result{r}
	}
	return nil
}

// pointColumns are the column of the points there are and that of those given.
type pointColumns struct{ weight, score int }

// given are the points given and there are in a row. Points are not rounded.
func (f *Form) given(row int, at pointColumns, name string) (score, weight verify.Observation, ok1, ok2 bool) {
	score, ok1 = f.figure(row, at.score, name, "得分")
	weight, ok2 = f.figure(row, at.weight, name, "分值")
	return score, weight, ok1, ok2
}

func exactly(o verify.Observation) verify.Observation {
	o.Interval = amount.Point(o.Interval.Mid())
	return o
}

// atMost: the points given in a row are not more than the points there are.
func (f *Form) atMost(p *verify.Pass, row int, at pointColumns, name string) (r verify.Result, ok bool) {
	score, weight, ok1, ok2 := f.given(row, at, name)
	if !ok1 && !ok2 {
		return r, false
	}
	r = p.AtMost(f.key(row, at.score), "most", exactly(score), exactly(weight))
	if !ok1 {
		return r.NotCheckable(verify.ReasonTotalMissing), score.Operand.Text == "" && score.Operand.TableID != ""
	}
	if !ok2 {
		return r.NotCheckable(verify.ReasonPartsMissing), weight.Operand.Text == "" && weight.Operand.TableID != ""
	}
	r.Say("most", nil)
	return r, true
}

// indicatorLevels are the columns that name an indicator.
const indicatorLevels = 3

// points: the points of the indicators and of the execution of the budget add
// up to the total. That all are seen is certain if the points there are do.
func (f *Form) points(p *verify.Pass) (out []verify.Result) {
	head, at := f.pointHeads()
	if head < 0 {
		return nil
	}
	var scores, weights []verify.Observation
	add := func(row int, at pointColumns, name string) {
		if score, weight, ok1, ok2 := f.given(row, at, name); ok1 && ok2 {
			scores, weights = append(scores, exactly(score)), append(weights, exactly(weight))
		}
	}
	if row, col, of := f.executionPoints(); row >= 0 && row < head {
		add(row, pointColumns{of["weight"], of["score"]}, f.label(row, col))
	}
	for row := head + 1; row < f.rows; row++ {
		name := f.label(row, 0)
		if words.Evaluation["total"].MatchString(name) {
			return append(out, f.allPoints(p, row, at, scores, weights)...)
		}
		for col := range min(at.weight, indicatorLevels) {
			if text := f.label(row, col); text != "" {
				name = text
			}
		}
		if r, ok := f.atMost(p, row, at, name); ok {
			out = append(out, r)
		}
		add(row, at, name)
	}
	return out
}

// allPoints holds the row of the totals against the points above it.
func (f *Form) allPoints(p *verify.Pass, row int, at pointColumns, scores,
	weights []verify.Observation) []verify.Result {
	total, whole, ok1, ok2 := f.given(row, at, f.label(row, 0))
	if len(scores) < 2 || !ok1 && !ok2 {
		return nil
	}
	if !ok1 || !ok2 {
		return []verify.Result{verify.NotCheckable(f.key(row, at.score), verify.ReasonTotalMissing, total.As(0),
			whole.As(0))}
	}
	all := p.CompareSum(f.key(row, at.weight), "weights", false, whole, weights...)
	sum := p.CompareSum(f.key(row, at.score), "total", all.Outcome == schema.Exact, total, scores...)
	if all.Outcome != schema.Exact {
		sum = sum.NotCheckable(verify.ReasonIncomplete)
	}
	return []verify.Result{sum}
}

// pointHeads are the header row of the indicators and its columns of points;
// the row is -1 if there is none.
func (f *Form) pointHeads() (row int, at pointColumns) {
	for row := range f.rows {
		at := pointColumns{-1, -1}
		indicators := false
		for col := range f.cols {
			text := verify.Bare(f.text(row, col))
			indicators = indicators || strings.Contains(text, "三级指标")
			switch {
			case words.Evaluation["weight"].MatchString(text):
				at.weight = col
			case words.Evaluation["score"].MatchString(text):
				at.score = col
			}
		}
		if indicators && at.weight >= 0 && at.score >= 0 {
			return row, at
		}
	}
	return -1, pointColumns{}
}
