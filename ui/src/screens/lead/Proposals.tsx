import type { LeadFindings, Proposal } from "../../bindings";
import { Icon } from "../../components/icons";
import { Unfolding } from "../../components/Unfolding";
import { BASIS } from "../../words/labels";
import { keyed } from "../../words/keyed";
import { counted } from "../../words/number";
import { Heading, Value } from "./Record";

/** Values the model proposes: what stands there, what it would be, how sure, and why. */
export function Proposals({ findings }: { findings: LeadFindings }) {
  const { corrections, inferences, dropped } = findings;
  if (corrections.length + inferences.length + dropped.length === 0) return null;
  return (
    <section>
      <Heading>Proposals</Heading>
      <ul className="flex flex-col gap-2.5">
        {keyed(corrections, (proposal) => proposal.field).map(([key, proposal]) => (
          <Line key={key} kind="Correction" proposal={proposal} />
        ))}
        {keyed(inferences, (proposal) => `filled ${proposal.field}`).map(([key, proposal]) => (
          <Line key={key} kind="Filled in" proposal={proposal} />
        ))}
      </ul>
      {dropped.length > 0 && (
        <Unfolding summary={<span className="text-muted">{counted(dropped.length, "proposal")} left out, with the reason</span>}>
          <ul className="list-disc pl-4 text-xs text-muted">
            {keyed(dropped, String).map(([key, reason]) => (
              <li key={key}>{reason}</li>
            ))}
          </ul>
        </Unfolding>
      )}
    </section>
  );
}

function Line({ kind, proposal }: { kind: string; proposal: Proposal }) {
  const { field, old, new: next, confidence, basis, reason } = proposal;
  return (
    <li className="rounded-lg border border-line px-3 py-2 text-sm">
      <div className="flex justify-between gap-3 text-xs">
        <span className="font-medium text-muted">
          {kind}: <span className="font-mono">{field}</span>
        </span>
        <span className="text-faint">
          {confidence !== null && `${Math.round(confidence * 100)} % sure, `}
          {BASIS[basis]}
        </span>
      </div>
      <p className="mt-1 flex flex-wrap items-center gap-x-2 wrap-anywhere select-text">
        <span className="text-muted">
          <Value value={old} />
        </span>
        <Icon name="arrowRight" size={12} className="text-faint" label="becomes" />
        <span className="font-medium">
          <Value value={next} />
        </span>
      </p>
      <p className="mt-0.5 text-xs text-pretty text-muted select-text">{reason}</p>
    </li>
  );
}
