package evidence

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"

	"github.com/linli/linli/shell"
)

func drawing(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.RGBA{uint8(x * 7), uint8(y * 5), uint8(x * y), 255})
		}
	}
	return m
}

func jpegOf(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, drawing(w, h), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, drawing(w, h)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// segment is a JPEG segment.
func segment(marker byte, data string) []byte {
	return append([]byte{0xff, marker, byte((len(data) + 2) >> 8), byte(len(data) + 2)}, data...)
}

// exif says which way is up, and where the camera was.
func exif(order binary.AppendByteOrder, up uint16) string {
	mark := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		mark = "MM\x00*"
	}
	b := order.AppendUint32([]byte(mark), 8)
	b = order.AppendUint16(b, 2)
	for _, e := range [][2]uint32{{0x0112, uint32(up)}, {0x8825, 50}} {
		b = order.AppendUint16(b, uint16(e[0]))
		b = order.AppendUint16(b, 3)
		b = order.AppendUint32(b, 1)
		b = order.AppendUint16(b, uint16(e[1]))
		b = order.AppendUint16(b, 0)
	}
	return "Exif\x00\x00" + string(b) + "\x00\x00\x00\x00GPS 42.50N SECRET"
}

func TestJPEGKeepsThePictureOnly(t *testing.T) {
	plain := jpegOf(t, 64, 48)
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		sent := slices.Concat(plain[:2],
			segment(0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"), segment(0xe0, "JFXX\x00 SECRET preview"),
			segment(0xe1, exif(order, 6)), segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00SECRET"), segment(0xe2, "ICC_PROFILE\x00SECRET"),
			segment(0xed, "Photoshop SECRET"), segment(0xfe, "SECRET comment"), plain[2:], []byte("SECRET second file"))
		c, err := clean(Photo, sent)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(c.body, []byte("SECRET")) || c.media != "image/jpeg" || c.width != 64 || c.height != 48 {
			t.Fatalf("%s %d × %d: %q", c.media, c.width, c.height, c.body[:80])
		}
		a, err := jpeg.Decode(bytes.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		b, _ := jpeg.Decode(bytes.NewReader(plain))
		for y := range 48 {
			for x := range 64 {
				if a.At(x, y) != b.At(x, y) {
					t.Fatalf("pixel %d, %d changed", x, y)
				}
			}
		}
		if !bytes.HasPrefix(c.body[2:], []byte{0xff, 0xe1}) || orientation(c.body[6:]) != 6 {
			t.Fatalf("which way is up is lost: % x", c.body[:40])
		}
		again, err := clean(Photo, c.body)
		if err != nil || !bytes.Equal(again.body, c.body) {
			t.Fatalf("cleaned twice it changes: %v", err)
		}
	}
}

// chunk is a PNG chunk.
func chunk(name, data string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, name...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func TestPNGKeepsThePictureOnly(t *testing.T) {
	plain := pngOf(t, 33, 20)
	sent := slices.Concat(plain[:33], chunk("tEXt", "Author\x00SECRET"), chunk("eXIf", "MM SECRET"), chunk("iCCP", "SECRET"), plain[33:], []byte("SECRET behind"))
	c, err := clean(Signature, sent)
	if err != nil || !bytes.Equal(c.body, plain) || c.width != 33 || c.height != 20 {
		t.Fatalf("%v: %d × %d, %d bytes of %d", err, c.width, c.height, len(c.body), len(plain))
	}
}

// webp puts chunks together; each is a name and its data.
func webp(chunks ...string) []byte {
	var b []byte
	for i := 0; i < len(chunks); i += 2 {
		b = append(b, chunks[i]...)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(chunks[i+1])))
		b = append(b, chunks[i+1]...)
		if len(chunks[i+1])%2 == 1 {
			b = append(b, 0)
		}
	}
	head := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(b)+4))
	return slices.Concat(head, []byte("WEBP"), b)
}

func lossless(w, h int) string {
	return string(binary.LittleEndian.AppendUint32([]byte{0x2f}, uint32(w-1)|uint32(h-1)<<14)) + "pixels"
}

