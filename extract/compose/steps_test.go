package compose

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// A step that fails ends the work, says which it was, and leaves nothing.
func TestStepFails(t *testing.T) {
	defer func(before []step) { steps = before }(steps)
	bad := errors.New("bad")
	steps = append(steps[:2:2], step{"captions by guess", func(context.Context, *composer) error { return bad }})
	pages, tables, err := Compose(t.Context(), []Page{{Number: 1}})
	if !errors.Is(err, bad) || !strings.Contains(err.Error(), "captions by guess") || pages != nil || tables != nil {
		t.Errorf("%v, %v, %v", pages, tables, err)
	}
}
