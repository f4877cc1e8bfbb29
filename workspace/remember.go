package workspace

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"

	"github.com/yusuan/yusuan/internal/disk"
	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/sinks"
)

// remembered is what the next release can take from one, instead of making it
// again. It saves time, and nothing else: what follows from it follows from the
// results as well. Documents come one after the other, as they stood in the
// release: there may be more of them than memory has room for.
type remembered struct {
	head
	file *os.File // nil if nothing is remembered
	z    *zstd.Decoder
	in   *gob.Decoder
	next *sinks.Taken // of those that were not asked for; nil at the end
	late map[string]*sinks.Taken
}

// head is what is remembered beside the documents.
type head struct {
	Release string
	Groups  map[string]string
	Held    pipeline.Held
	Late    []*sinks.Taken // that were written after some with a later place
}

// rememberedFile has what is remembered of the newest release: a head and
// documents, each a sequence of gob, and together one of zstd.
const rememberedFile = "latest.rows"

// remembered is what can be taken from a release, which a sink replaces; nothing
// if that is not known, or the release is not as it was written.
func (w *Workspace) remembered(ctx context.Context, release string, sink *sinks.Parquet) (*remembered, error) {
	m := &remembered{}
	f, err := os.Open(filepath.Join(w.folder, rememberedFile))
	if release == "" || errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return nil, err
	}
	known := m.open(f) == nil && m.Release == release // else of another program, or of another release
	if known {
		known, err = sink.Intact(ctx)
	}
	if err != nil || !known {
		return &remembered{}, errors.Join(err, m.close())
	}
	return m, nil
}

// open begins to read; an error means that the file is not as it was written.
func (m *remembered) open(f *os.File) (err error) {
	m.file = f
	if m.z, err = zstd.NewReader(f, zstd.WithDecoderConcurrency(1)); err != nil {
		return err
	}
	// Its checksum is looked at before anything of it is used.
	if _, err := io.Copy(io.Discard, m.z); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := m.z.Reset(f); err != nil {
		return err
	}
	plain := bufio.NewReader(m.z) // one for both, which read no more than they need
	if err := gob.NewDecoder(plain).Decode(&m.head); err != nil {
		return err
	}
	m.late = make(map[string]*sinks.Taken, len(m.Late))
	for _, t := range m.Late {
		m.late[t.Basis.Key] = t
	}
	m.Late = nil
	m.in = gob.NewDecoder(plain)
	m.read()
	return nil
}

// read goes to the next document. Those that another program took down otherwise
// are as good as none.
func (m *remembered) read() {
	m.next = &sinks.Taken{}
	if m.in.Decode(m.next) != nil {
		m.next = nil
	}
}

// take is the document of a key, which has to be asked for in the order of
// places; nil if there is none.
func (m *remembered) take(place, key string) (t *sinks.Taken) {
	for m.next != nil && m.next.Basis.Place < place {
		m.read()
	}
	if key == "" {
		return nil
	}
	if t = m.late[key]; t != nil {
		delete(m.late, key)
	} else if m.next != nil && m.next.Basis.Key == key {
		t = m.next
		m.read()
	}
	return t
}

// close ends reading; it does nothing the second time, or where nothing is remembered.
func (m *remembered) close() error {
	if m.file == nil {
		return nil
	}
	if m.z != nil {
		m.z.Close()
	}
	err := m.file.Close()
	m.file = nil
	return err
}

// remembering takes down what the next release can take from one that is made.
type remembering struct {
	head
	work *disk.Work
	file *os.File // of documents
	z    *zstd.Encoder
	out  *gob.Encoder
	last string // place
}

// remember begins to take down.
func (w *Workspace) remember() (m *remembering, err error) {
	m = &remembering{}
	if m.work, err = disk.Start(filepath.Join(w.folder, rememberedFile)); err != nil {
		return nil, err
	}
	err = os.Mkdir(m.work.Fresh(), 0o777)
	if err == nil {
		m.file, err = os.Create(filepath.Join(m.work.Fresh(), "documents"))
	}
	if err == nil {
		m.z, err = packer(m.file)
	}
	if err != nil {
		return nil, errors.Join(err, m.end())
	}
	m.out = gob.NewEncoder(m.z)
	return m, nil
}

func packer(to io.Writer) (*zstd.Encoder, error) {
	return zstd.NewWriter(to, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
}

// add takes a document down. Those without content have next to no rows.
func (m *remembering) add(t *sinks.Taken) error {
	if t.Basis.Key == "" {
		return nil
	}
	if t.Basis.Place < m.last { // it waited for another
		m.Late = append(m.Late, t)
		return nil
	}
	m.last = t.Basis.Place
	return m.out.Encode(t)
}

// store has it in its place.
func (m *remembering) store(w *Workspace) error {
	if err := m.z.Close(); err != nil {
		return err
	}
	if _, err := m.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	all, err := os.Create(filepath.Join(m.work.Fresh(), "all"))
	if err != nil {
		return err
	}
	z, err := packer(all)
	if err == nil {
		err = errors.Join(gob.NewEncoder(z).Encode(m.head), z.Close())
	}
	if err == nil {
		_, err = io.Copy(all, m.file)
	}
	if err == nil {
		err = all.Sync()
	}
	if err := errors.Join(err, all.Close()); err != nil {
		return err
	}
	return os.Rename(all.Name(), filepath.Join(w.folder, rememberedFile))
}

// end removes what was not stored.
func (m *remembering) end() error {
	var err error
	if m.file != nil {
		err = m.file.Close()
	}
	return errors.Join(err, m.work.End())
}

// forgetRows removes what is remembered.
func (w *Workspace) forgetRows() error {
	err := os.Remove(filepath.Join(w.folder, rememberedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// key tells what the rows of a source follow from; empty for one whose rows are
// made anew in every release, as there are next to none.
func (p *plan) key(s *planned) string {
	if s.result == nil {
		return ""
	}
	sum := sha256.New()
	from, err := json.Marshal(s.from)
	if err != nil {
		panic(err) // it was read from JSON
	}
	fmt.Fprintf(sum, "%s %s %q %q %s %s %s", sinks.Form(), p.fingerprint, s.name, s.raw, from, s.documentID,
		s.result.sha256)
	return hex.EncodeToString(sum.Sum(nil)[:keyBytes])
}

// place is where a source stands among the others; a name that is not there any
// more may stand elsewhere than it sorts.
func (s *planned) place() string {
	return fmt.Sprintf("%s\x00\x00%s\x00%08d", pipeline.Order(s.file), s.path, s.position)
}

// keyBytes of SHA-256 tell the rows of a workspace apart.
const keyBytes = 16

// published gives the published rows of a document of a plan.
func (p *plan) published(w *Workspace, r *Reading) func(context.Context, string) (*schema.Published, error) {
	var first map[string]*planned
	return func(ctx context.Context, documentID string) (*schema.Published, error) {
		if first == nil {
			first = map[string]*planned{}
			for i := range p.sources {
				if s := &p.sources[i]; s.first {
					first[s.documentID] = s
				}
			}
		}
		s := first[documentID]
		if s == nil {
			return nil, fmt.Errorf("no document %s in the release", documentID)
		}
		record, err := w.record(ctx, p, s, r.Words)
		if err != nil {
			return nil, err
		}
		return schema.PublishedOf(record), nil
	}
}
