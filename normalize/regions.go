package normalize

import (
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// regions finds the administrative division an organization's name begins
// with.
type regions struct {
	names terms[[]schema.Region] // name or alias to the divisions that bear it
	short terms[schema.Region]   // name of a province, a prefecture or a city without 省, 市 and the like
	zones terms[bool]            // what names of development zones go on with after that of their city; whether after more
	wide  []string               // folded names of bodies that have branches in divisions, the longest first
	// counties are those whose name without 县 or 区 no other bears.
	counties terms[schema.Region]
	// branches is what names of branches of national bodies go on with after that of their division.
	branches terms[bool]
	seats    []string        // ends of names of institutions that begin with that of their city
	words    map[string]bool // short names of cities that are common words
	codes    map[string]schema.Region
}

// suffixes end the names of provinces and prefectures, the longer before those
// they hold.
var suffixes = []string{"维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "自治州", "地区", "省", "市", "州", "盟"}

// countySuffixes end the names of counties.
var countySuffixes = []string{"县", "区", "旗", "市"}

// zoneNames are the two ways to call one development zone.
var zoneNames = strings.NewReplacer("高新技术产业开发区", "高新区", "经济技术开发区", "经开区", "经济开发区", "经开区")

func (r *regions) load(layers []fs.FS) error {
	// A name that is gone stands for its division unless another bears it today.
	r.codes, r.words = map[string]schema.Region{}, map[string]bool{}
	byName, gone := map[string][]schema.Region{}, map[string][]schema.Region{}
	err := eachCSV(layers, "regions.csv", 5, func(f []string) error {
		region := schema.Region{Code: f[0], Name: f[1], Level: schema.RegionLevel(f[2])}
		if err := declared(region.Level); err != nil {
			return err
		}
		r.codes[region.Code] = region
		names := append([]string{f[1]}, strings.Split(f[3], ";")...)
		if zone := zoneNames.Replace(f[1]); zone != f[1] {
			names = append(names, zone)
		}
		for _, name := range names {
			into := byName
			if f[4] != "" {
				into = gone
			}
			if name != "" {
				into[zh.Fold(name)] = append(into[zh.Fold(name)], region)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for name, list := range gone {
		if byName[name] == nil {
			byName[name] = list
		}
	}
	for name, list := range byName {
		r.names.add(name, list)
		r.addShort(name, list)
	}
	r.addCounties(byName)
	return eachYAML(layers, "organizations.yaml", func(f organizationsFile) error {
		for _, z := range f.Zones {
			r.zones.add(z, strings.HasSuffix(z, "区"))
		}
		for _, b := range f.Branches {
			r.branches.add(b, true)
		}
		for _, s := range f.Seats {
			r.seats = append(r.seats, zh.Fold(s))
		}
		for _, w := range f.Words {
			r.words[zh.Fold(w)] = true
		}
		for _, w := range f.National {
			r.wide = append(r.wide, zh.Fold(w))
		}
		slices.SortFunc(r.wide, func(a, b string) int { return len(b) - len(a) })
		return nil
	})
}

// addCounties adds what the names of counties are without 县 and 区, as far as
// only one bears that.
func (r *regions) addCounties(byName map[string][]schema.Region) {
	bearers := map[string]int{}
	for name, list := range byName {
		bearers[trimFirst(strings.TrimSuffix, name, countySuffixes)] += len(list)
	}
	for name, list := range byName {
		short := trimFirst(strings.TrimSuffix, name, countySuffixes)
		if short != name && utf8.RuneCountInString(short) > 1 && bearers[short] == 1 {
			r.counties.add(short, list[0])
		}
	}
}

// addShort adds what the name of a province, a prefecture or a city is without
// its suffix.
func (r *regions) addShort(name string, list []schema.Region) {
	for _, end := range suffixes {
		short, ok := strings.CutSuffix(name, end)
		if !ok || utf8.RuneCountInString(short) < 2 {
			continue
		}
		if city := end == "市" && len(list) == 1; list[0].Level != "county" || city { // 昆山经济技术开发区
			r.short.add(short, list[0])
		}
		return
	}
}

// maxZoneName is the most characters of a development zone's own name between
// that of its city and what it is: 武汉东湖新技术开发区.
const maxZoneName = 4

// bare is a province, prefecture or city whose name a text begins with without its
// suffix, if what follows is a division in it or a zone of it: 安徽合肥市,
// 西安高新区. Alone such names are common words.
// What stands between may change the place: 庐山西海风景名胜区 is not of 庐山市.
// Within a division a zone has no name of its own: 黄石市大冶湖高新区 is none of 大冶市.
func (r *regions) bare(text []rune, within bool) (schema.Region, int) {
	region, n := r.short.longest(text)
	if region == nil {
		return schema.Region{}, 0
	}
	longest := min(maxZoneName, len(text)-n)
	if within {
		longest = 0
	}
	for gap := range longest + 1 {
		if zone, _ := r.zones.longest(text[n+gap:]); zone != nil && (gap == 0 || *zone && region.Level != "county") {
			return *region, n
		}
	}
	if list, _ := r.names.longest(text[n:]); list != nil && slices.ContainsFunc(*list, func(c schema.Region) bool {
		return below(*region, c)
	}) {
		return *region, n
	}
	return schema.Region{}, 0
}

// coded is the division of a code; of a town's or a village's the county. No
// division if the code is none that is known.
func (r *regions) coded(code string) schema.Region {
	const county = 6 // digits
	return r.codes[code[:min(len(code), county)]]
}

// RegionName is what the division of a code (GB/T 2260) is called; empty for
// none that is known.
func (c *Catalogue) RegionName(code string) string { return c.regions.coded(code).Name }

// of is the smallest division that the names at the start of a text lead to:
// 上海市普陀区规划局 is 普陀区 of 上海市.
func (r *regions) of(text string) schema.Region {
	region, _ := r.walk(text)
	return region
}

// starts reports a text that begins with the name of a division.
func (r *regions) starts(text string) bool { return r.of(text).Code != "" }

// exactly reports a text that is the name of a division and nothing else.
func (r *regions) exactly(text string) bool {
	region, rest := r.walk(text)
	return region.Code != "" && len(rest) == 0
}

// walk is the smallest division that a text leads to, and what follows its name.
// The name of a national body may stand before that of the division in which it
// has a branch.
func (r *regions) walk(text string) (region schema.Region, rest []rune) {
	f := zh.Fold(text)
	if body := r.national(f); body != "" {
		if region, rest = r.divisions([]rune(f[len(body):])); region.Code != "" {
			return region, rest
		}
		if region, rest = r.branch([]rune(f[len(body):])); region.Code != "" {
			return region, rest
		}
	}
	region, rest = r.divisions([]rune(f))
	if region.Code == "" && len(rest) > 2 {
		for _, w := range []string{"中华人民共和国", "国家", "中央"} {
			if strings.HasPrefix(f, w) {
				return schema.Region{Code: "000000", Name: "中华人民共和国", Level: "central"}, rest
			}
		}
	}
	return region, rest
}

// branch is the division in which a branch of a national body is, whose name
// begins with its short one: 宜城调查队.
func (r *regions) branch(text []rune) (schema.Region, []rune) {
	for _, names := range []*terms[schema.Region]{&r.short, &r.counties} {
		region, n := names.longest(text)
		if region == nil {
			continue
		}
		if found, _ := r.branches.longest(text[n:]); found != nil {
			return *region, text[n:]
		}
	}
	return schema.Region{}, nil
}

// seat is the division in which an institution is whose name begins with that
// of its province, or of its city as those of universities do: 沈阳音乐学院. Names that are common
// words say nothing: 中山医院.
func (r *regions) seat(name string) schema.Region {
	f := zh.Fold(name)
	region, n := r.short.longest([]rune(f))
	if region == nil || r.words[string([]rune(f)[:n])] {
		return schema.Region{}
	}
	if region.Level != "province" &&
		!slices.ContainsFunc(r.seats, func(end string) bool { return strings.HasSuffix(f, end) }) {
		return schema.Region{}
	}
	return *region
}

// national is the name of a national body that a folded text begins with.
func (r *regions) national(folded string) string {
	return folded[:len(folded)-len(trimFirst(strings.TrimPrefix, folded, r.wide))]
}

// divisions follows the names of divisions at the beginning of a text, each
// within the one before.
func (r *regions) divisions(rest []rune) (region schema.Region, after []rune) {
	for len(rest) > 0 {
		list, n := r.names.longest(rest)
		if list == nil {
			next, n := r.bare(rest, region.Code != "")
			if next.Code == "" || region.Code != "" && !below(region, next) {
				break
			}
			region, rest = next, rest[n:]
			continue
		}
		next := schema.Region{}
		for _, c := range *list {
			if region.Code == "" && (len(*list) == 1 || c.Level != "county") || region.Code != "" && below(region, c) {
				next = c
				break
			}
		}
		if next.Code == "" {
			break // a name several divisions bear
		}
		region, rest = next, rest[n:]
	}
	return region, rest
}

// below reports whether a division lies in another, by the digits of its code.
func below(wide, close schema.Region) bool {
	w := strings.TrimRight(wide.Code, "0")
	if len(w)%2 == 1 {
		w += "0"
	}
	return close.Code != wide.Code && strings.HasPrefix(close.Code, w)
}
