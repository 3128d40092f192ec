// A workbook and what is saved of it, as LibreOffice shows them, one above the other, in docs/screens.
// Run by `npm run picture`.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { convert } from './lib/office.mjs';
import { sandboxOrg } from './lib/org.mjs';
import { finish, folder, leadsheet, root, workbookTool } from './lib/programs.mjs';

const out = join(root, 'docs/screens/same-workbook.png');
const columns = 'ID_Verdict=Id,Confidence_Band=Band,AI_Explanation=Why,AI_Status=Status,Final_Confidence_Score=Confidence';

function done(program, args, options) {
  const { code, output } = finish(program, args, options);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}\n${output}`);
}

/** What lays a picture below a word, both cut to what is drawn; the saved sheet is wider by its new columns. */
const below = (word, path, width) => [
  '(', path, '-trim', '+repage', '-resize', `${width}x`, '-bordercolor', 'white', '-border', '24',
  '(', '-background', 'white', '-fill', '#4b5563', '-font', 'Inter', '-pointsize', '34', `label:${word}`, ')',
  '+swap', '-background', 'white', '-gravity', 'west', '-append', ')',
];

test('the same workbook', async (t) => {
  const place = folder(t);
  const [original, saved] = [join(place, 'original.xlsx'), join(place, 'saved.xlsx')];
  const { workbook, env } = await sandboxOrg(t, 60);
  workbookTool('handsome.py', workbook, original);
  done(leadsheet, ['run', original, '--columns', columns, '--output', saved], {
    env: { ...process.env, ...env, LEADSHEET_HOME: folder(t) },
  });
  const pictures = [original, saved].map((path) => {
    convert(t, path, place, 'pdf');
    const stem = path.replace(/\.xlsx$/, '');
    done('pdftoppm', ['-r', '200', '-f', '1', '-l', '1', '-singlefile', '-png', `${stem}.pdf`, stem]);
    return `${stem}.png`;
  });
  mkdirSync(join(root, 'docs/screens'), { recursive: true });
  done('convert', [
    ...below('Before', pictures[0], 1300), ...below('After', pictures[1], 2200), '-background', 'white', '-gravity', 'west', '-append',
    '-bordercolor', 'white', '-border', '30', '-alpha', 'off', '-strip', '-resize', '1800x', '-dither', 'none', '-colors', '64',
    `PNG8:${out}`,
  ]);
});
