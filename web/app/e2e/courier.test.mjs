import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, buttonSizes, launch, open, shot, until } from './browser.mjs';
import { goOnline, handOver, takeOffer, typePin, walkThere } from './errand.mjs';
import { bookVisit, fresh, offerMore, start, tunnel, world } from './fake_server.mjs';
import { engineNow, stamp } from './town.mjs';

let browser;
let server;
before(async () => {
  [browser, server] = [await launch(), await start()];
});
after(async () => {
  await browser?.close();
  server?.close();
});

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test('a whole delivery by hand', async () => {
  fresh();
  const { page, done } = await open(browser, `${server.url}/courier`, phone);
  await accessible(page);
  await goOnline(page);
  await page.getByTestId('offer').waitFor();
  assert.match(await page.getByTestId('offer').textContent(), /还剩 \d+ 秒/);
  await accessible(page);
  await shot(page, 'courier-offer');
  await takeOffer(page);
  await accessible(page);
  await shot(page, 'courier-pickup');
  for (const b of await buttonSizes(page, 'main, footer')) assert.ok(b.size >= 60 || /退出|English/.test(b.text), `${b.text} is ${b.size} px`);
  await walkThere(page);
  await page.getByRole('button', { name: '已取到货' }).click();
  await page.locator('[data-testid=task][data-kind=delivery]').waitFor();
  await walkThere(page);
  await page.getByRole('button', { name: '交给住户' }).click();
  await typePin(page, '0000');
  await page.getByRole('alert').filter({ hasText: '取货码不对' }).waitFor();
  await page.getByRole('button', { name: '交给住户' }).click();
  await page.getByTestId('pin-hint').waitFor();
  await accessible(page);
  await shot(page, 'courier-pin');
  await page.getByRole('button', { name: '返回' }).click();
  await handOver(page);
  assert.deepEqual(world.acts.map((a) => a.type), ['online', 'accept', 'pick_up', 'deliver', 'deliver']);
  assert.equal(new Set(world.acts.map((a) => a.id)).size, 5);
  await done();
});

test('a visit to a home, from setting off to done', async () => {
  fresh();
  const { page, done } = await open(browser, `${server.url}/courier`, phone);
  await goOnline(page);
  bookVisit();
  await page.locator('[data-testid=task][data-kind=visit]').getByText('服务约 40 分钟').waitFor();
  await accessible(page);
  await shot(page, 'courier-visit');
  for (const name of ['出发', '我到门口了', '扫卡片并开始服务']) await page.getByRole('button', { name, exact: true }).click();
  await page.getByLabel('卡片上的数字').fill('1234 5670');
  await accessible(page);
  await shot(page, 'courier-code');
  await page.getByRole('button', { name: '确认', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: '卡片上的码不对' }).waitFor();
  await page.getByRole('button', { name: '扫卡片并开始服务' }).click();
  await page.getByLabel('卡片上的数字').fill('12345678');
  await page.getByRole('button', { name: '确认', exact: true }).click();
  await page.getByRole('button', { name: '无法服务' }).click();
  await page.getByRole('button', { name: '没人应门' }).or(page.getByRole('button', { name: '其他' })).first().waitFor();
  await accessible(page);
  await page.getByRole('button', { name: '返回' }).click();
  await page.getByRole('button', { name: '服务完成', exact: true }).click();
  await until(async () => (await page.getByTestId('task').count()) === 0, 'the visit is done');
  assert.deepEqual(world.acts.map((a) => a.type), ['online', 'set_off', 'arrived', 'started', 'started', 'finished']);
  const [, , , wrong, right, end] = world.acts;
  assert.deepEqual([wrong.code, right.code, end.code], ['12345670', '12345678', undefined]);
  for (const a of [wrong, right, end]) assert.ok(a.point.lat > 0 && a.accuracy === 0, 'no position with it');
  await done();
});

test('what is done in a tunnel is sent once, after it', async () => {
  fresh();
  const { page, done } = await open(browser, `${server.url}/courier`, phone);
  await goOnline(page);
  await takeOffer(page);
  tunnel(true);
  await page.getByTestId('connection').filter({ hasText: '正在重新连接' }).or(page.getByTestId('connection').filter({ hasText: '正在连接' })).first().waitFor();
  await page.getByRole('button', { name: '已取到货' }).click();
  await page.getByTestId('pending').filter({ hasText: '1 项待发送' }).waitFor();
  await shot(page, 'courier-tunnel');
  await page.evaluate(() => {
    const name = Object.keys(localStorage).find((k) => k.startsWith('linli.acts.'));
    localStorage.setItem(name, JSON.stringify(JSON.parse(localStorage.getItem(name)).map((q) => ({ ...q, made: q.made - 10 * 60_000 }))));
  });
  await page.reload(); // the battery was empty, ten minutes later
  await page.getByTestId('pending').filter({ hasText: '1 项待发送' }).waitFor();
  assert.equal(world.acts.filter((a) => a.type === 'pick_up').length, 0);
  tunnel(false);
  await page.locator('[data-testid=task][data-kind=delivery]').waitFor({ timeout: 30_000 });
  await page.getByTestId('pending').waitFor({ state: 'detached' });
  const acts = world.acts.filter((a) => a.type === 'pick_up');
  assert.equal(acts.length, 1);
  assert.ok(acts[0].ago >= 600 * 20 && acts[0].ago < 700 * 20, `it was done ${acts[0].ago} s of the town's time ago, not ten minutes of ours`);
  assert.ok(world.acts.filter((a) => a.type === 'accept').every((a) => a.ago === undefined));
  await done();
});

