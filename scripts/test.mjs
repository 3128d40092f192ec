// npm test: everything that has to hold, in order, each explained and timed. All are run, also after one failed.
// `npm test -- lint window` runs the checks with these names only; `npm test -- --list` names them.

import { checks } from './lib/checks.mjs';
import { prepareForTests } from './setup.mjs';
import { Stop, bad, faint, good, main, say, span, strong } from './lib/say.mjs';

// What is built once and thrown away needs no state for the next build, which takes gigabytes.
if (process.env.CI) process.env.CARGO_INCREMENTAL ??= '0';

async function all(names) {
  const unknown = names.filter((name) => !checks.some((check) => check.name === name));
  if (unknown.length > 0) {
    throw new Stop(`There is no check named ${unknown.join(', ')}. There are: ${checks.map(({ name }) => name).join(', ')}.`);
  }
  const begun = Date.now();
  say(strong('Set up: what the tests need'));
  await prepareForTests();
  say(faint(`  ready after ${span(Date.now() - begun)}`));

  const wanted = checks.filter(({ name }) => names.length === 0 || names.includes(name));
  const results = [];
  for (const [at, check] of wanted.entries()) {
    say(`\n${strong(`${at + 1} of ${wanted.length}  ${check.name}`)}  ${check.about}`);
    const start = Date.now();
    const missing = (check.needs ?? []).find((name) => results.some((result) => result.name === name && !result.passed));
    const passed = missing ? null : await check.run();
    const took = span(Date.now() - start);
    results.push({ name: check.name, passed, took });
    if (missing) say(`  – ${check.name} needs what ${missing} makes, and that failed`);
    else say(passed ? good(`  ✓ ${check.name}, ${took}`) : bad(`  ✗ ${check.name} failed, ${took}`));
  }

  say(`\n${strong('All checks')}`);
  for (const { name, passed, took } of results) {
    say(`  ${passed ? good('✓') : passed === null ? '–' : bad('✗')} ${name.padEnd(18)} ${faint(took)}`);
  }
  const [failed, skipped] = [false, null].map((as) => results.filter(({ passed }) => passed === as));
  say(`  in ${span(Date.now() - begun)}`);
  if (failed.length > 0) say(`\nRun the failed ones alone: npm test -- ${failed.map(({ name }) => name).join(' ')}`);
  const counted = `${results.length - failed.length - skipped.length} passed, ${failed.length} failed`;
  say(skipped.length > 0 ? `${counted}, ${skipped.length} skipped` : counted);
  return failed.length > 0 ? 1 : 0;
}

const names = process.argv.slice(2);
if (names.includes('--list')) {
  for (const { name, about } of checks) say(`${name.padEnd(18)} ${about}`);
} else {
  await main(() => all(names));
}
