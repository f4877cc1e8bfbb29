package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"
)

// passwordVariable is the form of --password for services, where others can
// see the arguments of a command.
const passwordVariable = "YUSUAN_PASSWORD"

// longestPassword is in bytes; PDF takes 127.
const longestPassword = 4096

// passwordFlags say which password to try on what is encrypted.
type passwordFlags struct {
	value, file string
}

func (p *passwordFlags) bind(f *pflag.FlagSet) {
	f.StringVar(&p.value, "password", "", "`password` to try on encrypted documents and archives; other users of the "+
		"machine can see it")
	f.StringVar(&p.file, "password-file", "", "`file` whose first line is the password (default: the variable "+
		passwordVariable+")")
}

// read is the password; empty if none was given.
func (p *passwordFlags) read() (string, error) {
	switch {
	case p.value != "" && p.file != "":
		return "", usageError{errors.New("--password and --password-file exclude each other")}
	case p.value != "":
		return p.value, nil
	case p.file == "":
		return os.Getenv(passwordVariable), nil
	}
	f, err := os.Open(p.file)
	if err != nil {
		return "", fmt.Errorf("--password-file: %w", err)
	}
	defer f.Close()
	line, err := bufio.NewReader(io.LimitReader(f, longestPassword)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("--password-file: %w", err)
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", usageError{fmt.Errorf("--password-file %s: its first line is empty", p.file)}
	}
	return line, nil
}
