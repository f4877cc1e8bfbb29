package serve

import (
	"context"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-analyze/charts"
	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/schema"
)

// The three charts, of an organization or of all departments.
const (
	chartFunction = "function" // expenditure by function over the years
	chartPublic   = "public"   // the three public expenses over the years
	chartStage    = "stage"    // budget against final accounts
)

// mostSeries are the functions that are told apart; the rest is one.
const mostSeries = 5

// restSeries stands for the functions that are not told apart.
const restSeries = "rest"

// colours of series, those of Okabe and Ito, which people tell apart who see
// fewer colours; style.css has the same.
var colours = []charts.Color{{R: 0, G: 114, B: 178, A: 255}, {R: 230, G: 159, B: 0, A: 255},
	{R: 0, G: 158, B: 115, A: 255}, {R: 204, G: 121, B: 167, A: 255}, {R: 86, G: 180, B: 233, A: 255},
	{R: 213, G: 94, B: 0, A: 255}}

// chartData is what a chart shows: a value for each series and year. Its
// figures stand in a table beside it.
type chartData struct {
	Name   string
	Title  present.Text
	Unit   present.Text
	Years  []int
	Series []series
}

type series struct {
	present.Text
	Values []string          // as printed in the table; empty for none
	yuan   []decimal.Decimal // likewise
	known  []bool
}

// chartLink is a chart on a page.
type chartLink struct {
	chartData
	Light, Dark string // addresses
}

// charts are those of an organization, or of all departments, that have
// something to show.
func (r *request) charts(ctx context.Context, organization string) (out []chartLink, err error) {
	for _, name := range []string{chartFunction, chartStage, chartPublic} {
		data, err := r.site.chartData(ctx, organization, name)
		if err != nil {
			return nil, err
		}
		if len(data.Series) == 0 || name == chartStage && len(data.Series) == 1 && len(data.Years) == 1 {
			continue // a single bar is no picture
		}
		base := "chart-" + name
		if organization != "" {
			base = organization + "-" + name
		}
		out = append(out, chartLink{*data, base + "-light.svg", base + "-dark.svg"})
	}
	return out, nil
}

// chart draws one.
func (r *request) chart(ctx context.Context, organization, name string) (*answer, error) {
	name, theme, _ := strings.Cut(strings.TrimPrefix(name, "chart-"), "-")
	if theme != "light" && theme != "dark" || !slices.Contains([]string{chartFunction, chartPublic, chartStage}, name) {
		return nil, errNotFound
	}
	data, err := r.site.chartData(ctx, organization, name)
	if err != nil {
		return nil, err
	}
	if len(data.Series) == 0 {
		return nil, errNotFound
	}
	b, err := data.draw(theme)
	return &answer{status: http.StatusOK, kind: ".svg", body: b}, err
}

// sumKey is a coordinate of a chart.
type sumKey struct {
	year   int
	series string
}

