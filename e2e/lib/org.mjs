// A sandbox of a test's own: an org and a model that the app reaches as it reaches the real ones.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, leadsheet, start } from './programs.mjs';
import { until } from './wait.mjs';

/**
 * Starts a sandbox with so many leads. Answers what it said of itself, a workbook that matches it, and the
 * environment that connects an app to it.
 */
export async function sandboxOrg(test, leads, scenario = {}) {
  const place = folder(test);
  const [workbook, file] = [join(place, 'My leads.xlsx'), join(place, 'scenario.json')];
  writeFileSync(file, JSON.stringify(scenario));
  const args = ['sandbox', '--leads', String(leads), '--scenario', file, '--workbook', workbook, '--json'];
  const served = start(test, leadsheet, args, { env: { ...process.env, LEADSHEET_HOME: folder(test) } });
  const told = JSON.parse(await until('the sandbox answers', () => /\{.*\}\n/.exec(served.kept.output)?.[0]));
  const env = {
    SALESFORCE_URL: told.url,
    SALESFORCE_CLIENT_ID: told.client_id,
    SALESFORCE_CLIENT_SECRET: told.client_secret,
    OPENAI_BASE_URL: told.openai_url,
    OPENAI_API_KEY: told.api_key,
  };
  return { ...told, workbook, env };
}
