// Hands: what a person does outside the web view, by the real mouse and keyboard of the test's screen.

import { join } from 'node:path';
import { finish, root, start } from './programs.mjs';
import { until } from './wait.mjs';

function xdotool(...args) {
  const done = finish('xdotool', args.map(String));
  if (done.code !== 0) throw new Error(`xdotool ${args.join(' ')}: ${done.output}`);
  return done.stdout.trim();
}

/** The window with this title, and where it is. */
async function windowTitled(title) {
  const id = await until(`a window titled ${title}`, () => {
    const found = finish('xdotool', ['search', '--onlyvisible', '--name', title]).stdout.trim().split('\n');
    return found[0];
  });
  const place = xdotool('getwindowgeometry', '--shell', id);
  const read = (name) => Number(new RegExp(`^${name}=(-?\\d+)$`, 'm').exec(place)[1]);
  return { id, x: read('X'), y: read('Y'), width: read('WIDTH'), height: read('HEIGHT') };
}

/** Whether there is a window with this title. */
export const isOpen = (title) => finish('xdotool', ['search', '--onlyvisible', '--name', title]).stdout.trim() !== '';

/** Types a path into the native file dialog with this title and confirms it. */
async function answerFileDialog(title, goToName, path) {
  const dialog = await windowTitled(title);
  const closes = () => !isOpen(title);
  await until('the dialog closes', async () => {
    // A dialog that is still coming up loses keys, and takes no Return while it looks for names to complete: all again.
    xdotool('windowactivate', '--sync', dialog.id);
    for (const keys of [goToName, 'ctrl+a']) xdotool('key', keys);
    xdotool('type', '--delay', 5, path);
    xdotool('key', 'Return');
    return until('it takes the Return', closes, 1500);
  });
}

export const chooseFileToOpen = (path) => answerFileDialog('^Open a workbook$', 'ctrl+l', path);
export const chooseWhereToSave = (path) => answerFileDialog('^Save the workbook$', 'ctrl+a', path);

/**
 * Drags a file from another program onto the app's window. `hovers` is asked until the window shows that it
 * noticed the file; only then is the button let go.
 */
export async function dropFile(test, path, hovers) {
  const app = await windowTitled('^Leadsheet$');
  xdotool('windowmove', '--sync', app.id, 0, 0);
  // The toolkit's own Python, not the one with openpyxl.
  const source = start(test, '/usr/bin/python3', [join(root, 'e2e/lib/drag_source.py'), path]);
  const from = await windowTitled('^Files to drag$');
  xdotool('windowmove', '--sync', from.id, 1320, 780);
  xdotool('windowraise', from.id);
  const place = await windowTitled('^Files to drag$');
  xdotool('mousemove', '--sync', place.x + place.width / 2, place.y + place.height / 2);
  xdotool('mousedown', 1);
  await until('the drag begins', () => {
    xdotool('mousemove_relative', '--', -6, -6);
    return source.kept.output.includes('begun');
  });
  const target = { x: 520, y: 420 };
  await until('the window notices the file', async () => {
    target.x += 2;
    xdotool('mousemove', target.x, target.y);
    return hovers();
  });
  xdotool('mouseup', 1);
  await until('the drag ends', () => source.kept.output.includes('ended'));
  await source.stop();
}
