package verify

import (
	"strings"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// Change says what became of a finding from one run, or version of a
// document, to the next.
type Change string

const (
	New  Change = "new"  // was not there before
	Gone Change = "gone" // is not there any more
	Same Change = "same" // was there, at the same place
)

// Compared is a finding with what became of it; Gone has the old finding, the
// others the new one.
type Compared struct {
	Change  Change
	Finding schema.Finding
}

// Diff compares the findings of one document with those of an earlier run, or
// of an earlier version of it: those of now in their order, then those that
// are gone in theirs.
//
// A finding is known by its rule and the place of the figure in doubt, never
// by the document's hash, which no two versions share. The place is what
// people call it, the title of the table and the labels of row and column, so
// a finding stays the same when lines are put in above it or pages move; where
// several places have one name, those whose ID is unchanged are paired first
// and the rest in their order. What has no label (the wording of a sentence)
// is named by its text, and failing that, by where it stands. So a finding
// counts as gone and new if a label was reworded, if the rows it names twice
// changed their order, or if a sentence was both reworded and moved; a figure
// that was changed and is still wrong is the same. One that rounding now
// explains is not wrong any more: its finding is gone, and one of severity
// info is new.
func Diff(old, now []schema.Finding) []Compared {
	out := make([]Compared, 0, len(now))
	taken := make([]bool, len(old))
	for i, was := range Pair(old, now) {
		change := New
		if was >= 0 {
			change, taken[was] = Same, true
		}
		out = append(out, Compared{change, now[i]})
	}
	for i := range old {
		if !taken[i] {
			out = append(out, Compared{Gone, old[i]})
		}
	}
	return out
}

// Pair gives for each finding of now the place of the same one among the old,
// as Diff knows them again; -1 for none.
func Pair(old, now []schema.Finding) []int {
	was := make([]int, len(now))
	for i := range was {
		was[i] = -1
	}
	taken := make([]bool, len(old))
	for _, identity := range []func(*schema.Finding) string{
		func(f *schema.Finding) string { return placeName(f) + "\x00" + placeID(f) }, placeName, unnamedID,
	} {
		type key struct {
			place string
			info  bool
		}
		free := map[key][]int{}
		for i := range old {
			if place := identity(&old[i]); !taken[i] && place != "" {
				key := key{place, old[i].Severity == schema.SeverityInfo}
				free[key] = append(free[key], i)
			}
		}
		for i := range now {
			key := key{identity(&now[i]), now[i].Severity == schema.SeverityInfo}
			if left := free[key]; was[i] < 0 && len(left) > 0 {
				was[i], taken[left[0]], free[key] = left[0], true, left[1:]
			}
		}
	}
	return was
}

// placeID is the ID of a finding without that of the document.
func placeID(f *schema.Finding) string {
	if f.DocumentID == "" {
		return f.ID
	}
	return strings.Replace(f.ID, f.DocumentID, "", 1)
}

// placeName is what people call a finding's place; empty if it has no name.
func placeName(f *schema.Finding) string {
	if len(f.Evidence) == 0 {
		return ""
	}
	o := &f.Evidence[0]
	name := []string{f.Rule, document.Squeeze(o.TableTitle), o.RowLabel, o.ColumnLabel, ""}
	if !labelled(f) {
		name[4] = o.Text
	}
	if strings.Join(name[1:], "") == "" {
		return ""
	}
	return strings.Join(name, "\x00")
}

// unnamedID is the place of a finding that no label names, wherever its words
// were changed; empty for others.
func unnamedID(f *schema.Finding) string {
	if labelled(f) {
		return ""
	}
	return placeID(f)
}

func labelled(f *schema.Finding) bool {
	return len(f.Evidence) > 0 && f.Evidence[0].RowLabel+f.Evidence[0].ColumnLabel != ""
}
