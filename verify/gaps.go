package verify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
)

// longestEnumeration bounds the lists that gaps looks at.
const longestEnumeration = 14

// gaps are sums of what a passage lists after a whole that is not yet summed;
// it marks those it finds. A list need not be
// complete, so that one that does not add up says nothing, unless one figure
// of it is printed nowhere else and what the others leave for it is.
func (d *disclosure) gaps(summed map[string]bool) (out []result) {
	printed := d.sightings()
	var lists [][]*schema.Claim // the whole first
	closed := map[string]bool{}
	type end struct {
		list []*schema.Claim
		sum  *schema.Claim
	}
	var ends []end
	for i := range d.rec.Claims {
		whole := &d.rec.Claims[i]
		if summed[whole.ID] || !countable(whole) || whole.Amount.Value.IsZero() {
			continue
		}
		list := []*schema.Claim{whole}
		inList := map[string]bool{}
		for k := i + 1; k < len(d.rec.Claims) && len(list) <= longestEnumeration; k++ {
			c := &d.rec.Claims[k]
			if c.Enumeration != whole.ID && inList[c.Enumeration] {
				continue // a part of a part
			}
			if c.Enumeration != whole.ID && (c.Source.Page != whole.Source.Page || c.Source.Block != whole.Source.Block || c.Source.TableID != whole.Source.TableID) {
				break
			}
			if c.Subject == whole.Subject && c.Enumeration != whole.ID {
				break
			}
			if isSum(c) && len(list) > 2 {
				// ……合计X万元 closes the list and is its whole too.
				switch {
				case closed[c.ID]:
				case !headed(list) && !d.addUp(c, list[1:]):
					lists = append(lists, append([]*schema.Claim{c}, list...)) // the first is a part like the others
				default:
					lists = append(lists, append([]*schema.Claim{c}, list[1:]...))
					ends = append(ends, end{list, c})
				}
				closed[c.ID] = true
				break
			}
			if countable(c) && c.Amount.Unit == whole.Amount.Unit && !c.Amount.Value.IsZero() {
				list = append(list, c)
				inList[c.ID] = true
			}
		}
		if len(list) > 2 {
			lists = append(lists, list)
		}
	}
	for _, list := range lists {
		if r, ok := d.gap(list, printed); ok {
			summed[list[0].ID] = true
			out = append(out, r)
		}
	}
	for _, e := range ends {
		if !summed[e.list[0].ID] {
			out = append(out, d.closing(e.list, e.sum))
		}
	}
	return out
}

// headed: a part of the list is said to be one of its first figure.
func headed(list []*schema.Claim) bool {
	return slices.ContainsFunc(list[1:], func(c *schema.Claim) bool { return c.Enumeration == list[0].ID })
}

func countable(c *schema.Claim) bool { return money(c.Amount) && !c.Approximate && !aside(c) }

func isSum(c *schema.Claim) bool {
	return strings.HasSuffix(c.Subject, "合计") || strings.HasSuffix(c.Subject, "共计")
}

// sightings counts how often each amount is printed in tables and sentences.
func (d *disclosure) sightings() map[string]int {
	n := map[string]int{}
	for i := range d.rec.Facts {
		if f := &d.rec.Facts[i]; money(f.Amount) {
			n[digitsOf(worth(f.Amount))]++
		}
	}
	for i := range d.rec.Claims {
		if c := &d.rec.Claims[i]; money(c.Amount) {
			n[digitsOf(worth(c.Amount))]++
		}
	}
	return n
}

// digitsOf is an amount in yuan as far as a sentence in 万元 prints it.
func digitsOf(s sighting) string {
	i, _ := s.in(string(amount.Yuan))
	return i.Mid().Round(-2).String()
}

// telling: a number with so many digits that to meet it elsewhere is no accident.
func telling(v decimal.Decimal) bool {
	digits := len(strings.TrimRight(v.Abs().Coefficient().String(), "0"))
	return digits >= 4 || digits == 3 && !v.IsInteger()
}

