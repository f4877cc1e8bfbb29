// Command yusuan reads the budgets and final accounts that Chinese government
// departments publish into one verified dataset.
//
// Each verb has a file of its own. Nothing is decided here: this package
// turns flags into options and results into words for people.
package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/disk"
	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/present/terminal"
	"github.com/yusuan/yusuan/sinks"
	"github.com/yusuan/yusuan/workspace"
)

// The exit status of every verb. A script can tell "look at the result" from
// "there is no result".
const (
	exitDone      = 0
	exitAttention = 1
	exitNotDone   = 2
)

const exitHelp = `
EXIT STATUS
  0  done
  1  done, and there is something to look at: pages that are pictures were
     not read; ingest could not read some documents (they are in the dataset
     with status and error); check found an inconsistency (an error or a
     warning; a notice is none)
  2  not done: wrong usage, nothing to read, nothing written, interrupted,
     --ocr without a program that recognises text; inspect, check or report
     could not read a document`

// plainExitHelp is that of verbs that read no documents.
const plainExitHelp = `
EXIT STATUS
  0  done
  2  not done: wrong usage, nothing of that name, interrupted`

// wholeOutput annotates a verb whose output appears whole or not at all.
const wholeOutput = "whole-output"

// errAttention ends a verb that did its work and has bad news; the news are
// printed already.
var errAttention = errors.New("there is something to look at")

// errUnread ends a verb whose document could not be read; why is printed
// already.
var errUnread = errors.New("a document could not be read")

// softMemory is from where on memory that is free already is collected sooner,
// in bytes: with it, two documents at the limits of package budget and the PDF
// decoder's memory beside them stay below 1.2 GiB.
const softMemory = 640 << 20

// heapGrowth is how many percent of what is in use the heap may grow by before
// it is collected, instead of Go's 100: 3 % less processor time over the whole
// run of 17 documents, for 70 MB more; softMemory holds all the same.
const heapGrowth = 200

func main() { os.Exit(run()) }

func run() int {
	// The first Ctrl-C stops the work and cleans up, the second one kills.
	ctx, stop := signal.NotifyContext(context.Background(), signals()...)
	defer stop()
	context.AfterFunc(ctx, stop)

	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(heapGrowth)
	}
	out := &terminal.Writer{W: os.Stdout, Colour: wantsColour(os.Stdout)}
	root := newRoot()
	if languageGiven(os.Args[1:]) == chinese {
		speakChinese(root)
	}
	root.SetOut(out)
	root.SetErr(&standardError)
	verb, err := root.ExecuteContextC(ctx)
	if unsaid := out.Close(); err == nil && unsaid != nil {
		err = unsaid // of who prints without asking, such as --help
	}
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, new(toldError)):
		complain(verb, err)
		return exitAttention
	case errors.Is(err, errAttention):
		return exitAttention
	case errors.Is(err, errUnread):
		return exitNotDone
	case errors.Is(err, context.Canceled):
		if err = errors.New("interrupted"); verb.Annotations[wholeOutput] != "" {
			err = errors.New("interrupted; nothing was written")
		}
	}
	complain(verb, err)
	return exitNotDone
}

// wantsColour reports a terminal that shows colour, whose user did not set
// NO_COLOR (https://no-color.org).
func wantsColour(f *os.File) bool {
	return term.IsTerminal(int(f.Fd())) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// colourful reports whether what a verb prints may have colour.
func colourful(cmd *cobra.Command) bool {
	out, ok := cmd.OutOrStdout().(*terminal.Writer)
	return ok && out.Colour
}

// signals end the work: Ctrl-C, a service manager, and a terminal that was
// closed, unless nohup had that ignored.
func signals() []os.Signal {
	all := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		all = append(all, syscall.SIGHUP)
	}
	return all
}

