// npm start: the app on its built-in demo, in a window where there is a screen and headless where there is none.

import { join } from 'node:path';
import { root, run, targetFolder } from './lib/command.mjs';
import { ensureInterface, ensureNodePackages, ensureRust } from './lib/tools.mjs';
import { ensurePackages } from './lib/packages.mjs';
import { Stop, faint, main, say, strong } from './lib/say.mjs';

const LEADS = '2000';

/** Builds a program, with the features the tests build it with so that neither builds what the other has. */
async function built(program) {
  if ((await run('cargo', ['build', '--locked', '--workspace', '--bin', program])) !== 0) {
    throw new Stop('The build failed; cargo says why above.');
  }
  return join(targetFolder(), 'debug', program);
}

async function inWindow() {
  await ensurePackages('compile', 'window');
  await ensureNodePackages();
  await ensureInterface();
  say(strong('Building the app (some minutes the first time, seconds later), then opening it on the demo'));
  return run(await built('leadsheet-desktop'), ['--demo']);
}

async function headless() {
  const output = join(root, 'leadsheet-demo.xlsx');
  await ensurePackages('compile');
  say(strong(`There is no screen here: building the command line, then running the demo with ${Number(LEADS).toLocaleString('en')} leads`));
  say(faint('The demo brings its own Salesforce org and model; nothing leaves this machine.'));
  const code = await run(await built('leadsheet'), ['demo', '--leads', LEADS, '--output', output]);
  // 3 says that some rows failed: the workbook is there all the same, and the paragraph above told why.
  if (code === 0 || code === 3) say(`\nThe workbook: ${strong(output)}`);
  return code;
}

await main(() => {
  ensureRust();
  const screen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return screen ? inWindow() : headless();
});
