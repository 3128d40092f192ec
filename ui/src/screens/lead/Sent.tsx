import type { LeadPage } from "../../bindings";
import { Unfolding } from "../../components/Unfolding";
import { counted } from "../../words/number";
import { Heading } from "./Record";

/** The very data that left this machine for the model. */
export function Sent({ lead }: { lead: LeadPage }) {
  if (!lead.findings) return null;
  return (
    <section>
      <Heading>What was sent to the model</Heading>
      {lead.sent === null ? (
        <p className="text-sm text-muted">Nothing of this lead left the machine for a model.</p>
      ) : (
        <Unfolding testId="lead-sent" summary={<span className="text-muted">Exactly this, and no record id</span>}>
          <pre className="scroll-xy max-h-72 rounded-md border border-line bg-sunken p-2.5 font-mono text-xs whitespace-pre-wrap wrap-anywhere select-text">
            {pretty(lead.sent)}
          </pre>
        </Unfolding>
      )}
      {lead.attempts > 1 && (
        <p className="mt-1.5 text-xs text-faint" data-testid="lead-attempts">
          The model was asked about this lead {counted(lead.attempts, "time")}; each may have cost something.
        </p>
      )}
    </section>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
