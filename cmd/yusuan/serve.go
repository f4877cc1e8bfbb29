package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract"
	"github.com/yusuan/yusuan/extract/sandbox"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/pipeline"
	"github.com/yusuan/yusuan/present/terminal"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/serve"
	"github.com/yusuan/yusuan/sinks"
	"github.com/yusuan/yusuan/triage"
	"github.com/yusuan/yusuan/workspace"
)

// showing are the flags of verbs that show a dataset.
type showing struct {
	cache, originals, triage string
	wrote                    func(name string) // told of each file of a site; nil: nobody
}

func (f *showing) bind(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.cache, "cache", "",
		"`folder` that keeps the index (default yusuan in the user's cache folder)")
	cmd.Flags().StringVar(&f.originals, "originals", "", "`folder` of the published files, for pictures of their pages "+
		"(default: those of the workspace)")
	cmd.Flags().StringVar(&f.triage, "triage", "", "`file` that keeps what people decide of findings (default "+
		triageFile+" in the workspace)")
}

// triageFile is where a workspace keeps decisions.
const triageFile = "triage.json"

// open opens the dataset in a folder, or the newest of the workspace there; done
// has to be called. What is served has the pictures and decisions of the workspace
// unasked, what is written for others has not.
func (f *showing) open(cmd *cobra.Command, folder string, served bool) (site *serve.Site, done func(), err error) {
	cache := sandbox.Dir(f.cache)
	if cache == "" {
		return nil, nil, usageError{errors.New("--cache is missing: this user has no cache folder")}
	}
	o := serve.Options{Cache: filepath.Join(cache, "serve"), Version: version, Region: normalize.Builtin().RegionName,
		Name: filepath.Base(filepath.Clean(folder)), Wrote: f.wrote,
		Say: func(what string) {
			fmt.Fprintln(cmd.ErrOrStderr(), messageIn(languageOf(cmd, english), "index: "+what))
		}}
	dataset, decisions := folder, f.triage
	files := &originals{folder: f.originals, files: map[string]string{}}
	if _, err := sinks.ReadManifest(folder); err != nil && workspace.Begun(folder) {
		dataset, files.workspace = workspace.Latest(folder), folder
		if decisions == "" && served {
			decisions = filepath.Join(folder, triageFile)
		}
	}
	if decisions != "" {
		if o.Triage, err = triage.Open(decisions); err != nil {
			return nil, nil, err
		}
	}
	done = func() {}
	if f.originals != "" || files.workspace != "" && served {
		if err := files.find(cmd.Context()); err != nil {
			return nil, nil, err
		}
		if files.reader, err = extract.New(extract.Options{Workers: 1}); err != nil {
			return nil, nil, err
		}
		done = func() { files.reader.Close() }
		o.Draw, o.Original = files.draw, files.bytes
	}
	site, err = serve.Open(cmd.Context(), dataset, o)
	if err != nil {
		done()
		return nil, nil, datasetError(err, dataset)
	}
	close := done
	return site, func() { _ = site.Close(); close() }, nil
}

// originals are published files: those below a folder by their SHA-256, else
// those of a workspace.
type originals struct {
	folder, workspace string // each empty for none
	files             map[string]string
	reader            *extract.Reader
}

// mostOriginal is the largest file that is looked at, in bytes.
const mostOriginal = 1 << 30

// find looks for the files below the folder.
func (o *originals) find(ctx context.Context) error {
	if o.folder == "" {
		return nil
	}
	return filepath.WalkDir(o.folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() && info.Size() <= mostOriginal {
			if data, err := os.ReadFile(path); err == nil {
				o.files[document.Digest(data)] = path
			} else {
				slog.Warn("a published file cannot be read", "file", path, "error", err)
			}
		}
		return nil
	})
}

// candidates are the files that a document may be had from.
func (o *originals) candidates(ctx context.Context, d *schema.DocumentRow) ([]string, error) {
	if path, ok := o.files[d.DocumentID]; ok {
		return []string{path}, nil
	}
	file, _, member := strings.Cut(d.Source, "!")
	if o.folder != "" && member && filepath.IsLocal(filepath.FromSlash(file)) {
		return []string{filepath.Join(o.folder, filepath.FromSlash(file))}, nil
	}
	if o.folder != "" || o.workspace == "" {
		return nil, nil
	}
	w, err := workspace.OpenToRead(ctx, o.workspace)
	if err != nil {
		return nil, err
	}
	paths, err := w.Files(ctx, d.DocumentID)
	return paths, errors.Join(err, w.Close())
}

// draw draws pages of a published file, or of the member of an archive.
func (o *originals) draw(ctx context.Context, d *schema.DocumentRow, dpi float64, regions []document.Region,
	each func(int, image.Image) error) error {
	in, err := o.input(ctx, d)
	if err != nil {
		return err
	}
	return o.reader.Render(ctx, in, dpi, regions, each)
}

