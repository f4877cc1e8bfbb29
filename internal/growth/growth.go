// Package growth makes inputs that grow along one axis, for tests and
// benchmarks that double them: cost that grows with the square is met in real
// documents (a province prints 40,000 cells) and invites bombs. It knows what
// documents look like and nothing of how they are read.
package growth

import (
	"strconv"
	"strings"

	"github.com/yusuan/yusuan/extract/layout"
)

// Axis is one way for an input to grow: Make gives one with n members.
type Axis[T any] struct {
	Name string
	Make func(n int) T
}

// Sizes are those that benchmarks measure: each twice the one before.
var Sizes = []int{500, 1000, 2000}

// Text is a document in Markdown or HTML.
type Text = Axis[string]

// Pages are pages of glyphs, rulings and fills.
type Pages = Axis[[]layout.Page]

// lines is a text for every number below n, one after the other: № in it is
// the number, @ a name of its own, $ a number of at most three digits.
func lines(n int, text string) string {
	var b strings.Builder
	for i := range n {
		fill := strings.NewReplacer("№", strconv.Itoa(i+1), "@", name(i), "$", strconv.Itoa(i%977))
		b.WriteString(fill.Replace(text))
	}
	return b.String()
}

// name is a name of four characters for every number below 160,000.
func name(i int) string {
	signs := []rune("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉")
	var b strings.Builder
	for range 4 {
		b.WriteRune(signs[i%len(signs)])
		i /= len(signs)
	}
	return b.String()
}
