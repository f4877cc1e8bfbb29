package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/document/budget"
)

// measure unpacks a package once to nowhere, which charges what it unpacks to:
// the library believes what the file says of its sizes.
func measure(ctx context.Context, data []byte, limit int64) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fmt.Errorf("%w: %w", document.ErrDamaged, err)
	}
	if err := budget.Charge(ctx, budget.Members, len(z.File)); err != nil {
		return err
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			continue // the library says what is wrong, if the part matters
		}
		n, _ := io.Copy(io.Discard, io.LimitReader(budget.Reader(ctx, r), limit+1))
		r.Close()
		if err := budget.Done(ctx); err != nil {
			return err
		}
		if n > limit {
			return fmt.Errorf("%w: %s unpacks to more than %d bytes", document.ErrTooLarge, f.Name, limit)
		}
	}
	return nil
}

// lighten takes out of the sheets what the library would spend memory and time
// on for nothing, and charges what is left. The lists of merged cells, which it
// compares cell by cell and with each other, are returned: a sheet keeps one
// merged cell instead, in the last column, whose row is the place of its list.
func (w *workbook) lighten(ctx context.Context, f *excelize.File) (merged [][]string, failed error) {
	if st := f.Styles; st != nil && st.NumFmts != nil {
		for _, n := range st.NumFmts.NumFmt {
			if n != nil && len(n.FormatCode) > maxFormat {
				n.FormatCode, n.FormatCode16 = "General", ""
				w.Warn("number_format_ignored", "a number format of more than %d characters is none; its numbers are as stored",
					maxFormat)
			}
		}
	}
	f.Pkg.Range(func(key, value any) bool {
		name, _ := key.(string)
		part, _ := value.([]byte)
		if !strings.HasSuffix(name, ".xml") {
			return true
		}
		if bytes.Contains(part, []byte("sheetData>")) {
			var list []string
			if part, list = withoutMerges(withoutEmptyEnd(part), len(merged)+1); list != nil {
				merged = append(merged, list)
			}
			f.Pkg.Store(name, part)
			if n := bytes.Count(part, []byte("<c ")); int64(n) > budget.Left(ctx, budget.Cells) {
				failed = budget.Charge(ctx, budget.Cells, n) // and never counted twice otherwise
				return false
			}
		}
		// A cell, an entry of the strings or a style is four tags or so.
		failed = budget.Charge(ctx, budget.Nodes, bytes.Count(part, []byte("<"))/4)
		return failed == nil
	})
	return merged, failed
}

// withoutEmptyEnd cuts the rows off a sheet that follow the last with a value:
// a style given to a whole column makes a million of them.
func withoutEmptyEnd(part []byte) []byte {
	first, end := bytes.Index(part, []byte("<row")), bytes.LastIndex(part, []byte("</sheetData>"))
	if first < 0 || end < first {
		return part
	}
	last := -1
	for _, mark := range []string{"<v>", "<v ", "<is>", "<is ", "<f>", "<f ", "<t>", "<t "} {
		last = max(last, bytes.LastIndex(part[first:end], []byte(mark)))
	}
	keep := first
	if last >= 0 {
		close := bytes.Index(part[first+last:end], []byte("</row>"))
		if close < 0 {
			return part
		}
		keep = first + last + close + len("</row>")
	}
	return append(part[:keep:keep], part[end:]...)
}

var mergedCells = regexp.MustCompile(`<mergeCell\s[^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"`)

const lastColumn = "XFD"

// withoutMerges takes the list of merged cells out of a sheet and puts its
// place among the lists there.
func withoutMerges(part []byte, place int) ([]byte, []string) {
	const open, shut = "<mergeCells", "</mergeCells>"
	from, to := bytes.LastIndex(part, []byte(open)), bytes.LastIndex(part, []byte(shut))
	if from < 0 || to < from {
		return part, nil
	}
	var refs []string
	for _, m := range mergedCells.FindAllSubmatch(part[from:to], -1) {
		refs = append(refs, string(m[1]))
	}
	return fmt.Appendf(nil, "%s%s><mergeCell ref=\"%[3]s%[4]d:%[3]s%[4]d\"/>%s", part[:from], open, lastColumn, place,
		part[to:]), refs
}

// mergesOf are the merged cells of a sheet, from the top left to the bottom
// right cell each.
func mergesOf(f *excelize.File, name string, merged [][]string) ([]string, error) {
	left, err := f.GetMergeCells(name, true)
	if err != nil || len(left) != 1 {
		return nil, err
	}
	place, err := strconv.Atoi(strings.TrimPrefix(left[0].GetStartAxis(), lastColumn))
	if err != nil || place < 1 || place > len(merged) {
		return nil, nil //nolint:nilerr // a sheet written in a way lighten does not know keeps its own
	}
	return merged[place-1], nil
}
