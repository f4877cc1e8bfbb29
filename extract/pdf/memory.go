package pdf

import (
	"context"

	"github.com/tetratelabs/wazero/experimental"

	"github.com/yusuan/yusuan/document/budget"
)

// memory is the memory of one sandbox: reserved once in its full size, so that
// growing never copies, and charged as it grows. The system gives only what is
// touched, and has it back at once when the document is done.
type memory struct {
	ctx  context.Context
	all  []byte
	size uint64
}

// charged makes the memory of the modules that are instantiated with the
// returned context.
func charged(ctx context.Context) context.Context {
	return experimental.WithMemoryAllocator(context.WithoutCancel(ctx),
		experimental.MemoryAllocatorFunc(func(_, most uint64) experimental.LinearMemory {
			return &memory{ctx: ctx, all: reserve(most)}
		}))
}

// Reallocate grows the memory, or gives nil if there is no room for it.
func (m *memory) Reallocate(size uint64) []byte {
	if size > uint64(len(m.all)) {
		return nil
	}
	// The first bytes are PDFium's own and no fault of the document.
	if m.size > 0 && budget.Charge(m.ctx, budget.Bytes, int(size-m.size)) != nil {
		return nil
	}
	m.size = size
	return m.all[:size:size]
}

func (m *memory) Free() {
	release(m.all)
	m.all = nil
}
