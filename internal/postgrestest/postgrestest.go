// Package postgrestest starts a PostgreSQL server for a test, where Debian's is
// installed. It knows nothing of what is kept in it.
package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// Server is one that runs until the test that started it ends.
type Server struct {
	folder  string
	command *exec.Cmd
	schemas int
}

// nobody runs a command as a user whom PostgreSQL takes: root is none.
var nobody = []string{"setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"}

// Start starts a server that listens on a socket of its own. Where there is none
// installed, or none can be started, the test is skipped.
func Start(t testing.TB) *Server {
	t.Helper()
	programs, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(programs) == 0 {
		t.Skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
	}
	bin := filepath.Dir(slices.Max(programs))
	// Not below TempDir of the test, which other users may not enter, and short
	// enough for the name of a socket.
	folder, err := os.MkdirTemp("", "pg")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	s := &Server{folder: folder}
	if os.Geteuid() == 0 {
		if err := errors.Join(os.Chmod(folder, 0o755), os.Chown(folder, 65534, 65534)); err != nil {
			t.Fatal(err)
		}
	}
	data := filepath.Join(folder, "data")
	made := s.as(filepath.Join(bin, "initdb"), "-D", data, "-U", "yusuan", "-A", "trust", "--no-sync", "-E", "UTF8")
	if out, err := made.CombinedOutput(); err != nil {
		t.Skipf("no PostgreSQL can be started here: %v\n%s", err, out)
	}
	s.Begin(t)
	t.Cleanup(func() { s.End(t) })
	return s
}

func (s *Server) as(args ...string) *exec.Cmd {
	if os.Geteuid() == 0 {
		args = slices.Concat(nobody, args)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = s.folder
	return cmd
}

// Begin starts the server, at first or after End.
func (s *Server) Begin(t testing.TB) {
	t.Helper()
	programs, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	s.command = s.as(slices.Max(programs), "-D", filepath.Join(s.folder, "data"), "-k", s.folder,
		"-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=40")
	log, err := os.Create(filepath.Join(s.folder, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	s.command.Stdout, s.command.Stderr = log, log
	if err := s.command.Start(); err != nil {
		t.Fatal(err)
	}
	for range 300 {
		if _, err = s.psql("select 1"); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("PostgreSQL does not answer: %v", err)
}

// End stops the server at once, as if it went away.
func (s *Server) End(t testing.TB) {
	t.Helper()
	if s.command == nil {
		return
	}
	if err := s.command.Process.Signal(os.Interrupt); err != nil {
		t.Error(err)
	}
	_ = s.command.Wait()
	s.command = nil
}

func (s *Server) psql(statement string) ([]byte, error) {
	ctx, end := context.WithTimeout(context.Background(), 10*time.Second)
	defer end()
	return exec.CommandContext(ctx, "psql", "-h", s.folder, "-U", "yusuan", "-d", "postgres", "-c", statement).
		CombinedOutput()
}

// Fresh is the connection string of a place in the server that holds nothing.
func (s *Server) Fresh(t testing.TB) string {
	t.Helper()
	s.schemas++
	if out, err := s.psql(fmt.Sprintf("create schema s%d", s.schemas)); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return fmt.Sprintf("host=%s user=yusuan dbname=postgres search_path=s%d", s.folder, s.schemas)
}
