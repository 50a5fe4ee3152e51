// A town that exists nowhere: streets on a grid, houses between them, and a
// day of orders that never ends. It stands in for the server in page tests.
import { GeoJSONVT } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';

export const center = { lng: 1.5218, lat: 42.5078 };
const block = { lng: 0.0016, lat: 0.0012 };
const half = 7; // blocks from the centre to the edge of the town

export const city = {
  name: '格子镇',
  bounds: { min: { lng: center.lng - 0.012, lat: center.lat - 0.009 }, max: { lng: center.lng + 0.012, lat: center.lat + 0.009 } },
  center,
  attribution: '© OpenStreetMap contributors',
  time_zone: 'Europe/Andorra',
  demo: true,
};

const at = (x, y) => ({ lng: center.lng + x * block.lng, lat: center.lat + y * block.lat });
const feature = (type, coordinates, properties) => ({ type: 'Feature', properties, geometry: { type, coordinates } });
const pair = (p) => [p.lng, p.lat];

function ring(x0, y0, x1, y1) {
  return [[at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1), at(x0, y0)].map(pair)];
}

function layers() {
  const roads = [];
  const buildings = [];
  const places = [];
  for (let i = -half; i <= half; i++) {
    const street = i % 4 === 0 ? 'secondary' : i % 2 === 0 ? 'residential' : 'footway';
    roads.push(feature('LineString', [pair(at(i, -half)), pair(at(i, half))], { class: street, name: `Carrer ${i + half + 1}` }));
    roads.push(feature('LineString', [pair(at(-half, i)), pair(at(half, i))], { class: street, name: `Avinguda ${i + half + 1}` }));
  }
  for (let x = -half; x < half; x++) {
    for (let y = -half; y < half; y++) {
      if ((x === 1 || x === 2) && y >= -2 && y < 1) continue; // the park
      buildings.push(feature('Polygon', ring(x + 0.15, y + 0.2, x + 0.5, y + 0.8), { levels: 5, residential: true }));
      buildings.push(feature('Polygon', ring(x + 0.6, y + 0.2, x + 0.88, y + 0.55), { levels: 3, residential: true }));
      if ((x * 7 + y * 13) % 11 === 0) places.push(feature('Point', pair(at(x + 0.3, y + 0.5)), { name: `Forn ${x + half}${y + half}`, category: 'bakery' }));
    }
  }
  const area = (x0, y0, x1, y1) => [feature('Polygon', ring(x0, y0, x1, y1), {})];
  return {
    residential: area(-half, -half, half, half),
    green: area(1.1, -1.9, 2.9, 0.9),
    water: area(-half, 3.1, half, 3.5),
    buildings,
    roads,
    places,
  };
}

const index = Object.entries(layers()).map(([name, features]) => [
  name,
  new GeoJSONVT({ type: 'FeatureCollection', features }, { maxZoom: 18, extent: 4096, buffer: 64, indexMaxZoom: 12 }),
]);

/** The vector tile, or undefined where there is nothing. */
export function tile(z, x, y) {
  const found = {};
  for (const [name, vt] of index) {
    const t = vt.getTile(z, x, y);
    if (t) found[name] = t;
  }
  return Object.keys(found).length ? Buffer.from(fromGeojsonVt(found, { version: 2 })) : undefined;
}

/** A point on the streets: it walks around a rectangle of the grid for ever. */
function walker(n) {
  const x = (n % 5) * 2 - 5;
  const y = ((n * 3) % 5) * 2 - 5;
  const corners = [[x, y], [x + 4, y], [x + 4, y + 2], [x, y + 2]];
  return (blocks) => {
    const way = (blocks + n * 2.7) % 12;
    const sides = [4, 2, 4, 2];
    let rest = way;
    for (let i = 0; i < 4; i++) {
      if (rest <= sides[i]) {
        const [a, b] = [corners[i], corners[(i + 1) % 4]];
        const f = rest / sides[i];
        return at(a[0] + (b[0] - a[0]) * f, a[1] + (b[1] - a[1]) * f);
      }
      rest -= sides[i];
    }
    return at(x, y);
  };
}

const epoch = Date.parse('2026-11-24T10:00:00Z');
const scale = 20;
const began = Date.now();
export const engineNow = () => epoch + (Date.now() - began) * scale;
export const stamp = (ms) => new Date(ms).toISOString();

const couriers = Array.from({ length: 16 }, (_, i) => ({ id: `c${String(i + 1).padStart(2, '0')}`, walk: walker(i) }));
const robots = Array.from({ length: 5 }, (_, i) => ({ id: `r${i + 1}`, walk: walker(i + 20) }));
const statuses = ['placed', 'preparing', 'ready', 'assigned', 'assigned', 'picked_up', 'picked_up', 'in_locker', 'delivered'];
const modes = { in_locker: 'locker', picked_up: 'door', assigned: 'handover', delivered: 'door' };

