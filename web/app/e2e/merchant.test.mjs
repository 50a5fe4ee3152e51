import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { accessible, buttonSizes, launch, open, shot, until } from './browser.mjs';
import { start } from './fake_server.mjs';
import { openShop, shop } from './shop.mjs';

let browser;
let server;
before(async () => {
  [browser, server] = [await launch(), await start()];
});
after(async () => {
  await browser?.close();
  server?.close();
});
beforeEach(openShop);

async function signedIn(options) {
  const opened = await open(browser, `${server.url}/merchant`, options);
  await opened.page.getByLabel('密钥').fill('linli_shop_good');
  await opened.page.getByRole('button', { name: '登录' }).click();
  await opened.page.getByTestId('card-o_new').waitFor();
  return opened;
}

test('a wrong key is refused, and the page says why', async () => {
  const { page, done } = await open(browser, `${server.url}/merchant`);
  await page.getByLabel('密钥').fill('linli_wrong');
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('alert').filter({ hasText: '密钥' }).waitFor();
  await accessible(page);
  await done();
});

test('a shop takes an order, prepares it and sets it on the counter', async () => {
  const { page, done } = await signedIn({ viewport: { width: 1280, height: 800 } });
  for (const [column, n] of [['answer', 2], ['prepare', 1], ['counter', 1], ['way', 1]]) {
    assert.equal(await page.getByTestId(`column-${column}`).locator('article').count(), n, column);
  }
  assert.equal(await page.getByTestId('column-visits').count(), 0);
  assert.match(await page.title(), /^\(2\)/);
  await page.getByTestId('card-o_wait').getByText('将超时').waitFor();
  await page.getByTestId('rating-sum').getByText('评分 4.6（12 次评价）').waitFor();
  await accessible(page);
  await shot(page, 'merchant');
  const card = page.getByTestId('card-o_new');
  await card.getByLabel('备货分钟').selectOption('20');
  await card.getByRole('button', { name: '接单' }).click();
  await card.getByRole('button', { name: '开始备货' }).click();
  await page.getByTestId('column-prepare').getByTestId('card-o_new').waitFor();
  await card.getByRole('button', { name: '备好了' }).click();
  await page.getByTestId('column-counter').getByTestId('card-o_new').waitFor();
  assert.deepEqual(shop.acts.map((a) => a.verb), ['accept', 'start', 'ready']);
  const ahead = Date.parse(shop.acts[0].body.ready_at) - Date.parse(shop.orders[0].created_at);
  assert.ok(ahead > 19 * 60_000 && ahead < 40 * 60_000, `ready in ${ahead} ms of the engine's time`);
  await done();
});

test('a refusal has a reason, and an order that moved on says so', async () => {
  const { page, done } = await signedIn();
  await page.getByTestId('card-o_new').getByRole('button', { name: '拒单' }).click();
  await accessible(page);
  await page.getByTestId('card-o_new').getByRole('button', { name: '缺货' }).click();
  await page.getByTestId('card-o_new').waitFor({ state: 'detached' });
  assert.deepEqual(shop.acts, [{ order: 'o_new', verb: 'refuse', body: { reason: 'sold_out' } }]);
  await page.getByTestId('card-o_gone').getByRole('button', { name: '接单' }).click();
  await page.getByRole('alert').filter({ hasText: '订单状态已变化' }).waitFor();
  await done();
});

