package verify_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// TestAnomalies: what was found by hand in the published documents beside the
// repository is reported, with its outcome and with figures or words that the
// description names. go test ./verify -run Anomalies -v
func TestAnomalies(t *testing.T) {
	files, _ := filepath.Glob("../../shared/truth/*.json")
	if len(files) == 0 {
		t.Skip("no ground truth beside the repository")
	}
	docs := wholes(t, "../../shared/corpus/*")
	figure := regexp.MustCompile(`[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?`)
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var truth struct {
			Anomalies []struct{ Where, What, Kind, Category, Certainty string }
		}
		if err := json.Unmarshal(b, &truth); err != nil {
			t.Fatal(err)
		}
		base := strings.TrimSuffix(filepath.Base(file), ".json")
		doc := docs[base+".pdf"]
		if doc == nil {
			doc = docs[base+".md"]
		}
		if doc == nil {
			t.Errorf("%s is not there", base)
			continue
		}
		rec, _, _ := verified(doc)
		_, findings := checked(rec)
		found, tried := 0, 0
		for _, a := range truth.Anomalies {
			if a.Certainty == "weak" || a.Category == "conversion" || a.Category != "numbering" &&
				a.Kind != "arithmetic" && a.Kind != "cross_table" && a.Kind != "text_vs_table" && a.Kind != "rounding" {
				continue
			}
			tried++
			want := schema.Inconsistent
			if a.Kind == "rounding" {
				want = schema.Rounding
			}
			said := map[string]bool{}
			for _, n := range figure.FindAllString(document.Squeeze(a.What), -1) {
				said[strings.ReplaceAll(n, ",", "")] = true
			}
			reported := ""
			for i := range findings {
				f := &findings[i]
				if f.Outcome != want && (want == schema.Rounding || f.Rule != "agreement" && f.Rule != "claim_amount") {
					continue
				}
				hits := 0
				for _, n := range []string{strings.TrimPrefix(f.Printed, "-"), strings.TrimPrefix(f.Expected, "-")} {
					if said[n] {
						hits++
					}
				}
				for _, o := range f.Evidence {
					for _, n := range figure.FindAllString(o.Text, -1) {
						if said[strings.ReplaceAll(n, ",", "")] {
							hits++
							break
						}
					}
					if o.Text != "" && document.CountDigits(o.Text) == 0 && strings.Contains(a.What, o.Text) {
						hits += 2
					}
				}
				if hits >= min(2, len(f.Evidence)) && hits > 0 {
					reported += " " + f.Rule + ":" + string(f.Outcome)
				}
			}
			if reported != "" {
				found++
				t.Logf("reported     %s |%s", a.Where, strings.Join(unique(strings.Fields(reported)), " "))
			} else {
				t.Logf("not reported %s | %s", a.Where, a.What)
			}
		}
		t.Logf("%s: %d of %d", base, found, tried)
		if 10*found < 9*tried {
			t.Errorf("%s: %d of %d anomalies are reported", base, found, tried)
		}
	}
}

func unique(words []string) (out []string) {
	seen := map[string]bool{}
	for _, w := range words {
		if !seen[w] {
			out = append(out, w)
		}
		seen[w] = true
	}
	return out
}
