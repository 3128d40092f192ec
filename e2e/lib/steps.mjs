// Steps that more than one test takes through the window.

import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { chooseWhereToSave } from './hands.mjs';
import { finish, python, root } from './programs.mjs';

/** From Prepare to the end of the run: everything as suggested. */
export async function startAsSuggested(app) {
  await app.sees('screen-prepare');
  await app.click('continue', 30_000);
  await app.sees('screen-start');
  await app.click('start-run', 30_000);
}

/** Does what the palette offers for these words. */
export async function fromPalette(app, words) {
  await app.click('show-palette');
  await app.type('palette-search', words);
  await app.browser.keys('Enter');
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

/** Makes a workbook of the leads of another as people keep them: below titles, from C6 on, with hidden rows. */
export function oddWorkbook(source, path) {
  const made = finish(python, [join(root, 'e2e/lib/odd_workbook.py'), source, path]);
  assert.equal(made.code, 0, made.output);
}

/** The workbook that the demo made. */
export function demoWorkbook(home) {
  const found = readdirSync(home, { recursive: true }).filter((name) => /(?<! - assessed)\.xlsx$/.test(name));
  assert.equal(found.length, 1, `one workbook in ${home}: ${found.join(', ')}`);
  return join(home, found[0]);
}

/** The columns that the dialog offers, in its order. */
export async function columnsToSave(app) {
  await app.sees('save-column');
  return app.browser.execute(() =>
    [...document.querySelectorAll('[data-testid="save-column"]')].map((row) => ({
      name: row.dataset.column,
      chosen: row.dataset.chosen === 'true',
      header: row.querySelector('input[data-testid="save-column-name"]').value,
    })),
  );
}

/** Saves the workbook from the results: as suggested, but to a place that the system's dialog is asked for. */
export async function saveElsewhere(app, path) {
  await app.click('save-workbook');
  await app.click('choose-place');
  await chooseWhereToSave(path);
  await app.reads('save-path', new RegExp(`^${basename(path)}`));
  await app.click('save-now');
}

const FEW_IDS = ['00Q5g00000AbCdEEAV', '00QU0000002hUqLMAU', 'not an id', ''];

/** A csv of leads with these ids, or with a few; answers its path. */
export function csvOfLeads(folder, name = 'Trade fair.csv', ids = FEW_IDS) {
  const path = join(folder, name);
  writeFileSync(path, ['Lead ID,Company', ...ids.map((id, at) => `${id},Company ${at}`)].join('\n'));
  return path;
}
