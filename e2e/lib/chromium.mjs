// A person's web browser: headless Chromium, driven through its own driver.

import { remote } from 'webdriverio';
import { afterwards } from './afterwards.mjs';
import { folder, start } from './programs.mjs';
import { freePort } from './port.mjs';
import { until } from './wait.mjs';

/**
 * Opens a browser with a profile of its own.
 * @param {import('node:test').TestContext} test
 */
export async function openChromium(test, args = []) {
  const port = await freePort();
  start(test, 'chromedriver', [`--port=${port}`]);
  await until('the browser’s driver answers', async () => (await fetch(`http://127.0.0.1:${port}/status`)).ok);
  const browser = await remote({
    hostname: '127.0.0.1',
    port,
    logLevel: 'error',
    connectionRetryTimeout: 60_000,
    connectionRetryCount: 0,
    capabilities: {
      browserName: 'chrome',
      'goog:chromeOptions': {
        binary: '/usr/bin/chromium',
        // Tests may run as root, where Chromium's own sandbox does not start.
        args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', `--user-data-dir=${folder(test)}`, ...args],
      },
      'wdio:enforceWebDriverClassic': true,
    },
  });
  afterwards(test, () => browser.deleteSession());
  return browser;
}
