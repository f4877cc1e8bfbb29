package sinks

import (
	"github.com/yusuan/yusuan/schema"
)

// DocumentObject and FindingObject are parts of what JSON writes, for output
// that shows only these.
type (
	DocumentObject = jsonDocument
	FindingObject  = jsonFinding
)

// DocumentOf is the document part of a record's JSON object.
func DocumentOf(r *schema.Record) DocumentObject {
	return objectOf(&schema.Record{
		DocumentID: r.DocumentID, DuplicateOf: r.DuplicateOf, Source: r.Source, Status: r.Status, Error: r.Error,
		Document: r.Document, Profile: r.Profile,
	}).Document
}

// FindingsOf are the findings of a JSON object, never nil.
func FindingsOf(findings []schema.Finding) []FindingObject {
	return objectOf(&schema.Record{Findings: findings}).Findings
}
