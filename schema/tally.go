package schema

// Tally counts checks by outcome.
type Tally struct {
	Done         int `json:"done"` // all but those not checkable
	Exact        int `json:"exact"`
	Rounding     int `json:"rounding"`
	Within       int `json:"within"`
	Inconsistent int `json:"inconsistent"`
	Disputed     int `json:"reading_disputed"`
	NotCheckable int `json:"not_checkable"`
}

// TallyOf counts checks.
func TallyOf(checks []Check) (t Tally) {
	for i := range checks {
		t.Add(checks[i].Outcome)
	}
	return t
}

// Add counts one more check.
func (t *Tally) Add(o Outcome) {
	switch o {
	case NotCheckable:
		t.NotCheckable++
		return
	case Exact:
		t.Exact++
	case Rounding:
		t.Rounding++
	case Within:
		t.Within++
	case Inconsistent:
		t.Inconsistent++
	case ReadingDisputed:
		t.Disputed++
	}
	t.Done++
}

// Sum adds another count.
func (t *Tally) Sum(o Tally) {
	t.Done += o.Done
	t.Exact += o.Exact
	t.Rounding += o.Rounding
	t.Within += o.Within
	t.Inconsistent += o.Inconsistent
	t.Disputed += o.Disputed
	t.NotCheckable += o.NotCheckable
}

// Tally is that of the checks of the document.
func (row *DocumentRow) Tally() Tally {
	return Tally{
		Done:  row.Exact + row.Rounding + row.Within + row.Inconsistent + row.Disputed,
		Exact: row.Exact, Rounding: row.Rounding, Within: row.Within, Inconsistent: row.Inconsistent, Disputed: row.Disputed,
		NotCheckable: row.NotCheckable,
	}
}

// Covered is how many amounts stand in the bodies of tables, and how many of
// them in at least one check that could be made.
func (r *Record) Covered() (amounts, checked int) {
	for _, c := range r.Coverage {
		amounts, checked = amounts+c.Amounts, checked+c.Checked
	}
	return amounts, checked
}
