//go:build !linux && !darwin

package disk

import "errors"

// exchange is not offered by this system. A variable for tests.
var exchange = func(string, string) error { return errors.ErrUnsupported }
