package helper

import (
	"context"
	"errors"
	"image"
	"os"
	"testing"
	"time"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/ocr"
)

// The test program is its own helper.
func TestMain(m *testing.M) {
	switch os.Getenv("HELPER") {
	case "":
		os.Exit(m.Run())
	case "lacking":
		_ = Serve(context.Background(), nil, errors.New("no library"), os.Stdin, os.Stdout)
	case "dying":
		os.Exit(3)
	default:
		_ = Serve(context.Background(), stub{}, nil, os.Stdin, os.Stdout)
	}
}

// stub finds a box as large as the page, and reads how bright it is.
type stub struct{}

func (stub) Name() string { return "stub" }
func (stub) Close() error { return nil }

func (stub) Find(_ context.Context, page *image.Gray) ([]image.Rectangle, error) {
	return []image.Rectangle{page.Rect}, nil
}

func (stub) Read(_ context.Context, page *image.Gray, lines []image.Rectangle) ([]ocr.Line, error) {
	switch page.Pix[0] {
	case 1:
		return nil, errors.New("too dark")
	case 2:
		time.Sleep(time.Minute)
	case 3:
		os.Exit(3)
	}
	out := make([]ocr.Line, len(lines))
	for i := range out {
		out[i] = ocr.Line{Box: lines[i], Chars: []ocr.Char{{Text: "字", Probability: 0.5}}}
	}
	return out, nil
}

func TestHelper(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("HELPER", "serving")
	e, err := Open(self)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	page := func(v uint8) *image.Gray {
		m := image.NewGray(image.Rect(0, 0, 3, 2))
		m.Pix[0] = v
		return m
	}
	found, err := e.Find(t.Context(), page(9))
	if err != nil || e.Name() != "stub" || len(found) != 1 || found[0] != image.Rect(0, 0, 3, 2) {
		t.Fatal(e.Name(), found, err)
	}
	read := func(ctx context.Context, v uint8) error {
		lines, err := e.Read(ctx, page(v), found)
		if err == nil && lines[0].Chars[0] != (ocr.Char{Text: "字", Probability: 0.5}) {
			t.Error(lines)
		}
		return err
	}
	if err := read(t.Context(), 1); err == nil {
		t.Error("an error was lost on the way")
	}
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := read(short, 2); !errors.Is(err, context.DeadlineExceeded) {
		t.Error("a page that takes too long:", err)
	}
	if err := read(t.Context(), 3); err == nil {
		t.Error("the helper died and nobody said so")
	}
	if err := read(t.Context(), 9); err != nil {
		t.Error("after a helper died:", err)
	}
	for _, how := range []string{"lacking", "dying"} {
		t.Setenv("HELPER", how)
		if _, err := Open(self); !errors.Is(err, document.ErrNeedsTool) {
			t.Errorf("%s: %v", how, err)
		}
	}
	if _, err := Open("no-such-helper"); !errors.Is(err, document.ErrNeedsTool) {
		t.Error(err)
	}
}
