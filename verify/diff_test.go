package verify_test

import (
	"strings"
	"testing"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// TestDiff: a finding of a second run is new, gone or the same by its ID,
// whatever its message says by then.
func TestDiff(t *testing.T) {
	f := func(ids string) (out []schema.Finding) {
		for _, id := range strings.Fields(ids) {
			out = append(out, schema.Finding{ID: id})
		}
		return out
	}
	for _, c := range []struct{ old, now, want string }{
		{"a b", "b c", "same b, new c, gone a"},
		{"", "a", "new a"},
		{"b a", "", "gone b, gone a"},
		{"a", "a", "same a"},
	} {
		var got []string
		for _, x := range verify.Diff(f(c.old), f(c.now)) {
			got = append(got, string(x.Change)+" "+x.Finding.ID)
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%q then %q: %s, want %s", c.old, c.now, s, c.want)
		}
	}
	// The same document, once repaired, loses its finding and keeps the other.
	broken := doc{facts: second("12.00万元"), indicators: weights("35")}.record()
	repaired := doc{facts: second("10.00万元"), indicators: weights("35")}.record()
	_, old := verify.Run(broken)
	_, now := verify.Run(repaired)
	n := map[verify.Change]int{}
	for _, x := range verify.Diff(old, now) {
		n[x.Change]++
	}
	if n[verify.Gone] != 1 || n[verify.Same] != 1 || n[verify.New] != 0 {
		t.Errorf("%v", n)
	}
}
