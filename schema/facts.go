package schema

import "github.com/yusuan/yusuan/document"

// Coordinates say what a published amount is an amount of. Two facts of one
// document with the same coordinates are two sightings of one number. An
// empty coordinate means its total ("all") for Function, Economic, Nature,
// Item and Project, and "not said" for the rest.
type Coordinates struct {
	Flow         string `json:"flow,omitempty"`         // revenue, expenditure, balance
	Fund         string `json:"fund,omitempty"`         // see FundParent for the tree; all is the total
	Function     string `json:"function,omitempty"`     // 功能分类: 3, 5 or 7 digits
	Economic     string `json:"economic,omitempty"`     // 经济分类: 3 or 5 digits, 301.. or 501..
	Nature       string `json:"nature,omitempty"`       // basic, personnel, operating, project
	Item         string `json:"item,omitempty"`         // line of a table whose rows are no codes
	Project      string `json:"project,omitempty"`      // name of a project as printed
	Stage        string `json:"stage,omitempty"`        // budget, adjusted, final, prior_budget, prior_final, change, change_rate, completion_rate, share
	Organization string `json:"organization,omitempty"` // whose amount it is, where a table lists several units; otherwise empty
}

// Fact is one published amount at one place of one document.
type Fact struct {
	ID         string // TableID + "-r" + row + "c" + column
	DocumentID string
	TableID    string
	Kind       TableKind
	Coordinates
	Amount      Amount
	RowLabel    string // as printed, white space removed; code columns joined before the name
	ColumnLabel string // header from the top down, joined by "/"
	CodeName    string // name of the code as printed, empty if none
	CodeSource  string // "printed", "looked_up" (from the name), or empty
	CodeNote    string // where a code and its name disagree: the official name; otherwise empty
	Level       int    // depth of the row among its table's rows, 0 for the total
	Parent      int    // grid row of the row this one is a part of, -1 if none
	Side        int    // of a two-sided table, from 0
	Page        int    // 0 where the format has no pages
	Row, Column int    // grid position, header rows included
	Box         document.Box
}

// FundParent is the tree of funds; all is the root.
var FundParent = map[string]string{
	"fiscal_appropriation":           "all",
	"general_public_budget":          "fiscal_appropriation",
	"general_public_budget_own":      "general_public_budget",
	"general_public_budget_transfer": "general_public_budget",
	"government_funds":               "fiscal_appropriation",
	"government_funds_own":           "government_funds",
	"government_funds_transfer":      "government_funds",
	"state_capital":                  "fiscal_appropriation",
	"state_capital_own":              "state_capital",
	"state_capital_transfer":         "state_capital",
	"special_account":                "all",
	"own_funds":                      "all",
	"business":                       "own_funds",
	"superior_subsidy":               "own_funds",
	"affiliated":                     "own_funds",
	"operating_revenue":              "own_funds",
	"other_funds":                    "own_funds",
	"non_fiscal":                     "all",
	"carryover":                      "all",
	"carryover_fiscal":               "carryover",
	"carryover_non_fiscal":           "carryover",
}

// NatureParent is the tree of kinds of spending below the whole.
var NatureParent = map[string]string{"personnel": "basic", "operating": "basic"}

// ItemParent is the tree of the items that have names of their own; any other
// item is the label of its row.
var ItemParent = map[string]string{
	"overseas":             "three_public",
	"reception":            "three_public",
	"reception_domestic":   "reception",
	"reception_foreign":    "reception",
	"vehicles":             "three_public",
	"vehicle_purchase":     "vehicles",
	"vehicle_running":      "vehicles",
	"procurement_goods":    "procurement",
	"procurement_works":    "procurement",
	"procurement_services": "procurement",
}

// Source is a place a record was put together from.
type Source struct {
	TableID string       `json:"table_id,omitempty"` // empty for the narrative
	Page    int          `json:"page,omitempty"`
	Block   int          `json:"block"` // index among the blocks of its page; -1 in tables
	Row     int          `json:"row"`   // grid row; -1 outside tables
	Column  int          `json:"column"`
	Box     document.Box `json:"box"`
}

// Item is a line of an allocation.
type Item struct {
	Name   string `json:"name"`
	Amount Amount `json:"amount"`
}

// Project is one project of a document, merged from every place that
// describes it. An amount that is not printed has the zero Amount (empty
// Text).
type Project struct {
	ID              string // DocumentID + "-p" + number (three digits)
	DocumentID      string
	Name            string
	Total           Amount
	Fiscal          Amount // paid from fiscal appropriation
	Other           Amount // from other funds
	Carryover       Amount // part carried over from the year before
	ResponsibleUnit string
	PolicyBasis     []string
	Allocation      []Item
	PeriodText      string // as printed
	PeriodStart     string // YYYY-MM-DD; empty if not printed or no date
	PeriodEnd       string
	Goal            string
	Sources         []Source
}

// Indicator is one performance target.
type Indicator struct {
	ID         string // TableID + "-i" + row
	DocumentID string
	TableID    string
	Scope      string // "department", or the name of the project
	Level1     string
	Level2     string
	Level3     string
	Operator   string // >=, <=, >, <, =, or empty for words and dates
	Value      string // number, date or words without operator and unit
	Unit       string
	Text       string // target as printed
	Weight     string
	Basis      string
	LastYear   string
	Scoring    string
	Evidence   string
	Source     Source
}

// Claim is a statement of the narrative that carries a figure.
type Claim struct {
	ID         string // DocumentID + "-s" + number (four digits)
	DocumentID string
	Scope      string // narrative, goal_text
	Section    string // numbers and titles of the headings above, joined by " > "
	Subject    string
	Coordinates
	Amount       Amount      // the figure claimed; Unit may be 人, 辆, 平方米, ...; zero Amount if only a change is stated
	Approximate  bool        // 约, 余, 左右
	Share        Amount      // percent of the total that is spoken of
	ShareOf      Coordinates // of that total, where the words name it; zero if they do not
	ShareWords   string      // the words that name it
	Change       Amount      // against the year before, without sign
	Direction    string      // increase, decrease, none; empty if no change is stated
	Rate         Amount      // percent of change
	Completion   Amount      // percent of the budget
	Counterpart  Amount      // the budget a final figure is compared with
	Prior        Amount      // the amount of the year before, where the sentence prints it beside
	PriorStage   string      // what Change, Rate and Prior are against: prior_budget, prior_final; empty if the words do not say
	Reason       string      // 主要原因 as printed; empty if none is given
	CodeSource   string      // as for Fact
	Enumeration  string      // ID of the claim whose parts this one is listed among
	Quote        string      // clause, white space removed
	Sentence     string      // whole sentence, white space removed
	Source       Source
	OffsetInText int // of Quote in the squeezed text of its block, in bytes
}

// Promise is a table that the contents of a document announce.
type Promise struct {
	Title      string // as printed, numbering and page number taken off
	Kind       TableKind
	Confidence float64
	TableID    string // the table of that kind that is there; empty if there is none
	Source     Source
}
