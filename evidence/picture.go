package evidence

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/linli/linli/shell"
)

// The most that is taken.
const (
	MaxBytes  = 4 << 20 // of a picture as sent
	maxSide   = 8192    // pixels
	maxPixels = 40 << 20
	minSide   = 16
	maxCode   = 256 // bytes
)

func unfit(format string, args ...any) *shell.Unfit {
	return &shell.Unfit{Why: fmt.Sprintf(format, args...)}
}

// content is what is kept of something that was sent.
type content struct {
	body          []byte
	media         string
	width, height int
}

// clean looks at what was sent for a kind and returns what is kept of it. Its
// errors are *shell.Unfit.
func clean(kind string, sent []byte) (content, error) {
	if kind == Code {
		return cleanCode(sent)
	}
	if len(sent) > MaxBytes {
		return content{}, unfit("the picture is larger than %d MiB", MaxBytes>>20)
	}
	var c content
	var err error
	switch {
	case bytes.HasPrefix(sent, []byte("\xff\xd8\xff")):
		c, err = cleanJPEG(sent)
	case bytes.HasPrefix(sent, []byte(pngMagic)):
		c, err = cleanPNG(sent)
	case len(sent) >= 12 && string(sent[:4]) == "RIFF" && string(sent[8:12]) == "WEBP":
		c, err = cleanWebP(sent)
	default:
		return content{}, unfit("this is neither a JPEG nor a PNG nor a WebP")
	}
	if err != nil {
		return content{}, err
	}
	if c.width < minSide || c.height < minSide || c.width > maxSide || c.height > maxSide || c.width*c.height > maxPixels {
		return content{}, unfit("%d × %d pixels are not between %d and %d a side, and at most %d in all", c.width, c.height, minSide, maxSide, maxPixels)
	}
	return c, nil
}

// cleanCode takes a code that was scanned or typed: one line of text.
func cleanCode(sent []byte) (content, error) {
	s := strings.TrimSpace(string(sent))
	if s == "" || len(s) > maxCode || !utf8.ValidString(s) || strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) }) {
		return content{}, unfit("a code is one line of text of at most %d bytes", maxCode)
	}
	return content{body: []byte(s), media: "text/plain; charset=utf-8"}, nil
}
