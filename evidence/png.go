package evidence

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

// pngKept are the chunks that draw the picture (PNG, third edition). Texts,
// times, Exif data, colour profiles and animations are not among them.
var pngKept = []string{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "bKGD", "pHYs"}

// cleanPNG keeps the chunks that draw the picture.
func cleanPNG(b []byte) (content, error) {
	c := content{media: "image/png"}
	damaged := unfit("the PNG is cut off or damaged")
	out := bytes.NewBufferString(pngMagic)
	data := false
	for i := len(pngMagic); ; {
		if i+12 > len(b) {
			return content{}, damaged
		}
		n := int64(binary.BigEndian.Uint32(b[i:]))
		if n > int64(len(b)-i-12) {
			return content{}, damaged
		}
		end := i + 12 + int(n)
		name, body := string(b[i+4:i+8]), b[i+8:end-4]
		if crc32.ChecksumIEEE(b[i+4:end-4]) != binary.BigEndian.Uint32(b[end-4:]) || (c.width == 0) != (name == "IHDR") {
			return content{}, damaged
		}
		if name == "IHDR" {
			if n != 13 {
				return content{}, damaged
			}
			c.width, c.height = int(binary.BigEndian.Uint32(body)), int(binary.BigEndian.Uint32(body[4:]))
			if c.width <= 0 || c.height <= 0 || c.width > maxSide || c.height > maxSide {
				return content{}, unfit("%d × %d pixels are too many", c.width, c.height)
			}
		}
		data = data || name == "IDAT"
		if slices.Contains(pngKept, name) {
			out.Write(b[i:end])
		}
		if name == "IEND" {
			if !data {
				return content{}, unfit("the PNG holds no picture")
			}
			c.body = out.Bytes()
			return c, nil
		}
		i = end
	}
}
