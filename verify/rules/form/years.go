package form

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "years",
		TitleZH:  "比较的年度与期间属于应有的年度",
		TitleEN:  "A year is compared with another one, a period reaches into its year",
		Severity: schema.SeverityWarning,
		Messages: verify.Messages{
			"itself": {
				ZH: "“{text}”{at}把{year}年度的数字与同一年度比较。",
				EN: "“{text}”{at} compares the year {year} with itself.",
			},
			"before": {
				ZH: "“{text}”{at}早于所列预算的年度（{year}年）。",
				EN: "“{text}”{at} is a period before the year {year} of the budget.",
			},
			"closing": {
				ZH: "“{text}”{at}不是本年度（{year}年）决算的截止日期。",
				EN: "“{text}”{at} is not the closing date of the final accounts of {year}.",
			},
			"own": {
				ZH: "“{text}”{at}说的是另一年度，本文件却是{year}年度的。",
				EN: "“{text}”{at} speaks of another year, but the document is of {year}.",
			},
			"base": {
				ZH: "“{text}”{at}不是与上一年度（{before}年）比较，文中其他{count}处均与{before}年比较。",
				EN: "“{text}”{at} does not compare with the year before, {before}, as the {count} other comparisons do.",
			},
			"amount": {
				ZH: "“{quote}”{at}说的是另一年度，所印却是本年度（{year}年）的数：{other}印{other_text}。",
				EN: "“{quote}”{at} speaks of another year, but prints the amount of {year}: {other} prints {other_text}.",
			},
			"heading": {
				ZH: "“{text}”{at}是标题中的年度，本文件却是{year}年度的。",
				EN: "“{text}”{at} is the year of a heading, but the document is of {year}.",
			},
		},
		Kinds:   []string{"narrative"},
		Source:  "《地方预决算公开操作规程》：内容准确",
		Example: "2026年预算“比2026年预算增加”",
		Run:     years,
	})
}

var (
	comparedYear = pattern.MustCompile(`(?:比|较|与)(20[0-9]{2})年(?:度)?[^，,。；;0-9]{0,8}(?:增加|减少|增长|下降|持平)`)
	closingDate  = pattern.MustCompile(`截[至止](20[0-9]{2})年12月31日[，,]?[^。；;]{0,30}(?:车辆|固定资产|国有资产|单价|占用|共有)`)
	ownHeading   = pattern.MustCompile(`^[^。，；]{0,30}?(20[0-9]{2})年(?:度)?[^0-9。，；]{0,20}` +
		`(?:部门|单位)(预算|决算)(?:表|公开|情况说明|编制说明|说明)?$`)
	ownYear = pattern.MustCompile(`(?:^|[。；])(?:本(?:部门|单位|院|局)|[^，。；：]{4,30}?)(20[0-9]{2})年度?` +
		`(?:(?:收入|支出)预算(?:合计|总计|数)|收入支出总计|收、?支总|收入总计|支出总计|财政拨款收入支出|财政拨款收、?支总|一般公共预算财政拨款支出|` +
		`(?:无|没有|没有使用|未使用|未安排)(?:政府性基金|国有资本|[“"]三公)|机关运行经费支出|政府采购(?:金额|支出|预算))`)
	baseYear = pattern.MustCompile(`(?:比|较|与|和|同)(20[0-9]{2})年(?:度)?(?:相比|决算数?相比|预算数?相比|决算|执行数?|预算|数)?[^。；;，,0-9]{0,6}` +
		`[，,]?[^。；;，,0-9]{0,20}(?:增加|减少|增长|下降|持平)`)
	periodYears = pattern.MustCompile(`(20[0-9]{2})年[0-9]{1,2}月[0-9]{0,2}日?(?:至|到|-|－|—|–|~|～)+(20[0-9]{2})年[0-9]{1,2}月`)
)

// longestHeading is how many characters a heading (五、实施周期) has at most.
const longestHeading = 12

// longestTitle is how many characters a title of a part of a document has at
// most.
const longestTitle = 50

