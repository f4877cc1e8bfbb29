package pipeline

import (
	"context"

	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// Step is one thing that happens to a record between reading and the sink.
type Step struct {
	Name string // for logs: normalize, verify
	// Run fills the record. It stops when ctx is done or a limit of its budget
	// is met; an error leaves of the record only what was read.
	Run func(ctx context.Context, r *schema.Record) error
}

// Steps are what happens to every document between reading and the sink.
func Steps(o normalize.Options) []Step {
	return []Step{
		{"normalize", func(ctx context.Context, r *schema.Record) error {
			meaning, err := normalize.Normalize(ctx, r.Document, o)
			if err != nil {
				return err
			}
			meaning.DocumentID, meaning.Source, meaning.Status, meaning.Error = r.DocumentID, r.Source, r.Status, r.Error
			*r = *meaning
			return nil
		}},
		{"verify", func(ctx context.Context, r *schema.Record) (err error) {
			r.Checks, r.Findings, err = verify.Run(ctx, r)
			r.Coverage = verify.Cover(r.Tables, r.Checks)
			return err
		}},
	}
}
