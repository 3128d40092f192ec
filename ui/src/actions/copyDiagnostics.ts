import { backend } from "../platform/backend";
import { copyText } from "../platform/desktop";
import { say } from "../state/overlay";
import type { Action } from "./action";

/** Copies what helps to find a fault. Settings shows the same text before. */
export const copyDiagnostics: Action = {
  id: "copy-diagnostics",
  title: "Copy diagnostics",
  group: "Help",
  icon: "copy",
  words: "log support bug report",
  run: async () => {
    await copyText(await backend.diagnostics());
    say("Diagnostics copied.");
  },
};