func years(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	if p.Record.Profile.FiscalYear == 0 {
		return nil, nil
	}
	y := yearsOf{fiscal: strconv.Itoa(p.Record.Profile.FiscalYear), final: p.Final(),
		organization: document.Squeeze(p.Record.Profile.Organization),
		several:      p.Record.Profile.ReportKind == schema.GovernmentExecution}
	if k := p.Record.Profile.ReportKind; k == schema.OtherReport || k == schema.NotADisclosure {
		return y.within(p), nil
	}
	previous := ""
	out = append(out, y.bases(p)...)
	out = append(out, y.amounts(p)...)
	for _, passage := range p.Passages() {
		passage = passage.Squeeze()
		heading := previous
		if previous = passage.Text; len([]rune(heading)) > longestHeading {
			heading = ""
		}
		out = append(out, y.compared(&passage)...)
		if y.final {
			out = append(out, y.closing(&passage)...)
		}
		if passage.Block != nil && len([]rune(passage.Text)) <= longestTitle {
			out = append(out, y.heading(&passage)...)
		}
		if passage.TableID == "" {
			out = append(out, y.own(&passage)...)
		}
		if !y.final {
			out = append(out, y.periods(&passage, heading)...)
		}
	}
	return out, nil
}

// within finds what a text says against itself that may be a part of any
// report, so that its year says little.
func (y *yearsOf) within(p *verify.Pass) (out []verify.Result) {
	y.several = true
	for _, passage := range p.Passages() {
		passage = passage.Squeeze()
		out = append(out, y.compared(&passage)...)
	}
	return out
}

// yearsOf looks for years that are not those of a document.
type yearsOf struct {
	fiscal       string
	final        bool // it is of final accounts
	organization string
	several      bool // it speaks of more years than its own: of the execution of one and the budget of the next
}

func (y *yearsOf) notice(passage *verify.Passage, name string, n int, m *verify.Match, message string) verify.Result {
	return verify.Notice(fmt.Sprintf("%s-%s%d", passage.ID, name, n), m.Quote(0), message, verify.Args{"year": y.fiscal})
}

// compared finds a year that is compared with itself.
func (y *yearsOf) compared(passage *verify.Passage) (out []verify.Result) {
	for n, m := range passage.Matches(comparedYear) {
		if y.final && strings.Contains(m.Text(0), "预算") {
			continue // final figures are held against the budget of their year
		}
		if (y.several || m.Text(1) != y.fiscal) && m.Text(1) != leadingYear(passage.Text[:m.At[0]]) {
			continue
		}
		r := y.notice(passage, "", n, &m, "itself")
		r.Args["year"] = m.Text(1)
		out = append(out, r)
	}
	return out
}

// sentenceYear is the year that a sentence begins with.
var sentenceYear = pattern.MustCompile(`(?:^|[。；])(?:[一二三四五六七八九十0-9]{1,3}[、．.]|[（(][一二三四五六七八九十0-9]{1,3}[）)])?` +
	`(20[0-9]{2})年([^。；]*)$`)

// anyYear finds a year.
var anyYear = pattern.MustCompile(`20[0-9]{2}年`)

// leadingYear is the year that the last sentence of a text begins with, and the
// only one in it; empty if there is none.
func leadingYear(text string) string {
	if m := sentenceYear.FindStringSubmatch(text); m != nil && !anyYear.MatchString(m[2]) {
		return m[1]
	}
	return ""
}

// fewestDigits is how many digits an amount has that is no accident where it is
// met again; a judgement.
const fewestDigits = 4

