package main

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"github.com/mattn/go-runewidth"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/yusuan/yusuan/present"
	"github.com/yusuan/yusuan/present/terminal"
)

// logFlags choose what is said on standard error while the work goes on.
type logFlags struct {
	format string
	level  string
}

func (l *logFlags) bind(cmd *cobra.Command) {
	f := cmd.PersistentFlags()
	bindChoice(cmd, f, &l.format, "log-format", "text", "log lines as `text` or json, on standard error", "text", "json")
	bindChoice(cmd, f, &l.level, "log-level", "warn", "log from this level up: debug, info, `warn`, error",
		"debug", "info", "warn", "error")
}

// start has log lines written: text in a language, JSON for programs in English.
func (l *logFlags) start(language string) error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(l.level)); err != nil {
		return err
	}
	options := &slog.HandlerOptions{Level: level}
	if l.format == "json" {
		slog.SetDefault(slog.New(slog.NewJSONHandler(&standardError, options)))
	} else {
		if language == chinese {
			options.ReplaceAttr = chineseAttr
		}
		slog.SetDefault(slog.New(slog.NewTextHandler(&standardError, options)))
	}
	return nil
}

// chineseAttr says in Chinese what a log line tells.
func chineseAttr(_ []string, a slog.Attr) slog.Attr {
	switch err, ok := a.Value.Any().(error); {
	case ok:
		a.Value = slog.StringValue(present.Message(err.Error()).ZH)
	case a.Key == slog.MessageKey:
		a.Value = slog.StringValue(present.Message(a.Value.String()).ZH)
	}
	return a
}

// standardError is where log lines and the progress bar share the terminal.
var standardError = sharedTerminal{text: terminal.Writer{W: os.Stderr}}

// sharedTerminal takes the progress bar off its line before it writes.
type sharedTerminal struct {
	mu   sync.Mutex
	bar  *progressbar.ProgressBar
	text terminal.Writer
}

var _ io.Writer = &sharedTerminal{}

func (s *sharedTerminal) Write(line []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bar != nil {
		s.bar.Clear()
	}
	return s.text.Write(line)
}

// unknownSteps is for work of which nobody knows how much there is.
const unknownSteps = -1

// progress starts a bar of so many steps; without a terminal there is none.
// step is called with the name of what was done after each step, end after the
// last.
func progress(steps int) (step func(name string), end func()) {
	width, _, err := term.GetSize(int(os.Stderr.Fd()))
	if err != nil {
		return func(string) {}, func() {}
	}
	bar := progressbar.NewOptions(steps,
		progressbar.OptionSetWriter(os.Stderr),
		progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionFullWidth(),
		progressbar.OptionClearOnFinish(),
	)
	standardError.mu.Lock()
	standardError.bar = bar
	standardError.mu.Unlock()
	step = func(name string) {
		standardError.mu.Lock()
		defer standardError.mu.Unlock()
		bar.Describe(runewidth.Truncate(terminal.OneLine(filepath.Base(name)), max(width/3, 20), "…"))
		bar.Add(1)
	}
	end = func() {
		standardError.mu.Lock()
		defer standardError.mu.Unlock()
		bar.Clear()
		standardError.bar = nil
	}
	return step, end
}
