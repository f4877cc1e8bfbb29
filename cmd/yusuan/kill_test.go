//go:build unix

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/yusuan/yusuan/sinks"
)

// TestKill kills ingest with SIGKILL at random moments: afterwards the dataset
// is the old or the new one, whole, and the next run leaves nothing else.
// YUSUAN_KILLS is how often, by default a sample of what .ci/long does.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	kills, sample := killCount(t)
	k := newKilling(t, sample)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	old := k.run(0)
	start := time.Now()
	k.run(1)
	whole := time.Since(start)
	k.run(0)
	stood := map[bool]int{}
	for i := range kills {
		// Each run replaces the dataset of the one before; where a kill came
		// too late, the next run goes the other way.
		which := 1 - k.stands
		cmd := k.start(which)
		if i%2 == 0 {
			time.Sleep(time.Duration(random.Int64N(int64(whole))))
		} else {
			// The moments around the replacement are few: wait for them.
			k.await(cmd)
			time.Sleep(time.Duration(random.Int64N(int64(whole / 10))))
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // killed, or done just before
		was := k.stands
		k.look()
		stood[k.stands != was]++
		if i%5 == 4 { // the next run that is not killed
			k.run(1 - k.stands)
			k.alone()
		}
	}
	k.run(0)
	k.alone()
	t.Logf("%d kills within %v: %d times the old dataset stood, %d times the new one", kills, whole, stood[false],
		stood[true])
	if k.manifests[0] != old {
		t.Error("the same files gave another dataset")
	}
}

// killCount is how often something is killed, and whether that is a sample.
func killCount(t *testing.T) (kills int, sample bool) {
	t.Helper()
	n := os.Getenv("YUSUAN_KILLS")
	if n == "" {
		return 10, true
	}
	kills, err := strconv.Atoi(n)
	if err != nil {
		t.Fatal(err)
	}
	return kills, false
}

// build makes the program, with the same bytes for the same source.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "yusuan")
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// killing is a folder with a dataset that is written again and again, from
// one of two sets of documents.
type killing struct {
	*testing.T
	program   string
	folder    string
	temporary string
	sets      [2][]string
	manifests [2]string
	stands    int // which set's dataset is there
}

func newKilling(t *testing.T, sample bool) *killing {
	k := &killing{T: t, program: build(t), folder: t.TempDir(), temporary: t.TempDir()}
	fixtures, err := filepath.Abs("../../fixtures")
	if err != nil {
		t.Fatal(err)
	}
	for i, pattern := range []string{"*-budget.md", "*-budget.xlsx"} {
		if k.sets[i], err = filepath.Glob(filepath.Join(fixtures, pattern)); err != nil || len(k.sets[i]) < 2 {
			t.Fatal("no fixtures", err)
		}
		if sample {
			k.sets[i] = k.sets[i][:2]
		}
	}
	// LibreOffice works in a folder of its own.
	if _, err := exec.LookPath("soffice"); err == nil && !sample {
		office, err := filepath.Glob(filepath.Join(fixtures, "_office", "*.xls"))
		if err != nil || len(office) == 0 {
			t.Fatal("no fixtures", err)
		}
		k.sets[1] = append(k.sets[1], office[0])
	}
	return k
}

func (k *killing) start(set int) *exec.Cmd {
	k.Helper()
	cmd := exec.Command(k.program, slices.Concat([]string{"ingest", "-o", filepath.Join(k.folder, "out")}, k.sets[set])...)
	cmd.Env = append(os.Environ(), "TMPDIR="+k.temporary)
	if err := cmd.Start(); err != nil {
		k.Fatal(err)
	}
	return cmd
}

// run ingests a set to its end and returns the manifest.
func (k *killing) run(set int) string {
	k.Helper()
	if err := k.start(set).Wait(); err != nil {
		k.Fatal(err)
	}
	manifest, err := os.ReadFile(filepath.Join(k.folder, "out", "dataset.json"))
	if err != nil {
		k.Fatal(err)
	}
	k.manifests[set], k.stands = string(manifest), set
	k.look()
	return string(manifest)
}

// await waits until the dataset is ready to be put in its place, or the run
// has ended before that was seen.
func (k *killing) await(cmd *exec.Cmd) {
	ready := filepath.Join(k.folder, ".out.yusuan-new", "new", "dataset.json")
	for range 100_000 { // some minute
		if _, err := os.Stat(ready); err == nil {
			return
		}
		// A process that has ended and was not waited for has no command line.
		if line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", cmd.Process.Pid)); err == nil && len(line) == 0 {
			return
		}
		time.Sleep(500 * time.Microsecond)
	}
	k.Fatal("the dataset was never ready")
}

// look says which dataset is there and fails if it is not one of the two, in
// whole.
func (k *killing) look() {
	k.Helper()
	out := filepath.Join(k.folder, "out")
	text, err := os.ReadFile(filepath.Join(out, "dataset.json"))
	if err != nil {
		k.Fatal(err)
	}
	if k.stands = slices.Index(k.manifests[:], string(text)); k.stands < 0 {
		k.Fatalf("neither the old dataset nor the new one:\n%s", text)
	}
	m, err := sinks.ReadManifest(out)
	if err != nil {
		k.Fatal(err)
	}
	for _, f := range m.Files {
		data, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(f.File)))
		if err != nil {
			k.Fatal(err)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != f.SHA256 {
			k.Fatalf("%s is not what the manifest says", f.File)
		}
	}
}

// alone fails if anything but the dataset is left.
func (k *killing) alone() {
	k.Helper()
	var left bytes.Buffer
	for _, dir := range []string{k.folder, k.temporary} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			k.Fatal(err)
		}
		for _, e := range entries {
			if e.Name() != "out" {
				fmt.Fprintln(&left, filepath.Join(dir, e.Name()))
			}
		}
	}
	if left.Len() > 0 {
		k.Fatalf("left behind:\n%s", strings.TrimSpace(left.String()))
	}
}
