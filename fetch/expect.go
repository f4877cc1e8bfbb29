package fetch

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Expected is what a source expects of a year, and what is there.
type Expected struct {
	Source string `json:"source"`
	Expectation
}

// Present holds what was fetched into a workspace against what its sources
// expect, without asking them; nothing where nothing was ever fetched.
func Present(ctx context.Context, workspace string) (all []Expected, err error) {
	path := filepath.Join(workspace, memoryFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	sources, err := Load(filepath.Join(workspace, SourcesFolder))
	if err != nil {
		return nil, err
	}
	memory, err := openMemory(ctx, path)
	if err != nil {
		return nil, err
	}
	defer memory.close()
	slices.SortFunc(sources, func(a, b Source) int { return strings.Compare(a.ID, b.ID) })
	for i := range sources {
		of, err := memory.expect(ctx, &sources[i], func(*item) bool { return true })
		if err != nil {
			return nil, err
		}
		for _, x := range of {
			all = append(all, Expected{sources[i].ID, x})
		}
	}
	return all, nil
}

// expect compares what there is with what was expected: the lines of the list,
// of any run, whose pages or files were had. known says of those that were
// declined whether they were so before.
func (m *memory) expect(ctx context.Context, s *Source, known func(*item) bool) (all []Expectation, err error) {
	if len(s.Expect) == 0 {
		return nil, nil
	}
	had, err := m.items(ctx, s.ID, "parent = '' and digest <> ''")
	if err != nil {
		return nil, err
	}
	declined, err := m.items(ctx, s.ID, "parent = '' and digest = '' and outcome = ?", string(Declined))
	if err != nil {
		return nil, err
	}
	declined = slices.DeleteFunc(declined, func(i item) bool { return !known(&i) })
	for _, year := range slices.Sorted(maps.Keys(s.Expect)) {
		x := Expectation{Year: year, Expected: max(s.Expect[year], len(s.Organizations))}
		titles, refused := titlesOf(had, year), titlesOf(declined, year)
		x.Found = len(titles)
		for _, o := range s.Organizations {
			named := false
			for t := range titles {
				named = named || strings.Contains(t, o)
			}
			if !named {
				x.Missing = append(x.Missing, o)
			}
		}
		maps.DeleteFunc(refused, func(title string, _ bool) bool { return titles[title] })
		x.Declined = slices.Sorted(maps.Keys(refused))
		all = append(all, x)
	}
	return all, nil
}

var titleYear = regexp.MustCompile(`(20\d\d)\s*年`)

// titlesOf are the titles of items that name a year.
func titlesOf(items []item, year int) map[string]bool {
	titles := map[string]bool{}
	for _, i := range items {
		if m := titleYear.FindStringSubmatch(i.title); m != nil && m[1] == strconv.Itoa(year) {
			titles[i.title] = true
		}
	}
	return titles
}
