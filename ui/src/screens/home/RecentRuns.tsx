import { Menu } from "@base-ui/react/menu";
import type { RunSummary, RunTrouble } from "../../bindings";
import { type Action, perform } from "../../actions/action";
import { deleteRun } from "../../actions/deleteRun";
import { openRun } from "../../actions/openRun";
import { resumeRun } from "../../actions/resumeRun";
import { saveWorkbook } from "../../actions/saveWorkbook";
import { salvageRun } from "../../actions/salvageRun";
import { showInFolder, showRunFile } from "../../actions/showInFolder";
import { ActionButton, ActionProblem } from "../../components/ActionButton";
import { Banner } from "../../components/Banner";
import { Bone } from "../../components/Bone";
import { Button } from "../../components/Button";
import { Icon } from "../../components/icons";
import { RunStateMark } from "../../components/Marks";
import { StackedBar } from "../../components/StackedBar";
import { loadRuns, useRuns } from "../../state/runs";
import { statusParts } from "../run/parts";
import { RUN_TROUBLE } from "../../words/labels";
import { money } from "../../words/money";
import { count, counted } from "../../words/number";
import { when } from "../../words/time";

/** What was run before, with the way back into it. */
export function RecentRuns() {
  const list = useRuns((now) => now.list);
  return (
    <section className="mt-9" aria-labelledby="recent">
      <h2 id="recent" className="mb-2 text-base font-semibold">
        Recent runs
      </h2>
      {list.problem && (
        <Banner tone="bad" actions={<Button size="small" onClick={() => void loadRuns()}>Try again</Button>}>
          {list.problem.message}
        </Banner>
      )}
      {!list.value && !list.problem && <Bone className="h-16 w-full rounded-lg" />}
      {list.value?.length === 0 && (
        <p className="rounded-lg border border-line px-4 py-6 text-center text-sm text-muted">
          Runs you start appear here, with their results, until you delete them.
        </p>
      )}
      {list.value && list.value.length > 0 && (
        <ul className="overflow-hidden rounded-lg border border-line bg-surface" data-testid="recent-runs">
          {list.value.map((run) => (
            <li key={run.run} data-testid="recent-run" className="border-b border-line last:border-b-0">
              {run.trouble ? <TroubledLine run={run} trouble={run.trouble} /> : <RunLine run={run} />}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** A run whose file cannot be used: what is wrong, and what can be done. */
function TroubledLine({ run: past, trouble }: { run: RunSummary; trouble: RunTrouble }) {
  return (
    <>
      <div className="flex items-center gap-4 px-4 py-3" data-testid="troubled-run">
        <div className="min-w-0 flex-1">
          <div className="flex items-baseline gap-2">
            <span className="truncate text-sm font-medium">{past.name}</span>
            {past.started_at && <span className="shrink-0 text-xs text-faint">{when(past.started_at)}</span>}
          </div>
          <div className="mt-0.5 flex items-start gap-3 text-xs text-muted">
            <span className="inline-flex shrink-0 items-center gap-1.5 text-sm font-medium text-bad">
              <Icon name="warning" size={14} />
              {RUN_TROUBLE[trouble.kind]}
            </span>
            <span className="pt-0.5 text-pretty select-text wrap-anywhere">{trouble.sentence}</span>
          </div>
        </div>
        <div className="flex shrink-0 justify-end gap-1">
          {trouble.kind === "damaged" && <ActionButton action={salvageRun} on={past.run} size="small" />}
          <ActionButton action={showRunFile} on={past.run} size="small" label="Show in folder" />
          <ActionButton action={deleteRun} on={past.run} size="small" label="Delete…" />
        </div>
      </div>
      {[salvageRun, showRunFile, deleteRun].map((action) => (
        <ActionProblem key={action.id} of={action} on={past.run} className="mx-4 mb-3" />
      ))}
    </>
  );
}

function RunLine({ run: past }: { run: RunSummary }) {
  const live = useRuns((now) => now.snapshots[past.run]);
  const state = live?.state ?? past.state;
  const status = live?.status ?? past.status;
  const rows = live?.rows ?? past.rows;
  const reason = live?.reason ?? past.reason;
  return (
    <>
      <div className="relative flex items-center gap-4 px-4 py-3 hover:bg-hover">
        <div className="min-w-0 flex-1">
          <div className="flex items-baseline gap-2">
            <button
              type="button"
              data-testid="open-run"
              className="truncate text-sm font-medium after:absolute after:inset-0 after:content-['']"
              onClick={() => void perform(openRun, past.run)}
            >
              {past.name}
            </button>
            {past.demo && <span className="rounded-sm bg-sunken px-1.5 text-xs text-muted">Demo</span>}
            <span className="shrink-0 text-xs text-faint">{when(past.started_at)}</span>
          </div>
          <div className="mt-0.5 flex items-center gap-3 text-xs text-muted">
            <RunStateMark state={state} />
            <span className="truncate" title={reason ?? undefined}>
              {state === "done" || !reason
                ? `${counted(rows, "row")}, ${money(live?.usage.cost_usd ?? past.cost_usd)}`
                : reason}
            </span>
          </div>
        </div>
        <div className="w-32 shrink-0 max-[820px]:hidden">
          <StackedBar parts={statusParts(status)} total={rows} label="Rows by status" />
          <p className="mt-1 text-right text-xs text-faint">
            {count(rows - status.waiting)} of {count(rows)}
          </p>
        </div>
        <div className="relative flex w-32 shrink-0 justify-end gap-1">
          {state === "paused" && <ActionButton action={resumeRun} on={past.run} size="small" />}
          <More run={past.run} saved={past.output !== null} running={state === "running"} />
        </div>
      </div>
      {[resumeRun, openRun, deleteRun, saveWorkbook, showInFolder].map((action) => (
        <ActionProblem key={action.id} of={action} on={past.run} className="mx-4 mb-3" />
      ))}
    </>
  );
}

function More({ run, saved, running }: { run: string; saved: boolean; running: boolean }) {
  const offered: [Action, boolean][] = [
    [saveWorkbook, true],
    [showInFolder, saved],
    [deleteRun, !running],
  ];
  return (
    <Menu.Root>
      <Menu.Trigger render={<Button look="quiet" size="small" icon="dots" aria-label="More" data-testid="run-menu" />} />
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={4} className="z-40">
          <Menu.Popup className="rise min-w-44 rounded-lg border border-line bg-surface p-1 shadow-high outline-none">
            {offered
              .filter(([, possible]) => possible)
              .map(([action]) => (
                <Menu.Item
                  key={action.id}
                  data-testid={`${action.id}-item`}
                  className="flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm outline-none data-highlighted:bg-hover"
                  onClick={() => void perform(action, run)}
                >
                  {action.icon && <Icon name={action.icon} size={14} className="text-muted" />}
                  {typeof action.title === "string" ? action.title : ""}
                </Menu.Item>
              ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
