import { describe, expect, it } from 'vitest';
import { groundOf, standing } from './ground';

describe('the ground for robots', () => {
  it('joins what is drawn with how its controller stands', () => {
    const gate = (id: string, device?: string) => ({ properties: { id, kind: 'gate', device }, geometry: { type: 'Point', coordinates: [1, 2] } });
    const lift = { properties: { id: 'l', kind: 'lift', device: 'F' }, geometry: { type: 'LineString', coordinates: [[1, 1], [1, 2], [1, 3]] } };
    const zone = { properties: { id: 'z', kind: 'zone' }, geometry: { type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1], [0, 0]]] } };
    const g = groundOf({ features: [gate('a', 'A'), gate('b'), lift, zone] }, [{ id: 'c', area: [], until: 'u' }], [{ id: 'A', linked: true, open: true, robot: 'R1' }, { id: 'F', linked: true, open: false }], []);
    expect(g.passages.map((p) => [p.id, p.standing, p.lift])).toEqual([['a', 'open', false], ['b', 'no_controller', false], ['l', 'shut', true]]);
    expect(g.passages[2]!.point).toEqual({ lng: 1, lat: 2 });
    expect(g.areas.map((a) => [a.id, a.kind, a.corners.length])).toEqual([['c', 'closed', 0], ['z', 'zone', 3]]);
  });

  it('trusts no gate without a link', () => {
    expect(standing({ id: 'A', linked: false, open: true })).toBe('no_link');
    expect(standing({ id: 'A', linked: true, open: true, jammed: true })).toBe('jammed');
  });
});
