// Package fetch brings home what portals publish, on the terms of those who run
// them: it reads the lists of sources, follows their entries to the files, and
// keeps every reply in WARC files (ISO 28500) with what the list said of it.
//
// It knows how portals list and attach things (Drivers), manners (robots.txt,
// pauses, one request a host at a time, who may not be asked), what it had
// before and what became of it. It knows nothing of budgets, and does not read
// what it brings; ingest reads the WARC files.
package fetch
