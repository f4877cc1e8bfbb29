package sinks

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// TestTake: a dataset that takes rows of the one before has the bytes of one
// whose rows are all new, and most of its row groups as they were.
func TestTake(t *testing.T) {
	const documents, facts = 60, 300
	record := func(i int, change string) *schema.Record {
		r := full(i)
		r.DocumentID = document.Digest(fmt.Appendf(nil, "%d %s", i, change))
		r.Basis.Key = r.DocumentID
		r.Profile.FiscalYear = 2023 + i/45
		r.Profile.OrganizationID = fmt.Sprintf("650000:%d", i/4)
		one := r.Facts[0]
		r.Facts = nil
		for n := range facts {
			f := one
			f.ID, f.DocumentID = fmt.Sprintf("%s-%d", r.DocumentID, n), r.DocumentID
			f.Coordinates.Function = fmt.Sprint(2010000 + n/2)
			f.Amount.Yuan = decimal.New(int64(n/2+i), 4)
			if i == 7 { // a dictionary that is given up
				f.Organization = strings.Repeat(fmt.Sprint(n), 2000)
			}
			r.Facts = append(r.Facts, f)
		}
		return r
	}
	folder := t.TempDir()
	var before []*Taken
	write := func(name string, changed map[int]string, take bool) (manifest string, s *Parquet) {
		t.Helper()
		s, err := NewParquet(filepath.Join(folder, name), "1")
		if err != nil {
			t.Fatal(err)
		}
		defer s.Abort()
		var now []*Taken
		s.Wrote = func(one *Taken) error { now = append(now, one); return nil }
		if take {
			if err := s.Replaces(filepath.Join(folder, "before")); err != nil {
				t.Fatal(err)
			}
			if whole, err := s.Intact(t.Context()); err != nil || !whole {
				t.Fatalf("the dataset before is not intact: %v", err)
			}
			groups := &Parquet{}
			for _, one := range before {
				groups.gather(one)
			}
			s.GroupsBefore = groups.Groups()
		}
		for i := range documents {
			if change, ok := changed[i]; take && !ok {
				err = s.Take(t.Context(), before[i])
			} else {
				err = s.Write(t.Context(), record(i, change))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		between := func(i int) *schema.Across {
			a := between(full(i))
			a.OrganizationID = fmt.Sprintf("650000:%d", i)
			a.Checks[0].OrganizationID, a.Checks[1].OrganizationID = a.OrganizationID, a.OrganizationID
			a.Findings[0].OrganizationID = a.OrganizationID
			return a
		}
		for i := range 5 {
			if take && i != 3 {
				err = s.TakeAcross(t.Context(), fmt.Sprintf("650000:%d", i))
			} else {
				err = s.WriteAcross(t.Context(), between(i))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !take && name == "before" {
			before = now
		}
		text, err := os.ReadFile(filepath.Join(folder, name, ManifestFile))
		if err != nil {
			t.Fatal(err)
		}
		return string(text), s
	}
	write("before", nil, false)
	for name, changed := range map[string]map[int]string{
		"nothing": {}, "one": {40: "new"},
		"some": {0: "new", 7: "new", documents - 1: "new"},
	} {
		want, _ := write(name+"-new", changed, false)
		got, s := write(name+"-taken", changed, true)
		if got != want {
			t.Errorf("%s: other bytes\n%s\nwant\n%s", name, got, want)
		}
		if s.Taken() != documents-len(changed) {
			t.Errorf("%s: %d documents taken", name, s.Taken())
		}
		m, wrong, err := Verify(t.Context(), filepath.Join(folder, name+"-taken"))
		if err != nil || len(wrong) > 0 {
			t.Errorf("%s: %v, %q", name, err, wrong)
		}
		groups := 0
		for _, f := range m.Files {
			r, err := newRowReader(filepath.Join(folder, name+"-taken", filepath.FromSlash(f.File)))
			if err != nil {
				t.Fatal(err)
			}
			groups += len(r.starts)
			if err := r.close(); err != nil {
				t.Error(err)
			}
		}
		t.Logf("%s: %d of %d row groups as they were", name, s.earlier.groups, groups)
		if len(changed) < 2 && s.earlier.groups == 0 {
			t.Errorf("%s: no row group was taken as it was", name)
		}
	}
}
