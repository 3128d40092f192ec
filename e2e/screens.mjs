// Pictures of every screen, light and dark, for docs/screens. Run by `npm run screens`.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { openApp } from './lib/app.mjs';
import { sandboxOrg } from './lib/org.mjs';
import { finish, folder, root } from './lib/programs.mjs';
import { fromPalette, oddWorkbook, results } from './lib/steps.mjs';
import { until } from './lib/wait.mjs';

const out = join(root, 'docs/screens');

async function choose(app, theme) {
  await app.click('nav-settings');
  await app.click('settings-nav-appearance');
  await app.click(`theme-${theme}`);
  await until('the colours change', async () => (await app.find(`theme-${theme}`)).getAttribute('aria-checked'));
}

async function take(app, screen, theme) {
  mkdirSync(out, { recursive: true });
  const path = join(out, `${screen}-${theme}.png`);
  await app.settled();
  await app.picture(path);
  finish('mogrify', ['-strip', '-dither', 'none', '-colors', '128', path]);
}

test('a workbook with a note or two', async (t) => {
  const { workbook, env } = await sandboxOrg(t, 400);
  const path = join(folder(t), 'Spring fair.xlsx');
  oddWorkbook(workbook, path);
  const app = await openApp(t, { args: [path], env });
  for (const theme of ['light', 'dark']) {
    await choose(app, theme);
    await app.click('close-settings');
    await app.sees('sheet-notes');
    await app.sees('forecast-cost');
    await take(app, 'prepare-notes', theme);
  }
});

test('pictures', async (t) => {
  const app = await openApp(t);

  await app.click('try-demo');
  await app.click('continue', 60_000);
  await app.click('start-run', 60_000);
  await results(app);

  for (const theme of ['light', 'dark']) {
    await choose(app, theme);
    await app.click('settings-nav-connections');
    await take(app, 'settings', theme);
    await app.click('nav-home');
    await app.sees('recent-runs');
    await take(app, 'home', theme);

    await app.click('try-demo');
    await until('the forecast stands', () => app.number('row-count'), 60_000);
    await take(app, 'prepare', theme);
    await app.click('continue');
    await app.click('try-leads', 60_000);
    await app.sees('trial-lead', 60_000);
    await take(app, 'start', theme);

    await fromPalette(app, '50,000');
    await app.reads('row-count', /[5-9]\d,\d{3}/, 120_000);
    await app.click('continue');
    await app.click('start-run', 120_000);
    await until('the run is well under way', async () => (await app.number('rows-done')) > 8000, 120_000);
    await take(app, 'run', theme);
    await app.click('cancel-run');
    await app.click('answer-yes');
    await until('the run has ended', async () => (await app.find('cancel-run').isDisplayed()) === false, 60_000);

    await app.click('nav-home');
    await app.click('[data-testid="recent-run"]:last-child [data-testid="open-run"]');
    await app.sees('screen-results');
    await app.sees('score-histogram');
    await take(app, 'results', theme);
    await app.click('save-workbook');
    await app.sees('save-kind');
    await take(app, 'save', theme);
    await app.click('save-columns');
    await app.click('[data-column="Lead_ID_18"] [data-testid="save-column-tick"]');
    await app.type('[data-column="Company"] [data-testid="save-column-name"]', 'Firm');
    await app.click('[data-column="Company"] [data-testid="save-column-up"]');
    await take(app, 'save-columns', theme);
    await app.click('save-reset');
    await app.click('save-cancel');
    await app.click('filter-band-poor');
    await app.click('grid-row');
    await app.sees('lead-page');
    await take(app, 'lead', theme);
    await app.click('lead-close');
    await app.click('clear-filters');
  }
});
