// The real app in a real window, driven through WebKit's own driver.

import { createServer } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { remote } from 'webdriverio';
import { desktop, folder, start } from './programs.mjs';
import { until } from './wait.mjs';

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

/**
 * Starts the app with `args`; it keeps what it has in `home`, an empty folder unless told otherwise.
 * @param {import('node:test').TestContext} test
 */
export async function openApp(test, { args = [], home = folder(test), env = {} } = {}) {
  const port = await freePort();
  const environment = {
    ...process.env,
    TAURI_AUTOMATION: 'true',
    TAURI_WEBVIEW_AUTOMATION: 'true',
    LEADSHEET_HOME: home,
    ...env,
  };
  const driver = start(test, 'WebKitWebDriver', [`--port=${port}`], { env: environment });
  await until('the driver answers', async () => (await fetch(`http://127.0.0.1:${port}/status`)).ok);
  const browser = await remote({
    hostname: '127.0.0.1',
    port,
    logLevel: 'error',
    capabilities: { 'webkitgtk:browserOptions': { binary: desktop, args }, 'wdio:enforceWebDriverClassic': true },
  });
  const app = new App(browser, environment, home);
  let open = true;
  app.close = async () => {
    if (!open) return;
    open = false;
    await browser.deleteSession();
    await driver.stop();
  };
  test.after(async () => {
    if (open && !test.passed) await app.keepPicture(test.name).catch((error) => test.diagnostic(String(error)));
    await app.close();
  });
  return app;
}

/** One running app. Things in the window go by their `data-testid`. */
export class App {
  constructor(browser, environment, home) {
    this.browser = browser;
    this.environment = environment;
    this.home = home;
  }

  find(id) {
    return this.browser.$(`[data-testid="${id}"]`);
  }

  all(id) {
    return this.browser.$$(`[data-testid="${id}"]`);
  }

  /** Waits until the thing is there to be seen. */
  async sees(id, limit) {
    return until(`${id} is to be seen`, async () => {
      const element = await this.find(id);
      return (await element.isDisplayed()) && element;
    }, limit);
  }

  async click(id, limit) {
    const element = await this.sees(id, limit);
    await until(`${id} can be clicked`, () => element.isEnabled(), limit);
    await element.click();
  }

  async type(id, text) {
    await (await this.sees(id)).setValue(text);
  }

  async text(id) {
    return (await this.sees(id)).getText();
  }

  /** The number that the thing shows: `12,345 rows` is 12345. */
  async number(id) {
    const text = await this.text(id);
    const digits = /-?[\d,]+(\.\d+)?/.exec(text)?.[0];
    if (digits === undefined) throw new Error(`${id} shows no number: ${text}`);
    return Number(digits.replaceAll(',', ''));
  }

  /** Waits until the thing's text fits. */
  async reads(id, pattern, limit) {
    return until(`${id} reads ${pattern}`, async () => {
      const text = await this.text(id);
      return pattern.test(text) && text;
    }, limit);
  }

  /** Waits until nothing moves any more: no animation, no number that still counts up. */
  async settled() {
    let before;
    await until('the window stands still', async () => {
      const moving = await this.browser.execute(() => document.getAnimations().some((each) => each.playState === 'running'));
      const now = await this.browser.takeScreenshot();
      const still = !moving && now === before;
      before = now;
      return still;
    }, 5000).catch(() => {
      // A run under way never stands still; its picture is taken as it is.
    });
  }

  async picture(path) {
    writeFileSync(path, Buffer.from(await this.browser.takeScreenshot(), 'base64'));
  }

  /** What the window showed when a test failed, for people to look at. */
  async keepPicture(name) {
    const out = join(import.meta.dirname, '../out');
    mkdirSync(out, { recursive: true });
    await this.picture(join(out, `${name.replaceAll(/\W+/g, '-')}.png`));
  }
}
