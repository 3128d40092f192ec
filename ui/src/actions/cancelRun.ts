import { backend } from "../platform/backend";
import { runInView } from "../state/navigation";
import { loadRuns, loadSnapshot } from "../state/runs";
import type { Action } from "./action";
import { viewedIs } from "./pauseRun";
import { ask } from "../state/question";
import { useRuns } from "../state/runs";
import { counted } from "../words/number";

/** Ends a run for good. Asks once, because there is no way back. */
export const cancelRun: Action = {
  id: "cancel-run",
  title: "Cancel the run…",
  group: "Run",
  icon: "stop",
  words: "stop end abort",
  when: () => viewedIs("running") || viewedIs("paused"),
  run: async (on = runInView() ?? undefined) => {
    if (!on) return;
    const waiting = useRuns.getState().snapshots[on]?.status.waiting ?? 0;
    const sure = await ask({
      title: "Cancel this run?",
      text: `${counted(waiting, "row")} will stay undone, and the run cannot be taken up again. What is done is kept and can be saved. To go on later, pause it instead.`,
      yes: "Cancel the run",
      no: "Keep it",
    });
    if (!sure) return;
    await backend.cancelRun(on);
    await Promise.all([loadSnapshot(on), loadRuns()]);
  },
};
