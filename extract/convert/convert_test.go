//go:build linux

package convert

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// left lists the folder for temporary files.
func left(t *testing.T) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(os.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// TestNothingLeft: what LibreOffice writes stays in the folder it was given.
func TestNothingLeft(t *testing.T) {
	programs := t.TempDir()
	const office = `#!/bin/sh
echo mine >"$TMPDIR/lu1.tmp"
while [ "$1" != --outdir ]; do shift; done
mkdir "$2" && cp "$3" "$2/input.xlsx"
`
	if err := os.WriteFile(filepath.Join(programs, "soffice"), []byte(office), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", programs+":"+os.Getenv("PATH"))
	t.Setenv("TMPDIR", t.TempDir())
	got, err := Office(t.Context(), []byte("text"), "xlsx", 100)
	if err != nil || string(got) != "text" {
		t.Errorf("%q, %v", got, err)
	}
	if names := left(t); len(names) > 0 {
		t.Errorf("left: %v", names)
	}
}

// TestSweep: the folder of a dead process goes, and the program that still
// works in it.
func TestSweep(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	folder := filepath.Join(os.TempDir(), folderName+"-1")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "owner.lock"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	orphan := exec.Command("sh", "-c", `while :; do echo >"$0"; sleep 0.01; done`, filepath.Join(folder, "output"))
	if err := orphan.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- orphan.Wait() }()
	Sweep()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("it still runs")
		orphan.Process.Kill()
	}
	if names := left(t); len(names) > 0 {
		t.Errorf("left: %v", names)
	}
}
