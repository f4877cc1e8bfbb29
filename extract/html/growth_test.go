package html

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/yusuan/yusuan/extract/format"
	"github.com/yusuan/yusuan/internal/growth"
)

// BenchmarkDoubling reads web pages that double along every axis they have.
func BenchmarkDoubling(b *testing.B) {
	for _, axis := range growth.Texts {
		if !strings.HasPrefix(axis.Make(1), "<html>") {
			continue
		}
		for _, n := range growth.Sizes {
			b.Run(fmt.Sprintf("%s/%d", axis.Name, n), func(b *testing.B) {
				data := []byte(axis.Make(n))
				for b.Loop() {
					if _, err := Read(context.Background(), data, format.Options{}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
