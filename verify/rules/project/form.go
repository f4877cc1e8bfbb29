package project

import (
	"fmt"
	"strings"

	"github.com/yusuan/yusuan/amount"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// Form is the form of one project: its money by source, what of it was spent,
// and the points its indicators were given. It is no list of amounts.
type Form struct {
	table      *schema.Table
	cells      map[document.Ref]*schema.Cell
	rows, cols int
	executed   *executedAt // what executionPoints gave; nil until it is asked for
}

// executedAt is where points are given for the execution of the budget.
type executedAt struct {
	row, col int
	at       map[string]int
}

// Forms are the forms of projects of a document, by the ID of their table.
var Forms = verify.NewView(func(p *verify.Pass) map[string]*Form {
	out := map[string]*Form{}
	for i := range p.Record.Tables {
		t := &p.Record.Tables[i]
		if t.Kind != schema.PerformanceProject || t.Layout == nil {
			continue
		}
		f := &Form{table: t, cells: make(map[document.Ref]*schema.Cell, len(t.Cells)), rows: len(t.Layout.Cells),
			cols: t.Layout.Columns()}
		for k := range t.Cells {
			c := &t.Cells[k]
			f.cells[document.Ref{Row: c.Row, Col: c.Column}] = c
		}
		out[t.ID] = f
	}
	return out
})

// formsInOrder are the forms in the order of the document's tables.
func formsInOrder(p *verify.Pass) (out []*Form) {
	forms := Forms.Of(p)
	for i := range p.Record.Tables {
		if f := forms[p.Record.Tables[i].ID]; f != nil {
			out = append(out, f)
		}
	}
	return out
}

func (f *Form) text(row, col int) string {
	if c := f.cells[document.Ref{Row: row, Col: col}]; c != nil {
		return document.Squeeze(c.Text)
	}
	return ""
}

// label is the text of a cell without marks and remarks.
func (f *Form) label(row, col int) string {
	return strings.Trim(verify.Bare(f.text(row, col)), ":：")
}

// figure is the number a cell prints, with its place; false if it prints none.
func (f *Form) figure(row, col int, rowLabel, colLabel string) (o verify.Observation, ok bool) {
	c := f.cells[document.Ref{Row: row, Col: col}]
	if c == nil {
		return o, false
	}
	text := document.Squeeze(c.Text)
	a := amount.Parse(text)
	o.Operand = schema.Operand{
		TableID: f.table.ID, TableTitle: f.table.Layout.Title, Page: c.Page, Row: row, Column: col,
		RowLabel: rowLabel, ColumnLabel: colLabel, Text: text, Box: c.Box,
	}
	o.Interval, o.Unit = a.Interval(), string(a.Unit)
	return o, a.Kind == amount.Number
}

// number reports a cell that prints a number.
func (f *Form) number(row, col int) bool {
	_, ok := f.figure(row, col, "", "")
	return ok
}

// unit is that of an amount.
func (f *Form) unit(row, col int) string {
	if c := f.cells[document.Ref{Row: row, Col: col}]; c.Amount != nil {
		return c.Amount.Unit
	}
	return f.table.Unit
}

// key tells the checks of cells apart.
func (f *Form) key(row, col int) string {
	return fmt.Sprintf("%s-r%dc%d", verify.Tail(f.table.ID), row, col)
}

// overRows is how many rows above a cell its head stands at most.
const overRows = 3

// headOver is the text that stands over a cell, in the rows just above it.
func (f *Form) headOver(row, col int) string {
	for r := row - 1; r >= max(0, row-overRows); r-- {
		if text := f.text(r, col); text != "" {
			return text
		}
	}
	return ""
}

// moneyLine is a source of money, with its label.
type moneyLine struct {
	role     string
	row, col int // of its label
	end      int // its figures stand before this column
}

var moneyRoles = []string{"total", "fiscal", "carry", "other"}

func (f *Form) moneyRole(row, col int) string {
	text := strings.TrimLeft(strings.TrimPrefix(f.label(row, col), "其中"), ":：")
	for _, role := range moneyRoles {
		if words.ProjectMoney[role].MatchString(text) {
			return role
		}
	}
	return ""
}

// money is the totals of a form, each with its sources under it or beside it;
// several are those of years, side by side.
func (f *Form) money() (out [][]moneyLine) {
	for row := range f.rows {
		var totals []int
		for col := range f.cols {
			if f.moneyRole(row, col) == "total" {
				totals = append(totals, col)
			}
		}
		if len(totals) == 1 {
			if lines := f.beside(row, totals[0]); len(lines) >= 2 {
				return [][]moneyLine{lines}
			}
		}
		for i, col := range totals {
			end := f.cols
			if i+1 < len(totals) {
				end = totals[i+1]
			}
			out = append(out, f.under(row, col, end))
		}
		if len(totals) > 0 {
			return out
		}
	}
	return nil
}

// beside are the total and its sources in one row; none if there is anything
// else that has an amount.
func (f *Form) beside(row, col int) (lines []moneyLine) {
	for c := col; c < f.cols; c++ {
		if f.text(row, c) == "" || f.number(row, c) {
			continue
		}
		role := f.moneyRole(row, c)
		if role == "" {
			return nil
		}
		if n := len(lines); n > 0 {
			lines[n-1].end = c
		}
		lines = append(lines, moneyLine{role, row, c, f.cols})
	}
	return lines
}

// under are the total and the sources in the rows below it, whose figures
// stand before a column; the total alone if the place of a source is not known.
func (f *Form) under(row, col, end int) []moneyLine {
	total := moneyLine{"total", row, col, end}
	lines := []moneyLine{total}
	for r := row + 1; r < f.rows; r++ {
		role := f.moneyRole(r, col)
		if role == "" {
			if f.label(r, col) != "" && f.anyMoney(r, col, end) {
				return []moneyLine{total}
			}
			break
		}
		lines = append(lines, moneyLine{role, r, col, end})
	}
	return lines
}

func (f *Form) anyMoney(row, from, end int) bool {
	for col := from + 1; col < end; col++ {
		if c := f.cells[document.Ref{Row: row, Col: col}]; c != nil && c.Amount != nil &&
			c.Amount.Unit != string(amount.Percent) {
			return true
		}
	}
	return false
}

// executionColumns are the columns right of a total, by the heads over them.
func (f *Form) executionColumns(row, col int) map[string]int {
	at := map[string]int{}
	for c := col + 1; c < f.cols; c++ {
		head := verify.Bare(f.headOver(row, c))
		for _, role := range []string{"rate", "planned", "executed", "weight", "score"} {
			if words.Evaluation[role].MatchString(head) {
				if _, twice := at[role]; !twice {
					at[role] = c
				}
				break
			}
		}
	}
	return at
}

// executionPoints are the place of the total of a project's money and the
// columns right of it, if points for the execution of the budget are among
// them; row is -1 if not.
func (f *Form) executionPoints() (row, col int, at map[string]int) {
	if f.executed == nil {
		f.executed = f.findPoints()
	}
	return f.executed.row, f.executed.col, f.executed.at
}

func (f *Form) findPoints() *executedAt {
	for row := range f.rows {
		for col := range f.cols {
			if f.moneyRole(row, col) != "total" {
				continue
			}
			at := f.executionColumns(row, col)
			if _, ok := at["score"]; ok && at["weight"] > 0 {
				return &executedAt{row, col, at}
			}
		}
	}
	return &executedAt{row: -1, col: -1}
}

// Execution is how much of its budget a line of a form says was spent.
type Execution struct {
	Key                     string // tells the checks of executions apart
	Rate, Executed, Planned verify.Observation
	// Printed says that the rate is a number, Known that the amounts it follows
	// from are.
	Printed, Known bool
}

// Executions are the rates of execution that a document's forms print, and
// those of totals that they leave out.
func Executions(p *verify.Pass) (out []Execution) {
	for _, f := range formsInOrder(p) {
		money := f.money()
		if len(money) != 1 {
			continue
		}
		total := money[0][0]
		at := f.executionColumns(total.row, total.col)
		rate, ok1 := at["rate"]
		planned, ok2 := at["planned"]
		executed, ok3 := at["executed"]
		if !ok1 || !ok2 || !ok3 {
			continue
		}
		for _, l := range money[0] {
			if l.col != total.col {
				continue
			}
			over := func(col int) (verify.Observation, bool) {
				return f.figure(l.row, col, f.label(l.row, l.col), f.headOver(total.row, col))
			}
			e := Execution{Key: f.key(l.row, rate)}
			var top, base bool
			e.Rate, e.Printed = over(rate)
			e.Executed, top = over(executed)
			e.Planned, base = over(planned)
			e.Known = top && base
			unprinted := e.Rate.Operand.Text == "" && l.row == total.row && e.Known && !e.Planned.Interval.Mid().IsZero()
			if e.Printed || unprinted {
				out = append(out, e)
			}
		}
	}
	return out
}
