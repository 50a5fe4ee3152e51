import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { accessible, buttonSizes, launch, open, shot, until } from './browser.mjs';
import { openDesk } from './desk_api.mjs';
import { start, world } from './fake_server.mjs';
import { openRobots, robots } from './robots_api.mjs';

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
beforeEach(() => (openDesk(), openRobots()));

async function signedIn(options = { viewport: { width: 1280, height: 900 } }) {
  const opened = await open(browser, `${server.url}/desk`, options);
  await opened.page.getByLabel('密钥').fill('linli_staff_good');
  await opened.page.getByRole('button', { name: '登录' }).click();
  await opened.page.getByRole('button', { name: '机器人', exact: true }).click();
  await opened.page.getByTestId('robot-R5').waitFor();
  return opened;
}

const answer = async (form, reason, act) => {
  await form.getByLabel('原因').selectOption(reason);
  await form.getByRole('button', { name: `确认：${act}` }).click();
};

test('staff reads how every robot is, what it does and waits for, and filters', async () => {
  const { page, done } = await signedIn();
  assert.deepEqual(await page.locator('article').evaluateAll((all) => all.map((a) => a.dataset.testid)), ['robot-R3', 'robot-R5', 'robot-R2', 'robot-R1', 'robot-R4']);
  await page.getByTestId('robot-R2').getByTestId('waits').getByText(/在等：道闸 south，已 [45] 分钟没动/).waitFor();
  await page.getByTestId('robot-R5').getByText('断线').waitFor();
  await page.getByTestId('robot-R1').getByRole('button', { name: '订单 o_1 · 货在车上' }).waitFor();
  await accessible(page);
  await shot(page, 'desk-robots');
  await page.getByRole('button', { name: '需要处理 2' }).click();
  await page.getByTestId('robot-R1').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: '全部 5' }).click();
  await page.getByRole('button', { name: '订单 o_2 · 货在车上' }).click();
  await page.getByTestId('order-panel').waitFor();
  await done();
});

test('staff takes a robot over with its camera and gives it back; two release a stop', async () => {
  const { page, done } = await signedIn();
  const card = page.getByTestId('robot-R3');
  await card.getByRole('button', { name: '接管 R3' }).click();
  await card.getByRole('button', { name: '确认：接管' }).click();
  assert.equal(robots.acts.length, 0, 'an act without a reason was sent');
  await answer(card, 'blocked', '接管');
  await card.getByText('sam 已接管').waitFor();
  assert.equal(await card.getByRole('link', { name: '看摄像头 R3' }).getAttribute('href'), 'https://cam.example/R3');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'robot-R3', 'the focus is lost');
  await card.getByRole('button', { name: '交还 R3' }).click();
  await answer(card, 'settled', '交还');
  await card.getByRole('button', { name: '申请解除急停 R3' }).click();
  await card.getByText('须由两位工作人员').waitFor();
  await accessible(page);
  await answer(card, 'looked_at_it', '申请解除急停');
  await card.getByTestId('release').getByText(/sam 已申请解除急停。\d\d:\d\d 前须由另一位/).waitFor();
  await shot(page, 'desk-robot-release');
  await card.getByRole('button', { name: '确认解除急停 R3' }).click();
  await answer(card, 'looked_at_it', '确认解除急停');
  await card.getByRole('alert').getByText('须由另一位工作人员确认').waitFor();
  robots.list[2].release.by = 'ann';
  await card.getByRole('button', { name: '确认：确认解除急停' }).click();
  await card.getByTestId('release').waitFor({ state: 'detached' });
  await card.getByText(/^急停 · 已/).waitFor({ state: 'detached' });
  assert.deepEqual(robots.acts.map((a) => [a.path, a.body.reason]), [
    ['robots/R3/take', 'blocked'], ['robots/R3/give-back', 'settled'], ['robots/R3/release-stop', 'looked_at_it'], ['robots/R3/release-stop', 'looked_at_it'], ['robots/R3/release-stop', 'looked_at_it'],
  ]);
  await accessible(page);
  await done();
});

test('staff pauses one, sends one home, stops an area drawn by keyboard or by name, and the fleet', async () => {
  const { page, done } = await signedIn();
  const act = async (id, name, reason) => {
    const card = page.getByTestId(`robot-${id}`);
    await card.getByRole('button', { name: `${name} ${id}`, exact: true }).click();
    await answer(card, reason, name);
    await page.getByRole('status').filter({ hasText: `已办理：${id} ${name}` }).waitFor();
  };
  await act('R1', '暂停', 'unsafe');
  await act('R4', '继续', 'settled');
  await act('R2', '召回', 'event');
  const many = page.getByTestId('fleet-acts');
  await many.getByRole('button', { name: '暂停多台' }).click();
  await many.getByTestId('meant').getByText('涉及 5 台').waitFor();
  await many.getByLabel('哪些机器人').selectOption('/market');
  await many.getByTestId('meant').getByText('涉及 1 台').waitFor();
  await many.getByLabel('哪些机器人').selectOption('draw');
  const corner = many.getByRole('button', { name: '在中间放角' });
  await until(() => corner.isEnabled(), 'the map is there');
  await corner.focus();
  await page.keyboard.press('Enter');
  const box = await many.getByTestId('area-map').boundingBox();
  for (const [x, y] of [[0.9, 0.1], [0.9, 0.9]]) await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
  await many.getByText('3 个角').waitFor();
  await accessible(page);
  await shot(page, 'desk-robot-area');
  await answer(many, 'event', '暂停多台');
  await page.getByRole('status').filter({ hasText: '已办理：暂停多台' }).waitFor();
  await many.getByRole('button', { name: '召回多台' }).click();
  await many.getByLabel('哪些机器人').selectOption('all');
  await answer(many, 'weather', '召回多台');
  await until(() => robots.acts.length === 5, 'the fleet is sent home');
  assert.deepEqual(robots.acts.filter((a) => !a.body.area), [
    { path: 'robots/pause', body: { robots: ['R1'], reason: 'unsafe' } },
    { path: 'robots/resume', body: { robots: ['R4'], reason: 'settled' } },
    { path: 'robots/home', body: { robots: ['R2'], reason: 'event' } },
    { path: 'robots/home', body: { all: true, reason: 'weather' } },
  ]);
  assert.equal(robots.acts.find((a) => a.body.area).body.area.length, 3);
  await done();
});

test('staff says what the weather is, and reads what that means, on a phone in English', async () => {
  const { page, done } = await signedIn({ viewport: { width: 360, height: 740 } });
  await page.getByRole('button', { name: 'English' }).click();
  const part = page.getByTestId('weather');
  await part.getByText(/Rain.*80 % of the usual pace.*hours/).waitFor();
  await part.getByRole('button', { name: 'Change the weather' }).click();
  await part.getByLabel('The weather now').selectOption('storm');
  await part.getByLabel('Reason').selectOption('weather');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
  for (const b of await buttonSizes(page, '.robots')) assert.ok(b.size >= 44, `${b.text} is ${b.size} px`);
  await accessible(page);
  await shot(page, 'desk-weather');
  await part.getByRole('button', { name: 'Confirm: Change the weather' }).click();
  await page.getByRole('status').filter({ hasText: 'Changed: Storm, no errand begins.' }).waitFor();
  await part.getByText(/Storm.*no errand begins/).waitFor();
  assert.deepEqual(robots.acts, [{ path: 'weather', body: { weather: 'storm', reason: 'weather' } }]);
  await page.getByTestId('robot-R3').scrollIntoViewIfNeeded();
  await shot(page, 'desk-robots-phone');
  await done();
});
