package roadnet

import "testing"

// FuzzXML feeds documents to the reader: an error or a city, never a panic,
// and a city that can be written and read again.
func FuzzXML(f *testing.F) {
	const head = `<osm version="0.6"><node id="1" lat="42.5" lon="1.5"/><node id="2" lat="42.501" lon="1.5"/><node id="3" lat="42.501" lon="1.501"/>`
	f.Add([]byte(head + `<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="residential"/><tag k="oneway" v="yes"/></way></osm>`))
	f.Add([]byte(head + `<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way><way id="2"><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/></way>` +
		`<relation id="1"><member type="way" ref="1" role="from"/><member type="node" ref="2" role="via"/><member type="way" ref="2" role="to"/>` +
		`<tag k="type" v="restriction"/><tag k="restriction" v="no_left_turn"/></relation></osm>`))
	f.Add([]byte(head + `<way id="9"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="building" v="yes"/><tag k="building:levels" v="1e9"/></way></osm>`))
	f.Add([]byte(`<osm><node id="1" lat="NaN" lon="1e300"/></osm>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := importBytes(b, XML)
		if err != nil {
			return
		}
		checkRoundTrip(t, c)
	})
}
