import { go, place, runInView, type SettingsSection } from "../state/navigation";
import { useDraft } from "../state/draft";
import type { Action } from "./action";

/** Home. */
export const goHome: Action = {
  id: "nav-home",
  title: "Home",
  group: "Go to",
  icon: "home",
  words: "start runs recent history",
  keys: "mod+h",
  when: () => place().at !== "home",
  run: () => go({ at: "home" }),
};

/** Settings. */
export const goSettings: Action = {
  id: "nav-settings",
  title: "Settings",
  group: "Go to",
  icon: "settings",
  words: "preferences options",
  keys: "mod+,",
  when: () => place().at !== "settings",
  run: () => go({ at: "settings" }),
};

/** Settings, at one of its parts. */
export function goToSection(section: SettingsSection): void {
  go({ at: "settings", section });
}

/** The connections in Settings. */
export const goConnections: Action = {
  id: "nav-connections",
  title: "Connections",
  group: "Go to",
  icon: "plug",
  words: "salesforce openai key token sign in login credentials",
  run: () => goToSection("connections"),
};

/** The workbook being prepared. */
export const goPrepare: Action = {
  id: "nav-prepare",
  title: "The workbook being prepared",
  group: "Go to",
  icon: "sheet",
  words: "prepare draft",
  when: () => useDraft.getState().path !== null && place().at !== "prepare",
  run: () => go({ at: "prepare" }),
};

/** The progress of the run in view. */
export const goProgress: Action = {
  id: "nav-progress",
  title: "Progress of this run",
  group: "Go to",
  icon: "pulse",
  words: "run stages",
  when: () => place().at === "results",
  run: () => {
    const run = runInView();
    if (run) go({ at: "run", run });
  },
};

/** The results of the run in view. */
export const goResults: Action = {
  id: "nav-results",
  title: "Results of this run",
  group: "Go to",
  icon: "chart",
  words: "rows scores",
  when: () => place().at === "run",
  run: () => {
    const run = runInView();
    if (run) go({ at: "results", run });
  },
};
