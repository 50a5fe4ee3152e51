import { until } from './browser.mjs';

const button = (page, name) => page.getByRole('button', { name, exact: true });

/** Signs in as a courier of the demo and goes online. */
export async function goOnline(page) {
  await button(page, '试做一回骑手').click();
  await page.getByTestId('connection').filter({ hasText: '已连接' }).waitFor();
  await button(page, '上线接单').click();
  await page.getByText('已上线，等待派单').or(page.getByTestId('offer')).first().waitFor();
}

/** Waits for an offer and takes it. */
export async function takeOffer(page, within = 20_000) {
  await page.getByTestId('offer').waitFor({ timeout: within });
  await button(page, '接单').click();
  await page.locator('[data-testid=task][data-kind=pickup]').waitFor();
}

/** Walks to the stop on the card, unless the courier stands there. */
export async function walkThere(page) {
  const walk = button(page, '走过去（演示）');
  if (await walk.isVisible()) await walk.click();
  await page.getByTestId('task').getByText('已到达').waitFor();
}

/** Types a PIN on the keypad and sends it. */
export async function typePin(page, pin) {
  for (const digit of pin) await button(page, digit).click();
  await button(page, '确认').click();
}

/** Finishes the delivery on the card: at the door with the PIN, or at the locker. */
export async function handOver(page) {
  if (await button(page, '打开柜门').isVisible()) {
    await button(page, '打开柜门').click();
  } else {
    await button(page, '交给住户').click();
    const hint = await page.getByTestId('pin-hint').textContent();
    await typePin(page, /\d{4}/.exec(hint)[0]);
  }
  await until(async () => (await page.getByTestId('task').count()) === 0, 'the order is done', 60_000);
}
