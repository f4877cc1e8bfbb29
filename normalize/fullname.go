package normalize

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// On its own portal a body goes by a short name: 区审计局, 县发改局, 宣化店镇人民政府. Its full
// name often stands elsewhere on the page.

// peoplesGovernment stands in the full names of towns and of offices of streets.
const peoplesGovernment = "人民政府"

// levels stand for the division in the short name of an organ; what follows has
// so many characters at least: 区纪委.
const (
	levels        = "省市州盟县区旗"
	fewestOfOrgan = 2
)

// fullName is the name of an organ with that of its division before it and the
// words that its short name stands for, as the page's data, its end or its text
// print it: 区审计局 is 西安市雁塔区审计局. Where nothing does, an organ that every division
// has is that of the division whose portal the page is of.
func (n *normalizer) fullName(name string, said []schema.ProfileEvidence) string {
	if n.doc.Format != document.HTML || name == "" {
		return name
	}
	name = n.signed(name, said)
	forms := n.cat.namesOf(name)
	located := n.cat.regions.located(name)
	for _, x := range said {
		if x.Field == "organization" && len(x.Value) > len(name) && n.cat.isFull(x.Value, forms, located) {
			return x.Value
		}
	}
	if n.cat.regions.exactly(name) {
		return name
	}
	if full := n.printedInFull(forms, located); full != "" {
		return full
	}
	return n.ofPortal(n.cat.standard(name), said)
}

// signed is a name without those of the divisions above its own that a title prints
// before it, where the body itself, in its signature or above its tables, does
// without: 湖北省襄阳市保康县总工会 is 保康县总工会.
func (n *normalizer) signed(name string, said []schema.ProfileEvidence) string {
	for _, x := range said {
		above, ok := strings.CutSuffix(name, x.Value)
		own := x.Field == "organization" && (x.Source == "text" || x.Source == "table")
		if ok && own && above != "" && n.cat.regions.exactly(above) && n.cat.regions.located(x.Value) {
			return x.Value
		}
	}
	return name
}

// isFull reports a name that is one of the forms of a short one, the short one
// itself excepted, or one behind the name of its division. What is short of the
// division is its level: 区审计局. What is located needs no division before it.
func (c *Catalogue) isFull(long string, forms []string, located bool) bool {
	if slices.Contains(forms[1:], long) {
		return true
	}
	last := forms[len(forms)-1]
	if region, rest := c.regions.walk(long); region.Code != "" && !strings.HasSuffix(long, last) {
		of, short := c.regions.walk(last)
		if of == region && string(rest) == string(short) { // 融水县卫健局, 融水苗族自治县卫生健康局
			return true
		}
	}
	long = strings.ReplaceAll(long, peoplesGovernment, "")
	return !located && slices.ContainsFunc(forms, func(form string) bool {
		form = strings.ReplaceAll(form, peoplesGovernment, "")
		if place, ok := strings.CutSuffix(long, form); ok && c.regions.exactly(place) {
			return true
		}
		level, rest := cutLevel(form)
		place, ok := strings.CutSuffix(long, rest)
		return ok && level != "" && strings.HasSuffix(place, level) && c.regions.exactly(place)
	})
}

// cutLevel parts the level that the short name of an organ begins with from the
// rest; none if it begins with none.
func cutLevel(name string) (level, rest string) {
	_, size := utf8.DecodeRuneInString(name)
	if rest = name[size:]; !strings.Contains(levels, name[:size]) || utf8.RuneCountInString(rest) < fewestOfOrgan {
		return "", name
	}
	return name[:size], rest
}

// longestPlace is the longest name of a division, as it may stand before that of
// an organ, in characters: 新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县.
const longestPlace = 27

// printedInFull is the full name of a body as the page most often prints it, the
// longest of equals; "" if it does not. Of what is located it is one of the forms.
func (n *normalizer) printedInFull(forms []string, located bool) (full string) {
	times := map[string]int{}
	count := func(text string) {
		if located {
			for _, form := range forms[1:] {
				times[form] += strings.Count(text, form)
			}
			return
		}
		for _, form := range forms {
			level, rest := cutLevel(form)
			for from := 0; ; {
				at := strings.Index(text[from:], rest)
				if at < 0 {
					break
				}
				at += from
				from = at + len(rest)
				if place := n.cat.regions.before(text[:at]); place != "" && strings.HasSuffix(place, level) {
					times[place+rest]++
				}
			}
		}
	}
	count(document.Squeeze(n.doc.Info.Site))
	for pi := range n.doc.Pages {
		for bi := range n.doc.Pages[pi].Blocks {
			count(document.Squeeze(n.doc.Pages[pi].Blocks[bi].Text))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(times)) {
		if t := times[name]; t > times[full] || t == times[full] && len(name) > len(full) {
			full = name
		}
	}
	return full
}

// located reports a name that begins with that of a division which says where
// that is: 常山县 and not 朝阳区, before which the name of its city is usual.
func (r *regions) located(name string) bool {
	region, rest := r.walk(name)
	return region.Code != "" && !(strings.HasSuffix(region.Name, "区") && region.Level == "county" &&
		strings.HasPrefix(zh.Fold(name), zh.Fold(region.Name)) && len(rest) > 0)
}

// before is the name of a division that a text ends with, the longest.
func (r *regions) before(text string) string {
	start, end := len(text), len(text)
	for range longestPlace {
		c, size := utf8.DecodeLastRuneInString(text[:start])
		if size == 0 || !isHan(c) {
			break
		}
		start -= size
	}
	for ; start < end; start += utf8.RuneLen([]rune(text[start:])[0]) {
		if r.exactly(text[start:]) {
			return text[start:]
		}
	}
	return ""
}

// ofPortal is the name of an organ with that of the division before it whose
// portal the page is of, if it begins with the level of one, or is one that every
// division has.
func (n *normalizer) ofPortal(name string, said []schema.ProfileEvidence) string {
	level, rest := cutLevel(name)
	if level == "" && !n.cat.organizations.everywhere(name) || n.cat.regions.leading(name) != "" {
		return name
	}
	place := ""
	for _, text := range n.portalNames(said) {
		if place = n.cat.regions.leading(document.Squeeze(text)); place != "" {
			break
		}
	}
	if place == "" || level != "" && !strings.HasSuffix(place, level) {
		return name
	}
	return place + rest
}

// leading is the name of a division that a text begins with, as it is printed;
// before that of a district alone stands its city's.
func (r *regions) leading(text string) string {
	region, rest := r.walk(text)
	place := strings.TrimSuffix(text, string(rest))
	if place == text && len(rest) > 0 || !zh.NamesRegion(place) {
		return ""
	}
	if place == region.Name && strings.HasSuffix(place, "区") && region.Level == "county" {
		return r.above(region).Name + place
	}
	return place
}

// above is the city, or where there is none the province, in which a county is.
func (r *regions) above(county schema.Region) schema.Region {
	if city := r.codes[county.Code[:4]+"00"]; city.Code != "" {
		return city
	}
	return r.codes[county.Code[:2]+"0000"]
}
