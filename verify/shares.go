package verify

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/schema"
)

// claimShares: a share is the amount over the amount it is listed under, or
// over the total its words speak of.
func (d *disclosure) claimShares() (out []result) {
	byID := map[string]*schema.Claim{}
	for i := range d.rec.Claims {
		byID[d.rec.Claims[i].ID] = &d.rec.Claims[i]
	}
	type list struct {
		text, value string
	}
	holds := map[list]int{}
	var of []list
	orphans := map[string][]*schema.Claim{} // by block: shares without a whole
	var blocks []string
	alone := func(c *schema.Claim) {
		at := fmt.Sprint(c.Source.Page, "-", c.Source.Block)
		if orphans[at] == nil {
			blocks = append(blocks, at)
		}
		orphans[at] = append(orphans[at], c)
	}
	var missing []*schema.Claim
	unheld := func(c *schema.Claim) { missing = append(missing, c) }
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if c.Share.Text == "" || c.Approximate || c.Scope == "goal_text" {
			continue
		}
		if !money(c.Amount) {
			unheld(c)
			continue
		}
		var r result
		var whole sighting
		if named, near := d.named(c); len(named) > 0 {
			if whole := byID[c.Enumeration]; whole != nil && money(whole.Amount) && whole.Amount.Unit == c.Amount.Unit {
				named = append(named, d.stated(whole, whole.Amount))
			}
			r = d.shareOfAny(c, named)
			if near || !saysSo(c) {
				r.severity = schema.SeverityWarning
			}
			r.certain, r.family = true, ruleClaimShare+"/named"
			out, of = append(out, r), append(of, list{})
			if r.check.Outcome == schema.Inconsistent {
				alone(c) // it may be a share of something else of that name
			}
			continue
		}
		enumerated := byID[c.Enumeration]
		if enumerated != nil && (!money(enumerated.Amount) || enumerated.Amount.Unit != c.Amount.Unit) {
			enumerated = nil
		}
		if enumerated != nil {
			whole = d.stated(enumerated, enumerated.Amount)
			r = d.share(c, whole)
		}
		if enumerated == nil || r.check.Outcome == schema.Inconsistent {
			for n, s := range d.totals(c) {
				o := d.share(c, s)
				o.severity = schema.SeverityWarning
				passes := o.check.Outcome == schema.Exact || o.check.Outcome == schema.Rounding
				if n == 0 && enumerated == nil || passes {
					r, whole = o, s
				}
				if passes {
					break
				}
			}
		}
		if whole.unit == "" {
			unheld(c) // its whole is spoken of, but not printed
			if c.Enumeration == "" {
				alone(c)
			}
			continue
		}
		if c.ShareWords != "" && r.check.Outcome == schema.Inconsistent {
			r = r.not(reasonSubject) // it names a whole that is printed nowhere
		}
		r.family = ruleClaimShare + "/" + whole.interval.Mid().String()
		k := list{cmp.Or(c.Enumeration, c.Source.TableID+fmt.Sprint(c.Source.Page, c.Source.Block)), whole.interval.Mid().String()}
		if r.check.Outcome == schema.Exact || r.check.Outcome == schema.Rounding || r.cutOff(c.Share.Decimals) {
			holds[k]++ // off in the last digit, it is one of this whole
		}
		if r.cutOff(c.Share.Decimals) {
			r.family += "/digit"
		} else if r.check.Outcome == schema.Inconsistent && c.Enumeration == "" {
			alone(c)
		}
		of = append(of, k)
		out = append(out, r)
	}
	for i := range out {
		// Another share of the same list is one of the same whole.
		out[i].certain = out[i].certain || holds[of[i]] > 0
	}
	held := map[string]bool{}
	for _, at := range blocks {
		for _, r := range d.sharesAlone(orphans[at]) {
			held[strings.TrimPrefix(r.check.ID, "alone-")] = true
			out = append(out, r)
		}
	}
	for _, c := range missing {
		if !held[claimName(c)] {
			out = append(out, d.unheld(ruleClaimShare, claimName(c), reasonAlone, d.stated(c, c.Share).as(0)))
		}
	}
	return out
}

// named are the figures printed for what a share says it is a share of; near
// if they only go by that name, or are of no or another fund.
func (d *disclosure) named(c *schema.Claim) (out []sighting, near bool) {
	if c.ShareWords == "" && c.ShareOf == (schema.Coordinates{}) {
		return nil, false
	}
	for n, fits := range []func(o schema.Coordinates) bool{
		func(o schema.Coordinates) bool { return o == c.ShareOf },
		func(o schema.Coordinates) bool { // the total with what was carried over
			o.Item = plainItem(o.Item)
			return o == c.ShareOf && o.Item == "" && o.Function == "" && o.Economic == "" && o.Nature == ""
		},
		func(o schema.Coordinates) bool { // of an item or a kind of spending whatever the fund
			f := o.Fund
			o.Fund = c.ShareOf.Fund
			return o == c.ShareOf && (o.Nature != "" || plainItem(o.Item) != "") && (f == "" || related(f, o.Fund))
		},
	} {
		if c.ShareOf == (schema.Coordinates{}) {
			break
		}
		for i := range d.rec.Facts {
			if f := &d.rec.Facts[i]; fits(f.Coordinates) && f.Coordinates != c.Coordinates && (n == 0 || f.Coordinates != c.ShareOf) && tabled(f) {
				out = append(out, d.fact(f))
			}
		}
		for i := range d.rec.Claims {
			if o := &d.rec.Claims[i]; o != c && fits(o.Coordinates) && o.Coordinates != c.Coordinates && (n == 0 || o.Coordinates != c.ShareOf) && money(o.Amount) && !aside(o) {
				out = append(out, d.stated(o, o.Amount))
			}
		}
		near = near || len(out) == 0
	}
	if len(out) > 0 || len([]rune(c.ShareWords)) < 4 {
		return out, near
	}
	name := plainSubject(c.ShareWords)
	for i := range d.rec.Claims {
		o := &d.rec.Claims[i]
		if o == c || o.Amount.Unit != c.Amount.Unit || o.Stage != c.Stage || o.Approximate || plainSubject(o.Subject) != name {
			continue
		}
		out = append(out, d.stated(o, o.Amount))
	}
	return out, true
}

