import type { ColumnInfo, SheetInfo, WorkbookInfo } from "../bindings";

/** A sheet as it looks with the header row the user wants. */
export interface SheetView {
  columns: { letter: string; header: string }[];
  preview: { row: number; cells: string[] }[];
  rows: number;
}

/** A header row to choose, with the text it would give the columns where that is known. */
export interface HeaderOption {
  row: number | null;
  label: string;
}

/** The sheet to begin with: the one with the best ids, else the first visible one. */
export function firstSheet(info: WorkbookInfo): number {
  if (info.suggested_sheet !== null) return info.suggested_sheet;
  const visible = info.sheets.findIndex((sheet) => !sheet.hidden);
  return Math.max(visible, 0);
}

/** Rows below the header that are shown. */
const SHOWN = 20;
/** Rows below the header that was found which may be the header just as well. */
const OFFERED_BELOW = 10;

/** The rows whose text the inspection brought along, by their numbers in the sheet. */
function knownRows(sheet: SheetInfo): { row: number; cells: string[] }[] {
  return sheet.preview.map((cells, index) => ({ row: sheet.first_preview_row + index, cells }));
}

/** The sheet as it looks with another header row than the one found. */
export function viewSheet(sheet: SheetInfo, headerRow: number | null): SheetView {
  const known = knownRows(sheet);
  const header = known.find(({ row }) => row === headerRow)?.cells;
  const last = (sheet.header_row ?? 0) + sheet.rows;
  return {
    columns: sheet.columns.map((column, index) => ({
      letter: column.letter,
      // The app's reading of the row it found may say more than the row: a name that spans two of them.
      header: headerRow === sheet.header_row ? column.header : (header?.[index] ?? ""),
    })),
    preview: known.filter(({ row }) => row > (headerRow ?? 0)).slice(0, SHOWN),
    rows: Math.max(last - (headerRow ?? 0), 0),
  };
}

/** The header rows one can choose: none, those above the one found, and the first few below it. */
export function headerOptions(sheet: SheetInfo): HeaderOption[] {
  const options: HeaderOption[] = [{ row: null, label: "No header, every row is data" }];
  for (const { row, cells } of knownRows(sheet)) {
    const words = cells.filter((cell) => cell.trim() !== "");
    if (row > (sheet.header_row ?? 0) + OFFERED_BELOW) break;
    if (words.length > 0) options.push({ row, label: `Row ${row}: ${shorten(words.slice(0, 3).join(", "), 44)}` });
  }
  return options;
}

/** A column as it is called: its letter, and its header where it has one. */
export function columnName(column: Pick<ColumnInfo, "letter" | "header">): string {
  return column.header.trim() ? `${column.letter}: ${shorten(column.header.trim(), 40)}` : `Column ${column.letter}`;
}

/** Why this column: the app's reason where it is the one found, else what the cells say. */
export function columnReason(sheet: SheetInfo, index: number | null): string {
  if (index === null) return "No column looks like Salesforce lead ids. Choose the one that holds them.";
  if (sheet.id_column?.index === index) return asSentence(sheet.id_column.reason);
  const share = sheet.columns[index]?.id_share ?? 0;
  if (share === 0) return "You chose this column. None of the cells looked at is a lead id.";
  return `You chose this column. ${Math.round(share * 100)} % of the cells looked at are lead ids.`;
}

/** Words of the app that can stand in the middle of a sentence, as one. */
function asSentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? "" : "."}`;
}

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
