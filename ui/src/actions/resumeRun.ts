import { backend } from "../platform/backend";
import { go, runInView } from "../state/navigation";
import { loadRuns, loadSnapshot } from "../state/runs";
import type { Action } from "./action";
import { viewedIs } from "./pauseRun";

/** Takes a paused run up where it stopped. */
export const resumeRun: Action = {
  id: "resume-run",
  title: "Resume",
  group: "Run",
  icon: "play",
  words: "continue go on",
  keys: "p",
  when: () => viewedIs("paused"),
  run: async (on = runInView() ?? undefined) => {
    if (!on) return;
    await backend.resumeRun(on);
    go({ at: "run", run: on });
    await Promise.all([loadSnapshot(on), loadRuns()]);
  },
};
