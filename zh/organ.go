package zh

import (
	_ "embed"
	"strings"
	"unicode/utf8"
)

//go:embed organs.txt
var organsText string

// OrganEnd is a word that ends the name of an organ of state or of one of its
// units (局, 委员会, 中心), if none of the characters of Not follows.
type OrganEnd struct{ End, Not string }

// OrganEnds are the ends of names of organs that are the same everywhere.
var OrganEnds = readOrgans()

var organs, longestOrgan = indexOrgans()

func readOrgans() (out []OrganEnd) {
	for line := range strings.Lines(organsText) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			end, not, _ := strings.Cut(line, " ")
			out = append(out, OrganEnd{end, not})
		}
	}
	return out
}

func indexOrgans() (known map[string]bool, longest int) {
	known = map[string]bool{}
	for _, o := range OrganEnds {
		known[o.End] = true
		longest = max(longest, utf8.RuneCountInString(o.End))
	}
	return known, longest
}

// EndsAsOrgan reports whether a text ends as the name of an organ does.
func EndsAsOrgan(s string) bool {
	end := len(s)
	for range longestOrgan {
		_, size := utf8.DecodeLastRuneInString(s[:end])
		if size == 0 {
			return false
		}
		end -= size
		if organs[s[end:]] {
			return true
		}
	}
	return false
}

// NamesRegion reports whether a text ends as the name of an administrative
// division does.
func NamesRegion(s string) bool {
	if utf8.RuneCountInString(s) < 2 {
		return false
	}
	for _, end := range []string{"省", "市", "县", "区", "州", "旗", "盟", "镇", "乡", "街道"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}
