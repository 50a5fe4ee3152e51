// Speaks to the pages as the real server does: pages with the real content
// security policy, the town's tiles, the live feed, tracking links, and the
// courier protocol with one errand that a person can do.
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { WebSocketServer } from 'ws';
import { serveCircle } from './circle_api.mjs';
import { serveDesk } from './desk_api.mjs';
import { serveHelp } from './help_api.mjs';
import { serveRobots } from './robots_api.mjs';
import { serveShop } from './shop.mjs';
import { center, city, engineNow, frame, spot, staffOrder, stamp, tile } from './town.mjs';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const policy = readFileSync(new URL('../../policy.txt', import.meta.url), 'utf8').trim();
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const pin = '4711';
const pushKey = 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8';

/** What the tests look into and turn. */
export const world = { refuseCouriers: false, swallow: false, acts: [], sockets: new Set(), demo: true, collected: [], tiles: 0, frames: 0, hold: false, said: [], consent: {}, demands: {}, files: [] };

const errand = {
  offer: 'f_1', order: 'o_errand', mode: 'door', pay: 650, currency: 'eur', minutes: 14,
  pickup: { point: spot(2, 1), name: 'Forn de la Plaça' }, dropoff: { point: spot(-2, -1) },
};
const courier = { seq: 0, tasks: [], offer: undefined, online: false, stage: 'idle', answered: new Map() };

/** Begins the courier's day anew, for the next test. */
export function fresh() {
  Object.assign(courier, { seq: 0, tasks: [], offer: undefined, online: false, stage: 'idle', answered: new Map() });
  Object.assign(world, { acts: [], files: [], swallow: false, refuseCouriers: false, demands: {}, duty: undefined });
}

const page = (path) => (path === '/' ? 'index.html' : /^.(circle|courier|desk|merchant)$/.test(path) ? `${path.slice(1)}.html` : /^\/(track|help)\/[^/]+$/.test(path) ? `${path.split('/')[1]}.html` : undefined);

function json(res, status, body, type = 'application/json') {
  res.writeHead(status, { 'Content-Type': type });
  res.end(JSON.stringify(body));
}

const problem = (res, status, code) => json(res, status, { status, code, title: code, detail: code, retryable: false }, 'application/problem+json');

function file(res, name) {
  const path = normalize(join(dist, name));
  if (!path.startsWith(dist) || !existsSync(path)) return problem(res, 404, 'not_found');
  res.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'application/octet-stream', 'Content-Security-Policy': policy });
  createReadStream(path).pipe(res);
}

async function serveTile(res, path) {
  let body;
  if (process.env.TILES) {
    const r = await fetch(process.env.TILES + path);
    body = r.status === 200 ? Buffer.from(await r.arrayBuffer()) : undefined;
  } else {
    body = tile(...path.split('/').slice(2).map(Number));
  }
  if (!body) return res.writeHead(204).end();
  world.tiles++;
  res.writeHead(200, { 'Content-Type': 'application/vnd.mapbox-vector-tile', 'Content-Encoding': 'gzip' });
  res.end(gzipSync(body));
}

