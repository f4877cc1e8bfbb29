package form

import (
	"context"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

func init() {
	Rules.Register(verify.Rule{
		ID:       "contents_order",
		TitleZH:  "目录所列各表与正文各表的顺序、张数一致",
		TitleEN:  "The contents list the tables that are there, in their order",
		Severity: schema.SeverityNotice,
		Messages: verify.Messages{
			"order": {
				ZH: "目录将《{text}》列在《{after}》之后，正文中却在它之前。",
				EN: "The contents have the table “{text}” after “{after}”, the document has it before.",
			},
			"twice": {
				ZH: "目录两次列出《{text}》。",
				EN: "The contents list the table “{text}” twice.",
			},
			"unlisted": {
				ZH: "正文有《{text}》，目录所列{count}张表中没有这张表。",
				EN: "The document has the table “{text}”, which is not among the {count} of the contents.",
			},
		},
		Kinds:   []string{"contents"},
		Source:  "《地方预决算公开操作规程》：公开的报表应当完整；行文规范",
		Example: "目录：收入决算表、支出决算表；正文：支出决算表、收入决算表",
		Run:     contentsOrder,
	})
}

// fewestListed is how many tables contents list that list all; a judgement.
const fewestListed = 3

// mostUnlisted is how many tables are looked for that contents leave out:
// those that leave out more do not mean to list all.
const mostUnlisted = 16

// contentsOrder holds the tables that the contents announce against those that
// are there. It says nothing of contents of which a table was not found.
func contentsOrder(_ context.Context, p *verify.Pass) (out []verify.Result, _ error) {
	announced := p.Record.ListedTables
	if len(announced) < fewestListed || len(p.Record.Tables) == 0 {
		return nil, nil
	}
	at := map[string]int{}
	for i := range p.Record.Tables {
		at[p.Record.Tables[i].ID] = i
	}
	listed, first, last := map[string]bool{}, len(p.Record.Tables), -1
	var before *schema.ListedTable
	for i := range announced {
		a := &announced[i]
		place, ok := at[a.TableID]
		if !ok {
			return nil, nil
		}
		r := verify.Notice(verify.Tail(a.TableID), p.Place(a.Source, a.Title, a.Title), "", nil)
		switch {
		case listed[a.TableID]:
			r.Say("twice", nil)
			r.Key += "-twice"
			out = append(out, r)
		case before != nil && place < at[before.TableID]:
			r.Say("order", verify.Args{"after": before.Title})
			out = append(out, r)
		}
		listed[a.TableID], before = true, a
		first, last = min(first, place), max(last, place)
	}
	if len(out) > 0 {
		return out, nil
	}
	missing := 0
	for i := first; i <= min(last+1, len(p.Record.Tables)-1) && missing < mostUnlisted; i++ {
		t := &p.Record.Tables[i]
		if listed[t.ID] || !announceable(t, announced) {
			continue
		}
		if missing++; !nearContents(p, t, announced) {
			out = append(out, verify.Notice(verify.Tail(t.ID), p.OfTable(t, t.Layout.Title), "unlisted",
				verify.Args{"count": len(announced)}))
		}
	}
	return out, nil
}

// announceable reports a table of a kind that contents list, and do not.
func announceable(t *schema.Table, announced []schema.ListedTable) bool {
	if t.Layout == nil || t.Layout.Title == "" || t.Kind == schema.OtherTable || verify.OfPerformance(t.Kind) {
		return false
	}
	title := plainTitle(t.Layout.Title)
	return !slices.ContainsFunc(announced, func(a schema.ListedTable) bool {
		return a.Kind == t.Kind || plainTitle(a.Title) == title
	})
}

// nearContents reports that the pages of the contents print the title of a
// table, which was not read as one that they announce.
func nearContents(p *verify.Pass, t *schema.Table, announced []schema.ListedTable) bool {
	first, last := announced[0].Source.Page, announced[len(announced)-1].Source.Page
	title := plainTitle(t.Layout.Title)
	return slices.ContainsFunc(p.Narrative(), func(passage verify.Passage) bool {
		return passage.Page >= first && passage.Page <= last+1 && strings.Contains(verify.PlainName(passage.Tight), title)
	})
}
