package pdf

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math"

	"github.com/klauspost/compress/zstd"
	"github.com/klippa-app/go-pdfium/webassembly/imports"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/sandbox"
	"github.com/yusuan/yusuan/internal/disk"
)

// wasmPage is the size of a WebAssembly memory page in bytes.
const wasmPage = 64 << 10

// packedModule is PDFium as go-pdfium has it, made interruptible: compressed by
// zstd.
//
//go:generate go run ../../tools/pdfium pdfium.wasm.zst
//go:embed pdfium.wasm.zst
var packedModule []byte

// unpackModule gives the module, in some hundredths of a second.
func unpackModule() ([]byte, error) {
	r, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return r.DecodeAll(packedModule, nil)
}

// fonts is what PDFium finds in /usr/share: one font with an invisible glyph
// for every Chinese character. PDFium drops text objects without any extent,
// and a single character of a font that is neither embedded nor known has none.
//
//go:embed fonts
var fonts embed.FS

// library holds compiled PDFium, ready to be instantiated: no files of the
// host, no output, bounded memory, calls that can be stopped.
type library struct {
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
	cache    wazero.CompilationCache
}

// newLibrary compiles PDFium, or takes it from the cache.
func newLibrary(o Options) (*library, error) {
	ctx := context.Background()
	module, err := unpackModule()
	if err != nil {
		return nil, fmt.Errorf("start PDFium: %w", err)
	}
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(uint32(min(o.MemoryLimit/wasmPage, 65536)))
	b := &library{cache: sandbox.Cache(o.CacheDir)}
	if b.cache != nil {
		// A process that was killed here leaves some 50 MB.
		defer disk.Share(sandbox.Dir(o.CacheDir), "wazero-*/*.tmp")()
		config = config.WithCompilationCache(b.cache)
	}
	b.runtime = wazero.NewRuntimeWithConfig(ctx, config)
	_, err = wasi_snapshot_preview1.Instantiate(ctx, b.runtime)
	if err == nil {
		b.compiled, err = b.runtime.CompileModule(ctx, module)
	}
	if err == nil {
		_, err = imports.Instantiate(ctx, b.runtime, b.compiled)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start PDFium: %w", err), b.close())
	}
	return b, nil
}

func (b *library) close() error {
	ctx := context.Background()
	err := b.runtime.Close(ctx)
	if b.cache != nil {
		err = errors.Join(err, b.cache.Close(ctx))
	}
	return err
}

// engine is one PDFium in a sandbox of its own, used for one document. It
// calls the exports of the WebAssembly module directly: go-pdfium's wrappers
// look handles up by name and allocate on each call, and a page needs
// thousands of calls.
//
// After a failed call every further call does nothing and returns 0; the
// failure is in err. So a sequence of calls is checked once, at its end.
type engine struct {
	module  api.Module
	memory  api.Memory
	limit   int64
	err     error
	scratch uint32 // 64 bytes for results returned by reference
	stack   [16]uint64

	layers         []string // names of those that are off
	nameKey, names uint32   // what is asked of a layer, and where it is told

	exports
	others map[string]api.Function // for run; each has a stack of its own
}

// exports are the functions called for each object or glyph, resolved once.
type exports struct {
	countObjects, getObject, formCountObjects, formGetObject          api.Function
	objType, objMatrix, objBounds, objFill, objStroke, objStrokeWidth api.Function
	clipPath, clipCount, clipCountSegments, clipSegment               api.Function
	drawMode, countSegments, segment                                  api.Function
	unicode, textObject, looseBox, charBox, charOrigin, charMatrix    api.Function
	mapError, isHyphen, isGenerated                                   api.Function
	textFont, textMode, textSize, glyphWidth                          api.Function
}

