package workspace

import (
	"context"
	"path/filepath"
)

// Latest is where the newest release of the workspace in a folder is found.
func Latest(folder string) string { return filepath.Join(folder, latestLink) }

// Files are the files that a document was read from, as far as they were there
// in the last run: itself, an archive, or what fetch brought home.
func (w *Workspace) Files(ctx context.Context, documentID string) (files []string, err error) {
	err = w.db.each(ctx, func(scan func(...any) error) error {
		var path string
		err := scan(&path)
		if path = filepath.FromSlash(path); !filepath.IsAbs(path) {
			path = filepath.Join(w.folder, path)
		}
		files = append(files, path)
		return err
	}, `select distinct source.path from source join file on file.path = source.path
		where document_id = ? and gone = '' order by source.path`, documentID)
	return files, err
}
