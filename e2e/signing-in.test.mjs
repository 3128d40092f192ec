// Signing in to Salesforce as a person does: the button in Settings, the question in a real browser, and back. The
// tokens are in the real keychain and in no file.

import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { openApp } from './lib/app.mjs';
import { openChromium } from './lib/chromium.mjs';
import { sandboxOrg } from './lib/org.mjs';
import { finish, folder } from './lib/programs.mjs';
import { filesWith, inKeychain, systemFolders } from './lib/secrets.mjs';
import { results, startAsSuggested } from './lib/steps.mjs';
import { until } from './lib/wait.mjs';

/** An org whose sessions end often, so that a run has to renew its own. */
const SHORT_SESSIONS = { limits: { salesforce: { session_calls: 8 } } };
const BLOCKED = { limits: { salesforce: { sign_in: { blocked: 'app_blocked' } } } };

/** How every secret of the sandbox's sign-ins begins: session, refresh token, code. */
const SECRETS = ['00D5g0000000Sbx!AQ', '5Aep861', 'aPrx'];

// Tests share a keychain, and what another one left there would be a connection already.
test.beforeEach(() => finish('secret-tool', ['clear', 'service', 'Leadsheet']));

async function org(t, scenario) {
  const told = await sandboxOrg(t, 300, scenario);
  const change = (next) => fetch(`${told.url}/__scenario`, { method: 'PUT', body: JSON.stringify(next) });
  const calls = async () => (await (await fetch(`${told.url}/__stats`)).json()).calls;
  return { ...told, change, calls };
}

/** Stands in for the system's way to open a page: keeps the address, for a browser that the test drives. */
function systemBrowser(t) {
  const place = folder(t);
  const [script, kept] = [join(place, 'xdg-open'), join(place, 'address')];
  writeFileSync(script, `#!/bin/sh\nprintf %s "$1" > '${kept}'\n`);
  chmodSync(script, 0o755);
  const address = () => until('the app opens a browser', () => existsSync(kept) && readFileSync(kept, 'utf8'));
  return { env: { PATH: `${place}:${process.env.PATH}` }, address };
}

async function beginIn(app, { url, client_id: key }) {
  await app.click('nav-settings');
  await app.click('sign-in-place-my_domain');
  await app.type('sign-in-domain', url);
  await app.type('sign-in-key', key);
  await app.click('sign-in');
  await app.sees('sign-in-waiting');
}

/** Opens Salesforce's question and answers it. */
async function answer(browser, address, word) {
  await browser.url(address);
  await (await browser.$(`button=${word}`)).click();
}

test('a sign-in goes through the browser and back, and its tokens are in the keychain alone', async (t) => {
  const salesforce = await org(t, SHORT_SESSIONS);
  const home = folder(t);
  const system = systemBrowser(t);
  const app = await openApp(t, { home, env: system.env });
  await beginIn(app, salesforce);

  const browser = await openChromium(t);
  await answer(browser, await system.address(), 'Allow');
  const page = await until('the browser is sent back', async () => {
    const text = await browser.$('main').getText();
    return text.includes('You can close this') && text;
  });
  assert.match(page, /Back to Leadsheet/);
  await app.reads('test-result-salesforce', /Connected/);
  await app.reads('connection-card-salesforce', /ada\.byron@/);

  const list = readFileSync(join(home, 'orgs.toml'), 'utf8');
  const id = /^id = "(.+)"$/m.exec(list)[1];
  const first = JSON.parse(inKeychain(id));
  assert.ok(first.refresh_token.startsWith(SECRETS[1]), 'the keychain has the refresh token');

  await app.type('openai-key', salesforce.api_key);
  await app.type('openai-url', salesforce.openai_url);
  await app.click('save-openai');
  await app.reads('test-result-openai', /Connected/);
  await app.close();

  const again = await openApp(t, { home, args: [salesforce.workbook], env: system.env });
  await startAsSuggested(again);
  assert.ok((await results(again)) >= 300);
  // It takes more than a session's calls only when they are few: a test of the connection counts as well.
  await again.click('nav-settings');
  for (let times = 0; times < 4; times += 1) {
    await again.click('test-salesforce');
    await again.reads('test-result-salesforce', /Connected/);
  }
  const later = JSON.parse(inKeychain(id));
  assert.notEqual(later.refresh_token, first.refresh_token, 'the session was renewed, and the new token is kept');

  assert.deepEqual(filesWith([...SECRETS, salesforce.api_key], [home, ...systemFolders()]), []);
  const window = await again.browser.execute(() => document.documentElement.outerHTML);
  assert.ok(SECRETS.every((secret) => !window.includes(secret)));

  await again.click('sign-out-org');
  await again.click('answer-yes');
  await until('the keychain has forgotten it', () => inKeychain(id) === '');
  assert.equal((await salesforce.calls()).revoke, 1, 'Salesforce was told');
});

test('an app that is blocked never comes back, and the window explains what the browser shows', async (t) => {
  const salesforce = await org(t, BLOCKED);
  const system = systemBrowser(t);
  const app = await openApp(t, { env: system.env });
  await beginIn(app, salesforce);
  const browser = await openChromium(t);
  const first = await system.address();
  await browser.url(first);
  const shown = await browser.$('body').getText();
  assert.match(shown, /OAUTH_APP_BLOCKED/);
  await app.click('what-do-you-see');
  await app.click('browser-page-blocked');
  await until('it is explained', async () => /never leads back/.test(await app.text('sign-in-waiting')));
  await app.click('cancel-sign-in');
  await app.click('ask-admin');
  await app.reads('admin-request', /http:\/\/localhost:17417\/callback/);

  // Unblocked, it goes on from there; this time the browser cannot reach the callback, and its address is pasted.
  await salesforce.change({});
  await app.click('sign-in');
  await app.sees('sign-in-waiting');
  const cutOff = await openChromium(t, ['--host-resolver-rules=MAP localhost 127.0.0.9']);
  const question = await until('the app asks anew', async () => {
    const address = await system.address();
    return address !== first && address;
  });
  await answer(cutOff, question, 'Allow');
  const landed = await until('the browser cannot go where it is sent', async () => {
    const url = await cutOff.getUrl();
    return url.includes('code=') && url;
  });
  await app.type('sign-in-paste', landed);
  await app.click('use-pasted');
  await app.reads('test-result-salesforce', /Connected/);
});
