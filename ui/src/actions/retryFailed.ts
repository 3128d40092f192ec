import { backend } from "../platform/backend";
import { go, runInView } from "../state/navigation";
import { loadRuns, loadSnapshot, useRuns } from "../state/runs";
import { count } from "../words/number";
import type { Action } from "./action";

/** How many rows of a run a retry would take up. */
export function retryableRows(run: string | null): number {
  const status = run ? useRuns.getState().snapshots[run]?.status : undefined;
  return status ? status.retrieval_failed + status.assessment_failed : 0;
}

/** Takes up the rows that failed, in place. */
export const retryFailed: Action = {
  id: "retry-failed",
  title: () => `Retry ${count(retryableRows(runInView()))} failed`,
  group: "Results",
  icon: "retry",
  words: "again failed rows",
  when: () => {
    const run = runInView();
    const state = run ? useRuns.getState().snapshots[run]?.state : undefined;
    return state === "failed_rows" && retryableRows(run) > 0;
  },
  run: async (on = runInView() ?? undefined) => {
    if (!on) return;
    await backend.retryRun(on);
    go({ at: "run", run: on });
    await Promise.all([loadSnapshot(on), loadRuns()]);
  },
};
