package convert

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// endIn kills the programs that have the folder in their command line, as no
// other program has, and waits a moment for them to be gone.
func endIn(folder string) {
	const patience, step = 2 * time.Second, 20 * time.Millisecond
	for range patience / step {
		found := false
		lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
		for _, line := range lines {
			text, err := os.ReadFile(line)
			if err != nil || !bytes.Contains(text, []byte(folder+"/")) {
				continue
			}
			pid, err := strconv.Atoi(filepath.Base(filepath.Dir(line)))
			if err == nil && pid != os.Getpid() {
				found = syscall.Kill(pid, syscall.SIGKILL) == nil || found
			}
		}
		if !found {
			return
		}
		time.Sleep(step)
	}
}
