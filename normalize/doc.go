// Package normalize says what a read document means: whose report it is and
// of which year (Profile), which of the published tables each table is, what
// every amount is an amount of (Fact), and which projects, performance
// targets and statements with figures it holds (Project, Indicator, Claim).
//
// It knows budgets and nothing of file formats: it starts from a
// document.Document, whatever that was read from. What provinces and years
// call things is no code but data, the files of the folder catalogue:
//
//	titles.yaml    words of table titles, and which kinds they add up to
//	columns.yaml   column heads: parts of a row's label, or coordinates of the amounts below
//	rows.yaml      row labels that are no codes
//	forms.yaml     performance tables and project sections
//	claims.yaml    how sentences with figures are put: words by kind of token, and patterns of tokens
//	functions.csv  functional classification (类款项), with years and source
//	economics.csv  economic classification, of departments (301..) and of governments (501..)
//	classes.csv    English names and COFOG divisions of classes
//	regions.csv    administrative divisions, GB/T 2260
//	organizations.yaml  which names are of one organization
//	portals.yaml   labels of what pages of portals say of themselves
//	told.yaml      what sentences say of a report without a title
//
// Words are compared without white space, punctuation, brackets, quotes and
// character width, traditional characters as simplified ones.
//
// Nothing is guessed silently. A title that is not understood well enough
// gives the kind other and the reason; a column head or a row label with a
// word that is not in the catalogue keeps that word in the item of its facts,
// so that it is never taken for a sighting of another number; a code found by
// its name only is marked as looked up, and a code printed with another name
// than its own has the official name beside it.
//
// # Adding the words of a province
//
//  1. Run "yusuan classify TITLE" with the titles of the new tables, and
//     "yusuan inspect FILE" with a document. Note the kinds that come out as
//     other, and the facts whose item holds a column head or a row label.
//  2. Add the words to the file they belong to: a title's word to its tag in
//     titles.yaml, a column head to the roles or the words of columns.yaml, a
//     row label to rows.yaml, a code to functions.csv or economics.csv. Write
//     them once, as they are printed: width, brackets, quotes and spaces do not
//     matter.
//  3. Where a title needs a combination of tags that no rule has, add a rule.
//     Rules are tried from the top; put a closer one before a wider one.
//  4. Add the titles with their kinds to testdata/titles.tsv, and a table of
//     the new layout, with invented figures, to a test.
//  5. Run "go test ./normalize". No Go code changes.
//
// To try words out, or to keep them apart, lay a folder with files of the same
// names over the built-in ones (--catalogue, [LoadCatalogue]).
package normalize
