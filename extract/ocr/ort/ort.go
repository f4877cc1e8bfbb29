// Package ort runs ONNX models with ONNX Runtime's build for browsers, as
// WebAssembly in a sandbox without files, network or threads.
//
// It knows the exports and imports of ort-wasm-simd.wasm of onnxruntime-web
// 1.18.0, whose names are shortened letters that mean something else in any
// other build, and nothing of what the models do.
package ort

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/yusuan/yusuan/extract/sandbox"
)

// Runtime is the compiled module, ready to be instantiated.
type Runtime struct {
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
	cache    wazero.CompilationCache
}

const (
	wasmPage    = 64 << 10 // bytes of a WebAssembly memory page
	memoryLimit = 1 << 30  // bytes of one instance; the models as measured take 190 to 320 MB
)

// New compiles the module, which takes some ten seconds, or takes the result
// from the cache of an earlier start.
func New(module []byte, cacheDir string) (*Runtime, error) {
	ctx := context.Background()
	module, err := sandbox.Interruptible(module, sandbox.AtCalls)
	if err != nil {
		return nil, fmt.Errorf("start ONNX Runtime: %w", err)
	}
	r := &Runtime{cache: sandbox.Cache(cacheDir)}
	config := wazero.NewRuntimeConfig().WithCoreFeatures(api.CoreFeaturesV2).WithMemoryLimitPages(memoryLimit / wasmPage)
	if r.cache != nil {
		config = config.WithCompilationCache(r.cache)
	}
	r.runtime = wazero.NewRuntimeWithConfig(ctx, config)
	if r.compiled, err = r.runtime.CompileModule(ctx, module); err == nil {
		err = r.imports(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start ONNX Runtime: %w", err), r.Close())
	}
	return r, nil
}

// Close frees the compiled module; no instance may be in use.
func (r *Runtime) Close() error {
	ctx := context.Background()
	err := r.runtime.Close(ctx)
	if r.cache != nil {
		err = errors.Join(err, r.cache.Close(ctx))
	}
	return err
}

// errno values of WASI and Emscripten.
const (
	wasiNotSupported = 52
	wasiSeekPipe     = 70
	noSystem         = uint64(math.MaxUint32 - 51) // -ENOSYS as 32 bits
)

// imports gives the module what it asks for: memory, the time, and refusals.
func (r *Runtime) imports(ctx context.Context) error {
	builder := r.runtime.NewHostModuleBuilder("a")
	for _, f := range r.compiled.ImportedFunctions() {
		_, name, _ := f.Import()
		builder.NewFunctionBuilder().
			WithGoModuleFunction(imported(name, len(f.ResultTypes()) > 0), f.ParamTypes(), f.ResultTypes()).Export(name)
	}
	_, err := builder.Instantiate(ctx)
	return err
}

// imported is what an import of the module does. Those that are not told are
// files, addresses of the environment and the like: they give 0.
func imported(name string, result bool) api.GoModuleFunc {
	switch name {
	case "a", "d": // abort, throw
		return func(context.Context, api.Module, []uint64) { panic("ONNX Runtime gave up") }
	case "k": // is there an event loop that may be blocked
		return func(_ context.Context, _ api.Module, s []uint64) { s[0] = 1 }
	case "I": // memcpy
		return func(_ context.Context, m api.Module, s []uint64) {
			from, ok := m.Memory().Read(uint32(s[1]), uint32(s[2]))
			to, fits := m.Memory().Read(uint32(s[0]), uint32(s[2]))
			if !ok || !fits {
				panic("ONNX Runtime copies beyond its memory")
			}
			copy(to, from)
		}
	case "l": // a system call
		return func(_ context.Context, _ api.Module, s []uint64) { s[0] = noSystem }
	case "h", "b": // milliseconds of the clock
		return func(_ context.Context, _ api.Module, s []uint64) {
			s[0] = math.Float64bits(float64(time.Now().UnixMicro()) / 1000)
		}
	case "u": // the most memory there may be
		return func(_ context.Context, _ api.Module, s []uint64) { s[0] = memoryLimit }
	case "s":
		return resize
	case "D": // sizes of the environment
		return func(_ context.Context, m api.Module, s []uint64) {
			m.Memory().WriteUint32Le(uint32(s[0]), 0)
			m.Memory().WriteUint32Le(uint32(s[1]), 0)
			s[0] = 0
		}
	case "f", "j": // fd_close, fd_read
		return func(_ context.Context, _ api.Module, s []uint64) { s[0] = wasiNotSupported }
	case "q": // fd_seek
		return func(_ context.Context, _ api.Module, s []uint64) { s[0] = wasiSeekPipe }
	case "i":
		return swallow
	}
	return func(_ context.Context, _ api.Module, s []uint64) {
		if result {
			s[0] = 0
		}
	}
}

// resize grows the memory to at least as many bytes as asked for.
func resize(_ context.Context, m api.Module, s []uint64) {
	want, have := uint32(s[0]), m.Memory().Size()
	s[0] = 0
	if want <= have {
		return
	}
	for _, size := range []uint64{uint64(want) + uint64(want)/8, uint64(want)} {
		if _, ok := m.Memory().Grow(uint32((size - uint64(have) + wasmPage - 1) / wasmPage)); ok {
			s[0] = 1
			return
		}
	}
}

// swallow is fd_write: what the runtime wants to tell goes nowhere, its errors
// are asked for after each call.
func swallow(_ context.Context, m api.Module, s []uint64) {
	total := uint32(0)
	for i := range uint32(s[2]) {
		n, _ := m.Memory().ReadUint32Le(uint32(s[1]) + 8*i + 4)
		total += n
	}
	m.Memory().WriteUint32Le(uint32(s[3]), total)
	s[0] = 0
}

// Exports by their short names.
const (
	fnInit          = "M" // OrtInit(threads, log level)
	fnConstructors  = "L"
	fnLastError     = "N"
	fnOptions       = "O"
	fnSession       = "T"
	fnInputName     = "W"
	fnOutputName    = "X"
	fnFreeOutput    = "Y"
	fnTensor        = "Z"
	fnTensorData    = "_"
	fnReleaseTensor = "$"
	fnRun           = "ja"
	fnMalloc        = "la"
	fnFree          = "ma"
)

// Instance is ONNX Runtime with a memory of its own. It serves one call at a
// time. After a failed call it is good for nothing but Close.
type Instance struct {
	module api.Module
	memory api.Memory
	err    error
	stack  [16]uint64
}

// Instance makes one.
func (r *Runtime) Instance() (*Instance, error) {
	m, err := r.runtime.InstantiateModule(sandbox.Memory(context.Background(), nil), r.compiled,
		wazero.NewModuleConfig().WithName("").WithStartFunctions())
	if err != nil {
		return nil, fmt.Errorf("start ONNX Runtime: %w", err)
	}
	i := &Instance{module: m, memory: m.Memory()}
	i.call(fnConstructors)
	const oneThread, errorsOnly = 1, 3
	i.must(i.call(fnInit, oneThread, errorsOnly) == 0)
	if i.err != nil {
		return nil, errors.Join(fmt.Errorf("start ONNX Runtime: %w", i.err), i.Close())
	}
	return i, nil
}

// Close throws the instance away with all its memory.
func (i *Instance) Close() error { return i.module.Close(context.Background()) }

// Size of the instance's memory in bytes.
func (i *Instance) Size() int64 { return int64(i.memory.Size()) }

// call runs one export; after an error it does nothing and gives 0.
func (i *Instance) call(name string, params ...uint64) uint64 {
	if i.err != nil {
		return 0
	}
	f := i.module.ExportedFunction(name)
	if f == nil {
		i.err = fmt.Errorf("the module has no %q", name)
		return 0
	}
	i.stack[0] = 0
	copy(i.stack[:], params)
	if err := f.CallWithStack(context.Background(), i.stack[:]); err != nil {
		i.err = err
		return 0
	}
	return uint64(uint32(i.stack[0]))
}

// must asks for the runtime's own words if a call has failed.
func (i *Instance) must(ok bool) {
	if ok || i.err != nil {
		return
	}
	p := i.malloc(8)
	i.call(fnLastError, p, p+4)
	at, _ := i.memory.ReadUint32Le(uint32(p + 4))
	said, _ := i.memory.Read(at, min(512, i.memory.Size()-min(at, i.memory.Size())))
	for n, c := range said {
		if c == 0 {
			said = said[:n]
			break
		}
	}
	if i.err == nil {
		i.err = fmt.Errorf("ONNX Runtime: %s", said)
	}
}

func (i *Instance) malloc(n int) uint64 {
	p := i.call(fnMalloc, uint64(n))
	if p == 0 && i.err == nil {
		i.err = errors.New("ONNX Runtime: no memory")
	}
	return p
}

func (i *Instance) uint32(at uint64) uint32 {
	v, ok := i.memory.ReadUint32Le(uint32(at))
	if !ok && i.err == nil {
		i.err = errors.New("ONNX Runtime: a place beyond its memory")
	}
	return v
}

// Model is one loaded model with one input and one output.
type Model struct {
	instance               *Instance
	session, input, output uint64
}

// Load makes a model of an ONNX file.
func (i *Instance) Load(file []byte) (*Model, error) {
	p := i.malloc(len(file))
	i.memory.Write(uint32(p), file)
	name := i.malloc(2)
	i.memory.Write(uint32(name), []byte("y\x00"))
	const allOptimizations, arena, patterns, errorsOnly = 99, 1, 1, 3
	options := i.call(fnOptions, allOptimizations, arena, patterns, 0, 0, 0, name, errorsOnly, 0, 0)
	i.must(options != 0)
	m := &Model{instance: i, session: i.call(fnSession, p, uint64(len(file)), options)}
	i.must(m.session != 0)
	i.call(fnFree, p)
	m.input, m.output = i.call(fnInputName, m.session, 0), i.call(fnOutputName, m.session, 0)
	if i.err != nil {
		return nil, fmt.Errorf("load model: %w", i.err)
	}
	return m, nil
}

// Run gives the model x in a shape and hands what comes out, little-endian
// 32-bit floats, to use, which must not keep it. A ctx that ends stops the
// model, and its instance is then good for nothing but Close.
func (m *Model) Run(ctx context.Context, x []float32, shape []int, use func(y []byte, shape []int)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	i := m.instance
	defer context.AfterFunc(ctx, func() { sandbox.Stop(i.module) })()
	m.run(x, shape, use)
	if i.err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return i.err
}

func (m *Model) run(x []float32, shape []int, use func(y []byte, shape []int)) {
	i := m.instance
	p := i.malloc(4 * len(x))
	in, ok := i.memory.Read(uint32(p), uint32(4*len(x)))
	if i.err != nil || !ok {
		return
	}
	for k, v := range x {
		binary.LittleEndian.PutUint32(in[4*k:], math.Float32bits(v))
	}
	// One piece of memory for all that is passed by reference.
	const refs, out, dims = 0, 16, 32
	q := i.malloc(64)
	put := func(at int, v uint64) { i.memory.WriteUint32Le(uint32(q)+uint32(at), uint32(v)) }
	for k, v := range shape {
		put(dims+4*k, uint64(v))
	}
	const float, onCPU = 1, 1
	tensor := i.call(fnTensor, float, p, uint64(4*len(x)), q+dims, uint64(len(shape)), onCPU)
	i.must(tensor != 0)
	for k, v := range []uint64{m.input, tensor, m.output, 0} {
		put(refs+4*k, v)
	}
	i.must(i.call(fnRun, m.session, q+refs, q+refs+4, 1, q+refs+8, 1, q+refs+12, 0) == 0)
	if i.err != nil {
		return
	}
	result := uint64(i.uint32(q + refs + 12))
	i.must(i.call(fnTensorData, result, q+out, q+out+4, q+out+8, q+out+12) == 0)
	if i.err != nil {
		return
	}
	data, at, rank := i.uint32(q+out+4), i.uint32(q+out+8), i.uint32(q+out+12)
	got, total := make([]int, min(rank, 8)), uint32(1)
	for k := range got {
		got[k] = int(i.uint32(uint64(at) + uint64(4*k)))
		total *= uint32(got[k])
	}
	if y, ok := i.memory.Read(data, 4*total); ok && i.err == nil {
		use(y, got)
	} else if i.err == nil {
		i.err = errors.New("ONNX Runtime: a result beyond its memory")
	}
	i.call(fnFreeOutput, uint64(at))
	i.call(fnReleaseTensor, result)
	i.call(fnReleaseTensor, tensor)
	i.call(fnFree, p)
	i.call(fnFree, q)
}
