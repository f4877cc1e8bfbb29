package normalize

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/internal/yamlfile"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// organizations knows which names are of one organization.
type organizations struct {
	before, after      []string // folded, the longest first
	short              terms[string]
	towns, governments []string
	treasuries         []string
	full               map[string][]string // a short name of an organ to the names it may be short for
	each               map[string]bool     // names of organs that every division has
}

type organizationsFile struct {
	Before      []string          `yaml:"before"`
	After       []string          `yaml:"after"`
	Short       map[string]string `yaml:"short"`
	Towns       []string          `yaml:"towns"`
	Governments []string          `yaml:"governments"`
	Zones       []string          `yaml:"zones"`
	National    []string          `yaml:"national"`
	Branches    []string          `yaml:"branches"`
	Seats       []string          `yaml:"seats"`
	Words       []string          `yaml:"words"`
	Treasuries  []string          `yaml:"treasuries"`

	Full map[string][]string `yaml:"full"`
	Each []string            `yaml:"each"`
}

func (o *organizations) load(layers []fs.FS) error {
	o.full, o.each = map[string][]string{}, map[string]bool{}
	return eachYAML(layers, "organizations.yaml", func(f organizationsFile) error {
		for long, short := range f.Short {
			if zh.Fold(short) == "" {
				return yamlfile.At(fmt.Errorf("nothing is short for %s", long), "short", long)
			}
			o.short.add(long, zh.Fold(short))
		}
		maps.Copy(o.full, f.Full)
		for _, name := range f.Each {
			o.each[name] = true
		}
		for _, list := range []struct {
			to   *[]string
			from []string
		}{{&o.before, f.Before}, {&o.after, f.After}, {&o.towns, f.Towns}, {&o.governments, f.Governments},
			{&o.treasuries, f.Treasuries}} {
			for _, w := range list.from {
				*list.to = append(*list.to, zh.Fold(w))
			}
			slices.SortFunc(*list.to, func(a, b string) int { return len(b) - len(a) })
		}
		return nil
	})
}

// organization is whose report one is, under whatever name: the same key for
// all names that fold to one in a region. What names nobody has none.
func (c *Catalogue) organization(p *schema.Profile) (id string, kind schema.OrganizationKind) {
	if p.Organization == "" || p.ReportKind == schema.TemplateReport || p.ReportKind == schema.NotADisclosure {
		return "", ""
	}
	o := &c.organizations
	name := zh.Fold(p.Organization)
	if p.Region.Code != "" {
		body := c.regions.national(name)
		if _, rest := c.regions.walk(name); len(rest) < len([]rune(name)) {
			name = body + string(rest)
		} else { // a name that several regions bear
			name = body + strings.TrimPrefix(name[len(body):], zh.Fold(p.Region.Name))
		}
	}
	if blankName.MatchString(name) { // 上海市XX局
		return "", ""
	}
	name = trimFirst(strings.TrimPrefix, o.shorten(c.standard(name)), o.before)
	name = trimFirst(strings.TrimSuffix, name, o.after)
	town := slices.ContainsFunc(o.towns, func(end string) bool { return strings.HasSuffix(name, end) })
	switch {
	case name == "", slices.Contains(o.governments, name):
		return p.Region.Code + ":" + "政府", schema.Government
	case town: // 普陀区人民政府万里街道
		return p.Region.Code + ":" + trimFirst(strings.TrimPrefix, name, o.governments), schema.Town
	case p.ReportKind.Government():
		return p.Region.Code + ":" + name, schema.Government
	case p.ReportKind == schema.UnitBudget, p.ReportKind == schema.UnitFinal:
		return p.Region.Code + ":" + name, schema.Unit
	}
	return p.Region.Code + ":" + name, schema.Department
}

// townName begins what follows the region in the name of a town, or of a body in
// one; a village may go by 乡村, and is none.
var townName = regexp.MustCompile(`^(?:人民政府)?(\p{Han}{1,8}?(?:街道|苏木|乡镇|镇|乡))(?:人民政府|办事处|政府|[^村])`)

// noTown are words that end as the names of towns do.
var noTown = map[string]bool{"城镇": true, "乡镇": true, "村镇": true, "集镇": true, "小城镇": true, "新型城镇": true, "城乡": true,
	"小镇": true, "特色小镇": true, "古镇": true}

// town is the town or sub-district that an organization is, or is in, as far as
// its name says so.
func (c *Catalogue) town(p *schema.Profile) string {
	_, rest := c.regions.walk(p.Organization)
	m := townName.FindStringSubmatch(string(rest) + "。")
	if m == nil {
		return ""
	}
	for at := range m[1] {
		if noTown[m[1][at:]] { // 住房和城乡建设局
			return ""
		}
	}
	return m[1]
}

// place reports the name of a town, of a development zone or of whatever else
// has a budget of its own within a division.
func (c *Catalogue) place(name string) bool {
	_, rest := c.regions.walk(name)
	own := trimFirst(strings.TrimSuffix, string(rest), c.organizations.governments)
	for _, end := range []string{"管理委员会", "管委会"} {
		own = strings.TrimSuffix(own, end)
	}
	return zh.NamesRegion(own)
}

// OrganizationID is the key of a unit that a document names beside its own
// organization; empty where that names nobody.
func (c *Catalogue) OrganizationID(name string, of *schema.Profile) string {
	id, _ := c.organization(&schema.Profile{Organization: name, Region: of.Region, ReportKind: schema.UnitBudget})
	return id
}

// trimFirst cuts off the first of the words that a name has at one end, unless
// nothing would be left.
func trimFirst(trim func(s, cut string) string, name string, words []string) string {
	for _, w := range words {
		if rest := trim(name, w); rest != name && rest != "" {
			return rest
		}
	}
	return name
}

// short is where the short name of an organ begins in a name, behind that of its
// division or alone, and what it may be short for.
func (c *Catalogue) short(name string) (at int, full []string) {
	for at := range name {
		full := c.organizations.full[name[at:]]
		if full == nil {
			continue
		}
		if place := name[:at]; place == "" || strings.Contains(levels, place) || c.regions.exactly(place) ||
			zh.NamesRegion(place) || zh.NamesRegion(strings.TrimSuffix(place, "委")) { // 某某县委编办
			return at, full
		}
		break
	}
	return 0, nil
}

// namesOf are the name of an organ and those that it may be short for: 某某县人社局,
// 某某县人力资源和社会保障局.
func (c *Catalogue) namesOf(name string) []string {
	forms := []string{name}
	at, full := c.short(name)
	for _, f := range full {
		if !strings.HasSuffix(name, f) {
			forms = append(forms, name[:at]+f)
		}
	}
	return forms
}

// standard is what a name is short for, if that is one name only.
func (c *Catalogue) standard(name string) string {
	if at, full := c.short(name); len(full) == 1 && !strings.HasSuffix(name, full[0]) {
		return name[:at] + full[0]
	}
	return name
}

// everywhere reports the name of an organ that every division has, or of the
// government of a town, with no division before it.
func (o *organizations) everywhere(name string) bool {
	for _, end := range []string{"镇人民政府", "乡人民政府", "街道办事处"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return o.each[name]
}

// shorten puts the short words for the long ones.
func (o *organizations) shorten(name string) string {
	var b strings.Builder
	for rest := []rune(name); len(rest) > 0; {
		short, n := o.short.longest(rest)
		if short == nil {
			b.WriteRune(rest[0])
			rest = rest[1:]
			continue
		}
		b.WriteString(*short)
		rest = rest[n:]
	}
	return b.String()
}
