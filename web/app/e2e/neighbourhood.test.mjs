// The residents', the shop's and the desk's page against a real server, which
// TestHeavyNeighbourhood of cmd/dispatcher starts: LINLI_NEIGHBOURHOOD is its
// address, LINLI_ADMIN_KEY the administrator's, LINLI_NOTICES where messages
// are written. It skips without them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { accessible, launch, open, shot, until } from './browser.mjs';

const { LINLI_NEIGHBOURHOOD: url, LINLI_ADMIN_KEY: admin, LINLI_NOTICES: notices } = process.env;
const skip = url && admin && notices ? false : 'LINLI_NEIGHBOURHOOD names no server';
const gate = { lng: 1.5218, lat: 42.5063 };
let browser;
let courier;
let keys;

async function ask(method, path, key, body, type = 'application/json') {
  const r = await fetch(url + path, { method, headers: { Authorization: `Bearer ${key}`, 'Content-Type': type }, body: typeof body === 'string' ? body : JSON.stringify(body) });
  const text = await r.text();
  assert.ok(r.ok, `${method} ${path}: ${r.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}
const post = (path, body, key = admin) => ask('POST', path, key, body);

/** One community with a shop, a cleaner, a courier, and a resident with a son. */
async function furnish() {
  await post('/v1/admin/communities', { id: 'garden', name: '幸福里', time_zone: 'Europe/Andorra' });
  await post('/v1/admin/buildings', { id: 'b3', community: 'garden', name: '3号楼', point: gate, floors: 6, lift: true, entrances: [{ name: '2单元', per_floor: 2 }] });
  const merchant = (id, name, category) => post('/v1/admin/merchants', { id, name, category, point: { lng: 1.523, lat: 42.507 }, live: true });
  const shop = await merchant('liji', '李记杂货', 'groceries');
  await merchant('clean', '安心家政', 'housekeeping');
  for (const id of ['liji', 'clean']) await post(`/v1/admin/merchants/${id}/hours`, { community: 'garden', hours: '24/7' });
  await post('/v1/admin/offerings', { id: 'rice', provider: 'liji', name: '大米', kind: 'goods', price: { amount: 3990, unit: 'piece' }, grams: 5000 });
  await post('/v1/admin/offerings', { id: 'clean2', provider: 'clean', name: '保洁', kind: 'visit', price: { amount: 5000, unit: 'hour' }, minutes: 120, skills: ['cleaning'] });
  await post('/v1/admin/couriers', { id: 'c1', profile: 'ebike', skills: ['cleaning'], grams: 20_000, ml: 60_000, no_key: true });
  await ask('POST', '/v1/imports?kind=residents', admin, '编号,姓名,电话,楼栋,小区,单元,房号\nr1,王秀英,13811111111,3号楼,幸福里,2单元,501\n', 'text/csv');
  const key = async (subject, scope) => (await post('/v1/admin/keys', { subject, scopes: [scope], live: true })).key;
  keys = { shop: shop.key, gate: await key('garden', 'circle'), staff: await key('sam', 'staff'), courier: await key('c1', 'courier') };
  await post('/v1/staff/residents', {
    id: 'r1', contact: { name: '王秀英', phone: '13811111111', address: '幸福里 3号楼 2单元 501' }, point: gate, family: [{ name: '王小明', phone: '13922222222', channels: ['sms'] }],
  }, keys.staff);
}

/** A courier who is on duty and takes nothing. */
async function onDuty() {
  const { ticket } = await post('/v1/tickets', {}, keys.courier);
  courier = new WebSocket(`${url.replace('http', 'ws')}/v1/courier/ws?ticket=${ticket}`);
  const acknowledged = new Promise((yes, no) => {
    courier.on('error', no);
    courier.on('message', (m) => JSON.parse(m).type === 'ack' && yes());
  });
  await new Promise((yes) => courier.on('open', yes));
  courier.send(JSON.stringify({ type: 'hello' }));
  courier.send(JSON.stringify({ type: 'online', id: 'a1', point: gate }));
  await acknowledged;
}

before(async () => {
  if (skip) return;
  await furnish();
  await onDuty();
  browser = await launch();
});
after(async () => {
  courier?.terminate();
  await browser?.close();
});

async function signedIn(path, key) {
  const opened = await open(browser, url + path, { viewport: { width: 1280, height: 900 } });
  await opened.page.getByLabel('密钥').fill(key);
  await opened.page.getByRole('button', { name: '登录' }).click();
  return opened;
}

test('a resident books goods and a visit, and the shop accepts', { skip }, async () => {
  const { page, done } = await open(browser, `${url}/circle#key=${keys.gate}`, { viewport: { width: 360, height: 740 } });
  await page.getByLabel('楼栋、单元、房号').fill('3号楼2单元501');
  await page.getByRole('button', { name: /2单元 501/ }).click();
  const book = async () => {
    await page.getByLabel('姓名').fill('王秀英');
    await page.getByLabel('电话').fill('13811111111');
    await page.getByRole('button', { name: '确认下单' }).click();
    await page.getByTestId('booked').waitFor();
  };
  await page.getByTestId('provider-liji').getByRole('button', { name: '加入 大米' }).click();
  await page.getByRole('button', { name: '去下单' }).click();
  await book();
  await page.getByTestId('provider-clean').getByRole('button', { name: '预约 保洁' }).click();
  await page.getByLabel('日期').selectOption({ index: 1 });
  await book();
  await accessible(page);
  await shot(page, 'real-circle');
  await done();

  const shop = await signedIn('/merchant', keys.shop);
  await shop.page.getByTestId('column-answer').getByRole('button', { name: '接单' }).click();
  await shop.page.getByTestId('column-prepare').locator('article').waitFor();
  await shot(shop.page, 'real-merchant');
  await shop.done();
});