func (d *disclosure) gap(list []*schema.Claim, printed map[string]int) (r result, ok bool) {
	whole := d.stated(list[0], list[0].Amount)
	var parts []sighting
	for _, c := range list[1:] {
		parts = append(parts, d.stated(c, c.Amount))
	}
	sumOf := func(parts []sighting) (s amount.Interval) {
		for _, p := range parts {
			s = s.Add(p.interval)
		}
		return s
	}
	result := func(suspect sighting, expected amount.Interval, rest []sighting) result {
		r := d.hold(ruleClaimSum, "list-"+claimName(list[0]), "list/"+list[0].ID, true, suspect, rest...)
		r.set(suspect.interval, expected)
		r.severity = schema.SeverityWarning
		r.zh = fmt.Sprintf("%s“%s”所列各项：“%s”印%s，按其余各数应为%s，相差%s%s。", pageZH(list[0].Source.Page), list[0].Quote, suspect.operand.RowLabel, suspect.operand.Text, r.check.Expected, r.check.Difference, suspect.unit)
		r.en = fmt.Sprintf("%sin the list of “%s”, “%s” prints %s where the other figures give %s: a difference of %s.", pageEN(list[0].Source.Page), list[0].Quote, suspect.operand.RowLabel, suspect.operand.Text, r.check.Expected, r.check.Difference)
		return r
	}
	for k := 2; k <= len(parts); k++ {
		if s := sumOf(parts[:k]); s.Intersects(whole.interval) {
			return result(whole, s, parts[:k]), true
		}
	}
	if figures := strings.Count(list[0].Sentence, "万"); isSum(list[0]) && (figures == len(list)+1 || figures == len(list)) && !strings.Contains(list[0].Sentence, "元等") { // no figure of the sentence was left out
		return result(whole, sumOf(parts), parts), true
	}
	elsewhere := func(i amount.Interval) bool {
		return i.Mid().IsPositive() && telling(i.Mid()) && printed[digitsOf(sighting{interval: i, unit: whole.unit})] > 0
	}
	for k := len(parts); k >= 2; k-- {
		s := sumOf(parts[:k])
		if printed[digitsOf(whole)] <= 1 && elsewhere(s) {
			return result(whole, s, parts[:k]), true
		}
		for i := range k {
			others := slices.Delete(slices.Clone(parts[:k]), i, i+1)
			v := whole.interval.Sub(sumOf(others))
			if printed[digitsOf(parts[i])] <= 1 && elsewhere(v) {
				return result(parts[i], v, append([]sighting{whole}, others...)), true
			}
		}
	}
	if s := sumOf(parts); s.Mid().GreaterThan(whole.interval.Mid()) && slip(whole.interval, s) {
		return result(whole, s, parts), true // more than the whole, by one digit
	}
	return r, false
}

// closing holds the whole a list begins with against the sum it ends with,
// where that is the sum of what it lists.
func (d *disclosure) closing(list []*schema.Claim, end *schema.Claim) result {
	whole, sum := d.stated(list[0], list[0].Amount), d.stated(end, end.Amount)
	r := d.hold(ruleClaimSum, "closing-"+claimName(end), "closing/"+end.ID, true, whole, sum)
	var parts amount.Interval
	for _, c := range list[1:] {
		parts = parts.Add(d.stated(c, c.Amount).interval)
	}
	if r.check.Outcome == schema.Inconsistent && !parts.Intersects(sum.interval) {
		r = r.not(reasonIncomplete)
	}
	r.severity = schema.SeverityWarning
	r.zh = fmt.Sprintf("%s“%s”印%s，所列各项“%s”为%s。", pageZH(list[0].Source.Page), list[0].Subject, list[0].Amount.Text, end.Subject, end.Amount.Text)
	r.en = fmt.Sprintf("%s“%s” is %s where the list under it ends with a sum of %s.", pageEN(list[0].Source.Page), list[0].Subject, list[0].Amount.Text, end.Amount.Text)
	return r
}
