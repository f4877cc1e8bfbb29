package sandbox

import (
	"errors"
	"testing"
)

func TestMemory(t *testing.T) {
	for name, reserved := range map[string][]byte{"reserved": make([]byte, 100), "of the heap": nil} {
		t.Run(name, func(t *testing.T) {
			charged := 0
			m := &memory{most: 100, reserved: reserved, charge: func(n int) error {
				if charged += n; charged > 60 {
					return errors.New("too much")
				}
				return nil
			}}
			a := m.Reallocate(10)
			a[9] = 7
			b := m.Reallocate(50)
			if len(b) != 50 || b[9] != 7 || charged != 40 {
				t.Errorf("%d bytes, %d in the tenth, %d charged", len(b), b[9], charged)
			}
			if reserved != nil && &a[0] != &b[0] {
				t.Error("memory that grew is another")
			}
			if m.Reallocate(50) == nil || charged != 40 {
				t.Error("what does not grow was charged")
			}
			if m.Reallocate(101) != nil {
				t.Error("more than was asked for")
			}
			if m.Reallocate(90) != nil {
				t.Error("grew though it was refused")
			}
		})
	}
}
