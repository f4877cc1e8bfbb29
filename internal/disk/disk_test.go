package disk

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// in lists all names below a folder.
func in(t *testing.T, folder string) string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(folder, func(path string, _ os.DirEntry, err error) error {
		if name, e := filepath.Rel(folder, path); e == nil && name != "." {
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(names, " ")
}

func write(t *testing.T, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(path), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
}

func start(t *testing.T, target string) *Work {
	t.Helper()
	w, err := Start(target)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func here(t *testing.T) string {
	t.Helper()
	t.Chdir(t.TempDir())
	top, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return top
}

func TestTarget(t *testing.T) {
	top := here(t)
	write(t, "real/deep/file")
	for name, to := range map[string]string{
		"direct": "real/deep/file", "nowhere": "real/not/yet", "chain": "direct", "absolute": filepath.Join(top, "real"),
		"folder": "real/deep", "real/deep/up": "../up", "loop": "loop",
	} {
		if err := os.Symlink(to, name); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	for path, want := range map[string]string{
		"plain": "plain", "real": "real", "direct": "real/deep/file", "chain": "real/deep/file", "nowhere": "real/not/yet",
		"absolute": "real", "folder/up": "real/up", "loop": "",
	} {
		got, err := Target(path)
		if want == "" && err == nil || want != "" && got != filepath.Join(top, want) {
			t.Errorf("%s: %s, %v; want %q", path, got, err, want)
		}
	}
}

// TestLeft: what a dead process left is removed, whatever it was about; only a
// living one, and what is not ours, stands in the way.
func TestLeft(t *testing.T) {
	here(t)
	const work = ".out.yusuan-new/"
	for _, c := range []struct {
		name   string
		before []string
		refuse error
		after  string // when Start and End are over
	}{
		{"nothing", nil, nil, ""},
		{"half a folder", []string{work + lockName, work + "new/a/b", "out"}, nil, "out"},
		{"replaced and not removed", []string{work + lockName, work + "old/a", "out"}, nil, "out"},
		{"between two renames", []string{work + lockName, work + "new/a", work + "old/b"}, nil, "out out/b"},
		{"the user's", []string{work + "new/a"}, ErrForeign, ".out.yusuan-new .out.yusuan-new/new .out.yusuan-new/new/a"},
		{"the user's too", []string{work + lockName, work + "a"}, ErrForeign,
			".out.yusuan-new .out.yusuan-new/a .out.yusuan-new/owner.lock"},
	} {
		t.Run(c.name, func(t *testing.T) {
			top := here(t)
			write(t, c.before...)
			w, err := Start(filepath.Join(top, "out"))
			if !errors.Is(err, c.refuse) {
				t.Fatal(err)
			}
			if err == nil {
				if err := w.End(); err != nil {
					t.Error(err)
				}
			}
			if got := in(t, "."); got != c.after {
				t.Errorf("%q, want %q", got, c.after)
			}
		})
	}
	t.Run("killed before it was locked", func(t *testing.T) {
		top := here(t)
		if err := os.Mkdir(work, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := start(t, filepath.Join(top, "out")).End(); err != nil {
			t.Error(err)
		}
	})
}

func TestBusy(t *testing.T) {
	target := filepath.Join(here(t), "out")
	first := start(t, target)
	write(t, first.Fresh())
	if _, err := Start(target); !errors.Is(err, ErrBusy) ||
		!strings.Contains(err.Error(), fmt.Sprint("process ", os.Getpid())) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(first.Fresh()); err != nil {
		t.Error("the second took what the first made:", err)
	}
	if err := first.End(); err != nil {
		t.Error(err)
	}
	if err := start(t, target).End(); err != nil {
		t.Error(err)
	}
}

// TestStarters: of many that come at once each gets the folder for itself.
func TestStarters(t *testing.T) {
	target := filepath.Join(here(t), "out")
	const many, rounds = 4, 50
	done := make(chan error)
	for range many {
		go func() {
			for range rounds {
				w, err := Start(target)
				if errors.Is(err, ErrBusy) {
					continue
				}
				if err == nil {
					err = os.Mkdir(w.Fresh(), 0o700) // fails if another is in it
					err = errors.Join(err, w.End())
				}
				if err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range many {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if left := in(t, "."); left != "" {
		t.Error("left:", left)
	}
}

func TestParents(t *testing.T) {
	top := here(t)
	w := start(t, filepath.Join(top, "a/b/out"))
	if err := w.End(); err != nil {
		t.Error(err)
	}
	if left := in(t, "."); left != "" {
		t.Error("left:", left)
	}
	write(t, "a/mine")
	if err := start(t, filepath.Join(top, "a/b/out")).End(); err != nil {
		t.Error(err)
	}
	if left := in(t, "."); left != "a a/mine" {
		t.Error("left:", left)
	}
	if _, err := Start(filepath.Join(top, "a/mine/out")); err == nil {
		t.Error("a folder in a file")
	}
}

func TestReplaceFolder(t *testing.T) {
	swap := exchange
	defer func() { exchange = swap }()
	for name, how := range map[string]func(a, b string) error{
		"at once": swap, "in two steps": func(string, string) error { return errors.ErrUnsupported },
	} {
		exchange = how
		t.Run(name, func(t *testing.T) {
			target := filepath.Join(here(t), "out")
			replace := func(file string, err error) error {
				w := start(t, target)
				write(t, filepath.Join(w.Fresh(), file))
				return errors.Join(w.ReplaceFolder(func(old string) error {
					if _, e := os.Stat(filepath.Join(old, "first")); e != nil {
						t.Error("not the old one:", e)
					}
					return err
				}), w.End())
			}
			if err := replace("first", nil); err != nil {
				t.Error(err)
			}
			if err := os.Chmod(target, 0o700); err != nil {
				t.Fatal(err)
			}
			refused := errors.New("refused")
			if err := replace("second", refused); !errors.Is(err, refused) || in(t, ".") != "out out/first" {
				t.Error(err, in(t, "."))
			}
			if err := replace("third", nil); err != nil || in(t, ".") != "out out/third" {
				t.Error(err, in(t, "."))
			}
			if info, err := os.Stat(target); err != nil || info.Mode().Perm() != 0o700 {
				t.Error("permissions changed:", info.Mode(), err)
			}
		})
	}
}

func TestWriteFile(t *testing.T) {
	here(t)
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
	}
	long := strings.Repeat("预算", 42) // 252 bytes: a name beside it must be shorter
	for _, name := range []string{"file", "a/b/file", long} {
		if err := WriteFile(name, text("one")); err != nil {
			t.Error(err)
		}
		if err := errors.Join(os.Chmod(name, 0o600), WriteFile(name, text("two"))); err != nil {
			t.Error(err)
		}
		got, err := os.ReadFile(name)
		info, _ := os.Stat(name)
		if err != nil || string(got) != "two" || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %q, %v, %v", name, got, info.Mode(), err)
		}
		failed := errors.New("failed")
		if err := WriteFile(name, func(w io.Writer) error {
			return errors.Join(text("half")(w), failed)
		}); !errors.Is(err, failed) {
			t.Error(err)
		}
		if got, _ := os.ReadFile(name); string(got) != "two" {
			t.Errorf("%s: %q", name, got)
		}
	}
	if err := WriteFile("a", text("")); !errors.Is(err, ErrNotFile) {
		t.Error("over a folder:", err)
	}
	if left := in(t, "."); strings.Contains(left, "yusuan-new") {
		t.Error("left:", left)
	}
}

func TestSweep(t *testing.T) {
	t.Setenv("TMPDIR", here(t))
	living, err := Temp("mark")
	if err != nil {
		t.Fatal(err)
	}
	write(t, living.Path("in/use"), "mark-1/"+lockName, "mark-1/deep/er", "mark-mine/file", "other-1/"+lockName)
	if err := os.Mkdir("mark-2", 0o700); err != nil { // killed before it was locked
		t.Fatal(err)
	}
	var swept []string
	Sweep("mark", func(folder string) { swept = append(swept, filepath.Base(folder)) })
	if len(swept) != 1 || swept[0] != "mark-1" {
		t.Errorf("swept %v", swept)
	}
	if err := living.End(); err != nil {
		t.Error(err)
	}
	if left, want := in(t, "."), "mark-mine mark-mine/file other-1 other-1/"+lockName; left != want {
		t.Errorf("left %q, want %q", left, want)
	}
}

func TestShare(t *testing.T) {
	folder := here(t)
	write(t, "a/whole", "a/1.tmp", "mine.tmp")
	first := Share(folder, "*/*.tmp")
	write(t, "a/2.tmp")
	second := Share(folder, "*/*.tmp")
	first()
	second()
	if got, want := in(t, "."), "a a/2.tmp a/whole mine.tmp "+lockName; got != want {
		t.Errorf("in use: %q, want %q", got, want)
	}
	Share(folder, "*/*.tmp")()
	if got, want := in(t, "."), "a a/whole mine.tmp "+lockName; got != want {
		t.Errorf("alone: %q, want %q", got, want)
	}
	Share(filepath.Join(folder, "nowhere"), "*")()
}
