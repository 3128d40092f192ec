import type { CheckOutcome, LeadFindings } from "../../bindings";
import { Icon, type IconName } from "../../components/icons";
import { BASIS, OUTCOME, asWords } from "../../words/labels";
import { Heading } from "./Record";

const LOOK: Record<CheckOutcome, [IconName, string]> = {
  pass: ["checkCircle", "text-good"],
  caution: ["warning", "text-warn"],
  fail: ["crossCircle", "text-bad"],
};

/** What the model said, and what each statement rests on. */
export function Judgement({ findings }: { findings: LeadFindings }) {
  const { explanation, checks } = findings;
  if (explanation.length + checks.length === 0) return null;
  return (
    <section>
      <Heading>What was found</Heading>
      {explanation.length > 0 && (
        <ul className="mb-3 list-disc space-y-1 pl-4.5 text-sm text-pretty select-text marker:text-faint">
          {explanation.map((statement, index) => (
            <li key={index}>{statement}</li>
          ))}
        </ul>
      )}
      {checks.length > 0 && (
        <ul className="flex flex-col gap-2">
          {checks.map((check) => {
            const [icon, ink] = LOOK[check.outcome];
            return (
              <li key={check.name} className="flex items-start gap-2.5 text-sm">
                <Icon name={icon} label={OUTCOME[check.outcome]} className={`mt-0.5 ${ink}`} />
                <div className="min-w-0">
                  <span className="font-medium">{asWords(check.name)}</span>
                  <span className="text-xs text-faint"> {BASIS[check.basis]}</span>
                  <p className="text-pretty text-muted select-text">{check.note}</p>
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