const started = Date.now();
const orders = Array.from({ length: 36 }, (_, i) => {
  const status = statuses[i % statuses.length];
  const due = started + ((i * 7) % 40) * 60_000 - 5 * 60_000;
  return {
    id: `o_${(1000 + i * 37).toString(36)}`,
    status,
    mode: modes[status] ?? '',
    pickup: at(((i * 5) % 12) - 5.7, ((i * 3) % 11) - 5),
    dropoff: at(((i * 4) % 13) - 5.6, ((i * 7) % 12) - 5.4),
    worker: modes[status] ? (modes[status] === 'handover' ? robots[i % 5].id : couriers[i % 16].id) : undefined,
    due: stamp(epoch + due - started),
    eta: stamp(epoch + due - started + ((i % 5) - 3) * 60_000),
    late: i % 9 === 5,
  };
});

export function frame() {
  const t = (Date.now() - began) / 4000;
  return {
    now: stamp(engineNow()),
    scale,
    couriers: couriers.map((c, i) => ({ id: c.id, ...c.walk(t), online: i % 7 !== 6, linked: true, tasks: i % 7 === 6 ? 0 : i % 4, ...(i % 5 === 2 ? { offer: `f${i}` } : {}) })),
    robots: robots.map((r, i) => ({ id: r.id, ...r.walk(t / 2), charge: 90 - i * 11, phase: i % 2 ? 'to_handoff' : '', faulty: i === 4, linked: i !== 3 })),
    banks: [0, 1, 2].map((i) => ({ id: `b${i + 1}`, ...at(i * 3 - 3.5, 2 - i * 2.5), linked: true, free: 5 - i, total: 8 })),
    orders,
    counts: { placed: 412, delivered: 371, failed: 2, cancelled: 3, by_mode: { door: 248, locker: 74, handover: 49 } },
  };
}

export function staffOrder(id) {
  const o = orders.find((x) => x.id === id) ?? { ...orders[5], id };
  const e = (seq, minutes, kind, more = {}) => ({ seq, n: 0, at: stamp(epoch - minutes * 60_000), kind, text: kind, ...more });
  const terms = (task, time, distance, wait, late, resident) => ({ task, time, distance, wait, late, resident });
  const candidate = (vehicle, mode, minutes, t) => ({
    vehicle, mode, option: 0, at: (epoch + minutes * 60_000) * 1000, terms: t, total: Object.values(t).reduce((a, b) => a + b, 0),
  });
  return {
    order: { ...o, merchant: 'm_forn', currency: 'eur', created_at: stamp(epoch - 20 * 60_000), tracking_url: `http://localhost/track/${id}.DEMO` },
    timeline: [
      e(1, 20, 'OrderPut'),
      e(2, 19, 'OrderMoved', { track: 'preparation', to: 'accepted', by: 'merchant' }),
      e(3, 16, 'OrderMoved', { track: 'preparation', to: 'preparing', by: 'merchant' }),
      e(4, 12, 'Explained', { worker: o.worker ?? 'c01' }),
      e(5, 12, 'OfferPut', { worker: 'c07' }),
      e(6, 11, 'OfferGone', { worker: 'c07', reason: 'expired' }),
      e(7, 11, 'OfferPut', { worker: o.worker ?? 'c01' }),
      e(8, 10, 'OrderMoved', { track: 'carriage', to: 'assigned', by: 'courier', worker: o.worker ?? 'c01' }),
      e(9, 4, 'OrderMoved', { track: 'carriage', to: 'picked_up', by: 'courier' }),
    ],
    explanations: [{
      at: stamp(epoch - 11 * 60_000), worker: o.worker ?? 'c01', mode: o.mode || 'door',
      text: {
        zh: `骑手 ${o.worker ?? 'c01'} 将在 14 分钟后送到门口，比骑手 c07早 3 分钟，便宜 0.84；2 名骑手任务已满；智能柜 b2不可用，因为住户没有同意。`,
        en: `Courier ${o.worker ?? 'c01'} delivers to the door in 14 min, 3 min earlier and 0.84 cheaper than courier c07; 2 couriers were full; locker b2 was ruled out because the resident has not agreed to it.`,
      },
      candidates: [
        candidate(o.worker ?? 'c01', 'door', 14, terms(300, 412, 31, -20, 0, 64)),
        candidate('c07', 'door', 17, terms(300, 463, 36, 0, 0, 72)),
        candidate('c11', 'door', 22, terms(300, 560, 48, 0, 205, 92)),
        candidate('r2', 'handover', 26, terms(100, 610, 40, 0, 365, 104)),
      ],
      more: 3,
      excluded: [
        { rule: 'access', mode: 'locker', count: 6 },
        { rule: 'consent', mode: 'locker', count: 8 },
        { rule: 'tasks', mode: 'door', count: 2, vehicles: ['c03', 'c04'] },
        { rule: 'range', mode: 'handover', count: 1, vehicles: ['r5'] },
      ],
    }],
  };
}

/** A place on the grid for the errand of the page test's courier. */
export const spot = at;
