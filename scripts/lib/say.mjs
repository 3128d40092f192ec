// What the scripts say, and how: short lines that explain the next step before it happens.

const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

export const strong = (text) => paint('1', text);
export const faint = (text) => paint('2', text);
export const good = (text) => paint('32', text);
export const bad = (text) => paint('31', text);

/** A line on standard output. */
export function say(text = '') {
  process.stdout.write(`${text}\n`);
}

/** A time span as people read it: `0.4 s`, `12 s`, `3 min 5 s`. */
export function span(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** Something that a person has to do before the script can go on. */
export class Stop extends Error {}

/** Runs a script's main function; a `Stop` ends it with its sentence alone, anything else with its trace. */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    process.stderr.write(`\n${error instanceof Stop ? bad(error.message) : error.stack}\n`);
    process.exitCode = 1;
  }
}
