// npm run picture: a workbook and what is saved of it, as LibreOffice shows them, into docs/screens.

import { run } from './lib/command.mjs';
import { ensurePackages } from './lib/packages.mjs';
import { Stop, main } from './lib/say.mjs';
import { ensureNodePackages, ensurePython, ensureRust } from './lib/tools.mjs';

await main(async () => {
  ensureRust();
  await ensurePackages('compile', 'test', 'python');
  await ensureNodePackages();
  if ((await run('cargo', ['build', '--locked', '--package', 'lead-cli'])) !== 0) {
    throw new Stop('The build failed; cargo says why above.');
  }
  const python = await ensurePython('e2e/requirements.txt');
  return run('env', [`PYTHON=${python}`, 'node', '--test', '--test-reporter=spec', 'e2e/picture.mjs']);
});
