// The real app in a real window, driven through WebKit's own driver.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { remote } from 'webdriverio';
import { afterwards } from './afterwards.mjs';
import { desktop, finish, folder, root, start } from './programs.mjs';
import { freePort } from './port.mjs';
import { until } from './wait.mjs';

/**
 * Starts the app with `args`; it keeps what it has in `home`, an empty folder unless told otherwise.
 * @param {import('node:test').TestContext} test
 */
export async function openApp(test, { args = [], home = folder(test), env = {}, program = desktop } = {}) {
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
    logLevel: 'silent',
    connectionRetryTimeout: 30_000,
    connectionRetryCount: 0,
    capabilities: { 'webkitgtk:browserOptions': { binary: program, args }, 'wdio:enforceWebDriverClassic': true },
  });
  const app = new App(browser, environment, home);
  let open = true;
  app.close = async () => {
    if (!open) return;
    open = false;
    await browser.deleteSession();
    await driver.stop();
  };
  afterwards(test, async () => {
    if (open && !test.passed) test.diagnostic(keepPicture(test.name));
    await app.close();
  });
  return app;
}

/** One running app. Things in the window go by their `data-testid`, or by a selector where that says more. */
export class App {
  constructor(browser, environment, home) {
    this.browser = browser;
    this.environment = environment;
    this.home = home;
  }

  find(id) {
    return this.browser.$(selector(id));
  }

  all(id) {
    return this.browser.$$(selector(id));
  }

  /** Waits until the thing is there to be seen. */
  async sees(id, limit) {
    return until(`${id} is to be seen`, async () => {
      const element = await this.find(id);
      return (await element.isDisplayed()) && element;
    }, limit);
  }

  async click(id, limit) {
    await until(`${id} can be clicked`, async () => {
      const element = await this.sees(id, limit);
      return (await element.isEnabled()) && (await this.isStill()) && uncovered(() => element.click());
    }, limit);
  }

  /** Drags one thing onto another near it with the mouse. */
  async drag(from, to) {
    const [grip, goal] = [await this.sees(from), await this.sees(to)];
    await goal.scrollIntoView({ block: 'center' });
    const [begin, end] = [await centre(grip), await centre(goal)];
    const mouse = this.browser.action('pointer', { parameters: { pointerType: 'mouse' } }).move(begin).down();
    // In steps, as a hand does.
    for (let step = 1; step <= 10; step += 1) {
      const along = (axis) => Math.round(begin[axis] + ((end[axis] - begin[axis]) * step) / 10);
      mouse.move({ x: along('x'), y: along('y'), duration: 20 });
    }
    await mouse.up().perform();
  }

  async type(id, text) {
    await (await this.sees(id)).setValue(text);
  }

  /** The text as the page shows it. The driver's own reading leaves out what a box in a dialog may cut off. */
  async text(id) {
    return (await (await this.sees(id)).getProperty('innerText')).trim();
  }

  /** The number that the thing shows, once it shows one: `12,345 rows` is 12345. */
  async number(id) {
    const text = await this.reads(id, /\d/);
    return Number(/-?[\d,]+(\.\d+)?/.exec(text)[0].replaceAll(',', ''));
  }

  /** Waits until the thing's text fits. */
  async reads(id, pattern, limit) {
    return until(`${id} reads ${pattern}`, async () => {
      const text = await this.text(id);
      return pattern.test(text) && text;
    }, limit);
  }

  /** Whether nothing is on its way to another place, where a click would miss it. */
  async isStill() {
    // What turns forever stays where it is; a bar that grows moves nothing but itself.
    return this.browser.execute(() =>
      document.getAnimations().every(({ playState, transitionProperty, effect }) =>
        playState !== 'running' || transitionProperty === 'width' || effect.getComputedTiming().endTime === Infinity));
  }

  /** Waits until nothing moves any more: no animation, no number that still counts up. */
  async settled() {
    let before;
    await until('the window stands still', async () => {
      const now = await this.browser.takeScreenshot();
      const still = (await this.isStill()) && now === before;
      before = now;
      return still;
    }, 5000).catch(() => {
      // A run under way never stands still; its picture is taken as it is.
    });
  }

  async picture(path) {
    writeFileSync(path, Buffer.from(await this.browser.takeScreenshot(), 'base64'));
  }
}

async function centre(element) {
  const [place, size] = [await element.getLocation(), await element.getSize()];
  return { x: Math.round(place.x + size.width / 2), y: Math.round(place.y + size.height / 2) };
}

const selector = (id) => (/^[\w-]+$/.test(id) ? `[data-testid="${id}"]` : id);

/** Clicks, unless a dialog that is still fading away lies over the thing: then nothing was clicked, and the answer is no. */
async function uncovered(click) {
  try {
    await click();
    return true;
  } catch (error) {
    if (/click intercepted/.test(error.message)) return false;
    throw error;
  }
}

/** Keeps a picture of the whole screen, for people to see what went wrong; answers a line that says where. */
function keepPicture(name) {
  const out = join(root, 'e2e/out');
  mkdirSync(out, { recursive: true });
  const path = join(out, `${name.replaceAll(/\W+/g, '-')}.png`);
  const done = finish('import', ['-window', 'root', path]);
  return done.code === 0 ? `The screen at that moment: ${path}` : `No picture of the screen: ${done.output}`;
}