// amounts finds sentences that speak of the year before and print what tables
// print for the same of this year, and for no other.
func (y *yearsOf) amounts(p *verify.Pass) (out []verify.Result) {
	printed := map[schema.Coordinates][]*schema.Fact{}
	for i := range p.Record.Facts {
		if f := &p.Record.Facts[i]; verify.Tabled(f) && !p.Untitled(f.TableID) {
			printed[f.Coordinates] = append(printed[f.Coordinates], f)
		}
	}
	same := func(c *schema.Claim, at schema.Coordinates) *schema.Fact {
		for _, f := range printed[at][:min(len(printed[at]), mostLooked)] {
			if p.OfFact(f).Unit == c.Amount.Unit && f.Amount.Value.Equal(c.Amount.Value) {
				return f
			}
		}
		return nil
	}
	for i := range p.Record.Claims {
		c := &p.Record.Claims[i]
		at := c.Coordinates
		switch at.Stage {
		case "prior_budget":
			at.Stage = "budget"
		case "prior_final":
			at.Stage = "final"
		default:
			continue
		}
		digits := strings.Trim(c.Amount.Value.Coefficient().String(), "0")
		if !verify.Money(c.Amount) || c.Scope != "narrative" || len(digits) < fewestDigits ||
			leadingYear(c.Quote) == "" || same(c, c.Coordinates) != nil {
			continue
		}
		f := same(c, at)
		if f == nil {
			continue
		}
		r := verify.Notice("amount-"+verify.Tail(c.ID), p.OfClaim(c, c.Amount).As(0), "amount",
			verify.Args{"year": y.fiscal, "quote": c.Quote, "at": verify.At(c.Source.Page)})
		r.Operands = append(r.Operands, p.OfFact(f).As(0))
		out = append(out, r)
	}
	return out
}

// mostLooked bounds the figures of one thing that are looked at.
const mostLooked = 64

// own finds sentences that begin with what the document is about, and another
// year.
func (y *yearsOf) own(passage *verify.Passage) (out []verify.Result) {
	for n, m := range passage.Matches(ownYear) {
		if m.Text(1) != y.fiscal && !comparing.MatchString(strings.Replace(m.Text(0), y.organization, "", 1)) {
			out = append(out, y.notice(passage, "own", n, &m, "own"))
		}
	}
	return out
}

var comparing = pattern.MustCompile(`比|较|与|和|上年`)

// fewestBases is how many comparisons with the year before say that another is
// a mistake; a judgement.
const fewestBases = 3

// bases finds comparisons with an earlier year where the others are with the
// year before.
func (y *yearsOf) bases(p *verify.Pass) (out []verify.Result) {
	fiscal, _ := strconv.Atoi(y.fiscal)
	before, count := strconv.Itoa(fiscal-1), 0
	for _, passage := range p.Narrative() {
		passage = passage.Squeeze()
		for n, m := range passage.Matches(baseYear) {
			switch year := m.Text(1); {
			case year == before:
				count++
			case year < before:
				out = append(out, y.notice(&passage, "base", n, &m, "base"))
			}
		}
	}
	if count < fewestBases || count <= len(out) {
		return nil
	}
	for i := range out {
		out[i].Args["before"], out[i].Args["count"] = before, count
	}
	return out
}

// closing finds closing dates of other final accounts.
func (y *yearsOf) closing(passage *verify.Passage) (out []verify.Result) {
	for n, m := range passage.Matches(closingDate) {
		if m.Text(1) != y.fiscal {
			out = append(out, y.notice(passage, "closing", n, &m, "closing"))
		}
	}
	return out
}

// heading finds titles of another year's document of the same kind.
func (y *yearsOf) heading(passage *verify.Passage) (out []verify.Result) {
	kind := "预算"
	if y.final {
		kind = "决算"
	}
	for n, m := range passage.Matches(ownHeading) {
		if m.Text(1) != y.fiscal && m.Text(2) == kind {
			out = append(out, y.notice(passage, "heading", n, &m, "heading"))
		}
	}
	return out
}

// periods finds periods of projects that end before the year.
func (y *yearsOf) periods(passage *verify.Passage, heading string) (out []verify.Result) {
	if !strings.Contains(heading+passage.Text, "周期") {
		return nil
	}
	for n, m := range passage.Matches(periodYears) {
		if m.Text(2) < y.fiscal {
			out = append(out, y.notice(passage, "period", n, &m, "before"))
		}
	}
	return out
}
