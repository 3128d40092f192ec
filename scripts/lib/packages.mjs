// System packages on Debian and Ubuntu: which are needed, what for, and how they get here.

import { read, run } from './command.mjs';
import { Stop, say, strong } from './say.mjs';

/** What each kind of work needs: package → what for. */
const needed = {
  compile: {
    'build-essential': 'the C compiler and linker that Rust crates call',
    'pkg-config': 'finds the libraries to link with',
  },
  window: {
    'libwebkit2gtk-4.1-dev': 'the web view that the window is drawn with',
    'libgtk-3-dev': 'the window around it',
    'librsvg2-dev': 'icons',
    'libayatana-appindicator3-dev': 'the taskbar',
    'libssl-dev': 'linked by the window toolkit',
    file: 'tells file types when installers are made',
    patchelf: 'writes library paths when installers are made',
  },
  test: {
    xvfb: 'a screen that needs no monitor',
    xauth: 'access to that screen',
    openbox: 'a window manager, without which nothing can be dragged',
    xdotool: 'moves the mouse and types',
    dbus: 'a message bus of its own for each test',
    'dbus-x11': 'the bus for desktop programs',
    'at-spi2-core': 'the accessibility bus that GTK asks for',
    'webkit2gtk-driver': 'drives the real window',
    chromium: 'a person’s browser, in which they sign in',
    'chromium-driver': 'drives that browser',
    'gnome-keyring': 'a real keychain',
    'libsecret-tools': 'reads that keychain independently',
    'python3-gi': 'the drag source that drops a real file',
    'gir1.2-gtk-3.0': 'the same',
    'libreoffice-calc': 'opens the saved workbook like a person would',
    imagemagick: 'pictures of that screen',
    'fonts-inter': 'the letters that the pictures of the window are drawn with',
    'fonts-noto-color-emoji': 'the ticks and warning signs in explanations',
    'poppler-utils': 'pictures of what LibreOffice prints',
  },
  python: {
    'python3-venv': 'a place of its own for openpyxl, which reads saved workbooks independently',
  },
};

const installed = (name) =>
  read('dpkg-query', ['-W', '-f', '${db:Status-Status}', name])?.trim() === 'installed';

/** Installs whatever is missing for the kinds of work named. */
export async function ensurePackages(...kinds) {
  if (process.platform !== 'linux' || read('dpkg-query', ['--version']) === null) {
    say('This is neither Debian nor Ubuntu: system packages are left to you (CONTRIBUTING.md lists them).');
    return;
  }
  const missing = kinds.flatMap((kind) => Object.entries(needed[kind])).filter(([name]) => !installed(name));
  if (missing.length === 0) return;

  say(strong(`Installing ${missing.length} system package${missing.length === 1 ? '' : 's'}:`));
  for (const [name, why] of missing) say(`  ${name.padEnd(30)} ${why}`);

  const names = missing.map(([name]) => name);
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', ...names];
  const byHand = `sudo apt-get update && sudo ${install.join(' ')}`;
  const asRoot = rootPrefix(byHand);
  const [program, ...before] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive'];
  // A stale list is the usual reason for a failing install, a failing update is not always one.
  await run(program, [...before, 'apt-get', 'update', '--quiet']);
  const code = await run(program, [...before, ...install]);
  if (code !== 0) {
    throw new Stop(`The packages could not be installed; apt-get says why above.\nOnce that is solved, run:\n  ${byHand}`);
  }
}

function rootPrefix(byHand) {
  if (process.getuid() === 0) return [];
  const withoutPassword = read('sudo', ['--non-interactive', 'true']) !== null;
  const canAsk = process.stdin.isTTY && read('sudo', ['--version']) !== null;
  if (withoutPassword || canAsk) return ['sudo'];
  throw new Stop(`Installing them needs administrator rights, and there is no way to ask for them here. Run this, then try again:\n  ${byHand}`);
}
