// Package ppocr reads text with the models of PP-OCR: one that finds lines of
// text on a page, and one that tells the characters of a line.
//
// It knows what these models want and give, and neither what runs them nor
// what pages hold.
package ppocr

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"math"
	"slices"
	"strings"
	"sync"

	"golang.org/x/image/draw"

	"github.com/yusuan/yusuan/extract/ocr"
)

// Model runs a network with one input and one output. What it gives, 32-bit
// floats in little-endian order, holds only until use returns.
type Model interface {
	Run(ctx context.Context, x []float32, shape []int, use func(y []byte, shape []int)) error
}

// Models are the networks of one worker, which serve one call at a time.
type Models struct {
	Detection, Recognition Model
	Close                  func() error
}

// Engine is an ocr.Engine. It keeps as many workers as were needed at the same
// time.
type Engine struct {
	name       string
	characters []string // by class, from 1; class 0 is no character
	open       func() (*Models, error)

	mu     sync.Mutex
	idle   []*Models
	closed bool
}

// New makes an engine of what opens workers, and the dictionary that belongs
// to the recognition model: one character a line.
func New(name string, dictionary []byte, open func() (*Models, error)) *Engine {
	var characters []string
	for line := range bytes.Lines(dictionary) {
		characters = append(characters, strings.TrimRight(string(line), "\r\n"))
	}
	return &Engine{name: name, characters: append(characters, " "), open: open}
}

// Name is that of the models.
func (e *Engine) Name() string { return e.name }

// Close frees the workers that are idle, and the others when they are.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	var err error
	for _, m := range e.idle {
		err = errors.Join(err, m.Close())
	}
	e.idle = nil
	return err
}

// with runs use on a worker. One that failed is not used again.
func (e *Engine) with(use func(*Models) error) error {
	e.mu.Lock()
	var m *Models
	if n := len(e.idle); n > 0 {
		m, e.idle = e.idle[n-1], e.idle[:n-1]
	}
	e.mu.Unlock()
	if m == nil {
		var err error
		if m, err = e.open(); err != nil {
			return err
		}
	}
	if err := use(m); err != nil {
		return errors.Join(err, m.Close())
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return m.Close()
	}
	e.idle = append(e.idle, m)
	return nil
}

// What the detection model is given and how its answer is read: the values of
// PP-OCR's own configuration (inference.yml of the model) but for the side,
// which is the smallest that loses no number of our pages.
const (
	detectionSide  = 1344 // pixels of the longer side
	detectionStep  = 32   // sides are multiples of this
	textLikely     = 0.3  // a pixel is text
	boxLikely      = 0.5  // the mean of a box that is text
	grownBy        = 1.6  // times area over perimeter: the model marks the core of a line
	smallestBox    = 3    // pixels of the shorter side
	mostDetections = 4000 // lines on a page; more is noise
)

var (
	mean      = [3]float32{0.485, 0.456, 0.406}
	deviation = [3]float32{0.229, 0.224, 0.225}
)

// Find locates the lines of text of a page.
func (e *Engine) Find(ctx context.Context, page *image.Gray) (lines []image.Rectangle, err error) {
	size := page.Rect.Size()
	if size.X == 0 || size.Y == 0 {
		return nil, nil
	}
	scale := min(1, detectionSide/float64(max(size.X, size.Y)))
	step := func(n int) int {
		return max(detectionStep, (int(float64(n)*scale)+detectionStep/2)/detectionStep*detectionStep)
	}
	small := image.NewGray(image.Rect(0, 0, step(size.X), step(size.Y)))
	draw.BiLinear.Scale(small, small.Rect, page, page.Rect, draw.Src, nil)
	w, h := small.Rect.Dx(), small.Rect.Dy()
	x := make([]float32, 3*w*h)
	for c := range 3 {
		for i, v := range small.Pix {
			x[c*w*h+i] = (float32(v)/255 - mean[c]) / deviation[c]
		}
	}
	err = e.with(func(m *Models) error {
		return m.Detection.Run(ctx, x, []int{1, 3, h, w}, func(y []byte, shape []int) {
			if len(y) != 4*w*h {
				return
			}
			likely := make([]float32, w*h)
			for i := range likely {
				likely[i] = float(y, i)
			}
			lines = boxes(likely, w, float64(size.X)/float64(w), float64(size.Y)/float64(h))
		})
	})
	if err != nil {
		return nil, fmt.Errorf("find text: %w", err)
	}
	for i := range lines {
		lines[i] = lines[i].Add(page.Rect.Min).Intersect(page.Rect)
	}
	return slices.DeleteFunc(lines, image.Rectangle.Empty), nil
}

// boxes are the connected places where text is likely, in pixels of the page.
func boxes(likely []float32, w int, fx, fy float64) (out []image.Rectangle) {
	seen := make([]bool, len(likely))
	var stack []int
	for i := range likely {
		if seen[i] || likely[i] <= textLikely {
			continue
		}
		stack = append(stack[:0], i)
		seen[i] = true
		box := image.Rect(i%w, i/w, i%w, i/w)
		sum, n := 0.0, 0
		for len(stack) > 0 {
			p := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			px, py := p%w, p/w
			box = image.Rect(min(box.Min.X, px), min(box.Min.Y, py), max(box.Max.X, px+1), max(box.Max.Y, py+1))
			sum += float64(likely[p])
			n++
			for qy := max(py-1, 0); qy <= py+1 && qy < len(likely)/w; qy++ {
				for qx := max(px-1, 0); qx <= px+1 && qx < w; qx++ {
					if q := qy*w + qx; !seen[q] && likely[q] > textLikely {
						seen[q] = true
						stack = append(stack, q)
					}
				}
			}
		}
		bw, bh := float64(box.Dx()), float64(box.Dy())
		if min(bw, bh) < smallestBox || sum < boxLikely*float64(n) {
			continue
		}
		d := bw * bh * grownBy / (2 * (bw + bh))
		out = append(out, image.Rect(
			int((float64(box.Min.X)-d)*fx), int((float64(box.Min.Y)-d)*fy),
			int((float64(box.Max.X)+d)*fx)+1, int((float64(box.Max.Y)+d)*fy)+1))
		if len(out) == mostDetections {
			break
		}
	}
	return out
}

