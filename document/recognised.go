package document

// Digit is what a recogniser says of a digit: how likely it is, and which
// digit is the next likely one.
type Digit struct {
	Probability       float64 // 0 to 1
	Second            string  // empty if the recogniser tells none, or it is no digit
	SecondProbability float64
}

// Repair says that a recognised amount was corrected because two sums ask for
// the same other digit.
type Repair struct {
	First   string // the text as it was recognised
	Check   string // ID of the check that the correction makes hold; it proves nothing any more
	Witness string // ID of another check that holds only with it
}

// Correction says who put a text right that was misread.
type Correction struct {
	First   string // the text as it was read
	By, Why string
}

// WithDigit is a text with its nth digit, from 0, replaced; ok is false if it
// has no such digit.
func WithDigit(text string, n int, digit string) (out string, ok bool) {
	for i, r := range text {
		if !IsDigit(r) {
			continue
		}
		if n == 0 {
			return text[:i] + digit + text[i+len(string(r)):], true
		}
		n--
	}
	return text, false
}
