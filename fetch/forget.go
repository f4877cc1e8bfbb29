package fetch

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
	"github.com/klauspost/compress/gzip"

	"github.com/yusuan/yusuan/internal/disk"
)

// errForgotten is what a server sent and nobody may keep.
var errForgotten = declined("it was taken down (yusuan forget)")

// Forget takes what was fetched of a document, by its SHA-256, out of the
// archive: the replies that brought it and what is said of them. It is not kept
// again. The addresses by file are those whose replies are not there any more;
// ErrBusy where a fetch is at work. Nothing happens where nothing was fetched.
func Forget(ctx context.Context, workspace, digest string) (removed map[string][]string, err error) {
	path := filepath.Join(workspace, memoryFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	unlock, err := lock(workspace)
	if err != nil {
		return nil, err
	}
	defer unlock()
	memory, err := openMemory(ctx, path)
	if err != nil {
		return nil, err
	}
	defer memory.close()
	a := &archive{folder: filepath.Join(workspace, WARCFolder)}
	if err := a.recover(func(file string) (int64, error) { return memory.end(ctx, file) }); err != nil {
		return nil, err
	}
	// The replies are remembered until the files are without them: what is killed
	// in between is done by the next.
	replies, err := memory.forget(ctx, digest)
	if err != nil {
		return nil, err
	}
	removed = map[string][]string{}
	for file, addresses := range replies {
		if err := without(filepath.Join(a.folder, file), addresses); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, address := range addresses {
			removed[file] = append(removed[file], address)
		}
	}
	return removed, memory.forgot(ctx, digest)
}

// lock keeps other runs out until unlock is called.
func lock(workspace string) (unlock func(), err error) {
	l := flock.New(filepath.Join(workspace, lockFile))
	if ok, err := l.TryLock(); err != nil || !ok {
		return nil, errors.Join(fmt.Errorf("%s: %w", workspace, ErrBusy), err)
	}
	return func() { _ = l.Unlock() }, nil // it ends with the process at the latest
}

// without takes records, by their IDs, and those that say something of them out
// of a WARC file in which each record is packed by itself.
func without(path string, ids map[string]string) error {
	stay, all, err := others(path, ids)
	if errors.Is(err, fs.ErrNotExist) || err == nil && all {
		return nil // somebody removed it, or it was done before
	}
	if err != nil {
		return err
	}
	return disk.WriteFile(path, func(w io.Writer) error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		for _, s := range stay {
			if err == nil {
				_, err = io.Copy(w, io.NewSectionReader(f, s[0], s[1]-s[0]))
			}
		}
		return errors.Join(err, f.Close()) // before it is replaced
	})
}

// others are where the records of a WARC file that are not of ids begin and end,
// and whether these are all.
func others(path string, ids map[string]string) (stay [][2]int64, all bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	all = true
	err = eachRecord(f, func(head textproto.MIMEHeader, start, end int64) {
		for _, field := range []string{"WARC-Record-ID", "WARC-Concurrent-To"} {
			if _, is := ids[bare(head.Get(field))]; is {
				all = false
				return
			}
		}
		stay = append(stay, [2]int64{start, end})
	})
	return stay, all, err
}

// bare takes the brackets off an identifier.
func bare(id string) string { return strings.TrimSuffix(strings.TrimPrefix(id, "<"), ">") }

// eachRecord calls each with the head of every record of a WARC file, and where it
// begins and ends as it is packed.
func eachRecord(f io.Reader, each func(head textproto.MIMEHeader, start, end int64)) error {
	at := &counting{r: bufio.NewReader(f)}
	z := new(gzip.Reader)
	for {
		start := at.n
		err := z.Reset(at)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		z.Multistream(false)
		in := bufio.NewReader(z)
		lines := textproto.NewReader(in)
		if _, err := lines.ReadLine(); err != nil { // WARC/1.1
			return err
		}
		head, err := lines.ReadMIMEHeader()
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, in); err != nil {
			return err
		}
		each(head, start, at.n)
	}
}

// counting counts what was taken of a reader, by the byte: gzip reads no further
// than its end.
type counting struct {
	r *bufio.Reader
	n int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func (c *counting) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}

// forget remembers that a document is not to be kept, and gives the records of
// the replies that brought it, each with its address, by file.
func (m *memory) forget(ctx context.Context, digest string) (map[string]map[string]string, error) {
	_, err := m.db.ExecContext(ctx, "insert into forgotten values(?) on conflict do nothing", digest)
	if err != nil {
		return nil, err
	}
	rows, err := m.db.QueryContext(ctx, "select file, record, address from reply where digest = ?", digest)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err tells
	all := map[string]map[string]string{}
	for rows.Next() {
		var file, record, address string
		if err := rows.Scan(&file, &record, &address); err != nil {
			return nil, err
		}
		if all[file] == nil {
			all[file] = map[string]string{}
		}
		all[file][bare(record)] = address
	}
	return all, rows.Err()
}

// forgot drops the replies that brought a document, once they are gone.
func (m *memory) forgot(ctx context.Context, digest string) error {
	_, err := m.db.ExecContext(ctx, "delete from reply where digest = ?", digest)
	return err
}

// isForgotten reports whether a document is not to be kept.
func (m *memory) isForgotten(ctx context.Context, digest string) (is bool, err error) {
	return is, m.db.QueryRowContext(ctx, "select exists(select 1 from forgotten where digest = ?)", digest).Scan(&is)
}
