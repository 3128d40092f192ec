// Steps that more than one test takes through the window.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** From Prepare to the end of the run: everything as suggested. */
export async function startAsSuggested(app) {
  await app.sees('screen-prepare');
  await app.click('continue', 30_000);
  await app.sees('screen-start');
  await app.click('start-run', 30_000);
}

/** Waits for the results; the window goes there by itself. */
export async function results(app, limit = 180_000) {
  await app.sees('screen-results', limit);
  return app.number('summary-total');
}

/** The numbers of one list of the results: `status`, `verdict`, `band`. */
export async function counts(app, list) {
  const found = {};
  for (const line of await app.browser.$$(`[data-testid^="filter-${list}-"]`)) {
    const key = (await line.getAttribute('data-testid')).slice(`filter-${list}-`.length);
    found[key] = await app.number(`${list}-${key}`);
  }
  return found;
}

export const sum = (numbers) => Object.values(numbers).reduce((total, each) => total + each, 0);

/** A small csv of well-formed lead ids; answers its path. */
export function csvOfLeads(folder, name = 'Trade fair.csv') {
  const path = join(folder, name);
  const ids = ['00Q5g00000AbCdEEAV', '00QU0000002hUqLMAU', 'not an id', ''];
  writeFileSync(path, ['Lead ID,Company', ...ids.map((id, at) => `${id},Company ${at}`)].join('\n'));
  return path;
}