// What the recognition model is given.
const (
	lineHeight  = 48   // pixels, prescribed by the model
	widthStep   = 16   // widths are multiples of this
	least       = 48   // pixels of width
	widest      = 3200 // pixels of width; a line of a page is at most 90 times as long as it is high
	batch       = 6    // lines recognised at the same time, if their widths are alike
	batchWidth  = 3200 // pixels of them together: the answer takes 9 kB for each
	alike       = 1.25 // the widest line of a batch against its narrowest
	firstLetter = 1    // class of the first character
)

// Read tells the characters of lines of text.
func (e *Engine) Read(ctx context.Context, page *image.Gray, lines []image.Rectangle) ([]ocr.Line, error) {
	out := make([]ocr.Line, len(lines))
	width := make([]int, len(lines))
	order := make([]int, 0, len(lines))
	for i, r := range lines {
		out[i].Box = r
		if r = r.Intersect(page.Rect); r.Empty() {
			continue
		}
		width[i] = min(widest, max(8, int(math.Ceil(lineHeight*float64(r.Dx())/float64(r.Dy())))))
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(width[a], width[b]) })
	err := e.with(func(m *Models) error {
		for len(order) > 0 {
			n := 1
			for n < len(order) && n < batch && (n+1)*width[order[n]] <= batchWidth &&
				float64(width[order[n]]) <= alike*float64(max(least, width[order[0]])) {
				n++
			}
			if err := e.recognize(ctx, m.Recognition, page, out, width, order[:n]); err != nil {
				return err
			}
			order = order[n:]
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("recognise text: %w", err)
	}
	return out, nil
}

// recognize reads lines whose widths are alike in one go.
func (e *Engine) recognize(ctx context.Context, m Model, page *image.Gray, lines []ocr.Line, width, which []int) error {
	w := max(least, (width[which[len(which)-1]]+widthStep-1)/widthStep*widthStep)
	x := make([]float32, len(which)*3*lineHeight*w)
	for k, i := range which {
		cut := image.NewGray(image.Rect(0, 0, width[i], lineHeight))
		draw.BiLinear.Scale(cut, cut.Rect, page, lines[i].Box.Intersect(page.Rect), draw.Src, nil)
		for y := range lineHeight {
			for at, v := range cut.Pix[y*cut.Stride : y*cut.Stride+width[i]] {
				value := float32(v)/127.5 - 1
				for c := range 3 {
					x[((k*3+c)*lineHeight+y)*w+at] = value
				}
			}
		}
	}
	var wrong error
	err := m.Run(ctx, x, []int{len(which), 3, lineHeight, w}, func(y []byte, shape []int) {
		if len(shape) != 3 || shape[0] != len(which) || shape[2] != len(e.characters)+firstLetter {
			wrong = fmt.Errorf("the model's answer has the shape %v, its dictionary %d characters", shape, len(e.characters))
			return
		}
		steps, classes := shape[1], shape[2]
		for k, i := range which {
			scale := float64(lines[i].Box.Dx()) / float64(width[i]) * float64(w) / float64(steps)
			lines[i].Chars = e.decode(y[4*k*steps*classes:4*(k+1)*steps*classes], steps, scale)
		}
	})
	return errors.Join(err, wrong)
}

// decode reads the answer for a line: at every step along it how likely each
// class is. A character is a run of steps at which it is the likeliest; it is
// as sure as its surest step. scale is how many pixels of the page a step is.
func (e *Engine) decode(y []byte, steps int, scale float64) (out []ocr.Char) {
	classes := len(e.characters) + firstLetter
	last := 0
	for t := range steps {
		row := y[4*t*classes : 4*(t+1)*classes]
		best, second, third := likeliest(row, classes)
		if best == 0 {
			last = best
			continue
		}
		p := float64(float(row, best))
		switch {
		case best != last:
			out = append(out, ocr.Char{Text: e.characters[best-firstLetter], From: float64(t) * scale, To: float64(t+1) * scale})
			fallthrough
		case p > out[len(out)-1].Probability:
			c := &out[len(out)-1]
			c.Probability, c.Second, c.SecondProbability, c.Third = p, "", 0, ""
			if third > 0 {
				c.Third = e.characters[third-firstLetter]
			}
			if second > 0 {
				c.Second, c.SecondProbability = e.characters[second-firstLetter], float64(float(row, second))
			}
		}
		out[len(out)-1].To = float64(t+1) * scale
		last = best
	}
	return out
}

// likeliest are the likeliest class, and the two next likely characters.
func likeliest(row []byte, classes int) (best, second, third int) {
	top, next, last := float(row, 0), float32(-1), float32(-1)
	for c := 1; c < classes; c++ {
		switch v := float(row, c); {
		case v > top:
			if best > 0 {
				second, next, third, last = best, top, second, next
			}
			best, top = c, v
		case v > next:
			second, next, third, last = c, v, second, next
		case v > last:
			third, last = c, v
		}
	}
	return best, second, third
}

func float(b []byte, i int) float32 {
	return math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
}
