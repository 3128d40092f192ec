// Tools beyond the system's packages: Rust, Node packages, cargo-deny, Python packages for tests.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { read, root, run, targetFolder } from './command.mjs';
import { Stop, say, strong } from './say.mjs';

/** The version whose rules deny.toml is written for. */
const DENY = '0.20.2';

/** Makes sure that Rust is here and new enough for the workspace. */
export function ensureRust() {
  const wanted = /rust-version = "([\d.]+)"/.exec(readFileSync(join(root, 'Cargo.toml'), 'utf8'))[1];
  const found = /rustc ([\d.]+)/.exec(read('rustc', ['--version']) ?? '')?.[1];
  if (!found) {
    throw new Stop(`Rust is missing. Install version ${wanted} or newer from https://rustup.rs, open a new terminal and try again.`);
  }
  if (newer(wanted, found)) {
    throw new Stop(`Rust ${found} is here, ${wanted} or newer is needed. Run \`rustup update stable\` and try again.`);
  }
}

function newer(a, b) {
  const [x, y] = [a, b].map((version) => version.split('.').map(Number));
  for (const at of [0, 1, 2]) {
    const difference = (x[at] ?? 0) - (y[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** Does `work` unless it was done before for the same content of `files`. */
async function once(stamp, files, work) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(root, file)));
  const now = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  await work();
  writeFileSync(stamp, now);
}

/** Installs the Node packages when the lock file has changed. */
export async function ensureNodePackages() {
  await once(join(root, 'node_modules/.leadsheet-stamp'), ['package-lock.json'], async () => {
    say(strong('Installing the Node packages that package-lock.json names'));
    if ((await run('npm', ['ci', '--no-progress'])) !== 0) {
      throw new Stop('npm could not install the packages; it says why above. Check the network and try again.');
    }
  });
}

/** Installs cargo-deny where it is missing. Takes some minutes, once for a machine. */
export async function ensureDeny() {
  if (read('cargo', ['deny', '--version'])) return;
  say(strong(`Compiling cargo-deny ${DENY}, which checks licences and who may depend on whom (minutes, once)`));
  if ((await run('cargo', ['install', '--locked', '--quiet', 'cargo-deny', '--version', DENY])) !== 0) {
    throw new Stop('cargo-deny could not be installed; cargo says why above.');
  }
}

/** Makes the Python environment that reads workbooks independently; answers its interpreter. */
export async function ensurePython(requirements) {
  const name = requirements.replaceAll('/', '-').replace(/\.txt$/, '');
  const folder = join(targetFolder(), 'python', name);
  const python = join(folder, 'bin/python');
  mkdirSync(folder, { recursive: true });
  await once(join(folder, 'stamp'), [requirements], async () => {
    say(strong(`Installing the Python packages that ${requirements} names`));
    const made = (await run('python3', ['-m', 'venv', folder])) === 0;
    if (!made || (await run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements])) !== 0) {
      throw new Stop('The Python packages could not be installed; the lines above say why.');
    }
  });
  return python;
}

/** Builds the window's pages when one of their sources is newer than the built ones. */
export async function ensureInterface() {
  const built = join(root, 'ui/dist/index.html');
  const sources = ['ui', 'package-lock.json'].map((path) => newest(join(root, path)));
  if (existsSync(built) && statSync(built).mtimeMs >= Math.max(...sources)) return;
  say(strong('Building the window’s pages'));
  if ((await run('npm', ['run', '--silent', 'ui:build'])) !== 0) {
    throw new Stop('The window’s pages could not be built; the lines above say why.');
  }
}

function newest(path) {
  const about = statSync(path);
  if (!about.isDirectory()) return about.mtimeMs;
  return readdirSync(path)
    .filter((name) => name !== 'dist' && name !== 'node_modules')
    .reduce((latest, name) => Math.max(latest, newest(join(path, name))), about.mtimeMs);
}
