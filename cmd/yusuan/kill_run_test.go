//go:build unix

package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/yusuan/yusuan/internal/postgrestest"
	"github.com/yusuan/yusuan/sinks"
)

// TestKillRun kills run and sweep with SIGKILL at random moments, and starts
// them again: what is published is whole at every moment, the next release has
// the bytes that ingest writes, and a sweep leaves nothing behind. Every second
// time another process helps. YUSUAN_KILLS is how often, by default a sample of
// what .ci/long does.
func TestKillRun(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	k := &killedRun{T: t, program: build(t), folder: t.TempDir()}
	k.killed(1)
}

// TestKillRunPostgres is TestKillRun with four processes and PostgreSQL.
func TestKillRunPostgres(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	k := &killedRun{T: t, program: build(t), folder: t.TempDir(), server: postgrestest.Start(t)}
	k.killed(3)
}

// phase is what is killed in turn: a random moment within its time, which
// begins when a file is there.
type phase struct {
	name, sign string
	took       time.Duration // in an undisturbed run
}

// phases are those of a run, in their order, all of it, and a sweep.
func phases() []*phase {
	return []*phase{
		{name: "reading", sign: "ws/.reading-*"},
		{name: "releasing", sign: "ws/releases/.next.yusuan-new/new"},
		{name: "swapping", sign: "ws/releases/.next.yusuan-new/new/" + sinks.ManifestFile},
		{name: "whole"},
		{name: sweeping},
	}
}

const sweeping = "sweeping"

// killed kills so often, while other processes help.
func (k *killedRun) killed(helpers int) {
	t := k.T
	kills, sample := killCount(t)
	if sample {
		kills = len(phases())
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	k.random = rand.New(rand.NewPCG(seed, 0))
	k.documents()
	survived := k.survived()
	begun := len(survived)
	all := k.measured()
	for i := begun; i < kills; i++ {
		if k.random.IntN(4) == 0 || i == begun { // also how a workspace comes to be is killed
			k.fresh()
		}
		k.change(i % states)
		at := all[i%len(all)]
		early := k.killedIn(at, helpers*(i/len(all)%2))
		k.published()
		k.must("run", "ws", "in", "--workers", "2")
		k.wait()
		if k.manifest("ws/latest") != k.ingested(i%states) {
			t.Fatalf("kill %d, %s: the release is not what ingest writes", i, at.name)
		}
		k.must("sweep", "ws", "--keep", "2")
		k.published()
		k.alone()
		survived = append(survived, fmt.Sprintf("%s-%t", at.name, early))
		k.keep(survived[i])
	}
	counts := map[string]int{}
	for _, line := range survived {
		counts[line]++
	}
	for _, at := range all {
		end, late := counts[at.name+"-true"], counts[at.name+"-false"]
		t.Logf("%-10s %d kills before the end, %d after it; it takes %v", at.name, end, late, at.took)
	}
}

// killedIn kills what is at work in a phase, and reports whether it still was.
func (k *killedRun) killedIn(at *phase, helpers int) (early bool) {
	k.Helper()
	args := []string{"run", "ws", "in", "--workers", "2"}
	if at.name == sweeping {
		k.must(args...)
		args = []string{"sweep", "ws", "--keep", "1"}
	}
	main := k.start(args...)
	for range helpers {
		k.helpers = append(k.helpers, k.start("worker", "ws", "--workers", "1"))
	}
	done := ended(main)
	k.await(done, at.sign)
	select {
	case <-done:
	case <-time.After(time.Duration(k.random.Int64N(int64(at.took) + 1))):
	}
	// The helpers are killed too, or go on, or are killed alone.
	which := k.random.IntN(3)
	if which > 0 {
		for _, helper := range k.helpers {
			early = k.kill(helper) || early
		}
		k.wait()
	}
	if which < 2 || helpers == 0 {
		_ = main.Process.Kill() // unless it is done
	}
	<-done
	code := main.ProcessState.ExitCode() // less than zero for one that was killed
	if code > exitAttention {
		k.Fatalf("%s: %s", args, main.ProcessState)
	}
	return early || code < 0
}

// ended is closed when a process has ended.
func ended(cmd *exec.Cmd) chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = cmd.Wait() // how it ended is looked at by who waits
	}()
	return done
}

