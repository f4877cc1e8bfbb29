// Package helper lets an engine run in a process of its own. Native libraries
// make a program depend on the machine's C library, and a fault in one ends
// the process it is in: so they stay out of ours.
//
// It knows processes and how to pass pages to them, and no engine.
package helper

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/ocr"
)

// request asks for lines to be read, or found if there are none.
type request struct {
	Page  image.Gray
	Find  bool
	Lines []image.Rectangle
}

type reply struct {
	Name  string // in the first reply, to nothing
	Found []image.Rectangle
	Lines []ocr.Line
	Error string
}

// Serve answers requests from in with an engine until there are no more. An
// error of opening it is told to the asking process.
func Serve(ctx context.Context, engine ocr.Engine, opened error, in io.Reader, out io.Writer) error {
	decoder, encoder := gob.NewDecoder(in), gob.NewEncoder(out)
	if opened != nil {
		return encoder.Encode(reply{Error: opened.Error()})
	}
	if err := encoder.Encode(reply{Name: engine.Name()}); err != nil {
		return err
	}
	for {
		var q request
		if err := decoder.Decode(&q); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		var r reply
		var err error
		if q.Find {
			r.Found, err = engine.Find(ctx, &q.Page)
		} else {
			r.Lines, err = engine.Read(ctx, &q.Page, q.Lines)
		}
		if err != nil {
			r.Error = err.Error()
		}
		if err := encoder.Encode(r); err != nil {
			return err
		}
	}
}

// Engine is an ocr.Engine of processes, as many as were needed at the same
// time.
type Engine struct {
	path string
	name string

	mu     sync.Mutex
	idle   []*process
	closed bool
}

// Open starts a program that calls Serve: one that stands beside this program
// or on the search path. The error wraps document.ErrNeedsTool if there is
// none, or if it lacks something.
func Open(program string) (*Engine, error) {
	path, err := locate(program)
	if err != nil {
		return nil, err
	}
	e := &Engine{path: path}
	p, err := start(path)
	if err != nil {
		return nil, err
	}
	e.name, e.idle = p.name, []*process{p}
	return e, nil
}

func locate(program string) (string, error) {
	if self, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(self), program)
		if info, err := os.Stat(beside); err == nil && !info.IsDir() {
			return beside, nil
		}
	}
	path, err := exec.LookPath(program)
	if err != nil {
		return "", fmt.Errorf("%w: %s, which is built from cmd/%s and belongs beside this program or on the search path",
			document.ErrNeedsTool, program, program)
	}
	return path, nil
}

// Name is that of the engine in the process.
func (e *Engine) Name() string { return e.name }

// Find asks a process.
func (e *Engine) Find(ctx context.Context, page *image.Gray) ([]image.Rectangle, error) {
	r, err := e.ask(ctx, &request{Page: *page, Find: true})
	return r.Found, err
}

// Read asks a process.
func (e *Engine) Read(ctx context.Context, page *image.Gray, lines []image.Rectangle) ([]ocr.Line, error) {
	r, err := e.ask(ctx, &request{Page: *page, Lines: lines})
	if err == nil && len(r.Lines) != len(lines) {
		err = fmt.Errorf("%s: %d lines of %d", e.path, len(r.Lines), len(lines))
	}
	return r.Lines, err
}

// Close ends the processes that are idle, and the others when they are.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	for _, p := range e.idle {
		p.end()
	}
	e.idle = nil
	return nil
}

// ask has one process answer. One that failed, or whose answer nobody waits
// for any more, is ended.
func (e *Engine) ask(ctx context.Context, q *request) (r reply, err error) {
	if err := ctx.Err(); err != nil {
		return r, err
	}
	e.mu.Lock()
	var p *process
	if n := len(e.idle); n > 0 {
		p, e.idle = e.idle[n-1], e.idle[:n-1]
	}
	e.mu.Unlock()
	if p == nil {
		if p, err = start(e.path); err != nil {
			return r, err
		}
	}
	stop := context.AfterFunc(ctx, p.kill)
	err = p.encoder.Encode(q)
	if err == nil {
		err = p.decoder.Decode(&r)
	}
	if !stop() {
		p.end()
		return reply{}, ctx.Err()
	}
	if err != nil {
		p.end()
		return reply{}, fmt.Errorf("%s: %w: %s", e.path, err, bytes.TrimSpace(p.said.Bytes()))
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		p.end()
	} else {
		e.idle = append(e.idle, p)
	}
	if r.Error != "" {
		return reply{}, fmt.Errorf("%s: %s", e.path, r.Error)
	}
	return r, nil
}

type process struct {
	name    string
	cmd     *exec.Cmd
	in      io.Closer
	encoder *gob.Encoder
	decoder *gob.Decoder
	said    bytes.Buffer
}

func start(path string) (*process, error) {
	p := &process{cmd: exec.Command(path)}
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.cmd.Stderr = &p.said
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("%w: %w", document.ErrNeedsTool, err)
	}
	p.in, p.encoder, p.decoder = in, gob.NewEncoder(in), gob.NewDecoder(out)
	var hello reply
	if err := p.decoder.Decode(&hello); err != nil {
		p.end()
		return nil, fmt.Errorf("%w: %s does not start: %w: %s", document.ErrNeedsTool, path, err,
			bytes.TrimSpace(p.said.Bytes()))
	}
	if hello.Error != "" {
		p.end()
		return nil, fmt.Errorf("%w: %s: %s", document.ErrNeedsTool, path, hello.Error)
	}
	p.name = hello.Name
	return p, nil
}

func (p *process) kill() { _ = p.cmd.Process.Kill() }

// end closes what the process reads from, kills it, and waits: it keeps
// nothing that could be lost.
func (p *process) end() {
	_ = p.in.Close()
	p.kill()
	_ = p.cmd.Wait()
}
