import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, buttonSizes, launch, open, shot, until } from './browser.mjs';
import { goOnline, takeOffer, typePin, walkThere } from './errand.mjs';
import { fresh, start, tunnel, world } from './fake_server.mjs';

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
const button = (page, name) => page.getByRole('button', { name, exact: true });

/** A picture as a camera makes one: larger than what is sent. */
const picture = (page) =>
  page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 2400, height: 1800 });
    const c = canvas.getContext('2d');
    c.fillStyle = '#7a5';
    c.fillRect(0, 0, 2400, 1800);
    c.fillStyle = '#fff';
    c.fillRect(600, 450, 1200, 900);
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg'));
    return [...new Uint8Array(await blob.arrayBuffer())];
  });

async function takePhoto(page) {
  const buffer = Buffer.from(await picture(page));
  await page.getByLabel('打开相机').setInputFiles({ name: 'door.jpg', mimeType: 'image/jpeg', buffer });
  await button(page, '就用这张').waitFor();
}

async function draw(page) {
  const pad = page.getByLabel('签名区');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  await page.mouse.move(box.x + 40, box.y + 60);
  await page.mouse.down();
  for (let i = 1; i <= 8; i++) await page.mouse.move(box.x + 40 + i * 30, box.y + 60 + (i % 2) * 50);
  await page.mouse.up();
}

/** What is not paper in a picture that was sent. */
const inked = (page, file) =>
  page.evaluate(async (bytes) => {
    const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
    const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height });
    const c = canvas.getContext('2d');
    c.drawImage(picture, 0, 0);
    const pixels = c.getImageData(0, 0, picture.width, picture.height).data;
    let dark = 0;
    for (let i = 0; i < pixels.length; i += 4) if (pixels[i] < 100) dark++;
    return { dark, width: picture.width, height: picture.height };
  }, [...file.body]);

const sent = () => world.files.map((f) => `${f.stage} ${f.kind} ${f.type}`);

test('goods change hands with every proof that was asked for', async () => {
  fresh();
  world.demands = { pickup: ['barcode', 'photo'], dropoff: ['signature', 'age'] };
  const { page, done } = await open(browser, `${server.url}/courier`, phone);
  await goOnline(page);
  await takeOffer(page);
  await walkThere(page);
  await page.getByTestId('proofs').getByText('扫码').waitFor();
  await button(page, '已取到货').click();
  await page.getByLabel('或者输入条码上的字符').fill('123');
  await accessible(page);
  await shot(page, 'proof-barcode');
  await button(page, '确认条码').click();
  await takePhoto(page);
  await accessible(page);
  await shot(page, 'proof-photo');
  await until(() => world.files.length === 1, 'the wrong code arrived');
  await button(page, '返回').click();
  await page.evaluate(() => {
    globalThis.BarcodeDetector = class {
      detect = async (picture) => [{ rawValue: picture.width === 2400 ? ' 6901234567892 ' : '' }];
    };
  });
  await button(page, '已取到货').click();
  await page.getByRole('alert').filter({ hasText: '不是要的那个条码' }).waitFor();
  await page.getByLabel('拍条码').setInputFiles({ name: 'code.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(await picture(page)) });
  await page.waitForFunction(() => document.querySelector('.field input').value.includes('6901'));
  await accessible(page);
  await button(page, '确认条码').click();
  await takePhoto(page);
  await button(page, '就用这张').click();
  await page.locator('[data-testid=task][data-kind=delivery]').waitFor();
  await walkThere(page);
  await button(page, '交给住户').click();
  await page.getByRole('heading', { name: '请对方签名' }).waitFor();
  assert.equal(await button(page, '签好了').isDisabled(), true);
  await draw(page);
  await accessible(page);
  for (const b of await buttonSizes(page, 'main')) assert.ok(b.size >= 60, `${b.text} is ${b.size} px`);
  await shot(page, 'proof-signature');
  await button(page, '签好了').click();
  await page.getByRole('heading', { name: '到法定年龄了吗' }).waitFor();
  await accessible(page);
  await shot(page, 'proof-age');
  await button(page, '看过证件，已到年龄').click();
  await typePin(page, '4711');
  await until(async () => (await page.getByTestId('task').count()) === 0, 'the order is done');

  assert.deepEqual(sent(), ['pickup code text/plain', 'pickup code text/plain', 'pickup photo image/jpeg', 'dropoff signature image/png']);
  assert.equal(world.files[1].body.toString(), '6901234567892');
  const [photo, signature] = [await inked(page, world.files[2]), await inked(page, world.files[3])];
  assert.deepEqual([photo.width, photo.height], [1600, 1200]);
  assert.ok(signature.dark > 500, `${signature.dark} dark pixels are no signature`);
  assert.equal(world.acts.at(-1).of_age, true);
  await done();
});

test('proofs taken in a tunnel go out once, in their order, before the acts that need them', async () => {
  fresh();
  world.demands = { pickup: ['barcode'], dropoff: ['photo'] };
  const { page, done } = await open(browser, `${server.url}/courier`, phone);
  await goOnline(page);
  await takeOffer(page);
  tunnel(true);
  await button(page, '已取到货').click();
  await page.getByLabel('或者输入条码上的字符').fill('6901234567892');
  await button(page, '确认条码').click();
  await page.getByTestId('pending').filter({ hasText: '2 项待发送' }).waitFor();
  await page.reload(); // the battery was empty
  await page.getByTestId('pending').filter({ hasText: '2 项待发送' }).waitFor();
  tunnel(false);
  await page.locator('[data-testid=task][data-kind=delivery]').waitFor({ timeout: 30_000 });
  await page.getByTestId('pending').waitFor({ state: 'detached' });

  tunnel(true);
  await button(page, '交给住户').click();
  await takePhoto(page);
  await button(page, '就用这张').click();
  await page.getByTestId('proofs').getByText('照片 ✓ 已有').waitFor();
  await typePin(page, '4711');
  await page.getByTestId('pending').filter({ hasText: '2 项待发送' }).waitFor();
  await accessible(page);
  await shot(page, 'proof-tunnel');
  tunnel(false);
  await until(async () => (await page.getByTestId('task').count()) === 0, 'the order is done', 30_000);
  assert.deepEqual(sent(), ['pickup code text/plain', 'dropoff photo image/jpeg']);
  assert.deepEqual(world.acts.map((a) => a.type), ['online', 'accept', 'pick_up', 'deliver']);
  await done();
});

test('who cannot write by hand signs by name, without a pointer', async () => {
  fresh();
  world.demands = { dropoff: ['signature'] };
  const { page, done } = await open(browser, `${server.url}/courier`, phone);
  await goOnline(page);
  await takeOffer(page);
  await button(page, '已取到货').click();
  await page.locator('[data-testid=task][data-kind=delivery]').waitFor();
  await button(page, '交给住户').focus();
  await page.keyboard.press('Enter');
  await button(page, '手不方便：改为打字').focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('对方说出姓名').focus();
  await page.keyboard.type('王秀英');
  await accessible(page);
  await shot(page, 'proof-typed');
  await button(page, '签好了').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '输入住户的取货码' }).waitFor();
  await until(() => world.files.length === 1, 'the signature arrived');
  assert.ok((await inked(page, world.files[0])).dark > 500, 'the name is not in the picture');
  await done();
});
