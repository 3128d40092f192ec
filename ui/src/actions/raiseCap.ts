import type { RunId } from "../bindings";
import { backend } from "../platform/backend";
import { loadSnapshot } from "../state/runs";

/** Gives a run another spending cap; `null` takes it away. Resuming is the user's next step. */
export async function raiseCap(run: RunId, capUsd: number | null): Promise<void> {
  await backend.raiseCap(run, capUsd);
  await loadSnapshot(run);
}
