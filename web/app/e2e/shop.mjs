// A shop's orders as the merchant API shows them, with what the shop does to
// them.
import { engineNow, spot, stamp } from './town.mjs';

/** What the tests look into. */
export const shop = { acts: [], paused: false, orders: [] };

const order = (id, more) => ({
  id, kind: 'goods', status: 'placed', preparation: 'placed', carriage: 'unassigned', attempt: 0, seq: 1, fee: 600, currency: 'cny',
  items: [{ name: '大米 5kg', quantity: 2 }, { name: '鲜牛奶', quantity: 1 }], tracking_url: `/track/${id}.X`, live_mode: true,
  created_at: stamp(engineNow()), updated_at: stamp(engineNow()), due: stamp(engineNow() + 40 * 60_000), ...more,
});

/** Begins the shop's day anew. */
export function openShop() {
  Object.assign(shop, {
    acts: [], paused: false,
    orders: [
      order('o_new', { external_id: '2041' }),
      order('o_gone', { external_id: '2042', items: [{ name: '已被取消的豆腐', quantity: 1 }] }),
      order('o_cook', { kind: 'meal', external_id: '2039', status: 'preparing', preparation: 'preparing', carriage: 'assigned', worker: 'c7', mode: 'door', ready_at: stamp(engineNow() + 6 * 60_000), eta: stamp(engineNow() + 25 * 60_000), items: [{ name: '牛肉面', quantity: 1 }] }),
      order('o_wait', { external_id: '2037', status: 'assigned', preparation: 'ready', carriage: 'assigned', worker: 'r2', mode: 'handover', live_mode: false, eta: stamp(engineNow() + 55 * 60_000) }),
      order('o_way', { tip: 200, dropoff: { point: spot(1, 1) }, chase: undefined, proofs: [{ stage: 'dropoff', proof: 'signature', given: false }], external_id: '2036', status: 'picked_up', preparation: 'ready', carriage: 'picked_up', worker: 'c3', mode: 'locker', eta: stamp(engineNow() + 4 * 60_000) }),
      order('o_done', { external_id: '2030', status: 'delivered', preparation: 'ready', carriage: 'delivered', rating: { stars: 2, reasons: ['late'], at: stamp(engineNow()), by: 'resident' } }),
    ],
  });
}

const ended = ['delivered', 'refused'];
const moves = { accept: ['accepted', 'placed'], start: ['preparing', 'accepted'], ready: ['ready', 'preparing'], refuse: ['refused', 'placed'] };

/** A compartment is kept for the shop, or given back; the bank b9 is full by then. */
function deposit(o, body, rest, answer) {
  if (body.locker === 'b9') return answer(409, 'compartment_busy');
  if (rest === 'release') Object.assign(o, { locker: undefined, deposit: undefined });
  else Object.assign(o, { locker: body.locker, deposit: { compartment: '4', until: stamp(engineNow() + 7_200_000), code: '502913' } });
  return answer(200, o);
}

function act(o, verb, body, answer, rest) {
  shop.acts.push({ order: o.id, verb, body });
  if (verb === 'chase') return (o.chase = { at: stamp(engineNow()), times: 1, answer: 'delayed', expected_at: stamp(engineNow() + 9 * 60_000) }), answer(200, o);
  if (verb === 'deposit') return deposit(o, body, rest, answer);
  if (verb === 'return') return (o.return = `${o.id}-r`), answer(201, o);
  const [to, from] = moves[verb] ?? [];
  if (o.id === 'o_gone' || !to || o.preparation !== from) return answer(409, 'illegal_move');
  Object.assign(o, { preparation: to, status: to, updated_at: stamp(engineNow()), ...(to === 'refused' ? { reason: body.reason } : {}) });
  return answer(200, o);
}

/** Answers one request of the merchant API; answer takes a status and a body, or the code of a problem. */
export function serveShop(req, path, body, answer) {
  const [, , place, id, rest] = path.split('/');
  if (place === 'clock') return answer(200, { now: stamp(engineNow()), scale: 20 });
  if (path === '/v1/merchant/ratings') return answer(200, { provider: 'liji', count: 12, average: 4.58, stars: [0, 0, 1, 3, 8], reasons: [] });
  if (place === 'merchant') {
    shop.paused = id === 'pause';
    return answer(200, {});
  }
  if (place !== 'orders') return answer(404, 'not_found');
  if (!id) return answer(200, { orders: shop.orders.filter((o) => !req.url.includes('open=true') || !ended.includes(o.status)) });
  const o = shop.orders.find((x) => x.id === id);
  if (!o) return answer(404, 'not_found');
  if (rest === 'rating') return answer(200, { ...o.rating, words: '等了很久' });
  if (rest === 'timeline') return answer(200, { order: id, entries: [{ seq: 1, n: 0, at: o.created_at, kind: 'OrderPut' }, { seq: 2, n: 0, at: o.updated_at, kind: 'OrderMoved', to: o.status }] });
  if (rest === 'decision') return answer(200, { order: id, entries: [{ at: o.updated_at, worker: o.worker, text: { zh: '骑手 c7 最近，且顺路。', en: 'Courier c7 is nearest, and it is on the way.' } }] });
  if (rest === 'position') return answer(200, { on_the_way: o.carriage === 'picked_up', point: spot(1, 2), eta: stamp(engineNow() + 3 * 60_000), again_seconds: 3 });
  if (rest === 'lockers') return answer(200, { lockers: o.id === 'o_cook' ? [] : [{ id: 'b2', point: spot(1, 1), home_m: 90, capacity: { grams: 10000, ml: 45200 } }, { id: 'b9', point: spot(2, 1), home_m: 310, capacity: { grams: 9000, ml: 20000 } }] });
  if (rest === 'items') {
    const item = o.items[Number(path.split('/')[5])];
    item.refused = (item.refused ?? 0) + body.quantity;
    shop.acts.push({ order: id, verb: 'sold_out', body });
    return answer(200, o);
  }
  if (req.method === 'PATCH') {
    shop.acts.push({ order: id, verb: 'edit', body });
    Object.assign(o, body.tip === undefined ? {} : { tip: body.tip });
    return answer(200, o);
  }
  return req.method === 'POST' ? act(o, rest, body, answer, path.split('/')[5]) : answer(200, o);
}
