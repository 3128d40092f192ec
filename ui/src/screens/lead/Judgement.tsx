import type { LeadFindings } from "../../bindings";
import { OutcomeIcon, StatementLine } from "../../components/OutcomeIcon";
import { BASIS, asWords } from "../../words/labels";
import { keyed } from "../../words/keyed";
import { Heading } from "./Record";

/** What the model said, and what each statement rests on. */
export function Judgement({ findings }: { findings: LeadFindings }) {
  const { explanation, checks } = findings;
  if (explanation.length + checks.length === 0) return null;
  return (
    <>
      {explanation.length > 0 && (
        <section>
          <Heading>What was found</Heading>
          <ul className="flex flex-col gap-1.5 text-sm">
            {keyed(explanation, String).map(([key, statement]) => (
              <li key={key}>
                <StatementLine statement={statement} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {checks.length > 0 && (
        <section>
          <Heading>Checks</Heading>
          <ul className="flex flex-col gap-2.5">
            {checks.map((check) => (
              <li key={check.name} className="flex items-start gap-2.5 text-sm">
                <OutcomeIcon outcome={check.outcome} className="mt-0.5" />
                <div className="min-w-0">
                  <span className="font-medium">{asWords(check.name)}</span>
                  <span className="text-xs text-faint"> {BASIS[check.basis]}</span>
                  <p className="text-pretty text-muted select-text">{check.note}</p>
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
