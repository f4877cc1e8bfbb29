package pipeline

import (
	"github.com/yusuan/yusuan/normalize"
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// Steps are what happens to a document between reading and the sink.
func Steps(o normalize.Options) []func(*schema.Record) {
	return []func(*schema.Record){
		func(r *schema.Record) {
			meaning := normalize.Normalize(r.Document, o)
			meaning.DocumentID, meaning.Source, meaning.Status, meaning.Error = r.DocumentID, r.Source, r.Status, r.Error
			*r = *meaning
		},
		func(r *schema.Record) {
			r.Checks, r.Findings = verify.Run(r)
			r.Coverage = verify.Cover(r.Tables, r.Checks)
		},
	}
}
