// The checks of `npm test`, in the order they run: what is quick to tell first, what needs a build later.
// Everything that compiles Rust uses one profile and the whole workspace's features, so that it is compiled once.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, targetFolder } from './command.mjs';
import { ensurePython } from './tools.mjs';

const passes = async (program, args, options) => (await run(program, args, options)) === 0;
const npm = (script) => passes('npm', ['run', '--silent', script]);
const cargo = (...args) => passes('cargo', args);
const deny = (...args) => cargo('deny', '--locked', '--workspace', '--log-level', 'error', ...args);
const desktop = (args) => passes('scripts/desktop.sh', args);
const withKeychain = (...wanted) =>
  desktop(['env', 'LEADSHEET_TEST_KEYRING=1', 'cargo', 'test', '--locked', '--workspace', ...wanted]);

const appTests = () =>
  readdirSync(join(root, 'e2e'))
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => join('e2e', name));

/** @type {{name: string, about: string, needs?: string[], run: () => Promise<boolean>}[]} */
export const checks = [
  { name: 'format', about: 'Rust is laid out as rustfmt has it', run: () => cargo('fmt', '--all', '--check') },
  { name: 'lint', about: 'TypeScript and scripts: types, accessibility, who may import what', run: () => npm('lint') },
  { name: 'types', about: 'the window’s TypeScript agrees with the app’s commands', run: () => npm('ui:types') },
  { name: 'window', about: 'the window’s parts, each by itself', run: () => npm('ui:test') },
  { name: 'pages', about: 'the window’s pages build', run: () => npm('ui:build') },
  {
    name: 'dependencies',
    about: 'licences, sources, and the direction between crates',
    // Crates may use the sandbox and each other freely in their tests, hence the direction without those.
    run: async () =>
      (await deny('check', 'licenses', 'sources')) && deny('--exclude-dev', 'check', 'bans'),
  },
  {
    name: 'clippy',
    about: 'Rust without a warning',
    run: () => cargo('clippy', '--locked', '--workspace', '--all-targets', '--', '--deny', 'warnings'),
  },
  {
    name: 'build',
    about: 'the command line, the app, and all tests',
    // All targets: without the tests' own, dependencies would be compiled with other features, and again for the tests.
    run: () => cargo('build', '--locked', '--workspace', '--all-targets'),
  },
  { name: 'rust', about: 'every crate’s own tests', run: () => cargo('test', '--locked', '--workspace', '--no-fail-fast') },
  {
    name: 'keychain',
    about: 'secrets, against a real keychain',
    // By itself the test stays away from whatever keychain there is; the variable says that this one is a test's own.
    run: async () =>
      (await withKeychain('--test', 'secret_service')) &&
      withKeychain('--package', 'lead-cli', '--test', 'it', '--', 'keychain::', 'sign_in::'),
  },
  {
    name: 'lint-of-workbooks',
    about: 'the tool that judges saved workbooks finds each fault it is made for',
    run: async () => passes(await ensurePython('e2e/requirements.txt'), ['e2e/workbook/test_lint.py']),
  },
  {
    name: 'same-workbook',
    about: 'columns appended to workbooks by many programs: all else as it was',
    needs: ['pages'],
    run: async () => {
      // Examples are built with the tests; asked for by itself, this one would be compiled with other features.
      if (!(await cargo('test', '--locked', '--workspace', '--no-run', '--quiet'))) return false;
      const python = await ensurePython('e2e/requirements.txt');
      const append = join(targetFolder(), 'debug/examples/append');
      return passes(python, ['-W', 'ignore', 'e2e/workbook/corpus.py', append, join(targetFolder(), 'corpus')]);
    },
  },
  {
    name: 'app',
    about: 'the real app in a real window: open, run, save, drop, resume',
    needs: ['pages', 'build'],
    run: async () => {
      const python = await ensurePython('e2e/requirements.txt');
      return desktop([
        '--screen', 'env', `PYTHON=${python}`, 'node', '--test', '--test-concurrency=1', '--test-timeout=300000',
        '--test-reporter=spec', ...appTests(),
      ]);
    },
  },
];
