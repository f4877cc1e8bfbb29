//go:build !unix

package disk

// SyncFolder has the names in a folder on the disk; this system does so by itself.
func SyncFolder(string) error { return nil }
