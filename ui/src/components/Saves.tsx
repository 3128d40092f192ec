import type { RunId } from "../bindings";
import { saveWorkbook, stopSaving } from "../actions/saveWorkbook";
import { openSaved, showInFolder } from "../actions/showInFolder";
import { useNavigation } from "../state/navigation";
import { dismissSave, type Save, useSaves } from "../state/saves";
import { fileName } from "../words/labels";
import { count } from "../words/number";
import { ActionButton, ActionProblem } from "./ActionButton";
import { Banner } from "./Banner";
import { ProgressLine } from "./ProgressLine";

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
      <ProgressLine title={path} done={rows} of={of} words={words} testId="saving-rows">
        Saving <span className="font-medium">{fileName(path)}</span>
      </ProgressLine>
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
