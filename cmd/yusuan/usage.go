package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/yusuan/yusuan/present"
)

// usageError is a wrong flag or argument.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// usageHint is how a verb is called, for one who called it otherwise.
func usageHint(verb *cobra.Command) string {
	if verb.HasSubCommands() {
		return "see " + verb.CommandPath() + " --help"
	}
	return "usage: " + verb.UseLine() + "; see " + verb.CommandPath() + " --help"
}

// wrongFlag says in plain words what is wrong with a flag: which one, what was
// given, and what is meant instead.
func wrongFlag(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var value *pflag.InvalidValueError
	var missing *pflag.ValueRequiredError
	switch {
	case errors.As(err, &unknown):
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if name := unknown.GetSpecifiedName(); unknown.GetSpecifiedShortnames() == "" {
			return usageError{fmt.Errorf("there is no flag --%s%s", name, meant("--", name, names))}
		}
		return usageError{fmt.Errorf("there is no flag -%s", unknown.GetSpecifiedName())}
	case errors.As(err, &value):
		name := "--" + value.GetFlag().Name
		switch value.GetFlag().Value.Type() {
		case "int", "int64":
			return usageError{fmt.Errorf("%s %q is no whole number", name, value.GetValue())}
		case "float64":
			return usageError{fmt.Errorf("%s %q is no number", name, value.GetValue())}
		case "duration":
			return usageError{fmt.Errorf("%s %q is no time such as 30s or 2m", name, value.GetValue())}
		case "bool":
			return usageError{fmt.Errorf("%s=%s: it is true or false", name, value.GetValue())}
		}
		return usageError{fmt.Errorf("%s %w", name, value.Unwrap())}
	case errors.As(err, &missing):
		return usageError{fmt.Errorf("--%s needs a value", missing.GetFlag().Name)}
	}
	return usageError{err}
}

// meant is what a word may have been meant for, as the end of a sentence.
func meant(prefix, word string, words []string) string {
	// cobra compares names of verbs; here every word is one.
	verbs := &cobra.Command{SuggestionsMinimumDistance: 2}
	for _, w := range words {
		if len(w) <= verbs.SuggestionsMinimumDistance { // as near to anything
			continue
		}
		verbs.AddCommand(&cobra.Command{Use: w, Run: func(*cobra.Command, []string) {}})
	}
	if like := verbs.SuggestionsFor(word); len(like) > 0 {
		return "; did you mean " + prefix + strings.Join(like, " or "+prefix) + "?"
	}
	return ""
}

// noVerb is cobra.NoArgs for a command that has others below it.
func noVerb(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, verb := range cmd.Commands() {
		if verb.IsAvailableCommand() {
			names = append(names, verb.Name())
		}
	}
	return usageError{fmt.Errorf("there is no command %s %s%s", cmd.CommandPath(), args[0], meant("", args[0], names))}
}

// plainArguments has the arguments of a verb and of those below it refused in
// the words of its line of usage, not in cobra's.
func plainArguments(verb *cobra.Command) {
	for _, below := range verb.Commands() {
		plainArguments(below)
	}
	if verb.HasSubCommands() {
		verb.Args = noVerb
		return
	}
	count := verb.Args
	verb.Args = func(cmd *cobra.Command, args []string) error {
		err := count(cmd, args)
		if err == nil {
			return nil
		}
		wanted := positional(cmd.Use)
		switch n := len(wanted); {
		case n == 0:
			return usageError{fmt.Errorf("%s takes no argument; there is %q", cmd.Name(), args[0])}
		case len(args) < n:
			return usageError{fmt.Errorf("%s needs %s", cmd.Name(), strings.Join(wanted[len(args):], " and "))}
		default:
			return usageError{fmt.Errorf("%s takes %s, no more; there is %q too", cmd.Name(), strings.Join(wanted, " and "),
				args[n])}
		}
	}
}

// positional are the arguments a line of usage names before the flags.
func positional(use string) []string {
	words := strings.Fields(use)[1:]
	words = slices.DeleteFunc(words, func(w string) bool { return strings.HasPrefix(w, "[") })
	if i := slices.IndexFunc(words, func(w string) bool { return strings.HasPrefix(w, "-") }); i >= 0 {
		words = words[:i]
	}
	for i := range words {
		words[i] = strings.TrimSuffix(words[i], "...")
	}
	return words
}

// choice is a flag for one of a few words.
type choice struct {
	to    *string
	words []string
}

// bindChoice binds a flag for one of a few words, which completion offers. In
// backticks usage has what a value is called.
func bindChoice(cmd *cobra.Command, flags *pflag.FlagSet, to *string, name, fallback, usage string, words ...string) {
	*to = fallback
	flags.Var(&choice{to, words}, name, usage)
	completes(cmd, name, words)
}

// completes has completion offer the values of a flag.
func completes(cmd *cobra.Command, name string, words []string) {
	complete := cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
	if err := cmd.RegisterFlagCompletionFunc(name, complete); err != nil {
		panic(err) // the flag was bound in the line before
	}
}

func (c *choice) Set(text string) error {
	if err := oneOf(text, c.words); err != nil {
		return err
	}
	*c.to = text
	return nil
}

func (c *choice) String() string {
	if c.to == nil { // pflag asks a value that nobody made
		return ""
	}
	return *c.to
}

func (c *choice) Type() string { return "word" }

// choices is a flag for some of a few words: given again, or with commas.
type choices struct {
	to     *[]string
	listed string
	words  []string
}

// bindChoices is bindChoice for a flag that may be given again, with more words
// than an error should list: listed is the command that does.
func bindChoices(cmd *cobra.Command, to *[]string, name, usage, listed string, words ...string) {
	cmd.Flags().Var(&choices{to, listed, words}, name, usage)
	completes(cmd, name, words)
}

func (c *choices) Set(text string) error {
	for _, word := range strings.Split(text, ",") {
		if !slices.Contains(c.words, word) {
			return fmt.Errorf("%q is not known%s; %s lists them", word, meant("", word, c.words), c.listed)
		}
		*c.to = append(*c.to, word)
	}
	return nil
}

func (c *choices) String() string { return "" }
func (c *choices) Type() string   { return "words" }

// words are those of a closed list, as flags take them.
func words[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, word := range list {
		all[i] = string(word)
	}
	return all
}

func oneOf(text string, words []string) error {
	if slices.Contains(words, text) {
		return nil
	}
	return fmt.Errorf("%q is none of %s%s", text, strings.Join(words, ", "), meant("", text, words))
}

// languageVariable names the language of the output for who does not want to
// say it every time.
const languageVariable = "YUSUAN_LANG"

// Languages of the output.
const (
	chinese = "zh"
	english = "en"
)

// bindLanguage binds --lang, which all verbs have.
func bindLanguage(root *cobra.Command) {
	var language string
	bindChoice(root, root.PersistentFlags(), &language, "lang", "",
		"`language` of all that is said: zh or en (default: the variable "+languageVariable+
			", then zh where LC_ALL, LC_MESSAGES or LANG is Chinese; else zh for check, rules and explain, and en)", chinese,
		english)
}

// languageOf is the language asked for, or the verb's own.
func languageOf(cmd *cobra.Command, own string) string {
	if asked := cmd.Flag("lang").Value.String(); asked != "" {
		return asked
	}
	return cmp.Or(languageGiven(nil), own)
}

// speaker says what is said in both languages in that of the verb.
func speaker(cmd *cobra.Command, own string) func(present.Text) string {
	if languageOf(cmd, own) == english {
		return func(t present.Text) string { return t.EN }
	}
	return func(t present.Text) string { return t.ZH }
}
