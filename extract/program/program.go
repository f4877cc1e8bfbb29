// Package program runs other programs for a document: each with all that it
// starts ends when the document's time does, and leaves nothing running when it
// ends by itself.
package program

import (
	"context"
	"os/exec"
	"time"
)

// patience is how long the output of a program that was killed is waited for:
// children that left its group may hold it open.
const patience = time.Second

// Run runs a program made with [exec.CommandContext]. The error is the
// program's, or what ended ctx, which is the command's.
func Run(ctx context.Context, cmd *exec.Cmd) error {
	cmd.WaitDelay = patience
	ownGroup(cmd)
	err := cmd.Run()
	endGroup(cmd)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}
