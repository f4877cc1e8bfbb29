// Package sources holds examples of sources of fetch, one for each shape of
// portal that is known: a user copies the one that is like his and changes it.
package sources

import "embed"

// Examples are files that fetch.Load reads.
//
//go:embed *.yaml
var Examples embed.FS
