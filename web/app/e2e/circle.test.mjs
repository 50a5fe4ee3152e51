import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { accessible, buttonSizes, launch, open, shot, until } from './browser.mjs';
import { circle, freshCircle } from './circle_api.mjs';
import { start } from './fake_server.mjs';

let browser;
let server;
before(async () => {
  [browser, server] = [await launch(), await start()];
});
after(async () => {
  await browser?.close();
  server?.close();
});
beforeEach(freshCircle);

const phone = { viewport: { width: 360, height: 740 } };

/** Opens the circle by the link at the gate, and finds the home. */
async function atHome(options = phone) {
  const opened = await open(browser, `${server.url}/circle#key=linli_circle_good`, options);
  const { page } = opened;
  await page.getByLabel('楼栋、单元、房号').fill('3');
  assert.equal(new URL(page.url()).hash, '', 'the key stays in the address bar');
  await page.getByRole('button', { name: '幸福里 3号楼 2单元 …' }).click();
  await accessible(page);
  await page.getByRole('button', { name: '幸福里 3号楼 2单元 501' }).click();
  await page.getByTestId('provider-liji').waitFor();
  return opened;
}

const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

test('a resident finds their home, says what they need, and reads what comes to their door', async () => {
  const { page, done } = await atHome();
  await page.getByTestId('provider-liji').getByText('住户没有同意').waitFor();
  await page.getByText('我的需要和同意').click();
  await page.getByLabel('放入智能柜').check();
  await page.getByTestId('provider-liji').getByText('住户没有同意').waitFor({ state: 'detached' });
  await page.getByLabel('够不着或看不清柜机屏幕').check();
  await page.getByTestId('provider-liji').getByText('住户够不着或看不清屏幕').waitFor();
  assert.equal(circle.asked.at(-1).no_screen, 'true');
  assert.ok(await page.getByTestId('provider-liji').getByRole('button', { name: '加入 豆腐' }).isDisabled());
  assert.ok(await page.getByTestId('provider-noodle').getByRole('button', { name: '加入 牛肉面' }).isDisabled());
  for (const b of await buttonSizes(page, 'main')) assert.ok(b.size >= 60, `${b.text} is ${b.size} px`);
  await accessible(page);
  await shot(page, 'circle');
  await page.getByRole('button', { name: '特大' }).click();
  assert.ok(!(await wide(page)), 'the page scrolls sideways');
  await accessible(page);
  await done();
});

test('a resident orders goods, and follows them', async () => {
  const { page, done } = await atHome();
  const shop = page.getByTestId('provider-liji');
  await shop.getByRole('button', { name: '加入 大米' }).click();
  await shop.getByRole('button', { name: '增加大米' }).click();
  await shop.getByRole('button', { name: '加入 鲜牛奶' }).click();
  await page.getByText('李记杂货 · ¥88.30').waitFor();
  await page.getByRole('button', { name: '去下单' }).click();
  await page.getByTestId('booking').getByText('¥94.30').waitFor();
  await page.getByLabel('姓名').fill('王秀英');
  await page.getByLabel('电话').fill('13800000000');
  await accessible(page);
  await shot(page, 'circle-booking');
  circle.refuse = 'provider_full';
  await page.getByRole('button', { name: '确认下单' }).click();
  await page.getByRole('alert').filter({ hasText: '商户已接满' }).waitFor();
  circle.refuse = undefined;
  await page.getByRole('button', { name: '确认下单' }).click();
  await page.getByTestId('booked').getByText('4711').waitFor();
  await accessible(page);
  await shot(page, 'circle-booked');
  const { body, attempt } = circle.bookings[0];
  assert.match(attempt, /^[0-9a-f]{32}$/);
  assert.deepEqual(body.items, [{ offering: 'rice', quantity: 2 }, { offering: 'milk', quantity: 1 }]);
  assert.deepEqual(body.home, { building: 'xfl-3', unit: '2单元', room: '501' });
  await page.getByRole('link', { name: '查看进度' }).click();
  await page.getByTestId('status').filter({ hasText: '正在送往您处' }).waitFor();
  await page.goBack();
  await page.getByRole('link', { name: '李记杂货' }).waitFor(); // the device remembers home and orders
  await done();
});

test('a resident books a visit for a day and a part of it', async () => {
  const { page, done } = await atHome();
  await page.getByRole('button', { name: '养老照护 1/1' }).click();
  await page.getByTestId('provider-liji').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: '预约 助浴' }).click();
  await page.getByLabel('日期').selectOption({ index: 1 });
  await page.getByLabel('时段').selectOption('afternoon');
  await page.getByLabel('姓名').fill('王秀英');
  await page.getByLabel('电话').fill('13800000000');
  await accessible(page);
  await page.getByRole('button', { name: '确认下单' }).click();
  await until(() => circle.bookings.length === 1, 'the visit is booked');
  const { window } = circle.bookings[0].body;
  assert.equal(new Date(window.from).getUTCHours(), 4); // noon in Shanghai
  assert.equal(Date.parse(window.to) - Date.parse(window.from), 5 * 3_600_000);
  await done();
});

test('the circle is on a map too, and in English', async () => {
  const { page, done } = await atHome({ viewport: { width: 1100, height: 900 } });
  await page.getByRole('button', { name: '地图' }).click();
  await page.getByRole('button', { name: '面馆 已打烊' }).waitFor();
  await accessible(page);
  await shot(page, 'circle-map');
  await page.getByRole('button', { name: '李记杂货 营业中' }).click();
  await page.getByTestId('provider-liji').waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('I need and agree to').waitFor();
  assert.equal(circle.asked.at(-1).lang, 'en');
  await accessible(page);
  await done();
});

test('without a key the page says where to get one', async () => {
  const { page, done } = await open(browser, `${server.url}/circle`, phone);
  await page.getByText('请扫描小区门口的二维码').waitFor();
  await accessible(page);
  await done();
});
