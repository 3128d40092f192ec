import type { FieldChoice, ReadBy, RecipeChoice, RunRequest, SheetChoice, WorkbookInfo } from "../bindings";
import type { Loadable } from "./loadable";
import { useSetup } from "./setup";

/** How far a run goes. */
export type Mode = "full" | "rules" | "check";

/** What the user chose for a run. */
export interface Choices {
  sheet: number;
  headerRow: number | null;
  idColumn: number | null;
  recipe: string;
  mode: Mode;
  model: string;
  capUsd: number | null;
  /** Whether merged leads are followed to the one that remains. */
  followMerged: boolean;
  /** In which way leads are read. */
  readBy: ReadBy;
  fields: FieldChoice;
}

interface Prepared {
  path: string | null;
  workbook: Loadable<WorkbookInfo>;
  choices: Choices;
}

/** The part of the workbook to read, once there is enough to tell. */
export function sourceOf({ path, workbook, choices }: Prepared): SheetChoice | null {
  const sheet = workbook.value?.sheets[choices.sheet];
  if (!path || workbook.state !== "ready" || !sheet || choices.idColumn === null) return null;
  return { path, sheet: sheet.name, header_row: choices.headerRow, id_column: choices.idColumn };
}

/** The run as it would be asked for, once there is enough to tell. */
export function requestOf(prepared: Prepared): RunRequest | null {
  const source = sourceOf(prepared);
  const { choices } = prepared;
  if (!source || !choices.recipe) return null;
  return {
    source,
    recipe: choices.recipe,
    ai: choices.mode === "full",
    check_only: choices.mode === "check",
    model: choices.model,
    max_spend_usd: choices.capUsd,
    follow_merged: choices.followMerged,
    read_by: choices.readBy,
    fields: choices.fields,
  };
}

/** The recipe chosen. */
export function recipeOf(choices: Choices): RecipeChoice | undefined {
  return useSetup.getState().info.value?.recipes.find((recipe) => recipe.name === choices.recipe);
}
