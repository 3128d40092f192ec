import { go, runInView, useNavigation, type Place } from "../state/navigation";
import { hasEnded, useRuns } from "../state/runs";
import { Icon } from "./icons";

interface Step {
  at: Place["at"];
  words: string;
  /** Where it leads; `null` while it cannot be entered. */
  to: Place | null;
  done: boolean;
}

/** The way of a run: prepare, start, run, results. What lies behind a started run is closed. */
export function Steps() {
  const place = useNavigation((now) => now.place);
  const run = runInView(place);
  const state = useRuns((now) => (run ? now.snapshots[run]?.state : undefined));
  if (place.at === "home" || place.at === "settings") return null;
  const steps: Step[] = [
    { at: "prepare", words: "Prepare", to: run ? null : { at: "prepare" }, done: run !== null || place.at === "start" },
    { at: "start", words: "Start", to: null, done: run !== null },
    { at: "run", words: "Run", to: run ? { at: "run", run } : null, done: state !== undefined && hasEnded(state) },
    { at: "results", words: "Results", to: run ? { at: "results", run } : null, done: false },
  ];
  return (
    <nav aria-label="The way of a run">
      <ol className="flex items-center gap-1">
        {steps.map((step, index) => (
          <li key={step.at} className="flex items-center gap-1">
            {index > 0 && <span aria-hidden className="h-px w-3 bg-line-strong" />}
            <button
              type="button"
              data-testid={`step-${step.at}`}
              disabled={step.to === null && step.at !== place.at}
              aria-current={step.at === place.at ? "step" : undefined}
              className="flex h-7 items-center gap-1.5 rounded-md px-2 text-sm text-muted enabled:hover:bg-hover disabled:text-faint aria-[current]:bg-sunken aria-[current]:font-medium aria-[current]:text-ink"
              onClick={() => step.to && go(step.to)}
            >
              {step.done && step.at !== place.at && <Icon name="check" size={12} className="text-good" label="Done" />}
              {step.words}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
