package form

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "repetition",
		TitleZH:  "标点和词语不重复",
		TitleEN:  "No mark and no word stands twice in a row",
		Severity: schema.SeverityInfo,
		Messages: verify.Messages{"": {
			ZH: "“{text}”{at}重复（“{excerpt}”）。",
			EN: "“{text}”{at} stands twice in a row (“{excerpt}”).",
		}},
		Kinds:   []string{"narrative"},
		Source:  "行文规范",
		Example: "“增加3.20万元，，主要原因是”、“基本支出支出”",
		Run:     repetition,
	})
}

var (
	doubledMarks = pattern.MustCompile(`[，。；：、]{2,}`)
	// particles that never stand twice, and the end of a name before itself
	doubledWords = pattern.MustCompile(`的的|了了|和和|与与|为为|元元|万万元|年年度|` +
		`(?:支出支出|收入收入|预算预算|决算决算|经费经费|资金资金|主要主要|原因原因|增加增加|减少减少|增长增长|下降下降)`)
)

// A run of words that stands twice in a row: how many characters it has.
const (
	shortestRun = 2
	longestRun  = 8
)

// omission is a mark of its own, not a full stop written several times.
const omission = "。。。"

func repetition(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for _, passage := range p.Narrative() {
		passage = passage.Squeeze()
		first := firsts(&passage)
		for _, words := range []*pattern.Pattern{doubledMarks, doubledWords} {
			for n, m := range passage.Matches(words) {
				if text := m.Text(0); !strings.HasPrefix(text, omission) {
					out = append(out, verify.Notice(fmt.Sprintf("%s-%d-%s", passage.ID, n, text), m.Quote(0), "",
						verify.Args{"excerpt": excerpt(&passage, first(text))}))
				}
			}
		}
		if passage.Block != nil && passage.Block.Kind == document.BlockParagraph {
			out = append(out, runs(&passage)...)
		}
	}
	return out, nil
}

// runs are the runs of words of a passage that stand twice in a row.
func runs(passage *verify.Passage) (out []verify.Result) {
	text := []rune(passage.Text)
	at := 0 // in bytes
	for i := 0; i < len(text); i++ {
		for n := longestRun; n >= shortestRun; n-- {
			if i+2*n > len(text) || !slices.Equal(text[i:i+n], text[i+n:i+2*n]) || !wordy(text[i:i+n]) {
				continue
			}
			word := string(text[i : i+n])
			if end := at + 2*len(word); !doubledWords.MatchString(word + word) {
				out = append(out, verify.Notice(fmt.Sprintf("%s-run-%d", passage.ID, i), passage.Quote(at, end), "",
					verify.Args{"excerpt": excerpt(passage, at)}))
			}
			for _, r := range text[i : i+n] {
				at += utf8.RuneLen(r)
			}
			i += n // the second is no first of a third
			break
		}
		if i < len(text) {
			at += utf8.RuneLen(text[i])
		}
	}
	return out
}

// wordy: words and the marks between them, not one character again and again.
func wordy(run []rune) bool {
	for _, r := range run {
		if !unicode.Is(unicode.Han, r) && r != '：' && r != '、' {
			return false
		}
	}
	return unicode.Is(unicode.Han, run[0]) && run[0] != run[1]
}
