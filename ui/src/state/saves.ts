import { create } from "zustand";
import type { AppError, RunId } from "../bindings";
import { backend } from "../platform/backend";
import { asProblem } from "../platform/problem";
import { loadRuns, rememberSaved } from "./runs";
import { closeSaveDialog, forgetForm, placeOf, useSaveDialog, wishOf } from "./saveDialog";

/** A workbook being saved, or how that ended. */
export interface Save {
  path: string;
  rows: number;
  of: number;
  state: "writing" | "stopping" | "saved" | "stopped" | "failed";
  problem: AppError | null;
}

interface Saves {
  byRun: Record<RunId, Save>;
}

/** The workbooks being saved, each of them beside whatever else is done. */
export const useSaves = create<Saves>(() => ({ byRun: {} }));

const get = useSaves.getState;

function put(run: RunId, change: Partial<Save>): void {
  useSaves.setState(({ byRun }) => {
    const known = byRun[run];
    return known ? { byRun: { ...byRun, [run]: { ...known, ...change } } } : {};
  });
}

/** Whether a run's workbook is being written. */
export function isSaving(run: RunId): boolean {
  const state = get().byRun[run]?.state;
  return state === "writing" || state === "stopping";
}

/** Saves as the dialog says, and closes it: the window can be used meanwhile. */
export async function save(): Promise<void> {
  const { run, plan, form } = useSaveDialog.getState();
  if (!run || !plan.value || !form || isSaving(run)) return;
  const { rows } = plan.value;
  const path = placeOf(plan.value, form);
  useSaves.setState(({ byRun }) => ({
    byRun: { ...byRun, [run]: { path, rows: 0, of: rows, state: "writing", problem: null } },
  }));
  closeSaveDialog();
  try {
    const saved = await backend.exportRun(run, path, wishOf(form));
    forgetForm(run);
    rememberSaved(run, saved);
    put(run, { state: "saved", path: saved.path });
    await loadRuns();
  } catch (reason) {
    const problem = asProblem(reason);
    put(run, { state: problem.code === "saving_stopped" ? "stopped" : "failed", problem });
  }
}

/** Hears how far a save is. */
export function hearSaving(run: RunId, rows: number, of: number): void {
  put(run, { rows, of });
}

/** Stops a save; what was half written goes away, and what was there stays. */
export async function stopSaving(run: RunId): Promise<void> {
  if (get().byRun[run]?.state !== "writing") return;
  put(run, { state: "stopping" });
  try {
    await backend.stopSaving(run);
  } catch (reason) {
    // It goes on; whoever asked hears why it could not be stopped.
    if (isSaving(run)) put(run, { state: "writing" });
    throw reason;
  }
}

/** Takes away what is told of a save that has ended. */
export function dismissSave(run: RunId): void {
  if (isSaving(run)) return;
  useSaves.setState(({ byRun: { [run]: _ended, ...byRun } }) => ({ byRun }));
}