test('a courier who has worked long is told, and until when', async () => {
  fresh();
  world.duty = { remind: stamp(engineNow() - 60_000), limit: stamp(engineNow() + 4 * 3_600_000) };
  const { page, done } = await open(browser, `${server.url}/courier`, phone);
  await goOnline(page);
  await page.getByTestId('duty').filter({ hasText: /\d\d:\d\d 起不再派新单/ }).waitFor();
  await accessible(page);
  await shot(page, 'courier-duty');
  await done();
});

test('a reply that was lost is asked for again under the same id', async () => {
  fresh();
  const { page, done } = await open(browser, `${server.url}/courier`, phone);
  await goOnline(page);
  await takeOffer(page);
  world.swallow = true; // the act arrives, its answer does not
  await page.getByRole('button', { name: '已取到货' }).click();
  await until(() => world.acts.some((a) => a.type === 'pick_up'), 'the act arrived');
  tunnel(true);
  world.swallow = false;
  tunnel(false);
  await page.getByTestId('pending').waitFor({ state: 'detached' });
  const ids = world.acts.filter((a) => a.type === 'pick_up').map((a) => a.id);
  assert.equal(ids.length, 2);
  assert.equal(new Set(ids).size, 1);
  await page.locator('[data-testid=task][data-kind=delivery]').waitFor();
  await done();
});

test('a close code that says stop is obeyed', async () => {
  fresh();
  const { page, done } = await open(browser, `${server.url}/courier`, phone);
  await goOnline(page);
  for (const ws of world.sockets) ws.close(4201, 'replaced');
  await page.getByTestId('connection').filter({ hasText: '你在别处登录了' }).waitFor();
  await page.waitForTimeout(1500);
  assert.equal(world.sockets.size, 0, 'the app came back by itself');
  await done();
});

test('an offer can be refused with a reason', async () => {
  fresh();
  const { page, done } = await open(browser, `${server.url}/courier`, phone);
  await goOnline(page);
  await page.getByTestId('offer').waitFor();
  await page.getByRole('button', { name: '不接' }).click();
  await page.getByRole('button', { name: '太远' }).click();
  await page.getByTestId('offer').waitFor({ state: 'detached' });
  assert.deepEqual(world.acts.at(-1), { id: world.acts.at(-1).id, type: 'decline', offer: 'f_1', reason: 'too_far' });
  await done();
});

test('an offer that comes during a task moves no button', async () => {
  fresh();
  const { page, done } = await open(browser, `${server.url}/courier`, phone);
  await goOnline(page);
  await takeOffer(page);
  const button = page.getByRole('button', { name: '已取到货' });
  await button.focus();
  const before = await button.boundingBox();
  offerMore();
  await page.getByRole('button', { name: /新订单 · 还剩/ }).waitFor();
  assert.deepEqual(await button.boundingBox(), before);
  assert.equal(await button.evaluate((b) => b === document.activeElement), true, 'the focus was taken');
  await shot(page, 'courier-second-offer');
  await page.getByRole('button', { name: /新订单 · 还剩/ }).click();
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'offer');
  await accessible(page);
  await done();
});

test('a courier says when a break is wanted', async () => {
  fresh();
  const { page, done } = await open(browser, `${server.url}/courier`, phone);
  await page.getByRole('button', { name: '试做一回骑手' }).click();
  await page.locator('select').first().selectOption({ label: '大约 2 小时后' });
  await page.locator('select').last().selectOption({ label: '45 分钟' });
  await accessible(page);
  await shot(page, 'courier-break');
  await page.getByRole('button', { name: '上线接单' }).click();
  const online = await until(() => world.acts.find((a) => a.type === 'online'), 'the courier is online');
  const [rest, ...more] = online.breaks;
  assert.deepEqual([more.length, rest.minutes, Date.parse(rest.to) - Date.parse(rest.from)], [0, 45, 3_600_000]);
  await done();
});
