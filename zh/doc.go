// Package zh reads what Chinese text says by itself, whatever it is about:
// the numbering of headings and list items, numerals, years, and one form for
// characters that are printed in several widths or scripts.
//
// It knows nothing of budgets, tables or files. What a word means is data of
// the catalogues and not in here.
package zh
