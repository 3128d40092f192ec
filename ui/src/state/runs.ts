import { create } from "zustand";
import type { RunId, RunReport, RunSnapshot, RunState, RunSummary, SavedWorkbook } from "../bindings";
import { backend } from "../platform/backend";
import { latest, none, type Loadable } from "./loadable";
import { loadNotices } from "./notices";

interface Runs {
  list: Loadable<RunSummary[]>;
  snapshots: Record<RunId, RunSnapshot>;
  reports: Record<RunId, Loadable<RunReport>>;
  /** The workbooks saved since the app came up. */
  saved: Record<RunId, SavedWorkbook>;
}

/** All runs on this machine, and the folded state of those looked at. */
export const useRuns = create<Runs>(() => ({ list: none, snapshots: {}, reports: {}, saved: {} }));

const set = useRuns.setState;
const get = useRuns.getState;
const listOf = latest<RunSummary[]>((list) => set({ list }), () => get().list);

/** Whether a run has come to its end, so that its results are all there are. */
export function hasEnded(state: RunState): boolean {
  return state === "done" || state === "failed_rows" || state === "cancelled";
}

/** Lists the runs anew. */
export async function loadRuns(): Promise<void> {
  await listOf.ask(() => backend.listRuns());
  // Looking at files is how one that is damaged turns up.
  await loadNotices();
}

/** Takes in a snapshot, from an event or from asking. */
export function takeSnapshot(snapshot: RunSnapshot): void {
  const before = get().snapshots[snapshot.run];
  set((now) => ({ snapshots: { ...now.snapshots, [snapshot.run]: snapshot } }));
  // The list is asked anew only when something it sorts or names by has changed.
  if (before && before.state !== snapshot.state) void loadRuns();
}

/** Asks for the state of a run, as when it is opened from the history. */
export async function loadSnapshot(run: RunId): Promise<void> {
  takeSnapshot(await backend.runSnapshot(run));
}

const reportOf = new Map<RunId, ReturnType<typeof latest<RunReport>>>();

/** Asks for the results of a run. */
export function loadReport(run: RunId): Promise<void> {
  const asker =
    reportOf.get(run) ??
    latest<RunReport>(
      (report) => set((now) => ({ reports: { ...now.reports, [run]: report } })),
      () => get().reports[run] ?? none,
    );
  reportOf.set(run, asker);
  return asker.ask(() => backend.runReport(run));
}

/** Remembers where a run's workbook was saved. */
export function rememberSaved(run: RunId, saved: SavedWorkbook): void {
  set((now) => ({ saved: { ...now.saved, [run]: saved } }));
}

/**
 * Lets go of what was asked about a run that has left the view: its journal has it all, and it is asked
 * anew when the run is opened again. The state of a run under way stays, since the history shows it.
 */
export function closeRun(run: RunId): void {
  reportOf.get(run)?.drop();
  reportOf.delete(run);
  set(({ snapshots, reports }) => ({
    snapshots: snapshots[run]?.state === "running" ? snapshots : without(snapshots, run),
    reports: without(reports, run),
  }));
}

/** Forgets a run that was deleted. */
export function forgetRun(run: RunId): void {
  reportOf.get(run)?.drop();
  reportOf.delete(run);
  set((now) => {
    const list = now.list.value?.filter((each) => each.run !== run);
    return {
      snapshots: without(now.snapshots, run),
      reports: without(now.reports, run),
      saved: without(now.saved, run),
      list: list ? { state: "ready", value: list } : now.list,
    };
  });
}

function without<T>(kept: Record<RunId, T>, run: RunId): Record<RunId, T> {
  const { [run]: _gone, ...others } = kept;
  return others;
}

/** Where a run's workbook was last saved, now or in an earlier session. */
export function savedPath(run: RunId): string | null {
  const now = get();
  return now.saved[run]?.path ?? now.list.value?.find((each) => each.run === run)?.output ?? null;
}
