import { create } from "zustand";
import type { PlannedColumn, RunId, SavePlan, SaveOptions } from "../bindings";
import { backend } from "../platform/backend";
import { latest, none, type Loadable } from "./loadable";
import { asRecipeHas, columnWishes } from "./saveColumns";

/** What becomes of the workbook: it comes back with columns, a report is made, or the original is replaced. */
export type SaveKind = "columns" | "report" | "over";

/** The choices of the dialog. */
export interface SaveForm {
  kind: SaveKind;
  /** Places the user chose; where there is none, the suggested one holds. */
  places: { columns: string | null; report: string | null };
  /** Whether the user has said that the original may be replaced. */
  sure: boolean;
  columns: PlannedColumn[];
}

interface SaveDialog {
  /** The run whose workbook is about to be saved. */
  run: RunId | null;
  /** What saving would do; a large workbook is looked at for some seconds. */
  plan: Loadable<SavePlan>;
  /** What is chosen, once there is something to choose from. */
  form: SaveForm | null;
  /** What was chosen and not saved yet, so that closing the dialog loses nothing. */
  kept: Record<RunId, SaveForm>;
}

/** The dialog before a workbook is saved. Nothing is written while it is open. */
export const useSaveDialog = create<SaveDialog>(() => ({ run: null, plan: none, form: null, kept: {} }));

const set = useSaveDialog.setState;
const get = useSaveDialog.getState;
const planOf = latest<SavePlan>((plan) => set({ plan }), () => get().plan);

/** Opens the dialog, and asks what saving would do. */
export async function openSaveDialog(run: RunId): Promise<void> {
  planOf.drop();
  set({ run, form: null });
  await planOf.ask(() => backend.savePlan(run));
  const { plan, run: still } = get();
  if (still === run && plan.state === "ready") set({ form: formFor(plan.value, get().kept[run]) });
}

function formFor(plan: SavePlan, kept: SaveForm | undefined): SaveForm {
  if (!kept) return { kind: usualKind(plan), places: { columns: null, report: null }, sure: false, columns: plan.columns };
  // Replacing the original is decided anew each time.
  return { ...kept, sure: false, kind: possible(plan, kept.kind) ? kept.kind : usualKind(plan) };
}

/** As the run wants it; the original is never replaced just because it was the last time. */
function usualKind(plan: SavePlan): SaveKind {
  return plan.save.report_workbook || !possible(plan, "columns") ? "report" : "columns";
}

/** Whether the workbook can be saved this way. */
export function possible(plan: SavePlan, kind: SaveKind): boolean {
  return kind === "report" || (kind === "columns" ? plan.same_workbook === null : plan.over_original === null);
}

/** Closes the dialog; what was chosen stays for the next time. */
export function closeSaveDialog(): void {
  const { run, form, kept } = get();
  // Plan and form are still seen while the dialog fades away.
  set({ run: null, kept: run && form ? { ...kept, [run]: form } : kept });
}

/** Lets go of what the dialog showed last, once it is closed and its run has left the view. */
export function dropPlan(): void {
  if (get().run !== null) return;
  planOf.drop();
  set({ form: null });
}

/** Forgets what was chosen for a run: it is saved, and remembered with its recipe. */
export function forgetForm(run: RunId): void {
  const { [run]: _saved, ...kept } = get().kept;
  set({ kept });
}

/** Changes what is chosen. */
export function changeForm(change: Partial<SaveForm>): void {
  set(({ form }) => ({ form: form && { ...form, ...change } }));
}

/** Takes all columns as the recipe has them. */
export function resetColumns(): void {
  const { form } = get();
  if (form) changeForm({ columns: asRecipeHas(form.columns) });
}

/** Where the workbook goes. */
export function placeOf(plan: SavePlan, { kind, places }: SaveForm): string {
  if (kind === "over") return plan.original;
  return kind === "report" ? (places.report ?? plan.report_path) : (places.columns ?? plan.path);
}

/** The choices as saving is asked for. */
export function wishOf({ kind, columns }: SaveForm): SaveOptions {
  return { report_workbook: kind === "report", over_original: kind === "over", columns: columnWishes(columns) };
}
