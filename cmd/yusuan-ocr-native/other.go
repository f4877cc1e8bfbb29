//go:build !linux && !darwin

package main

import (
	"errors"

	"github.com/yusuan/yusuan/extract/ocr/ppocr"
)

type library struct{}

func openLibrary(string) (*library, error) {
	return nil, errors.New("there is no native recognition on this system")
}

func (*library) load([]byte) (ppocr.Model, error) { return nil, errors.ErrUnsupported }
