package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/yusuan/yusuan/present/terminal"
)

// logFlags choose what is said on standard error while the work goes on.
type logFlags struct {
	format string
	level  string
}

func (l *logFlags) bind(cmd *cobra.Command) {
	cmd.PersistentFlags().StringVar(&l.format, "log-format", "text", "log lines as `text` or json, on standard error")
	cmd.PersistentFlags().StringVar(&l.level, "log-level", "warn", "log from this level up: debug, info, `warn`, error")
}

func (l *logFlags) start() error {
	var level slog.Level
	if err := level.UnmarshalText([]byte(l.level)); err != nil {
		return usageError{fmt.Errorf("--log-level %q is none of debug, info, warn, error", l.level)}
	}
	options := &slog.HandlerOptions{Level: level}
	switch l.format {
	case "text":
		slog.SetDefault(slog.New(slog.NewTextHandler(&standardError, options)))
	case "json":
		slog.SetDefault(slog.New(slog.NewJSONHandler(&standardError, options)))
	default:
		return usageError{fmt.Errorf("--log-format %q is neither text nor json", l.format)}
	}
	return nil
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

// progress starts a bar of so many steps; without a terminal there is none.
// step is called after each step, end after the last.
func progress(steps int) (step, end func()) {
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		return func() {}, func() {}
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
	step = func() {
		standardError.mu.Lock()
		defer standardError.mu.Unlock()
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
