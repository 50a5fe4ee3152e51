// The community desk's API as the page asks it: the queue, one order, calls for
// help, residents by name, and bookings for them. Homes and circles are those
// of circle_api.
import { circle, serveCircle } from './circle_api.mjs';
import { serveRobots } from './robots_api.mjs';
import { engineNow, staffOrder, stamp } from './town.mjs';

/** What the tests look into. */
export const desk = { pinned: undefined, wishes: [], refuse: undefined, rating: undefined, acts: [], rows: [], call: undefined, tickets: 0, visits: [], cards: [] };

const visit = (id, exceptions, more) => ({
  id, provider: 'care', status: 'done', resident: 'r17', service: 'bathing', minutes: 60, worker: 'c9',
  from: stamp(engineNow() - 3 * 3_600_000), to: stamp(engineNow() - 2 * 3_600_000),
  verification: {
    verified: false, start: { at: stamp(engineNow() - 3 * 3_600_000), method: 'position', m: 480, accuracy_m: 12 }, end: { at: stamp(engineNow() - 2.5 * 3_600_000), method: 'word' },
    started_at: stamp(engineNow() - 3 * 3_600_000), ended_at: stamp(engineNow() - 2.5 * 3_600_000), minutes: 30,
    exceptions: exceptions.map((code) => ({ code })), corrections: [],
  },
  ...more,
});

const call = () => ({
  id: 'h7', resident: 'wang', source: 'button', drill: false, state: 'desk', due: stamp(engineNow() + 90_000),
  steps: [{ at: stamp(engineNow() - 120_000), what: 'raised', who: 'resident', by: 'wang', note: 'button' }, { at: stamp(engineNow()), what: 'call_desk', who: 'desk' }],
});

/** Begins the desk's day anew. */
export function openDesk() {
  const row = (order, kind, code, more) => ({ order, merchant: 'liji', kind, code, since: stamp(engineNow() - 12 * 60_000), status: 'unassigned', next: ['setOutcome', 'tellResident', 'assignOrder', 'holdOrder'], ...more });
  Object.assign(desk, {
    pinned: undefined, wishes: [], refuse: undefined, rating: undefined, acts: [], tickets: 0, call: call(),
    visits: [visit('v_1', ['start_away', 'end_unverified', 'short']), visit('v_2', ['late'])],
    cards: [{ id: 'd1', provider: 'care', resident: 'r17', issued_at: stamp(engineNow()) }],
    rows: [
      row('o_1', 'late', 'would_be_late', { worker: 'c1', status: 'assigned', next: ['setOutcome', 'tellResident', 'assignOrder', 'holdOrder', 'staffCancelOrder', 'callOut'] }),
      row('o_2', 'unreachable', 'nobody_home', { status: 'ended', next: ['tellResident', 'clearTrouble', 'reopenOrder'] }),
      row('o_3', 'unassignable', 'no_second', { carers: 2, accepted: 1 }),
      row('o_4', 'stuck', 'after_lost', { after: 'o_2', status: 'booked', next: ['setOutcome', 'tellResident', 'clearTrouble', 'holdOrder', 'staffCancelOrder', 'changeAfter'] }),
      row('o_5', 'late', 'after_late', { after: 'o_1', status: 'booked', next: ['setOutcome', 'tellResident', 'clearTrouble', 'holdOrder', 'staffCancelOrder', 'changeAfter'] }),
    ],
  });
}

const person = { id: 'r1', name: '王秀英', phone: '13811111111', community: 'xingfuli', home: { building: 'xfl-3', unit: '2单元', room: '501' }, address: '幸福里 3号楼 2单元 501', needs: { no_stairs: true }, consent: {} };

const firsts = { o_4: { order: 'o_2', state: 'lost' }, o_5: { order: 'o_1', state: 'waiting', ends: stamp(engineNow()) } };

function order(id) {
  const doc = staffOrder(id);
  const ended = id === 'o_done' ? { status: 'delivered', carriage: 'delivered', mode: 'locker', cancel_price: undefined, rating: desk.rating } : id === 'o_robot' ? { status: 'picked_up', carriage: 'picked_up', mode: 'handover', cancel_price: undefined } : id === 'v_3' ? { kind: 'visit', status: 'booked', carriage: 'booked', pinned: desk.pinned } : {};
  return { ...doc, order: { ...doc.order, id, kind: 'goods', carriage: 'assigned', cancel_price: 0, tracking_url: `/track/${id}.DOOR`, after: firsts[id], ...ended }, contact: { name: '王秀英', phone: '13811111111', address: '幸福里 3号楼 2单元 501' }, ...(id === 'o_2' ? { said: '等了一个小时\n没有人来' } : {}) };
}

function help(path, body, answer) {
  if (path.endsWith('/answer')) {
    Object.assign(desk.call, { state: body.verb === 'closed' ? 'closed' : 'taken', taker: 'staff/sam' });
    desk.call.steps.push({ at: stamp(engineNow()), what: body.verb, who: 'desk', by: 'staff/sam', note: body.note });
  }
  if (path === '/v1/staff/help') return answer(200, { calls: [desk.call] });
  return answer(200, { ...desk.call, contact: person, family: [{ name: '王小明', phone: '13922222222' }] });
}