func (s *Site) chartData(ctx context.Context, organization, name string) (*chartData, error) {
	query, values := `SELECT year, stage, code, yuan, kind FROM totals WHERE measure = ?`, []any{}
	if organization != "" {
		query = `SELECT year, stage, code, yuan, kind FROM figures WHERE measure = ? AND organization_id =
			(SELECT id FROM organizations WHERE key = ?)`
		values = append(values, organization)
	}
	measure := map[string]string{chartFunction: measureFunction, chartPublic: measurePublic,
		chartStage: measureTotal}[name]
	rows, err := s.db.QueryContext(ctx, query, append([]any{measure}, values...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()                                                       //nolint:errcheck // Err tells
	sums := map[string]map[sumKey]decimal.Decimal{"budget": {}, "final": {}} // by what kind of report prints them
	for rows.Next() {
		var year int
		var stage, code, text, kind string
		if err := rows.Scan(&year, &stage, &code, &text, &kind); err != nil {
			return nil, err
		}
		yuan, err := decimal.NewFromString(text)
		if err != nil {
			return nil, err
		}
		// The budget is that of the budget report: final accounts print it too.
		if !strings.HasSuffix(kind, "_"+stage) || year == 0 {
			continue
		}
		key := sumKey{year, code}
		if name == chartStage {
			key.series = stage
		}
		sums[stage][key] = sums[stage][key].Add(yuan)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return s.arrange(name, sums), nil
}

// arrange puts sums in the order of a chart. Function and three public expenses
// are of final accounts where a year has them, and else of the budget.
func (s *Site) arrange(name string, sums map[string]map[sumKey]decimal.Decimal) *chartData {
	d := &chartData{Name: name, Unit: present.Text{ZH: "万元", EN: "ten thousand yuan"}}
	all := map[sumKey]decimal.Decimal{}
	final := map[int]bool{}
	for k, v := range sums["final"] {
		all[k], final[k.year] = v, true
	}
	for k, v := range sums["budget"] {
		if name == chartStage || !final[k.year] {
			all[k] = v
		}
	}
	years, names := map[int]bool{}, map[string]decimal.Decimal{}
	for k, v := range all {
		years[k.year], names[k.series] = true, names[k.series].Add(v)
	}
	d.Years = slices.Sorted(maps.Keys(years))
	var order []string
	switch name {
	case chartFunction:
		d.Title = present.Text{ZH: "按功能分类的支出", EN: "Expenditure by function"}
		order = slices.SortedFunc(maps.Keys(names), func(a, b string) int {
			if c := names[b].Cmp(names[a]); c != 0 {
				return c
			}
			return strings.Compare(a, b)
		})
	case chartPublic:
		d.Title = present.Text{ZH: "“三公”经费", EN: "Three public expenses"}
		for _, item := range publicItems[1:] {
			order = append(order, string(item))
		}
	case chartStage:
		d.Title = present.Text{ZH: "支出：预算与决算", EN: "Expenditure: budget against final accounts"}
		order = []string{"budget", "final"}
	}
	order = slices.DeleteFunc(order, func(one string) bool { return names[one].IsZero() })
	if name == chartFunction && len(order) > mostSeries+1 {
		for _, one := range order[mostSeries:] {
			for _, y := range d.Years {
				if v, ok := all[sumKey{y, one}]; ok {
					all[sumKey{y, restSeries}] = all[sumKey{y, restSeries}].Add(v)
				}
			}
		}
		order = append(order[:mostSeries], restSeries)
	}
	for _, one := range order {
		line := series{Text: s.seriesName(name, one)}
		for _, y := range d.Years {
			v, ok := all[sumKey{y, one}]
			text := ""
			if ok {
				text = v.Shift(-4).StringFixed(2)
			}
			line.yuan, line.known, line.Values = append(line.yuan, v), append(line.known, ok), append(line.Values, text)
		}
		d.Series = append(d.Series, line)
	}
	return d
}

func (s *Site) seriesName(chart, name string) present.Text {
	switch chart {
	case chartFunction:
		if name == restSeries {
			return present.Text{ZH: "其他各类", EN: "all others"}
		}
		c := s.classes[name]
		if c.zh == "" {
			c.zh = name
		}
		if c.en == "" {
			c.en = c.zh
		}
		return present.Text{ZH: c.zh, EN: c.en}
	case chartPublic:
		return present.Label(schema.Item(name))
	}
	return present.Label(schema.Stage(name))
}

// draw makes a picture of the figures. Their places are floats; the figures
// themselves stand beside it as decimals.
func (d *chartData) draw(theme string) ([]byte, error) {
	values := make([][]float64, len(d.Series))
	var years []string
	for i, s := range d.Series {
		for k := range d.Years {
			v := charts.GetNullValue()
			if s.known[k] {
				v = s.yuan[k].Shift(-4).InexactFloat64() //nolint:forbidigo // a place in a picture
			}
			values[i] = append(values[i], v)
		}
	}
	for _, y := range d.Years {
		years = append(years, strconv.Itoa(y))
	}
	o := charts.NewBarChartOptionWithData(values)
	o.Theme = charts.GetTheme(theme).WithBackgroundColor(charts.ColorTransparent).WithSeriesColors(colours)
	o.CategoryAxis.Labels = years
	// The library does not know how wide Chinese is set: the legend stands beside the picture.
	o.Legend = charts.LegendOption{Show: charts.Ptr(false)}
	axis := charts.ValueAxisOption{ValueFormatter: func(v float64) string { return present.Thousands(int(math.Round(v))) }}
	if !d.negative() {
		top, steps := ceiling(d.highest())
		axis.Min, axis.Max, axis.LabelCount = charts.Ptr(0.0), charts.Ptr(float64(top)), steps+1
		axis.RangeValuePaddingScale = charts.Ptr(0.0)
	}
	o.ValueAxis = []charts.ValueAxisOption{axis}
	o.BarSize = min(0.7, 0.15*float64(len(years)))
	o.StackSeries = charts.Ptr(d.Name != chartStage && !d.negative())
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputSVG, Width: 640, Height: 340})
	if err := p.BarChart(o); err != nil {
		return nil, err
	}
	return p.Bytes()
}

// highest is the top of the highest bar, in units of ten thousand yuan, rounded up.
func (d *chartData) highest() (most int64) {
	for k := range d.Years {
		sum := decimal.Zero
		for _, s := range d.Series {
			if d.Name == chartStage { // beside each other
				most = max(most, s.yuan[k].Shift(-4).Ceil().IntPart())
				continue
			}
			sum = sum.Add(s.yuan[k])
		}
		most = max(most, sum.Shift(-4).Ceil().IntPart())
	}
	return most
}

// ceiling is where an axis ends that has so much on it, and the number of its
// steps: each is 1, 2 or 5 with zeros.
func ceiling(most int64) (top int64, steps int) {
	for step := int64(1); ; step *= 10 {
		for _, s := range []int64{step, 2 * step, 5 * step} {
			if n := (most + s - 1) / s; n <= 6 {
				n = max(n, 1)
				return n * s, int(n)
			}
		}
	}
}

func (d *chartData) negative() bool {
	for _, s := range d.Series {
		if slices.ContainsFunc(s.yuan, decimal.Decimal.IsNegative) {
			return true
		}
	}
	return false
}
