//go:build linux || darwin

package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"unsafe"

	"github.com/ebitengine/purego"
)

// library is ONNX Runtime. Its functions are the places of a table whose order
// onnxruntime_c_api.h fixes for all versions since the one asked for.
type library struct {
	api, env, memory, allocator uintptr
}

// Places in the table of functions, OrtApi.
const (
	apiVersion = 17

	fnGetErrorMessage                = 2
	fnCreateEnv                      = 3
	fnCreateSessionFromArray         = 8
	fnRun                            = 9
	fnCreateSessionOptions           = 10
	fnSetIntraOpNumThreads           = 24
	fnSessionGetInputName            = 36
	fnSessionGetOutputName           = 37
	fnCreateTensorWithData           = 49
	fnGetTensorMutableData           = 51
	fnGetDimensionsCount             = 61
	fnGetDimensions                  = 62
	fnGetTensorTypeAndShape          = 65
	fnCreateCPUMemoryInfo            = 69
	fnGetAllocatorWithDefaultOptions = 78
	fnReleaseStatus                  = 93
	fnReleaseValue                   = 96
	fnReleaseTensorTypeAndShapeInfo  = 99
)

func openLibrary(path string) (*library, error) {
	h, err := purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return nil, err
	}
	base, err := purego.Dlsym(h, "OrtGetApiBase")
	if err != nil {
		return nil, err
	}
	table, _, _ := purego.SyscallN(base)
	l := &library{}
	if l.api, _, _ = purego.SyscallN(*at[uintptr](table), apiVersion); l.api == 0 {
		return nil, errors.New("ONNX Runtime is older than 1.17")
	}
	var pin runtime.Pinner
	defer pin.Unpin()
	pin.Pin(l)
	name := []byte("yusuan\x00")
	pin.Pin(&name[0])
	const errorsOnly, arena, ofCPU = 3, 0, 0
	return l, errors.Join(
		l.call(fnCreateEnv, errorsOnly, ref(&name[0]), ref(&l.env)),
		l.call(fnCreateCPUMemoryInfo, arena, ofCPU, ref(&l.memory)),
		l.call(fnGetAllocatorWithDefaultOptions, ref(&l.allocator)))
}

// at is what a C pointer points to.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// ref is a pointer for C; what it points to is pinned, or outlives the call.
func ref[T any](p *T) uintptr { return uintptr(unsafe.Pointer(p)) }

func (l *library) function(place uintptr) uintptr {
	return *at[uintptr](l.api + place*unsafe.Sizeof(l.api))
}

// call runs a function that returns a status.
func (l *library) call(place uintptr, params ...uintptr) error {
	status, _, _ := purego.SyscallN(l.function(place), params...)
	if status == 0 {
		return nil
	}
	message, _, _ := purego.SyscallN(l.function(fnGetErrorMessage), status)
	var said []byte
	for c := *at[byte](message); c != 0; c = *at[byte](message) {
		said, message = append(said, c), message+1
	}
	purego.SyscallN(l.function(fnReleaseStatus), status)
	return fmt.Errorf("ONNX Runtime: %s", said)
}

// model is a loaded network with one input and one output.
type model struct {
	*library
	session, input, output uintptr
}

func (l *library) load(file []byte) (*model, error) {
	m := &model{library: l}
	options := new(uintptr)
	var pin runtime.Pinner
	defer pin.Unpin()
	pin.Pin(m)
	pin.Pin(options)
	pin.Pin(&file[0])
	if err := l.call(fnCreateSessionOptions, ref(options)); err != nil {
		return nil, err
	}
	const oneThread = 1 // pages are what runs in parallel
	if err := l.call(fnSetIntraOpNumThreads, *options, oneThread); err != nil {
		return nil, err
	}
	if err := l.call(fnCreateSessionFromArray, l.env, ref(&file[0]), uintptr(len(file)), *options,
		ref(&m.session)); err != nil {
		return nil, err
	}
	return m, errors.Join(
		l.call(fnSessionGetInputName, m.session, 0, l.allocator, ref(&m.input)),
		l.call(fnSessionGetOutputName, m.session, 0, l.allocator, ref(&m.output)))
}

// Run is that of ppocr.Model. It cannot be stopped; the process can.
func (m *model) Run(_ context.Context, x []float32, shape []int, use func(y []byte, shape []int)) error {
	if len(x) == 0 {
		return errors.New("nothing to run a model on")
	}
	dims := make([]int64, len(shape))
	for i, n := range shape {
		dims[i] = int64(n)
	}
	// What C reads and writes, in one place that does not move.
	v := &struct{ input, output, in, out, info, data, rank uintptr }{input: m.input, output: m.output}
	var pin runtime.Pinner
	defer pin.Unpin()
	pin.Pin(&x[0])
	pin.Pin(&dims[0])
	pin.Pin(v)
	const float = 1
	if err := m.call(fnCreateTensorWithData, m.memory, ref(&x[0]), uintptr(4*len(x)), ref(&dims[0]), uintptr(len(dims)),
		float, ref(&v.in)); err != nil {
		return err
	}
	defer purego.SyscallN(m.function(fnReleaseValue), v.in)
	if err := m.call(fnRun, m.session, 0, ref(&v.input), ref(&v.in), 1, ref(&v.output), 1, ref(&v.out)); err != nil {
		return err
	}
	defer purego.SyscallN(m.function(fnReleaseValue), v.out)
	if err := m.call(fnGetTensorTypeAndShape, v.out, ref(&v.info)); err != nil {
		return err
	}
	defer purego.SyscallN(m.function(fnReleaseTensorTypeAndShapeInfo), v.info)
	if err := errors.Join(m.call(fnGetTensorMutableData, v.out, ref(&v.data)),
		m.call(fnGetDimensionsCount, v.info, ref(&v.rank))); err != nil {
		return err
	}
	if v.rank == 0 || v.rank > 8 {
		return fmt.Errorf("ONNX Runtime: a result of rank %d", v.rank)
	}
	got := make([]int64, v.rank)
	pin.Pin(&got[0])
	if err := m.call(fnGetDimensions, v.info, ref(&got[0]), v.rank); err != nil {
		return err
	}
	result, total := make([]int, v.rank), 1
	for i, n := range got {
		result[i] = int(n)
		total *= int(n)
	}
	use(unsafe.Slice(at[byte](v.data), 4*total), result)
	return nil
}
