// LibreOffice, as the program that a person would open the workbook with.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { finish, folder } from './programs.mjs';

/** Every sheet, as `{name, rows}` with the text that LibreOffice shows in each cell. */
export function spreadsheetProgram(test, path) {
  const out = folder(test);
  convert(test, path, out, 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1');
  return readdirSync(out)
    .filter((name) => name.endsWith('.csv'))
    .map((name) => ({
      name: name.replace(/\.csv$/, '').split('-').at(-1),
      rows: readCsv(readFileSync(join(out, name), 'utf8')),
    }));
}

/** Converts a file into the folder `out`. */
export function convert(test, path, out, format) {
  const profile = folder(test);
  const done = finish('soffice', [
    `-env:UserInstallation=file://${profile}`, '--headless', '--convert-to', format, '--outdir', out, path,
  ]);
  if (done.code !== 0 || done.output.includes('Error:')) throw new Error(`LibreOffice: ${done.output}`);
}

function readCsv(text) {
  const rows = [[]];
  // A quoted field, or a plain one; then what ends it.
  const field = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\r?\n|$)/gy;
  for (let match = field.exec(text); match && field.lastIndex <= text.length; match = field.exec(text)) {
    rows.at(-1).push(match[1] === undefined ? match[2] : match[1].replaceAll('""', '"'));
    if (match[3] === '') break;
    if (match[3] !== ',') rows.push([]);
    if (field.lastIndex === text.length) break;
  }
  return rows.filter((row) => row.length > 0);
}
