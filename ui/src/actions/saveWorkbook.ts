import { backend } from "../platform/backend";
import { askWhereToSave } from "../platform/dialogs";
import { runInView } from "../state/navigation";
import { loadRuns, rememberSaved, useRuns } from "../state/runs";
import type { Action } from "./action";

/** Saves the user's workbook with the answers appended. */
export const saveWorkbook: Action = {
  id: "save-workbook",
  title: "Save workbook…",
  group: "Results",
  icon: "save",
  words: "export download excel xlsx",
  keys: "mod+s",
  when: () => {
    const run = runInView();
    return run !== null && useRuns.getState().snapshots[run] !== undefined;
  },
  run: async (on = runInView() ?? undefined) => {
    if (!on) return;
    const path = await askWhereToSave(await backend.suggestedOutput(on));
    if (path === null) return;
    rememberSaved(on, await backend.exportRun(on, path));
    await loadRuns();
  },
};
