// The same pages against a running demo: LINLI_URL=http://127.0.0.1:8080.
// It skips without one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, shot, until } from './browser.mjs';
import { goOnline, handOver, takeOffer, walkThere } from './errand.mjs';

const url = process.env.LINLI_URL;
const skip = url ? false : 'LINLI_URL names no running demo';
let browser;
before(async () => {
  if (url) browser = await launch();
});
after(() => browser?.close());

test('the live map of the demo', { skip }, async () => {
  const { page, done } = await open(browser, url, { viewport: { width: 1440, height: 860 } });
  await page.getByTestId('connection').filter({ hasText: '实时' }).waitFor();
  await until(async () => (await page.locator('[data-testid=orders] button').count()) > 0, 'an order is under way', 60_000);
  await page.waitForTimeout(3000); // for the tiles, before the picture
  await shot(page, 'demo-map');
  await page.locator('[data-testid=orders] button').first().click();
  await page.getByTestId('order-panel').getByRole('heading', { level: 3 }).first().waitFor();
  await shot(page, 'demo-order');
  await done();
});

test('a whole delivery by hand in the demo', { skip }, async () => {
  const { page, done } = await open(browser, `${url}/courier`, { viewport: { width: 390, height: 844 } });
  await goOnline(page);
  await takeOffer(page, 180_000);
  await shot(page, 'demo-courier');
  await walkThere(page);
  await page.getByRole('button', { name: '已取到货' }).click();
  await page.locator('[data-testid=task][data-kind=delivery]').waitFor();
  await walkThere(page);
  await handOver(page);
  assert.equal(await page.getByTestId('task').count(), 0);
  await done();
});
