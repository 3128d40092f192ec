import { backend } from "../platform/backend";
import { runInView } from "../state/navigation";
import { savedPath } from "../state/runs";
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
