import type { CheckOutcome } from "../bindings";

/** A statement of the model, with the mark it begins with told apart from its words. */
export interface Statement {
  outcome: CheckOutcome | null;
  text: string;
}

const MARKS: [RegExp, CheckOutcome][] = [
  [/^(?:✅|✔️?|☑️?)\s*/u, "pass"],
  [/^(?:⚠️?|❗️?)\s*/u, "caution"],
  [/^(?:❌|✖️?|🚫)\s*/u, "fail"],
];

/** Reads a statement. The marks are pictures that not every system can draw, so we draw our own. */
export function readStatement(statement: string): Statement {
  for (const [mark, outcome] of MARKS) {
    if (mark.test(statement)) return { outcome, text: statement.replace(mark, "") };
  }
  return { outcome: null, text: statement };
}
