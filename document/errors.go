package document

import "errors"

// What can be wrong with a document as a whole. Readers wrap these; the
// pipeline records them as the status of the document.
var (
	ErrEmpty       = errors.New("file is empty")
	ErrUnsupported = errors.New("not a document this program reads")
	ErrDamaged     = errors.New("file is damaged")
	ErrEncrypted   = errors.New("document is encrypted")
	ErrPassword    = errors.New("password does not open the document")
	ErrTooLarge    = errors.New("document exceeds a limit")
	ErrTimeout     = errors.New("reading took longer than allowed")
	ErrNeedsTool   = errors.New("a program needed to read this format is not installed")
)
