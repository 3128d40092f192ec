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

/** The rows whose text the inspection brought along, by row number. */
function knownRows(sheet: SheetInfo): Map<number, string[]> {
  const known = new Map<number, string[]>();
  if (sheet.header_row !== null) {
    known.set(
      sheet.header_row,
      sheet.columns.map((column) => column.header),
    );
  }
  const first = (sheet.header_row ?? 0) + 1;
  sheet.preview.forEach((cells, index) => known.set(first + index, cells));
  return known;
}

/** The sheet as it looks with another header row than the one found. */
export function viewSheet(sheet: SheetInfo, headerRow: number | null): SheetView {
  const known = knownRows(sheet);
  const header = headerRow === null ? undefined : known.get(headerRow);
  const firstRow = (headerRow ?? 0) + 1;
  const preview = [...known]
    .map(([row, cells]) => ({ row, cells }))
    .filter(({ row }) => row >= firstRow)
    .toSorted((a, b) => a.row - b.row)
    .slice(0, 20);
  const last = (sheet.header_row ?? 0) + sheet.rows;
  return {
    columns: sheet.columns.map((column, index) => ({
      letter: column.letter,
      header: headerRow === sheet.header_row ? column.header : (header?.[index] ?? ""),
    })),
    preview,
    rows: Math.max(last - (headerRow ?? 0), 0),
  };
}

/** The header rows one can choose: none, those above the one found, and the first few below it. */
export function headerOptions(sheet: SheetInfo): HeaderOption[] {
  const known = knownRows(sheet);
  const last = Math.max(sheet.header_row ?? 0, 0) + Math.min(10, sheet.preview.length);
  const options: HeaderOption[] = [{ row: null, label: "No header, every row is data" }];
  for (let row = 1; row <= last; row += 1) {
    const words = known.get(row)?.filter((cell) => cell.trim() !== "") ?? [];
    const glimpse = words.slice(0, 3).join(", ");
    options.push({ row, label: glimpse ? `Row ${row}: ${shorten(glimpse, 44)}` : `Row ${row}` });
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
  if (sheet.id_column?.index === index) return sheet.id_column.reason;
  const share = sheet.columns[index]?.id_share ?? 0;
  if (share === 0) return "You chose this column. None of the cells looked at is a lead id.";
  return `You chose this column. ${Math.round(share * 100)} % of the cells looked at are lead ids.`;
}

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
