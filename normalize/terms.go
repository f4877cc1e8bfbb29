package normalize

import "github.com/yusuan/yusuan/zh"

// terms finds the longest known word at a position of a folded text. T is
// what the catalogue says of a word.
type terms[T any] struct {
	root node[T]
}

type node[T any] struct {
	next  map[rune]*node[T]
	value *T
}

// add makes a word known; a later one replaces an earlier. White space,
// punctuation and character width of the word do not matter.
func (t *terms[T]) add(word string, value T) {
	n := &t.root
	for _, r := range zh.Fold(word) {
		if n.next == nil {
			n.next = make(map[rune]*node[T])
		}
		child := n.next[r]
		if child == nil {
			child = new(node[T])
			n.next[r] = child
		}
		n = child
	}
	if n != &t.root {
		n.value = &value
	}
}

// longest is the longest word that starts at s[0], and its length; nil if
// there is none.
func (t *terms[T]) longest(s []rune) (value *T, length int) {
	n := &t.root
	for i, r := range s {
		if n = n.next[r]; n == nil {
			break
		}
		if n.value != nil {
			value, length = n.value, i+1
		}
	}
	return value, length
}

// exact is the value of a whole folded text.
func (t *terms[T]) exact(folded string) (*T, bool) {
	n := &t.root
	for _, r := range folded {
		if n = n.next[r]; n == nil {
			return nil, false
		}
	}
	return n.value, n.value != nil
}

// longestBackwards is longest for words stored reversed, read from the end
// of s.
func (t *terms[T]) longestBackwards(s []rune) (value *T, length int) {
	n := &t.root
	for i := len(s) - 1; i >= 0; i-- {
		if n = n.next[s[i]]; n == nil {
			break
		}
		if n.value != nil {
			value, length = n.value, len(s)-i
		}
	}
	return value, length
}
