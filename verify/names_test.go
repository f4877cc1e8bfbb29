package verify_test

import (
	"slices"
	"testing"

	"github.com/yusuan/yusuan/verify"
)

func TestNameTree(t *testing.T) {
	var tree verify.NameTree[string]
	if got := tree.In("空"); len(got) > 0 {
		t.Errorf("an empty tree finds %v", got)
	}
	for _, name := range []string{"防汛", "防汛抢险", "汛抢", "养护"} {
		*tree.At(name) = name
	}
	for text, want := range map[string][]string{
		"":          nil,
		"增加防汛抢险经费":  {"防汛", "防汛抢险", "汛抢"},
		"养护，养护":     {"养护", "养护"},
		"养路、护路、防台汛": nil,
	} {
		if got := tree.In(text); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// TestFinder: short and long texts are searched alike.
func TestFinder(t *testing.T) {
	short := "支出1.00万元，支出1.00万元，出1"
	long := short
	for len(long) < 10000 {
		long += "其余。"
	}
	for _, text := range []string{short, long} {
		find := verify.Finder(text)
		for s, want := range map[string][]int{"支出": {0, 19}, "出1": {3, 22, 38}, "收入": nil, "": nil} {
			if got := find(s); !slices.Equal(got, want) {
				t.Errorf("%d bytes: %q at %v, want %v", len(text), s, got, want)
			}
		}
	}
}
