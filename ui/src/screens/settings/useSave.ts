import { useState } from "react";
import type { AppError } from "../../bindings";
import { asProblem } from "../../platform/problem";

/** Saves once at a time, and keeps what went wrong for the form that shows it. */
export function useSave(onSaved: () => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const save = async (send: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    try {
      await send();
      await onSaved();
    } catch (reason) {
      setProblem(asProblem(reason));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, save };
}
