//go:build unix

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/yusuan/yusuan/internal/hostile"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// What a folder of hostile files may cost with two workers.
const (
	hostileTime   = 10 * time.Second
	hostileGrace  = 2 * time.Second
	hostileMemory = 1200 << 20 // bytes of the whole program
)

// TestHostileFolder ingests bombs, damaged files and good documents together:
// every file has its row, the good ones are read as they are by themselves,
// and time and memory stay within bounds. HOSTILE=full takes the full sizes,
// 1,000 damaged files and 50 good ones, and holds every document to its time;
// the sample is for a machine that is busy with other tests.
func TestHostileFolder(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	scale, damaged, good, limit := 200, 30, 8, 2*time.Minute
	full := os.Getenv("HOSTILE") == "full"
	if full {
		scale, damaged, good, limit = 1, 1000, 50, hostileTime
	}
	folder := t.TempDir()
	originals := goodFiles(t, good)
	write := func(kind string, files []hostile.File) {
		t.Helper()
		dir := filepath.Join(folder, kind)
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	write("0-good", originals) // first, or one that the damage spared were the first of its bytes
	write("bombs", hostile.Bombs(scale))
	write("damaged", hostile.Damaged(originals, damaged))

	alone, _, _ := ingested(t, filepath.Join(folder, "0-good"), limit)
	rows, took, memory := ingested(t, folder, limit)
	t.Logf("%d files, %d documents, at most %d MiB, the longest took %.1f s", len(alone)+damaged, len(rows), memory>>20,
		longest(took))

	for name, want := range alone {
		ignore := cmpopts.IgnoreFields(schema.DocumentRow{}, "Source")
		if diff := cmp.Diff(want, rows[name], ignore); diff != "" {
			t.Errorf("%s is read otherwise among hostile files: %s", name, diff)
		}
	}
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && !slices.ContainsFunc(slices.Collect(maps.Keys(rows)),
			func(name string) bool {
				return name == d.Name() || strings.HasPrefix(name, d.Name()+"!")
			}) {
			t.Errorf("%s has no row", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range rows {
		if row.Status == schema.StatusFailed {
			t.Errorf("%s: %s", name, row.Error)
		}
	}
	if memory > hostileMemory {
		t.Errorf("%d MiB of memory, at most %d are to be used", memory>>20, hostileMemory>>20)
	}
	for name, d := range took {
		if full && d > hostileTime+hostileGrace {
			t.Errorf("%s took %v", name, d)
		}
	}
}

func longest(took map[string]time.Duration) float64 {
	if len(took) == 0 {
		return 0
	}
	return slices.Max(slices.Collect(maps.Values(took))).Seconds()
}

// goodFiles are fixtures, and where there are not enough of them published
// documents that happen to be at hand.
func goodFiles(t *testing.T, count int) (files []hostile.File) {
	t.Helper()
	for _, pattern := range []string{"../../fixtures/*.*", "../../../shared/corpus/*.*"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range paths {
			if len(files) == count {
				return files
			}
			if strings.HasPrefix(filepath.Base(p), "_") {
				continue
			}
			data, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, hostile.File{Name: filepath.Base(p), Data: data})
		}
	}
	t.Logf("%d good documents are there, %d were wanted", len(files), count)
	return files
}

// ingested runs ingest on a folder. It returns the rows of the documents by
// their names in it, how long each was worked on, and the most memory that the
// program had.
func ingested(t *testing.T, folder string, limit time.Duration) (rows map[string]schema.DocumentRow,
	took map[string]time.Duration, memory int64) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "dataset")
	cmd := exec.Command("yusuan", "ingest", folder, "-o", out, "--workers", "2", "--timeout", limit.String(),
		"--log-level", "debug", "--log-format", "json")
	var said bytes.Buffer
	cmd.Stderr = &said
	memory, err := runWatched(cmd)
	if exit := (*exec.ExitError)(nil); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != exitAttention) {
		t.Fatalf("%v: %s", err, lastLines(said.Bytes()))
	}
	rows = map[string]schema.DocumentRow{}
	err = sinks.Rows(t.Context(), out, "documents", func(d *schema.DocumentRow) { rows[nameIn(d.Source)] = *d })
	if err != nil {
		t.Fatal(err)
	}
	took = map[string]time.Duration{}
	lines := bufio.NewScanner(&said)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line struct {
			Msg, Source string
			Seconds     float64
		}
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "budget used" {
			took[nameIn(line.Source)] = time.Duration(line.Seconds * float64(time.Second))
		}
	}
	return rows, took, memory
}

// runWatched runs a command and returns the most memory that it had, in bytes.
// Where /proc tells, it is asked: the maximum that wait4 reports on Linux is
// that of the process before exec too, which is this test's own.
func runWatched(cmd *exec.Cmd) (memory int64, err error) {
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	status := filepath.Join("/proc", strconv.Itoa(cmd.Process.Pid), "status")
	ended, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		for {
			text, _ := os.ReadFile(status)
			if _, rest, found := strings.Cut(string(text), "VmHWM:"); found {
				kib, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
				n, _ := strconv.ParseInt(kib, 10, 64)
				memory = max(memory, n<<10)
			}
			select {
			case <-ended:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	err = cmd.Wait()
	close(ended)
	<-watched
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok && memory == 0 {
		memory = peak(usage)
	}
	return memory, err
}

// peak is the most memory that a process took, in bytes.
func peak(u *syscall.Rusage) int64 {
	if runtime.GOOS == "darwin" {
		return u.Maxrss
	}
	return u.Maxrss << 10 // the others count in KiB
}

// nameIn is the name of a source without the folders before it.
func nameIn(source string) string {
	file, member, in := strings.Cut(source, "!")
	if file = filepath.Base(file); in {
		return file + "!" + member
	}
	return file
}

func lastLines(said []byte) []byte { return said[max(0, len(said)-2000):] }
