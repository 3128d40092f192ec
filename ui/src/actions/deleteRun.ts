import { backend } from "../platform/backend";
import { forgetFilters } from "../state/filters";
import { go, runInView } from "../state/navigation";
import { ask } from "../state/question";
import { forgetRun, loadRuns, useRuns } from "../state/runs";
import { forgetForm } from "../state/saveDialog";
import { dismissSave } from "../state/saves";
import type { Action } from "./action";

/** Deletes a run's journal. The workbooks stay. */
export const deleteRun: Action = {
  id: "delete-run",
  title: "Delete this run…",
  group: "Run",
  icon: "trash",
  words: "remove forget history",
  when: () => {
    const run = runInView();
    const state = run ? useRuns.getState().snapshots[run]?.state : undefined;
    return state !== undefined && state !== "running";
  },
  run: async (on = runInView() ?? undefined) => {
    if (!on) return;
    const name = useRuns.getState().list.value?.find((run) => run.run === on)?.name ?? "this workbook";
    const sure = await ask({
      title: "Delete this run?",
      text: `The results of ${name} are removed from this machine. Your workbook, and any workbook you saved, stay where they are. Answers that were paid for stay too, so another run over the same leads costs nothing.`,
      yes: "Delete the run",
      no: "Keep it",
    });
    if (!sure) return;
    await backend.deleteRun(on);
    if (runInView() === on) go({ at: "home" });
    forgetRun(on);
    forgetFilters(on);
    forgetForm(on);
    dismissSave(on);
    await loadRuns();
  },
};
