// The whole job in the window: from the first screen to a saved workbook that other programs read.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { openApp } from './lib/app.mjs';
import { folder, workbookTool } from './lib/programs.mjs';
import { counts, demoWorkbook, results, saveElsewhere, startAsSuggested, sum } from './lib/steps.mjs';
import { spreadsheetProgram } from './lib/office.mjs';
import { until } from './lib/wait.mjs';

test('the demo runs to results that add up, and saves a workbook that reads equal', async (t) => {
  const app = await openApp(t);
  await app.sees('screen-home');
  await app.click('try-demo');
  await app.reads('prepare-title', /\.xlsx$/, 60_000);
  const rows = await until('the rows are counted', () => app.number('row-count'));
  await startAsSuggested(app);
  const total = await results(app);

  await t.test('the numbers add up', async () => {
    assert.equal(total, rows);
    const status = await counts(app, 'status');
    assert.equal(sum(status), rows, JSON.stringify(status));
    assert.equal(sum(await counts(app, 'verdict')), rows);
    assert.ok(status.analyzed > 0 && status['invalid-lead-id'] > 0 && !status.waiting, JSON.stringify(status));
    await app.sees('score-histogram');
    assert.equal(sum(await counts(app, 'band')), status.analyzed);
  });

  await t.test('the grid narrows to a status and to what is searched', async () => {
    const bad = (await counts(app, 'status'))['invalid-lead-id'];
    await app.click('filter-status-invalid-lead-id');
    await until('the grid has the invalid rows alone', async () => (await app.number('grid-total')) === bad);
    await app.click('clear-filters');
    await until('the grid has all rows', async () => (await app.number('grid-total')) === rows);
    const noticed = await counts(app, 'flag');
    assert.ok(sum(noticed) > 0, 'the demo has leads that the rules flag');
    for (const [flag, flagged] of Object.entries(noticed)) {
      await app.click(`filter-flag-${flag}`);
      await until(`the grid has the rows of ${flag} alone`, async () => (await app.number('grid-total')) === flagged);
      await app.click('clear-filters');
      await until('the grid has all rows', async () => (await app.number('grid-total')) === rows);
    }
    await app.type('results-search', 'nothing-is-called-like-this');
    await until('the grid is empty', async () => (await app.number('grid-total')) === 0);
    await app.click('clear-filters');
    await until('the grid has all rows', async () => (await app.number('grid-total')) === rows);
  });

  await t.test('a lead tells its record, its arithmetic and what was sent', async () => {
    await app.click('filter-status-analyzed');
    await app.click('grid-row');
    const page = await app.sees('lead-page');
    await until('the arithmetic is there', async () => (await page.$$('[data-testid^="score-"]').length) > 0);
    await app.click('lead-close');
    await until('it closes', async () => !(await app.find('lead-page').isDisplayed()));
  });

  const saved = join(folder(t), 'Answers.xlsx');
  await t.test('the workbook is saved where the dialog says', async () => {
    await saveElsewhere(app, saved);
    await app.reads('saved-path', /Answers\.xlsx$/, 60_000);
    assert.ok(existsSync(saved));
  });

  const status = await counts(app, 'status');
  await t.test('nothing in it would make Excel repair it', () => {
    workbookTool('lint.py', saved);
  });

  await t.test('openpyxl reads the same rows, with answers beside them', () => {
    const read = JSON.parse(workbookTool('read_back.py', demoWorkbook(app.home), saved));
    assert.deepEqual(read.changed, []);
    assert.ok(read.formulas > 0 && read.formulas_kept, 'the formulas are still formulas');
    assert.deepEqual(read.sheets, [...read.source_sheets, 'Summary', 'Issues']);
    assert.equal(read.rows, rows);
    assert.equal(read.status.Analyzed, status.analyzed);
    assert.equal(read.status['Invalid lead id'], status['invalid-lead-id']);
    assert.equal(read.scored, status.analyzed);
    assert.equal(read.out_of_range, 0);
    assert.equal(read.appended[0], 'ID_Verdict');
    assert.equal(read.appended.at(-1), 'Model');
  });

  await t.test('LibreOffice reads the same counts from its sheets', () => {
    const sheets = spreadsheetProgram(t, saved);
    const [leads, summary] = ['Leads', 'Summary'].map((wanted) => sheets.find(({ name }) => name === wanted));
    assert.equal(leads.rows.length - 1, rows);
    const counted = (label) => {
      const row = summary.rows.find((cells) => cells.includes(label)) ?? [];
      return Number(row[row.indexOf(label) + 1]?.replaceAll(',', ''));
    };
    assert.equal(counted('Analyzed'), status.analyzed);
    assert.equal(counted('Invalid lead id'), status['invalid-lead-id']);
    assert.equal(counted('All statuses'), rows);
  });
});
