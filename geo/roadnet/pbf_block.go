package roadnet

import (
	"errors"
	"fmt"
)

// pbfDecoder turns primitive blocks into elements. Every string reference and
// every parallel array is checked.
type pbfDecoder struct {
	x       *extract
	strings []string
	// a coordinate is offset + granularity·value, in nanodegrees
	granularity, latOffset, lngOffset int64

	tags    tags
	refs    []int64
	members []member
}

var (
	errStringRef = errors.New("a tag points outside the string table")
	errColumns   = errors.New("parallel arrays differ in length")
)

// block reads one PrimitiveBlock.
func (d *pbfDecoder) block(data []byte) error {
	d.strings = d.strings[:0]
	d.granularity, d.latOffset, d.lngOffset = 100, 0, 0
	var groups [][]byte
	w := wire{b: data}
	for {
		field, k, ok := w.next()
		if !ok {
			break
		}
		switch field {
		case 1:
			if err := d.stringTable(w.want(k)); err != nil {
				return err
			}
		case 2:
			groups = append(groups, w.want(k))
		case 17:
			d.granularity = int64(int32(w.number(k)))
		case 19:
			d.latOffset = int64(w.number(k))
		case 20:
			d.lngOffset = int64(w.number(k))
		default:
			w.skip(k)
		}
	}
	if w.err != nil {
		return w.err
	}
	if d.granularity <= 0 {
		return fmt.Errorf("granularity %d is not positive", d.granularity)
	}
	for _, g := range groups {
		if err := d.group(g); err != nil {
			return err
		}
	}
	return nil
}

func (d *pbfDecoder) stringTable(data []byte) error {
	w := wire{b: data}
	for {
		field, k, ok := w.next()
		if !ok {
			return w.err
		}
		if field == 1 {
			d.strings = append(d.strings, string(w.want(k)))
		} else {
			w.skip(k)
		}
	}
}

func (d *pbfDecoder) group(data []byte) error {
	w := wire{b: data}
	for {
		field, k, ok := w.next()
		if !ok {
			return w.err
		}
		var err error
		switch field {
		case 1:
			err = d.node(w.want(k))
		case 2:
			err = d.dense(w.want(k))
		case 3:
			err = d.way(w.want(k))
		case 4:
			err = d.relation(w.want(k))
		default:
			w.skip(k)
		}
		if w.err != nil {
			return w.err
		}
		if err != nil {
			return err
		}
	}
}

// coord turns stored values into a grid position.
func (d *pbfDecoder) coord(id, lng, lat int64) (coord, error) {
	const far = 1 << 40 // beyond any planet, and far from overflow
	if lng > far || lng < -far || lat > far || lat < -far || d.granularity > 1<<20 {
		return coord{}, fmt.Errorf("node %d is not on Earth", id)
	}
	x, y := d.lngOffset+d.granularity*lng, d.latOffset+d.granularity*lat
	if x > 180e9 || x < -180e9 || y > 90e9 || y < -90e9 {
		return coord{}, fmt.Errorf("node %d is not on Earth", id)
	}
	return coord{lng: int32(divRound(x, 100)), lat: int32(divRound(y, 100))}, nil
}

// node reads a plain Node.
func (d *pbfDecoder) node(data []byte) error {
	var id, lng, lat int64
	var keys, values []byte
	w := wire{b: data}
	for {
		field, k, ok := w.next()
		if !ok {
			break
		}
		switch field {
		case 1:
			id = unzigzag(w.number(k))
		case 2:
			keys = w.want(k)
		case 3:
			values = w.want(k)
		case 8:
			lat = unzigzag(w.number(k))
		case 9:
			lng = unzigzag(w.number(k))
		default:
			w.skip(k)
		}
	}
	if w.err != nil {
		return w.err
	}
	at, err := d.coord(id, lng, lat)
	if err != nil {
		return err
	}
	if err := d.readTags(keys, values); err != nil {
		return err
	}
	d.x.addNode(id, at, d.tags)
	return nil
}