const tracks = {
  'o_1.DOOR': () => ({ status: 'picked_up', currency: 'eur', consent: {}, merchant: 'Forn de la Plaça', mode: 'door', pin, late: false, eta: stamp(engineNow() + 8 * 60_000), now: stamp(engineNow()) }),
  'o_2.LOCKER': () => ({
    status: world.collected.length ? 'delivered' : 'in_locker', merchant: 'Forn de la Plaça', mode: 'locker', locker: 'b2', pin,
    ...(world.collected.length ? {} : { collect: { kind: 'locker', id: 'b2', compartment: '7', point: center } }),
  }),
  'o_3.VISIT': () => ({
    status: 'assigned', kind: 'visit', merchant: '邻里照护', eta: stamp(engineNow() + 90 * 60_000), now: stamp(engineNow()), currency: 'cny',
    carers: 2, crew: [{ carer: 'c9', status: 'assigned', known: true }], cancel_price: 0, cancellation: { accepted: 0, assigned: 0 },
  }),
  'o_4.OPEN': () => ({
    status: world.said.some((s) => s.act === 'cancel') ? 'cancelled' : 'assigned', merchant: 'Forn de la Plaça', mode: 'door', currency: 'eur', now: stamp(engineNow()),
    ...(world.said.some((s) => s.act === 'cancel') ? {} : { pin, cancel_price: 100, cancellation: { accepted: 100, assigned: 300 }, consent: world.consent, for_good: { locker: world.consent.locker }, push_key: pushKey, push: world.pushed }),
  }),
  'o_5.DONE': () => ({ status: 'done', kind: 'visit', merchant: '邻里照护', done_at: stamp(engineNow()), currency: 'cny', rating: world.rating }),
  'o_6.ROBOT': () => ({
    status: 'picked_up', merchant: 'Forn de la Plaça', pin, currency: 'eur', consent: world.consent, now: stamp(engineNow()),
    ...(world.said.some((s) => s.act === 'locker') ? { mode: 'locker', locker: 'b3' } : { mode: 'handover', collect: { kind: 'robot', id: 'R1', point: center } }),
  }),
  'o_errand.DEMO': () => ({ status: 'picked_up', mode: 'door', pin }),
};

function api(req, res, path, body) {
  const key = req.headers.authorization?.replace('Bearer ', '');
  const staff = world.demo || key === 'linli_staff_good';
  const track = /^\/v1\/track\/([^/]+)(\/(?:collect|cancel|complaint|consent|locker|push|rating))?$/.exec(path);
  if (path === '/v1/city') return json(res, 200, { ...city, demo: world.demo });
  if (path === '/v1/demo/courier') return json(res, 201, { courier: 'c_you', key: 'linli_you_secret' });
  if (path === '/v1/tickets') return key === 'linli_you_secret' || key === 'linli_staff_good' ? json(res, 201, { ticket: key }) : problem(res, 401, 'unauthenticated');
  if (key === 'linli_staff_good' && !world.demo) return serveDesk(req, path, body, (status, doc) => (status < 400 ? json(res, status, doc) : problem(res, status, doc)));
  if (staff && req.method === 'GET' && /^.v1.staff.(lanes|closures|passages|robots.ways)$/.test(path)) return serveRobots(req, path, body, (status, doc) => json(res, status, doc));
  if (path === '/v1/staff/orders') return staff ? json(res, 200, { orders: [] }) : problem(res, 403, 'forbidden');
  if (path.startsWith('/v1/staff/orders/')) return staff ? json(res, 200, staffOrder(path.split('/').pop())) : problem(res, 401, 'unauthenticated');
  if (key === 'linli_circle_good') return serveCircle(req, path, body, (status, doc) => (status < 400 ? json(res, status, doc) : problem(res, status, doc)));
  if (key === 'linli_shop_good') return serveShop(req, path, body, (status, doc) => (status < 400 ? json(res, status, doc) : problem(res, status, doc)));
  if (/^.v1.(addresses|bookings|circle|orders|clock|merchant)/.test(path)) return problem(res, 401, 'unauthenticated');
  if (path.startsWith('/v1/help/')) return serveHelp(path, body, (status, doc) => (status < 400 ? json(res, status, doc) : problem(res, status, doc)));
  if (!track || !tracks[track[1]]) return problem(res, 404, 'not_found');
  if (!track[2]) return json(res, 200, tracks[track[1]]());
  if (track[2] !== '/collect') {
    const act = track[2].slice(1);
    if (act === 'complaint' && world.refuseOnce) return (world.refuseOnce = false), problem(res, 409, 'illegal_move');
    if (act === 'locker' && !world.consent.locker) return problem(res, 422, 'infeasible');
    world.said.push({ act, body });
    if (act === 'rating') world.rating = { stars: body.stars, reasons: body.reasons, at: stamp(engineNow()), by: 'resident' };
    if (act === 'push') world.pushed = body.given;
    if (act === 'consent') world.consent = { ...world.consent, [body.mode]: body.given };
    return json(res, 200, tracks[track[1]]());
  }
  if (body.pin !== pin) return problem(res, 403, 'wrong_pin');
  world.collected.push(track[1]);
  return json(res, 200, {});
}

