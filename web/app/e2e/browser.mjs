// One Chromium for a file of page tests. Every page is watched: an error on
// the page, a breach of the content security policy or a request to another
// host fails the test that caused it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

function executable() {
  const known = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = known.find((p) => p && existsSync(p));
  if (!found) throw new Error('no Chromium: install it (make setup), or say where it is with CHROMIUM=/path');
  return found;
}

export const launch = () => chromium.launch({ executablePath: executable(), args: flags });

/** Opens a watched page in a context of its own; call its done() at the end. */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({ locale: 'zh-CN', ...options });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const faults = [];
  const host = new URL(url).host;
  page.on('pageerror', (e) => faults.push(`error on the page: ${e.message}`));
  page.on('console', (m) => {
    if (m.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(m.text())) faults.push(`console: ${m.text()}`);
    if (/Content Security Policy/.test(m.text())) faults.push(`policy: ${m.text()}`);
  });
  page.on('request', (r) => {
    if (/^(https?|wss?):/.test(r.url()) && new URL(r.url()).host !== host) faults.push(`another host: ${r.url()}`);
  });
  await page.goto(url);
  const done = async () => {
    await context.close();
    assert.deepEqual([...new Set(faults)], []);
  };
  return { page, done };
}

/** Fails when axe finds a breach of WCAG 2.2 A or AA. */
export async function accessible(page) {
  // evaluate() is not subject to the page's policy; a script element would be.
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }),
  );
  const told = found.violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).join('\n  ')}`);
  assert.deepEqual(told, []);
}

/** Keeps a picture when SHOTS names a folder. */
export async function shot(page, name) {
  if (!process.env.SHOTS) return;
  mkdirSync(process.env.SHOTS, { recursive: true });
  await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) });
}

/** Polls until check returns something true. */
export async function until(check, what, within = 15_000) {
  const end = Date.now() + within;
  for (;;) {
    const v = await check();
    if (v) return v;
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((r) => setTimeout(r, 100));
  }
}

/** The smallest side of every button that is shown, with its text. */
export const buttonSizes = (page, within) =>
  page.locator(`${within} button:visible, ${within} .big:visible`).evaluateAll((all) =>
    all.map((b) => ({ text: b.textContent.trim(), size: Math.min(b.offsetHeight, b.offsetWidth) })),
  );
