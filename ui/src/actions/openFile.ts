import { openWorkbook } from "../state/draft";
import { go } from "../state/navigation";
import { askForWorkbook } from "../platform/dialogs";
import type { Action } from "./action";

/** Chooses a workbook and prepares a run of it. */
export const openFile: Action = {
  id: "open-file",
  title: "Open a workbook…",
  group: "Workbook",
  icon: "folder",
  words: "file excel csv choose import",
  keys: "mod+o",
  run: async () => {
    const path = await askForWorkbook();
    if (path === null) return;
    go({ at: "prepare" });
    await openWorkbook(path);
  },
};
