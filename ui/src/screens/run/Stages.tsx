import type { StageProgress } from "../../bindings";
import { Icon } from "../../components/icons";
import { STAGE } from "../../words/labels";
import { count } from "../../words/number";

/** The stations as a flow: all are at work at once, each on what the one before has handed on. */
export function Stages({ stages }: { stages: StageProgress[] }) {
  return (
    <ol className="mb-4 flex items-stretch gap-1.5" aria-label="Stages">
      {stages.map((stage, index) => (
        <li key={stage.stage} className="flex min-w-0 flex-1 items-center gap-1.5">
          {index > 0 && <Icon name="chevronRight" size={12} className="text-faint" />}
          <Station stage={stage} />
        </li>
      ))}
    </ol>
  );
}

function Station({ stage }: { stage: StageProgress }) {
  const { done, failed, total, in_flight } = stage;
  const finished = total !== null && done + failed >= total;
  const share = total ? ((done + failed) / total) * 100 : 0;
  return (
    <div
      data-testid={`stage-${stage.stage}`}
      className="relative h-full min-w-0 flex-1 overflow-hidden rounded-lg border border-line bg-surface px-3 pt-2.5 pb-3"
    >
      <p className="flex items-center justify-between gap-2 text-xs text-muted">
        <span className="truncate">{STAGE[stage.stage]}</span>
        {finished && <Icon name="check" size={12} className="text-good" label="Done" />}
      </p>
      <p className="mt-0.5 truncate text-lg font-semibold tracking-tight">
        {count(done)}
      </p>
      <p className="min-h-8 text-xs text-faint">
        {total !== null && !finished && <span className="block truncate">of {count(total)}</span>}
        <span className="block truncate">
          {[failed > 0 && `${count(failed)} failed`, in_flight > 0 && `${count(in_flight)} under way`].filter(Boolean).join(", ")}
        </span>
      </p>
      <span aria-hidden className="data-fill absolute inset-x-0 bottom-0 h-0.5 bg-sunken">
        <span className={`widen block h-full ${finished ? "bg-good" : "bg-accent"}`} style={{ width: `${Math.min(share, 100)}%` }} />
      </span>
    </div>
  );
}
