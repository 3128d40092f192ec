// npm run screens: pictures of every screen of the real app, light and dark, into docs/screens.

import { run } from './lib/command.mjs';
import { ensurePackages } from './lib/packages.mjs';
import { Stop, main } from './lib/say.mjs';
import { ensureInterface, ensureNodePackages, ensurePython, ensureRust } from './lib/tools.mjs';

await main(async () => {
  ensureRust();
  await ensurePackages('compile', 'window', 'test');
  await ensureNodePackages();
  await ensureInterface();
  if ((await run('cargo', ['build', '--locked', '--workspace', '--bins'])) !== 0) {
    throw new Stop('The build failed; cargo says why above.');
  }
  const python = await ensurePython('e2e/requirements.txt');
  return run('scripts/desktop.sh', [
    '--screen', 'env', `PYTHON=${python}`, 'node', '--test', '--test-reporter=spec', 'e2e/screens.mjs',
  ]);
});
