import { useState } from "react";
import type { AppError, Settings } from "../../bindings";
import { asProblem } from "../../platform/problem";
import { changeSettings } from "../../state/setup";

/** Changes settings, and keeps the refusal for the section that shows it. */
export function useChange(): [(change: Partial<Settings>) => void, AppError | null] {
  const [problem, setProblem] = useState<AppError | null>(null);
  const change = (wanted: Partial<Settings>) => {
    changeSettings(wanted).then(
      () => setProblem(null),
      (reason: unknown) => setProblem(asProblem(reason)),
    );
  };
  return [change, problem];
}
