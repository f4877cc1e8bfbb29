// Package convert turns old office formats into new ones with LibreOffice,
// where that is installed.
//
// It knows how to run the program: in a folder and with a profile of its own,
// without macros, within a deadline, and ended together with all it started.
// It knows nothing of the formats.
package convert

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/program"
	"github.com/yusuan/yusuan/internal/disk"
)

// programs are the names LibreOffice goes by.
var programs = []string{"soffice", "libreoffice"}

// folderName begins the names of the folders LibreOffice works in.
const folderName = "yusuan-office"

// Sweep removes what processes that are dead left behind, and ends the
// LibreOffice that still runs there.
func Sweep() { disk.Sweep(folderName, endIn) }

// Office converts a file to another format, named by the extension it goes
// by: xlsx, docx. Errors wrap document.ErrNeedsTool if LibreOffice is not
// installed, ErrDamaged if it cannot read the file, ErrTooLarge if the result
// exceeds limit bytes, or are ctx's own.
func Office(ctx context.Context, data []byte, to string, limit int64) ([]byte, error) {
	office, err := find()
	if err != nil {
		return nil, err
	}
	work, err := disk.Temp(folderName)
	if err != nil {
		return nil, err
	}
	defer work.End()
	// No extension: LibreOffice, too, is to decide by the content.
	dir, in, out := work.Path(""), work.Path("input"), work.Path("out")
	if err := os.WriteFile(in, data, 0o600); err != nil {
		return nil, err
	}
	profile := url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(dir, "profile"))}
	cmd := exec.CommandContext(ctx, office,
		"-env:UserInstallation="+profile.String(),
		"--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard",
		"--convert-to", to, "--outdir", out, in)
	cmd.Env = append(os.Environ(), "HOME="+dir, "TMPDIR="+dir, "SAL_USE_VCLPLUGIN=svp")
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	err = program.Run(ctx, cmd)
	if ctx.Err() != nil {
		return nil, err
	}
	result := filepath.Join(out, "input."+to)
	info, statErr := os.Stat(result)
	switch {
	case errors.Is(statErr, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: LibreOffice could not read it (%s)", document.ErrDamaged, reason(err, said.Bytes()))
	case statErr != nil:
		return nil, statErr
	case info.Size() > limit:
		return nil, fmt.Errorf("%w: %d bytes after conversion", document.ErrTooLarge, info.Size())
	}
	return os.ReadFile(result)
}

func find() (string, error) {
	for _, p := range programs {
		if path, err := exec.LookPath(p); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%w: LibreOffice (soffice) converts it", document.ErrNeedsTool)
}

// reason is the last thing the program said, or how it ended.
func reason(err error, said []byte) string {
	lines := bytes.Split(bytes.TrimSpace(said), []byte("\n"))
	if last := bytes.TrimSpace(lines[len(lines)-1]); len(last) > 0 {
		return string(last)
	}
	if err != nil {
		return err.Error()
	}
	return "no result"
}
