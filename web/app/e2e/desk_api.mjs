// The community desk's API as the page asks it: the queue, one order, calls for
// help, residents by name, and bookings for them. Homes and circles are those
// of circle_api.
import { circle, serveCircle } from './circle_api.mjs';
import { engineNow, staffOrder, stamp } from './town.mjs';

/** What the tests look into. */
export const desk = { acts: [], rows: [], call: undefined, tickets: 0 };

const call = () => ({
  id: 'h7', resident: 'wang', source: 'button', drill: false, state: 'desk', due: stamp(engineNow() + 90_000),
  steps: [{ at: stamp(engineNow() - 120_000), what: 'raised', who: 'resident', by: 'wang', note: 'button' }, { at: stamp(engineNow()), what: 'call_desk', who: 'desk' }],
});

/** Begins the desk's day anew. */
export function openDesk() {
  const row = (order, kind, code, more) => ({ order, merchant: 'liji', kind, code, since: stamp(engineNow() - 12 * 60_000), status: 'unassigned', next: ['setOutcome', 'tellResident', 'assignOrder', 'holdOrder'], ...more });
  Object.assign(desk, {
    acts: [], tickets: 0, call: call(),
    rows: [
      row('o_1', 'late', 'would_be_late', { worker: 'c1', status: 'assigned', next: ['setOutcome', 'tellResident', 'assignOrder', 'holdOrder', 'staffCancelOrder', 'callOut'] }),
      row('o_2', 'unreachable', 'nobody_home', { status: 'ended', next: ['tellResident', 'clearTrouble', 'reopenOrder'] }),
      row('o_3', 'unassignable', 'nobody_found'),
    ],
  });
}

const person = { id: 'r1', name: '王秀英', phone: '13811111111', community: 'xingfuli', home: { building: 'xfl-3', unit: '2单元', room: '501' }, address: '幸福里 3号楼 2单元 501', needs: { no_stairs: true }, consent: {} };

function order(id) {
  const doc = staffOrder(id);
  return { ...doc, order: { ...doc.order, id, kind: 'goods', carriage: 'assigned', cancel_price: 0, tracking_url: `/track/${id}.DOOR` }, contact: { name: '王秀英', phone: '13811111111', address: '幸福里 3号楼 2单元 501' } };
}

function help(path, body, answer) {
  if (path.endsWith('/answer')) {
    Object.assign(desk.call, { state: body.verb === 'closed' ? 'closed' : 'taken', taker: 'staff/sam' });
    desk.call.steps.push({ at: stamp(engineNow()), what: body.verb, who: 'desk', by: 'staff/sam', note: body.note });
  }
  if (path === '/v1/staff/help') return answer(200, { calls: [desk.call] });
  return answer(200, { ...desk.call, contact: person, family: [{ name: '王小明', phone: '13922222222' }] });
}

/** Answers one request with staff's key; answer takes a status and a body, or the code of a problem. */
export function serveDesk(req, path, body, answer) {
  if (path === '/v1/clock') return answer(200, { now: stamp(engineNow()), scale: 1 });
  if (path === '/v1/staff/queue') return answer(200, { rows: desk.rows });
  if (path.startsWith('/v1/staff/help')) return help(path, body, answer);
  if (path === '/v1/staff/residents') return answer(200, { residents: [{ id: 'wang' }] });
  if (path === '/v1/staff/people') return answer(200, { people: decodeURIComponent(req.url).includes('秀英') ? [person] : [] });
  if (path === '/v1/bookings/read-back') return answer(200, { zh: `我给您念一遍：订了大米 × ${body.items[0].quantity}，送给${body.contact.name}。对吗？`, en: 'Let me read it back. Is that right?' });
  if (/^.v1.(addresses|bookings|circle)/.test(path)) return serveCircle(req, path, body, answer);
  const [, , , place, id, verb] = path.split('/');
  if (place === 'codes') return answer(200, { orders: id === '123456' ? [{ id: 'o_2' }] : [] });
  if (req.method !== 'POST') return answer(200, order(id));
  desk.acts.push({ place, id, verb, body });
  if (verb === 'hold') return answer(409, 'illegal_move');
  if (verb === 'clear') desk.rows = desk.rows.filter((r) => r.order !== id);
  return answer(200, order(id).order);
}

export { circle };
