import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, buttonSizes, launch, open, shot } from './browser.mjs';
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

test('a resident who expects a visit reads that it is booked, and needs no PIN', async () => {
  const { page, done } = await open(browser, `${server.url}/track/o_3.VISIT`, phone);
  await page.getByTestId('status').filter({ hasText: '已预约' }).waitFor();
  await page.getByText(/预计 \d\d:\d\d 上门/).waitFor();
  assert.equal(await page.getByTestId('pin').count(), 0);
  await accessible(page);
  await shot(page, 'track-visit');
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
