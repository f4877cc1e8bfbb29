package layout

// forest keeps disjoint sets of the numbers 0..n-1.
type forest []int

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = i
	}
	return f
}

// find gives the number that stands for the set of i.
func (f forest) find(i int) int {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

// join makes one set of those of i and j.
func (f forest) join(i, j int) { f[f.find(i)] = f.find(j) }
