import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, launch, open, shot, until } from './browser.mjs';
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

const desk = { viewport: { width: 1440, height: 860 } };

/** How many colours the moving things' canvas holds: 0 is an empty one. */
const painted = (page) =>
  page.locator('.map > canvas').evaluate((c) => {
    const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
    const seen = new Set();
    for (let i = 0; i < d.length; i += 4) if (d[i + 3] === 255) seen.add(`${d[i]},${d[i + 1]},${d[i + 2]}`);
    return seen.size;
  });

test('the map shows the town, what moves in it, and the counters', async () => {
  const { page, done } = await open(browser, server.url, desk);
  await page.getByTestId('connection').filter({ hasText: '实时' }).waitFor();
  await page.locator('.maplibregl-ctrl-attrib').filter({ hasText: '© OpenStreetMap contributors' }).waitFor();
  assert.equal(await page.getByTestId('delivered').textContent(), '371');
  await until(async () => (await painted(page)) > 8, 'couriers, robots, lockers and orders are drawn');
  await until(() => world.tiles > 0, 'a tile is asked for');
  // The clock of the page runs at the engine's speed, between the frames too.
  const clock = () => page.getByTestId('clock').textContent();
  const first = await clock();
  await until(async () => (await clock()) !== first, 'the clock runs');
  await accessible(page);
  await shot(page, 'map');
  await done();
});

test('what moves moves between two frames', async () => {
  const { page, done } = await open(browser, server.url, desk);
  await until(async () => (await painted(page)) > 8, 'something is drawn');
  // The page's time stands, a last frame comes, and then time goes by hand: no
  // picture depends on how busy the machine is.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  const before = world.frames;
  await until(() => world.frames > before + 1, 'a frame came while time stood');
  world.hold = true;
  try {
    const pictures = new Set();
    for (let i = 0; i < 4; i++) {
      await page.clock.runFor(100); // in all less than a frame of the feed lasts
      pictures.add(await page.locator('.map > canvas').evaluate((c) => c.toDataURL()));
    }
    assert.equal(pictures.size, 4, 'a picture is like another');
  } finally {
    world.hold = false;
  }
  await done();
});

test('an order says why it went to whom, by keyboard and in both languages', async () => {
  const { page, done } = await open(browser, server.url, desk);
  const rows = page.locator('[data-testid=orders] button');
  await rows.first().waitFor();
  await rows.nth(2).focus();
  await page.keyboard.press('Enter');
  const panel = page.getByTestId('order-panel');
  await panel.getByText('为什么这样分配').waitFor();
  assert.match(await page.getByTestId('sentence').textContent(), /骑手 c01 将在 14 分钟后送到门口/);
  assert.equal(await panel.locator('tbody tr').count(), 4);
  await panel.getByText('住户的无障碍需要').waitFor();
  await panel.getByText('向 c07 发出邀单').waitFor();
  await accessible(page);
  await shot(page, 'order');
  await page.getByRole('button', { name: 'English' }).click();
  assert.match(await page.getByTestId('sentence').textContent(), /delivers to the door in 14 min/);
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  await accessible(page);
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  const focused = await page.evaluate(() => document.activeElement?.className ?? '');
  assert.match(focused, /order/, 'the focus went back to the list');
  await done();
});

test('a click on a door opens its order', async () => {
  const { page, done } = await open(browser, server.url, desk);
  await until(async () => (await painted(page)) > 8, 'something is drawn');
  // The middle of the largest patch of the colour of carried orders is a house.
  const spot = await page.locator('.map > canvas').evaluate((c) => {
    const ratio = devicePixelRatio;
    const pen = c.getContext('2d');
    const solid = (x, y) => {
      const [r, g, b] = pen.getImageData(x, y, 1, 1).data;
      return r === 0x14 && g === 0x53 && b === 0x2d;
    };
    for (let y = 60; y < c.height - 60; y += 2) {
      for (let x = 60; x < c.width - 300; x += 2) {
        if (solid(x, y) && solid(x - 4, y) && solid(x + 4, y) && solid(x, y + 4)) return { x: x / ratio, y: y / ratio };
      }
    }
    return null;
  });
  assert.ok(spot, 'no carried order on the map');
  await page.locator('.map').click({ position: spot });
  await page.getByTestId('order-panel').waitFor();
  await done();
});

test('the layer shows zones, closed areas, gates, lifts and ways, drawn and to be read, and is switched off', async () => {
  const { page, done } = await open(browser, server.url, desk);
  await until(async () => (await painted(page)) > 8, 'something is drawn');
  assert.equal(await page.getByTestId('ground').count(), 0, 'the layer is on by itself');
  await page.getByRole('checkbox', { name: '机器人的路和门' }).focus();
  await page.keyboard.press('Space');
  const ground = page.getByTestId('ground');
  for (const text of ['道闸 south · 关着 · 为 R2', '道闸 north · 开着', '道闸 old · 没有控制器', '电梯 bridge · 断线', '限行区 market', '机器人禁区 school']) await ground.getByText(text).waitFor();
  await ground.getByText(/临时封闭 works · 到 \d\d:\d\d/).waitFor();
  // The violet of zones is also that of lockers: the hatching of the closed area is what only the layer draws.
  const hatched = () => page.locator('.map > canvas').evaluate((c) => {
    const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
    let n = 0;
    for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 0 && d[i + 3] < 60) n++;
    return n;
  });
  await until(async () => (await hatched()) > 2000, 'areas are drawn');
  await accessible(page);
  await shot(page, 'map-ground');
  await page.getByRole('button', { name: 'English' }).click();
  await ground.getByText('lift bridge · no link').waitFor();
  await page.getByRole('checkbox', { name: "Robots' ways and gates" }).uncheck();
  await ground.waitFor({ state: 'detached' });
  await until(async () => (await hatched()) < 2000, 'the layer is gone');
  await done();
});

test('less motion is respected, and a narrow window keeps the list', async () => {
  const { page, done } = await open(browser, server.url, { viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
  await page.locator('[data-testid=orders] button').first().waitFor();
  await page.getByTestId('connection').filter({ hasText: '实时' }).waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
  await accessible(page);
  await shot(page, 'map-narrow');
  await done();
});

test('outside the demo the map asks for a key, and refuses a wrong one', async () => {
  world.demo = false;
  try {
    const { page, done } = await open(browser, server.url, desk);
    const key = page.getByLabel('密钥', { exact: true });
    await key.fill('linli_staff_bad');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await accessible(page);
    // A good key of somebody else: the ticket is given, the map stays shut.
    await page.getByLabel('密钥', { exact: true }).fill('linli_you_secret');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: '没有权限' }).waitFor();
    await page.getByLabel('密钥', { exact: true }).fill('linli_staff_good');
    await page.keyboard.press('Enter');
    await page.getByTestId('connection').filter({ hasText: '实时' }).waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem('linli.staff')), null, 'the key left its tab');
    await page.reload();
    await page.getByTestId('connection').filter({ hasText: '实时' }).waitFor();
    await page.getByRole('button', { name: '退出' }).click();
    await page.getByLabel('密钥', { exact: true }).waitFor();
    await done();
  } finally {
    world.demo = true;
  }
});
