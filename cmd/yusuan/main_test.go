package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite golden files and the outputs in the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"yusuan": main})
}

// TestScript runs the command as users do; testdata/script has one file for
// each matter.
func TestScript(t *testing.T) {
	fixtures, err := filepath.Abs("../../fixtures")
	if err != nil {
		t.Fatal(err)
	}
	bin, _, _ := strings.Cut(os.Getenv("PATH"), string(os.PathListSeparator)) // where testscript put the command
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		// Which exit status it is matters, so each script says it in words.
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "portal": publishing, "columns": columns, "delivered": delivered,
			"traces": traces,
		},
		Condition: func(name string) (bool, error) {
			can := func(command string) bool { return exec.Command("sh", "-c", command).Run() == nil }
			switch name {
			case "permissions":
				return os.Geteuid() != 0 || can(bounded+" true"), nil
			case "mounts":
				return can("unshare -rm mount -t tmpfs -o size=1m none /tmp"), nil
			}
			return false, fmt.Errorf("unknown condition %q", name)
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("LC_ALL", "") // a script says which language it wants
			e.Setenv("FIXTURES", fixtures)
			e.Setenv("YUSUAN_BIN", bin)
			if os.Geteuid() == 0 {
				e.Setenv("BOUNDED", bounded)
			}
			// The compiled PDF decoder is shared between scripts.
			e.Setenv("XDG_CACHE_HOME", cache)
			return nil
		},
	})
}

// bounded runs a command of root as one for whom permissions hold; others need
// nothing.
const bounded = "setpriv --bounding-set=-dac_override,-dac_read_search"

// exits STATUS COMMAND... runs a command and wants that exit status.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND...")
	}
	status := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := err.(interface{ ExitCode() int })
		if !ok {
			ts.Fatalf("%v", err)
		}
		status = string(rune('0' + exit.ExitCode()))
	}
	if status != args[0] {
		ts.Fatalf("exit status %s, want %s", status, args[0])
	}
}

func TestByteSize(t *testing.T) {
	for text, want := range map[string]int64{
		"512MiB": 512 << 20, "1g": 1 << 30, "1000000": 1000000, "2 kb": 2000, "7B": 7,
		"": 0, "MiB": 0, "-1M": 0, "0": 0, "9999999999g": 0, "1.5G": 0, "1 apple": 0,
	} {
		var b byteSize
		if err := b.Set(text); (err == nil) != (want > 0) || int64(b) != want {
			t.Errorf("%q: %d, %v; want %d", text, b, err, want)
		}
	}
}
