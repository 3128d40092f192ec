// A sandbox org of a test's own, reached by the app through its environment.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, leadsheet, start } from './programs.mjs';
import { until } from './wait.mjs';

/** Starts a sandbox with `leads`; answers what it said of itself, and the environment that connects an app to it. */
export async function sandboxOrg(test, leads, scenario = {}) {
  const path = join(folder(test), 'scenario.json');
  writeFileSync(path, JSON.stringify(scenario));
  const served = start(test, leadsheet, ['sandbox', '--leads', String(leads), '--scenario', path, '--json'], {
    env: { ...process.env, LEADSHEET_HOME: folder(test) },
  });
  const sandbox = JSON.parse(await until('the sandbox answers', () => /\{.*\}\n/.exec(served.kept.output)?.[0]));
  return {
    sandbox,
    env: {
      SALESFORCE_URL: sandbox.url,
      SALESFORCE_CLIENT_ID: sandbox.client_id,
      SALESFORCE_CLIENT_SECRET: sandbox.client_secret,
      OPENAI_BASE_URL: sandbox.openai_url,
      OPENAI_API_KEY: sandbox.api_key,
    },
  };
}
