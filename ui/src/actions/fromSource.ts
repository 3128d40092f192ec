import { openWorkbook } from "../state/draft";
import { go } from "../state/navigation";
import { closeSource, gather, openSource, sourceWritten, stopGathering as stop, toldOf, useSource } from "../state/source";
import type { Action } from "./action";

/** Begins with a query instead of a workbook. */
export const fromQuery: Action = {
  id: "from-query",
  title: "From a Salesforce query…",
  group: "Workbook",
  icon: "search",
  words: "soql where condition report list view",
  run: () => openSource("query"),
};

/** Begins with ids from the clipboard. */
export const pasteIds: Action = {
  id: "paste-ids",
  title: "Paste lead ids…",
  group: "Workbook",
  icon: "copy",
  words: "clipboard list one single record link",
  run: () => openSource("ids"),
};

/** Fetches the ids that were looked at, and prepares a run of them. */
export const takeSource: Action = {
  id: "take-source",
  title: "Continue",
  group: "Workbook",
  icon: "arrowRight",
  run: async () => {
    const source = sourceWritten();
    const path = await gather(source);
    if (path === null) return;
    closeSource();
    go({ at: "prepare" });
    await openWorkbook(path, toldOf(source));
  },
};

/** Stops fetching the ids of a query. */
export const stopGathering: Action = {
  id: "stop-gathering",
  title: "Stop",
  group: "Workbook",
  icon: "stop",
  when: () => useSource.getState().gathering !== null,
  run: stop,
};
