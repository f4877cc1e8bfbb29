package largepages

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
	"unsafe"
)

// flagged reports whether large pages are asked for at an address: "hg" among
// the flags of its mapping (proc_pid_smaps(5)).
func flagged(t *testing.T, address uintptr) bool {
	t.Helper()
	f, err := os.Open("/proc/self/smaps")
	if err != nil {
		t.Skip("the system does not say what pages it was asked for: ", err)
	}
	defer f.Close()
	in := false
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var from, to uintptr
		if n, _ := fmt.Sscanf(lines.Text(), "%x-%x ", &from, &to); n == 2 {
			in = from <= address && address < to
		} else if flags, ok := strings.CutPrefix(lines.Text(), "VmFlags:"); ok && in {
			return strings.Contains(flags+" ", " hg ")
		}
	}
	return false
}

func TestAsk(t *testing.T) {
	if _, err := os.Stat("/sys/kernel/mm/transparent_hugepage/enabled"); err != nil {
		t.Skip("this system has no large pages")
	}
	memory := make([]byte, 3*sizeOfPage)
	Ask(memory[1:]) // begins and ends within a page
	if middle := &memory[len(memory)/2]; !flagged(t, uintptr(unsafe.Pointer(middle))) {
		t.Error("no large pages were asked for")
	}
	Ask(nil)
	Ask(memory[:10])
}

// What the heap takes after Heap stands in what was asked for.
func TestHeap(t *testing.T) {
	if _, err := os.Stat("/sys/kernel/mm/transparent_hugepage/enabled"); err != nil {
		t.Skip("this system has no large pages")
	}
	const size = 64 << 20
	Heap(size)
	within := 0
	var parts [8][]byte // kept, so that each has its own place
	for i := range parts {
		parts[i] = make([]byte, size/16)
		if flagged(t, uintptr(unsafe.Pointer(&parts[i][size/32]))) {
			within++
		}
	}
	if within < len(parts)/2 { // smaller places that were free come first
		t.Errorf("of 8 parts of the heap %d stand in large pages", within)
	}
}
