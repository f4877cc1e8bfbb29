package layout

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/yusuan/yusuan/document"
)

// This file says what columns of values print: amounts, with what may stand
// beside them, spans of numbers, days, and what stands where there is no value.

var (
	numberText = `[-－−–+±△▲]?[$€£¥￥]?[-－−–]?(?:\d[\d,.]*|\.\d+)[%％‰]?`
	figureText = regexp.MustCompile(`^[<>≤≥~≈]?[$€£]?(?:` + numberText + `|[(（\[]` + numberText + `[)）\]])[%％]?` +
		markText + `$`)
	// What follows a figure and belongs to the notes: 12.5a, 38*, 1,204 2/.
	markText = `(?:[a-z*†‡§#]{1,2}|\d/|\(\d\)|\([a-z]\))?`
	spanText = regexp.MustCompile(`^[$€£]?\d[\d,.]*[%％]?(?:[-－−–—~～/:]|to)[$€£]?\d[\d,.]*[%％]?$`)
	dayText  = regexp.MustCompile(`^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$`)
	yearText = regexp.MustCompile(`^(?:19|20)\d\d(?:[-–/]\d\d|年)?` + markText + `$`)
	// the bounds of an estimate
	boundsText = regexp.MustCompile(`^[(\[][-−–]?\d[\d.,]*%?(?:[-−–—,;~]|to)[-−–]?\d[\d.,]*%?[)\]]$`)
	// groups of thousands parted by spaces: 1 204 and 530
	thousandsHead = regexp.MustCompile(`(?:^|\s)\d{1,3}$`)
	thousandsTail = regexp.MustCompile(`^\d{3}(?:[.,]\d+)?%?$`)
)

// noValue is what is printed where there is none.
var noValue = map[string]bool{}

func init() {
	for s := range strings.FieldsSeq("- – — −  -- ---  .. ... … n/a N/A na NA (NA) n.a. N.A. nil (X) (D) (S) (Z) " +
		"(NA) : * **") {
		noValue[s] = true
	}
}

// isFigure reports a text that only columns of values print.
func isFigure(text string) bool {
	text = halfWidth(text)
	if !hasDigit(text) {
		return false
	}
	t := document.Squeeze(text)
	return wellFormed.MatchString(t) || figureText.MatchString(t) || spanText.MatchString(t) || dayText.MatchString(t)
}

// isValue is isFigure, or that there is none.
func isValue(text string) bool { return noValue[document.Squeeze(text)] || isFigure(text) }

// countFigures counts the values among the texts of a row. What stands first is
// none unless it is an amount: it may be the number of the row or a bullet.
func countFigures(parts []*line) (n int) {
	for i, p := range parts {
		is := isValue
		if i == 0 {
			is = isAmount
		}
		n += btoi(is(p.text()))
	}
	return n
}

// years counts the figures of a row whose figures are nothing but years, in
// order, and the same again under each head over several; 0 for other rows.
func years(parts []*line) int {
	var all []int
	for _, p := range parts {
		t := document.Squeeze(p.text())
		switch {
		case yearText.MatchString(t):
			y, _ := strconv.Atoi(t[:4])
			all = append(all, y)
		case isValue(t):
			return 0
		}
	}
	run := len(all) // years of one head
	for k := 1; k < run; k++ {
		if len(all)%k == 0 && slices.Equal(all[k:], all[:len(all)-k]) && all[k-1] != all[0] {
			run = k
		}
	}
	down := slices.Clone(all[:run])
	slices.Reverse(down)
	if !slices.IsSorted(all[:run]) && !slices.IsSorted(down) {
		return 0
	}
	return len(all)
}

// goesOn reports a text that begins like the rest of a sentence or a name.
func goesOn(text string) bool {
	r := firstRune(strings.TrimSpace(text))
	return unicode.IsLower(r) || strings.ContainsRune("，。、；）)&/", r)
}
