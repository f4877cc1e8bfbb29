package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "corrected_version",
		TitleZH:  "同一报告的两个版本金额相同",
		TitleEN:  "Two versions of a report print the same amounts",
		Severity: schema.SeverityNotice,
		Milder: map[string]verify.Milder{
			"later": {Severity: schema.SeverityInfo, WhenZH: "其一公开较晚，取代另一版本",
				WhenEN: "one was published later and replaces the other"},
		},
		Messages: verify.Messages{
			"": {
				ZH: "同一报告有两个文件，{changed}处金额不同，何者为准不明；相差最大的是{where}印{printed}，另一文件为{other_text}。",
				EN: "Two documents of one report differ in amounts ({changed} of them), and it is not known which holds. The " +
					"furthest apart: {where} prints {printed}, the other document {other_text}.",
			},
			"later": {
				ZH: "更正后的文件（{date}）与原文件（{before}）相比，{changed}处金额不同，新列{added}处，不再列示{gone}处；变动最大的是{where}" +
					"由{other_text}改为{printed}。",
				EN: "The corrected document ({date}) differs from the one before ({before}) in amounts: {changed} are others, " +
					"{added} are new, {gone} are gone. The largest change: {where} from {other_text} to {printed}.",
			},
		},
		Kinds:   []string{"any"},
		Source:  "更正后重新公开的文件应与原文件对照",
		Example: "更正后“行政运行”由110.00万元改为101.00万元",
		Across:  correctedVersion,
	})
}

func correctedVersion(ctx context.Context, rs *verify.Reports) (out []verify.Result, _ error) {
	for _, r := range verify.InTime(ctx, rs.All) {
		for _, part := range []schema.Part{schema.WholePart, schema.TablesPart} {
			out = append(out, versionsOf(r, part)...)
		}
	}
	return out, nil
}

// versionsOf hold the documents with a part of a report against each other: those
// that hold against the first of them, which is the preferred one, and that
// against those it replaced. Of copies of one version the first is told of.
func versionsOf(r *verify.Report, part schema.Part) (out []verify.Result) {
	of := func(all []*schema.Published) (some []*schema.Published) {
		for _, d := range all {
			if slices.ContainsFunc(r.ReportRow.Documents, func(row schema.ReportDocument) bool {
				return row.DocumentID == d.DocumentID && row.Part == part
			}) {
				some = append(some, d)
			}
		}
		return some
	}
	hold := of(r.Documents)
	if len(hold) == 0 {
		return nil
	}
	told := map[string]bool{} // what is told of versions
	add := func(before *schema.Published, message string) {
		result, ok := versions(hold[0], before, message)
		if !ok {
			return
		}
		if result.Outcome == schema.Inconsistent {
			same := fmt.Sprint(message, result.Args["changed"], result.Printed, result.Expected)
			if told[same] {
				result = result.NotCheckable(verify.ReasonCopy)
			}
			told[same] = true
		}
		out = append(out, result)
	}
	for _, d := range hold[1:] {
		add(d, "")
	}
	for _, d := range of(r.Superseded) {
		add(d, "later")
	}
	return out
}

// mostChanges are told one by one; the others are counted.
const mostChanges = 20

// change is an amount of two versions.
type change struct {
	now, before *verify.Sighting
	by          decimal.Decimal // yuan
}

// versions hold the tables of two documents against each other.
func versions(now, before *schema.Published, message string) (r verify.Result, ok bool) {
	mine, theirs := byLine(now), byLine(before)
	var changes []change
	same, equal, added := change{}, 0, 0
	for _, l := range mine.order {
		f, old := mine.at[l], theirs.at[l]
		switch {
		case old == nil:
			added++
		case f.InYuan().Intersects(old.InYuan()):
			if equal++; same.now == nil {
				same = change{now: f, before: old}
			}
		default:
			changes = append(changes, change{f, old, f.InYuan().Mid().Sub(old.InYuan().Mid()).Abs()})
		}
	}
	gone := 0
	for _, l := range theirs.order {
		if mine.at[l] == nil {
			gone++
		}
	}
	if len(changes) == 0 && same.now == nil {
		return r, false // they have no table in common
	}
	slices.SortStableFunc(changes, func(a, b change) int { return b.by.Cmp(a.by) })
	first := same
	if len(changes) > 0 {
		first = changes[0]
	}
	r = verify.Result{Key: "version-" + before.DocumentID[:min(len(before.DocumentID), 8)], Certain: true,
		TableID: first.now.Operand.TableID, Unit: first.now.Unit, Message: message, Milder: message,
		Args: verify.Args{"changed": len(changes), "added": added, "gone": gone,
			"date":   cmp.Or(now.Published, "?"),
			"before": cmp.Or(before.Published, "?")}}
	theirsNow, _ := first.before.In(r.Unit) // both are of money
	r.Compare(first.now.Interval, theirsNow)
	for _, c := range append([]change{first}, changes[min(1, len(changes)):]...)[:max(1, min(mostChanges, len(changes)))] {
		r.Operands = append(r.Operands, c.now.As(0), c.before.As(0))
	}
	if message == "" && len(changes) > equal {
		r = r.NotCheckable(verify.ReasonRestated) // two bodies of one name, rather than two versions
	}
	return r, true
}

// line is what is the same in two versions of a table.
type line struct {
	kind schema.TableKind
	at   schema.Coordinates
}

// lines are the amounts of a document's tables that stand alone on their line.
type lines struct {
	at    map[line]*verify.Sighting
	order []line
}

func byLine(d *schema.Published) lines {
	out := lines{at: map[line]*verify.Sighting{}}
	several := map[line]bool{}
	for _, f := range verify.FiguresOf(d) {
		if f.Fact == nil {
			continue
		}
		l := line{f.Fact.Kind, f.At}
		if have := out.at[l]; have != nil {
			several[l] = several[l] || !have.InYuan().Intersects(f.InYuan())
			continue
		}
		out.at[l] = f
		out.order = append(out.order, l)
	}
	out.order = slices.DeleteFunc(out.order, func(l line) bool { return several[l] })
	for l := range several {
		if several[l] {
			delete(out.at, l)
		}
	}
	return out
}
