package claim

import (
	"context"
	"fmt"

	"github.com/yusuan/yusuan/internal/pattern"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "item_purpose",
		TitleZH:  "科目的用途说明与科目名称相符",
		TitleEN:  "What an item is said to be used for is what its name says",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{
			"": {
				ZH: "“{item}”（项）的用途写作“{text}”{at}，系另一科目的内容。",
				EN: "The item “{item}” is said to be used for “{text}”{at}, which is what another item is for.",
			},
			"class": {
				ZH: "“{item}”（类）的用途写作“{text}”{at}，系另一类的内容。",
				EN: "The class “{item}” is said to be used for “{text}”{at}, which is what another class is for.",
			},
		},
		Kinds:   []string{"narrative"},
		Source:  "《政府收支分类科目》：科目说明",
		Example: "住房公积金（项）。主要用于：在职人员基本医疗保险费",
		Run:     itemPurpose,
	})
}

var itemUsedFor = pattern.MustCompile(`([\p{Han}、]+)[（(](?:项|2[0-9]{6})[)）][^（(；;]{0,40}?` +
	`(?:主要)?用于[：:]?([^，。；;0-9]{2,60})`)

var classUsedFor = pattern.MustCompile(`([\p{Han}、]+)[（(](?:类|2[0-9]{2})[)）][^（(；;]{0,40}?` +
	`(?:主要)?用于[：:]?([^，。；;0-9]{2,60})`)

// itemPurpose looks for an item (项) that is paid for one thing only, with a
// purpose that names another such thing and not its own.
func itemPurpose(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	for _, passage := range p.Narrative() {
		passage = passage.Squeeze()
		for n, m := range passage.Matches(itemUsedFor) {
			own, other := false, false
			for _, of := range words.purposes {
				if of.MatchString(m.Text(1)) {
					own = own || of.MatchString(m.Text(2))
				} else {
					other = other || of.MatchString(m.Text(2))
				}
			}
			if named(m.Text(1)) && other && !own {
				out = append(out, verify.Notice(fmt.Sprintf("%s-%d", passage.ID, n), m.Quote(2), "",
					verify.Args{"item": m.Text(1)}))
			}
		}
		for n, m := range passage.Matches(classUsedFor) {
			if ofAnotherClass(m.Text(1), m.Text(2)) {
				out = append(out, verify.Notice(fmt.Sprintf("%s-class%d", passage.ID, n), m.Quote(2), "class",
					verify.Args{"item": m.Text(1)}))
			}
		}
	}
	return out, nil
}

// ofAnotherClass: the purpose of a class is what another is for, and nothing of
// its own.
func ofAnotherClass(name, purpose string) bool {
	known, own, other := false, false, false
	for _, c := range words.classes {
		switch {
		case c.name.MatchString(name):
			known, own = true, c.words.MatchString(purpose)
		case c.words.MatchString(purpose):
			other = true
		}
	}
	return known && other && !own
}

// named: the name of an item says what it is for.
func named(item string) bool {
	for _, of := range words.purposes {
		if of.MatchString(item) {
			return true
		}
	}
	return false
}
