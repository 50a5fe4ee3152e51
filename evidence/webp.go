package evidence

import (
	"bytes"
	"encoding/binary"
)

// cleanWebP keeps the chunks that draw the picture (RFC 9649): VP8, VP8L and
// ALPH, and VP8X with the flags of what was left out taken back. Animations
// are refused.
func cleanWebP(b []byte) (content, error) {
	c := content{media: "image/webp"}
	damaged := unfit("the WebP is cut off or damaged")
	size := int64(binary.LittleEndian.Uint32(b[4:])) + 8
	if size < 12 || size > int64(len(b)) {
		return content{}, damaged
	}
	b = b[:size]
	var out bytes.Buffer
	pictures := 0
	for i := 12; i < len(b); {
		if i+8 > len(b) {
			return content{}, damaged
		}
		n := int64(binary.LittleEndian.Uint32(b[i+4:]))
		end := int64(i) + 8 + n
		if end > int64(len(b)) {
			return content{}, damaged
		}
		name, body := string(b[i:i+4]), b[i+8:end]
		padded := min(end+n%2, int64(len(b)))
		chunk := bytes.Clone(b[i:padded])
		switch name {
		case "VP8X":
			if n < 10 || i != 12 || body[0]&0x02 != 0 {
				return content{}, unfit("the WebP is damaged, or moves")
			}
			chunk[8] &= 0x10 // transparency stays; Exif, XMP and the profile go
			out.Write(chunk)
		case "VP8 ", "VP8L":
			pictures++
			w, h, ok := webpSize(name, body)
			if !ok {
				return content{}, damaged
			}
			c.width, c.height = w, h
			out.Write(chunk)
		case "ALPH":
			out.Write(chunk)
		case "ANIM", "ANMF":
			return content{}, unfit("the WebP moves")
		}
		if n%2 == 1 && padded == end {
			out.WriteByte(0)
		}
		i = int(padded)
	}
	if pictures != 1 {
		return content{}, unfit("the WebP holds %d pictures", pictures)
	}
	head := []byte("RIFF\x00\x00\x00\x00WEBP")
	binary.LittleEndian.PutUint32(head[4:], uint32(4+out.Len()))
	c.body = append(head, out.Bytes()...)
	return c, nil
}

// webpSize reads the size from the head of a lossy (RFC 6386, section 9.1) or
// a lossless bitstream.
func webpSize(name string, b []byte) (w, h int, ok bool) {
	if name == "VP8 " {
		if len(b) < 10 || b[0]&1 != 0 || !bytes.Equal(b[3:6], []byte{0x9d, 0x01, 0x2a}) {
			return 0, 0, false
		}
		return int(binary.LittleEndian.Uint16(b[6:])) & 0x3fff, int(binary.LittleEndian.Uint16(b[8:])) & 0x3fff, true
	}
	if len(b) < 5 || b[0] != 0x2f {
		return 0, 0, false
	}
	bits := binary.LittleEndian.Uint32(b[1:])
	return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1, bits>>29 == 0
}