function visits(req, path, body, answer) {
  const [, , , , id, verb] = path.split('/');
  if (!id) return answer(200, { visits: desk.visits });
  const v = desk.visits.find((x) => x.id === id);
  desk.acts.push({ place: 'visits', id, verb, body });
  if (verb === 'pin' && body.carer === 'c404') return answer(404, 'unknown_worker');
  if (verb === 'pin' || verb === 'unpin') {
    desk.pinned = verb === 'pin' ? { carer: body.carer, at: body.at } : undefined;
    return answer(200, { id });
  }
  const r = v.verification;
  if (verb === 'approve') r.exceptions = r.exceptions.map((x) => (body.exceptions.includes(x.code) ? { ...x, approved_at: stamp(engineNow()), approved_by: 'sam', reason: body.reason } : x));
  if (verb === 'correct') {
    r.ended_at = body.ended_at;
    r.exceptions = r.exceptions.filter((x) => x.code !== 'short');
    r.corrections = [{ started_at: r.started_at, ended_at: r.ended_at, at: stamp(engineNow()), by: 'sam', reason: body.reason }];
  }
  return answer(200, v);
}

function cards(req, path, body, answer) {
  if (req.method === 'GET') return path.endsWith('/paper') ? answer(200, {}) : answer(200, { cards: desk.cards });
  desk.acts.push({ place: 'cards', id: path.split('/')[4], body });
  if (path.endsWith('/revoke')) return (desk.cards = desk.cards.filter((c) => c.id !== path.split('/')[4])), answer(204, undefined);
  const card = { id: `d${desk.acts.length + 1}`, provider: body.provider, resident: body.resident, issued_at: stamp(engineNow()) };
  desk.cards = [card, ...desk.cards.filter((c) => c.resident !== card.resident)];
  return answer(201, { ...card, code: '12345678' });
}

function slots(body, answer) {
  desk.wishes.push(body);
  if (desk.refuse) return answer(409, desk.refuse);
  const at = (hours) => stamp(Date.parse(body.from) + hours * 3_600_000);
  return answer(200, {
    currency: 'cny', tried: 9, possible: 3,
    slots: [
      { from: at(1), to: at(1.5), basis: 'plan', carers: 1, free: 2, workers: ['c9'], cost: 240 },
      { from: at(0), to: at(0.5), basis: 'plan', carers: 1, free: 2, workers: ['c8'], cost: 1210 },
      { from: at(3), to: at(3.5), basis: 'free', carers: 1, free: 4 },
    ],
  });
}

/** Answers one request with staff's key; answer takes a status and a body, or the code of a problem. */
export function serveDesk(req, path, body, answer) {
  if (path === '/v1/clock') return answer(200, { now: stamp(engineNow()), scale: 1 });
  if (path === '/v1/staff/queue') return answer(200, { rows: desk.rows });
  if (path.startsWith('/v1/staff/help')) return help(path, body, answer);
  if (path === '/v1/staff/ratings') return answer(200, { providers: [{ provider: order('o_1').order.merchant, count: 31, average: 4.21, stars: [1, 2, 3, 8, 17], reasons: [] }] });
  if (path === '/v1/staff/residents') return answer(200, { residents: [{ id: 'wang' }] });
  if (path === '/v1/staff/people') return answer(200, { people: decodeURIComponent(req.url).includes('秀英') ? [person] : [] });
  if (path === '/v1/bookings/read-back') return answer(200, { zh: `我给您念一遍：订了大米 × ${body.items[0].quantity}，送给${body.contact.name}。对吗？`, en: 'Let me read it back. Is that right?' });
  if (path === '/v1/bookings/slots') return slots(body, answer);
  if (/^.v1.(addresses|bookings|circle)/.test(path)) return serveCircle(req, path, body, answer);
  if (/^.v1.staff.(robots|lanes|closures|passages|driving|weather)/.test(path)) return serveRobots(req, path, body, answer);
  if (path.startsWith('/v1/staff/visits')) return visits(req, path, body, answer);
  if (path.startsWith('/v1/staff/cards')) return cards(req, path, body, answer);
  const [, , , place, id, verb] = path.split('/');
  if (place === 'codes') return answer(200, { orders: id === '123456' ? [{ id: 'o_2' }] : [] });
  if (req.method !== 'POST') return answer(200, order(id));
  desk.acts.push({ place, id, verb, body });
  if (verb === 'hold') return answer(409, 'illegal_move');
  if (verb === 'locker' && desk.acts.length === 1) return answer(422, 'infeasible');
  if (verb === 'rating') desk.rating = { ...body, at: stamp(engineNow()), by: 'staff' };
  if (verb === 'after') desk.rows = desk.rows.filter((r) => r.order !== id);
  if (verb === 'clear') desk.rows = desk.rows.filter((r) => r.order !== id);
  return answer(200, order(id).order);
}

export { circle };
