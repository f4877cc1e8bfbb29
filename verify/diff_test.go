package verify_test

import (
	"strings"
	"testing"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// TestDiff: a finding of a second run is new, gone or the same by its rule and
// place, whatever document it stands in and whatever its message says by then.
func TestDiff(t *testing.T) {
	// f reads findings as "ID" or "ID=row label", and of words "ID~text";
	// ≈ behind it is one that rounding explains.
	f := func(document, list string) (out []schema.Finding) {
		for _, item := range strings.Fields(list) {
			finding := schema.Finding{DocumentID: document, Severity: schema.SeverityError}
			item, rounding := strings.CutSuffix(item, "≈")
			if rounding {
				finding.Severity = schema.SeverityInfo
			}
			place, label, ok := strings.Cut(item, "=")
			place, text, _ := strings.Cut(place, "~")
			finding.ID = "f-" + document + "-" + place
			finding.Rule, _, _ = strings.Cut(place, ".")
			if ok || text != "" {
				finding.Evidence = []schema.Operand{{TableTitle: "支出表", RowLabel: label, Text: text}}
			}
			out = append(out, finding)
		}
		return out
	}
	for _, c := range []struct{ name, old, now, want string }{
		{"by ID", "a b", "b c", "same b, new c, gone a"},
		{"nothing before", "", "a", "new a"},
		{"nothing left", "b a", "", "gone b, gone a"},
		{"as it was", "a", "a", "same a"},
		{"a row was put in above", "sum.r5=教育 sum.r9=交通", "sum.r6=教育 sum.r10=交通", "same sum.r6, same sum.r10"},
		{"another row has the place now", "sum.r5=教育", "sum.r5=交通 sum.r6=教育", "new sum.r5, same sum.r6"},
		{"one of two of the same name is repaired", "sum.r5=其他 sum.r9=其他", "sum.r9=其他", "same sum.r9, gone sum.r5"},
		{"two of the same name move", "sum.r5=其他 sum.r9=其他", "sum.r7=其他 sum.r11=其他", "same sum.r7, same sum.r11"},
		{"another rule at the same place", "sum.r5=教育", "code.r5=教育", "new code.r5, gone sum.r5"},
		{"a row was renamed", "sum.r5=教育", "sum.r5=教育支出", "new sum.r5, gone sum.r5"},
		{"rounding explains it now", "sum.r5=教育", "sum.r5=教育≈", "new sum.r5, gone sum.r5"},
		{"words moved", "left.p3~XX", "left.p4~XX", "same left.p4"},
		{"words changed", "count.p3~6个", "count.p3~7个", "same count.p3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, x := range verify.Diff(f("0123", c.old), f("4567", c.now)) {
				_, place, _ := strings.Cut(strings.TrimPrefix(x.Finding.ID, "f-"), "-")
				got = append(got, string(x.Change)+" "+place)
			}
			if s := strings.Join(got, ", "); s != c.want {
				t.Errorf("%s, want %s", s, c.want)
			}
		})
	}
	// The same document, once repaired, loses its finding and keeps the other.
	broken := doc{facts: second("12.00万元"), indicators: weights("35")}.record()
	repaired := doc{facts: second("10.00万元"), indicators: weights("35")}.record()
	_, old := checked(broken)
	_, now := checked(repaired)
	n := map[verify.Change]int{}
	for _, x := range verify.Diff(old, now) {
		n[x.Change]++
	}
	if n[verify.Gone] != 1 || n[verify.Same] != 1 || n[verify.New] != 0 {
		t.Errorf("%v", n)
	}
}
