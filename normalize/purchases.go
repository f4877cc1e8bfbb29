package normalize

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// purchase is what a line of a list of purchases prints of one.
type purchase struct {
	category string // 货物, 工程 or 服务, in whatever words
	goods    string // what is bought
	method   string // how
	class    string // economic class, by its name or code
}

// purchases reports tables whose lines are things or services to be bought.
func purchases(kind schema.TableKind) bool {
	return kind == schema.Procurement || kind == schema.PurchasedServices
}

// purchaseRole is the part of a column in a table of a kind: only lists of
// purchases say what is bought, elsewhere the same heads are over mere words.
func purchaseRole(r role, kind schema.TableKind) role {
	switch r {
	case roleCategory, roleGoods, roleMethod, roleEconomic:
		if !purchases(kind) {
			return roleText
		}
	}
	return r
}

// setPurchase keeps what a column of a purchase says.
func (c *Catalogue) setPurchase(p *purchase, of role, s string) {
	w, ok := c.labels.rows.exact(zh.Fold(s))
	switch {
	case of == roleCategory, of == roleGoods && ok && w.Item != "":
		p.category = s
	case of == roleGoods && p.goods != "":
		p.goods += "/" + s
	case of == roleGoods:
		p.goods = s
	case of == roleMethod:
		p.method = s
	case of == roleEconomic:
		p.class = s
	}
}

// purchases gives every line the project, the class and the category that it
// prints or that hold on from the lines above it: what is bought for a project
// stands in lines of its own below the project's, and cells that would repeat
// what is above them stay blank.
func (c *Catalogue) purchases(l *layout, lines []line) {
	var above *line // the last line that is a purchase or the head of some
	for i := range lines {
		ln := &lines[i]
		p := &ln.bought
		if p.category != "" {
			_, name := zh.CutNumbering(p.category)
			m, known, unknown := meaning{}.read(&c.labels.rows, zh.Fold(name))
			switch {
			case known > 0 && unknown == 0:
				ln.meaning = ln.meaning.narrow(m)
			case p.goods == "":
				p.goods = name
			}
		}
		switch {
		case p.goods == "" && p.class == "" && p.method == "" && ln.project == "":
			above = nil
			continue
		case above != nil && !l.hasValue(ln.row, ln.side):
			c.goOn(above, ln)
			continue
		}
		if code, source := c.boughtClass(p.class); code != "" {
			ln.economic, ln.economicSource = code, source
		}
		if ln.project != "" && c.noProject(ln) {
			above = ln
			continue
		}
		if above != nil {
			ln.holdOn(above)
		}
		above = ln
	}
}

// noProject settles what stands where projects do and is none: an economic
// class, 公用经费 or a unit.
func (c *Catalogue) noProject(ln *line) bool {
	f := zh.Fold(ln.project)
	if code, ok := c.codes.economicClass(f, "3"); ok {
		if ln.economic == "" {
			ln.economic, ln.economicSource = code, "looked_up"
		}
	} else if w, ok := c.labels.rows.exact(f); ok && w.Nature != "" {
		ln.meaning = ln.meaning.narrow(meaning{Nature: w.Nature})
	} else if ln.bought == (purchase{}) && looksOrganization(ln.project) {
		ln.organization = ln.project
	} else {
		return false
	}
	ln.project = ""
	return true
}

// goOn adds a row without amounts to the line above, whose words it ends.
func (c *Catalogue) goOn(above, ln *line) {
	if above.bought.class += ln.bought.class; ln.bought.class != "" {
		above.economic, above.economicSource = c.boughtClass(above.bought.class)
	}
	above.bought.goods += ln.bought.goods
	above.bought.method += ln.bought.method
	if above.project != "" {
		above.project += ln.project
	}
}

// holdOn takes from the line above what a line of a purchase leaves blank.
func (ln *line) holdOn(above *line) {
	p, over := &ln.bought, above.meaning
	if ln.project != "" {
		over.Nature = ""
	} else {
		if p.goods == "" && p.class == "" && p.method != "" { // bought in two ways
			p.goods = above.bought.goods
		}
		if ln.project = above.project; p.class == "" && ln.economic == "" && above.economic != "" {
			ln.economic, ln.economicSource = above.economic, "parent"
		}
	}
	if ln.meaning.Item == "" && p.category == "" {
		ln.meaning = over.narrow(ln.meaning)
	}
}

// boughtClass is the economic class of a purchase, by its code or its name.
// Names that capital expenditure (310) shares with construction that the
// planning authorities pay for (309) are those of the former: departments print
// the latter apart.
func (c *Catalogue) boughtClass(text string) (code string, source schema.CodeSource) {
	if code, _, ok := c.splitCode(text); ok {
		return code, "printed"
	}
	if isCode(text) && c.classified(text) {
		return text, "printed"
	}
	f := zh.Fold(text)
	if f == "" {
		return "", ""
	}
	for _, parent := range []string{"", "310"} {
		if code, ok := c.codes.economicByName(f, parent); ok {
			return code, "looked_up"
		}
	}
	return "", ""
}
