// The robots of the town as staff's API shows them, with what staff does to
// them.
import { engineNow, spot, stamp } from './town.mjs';

/** What the tests look into. */
export const robots = { acts: [], list: [], weather: '' };

const robot = (id, more) => ({ id, maker: 'ACME', point: spot(0, 0), linked: true, seen: stamp(engineNow()), charge: 80, does: 'nothing', orders: [], holding: [], ...more });
const ago = (minutes) => stamp(engineNow() - minutes * 60_000);

/** Begins the robots' day anew. */
export function openRobots() {
  Object.assign(robots, {
    acts: [], weather: 'rain',
    list: [
      robot('R1', { does: 'to_handoff', orders: ['o_1'], holding: ['o_1'], charge: 64, point: spot(2, 1) }),
      robot('R2', { does: 'to_pickup', orders: ['o_3'], waits: { for: 'gate/south', since: ago(4) }, point: spot(-2, 1) }),
      robot('R3', { plight: { kind: 'stopped', since: ago(6) }, does: 'to_handoff', orders: ['o_2'], holding: ['o_2'], camera: 'https://cam.example/R3', point: spot(1, -2) }),
      robot('R4', { paused: true, point: spot(-1, -1) }),
      robot('R5', { linked: false, charge: 12, low: true, seen: ago(31), point: spot(3, 3) }),
    ],
  });
}

const percent = { rain: 80, snow: 40, storm: 0 };
const driving = () => ({ hours: 'Mo-Su 07:00-21:00', weather: robots.weather || undefined, pace: percent[robots.weather] ?? 100, percent });

const corner = (p) => [p.lng, p.lat];
const feature = (properties, type, coordinates) => ({ type: 'Feature', properties, geometry: { type, coordinates } });
const square = (x, y, r) => [spot(x - r, y - r), spot(x + r, y - r), spot(x + r, y + r), spot(x - r, y + r)];

/** What is drawn for robots: a zone, a gate, a lift, a lane, and where they may not go. */
export const lanes = {
  type: 'FeatureCollection',
  features: [
    feature({ id: 'market', kind: 'zone', capacity: 2 }, 'Polygon', [[...square(-2, 1, 0.6), square(-2, 1, 0.6)[0]].map(corner)]),
    feature({ id: 'school', kind: 'no_go' }, 'Polygon', [[...square(2, -1, 0.5), square(2, -1, 0.5)[0]].map(corner)]),
    feature({ id: 'south', kind: 'gate', device: 'G1' }, 'Point', corner(spot(-1, 1))),
    feature({ id: 'north', kind: 'gate', device: 'G2' }, 'Point', corner(spot(0, 2))),
    feature({ id: 'old', kind: 'gate' }, 'Point', corner(spot(1, 2))),
    feature({ id: 'bridge', kind: 'lift', device: 'F1', floors: ['0', '1'] }, 'LineString', [spot(2, 2), spot(2.05, 2), spot(2.1, 2)].map(corner)),
  ],
};
export const passages = [
  { id: 'G1', kind: 'gate', linked: true, open: false, robot: 'R2', ready: false },
  { id: 'G2', kind: 'gate', linked: true, open: true, ready: false },
  { id: 'F1', kind: 'lift', linked: false, open: false, jammed: true, ready: false },
];
export const closures = () => [{ id: 'works', area: square(0, -2, 0.5), until: stamp(engineNow() + 3_600_000), reason: 'event', by: 'sam' }];
export const ways = () => [
  { robot: 'R1', points: [spot(2, 1), spot(2, 0), spot(1, 0), spot(0, 0), spot(0, -1)], granted: 3 },
  { robot: 'R2', points: [spot(-2, 1), spot(-1, 1), spot(0, 1)], granted: 1 },
];

function one(r, act, body, answer) {
  if (act === 'take') r.driver = 'sam';
  if (act === 'give-back') r.driver = undefined;
  if (act === 'release-stop') {
    if (r.release?.by === 'sam') return answer(403, 'not_yours');
    if (r.release) Object.assign(r, { release: undefined, plight: undefined });
    else r.release = { by: 'sam', until: stamp(engineNow() + 600_000) };
  }
  return answer(200, r);
}

/** Answers one request about robots; answer takes a status and a body, or the code of a problem. */
export function serveRobots(req, path, body, answer) {
  if (path === '/v1/staff/lanes') return answer(200, lanes);
  if (path === '/v1/staff/closures') return answer(200, { closures: closures() });
  if (path === '/v1/staff/passages') return answer(200, { passages });
  if (path === '/v1/staff/driving') return answer(200, driving());
  if (path === '/v1/staff/robots/ways') return answer(200, { ways: ways() });
  if (req.method === 'GET') {
    // Two pages, as of a large fleet.
    const second = req.url.includes('cursor=R3');
    return answer(200, second ? { robots: robots.list.slice(3) } : { robots: robots.list.slice(0, 3), next: 'R3' });
  }
  robots.acts.push({ path: path.replace('/v1/staff/', ''), body });
  if (path === '/v1/staff/weather') return (robots.weather = body.weather ?? ''), answer(200, driving());
  const [, , , , id, act] = path.split('/');
  const known = robots.list.find((r) => r.id === id);
  if (known) return one(known, act, body, answer);
  const meant = robots.list.filter((r) => body.all || body.robots?.includes(r.id) || body.area);
  for (const r of meant) Object.assign(r, { pause: { paused: true }, resume: { paused: undefined, home: undefined }, home: { home: true } }[id]);
  return answer(200, { paused: [], home: [] });
}
