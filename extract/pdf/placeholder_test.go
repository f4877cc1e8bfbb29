package pdf

import (
	"bytes"
	"encoding/binary"
	"flag"
	"os"
	"slices"
	"testing"
	"unicode/utf16"
)

var update = flag.Bool("update", false, "rewrite golden files and fonts/placeholder.ttf")

// placeholder builds a TrueType font that has an invisible glyph for every
// character: half an em wide for the Latin ones, one em for the others. Each
// glyph is two contours without area in opposite corners of its box.
func placeholder() []byte {
	const em, ascent, descent = 1000, 880, -120
	var glyf bytes.Buffer
	loca := []any{uint16(0), uint16(0)} // glyph 0 is empty
	for _, width := range []int16{em / 2, em} {
		put(&glyf, int16(2), int16(0), int16(descent), width, int16(ascent), // contours, box
			uint16(1), uint16(3), uint16(0), // last point of each contour, no instructions
			[]byte{1, 1, 1, 1}, // all points on the curve
			int16(0), int16(0), width, int16(0), int16(descent), int16(0), int16(ascent-descent), int16(0))
		loca = append(loca, uint16(glyf.Len()/2))
	}
	const style, family = "Regular", "WenQuanYi Micro Hei" // a name PDFium looks for
	texts := utf16.Encode([]rune(family + style))
	tables := map[string][]byte{
		"glyf": glyf.Bytes(),
		"loca": put(nil, loca...),
		"hmtx": put(nil, uint16(em), int16(0), uint16(em/2), int16(0), uint16(em), int16(0)),
		"head": put(nil, uint32(0x10000), uint32(0x10000), uint32(0), uint32(0x5f0f3cf5), uint16(0), uint16(em), uint64(0),
			uint64(0),
			int16(0), int16(descent), int16(em), int16(ascent), uint16(0), uint16(8), int16(2), int16(0), int16(0)),
		"hhea": put(nil, uint32(0x10000), int16(ascent), int16(descent), int16(0), uint16(em), make([]byte, 22), uint16(3)),
		"maxp": put(nil, uint32(0x10000), uint16(3), uint16(4), uint16(2), make([]byte, 22)),
		"post": put(nil, uint32(0x30000), make([]byte, 28)),
		// Weight 400, width 5; the code page bits 17 to 21 stand for the Chinese, Japanese and Korean ones.
		"OS/2": put(nil, uint16(3), int16(em), uint16(400), uint16(5), make([]byte, 50), uint16(0x40), uint16(0x20),
			uint16(0xffff),
			int16(ascent), int16(descent), int16(0), uint16(ascent), uint16(-descent), uint32(1|0x1f<<17), uint32(0),
			make([]byte, 10)),
		"name": put(nil, uint16(0), uint16(2), uint16(30),
			uint16(3), uint16(1), uint16(0x409), uint16(1), uint16(2*len(family)), uint16(0),
			uint16(3), uint16(1), uint16(0x409), uint16(2), uint16(2*len(style)), uint16(2*len(family)), texts),
		// Format 13: whole ranges of characters with one glyph. No white space.
		"cmap": put(nil, uint16(0), uint16(1), uint16(3), uint16(10), uint32(12),
			uint16(13), uint16(0), uint32(16+3*12), uint32(0), uint32(3),
			uint32(0x21), uint32(0x1fff), uint32(1),
			uint32(0x2010), uint32(0x2fff), uint32(2),
			uint32(0x3001), uint32(0x3ffff), uint32(2)),
	}
	var tags []string
	for tag := range tables {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	var directory, body bytes.Buffer
	put(&directory, uint32(0x10000), uint16(len(tags)), uint16(128), uint16(3), uint16(len(tags)*16-128))
	for _, tag := range tags {
		data := tables[tag]
		for len(data)%4 != 0 {
			data = append(data, 0)
		}
		var sum uint32
		for i := 0; i < len(data); i += 4 {
			sum += binary.BigEndian.Uint32(data[i:])
		}
		put(&directory, []byte(tag), sum, uint32(12+16*len(tags)+body.Len()), uint32(len(tables[tag])))
		body.Write(data)
	}
	return append(directory.Bytes(), body.Bytes()...)
}

func put(b *bytes.Buffer, values ...any) []byte {
	if b == nil {
		b = new(bytes.Buffer)
	}
	for _, v := range values {
		if err := binary.Write(b, binary.BigEndian, v); err != nil {
			panic(err)
		}
	}
	return b.Bytes()
}

func TestPlaceholderFont(t *testing.T) {
	const name = "fonts/placeholder.ttf"
	want := placeholder()
	if *update {
		if err := os.WriteFile(name, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("fonts/placeholder.ttf is not what placeholder builds; run with -update")
	}
}

// Without a font PDFium drops every text object of a single character.
func TestFontNotEmbedded(t *testing.T) {
	p := decodePage(t, sheet{content: "BT /F2 10 Tf 100 700 Td <D2BB> Tj ET BT /F2 10 Tf 120 700 Td <B0D9> Tj ET" +
		" BT /F2 10 Tf 140 700 Td (1111.10) Tj ET BT /F2 10 Tf 200 700 Td (1) Tj ET BT /F2 10 Tf 205 700 Td (1) Tj ET" +
		" BT /F2 10 Tf 210 700 Td <A3B1> Tj ET"})
	if got, want := text(p), "一百1111.1011１"; got != want {
		t.Fatalf("text %q, want %q", got, want)
	}
	x, size := []float64{100, 120, 140, 145, 150, 155, 160, 165, 170, 200, 205, 210}, 10.0
	for i, g := range p.Glyphs {
		if d := g.Box.X0 - x[i]; d < -0.1 || d > 0.1 || g.Size != size || g.Box.Height() < 8 || g.Box.Height() > 14 {
			t.Errorf("%q at %v, want x %g", g.Text, g.Box, x[i])
		}
	}
}
