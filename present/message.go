package present

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed messages.yaml
var messagesFile []byte

// Message is what a program says of what went wrong, in both languages. It is
// made in English, where it goes wrong; the Chinese is put together of the parts
// that messages.yaml knows, and the others stay as they are.
func Message(english string) Text {
	return Text{ZH: said(english), EN: english}
}

// message is a part of a text that has Chinese.
type message struct {
	pattern *regexp.Regexp
	chinese string // with %s for what was put in
	subject bool   // the first group is who is or has something; it may be empty
	fixed   int    // bytes of the English that are no verbs: the more, the closer
}

var (
	// verb is one of a format.
	verb = regexp.MustCompile(`%[-+# 0-9.]*[a-zA-Z%]`)
	// predicate begins what is said of something that stands before it.
	predicate = regexp.MustCompile(`^(is|has|have|holds|exists|names|cannot) `)
	// between stands between the parts of a text.
	between = regexp.MustCompile(`: |; |\n`)
	// separators are those of Chinese.
	separators = map[string]string{": ": "：", "; ": "；", "\n": "；"}
)

var messages = sync.OnceValue(func() []message {
	var texts yaml.MapSlice
	if err := yaml.Unmarshal(messagesFile, &texts); err != nil {
		panic(err) // the file is built in
	}
	var all []message
	for _, one := range texts {
		english, chinese := one.Key.(string), one.Value.(string)
		m := message{chinese: chinese, subject: predicate.MatchString(english)}
		at, pattern := 0, "(?s)^"
		if m.subject {
			pattern += "(?:(.+) )?"
		}
		for _, v := range verb.FindAllStringIndex(english, -1) {
			literal := english[at:v[0]]
			m.fixed += len(literal)
			pattern += regexp.QuoteMeta(literal)
			switch english[v[1]-1] {
			case '%':
				pattern += "%"
			case 'q':
				pattern += `("(?:[^"\\]|\\.)*")`
			case 'd':
				pattern += `(-?\d+)`
			default:
				pattern += `((?:[^:;\n]|[:;][^ ])*)` // one part
			}
			at = v[1]
		}
		m.fixed += len(english[at:])
		m.pattern = regexp.MustCompile(pattern + regexp.QuoteMeta(english[at:]) + "$")
		all = append(all, m)
	}
	return all
})

// said is a text in Chinese, as far as it is known.
func said(text string) string {
	if chinese, ok := part(text); ok {
		return chinese
	}
	cuts := between.FindAllStringIndex(text, -1)
	for i := len(cuts) - 1; i >= 0; i-- {
		cut := cuts[i]
		if chinese, ok := part(text[:cut[0]]); ok {
			return chinese + separators[text[cut[0]:cut[1]]] + said(text[cut[1]:])
		}
	}
	if len(cuts) > 0 {
		cut := cuts[0]
		rest := text[cut[1]:]
		if chinese := said(rest); chinese != rest {
			return text[:cut[0]] + separators[text[cut[0]:cut[1]]] + chinese
		}
	}
	return text
}

// part is the Chinese of a text that is known whole.
func part(text string) (chinese string, ok bool) {
	var best *message
	var groups []string
	all := messages()
	for i := range all {
		m := &all[i]
		if best != nil && best.fixed >= m.fixed {
			continue
		}
		if found := m.pattern.FindStringSubmatch(text); found != nil {
			best, groups = m, found[1:]
		}
	}
	if best == nil {
		return "", false
	}
	put := make([]any, len(groups))
	for i, group := range groups {
		put[i] = said(group)
	}
	before := ""
	if best.subject {
		if before, put = put[0].(string), put[1:]; before != "" {
			before += " "
		}
	}
	return before + strings.TrimSpace(fmt.Sprintf(best.chinese, put...)), true
}
