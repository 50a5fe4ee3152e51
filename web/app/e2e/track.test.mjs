import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, buttonSizes, launch, open, shot, until } from './browser.mjs';
import { start, world } from './fake_server.mjs';

let browser;
let server;
before(async () => {
  [browser, server] = [await launch(), await start()];
});
after(async () => {
  await browser?.close();
  server?.close();
});

const phone = { viewport: { width: 360, height: 740 } };

const fontSizes = (page) =>
  page.evaluate(() => [...document.querySelectorAll('main *')].filter((e) => e.childElementCount === 0 && e.textContent.trim()).map((e) => parseFloat(getComputedStyle(e).fontSize)));

test('a resident reads where the order is, when it comes, and the PIN', async () => {
  const { page, done } = await open(browser, `${server.url}/track/o_1.DOOR`, phone);
  await page.getByTestId('status').filter({ hasText: '正在送往您处' }).waitFor();
  assert.equal(await page.getByTestId('pin').textContent(), '4711');
  await page.getByText('大约还要 8 分钟').waitFor();
  assert.ok(Math.min(...(await fontSizes(page))) >= 18, 'text below 18 px');
  for (const b of await buttonSizes(page, 'main')) assert.ok(b.size >= 60, `${b.text} is ${b.size} px`);
  await accessible(page);
  await shot(page, 'track-door');
  await page.getByRole('button', { name: '特大' }).click();
  assert.ok(Math.min(...(await fontSizes(page))) >= 30, 'the largest text is below 30 px');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
  await accessible(page);
  await shot(page, 'track-huge');
  await done();
});

test('a resident opens the locker', async () => {
  const { page, done } = await open(browser, `${server.url}/track/o_2.LOCKER`, phone);
  await page.getByTestId('status').filter({ hasText: '已放入智能柜' }).waitFor();
  await shot(page, 'track-locker');
  await page.getByRole('button', { name: '我在柜前，请开门' }).click();
  await page.getByTestId('status').filter({ hasText: '已送达' }).waitFor();
  assert.deepEqual(world.collected, ['o_2.LOCKER']);
  await accessible(page);
  await done();
});

test('a resident has the robot that waits go on to a locker, and reads plainly why it cannot', async () => {
  Object.assign(world, { said: [], consent: {} });
  const { page, done } = await open(browser, `${server.url}/track/o_6.ROBOT`, phone);
  const part = page.getByTestId('to-locker');
  await part.getByRole('button', { name: '请放进智能柜' }).click();
  await part.getByRole('alert').getByText('附近没有合适的智能柜，或者您没有同意用智能柜').waitFor();
  for (const b of await buttonSizes(page, 'main')) assert.ok(b.size >= 60, `${b.text} is ${b.size} px`);
  assert.ok(Math.min(...(await fontSizes(page))) >= 18, 'text below 18 px');
  await accessible(page);
  await part.scrollIntoViewIfNeeded();
  await shot(page, 'track-to-locker');
  await page.getByTestId('way-locker').getByRole('button', { name: '我同意' }).click();
  await page.getByTestId('way-locker').getByText('您已同意').waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await part.getByRole('button', { name: 'Put it into a locker' }).click();
  await part.waitFor({ state: 'detached' });
  assert.deepEqual(world.said.map((s) => s.act), ['consent', 'locker']);
  await page.getByText('It goes to locker b3').waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
  await accessible(page);
  await done();
});

test('a resident who expects a visit reads who comes, and needs no PIN', async () => {
  const { page, done } = await open(browser, `${server.url}/track/o_3.VISIT`, phone);
  await page.getByTestId('status').filter({ hasText: '服务人员已安排好' }).waitFor();
  await page.getByText(/预计 \d\d:\d\d 上门/).waitFor();
  assert.equal(await page.getByTestId('pin').count(), 0);
  await page.getByTestId('comers').getByText('2 位服务人员一起上门').waitFor();
  await page.getByTestId('comers').getByText('工号 c9 · 已接单 · 来过您家').waitFor();
  await page.getByTestId('comers').getByText('还在安排 1 位').waitFor();
  await accessible(page);
  await shot(page, 'track-visit');
  await done();
});

test('a resident agrees to a way, and withdraws for good', async () => {
  Object.assign(world, { said: [], consent: { locker: true } });
  const { page, done } = await open(browser, `${server.url}/track/o_4.OPEN`, phone);
  const way = (mode) => page.getByTestId(`way-${mode}`);
  await way('robot').getByText('您没有同意').waitFor();
  await way('robot').getByRole('button', { name: '我同意' }).click();
  await way('robot').getByText('您已同意').waitFor();
  await accessible(page);
  await shot(page, 'track-ways');
  await way('locker').getByRole('button', { name: '以后都不要' }).click();
  await way('locker').getByText('您没有同意').waitFor();
  assert.deepEqual(world.said.map((s) => s.body), [{ mode: 'robot', given: true }, { mode: 'locker', given: false, for_good: true }]);
  await done();
});

