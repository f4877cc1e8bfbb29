package sinks

import (
	"bytes"
	"math/big"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// decimalBytes are what a decimal of schema.Precision digits takes: an integer
// of 128 bits, big-endian, in two's complement, as the Parquet format has it.
const decimalBytes = 16

// decimalValue is the value as Parquet stores it.
func decimalValue(i *big.Int) parquet.Value {
	stored := make([]byte, decimalBytes)
	if i.Sign() < 0 {
		// Two's complement: as many above zero as it is below 2^128.
		i = new(big.Int).Add(i, new(big.Int).Lsh(big.NewInt(1), 8*decimalBytes))
	}
	i.FillBytes(stored)
	return parquet.FixedLenByteArrayValue(stored)
}

// signed is the library's type of 16 bytes with the order of numbers. The
// library orders decimals by their bytes as if they had no sign, so that -1 is
// its largest; a reader that passes over pages by such bounds loses rows.
type signed struct{ parquet.Type }

func (t signed) Compare(a, b parquet.Value) int { return compareSigned(a.ByteArray(), b.ByteArray()) }

func compareSigned(a, b []byte) int {
	if negative := a[0]&0x80 != 0; negative != (b[0]&0x80 != 0) {
		if negative {
			return -1
		}
		return 1
	}
	return bytes.Compare(a, b)
}

func (t signed) NewColumnBuffer(column, values int) parquet.ColumnBuffer {
	return signedBuffer{t.Type.NewColumnBuffer(column, values)}
}

func (t signed) NewColumnIndexer(int) parquet.ColumnIndexer { return &signedIndexer{} }

type signedBuffer struct{ parquet.ColumnBuffer }

func (b signedBuffer) Page() parquet.Page { return signedPage{b.ColumnBuffer.Page()} }

type signedPage struct{ parquet.Page }

func (p signedPage) Slice(i, j int64) parquet.Page { return signedPage{p.Page.Slice(i, j)} }

func (p signedPage) Bounds() (least, most parquet.Value, ok bool) {
	data := p.Data()
	stored, _ := data.FixedLenByteArray()
	if len(stored) == 0 {
		return least, most, false
	}
	low, high := stored[:decimalBytes], stored[:decimalBytes]
	for v := range slices.Chunk(stored, decimalBytes) {
		if compareSigned(v, low) < 0 {
			low = v
		}
		if compareSigned(v, high) > 0 {
			high = v
		}
	}
	return parquet.FixedLenByteArrayValue(low), parquet.FixedLenByteArrayValue(high), true
}

// signedIndexer collects the bounds of pages. Their order is left open, which
// is always true; a page of nulls has empty bounds.
type signedIndexer struct{ index format.ColumnIndex }

func (i *signedIndexer) Reset() { i.index = format.ColumnIndex{} }

func (i *signedIndexer) IndexPage(values, nulls int64, least, most parquet.Value) {
	i.index.NullPages = append(i.index.NullPages, values == nulls)
	i.index.NullCounts = append(i.index.NullCounts, nulls)
	i.index.MinValues = append(i.index.MinValues, bytes.Clone(least.Bytes()))
	i.index.MaxValues = append(i.index.MaxValues, bytes.Clone(most.Bytes()))
}

func (i *signedIndexer) ColumnIndex() format.ColumnIndex {
	index := i.index
	index.BoundaryOrder = format.Unordered
	return index
}
