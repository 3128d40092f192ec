// npm run bench: release builds of the command line, the app and the workbook examples, one of the others', then bench/run.py.

import { join } from 'node:path';
import { run, targetFolder } from './lib/command.mjs';
import { ensurePackages } from './lib/packages.mjs';
import { Stop, main, say, strong } from './lib/say.mjs';
import { ensureInterface, ensureNodePackages, ensurePython, ensureRust } from './lib/tools.mjs';

await main(async () => {
  ensureRust();
  await ensurePackages('compile', 'window', 'test', 'python');
  await ensureNodePackages();
  await ensureInterface();
  const python = await ensurePython('bench/requirements.txt');
  say(strong('Building what is measured, optimised'));
  const builds = [
    ['build', '--release', '--locked', '--package', 'lead-cli'],
    ['build', '--release', '--locked', '--package', 'leadsheet-desktop'],
    ['build', '--release', '--locked', '--package', 'lead-workbook', '--example', 'append', '--example', 'ids'],
    ['build', '--release', '--locked', '--manifest-path', 'bench/umya/Cargo.toml', '--target-dir', targetFolder()],
  ];
  for (const build of builds) {
    if ((await run('cargo', build)) !== 0) throw new Stop('The build failed; cargo says why above.');
  }
  const release = join(targetFolder(), 'release');
  return run(python, [
    'bench/run.py', '--leadsheet', join(release, 'leadsheet'), '--append', join(release, 'examples/append'),
    '--ids', join(release, 'examples/ids'), '--umya', join(release, 'bench-umya'),
    '--app', join(release, 'leadsheet-desktop'),
    ...process.argv.slice(2),
  ]);
});