// await waits until a file is there that a process makes, or it has ended.
func (k *killedRun) await(done chan struct{}, sign string) {
	k.Helper()
	for sign != "" {
		if found, err := filepath.Glob(k.path(sign)); err != nil || len(found) > 0 {
			return
		}
		select {
		case <-done:
			return
		case <-time.After(100 * time.Microsecond):
		}
	}
}

// wait waits until the helpers end. There may have been no workspace for them.
func (k *killedRun) wait() {
	for _, helper := range k.helpers {
		_ = helper.Wait()
	}
	k.helpers = nil
}

// measured are the phases with the time that each takes: all of a first run, and
// the phases of a later one.
func (k *killedRun) measured() []*phase {
	k.Helper()
	k.fresh()
	k.change(0)
	begun := time.Now()
	k.must("run", "ws", "in", "--workers", "2")
	whole := time.Since(begun)
	k.change(1)
	done := ended(k.start("run", "ws", "in", "--workers", "2"))
	all := phases()
	var last *phase
	for _, at := range all {
		switch {
		case at.sign != "":
			k.await(done, at.sign)
		case last != nil && last.sign != "":
			<-done
		}
		if last != nil && last.sign != "" {
			last.took = time.Since(begun)
		}
		last, begun = at, time.Now()
		switch at.name {
		case sweeping:
			k.must("sweep", "ws", "--keep", "1")
			at.took = time.Since(begun)
		case "whole":
			at.took = whole
		}
	}
	return all
}

// survived are the kills that were survived before by the same program, as
// YUSUAN_KEPT, a folder, has them.
func (k *killedRun) survived() []string {
	k.Helper()
	folder := os.Getenv("YUSUAN_KEPT")
	if folder == "" {
		return nil
	}
	program, err := os.ReadFile(k.program)
	if err != nil {
		k.Fatal(err)
	}
	k.kept = filepath.Join(folder, fmt.Sprintf("%s-%.8x", k.Name(), sha256.Sum256(program)))
	text, err := os.ReadFile(k.kept)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		k.Fatal(err)
	}
	k.Logf("%s has %d kills", k.kept, strings.Count(string(text), "\n"))
	return strings.Fields(string(text))
}

// keep adds to them.
func (k *killedRun) keep(line string) {
	k.Helper()
	if k.kept == "" {
		return
	}
	f, err := os.OpenFile(k.kept, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err == nil {
		_, err = fmt.Fprintln(f, line)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		k.Fatal(err)
	}
}

type killedRun struct {
	*testing.T
	program, folder string
	server          *postgrestest.Server // nil for SQLite
	random          *rand.Rand
	changing        []string       // documents that differ between states
	originals       []string       // what they hold in none
	manifests       [states]string // of the dataset of each, empty until it is known
	helpers         []*exec.Cmd    // that are at work
	kept            string         // the file of kills survived; empty for none
}

// states of the folder of documents come one after the other.
const states = 7

// change brings the folder into a state, in which two documents are new.
func (k *killedRun) change(state int) {
	k.Helper()
	for i, path := range k.changing {
		text := k.originals[i]
		if one := state % len(k.changing); i == one || i == (one+1)%len(k.changing) {
			text += fmt.Sprintf("\nchange %d\n", state)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			k.Fatal(err)
		}
	}
}

// ingested is the manifest of what ingest makes of a state, in which the folder is.
func (k *killedRun) ingested(state int) string {
	k.Helper()
	if k.manifests[state] == "" {
		k.must("ingest", "in", "-o", "dataset", "--allow-empty")
		k.manifests[state] = k.manifest("dataset")
	}
	return k.manifests[state]
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
func (k *killedRun) documents() {
	k.Helper()
	if err := os.MkdirAll(k.path("in/below"), 0o777); err != nil {
		k.Fatal(err)
	}
	for _, one := range [][2]string{
		{"in/a.md", "songhu-school-2025-budget.md"}, {"in/below/b.md", "songhu-school-2025-budget.md"},
		{"in/c.md", "taoyuan-government-2025-budget.md"}, {"in/f.zip", "yunzhou-budgets.zip"},
	} {
		data, err := os.ReadFile(filepath.Join("..", "..", "fixtures", one[1]))
		if err == nil {
			err = os.WriteFile(k.path(one[0]), data, 0o666)
		}
		if err != nil {
			k.Fatal(err)
		}
		if filepath.Ext(one[0]) == ".md" {
			k.changing, k.originals = append(k.changing, k.path(one[0])), append(k.originals, string(data))
		}
	}
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
