package sinks

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

// Verify reads every file of the dataset in a folder, and says of each thing
// that is not as it was written what is wrong: a file that is missing or has
// other bytes, or one that is not the dataset's own.
func Verify(ctx context.Context, folder string) (m *Manifest, wrong []string, err error) {
	if m, err = ReadManifest(folder); err != nil {
		return nil, nil, err
	}
	if folder, err = filepath.EvalSymlinks(folder); err != nil { // WalkDir does not enter a link
		return nil, nil, err
	}
	prints := append([]Fingerprint{m.Views, m.Package}, m.Schemas...)
	for _, f := range m.Files {
		prints = append(prints, Fingerprint{f.File, f.Bytes, f.SHA256})
	}
	listed := map[string]bool{ManifestFile: true}
	for _, print := range prints {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		if print.SHA256 == "" { // of an older dataset
			continue
		}
		listed[print.File] = true
		switch same, err := print.of(filepath.Join(folder, filepath.FromSlash(print.File)), true); {
		case errors.Is(err, fs.ErrNotExist):
			wrong = append(wrong, print.File+" is missing")
		case err != nil:
			wrong = append(wrong, err.Error())
		case !same:
			wrong = append(wrong, print.File+" has other bytes than were written")
		}
	}
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return errors.Join(err, ctx.Err())
		}
		name, err := filepath.Rel(folder, path)
		if name = filepath.ToSlash(name); err == nil && !listed[name] && name != viewsFile && name != packageFile {
			wrong = append(wrong, fmt.Sprintf("%s is not the dataset's own", name))
		}
		return err
	})
	return m, wrong, err
}

// Digest is the name of a dataset by its content: what its manifest lists is
// what it is.
func Digest(folder string) (string, error) {
	digest, _, err := fingerprint(filepath.Join(folder, ManifestFile))
	return digest, err
}
