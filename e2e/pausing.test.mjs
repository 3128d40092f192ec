// A run is paused, the app is closed, and another day it goes on.

import assert from 'node:assert/strict';
import test from 'node:test';
import { openApp } from './lib/app.mjs';
import { folder } from './lib/programs.mjs';
import { counts, results, startAsSuggested, sum } from './lib/steps.mjs';
import { until } from './lib/wait.mjs';

const stateOf = async (app) => (await app.sees('run-state')).getAttribute('data-state');

test('a paused run goes on after the app was closed, and ends with every row answered', async (t) => {
  const home = folder(t);
  const first = await openApp(t, { args: ['--demo'], home });
  await startAsSuggested(first);
  await first.sees('screen-run');
  await until('some rows are done', async () => (await first.number('rows-done')) > 0, 60_000);
  await first.click('pause-run');
  await until('it is paused', async () => (await stateOf(first)) === 'paused');
  const [done, rows] = [await first.number('rows-done'), await first.number('rows-total')];
  assert.ok(done < rows, `${done} of ${rows} rows were done before the pause`);
  await first.close();

  const second = await openApp(t, { home });
  await second.click('open-run');
  await second.sees('screen-run');
  assert.equal(await stateOf(second), 'paused');
  assert.equal(await second.number('rows-done'), done);
  await second.click('resume-run');
  assert.equal(await results(second), rows);
  const status = await counts(second, 'status');
  assert.equal(sum(status), rows);
  assert.equal(status.waiting, undefined);
});
