//go:build unix

package fetch

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nlnwa/gowarc/v2"

	"github.com/yusuan/yusuan/document"
)

// TestKilled: a run that is killed twenty times ends with what an undisturbed
// one ends with, and its archive is whole.
func TestKilled(t *testing.T) {
	const workspace, start = "YUSUAN_FETCH_TEST_WORKSPACE", "YUSUAN_FETCH_TEST_START"
	if folder := os.Getenv(workspace); folder != "" { // the process that is killed
		s, err := Parse("pages.yaml", []byte("driver: pages\ntest: true\npace: {seconds: 0}\nstart: "+os.Getenv(start)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Run(t.Context(), folder, []Source{s}, Options{Agent: agent}); err != nil {
			t.Fatal(err)
		}
		return
	}
	if testing.Short() {
		t.Skip("starts many processes")
	}
	p := newPortal(t, 60)
	folder := t.TempDir()
	random := rand.New(rand.NewPCG(1, 2))
	for kills := 0; kills < 20; kills++ {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(30+random.IntN(170))*time.Millisecond)
		cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestKilled$")
		cmd.Env = append(os.Environ(), workspace+"="+folder, start+"="+p.URL+"/trs/")
		cmd.Run() //nolint:errcheck // it is killed
		cancel()
	}
	run(t, folder, Options{}, p.source(t, "pages", "/trs/"))
	if diff := cmp.Diff(p.want(t), state(t, folder, "pages")); diff != "" {
		t.Error(diff)
	}
	open, err := filepath.Glob(filepath.Join(folder, WARCFolder, "*"+OpenEnding))
	if err != nil || len(open) > 0 {
		t.Errorf("left open: %v, %v", open, err)
	}
	whole := archived(t, folder)
	for address, digest := range state(t, folder, "pages") {
		if !whole[address+" "+digest] {
			t.Errorf("%s is not in the archive", address)
		}
	}
}

// archived are the addresses and digests of bodies in the files of an archive,
// each of which is read to its end.
func archived(t *testing.T, folder string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, WARCFolder, "*"+warcEnding))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for _, file := range files {
		r, err := gowarc.NewWarcFileReader(file, 0, gowarc.WithStrictValidation())
		if err != nil {
			t.Fatal(err)
		}
		for {
			rec, _, validation, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || !validation.Valid() {
				t.Fatalf("%s: %v, %v", file, err, validation)
			}
			if rec.Type() == gowarc.Response {
				block, ok := rec.Block().(gowarc.HttpResponseBlock)
				if !ok {
					t.Fatalf("%s: a response that is none", file)
				}
				payload, err := block.PayloadBytes()
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(payload)
				if err != nil {
					t.Fatal(err)
				}
				if block.HttpHeader().Get("Content-Encoding") == "gzip" {
					if body, err = gunzip(body); err != nil {
						t.Fatal(err)
					}
				}
				all[rec.WarcHeader().Get(gowarc.WarcTargetURI)+" "+document.Digest(body)] = true
			}
			rec.Close()
		}
		r.Close()
	}
	return all
}
