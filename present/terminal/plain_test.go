package terminal

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"部门\t预算\n":                       "部门\t预算\n",
		"\x1b[31m红\x1b[0m\a\b\r":         `\u001b[31m红\u001b[0m\u0007\u0008\u000d`,
		"\u009b2J\x7f":                   `\u009b2J\u007f`,
		"fdp.\u202e\u2066x\u200f\u061c":  `fdp.\u202e\u2066x\u200f\u061c`,
		"\u2028\u2029":                   `\u2028\u2029`,
		"\xb2\xbf 部\xe9":                 `\xb2\xbf 部\xe9`,
		"\ufffd a literal one is itself": "\ufffd a literal one is itself",
	} {
		var out bytes.Buffer
		for _, step := range []int{1, 2, 3, len(in)} { // however it is cut
			out.Reset()
			w := &Writer{W: &out}
			for at := 0; at < len(in); at += step {
				if _, err := w.Write([]byte(in[at:min(at+step, len(in))])); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if out.String() != want {
				t.Errorf("%q in steps of %d: %q, want %q", in, step, out.String(), want)
			}
		}
	}
	if got := OneLine("a\nstatus read\r\tb"); got != "a status read  b" {
		t.Errorf("%q", got)
	}
}

// TestPlainJSON: what is written as \uXXXX is the same to a program.
func TestPlainJSON(t *testing.T) {
	const text = "\x1b[31m\u202e\u009b\x7f部门"
	var out bytes.Buffer
	if err := json.NewEncoder(&Writer{W: &out}).Encode(text); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsFunc(strings.TrimSpace(out.String()), obeyed) {
		t.Errorf("%q", out.String())
	}
	var back string
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || back != text {
		t.Errorf("%q, %v", back, err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk is full") }

func TestPlainKeepsErrors(t *testing.T) {
	w := &Writer{W: full{}}
	w.Write([]byte("a"))
	if w.Close() == nil {
		t.Error("the error is lost")
	}
}
