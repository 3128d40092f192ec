// Credentials typed in Settings: into the real keychain, into no file, and good for a run on one's own workbook.

import assert from 'node:assert/strict';
import test from 'node:test';
import { openApp } from './lib/app.mjs';
import { sandboxOrg } from './lib/org.mjs';
import { folder } from './lib/programs.mjs';
import { filesWith, inKeychain, systemFolders } from './lib/secrets.mjs';
import { counts, results, startAsSuggested, sum } from './lib/steps.mjs';
import { until } from './lib/wait.mjs';

test('secrets go into the keychain and no file, and open the way to a run', async (t) => {
  const home = folder(t);
  const sandbox = await sandboxOrg(t, 200);
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

  const again = await openApp(t, { home, args: [sandbox.workbook] });
  await startAsSuggested(again);
  const rows = await results(again);
  const status = await counts(again, 'status');
  assert.equal(sum(status), rows);
  assert.ok(status.analyzed > 0 && !status['assessment-failed'] && !status['retrieval-failed'], JSON.stringify(status));

  assert.deepEqual(filesWith(secrets, [home, ...systemFolders()]), []);

  await again.click('nav-settings');
  await again.click('forget-openai');
  await again.click('answer-yes');
  await until('the keychain has forgotten the key', () => inKeychain('openai') === '');
});