// shareOfAny holds a share against the first figure it agrees with, otherwise
// against the first.
func (d *disclosure) shareOfAny(c *schema.Claim, wholes []sighting) (r result) {
	for i, w := range wholes {
		o := d.share(c, w)
		if i == 0 || o.check.Outcome == schema.Exact || o.check.Outcome == schema.Rounding {
			r = o
		}
		if r.check.Outcome != schema.Inconsistent {
			break
		}
	}
	return r
}

// sharesAlone: shares of one whole that is printed nowhere imply the same
// whole. The one that most agree on is taken, if two do.
func (d *disclosure) sharesAlone(claims []*schema.Claim) (out []result) {
	hundred := decimal.NewFromInt(100)
	wholes := make([]amount.Interval, len(claims))
	ok := make([]bool, len(claims))
	for i, c := range claims {
		wholes[i], ok[i] = amount.Rounded(c.Amount.Value, c.Amount.Decimals).Scale(hundred).Div(amount.Rounded(c.Share.Value, c.Share.Decimals))
		ok[i] = ok[i] && c.Amount.Unit == claims[0].Amount.Unit
	}
	best, most := -1, 1
	for i := range claims {
		n := 0
		for k := range claims {
			if ok[i] && ok[k] && wholes[i].Intersects(wholes[k]) {
				n++
			}
		}
		if n > most {
			best, most = i, n
		}
	}
	if best < 0 || 2*most <= len(claims) {
		return nil
	}
	ref := claims[best]
	for i, c := range claims {
		if i == best || !ok[i] {
			continue
		}
		r := d.quotient(ruleClaimShare, "alone-"+claimName(c), true, d.stated(c, c.Share), c.Share.Decimals, amount.Rounded(c.Amount.Value, c.Amount.Decimals), wholes[best],
			d.figure(c.Source, c.Subject, c.Amount), d.figure(ref.Source, ref.Subject, ref.Amount), d.figure(ref.Source, ref.Subject, ref.Share))
		r.severity = schema.SeverityWarning
		r.zh = fmt.Sprintf("%s“%s”：所印占比%s，而“%s”的占比%s，同一总额的占比应为%s%%。", pageZH(c.Source.Page), c.Quote, percent(c.Share.Text), ref.Subject, percent(ref.Share.Text), r.check.Expected)
		r.en = fmt.Sprintf("%s“%s” prints a share of %s; with “%s” being %s of the same whole it is %s%%.", pageEN(c.Source.Page), c.Quote, percent(c.Share.Text), ref.Subject, percent(ref.Share.Text), r.check.Expected)
		out = append(out, r)
	}
	return out
}

// share holds a share against one whole.
func (d *disclosure) share(c *schema.Claim, whole sighting) result {
	base, ok := whole.in(c.Amount.Unit)
	r := d.quotient(ruleClaimShare, claimName(c), false, d.stated(c, c.Share), c.Share.Decimals,
		amount.Rounded(c.Amount.Value, c.Amount.Decimals), base, d.figure(c.Source, c.Subject, c.Amount), whole.operand)
	if !ok {
		return r.not(reasonUnits)
	}
	r.lastDigit(c.Share.Decimals)
	r.zh = fmt.Sprintf("%s“%s”：所印占比%s，%s÷%s应为%s%%。", pageZH(c.Source.Page), c.Quote, percent(c.Share.Text), c.Amount.Text, whole.operand.Text, r.check.Expected)
	r.en = fmt.Sprintf("%s“%s” prints a share of %s where %s of %s is %s%%.", pageEN(c.Source.Page), c.Quote, percent(c.Share.Text), c.Amount.Text, whole.operand.Text, r.check.Expected)
	return r
}

// totals are the figures a share without a whole beside it may be a share of:
// the totals of its flow in tables and sentences, that of its own fund first.
func (d *disclosure) totals(c *schema.Claim) (out []sighting) {
	item := schema.ItemParent[c.Item]
	seen := map[string]bool{}
	add := func(s sighting) {
		if i, ok := s.in(string(amount.Yuan)); ok && !i.Mid().IsZero() && !seen[i.Mid().String()] {
			seen[i.Mid().String()] = true
			out = append(out, s)
		}
	}
	for _, own := range []bool{true, false} {
		whole := func(o schema.Coordinates) bool {
			return o != c.Coordinates && o.Function == "" && o.Economic == "" && o.Nature == "" && plainItem(o.Item) == item && o.Project == "" &&
				(o.Flow == c.Flow || item == "" && c.Flow == "") && o.Stage == c.Stage && (o.Fund == c.Fund) == own && related(o.Fund, c.Fund)
		}
		for i := range d.rec.Facts {
			if f := &d.rec.Facts[i]; tabled(f) && whole(f.Coordinates) && !d.untitled(f.TableID) {
				add(d.fact(f))
			}
		}
		for i := range d.rec.Claims {
			if o := &d.rec.Claims[i]; o != c && money(o.Amount) && o.Share.Text == "" && whole(o.Coordinates) {
				add(d.stated(o, o.Amount))
			}
		}
	}
	return out
}
