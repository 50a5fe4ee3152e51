import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { accessible, buttonSizes, launch, open, shot, until } from './browser.mjs';
import { circle, freshCircle } from './circle_api.mjs';
import { desk, openDesk } from './desk_api.mjs';
import { start, world } from './fake_server.mjs';

let browser;
let server;
before(async () => {
  [browser, server] = [await launch(), await start()];
  world.demo = false;
});
after(async () => {
  world.demo = true;
  await browser?.close();
  server?.close();
});
beforeEach(() => (openDesk(), freshCircle()));

async function signedIn(options = { viewport: { width: 1280, height: 900 } }) {
  const opened = await open(browser, `${server.url}/desk`, options);
  await opened.page.getByLabel('密钥').fill('linli_staff_good');
  await opened.page.getByRole('button', { name: '登录' }).click();
  await opened.page.getByTestId('row-o_1').waitFor();
  return opened;
}

test('staff reads what is wrong and why, and acts with a reason', async () => {
  const { page, done } = await signedIn();
  await page.getByTestId('row-o_3').getByText('还缺一位护理员').waitFor();
  await page.getByTestId('row-o_3').getByText('要 2 人，已有 1 人').waitFor();
  await page.getByRole('button', { name: '联系不上 1' }).click();
  await page.getByTestId('row-o_1').waitFor({ state: 'detached' });
  await page.getByTestId('row-o_2').getByText('没有人开门').waitFor();
  await page.getByRole('button', { name: '全部' }).click();
  await page.getByTestId('row-o_1').click();
  await page.getByTestId('wrong').filter({ hasText: '派给谁都会超时' }).waitFor();
  await page.getByTestId('sentence').waitFor();
  await page.getByTestId('rating-sum').getByText('评分 4.2（31 次评价）').waitFor();
  await accessible(page);
  await shot(page, 'desk');
  await page.getByRole('button', { name: '登记结果' }).click();
  await page.getByLabel(/^结果/).selectOption('failed');
  await page.getByRole('button', { name: '确认：登记结果' }).click();
  assert.equal(desk.acts.length, 0, 'an act without a reason was sent');
  await page.getByLabel('原因').selectOption('settled_by_phone');
  await page.getByText('这一步不能撤销').waitFor();
  await accessible(page);
  await page.getByRole('button', { name: '确认：登记结果' }).click();
  await page.getByRole('status').filter({ hasText: '已办理：登记结果' }).waitFor();
  assert.deepEqual(desk.acts, [{ place: 'orders', id: 'o_1', verb: 'outcome', body: { outcome: 'failed', reason: 'settled_by_phone' } }]);
  await page.getByRole('button', { name: '暂停派单' }).click();
  await page.getByLabel('原因').selectOption('other');
  await page.getByRole('button', { name: '确认：暂停派单' }).click();
  await page.getByRole('alert').filter({ hasText: '情况已变化' }).waitFor();
  await done();
});

test('staff reads what to do where the order before fails or is late: frees it, or lets it wait for another', async () => {
  const { page, done } = await signedIn();
  await page.getByTestId('row-o_5').getByText('前面的订单结束得太晚').waitFor();
  await page.getByTestId('row-o_4').getByText('让它不再等待、改等另一单，或者取消').waitFor();
  await page.getByTestId('row-o_4').getByText('排在 o_2 之后', { exact: true }).waitFor();
  await page.getByTestId('row-o_4').click();
  await page.getByTestId('advice').waitFor();
  await page.getByTestId('after').getByText('排在 o_2 之后: 不会完成了').waitFor();
  await page.getByRole('button', { name: '不再等待，或改等另一单' }).click();
  await page.getByLabel('原因').selectOption('resident_asked');
  await accessible(page);
  await shot(page, 'desk-after');
  await page.getByRole('button', { name: '确认：不再等待' }).click();
  await page.getByTestId('row-o_4').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByTestId('row-o_5').click();
  await page.getByTestId('wrong').filter({ hasText: 'What comes before it ends too late' }).waitFor();
  await page.getByTestId('advice').filter({ hasText: 'agree on another time' }).waitFor();
  await page.getByTestId('after').getByText('Comes after o_1: not ended yet').waitFor();
  await page.getByRole('button', { name: 'Let it go on, or wait for another' }).click();
  await page.getByLabel(/^Wait for this order/).fill('o_9');
  await page.getByLabel('Reason').selectOption('merchant_asked');
  await page.getByRole('button', { name: 'Confirm: Let it go on' }).click();
  await page.getByTestId('row-o_5').waitFor({ state: 'detached' });
  assert.deepEqual(desk.acts.map((a) => [a.id, a.verb, a.body]), [['o_4', 'after', { reason: 'resident_asked' }], ['o_5', 'after', { after: 'o_9', reason: 'merchant_asked' }]]);
  await accessible(page);
  await done();
});

