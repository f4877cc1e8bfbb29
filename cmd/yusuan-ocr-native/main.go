// Command yusuan-ocr-native recognises text with PP-OCR and ONNX Runtime as
// the machine's own library, five times as fast as in the sandbox. yusuan
// starts it for --ocr-engine native and talks to it over its standard input
// and output; it is of no use by itself.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/yusuan/yusuan/extract/ocr/helper"
	"github.com/yusuan/yusuan/extract/ocr/install"
	"github.com/yusuan/yusuan/extract/ocr/ppocr"
)

func main() {
	engine, err := open()
	if err := helper.Serve(context.Background(), engine, err, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "yusuan-ocr-native:", err)
		os.Exit(2)
	}
}

func open() (*ppocr.Engine, error) {
	files, err := install.Load("", install.Native...)
	if err != nil {
		return nil, err
	}
	path, err := install.Path("", install.Library)
	if err != nil {
		return nil, err
	}
	library, err := openLibrary(path)
	if err != nil {
		return nil, err
	}
	return ppocr.New(install.ModelName+", native", files[3], func() (*ppocr.Models, error) {
		detection, err := library.load(files[1])
		if err != nil {
			return nil, err
		}
		recognition, err := library.load(files[2])
		if err != nil {
			return nil, err
		}
		return &ppocr.Models{Detection: detection, Recognition: recognition, Close: func() error { return nil }}, nil
	}), nil
}
