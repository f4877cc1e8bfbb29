package sinks

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/yusuan/yusuan/schema"
)

const (
	// openParts files of a partitioned dataset are open at a time. Documents of
	// one province and year mostly come together; where they do not, a folder
	// gets several parts.
	openParts = 16
	// heldRows are the most rows of a partitioned dataset that wait for their
	// row group to be full, all open files together.
	heldRows = rowGroup + rowGroup/2
	// nowhere is what readers of such folders take for null.
	nowhere = "__HIVE_DEFAULT_PARTITION__"
)

// partitions writes a dataset as folders of files. What it needs of memory
// does not grow with the number of folders: the fullest file writes its row
// group early when too many rows wait, and the file that got none for the
// longest time is finished when too many are open. Which ones follows from the
// order of the rows alone, so that the bytes are the same in every run.
type partitions[T any] struct {
	dataset      *typed[T]
	dir, version string
	open         map[string]*typedFile[T] // by folder
	order        []string                 // the folders of open; the last got rows last
	next         map[string]int           // number of a folder's next part
	done         []part
}

// partitionColumns name the folders, outermost first. The columns stand in the
// files as well, so that each file is complete by itself.
var partitionColumns = []string{"fiscal_year", "province"}

// folder is the partition a document's rows stand in.
func folder(r *schema.Record) string {
	text := func(n *int32) string {
		if n == nil {
			return nowhere
		}
		return fmt.Sprint(*n)
	}
	return partitionColumns[0] + "=" + text(year(r)) + "/" + partitionColumns[1] + "=" + text(province(r))
}

func (p *partitions[T]) write(r *schema.Record) error {
	rows := p.dataset.rows(r)
	if len(rows) == 0 {
		return nil
	}
	f, err := p.file(folder(r))
	if err == nil {
		err = f.add(rows)
	}
	if err == nil {
		err = p.relieve()
	}
	if err != nil {
		return fmt.Errorf("%s: %s: %w", p.dataset.title, r.Source, err)
	}
	return nil
}

// file is the open file of a folder, now the last in the order.
func (p *partitions[T]) file(folder string) (*typedFile[T], error) {
	if i := slices.Index(p.order, folder); i >= 0 {
		p.order = append(slices.Delete(p.order, i, i+1), folder)
		return p.open[folder], nil
	}
	if len(p.order) == openParts {
		if err := p.finish(p.order[0]); err != nil {
			return nil, err
		}
	}
	name := path.Join(p.dataset.title, folder, fmt.Sprintf("part-%05d.parquet", p.next[folder]))
	if err := os.MkdirAll(filepath.Join(p.dir, filepath.FromSlash(path.Dir(name))), 0o777); err != nil {
		return nil, err
	}
	f, err := p.dataset.open(p.dir, name, p.version)
	if err != nil {
		return nil, err
	}
	p.next[folder]++
	p.open[folder] = f
	p.order = append(p.order, folder)
	return f, nil
}

func (p *partitions[T]) relieve() error {
	held, fullest := 0, p.open[p.order[0]]
	for _, folder := range p.order {
		f := p.open[folder]
		held += f.held
		if f.held > fullest.held {
			fullest = f
		}
	}
	if held <= heldRows {
		return nil
	}
	return fullest.flush()
}

// finish closes the file of a folder.
func (p *partitions[T]) finish(folder string) error {
	f := p.open[folder]
	delete(p.open, folder)
	i := slices.Index(p.order, folder)
	p.order = slices.Delete(p.order, i, i+1)
	parts, err := f.close()
	p.done = append(p.done, parts...)
	return err
}

// close finishes all files. A dataset without rows is one file without rows,
// so that its columns can be asked for.
func (p *partitions[T]) close() ([]part, error) {
	if len(p.next) == 0 {
		if _, err := p.file(folder(&schema.Record{})); err != nil {
			return nil, err
		}
	}
	for len(p.order) > 0 {
		if err := p.finish(p.order[0]); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(p.done, func(a, b part) int { return strings.Compare(a.path, b.path) })
	return p.done, nil
}

func (p *partitions[T]) discard() {
	for _, folder := range p.order {
		p.open[folder].discard()
	}
}
