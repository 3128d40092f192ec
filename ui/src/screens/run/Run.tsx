import { useEffect, useState } from "react";
import type { AppError, RunId, RunSnapshot } from "../../bindings";
import { cancelRun } from "../../actions/cancelRun";
import { pauseRun } from "../../actions/pauseRun";
import { resumeRun } from "../../actions/resumeRun";
import { retryFailed } from "../../actions/retryFailed";
import { ActionButton, ActionProblem } from "../../components/ActionButton";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { Box } from "../../components/Fact";
import { Turning } from "../../components/icons";
import { RunStateMark } from "../../components/Marks";
import { Legend, StackedBar } from "../../components/StackedBar";
import { watchRun } from "../../state/follow";
import { go } from "../../state/navigation";
import { hasEnded, useRuns } from "../../state/runs";
import { count } from "../../words/number";
import { SoFar } from "./SoFar";
import { Pace } from "./Pace";
import { Problems } from "./Problems";
import { Stages } from "./Stages";
import { statusParts, totalOf } from "./parts";

/** A run under way: how far, how fast, what it costs, what is in its way. */
export function Run({ run }: { run: RunId }) {
  const snapshot = useRuns((now) => now.snapshots[run]);
  const [lost, setLost] = useState<AppError | null>(null);
  useEffect(() => watchRun(run, setLost), [run]);
  if (!snapshot) {
    return (
      <div className="flex h-full items-center justify-center p-8 text-sm text-muted">
        {lost ? <Banner tone="bad">{lost.message}</Banner> : <Turning size={20} />}
      </div>
    );
  }
  return (
    <div className="flex h-full">
      <div className="scroll-y min-w-0 flex-1">
        <div className="mx-auto flex min-h-full max-w-5xl flex-col px-7 pt-6 pb-6">
          <Head snapshot={snapshot} />
          <Notices snapshot={snapshot} />
          <Stages stages={snapshot.stages} />
          <Rows snapshot={snapshot} />
          <Problems problems={snapshot.problems} run={run} />
          <SoFar run={run} snapshot={snapshot} />
        </div>
      </div>
      <Pace snapshot={snapshot} />
    </div>
  );
}

function Head({ snapshot }: { snapshot: RunSnapshot }) {
  const { state, rows, status, run } = snapshot;
  const done = Math.max(totalOf(status) - status.waiting, 0);
  return (
    <header className="mb-4 flex items-start justify-between gap-4">
      <div className="min-w-0">
        <RunStateMark state={state} testId="run-state" />
        <h1 className="mt-0.5 text-2xl tracking-tight">
          <span data-testid="rows-done">{count(done)}</span>{" "}
          <span className="font-normal text-muted">
            of <span data-testid="rows-total">{count(rows)}</span> rows
          </span>
        </h1>
      </div>
      <div className="flex shrink-0 gap-2">
        {state === "running" && <ActionButton action={pauseRun} />}
        {state === "paused" && <ActionButton action={resumeRun} look="primary" />}
        {!hasEnded(state) && <ActionButton action={cancelRun} look="quiet" label="Cancel" />}
        {state === "failed_rows" && <ActionButton action={retryFailed} />}
        {hasEnded(state) && (
          <Button look="primary" icon="chart" data-testid="see-results" onClick={() => go({ at: "results", run })}>
            See the results
          </Button>
        )}
      </div>
    </header>
  );
}

function Notices({ snapshot }: { snapshot: RunSnapshot }) {
  const { state, reason, slowed_by } = snapshot;
  return (
    <div className="mb-4 flex flex-col gap-2 empty:hidden">
      {[pauseRun, resumeRun, cancelRun, retryFailed].map((action) => (
        <ActionProblem key={action.id} of={action} />
      ))}
      {reason && state !== "running" && (
        <Banner tone={state === "done" ? "good" : "warn"} testId="run-reason" icon={state === "paused" ? "pause" : "info"}>
          {reason}
        </Banner>
      )}
      {slowed_by && state === "running" && (
        <Banner tone="info" testId="slowed-by">
          {slowed_by}
        </Banner>
      )}
    </div>
  );
}

function Rows({ snapshot }: { snapshot: RunSnapshot }) {
  const parts = statusParts(snapshot.status);
  const inUse = parts.filter((part) => part.value > 0 || part.key === "waiting");
  return (
    <Box className="mb-4 p-4">
      <StackedBar parts={parts} total={snapshot.rows} label="Rows by status" thick />
      <div className="mt-3">
        <Legend parts={inUse} total={snapshot.rows} />
      </div>
    </Box>
  );
}
