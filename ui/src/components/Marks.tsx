import type { Band, IdVerdict, RowStatus, RunState } from "../bindings";
import { BAND, RUN_STATE, STATUS, VERDICT, bandOf } from "../words/labels";
import { score as scoreText } from "../words/number";
import { Icon, Turning, type IconName } from "./icons";

/** The colours of the statuses, for bars. Words or shapes always stand beside them. */
export const STATUS_FILL: Record<RowStatus, string> = {
  analyzed: "var(--status-analyzed)",
  rules_only: "var(--status-rules-only)",
  invalid_lead_id: "var(--status-invalid)",
  retrieval_failed: "var(--status-retrieval-failed)",
  assessment_failed: "var(--status-assessment-failed)",
  not_assessed: "var(--status-not-assessed)",
  waiting: "var(--status-waiting)",
};

/** The colours of the bands. */
export const BAND_FILL: Record<Band, string> = {
  verified: "var(--band-verified)",
  good: "var(--band-good)",
  moderate: "var(--band-moderate)",
  poor: "var(--band-poor)",
  unusable: "var(--band-unusable)",
};

/** The colour of what the rules notice about a lead. */
export const FLAG_FILL = STATUS_FILL.invalid_lead_id;

const STATUS_ICON: Record<RowStatus, [IconName, string]> = {
  analyzed: ["checkCircle", "text-accent-ink"],
  rules_only: ["halfCircle", "text-accent-ink"],
  invalid_lead_id: ["dashCircle", "text-warn"],
  retrieval_failed: ["crossCircle", "text-bad"],
  assessment_failed: ["warning", "text-bad"],
  not_assessed: ["dashCircle", "text-faint"],
  waiting: ["circle", "text-faint"],
};

const VERDICT_INK: Record<IdVerdict, string> = {
  valid: "text-muted",
  restored: "text-muted",
  converted: "text-muted",
  deleted: "text-warn",
  merged: "text-warn",
  not_found: "text-warn",
  wrong_object: "text-warn",
  malformed: "text-warn",
  blank: "text-faint",
};

const VERDICT_ICON: Record<IdVerdict, IconName> = {
  valid: "check",
  restored: "retry",
  converted: "arrowRight",
  deleted: "trash",
  merged: "chevronRight",
  not_found: "search",
  wrong_object: "cross",
  malformed: "cross",
  blank: "circle",
};

/** A row's status as shape and words. */
export function StatusMark({ status }: { status: RowStatus }) {
  const [icon, ink] = STATUS_ICON[status];
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5 align-top">
      <Icon name={icon} size={14} className={ink} />
      <span className="truncate">{STATUS[status]}</span>
    </span>
  );
}

/** An id's verdict as shape and words. */
export function VerdictMark({ verdict }: { verdict: IdVerdict }) {
  return (
    <span className={`inline-flex min-w-0 items-center gap-1.5 align-top ${VERDICT_INK[verdict]}`}>
      <Icon name={VERDICT_ICON[verdict]} size={14} />
      <span className="truncate">{VERDICT[verdict]}</span>
    </span>
  );
}

/** A band as a swatch and its word. */
export function BandMark({ band }: { band: Band }) {
  return (
    <span className="inline-flex items-center gap-1.5 align-top">
      <Swatch fill={BAND_FILL[band]} />
      {BAND[band]}
    </span>
  );
}

/** A final score with its band. */
export function ScoreMark({ score, long = false }: { score: number | null; long?: boolean }) {
  const band = bandOf(score);
  if (!band) return <span className="text-faint">–</span>;
  return (
    <span className="inline-flex items-center gap-2 align-top">
      <Swatch fill={BAND_FILL[band]} />
      <span className="font-medium">{scoreText(score)}</span>
      <span className={long ? "text-muted" : "sr-only"}>{BAND[band]}</span>
    </span>
  );
}

/** The square of colour that ties words to a picture. */
export function Swatch({ fill }: { fill: string }) {
  return <span aria-hidden className="data-fill inline-block size-2.5 shrink-0 rounded-[3px]" style={{ background: fill }} />;
}

const RUN_ICON: Record<RunState, [IconName, string]> = {
  running: ["pulse", "text-accent-ink"],
  paused: ["pause", "text-warn"],
  cancelled: ["stop", "text-muted"],
  done: ["checkCircle", "text-good"],
  failed_rows: ["warning", "text-warn"],
};

/** A run's state as shape and words. */
export function RunStateMark({ state, testId }: { state: RunState; testId?: string }) {
  const [icon, ink] = RUN_ICON[state];
  return (
    <span data-testid={testId} data-state={state} className={`inline-flex items-center gap-1.5 text-sm font-medium ${ink}`}>
      {state === "running" ? <Turning size={14} /> : <Icon name={icon} size={14} />}
      {RUN_STATE[state]}
    </span>
  );
}
