package verify

import "testing"

func TestBroken(t *testing.T) {
	for _, test := range []struct {
		want   string
		pieces []string
		ok     bool
	}{
		{"1234.56", []string{"1234", "56"}, true},
		{"1234.56", []string{"9", "1,23", "4.5", "6", "7"}, true},
		{"1234.56", []string{"1234", "57"}, false},
		{"1234.56", []string{"123456"}, false}, // in one piece the point has to be there
		{"12", []string{"1"}, false},
		{"12", nil, false},
	} {
		if got := broken(test.want, test.pieces); got != test.ok {
			t.Errorf("broken(%s, %v) = %v", test.want, test.pieces, got)
		}
	}
}
