import { type Action, titleOf } from "./action";

const ORDER: Action["group"][] = ["Workbook", "Run", "Results", "Go to", "Appearance", "Help"];

/** The actions that make sense here and match what was typed, grouped, best first within a group. */
export function found(actions: readonly Action[], text: string): Action[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return actions
    .filter((action) => action.when?.() ?? true)
    .map((action) => ({ action, rank: rankOf(action, words) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => ORDER.indexOf(a.action.group) - ORDER.indexOf(b.action.group) || b.rank - a.rank)
    .map(({ action }) => action);
}

/** Every word must be found; the title counts more than what else it is known by. */
function rankOf(action: Action, words: string[]): number {
  const title = titleOf(action).toLowerCase();
  const more = `${action.words ?? ""} ${action.group}`.toLowerCase();
  let sum = 1;
  for (const word of words) {
    if (title.startsWith(word)) sum += 4;
    else if (title.includes(word)) sum += 2;
    else if (more.includes(word)) sum += 1;
    else return 0;
  }
  return sum;
}
