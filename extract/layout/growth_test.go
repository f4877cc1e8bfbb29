package layout_test

import (
	"fmt"
	"testing"

	"github.com/yusuan/yusuan/extract/layout"
	"github.com/yusuan/yusuan/internal/growth"
)

// BenchmarkDoubling lays out pages that double along every axis they have.
func BenchmarkDoubling(b *testing.B) {
	for _, axis := range growth.Printed {
		for _, n := range growth.Sizes {
			b.Run(fmt.Sprintf("%s/%d", axis.Name, n), func(b *testing.B) {
				pages := axis.Make(n)
				for b.Loop() {
					layout.Flow(pages)
				}
			})
		}
	}
}
