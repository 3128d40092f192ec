// npm run setup: everything that `npm start` and `npm test` need, without starting or testing anything.

import { ensureDeny, ensureNodePackages, ensurePython, ensureRust } from './lib/tools.mjs';
import { ensurePackages } from './lib/packages.mjs';
import { main } from './lib/say.mjs';

/** What the tests need. */
export async function prepareForTests() {
  ensureRust();
  await ensurePackages('compile', 'window', 'test', 'python');
  await ensureNodePackages();
  await ensureDeny();
  await ensurePython('e2e/requirements.txt');
}

if (process.argv[1] === import.meta.filename) await main(prepareForTests);
