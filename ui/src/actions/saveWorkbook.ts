import { askWhereToSave } from "../platform/dialogs";
import { runInView } from "../state/navigation";
import { useRuns } from "../state/runs";
import { changeForm, openSaveDialog, placeOf, useSaveDialog } from "../state/saveDialog";
import { isSaving, stopSaving as stop } from "../state/saves";
import type { Action } from "./action";

/** Opens the dialog that tells what saving will do, before anything is written. */
export const saveWorkbook: Action = {
  id: "save-workbook",
  title: "Save workbook…",
  group: "Results",
  icon: "save",
  words: "export download excel xlsx columns backup",
  keys: "mod+s",
  when: () => {
    const run = runInView();
    return run !== null && useRuns.getState().snapshots[run] !== undefined;
  },
  blocked: (on = runInView() ?? undefined) => (on && isSaving(on) ? "The workbook is being saved." : null),
  run: (on = runInView() ?? undefined) => {
    // The dialog tells itself how the look at the workbook fares; closed meanwhile, it can be opened again.
    if (on && !isSaving(on)) void openSaveDialog(on);
  },
};

/** Asks the system where else the workbook shall go. */
export const choosePlace: Action = {
  id: "choose-place",
  title: "Choose another place…",
  group: "Results",
  icon: "folder",
  run: async () => {
    const { plan, form } = useSaveDialog.getState();
    if (!plan.value || !form || form.kind === "over") return;
    const { kind, places } = form;
    const path = await askWhereToSave(placeOf(plan.value, form));
    if (path !== null) changeForm({ places: { ...places, [kind]: path } });
  },
};

/** Stops writing the workbook of the run in view. */
export const stopSaving: Action = {
  id: "stop-saving",
  title: "Stop saving",
  group: "Results",
  icon: "stop",
  words: "cancel export",
  when: () => {
    const run = runInView();
    return run !== null && isSaving(run);
  },
  run: async (on = runInView() ?? undefined) => {
    if (on) await stop(on);
  },
};
