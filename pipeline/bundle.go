package pipeline

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"slices"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/schema"
)

// mostBundle is the most memory that a bundle may unpack to, in bytes: the
// limits of a document (package budget) allow records of a quarter of it.
const mostBundle = 4 << 30

// Coders keep what they allocated; both are safe for use at the same time.
var (
	packer = sync.OnceValue(func() *zstd.Encoder {
		z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
		if err != nil {
			panic(err) // no option is wrong
		}
		return z
	})
	unpacker = sync.OnceValue(func() *zstd.Decoder {
		z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(mostBundle))
		if err != nil {
			panic(err)
		}
		return z
	})
)

// Pack makes bytes of a record: all of it but its names, the models of
// its tables, of which nobody asks when it was verified, and the text of pages,
// unless tables of another document may still be held against it. The same
// record gives the same bytes.
func Pack(r *schema.Record) ([]byte, error) {
	kept := *r
	kept.Source, kept.RawSource, kept.From, kept.Lexicon, kept.Seconds = "", "", document.Provenance{}, nil, 0
	kept.Basis = schema.Basis{}
	kept.Tables = slices.Clone(r.Tables)
	for i := range kept.Tables {
		kept.Tables[i].Model, kept.Tables[i].Layout = nil, nil // the layout is that of the document
	}
	if r.Document != nil {
		d := *r.Document
		d.Source, d.From = "", document.Provenance{}
		if r.Part() != schema.TextPart {
			d.Pages = slices.Clone(d.Pages)
			for i := range d.Pages {
				d.Pages[i].Blocks, d.Pages[i].Layer = nil, nil
			}
		}
		kept.Document = &d
	}
	var out bytes.Buffer
	if err := gob.NewEncoder(&out).Encode(&kept); err != nil {
		return nil, fmt.Errorf("a record cannot be kept: %w", err)
	}
	return packer().EncodeAll(out.Bytes(), nil), nil
}

// Unpack is the other way of Pack; words are those it was made with.
func Unpack(object []byte, words schema.Lexicon) (*schema.Record, error) {
	plain, err := unpacker().DecodeAll(object, nil)
	if err != nil {
		return nil, err
	}
	r := &schema.Record{}
	if err := gob.NewDecoder(bytes.NewReader(plain)).Decode(r); err != nil {
		return nil, err
	}
	r.Lexicon = words
	for i := range r.Tables {
		if r.Document == nil || r.Tables[i].Index >= len(r.Document.Tables) {
			return nil, fmt.Errorf("table %d has no layout", i)
		}
		r.Tables[i].Layout = &r.Document.Tables[r.Tables[i].Index]
	}
	return r, nil
}
