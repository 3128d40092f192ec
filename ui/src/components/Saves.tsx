import { Progress } from "@base-ui/react/progress";
import type { RunId } from "../bindings";
import { saveWorkbook, stopSaving } from "../actions/saveWorkbook";
import { openSaved, showInFolder } from "../actions/showInFolder";
import { useNavigation } from "../state/navigation";
import { dismissSave, type Save, useSaves } from "../state/saves";
import { fileName } from "../words/labels";
import { count } from "../words/number";
import { ActionButton, ActionProblem } from "./ActionButton";
import { Banner } from "./Banner";

/** The workbooks being saved, wherever the window is meanwhile, and how that ended. */
export function Saves() {
  const saves = useSaves((now) => now.byRun);
  const place = useNavigation((now) => now.place);
  // The results say themselves where their workbook lies.
  const told = (run: RunId, save: Save) => save.state === "saved" && place.at === "results" && place.run === run;
  return Object.entries(saves)
    .filter(([run, save]) => !told(run, save))
    .map(([run, save]) => (
      <div key={run} className="border-b border-line bg-surface px-5 py-2.5">
        {save.state === "writing" || save.state === "stopping" ? <Writing run={run} save={save} /> : <Ended run={run} save={save} />}
        <ActionProblem of={stopSaving} on={run} className="mt-2" />
      </div>
    ));
}

function Writing({ run, save: { path, rows, of, state } }: { run: RunId; save: Save }) {
  const words = state === "stopping" ? "Stopping…" : progress(rows, of);
  return (
    <div className="flex items-center gap-4" data-testid="saving">
      <Progress.Root value={Math.min(rows, of)} max={of || 1} getAriaValueText={() => words} className="flex min-w-0 flex-1 items-center gap-4">
        <Progress.Label className="min-w-0 shrink truncate text-sm" title={path}>
          Saving <span className="font-medium">{fileName(path)}</span>
        </Progress.Label>
        <Progress.Track className="data-fill h-1.5 min-w-32 flex-1 overflow-hidden rounded-full bg-sunken">
          <Progress.Indicator className="widen h-full rounded-full bg-accent" />
        </Progress.Track>
        <span className="shrink-0 text-sm text-muted" data-testid="saving-rows">
          {words}
        </span>
      </Progress.Root>
      <ActionButton action={stopSaving} on={run} label="Stop" size="small" disabled={state === "stopping"} />
    </div>
  );
}

function progress(rows: number, of: number): string {
  if (rows === 0) return "Looking at the workbook…";
  return rows >= of ? "All rows are written, the file is being packed…" : `${count(rows)} of ${count(of)} rows`;
}

function Ended({ run, save: { path, state, problem } }: { run: RunId; save: Save }) {
  const close = () => dismissSave(run);
  if (state === "saved") {
    return (
      <Banner
        tone="good"
        testId="saving-done"
        onClose={close}
        actions={
          <>
            <ActionButton action={showInFolder} on={run} size="small" />
            <ActionButton action={openSaved} on={run} size="small" label="Open" icon={null} />
          </>
        }
      >
        Saved as <span className="font-medium">{path}</span>
      </Banner>
    );
  }
  return (
    <Banner
      tone={state === "stopped" ? "info" : "bad"}
      testId={`saving-${state}`}
      onClose={close}
      actions={<ActionButton action={saveWorkbook} on={run} size="small" label="Save…" icon={null} />}
    >
      {problem?.message}
    </Banner>
  );
}
