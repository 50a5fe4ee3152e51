package roadnet

import "errors"

// wire reads protocol buffer fields (https://protobuf.dev/programming-guides/encoding/)
// from a slice. After the first error every read returns zero and next stops.
type wire struct {
	b   []byte
	err error
}

var (
	errWireShort = errors.New("protocol buffer ends too early")
	errWireLong  = errors.New("protocol buffer number is too long")
	errWireType  = errors.New("protocol buffer field has the wrong type")
)

// The wire types that OSM PBF uses.
const (
	wireVarint  = 0
	wireFixed64 = 1
	wireBytes   = 2
	wireFixed32 = 5
)

// next returns the next field's number and wire type, false at the end or
// after an error.
func (w *wire) next() (field uint64, kind uint8, ok bool) {
	if w.err != nil || len(w.b) == 0 {
		return 0, 0, false
	}
	key := w.uvarint()
	if w.err == nil && key>>3 == 0 {
		w.fail(errWireType)
	}
	return key >> 3, uint8(key & 7), w.err == nil
}

// uvarint reads an unsigned number.
func (w *wire) uvarint() uint64 {
	if w.err != nil {
		return 0
	}
	var v uint64
	for i := 0; i < len(w.b); i++ {
		if i == 10 {
			w.fail(errWireLong)
			return 0
		}
		c := w.b[i]
		v |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			w.b = w.b[i+1:]
			return v
		}
	}
	w.fail(errWireShort)
	return 0
}

// zigzag reads a number that is stored as sint.
func (w *wire) zigzag() int64 {
	return unzigzag(w.uvarint())
}

// bytes reads a length and that many bytes, which alias the input.
func (w *wire) bytes() []byte {
	n := w.uvarint()
	if w.err != nil {
		return nil
	}
	if n > uint64(len(w.b)) {
		w.fail(errWireShort)
		return nil
	}
	b := w.b[:n:n]
	w.b = w.b[n:]
	return b
}

// skip passes over a field of the given wire type.
func (w *wire) skip(kind uint8) {
	switch kind {
	case wireVarint:
		w.uvarint()
	case wireFixed64:
		w.drop(8)
	case wireBytes:
		w.bytes()
	case wireFixed32:
		w.drop(4)
	default:
		w.fail(errWireType)
	}
}

func (w *wire) drop(n int) {
	if n > len(w.b) {
		w.fail(errWireShort)
		return
	}
	w.b = w.b[n:]
}

// want reads a field's bytes when kind is wireBytes and fails otherwise.
func (w *wire) want(kind uint8) []byte {
	if kind != wireBytes {
		w.fail(errWireType)
		return nil
	}
	return w.bytes()
}

// number reads a field's number when kind is wireVarint and fails otherwise.
func (w *wire) number(kind uint8) uint64 {
	if kind != wireVarint {
		w.fail(errWireType)
		return 0
	}
	return w.uvarint()
}

func (w *wire) fail(err error) {
	if w.err == nil {
		w.err = err
	}
	w.b = nil
}

// more reports whether a packed field holds another value.
func (w *wire) more() bool { return w.err == nil && len(w.b) > 0 }
