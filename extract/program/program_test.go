//go:build unix

package program

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
)

// TestChildrenEnd: a program's children end with it, whether it ends by itself
// or because the document's time is up.
func TestChildrenEnd(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no sh")
	}
	for name, c := range map[string]struct {
		script string
		want   error
	}{
		"by itself": {`sleep 600 & echo $! >"$1"`, nil},
		"killed":    {`sleep 600 & echo $! >"$1"; wait`, document.ErrTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "pid")
			ctx, end := budget.Start(t.Context(), budget.Options{Deadline: time.Second})
			defer end()
			start := time.Now()
			err := Run(ctx, exec.CommandContext(ctx, "sh", "-c", c.script, "sh", file))
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("ended only after %v", took)
			}
			pid := number(t, file)
			for range 100 {
				if gone(pid) {
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
			t.Errorf("the child %d is still there", pid)
		})
	}
}

func TestProgramMissing(t *testing.T) {
	if err := Run(t.Context(), exec.CommandContext(context.Background(), "/nowhere/program")); !errors.Is(err,
		os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

func number(t *testing.T, file string) int {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// gone reports that a process has ended; one that nobody has waited for yet has.
func gone(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return true
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && strings.Contains(string(stat), ") Z ")
}