test('staff writes down a rating for a resident who has no link', async () => {
  const { page, done } = await signedIn({ viewport: { width: 360, height: 740 } });
  await page.getByLabel('单据六位码或订单号').fill('o_done');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '登记评价' }).click();
  const act = page.getByTestId('act');
  await act.getByRole('radio', { name: /满意$/ }).first().waitFor();
  await act.getByTestId('star-5').click();
  await page.keyboard.press('ArrowDown');
  await act.getByLabel('取件方便').check();
  await act.getByLabel(/^想说的话/).fill('很好找');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
  await accessible(page);
  await shot(page, 'desk-rate');
  await act.getByRole('button', { name: '确认：登记评价' }).click();
  await page.getByTestId('rating').getByRole('img', { name: '4 星（最多 5 星）' }).waitFor();
  await page.getByTestId('order-panel').getByText('很好找').waitFor();
  assert.equal(await page.getByRole('button', { name: '登记评价' }).count(), 0, 'it can be rated again');
  assert.deepEqual(desk.acts[0].body, { stars: 4, reasons: ['easy_to_collect'], words: '很好找' });
  await accessible(page);
  await done();
});

test('staff finds the order of a slip, puts it aside, and works on a phone in English', async () => {
  const { page, done } = await signedIn({ viewport: { width: 360, height: 740 } });
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByLabel('Six digits of the slip, or order').fill('123456');
  await page.keyboard.press('Enter');
  await page.getByTestId('wrong').filter({ hasText: 'Nobody opened the door' }).waitFor();
  await page.getByTestId('said').filter({ hasText: '没有人来' }).waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
  for (const b of await buttonSizes(page, '.page')) assert.ok(b.size >= 44, `${b.text} is ${b.size} px`);
  await page.getByRole('button', { name: 'Nothing left to do' }).click();
  await page.getByLabel('Reason').selectOption('settled_by_phone');
  await page.getByRole('button', { name: 'Confirm: Nothing left to do' }).click();
  await page.getByTestId('row-o_2').waitFor({ state: 'detached' });
  await accessible(page);
  await done();
});

test('staff settles what was out of the ordinary about a visit: accepts it, corrects the times', async () => {
  const { page, done } = await signedIn();
  await page.getByRole('button', { name: '上门核对' }).click();
  await page.getByTestId('visit-v_1').getByText('开始时不在门口 · 结束没有证明 · 时间短了').waitFor();
  await page.getByTestId('visit-v_1').click();
  const record = page.getByTestId('record');
  await record.getByText('离门 480 米').waitFor();
  await accessible(page);
  await shot(page, 'desk-visits');
  await record.getByLabel('原因').first().selectOption('called_the_home');
  await record.getByRole('button', { name: '认可所选' }).click();
  await record.getByRole('alert').filter({ hasText: '请先勾选' }).waitFor();
  assert.equal(desk.acts.length, 0, 'nothing was ticked and something was sent');
  await record.getByLabel('开始时不在门口').check();
  await record.getByLabel('结束没有证明').check();
  await record.getByRole('button', { name: '认可所选' }).click();
  await record.getByText('开始时不在门口: sam 已认可，打电话问过住户').waitFor();
  await record.getByLabel('结束', { exact: true }).fill('2026-11-24T11:05');
  await record.getByLabel('原因').last().selectOption('forgot_to_finish');
  await record.getByRole('button', { name: '更正', exact: true }).click();
  await page.getByTestId('visit-v_1').getByText('已处理').waitFor();
  assert.deepEqual(desk.acts[0], { place: 'visits', id: 'v_1', verb: 'approve', body: { exceptions: ['start_away', 'end_unverified'], reason: 'called_the_home' } });
  assert.deepEqual(Object.keys(desk.acts[1].body).sort(), ['ended_at', 'reason'], 'an unchanged start was sent');
  await accessible(page);
  await done();
});

test('staff issues, prints and revokes the card at a door', async () => {
  const { page, done } = await signedIn();
  await page.getByRole('button', { name: '门内卡' }).click();
  await page.getByTestId('card-d1').waitFor();
  await page.getByLabel('机构编号').fill('care');
  await page.getByLabel('机构的住户编号').fill('r17');
  await page.getByText('发新卡后旧卡作废').waitFor();
  await page.getByRole('button', { name: '发卡' }).click();
  await page.getByRole('status').filter({ hasText: '已发，请打印' }).waitFor();
  await page.getByTestId('card-d1').waitFor({ state: 'detached' });
  await accessible(page);
  await shot(page, 'desk-cards');
  const [paper] = await Promise.all([page.waitForEvent('popup'), page.getByRole('button', { name: '打印 r17' }).click()]);
  await until(() => paper.url().includes('/paper?language=zh&ticket='), 'the paper opens with a ticket');
  await page.getByRole('button', { name: '作废 r17' }).click();
  await page.getByRole('button', { name: '确认作废' }).click();
  await page.getByText('还没有卡').waitFor();
  assert.deepEqual(desk.acts.map((a) => a.body.reason), ['replaced', 'lost']);
  await accessible(page);
  await done();
});