async function handle(req, res) {
  const path = new URL(req.url, 'http://x').pathname;
  if (path.startsWith('/tiles/')) return serveTile(res, path);
  if (path.startsWith('/v1/')) {
    if (path.endsWith('/evidence') && world.refuseCouriers) return req.destroy();
    const chunks = [];
    for await (const c of req) chunks.push(c);
    if (path.endsWith('/evidence')) return keep(req, res, path, Buffer.concat(chunks));
    return api(req, res, path, chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : {});
  }
  const name = page(path);
  return file(res, name ?? path);
}

function live(ws) {
  const send = () => {
    if (world.hold) return;
    world.frames++;
    ws.send(JSON.stringify(frame()));
  };
  send();
  const timer = setInterval(send, 500);
  ws.on('close', () => clearInterval(timer));
}

// ---- the courier protocol

const broadcast = (m) => {
  if (world.swallow) return;
  for (const ws of world.sockets) ws.send(JSON.stringify(m));
};
const tell = (m) => broadcast({ seq: ++courier.seq, ...m });
const tellTasks = () => tell({ type: 'tasks', online: courier.online, tasks: courier.tasks, ...(world.duty ? { duty: world.duty } : {}) });
const stop = (kind) => ({
  order: errand.order, kind, mode: 'door', point: kind === 'pickup' ? errand.pickup.point : errand.dropoff.point,
  name: kind === 'pickup' ? errand.pickup.name : 'Sra. Puig', ...(kind === 'delivery' ? { address: 'Carrer 5, 3r 2a', pin: true } : { ready: true }),
  arrive: stamp(engineNow() + 5 * 60_000), items: [{ name: 'Pa de pagès', quantity: 2 }],
  proofs: world.demands[kind === 'pickup' ? 'pickup' : 'dropoff'],
});

function makeOffer() {
  if (!courier.online || courier.stage !== 'idle') return;
  courier.stage = 'offered';
  courier.offer = { ...errand, expires: stamp(engineNow() + 20 * 45_000) };
  tell({ type: 'offer', ...courier.offer });
}

/** Offers one more order while the first is in hand. */
export function offerMore() {
  courier.offer = { ...errand, offer: 'f_2', order: 'o_more', expires: stamp(engineNow() + 20 * 45_000) };
  tell({ type: 'offer', ...courier.offer });
}

const visit = (state) => ({
  order: 'o_visit', kind: 'visit', mode: '', point: spot(1, -2), name: '王秀英', address: '3 号楼 2 单元 502', arrive: stamp(engineNow() + 20 * 60_000),
  call: { service: 'bathing', from: stamp(engineNow() + 15 * 60_000), to: stamp(engineNow() + 45 * 60_000), hard: true, minutes: 40, state },
});
const afterVisit = { set_off: 'on_the_way', arrived: 'arrived', started: 'started' };

/** Gives the courier a visit to a home to do. */
export function bookVisit() {
  courier.stage = 'visit';
  courier.tasks = [visit('assigned')];
  tellTasks();
}

const barcode = '6901234567892';

/** Takes a file as the real server does: held against the stage that the order is at. */
function keep(req, res, path, body) {
  const query = new URL(req.url, 'http://x').searchParams;
  const file = { order: path.split('/')[3], kind: query.get('kind'), stage: query.get('stage'), type: req.headers['content-type'], body, at: courier.stage };
  if (req.headers.authorization !== 'Bearer linli_you_secret' || file.order !== errand.order) return problem(res, 404, 'not_found');
  world.files.push(file);
  const here = courier.stage === 'to_pickup' ? 'pickup' : 'dropoff';
  const proof = file.kind === 'code' ? 'barcode' : file.kind;
  if (file.stage === here && (proof !== 'barcode' || body.toString() === barcode)) {
    world.demands[here] = (world.demands[here] ?? []).filter((p) => p !== proof);
    courier.tasks = courier.tasks.map((x) => stop(x.kind));
    tellTasks();
  }
  return json(res, 201, {});
}

