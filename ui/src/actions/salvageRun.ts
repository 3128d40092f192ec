import { backend } from "../platform/backend";
import { tellNotice } from "../state/notices";
import { loadRuns } from "../state/runs";
import type { Action } from "./action";

/** Saves what can be read of a damaged run. The damaged file is kept. */
export const salvageRun: Action = {
  id: "salvage-run",
  title: "Salvage",
  group: "Run",
  icon: "retry",
  // Offered beside the run that needs it.
  when: () => false,
  run: async (on) => {
    if (!on) return;
    tellNotice(await backend.salvageRun(on));
    await loadRuns();
  },
};
