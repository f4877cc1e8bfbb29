package verify

// NameTree holds names, each with a value, and finds those that a text has in
// it, reading the text once. The zero NameTree is empty.
type NameTree[V any] struct {
	children map[rune]*NameTree[V]
	value    *V // nil where no name ends
}

// At is the value of a name, the zero value when it is new.
func (t *NameTree[V]) At(name string) *V {
	for _, r := range name {
		if t.children == nil {
			t.children = map[rune]*NameTree[V]{}
		}
		next := t.children[r]
		if next == nil {
			next = &NameTree[V]{}
			t.children[r] = next
		}
		t = next
	}
	if t.value == nil {
		t.value = new(V)
	}
	return t.value
}

// In are the values of the names in a text, as often as they stand there.
func (t *NameTree[V]) In(text string) (out []V) {
	if t.children == nil {
		return nil
	}
	for i := range text {
		node := t
		for _, r := range text[i:] {
			if node = node.children[r]; node == nil {
				break
			}
			if node.value != nil {
				out = append(out, *node.value)
			}
		}
	}
	return out
}
