package sandbox

import (
	"context"

	"github.com/tetratelabs/wazero/experimental"
)

// Memory gives modules that are instantiated with the context memory outside
// of Go's heap: reserved once in its full size, so that growing never copies.
// Go's own is copied whenever it grows, and what it was is kept until the next
// collection: three times as much. The system gives only what is touched, and
// has it back at once when the module is closed.
//
// Charge is asked before the memory grows by so many bytes beyond what the
// module begins with; an error refuses them. It may be nil.
func Memory(ctx context.Context, charge func(bytes int) error) context.Context {
	return experimental.WithMemoryAllocator(ctx,
		experimental.MemoryAllocatorFunc(func(_, most uint64) experimental.LinearMemory {
			return &memory{charge: charge, most: most, reserved: reserve(most)}
		}))
}

// memory is that of one module.
type memory struct {
	charge   func(bytes int) error
	most     uint64
	reserved []byte // nil where the system cannot reserve
	now      []byte
}

// Reallocate grows the memory, or gives nil if there is no room for it.
func (m *memory) Reallocate(size uint64) []byte {
	if size > m.most {
		return nil
	}
	if m.now != nil && size == uint64(len(m.now)) {
		return m.now // the module gave way
	}
	// The first bytes are the module's own and no fault of the document.
	if before := len(m.now); before > 0 && m.charge != nil && m.charge(int(size)-before) != nil {
		return nil
	}
	if m.reserved != nil {
		m.now = m.reserved[:size:size]
		return m.now
	}
	grown := make([]byte, size)
	copy(grown, m.now)
	m.now = grown
	return m.now
}

// Free gives the memory back.
func (m *memory) Free() {
	release(m.reserved)
	m.reserved, m.now = nil, nil
}
