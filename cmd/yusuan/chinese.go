package main

import (
	_ "embed"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/yusuan/yusuan/export"
	"github.com/yusuan/yusuan/fetch"
	"github.com/yusuan/yusuan/present"
)

//go:embed zh/help.yaml
var chineseHelpFile []byte

// chineseHelp is what --help says in Chinese.
type chineseHelp struct {
	Words struct {
		Usage, Aliases, Examples, Verbs, Flags, Inherited, Options, Verb, More, Default, Help string
	}
	Exit, Plain    string
	Forms, Drivers map[string]string
	Flags          map[string]string   // of verbs that have none of their own, by name
	Verbs          map[string]verbHelp // by the words that call them
}

type verbHelp struct {
	Short, Long, Example string
	Flags                map[string]string
}

var readChineseHelp = sync.OnceValue(func() *chineseHelp {
	var h chineseHelp
	if err := yaml.UnmarshalWithOptions(chineseHelpFile, &h, yaml.Strict()); err != nil {
		panic(err) // the file is built in
	}
	return &h
})

// speakChinese puts the Chinese in the place of the English of all help: of a
// command, its flags, and those below it.
func speakChinese(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	h := readChineseHelp()
	shared := strings.NewReplacer("{exit}", strings.TrimSpace(h.Exit), "{plain}", strings.TrimSpace(h.Plain),
		"{kinds}", strings.ReplaceAll(kinds(), "and ", ""), "{forms}", h.forms(), "{drivers}", h.drivers())
	h.put(root, shared)
	root.SetUsageFunc(func(cmd *cobra.Command) error { return h.usage(cmd.OutOrStderr(), cmd) })
}

func (h *chineseHelp) put(cmd *cobra.Command, shared *strings.Replacer) {
	cmd.InitDefaultHelpFlag()
	cmd.InitDefaultVersionFlag()
	of := h.Verbs[cmd.CommandPath()]
	if of.Short != "" {
		cmd.Short = of.Short
	}
	cmd.Long = shared.Replace(of.Long)
	if of.Example != "" {
		cmd.Example = strings.TrimRight(of.Example, "\n")
	}
	put := func(f *pflag.Flag) {
		for _, text := range []string{of.Flags[f.Name], h.Flags[f.Name]} {
			if text != "" {
				f.Usage = text
				return
			}
		}
		if f.Name == "help" {
			f.Usage = h.Words.Help
		}
	}
	cmd.Flags().VisitAll(put)
	cmd.PersistentFlags().VisitAll(put)
	for _, below := range cmd.Commands() {
		h.put(below, shared)
	}
}

func (h *chineseHelp) forms() string {
	lines := make([]string, len(export.Forms))
	for i, f := range export.Forms {
		lines[i] = fmt.Sprintf("  %-7s %s", f.Name, h.Forms[f.Name])
	}
	return strings.Join(lines, "\n")
}

func (h *chineseHelp) drivers() string {
	lines := make([]string, len(fetch.Drivers))
	for i, d := range fetch.Drivers {
		lines[i] = fmt.Sprintf("  %-10s %s", d.Name, h.Drivers[d.Name])
	}
	return strings.Join(lines, "\n")
}

// usage is what cobra's template writes, in Chinese, and with columns that are
// as wide as Chinese is.
func (h *chineseHelp) usage(w io.Writer, cmd *cobra.Command) error {
	var b strings.Builder
	b.WriteString(h.Words.Usage + "：\n")
	if cmd.Runnable() {
		fmt.Fprintf(&b, "  %s\n", strings.Replace(cmd.UseLine(), "[flags]", h.Words.Options, 1))
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "  %s %s\n", cmd.CommandPath(), h.Words.Verb)
	}
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\n%s：\n%s\n", h.Words.Examples, cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s：\n", h.Words.Verbs)
		for _, below := range cmd.Commands() {
			if below.IsAvailableCommand() || below.Name() == "help" {
				fmt.Fprintf(&b, "  %-*s %s\n", below.NamePadding(), below.Name(), below.Short)
			}
		}
	}
	if cmd.HasAvailableLocalFlags() {
		fmt.Fprintf(&b, "\n%s：\n%s", h.Words.Flags, h.flags(cmd.LocalFlags()))
	}
	if cmd.HasAvailableInheritedFlags() {
		fmt.Fprintf(&b, "\n%s：\n%s", h.Words.Inherited, h.flags(cmd.InheritedFlags()))
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n"+h.Words.More+"\n", cmd.CommandPath())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// flags is what FlagUsages of pflag writes.
func (h *chineseHelp) flags(set *pflag.FlagSet) string {
	var names, texts []string
	widest := 0
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, text := pflag.UnquoteUsage(f)
		name := "      --" + f.Name
		if f.Shorthand != "" {
			name = "  -" + f.Shorthand + ", --" + f.Name
		}
		if value != "" {
			name += " " + value
		}
		if !slices.Contains([]string{"", "0", "false", "[]", "0s"}, f.DefValue) && !strings.Contains(text, h.Words.Default) {
			text += "（" + h.Words.Default + " " + f.DefValue + "）"
		}
		names, texts = append(names, name), append(texts, text)
		widest = max(widest, runewidth.StringWidth(name))
	})
	var b strings.Builder
	for i, name := range names {
		fmt.Fprintf(&b, "%s   %s\n", runewidth.FillRight(name, widest), texts[i])
	}
	return b.String()
}

// languageVariables name the language of the output, the first that is set: our
// own, and those of POSIX (XBD 8.2, Internationalization Variables).
var languageVariables = []string{languageVariable, "LC_ALL", "LC_MESSAGES", "LANG"}

// languageGiven is the language that arguments ask for, else that of the
// environment: Chinese where it is Chinese, empty where it does not say.
func languageGiven(arguments []string) string {
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	flags.ParseErrorsAllowlist.UnknownFlags = true
	flags.Usage = func() {}
	asked := flags.String("lang", "", "")
	flags.BoolP("help", "h", false, "")
	if err := flags.Parse(arguments); err == nil && (*asked == chinese || *asked == english) {
		return *asked
	}
	for _, name := range languageVariables {
		switch value := os.Getenv(name); {
		case name == languageVariable && value == english:
			return english
		case strings.HasPrefix(value, chinese):
			return chinese
		case value != "" && name != languageVariable:
			return ""
		}
	}
	return ""
}

// messageIn is what a package says of its work, in a language.
func messageIn(language, text string) string {
	if language == chinese {
		return present.Message(text).ZH
	}
	return text
}
