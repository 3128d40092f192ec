import { backend } from "../platform/backend";
import { useDraft } from "../state/draft";
import { go, place } from "../state/navigation";
import { blockedBy } from "../state/preflight";
import { requestOf } from "../state/request";
import { loadRuns } from "../state/runs";
import { counted } from "../words/number";
import type { Action } from "./action";

/** Starts the run. Its button says exactly what it will do. */
export const startRun: Action = {
  id: "start-run",
  title: () => {
    const { choices, forecast, health } = useDraft.getState();
    const leads = health.value?.distinct_leads ?? forecast.value?.leads;
    const verb = choices.mode === "check" ? "Check" : "Assess";
    return leads === undefined ? `${verb} the leads` : `${verb} ${counted(leads, "lead")}`;
  },
  group: "Run",
  icon: "play",
  words: "start assess begin go",
  keys: "mod+Enter",
  when: () => place().at === "start",
  blocked: () => blockedBy(useDraft.getState().preflight),
  run: async () => {
    const request = requestOf(useDraft.getState());
    if (!request) return;
    const run = await backend.startRun(request);
    go({ at: "run", run });
    await loadRuns();
  },
};
