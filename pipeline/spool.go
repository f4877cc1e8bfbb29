package pipeline

import (
	"os"

	"github.com/yusuan/yusuan/internal/disk"
)

// spool keeps bytes in a temporary file until they are wanted again. The zero
// spool is empty and has no file.
type spool struct {
	work *disk.Work
	file *os.File
	end  int64
}

// extent is where something stands in the file.
type extent struct {
	offset int64
	size   int
}

// spoolFolder is how the folders of such files are called among temporary ones.
const spoolFolder = "yusuan-reports"

func (s *spool) open() (err error) {
	disk.Sweep(spoolFolder, nil)
	if s.work, err = disk.Temp(spoolFolder); err != nil {
		return err
	}
	s.file, err = os.Create(s.work.Path("rows"))
	return err
}

func (s *spool) put(b []byte) (extent, error) {
	if s.file == nil {
		if err := s.open(); err != nil {
			return extent{}, err
		}
	}
	at := extent{s.end, len(b)}
	_, err := s.file.WriteAt(b, s.end)
	s.end += int64(len(b))
	return at, err
}

func (s *spool) get(at extent) ([]byte, error) {
	b := make([]byte, at.size)
	_, err := s.file.ReadAt(b, at.offset)
	return b, err
}

// close removes the file; it does nothing the second time.
func (s *spool) close() error {
	if s.work == nil {
		return nil
	}
	work := s.work
	s.work = nil
	if s.file != nil {
		_ = s.file.Close() // it is thrown away
	}
	return work.End()
}
