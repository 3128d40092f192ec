import { backend } from "../platform/backend";
import { runInView } from "../state/navigation";
import { savedPath, useRuns } from "../state/runs";
import type { Action } from "./action";

const isSaved = () => {
  const run = runInView();
  return run !== null && savedPath(run) !== null;
};

/** Shows the saved workbook in its folder. */
export const showInFolder: Action = {
  id: "show-in-folder",
  title: "Show in folder",
  group: "Results",
  icon: "folder",
  words: "reveal finder explorer files",
  when: isSaved,
  run: async (on = runInView() ?? undefined) => {
    const path = on ? savedPath(on) : null;
    if (path) await backend.revealInFolder(path);
  },
};

/** Shows a run's own file in its folder, such as one that cannot be used. */
export const showRunFile: Action = {
  id: "show-run-file",
  title: "Show its file in folder",
  group: "Run",
  icon: "folder",
  // Offered beside the run that needs it.
  when: () => false,
  run: async (on) => {
    const file = useRuns.getState().list.value?.find((run) => run.run === on)?.file;
    if (file) await backend.revealInFolder(file);
  },
};

/** Opens the saved workbook in whatever opens workbooks here. */
export const openSaved: Action = {
  id: "open-saved",
  title: "Open the saved workbook",
  group: "Results",
  icon: "sheet",
  words: "excel numbers libreoffice",
  when: isSaved,
  run: async (on = runInView() ?? undefined) => {
    const path = on ? savedPath(on) : null;
    if (path) await backend.openFile(path);
  },
};
