// Every way a file comes in: as an argument, by a second start, dropped with the mouse, by the dialog. And files that are none.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { openApp } from './lib/app.mjs';
import { chooseFileToOpen, dropFile } from './lib/hands.mjs';
import { desktop, finish, folder } from './lib/programs.mjs';
import { sandboxOrg } from './lib/org.mjs';
import { csvOfLeads, oddWorkbook } from './lib/steps.mjs';

test('a file named on the command line is prepared', async (t) => {
  const app = await openApp(t, { args: [csvOfLeads(folder(t))] });
  await app.sees('screen-prepare');
  await app.reads('prepare-title', /Trade fair\.csv/);
  assert.equal(await app.number('row-count'), 4);
});

test('a second start hands its file over and ends', async (t) => {
  const app = await openApp(t);
  await app.sees('screen-home');
  const path = csvOfLeads(folder(t), 'Second start.csv');
  const second = finish(desktop, [path], { env: app.environment });
  assert.equal(second.code, 0, second.output);
  await app.reads('prepare-title', /Second start\.csv/);
});

test('a file dropped with the mouse is prepared', async (t) => {
  const app = await openApp(t);
  await app.sees('screen-home');
  await dropFile(t, csvOfLeads(folder(t), 'Dropped.csv'), () => app.find('drop-overlay').isDisplayed());
  await app.reads('prepare-title', /Dropped\.csv/);
  assert.equal(await app.number('row-count'), 4);
});

test('a file chosen in the dialog is prepared', async (t) => {
  const app = await openApp(t);
  const path = csvOfLeads(folder(t), 'Chosen.csv');
  await app.click('open-file');
  await chooseFileToOpen(path);
  await app.reads('prepare-title', /Chosen\.csv/);
});

test('a table below titles is found, what is odd about it is told, and another header row can be taken', async (t) => {
  const { workbook, env } = await sandboxOrg(t, 100);
  const path = join(folder(t), 'Spring fair.xlsx');
  oddWorkbook(workbook, path);
  const app = await openApp(t, { args: [path], env });
  await app.reads('sheet-notes', /starts at C6; the 5 rows above it/);
  await app.reads('sheet-notes', /24 of 100 rows are hidden/);
  const firstRow = () => app.text('[data-testid="preview"] tbody th');
  assert.equal(await firstRow(), '7');
  await app.click('header-row-select');
  await app.click('[role=option]:nth-child(3)');
  await app.reads('header-row-select', /^Row 3: Booth 14/);
  assert.equal(await firstRow(), '4');
  await app.reads('row-count', /^103$/);
});

test('what is no workbook is told in words', async (t) => {
  const place = folder(t);
  const notes = join(place, 'Notes.xlsx');
  writeFileSync(notes, 'These are notes.\n\u0000\u0001');
  const app = await openApp(t, { args: [notes] });
  await app.reads('workbook-problem', /Notes\.xlsx/);

  const directory = join(place, 'A folder');
  mkdirSync(directory);
  assert.equal(finish(desktop, [directory], { env: app.environment }).code, 0);
  await app.reads('workbook-problem', /folder/i);

  assert.equal(finish(desktop, [join(place, 'gone.xlsx')], { env: app.environment }).code, 0);
  await app.reads('workbook-problem', /gone\.xlsx/);
});
