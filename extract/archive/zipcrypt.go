package archive

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/aes"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/yusuan/yusuan/document"
)

// methodAES is the compression method that WinZip's encryption announces; the
// true one stands in its extra field.
const methodAES = 99

// openZip opens a member, decrypting it if need be.
func openZip(f *zip.File, password string) (io.Reader, error) {
	if f.Flags&1 == 0 {
		r, err := f.Open()
		if errors.Is(err, zip.ErrAlgorithm) {
			return nil, fmt.Errorf("%w: ZIP compression method %d", document.ErrUnsupported, f.Method)
		}
		return r, err
	}
	if password == "" {
		return nil, fmt.Errorf("%w: archive member needs a password", document.ErrEncrypted)
	}
	raw, err := f.OpenRaw()
	if err != nil {
		return nil, damaged(err)
	}
	data, err := io.ReadAll(raw)
	if err != nil {
		return nil, damaged(err)
	}
	method := f.Method
	if method == methodAES {
		data, method, err = decryptAES(data, f.Extra, password)
	} else {
		data, err = decryptPKWARE(data, f, password)
	}
	if err != nil {
		return nil, err
	}
	var r io.Reader = bytes.NewReader(data)
	switch method {
	case zip.Store:
	case zip.Deflate:
		r = flate.NewReader(r)
	default:
		return nil, fmt.Errorf("%w: ZIP compression method %d", document.ErrUnsupported, method)
	}
	if f.Method == methodAES {
		return r, nil // authenticated already
	}
	return &sumReader{r: r, want: f.CRC32}, nil
}

// sumReader ends with ErrPassword if the checksum is not the one stored: the
// old cipher tells wrong passwords by one byte only, and lets 1 in 256 pass.
type sumReader struct {
	r         io.Reader
	sum, want uint32
}

func (s *sumReader) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.sum = crc32.Update(s.sum, crc32.IEEETable, p[:n])
	if err == io.EOF && s.sum == s.want {
		return n, io.EOF
	}
	if err != nil {
		return n, fmt.Errorf("%w (or damaged)", document.ErrPassword)
	}
	return n, nil
}

// decryptPKWARE undoes the traditional encryption (APPNOTE 6.1).
func decryptPKWARE(data []byte, f *zip.File, password string) ([]byte, error) {
	const header = 12
	if len(data) < header {
		return nil, fmt.Errorf("%w: encryption header cut off", document.ErrDamaged)
	}
	k := [3]uint32{0x12345678, 0x23456789, 0x34567890}
	update := func(b byte) {
		k[0] = crc32.IEEETable[byte(k[0])^b] ^ k[0]>>8
		k[1] = (k[1]+k[0]&0xff)*134775813 + 1
		k[2] = crc32.IEEETable[byte(k[2])^byte(k[1]>>24)] ^ k[2]>>8
	}
	for i := range len(password) {
		update(password[i])
	}
	plain := make([]byte, len(data))
	for i, c := range data {
		t := k[2] | 2
		plain[i] = c ^ byte(t*(t^1)>>8)
		update(plain[i])
	}
	check := byte(f.CRC32 >> 24)
	if f.Flags&8 != 0 {
		check = byte(f.ModifiedTime >> 8) //nolint:staticcheck // the raw DOS time is what the format uses
	}
	if plain[header-1] != check {
		return nil, document.ErrPassword
	}
	return plain[header:], nil
}

// decryptAES undoes WinZip's AE-1 and AE-2 encryption.
func decryptAES(data, extra []byte, password string) ([]byte, uint16, error) {
	strength, method := byte(0), uint16(0)
	for x := extra; len(x) >= 4; {
		id, size := binary.LittleEndian.Uint16(x), int(binary.LittleEndian.Uint16(x[2:]))
		if x = x[4:]; size > len(x) {
			break
		}
		if id == 0x9901 && size >= 7 {
			strength, method = x[4], binary.LittleEndian.Uint16(x[5:])
		}
		x = x[size:]
	}
	if strength < 1 || strength > 3 {
		return nil, 0, fmt.Errorf("%w: no encryption header", document.ErrDamaged)
	}
	const verifier, mac = 2, 10
	key := 8 + 8*int(strength)
	salt := key / 2
	if len(data) < salt+verifier+mac {
		return nil, 0, fmt.Errorf("%w: encrypted member cut off", document.ErrDamaged)
	}
	derived, err := pbkdf2.Key(sha1.New, password, data[:salt], 1000, 2*key+verifier)
	if err != nil {
		return nil, 0, err
	}
	if subtle.ConstantTimeCompare(derived[2*key:], data[salt:salt+verifier]) == 0 {
		return nil, 0, document.ErrPassword
	}
	body := data[salt+verifier : len(data)-mac]
	sum := hmac.New(sha1.New, derived[key:2*key])
	sum.Write(body)
	if !hmac.Equal(sum.Sum(nil)[:mac], data[len(data)-mac:]) {
		return nil, 0, fmt.Errorf("%w (or damaged)", document.ErrPassword)
	}
	block, err := aes.NewCipher(derived[:key])
	if err != nil {
		return nil, 0, err
	}
	// Counter mode, but counting from 1 with the low byte first.
	plain := make([]byte, len(body))
	var counter, stream [aes.BlockSize]byte
	for i := 0; i < len(body); i += aes.BlockSize {
		for j := range counter {
			if counter[j]++; counter[j] != 0 {
				break
			}
		}
		block.Encrypt(stream[:], counter[:])
		subtle.XORBytes(plain[i:], body[i:], stream[:])
	}
	return plain, method, nil
}
