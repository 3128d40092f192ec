import { backend } from "../platform/backend";
import { runInView } from "../state/navigation";
import { loadSnapshot, useRuns } from "../state/runs";
import type { Action } from "./action";

/** Whether the run in view is in a state. */
export function viewedIs(state: string): boolean {
  const run = runInView();
  return run !== null && useRuns.getState().snapshots[run]?.state === state;
}

/** Pauses a run; what is under way is finished and kept. */
export const pauseRun: Action = {
  id: "pause-run",
  title: "Pause",
  group: "Run",
  icon: "pause",
  words: "stop hold wait",
  keys: "p",
  when: () => viewedIs("running"),
  run: async (on = runInView() ?? undefined) => {
    if (!on) return;
    await backend.pauseRun(on);
    await loadSnapshot(on);
  },
};
