package workspace

import (
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
// results as well.
type remembered struct {
	Release   string
	Documents []*sinks.Taken
	Groups    map[string]string
	Held      pipeline.Held
}

// rememberedFile has what is remembered of the newest release.
const rememberedFile = "latest.rows"

// add remembers a document. Those without content have next to no rows.
func (m *remembered) add(t *sinks.Taken) error {
	if t.Basis.Key != "" {
		m.Documents = append(m.Documents, t)
	}
	return nil
}

func (m *remembered) byKey() map[string]*sinks.Taken {
	all := make(map[string]*sinks.Taken, len(m.Documents))
	for _, t := range m.Documents {
		all[t.Basis.Key] = t
	}
	return all
}

// remember stores what the next release can take.
func (w *Workspace) remember(m *remembered) error {
	return disk.WriteFile(filepath.Join(w.folder, rememberedFile), func(to io.Writer) error {
		z, err := zstd.NewWriter(to, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
		if err != nil {
			return err
		}
		return errors.Join(gob.NewEncoder(z).Encode(m), z.Close())
	})
}

// remembered is what can be taken from a release, which a sink replaces; nothing
// if that is not known, or the release is not as it was written.
func (w *Workspace) remembered(ctx context.Context, release string, sink *sinks.Parquet) (*remembered, error) {
	none := &remembered{}
	f, err := os.Open(filepath.Join(w.folder, rememberedFile))
	if release == "" || errors.Is(err, fs.ErrNotExist) {
		return none, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := zstd.NewReader(f, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	m := &remembered{}
	if gob.NewDecoder(z).Decode(m) != nil || m.Release != release {
		return none, nil // of another program, or of another release
	}
	intact, err := sink.Intact(ctx)
	if err != nil || !intact {
		return none, err
	}
	return m, nil
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
