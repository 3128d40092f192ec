// What the two processes of the window keep of runs that are over. One window runs the demo of 50,000 leads again and
// again, looks at the results and goes home; a line of JSON a measurement is appended to a file. Needs a screen:
//
//   scripts/desktop.sh --screen node bench/window.mjs --app PROGRAM --output FILE [--runs 6] [--rest SECONDS] [--answers]

import { appendFileSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openApp } from '../e2e/lib/app.mjs';
import { isOpen } from '../e2e/lib/hands.mjs';
import { folder } from '../e2e/lib/programs.mjs';
import { fromPalette, results } from '../e2e/lib/steps.mjs';
import { until } from '../e2e/lib/wait.mjs';

const { values: given } = parseArgs({
  options: {
    app: { type: 'string' },
    output: { type: 'string' },
    runs: { type: 'string', default: '6' },
    rest: { type: 'string', default: '20' },
    // Leave the answers of the runs before in place, so that every run but the first asks the model nothing.
    answers: { type: 'boolean', default: false },
  },
});
const MB = 1024 * 1024;
const RUN_LIMIT = 900_000;
/** What the title of the window says while a run is under way. */
const UNDER_WAY = '^[0-9]+ %';

/** The process of the app whose home this is, and the one that draws its page. */
function processes(home) {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const read = (name) => readFileSync(`/proc/${pid}/${name}`, 'utf8');
      const draws = read('comm').startsWith('WebKitWebProces');
      if (draws && read('environ').split('\0').includes(`LEADSHEET_HOME=${home}`)) {
        return { app: /^PPid:\s+(\d+)/m.exec(read('status'))[1], page: pid };
      }
    } catch {
      // It has ended meanwhile, or is another user's.
    }
  }
  throw new Error('No process draws the page of the app.');
}

/** What a process holds, in megabytes. */
function memory(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const read = (name) => (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)[1]) * 1024) / MB;
  return { rss: read('Rss'), pss: read('Pss'), anonymous: read('Anonymous') };
}

/** The demo from the first screen to its results and home again. Answers how many seconds the run took. */
async function demo(app) {
  await fromPalette(app, '50,000');
  await app.reads('row-count', /[5-9]\d,\d{3}/, 120_000);
  await app.click('continue', 60_000);
  await app.click('start-run', 120_000);
  const begun = Date.now();
  // The title tells the end. The driver would ask the page, by scripts that the page's process then holds.
  await until('the run is under way', () => isOpen(UNDER_WAY), 60_000);
  await until('the run is over', async () => {
    await pause(1000);
    return !isOpen(UNDER_WAY);
  }, RUN_LIMIT);
  const seconds = (Date.now() - begun) / 1000;
  await results(app);
  await app.sees('score-histogram');
  await app.click('filter-band-poor');
  await app.click('grid-row');
  await app.sees('lead-page');
  await app.click('lead-close');
  await app.click('clear-filters');
  await app.click('nav-home');
  await app.sees('recent-runs');
  return seconds;
}

test('memory after runs that are over', async (t) => {
  const home = folder(t);
  const app = await openApp(t, { home, program: given.app });
  await app.sees('screen-home');
  const pids = processes(home);
  for (let run = 0; run <= Number(given.runs); run += 1) {
    const seconds = run > 0 ? await demo(app) : 0;
    await pause(Number(given.rest) * 1000);
    const line = JSON.stringify({ run, seconds, app: memory(pids.app), page: memory(pids.page) });
    t.diagnostic(line);
    appendFileSync(given.output, `${line}\n`);
    // So that the next run asks everything anew.
    if (!given.answers) for (const end of ['', '-wal', '-shm']) rmSync(join(home, `answers.sqlite${end}`), { force: true });
  }
});
