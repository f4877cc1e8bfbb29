// Package table reads a grid once into a model that everything else stands
// on: which columns hold labels and which amounts, the sides of a table that
// prints several lists beside one another, its lines, and what every line is
// a part of.
//
// It knows arithmetic and the words by which tables name their sums and parts
// (words.yaml), and nothing of budgets, provinces, files or findings. What a
// caller knows better, such as the role of a column by its head or the code
// that a name stands for, it says in the Source.
//
// Evidence of the tree of lines is kept apart: codes that begin with one
// another, numbering, indentation and steps over columns, and words. Each
// kind, and some combinations in a fixed order, gives a Reading of all lines
// of a side. Where the form leaves more than one open, the sums that a reading
// predicts are worked out for the whole side, and the figures decide; see
// choose. No reading is chosen for the sake of a single sum: a mistake of the
// publisher must not be read away.
package table