// complain says what went wrong, and what to do, in the form the user asked
// log lines to be in.
func complain(verb *cobra.Command, err error) {
	// One cause may stop several things.
	causes := slices.Compact(strings.Split(err.Error(), "\n"))
	hint, text := hintFor(verb, err), strings.Join(causes, "; ")
	if verb.Flag("log-format").Value.String() == "json" {
		slog.Error(text, "hint", hint)
		return
	}
	name, withHint := "yusuan: ", "%s (%s)"
	if languageGiven(os.Args[1:]) == chinese {
		text, hint = present.Message(strings.Join(causes, "\n")).ZH, present.Message(hint).ZH
		name, withHint = "yusuan：", "%s（%s）"
	}
	line := terminal.OneLine(text)
	if hint != "" {
		line = fmt.Sprintf(withHint, line, hint)
	}
	fmt.Fprintln(&standardError, name+line)
}

// hints say what to do about what went wrong.
var hints = []struct {
	about error
	hint  string
}{
	{errNoDataset, "name a folder that ingest made, or WORKSPACE/latest"},
	{sinks.ErrNotDataset, "give -o a new folder, or one that ingest made"},
	{sinks.ErrForeign, "move it to another place, or give -o a new folder"},
	{sinks.ErrTooFew, "look at the warnings above; --min-documents N or --allow-empty has it written all the same"},
	{sinks.ErrOtherSchema, "have its documents read again"},
	{disk.ErrNotFile, "give -o another name"},
	{disk.ErrForeign, "give -o another name"},
	{disk.ErrBusy, "wait for it to end, or give -o another name"},
	{pipeline.ErrDataset,
		"report and export read datasets, of a workspace WORKSPACE/latest; the others take the documents themselves"},
	{pipeline.ErrNothing, "hidden folders, folders named _... and datasets are passed over"},
	{workspace.ErrNoWorkspace, "yusuan run makes one"},
	{errDocuments, "name a folder for the workspace first, new or empty, then what to read"},
	{workspace.ErrBusy, "wait for it to end"},
	{workspace.ErrQuality, "look at yusuan status; --min-quality asks for less"},
	{fs.ErrNotExist, "check the path"},
	{document.ErrNeedsTool, "without --ocr pages that are pictures are recorded as not read"},
	{fs.ErrPermission, "check the permissions"},
}

func hintFor(verb *cobra.Command, err error) string {
	for _, h := range hints {
		if errors.Is(err, h.about) {
			return h.hint
		}
	}
	if errors.As(err, new(usageError)) || errors.Is(err, terminal.ErrTable) {
		return usageHint(verb)
	}
	return ""
}

// toldError ends a verb that did its work and could not tell so.
type toldError struct{ error }

func (e toldError) Unwrap() error { return e.error }

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "yusuan",
		Short: "Read published government budgets into one verified dataset",
		Long: `Yusuan reads the budgets and final accounts that Chinese government
departments publish (PDF, web pages, Markdown, Excel, Word and archives of
these), brings every table to one schema, checks the totals the tables state,
and writes a Parquet dataset. Every number keeps its page and place.
` + exitHelp,
		Example: `  yusuan ingest reports/ -o dataset      read everything below reports/
  yusuan inspect budget.pdf              show all that is known of one document
  yusuan inspect --json budget.pdf       the same for programs
  yusuan check budget.pdf                what does not add up in it
  yusuan report budget.pdf -o b.html     a page to be sent on`,
		Version:       versionLine(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noVerb,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(wrongFlag)
	bindLanguage(root)
	var logs logFlags
	logs.bind(root)
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return logs.start(languageOf(cmd, english)) }
	for _, verb := range []*cobra.Command{
		newIngest(), newRun(), newInspect(), newCheck(), newReport(), newServe(), newSite(), newExport(),
		newClassify(), newRules(), newExplain(), newLayout(), newOCR(), newFetch(), newSource(),
		newRelease(), newWorker(), newStatus(), newReleases(), newSweep(), newForget(), newDataset(),
		newVersion(),
	} {
		plainArguments(verb)
		root.AddCommand(verb)
	}
	return root
}
