package roadnet

import (
	"bufio"
	"compress/bzip2"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmxml"
)

// readXML reads OSM XML 0.6, compressed as the format says, into x.
func readXML(r io.ReaderAt, size int64, format Format, p progress, x *extract) error {
	watched := &watchedReader{r: io.NewSectionReader(r, 0, size), p: p}
	var plain io.Reader = bufio.NewReaderSize(watched, 1<<16)
	switch format {
	case XMLBz2:
		plain = bzip2.NewReader(plain)
	case XMLGz:
		z, err := gzip.NewReader(plain)
		if err != nil {
			return fmt.Errorf("roadnet: gzip: %w", err)
		}
		plain = z
	}
	tail := &rootCheck{r: bufio.NewReaderSize(plain, 1<<16)}
	s := osmxml.New(context.Background(), tail)
	defer s.Close()
	var t tags
	var refs []int64
	var members []member
	for s.Scan() {
		switch e := s.Object().(type) {
		case *osm.Node:
			at, err := coordOfDegrees(int64(e.ID), e.Lon, e.Lat)
			if err != nil {
				return err
			}
			t = osmTags(t[:0], e.Tags)
			x.addNode(int64(e.ID), at, t)
		case *osm.Way:
			refs = refs[:0]
			for i := range e.Nodes {
				refs = append(refs, int64(e.Nodes[i].ID))
			}
			t = osmTags(t[:0], e.Tags)
			x.addWay(int64(e.ID), refs, t)
		case *osm.Relation:
			members = members[:0]
			for i := range e.Members {
				if k := e.Members[i].Type; k == osm.TypeWay || k == osm.TypeNode {
					members = append(members, member{ref: e.Members[i].Ref, role: e.Members[i].Role, node: k == osm.TypeNode})
				}
			}
			t = osmTags(t[:0], e.Tags)
			x.addRelation(int64(e.ID), members, t)
		}
	}
	if err := s.Err(); err != nil {
		if errors.Is(err, ErrStopped) {
			return ErrStopped
		}
		return fmt.Errorf("roadnet: read %s: %w", format, err)
	}
	if err := tail.check(format); err != nil {
		return err
	}
	return p.at(size)
}

func osmTags(t tags, from osm.Tags) tags {
	for i := range from {
		t = append(t, tag{key: from[i].Key, value: from[i].Value})
	}
	return t
}

// rootCheck remembers the start of an XML file, so that a text without any
// markup, which the XML decoder takes in silence, is called by its name.
type rootCheck struct {
	r    io.Reader
	head []byte
}

func (c *rootCheck) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	if room := 4096 - len(c.head); room > 0 {
		c.head = append(c.head, b[:min(n, room)]...)
	}
	return n, err
}

func (c *rootCheck) check(format Format) error {
	for i := 0; i+4 <= len(c.head); i++ {
		if string(c.head[i:i+4]) == "<osm" {
			return nil
		}
	}
	return fmt.Errorf("roadnet: read %s: no <osm> element: not an OpenStreetMap file", format)
}
