package verify

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/schema"
)

// cause is something that reasons of changes name, with the coordinates that
// tell how it moved.
type cause struct {
	words     *regexp.Regexp
	functions []string // the items (项) it is paid from: these tell of nothing else
	natures   []string // kinds of spending it is the largest part of
}

// movement is a change of one coordinate as it is printed.
type movement struct {
	sighting
	rises bool
}

// causes: what is given as the reason of a change is what the figures show.
func (d *disclosure) causes() (out []result) {
	for i := range d.rec.Claims {
		c := &d.rec.Claims[i]
		if c.Reason == "" || c.Source.TableID != "" || c.Direction != "increase" && c.Direction != "decrease" {
			continue
		}
		for _, find := range []func(*schema.Claim) (result, bool){d.causeMoves, d.causeElsewhere, d.causeOutside} {
			if r, ok := find(c); ok {
				out = append(out, r)
				break
			}
		}
	}
	return out
}

// causeMoves: what a reason says rose did not fall. It speaks up only where
// everything the reason names moved the other way, and an item that tells of
// nothing else is among it.
func (d *disclosure) causeMoves(c *schema.Claim) (r result, ok bool) {
	if c.Function != "" || c.Economic != "" || c.Item != "" || c.Nature != "" || !money(c.Change) {
		return r, false
	}
	rises := c.Direction == "increase"
	var named []cause
	for _, clause := range strings.FieldsFunc(c.Reason, func(r rune) bool { return strings.ContainsRune("，,；;。", r) }) {
		up, down := words.rise.MatchString(clause), words.fall.MatchString(clause)
		if up && down || (up || down) && up != rises {
			return r, false // it weighs one thing against another
		}
		for _, k := range words.causes {
			if k.words.MatchString(clause) {
				named = append(named, k)
			}
		}
	}
	var against []movement
	telling := false
	for _, k := range named {
		for _, m := range d.movements(c, k) {
			if m.rises == rises {
				return r, false
			}
			telling = telling || len(k.functions) > 0
			if !slices.ContainsFunc(against, func(o movement) bool { return o.operand == m.operand }) {
				against = append(against, m)
			}
		}
	}
	if k := slices.IndexFunc(named, func(k cause) bool { return len(k.functions) > 0 }); k >= 0 && len(against) == 0 {
		return d.unheld(ruleCause, claimName(c), reasonAlone, d.figure(c.Source, c.Subject, c.Change)), true
	}
	if !telling {
		return r, false
	}
	var list, listEN []string
	for _, m := range against {
		list = append(list, m.operand.RowLabel+m.operand.Text)
		listEN = append(listEN, fmt.Sprintf("“%s” %s", m.operand.RowLabel, m.operand.Text))
	}
	wayZH, wayEN := "减少", "fell"
	if !rises {
		wayZH, wayEN = "增加", "rose"
	}
	r = d.notice(ruleCause, claimName(c), d.figure(c.Source, c.Subject, c.Change),
		fmt.Sprintf("%s“%s”的变动原因写作“%s”，所涉各项却都%s：%s。", pageZH(c.Source.Page), c.Quote, c.Reason, wayZH, strings.Join(list, "，")),
		fmt.Sprintf("%s“%s” is explained by “%s”, but all of what that names %s: %s.", pageEN(c.Source.Page), c.Quote, c.Reason, wayEN, strings.Join(listEN, ", ")))
	for _, m := range against {
		r.check.Operands = append(r.check.Operands, m.as(0))
	}
	return r, true
}

// movements are the changes printed of what a cause names, of the fund of a
// claim or one that holds it.
func (d *disclosure) movements(c *schema.Claim, k cause) (out []movement) {
	for i := range d.rec.Claims {
		o := &d.rec.Claims[i]
		if o == c || !money(o.Change) || o.Change.Value.IsZero() || o.Direction != "increase" && o.Direction != "decrease" ||
			o.Economic != "" || o.Item != "" || o.Project != "" || o.Stage != c.Stage || o.Flow != "expenditure" || !related(o.Fund, c.Fund) {
			continue
		}
		if slices.Contains(k.functions, o.Function) && o.Nature == "" || o.Function == "" && slices.Contains(k.natures, o.Nature) {
			out = append(out, movement{d.stated(o, o.Change), o.Direction == "increase"})
		}
	}
	return out
}

// causeElsewhere: the project that is to explain the change of an item is paid
// from that item.
func (d *disclosure) causeElsewhere(c *schema.Claim) (r result, ok bool) {
	if len(c.Function) != 7 {
		return r, false
	}
	var other *schema.Fact
	for i := range d.rec.Facts {
		f := &d.rec.Facts[i]
		if len(f.Function) != 7 || f.Project == "" || f.Economic != "" || f.Stage != c.Stage || !money(f.Amount) || f.Amount.Value.IsZero() || !mentions(c.Reason, f.Project) {
			continue
		}
		if f.Function == c.Function {
			return r, false
		}
		if other == nil {
			other = f
		}
	}
	if other == nil {
		return r, false
	}
	at := d.fact(other)
	r = d.notice(ruleCause, claimName(c), d.figure(c.Source, c.Subject, c.Change),
		fmt.Sprintf("%s“%s”的变动原因提到“%s”，《%s》却将其列入%s科目。", pageZH(c.Source.Page), c.Quote, other.Project, titled(at.operand.TableTitle), other.Function),
		fmt.Sprintf("%s“%s” is explained by the project “%s”, which table “%s” has under %s.", pageEN(c.Source.Page), c.Quote, other.Project, titled(at.operand.TableTitle), other.Function))
	r.check.Operands = append(r.check.Operands, at.as(0))
	return r, true
}

// mentions: a sentence names a project, if only without 经费 or 项目.
func mentions(text, project string) bool {
	const telling = 5 // runes; shorter names are words of the language
	name := plainSubject(project)
	return len([]rune(name)) >= telling && strings.Contains(text, name)
}

// causeOutside: what is to explain the change of the operating cost (公用经费
// by its definition) is a part of it.
func (d *disclosure) causeOutside(c *schema.Claim) (r result, ok bool) {
	what := words.notOperating.FindString(c.Reason)
	if c.Item != "operating_cost" || what == "" {
		return r, false
	}
	return d.notice(ruleCause, claimName(c), d.figure(c.Source, c.Subject, c.Change),
		fmt.Sprintf("%s“%s”的变动原因提到“%s”，人员经费不属于运行经费。", pageZH(c.Source.Page), c.Quote, what),
		fmt.Sprintf("%s“%s” is explained by “%s”, which is personnel expenditure and no part of the operating cost.", pageEN(c.Source.Page), c.Quote, what)), true
}
