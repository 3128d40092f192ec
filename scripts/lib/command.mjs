// Other programs, started from the root of the repository.

import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

// Ctrl+C goes to the whole group: the child ends first and tells how.
const leaveToChild = () => {};

/** Runs a program with its output shown; answers its exit code (130 where Ctrl+C ended it). */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', ...options });
    process.on('SIGINT', leaveToChild);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', leaveToChild);
      resolve(signal === 'SIGINT' ? 130 : (code ?? 1));
    });
  });
}

/** Runs a program without showing it; answers its standard output, or `null` where it is missing or fails. */
export function read(program, args) {
  const done = spawnSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  return done.status === 0 ? done.stdout : null;
}

let target;
/** The folder that cargo builds into. */
export function targetFolder() {
  target ??= JSON.parse(read('cargo', ['metadata', '--no-deps', '--offline', '--format-version', '1'])
    ?? read('cargo', ['metadata', '--no-deps', '--format-version', '1'])).target_directory;
  return target;
}
