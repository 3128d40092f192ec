import { useState } from "react";
import type { AppError } from "../bindings";
import { asProblem } from "../platform/problem";

/** Tries something once at a time, and keeps what went wrong for the place that shows it. */
export function useAttempt() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<AppError | null>(null);
  const attempt = async (deed: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    try {
      await deed();
    } catch (reason) {
      setProblem(asProblem(reason));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, attempt };
}
