import type { RunId, RunSnapshot } from "../../bindings";
import { deleteRun } from "../../actions/deleteRun";
import { retryFailed } from "../../actions/retryFailed";
import { saveWorkbook } from "../../actions/saveWorkbook";
import { openSaved, showInFolder } from "../../actions/showInFolder";
import { ActionButton, ActionProblem } from "../../components/ActionButton";
import { Banner } from "../../components/Banner";
import { RunStateMark } from "../../components/Marks";
import { hasEnded, useRuns } from "../../state/runs";
import { money } from "../../words/money";
import { count, counted } from "../../words/number";
import { duration } from "../../words/time";
import { AssessChecked } from "./AssessChecked";

/** How the run ended in a line, and what can be done with its results. */
export function ResultsHead({ run, snapshot }: { run: RunId; snapshot: RunSnapshot }) {
  const { state, status, reason } = snapshot;
  const saved = useRuns((now) => now.saved[run]);
  const earlier = useRuns((now) => now.list.value?.find((each) => each.run === run)?.output ?? null);
  const path = saved?.path ?? earlier;
  return (
    <header className="mb-3.5">
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <RunStateMark state={state} testId="run-state" />
          <p className="mt-0.5 text-sm text-pretty text-muted">{closing(snapshot)}</p>
        </div>
        <div className="flex shrink-0 gap-2">
          {state === "failed_rows" && status.retrieval_failed + status.assessment_failed > 0 && (
            <ActionButton action={retryFailed} />
          )}
          {hasEnded(state) && status.not_assessed > 0 && <AssessChecked run={run} snapshot={snapshot} />}
          <ActionButton action={saveWorkbook} look="primary" />
        </div>
      </div>
      <div className="mt-2.5 flex flex-col gap-2 empty:hidden">
        {[saveWorkbook, retryFailed, showInFolder, openSaved, deleteRun].map((action) => (
          <ActionProblem key={action.id} of={action} />
        ))}
        {reason && state !== "done" && (
          <Banner tone="warn" testId="run-reason">
            {reason}
          </Banner>
        )}
        {path && (
          <Banner
            tone="good"
            testId="saved-workbook"
            actions={
              <>
                <ActionButton action={showInFolder} size="small" />
                <ActionButton action={openSaved} size="small" label="Open" icon={null} />
              </>
            }
          >
            Saved as <span className="font-medium" data-testid="saved-path">{path}</span>
            {saved?.note && <span className="block text-muted">{saved.note}</span>}
          </Banner>
        )}
      </div>
    </header>
  );
}

/** `47,020 of 48,912 rows analyzed, in 14 min, for $12.40.` */
export function closing({ status, rows, usage, performance_metrics: metrics }: RunSnapshot): string {
  const scored = status.analyzed + status.rules_only;
  const checked = status.not_assessed;
  const failed = status.retrieval_failed + status.assessment_failed;
  const what = checked > scored ? `${count(checked)} of ${counted(rows, "row")} checked` : `${count(scored)} of ${counted(rows, "row")} assessed`;
  const cost = usage.cost_usd > 0 ? `, for ${money(usage.cost_usd)}` : "";
  const left = failed > 0 ? ` ${counted(failed, "row")} failed and can be retried.` : "";
  return `${what}, in ${duration(metrics.total_processing_time)}${cost}.${left}`;
}