func (b *library) newEngine(ctx context.Context, limit int64) (*engine, error) {
	memory := sandbox.Memory(context.WithoutCancel(ctx), func(bytes int) error {
		return budget.Charge(ctx, budget.Bytes, bytes)
	})
	// Without arguments, environment and output, which is the default, and
	// without files but for one font.
	m, err := b.runtime.InstantiateModule(memory, b.compiled, wazero.NewModuleConfig().
		WithName("").WithStartFunctions("_initialize").WithRandSource(rand.Reader).
		WithFSConfig(wazero.NewFSConfig().WithFSMount(fonts, "/usr/share")))
	if err != nil {
		return nil, fmt.Errorf("start PDFium: %w", err)
	}
	e := &engine{module: m, memory: m.Memory(), limit: limit, others: map[string]api.Function{}}
	e.run("FPDF_InitLibrary")
	for name, f := range map[string]*api.Function{
		"FPDFPage_CountObjects": &e.countObjects, "FPDFPage_GetObject": &e.getObject,
		"FPDFFormObj_CountObjects": &e.formCountObjects, "FPDFFormObj_GetObject": &e.formGetObject,
		"FPDFPageObj_GetType": &e.objType, "FPDFPageObj_GetMatrix": &e.objMatrix,
		"FPDFPageObj_GetBounds": &e.objBounds, "FPDFPageObj_GetFillColor": &e.objFill,
		"FPDFPageObj_GetStrokeColor": &e.objStroke, "FPDFPageObj_GetStrokeWidth": &e.objStrokeWidth,
		"FPDFPageObj_GetClipPath": &e.clipPath, "FPDFClipPath_CountPaths": &e.clipCount,
		"FPDFClipPath_CountPathSegments": &e.clipCountSegments, "FPDFClipPath_GetPathSegment": &e.clipSegment,
		"FPDFPath_GetDrawMode": &e.drawMode, "FPDFPath_CountSegments": &e.countSegments,
		"FPDFPath_GetPathSegment": &e.segment,
		"FPDFText_GetUnicode":     &e.unicode, "FPDFText_GetTextObject": &e.textObject,
		"FPDFText_GetLooseCharBox": &e.looseBox, "FPDFText_GetCharBox": &e.charBox,
		"FPDFText_GetCharOrigin": &e.charOrigin, "FPDFText_GetMatrix": &e.charMatrix,
		"FPDFText_HasUnicodeMapError": &e.mapError, "FPDFText_IsHyphen": &e.isHyphen,
		"FPDFText_IsGenerated": &e.isGenerated,
		"FPDFTextObj_GetFont":  &e.textFont, "FPDFTextObj_GetTextRenderMode": &e.textMode,
		"FPDFTextObj_GetFontSize": &e.textSize, "FPDFFont_GetGlyphWidth": &e.glyphWidth,
	} {
		*f = m.ExportedFunction(name)
	}
	if e.scratch = e.malloc(64); e.err != nil {
		return nil, errors.Join(fmt.Errorf("start PDFium: %w", e.err), e.close())
	}
	return e, nil
}

// stop ends whatever the engine is doing; it can be called at any time, from
// any goroutine.
func (e *engine) stop() { sandbox.Stop(e.module) }

// close throws the engine away with all its memory, whatever state it is in.
func (e *engine) close() error { return e.module.Close(context.Background()) }

// call runs one function of PDFium.
func (e *engine) call(f api.Function, params ...uint64) uint64 {
	if e.err != nil {
		return 0
	}
	copy(e.stack[:], params)
	if err := f.CallWithStack(context.Background(), e.stack[:]); err != nil {
		e.err = err
		return 0
	}
	return e.stack[0]
}

// run calls a function that is not worth a field in exports.
func (e *engine) run(name string, params ...uint64) uint64 {
	if e.err != nil {
		return 0
	}
	f, ok := e.others[name]
	if !ok {
		f = e.module.ExportedFunction(name)
		e.others[name] = f
	}
	return e.call(f, params...)
}

func (e *engine) malloc(size int) uint32 {
	p := uint32(e.run("malloc", uint64(size)))
	if p == 0 && e.err == nil {
		e.err = document.ErrTooLarge
	}
	return p
}

// out reads n bytes that the last call left at the scratch address.
func (e *engine) out(n uint32) []byte {
	b, ok := e.memory.Read(e.scratch, n)
	if !ok {
		return make([]byte, n)
	}
	return b
}

// point is a point of a path, in the object's own space.
type point struct {
	x, y   float64
	kind   byte // segmentBezier, segmentMove or a line
	closed bool
}

// pointSize is the room a point takes in PDFium's memory (CFX_Path::Point): x, y,
// type, closed. Reading them there is half the calls of a page; TestPoints
// holds them against the calls.
const pointSize = 12

// points are the n points of a path, the first at an address.
func (e *engine) points(first uint64, n int) iter.Seq[point] {
	return func(yield func(point) bool) {
		if first == 0 || e.err != nil || n <= 0 || n > math.MaxUint32/pointSize {
			return
		}
		b, _ := e.memory.Read(uint32(first), uint32(n*pointSize))
		for ; len(b) > 0; b = b[pointSize:] {
			if !yield(point{x: f32(b, 0), y: f32(b, 1), kind: b[8], closed: b[9] != 0}) {
				return
			}
		}
	}
}

func u32(b []byte, i int) uint32  { return binary.LittleEndian.Uint32(b[4*i:]) }
func f32(b []byte, i int) float64 { return finite(float64(math.Float32frombits(u32(b, i)))) }
func f64(b []byte, i int) float64 {
	return finite(math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:])))
}

// finite keeps what a damaged file may produce out of the geometry.
func finite(v float64) float64 {
	if math.IsNaN(v) || math.Abs(v) > 1e6 {
		return 0
	}
	return v
}
