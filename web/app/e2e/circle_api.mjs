// A community's circle as the server shows it to a home, and what is booked.
import { engineNow, spot, stamp } from './town.mjs';

/** What the tests look into and turn. */
export const circle = { bookings: [], asked: [], refuse: undefined };

export function freshCircle() {
  Object.assign(circle, { bookings: [], asked: [], refuse: undefined });
}

const house = { level: 'house', label: '幸福里 3号楼 2单元 501', community: 'xingfuli', building: 'xfl-3', unit: '2单元', room: '501' };
const places = [
  { level: 'building', label: '幸福里 3号楼', community: 'xingfuli', building: 'xfl-3' },
  { level: 'unit', label: '幸福里 3号楼 2单元', community: 'xingfuli', building: 'xfl-3', unit: '2单元' },
  house,
];

const goods = (id, name, amount, more) => ({ id, name, kind: 'goods', price: { amount, unit: 'piece', unit_label: '每件' }, open: true, ...more });

function modes(q) {
  const locker = q.get('consent_locker') && !q.get('no_screen');
  return [
    { mode: 'door', label: '送到门口', open: true, by: stamp(engineNow() + 30 * 60_000) },
    { mode: 'locker', label: '智能柜', open: !!locker, ...(locker ? {} : { reason: q.get('no_screen') ? 'access' : 'consent', reason_label: q.get('no_screen') ? '住户够不着或看不清屏幕' : '住户没有同意' }) },
  ];
}

function providers(q) {
  return [
    {
      id: 'liji', name: '李记杂货', category: 'groceries', category_label: '生鲜杂货', point: spot(2, 1), state: 'open', state_label: '营业中', hours: 'Mo-Su 08:00-20:00',
      delivery: { fee: 600, meters: 740, preparation_minutes: 10, mode: 'door', earliest: stamp(engineNow() + 30 * 60_000), modes: modes(q) },
      offerings: [goods('rice', '大米 5 kg', 3990), goods('milk', '鲜牛奶', 850), goods('tofu', '豆腐', 300, { open: false, reason_label: '停售' })],
    },
    {
      id: 'noodle', name: '面馆', category: 'meals', category_label: '餐饮', point: spot(-2, 2), state: 'closed', state_label: '已打烊', opens_at: stamp(engineNow() + 3 * 3_600_000),
      delivery: { fee: 500, meters: 300, preparation_minutes: 15, modes: modes(q) }, offerings: [goods('beef', '牛肉面', 2200, { kind: 'meal' })],
    },
    {
      id: 'care', name: '邻里照护', category: 'elder_care', category_label: '养老照护', point: spot(1, -2), state: 'open', state_label: '营业中',
      offerings: [{ id: 'bath', name: '助浴', kind: 'visit', price: { amount: 12_000, unit: 'visit', unit_label: '每次' }, open: true, minutes: 60, workers: 1, earliest: stamp(engineNow() + 2 * 3_600_000) }],
    },
  ];
}

function view(url) {
  const q = new URL(url, 'http://x').searchParams;
  circle.asked.push(Object.fromEntries(q));
  const all = providers(q);
  return {
    now: stamp(engineNow()), at: stamp(engineNow()), language: 'zh', community: { id: 'xingfuli', name: '幸福里', time_zone: 'Asia/Shanghai' },
    place: { building: 'xfl-3', name: '3号楼', point: spot(0, 0), handover: spot(0, 0) }, currency: 'cny',
    categories: all.map((p) => ({ category: p.category, label: p.category_label, providers: 1, open: p.state === 'open' ? 1 : 0 })),
    providers: all.filter((p) => !q.get('category') || p.category === q.get('category')),
  };
}

/** Answers one request of a community's key; answer takes a status and a body, or the code of a problem. */
export function serveCircle(req, path, body, answer) {
  if (path === '/v1/addresses') {
    const typed = new URL(req.url, 'http://x').searchParams.get('q');
    const found = typed.includes('2单元') ? places.slice(1) : /^(3|幸|x)/.test(typed) ? places.slice(0, 2) : [];
    return answer(200, { addresses: found });
  }
  if (path === '/v1/circle') return answer(200, view(req.url));
  if (path !== '/v1/bookings') return answer(404, 'not_found');
  if (circle.refuse) return answer(409, circle.refuse);
  circle.bookings.push({ body, attempt: req.headers['idempotency-key'] });
  return answer(201, { order: 'o_1', tracking_url: '/track/o_1.DOOR', pin: '4711', total: 8580, currency: 'cny' });
}