test('staff sees what is wrong, books for a resident with a slip, and a relative answers a call for help', { skip }, async () => {
  const [first] = (await ask('GET', '/v1/staff/orders?merchant=liji', keys.staff)).orders;
  await post(`/v1/staff/orders/${first.id}/complaint`, { about: 'late' }, keys.staff);
  const { page, done } = await signedIn('/desk', keys.staff);
  await page.getByTestId(`row-${first.id}`).click();
  await page.getByTestId('wrong').filter({ hasText: '投诉' }).waitFor();
  await page.getByRole('button', { name: '已处理完' }).click();
  await page.getByLabel('原因').selectOption('settled_by_phone');
  await page.getByRole('button', { name: '确认：已处理完' }).click();
  await page.getByTestId(`row-${first.id}`).waitFor({ state: 'detached' });

  await page.getByRole('button', { name: '代客下单' }).click();
  await page.getByLabel('姓名或电话（至少两个字）').fill('秀英');
  await page.getByRole('button', { name: /王秀英 幸福里/ }).click();
  await page.getByTestId('provider-liji').getByRole('button', { name: '加入 大米' }).click();
  await page.getByRole('button', { name: '去下单' }).click();
  await page.getByRole('button', { name: '念一遍' }).click();
  await page.getByTestId('aloud').getByText('大米 × 1').waitFor();
  await page.getByRole('button', { name: '住户说对，下单' }).click();
  await page.getByTestId('desk-booked').waitFor();
  await accessible(page);
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: '打印单据' }).click();
  const slip = await opened;
  await slip.getByRole('heading', { name: '您的订单' }).waitFor();
  assert.match(await slip.locator('main').textContent(), /王秀英[\s\S]*\d{6}/);
  await shot(slip, 'real-slip');
  await slip.close();

  await page.getByRole('button', { name: /^一键呼叫/ }).click();
  await page.getByRole('button', { name: '替住户呼叫 r1' }).click();
  await page.getByRole('button', { name: '确定' }).click();
  const link = await until(() => told(/\/help\/[^\s"]+/), 'the son is told');
  const son = await open(browser, url + link, { viewport: { width: 360, height: 740 } });
  await son.page.getByTestId('who').getByText('王秀英').first().waitFor();
  await son.page.getByRole('button', { name: '我马上去' }).click();
  await son.page.getByTestId('state').filter({ hasText: '您说您正赶去' }).waitFor();
  await accessible(son.page);
  await son.done();
  await page.getByTestId('call').getByText('家人 说马上去').waitFor();
  await shot(page, 'real-help');
  await done();
});

/** What a message holds, once one does. */
function told(pattern) {
  try {
    return pattern.exec(readFileSync(join(notices, 'sms.jsonl'), 'utf8'))?.[0];
  } catch {
    return undefined; // nothing was sent yet
  }
}
