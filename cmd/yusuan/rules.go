package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

func newRules() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the rules that check holds documents against",
		Long: `Rules lists every rule: its name, how grave its findings are at most, and what
it says, separated by tabs. Explain tells more of one.
` + plainExitHelp,
		Example: `  yusuan rules --lang en`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			say := speaker(cmd, chinese)
			for _, r := range rules.All() {
				if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s\t%s\t%s\n", r.ID, say(present.Label(r.Severity)),
					say(present.Rule(r.ID))); err != nil {
					return err
				}
			}
			return nil
		},
	}
	return cmd
}

func newExplain() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain RULE...",
		Short: "Say what a rule holds against what, with an example",
		Long: `Explain prints for each RULE, or reason why something was not checkable: what it
says, how grave its findings are and when they are milder, the tables it needs,
where it comes from, and an example.
` + plainExitHelp,
		Example:           `  yusuan explain rows_total part_blank`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: cobra.FixedCompletions(explained(), cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, names []string) error {
			say := speaker(cmd, chinese)
			for i, name := range names {
				if i > 0 {
					fmt.Fprintln(cmd.OutOrStdout())
				}
				if err := explain(cmd.OutOrStdout(), name, say); err != nil {
					return err
				}
			}
			return nil
		},
	}
	return cmd
}

// explained are the rules and reasons there are.
func explained() []string {
	names := ruleNames()
	for _, r := range verify.Reasons() {
		names = append(names, r.ID)
	}
	return names
}

func ruleNames() []string {
	var names []string
	for _, r := range rules.All() {
		names = append(names, r.ID)
	}
	return names
}

// explain prints what there is to know of a rule, or of a reason.
func explain(out io.Writer, name string, say func(present.Text) string) error {
	for _, r := range rules.All() {
		if r.ID == name {
			return explainRule(out, &r, say)
		}
	}
	for _, r := range verify.Reasons() {
		if r.ID == name {
			_, err := fmt.Fprintf(out, "%s\n  %s\n", r.ID, say(present.Text{ZH: r.ZH, EN: r.EN}))
			return err
		}
	}
	return usageError{fmt.Errorf("%q is no rule and no reason%s; yusuan rules lists the rules", name,
		meant("", name, explained()))}
}

func explainRule(out io.Writer, r *verify.Rule, say func(present.Text) string) error {
	line := func(zh, en, text string) string {
		return fmt.Sprintf("  %s%s\n", say(present.Text{ZH: zh + "：", EN: en + ": "}), text)
	}
	text := fmt.Sprintf("%s\n  %s\n", r.ID, say(present.Rule(r.ID))) +
		line("严重程度", "severity", say(present.Label(r.Severity)))
	for _, milder := range slices.Sorted(maps.Keys(r.Milder)) {
		m := r.Milder[milder]
		text += line("较轻", "milder", say(present.Label(m.Severity))+
			say(present.Text{ZH: "（" + m.WhenZH + "）", EN: " where " + m.WhenEN}))
	}
	kinds := make([]string, len(r.Kinds))
	for i, kind := range r.Kinds {
		kinds[i] = say(present.RuleNeeds(kind))
	}
	text += line("表", "tables", strings.Join(kinds, say(present.Text{ZH: "、", EN: ", "}))) +
		line("依据", "source", r.Source) + line("示例", "example", r.Example)
	_, err := io.WriteString(out, text)
	return err
}