test('a shop reads why an order went to whom, pauses, and does all of it on a phone', async () => {
  const { page, done } = await signedIn({ viewport: { width: 360, height: 740 } });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
  for (const b of (await buttonSizes(page, '.acts')).concat(await buttonSizes(page, '.top'))) assert.ok(b.size >= 44, `${b.text} is ${b.size} px`);
  await page.getByRole('button', { name: '2039' }).click();
  await page.getByTestId('why').filter({ hasText: '骑手 c7 最近' }).waitFor();
  await accessible(page);
  await shot(page, 'merchant-detail');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByTestId('why').filter({ hasText: 'Courier c7 is nearest' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByTestId('detail').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Stop taking orders' }).click();
  await until(() => shop.paused, 'the shop is paused');
  await done();
});

test('a shop sees where an order is, asks the desk, raises the tip, and has goods brought back', async () => {
  const { page, done } = await signedIn({ viewport: { width: 1280, height: 900 } });
  await page.getByRole('button', { name: '2036' }).click();
  const detail = page.getByTestId('detail');
  await detail.getByTestId('where').filter({ hasText: /距收货地约 \d+ 米/ }).waitFor();
  await detail.getByText('送达 · 签名 · 还没有').waitFor();
  await detail.getByRole('button', { name: '问服务台到哪里了' }).click();
  await detail.getByTestId('answer').filter({ hasText: '延误' }).waitFor();
  await detail.getByLabel('小费（CNY）').fill('3.5');
  await detail.getByLabel('给配送员的话').fill('门铃坏了');
  await detail.getByRole('button', { name: '保存' }).click();
  await detail.getByRole('status').filter({ hasText: '已修改' }).waitFor();
  await accessible(page);
  await shot(page, 'merchant-change');
  await page.getByTestId('card-o_new').getByRole('button', { name: '2041' }).click();
  await detail.getByRole('button', { name: '缺货 鲜牛奶' }).click();
  await detail.getByRole('status').filter({ hasText: '鲜牛奶' }).waitFor();
  await page.getByText('已结束的订单').click();
  await page.getByRole('listitem').filter({ hasText: '2030' }).getByRole('img', { name: '2 星（最多 5 星）' }).waitFor();
  await page.getByRole('button', { name: '2030' }).click();
  await detail.getByTestId('rating').getByText('太晚').waitFor();
  await detail.getByText('等了很久').waitFor();
  await shot(page, 'merchant-rating');
  await detail.getByRole('button', { name: '要求退回' }).click();
  await detail.getByLabel('请选择原因').selectOption('damaged');
  await accessible(page);
  await detail.getByRole('button', { name: '确认退回' }).click();
  await detail.getByText('退货单 o_done-r').waitFor();
  assert.deepEqual(shop.acts.map((a) => [a.order, a.verb, a.body]), [
    ['o_way', 'chase', {}],
    ['o_way', 'edit', { reason: 'shop_asked', tip: 350, contact: { note: '门铃坏了' } }],
    ['o_new', 'sold_out', { quantity: 1 }],
    ['o_done', 'return', { reason: 'damaged' }],
  ]);
  await done();
});

test('a shop puts an order into a locker itself: chooses the bank, reads code and time, moves it, gives it back', async () => {
  const { page, done } = await signedIn({ viewport: { width: 360, height: 740 } });
  await page.getByTestId('card-o_cook').getByRole('button', { name: '2039' }).click();
  const part = page.getByTestId('deposit');
  await part.getByRole('button', { name: '我自己放进柜子' }).click();
  await part.getByRole('alert').getByText('没有能放的柜子').waitFor();
  await page.getByRole('button', { name: '关闭' }).click();
  await page.getByTestId('card-o_wait').getByRole('button', { name: '2037' }).click();
  await part.getByRole('button', { name: '我自己放进柜子' }).click();
  await part.getByRole('option', { name: 'b2 · 离住户 90 米 · 格口约 45 升' }).waitFor({ state: 'attached' });
  await part.getByLabel('放进哪个柜子').selectOption('b9');
  await part.getByRole('button', { name: '留一个格口' }).click();
  await part.getByRole('alert').getByText('刚刚没有空格了').waitFor();
  await accessible(page);
  await part.getByLabel('放进哪个柜子').selectOption('b2');
  await part.getByRole('button', { name: '留一个格口' }).click();
  await part.getByText(/柜子 b2 的 4 号格为您留到 \d\d:\d\d/).waitFor();
  assert.equal(await part.getByTestId('deposit-code').textContent(), '502913');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'deposit', 'the focus is lost');
  await page.getByTestId('card-o_wait').getByText(/b2，\d\d:\d\d 前/).waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
  for (const b of await buttonSizes(page, '.detail')) assert.ok(b.size >= 44, `${b.text} is ${b.size} px`);
  await accessible(page);
  await part.scrollIntoViewIfNeeded();
  await shot(page, 'merchant-deposit');
  await page.getByRole('button', { name: 'English' }).click();
  await part.getByRole('button', { name: 'I will not after all' }).click();
  await part.getByText('It then goes to a courier as any other.').waitFor();
  await part.getByRole('button', { name: 'Give the compartment back' }).click();
  await part.getByRole('status').filter({ hasText: 'Given back' }).waitFor();
  await part.getByTestId('deposit-code').waitFor({ state: 'detached' });
  await part.getByRole('button', { name: 'I put it into a locker myself' }).waitFor();
  await accessible(page);
  assert.deepEqual(shop.acts.map((a) => [a.verb, a.body]), [['deposit', { locker: 'b9' }], ['deposit', { locker: 'b2' }], ['deposit', { reason: 'no_time' }]]);
  await done();
});
