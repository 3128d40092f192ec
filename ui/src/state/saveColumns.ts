import type { ColumnChoice, PlannedColumn } from "../bindings";

/** The most characters a header may have: what Excel allows the name of a table's column. */
export const LONGEST_HEADER = 255;

/** The columns as the recipe has them: all, in its order, under its names. */
export function asRecipeHas(columns: readonly PlannedColumn[]): PlannedColumn[] {
  return columns
    .map((column) => ({ ...column, header: column.name, chosen: true }))
    .toSorted((a, b) => a.place - b.place);
}

/** Whether nothing was left out, moved or renamed. */
export function isAsRecipeHas(columns: readonly PlannedColumn[]): boolean {
  return columns.every(({ place, chosen, header, name }, index) => place === index && chosen && header === name);
}

/** What is asked for when saving; `null` for all as the recipe has them. */
export function columnWishes(columns: readonly PlannedColumn[]): ColumnChoice[] | null {
  if (isAsRecipeHas(columns)) return null;
  return columns.filter(({ chosen }) => chosen).map(({ name, header }) => ({ name, header: header.trim() }));
}

/** The columns with one changed. */
export function changed(columns: readonly PlannedColumn[], index: number, change: Partial<PlannedColumn>): PlannedColumn[] {
  return columns.map((column, at) => (at === index ? { ...column, ...change } : column));
}

/** The columns with one at another place. */
export function moved(columns: readonly PlannedColumn[], from: number, to: number): PlannedColumn[] {
  const column = columns[from];
  if (!column) return [...columns];
  return columns.toSpliced(from, 1).toSpliced(to, 0, column);
}

/** What is wrong with the names of the chosen columns, by their index. */
export function wrongHeaders(columns: readonly PlannedColumn[]): Map<number, string> {
  const wrong = new Map<number, string>();
  const first = new Map<string, number>();
  for (const [index, { chosen, header }] of columns.entries()) {
    if (!chosen) continue;
    const written = header.trim();
    const key = written.toLowerCase();
    if (written === "") wrong.set(index, "Write a name, or leave the column out.");
    else if (written.length > LONGEST_HEADER) wrong.set(index, `Excel takes ${LONGEST_HEADER} characters at most.`);
    else if (first.has(key)) wrong.set(index, `Another column is called “${written}” already.`);
    else first.set(key, index);
  }
  return wrong;
}

/** The letter of a column so many places behind another: `Z` and 1 is `AA`. */
export function letterAfter(first: string, places: number): string {
  let number = places;
  for (let at = 0; at < first.length; at += 1) number += (first.charCodeAt(at) - 64) * 26 ** (first.length - 1 - at);
  let letters = "";
  for (; number > 0; number = Math.floor((number - 1) / 26)) letters = String.fromCharCode(65 + ((number - 1) % 26)) + letters;
  return letters;
}

/** The letter each column gets, blank for those left out. */
export function lettersOf(columns: readonly PlannedColumn[], first: string): string[] {
  let before = 0;
  return columns.map(({ chosen }) => {
    if (!chosen) return "";
    before += 1;
    return letterAfter(first, before - 1);
  });
}

/** How the columns differ from the recipe's, in a few words; empty where they don't. */
export function differences(columns: readonly PlannedColumn[]): string {
  const left = columns.filter(({ chosen }) => !chosen).length;
  const renamed = columns.filter(({ chosen, name, header }) => chosen && header.trim() !== name).length;
  const chosen = columns.filter((column) => column.chosen);
  const reordered = chosen.some(({ place }, index) => place < (chosen[index - 1]?.place ?? -1));
  return [left > 0 && `${left} left out`, renamed > 0 && `${renamed} renamed`, reordered && "in another order"]
    .filter(Boolean)
    .join(", ");
}
