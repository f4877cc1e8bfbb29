package convert

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/richardlehane/mscfb"
	"github.com/xuri/excelize/v2"

	"github.com/yusuan/yusuan/document"
	"github.com/yusuan/yusuan/extract/format"
)

// Workbook is a workbook of Excel 97 to 2003, and of old WPS.
var Workbook = format.Format{Name: document.XLS, Unwrap: to("xlsx"), Sniff: func(h *format.Head) string {
	if h.Stream("Workbook", "Book") {
		return "Excel 97-2003 workbook"
	}
	return ""
}}

// Text is what word processors wrote before DOCX.
var Text = format.Format{Name: document.DOC, Unwrap: to("docx"), Sniff: func(h *format.Head) string {
	has := func(word string) bool { return bytes.Contains(h.Text(), []byte(word)) }
	switch {
	case h.Has(0, `{\rtf`):
		return "RTF"
	case h.Stream("WordDocument"):
		return "Word 97-2003 document"
	case bytes.HasPrefix(h.Text(), []byte("<?xml")) &&
		(has("schemas.microsoft.com/office/word/2003/wordml") || has("schemas.microsoft.com/office/2006/xmlPackage")):
		return "Word XML document"
	}
	return ""
}}

// Encrypted is an Office package under a password; what is inside is known
// only with that.
var Encrypted = format.Format{Name: document.Unknown, Unwrap: decrypt, Sniff: func(h *format.Head) string {
	if h.Stream("EncryptedPackage") {
		return "encrypted Office document"
	}
	return ""
}}

func decrypt(_ context.Context, data []byte, o format.Options) ([]byte, error) {
	if o.Password == "" {
		return nil, fmt.Errorf("%w: Office document", document.ErrEncrypted)
	}
	plain, err := excelize.Decrypt(data, &excelize.Options{Password: o.Password})
	switch {
	case errors.Is(err, excelize.ErrWorkbookPassword):
		return nil, document.ErrPassword
	case errors.Is(err, excelize.ErrUnsupportedEncryptMechanism), errors.Is(err, excelize.ErrUnknownEncryptMechanism):
		return nil, fmt.Errorf("%w: %w", document.ErrEncrypted, err)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", document.ErrDamaged, err)
	case !bytes.HasPrefix(plain, []byte("PK")):
		return nil, document.ErrPassword // of the schemes that cannot tell
	}
	return plain, nil
}

// to has a file converted to the format of an extension.
func to(extension string) func(context.Context, []byte, format.Options) ([]byte, error) {
	return func(ctx context.Context, data []byte, o format.Options) ([]byte, error) {
		if err := check(data); err != nil {
			return nil, err
		}
		return Office(ctx, data, extension, o.Unpacked())
	}
}

// check looks whether an old workbook or document in a compound file is all
// there, because an office suite would read half of one without a word, and whether its own
// flags say that it is encrypted: a FilePass record near the start of the
// workbook stream ([MS-XLS] 2.4.117), or fEncrypted in the header of the
// document ([MS-DOC] 2.5.2).
func check(data []byte) (err error) {
	if !(&format.Head{Data: data}).OLE() {
		return nil
	}
	defer func() {
		if p := recover(); p != nil {
			slog.Debug("compound file", "panic", p)
			err = fmt.Errorf("%w: compound file", document.ErrDamaged)
		}
	}()
	ole, err := mscfb.New(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("%w: %w", document.ErrDamaged, err)
	}
	for _, f := range ole.File {
		if len(f.Path) > 0 || f.Name != "Workbook" && f.Name != "Book" && f.Name != "WordDocument" {
			continue
		}
		if f.Size > int64(len(data)) {
			return fmt.Errorf("%w: the %s stream is cut off", document.ErrDamaged, f.Name)
		}
		stream, err := io.ReadAll(f)
		if err != nil || int64(len(stream)) < f.Size {
			return fmt.Errorf("%w: the %s stream is cut off", document.ErrDamaged, f.Name)
		}
		text := f.Name == "WordDocument"
		if text && len(stream) > 11 && stream[11]&1 != 0 || !text && hasFilePass(stream) {
			return fmt.Errorf("%w: this kind of encryption is not supported", document.ErrEncrypted)
		}
	}
	return nil
}

func hasFilePass(stream []byte) bool {
	const filePass, eof = 0x2f, 0x0a
	for len(stream) >= 4 {
		id, size := binary.LittleEndian.Uint16(stream), int(binary.LittleEndian.Uint16(stream[2:]))
		if id == filePass || id == eof {
			return id == filePass
		}
		if stream = stream[4:]; size > len(stream) {
			return false
		}
		stream = stream[size:]
	}
	return false
}
