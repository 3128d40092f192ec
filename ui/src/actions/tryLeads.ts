import { runTrial, useDraft } from "../state/draft";
import { place } from "../state/navigation";
import { blockedBy } from "../state/preflight";
import type { Action } from "./action";

/** How many leads a trial takes: enough to judge by, cheap enough not to think about. */
export const TRIAL_LEADS = 10;

/** Asks for real about a few leads. */
export const tryLeads: Action = {
  id: "try-leads",
  title: `Try ${TRIAL_LEADS} leads`,
  group: "Run",
  icon: "flask",
  words: "trial test sample",
  when: () => place().at === "start",
  blocked: () => blockedBy(useDraft.getState().preflight),
  run: () => runTrial(TRIAL_LEADS),
};