func TestWebPKeepsThePictureOnly(t *testing.T) {
	extended := "\x3c\x00\x00\x00\x3f\x00\x00\x2f\x00\x00" // profile, alpha, Exif, XMP
	sent := append(webp("VP8X", extended, "ICCP", "SECRET", "ALPH", "a", "VP8L", lossless(64, 48), "EXIF", "SECRET", "XMP ", "SECRET!"), "SECRET"...)
	c, err := clean(Photo, sent)
	want := webp("VP8X", "\x10"+extended[1:], "ALPH", "a", "VP8L", lossless(64, 48))
	if err != nil || !bytes.Equal(c.body, want) || c.width != 64 || c.height != 48 || c.media != "image/webp" {
		t.Fatalf("%v: %d × %d\n%q\n%q", err, c.width, c.height, c.body, want)
	}
	lossy := "\x10\x00\x00\x9d\x01\x2a\x40\x00\x30\x00 data"
	if c, err := clean(Photo, webp("VP8 ", lossy)); err != nil || c.width != 64 || c.height != 48 {
		t.Fatalf("%v: %d × %d", err, c.width, c.height)
	}
}

func TestUnfit(t *testing.T) {
	j, p := jpegOf(t, 64, 48), pngOf(t, 64, 48)
	twisted := bytes.Clone(p)
	twisted[40] ^= 1
	for name, c := range map[string]struct {
		kind string
		sent []byte
	}{
		"nothing":            {Photo, nil},
		"a page":             {Photo, []byte("<html><script>alert(1)</script>")},
		"a page behind GIF":  {Photo, []byte("GIF89a<script>")},
		"a JPEG cut off":     {Photo, j[:len(j)/2]},
		"a JPEG's head":      {Photo, j[:20]},
		"a JPEG, no picture": {Photo, []byte("\xff\xd8\xff\xd9")},
		"a PNG cut off":      {Photo, p[:len(p)-5]},
		"a PNG damaged":      {Photo, twisted},
		"a PNG's head":       {Photo, p[:33]},
		"a PNG, no data":     {Photo, slices.Concat(p[:33], chunk("IEND", ""))},
		"a bomb":             {Photo, slices.Concat([]byte(pngMagic), chunk("IHDR", "\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x06\x00\x00\x00"), chunk("IDAT", "x"), chunk("IEND", ""))},
		"too small":          {Photo, jpegOf(t, 8, 8)},
		"too large":          {Photo, append(bytes.Clone(j), make([]byte, MaxBytes)...)},
		"a WebP that moves":  {Photo, webp("VP8X", "\x02\x00\x00\x00\x3f\x00\x00\x2f\x00\x00", "ANIM", "xxxxxx", "VP8L", lossless(64, 48))},
		"two pictures":       {Photo, webp("VP8L", lossless(64, 48), "VP8L", lossless(64, 48))},
		"a WebP cut off":     {Photo, webp("VP8L", lossless(64, 48))[:20]},
		"an empty WebP":      {Photo, webp()},
		"too wide":           {Photo, webp("VP8L", lossless(9000, 48))},
		"an empty code":      {Code, []byte(" \n")},
		"a long code":        {Code, []byte(strings.Repeat("x", 257))},
		"two lines":          {Code, []byte("a\nb")},
		"a picture as code":  {Code, j},
	} {
		got, err := clean(c.kind, c.sent)
		var unfit *shell.Unfit
		if !errors.As(err, &unfit) || unfit.Why == "" {
			t.Errorf("%s is kept: %s %d × %d, %v", name, got.media, got.width, got.height, err)
		}
	}
	if c, err := clean(Code, []byte(" 6901234567892\n")); err != nil || string(c.body) != "6901234567892" {
		t.Errorf("%q, %v", c.body, err)
	}
}

// FuzzClean: whatever is sent, what is kept is kept again unchanged.
func FuzzClean(f *testing.F) {
	j := jpegOf(f, 20, 20)
	f.Add(j)
	f.Add(slices.Concat(j[:2], segment(0xe1, exif(binary.BigEndian, 3)), j[2:]))
	f.Add(pngOf(f, 20, 20))
	f.Add(webp("VP8X", "\x3c\x00\x00\x00\x3f\x00\x00\x2f\x00\x00", "ALPH", "a", "VP8L", lossless(64, 48)))
	f.Fuzz(func(t *testing.T, sent []byte) {
		c, err := clean(Photo, sent)
		if err != nil {
			return
		}
		again, err := clean(Photo, c.body)
		if err != nil || !bytes.Equal(again.body, c.body) || again.media != c.media || again.width != c.width || again.height != c.height {
			t.Fatalf("%v: %d bytes, then %d", err, len(c.body), len(again.body))
		}
	})
}
