import type { RunId } from "../bindings";
import { backend } from "../platform/backend";
import { go } from "../state/navigation";
import { loadRuns, loadSnapshot } from "../state/runs";

/** How the leads of a run that only checked ids are to be assessed. */
export interface Assessment {
  ai: boolean;
  model: string;
  capUsd: number | null;
}

/** Goes on with a run that only checked ids; what it has read is not read again. */
export async function assessChecked(run: RunId, { ai, model, capUsd }: Assessment): Promise<void> {
  await backend.assessRun(run, ai, model, ai ? capUsd : null);
  go({ at: "run", run });
  await Promise.all([loadSnapshot(run), loadRuns()]);
}