const lacks = (m, stage) => (world.demands[stage] ?? []).some((p) => p !== 'age' || !m.of_age);

/** Applies an act; returns the code of its refusal, or nothing. */
function apply(m) {
  switch (m.type) {
    case 'online':
      courier.online = true;
      tellTasks();
      setTimeout(makeOffer, 400);
      return;
    case 'offline':
      courier.online = false;
      return tellTasks();
    case 'accept':
    case 'decline':
      if (courier.stage !== 'offered') return 'unknown_offer';
      courier.offer = undefined;
      courier.stage = m.type === 'accept' ? 'to_pickup' : 'idle';
      tell({ type: 'offer_closed', offer: m.offer, outcome: m.type === 'accept' ? 'accepted' : 'declined' });
      courier.tasks = m.type === 'accept' ? [stop('pickup'), stop('delivery')] : [];
      return tellTasks();
    case 'set_off':
    case 'arrived':
    case 'started':
      if (m.code && m.code !== '12345678') return 'wrong_code';
      courier.tasks = [visit(afterVisit[m.type])];
      return tellTasks();
    case 'finished':
    case 'cannot_go_on':
      courier.tasks = [];
      return tellTasks();
    case 'pick_up':
      if (courier.stage !== 'to_pickup') return 'illegal_move';
      if (lacks(m, 'pickup')) return 'proof_missing';
      courier.stage = 'to_door';
      courier.tasks = [stop('delivery')];
      return tellTasks();
    case 'deliver':
      if (lacks(m, 'dropoff')) return 'proof_missing';
      if (m.pin !== pin) return 'wrong_pin';
      courier.stage = 'done';
      courier.tasks = [];
      return tellTasks();
  }
  return 'bad_message';
}

function courierSession(ws) {
  ws.on('message', (text) => {
    const m = JSON.parse(text);
    const answer = (a) => ws.send(JSON.stringify(a));
    if (m.type === 'hello') {
      world.sockets.add(ws);
      const resumed = m.resume?.epoch === 'e1' && m.resume.seq === courier.seq;
      return answer({
        type: 'welcome', epoch: 'e1', seq: courier.seq, now: stamp(engineNow()), scale: 20, resumed,
        courier: { id: 'c_you', online: courier.online }, tasks: courier.tasks, ...(courier.offer ? { offer: courier.offer } : {}),
      });
    }
    if (m.type === 'ping') return answer({ type: 'pong' });
    if (m.type === 'position') return undefined;
    world.acts.push(m);
    if (!courier.answered.has(m.id)) courier.answered.set(m.id, apply(m));
    const code = courier.answered.get(m.id);
    if (world.swallow) return undefined;
    return answer(code ? { type: 'nak', id: m.id, code, detail: code, retryable: false } : { type: 'ack', id: m.id });
  });
  ws.on('close', () => world.sockets.delete(ws));
}

/** Cuts every courier's line, as a tunnel does; they may come back when it ends. */
export function tunnel(on) {
  world.refuseCouriers = on;
  if (on) for (const ws of world.sockets) ws.terminate();
}

export async function start(port = 0) {
  const server = createServer((req, res) => handle(req, res).catch((e) => problem(res, 500, String(e))));
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (req, socket, head) => {
    const url = new URL(req.url, 'http://x');
    const ticket = url.searchParams.get('ticket');
    const serve = url.pathname === '/v1/live' && (world.demo || ticket === 'linli_staff_good') ? live : url.pathname === '/v1/courier/ws' && ticket && !world.refuseCouriers ? courierSession : undefined;
    if (!serve) return socket.destroy();
    return sockets.handleUpgrade(req, socket, head, serve);
  });
  await new Promise((ready) => server.listen(port, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => (sockets.clients.forEach((c) => c.terminate()), server.closeAllConnections(), server.close()) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log((await start(Number(process.env.PORT ?? 8090))).url);
}
