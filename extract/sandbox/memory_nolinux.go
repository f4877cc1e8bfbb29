//go:build unix && !linux

package sandbox

func inLargePages([]byte) {}
