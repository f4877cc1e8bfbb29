package pdf

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/klippa-app/go-pdfium/webassembly/imports"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/yusuan/yusuan/document"
)

// wasmPage is the size of a WebAssembly memory page in bytes.
const wasmPage = 64 << 10

// newPool compiles PDFium, or takes it from the cache, and prepares the
// sandbox: no files, no output, bounded memory, calls that can be stopped.
func newPool(o Options) (pdfium.Pool, wazero.CompilationCache, error) {
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(uint32(min(o.MemoryLimit/wasmPage, 65536))).
		WithCloseOnContextDone(true)
	cache := openCache(o.CacheDir)
	if cache != nil {
		config = config.WithCompilationCache(cache)
	}
	pool, err := webassembly.Init(webassembly.Config{
		MaxTotal:      o.Workers,
		RuntimeConfig: config,
		FSConfig:      wazero.NewFSConfig(),
		Stdout:        io.Discard,
		Stderr:        io.Discard,
		RandomSource:  rand.Reader,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("start PDFium: %w", err)
	}
	return pool, cache, nil
}

// openCache gives a place for the compiled module, or nil if there is none
// that can be written: reading works without, only the start is slow.
func openCache(dir string) wazero.CompilationCache {
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return nil
		}
		dir = filepath.Join(user, "yusuan")
	}
	cache, err := wazero.NewCompilationCacheWithDir(dir)
	if err != nil {
		return nil
	}
	return cache
}

// engine is one PDFium in a sandbox of its own, used for one document. It
// calls the exports of the WebAssembly module directly: go-pdfium's wrappers
// look handles up by name and allocate on each call, and a page needs
// thousands of calls.
//
// After a failed call every further call does nothing and returns 0; the
// failure is in err. So a sequence of calls is checked once, at its end.
type engine struct {
	instance pdfium.Pdfium
	memory   memory
	lookup   func(name string) function
	limit    int64
	err      error
	scratch  uint32 // 64 bytes for results returned by reference
	view     []byte // the scratch as Go sees it; renewed when memory grows
	stack    [16]uint64

	exports
}

type memory interface {
	Size() uint32
	Read(offset, byteCount uint32) ([]byte, bool)
	Write(offset uint32, v []byte) bool
}

type function interface {
	CallWithStack(ctx context.Context, stack []uint64) error
}

// exports are the functions called for each object or glyph, resolved once.
type exports struct {
	countObjects, getObject, formCountObjects, formGetObject          function
	objType, objMatrix, objBounds, objFill, objStroke, objStrokeWidth function
	clipPath, clipCount, clipCountSegments, clipSegment               function
	drawMode, countSegments, segment, segmentPoint, segmentType       function
	segmentClose                                                      function
	unicode, textObject, looseBox, charBox, charOrigin, charMatrix    function
	mapError, isHyphen                                                function
	textFont, textMode, textSize                                      function
}

func newEngine(ctx context.Context, pool pdfium.Pool, limit int64) (*engine, error) {
	instance, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("start PDFium: %w", err)
	}
	m, ok := moduleOf(imports.NewModule, instance.GetImplementation())
	if !ok {
		return nil, errors.Join(errors.New("start PDFium: this version of go-pdfium hides its module"), instance.Close())
	}
	e := &engine{instance: instance, memory: m.Memory(), limit: limit}
	e.lookup = func(name string) function { return m.ExportedFunction(name) }
	for name, f := range map[string]*function{
		"FPDFPage_CountObjects": &e.countObjects, "FPDFPage_GetObject": &e.getObject,
		"FPDFFormObj_CountObjects": &e.formCountObjects, "FPDFFormObj_GetObject": &e.formGetObject,
		"FPDFPageObj_GetType": &e.objType, "FPDFPageObj_GetMatrix": &e.objMatrix,
		"FPDFPageObj_GetBounds": &e.objBounds, "FPDFPageObj_GetFillColor": &e.objFill,
		"FPDFPageObj_GetStrokeColor": &e.objStroke, "FPDFPageObj_GetStrokeWidth": &e.objStrokeWidth,
		"FPDFPageObj_GetClipPath": &e.clipPath, "FPDFClipPath_CountPaths": &e.clipCount,
		"FPDFClipPath_CountPathSegments": &e.clipCountSegments, "FPDFClipPath_GetPathSegment": &e.clipSegment,
		"FPDFPath_GetDrawMode": &e.drawMode, "FPDFPath_CountSegments": &e.countSegments,
		"FPDFPath_GetPathSegment": &e.segment, "FPDFPathSegment_GetPoint": &e.segmentPoint,
		"FPDFPathSegment_GetType": &e.segmentType, "FPDFPathSegment_GetClose": &e.segmentClose,
		"FPDFText_GetUnicode": &e.unicode, "FPDFText_GetTextObject": &e.textObject,
		"FPDFText_GetLooseCharBox": &e.looseBox, "FPDFText_GetCharBox": &e.charBox,
		"FPDFText_GetCharOrigin": &e.charOrigin, "FPDFText_GetMatrix": &e.charMatrix,
		"FPDFText_HasUnicodeMapError": &e.mapError, "FPDFText_IsHyphen": &e.isHyphen,
		"FPDFTextObj_GetFont": &e.textFont, "FPDFTextObj_GetTextRenderMode": &e.textMode,
		"FPDFTextObj_GetFontSize": &e.textSize,
	} {
		*f = e.lookup(name)
	}
	if e.scratch = e.malloc(64); e.err != nil {
		return nil, errors.Join(e.err, instance.Close())
	}
	return e, nil
}

// moduleOf takes the WebAssembly module out of go-pdfium's implementation.
// Its types are internal to go-pdfium; the signature of the public NewModule
// lets the compiler infer them.
func moduleOf[M any](_ func(api.Module) M, implementation any) (module M, ok bool) {
	v := reflect.Indirect(reflect.ValueOf(implementation))
	if v.Kind() != reflect.Struct {
		return module, false
	}
	field := v.FieldByName("Module")
	if !field.IsValid() || !field.CanInterface() {
		return module, false
	}
	module, ok = field.Interface().(M)
	return module, ok
}

// call runs one function of PDFium. The context carries no cancellation: it
// would cost a goroutine for each call, and close stops the module anyway.
func (e *engine) call(f function, params ...uint64) uint64 {
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
	return e.call(e.lookup(name), params...)
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
