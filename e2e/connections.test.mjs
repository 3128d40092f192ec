// Credentials typed in Settings: into the real keychain, into no file, and good for a run on one's own workbook.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { openApp } from './lib/app.mjs';
import { finish, folder, leadsheet, start } from './lib/programs.mjs';
import { counts, results, startAsSuggested, sum } from './lib/steps.mjs';
import { until } from './lib/wait.mjs';

/** What an independent program finds in the keychain. */
const inKeychain = (provider) =>
  finish('secret-tool', ['lookup', 'service', 'Leadsheet', 'username', provider]).stdout;

/** Files below the folders that hold one of the secrets, in any of the forms it may have been written in. */
function filesWith(secrets, folders) {
  const needles = secrets.flatMap((secret) => [
    Buffer.from(secret), Buffer.from(secret, 'utf16le'), Buffer.from(Buffer.from(secret).toString('base64').slice(0, -4)),
  ]);
  return folders.flatMap((place) =>
    readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .filter((path) => needles.some((needle) => readFileSync(path).includes(needle))),
  );
}

test('secrets go into the keychain and no file, and open the way to a run', async (t) => {
  const home = folder(t);
  const workbook = join(folder(t), 'My leads.xlsx');
  const served = start(t, leadsheet, ['sandbox', '--leads', '200', '--workbook', workbook, '--json'], {
    env: { ...process.env, LEADSHEET_HOME: folder(t) },
  });
  const sandbox = JSON.parse(await until('the sandbox answers', () => /\{.*\}\n/.exec(served.kept.output)?.[0]));
  const secrets = [sandbox.client_secret, sandbox.api_key];

  const app = await openApp(t, { home });
  await app.click('nav-settings');
  await app.click('salesforce-advanced');
  await app.click('salesforce-method-client_credentials');
  await app.type('salesforce-url', sandbox.url);
  await app.type('salesforce-client-id', sandbox.client_id);
  await app.type('salesforce-client-secret', sandbox.client_secret);
  await app.click('save-salesforce');
  await app.reads('test-result-salesforce', /Connected/);
  await app.type('openai-key', sandbox.api_key);
  await app.type('openai-url', sandbox.openai_url);
  await app.click('save-openai');
  await app.reads('test-result-openai', /Connected/);

  assert.ok(inKeychain('salesforce').includes(sandbox.client_secret), 'the keychain has the client secret');
  assert.ok(inKeychain('openai').includes(sandbox.api_key), 'the keychain has the key');
  await app.close();

  const again = await openApp(t, { home, args: [workbook] });
  await startAsSuggested(again);
  const rows = await results(again);
  const status = await counts(again, 'status');
  assert.equal(sum(status), rows);
  assert.ok(status.analyzed > 0 && !status['assessment-failed'] && !status['retrieval-failed'], JSON.stringify(status));

  const { XDG_DATA_HOME, XDG_CONFIG_HOME, XDG_CACHE_HOME, XDG_STATE_HOME } = process.env;
  assert.deepEqual(filesWith(secrets, [home, XDG_DATA_HOME, XDG_CONFIG_HOME, XDG_CACHE_HOME, XDG_STATE_HOME]), []);

  await again.click('nav-settings');
  await again.click('forget-openai');
  await again.click('answer-yes');
  await until('the keychain has forgotten the key', () => inKeychain('openai') === '');
});
