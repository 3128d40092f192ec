// Workbooks by SheetJS, with what appending must keep: `node make_sheetjs.mjs FOLDER`.

import * as fs from 'node:fs';
import { join } from 'node:path';
import { set_fs, utils, writeFile } from 'xlsx/xlsx.mjs';

set_fs(fs);

const folder = process.argv[2];
const lead = (number) => `00Q5g${String(number).padStart(10, '0')}`;
const rows = Array.from({ length: 50 }, (_, at) => [lead(at), `Firm <${at}> & co`, at * 1.5, new Date(Date.UTC(2026, 0, 1 + at)), at % 3 === 0]);

function sheet() {
  const made = utils.aoa_to_sheet([['Lead ID', 'Company', 'Value', 'Day', 'Yes'], ...rows], { cellDates: true });
  made.F2 = { t: 'n', f: 'SUM(C2:C51)', v: 1837.5 };
  made.F3 = { t: 'e', v: 0x2a };
  made['!ref'] = 'A1:F51';
  made['!cols'] = [{ wch: 20 }, { wch: 30 }, { hidden: true }];
  made['!rows'] = [{ hpt: 30 }, {}, { hidden: true }];
  made['!merges'] = [utils.decode_range('E5:F6')];
  made['!autofilter'] = { ref: 'A1:F51' };
  made['!margins'] = { left: 1, right: 1, top: 1, bottom: 1, header: 0.5, footer: 0.5 };
  made.B2.l = { Target: 'https://example.com/?a=1&b=2', Tooltip: 'a tip' };
  utils.cell_add_comment(made.A3, 'a comment', 'Someone');
  return made;
}

function book() {
  const made = utils.book_new();
  utils.book_append_sheet(made, sheet(), 'Données');
  utils.book_append_sheet(made, utils.aoa_to_sheet([['issues']]), 'issues');
  made.Workbook = { Names: [{ Name: 'Values', Ref: "'Données'!$C$2:$C$51" }], Sheets: [{}, { Hidden: 2 }] };
  return made;
}

/** Entries that are not packed, texts in the cells. */
writeFile(book(), join(folder, 'sheetjs-stored.xlsx'), { compression: false, bookSST: false });
/** Packed, with shared texts, dates from 1904. */
const old = book();
old.Workbook.WBProps = { date1904: true };
writeFile(old, join(folder, 'sheetjs-shared.xlsx'), { compression: true, bookSST: true });
/** With macros; what is in them does not matter to who copies them. */
const withMacros = book();
withMacros.vbaraw = Buffer.from(Array.from({ length: 9000 }, (_, at) => (at * 31) % 256));
writeFile(withMacros, join(folder, 'sheetjs-macros.xlsm'), { bookType: 'xlsm', bookVBA: true, compression: true });
