//go:build unix

package fetch

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yusuan/yusuan/internal/portal"
)

// killed is set for the process that is killed: the workspace.
const killed = "YUSUAN_FETCH_TEST_WORKSPACE"

// TestKilled: a run that is killed again and again ends with what an undisturbed
// one ends with, the same addresses, digests and statuses, and its archive is
// whole. YUSUAN_KILLS is how often, by default a sample of what .ci/long does.
func TestKilled(t *testing.T) {
	if folder := os.Getenv(killed); folder != "" {
		all, err := Load(filepath.Join(folder, SourcesFolder))
		if err != nil {
			t.Fatal(err)
		}
		run(t, folder, Options{}, all...)
		return
	}
	if testing.Short() {
		t.Skip("starts many processes")
	}
	kills, documents := 4, 60
	if text := os.Getenv("YUSUAN_KILLS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		kills, documents = n, 300
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	p := newPortal(t, portal.Invented(documents))
	all := sources(t, p)
	undisturbed := t.TempDir()
	p.Break()
	start := time.Now()
	run(t, undisturbed, Options{}, all...)
	whole := time.Since(start)

	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, SourcesFolder), 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range all {
		text := p.Source(all[i].ID)
		if all[i].ID == portal.Addresses {
			text += strings.Join(refused(p), "\n")
		}
		if err := os.WriteFile(filepath.Join(folder, SourcesFolder, all[i].ID+".yaml"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p.Break()
	early := 0
	for range kills {
		// Each gets on a little, so that kills fall on all of the run.
		after := 50*time.Millisecond + time.Duration(random.Int64N(int64(whole)*2/int64(kills)))
		ctx, cancel := context.WithTimeout(t.Context(), after)
		cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestKilled$")
		cmd.Env = append(os.Environ(), killed+"="+folder)
		if cmd.Run() == nil {
			early++
		}
		cancel()
	}
	t.Logf("%d of %d kills came after the end", early, kills)
	run(t, folder, Options{}, all...)
	if diff := cmp.Diff(triples(t, undisturbed), triples(t, folder)); diff != "" {
		t.Error(diff)
	}
	open, err := filepath.Glob(filepath.Join(folder, WARCFolder, "*"+OpenEnding))
	if err != nil || len(open) > 0 {
		t.Errorf("left open: %v, %v", open, err)
	}
	there := archived(t, folder)
	for address, digest := range had(t, folder) {
		if !there[address+" "+digest] {
			t.Errorf("%s is not in the archive", address)
		}
	}
	published := p.Published("")
	if diff := cmp.Diff(published, had(t, folder)); diff != "" {
		t.Error(diff)
	}
}

// triples are the address, digest and status of all that is known.
func triples(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for address, i := range known(t, folder) {
		all[address] = fmt.Sprint(i.digest, " ", i.status)
	}
	return all
}
