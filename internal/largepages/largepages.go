// Package largepages asks the system for memory in pages of 2 MiB, where it
// gives them to those who ask: what a run touches for the first time is cleared
// by the system, and with pages of 4 KiB that is some 65,000 interruptions of a
// run over 17 documents, many of which stop the other processors as well.
//
// It knows the system and Go's heap, and nothing of what the memory is for.
package largepages

// sizeOfPage is that of a large page, in bytes: of x86-64, and of arm64 with
// small ones of 4 KiB.
const sizeOfPage = 2 << 20