test('a resident says what is wrong, reads what calling off costs, and calls off', async () => {
  Object.assign(world, { said: [], consent: {}, refuseOnce: true });
  const { page, done } = await open(browser, `${server.url}/track/o_4.OPEN`, phone);
  await page.getByRole('button', { name: '我要反映问题' }).click();
  await page.getByRole('button', { name: '告诉服务台' }).click();
  assert.equal(world.said.length, 0, 'a complaint about nothing was sent');
  await page.getByLabel('是什么问题').selectOption('missing');
  await page.getByLabel(/^发生了什么/).fill('少了一袋米');
  await page.getByRole('button', { name: '告诉服务台' }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel(/^发生了什么/).inputValue(), '少了一袋米', 'a refusal loses what was typed');
  await accessible(page);
  await page.getByRole('button', { name: '告诉服务台' }).click();
  await page.getByTestId('told').filter({ hasText: '已经记下' }).waitFor();
  await page.getByRole('button', { name: '我想取消' }).click();
  await page.getByTestId('cancel-price').filter({ hasText: '1.00 EUR' }).waitFor();
  await page.getByText('有人出发以后取消：3.00 EUR').waitFor();
  for (const b of await buttonSizes(page, 'main')) assert.ok(b.size >= 60, `${b.text} is ${b.size} px`);
  await accessible(page);
  await shot(page, 'track-cancel');
  await page.getByLabel('为什么取消').selectOption('too_late');
  await page.getByRole('button', { name: '确认取消' }).click();
  await page.getByTestId('status').filter({ hasText: '取消' }).waitFor();
  assert.deepEqual(world.said, [{ act: 'complaint', body: { about: 'missing', words: '少了一袋米' } }, { act: 'cancel', body: { reason: 'too_late' } }]);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
  await done();
});

test('a resident asks to be told on the device, is told there by the service worker, and takes it back', async () => {
  Object.assign(world, { said: [], consent: {}, pushed: false });
  const { page, done } = await open(browser, `${server.url}/track/o_4.OPEN`, { ...phone, permissions: ['notifications'] });
  // There is no push service here: the browser gets a subscription of the test's own.
  await page.evaluate(() => {
    PushManager.prototype.subscribe = async (o) => ({ endpoint: `https://push.example/${new Uint8Array(o.applicationServerKey).length}`, getKey: (n) => new Uint8Array(n === 'auth' ? 16 : 65).fill(4).buffer });
  });
  await page.getByTestId('push').getByRole('button', { name: '在这台设备上提醒我' }).click();
  await page.getByTestId('push').getByText('有变化时会在这台设备上提醒您').waitFor();
  const { body } = world.said[0];
  assert.deepEqual([body.given, body.endpoint, body.p256dh.length, body.auth.length], [true, 'https://push.example/65', 87, 22]);
  await accessible(page);
  await shot(page, 'track-push');
  const line = await page.context().newCDPSession(page);
  const registered = new Promise((r) => line.on('ServiceWorker.workerRegistrationUpdated', (e) => e.registrations[0] && r(e.registrations[0].registrationId)));
  await line.send('ServiceWorker.enable');
  const data = JSON.stringify({ id: 'n1', title: 'Linli 邻里', text: '已放入智能柜', language: 'zh', link: `${server.url}/track/o_4.OPEN` });
  const registrationId = await registered;
  // A busy machine may lose a message on its way to a worker that only starts; one with the same tag takes the place of the first.
  const shown = await until(async () => {
    await line.send('ServiceWorker.deliverPushMessage', { origin: server.url, registrationId, data });
    const there = await page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map((n) => [n.title, n.body, n.data]));
    return there.length && there;
  }, 'the notification is shown');
  assert.deepEqual(shown, [['Linli 邻里', '已放入智能柜', `${server.url}/track/o_4.OPEN`]]);
  await page.getByTestId('push').getByRole('button', { name: '不再提醒' }).click();
  await page.getByTestId('push').getByRole('button', { name: '在这台设备上提醒我' }).waitFor();
  assert.deepEqual(world.said[1].body, { given: false });
  await done();
});

test('a resident rates a visit by keyboard, once, in either language', async () => {
  Object.assign(world, { said: [], refuseOnce: false, rating: undefined });
  const { page, done } = await open(browser, `${server.url}/track/o_5.DONE`, phone);
  const rate = page.getByTestId('rate');
  await rate.getByRole('button', { name: '提交评价' }).click();
  assert.equal(world.said.length, 0, 'a rating without stars was sent');
  await rate.getByRole('radio', { name: '5 星（最多 5 星） 非常满意' }).focus();
  await page.keyboard.press('ArrowDown');
  assert.ok(await rate.getByRole('radio', { name: '4 星（最多 5 星） 满意' }).isChecked());
  await rate.getByRole('checkbox', { name: '周到' }).focus();
  await page.keyboard.press('Space');
  assert.equal(await rate.getByRole('checkbox', { name: '取件方便' }).count(), 0, 'nothing was collected');
  await rate.getByLabel(/^想说的话/).fill('谢谢');
  for (const n of await rate.locator('label.choice').evaluateAll((all) => all.map((l) => l.offsetHeight))) assert.ok(n >= 60, `a choice is ${n} px high`);
  assert.ok(Math.min(...(await fontSizes(page))) >= 18, 'text below 18 px');
  await accessible(page);
  await rate.scrollIntoViewIfNeeded();
  await shot(page, 'track-rate');
  await page.getByRole('button', { name: '特大' }).click();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
  await accessible(page);
  await rate.getByRole('button', { name: '提交评价' }).focus();
  await page.keyboard.press('Enter');
  await rate.getByRole('img', { name: '4 星（最多 5 星）' }).waitFor();
  await rate.getByText('谢谢您的评价').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'rate', 'the focus is lost');
  assert.deepEqual(world.said, [{ act: 'rating', body: { stars: 4, reasons: ['thorough'], words: '谢谢' } }]);
  assert.equal(await rate.getByRole('button').count(), 0, 'it can be rated again');
  await page.getByRole('button', { name: 'English' }).click();
  await rate.getByRole('img', { name: '4 of 5 stars' }).waitFor();
  await accessible(page);
  await shot(page, 'track-rated');
  await done();
});

test('a wrong link says so, in both languages', async () => {
  const { page, done } = await open(browser, `${server.url}/track/nobody`, phone);
  await page.getByText('这个链接无效或已过期').waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('This link is not valid or has expired.').waitFor();
  await accessible(page);
  await done();
});
