package roadnet

import (
	"fmt"
	"io"

	"github.com/linli/linli/geo"
)

// Options steer an import.
type Options struct {
	Name         string                                // the city's name
	Jurisdiction Jurisdiction                          // the robot rule; the zero value means DefaultJurisdiction
	Progress     func(stage string, done, total int64) // nil, or called now and then with growing done
	Stop         func() bool                           // nil, or asked now and then; true ends the import with ErrStopped
}

// Import reads an OpenStreetMap extract of size bytes into a city. The same
// input, name and jurisdiction give the same bytes and the same hash. Ways
// that leave the extract are cut; a broken, truncated or foreign file is an
// error that says where. Memory grows with the extract: about 40 bytes a node.
func Import(r io.ReaderAt, size int64, format Format, o Options) (*City, error) {
	if o.Jurisdiction.Name == "" {
		o.Jurisdiction = DefaultJurisdiction()
	}
	if err := o.Jurisdiction.Check(); err != nil {
		return nil, err
	}
	x := &extract{}
	read := progress{stage: "read", total: size, o: &o}
	var err error
	switch format {
	case PBF:
		err = readPBF(r, size, read, x)
	case XML, XMLBz2, XMLGz:
		err = readXML(r, size, format, read, x)
	default:
		err = fmt.Errorf("roadnet: unknown %s", format)
	}
	if err != nil {
		return nil, err
	}
	if err := x.finish(); err != nil {
		return nil, err
	}
	c := &City{Name: o.Name, Jurisdiction: o.Jurisdiction}
	ways := int64(len(x.ways))
	if c.net, err = buildNetwork(x, &o.Jurisdiction, progress{stage: "roads", total: ways, o: &o}); err != nil {
		return nil, err
	}
	c.Restrictions = countRestrictions(x.restrictions)
	if err := buildFeatures(x, c, progress{stage: "places", total: ways, o: &o}); err != nil {
		return nil, err
	}
	c.net.makeOrders()
	c.Bounds = c.bounds()
	if c.Hash, err = c.hash(); err != nil {
		return nil, err
	}
	return c, nil
}

// bounds returns the box around all that the city keeps; a single point at
// 0, 0 when it keeps nothing.
func (c *City) bounds() geo.Bounds {
	b := geo.EmptyBounds()
	for _, at := range c.net.shape {
		b = b.Extend(at.point())
	}
	for i := range c.Places {
		b = b.Extend(c.Places[i].Point)
	}
	for i := range c.Buildings {
		b = b.Extend(c.Buildings[i].Point)
	}
	if b.IsEmpty() {
		return geo.Bounds{}
	}
	return b
}
