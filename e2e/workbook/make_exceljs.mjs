// Workbooks by ExcelJS, with what appending must keep: `node make_exceljs.mjs FOLDER`.

import { join } from 'node:path';
import ExcelJS from 'exceljs';

const folder = process.argv[2];
const headers = ['Lead ID', 'Company', 'Value', 'Day'];
const lead = (number) => `00Q5g${String(number).padStart(10, '0')}`;
/** A picture of one dot. */
const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Styles, rich texts, notes, a picture, validations, conditional formats, a filter, protection, outlines. */
async function rich() {
  const book = new ExcelJS.Workbook();
  book.creator = 'Someone';
  book.properties.date1904 = true;
  const sheet = book.addWorksheet('Leads', {
    views: [{ state: 'frozen', ySplit: 1, xSplit: 1 }],
    pageSetup: { orientation: 'landscape', printArea: 'A1:D20', printTitlesRow: '1:1', fitToPage: true },
    headerFooter: { oddFooter: 'Page &P of &N' },
    properties: { tabColor: { argb: 'FF305496' } },
  });
  sheet.columns = headers.map((header, at) => ({ header, key: header, width: 12 + at * 4, outlineLevel: at === 2 ? 1 : 0 }));
  for (let number = 1; number <= 40; number += 1) {
    sheet.addRow([lead(number), `Firm <${number}> & co `, number / 3, new Date(Date.UTC(2026, 0, number))]);
  }
  sheet.getRow(1).font = { bold: true, color: { argb: 'FFFFFFFF' } };
  sheet.getRow(1).fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FF1F3864' } };
  sheet.getCell('B3').value = { richText: [{ text: 'plain ' }, { font: { bold: true }, text: 'bold _x0041_' }] };
  sheet.getCell('B4').value = { text: 'a link', hyperlink: 'https://example.com/?a=1&b=2' };
  sheet.getCell('C5').value = { formula: 'SUM(C2:C4)', result: 2 };
  sheet.getCell('C6').value = { sharedFormula: 'C5', result: 3 };
  sheet.getCell('D7').value = { error: '#N/A' };
  sheet.getCell('A2').note = { texts: [{ text: 'a note' }] };
  sheet.getCell('B5').dataValidation = { type: 'list', allowBlank: true, formulae: ['"a,b,c"'] };
  sheet.autoFilter = 'A1:D41';
  sheet.addConditionalFormatting({
    ref: 'C2:C41',
    rules: [
      { type: 'dataBar', cfvo: [{ type: 'min' }, { type: 'max' }], color: { argb: 'FF63C384' } },
      { type: 'iconSet', iconSet: '3Arrows', cfvo: [{ type: 'percent', value: 0 }, { type: 'percent', value: 33 }, { type: 'percent', value: 67 }] },
      { type: 'cellIs', operator: 'greaterThan', formulae: [9], style: { font: { bold: true } } },
    ],
  });
  sheet.getRow(9).hidden = true;
  sheet.addImage(book.addImage({ base64: dot, extension: 'png' }), 'F2:G4');
  await sheet.protect('secret', { formatCells: true });
  const other = book.addWorksheet('Summary', { state: 'hidden' });
  other.mergeCells('A1:C2');
  other.getCell('A1').value = 'Title';
  book.definedNames.add('Leads!$C$2:$C$41', 'Values');
  await book.xlsx.writeFile(join(folder, 'exceljs-rich.xlsx'));
}

/** A table with totals. */
async function table() {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Table');
  sheet.addTable({
    name: 'Leads', ref: 'A1', headerRow: true, totalsRow: true, style: { theme: 'TableStyleMedium4', showRowStripes: true },
    columns: headers.map((name, at) => ({ name, filterButton: true, totalsRowFunction: at === 2 ? 'sum' : 'none' })),
    rows: Array.from({ length: 20 }, (_, at) => [lead(at), `Firm ${at}`, at, `day ${at}`]),
  });
  await book.xlsx.writeFile(join(folder, 'exceljs-table.xlsx'));
}

/** Written as it streams: texts in the cells, no list of shared ones. */
async function streamed() {
  const options = { filename: join(folder, 'exceljs-streamed.xlsx'), useStyles: true, useSharedStrings: false };
  const book = new ExcelJS.stream.xlsx.WorkbookWriter(options);
  const sheet = book.addWorksheet('Stream');
  sheet.addRow(headers).commit();
  for (let number = 1; number <= 100; number += 1) {
    sheet.addRow([lead(number), ` edge ${number}\nbreak`, number % 2 === 0, new Date(Date.UTC(2026, 1, number % 28))]).commit();
  }
  sheet.commit();
  await book.commit();
}

await rich();
await table();
await streamed();
