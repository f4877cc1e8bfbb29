package normalize

import (
	"io/fs"
	"strings"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/zh"
)

// regions finds the administrative division an organization's name begins
// with.
type regions struct {
	names terms[[]schema.Region] // name or alias to the divisions that bear it
}

func (r *regions) load(layers []fs.FS) error {
	// A name that is gone stands for its division unless another bears it today.
	byName, gone := map[string][]schema.Region{}, map[string][]schema.Region{}
	err := eachCSV(layers, "regions.csv", 5, func(f []string) error {
		region := schema.Region{Code: f[0], Name: f[1], Level: schema.RegionLevel(f[2])}
		if err := declared(region.Level); err != nil {
			return err
		}
		names := append([]string{f[1]}, strings.Split(f[3], ";")...)
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
	for name, list := range gone {
		if byName[name] == nil {
			byName[name] = list
		}
	}
	for name, list := range byName {
		r.names.add(name, list)
	}
	return err
}

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

func (r *regions) walk(text string) (region schema.Region, rest []rune) {
	f := zh.Fold(text)
	for _, w := range []string{"中国共产党", "中共", "共青团"} {
		f = strings.TrimPrefix(f, w)
	}
	rest = []rune(f)
	for len(rest) > 0 {
		list, n := r.names.longest(rest)
		if list == nil {
			break
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
	if region.Code == "" && len(rest) > 2 {
		if f := string(rest); strings.HasPrefix(f, "中华人民共和国") || strings.HasPrefix(f, "国家") || strings.HasPrefix(f, "中央") {
			return schema.Region{Code: "000000", Name: "中华人民共和国", Level: "central"}, rest
		}
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
