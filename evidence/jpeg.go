package evidence

import (
	"bytes"
	"encoding/binary"
)

// Markers of ITU-T T.81 that matter here.
const (
	markerSOS   = 0xda
	markerEOI   = 0xd9
	markerAPP0  = 0xe0 // JFIF
	markerAPP1  = 0xe1 // Exif, XMP
	markerAPP14 = 0xee // Adobe: says how colours are coded
	markerAPP15 = 0xef
	markerCOM   = 0xfe
)

// cleanJPEG keeps the segments that draw the picture, and from the Exif data
// only which way is up. What stands behind the end of the picture goes.
func cleanJPEG(b []byte) (content, error) {
	c := content{media: "image/jpeg"}
	out := bytes.NewBuffer(make([]byte, 0, len(b)))
	out.Write(b[:2])
	up, scans := 0, 0
	for i := 2; ; {
		for i < len(b) && b[i] == 0xff && i+1 < len(b) && b[i+1] == 0xff {
			i++ // fill bytes
		}
		if i+1 >= len(b) || b[i] != 0xff {
			return content{}, unfit("the JPEG is cut off or damaged")
		}
		m := b[i+1]
		if m == markerEOI {
			if scans == 0 || c.width == 0 {
				return content{}, unfit("the JPEG holds no picture")
			}
			out.Write([]byte{0xff, markerEOI})
			c.body = upright(out.Bytes(), up)
			return c, nil
		}
		if i+4 > len(b) {
			return content{}, unfit("the JPEG is cut off or damaged")
		}
		end := i + 2 + int(binary.BigEndian.Uint16(b[i+2:]))
		if end < i+4 || end > len(b) || m < 0xc0 || m >= 0xd0 && m <= 0xd8 {
			return content{}, unfit("the JPEG is cut off or damaged")
		}
		data := b[i+4 : end]
		if frame(m) {
			if c.width != 0 || len(data) < 6 {
				return content{}, unfit("the JPEG holds several pictures")
			}
			c.height, c.width = int(binary.BigEndian.Uint16(data[1:])), int(binary.BigEndian.Uint16(data[3:]))
		}
		if m == markerSOS {
			scans++
			end = scanEnd(b, end)
		}
		switch {
		case m == markerAPP1:
			if o := orientation(data); o != 0 && up == 0 {
				up = o
			}
		case m > markerAPP0 && m <= markerAPP15 && m != markerAPP14, m == markerCOM, m == markerAPP0 && !bytes.HasPrefix(data, []byte("JFIF\x00")):
		case m == markerAPP0:
			out.Write([]byte{0xff, markerAPP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0}) // its preview may show more
		default:
			out.Write(b[i:end])
		}
		i = end
	}
}

// frame reports whether a marker begins a frame, which says the size.
func frame(m byte) bool { return m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc }

// scanEnd returns where the coded data from i on end: at the next marker that
// is no restart and no stuffed zero.
func scanEnd(b []byte, i int) int {
	for ; i+1 < len(b); i++ {
		if b[i] == 0xff && b[i+1] != 0 && (b[i+1] < 0xd0 || b[i+1] > 0xd7) && b[i+1] != 0xff {
			return i
		}
	}
	return len(b)
}

// orientation reads which way is up from Exif data: 1 to 8, 0 for unknown.
func orientation(data []byte) int {
	t, ok := bytes.CutPrefix(data, []byte("Exif\x00\x00"))
	if !ok || len(t) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(t[:2]) == "MM" {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(t[4:]))
	if at < 8 || at+2 > int64(len(t)) {
		return 0
	}
	for n := range int64(order.Uint16(t[at:])) {
		e := at + 2 + 12*n
		if e+12 > int64(len(t)) {
			return 0
		}
		if order.Uint16(t[e:]) == 0x0112 {
			if v := int(order.Uint16(t[e+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 0
		}
	}
	return 0
}

// upright puts Exif data behind the picture's first marker that say which way
// is up and nothing else.
func upright(b []byte, up int) []byte {
	if up <= 1 {
		return b
	}
	exif := []byte{
		0xff, markerAPP1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
		0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, byte(up), 0, 0, 0, 0, 0, 0,
	}
	return append(append(bytes.Clone(b[:2]), exif...), b[2:]...)
}
