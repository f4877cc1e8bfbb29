package normalize

import (
	"fmt"
	"io/fs"
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
}

type organizationsFile struct {
	Before      []string          `yaml:"before"`
	After       []string          `yaml:"after"`
	Short       map[string]string `yaml:"short"`
	Towns       []string          `yaml:"towns"`
	Governments []string          `yaml:"governments"`
	Zones       []string          `yaml:"zones"`
}

func (o *organizations) load(layers []fs.FS) error {
	return eachYAML(layers, "organizations.yaml", func(f organizationsFile) error {
		for long, short := range f.Short {
			if zh.Fold(short) == "" {
				return yamlfile.At(fmt.Errorf("nothing is short for %s", long), "short", long)
			}
			o.short.add(long, zh.Fold(short))
		}
		for _, list := range []struct {
			to   *[]string
			from []string
		}{{&o.before, f.Before}, {&o.after, f.After}, {&o.towns, f.Towns}, {&o.governments, f.Governments}} {
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
	name := trimFirst(strings.TrimPrefix, zh.Fold(p.Organization), o.before)
	if p.Region.Code != "" {
		if _, rest := c.regions.walk(name); len(rest) < len([]rune(name)) {
			name = string(rest)
		} else { // a name that several regions bear
			name = strings.TrimPrefix(name, zh.Fold(p.Region.Name))
		}
	}
	if blankName.MatchString(name) { // 上海市XX局
		return "", ""
	}
	name = o.shorten(trimFirst(strings.TrimPrefix, name, o.before))
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
