// The programs under test, as `cargo build` leaves them, and the folders they get.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, targetFolder } from '../../scripts/lib/command.mjs';
import { afterwards } from './afterwards.mjs';

export { root };
export const desktop = join(targetFolder(), 'debug/leadsheet-desktop');
export const leadsheet = join(targetFolder(), 'debug/leadsheet');

/** An empty folder that is gone when the test is over. */
export function folder(test) {
  const path = mkdtempSync(join(tmpdir(), 'leadsheet-'));
  afterwards(test, () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }));
  return path;
}

/** Runs a program to its end. */
export function finish(program, args, options = {}) {
  const done = spawnSync(program, args, { encoding: 'utf8', timeout: 120_000, maxBuffer: 64 * 1024 * 1024, ...options });
  return { code: done.status, output: `${done.stdout}${done.stderr}`, stdout: done.stdout };
}

/** Starts a program that is ended with the test; its output is kept for messages. */
export function start(test, program, args, options = {}) {
  // In a group of its own, so that what it starts ends with it.
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...options });
  const kept = { output: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      kept.output += text;
    });
  }
  const ended = new Promise((resolve) => {
    child.on('close', resolve);
  });
  const stop = async () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid);
    await ended;
  };
  afterwards(test, stop);
  return { child, kept, ended, stop };
}

/** The Python with openpyxl, handed in by `npm test`. */
export const python = process.env.PYTHON ?? 'python3';

/** Runs one of the workbook tools of this folder; answers what it printed. */
export function workbookTool(name, ...args) {
  const done = finish(python, [join(root, 'e2e/workbook', name), ...args]);
  if (done.code !== 0) throw new Error(`${name} ${args.join(' ')}\n${done.output}`);
  return done.stdout;
}