test('a call for help is shouted, answered and ended with how', async () => {
  const { page, done } = await signedIn();
  await page.getByRole('button', { name: '1 个呼叫需要回应' }).click();
  await page.getByTestId('call-h7').click();
  await page.getByTestId('call').getByText('打电话给王小明').waitFor();
  await accessible(page);
  await shot(page, 'desk-help');
  await page.getByRole('button', { name: '服务台接手' }).click();
  await page.getByTestId('call').getByText('社区服务台 说马上去').waitFor();
  await page.getByRole('button', { name: '结束呼叫' }).click();
  await page.getByLabel('怎样结束的').selectOption('false_alarm');
  await page.getByRole('button', { name: '确认结束' }).click();
  await page.getByTestId('call').getByText('误按').waitFor();
  assert.equal(desk.call.state, 'closed');
  await done();
});

test('staff books for a resident: found by name, read back, then booked', async () => {
  const { page, done } = await signedIn();
  await page.getByRole('button', { name: '代客下单' }).click();
  await accessible(page);
  await page.getByLabel('姓名或电话（至少两个字）').fill('秀英');
  await page.getByRole('button', { name: /王秀英 幸福里/ }).click();
  await page.getByRole('button', { name: '家人' }).click();
  await page.getByTestId('provider-liji').getByRole('button', { name: '加入 大米' }).click();
  await page.getByRole('button', { name: '去下单' }).click();
  assert.equal(await page.getByLabel('姓名', { exact: true }).inputValue(), '王秀英');
  await page.getByLabel('住户同意收短信通知').check();
  await page.getByRole('button', { name: '念一遍' }).click();
  await page.getByTestId('aloud').getByText('订了大米 × 1，送给王秀英').waitFor();
  assert.equal(circle.bookings.length, 0, 'it was booked before the resident said yes');
  await accessible(page);
  await shot(page, 'desk-read-back');
  await page.getByRole('button', { name: '住户说对，下单' }).click();
  await page.getByTestId('desk-booked').getByText('4711').waitFor();
  await accessible(page);
  await shot(page, 'desk-booked');
  const { body } = circle.bookings[0];
  assert.deepEqual([body.channel, body.booked_by, body.on_behalf_of, body.needs.no_stairs, body.contact.channels], ['phone', 'relative', 'r1', true, ['sms']]);
  await until(() => page.getByRole('button', { name: '打印单据' }).isVisible(), 'the slip can be printed');
  await done();
});

test('staff takes a time that suits the plan for a visit, and hears why there is none', async () => {
  const { page, done } = await signedIn();
  await page.getByRole('button', { name: '代客下单' }).click();
  await page.getByLabel('姓名或电话（至少两个字）').fill('秀英');
  await page.getByRole('button', { name: /王秀英 幸福里/ }).click();
  await page.getByTestId('provider-care').getByRole('button', { name: /助浴/ }).click();
  const slots = page.getByTestId('slots');
  const first = slots.getByRole('button').first();
  await first.getByText('c9 可以来，排班多花 ¥2.40').waitFor();
  await slots.getByText('届时谁当班还不知道；会做又有空的：4 人').waitFor();
  await first.click();
  assert.equal(await first.getAttribute('aria-pressed'), 'true');
  await accessible(page);
  await shot(page, 'desk-slots');
  await page.getByRole('button', { name: '念一遍' }).click();
  await page.getByTestId('aloud').waitFor();
  await page.getByRole('button', { name: '住户说对，下单' }).click();
  await page.getByTestId('desk-booked').waitFor();
  const [wish] = desk.wishes;
  assert.deepEqual([wish.provider, wish.offering, wish.home.room, wish.on_behalf_of, wish.needs.no_stairs], ['care', 'bath', '501', 'r1', true]);
  assert.equal(desk.wishes.length, 1, 'the same question was asked again');
  const { window } = circle.bookings[0].body;
  assert.equal(Date.parse(window.from) - Date.parse(wish.from), 3_600_000);
  assert.equal(Date.parse(window.to) - Date.parse(window.from), 1_800_000);

  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('button', { name: /Another order for/ }).click();
  await page.getByTestId('provider-care').getByRole('button', { name: /助浴/ }).click();
  await slots.getByText('c8 can come; the plan costs ¥12.10 more').waitFor();
  desk.refuse = 'solver_busy';
  await page.getByLabel(/^Day/).selectOption({ index: 1 });
  await slots.getByRole('alert').filter({ hasText: 'try again in a few seconds' }).waitFor();
  await accessible(page);
  desk.refuse = undefined;
  await slots.getByRole('button', { name: 'Try again' }).click();
  await slots.getByText('c9 can come; the plan costs ¥2.40 more').waitFor();
  await done();
});
