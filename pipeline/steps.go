package pipeline

import (
	"context"
	"slices"

	"github.com/yusuan/yusuan/correct"
	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
	"github.com/yusuan/yusuan/extract/reread"
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
	"github.com/yusuan/yusuan/verify/doubt"
	"github.com/yusuan/yusuan/verify/rules"
)

// Step is one thing that happens to a record between reading and the sink.
type Step struct {
	Name string // for logs: normalize, verify
	// Run fills the record, whose document was read from data. It stops when
	// ctx is done or a limit of its budget is met; an error leaves of the record
	// only what was read.
	Run func(ctx context.Context, r *schema.Record, data []byte) error
}

// Options are those of the steps.
type Options struct {
	Normalize  normalize.Options
	DoubleRead DoubleRead
	Password   string // for the second reading of encrypted documents
	// Corrections are those of people who looked at what was misread; nil for
	// none.
	Corrections *correct.Set
}

// Steps are what happens to every document between reading and the sink.
func Steps(o Options) []Step {
	steps := []Step{
		{"normalize", func(ctx context.Context, r *schema.Record, _ []byte) error {
			meaning, err := normalize.Normalize(ctx, r.Document, o.Normalize)
			if err != nil {
				return err
			}
			meaning.DocumentID, meaning.Source, meaning.Transient = r.DocumentID, r.Source, r.Transient
			meaning.Status, meaning.Error = r.Status, r.Error
			*r = *meaning
			return nil
		}},
		{"verify", o.verify},
	}
	first := Step{"correct", func(_ context.Context, r *schema.Record, _ []byte) error {
		o.Corrections.Apply(r.Document)
		return nil
	}}
	last := Step{"doubt", func(ctx context.Context, r *schema.Record, data []byte) error {
		after, err := doubt.Run(ctx, r, func(ctx context.Context) (*schema.Record, error) {
			ctx = budget.Anew(ctx) // its rows stand in place of those before
			next := *r
			for _, s := range steps {
				if err := s.Run(ctx, &next, data); err != nil {
					return nil, err
				}
			}
			return &next, nil
		})
		if err == nil {
			*r = *after
		}
		return err
	}}
	return slices.Concat([]Step{first}, steps, []Step{last})
}

// DoubleRead says which numbers of a PDF are read a second time, by a reader
// that has nothing in common with the first. Other formats say what their
// characters are; there is nothing to misread.
type DoubleRead string

const (
	DoubleReadErrors DoubleRead = "errors" // those behind findings of severity error; also the empty value
	DoubleReadAll    DoubleRead = "all"    // every number of every page, to tell how far the readings agree
	DoubleReadOff    DoubleRead = "off"
)

func (o Options) verify(ctx context.Context, r *schema.Record, data []byte) (err error) {
	second := o.secondReading(r.Document, data)
	if second != nil && o.DoubleRead == DoubleReadAll {
		r.SecondReading = second.Agreement(ctx)
	}
	r.Checks, r.Findings, err = verify.Run(ctx, r, rules.All(), second)
	r.Coverage = verify.Cover(r.Tables, r.Checks)
	if second != nil {
		for _, w := range second.Warnings() {
			if !slices.Contains(r.Document.Warnings, w) { // a record may be made again
				r.Document.Warnings = append(r.Document.Warnings, w)
			}
		}
	}
	return err
}

// secondReading is that of the bytes a document was read from; nil if none is
// wanted.
func (o Options) secondReading(d *document.Document, data []byte) *verify.SecondReading {
	if o.DoubleRead == DoubleReadOff || d == nil {
		return nil
	}
	var open func(ctx context.Context) (numberReader, error)
	switch d.Format {
	case document.PDF:
		open = func(ctx context.Context) (numberReader, error) { return reread.Open(ctx, data, o.Password) }
	case document.OFD:
		open = func(ctx context.Context) (numberReader, error) { return reread.OpenOFD(ctx, data) }
	default:
		return verify.NewSecondReading(d, nil)
	}
	return verify.NewSecondReading(d, func(ctx context.Context) (verify.SecondReader, error) {
		// What is too large for a second reading stays without one, and nothing
		// else comes of it.
		ctx = budget.Apart(ctx, rereadLimits)
		reader, err := open(ctx)
		return secondReader{reader, ctx}, err
	})
}

// rereadLimits are for all of a second reading: room for hundreds of the
// densest pages seen.
var rereadLimits = budget.Limits{budget.Bytes: 128 << 20, budget.Work: 200_000_000}

// numberReader is a reader of package reread.
type numberReader interface {
	Page(ctx context.Context, number int) (reread.Page, error)
}

// secondReader is one for verify, which knows no formats.
type secondReader struct {
	numberReader
	ctx context.Context // the document's, with the limits of this reading
}

func (r secondReader) Page(_ context.Context, number int) (verify.SecondPage, error) {
	p, err := r.numberReader.Page(r.ctx, number)
	out := verify.SecondPage{Unreadable: p.Unreadable}
	for _, n := range p.Numbers {
		out.Numbers = append(out.Numbers, verify.PlacedNumber(n))
	}
	return out, err
}
