package schema

import (
	"fmt"
	"slices"
)

// Use says what a numeric token of a table turned out to be.
type Use uint8

const (
	UseUnexplained Use = iota // nothing is known of it
	UseFact                   // an amount that is a fact
	UseCode                   // a code, or a part of one
	UseOrdinal                // the number of a row or a column
	UsePercentage             // a rate that is no fact
	UseCount                  // a number that is no money, with its unit
	UseLabel                  // a part of a label, a head or a note
	UseForm                   // another value of a form
	UseWithheld               // an amount of a table whose amounts are not known
)

// Account is how many numeric tokens of tables ended as what: each as exactly
// one.
type Account struct {
	Facts       int `json:"facts"`
	Codes       int `json:"codes"`
	Ordinals    int `json:"ordinals"`
	Percentages int `json:"percentages"`
	Counts      int `json:"counts"`
	Labels      int `json:"labels"`
	FormValues  int `json:"form_values"`
	Withheld    int `json:"withheld"`
	Unexplained int `json:"unexplained"`
}

// Count adds so many tokens of one use.
func (a *Account) Count(u Use, tokens int) {
	*[]*int{
		&a.Unexplained, &a.Facts, &a.Codes, &a.Ordinals, &a.Percentages, &a.Counts, &a.Labels, &a.FormValues, &a.Withheld,
	}[u] += tokens
}

// Tokens is how many there are.
func (a *Account) Tokens() int {
	return a.Facts + a.Codes + a.Ordinals + a.Percentages + a.Counts + a.Labels + a.FormValues + a.Withheld + a.Unexplained
}

// Add sums another account into this one.
func (a *Account) Add(o Account) {
	a.Facts += o.Facts
	a.Codes += o.Codes
	a.Ordinals += o.Ordinals
	a.Percentages += o.Percentages
	a.Counts += o.Counts
	a.Labels += o.Labels
	a.FormValues += o.FormValues
	a.Withheld += o.Withheld
	a.Unexplained += o.Unexplained
}

// Unexplained is a cell with numeric tokens that nothing is known of.
type Unexplained struct {
	Row    int    `column:"row_index" en:"row of the grid from 0, header included" zh:"行号，从 0 起（含表头）"`
	Column int    `column:"column_index" en:"column of the grid from 0" zh:"列号，从 0 起"`
	Page   int    `column:"page,optional" en:"page number from 1; null for formats without pages" zh:"页码"`
	Text   string `column:"text" en:"as printed, white space removed" zh:"原文（去空白）"`
	Tokens int    `column:"tokens" en:"numeric tokens in it" zh:"数字串个数"`
	Why    string `column:"why" en:"what is wrong with it" zh:"原因"`
}

// Account sums the accounts of all tables.
func (r *Record) Account() (a Account) {
	for i := range r.Tables {
		a.Add(r.Tables[i].Account)
	}
	return a
}

// Doubtful says in one sentence what cannot be relied on; empty if all can.
func (r *Record) Doubtful() string {
	doubts := slices.Clone(r.Doubts)
	for i := range r.Tables {
		for _, why := range r.Tables[i].Doubts {
			doubts = append(doubts, fmt.Sprintf("table %d: %s", i+1, why))
		}
	}
	switch len(doubts) {
	case 0:
		return ""
	case 1:
		return doubts[0]
	}
	return fmt.Sprintf("%s; %d more", doubts[0], len(doubts)-1)
}

// HasContent reports a status of documents that were read at least in part.
func (s Status) HasContent() bool {
	return s == StatusRead || s == StatusDoubtful || s == StatusScanned
}
