// Package claim reads what sentences say: amounts with what they are of, shares
// and changes of them, what these are compared with, the parts of a whole, and
// the reasons that are given.
//
// A text is read in three steps, none of which goes back:
//
//	tokens    words of the catalogue, figures and marks, each with its place
//	phrases   the tokens before a figure fit the first pattern of the catalogue that says what it is
//	claims    a phrase is attached to the subject in its own words, to what its clause, its heading or its
//	          passage speaks of, to the whole of the list it stands in, or to the amount before it
//
// Tokens, clauses and phrases of a sentence do not change once they are made.
// A sentence leaves the next a thread (what the passage speaks of, the last
// claim, the list that is open), a passage the next one its headings and the
// list that they opened. Every amount of money ends in a claim or is left over,
// with a word why.
//
// The package knows how figures are put into words. What names mean is known
// to a Lexicon, which words are used to the files claims.yaml, and whether what
// is said is true to package verify.
package claim