// dense reads DenseNodes: columns of differences.
func (d *pbfDecoder) dense(data []byte) error {
	var ids, lats, lngs, pairs wire
	w := wire{b: data}
	for {
		field, k, ok := w.next()
		if !ok {
			break
		}
		switch field {
		case 1:
			ids.b = w.want(k)
		case 8:
			lats.b = w.want(k)
		case 9:
			lngs.b = w.want(k)
		case 10:
			pairs.b = w.want(k)
		default:
			w.skip(k)
		}
	}
	if w.err != nil {
		return w.err
	}
	tagged := len(pairs.b) > 0
	var id, lng, lat int64
	for ids.more() {
		if !lats.more() || !lngs.more() || (tagged && !pairs.more()) {
			return errColumns
		}
		id, lat, lng = id+ids.zigzag(), lat+lats.zigzag(), lng+lngs.zigzag()
		at, err := d.coord(id, lng, lat)
		if err != nil {
			return err
		}
		d.tags = d.tags[:0]
		for tagged {
			key := pairs.uvarint()
			if key == 0 {
				break
			}
			if err := d.addTag(key, pairs.uvarint()); err != nil {
				return err
			}
		}
		d.x.addNode(id, at, d.tags)
	}
	return errors.Join(ids.err, lats.err, lngs.err, pairs.err)
}

func (d *pbfDecoder) way(data []byte) error {
	var id int64
	var keys, values []byte
	d.refs = d.refs[:0]
	w := wire{b: data}
	for {
		field, k, ok := w.next()
		if !ok {
			break
		}
		switch field {
		case 1:
			id = int64(w.number(k))
		case 2:
			keys = w.want(k)
		case 3:
			values = w.want(k)
		case 8:
			ref := int64(0)
			packed := wire{b: w.want(k)}
			for packed.more() {
				ref += packed.zigzag()
				d.refs = append(d.refs, ref)
			}
			if packed.err != nil {
				return packed.err
			}
		default:
			w.skip(k)
		}
	}
	if w.err != nil {
		return w.err
	}
	if err := d.readTags(keys, values); err != nil {
		return err
	}
	d.x.addWay(id, d.refs, d.tags)
	return nil
}

func (d *pbfDecoder) relation(data []byte) error {
	var id int64
	var keys, values []byte
	var roles, refs, kinds wire
	w := wire{b: data}
	for {
		field, k, ok := w.next()
		if !ok {
			break
		}
		switch field {
		case 1:
			id = int64(w.number(k))
		case 2:
			keys = w.want(k)
		case 3:
			values = w.want(k)
		case 8:
			roles.b = w.want(k)
		case 9:
			refs.b = w.want(k)
		case 10:
			kinds.b = w.want(k)
		default:
			w.skip(k)
		}
	}
	if w.err != nil {
		return w.err
	}
	d.members = d.members[:0]
	for ref := int64(0); refs.more(); {
		if !roles.more() || !kinds.more() {
			return errColumns
		}
		ref += refs.zigzag()
		role, kind := roles.uvarint(), kinds.uvarint()
		if role >= uint64(len(d.strings)) {
			return errStringRef
		}
		if kind <= 1 { // a node or a way
			d.members = append(d.members, member{ref: ref, role: d.strings[role], node: kind == 0})
		}
	}
	if err := errors.Join(roles.err, refs.err, kinds.err); err != nil {
		return err
	}
	if err := d.readTags(keys, values); err != nil {
		return err
	}
	d.x.addRelation(id, d.members, d.tags)
	return nil
}

// readTags fills d.tags from two packed columns of string numbers.
func (d *pbfDecoder) readTags(keys, values []byte) error {
	d.tags = d.tags[:0]
	k, v := wire{b: keys}, wire{b: values}
	for k.more() {
		if !v.more() {
			return errColumns
		}
		if err := d.addTag(k.uvarint(), v.uvarint()); err != nil {
			return err
		}
	}
	return errors.Join(k.err, v.err)
}

func (d *pbfDecoder) addTag(key, value uint64) error {
	if key >= uint64(len(d.strings)) || value >= uint64(len(d.strings)) {
		return errStringRef
	}
	d.tags = append(d.tags, tag{key: d.strings[key], value: d.strings[value]})
	return nil
}

func unzigzag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }
