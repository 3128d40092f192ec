import { useDraft } from "../state/draft";
import { go, place } from "../state/navigation";
import { requestOf } from "../state/request";
import type { Action } from "./action";

/** From Prepare to the last look before the start. */
export const continueDraft: Action = {
  id: "continue",
  title: "Continue",
  group: "Workbook",
  icon: "arrowRight",
  keys: "mod+Enter",
  when: () => place().at === "prepare",
  blocked: () => {
    const draft = useDraft.getState();
    if (draft.workbook.state === "loading") return "The workbook is still being read.";
    if (draft.choices.idColumn === null) return "Choose the column that holds the lead ids.";
    if (draft.health.value?.distinct_leads === 0) return "This column holds no lead id. Choose another column.";
    return requestOf(draft) ? null : "Open a workbook first.";
  },
  run: () => go({ at: "start" }),
};

/** Back from the last look to the choices. */
export const backToPrepare: Action = {
  id: "back-to-prepare",
  title: "Back to the choices",
  group: "Go to",
  icon: "arrowLeft",
  words: "prepare change",
  when: () => place().at === "start",
  run: () => go({ at: "prepare" }),
};
