// Before a workbook is saved: columns are left out, renamed and moved, the choice is remembered, and the original is
// replaced only with a backup beside it.

import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import test from 'node:test';
import { openApp } from './lib/app.mjs';
import { sandboxOrg } from './lib/org.mjs';
import { folder, workbookTool } from './lib/programs.mjs';
import { columnsToSave, csvOfLeads, demoWorkbook, results, startAsSuggested } from './lib/steps.mjs';
import { until } from './lib/wait.mjs';

const of = (column, part) => `[data-column="${column}"] [data-testid="save-column-${part}"]`;
const placeOf = (column, columns) => columns.findIndex(({ name }) => name === column);
const readBack = (source, saved) => JSON.parse(workbookTool('read_back.py', source, saved));

test('columns are chosen before saving and remembered, and the original is replaced with a backup', async (t) => {
  const app = await openApp(t);
  await app.click('try-demo');
  await app.reads('prepare-title', /\.xlsx$/, 60_000);
  await startAsSuggested(app);
  await results(app);
  const original = demoWorkbook(app.home);
  const kept = join(folder(t), 'As it was.xlsx');
  copyFileSync(original, kept);

  let headers;
  await t.test('the dialog tells what is added, and writes nothing', async () => {
    await app.click('save-workbook');
    await app.reads('save-columns-summary', /^[A-Z]+ to [A-Z]+ of “Leads”/);
    await app.reads('save-sheets', /Summary.*Issues/);
    const path = (await app.text('save-path')).split('\n')[0];
    assert.match(path, / - assessed\.xlsx$/);
    assert.ok(!existsSync(join(dirname(original), path)));
  });

  await t.test('columns are left out, renamed, and moved by button and by mouse', async () => {
    await app.click('save-columns');
    await app.settled();
    const before = await columnsToSave(app);
    assert.equal(before[0].name, 'ID_Verdict');
    await app.click(of('Recipe', 'tick'));
    await app.type(of('Final_Confidence_Score', 'name'), 'Trust');
    for (let times = 0; times < 2; times += 1) await app.click(of('AI_Explanation', 'up'));
    await app.drag(of('AI_Status', 'grip'), of('AI_Not_in_TAM', 'grip'));
    const after = await columnsToSave(app);
    assert.equal(placeOf('AI_Explanation', after), placeOf('AI_Explanation', before) - 2);
    assert.equal(placeOf('AI_Status', after), placeOf('AI_Not_in_TAM', before));
    assert.equal(placeOf('AI_Not_in_TAM', after), placeOf('AI_Not_in_TAM', before) + 1);
    headers = after.filter(({ chosen }) => chosen).map(({ header }) => header);
    assert.ok(headers.includes('Trust') && !headers.includes('Recipe') && !headers.includes('Final_Confidence_Score'));
  });

  await t.test('a name used twice is told beside its field and keeps from saving', async () => {
    await app.type(of('AI_Explanation', 'name'), 'trust');
    await app.reads('save-column-wrong', /Another column is called/);
    await app.reads('save-hindrance', /1 column name/);
    assert.equal(await (await app.find('save-now')).isEnabled(), false);
    await app.type(of('AI_Explanation', 'name'), 'AI_Explanation');
  });

  await t.test('it is saved like that, beside the original', async () => {
    await app.click('save-now');
    const saved = await app.reads('saved-path', / - assessed\.xlsx$/, 60_000);
    const read = readBack(original, saved);
    assert.deepEqual(read.appended, headers);
    assert.deepEqual(read.changed, []);
    workbookTool('lint.py', saved);
  });

  await t.test('the next dialog has the same columns, and one name more', async () => {
    await app.click('save-workbook');
    await app.click('save-columns');
    const columns = await columnsToSave(app);
    assert.deepEqual(columns.filter(({ chosen }) => chosen).map(({ header }) => header), headers);
    assert.equal(columns.at(-1).name, 'Recipe');
    await app.reads('save-path', / - assessed \(2\)\.xlsx/);
  });

  await t.test('replacing the original takes a tick, and puts the backup it names beside it', async () => {
    await app.click('save-kind-over');
    await app.reads('save-hindrance', /Tick that the original may be replaced/);
    assert.equal(await (await app.find('save-now')).isEnabled(), false);
    const backup = join(dirname(original), await app.text('save-backup'));
    assert.ok(!existsSync(backup));
    await app.click('save-sure');
    await app.click('save-now');
    await app.reads('saved-path', new RegExp(`${basename(original).replaceAll(/[.()]/g, String.raw`\$&`)}$`), 60_000);
    await until('the dialog is gone', async () => !(await app.find('save-dialog').isExisting()));
    assert.ok(readFileSync(backup).equals(readFileSync(kept)), 'the backup is the original, byte for byte');
    const read = readBack(kept, original);
    assert.deepEqual(read.appended, headers);
    assert.deepEqual(read.changed, []);
    assert.ok(read.formulas_kept);
  });

  await t.test('once more, the rows come from that backup', async () => {
    await app.click('save-workbook');
    await app.reads('save-path', / - assessed \(2\)\.xlsx/);
    await app.click('save-now');
    const saved = await app.reads('saved-path', / - assessed \(2\)\.xlsx$/, 60_000);
    const read = readBack(kept, saved);
    assert.deepEqual(read.appended, headers);
    assert.deepEqual(read.changed, []);
  });
});

test('a saving is followed and stopped while the window is used, and leaves nothing behind', async (t) => {
  const { env } = await sandboxOrg(t, 10);
  const place = folder(t);
  // Ids that are none need no call; the one that is makes it a run.
  const ids = ['00Q5g00000AbCdEEAV', ...Array.from({ length: 119_999 }, (_, at) => `nobody ${at}`)];
  const app = await openApp(t, { args: [csvOfLeads(place, 'Many.csv', ids)], env });
  await startAsSuggested(app);
  const rows = await results(app);
  await app.click('save-workbook');
  await app.reads('save-kind', /csv/);
  await app.click('save-now');
  await app.reads('saving-rows', /^[1-9][\d,]* of 120,000 rows$/);
  await app.click('nav-home');
  await app.sees('recent-runs');
  await app.click('stop-saving');
  await app.reads('saving-stopped', /Nothing was written/);
  assert.equal(rows, ids.length);
  assert.deepEqual(readdirSync(place), ['Many.csv']);
});
