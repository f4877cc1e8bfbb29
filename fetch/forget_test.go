package fetch

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"github.com/yusuan/yusuan/internal/portal"
)

// TestForget: what is forgotten is not in the archive any more, all else is, and
// it is not kept again when it is sent again.
func TestForget(t *testing.T) {
	p := newPortal(t, portal.Invented(6))
	folder, s := t.TempDir(), source(t, p, "pages")
	run(t, folder, Options{}, s)
	before := archived(t, folder)
	var forgotten, address string
	for one := range before {
		if a, digest, _ := strings.Cut(one, " "); address == "" || a < address {
			forgotten, address = digest, a
		}
	}
	unlock, err := lock(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Forget(t.Context(), folder, forgotten); !errors.Is(err, ErrBusy) {
		t.Error(err)
	}
	unlock()
	for again := range 2 {
		removed, err := Forget(t.Context(), folder, forgotten)
		if err != nil || (len(removed) == 1) != (again == 0) {
			t.Fatalf("%v, %v", removed, err)
		}
		for _, addresses := range removed {
			if len(addresses) != 1 || addresses[0] != address {
				t.Errorf("%q, not %s", addresses, address)
			}
		}
	}
	after := archived(t, folder)
	delete(before, address+" "+forgotten)
	for one := range before {
		if !after[one] {
			t.Errorf("%s went too", one)
		}
	}
	if len(after) != len(before) {
		t.Errorf("%d are left of %d", len(after), len(before))
	}
	if all := unpacked(t, folder); bytes.Contains(all, []byte("WARC-Target-URI: "+address+"\r\n")) {
		t.Error("its address is still there")
	}
	run(t, folder, Options{Whole: true}, s)
	for one := range archived(t, folder) {
		if strings.HasSuffix(one, forgotten) {
			t.Errorf("%s was kept again", one)
		}
	}
}

// TestForgetNothing: a workspace without fetch has nothing to be forgotten.
func TestForgetNothing(t *testing.T) {
	folder := t.TempDir()
	if removed, err := Forget(t.Context(), folder, strings.Repeat("0", 64)); err != nil || removed != nil {
		t.Errorf("%v, %v", removed, err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}

// unpacked are all records of an archive.
func unpacked(t *testing.T, folder string) (all []byte) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, WARCFolder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		records, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, records...)
	}
	return all
}
