import { go } from "../state/navigation";
import { hasEnded, loadSnapshot, useRuns } from "../state/runs";
import type { Action } from "./action";

/** Opens a run of the history: its progress while it is under way, its results afterwards. */
export const openRun: Action = {
  id: "open-run",
  title: "Open this run",
  group: "Run",
  icon: "arrowRight",
  when: () => false,
  run: async (on) => {
    if (!on) return;
    await loadSnapshot(on);
    const state = useRuns.getState().snapshots[on]?.state;
    go({ at: state && hasEnded(state) ? "results" : "run", run: on });
  },
};
