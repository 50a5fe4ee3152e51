package roadnet

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Format is how an OpenStreetMap extract is encoded.
type Format uint8

// The formats that Import reads.
const (
	PBF    Format = iota + 1 // OSM PBF 1.x with zlib or no compression
	XML                      // OSM XML 0.6
	XMLBz2                   // the same, compressed with bzip2
	XMLGz                    // the same, compressed with gzip
)

var formatSuffixes = [...]struct {
	suffix string
	format Format
}{
	{".osm.pbf", PBF}, {".pbf", PBF}, {".osm.bz2", XMLBz2}, {".osm.gz", XMLGz}, {".osm", XML}, {".osm.xml", XML},
}

// FormatOf returns the format that a file's name promises. The error of any
// other name lists the suffixes that are known.
func FormatOf(name string) (Format, error) {
	lower := strings.ToLower(name)
	for _, s := range formatSuffixes {
		if strings.HasSuffix(lower, s.suffix) {
			return s.format, nil
		}
	}
	return 0, fmt.Errorf("roadnet: %q is not named .osm.pbf, .osm.bz2, .osm.gz or .osm", filepath.Base(name))
}

// String returns the format's usual suffix.
func (f Format) String() string {
	for _, s := range formatSuffixes {
		if s.format == f {
			return s.suffix
		}
	}
	return fmt.Sprintf("format(%d)", uint8(f))
}

// osmModule is the module whose testdata holds the extract of Andorra.
const osmModule = "github.com/paulmach/osm@v0.8.0"

// DefaultExtract returns the path of the Andorra extract that the Go module
// cache at modcache (go env GOMODCACHE) holds. When it is not there the error
// says which command fetches it.
func DefaultExtract(modcache string) (string, error) {
	p := filepath.Join(modcache, filepath.FromSlash(osmModule), "testdata", "andorra-latest.osm.bz2")
	info, err := os.Stat(p)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("roadnet: no extract at %s: run `go mod download %s` or pass an extract of your own", p, osmModule)
	case err != nil:
		return "", fmt.Errorf("roadnet: default extract: %w", err)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("roadnet: %s is not a file", p)
	}
	return p, nil
}
