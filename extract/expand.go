package extract

import (
	"cmp"
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
			member := Input{Source: in.Source, Raw: in.Raw, Data: m.Data, Err: m.Err}
			if m.Name != "" {
				member.Source += "!" + m.Name
				member.Raw = cmp.Or(in.Raw, in.Source) + "!" + m.Raw
			}
			if member.Raw == member.Source {
				member.Raw = ""
			}
			if !yield(member) {
				return
			}
		}
	}
}
