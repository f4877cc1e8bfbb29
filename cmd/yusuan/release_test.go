package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// TestRelease: what .goreleaser.yaml makes is there, and for systems that Go
// knows.
func TestRelease(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(module, ".goreleaser.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Builds []struct {
			Main, Binary string
			Goos, Goarch []string
		}
		Archives []struct{ Files []string }
		Checksum struct{ Algorithm string }
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	known, err := exec.Command("go", "tool", "dist", "list").Output()
	if err != nil {
		t.Skip("no Go here:", err)
	}
	targets := 0
	for _, b := range file.Builds {
		if _, err := os.Stat(filepath.Join(module, b.Main, "main.go")); err != nil {
			t.Error(err)
		}
		for _, system := range b.Goos {
			for _, machine := range b.Goarch {
				targets++
				if !slices.Contains(strings.Fields(string(known)), system+"/"+machine) {
					t.Errorf("Go does not know %s/%s", system, machine)
				}
			}
		}
	}
	if targets != 6 || file.Checksum.Algorithm != "sha256" {
		t.Errorf("%d programs, checksums %q", targets, file.Checksum.Algorithm)
	}
	for _, a := range file.Archives {
		for _, pattern := range a.Files {
			if found, err := filepath.Glob(filepath.Join(module, pattern)); err != nil || len(found) == 0 {
				t.Errorf("%s: nothing is called so", pattern)
			}
		}
	}
}
