package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"golang.org/x/text/unicode/norm"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/fixtures"
)

// score counts how a reading compares with the truth.
type score struct {
	tables, found, titles, units, kinds int
	truth, right, read                  int // numeric cells: published, read right, read in all
	texts, textsRight                   int
	missed                              []string // what was not read right, in words
}

func (s *score) add(o score) {
	s.tables, s.found, s.titles, s.units, s.kinds = s.tables+o.tables, s.found+o.found, s.titles+o.titles, s.units+o.units,
		s.kinds+o.kinds
	s.truth, s.right, s.read = s.truth+o.truth, s.right+o.right, s.read+o.read
	s.missed = append(s.missed, o.missed...)
	s.texts, s.textsRight = s.texts+o.texts, s.textsRight+o.textsRight
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

var numeric = regexp.MustCompile(`^-?\d[\d,]*(\.\d+)?%?$`)

// fold brings a cell to the form in which two readings are compared: width,
// quotation marks and dashes do not count, nor how a number is grouped.
func fold(s string) string {
	s = strings.NewReplacer("“", `"`, "”", `"`, "—", "-", "–", "-").Replace(document.Squeeze(norm.NFKC.String(s)))
	if numeric.MatchString(s) {
		if d, err := decimal.NewFromString(strings.ReplaceAll(strings.TrimSuffix(s, "%"), ",", "")); err == nil {
			return d.String()
		}
	}
	return s
}

func isNumber(s string) bool { return numeric.MatchString(document.Squeeze(norm.NFKC.String(s))) }

// compare scores one document. Tables are paired best first by the cells they
// share; rows and columns of a pair are aligned in order, and a cell is right
// if it stands in the aligned row and column.
func compare(want, got []fixtures.Table) score {
	partner := partners(want, got)
	s := score{tables: len(want)}
	for w := range want {
		s.addTruth(&want[w])
		g, ok := partner[w]
		if !ok {
			s.missed = append(s.missed, "table "+want[w].Title)
			continue
		}
		s.addPair(&want[w], &got[g])
	}
	for g := range got {
		for _, r := range got[g].Rows {
			for _, c := range r {
				s.read += count(isNumber(c))
			}
		}
	}
	return s
}

// partners pairs the tables wanted with those that were read, best first.
func partners(want, got []fixtures.Table) map[int]int {
	type pair struct{ gain, w, g int }
	var pairs []pair
	for w := range want {
		for g := range got {
			if gain := alike(&want[w], &got[g]); gain > 0 && mayMeet(want[w].Pages, got[g].Pages) {
				pairs = append(pairs, pair{gain, w, g})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return b.gain - a.gain })
	partner, taken := map[int]int{}, map[int]bool{}
	for _, p := range pairs {
		if _, done := partner[p.w]; !done && !taken[p.g] {
			partner[p.w], taken[p.g] = p.g, true
		}
	}
	return partner
}

// alike is how much two tables have in common: their cells, and the title.
func alike(want, got *fixtures.Table) int {
	gain := 2 * common(cells(want.Rows), cells(got.Rows))
	if fold(want.Title) == fold(got.Title) {
		gain += 1 + len(cells(want.Rows))
	}
	return gain
}

// mayMeet reports that two tables stand on a page together, as far as is known.
func mayMeet(want, got []int) bool {
	return len(want) == 0 || len(got) == 0 ||
		slices.ContainsFunc(want, func(p int) bool { return slices.Contains(got, p) })
}

// addTruth counts the numbers and texts there are.
func (s *score) addTruth(want *fixtures.Table) {
	for _, r := range want.Rows {
		for _, c := range r {
			if isNumber(c) {
				s.truth++
			} else if fold(c) != "" {
				s.texts++
			}
		}
	}
}

// addPair counts what is right in a table that was found.
func (s *score) addPair(want, got *fixtures.Table) {
	s.found++
	if fold(want.Title) != fold(got.Title) {
		s.missed = append(s.missed, fmt.Sprintf("title %q: %q", want.Title, got.Title))
	}
	s.titles += count(fold(want.Title) == fold(got.Title))
	s.units += count(want.Unit == got.Unit)
	s.kinds += count(want.Kind == got.Kind || want.Kind == "other")
	right, texts, missed := compareRows(want.Rows, got.Rows)
	s.right, s.textsRight = s.right+right, s.textsRight+texts
	for _, m := range missed {
		s.missed = append(s.missed, want.Title+": "+m)
	}
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func cells(rows [][]string) (out []string) {
	for _, r := range rows {
		for _, c := range r {
			if f := fold(c); f != "" {
				out = append(out, f)
			}
		}
	}
	return out
}

// common counts the values two lists share.
func common(a, b []string) (n int) {
	have := map[string]int{}
	for _, x := range a {
		have[x]++
	}
	for _, x := range b {
		if have[x] > 0 {
			have[x]--
			n++
		}
	}
	return n
}

// compareRows counts the numbers and texts of a table that are right, and says
// what the others were read as.
func compareRows(want, got [][]string) (numbers, texts int, missed []string) {
	rows := alignRows(want, got)
	for _, c := range alignColumns(want, got, rows) {
		for _, p := range rows {
			x, y := cellAt(want[p[0]], c[0]), cellAt(got[p[1]], c[1])
			switch {
			case x == "":
			case x != y:
				missed = append(missed, fmt.Sprintf("%q: %q", x, y))
			case isNumber(want[p[0]][c[0]]):
				numbers++
			default:
				texts++
			}
		}
	}
	return numbers, texts, missed
}

// alignRows pairs the rows of two tables by the cells they share.
func alignRows(want, got [][]string) [][2]int {
	wc, gc := make([][]string, len(want)), make([][]string, len(got))
	for i := range want {
		wc[i] = cells(want[i : i+1])
	}
	for i := range got {
		gc[i] = cells(got[i : i+1])
	}
	return align(len(want), len(got), func(i, j int) int {
		return 1000 * common(wc[i], gc[j]) / max(1, len(wc[i]), len(gc[j]))
	})
}

// alignColumns pairs the columns of two tables by the cells that are the same
// in paired rows.
func alignColumns(want, got [][]string, rows [][2]int) [][2]int {
	wn, gn := width(want), width(got)
	votes := make([]int, wn*gn)
	for _, p := range rows {
		for a := range wn {
			for b := range gn {
				if x := cellAt(want[p[0]], a); x != "" && x == cellAt(got[p[1]], b) {
					votes[a*gn+b]++
				}
			}
		}
	}
	return align(wn, gn, func(a, b int) int { return votes[a*gn+b] })
}

func width(rows [][]string) (n int) {
	for _, r := range rows {
		n = max(n, len(r))
	}
	return n
}

func cellAt(r []string, k int) string {
	if k < len(r) {
		return fold(r[k])
	}
	return ""
}

// align pairs 0..n-1 with 0..m-1 in order so that the gains add up to most.
func align(n, m int, gain func(i, j int) int) (out [][2]int) {
	best := make([]int, (n+1)*(m+1))
	at := func(i, j int) *int { return &best[i*(m+1)+j] }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			*at(i, j) = max(*at(i+1, j), *at(i, j+1), *at(i+1, j+1)+gain(i, j))
		}
	}
	for i, j := 0, 0; i < n && j < m; {
		g := gain(i, j)
		switch {
		case g > 0 && *at(i, j) == *at(i+1, j+1)+g:
			out = append(out, [2]int{i, j})
			i, j = i+1, j+1
		case *at(i, j) == *at(i+1, j):
			i++
		default:
			j++
		}
	}
	return out
}