// bytes are those of a published file, or of the member of an archive.
func (o *originals) bytes(ctx context.Context, d *schema.DocumentRow) ([]byte, error) {
	in, err := o.input(ctx, d)
	return in.Data, err
}

// input is a published file, or the member of an archive, with the SHA-256 of
// the document.
func (o *originals) input(ctx context.Context, d *schema.DocumentRow) (extract.Input, error) {
	paths, err := o.candidates(ctx, d)
	if err != nil {
		return extract.Input{}, err
	}
	for _, path := range paths {
		if info, err := os.Stat(path); err != nil || info.Size() > mostOriginal {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		for in := range o.reader.Expand(ctx, pipeline.Input(path, data, nil)) {
			if in.Err == nil && document.Digest(in.Data) == d.DocumentID {
				return in, nil
			}
		}
	}
	return extract.Input{}, serve.ErrNoOriginal
}

// tokenVariable is the form of --token-file for services.
const tokenVariable = "YUSUAN_TOKEN"

// token is what a reader has to show to decide; empty for none.
func token(file string) (string, error) {
	if file == "" {
		return os.Getenv(tokenVariable), nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("--token-file: %w", err)
	}
	line, _, _ := strings.Cut(string(data), "\n")
	if line = strings.TrimSpace(line); line == "" {
		return "", usageError{fmt.Errorf("--token-file %s: its first line is empty", file)}
	}
	return line, nil
}

func newServe() *cobra.Command {
	var f showing
	var address, tokenFile string
	cmd := &cobra.Command{
		Use:   "serve DATASET|WORKSPACE",
		Short: "Show a dataset in a browser",
		Long: `Serve shows a dataset as pages to browse: what does not agree and how much money
it is about, with filters and search; organizations over the years; documents
with their findings and tables as printed; projects and targets. Every page has
its data as CSV and JSON. Pages have no script and load nothing from elsewhere.

The first start makes an index, which is kept in the cache folder; when the
dataset changed, only files that are new are read. Of a workspace the newest
release is shown, with pictures of the pages of published PDF files, a box
around each cell. A dataset has no files: --originals names their folder; they
are matched by their SHA-256, members of archives by the name of the archive
below the folder as well. Names and phone numbers of contacts are painted over.

With --triage, and of a workspace, readers confirm and dismiss findings and note
why. That is kept in a file of its own, is carried over to later runs and to
corrected versions of a report, and taken by check --triage and export --triage.

Only this machine is served, unless --listen names another address: then nobody
can decide but who opens the address with ?token= and what is in --token-file
(or the variable YUSUAN_TOKEN). There is no password to read. Ctrl-C ends it.
` + plainExitHelp,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			access := serve.Access{}
			var err error
			if access.Token, err = token(tokenFile); err != nil {
				return err
			}
			site, done, err := f.open(cmd, args[0], true)
			if err != nil {
				return err
			}
			defer done()
			listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
			if err != nil {
				return err
			}
			at := listener.Addr().(*net.TCPAddr)
			access.Loopback = at.IP.IsLoopback()
			server := &http.Server{Handler: site.Handler(access), ReadHeaderTimeout: 10 * time.Second,
				WriteTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
			context.AfterFunc(ctx, func() { _ = server.Close() })
			if _, err := fmt.Fprintf(cmd.OutOrStdout(), "http://%s/\n", at); err != nil {
				return err
			}
			if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&address, "listen", "127.0.0.1:8321", "`address` to listen at; port 0 takes any that is free")
	cmd.Flags().StringVar(&tokenFile, "token-file", "",
		"`file` whose first line a reader has to know to decide of findings")
	f.bind(cmd)
	return cmd
}

func newSite() *cobra.Command {
	var f showing
	var output string
	var most int
	cmd := &cobra.Command{
		Use:   "site DATASET|WORKSPACE -o FOLDER",
		Short: "Write the pages of serve as files for any web host",
		Long: `Site writes the pages that serve shows as files: the same pages, with lists
instead of filters and search, which need a server. Published files are not
among them, and pictures of their pages only with --originals.
` + plainExitHelp,
		Example: `  yusuan ingest reports/ -o dataset && yusuan site dataset -o site`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if output == "" {
				return usageError{errors.New("site needs -o FOLDER, where to write the pages")}
			}
			step, end := progress(unknownSteps)
			f.wrote = step
			site, done, err := f.open(cmd, args[0], false)
			if err != nil {
				return err
			}
			defer done()
			n, err := site.Write(cmd.Context(), output, most)
			end()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(cmd.OutOrStdout(), terminal.Count(languageOf(cmd, english), n, "file"))
			return err
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "`folder` to write")
	cmd.Flags().IntVar(&most, "max-documents", 5000, "most documents; more are refused")
	f.bind(cmd)
	return cmd
}
