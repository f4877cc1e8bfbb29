package sinks

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/bloom"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// bitsPerValue of a Bloom filter let one in a hundred values pass that are not
// there.
const bitsPerValue = 10

// lookup gathers the values of a column for the Bloom filter of a row group. The
// library makes such filters, too, but takes no row group over that has one.
type lookup struct {
	column int
	last   []byte
	hashes map[uint64]struct{}
}

// add takes values. They mostly come several times one after the other.
func (l *lookup) add(values []parquet.Value) {
	for i := range values {
		v := &values[i]
		if v.IsNull() || i > 0 && *v == values[i-1] || len(l.hashes) > 0 && bytes.Equal(v.ByteArray(), l.last) {
			continue
		}
		l.last = append(l.last[:0], v.ByteArray()...)
		l.hashes[bloom.XXH64{}.Sum64(l.last)] = struct{}{}
	}
}

// end gives the filter as it stands in a file, and begins anew.
func (l *lookup) end() ([]byte, error) {
	filter := make(bloom.SplitBlockFilter, max(1, bloom.NumSplitBlocksOf(int64(len(l.hashes)), bitsPerValue)))
	filter.InsertBulk(slices.Collect(maps.Keys(l.hashes)))
	clear(l.hashes)
	bits := filter.Bytes()
	var out bytes.Buffer
	err := thrift.NewEncoder(new(thrift.CompactProtocol).NewWriter(&out)).Encode(&format.BloomFilterHeader{
		NumBytes:    int32(len(bits)),
		Algorithm:   format.BloomFilterAlgorithm{Value: &format.SplitBlockAlgorithm{}},
		Hash:        format.BloomFilterHash{Value: &format.XxHash{}},
		Compression: format.BloomFilterCompression{Value: &format.BloomFilterUncompressed{}},
	})
	out.Write(bits)
	return out.Bytes(), err
}

// filterOf is the Bloom filter of a column chunk, as it stands in a file; nil if
// it has none.
func filterOf(f io.ReaderAt, m *format.ColumnMetaData) ([]byte, error) {
	if m.BloomFilterOffset == 0 || m.BloomFilterLength <= 0 {
		return nil, nil
	}
	filter := make([]byte, m.BloomFilterLength)
	_, err := f.ReadAt(filter, m.BloomFilterOffset)
	return filter, err
}

// parquetTail is the end of a Parquet file: the length of its metadata, four
// bytes, and a magic word.
const parquetTail = 8

// addFilters puts Bloom filters into a finished file, between its row groups and
// its metadata: of is called with the number of each row group and gives its
// filters by column.
func addFilters(f *os.File, of func(group int) map[int][]byte) error {
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	tail := make([]byte, parquetTail)
	if _, err := f.ReadAt(tail, end-parquetTail); err != nil {
		return err
	}
	length := int64(binary.LittleEndian.Uint32(tail))
	if length > end-parquetTail {
		return fmt.Errorf("metadata of %d bytes in a file of %d", length, end)
	}
	at := end - parquetTail - length
	text := make([]byte, length)
	if _, err := f.ReadAt(text, at); err != nil {
		return err
	}
	var meta format.FileMetaData
	if err := thrift.Unmarshal(new(thrift.CompactProtocol), text, &meta); err != nil {
		return err
	}
	var out bytes.Buffer
	for i := range meta.RowGroups {
		filters := of(i)
		for _, column := range slices.Sorted(maps.Keys(filters)) {
			m := &meta.RowGroups[i].Columns[column].MetaData
			m.BloomFilterOffset, m.BloomFilterLength = at+int64(out.Len()), int32(len(filters[column]))
			out.Write(filters[column])
		}
	}
	before := out.Len()
	if err := thrift.NewEncoder(new(thrift.CompactProtocol).NewWriter(&out)).Encode(&meta); err != nil {
		return err
	}
	binary.LittleEndian.PutUint32(tail, uint32(out.Len()-before))
	out.Write(tail)
	_, err = f.WriteAt(out.Bytes(), at)
	return err
}
