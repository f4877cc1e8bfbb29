package pdf

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestDigitsLikePoppler compares the digits of every page with those that
// pdftotext finds, another program's reading of the same file. Each difference
// in testdata/digits.golden was looked at, with the reason beside it; a new one
// fails. The order of digits is that of drawing in one and of reading in the
// other, so they are compared as counts.
func TestDigitsLikePoppler(t *testing.T) {
	poppler, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed: there is nothing to compare with")
	}
	const golden = "testdata/digits.golden"
	d := newDecoder(t, Options{})
	known := map[string]string{} // difference to its reason
	if b, err := os.ReadFile(golden); err == nil {
		for line := range strings.Lines(string(b)) {
			if difference, reason, ok := strings.Cut(strings.TrimSpace(line), "  # "); ok {
				known[difference] = reason
			}
		}
	}
	var found []string
	read := map[string]bool{}
	for _, dir := range []string{"../../fixtures", "../../fixtures/_ocr", "../../../shared/corpus"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.pdf"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			read[filepath.Base(file)] = true
			found = append(found, digitDifferences(t, d, poppler, file)...)
		}
	}
	slices.Sort(found)
	for _, difference := range found {
		if known[difference] == "" && !*update {
			t.Errorf("not seen before: %s", difference)
		}
	}
	for difference := range known {
		if read[strings.Fields(difference)[0]] && !slices.Contains(found, difference) && !*update {
			t.Errorf("no longer so, take it out of %s: %s", golden, difference)
		}
	}
	if !*update {
		return
	}
	var b strings.Builder
	for difference := range known {
		if !read[strings.Fields(difference)[0]] { // of documents that are not there
			found = append(found, difference)
		}
	}
	slices.Sort(found)
	for _, difference := range found {
		reason := known[difference]
		if reason == "" {
			reason = "?"
		}
		fmt.Fprintf(&b, "%s  # %s\n", difference, reason)
	}
	if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// digitDifferences lists the pages of a file on which the two readings count
// digits differently: "name page 3: +0:2 -7:1" has two zeros that only we see
// and a seven that only pdftotext does.
func digitDifferences(t *testing.T, d *Decoder, poppler, file string) (out []string) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	result, err := d.Decode(context.Background(), data, "")
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	other, err := exec.Command(poppler, "-enc", "UTF-8", file, "-").Output()
	if err != nil {
		t.Fatalf("%s: pdftotext: %v", file, err)
	}
	pages := strings.Split(string(other), "\f")
	for i := range result.Pages {
		var ours strings.Builder
		for _, g := range result.Pages[i].Glyphs {
			ours.WriteString(g.Text)
		}
		theirs := ""
		if i < len(pages) {
			theirs = pages[i]
		}
		a, b := digitCounts(ours.String()), digitCounts(theirs)
		var parts []string
		for k := range a {
			switch n := a[k] - b[k]; {
			case n > 0:
				parts = append(parts, fmt.Sprintf("+%d:%d", k, n))
			case n < 0:
				parts = append(parts, fmt.Sprintf("-%d:%d", k, -n))
			}
		}
		if len(parts) > 0 {
			out = append(out, fmt.Sprintf("%s page %d: %s",
				filepath.Base(file), result.Pages[i].Number, strings.Join(parts, " ")))
		}
	}
	return out
}

func digitCounts(s string) (n [10]int) {
	for _, r := range norm.NFKC.String(s) {
		if r >= '0' && r <= '9' {
			n[r-'0']++
		}
	}
	return n
}
