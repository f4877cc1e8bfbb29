package pipeline

import (
	"github.com/yusuan/yusuan/schema"
	"github.com/yusuan/yusuan/verify"
)

// Steps are what happens to a document between reading and the sink.
func Steps() []func(*schema.Record) {
	return []func(*schema.Record){
		func(r *schema.Record) { r.Checks, r.Findings = verify.Run(r) },
	}
}
