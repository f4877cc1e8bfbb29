//go:build unix

package sandbox

import "testing"

func TestReserved(t *testing.T) {
	r := &reserved{b: make([]byte, 100)}
	a := r.Reallocate(10)
	a[9] = 7
	if b := r.Reallocate(50); len(b) != 50 || b[9] != 7 || &a[0] != &b[0] {
		t.Error("memory that grew is another")
	}
	if r.Reallocate(101) != nil {
		t.Error("more than was reserved")
	}
	(&reserved{}).Free()
}
