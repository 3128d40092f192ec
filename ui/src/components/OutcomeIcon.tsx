import type { CheckOutcome } from "../bindings";
import { OUTCOME } from "../words/labels";
import { readStatement } from "../words/statement";
import { Icon, type IconName } from "./icons";

const LOOK: Record<CheckOutcome, [IconName, string]> = {
  pass: ["checkCircle", "text-good"],
  caution: ["warning", "text-warn"],
  fail: ["crossCircle", "text-bad"],
};

/** How something came out, as a shape. */
export function OutcomeIcon({ outcome, className = "" }: { outcome: CheckOutcome; className?: string }) {
  const [icon, ink] = LOOK[outcome];
  return <Icon name={icon} label={OUTCOME[outcome]} className={`${ink} ${className}`} />;
}

/** A statement of the model, its mark drawn. */
export function StatementLine({ statement, oneLine = false }: { statement: string; oneLine?: boolean }) {
  const { outcome, text } = readStatement(statement);
  return (
    <span className={`flex items-start gap-2.5 ${oneLine ? "min-w-0" : ""}`}>
      {outcome ? (
        <OutcomeIcon outcome={outcome} className="mt-0.5" />
      ) : (
        <span aria-hidden className="mx-1.5 mt-2 size-1 shrink-0 rounded-full bg-faint" />
      )}
      <span className={oneLine ? "truncate" : "text-pretty select-text"}>{text}</span>
    </span>
  );
}
