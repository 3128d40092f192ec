// Where secrets are to be found, and where not.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { finish } from './programs.mjs';

/** What an independent program finds in the keychain. */
export const inKeychain = (name) => finish('secret-tool', ['lookup', 'service', 'Leadsheet', 'username', name]).stdout;

/** Files below the folders that hold one of the texts, in any of the forms they may have been written in. */
export function filesWith(texts, folders) {
  const needles = texts.flatMap((text) => [
    Buffer.from(text), Buffer.from(text, 'utf16le'), Buffer.from(Buffer.from(text).toString('base64').slice(0, -4)),
    Buffer.from(encodeURIComponent(text)),
  ]);
  return folders.flatMap((place) =>
    readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .filter((path) => needles.some((needle) => readFileSync(path).includes(needle))),
  );
}

/** The folders that the app may write to, besides its own. */
export function systemFolders() {
  const { XDG_DATA_HOME, XDG_CONFIG_HOME, XDG_CACHE_HOME, XDG_STATE_HOME } = process.env;
  return [XDG_DATA_HOME, XDG_CONFIG_HOME, XDG_CACHE_HOME, XDG_STATE_HOME];
}
