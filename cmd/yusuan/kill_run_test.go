//go:build unix

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/yusuan/yusuan/internal/postgrestest"
	"github.com/yusuan/yusuan/sinks"
)

// TestKillRun kills run with SIGKILL at random moments, and starts it again:
// what is published is whole at every moment, the next release has the bytes
// that ingest writes, and a sweep leaves nothing behind. YUSUAN_KILLS is how
// often, by default a sample of what .ci/long does.
func TestKillRun(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	kills, sample := killCount(t)
	if sample {
		kills = 6
	}
	k := &killedRun{T: t, program: build(t), folder: t.TempDir()}
	k.killed(kills, 1)
}

// TestKillRunPostgres is TestKillRun with four processes and PostgreSQL.
func TestKillRunPostgres(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	server := postgrestest.Start(t)
	kills, sample := killCount(t)
	if sample {
		kills = 4
	}
	k := &killedRun{T: t, program: build(t), folder: t.TempDir(), server: server}
	k.killed(kills, 3)
}

// killed kills a run so often, which other processes help.
func (k *killedRun) killed(kills, helpers int) {
	t := k.T
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	files := k.documents()
	var whole time.Duration
	early := 0
	for i := range kills {
		if i%4 == 0 { // also how a workspace comes to be is killed
			k.fresh()
		}
		for range 2 { // what is read anew
			file := files[random.IntN(len(files))]
			f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			_, err = fmt.Fprintf(f, "\nchange %d\n", i)
			if err := errors.Join(err, f.Close()); err != nil {
				t.Fatal(err)
			}
		}
		if whole == 0 {
			start := time.Now()
			k.must("run", "ws", "in", "--workers", "2")
			whole = time.Since(start)
			k.fresh()
		}
		// Every second time others help, and are killed too or go on.
		run := k.start("run", "ws", "in", "--workers", "2")
		var workers []*exec.Cmd
		for range helpers * (i % 2) {
			workers = append(workers, k.start("worker", "ws", "--workers", "1"))
		}
		time.Sleep(time.Duration(random.Int64N(int64(whole))))
		if k.kill(run) {
			early++
		}
		for _, worker := range workers {
			if i%4 == 1 {
				k.kill(worker)
			}
		}
		k.published()
		k.must("run", "ws", "in", "--workers", "2")
		for _, worker := range workers {
			if i%4 != 1 {
				_ = worker.Wait() // there may have been no workspace yet
			}
		}
		k.must("ingest", "in", "-o", "dataset", "--allow-empty")
		if k.manifest("ws/latest") != k.manifest("dataset") {
			t.Fatalf("kill %d: the release is not what ingest writes", i)
		}
		k.must("sweep", "ws", "--keep", "2")
		k.published()
		k.alone()
	}
	t.Logf("%d kills within %v, %d of them before the end", kills, whole, early)
}

type killedRun struct {
	*testing.T
	program, folder string
	server          *postgrestest.Server // nil for SQLite
}

// fresh is a workspace that is to be begun.
func (k *killedRun) fresh() {
	k.Helper()
	err := os.RemoveAll(k.path("ws"))
	if err == nil && k.server != nil {
		err = errors.Join(os.Mkdir(k.path("ws"), 0o777),
			os.WriteFile(k.path("ws/workspace.postgres"), []byte(k.server.Fresh(k)), 0o666))
	}
	if err != nil {
		k.Fatal(err)
	}
}

func (k *killedRun) path(name string) string {
	return filepath.Join(k.folder, filepath.FromSlash(name))
}

// documents makes a folder of some, one of them twice, and an archive.
func (k *killedRun) documents() (changing []string) {
	k.Helper()
	if err := os.MkdirAll(k.path("in/below"), 0o777); err != nil {
		k.Fatal(err)
	}
	for to, from := range map[string]string{
		"in/a.md": "jinxi-transport-2024-budget.md", "in/below/b.md": "songhu-school-2025-budget.md",
		"in/c.md": "taoyuan-government-2025-budget.md", "in/d.html": "jinxi-transport-2024-budget.html",
		"in/e.md": "jinxi-transport-2024-budget.md", "in/f.zip": "yunzhou-budgets.zip",
	} {
		data, err := os.ReadFile(filepath.Join("..", "..", "fixtures", from))
		if err == nil {
			err = os.WriteFile(k.path(to), data, 0o666)
		}
		if err != nil {
			k.Fatal(err)
		}
		if filepath.Ext(to) == ".md" {
			changing = append(changing, k.path(to))
		}
	}
	return changing
}

func (k *killedRun) command(args ...string) *exec.Cmd {
	cmd := exec.Command(k.program, args...)
	cmd.Dir = k.folder
	return cmd
}

func (k *killedRun) start(args ...string) *exec.Cmd {
	k.Helper()
	cmd := k.command(args...)
	if err := cmd.Start(); err != nil {
		k.Fatal(err)
	}
	return cmd
}

// kill reports whether the process was still at work.
func (k *killedRun) kill(cmd *exec.Cmd) bool {
	k.Helper()
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		k.Fatal(err)
	}
	return cmd.Wait() != nil && cmd.ProcessState.ExitCode() < 0
}

// must runs a verb to its end. What it has to tell besides is no matter.
func (k *killedRun) must(args ...string) {
	k.Helper()
	out, err := k.command(args...).CombinedOutput()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != exitAttention) {
		k.Fatalf("%s: %v\n%s", args, err, out)
	}
}

func (k *killedRun) manifest(folder string) string {
	k.Helper()
	text, err := os.ReadFile(k.path(folder + "/" + sinks.ManifestFile))
	if err != nil {
		k.Fatal(err)
	}
	return string(text)
}

// published fails if a release is not whole, or latest leads to none.
func (k *killedRun) published() {
	k.Helper()
	link := k.path("ws/latest")
	if _, err := os.Lstat(link); err == nil {
		if _, err := sinks.ReadManifest(link); err != nil {
			k.Fatal(err)
		}
	}
	releases, err := os.ReadDir(k.path("ws/releases"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		k.Fatal(err)
	}
	for _, r := range releases {
		if r.Name()[0] == '.' {
			continue
		}
		_, wrong, err := sinks.Verify(k.Context(), k.path("ws/releases/"+r.Name()))
		if err != nil || len(wrong) > 0 {
			k.Fatalf("release %s is not whole: %v, %q", r.Name(), err, wrong)
		}
	}
}

// proper are all names that a workspace has when nobody is at work in it.
var proper = regexp.MustCompile(`^(?:latest|latest\.rows|run\.lock|workspace\.sqlite(?:-wal|-shm)?|workspace\.postgres|` +
	`store|store/owner\.lock|store/\.half|releases|releases/[0-9a-f]{32}(?:/.*)?|store/results(?:/.*)?)$`)

// alone fails if there is anything else in the workspace, or too many releases.
func (k *killedRun) alone() {
	k.Helper()
	root := k.path("ws")
	releases := 0
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root, path)
		if name = filepath.ToSlash(name); err == nil && name != "." && !proper.MatchString(name) {
			k.Errorf("left behind: %s", name)
		}
		if filepath.Dir(name) == "releases" {
			releases++
		}
		return err
	})
	if err != nil {
		k.Fatal(err)
	}
	if releases > 2 {
		k.Errorf("%d releases after a sweep that keeps two", releases)
	}
	if k.Failed() {
		k.FailNow()
	}
}
