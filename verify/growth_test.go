package verify_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/yusuan/yusuan/extract"
	grow "github.com/yusuan/yusuan/internal/growth"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/rules"
)

// BenchmarkDoubling checks documents that double along every axis they have.
func BenchmarkDoubling(b *testing.B) {
	ctx := context.Background()
	reader, err := extract.New(extract.Options{Workers: 1, Deadline: -1})
	if err != nil {
		b.Fatal(err)
	}
	for _, axis := range grow.Texts {
		for _, n := range grow.Sizes {
			b.Run(fmt.Sprintf("%s/%d", axis.Name, n), func(b *testing.B) {
				doc, err := reader.Read(ctx, extract.Input{Source: "x", Data: []byte(axis.Make(n))})
				if err != nil {
					b.Fatal(err)
				}
				rec, err := normalize.Normalize(ctx, doc, normalize.Options{})
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					if _, _, err := verify.Run(ctx, rec, rules.All(), nil); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
