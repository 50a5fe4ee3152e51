package roadnet

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The limits of the OSM PBF format
// (https://wiki.openstreetmap.org/wiki/PBF_Format).
const (
	maxBlobHeader = 64 << 10
	maxBlob       = 32 << 20
)

// readPBF reads an OSM PBF file into x. It decodes the blocks itself: the
// decoder of paulmach/osm panics in a goroutine of its own on plain nodes and
// on broken string references, and nothing could recover that.
func readPBF(r io.ReaderAt, size int64, p progress, x *extract) error {
	d := pbfDecoder{x: x}
	for at, blob := int64(0), 0; at < size; blob++ {
		if err := p.at(at); err != nil {
			return err
		}
		kind, data, next, err := readBlob(r, at, size)
		if err == nil {
			switch {
			case blob == 0 && kind != "OSMHeader":
				return errors.New("roadnet: read .osm.pbf: no OSMHeader at the start: not an OSM PBF file")
			case kind == "OSMHeader":
				err = checkHeader(data)
			case kind == "OSMData":
				err = d.block(data)
			}
		}
		if err != nil {
			return fmt.Errorf("roadnet: read .osm.pbf: blob %d at byte %d: %w", blob, at, err)
		}
		at = next
	}
	return p.at(size)
}

// readBlob reads the blob at byte at and returns its type, its content after
// decompression, and where the next one starts.
func readBlob(r io.ReaderAt, at, size int64) (kind string, data []byte, next int64, err error) {
	var length [4]byte
	if err := readFull(r, length[:], at, size); err != nil {
		return "", nil, 0, err
	}
	headerSize := binary.BigEndian.Uint32(length[:])
	if headerSize > maxBlobHeader {
		return "", nil, 0, fmt.Errorf("blob header of %d bytes is over the limit", headerSize)
	}
	header := make([]byte, headerSize)
	if err := readFull(r, header, at+4, size); err != nil {
		return "", nil, 0, err
	}
	blobSize := int64(-1)
	for w := (&wire{b: header}); ; {
		field, k, ok := w.next()
		if !ok {
			err = w.err
			break
		}
		switch field {
		case 1:
			kind = string(w.want(k))
		case 3:
			blobSize = int64(w.number(k))
		default:
			w.skip(k)
		}
	}
	if err != nil {
		return "", nil, 0, err
	}
	if kind == "" || blobSize < 0 || blobSize > maxBlob {
		return "", nil, 0, fmt.Errorf("blob header names type %q and %d bytes", kind, blobSize)
	}
	blob := make([]byte, min(blobSize, max(0, size-at)))
	if err := readFull(r, blob, at+4+int64(headerSize), size); err != nil {
		return "", nil, 0, err
	}
	if int64(len(blob)) < blobSize {
		return "", nil, 0, io.ErrUnexpectedEOF
	}
	data, err = unpackBlob(blob)
	return kind, data, at + 4 + int64(headerSize) + blobSize, err
}

func readFull(r io.ReaderAt, b []byte, at, size int64) error {
	if at+int64(len(b)) > size {
		return io.ErrUnexpectedEOF
	}
	if n, err := r.ReadAt(b, at); n < len(b) {
		if err == nil || errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	return nil
}

// unpackBlob returns a Blob message's content.
func unpackBlob(blob []byte) ([]byte, error) {
	var raw, packed []byte
	rawSize := int64(-1)
	w := wire{b: blob}
	for {
		field, k, ok := w.next()
		if !ok {
			break
		}
		switch field {
		case 1:
			raw = w.want(k)
		case 2:
			rawSize = int64(int32(w.number(k)))
		case 3:
			packed = w.want(k)
		case 4, 5, 6, 7:
			return nil, errors.New("compression is neither zlib nor none")
		default:
			w.skip(k)
		}
	}
	switch {
	case w.err != nil:
		return nil, w.err
	case packed == nil:
		return raw, nil
	case rawSize < 0 || rawSize > maxBlob:
		return nil, fmt.Errorf("uncompressed size %d is not between 0 and 32 MiB", rawSize)
	}
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	// One byte more than promised is read, to catch a bomb; the buffer grows
	// with what really comes.
	var out bytes.Buffer
	out.Grow(int(min(rawSize, 64*int64(len(packed)))) + bytes.MinRead)
	if _, err := io.Copy(&out, io.LimitReader(z, rawSize+1)); err != nil {
		return nil, err
	}
	if int64(out.Len()) != rawSize {
		return nil, fmt.Errorf("content is not the promised %d bytes", rawSize)
	}
	return out.Bytes(), nil
}

// checkHeader refuses files that need what this reader does not know.
func checkHeader(data []byte) error {
	w := wire{b: data}
	for {
		field, k, ok := w.next()
		if !ok {
			return w.err
		}
		if field != 4 {
			w.skip(k)
			continue
		}
		switch feature := string(w.want(k)); feature {
		case "OsmSchema-V0.6", "DenseNodes", "":
		default:
			return fmt.Errorf("the file requires %q, which is not supported", feature)
		}
	}
}
