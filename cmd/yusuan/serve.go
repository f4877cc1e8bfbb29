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
)

// showing are the flags of verbs that show a dataset.
type showing struct {
	cache, originals string
	wrote            func(name string) // told of each file of a site; nil: nobody
}

func (f *showing) bind(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.cache, "cache", "",
		"`folder` that keeps the index (default yusuan in the user's cache folder)")
	cmd.Flags().StringVar(&f.originals, "originals", "", "`folder` of the published files, for pictures of their pages")
}

// open opens the dataset; done has to be called.
func (f *showing) open(cmd *cobra.Command, folder string) (site *serve.Site, done func(), err error) {
	cache := sandbox.Dir(f.cache)
	if cache == "" {
		return nil, nil, usageError{errors.New("--cache is missing: this user has no cache folder")}
	}
	o := serve.Options{Cache: filepath.Join(cache, "serve"), Version: version, Region: normalize.Builtin().RegionName,
		Wrote: f.wrote,
		Say:   func(what string) { fmt.Fprintln(cmd.ErrOrStderr(), "index:", what) }}
	done = func() {}
	if f.originals != "" {
		files, err := originalsIn(cmd.Context(), f.originals)
		if err != nil {
			return nil, nil, err
		}
		if files.reader, err = extract.New(extract.Options{Workers: 1}); err != nil {
			return nil, nil, err
		}
		done = func() { files.reader.Close() }
		o.Draw = files.draw
	}
	site, err = serve.Open(cmd.Context(), folder, o)
	if err != nil {
		done()
		return nil, nil, datasetError(err, folder)
	}
	close := done
	return site, func() { _ = site.Close(); close() }, nil
}

// originals are published files by their SHA-256.
type originals struct {
	folder string
	files  map[string]string
	reader *extract.Reader
}

// mostOriginal is the largest file that is looked at, in bytes.
const mostOriginal = 1 << 30

// originalsIn finds the files below a folder.
func originalsIn(ctx context.Context, folder string) (*originals, error) {
	o := &originals{folder: folder, files: map[string]string{}}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
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
	return o, err
}

// draw draws pages of a published file, or of the member of an archive.
func (o *originals) draw(ctx context.Context, d *schema.DocumentRow, dpi float64, regions []document.Region,
	each func(int, image.Image) error) error {
	path, ok := o.files[d.DocumentID]
	if !ok {
		file, _, member := strings.Cut(d.Source, "!")
		if path = filepath.Join(o.folder, filepath.FromSlash(file)); !member || !filepath.IsLocal(filepath.FromSlash(file)) {
			return serve.ErrNoOriginal
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("%w: %w", serve.ErrNoOriginal, err)
	}
	for in := range o.reader.Expand(ctx, pipeline.Input(path, data, nil)) {
		if in.Err == nil && document.Digest(in.Data) == d.DocumentID {
			return o.reader.Render(ctx, in, dpi, regions, each)
		}
	}
	return serve.ErrNoOriginal
}

func newServe() *cobra.Command {
	var f showing
	var address string
	cmd := &cobra.Command{
		Use:   "serve DATASET",
		Short: "Show a dataset in a browser",
		Long: `Serve shows a dataset as pages to browse: what does not agree and how much money
it is about, with filters and search; organizations over the years; documents
with their findings and tables as printed; projects and targets. Every page has
its data as CSV and JSON. Pages have no script and load nothing from elsewhere.

The first start makes an index, which is kept in the cache folder; when the
dataset changed, only files that are new are read. With --originals pages of
published PDF files are shown with a box around each cell; files are matched by
their SHA-256, members of archives by the name of the archive below the folder
as well. Names and phone numbers of contacts are painted over.

Only this machine is served, unless --listen names another address; there is no
password. Ctrl-C ends it.
` + plainExitHelp,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			site, done, err := f.open(cmd, args[0])
			if err != nil {
				return err
			}
			defer done()
			listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
			if err != nil {
				return err
			}
			at := listener.Addr().(*net.TCPAddr)
			server := &http.Server{Handler: site.Handler(at.IP.IsLoopback()), ReadHeaderTimeout: 10 * time.Second,
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
	f.bind(cmd)
	return cmd
}

func newSite() *cobra.Command {
	var f showing
	var output string
	var most int
	cmd := &cobra.Command{
		Use:   "site DATASET -o FOLDER",
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
			site, done, err := f.open(cmd, args[0])
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
