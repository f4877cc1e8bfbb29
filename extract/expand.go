package extract

import (
	"context"
	"iter"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/archive"
)

// Expand yields the documents of an input: the input itself, or every member
// of an archive and of the archives in it, one at a time and in stored order,
// with Source archive!member. Members that are no documents are yielded too,
// for Read to say so; what could not be unpacked is yielded with its Err.
func (r *Reader) Expand(ctx context.Context, in Input) iter.Seq[Input] {
	return func(yield func(Input) bool) {
		if in.Err != nil || Sniff(in.Data) != document.Archive {
			yield(in)
			return
		}
		members := archive.Walk(ctx, in.Data, archive.Options{
			Limits:   r.options.Archive,
			Password: r.options.Password,
			Nested:   func(data []byte) bool { return Sniff(data) == document.Archive },
		})
		for m := range members {
			source := in.Source
			if m.Name != "" {
				source += "!" + m.Name
			}
			if !yield(Input{Source: source, Data: m.Data, Err: m.Err}) {
				return
			}
		}
	}
}
