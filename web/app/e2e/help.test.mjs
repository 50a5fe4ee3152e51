import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, buttonSizes, launch, open, shot } from './browser.mjs';
import { start } from './fake_server.mjs';
import { freshHelp, help } from './help_api.mjs';

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
const link = () => `${server.url}/help/h1~res~wang~1.GOOD`;

test('a relative reads who calls and where, goes, and says how it ended, by keyboard', async () => {
  freshHelp();
  const { page, done } = await open(browser, link(), phone);
  await page.getByTestId('who').getByText('幸福里 3号楼 2单元 501').waitFor();
  assert.equal(await page.getByRole('link', { name: /打电话给王秀英/ }).getAttribute('href'), 'tel:+376123456');
  for (const b of await buttonSizes(page, 'main')) assert.ok(b.size >= 60, `${b.text} is ${b.size} px`);
  await accessible(page);
  await shot(page, 'help');
  const press = async (name) => {
    await page.getByRole('button', { name }).focus();
    await page.keyboard.press('Enter');
  };
  await press('我马上去');
  await page.getByTestId('state').filter({ hasText: '您说您正赶去' }).waitFor();
  await press('人没事，结束呼叫');
  await page.getByText('确定结束吗').waitFor();
  await accessible(page);
  await press(/^确定/);
  await page.getByTestId('state').filter({ hasText: '已结束' }).waitFor();
  assert.equal(await page.getByTestId('who').count(), 0);
  assert.deepEqual(help.said, [{ verb: 'acknowledged' }, { verb: 'closed', note: 'well' }]);
  await done();
});

test('a drill is marked, who cannot go may go after all, and it reads in English at the largest size', async () => {
  freshHelp({ drill: true });
  const { page, done } = await open(browser, link(), phone);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('This is a drill').waitFor();
  await page.getByRole('button', { name: 'I cannot go' }).click();
  await page.getByText('If you can after all').waitFor();
  await page.getByText('You declined').waitFor();
  await page.getByRole('button', { name: 'Largest' }).click();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways');
  await accessible(page);
  await shot(page, 'help-drill');
  await page.getByRole('button', { name: 'I am going now' }).click();
  await page.getByTestId('state').filter({ hasText: 'You said that you are on the way' }).waitFor();
  await done();
});

test('a wrong link says so', async () => {
  const { page, done } = await open(browser, `${server.url}/help/nobody`, phone);
  await page.getByText('这个链接无效').waitFor();
  await accessible(page);
  await done();
});
