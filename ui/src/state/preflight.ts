import type { PreflightCheck } from "../bindings";
import type { Loadable } from "./loadable";

/** Why a run cannot start, or `null` when nothing known stands in its way. */
export function blockedBy(preflight: Loadable<PreflightCheck[]>): string | null {
  if (preflight.state === "none" || (preflight.state === "loading" && !preflight.value)) {
    return "The checks are not done yet.";
  }
  const blocking = preflight.value?.filter((check) => check.outcome === "blocked") ?? [];
  if (blocking.length === 0) return null;
  return blocking.length === 1
    ? "One check stands in the way; it says what to do."
    : `${blocking.length} checks stand in the way; each says what to do.`;
}
