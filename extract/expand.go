package extract

import (
	"cmp"
	"context"
	"iter"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/archive"
	"github.com/yusuan/yusuan/extract/format"
)

// maxNesting is how deep files may carry each other; deeper ones are left in
// their archive.
const maxNesting = 8

// Expand yields the documents of an input: the input itself with the files it
// carries, or every member of an archive and of the archives in it, one at a
// time and in stored order, with Source archive!member. Members that are no
// documents are yielded too, for Read to say so; what could not be unpacked is
// yielded with its Err. Of the files a document carries only those are, that
// are of a format that is read.
func (r *Reader) Expand(ctx context.Context, in Input) iter.Seq[Input] {
	return func(yield func(Input) bool) { r.expand(ctx, in, 0, yield) }
}

// expand reports whether more is wanted.
func (r *Reader) expand(ctx context.Context, in Input, depth int, yield func(Input) bool) bool {
	if in.Err != nil {
		return yield(in)
	}
	f, _ := identify(r.formats, in.Data)
	if f.Name != document.Archive {
		return yield(in) && r.attached(ctx, in, f, depth, yield)
	}
	limits := r.options.Archive
	if limits.Member == 0 {
		limits.Member = r.options.MemoryLimit // a larger one would not be read
	}
	members := archive.Walk(ctx, in.Data, archive.Options{
		Limits:   limits,
		Password: r.options.Password,
		Nested:   func(data []byte) bool { return Sniff(data) == document.Archive },
		Beside:   in.Beside,
	})
	for m := range members {
		member := within(in, m.Name, m.Raw)
		member.Data, member.Err = m.Data, m.Err
		if m.From.Address != "" {
			member.From = m.From
		}
		if !yield(member) {
			return false
		}
		if f, _ := identify(r.formats, m.Data); m.Err == nil && !r.attached(ctx, member, f, depth, yield) {
			return false
		}
	}
	return true
}

// attached yields the files that a document carries.
func (r *Reader) attached(ctx context.Context, in Input, f format.Format, depth int, yield func(Input) bool) bool {
	if f.Attached == nil || depth >= maxNesting {
		return true
	}
	limited, end := budget.Start(ctx, r.budget())
	// reading it tells what is wrong
	files, _ := f.Attached(limited, in.Data, format.Options{Limit: r.options.MemoryLimit})
	end()
	for _, a := range files {
		file := within(in, a.Name, a.Name)
		file.Data, file.Err = a.Data, a.Err
		g, _ := identify(r.formats, a.Data)
		if a.Err == nil && g.Read == nil && g.Unwrap == nil && g.Name != document.Archive {
			continue
		}
		if !r.expand(ctx, file, depth+1, yield) {
			return false
		}
	}
	return true
}

// within names a file in another.
func within(in Input, name, raw string) Input {
	out := Input{Source: in.Source, Raw: in.Raw, From: in.From}
	if name != "" {
		out.Source += "!" + name
		out.Raw = cmp.Or(in.Raw, in.Source) + "!" + raw
	}
	if out.Raw == out.Source {
		out.Raw = ""
	}
	return out
}
