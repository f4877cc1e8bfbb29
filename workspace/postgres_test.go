package workspace

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/internal/postgrestest"
)

// elsewhere, if set, is where the database of a bench is.
var elsewhere func(testing.TB) string

// TestPostgres has everything that is held of a workspace held with PostgreSQL.
func TestPostgres(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a server")
	}
	server := postgrestest.Start(t)
	elsewhere = server.Fresh
	defer func() { elsewhere = nil }()
	for name, test := range map[string]func(*testing.T){
		"claims": TestClaims, "together": TestClaimTogether, "once": TestRunReadsOnce,
		"first name": TestRunFirstName, "fingerprint": TestRunFingerprint, "failures": TestRunFailures,
		"changing": TestRunChanging, "closed": TestRunClosed, "moved": TestRunMoved, "alone": TestRunAlone, "work": TestWork,
		"forgotten": TestForgetWhileRead, "forgotten by half": TestForgetKilled,
	} {
		t.Run(name, test)
	}
	t.Run("gone and back", func(t *testing.T) {
		b := newBench(t)
		b.write(map[string]string{"a": "one", "b": "two"})
		b.while = func(source string) {
			if source == "b" {
				b.while = nil
				server.End(t)
			}
		}
		b.in += string(filepath.Separator)
		if _, err := b.w.Run(t.Context(), []string{b.in}, b.reading()); err == nil {
			t.Error("there was no database, and the run knows of none")
		}
		b.taken()
		if _, err := b.w.Run(t.Context(), nil, b.reading()); err == nil {
			t.Error("there is no database, and the run knows of none")
		}
		server.Begin(t)
		s, err := b.w.Run(t.Context(), nil, b.reading())
		if err != nil || !s.Published {
			t.Errorf("%+v, %v", s, err)
		}
		b.wants("a read, b read")
	})
	t.Run("names", func(t *testing.T) { // PostgreSQL takes UTF-8 only
		b := newBench(t)
		name := filepath.Join(b.in, "b\xff\xfe")
		if err := os.WriteFile(name, []byte("one"), 0o666); err != nil {
			t.Skip("no such names here:", err)
		}
		b.write(map[string]string{"a": "two"})
		if _, err := b.w.Run(t.Context(), []string{b.in}, b.reading()); err != nil {
			t.Fatal(err)
		}
		before := b.published()
		b.taken()
		if s := b.run(b.reading()); s.FilesRead > 1 || len(s.NewlyGone) > 0 || b.published() != before {
			t.Errorf("%+v", s)
		}
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		if s := b.run(b.reading()); len(s.NewlyGone) != 1 || s.NewlyGone[0] != "b\xff\xfe" {
			t.Errorf("%q", s.NewlyGone)
		}
	})
	t.Run("verbs", func(t *testing.T) {
		b := newBench(t)
		b.write(map[string]string{"a": "one", "b": "broken", "c": "slow"})
		b.run(b.reading(), "a", "b", "c")
		first, _, err := b.w.latest(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		b.write(map[string]string{"d": "four"})
		b.run(b.reading(), "d")
		looks, err := OpenToRead(t.Context(), b.w.folder)
		if err != nil {
			t.Fatal(err)
		}
		status, err := looks.Status(t.Context())
		if err := errors.Join(err, looks.Close()); err != nil {
			t.Fatal(err)
		}
		if status.Documents != 4 || len(status.Failed) != 1 || len(status.Waiting) != 1 || status.Run.Outcome != Published {
			t.Errorf("%+v", status)
		}
		if err := b.w.Pin(t.Context(), first, true); err != nil {
			t.Error(err)
		}
		if s, err := b.w.Sweep(t.Context(), 1); err != nil || len(s.Releases) != 0 {
			t.Errorf("%+v, %v", s, err)
		}
		files, releases, err := b.w.Forget(t.Context(), document.Digest([]byte("one")), "why")
		if err != nil || len(files) != 1 || len(releases) != 2 {
			t.Errorf("%q, %q, %v", files, releases, err)
		}
		if s, err := b.w.Release(t.Context(), b.reading()); err != nil || !s.Published {
			t.Errorf("%+v, %v", s, err)
		}
		b.wants("b damaged, c timeout, d read")
	})
	t.Run("layout", func(t *testing.T) {
		b := newBench(t)
		if _, err := b.w.db.ExecContext(t.Context(), "update layout set version = ?", layout+1); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), b.w.folder, true); !errors.Is(err, ErrLayout) {
			t.Error(err)
		}
	})
}

// TestStorable: any bytes come back.
func TestStorable(t *testing.T) {
	for _, text := range []string{"", "表.xlsx", "b\xff\x00c", "\xe4\xb8", "\ufffd"} {
		s := storable(text)
		if original(s) != text {
			t.Errorf("%q came back as %q", text, original(s))
		}
		if storable(s) != s {
			t.Errorf("%q is not storable", s)
		}
	}
	if got := numbered("update a set b = ? where c = ?"); got != "update a set b = $1 where c = $2" {
		t.Error(got)
	}
}
