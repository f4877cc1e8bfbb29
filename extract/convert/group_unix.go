//go:build unix

package convert

import (
	"os/exec"
	"syscall"
)

// ownGroup has the program killed with its children: soffice is a script that
// starts the true one.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
